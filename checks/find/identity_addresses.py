"""Geographic addresses in text: a street with a number, a postcode and a place; or a PO box, told apart from it.

Where a country's addresses need no postcode, a county or the country ends them. Postcodes, street words and PO boxes
per country stand in ``identity.toml``.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from heapq import merge

import msgspec

from audit.model import Record
from checks.find.abroad import country_names
from checks.find.identity_streets import STOP, behind_seat, forms, house_at, po_box, street_before, street_word
from checks.find.identity_unnumbered import MOST_PART, ends_place, may_be_part
from checks.find.layout import data
from checks.find.phrases import any_of

MAX_HITS = 60

_PLACE = re.compile(
    r"[ ,]{1,3}(?P<place>[A-ZÀ-ÞŒ'’][^\W\d_'’.-][^\W\d]{0,29}[\w'’.-]{0,20}(?: [A-Za-zÀ-ÿ'’./()-]{1,20}){0,3})"
)
_POSTCODE = re.compile(
    r"[0-9A-Z](?:"
    r"(?<=[0-9])(?=\d{3})(?<![\w.,/€$£+–]\d)(?<!\d \d)(?<![^A-Z]-\d)\d{3,4}(?: ?[A-Z]{2}(?!\w))?"
    r"(?=[ ,]{1,3}[A-ZÀ-ÞŒ'’])"
    r"|(?<=[A-Z])(?![a-z])(?<!\w[A-Z])[A-Z]?\d[0-9A-Z]? ?[0-9A-Z]{3,4}(?!\w))"
)
"""Anything of a postcode's shape, led by one set of signs so that the search can skip; the forms decide."""

_LABEL = re.compile(r":\s|(?<=[^\W_]{4})\.\s")
"""Ends what stands before a British address on its line: "Registered office: 1 High Street"."""

_JOINED = re.compile(r"[dl]['’][A-ZÀ-Þ]")
_LAND = re.compile(r"(?<![\w-])[A-Z]{1,3}-$")


class Address(Record, frozen=True, kw_only=True):
    """An address as found. countries: those whose form it has. value: on one line. dummy: a sample. whole: False where
    the street could not be told, so that it may be no more than the name of a place."""

    value: str
    raw: str
    start: int
    end: int
    countries: tuple[str, ...]
    po_box: bool = False
    dummy: bool = False
    whole: bool = True


def addresses(text: str, low: str, *, market: str | None) -> Iterator[Address]:
    """Every address of the text (``low`` is its lower case), in reading order.

    market: ISO 3166-1 alpha-2 code; it only settles which country a form that several countries share is of.
    """
    found = {True: 0, False: 0}
    taken = -1
    for start, end, countries in merge(_codes_in(text, market), _areas_in(text, market)):
        if start < taken:
            continue
        read = _before_place if _is_british(countries) else _with_place
        address = read(text, start, end, countries)
        if address is None:
            continue
        taken = address.end
        found[address.whole] += 1
        if found[address.whole] <= MAX_HITS:
            yield address
        if found[True] >= MAX_HITS:
            return


def _codes_in(text: str, market: str | None) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where postcodes stand, and of which countries they may be."""
    for hit in _POSTCODE.finditer(text):
        land = _LAND.search(text, max(0, hit.start() - 4), hit.start())
        start = land.start() if land else hit.start()
        if countries := _fitting(text[start : hit.end()], market):
            yield start, hit.end(), countries


def _areas_in(text: str, market: str | None) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where the market's counties and the like stand that may end an address, no postcode behind them."""
    if market in _areas():
        for hit in _areas()[market].finditer(text):
            yield hit.start(), hit.end(), (market,)


def _with_place(text: str, at: int, end: int, countries: tuple[str, ...]) -> Address | None:
    """Street (or PO box), postcode from ``at`` to ``end``, place: the continental order."""
    place = _PLACE.match(text, end)
    if place is None:
        return None
    strong = any(forms()[c].get("strong") for c in countries)
    start, street = street_before(text, at, countries, strong)
    town, code = _town(place["place"]), text[at:end].strip()
    end = place.start("place") + len(town)
    if street is None:
        return _without_street(text, at, end, f"{code} {town}", countries)
    address = _made(text, start, end, countries, f"{street}, {code} {town}", (street, code, town))
    return msgspec.structs.replace(address, po_box=po_box().search(street) is not None)


def _without_street(text: str, at: int, end: int, seat: str, countries: tuple[str, ...]) -> Address | None:
    """Postcode and place from ``at`` to ``end``, alone under a short line or behind a short part of their own."""
    behind = text[end : end + 1]
    if len(countries) > 1 or behind.isalnum() or (behind == " " and text[end + 1 : end + 2].islower()):
        return None
    begins = text.rfind("\n", 0, at) + 1
    before = text[begins:at]
    if not before.strip(" ,-–—·|"):
        before = text[text.rfind("\n", 0, max(0, begins - 1)) + 1 : max(0, begins - 1)]
        begins = at
    elif not before.rstrip().endswith((",", "-", "–", "·", "|")):
        return None
    if not may_be_part(before):
        return None
    value = seat if begins == at else f"{before.strip(' ,-–—·|')}, {seat}"
    return _made(text, begins, end, countries, value, (before, text[at:end], seat), whole=False)


