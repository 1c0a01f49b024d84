"""When mails go out: spread over weekdays, hours and weeks, in a random order that a seed repeats. Pure."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from mystery_shop.settings import MailSettings, SettingsError

MORNING, AFTERNOON, EVENING = ((9 * 60 + 2, 12 * 60), (12 * 60, 16 * 60 + 30), (17 * 60 + 15, 21 * 60 + 30))
"""Parts of the day in local minutes since midnight: two inside usual opening hours, one after closing time."""

TRIES = 60


class NoRoomError(SettingsError):
    """So many mails do not fit into so many weeks."""


def check_room(settings: MailSettings) -> None:
    """Raises NoRoomError when the waves cannot fit, with what to change."""
    most = settings.max_per_week * settings.weeks
    if settings.waves > most:
        weeks = -(-settings.waves // settings.max_per_week)
        raise NoRoomError(
            f"{settings.waves} mails a shop do not fit into {settings.weeks} weeks at {settings.max_per_week} a week; "
            f"write weeks = {weeks}, or waves = {most}"
        )


def default_start(today: date, settings: MailSettings) -> date:
    """The first good day to begin: a Wednesday (three weeks from a Monday leave no room for Wednesdays at two mails a
    week, three days apart), with no peak day within the campaign's weeks.
    """
    day = today + timedelta(days=1)
    for _ in range(370):
        run = (day + timedelta(days=n) for n in range(settings.weeks * 7))
        if day.weekday() == 2 and not any(peak(d) for d in run):
            return day
        day += timedelta(days=1)
    return today + timedelta(days=1)


def layout(
    shops: int, settings: MailSettings, *, start: date, zones: list[ZoneInfo], rng: random.Random
) -> list[list[datetime]]:
    """Moments (UTC) for each shop, in order. zones: time zone of each shop.

    Every shop gets the same number of mornings, afternoons and evenings; any two of its mails lie ``min_gap_days``
    apart, and any seven days, and any calendar week, hold at most ``max_per_week``. Weekdays are used evenly where the
    calendar leaves a choice. Raises NoRoomError.
    """
    check_room(settings)
    used: Counter[int] = Counter()
    plans = []
    for index in range(shops):
        moments = _one_shop(settings, start, zones[index], rng, used)
        used.update(moment.astimezone(zones[index]).weekday() for moment in moments)
        plans.append(moments)
    return plans


def next_cell(slot: datetime, after: datetime, settings: MailSettings, zone: ZoneInfo) -> datetime:
    """The same time of day on the next day on which mails are written and which is no peak day, after ``after``."""
    local = slot.astimezone(zone)
    day = max(local.date(), after.astimezone(zone).date())
    for _ in range(400):
        moment = datetime.combine(day, local.time(), zone).astimezone(UTC)
        if moment > after and day.weekday() in settings.days and not peak(day):
            return moment
        day += timedelta(days=1)
    return slot + timedelta(days=7)


def day_parts(settings: MailSettings) -> list[tuple[int, int]]:
    """The parts of the day for a shop's waves: the chosen share after closing time, the rest half and half."""
    late = round(settings.waves * settings.outside_hours)
    inside = [MORNING, AFTERNOON] * settings.waves
    return [EVENING] * late + inside[: settings.waves - late]


def peak(day: date) -> str:
    """The name of the busy time that ``day`` is in, "" for an ordinary day."""
    return next((str(p["name"]) for p in _peaks() if _falls_in(day, p)), "")


