"""Titles that say where the goods are sold, not by whom ("Points de vente"): the shop's own places or those of others.

A list of others names them. A place under such a title that names nobody, only a street and a town, may be the shop's
own as well: it is of nobody we can tell. So is a number under the title of any list of others that names nobody and
stands in a line that asks the reader something ("Would you like to join? 030 …") or speaks of the own door or desk.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from audit.model import Owner, Region, Sighting
from checks.find.dom import Stream
from checks.find.layout import data
from checks.find.lexicon import every, pattern, quick
from checks.find.places import heading_at
from checks.find.runs import ROOM, firm_in, single
from checks.find.surroundings import POSTAL
from checks.find.titles import lists_others, lower

NAMES_NOBODY = "in a list of others, beside no name"
_AFTER = "after: "
_PARTS = re.compile(r"[ -]+")
_SENTENCES = re.compile(r"[?!]\s")
_NUMBER = r"(?<!\d)\d{1,4}(?: ?[a-z]{1,3})?"
MOST_LINES = 7
LEAST_KIND = 5
"""Shorter words for places end other words as well."""
Key = tuple[object, ...]
Place = tuple[int, int]


def nameless(
    found: Mapping[Key, Sighting], places: Mapping[Key, Place], stream: Stream, text: str
) -> dict[Key, Sighting]:
    """The values in the main part of a page that are another's for such a title alone and stand beside no name,
    marked as of unknown owner. ``places``: where each stands in ``text``, that of the ``stream``."""
    main = {key: place for key, place in places.items() if found[key].region is Region.MAIN}
    titled = {key for key, place in main.items() if _by_title(found[key]) or _asked(found[key], text, place[0])}
    if not titled:
        return {}
    named = {key: name for key, name in _names(main, stream, text) if key in titled}
    open_to_us = {found[key].value for key, name in named.items() if not name}
    open_to_us -= {found[key].value for key, name in named.items() if name}
    return {
        key: msgspec.structs.replace(seen, owner=Owner.UNKNOWN, owner_reason=NAMES_NOBODY)
        for key, seen in found.items()
        if seen.value in open_to_us and _title(seen)
    }


def _title(seen: Sighting) -> str:
    """The title of a list for which a value is another's, else empty."""
    said = seen.owner_reason.removeprefix(_AFTER)
    return said if seen.owner is Owner.OTHER and said != seen.owner_reason and lists_others(said) else ""


def _by_title(seen: Sighting) -> bool:
    """Whether a value is another's because of a title that says where the goods are sold."""
    return _PARTS.sub(" ", _title(seen).lower()) in _outlets()


def _asked(seen: Sighting, text: str, start: int) -> bool:
    """Whether a value under the title of a list stands in a line that asks the reader something, or to join, or speaks
    of a door or desk of one's own, and names nobody."""
    if not _title(seen):
        return False
    line = text[max(0, start - ROOM) : start].replace(" \n", " ").rpartition("\n")[2]
    asks = "?" in line or quick("joining", "doors").search(lower(line)) is not None
    return asks and not any(_named(said) for said in _SENTENCES.split(line))


@cache
def _outlets() -> frozenset[str]:
    return frozenset(_PARTS.sub(" ", word.lower()) for word in every("outlets"))


def _names(places: Mapping[Key, Place], stream: Stream, text: str) -> Iterator[tuple[Key, str]]:
    """Each value in reading order and who is named beside it: a firm or person of two words, a heading of one word
    where its rank has more. A value without a name or place of its own is, under the same heading, of whom the one
    before it is."""
    beside = list(_beside(places, stream, text))
    ranks: dict[int, set[str]] = {}
    for *_, word, rank in beside:
        ranks.setdefault(rank, set()).add(word)
    last, above = "", -1
    for key, said, word, rank in beside:
        name = _named(said) or (word if len(ranks[rank] - {""}) > 1 else "")
        heading = heading_at(stream, places[key][0])
        if not name and heading == above and not POSTAL.search(said):
            name = last
        last, above = name, heading
        yield key, name


def _beside(places: Mapping[Key, Place], stream: Stream, text: str) -> Iterator[tuple[Key, str, str, int]]:
    """Each value in reading order with the words since the value before, from the nearest heading among them, and where
    that is a single word and no town, the word and the heading's rank."""
    floor = 0
    for key, (start, end) in sorted(places.items(), key=lambda item: item[1]):
        low = max(floor, start - ROOM)
        at = bisect_left(stream.headings, start) - 1
        begin = stream.headings[at] if at >= 0 and stream.headings[at] >= low else -1
        said = text[max(low, begin) : start] if start > low else ""
        word = single(said.partition("\n")[0]) if begin >= 0 else ""
        yield (
            key,
            said,
            "" if _place(word, said) or _kind(word) else word,
            stream.ranks[at] if word else 0,
        )
        floor = max(floor, end)


def _named(said: str) -> str:
    """The first firm or person of two words that lines name; no street, town, own door, or title of the list itself."""
    lines = (_no_door(line) for line in said.split("\n")[:MOST_LINES] if not pattern("outlets").search(line))
    return next((name for name in map(firm_in, lines) if name and not _place(name, said)), "")


def _kind(word: str) -> bool:
    """Whether the single word of a heading says what kind of place it is ("Hauptgeschäft", "Boerderijwinkel"), not
    whose."""
    around = data("parties")["around"]
    kinds = tuple(kind for kind in (*around["branch"], *around["own_places"]) if len(kind) >= LEAST_KIND)
    return lower(word).endswith(kinds) or not _no_door(word).strip()


def _no_door(line: str) -> str:
    """A line without the words for where a maker or host itself sells or receives."""
    for hit in reversed(list(quick("doors").finditer(lower(line)))):
        line = f"{line[: hit.start()]} {line[hit.end() :]}"
    return line


def _place(name: str, said: str) -> bool:
    """Whether a name is a street, with a number beside it, or the town of an address."""
    called = re.escape(name)
    street = rf"{_NUMBER},? {called}|{called} \d{{1,3}}(?!\d)"
    town = rf"\d{{4,5}}(?: ?[A-Z]{{2}})? {called}(?!\w)"
    return bool(name) and re.search(f"{street}|{town}", said) is not None
