"""How long an answer took: elapsed time, working time, working days (mail.md 5).

Start is the moment at which the remote server took the mail (250 after DATA), end the moment at which our own server
received the first answer by a person. A Date header is never used. All arithmetic on moments is done in UTC:
subtracting two local times of the same zone gives wall time, which is wrong when the clocks change in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from mystery_shop.calendars import DAY_MINUTES, Calendar
from mystery_shop.model import Promise, PromiseState, ReplyDelay, Unit

MAX_SECONDS = 3653 * 86400


class ClockError(ValueError):
    """Two moments between which nothing can be measured. The message says what to do."""


def parse_moment(text: str, calendar: Calendar) -> datetime:
    """A moment in UTC from ISO 8601 text; a time without zone is the calendar's local time.

    A local time that happens twice (clocks go back) is the first of the two; one that never happens (clocks go
    forward) is the same distance after the change. Raises ClockError.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ClockError(f"cannot read the moment {text!r}; write it like 2026-06-05T16:55+02:00") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=calendar.zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ClockError(f"the moment {text!r} is out of range") from error


def elapsed_seconds(sent: datetime, answered: datetime) -> int:
    """M1: seconds between two aware moments, whatever clocks on the wall did. Raises ClockError."""
    if sent.tzinfo is None or answered.tzinfo is None:
        raise ClockError("a moment without a time zone cannot be measured; give both with their zone")
    if answered < sent:
        raise ClockError(f"answered ({answered.isoformat()}) before it was sent ({sent.isoformat()}); swap the two?")
    return int((answered.astimezone(UTC) - sent.astimezone(UTC)).total_seconds())


def opening_parts(sent: datetime, answered: datetime, calendar: Calendar) -> Iterator[tuple[date, datetime, datetime]]:
    """The stretches of opening time between two moments, as (local day, start, end) in UTC."""
    day, last = calendar.local_day(sent), calendar.local_day(answered)
    while day <= last:
        for start, end in calendar.opening(day):
            start, end = max(start, sent.astimezone(UTC)), min(end, answered.astimezone(UTC))
            if start < end:
                yield day, start, end
        day += timedelta(days=1)


def working_seconds(sent: datetime, answered: datetime, calendar: Calendar) -> int:
    """M2: the part of the time between two moments that lies within opening hours, in seconds."""
    return int(sum((end - start).total_seconds() for _, start, end in opening_parts(sent, answered, calendar)))


def received_day(sent: datetime, calendar: Calendar) -> date:
    """The working day on which a mail counts as received: the next one on a closed day or from the cut-off on."""
    local = sent.astimezone(calendar.zone)
    day = local.date()
    if calendar.is_working(day):
        cutoff = calendar.hours[day.weekday()][-1][1] if calendar.cutoff is None else calendar.cutoff
        if local.hour * 60 + local.minute < cutoff:
            return day
    return calendar.next_working(day)


def working_days(sent: datetime, answered: datetime, calendar: Calendar) -> int:
    """M3: working days after the day of receipt, up to and including the day of the answer; 0 is the same day."""
    day, last, count = received_day(sent, calendar), calendar.local_day(answered), 0
    while day < last:
        day += timedelta(days=1)
        count += calendar.is_working(day)
    return count


def end_of_day(day: date, calendar: Calendar) -> datetime:
    """The last second of a local day, in UTC."""
    return calendar.at(day, DAY_MINUTES) - timedelta(seconds=1)


def due(promise: Promise, sent: datetime, calendar: Calendar) -> datetime | None:
    """The latest moment (UTC) at which the promise is still kept; None for a promise without a term.

    Days end at the end of the day. Hours on working days: hours of closed days do not count. Opening hours
    ("24 business hours") can be read as that many hours of open doors or as that many hours on working days; the
    later reading counts (:func:`readings` has both).
    """
    moments = [moment for _, moment in readings(promise, sent, calendar)]
    return max(moments, default=None)


