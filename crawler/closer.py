"""Looking closer: the pages of a visit that a browser must show, rendered one by one until everything is proven."""

import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from audit.model import How, Kind, Owner, Role, Sighting
from audit.outcomes import Place, Reason
from checks.find.reading import Link, PageReading
from checks.find.text import read_text
from checks.place import place
from crawler import ocr
from crawler.browser import NoBrowserError
from crawler.consent import AFTER_ALL, GIVEN
from crawler.frames import frames_apart
from crawler.further import (
    go_down,
    in_frame,
    look_into_menus,
    open_phones_menu,
    open_what_is_folded,
    read_rendered,
    rest_on_panels,
    rest_on_what_hides,
    see_what_takes_turns,
    with_clicks_of,
    with_what_programs_were_told,
)
from crawler.gate import RefusedError
from crawler.held import holds_back
from crawler.pictures import PHONE_SHOT, enlarged, parts_to_read, picture
from crawler.pointer import shows_by_script
from crawler.rendered import Rendered
from crawler.rendering import LOOKED_IN, Renderer, answer_of, next_page, proven
from crawler.seen import Seen
from crawler.tab import TOLD_TO_PROGRAMS, Tab
from crawler.trouble import Trouble, of_status, only_a_notice, part_failed, trouble
from crawler.urls import is_help_desk, site
from crawler.walk import STOPS, Walk
from crawler.world import TabError

log = logging.getLogger(__name__)

READ_AT = (2, 3)
"""So many times its size a picture is read."""


