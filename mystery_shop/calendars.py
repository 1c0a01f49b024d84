"""Working-day calendars: which days and hours count, as data (``calendars.toml``) over the `holidays` library."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from dateutil.easter import easter

from audit.model import Record

Week = tuple[tuple[tuple[int, int], ...], ...]
"""Opening hours of Monday to Sunday, as (start, end) in minutes since local midnight."""

DAY_NAMES = ("mo", "tu", "we", "th", "fr", "sa", "su")
DAY_MINUTES = 24 * 60
_ALIASES = {"mon": "mo", "tue": "tu", "wed": "we", "thu": "th", "fri": "fr", "sat": "sa", "sun": "su"}
_DAYS = re.compile(r"([a-z]{2,3})(?:-([a-z]{2,3}))?")
_HOLIDAYS = re.compile(
    r"(?:^|(?<=[\s,;]))[ps]h(?:[ ,]+[ps]h)*(?:\s+(?:off|closed|\d[\d:]*-\d[\d:]*(?:,\d[\d:]*-\d[\d:]*)*))?(?=[\s,;]|$)"
)
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?")


class CalendarError(ValueError):
    """A calendar, market or opening hours that we cannot read. The message says what to do."""


class Calendar(Record, frozen=True, kw_only=True):
    """Which days and hours count as working time somewhere.

    hours: opening hours of each weekday; a weekday without hours is never a working day. without: days that the
    library counts as holidays and this calendar does not. closed: further days off. cutoff: minute of the day from
    which a mail counts as received the next working day, None for closing time.
    """

    name: str
    title: str = ""
    timezone: str
    country: str
    subdivision: str | None = None
    categories: tuple[str, ...] = ("public",)
    without: tuple[tuple[str, str], ...] = ()
    closed: tuple[date, ...] = ()
    hours: Week
    cutoff: int | None = None
    source: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the shops."""
        return ZoneInfo(self.timezone)

    def why_closed(self, day: date) -> str:
        """Why ``day`` is no working day: "weekend", the holiday's name, "closed"; "" for a working day."""
        if not self.hours[day.weekday()]:
            return "weekend" if day.weekday() >= 5 else "closed"
        return self.holiday(day) or ("closed" if day in self.closed else "")

    def holiday(self, day: date) -> str:
        """Name of the holiday on ``day``, "" where there is none."""
        name = _holidays(self.country, self.subdivision, self.categories, day.year).get(day, "")
        return "" if name and self._taken_out(day) else name

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        return not self.why_closed(day)

    def next_working(self, day: date, count: int = 1) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself for 0. Raises CalendarError when none comes."""
        for _ in range(count):
            day += timedelta(days=1)
            looked = 0
            while not self.is_working(day):
                day += timedelta(days=1)
                looked += 1
                if looked > 400:
                    raise CalendarError(f"calendar {self.name} has no working day for over a year after {day}")
        return day

    def opening(self, day: date) -> list[tuple[datetime, datetime]]:
        """Opening hours of ``day`` as (start, end) in UTC; empty on a day off."""
        if not self.is_working(day):
            return []
        return [(self.at(day, start), self.at(day, end)) for start, end in self.hours[day.weekday()]]

    def at(self, day: date, minute: int) -> datetime:
        """The moment (UTC) at which clocks show ``minute`` of ``day``; 1440 is the next midnight."""
        if minute >= DAY_MINUTES:
            day, minute = day + timedelta(days=1), minute - DAY_MINUTES
        return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self.zone).astimezone(UTC)

    def local_day(self, moment: datetime) -> date:
        """The date that the shops' calendars show at ``moment``."""
        return moment.astimezone(self.zone).date()

    def _taken_out(self, day: date) -> bool:
        for kind, value in self.without:
            if kind == "easter" and day == easter(day.year) + timedelta(days=int(value)):
                return True
            if kind == "date" and day.strftime("%m-%d") == value:
                return True
        return False


@lru_cache(maxsize=512)
def _holidays(country: str, subdivision: str | None, categories: tuple[str, ...], year: int) -> dict[date, str]:
    # The library's names follow the environment unless a language is asked for.
    known = getattr(holidays.country_holidays(country), "supported_languages", ())
    language = next((code for code in ("en_US", "en_GB") if code in known), None)
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, categories=categories, language=language)
    return {day: name for day, name in found.items() if day.year == year}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("mystery_shop").joinpath("calendars.toml").read_text("utf-8"))


def profiles() -> tuple[str, ...]:
    """Names of the calendar profiles, sorted."""
    return tuple(sorted(_data()["profiles"]))


def markets() -> dict[str, str]:
    """The default profile of each market (ISO 3166-1 alpha-2)."""
    return dict(_data()["markets"])


