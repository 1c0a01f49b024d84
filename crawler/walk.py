"""One shop's visit, step by step: home, the pages that matter, the sitemap as a last resort, the browser if needed."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from audit.evidence import EvidenceStore
from audit.model import Evidence, Gap, Kind, NumberKind, Owner, Role, Searched, Shop, Sighting, Use
from audit.outcomes import Place, Reason
from checks.find import read_page, settle_owners
from checks.find.reading import PageReading
from checks.place import place
from crawler.fetch import Fetched, Fetcher
from crawler.frontier import NEEDED, Candidate, Frontier
from crawler.gate import Clock
from crawler.links import language_part, role_of_title
from crawler.options import VisitSettings
from crawler.trouble import trouble
from crawler.urls import clean, key, site

log = logging.getLogger(__name__)

STOPS = frozenset({Reason.RATE_LIMITED, Reason.UNAVAILABLE})
"""A site that answers so is left alone for the rest of the visit."""

NOTHING_THERE = frozenset({Reason.NOT_THERE})


@dataclass(kw_only=True)
class Seen:
    """A page that was read."""

    fetched: Fetched
    reading: PageReading
    role: Role
    rendered: bool = False
    body: str | None = None
    dom: str | None = None
    screenshots: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the page is, after redirects."""
        return self.fetched.final_url


