"""Where a Chromium is, and how it is started: quiet, and with no way out but our proxy."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
)
SHELL = "chromium-headless-shell"
"""No whole browser: only where nothing else is, for customers have whole ones."""
PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ),
}

KEPT_BY_PLAYWRIGHT = {
    "darwin": "~/Library/Caches/ms-playwright",
    "win32": "~/AppData/Local/ms-playwright",
}
WHOLE = ("chrome-*/chrome", "chrome-*/*.app/Contents/MacOS/*", "chrome-*/chrome.exe")
SHELLS = ("chrome-*/chrome-headless-shell", "chrome-*/headless_shell", "chrome-*/*headless*shell.exe")

FEATURES_OFF = (
    "AimEnabled",
    "AutofillServerCommunication",
    "DestroyProfileOnBrowserClose",
    "GlobalMediaControls",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",  # the list's address is asked for as it stands
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "Translate",
    # a window's search box is a page of its own: 0.2 s of a core for each context, measured
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
    # renderers kept warm for nobody
    "AndroidWarmUpSpareRendererWithTimeout",
    "MultipleSpareRPHs",
    "SpareRendererForSitePerProcess",
)
"""Takes the place of Playwright's own list, for the last such argument counts. Third-party storage stays partitioned by
site (Playwright switches that off): a tab that is used again must not carry anything from shop to shop."""

ARGUMENTS = (
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--deny-permission-prompts",
    "--mute-audio",
    "--no-first-run",
    "--no-pings",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # names are the proxy's business
)


def installed_browser(path: str | None = None) -> str | None:
    """The browser to use: ``path`` where given, else the first Chromium, Chrome or Edge that is installed, else the one
    that Playwright downloaded; a shell only where no whole browser is. None when there is none.
    """
    if path:
        return path
    named = os.environ.get("SHOPCHECK_BROWSER")
    if named:
        return named
    on_path = (found for name in NAMES if (found := shutil.which(name)))
    in_place = (place for place in PLACES.get(sys.platform, ()) if Path(place).is_file())
    whole = next(on_path, None) or next(in_place, None) or _kept("chromium-*", WHOLE)
    return whole or shutil.which(SHELL) or _kept("chromium_headless_shell-*", SHELLS)


def downloaded_browser() -> str | None:
    """The browser that Playwright downloaded, a shell where it downloaded nothing else; None when there is none."""
    return _kept("chromium-*", WHOLE) or _kept("chromium_headless_shell-*", SHELLS)


def _kept(folders: str, files: tuple[str, ...]) -> str | None:
    """The newest that Playwright keeps in its documented folders, one for each revision."""
    root = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or KEPT_BY_PLAYWRIGHT.get(sys.platform, "~/.cache/ms-playwright")
    kept = sorted(Path(root).expanduser().glob(folders), key=_revision, reverse=True)
    found = (str(file) for folder in kept for pattern in files for file in sorted(folder.glob(pattern)))
    return next(found, None)


def _revision(folder: Path) -> int:
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def launch_options(executable: str | None, proxy: str, *, sandbox: bool) -> dict[str, Any]:
    """Arguments for Playwright's ``launch``. proxy: address of a proxy for all that belongs to no visit."""
    options: dict[str, Any] = {
        "args": list(ARGUMENTS),
        "chromium_sandbox": sandbox,
        "proxy": {"server": proxy, "bypass": "<-loopback>"},
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
        "timeout": 60_000,
    }
    if executable:
        options["executable_path"] = executable
    return options


def may_use_sandbox() -> bool:
    """Chromium's sandbox does not work for root."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)