class Closer:
    """One visit's closer look."""

    def __init__(self, walk: Walk, renderer: Renderer) -> None:
        self._walk = walk
        self._renderer = renderer
        self._failed: set[str] = set()
        self._waited_for: set[str] = set()
        self._rested_on: set[str] = set()
        self._may_accept = True
        self._looked_for_a_way = False

    async def shell(self, seen: Seen) -> bool:
        """Render a page that is empty as served. False when there is nothing to read after that either."""
        await self.look_at(seen)
        if seen.rendered:
            return True
        reason = self._renderer.trouble or Reason.EMPTY_SHELL
        if not any(gap.url == seen.url for gap in self._walk.gaps):
            self._walk.gap(seen.url, seen.role, Trouble(reason=reason, detail="nothing to read without a browser"))
        return False

    async def until_proven(self) -> None:
        """Render what proves phone and e-mail; before an absence everything that must be seen."""
        walk = self._walk
        while self._renderer.trouble is None:
            sightings = walk.sightings()
            page = next_page(walk.pages, sightings, self._failed, thorough=walk.settings.thorough)
            over = walk.clock.left() <= 0 or walk.stopped is not None
            if page is None:
                if over or self._looked_for_a_way or walk.known.contact_read or not walk.missing():
                    return
                await self._look_for_a_way(walk.pages[0])
                await walk.follow_links()
                continue
            if over:
                self._note_unseen()
                return
            known = len(page.reading.links)
            await self.look_at(page)
            if len(page.reading.links) > known and walk.missing():
                await walk.follow_links()

    def _note_unseen(self) -> None:
        """The time is up: what was not rendered is a gap."""
        reason = self._walk.stopped or Reason.TIME_BUDGET
        for page in self._walk.pages:
            if page.role in LOOKED_IN and not page.rendered and not page.is_document:
                self._walk.gap(page.url, page.role, Trouble(reason=reason, detail="read, but not shown in a browser"))

    async def _look_for_a_way(self, home: Seen) -> None:
        """No contact page was read: look into menus whose links are made when they open. And a link to a contact page
        that is not there may be one that a script of the page answers."""
        walk, self._looked_for_a_way = self._walk, True
        if not home.rendered:
            return
        try:
            async with self._renderer.show(_entrance(home)) as (tab, _):
                reading, made = await look_into_menus(tab, home.reading, home.role, walk.market)
                for page, found in made:
                    note = f"1280 px, the menu {page.words}"
                    reading = self._add(home, reading, found, page.html, page.picture, note)
                home.reading = reading
                walk.known.add_page(home.url, reading.links, home.role)
                self._note_pressed(page.words for page, _ in made)
                dead = walk.known.dead(Role.CONTACT)
                if dead and await shows_by_script(tab, dead[0]):
                    detail = "the address gives nothing when asked for; a script of the home page shows something there"
                    walk.gap(dead[0], Role.CONTACT, Trouble(reason=Reason.UNREADABLE, detail=detail))
        except (RefusedError, TabError, NoBrowserError) as error:
            log.info("no way was looked for at %s: %s", home.url, error)

    async def look_at(self, seen: Seen) -> None:
        """Render one page and put what the browser showed in the place of what was served."""
        walk = self._walk
        try:
            await self._show(seen)
        except (RefusedError, TabError) as error:
            self._fail(seen, Trouble(reason=error.reason, detail=error.detail))
        except NoBrowserError as error:
            self._failed.add(seen.url)
            walk.facts["browser"] = "none"
            walk.facts["browser_trouble"] = str(error)

    async def _show(self, seen: Seen) -> None:
        """Render a page; once more when the browser died over it, which may have been another page's doing."""
        for last in (False, True):
            try:
                async with self._renderer.show(_entrance(seen)) as (tab, rendered):
                    await self._take_in(seen, tab, rendered)
                return
            except TabError:
                if last or not self._renderer.died:
                    raise

    def _fail(self, seen: Seen, wrong: Trouble) -> None:
        self._failed.add(seen.url)
        if wrong.reason in STOPS:
            self._walk.stopped = wrong.reason
        if seen.role in LOOKED_IN:
            self._walk.gap(seen.url, seen.role, wrong)

    async def _take_in(self, seen: Seen, tab: Tab, rendered: Rendered) -> None:
        walk = self._walk
        if not walk.move(seen, rendered.url):
            self._fail(seen, Trouble(reason=Reason.UNREADABLE, detail=f"the page sends us on to {rendered.url}"))
            return
        reading = read_rendered(rendered, seen.url, seen.role, walk.market)
        wrong = trouble(answer_of(rendered), reading)
        if wrong is not None:
            self._fail(seen, wrong)
            return
        if self._may_accept and self._lacks(seen, reading.sightings) and await self._is_held_back(tab, rendered):
            rendered = await self._renderer.accept_after_all(tab, rendered)
            self._may_accept = rendered.consent == AFTER_ALL
            reading = read_rendered(rendered, seen.url, seen.role, walk.market)
        if self._lacks(seen, reading.sightings):
            reading = await go_down(tab, rendered, reading, seen.role, walk.market)
        if self._lacks(seen, reading.sightings):
            reading = await see_what_takes_turns(tab, reading, self._waited_for)
        reading, opened = await open_what_is_folded(tab, reading)
        if self._lacks(seen, reading.sightings):
            reading, more = await rest_on_what_hides(tab, reading)
            opened += more
        if self._lacks(seen, reading.sightings):
            reading, more = await self._rest_on_panels(seen, tab, reading)
            opened += more
        if self._lacks(seen, reading.sightings) and await tab.press_panels(rendered):
            again = read_rendered(rendered, seen.url, seen.role, walk.market)
            again, more = await open_what_is_folded(tab, again)
            reading, opened = with_clicks_of(reading, again), [*opened, *more]
        reading = with_what_programs_were_told(rendered, reading, seen.role, walk.market)
        if self._lacks(seen, reading.sightings):
            reading = await self._read_frames(seen, tab, reading)
        reading, more = await open_phones_menu(tab, reading)
        self._note(rendered, [*opened, *more])
        if self._lacks(seen, reading.sightings):
            self._note_refused(seen, rendered)
            await self._note_held_back(seen, tab, rendered)
            await self._note_failed_part(seen, tab, reading)
            reading = await self._read_pictures(seen, tab, reading)
        if rendered.led:
            ways = (Link(url=url, label=words) for words, url in rendered.led if not url.startswith(TOLD_TO_PROGRAMS))
            reading = msgspec.structs.replace(reading, links=(*reading.links, *ways))
        seen.reading, seen.rendered = reading, True
        walk.known.add_page(seen.url, reading.links, seen.role)
        seen.dom = walk.store(rendered.html.encode(), kind="dom", url=seen.url, media_type="text/html").id
        if rendered.narrow is not None:
            walk.store(rendered.narrow.encode(), kind="dom", url=seen.url, media_type="text/html", note="390 px")
        await self._photograph(seen, tab)

    async def _rest_on_panels(self, seen: Seen, tab: Tab, reading: PageReading) -> tuple[PageReading, list[str]]:
        """The reading with what was made while the pointer rested on what is called contact, and the words on that."""
        words = []
        for made, found in await rest_on_panels(tab, reading, seen.role, self._walk.market, self._rested_on):
            note = f"1280 px, the pointer on {made.words}"
            reading = self._add(seen, reading, found, made.html, made.picture, note)
            words.append(made.words)
        return reading, words

    async def _read_frames(self, seen: Seen, tab: Tab, reading: PageReading) -> PageReading:
        """The reading with what stands in frames that the page cannot look into."""
        walk = self._walk
        async for framed in frames_apart(tab):
            if framed.html is None:
                detail = f"a frame on the page was not loaded: {framed.url}"
                walk.gap(seen.url, seen.role, Trouble(reason=Reason.CONNECTION_FAILED, detail=detail))
                continue
            ours = site(framed.url) in ("", site(seen.url)) or is_help_desk(framed.url)
            found = in_frame(framed.html, seen.url, seen.role, walk.market, ours=ours)
            if found:
                note = f"1280 px, a frame from {urlsplit(framed.url).netloc or 'the page itself'}"
                reading = self._add(seen, reading, found, framed.html, await framed.picture(), note)
        return reading

    def _add(
        self, seen: Seen, reading: PageReading, found: Iterable[Sighting], html: str, picture: bytes, note: str
    ) -> PageReading:
        """The reading with what a part of the page showed for a while, or keeps apart; that part and its picture (JPEG)
        are kept as evidence, for the page as written down does not have it."""
        self._walk.store(html.encode(), kind="dom", url=seen.url, media_type="text/html", note=note)
        shot = self._walk.store(picture, kind="screenshot", url=seen.url, media_type="image/jpeg", note=note)
        seen.screenshots.append(shot.id)
        pictured = (msgspec.structs.replace(s, screenshot=shot.id) for s in found)
        return msgspec.structs.replace(reading, sightings=(*reading.sightings, *pictured))

    def _note_refused(self, seen: Seen, rendered: Rendered) -> None:
        """A part of the page that its scripts asked for and did not get: what was looked for may have been in it."""
        for status, url in rendered.refused[:1]:
            reason = (of_status(status) or Reason.UNREADABLE) if status else Reason.CONNECTION_FAILED
            answered = f"answered {status}" if status else "did not answer"
            detail = f"a part of the page could not be read: {url} {answered}"
            self._walk.gap(seen.url, seen.role, Trouble(reason=reason, detail=detail), status=status or None)

    async def _is_held_back(self, tab: Tab, rendered: Rendered) -> bool:
        """Whether the visit did not accept cookies, and the page holds parts back until then."""
        return GIVEN.isdisjoint((rendered.consent, self._walk.looked.consent)) and await holds_back(tab)

    async def _note_held_back(self, seen: Seen, tab: Tab, rendered: Rendered) -> None:
        """A part that is held back, and no way to accept cookies: what was looked for may be in it."""
        if await self._is_held_back(tab, rendered):
            detail = "a part of the page is held back until cookies are accepted, and we found no way to do that"
            self._walk.gap(seen.url, seen.role, Trouble(reason=Reason.CONSENT_WALL, detail=detail))

    async def _note_failed_part(self, seen: Seen, tab: Tab, reading: PageReading) -> None:
        """A part of the page that says itself that it could not be loaded, or that a failed script left empty."""
        detail = ""
        if said := part_failed(reading):
            detail = f"a part of the page says that it was not loaded: {said}"
        elif seen.role is not Role.HOME and (said := only_a_notice(reading, seen.role)):
            detail = f"the page says hardly more than: {said}"
        elif await tab.ask("sc.hollow()"):
            detail = "a part of the page stayed empty, and a script of the page failed"
        elif await tab.stumbled():
            detail = "a script failed over what was pressed, or over what it asked for"
        if detail:
            self._walk.gap(seen.url, seen.role, Trouble(reason=Reason.UNREADABLE, detail=detail))

    def _lacks(self, seen: Seen, sightings: tuple[Sighting, ...]) -> bool:
        """Whether the page is one of those that matter and a kind is neither to be seen on it nor proven elsewhere."""
        if seen.role not in LOOKED_IN:
            return False
        here = {s.kind for s in sightings if s.owner is not Owner.OTHER and place(s).place is not Place.MARKUP_ONLY}
        there = {s.kind for s in self._walk.sightings() if proven(s)}
        return not set(Kind) <= here | there

    async def _read_pictures(self, seen: Seen, tab: Tab, reading: PageReading) -> PageReading:
        """The reading with what stands in pictures; without a reader of pictures, a note that some were not read."""
        walk, name = self._walk, ocr.tool()
        try:
            parts = await parts_to_read(tab, strict=name is None)
        except TabError as error:
            log.info("the pictures of %s could not be told: %s", seen.url, error)
            self._note_unread(1)
            return reading
        self._note_unread(sum(part["missing"] for part in parts))
        parts = [part for part in parts if not part["missing"]]
        if name is None:
            self._note_unread(len(parts))
            return reading
        read = [s for part in parts for s in await self._read_picture(seen, tab, part, name)]
        walk.looked = msgspec.structs.replace(walk.looked, images_read=walk.looked.images_read + len(parts))
        return msgspec.structs.replace(reading, sightings=(*reading.sightings, *read))

    async def _read_picture(self, seen: Seen, tab: Tab, part: dict[str, Any], name: str) -> list[Sighting]:
        """What stands in one picture: what is read in it at both sizes. An 8 is a 3 at one size now and then, and a
        picture that is read in two ways was not read."""
        first, second = READ_AT
        once = await self._read_enlarged(seen, tab, part, name, first)
        twice = await self._read_enlarged(seen, tab, part, name, second) if once else once
        if once is None or twice is None or once.keys() != twice.keys():
            self._note_unread(1)
        return [s for key, s in (once or {}).items() if key in (twice or {})]

    async def _read_enlarged(
        self, seen: Seen, tab: Tab, part: dict[str, Any], name: str, times: int
    ) -> dict[tuple[Kind, str], Sighting] | None:
        """What is read in a picture at so many times its size, by kind and value; None when nobody could read it."""
        try:
            text = await ocr.read(await enlarged(tab, part, times))
        except TabError as error:
            log.info("a picture of %s could not be taken: %s", seen.url, error)
            return None
        if text is None:
            return None
        found = read_text(text, url=seen.url, market=self._walk.market, how=How.IMAGE, role=seen.role, tool=name)
        shown = {"anchor": part["n"], "visible_desktop": True, "rendered": True}
        return {(s.kind, s.value): msgspec.structs.replace(s, **shown) for s in found}

    def _note_unread(self, count: int) -> None:
        """Pictures that may hold text and that nobody read: an absence cannot be told while there are any."""
        if count:
            facts = self._walk.facts
            facts["unread_pictures"] = str(int(facts.get("unread_pictures", 0)) + count)

    def _note(self, rendered: Rendered, opened: list[str]) -> None:
        """Add to the evidence of absence what the browser did and saw."""
        looked = self._walk.looked
        self._walk.looked = msgspec.structs.replace(
            looked,
            consent=_answer(looked.consent, rendered.consent),
            shadow_roots=looked.shadow_roots + rendered.shadow_roots,
            frames=looked.frames + rendered.frames,
        )
        self._note_pressed((*rendered.pressed, *opened))
        if rendered.tool:
            self._walk.facts["consent_tool"] = rendered.tool

    def _note_pressed(self, words: Iterable[str]) -> None:
        """Add the words on what was pressed."""
        looked = self._walk.looked
        pressed = tuple(dict.fromkeys((*looked.buttons_clicked, *words)))
        self._walk.looked = msgspec.structs.replace(looked, buttons_clicked=pressed)

    async def _photograph(self, seen: Seen, tab: Tab) -> None:
        """Pictures of the best place of each kind on the page, or of the page itself when there is none."""
        walk = self._walk
        best: dict[Kind, Sighting] = {}
        here = (s for s in walk.sightings() if s.page == seen.url and s.anchor is not None and s.visible_desktop)
        for s in sorted((s for s in here if s.owner is not Owner.OTHER), key=_order):
            best.setdefault(s.kind, s)
        try:
            seen.reading, shots = await picture(tab, seen.reading, list(best.values()))
        except TabError as error:
            log.info("no picture of %s: %s", seen.url, error)
            return
        for shot, marked in shots:
            note = "390 px" if marked is PHONE_SHOT else "1280 px, place marked" if marked else "1280 px"
            stored = walk.store(shot, kind="screenshot", url=seen.url, media_type="image/jpeg", note=note)
            seen.screenshots.append(stored.id)
            if marked:
                seen.reading = _with_picture(seen, set(marked), stored.id)


def _answer(before: str, now: str) -> str:
    """What is told of how cookies were answered in the visit: the first answer, unless it was taken back."""
    return now if before in ("", "none seen") or now == AFTER_ALL else before


def _entrance(seen: Seen) -> str:
    """The address at which the browser goes in: the one that was asked for where a redirect only added a query, for
    the redirect may have handed out what that address wants to see (a cookie, a session)."""
    asked, landed = seen.fetched.url, seen.url
    return asked if landed.partition("?")[0] == asked.partition("?")[0] else landed


def _with_picture(seen: Seen, marked: set[int], name: str) -> PageReading:
    sightings = tuple(
        msgspec.structs.replace(s, screenshot=name) if s.anchor in marked else s for s in seen.reading.sightings
    )
    return msgspec.structs.replace(seen.reading, sightings=sightings)


def _order(s: Sighting) -> tuple[bool, int, int]:
    return (s.owner is not Owner.SHOP, place(s).place.rank, s.anchor or 0)
