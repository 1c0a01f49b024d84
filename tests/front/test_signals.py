"""SIGTERM ends a run also where Ctrl-C is ignored: a job that a script started in the background."""

import signal
import subprocess
import sys

import pytest

WAITING = """
import asyncio, signal, sys
from shopcheck.signals import term_as_interrupt
from shopcheck.visiting import run_async

signal.signal(signal.SIGINT, signal.SIG_IGN if sys.argv[1] == "ignored" else signal.default_int_handler)

async def main():
    try:
        print("begun", flush=True)
        await asyncio.sleep(200)
    finally:
        print("closed", flush=True)

try:
    with term_as_interrupt():
        run_async(main)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("ctrl_c", ["ignored", "heard"])
def test_sigterm_ends_a_run_whatever_becomes_of_ctrl_c(ctrl_c: str, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, ctrl_c], stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # these tests may themselves run under nohup
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    process.send_signal(number)
    told, _ = process.communicate(timeout=90)
    assert told == "closed\ninterrupted\n"
    assert process.returncode == 0


LOST = """
import time
from shopcheck.signals import term_as_interrupt

class Held:
    def __del__(self):
        print("in a finaliser", flush=True)
        until = time.monotonic() + 5
        while time.monotonic() < until:
            time.sleep(0.01)

try:
    with term_as_interrupt():
        held = Held()
        del held
        print("going on", flush=True)
        time.sleep(200)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_falls_into_a_finaliser_is_not_lost(sent: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LOST], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "in a finaliser\n"
    process.send_signal(sent)
    told, complained = process.communicate(timeout=90)
    assert told.splitlines()[-1] == "interrupted"
    assert complained == ""


def test_nohup_is_heeded() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, "heard"],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.5)
    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=90)
    assert told == "closed\ninterrupted\n"
