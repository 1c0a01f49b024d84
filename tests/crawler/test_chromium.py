"""Which browser is used where several are installed."""

from pathlib import Path

import pytest

from crawler.chromium import installed_browser


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SHOPCHECK_BROWSER", raising=False)
    monkeypatch.setattr("crawler.chromium.PLACES", {})
    return tmp_path


def put(folder: Path, name: str) -> str:
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
