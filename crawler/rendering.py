"""Which pages a browser must show, and what it saw there.

A render is the price of everything, so: the page that proves the best place of phone and e-mail, often one for both;
the next best while no clear place is proven; and before an absence every page on which contact details are looked for.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic
from typing import Any

import msgspec

from audit.model import MARKUP, Kind, Owner, Region, Role, Sighting
from audit.outcomes import Place, Reason
from checks.find import read_page
from checks.find.reading import PageReading
from checks.place import REPEATED, place
from crawler.browser import Browser, NoBrowserError
from crawler.gate import Gate, RefusedError
from crawler.pointer import hover, rest_on_what_is_called_contact, watch
from crawler.seen import Seen, promising
from crawler.tab import Rendered, Tab
from crawler.trouble import Answer
from crawler.window import DESKTOP
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

    def __init__(self, browser: Browser | None, gate: Gate) -> None:
        self._browser = browser
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
                rendered = await tab.render(url, max(5.0, min(PAGE_SECONDS, self._gate.clock.left())))
                await self._check_landing(url, rendered.url)
                yield tab, rendered
            except TabError:
                self.died = tab.crashed
                if tab.crashed:
                    await self._drop_tab()
                raise

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
                self._open = await self._stack.enter_async_context(self._browser.tab(self._check))
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


def read_rendered(rendered: Rendered, url: str, role: Role, market: str | None) -> PageReading:
    """The page as rendered, read; what only appeared after a button was pressed counts a click more."""
    reading = read_page(rendered.html, url=url, market=market, role=role, rendered=True)
    if rendered.narrow is not None:
        reading = _with_narrow(reading, read_page(rendered.narrow, url=url, market=market, role=role, rendered=True))
    reading = _on_both_screens(reading)
    if rendered.before is None:
        return reading
    first = read_page(rendered.before, url=url, market=market, role=role, rendered=True)
    known = _read_by_people(first)
    pressed = " / ".join(rendered.pressed[:3])

    def now(s: Sighting) -> Sighting:
        came = (s.visible_desktop or s.visible_phone) and (s.kind, s.value) not in known
        return _paid(s, pressed) if came else s

    return _each(reading, now)


def _with_narrow(wide: PageReading, narrow: PageReading) -> PageReading:
    """The page of the wide screen with what only the narrow one's page has: contact details and links."""
    known = {(s.kind, s.value) for s in wide.sightings if s.visible_phone and _meant_to_be_read(s)}
    more = (s for s in narrow.sightings if s.visible_phone and _meant_to_be_read(s) and (s.kind, s.value) not in known)
    urls = {link.url for link in wide.links}
    links = (link for link in narrow.links if link.url not in urls)
    return msgspec.structs.replace(wide, sightings=(*wide.sightings, *more), links=(*wide.links, *links))


def _on_both_screens(reading: PageReading) -> PageReading:
    """What a page writes once for wide and once for narrow screens stands on both: one of them is always seen."""
    wide = {(s.kind, s.value) for s in reading.sightings if s.visible_desktop and _meant_to_be_read(s)}
    narrow = {(s.kind, s.value) for s in reading.sightings if s.visible_phone and _meant_to_be_read(s)}
    both = wide & narrow

    def now(s: Sighting) -> Sighting:
        if (s.kind, s.value) not in both or s.visible_desktop is s.visible_phone:
            return s
        return msgspec.structs.replace(s, visible_desktop=True, visible_phone=True)

    return _each(reading, now)


def _read_by_people(reading: PageReading) -> set[tuple[Kind, str]]:
    """What stands on the page for people, on a screen of either width."""
    shown = (s for s in reading.sightings if s.visible_desktop or s.visible_phone)
    return {(s.kind, s.value) for s in shown if _meant_to_be_read(s)}


def _meant_to_be_read(s: Sighting) -> bool:
    return s.how not in MARKUP and s.region is not Region.HEAD and s.owner is not Owner.OTHER


def _paid(s: Sighting, pressed: str) -> Sighting:
    """The sighting with the click that brought it out, and the words on what was pressed."""
    return msgspec.structs.replace(s, extra_clicks=max(1, s.extra_clicks), opened_by=s.opened_by or pressed)


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


