"""Stand-ins for the web: visits that never leave the process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest

from audit.evidence import EvidenceStore
from audit.model import Gap, Kind, NumberKind, Owner, Page, Region, Role, Searched, Shop, Sighting, Snapshot, Use
from audit.outcomes import Reason
from shopcheck.config import Config

DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def good(shop: Shop, *, minute: int = 0) -> Snapshot:
    """A shop that shows both its phone and its e-mail in the footer of its home page."""
    number = 850000000 + sum(map(ord, shop.key)) * 7 % 99999
    host = shop.key.partition("://")[2].partition(":")[0]
    common: dict[str, Any] = {
        "page": shop.url, "role": Role.HOME, "region": Region.FOOTER, "clicks": 0, "owner": Owner.SHOP,
        "visible_desktop": True, "visible_phone": True, "rendered": True,
    }  # fmt: skip
    return seen(
        shop,
        Sighting(kind=Kind.PHONE, value=f"+31{number}", raw=f"0{number}", number_kind=NumberKind.VOICE, **common),
        Sighting(kind=Kind.EMAIL, value=f"info@{host}", raw=f"info@{host}", use=Use.SERVICE, **common),
        minute=minute,
    )


def seen(shop: Shop, *sightings: Sighting, minute: int = 0) -> Snapshot:
    """A shop whose only page was read and rendered, and that has no other that matters."""
    page = Page(
        url=shop.url, final_url=shop.url, role=Role.HOME, status=200, clicks=0, language="nl", words=200,
        rendered=True, fetched_at=DAY,
    )  # fmt: skip
    return Snapshot(
        shop=shop,
        started_at=DAY + timedelta(minutes=minute),
        finished_at=DAY + timedelta(minutes=minute, seconds=20),
        tool="fake",
        home_url=shop.url,
        languages=("nl",),
        pages=(page,),
        sightings=sightings,
        market_signals=(("currency", "EUR"),),
        searched=Searched(sitemap="read", absent=(Role.CONTACT, Role.SERVICE, Role.IMPRINT)),
    )


def shut(shop: Shop, reason: Reason = Reason.UNAVAILABLE, *, minute: int = 0) -> Snapshot:
    """A shop that could not be visited."""
    gap = Gap(url=shop.url, role=Role.HOME, reason=reason, status=503)
    begun = DAY + timedelta(minutes=minute)
    return Snapshot(shop=shop, started_at=begun, finished_at=begun, tool="fake", gaps=(gap,))


class FakeVisits:
    """Visits by a function from shop to snapshot; remembers whom it visited and how many at a time."""

    def __init__(self, answer: Callable[[Shop], Snapshot]) -> None:
        self.answer = answer
        self.visited: list[str] = []
        self.settings: dict[str, Any] = {}
        self.config: Config | None = None
        self.at_once = 0
        self.most_at_once = 0

    def put_in(self, monkeypatch: pytest.MonkeyPatch) -> Self:
        """Stand where the crawler would be, for every command that visits."""
        for module in ("shopcheck.run", "shopcheck.look", "shopcheck.rechecking"):
            monkeypatch.setattr(f"{module}.open_visits", self.open)
            monkeypatch.setattr(f"{module}.run_async", lambda main: asyncio.run(main()))
        monkeypatch.setattr("shopcheck.run.SPREAD", 0.0)
        return self

    async def visit(self, shop: Shop) -> Snapshot:
        """One shop."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(0.001)
            self.visited.append(shop.key)
            return self.answer(shop)
        finally:
            self.at_once -= 1

    @asynccontextmanager
    async def open(self, config: Config, evidence: EvidenceStore, **settings: Any) -> AsyncIterator["FakeVisits"]:
        """In place of ``shopcheck.visiting.open_visits``."""
        self.config, self.settings = config, settings
        yield self