@dataclass(kw_only=True)
class Walk:
    """The state of one visit."""

    shop: Shop
    settings: VisitSettings
    fetcher: Fetcher
    clock: Clock
    evidence: EvidenceStore
    started_at: datetime
    pages: list[Seen] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    stored: list[Evidence] = field(default_factory=list)
    frontier: Frontier | None = None
    home_url: str = ""
    sitemap: str = "not needed"
    stopped: Reason | None = None
    looked: Searched = field(default_factory=Searched)
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def market(self) -> str | None:
        """Country whose numbers are expected, None when nobody said."""
        return self.shop.market or self.settings.market

    async def run(self) -> None:
        """Visit the shop. Fills pages, gaps and stored."""
        if not await self._home():
            return
        await self._follow_links()
        self._note_left_over()

    async def _home(self) -> bool:
        """Read the home page; False when the shop could not be visited."""
        try:
            address = clean(self.shop.url)
        except ValueError as error:
            self._gap(self.shop.url, Role.HOME, Reason.NOT_VISITED, detail=str(error))
            return False
        fetched = await self.fetcher.get(address)
        reading, reason = self.read(fetched, Role.HOME)
        if reason is not None or reading is None:
            self._gap_of(fetched, Role.HOME, reason or Reason.UNREADABLE)
            return False
        self.home_url = fetched.final_url
        self.frontier = Frontier(fetched.final_url, asked=address, language=language_part(fetched.final_url))
        self._keep(fetched, reading, Role.HOME)
        return True

    async def _follow_links(self) -> None:
        """Read the pages that matter, further ones while a contact detail is missing."""
        frontier = self.frontier
        assert frontier is not None
        while len(self.pages) < self.settings.max_pages and self.stopped is None and self.clock.left() > 0:
            candidate = frontier.next() or (frontier.next(missing=True) if self.missing() else None)
            if candidate is None:
                return
            await self._follow(candidate)

    async def _follow(self, candidate: Candidate) -> None:
        frontier = self.frontier
        assert frontier is not None
        role = candidate.guess.role
        fetched = await self.fetcher.get(candidate.url)
        if fetched.final_url != candidate.url and frontier.was_read(fetched.final_url):
            frontier.settle(candidate, "skipped", led_to=fetched.final_url)
            return
        reading, reason = self.read(fetched, role)
        if reason in NOTHING_THERE:
            frontier.settle(candidate, "not_there")
            return
        if reason is not None or reading is None:
            frontier.settle(candidate, "gap")
            self._gap_of(fetched, role, reason or Reason.UNREADABLE)
            if reason in STOPS:
                self.stopped = reason
            return
        if role is Role.OTHER:
            role = role_of_title(reading.title)
        frontier.settle(candidate, "read", role=role, led_to=fetched.final_url)
        self._keep(fetched, reading, role)

    def read(self, fetched: Fetched, role: Role) -> tuple[PageReading | None, Reason | None]:
        """What an answer says, and what is wrong with it."""
        if not fetched.body:
            return None, trouble(fetched, None) or Reason.UNREADABLE
        try:
            reading = read_page(
                fetched.body, url=fetched.final_url, market=self.market, role=role, content_type=fetched.content_type
            )
        except Exception:
            log.exception("could not read %s", fetched.final_url)
            return None, trouble(fetched, None) or Reason.UNREADABLE
        return reading, trouble(fetched, reading)

    def _keep(self, fetched: Fetched, reading: PageReading, role: Role) -> None:
        body = self.store(
            fetched.body, kind="html", url=fetched.final_url, media_type=fetched.media_type or "text/html"
        )
        self.pages.append(Seen(fetched=fetched, reading=reading, role=role, body=body.id))
        assert self.frontier is not None
        self.frontier.add_page(fetched.final_url, reading.links)

    def store(self, data: bytes, *, kind: str, url: str, media_type: str, note: str = "") -> Evidence:
        """Put a file into the evidence and remember it."""
        record = self.evidence.put(
            data, kind=kind, url=url, media_type=media_type, taken_at=datetime.now(UTC), note=note
        )
        if all(e.id != record.id or e.url != url for e in self.stored):
            self.stored.append(record)
        return record

    def sightings(self) -> tuple[Sighting, ...]:
        """All sightings so far with their owners."""
        clicks = self.frontier.clicks() if self.frontier else {}
        found = []
        for page in self.pages:
            near = clicks.get(key(page.url))
            for seen in page.reading.sightings:
                found.append(msgspec.structs.replace(seen, page=page.url, role=page.role, clicks=near))
        return tuple(settle_owners(tuple(found), site=site(self.home_url or self.shop.url)))

    def missing(self) -> tuple[Kind, ...]:
        """Kinds of contact details of which nothing readable and possibly the shop's own was seen in a good place."""
        good = {s.kind for s in self.sightings() if promising(s)}
        return tuple(kind for kind in Kind if kind not in good)

    def _note_left_over(self) -> None:
        """Turn what the budgets left unread into gaps."""
        frontier = self.frontier
        assert frontier is not None
        reason = self.stopped or (Reason.TIME_BUDGET if self.clock.left() <= 0 else Reason.PAGE_BUDGET)
        full = reason is not Reason.PAGE_BUDGET or len(self.pages) >= self.settings.max_pages
        have = {page.role for page in self.pages}
        for role in NEEDED:
            left = frontier.left_over(role)
            if left and full and (role not in have or role is not Role.SERVICE):
                frontier.settle(left[0], "over_budget")
                self._gap(left[0].url, role, reason, detail="known, but the budget of the visit was spent")

    def _gap_of(self, fetched: Fetched, role: Role, reason: Reason) -> None:
        evidence = None
        if fetched.body:
            evidence = self.store(
                fetched.body, kind="html", url=fetched.final_url, media_type=fetched.media_type or "text/html"
            ).id
        self._gap(fetched.url, role, reason, fetched.detail, fetched.status, fetched.tries, evidence)

    def _gap(
        self,
        url: str,
        role: Role,
        reason: Reason,
        detail: str = "",
        status: int | None = None,
        tries: int = 1,
        evidence: str | None = None,
    ) -> None:
        self.gaps.append(
            Gap(url=url, role=role, reason=reason, detail=detail, status=status, tries=tries, evidence=evidence)
        )

    def page_at(self, url: str) -> Seen | None:
        """The page that was read at an address."""
        return next((p for p in self.pages if key(p.url) == key(url) or key(p.fetched.url) == key(url)), None)


_NOT_FOR_CUSTOMERS = frozenset({Use.NOREPLY, Use.PRIVACY, Use.PRESS, Use.JOBS, Use.INVESTORS})
_NOT_FOR_CALLS = frozenset({NumberKind.FAX, NumberKind.PREMIUM, NumberKind.SHARED_COST})


def promising(sighting: Sighting) -> bool:
    """Whether a sighting is all that anybody could wish for: the shop's own, for customers, in a clear place."""
    return (
        sighting.owner is Owner.SHOP
        and sighting.use not in _NOT_FOR_CUSTOMERS
        and sighting.number_kind not in _NOT_FOR_CALLS
        and place(sighting).place is Place.CLEAR
    )