def calendar(
    name: str | None = None,
    *,
    market: str | None = None,
    hours: str | None = None,
    closed: Iterable[date] = (),
    cutoff: str | None = None,
    timezone: str | None = None,
) -> Calendar:
    """The calendar of a profile (``nl-shop``, ``de-by``), or of a market where no profile is named.

    hours: other opening hours ("Mo-Fr 09:00-17:00, Sa 10:00-14:00"). closed: further days off.
    cutoff: "16:00", where mails count as the next day's before closing time. timezone: another IANA zone.
    Raises CalendarError.
    """
    if name is None:
        if (market or "").upper() not in _data()["markets"]:
            raise CalendarError(
                f"no calendar for market {market!r}; choose one with --calendar: {', '.join(profiles())}"
            )
        name = _data()["markets"][str(market).upper()]
    profile, subdivision = _profile(name.lower())
    known = {**_data()["defaults"], **profile}
    zone = timezone or known["timezone"]
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise CalendarError(f"unknown time zone {zone!r}; write it like Europe/Amsterdam") from error
    return Calendar(
        name=name.lower(),
        title=known.get("title", ""),
        timezone=zone,
        country=known["country"],
        subdivision=subdivision or known.get("subdivision"),
        categories=tuple(known["categories"]),
        without=tuple((k, str(v)) for day in known.get("without", ()) for k, v in day.items()),
        closed=tuple(sorted(closed)),
        hours=parse_hours(hours or known["hours"]),
        cutoff=None if cutoff is None else _minute(cutoff),
        source=known.get("source", "holidays, category public"),
    )


def _profile(name: str) -> tuple[dict[str, Any], str | None]:
    """The profile called ``name``; ``de-by`` is ``de`` with the subdivision BY, where the library knows it."""
    known = _data()["profiles"]
    if name in known:
        return known[name], None
    base, _, part = name.partition("-")
    if part and base in known:
        have = holidays.country_holidays(known[base]["country"]).subdivisions
        if part.upper() in have:
            return known[base], part.upper()
        raise CalendarError(f"calendar {base!r} has no part {part!r}; it has {', '.join(have) or 'none'}")
    raise CalendarError(f"unknown calendar {name!r}; have {', '.join(profiles())}, and parts such as de-by")


def parse_hours(text: str) -> Week:
    """Opening hours from "Mo-Fr 09:00-17:00, Sa 10-14" (schema.org openingHours; commas or semicolons).

    Of OpenStreetMap's form also "24/7" and "off". Hours past midnight ("Fr 20:00-02:00") run into the next day. What
    holds for public and school holidays (PH, SH) is passed over: the calendar knows those days. Raises CalendarError.
    """
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    days: list[int] = []
    used = False
    rest = re.sub(r"\s*[–—-]\s*", "-", text.strip().lower())
    for token in re.split(r"[\s,;]+", _HOLIDAYS.sub(" ", rest).strip(" ,;")):
        if token == "24/7":
            week = [[(0, DAY_MINUTES)] for _ in range(7)]
        elif token in ("off", "closed"):
            for day in days:
                week[day] = []
            used = True
        elif span := _SPAN.fullmatch(token):
            if not days:
                days = list(range(7))
            for day in days:
                _add_span(week, day, *_span_minutes(span, text))
            used = True
        elif named := _DAYS.fullmatch(token):
            found = _day_range(named, text)
            days = found if not days or used else days + found
            used = False
        else:
            raise CalendarError(
                f"cannot read opening hours {text!r}; write them like Mo-Fr 09:00-17:00, Sa 10:00-14:00"
            )
    if not any(week):
        raise CalendarError(f"no opening hours in {text!r}; write them like Mo-Fr 09:00-17:00")
    return tuple(_merged(spans) for spans in week)


def format_hours(week: Week) -> str:
    """The hours in the form that :func:`parse_hours` reads, weekdays with the same hours together."""
    parts: list[tuple[int, int, str]] = []
    for day, spans in enumerate(week):
        words = " ".join(f"{clock_text(start)}-{clock_text(end)}" for start, end in spans)
        if parts and parts[-1][2] == words and parts[-1][1] == day - 1:
            parts[-1] = (parts[-1][0], day, words)
        elif words:
            parts.append((day, day, words))
    name = [day.capitalize() for day in DAY_NAMES]
    return ", ".join(f"{name[a]}{f'-{name[b]}' if b > a else ''} {words}" for a, b, words in parts)


def clock_text(minute: int) -> str:
    """A minute of the day as "09:00"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _minute(text: str) -> int:
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?", text.strip())
    minute = int(found[1]) * 60 + int(found[2] or 0) if found else -1
    if not 0 <= minute <= DAY_MINUTES or (found and int(found[2] or 0) > 59):
        raise CalendarError(f"cannot read the time {text!r}; write it like 17:00")
    return minute


def _span_minutes(span: re.Match[str], text: str) -> tuple[int, int]:
    start, end = (_minute(f"{span[i]}:{span[i + 1] or '00'}") for i in (1, 3))
    if start == end:
        raise CalendarError(f"opening hours that begin and end at the same time: {text!r}")
    return start, end


def _add_span(week: list[list[tuple[int, int]]], day: int, start: int, end: int) -> None:
    if start < end:
        week[day].append((start, end))
        return
    week[day].append((start, DAY_MINUTES))
    if end:
        week[(day + 1) % 7].append((0, end))


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _day_range(named: re.Match[str], text: str) -> list[int]:
    first, last = (_ALIASES.get(name, name) for name in (named[1], named[2] or named[1]))
    if first not in DAY_NAMES or last not in DAY_NAMES:
        raise CalendarError(f"cannot read the weekdays in {text!r}; write them like Mo-Fr")
    a, b = DAY_NAMES.index(first), DAY_NAMES.index(last)
    return list(range(a, b + 1)) if a <= b else [*range(a, 7), *range(b + 1)]
