"""What people see while a run is going."""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import structs

from audit.outcomes import Outcome, Reason
from audit.shoplist import parse_list
from shopcheck.console import Console
from shopcheck.judging import Sum, judge_visit, summed
from shopcheck.progress import Progress, duration, name_of
from tests.front.fakes import good, shut
from tests.front.web import Farm


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (59, "59 s"), (61, "1 min"), (3000, "50 min"), (10200, "2 h 50")]
)
def test_lengths_of_time_in_rough_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_counts_go_on_from_an_earlier_run(capsys: pytest.CaptureFixture) -> None:
    shops = parse_list(b"website,name\na.nl,A\nb.nl,\n", market="NL").shops
    with Progress(Console(), 5, [Sum.MET, Sum.MET, Sum.NOT_FOUND]) as progress:
        assert progress.speed() == ""
        for shop, look in zip(shops, (good, shut), strict=True):
            progress.begin(shop)
            progress.done(shop, judge_visit(look(shop)))
    assert progress.line() == "5/5  met 3  to fix 0  not found 1  could not be measured 1"
    assert re.fullmatch(r"\d+\.\d shops a minute", progress.speed())
    assert capsys.readouterr().err.splitlines() == [
        "[4/5] A (a.nl): phone-findable met, clear, 0 clicks; email-findable met, clear, 0 clicks",
        "[5/5] b.nl: phone-findable not measured, unavailable; email-findable not measured, unavailable",
    ]


def test_a_shop_is_called_by_name_and_host_with_its_port() -> None:
    (shop,) = parse_list(b"website,name\nhttp://127.0.0.1:8001/,Thee\n").shops
    assert name_of(shop) == "Thee (127.0.0.1:8001)"


def test_a_name_without_end_leaves_the_line_to_others() -> None:
    (shop,) = parse_list(f"website,name\nthee.nl,{'Thee en meer ' * 250}\n".encode()).shops
    told = name_of(shop)
    assert told.startswith("Thee en meer Thee") and told.endswith("… (thee.nl)")
    assert len(told) < 80


@pytest.mark.browser
@pytest.mark.slow
def test_the_live_display_of_a_terminal(tmp_path: Path) -> None:
    with Farm(3).open() as farm:
        (tmp_path / "list.txt").write_text(farm.list_text())
        screen, terminal = pty.openpty()
        process = subprocess.Popen(
            [
                sys.executable, "-m", "shopcheck", "run", "list.txt", "--out", "audit", "--market", "NL",
                "--allow-private", "--delay", "0",
            ],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=terminal, text=True, env=os.environ | {"TERM": "xterm"},
        )  # fmt: skip
        os.close(terminal)
        shown = b""
        while True:
            try:
                shown += os.read(screen, 4096)
            except OSError:  # the other end has closed
                break
        out, _ = process.communicate(timeout=60)
        os.close(screen)
    assert process.returncode == 0
    assert out == "audit/report/index.html\n"
    told = shown.decode()
    assert "3/3  met 3  to fix 0  not found 0  could not be measured 0" in told
    assert "shops a minute" in told
    assert "Ctrl-C is safe" in told
    assert "now: 127.0.0.1:" in told
    assert "[1/3]" not in told


def test_what_a_person_still_decides_is_not_counted_as_met(capsys: pytest.CaptureFixture) -> None:
    shop = parse_list(b"a.nl", market="NL").shops[0]
    found = judge_visit(good(shop))
    doubtful = tuple(
        structs.replace(f, outcome=Outcome.UNSURE, reason=Reason.OWNER_UNKNOWN) if f.check == "phone-findable" else f
        for f in found
    )
    assert summed(found) is Sum.MET
    assert summed(doubtful) is Sum.CHECKED
    with Progress(Console(-1), 2) as progress:
        progress.done(shop, doubtful)
    assert progress.line() == "1/2  met 0  to fix 0  not found 0  being checked 1  could not be measured 0"


def test_a_narrow_screen_shows_every_figure() -> None:
    from rich.console import Console as Rich

    screen = Rich(width=40, file=io.StringIO())
    shop = parse_list(b"a-shop-with-a-long-name-indeed.nl", market="NL").shops[0]
    with Progress(Console(-1), 500, [Sum.MET] * 120 + [Sum.CHECKED] * 14 + [Sum.NOT_MEASURED] * 31) as progress:
        progress.begin(shop)
        screen.print(progress._display())
    shown = " ".join(screen.file.getvalue().split())  # type: ignore[attr-defined]
    assert "165/500 met 120" in shown
    assert "being checked 14 could not be measured 31" in shown