def _before_place(text: str, at: int, end: int, countries: tuple[str, ...]) -> Address | None:
    """Street, place, postcode, as on the British Isles: the street may stand some lines or commas above."""
    floor = max(0, at - 160)
    parts = [p.strip() for p in re.split(r"[,\n]", text[floor:at]) if p.strip() and not p.rstrip().endswith(":")]
    kept: list[str] = []
    for index in range(len(parts) - 1, max(-1, len(parts) - 6), -1):
        part = parts[index]
        part, seated = behind_seat(part)
        labels = [m.end() for m in _LABEL.finditer(part)]
        part, seated = (part[labels[-1] :].strip(), True) if labels else (part, seated)
        if len(part) > MOST_PART or part.isdigit() or STOP.search(part):
            break
        kept.insert(0, part)
        box, numbered = po_box().search(part), house_at("first").fullmatch(part)
        if box is None and numbered is None and not (len(kept) > 1 and (street_word(part) or ends_place(part))):
            if seated:
                break
            continue
        if numbered is None and box is None and index and not seated and house_at("first").fullmatch(parts[index - 1]):
            kept.insert(0, parts[index - 1])
        start, code = text.find(kept[0], floor), text[at:end].strip()
        value = ", ".join([*(part.rstrip(".") for part in kept), code])
        address = _made(text, start, end, countries, value, (" ".join(kept), code, kept[-1]))
        return msgspec.structs.replace(address, po_box=box is not None)
    return _only_a_town(text, at, end, parts[-1], countries) if parts else None


def _only_a_town(text: str, at: int, end: int, said: str, countries: tuple[str, ...]) -> Address | None:
    """What is said before a postcode or county, where nothing above it names a street."""
    code, part = text[at:end].strip(), _LABEL.split(said)[-1]
    if not may_be_part(part) or not (_fitting(code, None) or _ends_line(text, at, code)):
        return None
    return _made(text, text.rfind(part, 0, at), end, countries, f"{part}, {code}", (part, code, part), whole=False)


def _made(
    text: str,
    start: int,
    end: int,
    countries: tuple[str, ...],
    value: str,
    pieces: tuple[str, str, str],
    *,
    whole: bool = True,
) -> Address:
    """The address from ``start`` to ``end``. pieces: street, postcode and place, which may be samples."""
    return Address(
        value=value,
        raw=text[start:end],
        start=start,
        end=end,
        countries=countries,
        dummy=_sample_address(*pieces),
        whole=whole,
    )


def _ends_line(text: str, at: int, area: str) -> bool:
    """Whether a county stands behind a comma or on a line of its own; "in Dublin 2", "in Cork, Ireland" say little."""
    return text[max(0, at - 3) : at].rstrip(" ").endswith((",", "\n")) and area.lower() not in country_names()


def _town(printed: str) -> str:
    """The place without what runs into it: words after a lower-case word that joins no name, a trailing dot."""
    streets = data("identity")["streets"]
    kept: list[str] = []
    for word in printed.split(" "):
        bare = word.lower().strip("'’")
        proper = word.strip("(")[:1].isupper() or word[:1] in "'’" or _JOINED.match(word) is not None
        if kept and (bare.strip(".:-()") in streets["after_place"] or not (proper or bare in streets["joins"])):
            break
        kept.append(word)
        if word.endswith((".", ")")) and len(word) > 3:
            break
    while len(kept) > 1 and not (kept[-1][:1].isupper() or kept[-1].startswith("(") or _JOINED.match(kept[-1])):
        kept.pop()
    return " ".join(kept).rstrip(".,-–'’ ")


def _sample_address(street: str, postcode: str, place: str) -> bool:
    code = re.sub(r"\W", "", postcode).lower()
    samples = code in data("identity")["sample_postcodes"]
    return samples or _sample_words().search(f"{street}\n{place}".lower()) is not None


def _is_british(countries: Sequence[str]) -> bool:
    return any(forms()[c].get("place_before") for c in countries)


def _fitting(code: str, market: str | None) -> tuple[str, ...]:
    """The countries whose postcodes look like this; only the market where it is among them."""
    fits = tuple(c for c, form in _codes().items() if form.fullmatch(code.strip()))
    return (market,) if market in fits and market is not None else fits


@cache
def _codes() -> dict[str, re.Pattern[str]]:
    return {country: re.compile(form["postcode"]) for country, form in forms().items()}


@cache
def _areas() -> dict[str, re.Pattern[str]]:
    """What may end an address instead of a postcode, where none stands behind it."""
    written = {c: (form["area"], form["postcode"]) for c, form in forms().items() if "area" in form}
    return {
        c: re.compile(rf"(?<!\w)(?:{area})(?!\w)(?![ ,\n]{{1,3}}(?:{code})(?!\w))")
        for c, (area, code) in written.items()
    }


@cache
def _sample_words() -> re.Pattern[str]:
    return any_of((*data("identity")["sample_streets"], *data("identity")["sample_places"]))
