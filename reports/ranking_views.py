"""What the ranking says of each shop, in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports import mail_changes
from reports.changes import CHANGED, NOT_COMPARED, Changes, Course, ShopCourse
from reports.charts import Chart, Interval, rank_intervals
from reports.heads import ShopHead
from reports.mail import Mails, duration
from reports.standings import Place, Result, Row, Standings
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


@dataclass(frozen=True, kw_only=True)
class ChangeCell:
    """How a shop stands against the last round, in a table. changed: whether anything is not as it was."""

    course: str
    label: str
    note: str
    order: int
    changed: bool


COURSES = (
    Course.BETTER, Course.MIXED, Course.WORSE, Course.MOVED, Course.NEW, Course.GONE, Course.SAME, Course.METHOD,
    Course.PERSON, Course.UNMEASURED,
)  # fmt: skip
"""The order in which a table sorts them: changes first."""


def change_cells(changes: Changes | None, words: Words) -> Mapping[str, ChangeCell]:
    """The column about changes by shop key: the contact duty leads, and what else changed is named beside it."""
    if changes is None:
        return {}
    mail = mail_changes.courses(changes.mail)
    return {key: _change_cell(course, words, mail.get(key)) for key, course in changes.courses.items()}


def gone_cell(words: Words) -> ChangeCell:
    """The cell of a shop that is not in this round any more."""
    return _change_cell(ShopCourse(duty=Course.GONE), words)


def _change_cell(course: ShopCourse, words: Words, mail: Course | None = None) -> ChangeCell:
    main, notes = course.duty, []
    if main in NOT_COMPARED:
        notes.append(str(words(f"course.{main}")))
    elif course.apart:
        notes.append(str(words.n("course.points_apart", course.apart)))
    for result, other in ((Result.MAIL, mail), (Result.EASE, course.ease)):
        if other in CHANGED:
            notes.append(str(words.pair(words(f"rank.result.{result}"), words(f"course.{other}"))))
    shown = "course.apart" if main in NOT_COMPARED else f"course.{main}"
    return ChangeCell(
        course=main.value if main else "",
        label=str(words(shown)) if main else "–",
        note=str(words.parts(notes)),
        order=COURSES.index(main) if main else len(COURSES),
        changed=course.changed or mail is not None,
    )


def standing_counts(standings: Standings, shops: int) -> Mapping[Result, Mapping[str, int]]:
    """How many shops stand in each group of each result, and as ``none`` how many of all are not compared in it."""
    counts = {r: {s.value: n for s, n in standings.standing(r).items()} for r in standings.results}
    return {r: groups | {"none": shops - sum(groups.values())} for r, groups in counts.items()}


def stands(standings: Standings, key: str, words: Words) -> list[tuple[str, str, str]]:
    """Where one shop stands in each result: the result, its group, and its place as far as one may be printed."""
    told = []
    for result, place in standings.of(key).items():
        of = len(standings.places[result])
        if of < 2:
            continue
        sentence = _place(place, of, standings.times, words) if place.ranked else ""
        told.append((str(words(f"rank.result.{result}")), str(words(f"rank.standing.{place.standing}")), sentence))
    return told


FIRST = 10
"""So many places from the top are worth a word of their own."""


def _place(place: Place, of: int, times: int, words: Words) -> str:
    """The place, who shares it, and what it does when the list is calculated again.

    Who shares the tenth place with an eleventh is neither among the first ten nor not; then nothing is said of them.
    """
    told = [words("rank.shop.place", place=place.place, all=of)]
    if place.tied:
        told = [words.n("rank.shop.shared", place.shared - 1, first=place.place, last=place.last, all=of)]
    steady = (place.low, place.high) == (place.place, place.last)
    told.append(words("rank.shop.steady" if steady else "rank.shop.range", low=place.low, high=place.high, times=times))
    if of > FIRST and not place.place <= FIRST < place.last and round(100 * place.top10):
        told.append(words("rank.shop.top", top=words.percent(place.top10)))
    return " ".join(str(sentence) for sentence in told)


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
