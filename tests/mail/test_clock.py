"""The clock against the worked examples of the specification, and against a slow, obvious reference."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mystery_shop.calendars import Calendar, CalendarError, calendar, format_hours, markets, parse_hours
from mystery_shop.clock import (
    ClockError,
    due,
    measure,
    parse_moment,
    promise_state,
    readings,
    received_day,
    working_days,
    working_seconds,
)
from mystery_shop.model import Promise, PromiseState, Unit

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)


WORKED = [
    # sent, answered, elapsed s, open s, M3, due within one working day, profile
    (at("2026-04-24T19:40"), at("2026-04-28T09:30"), (3, 13, 50), (0, 30), 0, date(2026, 4, 29), "nl-shop"),
    (at("2026-06-05T16:55"), at("2026-06-05T17:20"), (0, 0, 25), (0, 5), 0, date(2026, 6, 8), "nl-shop"),
    (at("2026-06-05T16:55"), at("2026-06-08T09:05"), (2, 16, 10), (0, 10), 1, date(2026, 6, 8), "nl-shop"),
    (at("2026-06-05T20:00"), at("2026-06-06T11:00"), (0, 15, 0), (0, 0), 0, date(2026, 6, 9), "nl-shop"),
    (at("2026-06-04T10:00"), at("2026-06-05T10:01"), (1, 0, 1), (8, 1), 1, date(2026, 6, 5), "nl-shop"),
    (at("2026-05-13T15:00"), at("2026-05-15T09:00"), (1, 18, 0), (2, 0), 1, date(2026, 5, 15), "nl-shop"),
    (at("2026-03-27T16:00"), at("2026-03-30T10:00"), (2, 17, 0), (2, 0), 1, date(2026, 3, 30), "nl-shop"),
    (at("2026-10-25T02:30"), at("2026-10-25T02:30", fold=1), (0, 1, 0), (0, 0), 0, date(2026, 10, 27), "nl-shop"),
    (at("2026-12-24T14:00"), at("2026-12-28T09:00"), (3, 19, 0), (3, 0), 1, date(2026, 12, 28), "nl-shop"),
    (at("2026-04-03T10:00"), at("2026-04-07T10:00"), (4, 0, 0), (1, 0), 0, date(2026, 4, 8), "nl-atw"),
]


@pytest.mark.parametrize(("sent", "answered", "elapsed", "opened", "m3", "due_day", "profile"), WORKED)
def test_worked_examples(sent, answered, elapsed, opened, m3, due_day, profile):
    days = calendar(profile)
    delay = measure(sent, answered, days)
    assert delay.elapsed_s == elapsed[0] * 86400 + elapsed[1] * 3600 + elapsed[2] * 60
    assert delay.working_s == opened[0] * 3600 + opened[1] * 60
    assert delay.working_days == m3
    one_day = Promise(text="", amount=1, unit=Unit.DAYS, working=True)
    latest = due(one_day, sent, days)
    assert latest == datetime(due_day.year, due_day.month, due_day.day, 23, 59, 59, tzinfo=AMSTERDAM)


def test_good_friday_is_a_working_day_for_dutch_shops():
    days = calendar(market="NL")
    sent, answered = at("2026-04-03T10:00"), at("2026-04-07T10:00")
    assert working_days(sent, answered, days) == 1
    assert due(Promise(text="", amount=1, unit=Unit.DAYS, working=True), sent, days) == at("2026-04-07T23:59:59")


def test_five_oclock_mail_met_as_working_day_missed_as_24_hours():
    days = calendar(market="NL")
    sent, answered = at("2026-06-04T10:00"), at("2026-06-05T10:01")
    literal = Promise(text="within 24 hours", amount=24, unit=Unit.HOURS)
    assert promise_state(literal, sent, answered, answered, days) is PromiseState.BROKEN
    assert promise_state(literal, sent, at("2026-06-05T10:00"), answered, days) is PromiseState.KEPT


def test_hours_on_working_days_skip_the_weekend():
    days = calendar(market="NL")
    term = Promise(text="", amount=24, unit=Unit.HOURS, working=True)
    assert due(term, at("2026-06-05T16:00"), days) == at("2026-06-08T16:00")


def test_business_hours_have_two_readings_and_the_later_one_counts():
    days = calendar(market="FR")
    sent = datetime(2026, 6, 1, 10, 0, tzinfo=days.zone)
    term = Promise(text="", amount=48, unit=Unit.HOURS, working=True, working_hours=True)
    both = [moment for _, moment in readings(term, sent, days)]
    assert both[0] == datetime(2026, 6, 3, 10, 0, tzinfo=days.zone)
    assert both[1] == datetime(2026, 6, 9, 10, 0, tzinfo=days.zone)
    assert due(term, sent, days) == both[1]


def test_ranges_weeks_and_vague_terms():
    days = calendar(market="NL")
    sent = at("2026-06-05T10:00")
    assert due(Promise(text="", amount=3, unit=Unit.WEEKS), sent, days) == at("2026-06-26T23:59:59")
    assert due(Promise(text="", amount=0, unit=Unit.DAYS, working=True), sent, days) == at("2026-06-05T23:59:59")
    assert due(Promise(text="", amount=30, unit=Unit.MINUTES), sent, days) == at("2026-06-05T10:30")
    assert due(Promise(text=""), sent, days) is None
    assert promise_state(Promise(text=""), sent, None, sent, days) is PromiseState.UNCLEAR
    assert promise_state(None, sent, None, sent, days) is PromiseState.NONE


def test_open_promises_wait_until_their_term_has_passed():
    days = calendar(market="NL")
    sent = at("2026-06-05T10:00")
    term = Promise(text="", amount=1, unit=Unit.DAYS, working=True)
    assert promise_state(term, sent, None, at("2026-06-08T23:59:59"), days) is PromiseState.WAITING
    assert promise_state(term, sent, None, at("2026-06-09T00:00"), days) is PromiseState.BROKEN


@pytest.mark.parametrize(
    ("profile", "closed", "open_"),
    [
        ("nl-shop", ["2026-04-06", "2026-04-27", "2026-05-14", "2025-05-05"], ["2026-04-03", "2026-05-05"]),
        ("nl-atw", ["2026-04-03", "2026-05-05", "2026-04-27"], ["2026-05-15"]),
        ("be", ["2026-05-01", "2026-07-21", "2026-11-11"], ["2026-04-27", "2026-04-03", "2026-12-28"]),
        ("de", ["2026-04-03", "2026-05-01", "2026-05-25"], ["2026-06-04", "2026-01-06"]),
        ("de-by", ["2026-01-06", "2026-06-04"], ["2026-04-27"]),
        ("fr", ["2026-07-14", "2026-05-08"], ["2026-04-03", "2026-12-24"]),
    ],
)
def test_profiles(profile, closed, open_):
    days = calendar(profile)
    assert all(not days.is_working(date.fromisoformat(day)) for day in closed)
    assert all(days.is_working(date.fromisoformat(day)) for day in open_)


def test_every_market_has_a_calendar_that_works():
    for market in markets():
        days = calendar(market=market)
        assert days.next_working(date(2026, 12, 24)) > date(2026, 12, 24)
        assert days.why_closed(date(2026, 1, 1)), market


def test_holiday_names_do_not_follow_the_environment(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "nl")
    assert calendar("nl-shop").holiday(date(2026, 4, 27)) == "King's Day"


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00"),
        ("mon-fri 9-17", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 09:00-12:00 13:00-17:30; Sa 10-14", "Mo-Fr 09:00-12:00 13:00-17:30, Sa 10:00-14:00"),
        ("Mo, We 08:00 – 20:00", "Mo 08:00-20:00, We 08:00-20:00"),
        (
            "Fr-Mo 22:00-02:00",
            "Mo 00:00-02:00 22:00-24:00, Tu 00:00-02:00, Fr 22:00-24:00, Sa-Su 00:00-02:00 22:00-24:00",
        ),
        ("0-24", "Mo-Su 00:00-24:00"),
        ("24/7", "Mo-Su 00:00-24:00"),
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 09:00-17:00; PH,SH 10:00-12:00; Sa 10:00-14:00", "Mo-Fr 09:00-17:00, Sa 10:00-14:00"),
        ("Mo-Su 09:00-17:00; Su off", "Mo-Sa 09:00-17:00"),
    ],
)
def test_opening_hours_are_read(text, week):
    assert format_hours(parse_hours(text)) == week
    assert parse_hours(format_hours(parse_hours(text))) == parse_hours(text)


@pytest.mark.parametrize("text", ["", "always", "Mo-Xx 9-17", "Mo-Fr", "Mo-Fr 25:00-26:00", "Mo 9-9"])
def test_unreadable_hours_are_refused(text):
    with pytest.raises(CalendarError, match=r"write (them|it) like|begin and end"):
        parse_hours(text)


def test_bad_moments_and_calendars_are_refused():
    days = calendar("nl-shop")
    with pytest.raises(ClockError, match="before it was sent"):
        measure(at("2026-06-05T10:00"), at("2026-06-04T10:00"), days)
    with pytest.raises(ClockError, match="write it like"):
        parse_moment("yesterday", days)
    with pytest.raises(CalendarError, match="--calendar"):
        calendar(market="XX")
    with pytest.raises(CalendarError, match="no part"):
        calendar("de-zz")
    with pytest.raises(CalendarError, match="time zone"):
        calendar("be", timezone="Mars/Base")


def test_moments_may_come_from_another_zone():
    days = calendar("nl-shop")
    tokyo = datetime(2026, 6, 5, 23, 55, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert (
        measure(tokyo, at("2026-06-08T09:05"), days).working_s
        == measure(at("2026-06-05T16:55"), at("2026-06-08T09:05"), days).working_s
    )
    assert parse_moment("2026-06-05T16:55", days) == parse_moment("2026-06-05T23:55+09:00", days)


# --- a slow, obvious reference: look at every minute

ZONES = ["nl-shop", "nl-atw", "be", "de-by", "fr-ouvrables", "gb", "pt"]
STARTS = [
    date(2026, 3, 26),
    date(2026, 4, 2),
    date(2026, 4, 24),
    date(2026, 10, 23),
    date(2026, 12, 22),
    date(2027, 5, 4),
]


def slow(sent: datetime, answered: datetime, days: Calendar) -> tuple[int, int]:
    """Working minutes counted minute by minute, and working days counted day by day."""
    minutes, moment = 0, sent.astimezone(UTC)
    while moment < answered.astimezone(UTC):
        local = moment.astimezone(days.zone)
        inside = any(a <= local.hour * 60 + local.minute < b for a, b in days.hours[local.weekday()])
        minutes += inside and not days.why_closed(local.date())
        moment += timedelta(minutes=1)
    local = sent.astimezone(days.zone)
    received, late = local.date(), local.hour * 60 + local.minute
    if days.why_closed(received) or late >= max(b for _, b in days.hours[received.weekday()]):
        received += timedelta(days=1)
        while days.why_closed(received):
            received += timedelta(days=1)
    end = answered.astimezone(days.zone).date()
    between = [received + timedelta(days=i) for i in range(1, (end - received).days + 1)]
    return minutes * 60, sum(not days.why_closed(day) for day in between)


@settings(max_examples=60, deadline=None)
@given(
    profile=st.sampled_from(ZONES),
    start=st.sampled_from(STARTS),
    offset=st.integers(0, 4 * 1440),
    length=st.integers(0, 6 * 1440),
    hours=st.sampled_from([None, "Mo-Sa 08:30-12:00 13:00-18:00", "Fr-Su 20:00-02:00"]),
)
def test_like_the_slow_reference(profile, start, offset, length, hours):
    days = calendar(profile, hours=hours)
    sent = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(minutes=offset)
    answered = sent + timedelta(minutes=length)
    delay = measure(sent, answered, days)
    assert (delay.working_s, delay.working_days) == slow(sent, answered, days)
    assert delay.elapsed_s == length * 60
    assert 0 <= delay.working_s <= delay.elapsed_s


@settings(max_examples=80, deadline=None)
@given(
    profile=st.sampled_from(ZONES),
    start=st.sampled_from(STARTS),
    cuts=st.lists(st.integers(0, 9 * 1440 * 60), min_size=3, max_size=3).map(sorted),
)
def test_clocks_add_up_and_never_run_back(profile, start, cuts):
    days = calendar(profile)
    base = datetime(start.year, start.month, start.day, tzinfo=UTC)
    a, b, c = (base + timedelta(seconds=s) for s in cuts)
    assert working_seconds(a, b, days) + working_seconds(b, c, days) == working_seconds(a, c, days)
    assert working_days(a, b, days) <= working_days(a, c, days)
    assert received_day(a, days) <= received_day(b, days)


@settings(max_examples=80, deadline=None)
@given(
    profile=st.sampled_from(ZONES),
    start=st.sampled_from(STARTS),
    offset=st.integers(0, 5 * 1440),
    amount=st.integers(0, 5),
    length=st.integers(0, 9 * 1440),
)
def test_a_working_day_term_is_kept_exactly_when_that_many_working_days_passed(profile, start, offset, amount, length):
    days = calendar(profile)
    sent = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(minutes=offset)
    answered = sent + timedelta(minutes=length)
    term = Promise(text="", amount=amount, unit=Unit.DAYS, working=True)
    kept = promise_state(term, sent, answered, answered, days) is PromiseState.KEPT
    assert kept == (working_days(sent, answered, days) <= amount)
