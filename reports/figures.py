"""The figures of a report's pages, for other programs, under the same names; and each shop's scores. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from audit.model import AuditInfo, ErrorRate
from audit.outcomes import Outcome
from mystery_shop.figures import ShopMails
from reports import mail
from reports.exports import revision
from reports.heads import ShopHead, outcome_key
from reports.mail import Mails
from reports.ranking import Group, Points
from reports.slugs import shop_id
from reports.standings import Count, Result, Standings
from reports.study import StudyCount
from reports.tally import Tally
from reports.views import noun
from reports.wording import Words

FIGURE_COLUMNS = ["figure", "name", "value", "unit", "page", "revision"]
SCORE_COLUMNS = [
    "shop_id", "shop", "result", "applicable", "measured", "met", "standing", "place", "tied", "place_low",
    "place_high", "place_printed", "top10", "score", "score_low", "score_high", "mails", "answered", "on_time",
    "on_time_low", "on_time_high", "median_working_s", "revision",
]  # fmt: skip
MOVERS = 3
"""So many of the checks that move the list most are on the page."""

MAIL_COUNTS = (
    "planned", "undelivered", "delivered", "answered", "on_time", "no_person", "silent", "waiting", "broken",
    "advertised",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of a page. id: the same in every language and report. name: as the page calls it."""

    id: str
    name: str
    value: float
    unit: str = "shops"
    page: str = "index.html"


def figures(
    tally: Tally,
    words: Words,
    *,
    standings: Standings | None = None,
    mails: Mails | None = None,
    error_rates: Sequence[ErrorRate] = (),
    study: StudyCount | None = None,
) -> Iterator[Figure]:
    """The figures of the pages about all shops. standings, mails, error_rates, study: what those pages show of them."""
    groups = {g: sum(h.group is g for h in tally.heads) for g in Group}
    yield Figure(id="shops", name=_said(words, "index.number.visited"), value=len(tally.heads))
    yield Figure(id="visited", name=_said(words, "figures.visited"), value=tally.visited)
    for group, count in groups.items():
        yield Figure(id=f"group.{group}", name=_said(words, f"index.number.{group}"), value=count)
    unranked = len(tally.heads) - sum(groups.values())
    yield Figure(id="group.none", name=_said(words, "index.number.unranked"), value=unranked)
    yield Figure(id="left", name=_said(words, "figures.left"), value=len(tally.left))
    yield Figure(id="second_look", name=_said(words, "figures.second"), value=tally.second, page="method.html")
    yield from _checks(tally, words)
    yield from _reasons(tally, words)
    if standings is not None:
        yield from _standings(standings, words)
    if mails is not None:
        counts = mail.summary(mails)
        for key in MAIL_COUNTS:
            unit = "shops" if key == "advertised" else "mails"
            yield Figure(
                id=f"mail.{key}",
                name=_said(words, f"mail.count.{key}"),
                value=counts[key],
                unit=unit,
                page="mail.html",
            )

    for rate in error_rates:
        name = _said(words, "method.errors.all") if rate.check == "all" else rate.check
        for key, value in (("wrong", rate.wrong), ("checked", rate.checked), ("low", rate.low), ("high", rate.high)):
            unit = "results" if key in ("wrong", "checked") else "share"
            said = f"{_said(words, 'method.errors')} {name}{words.mark(':')} {_said(words, f'figures.errors.{key}')}"
            yield Figure(id=f"errors.{rate.check}.{key}", name=said, value=value, unit=unit, page="method.html")
    if study is not None:
        for key, value in (("lacking", study.lacking), ("having", study.having), ("open", study.open)):
            said = f"{_said(words, 'method.study')}{words.mark(':')} {_said(words, f'figures.study.{key}')}"
            yield Figure(id=f"study.{key}", name=said, value=value, page="method.html")


