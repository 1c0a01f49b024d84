"""Streets of addresses: what stands before a postcode on its line or the line above, without what runs into it."""

import re
from functools import cache
from typing import Any

from audit.words import words
from checks.find.identity_names import form_end
from checks.find.identity_unnumbered import begins_place
from checks.find.layout import data
from checks.find.phrases import any_of

LINE = 90
"""Characters of a line before the postcode that may hold the street."""

_CUT = re.compile(r"[·•|;—–\n]|: |\. |\(|\)|\[|\]|(?<!\d)\s-\s(?!\d{1,2} ?[ºª°])|(?<=\d)\s-\s(?!\d)|(?<![Cc])/ ")
_GLUED = re.compile(r"[A-ZÀ-Þ]?[a-zà-ÿ]+(?=[A-ZÀ-Þ])")
STOP = re.compile(r"\b(?:19|20)\d\d\b|[€$%@]|\bvon\b.{0,12}\bbis\b")
"""What no part of an address holds: a year, a price, a mailbox, a span."""


def street_before(text: str, at: int, countries: tuple[str, ...], strong: bool) -> tuple[int, str | None]:
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
    plain, seated = behind_seat(segment.strip(" ,-–—·|*"))
    plain = _unglued(plain)
    if not plain or len(plain) > LINE:
        return segment_start, None
    start = segment_start + segment.find(plain)
    box = po_box().search(plain)
    if box is not None:
        return start + box.start(), plain[box.start() :].strip(" ,")
    return _street(plain, start, countries, strong or seated)


def behind_seat(said: str) -> tuple[str, bool]:
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
    orders = {forms()[c]["order"] for c in countries}
    tries = [
        r
        for r, names in ((house_at("last"), {"last", "both"}), (house_at("first"), {"first", "both"}))
        if orders & names
    ]
    if strong or orders == {"first", "last"} or len(orders) > 1:
        tries = [house_at("last"), house_at("first")]
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
                    street_word(hit["name"])
                    or (local and _alone(hit["name"]) and sum(c.isdigit() for c in hit["number"]) < 4)
                )
            )
            if hit and known and not STOP.search(part):
                run = _run_up(part)
                return start + begin + lead + run, part[run:]
    for begin in (*reversed(pieces), 0):
        part = plain[begin:].strip(" ,")
        if begins_place(part) and not STOP.search(part):
            return start + plain.find(part, begin), part
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


def street_word(name: str) -> bool:
    """Whether a name has a word of streets in it."""
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


@cache
def forms() -> dict[str, dict[str, Any]]:
    """What is known of the addresses of each country."""
    return {form["country"]: form for form in data("identity")["address"]}


@cache
def house_at(order: str) -> re.Pattern[str]:
    """A street with its house number. order: where that stands, ``first`` or ``last``."""
    return re.compile(data("identity")["house"][order], re.IGNORECASE)


@cache
def po_box() -> re.Pattern[str]:
    """A box at a post office, in all languages."""
    return re.compile(data("identity")["po_box"]["pattern"])


@cache
def _seat() -> re.Pattern[str]:
    return any_of(words("identity", "seat"))


@cache
def _led_to() -> re.Pattern[str]:
    """Words of a sentence that leads to a street ("our shop is at"), where a house number follows."""
    return re.compile(rf"{any_of(words('identity', 'led_to')).pattern}(?= \d)", re.IGNORECASE)
