"""The demo: invented shops on this machine, audited as real ones are."""

import os
import shutil
import sys
import webbrowser
from datetime import date
from pathlib import Path

from audit.shoplist import read_list
from audit.store import FILE
from reports.wording import words_for
from shopcheck.browser import get_browser
from shopcheck.config import Config
from shopcheck.console import Console
from shopcheck.errors import Exit, WrongInputError
from shopcheck.reporting import language_for
from shopcheck.run import RunOptions, run_audit

MARK = ".shopcheck-demo"
MARKET = "NL"
MAILS_START = date(2026, 9, 7)
"""First day of the demo's mails: the same weeks, and so the same figures, every time; long past, for no report tells of
answers to come."""


def show(out: Path, console: Console, *, lang: str | None, open_it: bool) -> Exit:
    """Serve the demo shops, audit them into the folder ``out``, print and open the report. Raises PlainError."""
    from shopcheck.demo import serve, write_list

    out = out.absolute()
    _clear(out)
    browser = get_browser(console.say)
    config = Config()
    config.crawl.delay = 0.0
    config.audit.title = str(words_for(lang or language_for(MARKET))("demo.title").unescape())
    with serve() as served:
        console.say(f"{len(served)} invented shops are open on this machine; auditing them with {browser}")
        listed = out / "shops.csv"
        write_list(listed, served)
        options = RunOptions(out=out, market=MARKET, allow_private=True, max_unmeasured=100.0, lang=lang)
        code = run_audit(read_list(listed, market=MARKET), options, config, console)
    _play_mails(out, console)
    index = out / "report" / "index.html"
    if open_it and _desktop():
        webbrowser.open(index.as_uri())
    return code


def _play_mails(out: Path, console: Console) -> None:
    """Three weeks of test mails to the demo shops, played in seconds on servers of our own; then the report again."""
    from shopcheck.demo_mail import play
    from shopcheck.opening import open_store
    from shopcheck.reporting import write_report

    console.say("three weeks of test mails to the shops, played on this machine in a simulated calendar")
    with open_store(out) as store:
        play(out, store.results(), start=MAILS_START)
        console.result(str(write_report(store, out, store.facts()["lang"])))


def _clear(out: Path) -> None:
    """An empty folder for a new demo: the shops get other ports each time. Only a demo's own folder is emptied."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).is_file():
            what = "an audit" if (out / FILE).is_file() else "something else"
            raise WrongInputError(f"{out} holds {what}; choose another folder with --out")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("This folder is made anew by every shopcheck demo.\n")


def _desktop() -> bool:
    """Whether somebody sits before a screen of this machine."""
    if not sys.stderr.isatty():
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
