"""A second number of the same area, without the area code (0821/445566 oder 445577) or by its last digits (…66/7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import msgspec
import phonenumbers

from audit.model import NumberKind
from checks.find import numbers
from checks.find.layout import data

if TYPE_CHECKING:
    from checks.find.phones import Hit

_DIGIT = re.compile(r"\d")
FEWEST = 5
"""Digits below which what follows is an extension or a count."""
FEWEST_LISTED = 6
"""Digits below which what follows a comma may be a postal code or a house number."""
FARTHEST = 9
"""How far the number that the last digits give may lie behind the first: one farther off is an extension."""


def with_second(text: str, hits: Iterable[Hit], market: str | None) -> Iterator[Hit]:
    """The numbers in order, each followed by those that the text adds to it with "or", "and", a slash or a comma.

    The second has as many digits as the first has after its area code; all of it is judged with that area code. Or it
    is told by its last one or two digits, tight behind a slash, where a label says what the first is.
    """
    for hit in hits:
        yield hit
        if hit.valid and hit.value and hit.kind in (NumberKind.VOICE, NumberKind.FAX):
            labelled = hit.said in ("phone", "fax")
            second = _second(text, hit, market) or (_by_last_digits(text, hit, market) if labelled else None)
            while second is not None and (labelled or _alike(hit.raw, second.raw)):
                yield second
                second = _second(text, second, market) or _by_last_digits(text, second, market)


@cache
def _joined() -> re.Pattern[str]:
    words = "|".join(map(re.escape, data("numbers")["joined"]["words"]))
    return re.compile(
        rf"\s{{0,2}}(?:/|(?P<comma>,)|(?<!\w)(?:{words})(?!\w))\s{{0,2}}(?P<digits>[1-9](?:[ .-]?\d){{{FEWEST - 1},8}})"
        r"(?![ .,:/-]?\d)(?! ?(?!(?:tele)?fax)[^\W\d_])(?! ?[€%$£°]|-[^\W\d_])",
        re.IGNORECASE,
    )


_LAST = re.compile(
    r"/(?P<digits>\d{1,2})(?![.,:-]?\d)(?! \d)(?!/\d{1,2}/\d{2,}|/\d{3,})(?! ?[€%$£°]|-)"
    r"(?! ?(?!(?:tele)?fax|[^\W\d_]+(?:-[^\W\d_]+)?\.? ?:)[^\W\d_])",
    re.IGNORECASE,
)
"""Digits tight behind a slash that no date, price, share or count of hours goes on from; a next label may follow."""


def _by_last_digits(text: str, hit: Hit, market: str | None) -> Hit | None:
    """The number next behind the first that differs from it in its last digits only: 01753 431822/3.

    What is no later than the first, or farther than ``FARTHEST`` behind it, is an extension ("/0", "/67").
    """
    found = _LAST.match(text, hit.end)
    if found is None:
        return None
    digits = found["digits"]
    if not 0 < int(digits) - int(hit.value[-len(digits) :]) <= FARTHEST:
        return None
    number = numbers.judge(hit.value[: -len(digits)] + digits, market)
    if number is None or not number.valid or number.placeholder:
        return None
    start, end = found.span("digits")
    return msgspec.structs.replace(hit, start=start, end=end, raw=digits, value=number.value)


def _alike(first: str, second: str) -> bool:
    """Whether the second is divided as the end of the first is: (415) 431-1822, 431-1823."""
    shape = _DIGIT.sub("0", second)
    return not shape.isdigit() and _DIGIT.sub("0", first).endswith(shape)


def _second(text: str, hit: Hit, market: str | None) -> Hit | None:
    found = _joined().match(text, hit.end)
    if found is None:
        return None
    first = phonenumbers.parse(hit.value)
    national = str(first.national_number)
    area = national[: phonenumbers.length_of_geographical_area_code(first)]
    digits = numbers.digits_of(found["digits"])
    if not area or len(digits) != len(national) - len(area):
        return None
    if found["comma"] and len(digits) < FEWEST_LISTED:
        return None
    number = numbers.judge(f"+{first.country_code}{area}{digits}", market)
    if number is None or not number.valid or number.placeholder:
        return None
    start, end = found.span("digits")
    return msgspec.structs.replace(hit, start=start, end=end, raw=found["digits"], value=number.value)
