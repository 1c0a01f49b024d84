"""Which pages a browser must show, showing them, and the pictures of what was found there.

A render is the price of everything, so: the page that proves the best place of phone and e-mail, often one for both;
the next best while no clear place is proven; and before an absence every page on which contact details are looked for.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic

import msgspec

from audit.model import Kind, Owner, Region, Role, Sighting
from audit.outcomes import Place, Reason
from checks.place import REPEATED, place
from crawler.browser import Browser, NoBrowserError
from crawler.gate import Gate, RefusedError
from crawler.held import accept_after_all
from crawler.rendered import Rendered
from crawler.seen import Seen, promising
from crawler.tab import Tab
from crawler.trouble import Answer
from crawler.world import TabError

log = logging.getLogger(__name__)

LOOKED_IN = (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT)
"""Before an absence every page of these roles is rendered."""

PAGE_SECONDS = 40.0
TOLD_IN = (*LOOKED_IN, Role.TERMS)
"""Pages of these roles may say who the shop is and when it can be reached; a thorough visit renders them all."""

ELSEWHERE = 4
"""So many pages of other roles are rendered at most."""


def next_page(
    pages: list[Seen], sightings: Iterable[Sighting], failed: set[str], *, thorough: bool = False
) -> Seen | None:
    """The page to render next; None when everything is proven or nothing is left to look at.

    failed: addresses that could not be rendered. thorough: go on until all pages of ``TOLD_IN`` were.
    """
    found = list(sightings)
    unclear = [kind for kind in Kind if not any(proven(s) for s in found if s.kind is kind)]
    left = [p for p in pages if not p.rendered and p.url not in failed and not p.is_document]
    page = _proving(pages, left, found, unclear) if unclear else None
    return page or (_first_of(TOLD_IN, left) if thorough else None)


def _proving(pages: list[Seen], left: list[Seen], found: list[Sighting], unclear: list[Kind]) -> Seen | None:
    """The page that proves most of what is unclear; where none does, one that must be seen before an absence."""
    if sum(p.rendered and p.role not in LOOKED_IN for p in pages) >= ELSEWHERE:
        left = [p for p in left if p.role in LOOKED_IN]
    worth = {page.url: sum(_worth(found, page.url, kind) for kind in unclear) for page in left}
    best = max(left, key=lambda page: worth[page.url], default=None)
    if best is not None and worth[best.url] > 0:
        return best
    page = _first_of(LOOKED_IN, left)
    return page or next((p for p in left if p.reading.leads and p.role is not Role.PRODUCT), None)


def _first_of(roles: tuple[Role, ...], pages: list[Seen]) -> Seen | None:
    return next((page for role in roles for page in pages if page.role is role), None)


def proven(sighting: Sighting) -> bool:
    """Whether a browser showed the shop's own contact detail in a clear place."""
    return sighting.visible_desktop is not None and promising(sighting)


def _worth(found: list[Sighting], url: str, kind: Kind) -> float:
    """What rendering a page would prove about one kind: 100 for the best sighting, 0 for nothing."""
    return max((_weight(s) for s in found if s.page == url and s.kind is kind), default=0.0)


def _weight(sighting: Sighting) -> float:
    if sighting.owner is Owner.OTHER or sighting.visible_desktop is not None:
        return 0.0
    placed = place(sighting)
    if placed.place is Place.MARKUP_ONLY:
        return 0.0
    if not promising(sighting):
        return 12.0 if placed.place is Place.CLEAR else 8.0
    clicks = 3 if placed.clicks is None else placed.clicks
    return 100.0 - 10 * clicks + (2 if sighting.region in REPEATED else 0)


