"""Geographic addresses in text: a street with a number, a postcode and a place; or a PO box, told apart from it.

Postcodes, street words and PO boxes per country stand in ``identity.toml``.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from audit.model import Record
from audit.words import words
from checks.find.identity_names import form_end
from checks.find.layout import data
from checks.find.phrases import any_of

MAX_HITS = 60
LINE = 90
"""Characters of a line before the postcode that may hold the street."""

_CUT = re.compile(r"[·•|;—–\n]|: |\. |\(|\)|\[|\]|\s-\s(?!\d{1,2} ?[ºª°])|(?<![Cc])/ ")
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

_LAND = re.compile(r"(?<![\w-])[A-Z]{1,3}-$")
_GLUED = re.compile(r"[A-ZÀ-Þ]?[a-zà-ÿ]+(?=[A-ZÀ-Þ])")
_STOP = re.compile(r"\b(?:19|20)\d\d\b|[€$%@]|\bvon\b.{0,12}\bbis\b")


class Address(Record, frozen=True, kw_only=True):
    """An address as found. countries: those whose form it has. value: on one line. dummy: a sample."""

    value: str
    raw: str
    start: int
    end: int
    countries: tuple[str, ...]
    po_box: bool = False
    dummy: bool = False


def addresses(text: str, low: str, *, market: str | None) -> Iterator[Address]:
    """Every address of the text (``low`` is its lower case), in reading order.

    market: ISO 3166-1 alpha-2 code; it only settles which country a form that several countries share is of.
    """
    found = 0
    taken = -1
    for hit in _POSTCODE.finditer(text):
        land = _LAND.search(text, max(0, hit.start() - 4), hit.start())
        start = land.start() if land else hit.start()
        countries = _fitting(text[start : hit.end()], market)
        if start < taken or not countries:
            continue
        read = _before_place if _is_british(countries) else _with_place
        address = read(text, start, hit.end(), countries)
        if address is None:
            continue
        taken = address.end
        found += 1
        yield address
        if found >= MAX_HITS:
            return


def _with_place(text: str, at: int, end: int, countries: tuple[str, ...]) -> Address | None:
    """Street (or PO box), postcode from ``at`` to ``end``, place: the continental order."""
    place = _PLACE.match(text, end)
    if place is None:
        return None
    strong = any(_forms()[c].get("strong") for c in countries)
    start, street = _street_before(text, at, countries, strong)
    if street is None:
        return None
    town, code = _town(place["place"]), text[at:end].strip()
    end = place.start("place") + len(town)
    return Address(
        value=f"{street}, {code} {town}",
        raw=text[start:end],
        start=start,
        end=end,
        countries=countries,
        po_box=_box().search(street) is not None,
        dummy=_sample_address(street, code, town),
    )


def _before_place(text: str, at: int, end: int, countries: tuple[str, ...]) -> Address | None:
    """Street, place, postcode, as on the British Isles: the street may stand some lines or commas above."""
    floor = max(0, at - 160)
    parts = [p.strip() for p in re.split(r"[,\n]", text[floor:at]) if p.strip() and not p.rstrip().endswith(":")]
    kept: list[str] = []
    for index in range(len(parts) - 1, max(-1, len(parts) - 6), -1):
        part = parts[index]
        part, seated = _behind_seat(part)
        labels = [m.end() for m in _LABEL.finditer(part)]
        part, seated = (part[labels[-1] :].strip(), True) if labels else (part, seated)
        if len(part) > 60 or part.isdigit() or _STOP.search(part):
            break
        kept.insert(0, part)
        box, numbered = _box().search(part), _house("first").fullmatch(part)
        if box is None and numbered is None and not (len(kept) > 1 and _street_word(part)):
            if seated:
                break
            continue
        if numbered is None and box is None and index and not seated and _house("first").fullmatch(parts[index - 1]):
            kept.insert(0, parts[index - 1])
        start, code = text.find(kept[0], floor), text[at:end].strip()
        return Address(
            value=", ".join([*kept, code]),
            raw=text[start:end],
            start=start,
            end=end,
            countries=countries,
            po_box=box is not None,
            dummy=_sample_address(" ".join(kept), code, kept[-1]),
        )
    return None


def _street_before(text: str, at: int, countries: tuple[str, ...], strong: bool) -> tuple[int, str | None]:
    """Start and text of the street that ends where the postcode begins: on its line, or on the line above it."""
    line = max(text.rfind("\n", 0, at) + 1, at - LINE)
    segment_start, segment = _last_part(text, line, at)
    if not segment.strip(" ,-–—·|"):
        above_end = text.rfind("\n", 0, at)
        if segment_start > line or above_end <= 0:  # "Street 1 · 1234 AB Place"
            above_end = max(segment_start - 1, 0)
        while above_end > 0 and text[above_end - 1] in " ,·|–—-;":
            above_end -= 1
        line = max(text.rfind("\n", 0, above_end) + 1, above_end - LINE)
        segment_start, segment = _last_part(text, line, above_end)
    plain, seated = _behind_seat(segment.strip(" ,-–—·|*"))
    plain = _unglued(plain)
    if not plain or len(plain) > LINE:
        return segment_start, None
    start = segment_start + segment.find(plain)
    box = _box().search(plain)
    if box is not None:
        return start + box.start(), plain[box.start() :].strip(" ,")
    return _street(plain, start, countries, strong or seated)


def _behind_seat(said: str) -> tuple[str, bool]:
    """What stands behind the last "established at" or "find us at", and whether there is one: a street follows it."""
    low = said.lower()
    if len(low) != len(said):
        return said, False
    ends = [m.end() for m in (*_seat().finditer(low), *_led_to().finditer(low))]
    return (said[max(ends) :].strip(" ,:"), True) if ends else (said, False)


def _unglued(street: str) -> str:
    """The street without a label that ran into it: "AdresHalfveld 1"."""
    glued = _GLUED.match(street)
    return street[glued.end() :] if glued and glued[0].lower() in data("identity")["streets"]["labels"] else street


def _last_part(text: str, start: int, end: int) -> tuple[int, str]:
    """What stands after the last separator before ``end``; a separator right before it does not count."""
    stripped = text[start:end].rstrip(" ,·|–—-;")
    if not stripped:
        return end, ""
    cuts = [m.end() for m in _CUT.finditer(stripped)]
    begin = cuts[-1] if cuts else 0
    if stripped[:begin].endswith((". ",)) and begin >= 4 and _short_word(stripped[:begin]):
        begin = cuts[-2] if len(cuts) > 1 else 0
    return start + begin, stripped[begin:]


def _short_word(before: str) -> bool:
    """Whether the full stop belongs to an abbreviation: "Bürgerwaldstr. 1", "St. Anna"."""
    word = re.split(r"[\s,]", before[:-2])[-1]
    return len(word) <= 3 or word.lower().endswith(("str", "av", "avda", "bd", "ctra", "dr", "plza", "prof", "pl"))


def _street(plain: str, start: int, countries: tuple[str, ...], strong: bool) -> tuple[int, str | None]:
    """The street at the end of a part, after a company name and a comma perhaps.

    A name without any street word counts only where the form is that of one country (the market's).
    """
    local = len(countries) == 1
    orders = {_forms()[c]["order"] for c in countries}
    tries = [
        r for r, names in ((_house("last"), {"last", "both"}), (_house("first"), {"first", "both"})) if orders & names
    ]
    if strong or orders == {"first", "last"} or len(orders) > 1:
        tries = [_house("last"), _house("first")]
    pieces = [m.start() for m in re.finditer(r"(?<=,) ?", plain)]
    for begin in (*reversed(pieces), 0):
        part = plain[begin:]
        lead = len(part) - len(part.lstrip(" ,"))
        part = part.strip(" ,")
        for form in tries:
            hit = form.fullmatch(part)
            known = strong or (
                hit
                and (
                    _street_word(hit["name"])
                    or (local and _alone(hit["name"]) and sum(c.isdigit() for c in hit["number"]) < 4)
                )
            )
            if hit and known and not _STOP.search(part):
                run = _run_up(part)
                return start + begin + lead + run, part[run:]
    return start, None


def _run_up(street: str) -> int:
    """How many characters of a sentence run into the street: "established at the Piushaven 168"."""
    named = form_end(street)
    if named:
        return named + len(street[named:]) - len(street[named:].lstrip(" ,"))
    if head := _head(street):
        return head
    first = re.search(r"(?:^| )(?=[A-ZÀ-ÞŒ\d'’])", street)
    if first is None or first.end() == 0:
        return 0
    streets = data("identity")["streets"]
    before = street[: first.end()].split()
    return first.end() if any(w not in streets["joins"] and w not in streets["words"] for w in before) else 0


def _head(street: str) -> int:
    """Where the first word that begins a street stands behind a small word of a sentence; 0 where none does."""
    streets = data("identity")["streets"]
    words = street.lower().split(" ")
    at = next((n for n, word in enumerate(words) if word in streets["heads"]), 0)
    return sum(len(word) + 1 for word in words[:at]) if at and words[at - 1] in streets["before_heads"] else 0


def _street_word(name: str) -> bool:
    low = name.lower().strip(" ,.")
    words = low.split()
    if not words:
        return False
    endings = tuple(data("identity")["streets"]["endings"])
    known = frozenset(data("identity")["streets"]["words"])
    return any(w.endswith(endings) and len(w) > 3 for w in words) or any(
        w.rstrip(".") in known or w in known for w in words
    )


def _alone(name: str) -> bool:
    """Whether a name without any street word still looks like one: one to three capitalised words, nothing else."""
    words = name.split()
    return 1 <= len(words) <= 3 and all(w[:1].isupper() for w in words) and all(len(w) > 2 for w in words)


def _town(printed: str) -> str:
    """The place without what runs into it: words after a lower-case word that joins no name, a trailing dot."""
    streets = data("identity")["streets"]
    kept: list[str] = []
    for word in printed.split(" "):
        bare = word.lower().strip("'’")
        proper = word.strip("(")[:1].isupper() or word[:1] in "'’"
        if kept and (bare.strip(".:-()") in streets["after_place"] or not (proper or bare in streets["joins"])):
            break
        kept.append(word)
        if word.endswith((".", ")")) and len(word) > 3:
            break
    while len(kept) > 1 and not kept[-1][:1].isupper() and not kept[-1].startswith("("):
        kept.pop()
    return " ".join(kept).rstrip(".,-–'’ ")


def _sample_address(street: str, postcode: str, place: str) -> bool:
    code = re.sub(r"\W", "", postcode).lower()
    samples = code in data("identity")["sample_postcodes"]
    return samples or _sample_words().search(f"{street}\n{place}".lower()) is not None


def _is_british(countries: Sequence[str]) -> bool:
    return any(_forms()[c].get("place_before") for c in countries)


def _fitting(code: str, market: str | None) -> tuple[str, ...]:
    """The countries whose postcodes look like this; only the market where it is among them."""
    fits = tuple(c for c, form in _codes().items() if form.fullmatch(code.strip()))
    return (market,) if market in fits and market is not None else fits


@cache
def _codes() -> dict[str, re.Pattern[str]]:
    return {country: re.compile(form["postcode"]) for country, form in _forms().items()}


@cache
def _forms() -> dict[str, dict[str, Any]]:
    return {form["country"]: form for form in data("identity")["address"]}


@cache
def _house(order: str) -> re.Pattern[str]:
    return re.compile(data("identity")["house"][order], re.IGNORECASE)


@cache
def _box() -> re.Pattern[str]:
    return re.compile(data("identity")["po_box"]["pattern"])


@cache
def _seat() -> re.Pattern[str]:
    return any_of(words("identity", "seat"))


@cache
def _led_to() -> re.Pattern[str]:
    """Words of a sentence that leads to a street ("our shop is at"), where a house number follows."""
    return re.compile(rf"{any_of(words('identity', 'led_to')).pattern}(?= \d)", re.IGNORECASE)


@cache
def _sample_words() -> re.Pattern[str]:
    return any_of((*data("identity")["sample_streets"], *data("identity")["sample_places"]))
