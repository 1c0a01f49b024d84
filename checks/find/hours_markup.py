"""Opening hours in structured data: schema.org openingHours and openingHoursSpecification (https://schema.org/openingHours)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.find.timetable import DAY, DAYS, Span, osm_of

MAX_DEPTH = 8
MAX_NODES = 4000
MAX_PARTS = 40

_NAMES = {
    "monday": "Mo", "tuesday": "Tu", "wednesday": "We", "thursday": "Th", "friday": "Fr", "saturday": "Sa",
    "sunday": "Su", "mo": "Mo", "tu": "Tu", "we": "We", "th": "Th", "fr": "Fr", "sa": "Sa", "su": "Su",
}  # fmt: skip
_CLOCK = re.compile(r"T?(\d{1,2}):?(\d{2})?(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?$")
_TIME_IN_TEXT = re.compile(r"(?<!\d)(\d):(\d\d)")
_DAY_IN_TEXT = re.compile(r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.I)
_PLACES = ("store", "business", "shop", "place", "restaurant", "dealer")


def markup_hours(jsonld: Sequence[Any]) -> Iterator[tuple[str, str, str]]:
    """Channel, expression in OpenStreetMap's form and raw text of every set of opening hours in the data.

    The expressions are not validated yet. Hours that hold for a season only (validFrom, validThrough) are left out.
    """
    for node in nodes(jsonld):
        channel = _channel(node)
        text = node.get("openingHours")
        if text:
            parts = [str(p) for p in (text if isinstance(text, list) else [text])][:MAX_PARTS]
            yield channel, _expression("; ".join(p.strip(" ;") for p in parts if p.strip(" ;"))), "; ".join(parts)[:300]
        for key in ("openingHoursSpecification", "hoursAvailable"):
            specs = node.get(key)
            if specs:
                yield channel, _specified(specs if isinstance(specs, list) else [specs]), str(specs)[:300]


def nodes(jsonld: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """Every object in the data, at most 4000, at most 8 deep."""
    stack: list[tuple[Any, int]] = [(item, 0) for item in reversed(jsonld)]
    for _ in range(MAX_NODES):
        if not stack:
            return
        item, depth = stack.pop()
        if isinstance(item, Mapping):
            yield item
        if depth < MAX_DEPTH:
            inner = list(item.values()) if isinstance(item, Mapping) else item if isinstance(item, list) else []
            stack.extend((value, depth + 1) for value in reversed(inner) if isinstance(value, Mapping | list))


def _channel(node: Mapping[str, Any]) -> str:
    """``shop`` for a place to visit, ``phone`` for a point of contact with a number, else ""."""
    kinds = node.get("@type") or ""
    names = " ".join(str(k) for k in kinds) if isinstance(kinds, list) else str(kinds)
    if "ContactPoint" in names:
        return "phone" if node.get("telephone") else "email" if node.get("email") else ""
    return "shop" if any(p in names.lower() for p in _PLACES) and "OnlineStore" not in names else ""


def _expression(text: str) -> str:
    """Schema.org's text form is OpenStreetMap's but for long day names and one-digit hours."""
    text = _DAY_IN_TEXT.sub(lambda m: _NAMES[m[1].lower()], text[:300])
    return _TIME_IN_TEXT.sub(r"0\1:\2", text)


def _specified(specs: Sequence[Any]) -> str:
    table: dict[str, tuple[Span, ...]] = {}
    for spec in specs[:MAX_PARTS]:
        if not isinstance(spec, Mapping) or "validFrom" in spec or "validThrough" in spec:
            continue
        span = _span(spec.get("opens"), spec.get("closes"))
        if span is None:
            continue
        for day in _day_names(spec.get("dayOfWeek")):
            table[day] = tuple(dict.fromkeys((*table.get(day, ()), span)))
    return osm_of(table)


def _day_names(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") or item.get("@id") if isinstance(item, Mapping) else item
        for part in re.split(r"[,\s]+", str(name or "")[:200]):
            day = _NAMES.get(part.rpartition("/")[2].rpartition("#")[2].lower())
            if day in DAYS:
                yield str(day)


def _span(opens: Any, closes: Any) -> Span | None:
    """Minutes of the day; equal times mean closed, 23:59 means midnight. None for closed or unreadable."""
    start, end = _minutes(opens), _minutes(closes)
    if start is None or end is None or start == end:
        return None
    end = DAY if end in (DAY - 1, 0) else end
    return (start, end + DAY) if end < start else (start, end)


def _minutes(value: Any) -> int | None:
    hit = _CLOCK.match(str(value or "").strip())
    if not hit or int(hit[1]) > 24 or int(hit[2] or 0) > 59:
        return None
    return int(hit[1]) * 60 + int(hit[2] or 0)
