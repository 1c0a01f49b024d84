"""Frames whose page another site sent, or that is kept apart: a visitor reads them, a script in the page cannot."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError

from audit.outcomes import Reason
from crawler.consent import elsewhere
from crawler.tab import MAX_HTML, Tab
from crawler.world import TabError, first_line

FRAME_SECONDS = 3.0
LEAST_WIDTH, LEAST_HEIGHT = 60, 20
"""px; what is smaller holds nothing to read."""
MOST = 6
"""So many frames of a page are read."""
_OPEN = "el => { try { return !!el.contentDocument; } catch (e) { return false; } }"


@dataclass(frozen=True, kw_only=True)
class Framed:
    """A frame that a visitor sees. html: its page as it is now, None where it could not be loaded."""

    url: str
    html: str | None
    element: Any

    async def picture(self) -> bytes:
        """A picture (JPEG) of the frame. Raises TabError."""
        try:
            shot = self.element.screenshot(type="jpeg", quality=62)
            return bytes(await asyncio.wait_for(shot, FRAME_SECONDS))
        except (PlaywrightError, TimeoutError) as error:
            raise TabError(Reason.UNREADABLE, f"no picture of a frame: {first_line(error)}") from error


async def frames_apart(tab: Tab) -> AsyncIterator[Framed]:
    """The frames of the page shown that it cannot look into itself, but for those that never hold contact details."""
    found = 0
    for frame in tab.frames():
        with contextlib.suppress(PlaywrightError, TimeoutError):
            framed = await asyncio.wait_for(_look_into(frame), FRAME_SECONDS)
            if framed is not None:
                yield framed
                found += 1
        if found >= MOST:
            return


async def _look_into(frame: Any) -> Framed | None:
    element = await frame.frame_element()
    if await element.evaluate(_OPEN):
        return None
    asked = str(await element.get_attribute("src") or await element.get_attribute("data") or "")
    if any(word in address.lower() for address in (asked, frame.url) for word in elsewhere()):
        return None
    box = await element.bounding_box() if await element.is_visible() else None
    if box is None or box["width"] < LEAST_WIDTH or box["height"] < LEAST_HEIGHT:
        return None
    if frame.url.startswith("chrome-error:"):
        return Framed(url=asked, html=None, element=element)
    return Framed(url=frame.url, html=(await frame.content())[:MAX_HTML], element=element)
