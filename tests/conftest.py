"""What every test stands on: no network beyond this machine, and where the shared data and the browser are."""

import logging
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.chromium import installed_browser
from shopcheck.console import NOISY
from tests.front.fakes import FakeVisits, good
from tests.guard.offline import block

ROOT = Path(__file__).parent.parent
GUARD = Path(__file__).parent / "guard"

block()
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell that starts the tests in the background has them ignore Ctrl-C, and every program that they start inherits
that: what they say of Ctrl-C would be no test."""
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(GUARD), os.environ.get("PYTHONPATH")]))
"""Python programs that tests start load ``guard/sitecustomize.py`` and are blocked as well."""
os.environ["LC_ALL"] = "C.UTF-8"
"""The screen speaks the language of whoever runs the tests otherwise."""

NEEDS = {
    "shared": re.compile(r"shared", re.I),
    "browser": re.compile(r"chrom|browser", re.I),
    "mail": re.compile(r"mail servers?", re.I),
}
LONGEST_FIRST = (
    "tests/shops/test_corpora.py", "tests/front/test_package.py", "tests/reports/test_browser.py",
    "tests/front/test_stops.py", "tests/crawler/test_further_looks.py", "tests/crawler/test_browser.py",
    "tests/mail_servers/test_mailbox.py", "tests/mail_servers/", "tests/shops/", "tests/find/test_robust.py",
    "tests/crawler/test_visit.py", "tests/find/test_real.py", "tests/oscar/", "tests/front/test_progress.py",
    "tests/owner/test_live.py", "tests/find/test_labels.py", "tests/people/test_sheet_page.py",
)  # fmt: skip
"""Files that take half a minute and more, as measured: a worker that begins them last ends last. They come in this
order only where the workers keep it (``--no-loadscope-reorder``, as the Makefile has it): files of few cases come last
otherwise, and these are files of few cases."""

_skipped: list[tuple[str, str]] = []


def shared_folder() -> Path:
    """Where the shared data lies: SHOPCHECK_SHARED, or ``shared`` beside the checkout."""
    return Path(os.environ.get("SHOPCHECK_SHARED") or ROOT.parent / "shared")


def chromium_path() -> str | None:
    """An installed Chromium or Chrome, found as the program itself finds it."""
    return installed_browser()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real data; a test that asks for it is skipped where it is not there."""
    folder = shared_folder()
    if not folder.is_dir():
        pytest.skip(f"the shared data is not in {folder} (SHOPCHECK_SHARED says where)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; a test that asks for it is skipped where there is none."""
    path = chromium_path()
    if path is None:
        pytest.skip("no browser: neither Chromium nor Chrome is installed")
    return path


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands run in an empty folder, without anybody's configuration."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("SHOPCHECK_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> FakeVisits:
    """Puts a stand-in where the crawler would be; set ``answer`` to say what the shops show."""
    return FakeVisits(good).put_in(monkeypatch)


def _place(nodeid: str) -> int:
    """How early a test begins: its file's place among the longest, all others behind them."""
    return next((place for place, name in enumerate(LONGEST_FIRST) if nodeid.startswith(name)), len(LONGEST_FIRST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, or two workers end at different times; ``browser`` tests are skipped where there is none."""
    items.sort(key=lambda item: _place(item.nodeid))
    if chromium_path() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no browser: neither Chromium nor Chrome is installed"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped, and why."""
    if report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.append((report.nodeid, why))


def _may_not_skip() -> list[tuple[str, str]]:
    needed = [NEEDS[need] for need in os.environ.get("SHOPCHECK_MUST_RUN", "").split(",") if need in NEEDS]
    return [(name, why) for name, why in _skipped if any(need.search(why) for need in needed)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where SHOPCHECK_MUST_RUN names a need (as .ci/run does), skipping for that need is a failure."""
    if not hasattr(session.config, "workerinput") and _may_not_skip() and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests had to run and did not."""
    for name, why in _may_not_skip():
        terminalreporter.write_line(f"had to run, but was skipped: {name}: {why}", red=True)


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """The command line sets logging up for a whole process; tests that run it must not change it for the others."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.NOTSET)
