"""A rendered page read, and what comes out of it when a visitor goes down, waits, presses or rests the pointer."""

from collections.abc import Callable
from html import escape

import msgspec

from audit.model import MARKUP, Kind, Owner, Region, Role, Sighting
from checks.find import read_page
from checks.find.reading import PageReading
from crawler.pointer import Made, hover, open_menus, rest_on_what_is_called_contact, watch
from crawler.rendered import Rendered
from crawler.tab import TOLD_TO_PROGRAMS, Tab
from crawler.urls import site


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
) -> list[tuple[Made, tuple[Sighting, ...]]]:
    """Rest the pointer on what is called contact: what is made while it rests there counts a click.

    known: words on what it rested on before; added to. Gives each page on which something came out, and what did.
    These sightings have no anchor, for their elements are gone when the pointer moves on.
    """
    there, made = _read_by_people(reading), []
    for page in await rest_on_what_is_called_contact(tab, known):
        now = read_page(page.html, url=reading.url, market=market, role=role, rendered=True)
        if fresh := _fresh(now, page, there):
            made.append((page, fresh))
    return made


def _fresh(now: PageReading, page: Made, there: set[tuple[Kind, str]]) -> tuple[Sighting, ...]:
    """What people read on a page as it was for a while and did not read before. there: what they did; added to."""
    shown = [s for s in now.sightings if s.visible_desktop and _meant_to_be_read(s)]
    fresh = [s for s in shown if (s.kind, s.value) not in there]
    there |= {(s.kind, s.value) for s in fresh}
    paid = (_paid(s, page.words) for s in fresh)
    return tuple(msgspec.structs.replace(s, visible_phone=True, anchor=None) for s in paid)


async def look_into_menus(
    tab: Tab, reading: PageReading, role: Role, market: str | None
) -> tuple[PageReading, list[tuple[Made, tuple[Sighting, ...]]]]:
    """Open the menus at the top of a page: the reading with the links that are made only then, and each page as it was
    then, with the contact details that came out; they cost a click."""
    there, made = _read_by_people(reading), []
    known, links = {link.url for link in reading.links}, list(reading.links)
    for page in await open_menus(tab):
        now = read_page(page.html, url=reading.url, market=market, role=role, rendered=True)
        links += [link for link in now.links if link.url not in known]
        known |= {link.url for link in now.links}
        made.append((page, _fresh(now, page, there)))
    return msgspec.structs.replace(reading, links=tuple(links)), made


def in_frame(html: str, url: str, role: Role, market: str | None, *, ours: bool) -> tuple[Sighting, ...]:
    """What people read in a frame on the page ``url``. ours: its page is the site's own; on another's, whose a value is
    that the site's own domain does not tell must be seen by a person."""
    shown = [s for s in read_page(html, url=url, market=market, role=role).sightings if _meant_to_be_read(s)]

    def now(s: Sighting) -> Sighting:
        told = ours or (s.kind is Kind.EMAIL and site(f"http://{s.value.partition('@')[2]}/") == site(url))
        owner = Owner.UNKNOWN if s.owner is Owner.SHOP and not told else s.owner
        return msgspec.structs.replace(
            s, owner=owner, anchor=None, visible_desktop=True, visible_phone=True, rendered=True
        )

    return tuple(now(s) for s in shown)


def with_what_programs_were_told(
    rendered: Rendered, reading: PageReading, role: Role, market: str | None
) -> PageReading:
    """The reading with what a script handed to the program for telephoning or mail when a button was pressed: the
    visitor sees it there, for a click."""
    known, told = _read_by_people(reading), []
    for words, url in rendered.led:
        if url.startswith(TOLD_TO_PROGRAMS):
            link = f'<a href="{escape(url)}">{escape(words)}</a>'
            found = in_frame(link, reading.url, role, market, ours=True)
            told += [_paid(s, words) for s in found if (s.kind, s.value) not in known]
    return msgspec.structs.replace(reading, sightings=(*reading.sightings, *told))


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
