"""A browser to look with: one that is installed, else Playwright's, else the distribution's package."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from crawler.chromium import downloaded_browser, installed_browser
from shopcheck.errors import PlainError

INSTALL_SECONDS = 900


def starts(path: str) -> bool:
    """Whether the browser at ``path`` runs at all (a download may lack libraries of the system)."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def get_browser(say: Callable[[str], None]) -> str:
    """The path of a browser that starts, installed first where there is none. Raises PlainError."""
    found = installed_browser()
    if found and starts(found):
        return found
    if named := os.environ.get("SHOPCHECK_BROWSER"):
        raise PlainError(
            f"SHOPCHECK_BROWSER is {named}, which does not start; correct it, or unset it to have one found"
        )
    say("no browser was found: downloading Chromium (about 170 MB, once)")
    _run([sys.executable, "-m", "playwright", "install", "chromium"])
    found = downloaded_browser()
    if found and starts(found):
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("that did not work; installing the distribution's chromium")
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        found = installed_browser()
        if found and starts(found):
            return found
    raise PlainError(
        "No browser could be had: none is installed and none could be downloaded (no network?). Install Chromium or"
        " Chrome (Debian, Ubuntu: sudo apt install chromium), or say where one is: SHOPCHECK_BROWSER=/path/to/chrome."
        " Then run this again."
    )


def _run(command: list[str]) -> None:
    """Run a command with its output on standard error; whether it worked shows in what is there afterwards."""
    try:
        subprocess.run(command, stdout=sys.stderr, timeout=INSTALL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
