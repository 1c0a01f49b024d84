"""Right of reply: who was asked and when, until when they may answer, and what they said. Pure but for the store."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from audit.model import Audit, Letter, Reply, ShopResult
from checks.market import market_of
from mystery_shop.calendars import CalendarError, calendar
from mystery_shop.wording import language_of
from reports.slugs import host_of
from shopcheck.errors import WrongInputError

KINDS = ("answer", "objection", "repaired", "no_comment")


class State(StrEnum):
    """Where the matter stands with one shop."""

    NOT_ASKED = "not asked"
    WAITING = "waiting"
    ANSWERED = "answered"
    SILENT = "no answer"


class Line(NamedTuple):
    """One shop in the overview. Days are ISO days, "" where there is none."""

    shop: str
    url: str
    state: State
    asked_on: str
    due: str
    language: str
    replied_on: str
    kinds: tuple[str, ...]


def deadline(sent_on: date, working_days: int, market: str | None, otherwise: str | None) -> date:
    """The last day on which an answer is in time: so many working days after the letter, where the shop is.

    market: the shop's country; otherwise: the audit's, where we have no calendar for the shop's. Without either, the
    days are Monday to Friday.
    """
    for code in (market, otherwise):
        try:
            return calendar(market=code).next_working(sent_on, working_days)
        except CalendarError:
            continue
    day = sent_on
    for _ in range(working_days):
        day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
    return day


def status(audit: Audit, today: date) -> Iterator[Line]:
    """Every shop on the list: asked when, due when, answered or not."""
    for result in audit.results():
        if not result.left or result.letters or result.replies:
            yield _line(result, today)


def _line(result: ShopResult, today: date) -> Line:
    letter: Letter | None = max(result.letters, key=lambda x: x.sent_on, default=None)
    latest: Reply | None = max(result.replies, key=lambda x: x.received_on, default=None)
    if result.replies:
        state = State.ANSWERED
    elif letter is None:
        state = State.NOT_ASKED
    else:
        state = State.WAITING if today.isoformat() <= letter.deadline else State.SILENT
    return Line(
        shop=result.shop.name or host_of(result.shop.url),
        url=result.shop.url,
        state=state,
        asked_on=letter.sent_on if letter else "",
        due=letter.deadline if letter else "",
        language=letter.language if letter else "",
        replied_on=latest.received_on if latest else "",
        kinds=tuple(r.kind for r in result.replies),
    )


def reply_of(result: ShopResult, *, text: str, on: str, kind: str, by: str, today: date) -> Reply:
    """A reply to be recorded. on: the day on which it came. Raises WrongInputError for what cannot be."""
    day = day_of(on, today)
    text = text.strip()
    if kind not in KINDS:
        raise WrongInputError(f"--kind {kind}: choose {', '.join(KINDS)}")
    if not text and kind != "no_comment":
        raise WrongInputError("the reply is empty; give its words with --text or --file, or say --kind no_comment")
    site = result.snapshot.languages[0] if result.snapshot and result.snapshot.languages else ""
    language = language_of(text) or site
    return Reply(
        shop=result.shop.key, received_on=day.isoformat(), kind=kind, text=text, language=language, by=by.strip()
    )


def day_of(text: str, today: date) -> date:
    """The day meant by ``--on``. Raises WrongInputError for what is no day, or is still to come."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongInputError(f"--on {text}: write the day as {today.isoformat()}") from error
    if day > today:
        raise WrongInputError(f"--on {text}: that day is still to come")
    return day


def market_for(result: ShopResult) -> str | None:
    """The country whose working days count for the shop."""
    return market_of(result).code
