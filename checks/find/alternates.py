"""A second number of the same area, printed without the area code: 0821/445566 oder 445577."""

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

FEWEST = 5
"""Digits below which what follows is an extension or a count."""


def with_second(text: str, hits: Iterable[Hit], market: str | None) -> Iterator[Hit]:
    """The numbers in order, each followed by the one that the text adds to it with "or", "and" or a slash.

    The second has as many digits as the first has after its area code; all of it is judged with that area code.
    """
    for hit in hits:
        yield hit
        if hit.said in ("phone", "fax") and hit.valid and hit.value and hit.kind in (NumberKind.VOICE, NumberKind.FAX):
            second = _second(text, hit, market)
            if second is not None:
                yield second


@cache
def _joined() -> re.Pattern[str]:
    words = "|".join(map(re.escape, data("numbers")["joined"]["words"]))
    return re.compile(
        rf"\s{{0,2}}(?:/|(?<!\w)(?:{words})(?!\w))\s{{0,2}}(?P<digits>[1-9](?:[ .-]?\d){{{FEWEST - 1},8}})"
        r"(?![ .,:/-]?\d)(?! ?(?!(?:tele)?fax)[^\W\d_])(?! ?[€%$£°]|-[^\W\d_])",
        re.IGNORECASE,
    )


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
    number = numbers.judge(f"+{first.country_code}{area}{digits}", market)
    if number is None or not number.valid or number.placeholder:
        return None
    start, end = found.span("digits")
    return msgspec.structs.replace(hit, start=start, end=end, raw=found["digits"], value=number.value)
