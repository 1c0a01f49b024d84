"""One shop's visit, step by step: home, the pages that matter, the sitemap as a last resort, the browser if needed."""

import dataclasses
import logging
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import msgspec

from audit.evidence import EvidenceStore
from audit.model import Evidence, Gap, How, Kind, Owner, Role, Searched, Shop, Sighting
from audit.outcomes import Reason
from checks.find import read_page, settle_owners
from checks.find.reading import PageReading
from crawler.documents import as_html, pdf_text
from crawler.fetch import Fetched, Fetcher
from crawler.frontier import DOCUMENT_ROLES, FIRST, NEEDED, Candidate, Frontier
from crawler.gate import Clock, Gate
from crawler.links import LIKELY, STRONG, language_part, role_of_title
from crawler.options import VisitSettings
from crawler.rendering import carry
from crawler.seen import Seen, promising
from crawler.sitemap import MAX_FILES, read_sitemap, telling
from crawler.trouble import Answer, Trouble, trouble
from crawler.urls import clean, key, link_data

log = logging.getLogger(__name__)

STOPS = frozenset({Reason.RATE_LIMITED, Reason.UNAVAILABLE})
"""A site that answers so is left alone for the rest of the visit."""

PARTLY_OPEN = frozenset({Reason.MAINTENANCE, Reason.AGE_GATE})
"""Pages that keep visitors out and may still show how to reach the shop."""

SHELL_WORDS = 40

_LANGUAGE_TAG = re.compile(rb"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?[a-z]{2}[-_]([a-z]{2})\b", re.IGNORECASE)
"""The country in the page's own language tag: ``nl-BE``."""


