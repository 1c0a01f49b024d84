"""One Chromium for the whole process: started when first needed, started again when it dies.

Each visit has a tab in a context that no other visit uses meanwhile. Making one costs 0.3 s of a core, so a tab that
behaved is emptied (cookies, cache, storage, page) and used again.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, async_playwright

from crawler.chromium import installed_browser, launch_options, may_use_sandbox
from crawler.proxy import Check, GuardedProxy, refuse
from crawler.tab import Tab
from crawler.window import DESKTOP, new_page
from crawler.world import TabError

log = logging.getLogger(__name__)

MAX_STARTS = 20
"""A browser that died so often is not started again: something else is wrong."""

TRIES = 3
"""A browser that could not be started so often in a row is not tried again."""

CLOSE_SECONDS = 10.0

USES = 40
"""A tab is given up after so many visits, for browsers grow."""


MOST_TABS = 12


def places() -> int:
    """How many pages are shown at once: more than there are cores, for a page waits as long as it works (measured)."""
    return min(MOST_TABS, 3 * (os.cpu_count() or 2) + 2)


class NoBrowserError(Exception):
    """No browser could be started; the message says why."""


class Browser:
    """The process's browser.

    executable: path of a Chromium or Chrome, None to look for one. user_agent: what shops are told.
    """

    def __init__(self, executable: str | None, user_agent: str) -> None:
        self._executable = executable
        self._user_agent = user_agent
        self._playwright: Playwright | None = None
        self._browser: PlaywrightBrowser | None = None
        self._nowhere: GuardedProxy | None = None
        self._lock = asyncio.Lock()
        self._starts = 0
        self._failures = 0
        self._failure = ""
        self._idle: list[Tab] = []
        self._tabs = 0
        self._beginning: asyncio.Task[None] | None = None
        self.places = asyncio.Semaphore(places())

    @property
    def version(self) -> str:
        """Name and version, empty while none runs."""
        return f"Chromium {self._browser.version}" if self._browser else ""

    def begin(self, tabs: int) -> None:
        """Start the browser now and make ``tabs`` tabs one by one, while the first pages are read without it.

        Nothing is told of a failure here: whoever asks for a tab is told.
        """
        self._beginning = asyncio.ensure_future(self._make_ready(min(tabs, places())))

    async def _make_ready(self, tabs: int) -> None:
        with contextlib.suppress(NoBrowserError, PlaywrightError, OSError):
            while self._tabs < tabs:
                self._idle.append(await self._new_tab())

    async def _running(self) -> PlaywrightBrowser:
        async with self._lock:
            if self._browser is not None and self._browser.is_connected():
                return self._browser
            if self._failures >= TRIES:
                raise NoBrowserError(self._failure)
            await self._start()
            assert self._browser is not None
            return self._browser

    async def _start(self) -> None:
        self._starts += 1
        if self._starts > MAX_STARTS:
            self._failures, self._failure = TRIES, f"the browser died {MAX_STARTS} times"
            raise NoBrowserError(self._failure)
        if self._nowhere is None:
            self._nowhere = GuardedProxy(refuse)
            self._nowhere_address = await self._nowhere.start()
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        executable = installed_browser(self._executable)
        tries = (True, False) if may_use_sandbox() else (False,)
        for sandbox in tries:
            options = launch_options(executable, self._nowhere_address, sandbox=sandbox)
            try:
                self._browser = await self._playwright.chromium.launch(**options)
                self._failures = 0
                return
            except (PlaywrightError, OSError) as error:
                self._failure = _first_line(error, executable)
        self._failures += 1
        raise NoBrowserError(self._failure)

    @asynccontextmanager
    async def tab(self, check: Check, languages: tuple[str, ...] = ()) -> AsyncIterator[Tab]:
        """A tab for one visit: nobody else's cookies, cache or storage, and a way out of its own.

        check: which addresses its connections may reach. languages: tags of what it asks pages for, best first. Raises
        NoBrowserError.
        """
        tab = await self._idle_tab() or await self._new_tab()
        tab.proxy.check = check
        kept = False
        try:
            with contextlib.suppress(PlaywrightError):  # a page is worth more than its language
                await tab.speak(languages)
            yield tab
            kept = await self._emptied(tab)
        finally:
            if not kept:
                await self._close_tab(tab)

    async def _idle_tab(self) -> Tab | None:
        """A tab that was used before, of the browser that runs now."""
        browser = await self._running()
        while self._idle:
            tab = self._idle.pop()
            if tab.context.browser is browser and not tab.crashed:
                return tab
            await self._close_tab(tab)
        return None

    async def _new_tab(self) -> Tab:
        self._tabs += 1
        proxy = GuardedProxy(refuse)
        address = await proxy.start()
        try:
            context = await self._context(address)
            tab = Tab(context, await new_page(context), proxy, self._user_agent)
            await tab.prepare()
        except BaseException:
            self._tabs -= 1
            await proxy.close()
            raise
        return tab

    async def _emptied(self, tab: Tab) -> bool:
        """Empty a tab and keep it for the next visit; False when it is not worth keeping."""
        tab.proxy.check = refuse
        tab.uses += 1
        if tab.crashed or tab.uses >= USES or tab.context.browser is not self._browser:
            return False
        try:
            await asyncio.wait_for(tab.empty(), CLOSE_SECONDS)
        except (PlaywrightError, TabError, TimeoutError):
            return False
        self._idle.append(tab)
        return True

    async def _close_tab(self, tab: Tab) -> None:
        self._tabs -= 1
        await self._close_context(tab.context)
        await tab.proxy.close()

    async def _context(self, proxy: str) -> Any:
        options: dict[str, Any] = {
            "user_agent": self._user_agent,
            "viewport": dict(DESKTOP),
            "proxy": {"server": proxy, "bypass": "<-loopback>"},
            "service_workers": "block",
            "accept_downloads": False,
            "reduced_motion": "reduce",
            "color_scheme": "light",
        }
        for last in (False, True):
            browser = await self._running()
            try:
                return await browser.new_context(**options)
            except PlaywrightError:
                if last:
                    raise
                await self._forget()
        return None

    async def _close_context(self, context: Any) -> None:
        """Close a visit's context, also when the visit was cancelled; a browser that cannot is given up."""
        closing = asyncio.ensure_future(context.close())
        closing.add_done_callback(lambda task: task.cancelled() or task.exception())
        done, _ = await asyncio.wait([closing], timeout=CLOSE_SECONDS)
        if not done:
            log.warning("a browser context did not close in %.0f s; the browser is started again", CLOSE_SECONDS)
            await self._forget()

    async def _forget(self) -> None:
        """Give up the present browser; the next visit starts another."""
        browser, self._browser = self._browser, None
        idle, self._idle = self._idle, []
        self._tabs -= len(idle)
        for tab in idle:
            await tab.proxy.close()
        if browser is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(browser.close(), CLOSE_SECONDS)

    async def close(self) -> None:
        """Stop the browser and its driver."""
        if self._beginning is not None:
            self._beginning.cancel()
            await asyncio.wait([self._beginning])
            self._beginning = None
        await self._forget()
        if self._playwright is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self._playwright.stop(), CLOSE_SECONDS)
            self._playwright = None
        if self._nowhere is not None:
            await self._nowhere.close()
            self._nowhere = None


def _first_line(error: Exception, executable: str | None) -> str:
    said = str(error).strip().splitlines() or [type(error).__name__]
    if executable is None:
        return "no Chromium or Chrome is installed; `playwright install chromium` gets one"
    return f"{executable} did not start: {said[0][:200]}"