def readings(promise: Promise, sent: datetime, calendar: Calendar) -> list[tuple[str, datetime]]:
    """Every way to read a promise's term, as (words, latest moment in UTC); empty for a promise without a term."""
    if promise.amount is None or promise.unit is None:
        return []
    sent, amount = sent.astimezone(UTC), promise.amount
    if promise.unit in (Unit.MINUTES, Unit.HOURS):
        span = timedelta(minutes=amount) if promise.unit is Unit.MINUTES else timedelta(hours=amount)
        if not promise.working:
            return [("by the clock", sent + span)]
        on_working_days = ("hours of closed days do not count", _after_working_day_time(sent, span, calendar))
        if not promise.working_hours:
            return [on_working_days]
        return [on_working_days, ("opening hours only", _after_opening_time(sent, span, calendar))]
    if promise.working:
        days = _day_count(promise)
        last = calendar.next_working(received_day(sent, calendar), days)
        return [(f"{days} working days after {received_day(sent, calendar)}", end_of_day(last, calendar))]
    days = _day_count(promise)
    return [(f"{days} days", end_of_day(calendar.local_day(sent) + timedelta(days=days), calendar))]


def _day_count(promise: Promise) -> int:
    per_week = 5 if promise.working else 7
    return round(promise.amount or 0) * (per_week if promise.unit is Unit.WEEKS else 1)


def without_holidays(sent: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The moment at which ``span`` has passed when holidays do not count and weekends do."""
    return _after(sent, span, calendar, lambda day: [] if calendar.holiday(day) else _whole(day, calendar))


def promise_state(
    promise: Promise | None, sent: datetime, answered: datetime | None, now: datetime, calendar: Calendar
) -> PromiseState:
    """What became of a promise. answered: None while nothing came; then ``now`` decides.

    A term of working days is counted in working days (M3): an answer on a day off after the due day keeps it, since
    no further working day has passed.
    """
    if promise is None:
        return PromiseState.NONE
    latest = due(promise, sent, calendar)
    if latest is None:
        return PromiseState.UNCLEAR
    until = now if answered is None else answered
    within = until.replace(microsecond=0) <= latest
    if promise.working and promise.unit in (Unit.DAYS, Unit.WEEKS) and not within:
        within = working_days(sent, until, calendar) <= _day_count(promise)
    if not within:
        return PromiseState.BROKEN
    return PromiseState.WAITING if answered is None else PromiseState.KEPT


def measure(
    sent: datetime,
    answered: datetime | None,
    calendar: Calendar,
    *,
    now: datetime | None = None,
    shop_hours: Calendar | None = None,
) -> ReplyDelay:
    """All clocks of one mail. Without an answer the delay is censored at ``now``.

    shop_hours: the shop's own stated hours, as a calendar. Raises ClockError.
    """
    until = answered if answered is not None else now
    if until is None:
        raise ClockError("neither an answer nor a moment up to which we waited")
    elapsed = elapsed_seconds(sent, until)
    if elapsed > MAX_SECONDS:
        raise ClockError("more than ten years between the two moments; check the dates")
    return ReplyDelay(
        sent_at=sent.astimezone(UTC),
        answered_at=until.astimezone(UTC),
        censored=answered is None,
        elapsed_s=elapsed,
        working_s=working_seconds(sent, until, calendar),
        shop_s=None if shop_hours is None else working_seconds(sent, until, shop_hours),
        working_days=working_days(sent, until, calendar),
        received_day=received_day(sent, calendar),
        answer_day=calendar.local_day(until),
        calendar=calendar.name,
    )


def _whole(day: date, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    return [(calendar.at(day, 0), calendar.at(day, DAY_MINUTES))]


def _after_working_day_time(sent: datetime, span: timedelta, calendar: Calendar) -> datetime:
    return _after(sent, span, calendar, lambda day: _whole(day, calendar) if calendar.is_working(day) else [])


def _after_opening_time(sent: datetime, span: timedelta, calendar: Calendar) -> datetime:
    return _after(sent, span, calendar, calendar.opening)


def _after(
    sent: datetime, span: timedelta, calendar: Calendar, stretches: Callable[[date], list[tuple[datetime, datetime]]]
) -> datetime:
    """The moment at which ``span`` of the time in ``stretches(day)`` has passed since ``sent``."""
    day, sent = calendar.local_day(sent), sent.astimezone(UTC)
    for _ in range(3660):
        for start, end in stretches(day):
            start = max(start, sent)
            if start < end:
                if span <= end - start:
                    return start + span
                span -= end - start
        day += timedelta(days=1)
    raise ClockError("a term of more than ten years cannot be reckoned with")
