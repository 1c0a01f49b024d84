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
        await asyncio.sleep(20)
    finally:
        print("closed", flush=True)

try:
    with term_as_interrupt():
        run_async(main)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("ctrl_c", ["ignored", "heard"])
def test_sigterm_ends_a_run_whatever_becomes_of_ctrl_c(ctrl_c: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", WAITING, ctrl_c], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=15)
    assert told == "closed\ninterrupted\n"
    assert process.returncode == 0
