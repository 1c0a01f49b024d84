"""The gate that every request and every navigation passes: guard, robots.txt, and our turn at the host.

Scrapy's requests come here through :class:`crawler.middleware.GateMiddleware`, the browser's through
:meth:`Gate.enter`, so both keep the same distance from a shop.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from audit.outcomes import Reason
from crawler.guard import GUARD, Guard, LookupFailedError, PrivateAddressError
from crawler.robots import Robots
from crawler.urls import host_port

FORGET_SECONDS = 600.0


class RefusedError(Exception):
    """We do not go there. ``reason`` says why, ``detail`` says it for people."""

    def __init__(self, reason: Reason, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.status = status


class Pace:
    """Whose turn it is at which host. One for a process: two shops on one host share its patience."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}

    async def turn(self, host: str, delay: float) -> float:
        """Wait until ``delay`` seconds lie between the last request to ``host`` and ours; the seconds waited."""
        now = time.monotonic()
        start = max(now, self._free_at.get(host, now))
        self._free_at[host] = start + delay
        if len(self._free_at) > 1000:
            self._free_at = {h: t for h, t in self._free_at.items() if t > now - FORGET_SECONDS}
        if start > now:
            await asyncio.sleep(start - now)
        return start - now


PACE = Pace()
"""The process's pace."""


class Clock:
    """The time budget of one visit, in seconds; what politeness costs does not count."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._start = time.monotonic()
        self.waited = 0.0

    def left(self) -> float:
        """Seconds left; negative when the budget is spent."""
        return self._seconds - (time.monotonic() - self._start - self.waited)


@dataclass
class Gate:
    """One visit's gate.

    delay: seconds between two requests to a host; max_delay: the longest crawl-delay that we follow.
    ask_robots: fetches and reads the robots.txt at an address; None: robots.txt is not asked.
    """

    clock: Clock
    delay: float
    max_delay: float = 30.0
    allow_private: bool = False
    ask_robots: Callable[[str], Awaitable[Robots]] | None = None
    guard: Guard = GUARD
    pace: Pace = PACE
    robots: dict[str, "asyncio.Future[Robots]"] = field(default_factory=dict)

    async def enter(self, url: str) -> None:
        """Return when the page at ``url`` may be asked for. Raises RefusedError."""
        await self.check_address(url)
        robots = await self.robots_for(url)
        delay = self.delay
        if robots is not None:
            if robots.trouble is not None:
                raise RefusedError(robots.trouble, robots.detail, robots.status)
            if not robots.allows(url):
                raise RefusedError(
                    Reason.ROBOTS_DISALLOWED, f"robots.txt asks not to visit {urlsplit(url).path or '/'}"
                )
            delay = max(delay, min(robots.crawl_delay, self.max_delay))
        await self.wait_turn(url, delay)

    async def check_address(self, url: str) -> None:
        """Look the host up and refuse what is not public. Raises RefusedError."""
        host = urlsplit(url).hostname or ""
        try:
            await self.guard.check(host, allow_private=self.allow_private)
        except PrivateAddressError as error:
            raise RefusedError(Reason.PRIVATE_ADDRESS, str(error)) from error
        except LookupFailedError as error:
            raise RefusedError(Reason.DNS_FAILED, str(error)) from error

    async def wait_turn(self, url: str, delay: float | None = None) -> None:
        """Wait for our turn at the host; the wait is kept off the visit's clock."""
        self.clock.waited += await self.pace.turn(host_port(url), self.delay if delay is None else delay)

    async def robots_for(self, url: str) -> Robots | None:
        """The robots.txt of the address's host, asked for once in a visit."""
        if self.ask_robots is None:
            return None
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self.robots:
            self.robots[origin] = asyncio.ensure_future(self.ask_robots(f"{origin}/robots.txt"))
        return await asyncio.shield(self.robots[origin])

    def close(self) -> None:
        """Stop asking for robots.txt files that nobody waits for any more."""
        for asked in self.robots.values():
            asked.cancel()