async def go_down(tab: Tab, rendered: Rendered, reading: PageReading, role: Role, market: str | None) -> PageReading:
    """The page read again after somebody went down to its end; what could be seen on the way costs no click."""
    hidden = [s for s in reading.sightings if _folded(s)]
    more, shown = await tab.scroll_through(rendered, [s.anchor for s in hidden if s.anchor is not None])
    came = {(s.kind, s.value) for s in hidden if s.anchor in shown}
    if more:
        reading = with_clicks_of(reading, read_rendered(rendered, reading.url, role, market))

    def now(s: Sighting) -> Sighting:
        if not _folded(s) or (s.kind, s.value) not in came:
            return s
        return msgspec.structs.replace(s, visible_desktop=True, visible_phone=True)

    return _each(reading, now)


async def open_what_is_folded(tab: Tab, reading: PageReading) -> tuple[PageReading, list[str]]:
    """Press what hides numbers and addresses that stand in the page; what comes out counts a click more."""
    hidden = [s.anchor for s in reading.sightings if s.anchor is not None and _folded(s)]
    opened, labels = await tab.open_hidden(hidden) if hidden else ({}, [])
    return _paid_for(reading, opened), labels


async def rest_on_what_hides(tab: Tab, reading: PageReading) -> tuple[PageReading, list[str]]:
    """Rest the pointer on what unfolds by that; it counts a click, for a finger must press there."""
    hidden = [s.anchor for s in reading.sightings if s.anchor is not None and _folded(s) and s.owner is not Owner.OTHER]
    shown = await hover(tab, hidden) if hidden else {}
    return _paid_for(reading, shown), list(dict.fromkeys(shown.values()))


async def rest_on_panels(
    tab: Tab, reading: PageReading, role: Role, market: str | None, known: set[str]
) -> tuple[PageReading, list[str]]:
    """Rest the pointer on what is called contact: what is made while it rests there counts a click.

    known: words on what it rested on before; added to.
    """
    there, came, rested = _read_by_people(reading), [], []
    for html, words in await rest_on_what_is_called_contact(tab, known):
        now = read_page(html, url=reading.url, market=market, role=role, rendered=True)
        fresh = [s for s in now.sightings if s.visible_desktop and _meant_to_be_read(s)]
        fresh = [s for s in fresh if (s.kind, s.value) not in there]
        there |= {(s.kind, s.value) for s in fresh}
        came += [msgspec.structs.replace(_paid(s, words), visible_phone=True) for s in fresh]
        rested += [words] if fresh else []
    return msgspec.structs.replace(reading, sightings=(*reading.sightings, *came)), rested


def _paid_for(reading: PageReading, opened: dict[int, str]) -> PageReading:
    """The reading with what was brought out: its anchor, and the words on what brought it out."""

    def now(s: Sighting) -> Sighting:
        if not _folded(s) or s.anchor not in opened:
            return s
        return msgspec.structs.replace(_paid(s, opened[s.anchor]), visible_desktop=True, visible_phone=True)

    return _each(reading, now)


async def see_what_takes_turns(tab: Tab, reading: PageReading, known: set[str]) -> PageReading:
    """Wait for lines that show themselves one after the other. known: values that were waited for before; added to."""
    hidden = [s for s in reading.sightings if _folded(s) and s.owner is not Owner.OTHER and s.value not in known]
    if not hidden:
        return reading
    known |= {s.value for s in hidden}
    shown = await watch(tab, [s.anchor for s in hidden if s.anchor is not None])

    def now(s: Sighting) -> Sighting:
        if not _folded(s) or s.anchor not in shown:
            return s
        return msgspec.structs.replace(s, visible_desktop=True, visible_phone=True)

    return _each(reading, now)


