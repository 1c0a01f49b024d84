"""A week of opening hours: from days and minutes to the opening_hours form of OpenStreetMap, and how many hours it is.

Form: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from opening_hours import OpeningHours, State, validate

from audit.model import Record

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
WORKWEEK = DAYS[:5]
DAY = 24 * 60
OFFICE = (9 * 60, 17 * 60)
"""Monday to Friday 9 to 17, in minutes of the day: what counts as office hours."""

_REFERENCE = datetime(2029, 1, 1)  # noqa: DTZ001  a Monday; opening hours are local times without a zone
_WEEK = timedelta(days=7)

Span = tuple[int, int]
Table = Mapping[str, tuple[Span, ...]]


class Week(Record, frozen=True, kw_only=True):
    """Opening hours that the library understands. week, outside: hours in all, and outside Monday to Friday 9 to 17."""

    osm: str
    week: float
    outside: float


def osm_of(table: Table) -> str:
    """The table (minutes of the day; an end past 1440 is the next morning) in OpenStreetMap's form, "" if empty."""
    groups: list[tuple[list[str], tuple[Span, ...]]] = []
    for day in DAYS:
        spans = tuple(sorted(table.get(day, ())))
        if not spans:
            continue
        same = next((g for g in groups if g[1] == spans), None)
        if same:
            same[0].append(day)
        else:
            groups.append(([day], spans))
    if len(groups) == 1 and len(groups[0][0]) == len(DAYS) and groups[0][1] == ((0, DAY),):
        return "24/7"
    return "; ".join(f"{_days(days)} {','.join(_span(s) for s in spans)}" for days, spans in groups)


def week_of(osm: str) -> Week | None:
    """What the expression amounts to in an ordinary week; None when it does not parse, or means no hours at all."""
    if not validate(osm):
        return None
    week = outside = 0.0
    for start, end, state, _ in OpeningHours(osm).intervals(_REFERENCE, _REFERENCE + _WEEK):
        if state == State.OPEN:
            end = min(end, _REFERENCE + _WEEK)
            week += (end - start).total_seconds() / 3600
            outside += (end - start).total_seconds() / 3600 - _office(start, end)
    return Week(osm=osm, week=round(week, 2), outside=round(outside, 2)) if week else None


def _office(start: datetime, end: datetime) -> float:
    """Hours of the interval that are office hours."""
    total = 0.0
    for index in range(len(WORKWEEK)):
        opens = _REFERENCE + timedelta(days=index, minutes=OFFICE[0])
        closes = _REFERENCE + timedelta(days=index, minutes=OFFICE[1])
        total += max(0.0, (min(end, closes) - max(start, opens)).total_seconds() / 3600)
    return total


def _days(days: list[str]) -> str:
    """``Mo-Fr,Su``: runs of three or more days are joined."""
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(runs[-1][-1]) + 1 == DAYS.index(day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(f"{r[0]}-{r[-1]}" if len(r) > 2 else ",".join(r) for r in runs)


def _span(span: Span) -> str:
    start, end = span
    if end > DAY:
        end -= DAY
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