def _standings(standings: Standings, words: Words) -> Iterator[Figure]:
    """Shops in each group of each result, and the checks that move the list most."""
    for result in standings.results:
        for standing, count in standings.standing(result).items():
            name = (
                f"{_said(words, f'rank.result.{result}')}{words.mark(':')} {_said(words, f'rank.standing.{standing}')}"
            )
            yield Figure(id=f"standing.{result}.{standing}", name=name, value=count, page="ranking.html")
    for check, moved in standings.movers[:MOVERS]:
        key = f"check.{check}.short"
        name = f"{_said(words, 'rank.movers.places')}{words.mark(':')} {_said(words, key) if words.has(key) else check}"
        value = round(moved, 1)
        yield Figure(id=f"mover.{check}", name=name, value=value, unit="places", page="ranking.html")


def _checks(tally: Tally, words: Words) -> Iterator[Figure]:
    """Counts of each check: by outcome, and by the words that its page tells the shops apart with."""
    for check in tally.check_ids():
        key = f"check.{check}.title"
        title = _said(words, key) if words.has(key) else noun(check, words)
        parts = tally.checks[check].parts()
        page = f"check/{check}.html"
        for outcome in Outcome:
            if count := sum(p.count for p in parts if p.outcome == outcome):
                name = f"{title}{words.mark(':')} {_said(words, outcome_key(outcome, check))}"
                yield Figure(id=f"check.{check}.{outcome}", name=name, value=count, page=page)
        for number, part in enumerate(parts, 1):
            label = Markup(part.label).unescape()
            yield Figure(
                id=f"check.{check}.label{number}", name=f"{title}{words.mark(':')} {label}", value=part.count, page=page
            )


def _reasons(tally: Tally, words: Words) -> Iterator[Figure]:
    for _, rows in tally.by_side():
        for reason, heads, _ in rows:
            name = f"{_said(words, 'outcome.not_measured')}{words.mark(':')} {_said(words, f'reason.{reason}')}"
            yield Figure(id=f"not_measured.{reason}", name=name, value=len(heads), page="not-measured.html")


def figure_rows(found: Iterable[Figure], info: AuditInfo) -> Iterator[list[Any]]:
    """Rows of ``figures.csv``."""
    for f in found:
        yield [f.id, f.name, f.value, f.unit, f.page, revision(info)]


def score_rows(
    heads: Iterable[ShopHead], standings: Standings, info: AuditInfo, mails: Mails | None = None
) -> Iterator[list[Any]]:
    """Rows of ``scores.csv``: a shop's points, group, place and interval in each result in which it has any."""
    delivered = {s.shop: s for s in mails.batch.shops} if mails else {}
    for head in heads:
        for result in Result:
            yield from _score_row(head, result, standings, delivered, info)


def _score_row(
    head: ShopHead, result: Result, standings: Standings, delivered: Mapping[str, ShopMails], info: AuditInfo
) -> Iterator[list[Any]]:
    place = standings.of(head.key).get(result)
    points = _points(head, result, standings)
    own = delivered.get(head.key) if result is Result.MAIL else None
    if place is None and own is None and not (points and points.applicable):
        return
    counts = [points.applicable, points.measured, points.met] if points else [None] * 3
    stands = (
        [place.standing, place.place if place.ranked else None, place.tied, place.low, place.high, place.ranked,
         _rounded(place.top10), _rounded(place.score), _rounded(place.low_score), _rounded(place.high_score)]
        if place
        else [None] * 10
    )  # fmt: skip
    shares = (
        [own.mails, own.answered, own.on_time, _rounded(own.on_time_low), _rounded(own.on_time_high),
         None if own.median_working_s is None else round(own.median_working_s)]
        if own
        else [None] * 6
    )  # fmt: skip
    yield [shop_id(head.key), head.name, result, *counts, *stands, *shares, revision(info)]


def _points(head: ShopHead, result: Result, standings: Standings) -> Points | Count | None:
    if result is Result.DUTY:
        return head.points
    return standings.ease.get(head.key) if result is Result.EASE else None


def _rounded(value: float) -> float:
    return round(value, 4)


def _said(words: Words, key: str) -> str:
    return str(words(key).unescape())
