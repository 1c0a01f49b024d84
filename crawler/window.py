"""The window of a tab: the two sizes at which a page is looked at, and what the page is told of it."""

from typing import Any

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

MEDIA = [
    {"name": "display-mode", "value": "browser"},
    {"name": "prefers-color-scheme", "value": "light"},
    {"name": "prefers-reduced-motion", "value": "reduce"},
]
"""What style sheets are told: a common window of a common user, who likes things quiet."""


async def fill_the_screen(cdp: Any) -> None:
    """Leave the browser no bars to draw (a seventh of a render, measured), without the page noticing.

    cdp: a CDP session of the tab. Raises Playwright's Error.
    """
    window = await cdp.send("Browser.getWindowForTarget")
    bounds = {"windowId": window["windowId"], "bounds": {"windowState": "fullscreen"}}
    await cdp.send("Browser.setWindowBounds", bounds)
    await cdp.send("Emulation.setEmulatedMedia", {"features": MEDIA})