def _one_shop(
    settings: MailSettings, start: date, zone: ZoneInfo, rng: random.Random, used: Counter[int]
) -> list[datetime]:
    days = [start + timedelta(days=n) for n in range(settings.weeks * 7)]
    days = [day for day in days if day.weekday() in settings.days]
    for number in range(TRIES):
        # Days that were used less so far come first, chance decides between equals.
        weight = {day: used[day.weekday()] * 0.5 + rng.random() * 6 for day in days}
        # In a full calendar (two mails in every week) the clock itself stands in the way: a mail at ten may follow one
        # at nine by exactly a week, but not the other way round. Then whole days are counted.
        search = _Search(settings, zone, rng, weight, by_day=number >= TRIES // 2)
        if (found := search.fill([], day_parts(settings))) is not None:
            return found
    raise NoRoomError(
        f"{settings.waves} mails over {settings.weeks} weeks from {start}, {settings.min_gap_days} days apart and "
        f"{settings.max_per_week} a week, do not fit on the chosen weekdays; write more weeks, or begin on another day"
    )


class _Search:
    """Looks for the moments of one shop, going back where a choice leaves no room for the rest."""

    def __init__(
        self, settings: MailSettings, zone: ZoneInfo, rng: random.Random, weight: dict[date, float], by_day: bool
    ) -> None:
        self.settings, self.zone, self.rng, self.weight, self.by_day = settings, zone, rng, weight, by_day
        self.steps = 0

    def fill(self, chosen: list[datetime], parts: list[tuple[int, int]]) -> list[datetime] | None:
        """Extend ``chosen`` by a moment for each of ``parts``, in whatever order; None when that leads nowhere."""
        if not parts:
            return chosen
        for day in self._days(chosen, len(parts)):
            for part in self.rng.sample(sorted(set(parts)), len(set(parts))):
                self.steps += 1
                if self.steps > 300:
                    return None
                moment = _moment(day, part, self.zone, self.rng)
                if self._fits(chosen, moment):
                    left = list(parts)
                    left.remove(part)
                    if (found := self.fill([*chosen, moment], left)) is not None:
                        return found
        return None

    def _days(self, chosen: list[datetime], left: int) -> list[date]:
        last = max(self.weight)
        # What is left after this mail needs at least so many days at the end.
        full, rest = divmod(left - 1, self.settings.max_per_week)
        need = timedelta(
            days=max(7 * full + self.settings.min_gap_days * rest, self.settings.min_gap_days * (left - 1))
        )
        room = [d for d in self.weight if (not chosen or d > self._day(chosen[-1])) and d + need <= last]
        return sorted(room, key=lambda d: self.weight[d])[:5]

    def _fits(self, chosen: list[datetime], moment: datetime) -> bool:
        k = self.settings.max_per_week
        if chosen and self._apart(chosen[-1], moment) < timedelta(days=self.settings.min_gap_days):
            return False
        if len(chosen) >= k and self._apart(chosen[-k], moment) < timedelta(days=7):
            return False
        week = self._day(moment).isocalendar()[:2]
        return sum(self._day(m).isocalendar()[:2] == week for m in chosen) < k

    def _apart(self, first: datetime, second: datetime) -> timedelta:
        return self._day(second) - self._day(first) if self.by_day else second - first

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def _moment(day: date, part: tuple[int, int], zone: ZoneInfo, rng: random.Random) -> datetime:
    minute = rng.randrange(*part)
    if minute % 15 == 0:
        minute += 1 + rng.randrange(4)  # people do not write on the hour
    at = time(minute // 60, minute % 60, rng.randrange(60))
    return datetime.combine(day, at, zone).astimezone(UTC)


@cache
def _peaks() -> tuple[dict[str, object], ...]:
    return tuple(tomllib.loads(resources.files("mystery_shop").joinpath("peaks.toml").read_text("utf-8"))["peak"])


def _falls_in(day: date, peak_: dict[str, object]) -> bool:
    fixed, nth = peak_.get("fixed"), peak_.get("nth")
    if isinstance(fixed, dict):
        here, first, last = day.strftime("%m-%d"), str(fixed["from"]), str(fixed["to"])
        return first <= here <= last if first <= last else here >= first or here <= last
    assert isinstance(nth, dict)
    first_of_month = date(day.year, int(nth["month"]), 1)
    anchor = first_of_month + timedelta(days=(int(nth["weekday"]) - first_of_month.weekday()) % 7 + 7 * (nth["n"] - 1))
    return anchor + timedelta(days=nth["from"]) <= day <= anchor + timedelta(days=nth["to"])
