"""Pictures of a page: of the places found on it, of the page itself, and of what may be writing in a picture."""

import json
import tomllib
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from audit.model import Sighting
from checks.find.reading import PageReading
from crawler.tab import Tab
from crawler.window import DESKTOP, PHONE

SHOT_HEIGHT = 520
PHONE_SHOT = [-1]
"""In the place of those numbers: a picture of what a phone shows instead."""


async def picture(
    tab: Tab, reading: PageReading, shown: list[Sighting]
) -> tuple[PageReading, list[tuple[bytes, list[int]]]]:
    """Note size, contrast and depth of every visible place, and photograph the places in ``shown``.

    Gives the reading with those facts, and pictures (JPEG) with the numbers of the places marked on each.
    """
    places = [(s.anchor, s.raw) for s in reading.sightings if s.anchor is not None and s.visible_desktop]
    facts = await _facts(tab, places) if places else {}
    marked = [(s.anchor, s.raw) for s in shown if s.anchor in facts]
    shots: list[tuple[bytes, list[int]]] = []
    for group in _close_together(marked, facts):
        if (shot := await _photograph(tab, group)) is not None:
            shots.append(shot)
    if any(s.visible_phone is False for s in shown):
        shots.append((await _photograph_phone(tab), PHONE_SHOT))
    if not shots and (shot := await _photograph(tab, [])) is not None:
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


async def photograph_window(tab: Tab) -> bytes:
    """A picture (JPEG) of what the wide screen shows now, without frames. Raises TabError."""
    corner = await tab.ask("(sc.unmark(), { x: scrollX, y: scrollY })")
    return await tab.shoot({**corner, **DESKTOP, "scale": 1})


async def _photograph_phone(tab: Tab) -> bytes:
    """A picture (JPEG) of the top of the page as a phone shows it."""
    await tab.ask("(sc.unmark(), scrollTo(0, 0))", PHONE)
    return await tab.shoot({"x": 0, "y": 0, **PHONE, "scale": 1})


async def _photograph(tab: Tab, places: list[tuple[int, str]]) -> tuple[bytes, list[int]] | None:
    """A picture (JPEG) with frames round the places, and the numbers of those that are framed; of the top of the
    page when there are none to frame. None when none of the places can be seen.

    The frames stay until another picture is taken.
    """
    if not places:
        await tab.ask("scrollTo(0, 0)")
        return await photograph_window(tab), []
    framed = await tab.ask(f"sc.mark({_places(places)}, {SHOT_HEIGHT})")
    return None if framed is None else (await tab.shoot(framed["clip"]), framed["marked"])


async def _facts(tab: Tab, places: list[tuple[int, str]]) -> dict[int, dict[str, Any]]:
    """Font size (px), contrast and distance from the top (px) of places, by their numbers."""
    return {fact["n"]: fact for fact in await tab.ask(f"sc.facts({_places(places)})") if fact}


def _places(places: list[tuple[int, str]]) -> str:
    return json.dumps([{"n": n, "raw": raw} for n, raw in places])


async def parts_to_read(tab: Tab, *, strict: bool) -> list[dict[str, Any]]:
    """Parts of the page that may be pictures with text written in them: ``n``, the number of the element, where it is,
    and ``missing``, whether it is a picture that was not loaded. Raises TabError.

    strict: only those shaped like a line or two of text.
    """
    known = picture_words()
    asked = f"sc.pictures({known['most']}, {json.dumps(strict)}, {json.dumps(known['not_text'])})"
    return list(await tab.ask(asked))


async def enlarged(tab: Tab, part: dict[str, Any], times: int) -> bytes:
    """A part of the page (of :func:`parts_to_read`) as a PNG of so many times its size. Raises TabError."""
    clip = {side: part[side] for side in ("x", "y", "width", "height")}
    return await tab.shoot({**clip, "scale": times}, form="png")


@cache
def picture_words() -> dict[str, Any]:
    """Which pictures are worth reading (``crawler/pictures.toml``)."""
    return tomllib.loads(resources.files("crawler").joinpath("pictures.toml").read_text("utf-8"))
