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
    "chromium-headless-shell",  # no whole browser, as Playwright's own: only where nothing else is
)
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
    """The browser to use: ``path`` where given, else the first Chromium, Chrome or Edge that is installed.

    None when there is none; Playwright's own may still be there, which only its driver knows.
    """
    if path:
        return path
    named = os.environ.get("SHOPCHECK_BROWSER")
    if named:
        return named
    on_path = (found for name in NAMES if (found := shutil.which(name)))
    in_place = (place for place in PLACES.get(sys.platform, ()) if Path(place).is_file())
    return next(on_path, None) or next(in_place, None)


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
