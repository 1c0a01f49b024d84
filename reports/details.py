"""The values and remarks of a finding, in a reader's form. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from babel.dates import get_day_names

from audit.model import Finding
from reports.safe import Address, address, clean
from reports.wording import Words

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})\b")
_HOURS = re.compile(rf"(?:{'|'.join(_DAYS)})(?:[-,](?:{'|'.join(_DAYS)}))* \d\d:\d\d-\d\d:\d\d")
_KINDS = {"seen": "identity", "not_seen": "identity", "channels": "channel", "seen_so_far": "place"}
_PROVEN = frozenset({"page", "quote", "way"})
"""What a proof beside the finding shows already."""

_LISTS = {"other_party": ", ", "seen_once": ", ", "other_matters": " | ", "not_valid": ", "}


def phone_number(value: str) -> str:
    """An E.164 number in the usual international writing; anything else as it is."""
    return _grouped(value) if value.startswith("+") else value


@lru_cache(maxsize=4096)
def _grouped(value: str) -> str:
    try:
        return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return value


def shown_value(value: str, words: Words) -> Address:
    """A value as a reader reads it: numbers grouped, addresses as links, the word before a colon translated."""
    if value.startswith(("http://", "https://")):
        return address(value)
    kind, colon, rest = value.partition(": ")
    if _HOURS.match(value):
        return Address(text=_hours(clean(value, 120), words))
    if words.has(f"channel.{kind}"):
        tail = _hours(clean(rest, 120), words)
        return Address(text=str(words.pair(words(f"channel.{kind}"), tail)) if colon else words(f"channel.{kind}"))
    return Address(text=phone_number(clean(value, 120)))


def _hours(text: str, words: Words) -> str:
    """Opening hours with their days in the report's language."""
    return _DAY.sub(lambda m: _day(m[1], words), text)


def _day(short: str, words: Words) -> str:
    """The short name of a day (Mo, Tu… as in OpenStreetMap's opening_hours) in the report's language."""
    return str(get_day_names("abbreviated", locale=words.locale)[_DAYS.index(short)])


def detail_rows(finding: Finding, words: Words) -> Iterator[tuple[str, tuple[Address, ...]]]:
    """What the check says besides, as names and values; what has no name in the catalogue is for programs only."""
    for key, value in finding.detail.items():
        if key in _PROVEN and finding.evidence:
            continue
        if value and words.has(f"detail.{key}"):
            yield words(f"detail.{key}"), tuple(_values(key, value, words))


def _values(key: str, value: str, words: Words) -> Iterator[Address]:
    if key in _KINDS:
        for kind in value.split(", "):
            word = f"{_KINDS[key]}.{kind}"
            yield Address(text=words(word) if words.has(word) else clean(kind, 60))
    elif key in _LISTS:
        for part in value.split(_LISTS[key]):
            yield Address(text=phone_number(clean(part, 160)))
    elif key in ("week", "outside"):
        yield Address(text=words.number(float(value)) if re.fullmatch(r"\d+(\.\d+)?", value) else clean(value, 20))
    else:
        yield address(value) if value.startswith(("http://", "https://")) else Address(text=clean(value, 300))
