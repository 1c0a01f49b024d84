"""What only people can measure: calls, chats, WhatsApp, Messenger, social media. A call sheet, a stopwatch, records.

Every record says who measured it. Time in a menu (or with a bot) is kept apart from the time until a person answers;
nothing is recorded but times and the tester's own words.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert

from audit.model import Kind, NumberKind, Owner, Record, ShopResult, decode, encode
from mystery_shop import tables as t
from mystery_shop.calendars import DAY_MINUTES, Calendar, CalendarError, Week, parse_hours
from mystery_shop.campaign import Campaign
from mystery_shop.channels import reply_delay
from mystery_shop.model import ReplyDelay
from mystery_shop.plan import PHONE_CHECK, SEEN

CHANNELS = ("phone", "chat", "whatsapp", "messenger", "social", "form", "app", "in_person")


class Result(StrEnum):
    """How an attempt ended."""

    PERSON = "person"  # a person answered
    BOT = "bot"  # only a bot or a menu
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CLOSED = "closed"  # "we are closed", a notice, a channel that is switched off


class Measured(Record, frozen=True, kw_only=True):
    """One attempt to reach a shop, measured by a person. Times are UTC.

    started_at: the tone, or the message sent. menu_at: a menu or a bot spoke. person_at: a person spoke or wrote.
    ended_at: hung up, or given up. number: number, handle or address used. by: who measured. source: stopwatch or file.
    """

    id: str
    shop: str
    shop_name: str = ""
    market: str = ""
    channel: str
    number: str = ""
    started_at: datetime
    menu_at: datetime | None = None
    person_at: datetime | None = None
    ended_at: datetime | None = None
    result: Result
    by: str
    note: str = ""
    source: str = "stopwatch"

    @property
    def waited_s(self) -> float | None:
        """Seconds until a person answered, None when nobody did."""
        return None if self.person_at is None else (self.person_at - self.started_at).total_seconds()


class CallSlot(Record, frozen=True, kw_only=True):
    """One call to make. at: when (UTC), within the opening hours. hours: those stated by the shop, or usual ones."""

    shop: str
    shop_name: str
    market: str
    number: str
    tariff: str
    at: datetime
    hours: str


class StopwatchError(ValueError):
    """A key that makes no sense now. The message says which do."""


class Stopwatch:
    """The moments of one attempt, in the order in which they happen; each can be taken back."""

    KEYS = {"s": "start", "m": "menu", "p": "person", "h": "hung up", "v": "voicemail", "b": "busy", "c": "closed"}

    def __init__(self) -> None:
        self.marks: list[tuple[str, datetime]] = []

    def press(self, key: str, now: datetime) -> str:
        """Note a moment; returns its name. Raises StopwatchError for a key out of order."""
        if key not in self.allowed():
            raise StopwatchError(f"now press {self.hint()}")
        self.marks.append((key, now))
        return self.KEYS[key]

    def undo(self) -> None:
        """Take back the last moment."""
        if self.marks:
            self.marks.pop()

    def allowed(self) -> str:
        """Keys that make sense now."""
        pressed = [key for key, _ in self.marks]
        if not pressed:
            return "s"
        if self.ended:
            return ""
        return "h" if "p" in pressed else "pvbch" if "m" in pressed else "mpvbch"

    def hint(self) -> str:
        """The keys that make sense now, in words."""
        return ", ".join(f"{key} ({self.KEYS[key]})" for key in self.allowed())

    @property
    def ended(self) -> bool:
        """Whether the attempt is over."""
        return bool(self.marks) and self.marks[-1][0] in "hvbc"

    def at(self, key: str) -> datetime | None:
        """When a key was pressed."""
        return next((moment for pressed, moment in self.marks if pressed == key), None)

    @property
    def result(self) -> Result:
        """How it ended, as far as the keys tell."""
        last = self.marks[-1][0] if self.marks else ""
        by_key = {"v": Result.VOICEMAIL, "b": Result.BUSY, "c": Result.CLOSED}
        if self.at("p"):
            return Result.PERSON
        return by_key.get(last) or (Result.BOT if self.at("m") else Result.NO_ANSWER)


def measured(watch: Stopwatch, *, number_of: int, by: str, shop: str, channel: str, **more: str) -> Measured:
    """The record of a finished attempt. Raises StopwatchError when it was never started."""
    started = watch.at("s")
    if started is None:
        raise StopwatchError("nothing was measured: press s when it rings or when the message is sent")
    return Measured(
        id=f"{channel}-{started:%Y%m%d%H%M%S}-{number_of}", shop=shop, channel=channel, by=by, started_at=started,
        menu_at=watch.at("m"), person_at=watch.at("p"), ended_at=watch.marks[-1][1], result=watch.result, **more,
    )  # fmt: skip


def against_norm(item: Measured, calendar: Calendar, norm: str | None = None) -> ReplyDelay:
    """The attempt on all clocks, judged by the norm for its channel. Raises ClockError, NormError.

    Nobody answered: judged up to the moment at which the tester gave up, so a call that was given up too early stays
    undecided.
    """
    until = item.ended_at or item.started_at
    return reply_delay(item.started_at, item.person_at, calendar, channel=item.channel, norm_name=norm, now=until)


def call_sheet(
    results: Iterable[ShopResult], calendar_of: dict[str, Calendar], *, start: date, weeks: int, calls: int, seed: int
) -> list[CallSlot]:
    """So many calls a shop at random moments within its opening hours, on different days; the same for the same seed.

    calendar_of: working days for each market. Shops without a number of their own get none.
    """
    slots: list[CallSlot] = []
    for result in results:
        number = _number(result)
        days = calendar_of.get((result.shop.market or "").upper())
        if number and days and not result.left:
            rng = random.Random(f"{seed}/{result.shop.key}")
            slots += _slots_of(result, number, days, rng, start, weeks, calls)
    return sorted(slots, key=lambda slot: (slot.at, slot.shop))


def add(campaign: Campaign, items: Sequence[Measured]) -> int:
    """Keep records; one that is there already (same id) stays as it is. Returns how many are new."""
    with campaign.engine.execution_options(write=True).begin() as db:
        new = 0
        for item in items:
            done = db.execute(upsert(t.measured).values(
                id=item.id, shop=item.shop, channel=item.channel, at=item.started_at, by=item.by,
                record=encode(item).decode(), waited_s=item.waited_s,
            ).on_conflict_do_nothing())  # fmt: skip
            new += done.rowcount
        return new


def all_measured(campaign: Campaign) -> list[Measured]:
    """All records, oldest first."""
    with campaign.engine.begin() as db:
        rows = db.execute(sa.select(t.measured.c.record).order_by(t.measured.c.at, t.measured.c.id)).scalars()
        return [decode(row, Measured) for row in rows]


def _number(result: ShopResult) -> str:
    finding = next((f for f in result.findings if f.check == PHONE_CHECK and f.outcome in SEEN), None)
    return finding.values[0] if finding and finding.values else ""


def _tariff(result: ShopResult, number: str) -> str:
    for sighting in result.snapshot.sightings if result.snapshot else ():
        same = sighting.kind is Kind.PHONE and sighting.value == number and sighting.owner is not Owner.OTHER
        if same and sighting.number_kind is not NumberKind.UNKNOWN:
            return str(sighting.number_kind)
    return str(NumberKind.UNKNOWN)


def _week(result: ShopResult, days: Calendar) -> tuple[Week, str]:
    """The hours in which the shop says it can be called, else the market's usual ones."""
    stated = result.snapshot.hours if result.snapshot else ()
    for hours in sorted(stated, key=lambda h: h.channel != "phone"):
        if hours.channel in ("phone", ""):
            try:
                return parse_hours(hours.osm), f"stated: {hours.osm}"
            except CalendarError:
                continue
    return days.hours, "usual"


def _slots_of(
    result: ShopResult, number: str, days: Calendar, rng: random.Random, start: date, weeks: int, calls: int
) -> list[CallSlot]:
    week, whose = _week(result, days)
    open_days = [
        day
        for n in range(weeks * 7)
        if (day := start + timedelta(days=n)) and week[day.weekday()] and not days.holiday(day)
    ]
    chosen = sorted(rng.sample(open_days, min(calls, len(open_days))))
    return [
        CallSlot(
            shop=result.shop.key, shop_name=result.shop.name, market=(result.shop.market or "").upper(), number=number,
            tariff=_tariff(result, number), at=_moment(day, week[day.weekday()], days, rng), hours=whose,
        )
        for day in chosen
    ]  # fmt: skip


def _moment(day: date, spans: Sequence[tuple[int, int]], days: Calendar, rng: random.Random) -> datetime:
    """A random minute within the day's opening hours, not in their last quarter of an hour."""
    minutes = [minute for first, last in spans for minute in range(first, max(first + 1, last - 15))]
    minute = min(rng.choice(minutes), DAY_MINUTES - 1)
    return datetime.combine(day, time(minute // 60, minute % 60), days.zone).astimezone(UTC)