@dataclass(kw_only=True)
class Walk:
    """The state of one visit."""

    shop: Shop
    settings: VisitSettings
    fetcher: Fetcher
    gate: Gate
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
    decided: str | None = None  # crawler.country
    _tagged: str | None = None

    @property
    def market(self) -> str | None:
        """Country whose numbers are expected: as the list or the command says, else as the shop's pages tell."""
        return self.shop.market or self.settings.market or self.decided or self.guessed

    @property
    def guessed(self) -> str | None:
        """The country that the address or the page's own language tag names."""
        host = urlsplit(self.home_url or self.shop.url).hostname or ""
        ending = host.rpartition(".")[2].upper()
        names = link_data()["countries"]
        if len(ending) == 2 and ending.isalpha() and ending not in names["generic"]:
            return str(names["renamed"].get(ending, ending))
        return self._tagged

    @property
    def known(self) -> Frontier:
        """The frontier, once home was read."""
        assert self.frontier is not None
        return self.frontier

    async def home(self) -> Seen | None:
        """Read the home page; None when the shop could not be visited (a gap says why)."""
        try:
            address = clean(self.shop.url)
        except ValueError as error:
            self.gap(self.shop.url, Role.HOME, Trouble(reason=Reason.NOT_VISITED, detail=str(error)))
            return None
        fetched = await self._first_answer(address)
        if tag := _LANGUAGE_TAG.search(fetched.body[:5000]):
            self._tagged = tag[1].decode().upper()
        reading, wrong = await self._read(fetched, Role.HOME)
        if wrong is not None and wrong.reason in PARTLY_OPEN and reading is not None and reading.sightings:
            for role in NEEDED:
                self._gap_of(fetched, role, wrong)
        elif wrong is not None or reading is None:
            self._gap_of(fetched, Role.HOME, wrong or Trouble(reason=Reason.UNREADABLE))
            return None
        self.home_url = fetched.final_url
        self.frontier = Frontier(fetched.final_url, asked=address, language=language_part(fetched.final_url))
        return self._keep(fetched, reading, Role.HOME)

    async def _first_answer(self, address: str) -> Fetched:
        """The home page's answer; where the name itself leads nowhere, with or without ``www.``."""
        fetched = await self.fetcher.get(address)
        host = urlsplit(address).hostname or ""
        if fetched.reason is not Reason.DNS_FAILED or host.count(".") < 1:
            return fetched
        other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
        again = await self.fetcher.get(address.replace(host, other, 1))
        return fetched if again.reason is Reason.DNS_FAILED else again

    async def follow_links(self) -> None:
        """Read the pages that matter, further ones while a contact detail is missing."""
        while len(self.pages) < self.settings.max_pages and self.stopped is None and self.clock.left() > 0:
            candidate = self.known.next() or (self.known.next(missing=True) if self.missing() else None)
            if candidate is None:
                return
            await self._follow(candidate)

    async def _follow(self, candidate: Candidate) -> None:
        role = candidate.guess.role
        fetched = await self.fetcher.get(candidate.url)
        if fetched.final_url != candidate.url and fetched.ok and self.known.was_read(fetched.final_url):
            self.known.settle(candidate, "skipped", led_to=fetched.final_url)
            return
        reading, wrong = await self._read(fetched, role)
        if wrong is None and not self.known.on_site(fetched.final_url):
            self.known.settle(candidate, "skipped")  # a redirect away from the shop: somebody else's page
            return
        if wrong is not None and wrong.reason is Reason.NOT_THERE:
            if reading is None or not self._tells_more(reading):
                self.known.settle(candidate, "not_there")
                return
            detail = f"{wrong.detail}, and shows contact details that stand nowhere else"
            wrong = Trouble(reason=Reason.HTTP_ERROR, detail=detail)
        if wrong is not None or reading is None:
            self.known.settle(candidate, "gap")
            self._gap_of(fetched, role, wrong or Trouble(reason=Reason.UNREADABLE))
            if wrong is not None and wrong.reason in STOPS:
                self.stopped = wrong.reason
            return
        titled = role_of_title(reading.title)
        if role is Role.OTHER or candidate.guess.score < LIKELY:
            role = titled
        sure = candidate.guess.score >= STRONG or titled is role
        self.known.settle(candidate, "read", role=role, led_to=fetched.final_url, sure=sure)
        self._keep(fetched, reading, role)

    def _tells_more(self, reading: PageReading) -> bool:
        """Whether a page holds contact details that no page read so far has."""
        known = {(s.kind, s.value) for s in self.sightings()}
        return any((s.kind, s.value) not in known for s in reading.sightings if s.owner is not Owner.OTHER)

    async def _read(self, fetched: Fetched, role: Role) -> tuple[PageReading | None, Trouble | None]:
        """What an answer says, and what is wrong with it."""
        if fetched.reason is not None:
            return None, Trouble(reason=fetched.reason, detail=fetched.detail)
        if fetched.media_type == "application/pdf" and fetched.ok and role in DOCUMENT_ROLES:
            return await self._read_pdf(fetched, role)
        answer = Answer(
            url=fetched.final_url,
            asked=fetched.url,
            status=fetched.status or 0,
            headers=fetched.headers,
            media_type=fetched.media_type,
            source=fetched.body[:300_000].decode("utf-8", "replace"),
        )
        if not fetched.body or not _is_text(fetched):
            return None, trouble(answer, None)
        reading = read_page(
            fetched.body, url=fetched.final_url, market=self.market, role=role, content_type=fetched.content_type
        )
        return reading, trouble(answer, reading)

    async def read_again(self, seen: Seen) -> PageReading | None:
        """A page that was read before, read once more for the country that is expected now."""
        return (await self._read(seen.fetched, seen.role))[0]

    async def _read_pdf(self, fetched: Fetched, role: Role) -> tuple[PageReading | None, Trouble | None]:
        """The text of a PDF, read as a page. Pictures of text (scans) are not read: OCR would have its place here."""
        pdf = await pdf_text(fetched.body)
        if pdf is None or not pdf.text.strip():
            return None, Trouble(reason=Reason.UNREADABLE, detail="a PDF without text that can be read")
        name = urlsplit(fetched.final_url).path.rpartition("/")[2]
        page = as_html(pdf, name)
        reading = read_page(page, url=fetched.final_url, market=self.market, role=role)
        self.store(pdf.text.encode(), kind="pdf_text", url=fetched.final_url, media_type="text/plain", note=pdf.tool)
        sightings = tuple(msgspec.structs.replace(s, how=How.PDF, tool=pdf.tool) for s in reading.sightings)
        return msgspec.structs.replace(reading, sightings=sightings, truncated=pdf.cut, leads=False), None

    def _keep(self, fetched: Fetched, reading: PageReading, role: Role) -> Seen:
        kind = "pdf" if fetched.media_type == "application/pdf" else "html"
        body = self.store(fetched.body, kind=kind, url=fetched.final_url, media_type=fetched.media_type or "text/html")
        seen = Seen(fetched=fetched, reading=reading, role=role, body=body.id)
        self.pages.append(seen)
        self.known.add_page(fetched.final_url, reading.links, role)
        return seen

    async def read_sitemap(self) -> None:
        """Look into the sitemap for pages to which no link leads. Bounded; a sitemap that is not there is fine."""
        if not any(not self.known.leads_to(role) for role in FIRST if role is not Role.PRODUCT):
            return
        robots = await self.gate.robots_for(self.home_url)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.home_url))
        queue = [u for u in (robots.sitemaps if robots else ())[:2] if self._is_own(u)] or [f"{origin}/sitemap.xml"]
        results = []
        for _ in range(MAX_FILES):
            if not queue or self.stopped or self.clock.left() <= 0:
                break
            fetched = await self.fetcher.get(queue.pop(0))
            results.append(_sitemap_result(fetched))
            if results[-1] == "read":
                found = read_sitemap(fetched.body, fetched.final_url)
                queue += [u for u in found.files if self._is_own(u)][: MAX_FILES - 1]
                self.known.add_listed(telling(found.urls))
        self.sitemap = next((r for r in ("gap", "read") if r in results), "none")

    def _is_own(self, url: str) -> bool:
        try:
            return self.known.on_site(clean(url))
        except ValueError:
            return False

    def move(self, seen: Seen, landed: str) -> bool:
        """Note that a page's own script led on to another address; False when that is no page of the shop."""
        try:
            address = clean(landed)
        except ValueError:
            return True  # about:blank and the like: the page has not gone anywhere
        if key(address) == key(seen.url):
            return True
        if not self.known.on_site(address):
            return False
        self.known.move(seen.url, address)
        seen.fetched = dataclasses.replace(seen.fetched, final_url=address)
        if seen.role is Role.HOME:
            self.home_url = address
        return True

    def store(self, data: bytes, *, kind: str, url: str, media_type: str, note: str = "") -> Evidence:
        """Put a file into the evidence and remember it."""
        now = datetime.now(UTC)
        record = self.evidence.put(data, kind=kind, url=url, media_type=media_type, taken_at=now, note=note)
        if all(e.id != record.id or e.url != url for e in self.stored):
            self.stored.append(record)
        return record

    def sightings(self) -> tuple[Sighting, ...]:
        """All sightings so far: with clicks, with owners, with what a browser showed of header and footer."""
        clicks = self.frontier.clicks() if self.frontier else {}
        found = []
        for page in self.pages:
            near = clicks.get(self.known.resolve(page.url))
            for seen in page.reading.sightings:
                found.append(msgspec.structs.replace(seen, page=page.url, role=page.role, clicks=near))
        return carry(settle_owners(tuple(found), site=self.home_url or self.shop.url))

    def missing(self) -> tuple[Kind, ...]:
        """Kinds of contact details of which no good sighting was had yet."""
        good = {s.kind for s in self.sightings() if promising(s)}
        return tuple(kind for kind in Kind if kind not in good)

    def is_shell(self, seen: Seen) -> bool:
        """Whether a page is next to nothing before its scripts have run."""
        reading = seen.reading
        few = reading.words < SHELL_WORDS and (reading.scripts > 0 or bool(reading.frames))
        return not seen.rendered and few and (reading.leads or not reading.links)

    def _gap_of(self, fetched: Fetched, role: Role, wrong: Trouble) -> None:
        evidence = None
        if fetched.body and _is_text(fetched):
            kind = fetched.media_type or "text/html"
            evidence = self.store(fetched.body, kind="html", url=fetched.final_url, media_type=kind).id
        self.gap(fetched.url, role, wrong, status=fetched.status, tries=fetched.tries, evidence=evidence)

    def gap(
        self,
        url: str,
        role: Role,
        wrong: Trouble,
        *,
        status: int | None = None,
        tries: int = 1,
        evidence: str | None = None,
    ) -> None:
        """Note what could not be looked at."""
        gap = Gap(
            url=url, role=role, reason=wrong.reason, detail=wrong.detail, status=status, tries=tries, evidence=evidence
        )
        if gap not in self.gaps:
            self.gaps.append(gap)


def _is_text(fetched: Fetched) -> bool:
    kind = fetched.media_type
    return kind.startswith("text/") or "html" in kind or "xml" in kind or kind == ""


def _sitemap_result(fetched: Fetched) -> str:
    if fetched.ok and fetched.media_type != "text/html":
        return "read"
    if fetched.ok or fetched.status in (404, 410):
        return "none"  # a shop that answers every address with a page has no sitemap either
    return "none" if fetched.reason is Reason.ROBOTS_DISALLOWED else "gap"
