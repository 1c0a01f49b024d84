"""What every test stands on: no network beyond this machine, and where the shared data and the browser are."""

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopcheck.browser import find_browser
from shopcheck.console import NOISY
from tests.front.fakes import FakeVisits, good
from tests.guard.offline import block

ROOT = Path(__file__).parent.parent
GUARD = Path(__file__).parent / "guard"

block()
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(GUARD), os.environ.get("PYTHONPATH")]))
"""Python programs that tests start load ``guard/sitecustomize.py`` and are blocked as well."""
os.environ["LC_ALL"] = "C.UTF-8"
"""The screen speaks the language of whoever runs the tests otherwise."""

NEEDS = {
    "shared": re.compile(r"shared", re.I),
    "browser": re.compile(r"chrom|browser", re.I),
    "mail": re.compile(r"mail servers?", re.I),
}
LONG_FILES = (
    "tests/shops/", "tests/front/test_package.py", "tests/front/test_stops.py", "tests/owner/test_live.py",
    "tests/oscar/", "tests/reports/test_browser.py", "tests/crawler/test_browser.py", "tests/mail_servers/",
    "tests/find/test_labels.py",
)  # fmt: skip
"""Files whose set-up alone takes half a minute: a worker that begins them last ends last."""

_skipped: list[tuple[str, str]] = []


def shared_folder() -> Path:
    """Where the shared data lies: SHOPCHECK_SHARED, or ``shared`` beside the checkout."""
    return Path(os.environ.get("SHOPCHECK_SHARED") or ROOT.parent / "shared")


def chromium_path() -> str | None:
    """An installed Chromium or Chrome, found as the program itself finds it."""
    return find_browser()


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, or two workers end at different times; ``browser`` tests are skipped where there is none."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_FILES))
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