def carry(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Give what a browser showed in the header or footer of one page to the same words there on pages not rendered.

    Header, footer and navigation are the same on every page: what vanishes from the header of one page on a phone
    vanishes from all. ``rendered`` stays false for the page was not rendered.
    """
    found = tuple(sightings)
    shown: dict[tuple[Kind, str, Region], Sighting] = {}
    for s in found:
        if s.rendered and s.region in REPEATED:
            shown.setdefault((s.kind, s.value, s.region), s)
    return tuple(_carried(s, shown.get((s.kind, s.value, s.region))) for s in found)


def _carried(sighting: Sighting, twin: Sighting | None) -> Sighting:
    if twin is None or sighting.visible_desktop is not None:
        return sighting
    return msgspec.structs.replace(
        sighting,
        visible_desktop=twin.visible_desktop,
        visible_phone=twin.visible_phone,
        extra_clicks=twin.extra_clicks,  # the markup alone only let us guess
        phone_clicks=twin.phone_clicks,
        opened_by=twin.opened_by,
        font_px=twin.font_px,
        contrast=twin.contrast,
        screenshot=twin.screenshot,
    )


class Renderer:
    """One visit's use of the browser: a tab that is opened when first needed and kept to the end of the visit."""

    def __init__(self, browser: Browser | None, gate: Gate, languages: Callable[[], tuple[str, ...]] = tuple) -> None:
        """languages: asked when the tab is opened, what it shall ask pages for."""
        self._browser = browser
        self._languages = languages
        self._gate = gate
        self._stack = AsyncExitStack()
        self._open: Tab | None = None
        self.trouble: Reason | None = None if browser else Reason.NOT_RENDERED
        self.detail = "rendering is switched off"
        self.count = 0
        self.died = False

    async def close(self) -> None:
        """Close the tab."""
        await self._stack.aclose()

    @asynccontextmanager
    async def show(self, url: str) -> AsyncIterator[tuple[Tab, Rendered]]:
        """Pass the gate, wait for a place, load the page. Raises RefusedError, TabError, NoBrowserError."""
        if self._browser is None or self.trouble is not None:
            raise NoBrowserError(self.detail)
        await self._gate.enter(url)
        asked = monotonic()
        async with self._browser.places:
            self._gate.clock.waited += monotonic() - asked
            tab = await self._tab()
            self.count += 1
            try:
                rendered = await tab.render(url, self._seconds())
                await self._check_landing(url, rendered.url)
                yield tab, rendered
            except TabError:
                self.died = tab.crashed
                if tab.crashed:
                    await self._drop_tab()
                raise

    async def accept_after_all(self, tab: Tab, rendered: Rendered) -> Rendered:
        """The page shown, loaded again with cookies accepted. Raises RefusedError, TabError."""
        await self._gate.enter(rendered.url)
        again = await accept_after_all(tab, rendered, self._seconds())
        self.count += 1
        return again

    def _seconds(self) -> float:
        return max(5.0, min(PAGE_SECONDS, self._gate.clock.left()))

    async def _check_landing(self, asked: str, landed: str) -> None:
        """A page that sends us on by script must not lead where we may not go."""
        if landed == asked or not landed.startswith("http"):
            return
        robots = await self._gate.robots_for(landed)
        if robots is not None and not robots.allows(landed):
            raise RefusedError(Reason.ROBOTS_DISALLOWED, f"the page leads on to {landed}, which robots.txt excludes")

    async def _tab(self) -> Tab:
        if self._open is None or self._open.crashed:
            assert self._browser is not None
            try:
                self._open = await self._stack.enter_async_context(self._browser.tab(self._check, self._languages()))
            except NoBrowserError as error:
                self.trouble, self.detail = Reason.NO_BROWSER, str(error)
                raise
        return self._open

    async def _drop_tab(self) -> None:
        self._open = None
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def _check(self, host: str) -> tuple[str, ...]:
        return await self._gate.guard.check(host, allow_private=self._gate.allow_private)


def answer_of(rendered: Rendered) -> Answer:
    """The browser's answer in the form that :mod:`crawler.trouble` judges."""
    return Answer(
        url=rendered.url,
        status=rendered.status,
        headers=rendered.headers,
        source=rendered.html[:200_000],
        rendered=True,
        consent=rendered.consent,
    )
