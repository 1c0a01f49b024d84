"""One case of the clock, line by line, for people: every number with the steps that lead to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mystery_shop.calendars import Calendar, clock_text, format_hours
from mystery_shop.channels import expected, norm
from mystery_shop.clock import opening_parts, promise_state, readings
from mystery_shop.model import Promise, ReplyDelay


def duration(seconds: float) -> str:
    """Seconds as "2 d 16:10", with seconds only where they are not nought ("0:00:25")."""
    days, rest = divmod(int(seconds), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    return (f"{days} d " if days else "") + f"{hours}:{minutes:02d}" + (f":{rest:02d}" if rest else "")


def moment(at: datetime, calendar: Calendar) -> str:
    """A moment on the shops' clocks: "Fri 05-06-2026 16:55 CEST"."""
    local = at.astimezone(calendar.zone)
    seconds = f":{local.second:02d}" if local.second else ""
    return f"{day_text(local.date())} {local:%H:%M}{seconds} {local.tzname()}"


def day_text(day: date) -> str:
    """A day: "Fri 05-06-2026"."""
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day:%d-%m-%Y}"


def explain(delay: ReplyDelay, calendar: Calendar, promise: Promise | None = None) -> list[tuple[str, str]]:
    """The case as (label, words) lines in reading order; a label may repeat as ""."""
    sent, until = delay.sent_at, delay.answered_at
    ended = "waited until" if delay.censored else "answered"
    lines = [
        ("sent", moment(sent, calendar)),
        (ended, moment(until, calendar)),
        ("calendar", f"{calendar.name}, {format_hours(calendar.hours)}, {calendar.timezone}"),
        *([("", calendar.title)] if calendar.title else []),
        ("elapsed", f"{duration(delay.elapsed_s)} by the clock{_clock_change(sent, until, calendar)}"),
        *_working(delay, calendar),
    ]
    if delay.shop_s is not None:
        lines.append(("shop's hours", f"{duration(delay.shop_s)} within the hours that the shop states"))
    lines.append(("received", _received(delay, calendar)))
    count = delay.working_days
    same = "the same working day" if count == 0 else f"{count} working day{'s' if count > 1 else ''} later"
    early = ", before the day of receipt began" if delay.answer_day < delay.received_day else ""
    lines.append(("no answer by" if delay.censored else "answer day", f"{day_text(delay.answer_day)}: {same}{early}"))
    if delay.norm:
        _, term = expected(norm(delay.norm), delay.channel)
        lines.append(("norm", f"{delay.norm}, {delay.channel}: {term.words}"))
        if delay.due is not None:
            lines.append(("due", moment(delay.due, calendar)))
        late = delay.met and delay.due is not None and delay.answered_at.replace(microsecond=0) > delay.due
        note = " (answered on a day off after it: no further working day had passed)" if late else ""
        lines.append(("met", {True: "yes", False: "no", None: "still open"}[delay.met] + note))
    if promise is not None:
        lines += _promise(promise, delay, calendar)
    return lines


def _working(delay: ReplyDelay, calendar: Calendar) -> list[tuple[str, str]]:
    parts = list(opening_parts(delay.sent_at, delay.answered_at, calendar))
    words = []
    for day, start, end in parts:
        local_start, local_end = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
        span = f"{day_text(day)[:9]} {local_start:%H:%M}-{local_end:%H:%M}"
        words.append(f"{span} ({duration((end - start).total_seconds())})")
    if len(words) > 8:
        words = [*words[:4], f"… {len(words) - 8} more …", *words[-4:]]
    lines = [("working time", duration(delay.working_s) + (f" = {' + '.join(words)}" if words else ", outside hours"))]
    closed = _closed_days(delay, calendar)
    return [*lines, ("", f"not counted: {', '.join(closed)}")] if closed else lines


def _closed_days(delay: ReplyDelay, calendar: Calendar) -> list[str]:
    day, last, found = calendar.local_day(delay.sent_at), calendar.local_day(delay.answered_at), []
    while day <= last:
        if why := calendar.why_closed(day):
            found.append(f"{day_text(day)[:9]} {why}")
        day += timedelta(days=1)
    return [*found[:6], f"and {len(found) - 6} days more"] if len(found) > 7 else found


def _clock_change(sent: datetime, until: datetime, calendar: Calendar) -> str:
    before, after = (at.astimezone(calendar.zone).utcoffset() for at in (sent, until))
    if before is None or after is None or before == after:
        return ""
    return f" (clocks went {'forward' if after > before else 'back'} {duration(abs((after - before).total_seconds()))})"


def _received(delay: ReplyDelay, calendar: Calendar) -> str:
    local = delay.sent_at.astimezone(calendar.zone)
    day = local.date()
    if day == delay.received_day:
        return f"{day_text(day)}, a working day, before the cut-off at {_cutoff(day, calendar)}"
    why = calendar.why_closed(day)
    reason = f"sent on a day off ({why})" if why else f"sent at or after the cut-off at {_cutoff(day, calendar)}"
    return f"{day_text(delay.received_day)}, the next working day: {reason}"


def _cutoff(day: date, calendar: Calendar) -> str:
    return clock_text(calendar.hours[day.weekday()][-1][1] if calendar.cutoff is None else calendar.cutoff)


def _promise(promise: Promise, delay: ReplyDelay, calendar: Calendar) -> list[tuple[str, str]]:
    lines = [("promise", f"“{promise.text}”")]
    for words, latest in readings(promise, delay.sent_at, calendar):
        lines.append(("", f"{words}: due {moment(latest, calendar)}"))
    answered = None if delay.censored else delay.answered_at
    state = promise_state(promise, delay.sent_at, answered, delay.answered_at, calendar)
    return [*lines, ("promise is", str(state))]


def as_object(delay: ReplyDelay, calendar: Calendar, promise: Promise | None = None) -> dict[str, object]:
    """The case as the object that ``shopcheck clock --format json`` prints.

    due is local time with its offset. Keys beyond elapsed_s, working_s, due, met, channel and norm explain these.
    """
    answered = None if delay.censored else delay.answered_at
    told: dict[str, object] = {
        "elapsed_s": delay.elapsed_s,
        "working_s": delay.working_s,
        "due": None if delay.due is None else delay.due.astimezone(calendar.zone).isoformat(),
        "met": delay.met,
        "channel": delay.channel,
        "norm": delay.norm,
        "working_days": delay.working_days,
        "received_day": delay.received_day.isoformat(),
        "answer_day": delay.answer_day.isoformat(),
        "answered": answered is not None,
        "calendar": delay.calendar,
    }
    if delay.shop_s is not None:
        told["shop_s"] = delay.shop_s
    if promise is not None:
        told["promise"] = str(promise_state(promise, delay.sent_at, answered, delay.answered_at, calendar))
    return told
