"""Our own script world beside a page: it sees the page's elements, and the page's scripts see nothing of it."""

import asyncio
import contextlib
from functools import cache
from importlib import resources
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from audit.outcomes import Reason

LOAD_SECONDS = 15.0
SCRIPT_SECONDS = 15.0


class TabError(Exception):
    """A page could not be shown. ``reason`` says why."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class World:
    """The isolated world of a tab's page; made again for each document, with our ``*.js`` in it.

    frame: the page's main frame, as the DevTools protocol names it.
    """

    def __init__(self, page: Any, cdp: Any, frame: str) -> None:
        self._page = page
        self._cdp = cdp
        self._frame = frame
        self._context: int | None = None

    def leave(self) -> None:
        """The page goes to another document: the world of this one is of no more use."""
        self._context = None

    async def value(self, expression: str, *, again: bool = False) -> Any:
        """The value of an expression, awaited where it is a promise. Raises TabError, Playwright's Error, TimeoutError.

        again: the page may have gone to another document meanwhile; then wait for that one and try once more.
        """
        try:
            return await self._evaluate(expression)
        except PlaywrightError:
            if not again:
                raise
        self.leave()
        with contextlib.suppress(PlaywrightTimeoutError):
            await self._page.wait_for_load_state("load", timeout=LOAD_SECONDS * 1000)
        if "sc.pause" in expression or "sc.settle" in expression or "sc.measure" in expression:
            return await self._evaluate(expression)
        raise TabError(Reason.UNREADABLE, "the page went elsewhere while it was read")

    async def _evaluate(self, expression: str) -> Any:
        if self._context is None:
            made = await self._cdp.send("Page.createIsolatedWorld", {"frameId": self._frame, "worldName": "shopcheck"})
            self._context = made["executionContextId"]
            expression = f"{_library()}\n{expression}"
        how = {"expression": expression, "contextId": self._context, "returnByValue": True, "awaitPromise": True}
        answer = await asyncio.wait_for(self._cdp.send("Runtime.evaluate", how), SCRIPT_SECONDS)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            said = details.get("exception", {}).get("description") or details.get("text", "")
            raise TabError(Reason.UNREADABLE, f"the page could not be measured: {said[:200]}")
        return answer["result"].get("value")


def first_line(error: BaseException) -> str:
    """What an error says, short."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


@cache
def _library() -> str:
    """What is installed in our world of each page."""
    files = resources.files("crawler")
    return "\n".join(files.joinpath(name).read_text("utf-8") for name in ("dom.js", "acts.js", "places.js"))
