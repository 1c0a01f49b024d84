"""Which browser is used where several are installed."""

from pathlib import Path

import pytest

from crawler.chromium import downloaded_browser, installed_browser


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SHOPCHECK_BROWSER", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "kept"))
    monkeypatch.setattr("crawler.chromium.PLACES", {})
    return tmp_path


def put(folder: Path, name: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n")
    (folder / name).chmod(0o755)
    return str(folder / name)


def test_a_whole_browser_comes_before_a_shell(installed: Path) -> None:
    assert installed_browser() is None
    shell = put(installed, "chromium-headless-shell")
    assert installed_browser() == shell
    whole = put(installed, "google-chrome")
    assert installed_browser() == whole


def test_what_is_named_comes_before_what_is_found(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(installed, "chromium")
    monkeypatch.setenv("SHOPCHECK_BROWSER", "/opt/another")
    assert installed_browser() == "/opt/another"
    assert installed_browser("/opt/given") == "/opt/given"


def test_what_playwright_downloaded_is_used_whole_before_a_shell_and_newest_first(installed: Path) -> None:
    """Its driver would take the shell of its own accord; what customers use, and what is tested here, is the whole."""
    shell = put(installed / "kept/chromium_headless_shell-1300/chrome-headless-shell-linux64", "chrome-headless-shell")
    assert installed_browser() == shell == downloaded_browser()
    put(installed / "kept/chromium-999/chrome-linux", "chrome")
    newest = put(installed / "kept/chromium-1290/chrome-linux64", "chrome")
    assert installed_browser() == newest == downloaded_browser()
    put(installed, "chromium-headless-shell")
    assert installed_browser() == newest
    own = put(installed, "chromium")
    assert (installed_browser(), downloaded_browser()) == (own, newest)
