"""What the ranking says of each shop, in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.charts import Chart, Interval, rank_intervals
from reports.heads import ShopHead
from reports.mail import Mails, duration
from reports.standings import Result, Row, Standings
from reports.wording import Words

FEWEST_DOTS = 3
"""A chart of places is drawn from so many shops on."""


@dataclass(frozen=True, kw_only=True)
class MailCell:
    """A shop's mail reply in a table: on time of all delivered, and the usual delay."""

    on_time: str
    usual: str
    order: str


def mail_cells(mails: Mails | None, words: Words) -> Mapping[str, MailCell]:
    """The mail columns by shop key; shops without a delivered mail have none."""
    if mails is None:
        return {}
    return {
        s.shop: MailCell(
            on_time=str(words("mail.of", n=s.on_time, of=s.mails)),
            usual=(
                duration(s.median_working_s, words, working=True)
                if s.median_working_s is not None
                else str(words("mail.half_waits"))
            ),
            order=f"{1 - s.mean:.4f}",
        )
        for s in mails.batch.shops
    }


def stands(standings: Standings, key: str, words: Words) -> list[tuple[str, str, str]]:
    """Where one shop stands in each result: the result, its group, and its place as far as one may be printed."""
    told = []
    for result, place in standings.of(key).items():
        of = len(standings.places[result])
        if of < 2:
            continue
        sentence = ""
        if place.ranked:
            sentence = str(
                words(
                    "rank.shop",
                    low=place.low,
                    high=place.high,
                    all=of,
                    times=standings.times,
                    top=words.percent(place.top10),
                )
            )
        told.append((str(words(f"rank.result.{result}")), str(words(f"rank.standing.{place.standing}")), sentence))
    return told


def interval_chart(result: Result, rows: Sequence[Row[ShopHead]], words: Words) -> Chart | None:
    """The places of one result with their ranges; None where fewer than three shops have one."""
    placed = [(row, p) for row in rows if (p := row.places.get(result)) is not None and p.ranked]
    if len(placed) < FEWEST_DOTS:
        return None
    placed.sort(key=lambda item: (item[0].order(result), item[1].place, item[1].low + item[1].high))
    dots = [
        Interval(
            name=row.head.name,
            place=p.place,
            low=p.low,
            high=p.high,
            standing=p.standing.value,
            group=str(words(f"rank.standing.{p.standing}")),
        )
        for row, p in placed
    ]
    return rank_intervals(
        f"intervals-{result}",
        dots,
        title=str(words("rank.chart", result=words(f"rank.result.{result}"))),
        text=str(words("rank.chart.text")),
        places=str(words("rank.col.place")),
        columns=tuple(str(words(f"rank.col.{c}")) for c in ("shop", "group", "place", "low", "high")),
        locale=words.locale,
    )
