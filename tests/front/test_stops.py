"""Pulling the plug, Ctrl-C, and going on: with the real crawler and browser, in processes of their own."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from audit.store import AuditStore
from tests.front.web import Farm

SHOPS = 7
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def start(folder: Path, *more: str) -> "subprocess.Popen[str]":
    command = [
        sys.executable, "-m", "shopcheck", "run", "list.txt", "--out", "audit", "--market", "NL",
        "--allow-private", "--delay", "0", "--concurrency", "2", *more,
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_shops(process: "subprocess.Popen[str]", count: int) -> None:
    """Until so many shops are done."""
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("[") and line.lstrip("[ ").startswith(f"{count}/"):
            return
    raise AssertionError("the run ended before it could be stopped")


def finished(folder: Path) -> set[str]:
    store = AuditStore.in_folder(folder / "audit")
    try:
        return {r.shop.url for r in store.results() if r.snapshot is not None}
    finally:
        store.close()


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130), (signal.SIGTERM, 130)]
)
def test_the_same_command_goes_on_where_it_was_stopped(sent: signal.Signals, code: int, tmp_path: Path) -> None:
    farm = Farm(SHOPS, held={4, 5, 6})  # however busy the machine is, the run is not done before it is stopped
    with farm.open():
        (tmp_path / "list.txt").write_text(farm.list_text())
        process = start(tmp_path)
        wait_for_shops(process, 2)
        process.send_signal(sent)
        _, told = process.communicate(timeout=120)
        assert process.returncode == code
        assert "Traceback" not in told
        if sent is not signal.SIGKILL:
            assert "the same command goes on" in told
        done = finished(tmp_path)
        assert 2 <= len(done) < SHOPS
        if sent is signal.SIGTERM:  # the rest is as with Ctrl-C
            return
        farm.asked.clear()
        farm.held.clear()
        goes_on(tmp_path, farm, done)
    each_as_it_is(tmp_path, farm)


def goes_on(folder: Path, farm: Farm, done: set[str]) -> None:
    """The same command visits exactly the shops that are left; once more, and it visits none."""
    again = start(folder)
    out, told = again.communicate(timeout=200)
    assert again.returncode == 0, told
    assert out == "audit/report/index.html\n"
    assert {farm.urls[number] for number in farm.asked} == set(farm.urls) - done
    assert finished(folder) == set(farm.urls)
    farm.asked.clear()
    once_more = start(folder)
    once_more.communicate(timeout=120)
    assert once_more.returncode == 0
    assert not farm.asked


def each_as_it_is(folder: Path, farm: Farm) -> None:
    """Every shop is in the export, in list order, with what it shows."""
    exported = subprocess.run(
        [sys.executable, "-m", "shopcheck", "export", "audit", "--format", "json"],
        cwd=folder, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    shops = json.loads(exported.stdout)["shops"]
    assert [s["shop"]["url"] for s in shops] == farm.urls
    for number, shop in enumerate(shops):
        found = {f["check"]: f for f in shop["findings"]}
        assert found["phone-findable"]["outcome"] == "met"
        assert found["phone-findable"]["values"] == [f"+3138421{1000 + number}"]
        assert found["email-findable"]["values"] == [f"info@winkel-{number}.nl"]


def test_a_second_run_in_the_same_folder_is_told_to_wait(tmp_path: Path) -> None:
    farm = Farm(4)
    with farm.open():
        (tmp_path / "list.txt").write_text(farm.list_text())
        first = start(tmp_path)
        wait_for_shops(first, 1)
        first.send_signal(signal.SIGSTOP)  # not done before the other has looked, however busy the machine is
        second = start(tmp_path)
        _, told = second.communicate(timeout=60)
        first.send_signal(signal.SIGCONT)
        assert second.returncode == 1
        assert f"another shopcheck (process {first.pid}) is working in audit" in told
        first.communicate(timeout=100)
        assert first.returncode == 0


DEMO = """
import sys
import shopcheck.demo as demo

write_list = demo.write_list

def few(path, served):
    write_list(path, served)
    path.write_text("\\n".join(path.read_text().splitlines()[:3]) + "\\n")

demo.write_list = few

import time
import shopcheck.demo_mail as demo_mail

advance = demo_mail.Town.advance

def slowly(town, to):
    print("they are under way", file=sys.stderr, flush=True)
    time.sleep(0.2)  # the mails of three shops are played within a second: the signal must find them so
    return advance(town, to)

demo_mail.Town.advance = slowly
from shopcheck import cli
sys.argv = ["shopcheck", "demo", "--out", sys.argv[1], "--no-open"]
cli.main()
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_the_demo_ends_plainly_while_its_mails_are_played(sent: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-c", DEMO, str(tmp_path / "demo")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line == "they are under way\n":
            break
    process.send_signal(sent)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told and "the same command goes on" in told
