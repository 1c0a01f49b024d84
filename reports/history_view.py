"""What a shop's page says of its history, in words: its points over the rounds, and what happened when. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from audit.model import Correction, Finding, ShopResult
from audit.outcomes import Duty
from reports.heads import Cell, cell
from reports.history import History, Round, Run, Seen, Verdict
from reports.safe import clean
from reports.views import FindingView
from reports.wording import Words

MOST_EVENTS = 60
NOTHING: dict[str, Any] = {"history": (), "events": (), "same_since": {}}
"""What the page shows where nothing is known of the time before."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What was seen earlier of a point. then: as judged then, where that was otherwise. href: the older report."""

    days: str
    seen: Cell
    then: Cell | None = None
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point now and before, the latest first."""

    noun: str
    now: Cell
    since: str
    before: tuple[Before, ...]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened on a day. href: the older report, where that is to be read."""

    on: date
    day: str
    text: str
    href: str = ""


def of_shop(
    history: History | None,
    result: ShopResult,
    views: Sequence[FindingView],
    page: str,
    words: Words,
    corrections: Iterable[Correction] = (),
) -> dict[str, Any]:
    """What the page of one shop shows. views: its findings in words, in their order. page: the page's file name."""
    if history is None or result.snapshot is None:
        return NOTHING
    points, since = [], {}
    runs = history.runs(result)
    for finding, view in zip(result.findings, views, strict=True):
        found = runs.get(finding.rule, [])
        if not found or (len(found) == 1 and found[0].first.on == found[0].last.on):
            continue
        since[view.id] = _since(found[0], words)
        if len(found) > 1 or finding.duty is Duty.MUST:
            points.append(_point(finding, view, found, history.rounds, page, words))
    events = sorted(_events(history, result, corrections, page, words), key=lambda e: e.on, reverse=True)
    told = events if len(events) > 1 else []
    return {"history": points, "events": told[:MOST_EVENTS], "same_since": since}


def _point(
    finding: Finding, view: FindingView, runs: Sequence[Run], rounds: Sequence[Round], page: str, words: Words
) -> Point:
    return Point(
        noun=view.noun,
        now=cell(_as(finding, runs[0].last.verdict), words),
        since=_by(runs[0].last, _since(runs[0], words), words),
        before=tuple(_before(finding, run, rounds, page, words) for run in runs[1:]),
    )


def _since(run: Run, words: Words) -> str:
    if run.first.on == run.last.on:
        return str(words("history.seen", day=run.last.on))
    return str(words("history.same", first=run.first.on, last=run.last.on))


def _before(finding: Finding, run: Run, rounds: Sequence[Round], page: str, words: Words) -> Before:
    last = run.last
    return Before(
        days=_by(last, _days(run.first, last, words), words),
        seen=cell(_as(finding, last.verdict), words),
        then=None if last.then.same(last.verdict) else cell(_as(finding, last.then), words),
        href=_href(last.round, rounds, page),
    )


def _by(look: Seen, said: str, words: Words) -> str:
    """What is said of a look, and that a person decided, where one did."""
    return f"{said} · {words('by.person')}" if look.person else said


def _days(first: Seen, last: Seen, words: Words) -> str:
    days = [str(words.value(day)) for day in dict.fromkeys((first.on, last.on))]
    return " – ".join(days)


def _as(finding: Finding, verdict: Verdict) -> Finding:
    """The finding as it would be with another verdict, for its words."""
    return replace(
        finding, outcome=verdict.outcome, place=verdict.place, reason=verdict.reason, clicks=verdict.clicks, detail={}
    )


def _href(number: int, rounds: Sequence[Round], page: str) -> str:
    """Where the shop's page in an earlier round's report is, as seen from its page in this one."""
    if not 1 <= number <= len(rounds):
        return ""
    of = rounds[number - 1]
    if not of.at or page not in of.pages:
        return ""
    return f"{'../' if of.relative else ''}{of.at}shop/{page}"


def _events(
    history: History, result: ShopResult, corrections: Iterable[Correction], page: str, words: Words
) -> Iterator[Event]:
    for visit in history.visited(result):
        text = words(f"history.visit.{visit.kind}" if visit.saw else "history.unseen")
        day = words.moment(visit.at)
        if 0 < visit.round <= len(history.rounds):
            key = "history.round" if visit.saw else "history.round.unseen"
            text, day = words(key, days=_round_days(history.rounds[visit.round - 1], words)), words.day(visit.at)
        yield Event(on=visit.at.date(), day=day, text=str(text), href=_href(visit.round, history.rounds, page))
    told = [(letter.sent_on, words("history.letter")) for letter in result.letters]
    told += [(reply.received_on, words(f"history.reply.{reply.kind}")) for reply in result.replies]
    told += [(c.corrected_on, words("history.correction")) for c in corrections]
    told += [(r.decided_on, words("history.review")) for r in result.reviews if r.decided_on and not r.blind]
    for day, said in dict.fromkeys(told):
        yield from _dated(day, said, words)


def _dated(day: str, said: Markup, words: Words) -> Iterator[Event]:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return
    yield Event(on=on, day=str(words.value(on)), text=str(said))


def _round_days(of: Round, words: Words) -> str:
    first, last = of.info.first_visit, of.info.last_visit
    return words.days(first, last) if first and last else clean(of.info.title, 80)
