"""Expected response per channel: named norms as data (``norms.toml``), and one case judged by one of them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from audit.model import Record
from mystery_shop.calendars import Calendar
from mystery_shop.clock import end_of_day, measure, received_day, without_holidays
from mystery_shop.model import ReplyDelay

ALIASES = {
    "e-mail": "email", "mail": "email", "telephone": "phone", "tel": "phone", "website": "form", "web": "form",
    "webform": "form", "site": "form", "facebook": "messenger", "facebook_messenger": "messenger",
    "social_media": "social", "livechat": "chat", "person": "in_person",
}  # fmt: skip


class NormError(ValueError):
    """A norm or channel that we do not have. The message says which there are."""


class Expected(Record, frozen=True, kw_only=True):
    """What a norm asks of one channel; exactly one of the three terms is set."""

    words: str
    within_s: int | None = None
    within_h: float | None = None
    within_working_days: int | None = None
    skip: str = ""


class Norm(Record, frozen=True, kw_only=True):
    """A named expectation. share, minimum: for how many of the questions, judged from how many on.

    shown: what it asks, as a part of a sentence, by language.
    """

    name: str
    title: str
    source: str
    reading: str = ""
    share: float | None = None
    minimum: int = 1
    shown: dict[str, str] = {}
    channels: dict[str, Expected]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("mystery_shop").joinpath("norms.toml").read_text("utf-8"))


def norms() -> tuple[str, ...]:
    """Names of the norms that we have."""
    return tuple(_data())


def default_norm() -> str:
    """Name of the norm that is used when none is chosen."""
    return next(name for name, data in _data().items() if data.get("default"))


def norm(name: str | None = None) -> Norm:
    """The norm called ``name``, or the default. Raises NormError."""
    name = name or default_norm()
    if name not in _data():
        raise NormError(f"unknown norm {name!r}; have {', '.join(norms())}")
    data = {key: value for key, value in _data()[name].items() if key != "default"}
    return msgspec.convert({"name": name, **data}, Norm)


def expected(of: Norm, channel: str) -> tuple[str, Expected]:
    """The channel's own name and what the norm asks of it. Raises NormError."""
    key = channel.strip().lower().replace(" ", "_").replace("-", "_")
    key = ALIASES.get(channel.strip().lower(), ALIASES.get(key, key))
    if key not in of.channels:
        raise NormError(f"norm {of.name} says nothing about channel {channel!r}; it has {', '.join(of.channels)}")
    return key, of.channels[key]


def due_by(term: Expected, sent: datetime, calendar: Calendar) -> datetime:
    """The latest moment (UTC) that meets the norm."""
    if term.within_working_days is not None:
        return end_of_day(calendar.next_working(received_day(sent, calendar), term.within_working_days), calendar)
    span = timedelta(seconds=term.within_s) if term.within_s is not None else timedelta(hours=term.within_h or 0)
    if term.skip == "holidays":
        return without_holidays(sent, span, calendar)
    return sent.astimezone(UTC) + span


def judge(delay: ReplyDelay, channel: str, of: Norm, calendar: Calendar) -> ReplyDelay:
    """The delay with ``due``, ``met``, ``channel`` and ``norm`` filled in. Raises NormError.

    A term of working days is met when M3 is at most that many, so to the end of the due day; an answer on a day off
    right after it counts too, since no further working day has passed. A delay that is still open (censored) is
    undecided (None) until it is too late.
    """
    key, term = expected(of, channel)
    latest = due_by(term, delay.sent_at, calendar)
    met: bool | None = delay.answered_at.replace(microsecond=0) <= latest
    if term.within_working_days is not None:
        met = delay.working_days <= term.within_working_days
    if delay.censored:
        met = None if met else False
    return msgspec.structs.replace(delay, due=latest, met=met, channel=key, norm=of.name)


def reply_delay(
    sent: datetime,
    answered: datetime | None,
    calendar: Calendar,
    *,
    channel: str = "email",
    norm_name: str | None = None,
    now: datetime | None = None,
    shop_hours: Calendar | None = None,
) -> ReplyDelay:
    """One case measured on all clocks and judged by a norm. Raises ClockError, NormError."""
    delay = measure(sent, answered, calendar, now=now, shop_hours=shop_hours)
    return judge(delay, channel, norm(norm_name), calendar)


def judge_many(delays: Sequence[ReplyDelay], of: Norm) -> bool | None:
    """Whether a norm that holds for a share of the questions was met; None below its minimum or while undecided.

    Every open delay counts, so silence counts as not met once its time is up.
    """
    if len(delays) < of.minimum or of.share is None:
        return None
    yes = sum(d.met is True for d in delays)
    undecided = sum(d.met is None for d in delays)
    if yes >= of.share * len(delays):
        return True
    return None if yes + undecided >= of.share * len(delays) else False