async def open_phones_menu(tab: Tab, reading: PageReading) -> tuple[PageReading, list[str]]:
    """Press on the narrow screen what hides there what a wide one shows: most often the button of the menu."""

    def gone(s: Sighting) -> bool:
        return s.anchor is not None and bool(s.visible_desktop) and s.visible_phone is False

    both = {s.kind for s in reading.sightings if s.visible_desktop and s.visible_phone and s.owner is Owner.SHOP}
    wanted = [s for s in reading.sightings if gone(s) and s.kind not in both and s.owner is not Owner.OTHER]
    if not wanted:
        return reading, []
    values = list(dict.fromkeys((s.kind, s.value) for s in wanted))
    held = [s for s in reading.sightings if (s.kind, s.value) in values and not s.visible_phone]
    written = [list({value, *(s.raw for s in held if (s.kind, s.value) == (kind, value))}) for kind, value in values]
    places, labels = await tab.bring_back([s.anchor for s in held if s.anchor is not None], written)
    back = {values[place] for place in places}

    def now(s: Sighting) -> Sighting:
        if not gone(s) or (s.kind, s.value) not in back:
            return s
        return msgspec.structs.replace(s, visible_phone=True, phone_clicks=1)

    return _each(reading, now), labels


def _each(reading: PageReading, now: Callable[[Sighting], Sighting]) -> PageReading:
    return msgspec.structs.replace(reading, sightings=tuple(now(s) for s in reading.sightings))


def with_clicks_of(before: PageReading, reading: PageReading) -> PageReading:
    """A later reading of a page: what was pressed open for ``before`` stands open now, and still costs its click."""
    clicks = {(s.kind, s.value): s.opened_by for s in before.sightings if s.extra_clicks}
    free = {
        (s.kind, s.value) for s in before.sightings if not s.extra_clicks and (s.visible_desktop or s.visible_phone)
    }

    def now(s: Sighting) -> Sighting:
        known = (s.kind, s.value)
        return _paid(s, clicks[known]) if known in clicks and known not in free else s

    return _each(reading, now)


def _folded(s: Sighting) -> bool:
    return (
        s.anchor is not None and s.visible_desktop is False and s.visible_phone is False and s.region is not Region.HEAD
    )


PHONE_SHOT = [-1]
"""In the place of those numbers: a picture of what a phone shows instead."""


async def picture(
    tab: Tab, reading: PageReading, shown: list[Sighting]
) -> tuple[PageReading, list[tuple[bytes, list[int]]]]:
    """Note size, contrast and depth of every visible place, and photograph the places in ``shown``.

    Gives the reading with those facts, and pictures (JPEG) with the numbers of the places marked on each.
    """
    places = [(s.anchor, s.raw) for s in reading.sightings if s.anchor is not None and s.visible_desktop]
    facts = await tab.facts(places) if places else {}
    marked = [(s.anchor, s.raw) for s in shown if s.anchor in facts]
    shots: list[tuple[bytes, list[int]]] = []
    for group in _close_together(marked, facts):
        if (shot := await tab.photograph(group)) is not None:
            shots.append(shot)
    if any(s.visible_phone is False for s in shown):
        shots.append((await tab.photograph_phone(), PHONE_SHOT))
    if not shots and (shot := await tab.photograph([])) is not None:
        shots.append(shot)
    return msgspec.structs.replace(reading, sightings=tuple(_with_facts(s, facts) for s in reading.sightings)), shots


def _close_together(marked: list[Any], facts: dict[int, dict[str, Any]]) -> list[list[tuple[int, str]]]:
    """Places that fit into one picture together."""
    groups: list[list[tuple[int, str]]] = []
    for n, raw in sorted(marked, key=lambda m: facts[m[0]]["top"]):
        if groups and facts[n]["top"] - facts[groups[-1][0][0]]["top"] < 380:
            groups[-1].append((n, raw))
        else:
            groups.append([(n, raw)])
    return groups


def _with_facts(s: Sighting, facts: dict[int, dict[str, Any]]) -> Sighting:
    fact = facts.get(s.anchor) if s.anchor is not None else None
    if fact is None:
        return s
    down = round(max(0.0, fact["top"]) / DESKTOP["height"], 2)
    seen = {"visible_desktop": False, "visible_phone": False} if fact["lost"] else {}  # letters in the ground's colour
    return msgspec.structs.replace(s, font_px=fact["font"], contrast=fact["contrast"], screens_down=down, **seen)
