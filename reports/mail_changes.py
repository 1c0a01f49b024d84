"""The test mails of two rounds side by side, in words and tables. A norm is no law: this stands by itself. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mystery_shop.compared import Compared, Course, Difference, Line, MailRounds
from reports.changes import Course as ShopCourse
from reports.heads import ShopHead
from reports.mail import duration, norms_shown
from reports.safe import Address, address, clean
from reports.slugs import host_of
from reports.wording import Words

PARTS = (25, 50, 75)
"""Per cent of the mails by whose answering the waits are told."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A figure with its interval. figure: its id in ``figures.csv``."""

    text: str
    interval: str = ""
    figure: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One round in the table about all shops."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class ShopRow:
    """One shop in both rounds. head: where the report has a page of it; else its name and address."""

    head: ShopHead | None
    name: str
    address: Address
    before: str
    after: str
    then: str
    difference: str
    waits: tuple[str, str]
    course: str
    said: str


def context(found: MailRounds | None, heads: Mapping[str, ShopHead], words: Words) -> dict[str, Any] | None:
    """What the page about changes says of the mails; None where one of the rounds has none."""
    if found is None or not found.shops:
        return None
    columns = ["mail.count.delivered", "mail.col.answered", "mail.col.on_time"]
    return {
        "rounds": found,
        "columns": [str(words(key)) for key in columns] + [str(words("changes.mail.wait", share=n)) for n in PARTS],
        "rows": list(_rows(found, words)),
        "norm": _norm(found, words),
        "differences": list(_differences(found.overall, words)),
        "shops": [_shop(one, found, heads, words) for one in found.shops],
        "settings": found.settings,
    }


def shown_rounds(found: MailRounds) -> list[tuple[str, str]]:
    """The lines of the table: each with the words for it; how it was judged then only where that was otherwise."""
    if found.judged_otherwise:
        return [
            ("then", "changes.round.before"),
            ("before", "changes.mail.round.again"),
            ("after", "changes.round.after"),
        ]
    return [("before", "changes.col.before"), ("after", "changes.col.after")]


def _rows(found: MailRounds, words: Words) -> Iterator[Row]:
    for key, label in shown_rounds(found):
        line: Line = getattr(found.overall, key)
        shares = [("answered", line.answered_low, line.answered_high), ("on_time", line.on_time_low, line.on_time_high)]
        cells = [Cell(text=words.number(line.mails), figure=f"changes.mail.{key}.mails")]
        for name, low, high in shares:
            share = str(words("mail.of", n=getattr(line, name), of=line.settled))
            cells.append(Cell(text=share, interval=span(low, high, words), figure=f"changes.mail.{key}.{name}"))
        for part, wait in zip(PARTS, line.waits, strict=True):
            limits = _limits(wait.low, wait.high, words)
            cells.append(
                Cell(text=_time(wait.seconds, words), interval=limits, figure=f"changes.mail.{key}.wait{part}")
            )
        yield Row(label=str(words(label)), cells=tuple(cells))


def span(low: float, high: float, words: Words) -> str:
    """An interval of shares of 1."""
    return f"{words.percent(low)} – {words.percent(high)}"


def signed(number: int, words: Words) -> str:
    """A number with its sign."""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{words.number(abs(number))}"


def points(share: float, words: Words) -> str:
    """A difference of shares in percentage points, with its sign."""
    return signed(round(100 * share), words)


def _limits(low: float | None, high: float | None, words: Words) -> str:
    """The interval of a wait; it may be open at the end, for nobody waited longer than the waiting time."""
    if low is None:
        return ""
    return (
        str(words("changes.mail.or_longer", time=_time(low, words)))
        if high is None
        else f"{_time(low, words)} – {_time(high, words)}"
    )


def _time(seconds: float | None, words: Words) -> str:
    return str(words("changes.mail.open")) if seconds is None else duration(seconds, words, working=True)


def difference(found: Difference | None, words: Words) -> str:
    """A difference with its interval."""
    if found is None:
        return "–"
    told = {name: points(getattr(found, name), words) for name in ("value", "low", "high")}
    return str(words.n("changes.difference.points", abs(round(100 * found.value)), **told))


def _differences(found: Compared, words: Words) -> Iterator[tuple[str, Markup]]:
    for key, one in (("on_time", found.on_time), ("answered", found.answered)):
        if one is not None:
            course = Course.BETTER if one.low > 0 else Course.WORSE if one.high < 0 else Course.UNCLEAR
            told = words("changes.mail.difference", value=difference(one, words), course=words(f"course.{course}"))
            yield f"changes.mail.difference.{key}", words.pair(words(f"mail.col.{key}"), told)


def _shop(one: Compared, found: MailRounds, heads: Mapping[str, ShopHead], words: Words) -> ShopRow:
    def on_time(line: Line) -> str:
        return str(words("mail.of", n=line.on_time, of=line.settled))

    head = heads.get(one.shop)
    halves = [next((w.seconds for w in line.waits if w.share == 0.5), None) for line in (one.before, one.after)]
    return ShopRow(
        head=head,
        name=clean(host_of(one.shop), 120),
        address=address(one.shop),
        before=on_time(one.before),
        after=on_time(one.after),
        then=on_time(one.then) if found.judged_otherwise and one.then.on_time != one.before.on_time else "",
        difference=difference(one.on_time, words),
        waits=(_time(halves[0], words), _time(halves[1], words)),
        course=one.course.value,
        said=str(words(f"course.{one.course}")),
    )


def _norm(found: MailRounds, words: Words) -> str:
    """What was expected, as the mails of this round are judged."""
    return str(words("changes.mail.norm", norm=norms_shown(found.norms, words)))


def courses(found: MailRounds | None) -> Mapping[str, ShopCourse]:
    """How each shop's replies stand against the last round, for the ranking; only what is clear."""
    if found is None:
        return {}
    clear = {Course.BETTER: ShopCourse.BETTER, Course.WORSE: ShopCourse.WORSE}
    return {one.shop: clear[one.course] for one in found.shops if one.course in clear}
