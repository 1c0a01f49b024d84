"""Sheets for people: which findings they are asked about, and what they answered.

Pure: rows in, rows out. Files, pictures and the database are the commands' business.
"""

import csv
import io
import random
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from audit.model import Audit, ErrorRate, Finding, Review, ShopResult
from audit.outcomes import Duty, Outcome, Place
from audit.reviews import decision
from checks.find.numbers import judge
from checks.market import market_of
from mystery_shop.figures import share_interval
from reports.exports import csv_lines
from reports.heads import CONTACT
from reports.wording import report_languages, words_for
from shopcheck.errors import WrongInputError

COLUMNS = (
    "shop", "name", "rule", "check", "visited_at", "machine", "machine_place", "machine_reason", "values",
    "looked_at", "decision", "place", "value", "reviewer", "reason",
)  # fmt: skip
AGREE = "agree"
NEEDED = frozenset({"shop", "rule", "visited_at", "decision", "reviewer"})
PHONE, EMAIL = CONTACT
ANSWERS = (AGREE, *(o.value for o in Outcome))


class SheetError(WrongInputError):
    """A sheet that cannot be taken in. Says which row and what to do."""


class Item(NamedTuple):
    """One finding that a person is asked about."""

    result: ShopResult
    finding: Finding


def doubtful(audit: Audit) -> Iterator[Item]:
    """Findings that a person should see before publication: unsure or not found, and not decided by anybody yet.

    What is obligatory comes first, then what is expected, then the rest; each in list order.
    """
    for duty in Duty:
        for result in audit.results():
            if result.left:
                continue
            for finding in result.findings:
                asked = finding.duty is duty and finding.outcome in (Outcome.UNSURE, Outcome.NOT_FOUND)
                said = decision(result, finding) if asked else None
                if asked and (said is None or said.outcome is Outcome.UNSURE):  # who could not say settles nothing
                    yield Item(result, finding)


def sample(audit: Audit, size: int, *, seed: int, checks: Collection[str] = ()) -> list[Item]:
    """A random draw of measured findings, the same for the same seed; sorted as drawn (no order to guess from).

    checks: ids of the checks to draw from; all when empty. Reservoir sampling (Vitter, algorithm R): one pass, memory
    for the sample only.
    """
    chance = random.Random(seed)
    drawn: list[Item] = []
    seen = 0
    for result in audit.results():
        for finding in result.findings:
            if result.left or finding.outcome in (Outcome.NOT_MEASURED, Outcome.NOT_APPLICABLE):
                continue
            if checks and finding.check not in checks:
                continue
            seen += 1
            if len(drawn) < size:
                drawn.append(Item(result, finding))
            elif (slot := chance.randrange(seen)) < size:
                drawn[slot] = Item(result, finding)
    chance.shuffle(drawn)
    return drawn


def sheet(items: Iterable[Item], *, blind: bool = False) -> str:
    """The sheet as CSV. blind: without what the machine found."""
    return "".join(csv_lines(list(COLUMNS), (_row(item, blind) for item in items)))


def _row(item: Item, blind: bool) -> list[Any]:
    result, finding = item
    assert result.snapshot is not None
    asked = [result.shop.url, result.shop.name, finding.rule, finding.check, result.snapshot.started_at.isoformat()]
    machine = [finding.outcome, finding.place or "", finding.reason or ""]
    shown = [*machine, " ".join(finding.values), " ".join(finding.looked_at)]
    return [*asked, *([""] * len(shown) if blind else shown), *[""] * 5]


def answers(text: str, audit: Audit, *, blind: bool = False, decided_on: str = "") -> list[Review]:
    """The filled-in rows of a sheet as reviews; rows without a decision are left out.

    text: CSV as spreadsheets save it: any of the usual separators, columns in any order, more columns than ours.
    Raises SheetError, naming row and column, for a sheet that does not fit the audit: nothing is taken in then.
    """
    rows = _rows(text)
    known = {(r.shop.url, f.rule): Item(r, f) for r in audit.results() for f in r.findings}
    taken: dict[tuple[str, str], int] = {}
    reviews = []
    for number, cells in rows:
        if not cells["decision"]:
            if cells["reason"] or cells["place"] or cells["value"]:
                raise SheetError(f"row {number}, column decision: empty, though the row says something; fill it in")
            continue
        review = _answer(number, cells, known, blind, decided_on)
        before = taken.setdefault((review.shop, review.rule), number)
        if before != number:
            raise SheetError(f"row {number}, column rule: row {before} decides the same finding already; keep one")
        reviews.append(review)
    return reviews


def asked(text: str) -> int:
    """How many findings a sheet asks about. Raises SheetError."""
    return sum(bool(cells["shop"]) for _, cells in _rows(text))


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    """The sheet's rows as a spreadsheet numbers them, with their cells by column."""
    text = text.lstrip("\ufeff")
    first, _, rest = text.partition("\n")
    offset = 0
    if first.lower().startswith("sep="):  # some spreadsheets say the separator above the table
        text, offset = rest, 1
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = [name.strip().lower() for name in next(table, [])]
    missing = NEEDED - set(header)
    if missing:
        raise SheetError(f"the sheet has no column {', '.join(sorted(missing))}; export a fresh one and fill that in")
    rows = []
    for number, row in enumerate(table, start=2 + offset):
        cells = dict.fromkeys(COLUMNS, "") | {n: _plain(c.strip()) for n, c in zip(header, row, strict=False)}
        rows.append((number, cells))
    return rows


def _answer(
    number: int, cells: dict[str, str], known: dict[tuple[str, str], Item], blind: bool, decided_on: str
) -> Review:
    def wrong(column: str, what: str) -> SheetError:
        return SheetError(f"row {number}, column {column}: {what}")

    item = known.get((cells["shop"], cells["rule"]))
    if item is None:
        column = "rule" if any(shop == cells["shop"] for shop, _ in known) else "shop"
        raise wrong(column, f"this audit has no finding {cells['rule']!r} for {cells['shop']!r}")
    result, finding = item
    said = _meanings().get(_folded(cells["decision"]))
    if said is None:
        raise wrong("decision", f"{cells['decision']!r} is none of {', '.join(ANSWERS)}")
    if not cells["reviewer"]:
        raise wrong("reviewer", "no name; write who decided")
    if not blind and not cells["reason"]:
        raise wrong("reason", "empty; write what was seen, and where")
    if cells["place"] and _folded(cells["place"]) not in set(Place):
        raise wrong("place", f"{cells['place']!r} is none of {', '.join(Place)}; leave it empty where none fits")
    outcome = finding.outcome if said == AGREE else Outcome(said)
    place = Place(_folded(cells["place"])) if cells["place"] else None
    if outcome is Outcome.MET and finding.check in CONTACT and said != AGREE:
        place = place or Place.CLEAR
    if not fits(outcome, place):
        raise wrong("place", f"{cells['place']!r} does not go with {cells['decision']!r}; mend one of them")
    if said == AGREE and blind:
        raise wrong("decision", "on this sheet nothing is shown to agree with; write what you found yourself")
    _check_visit(cells, result, wrong)
    assert result.snapshot is not None
    return Review(
        shop=result.shop.key,
        rule=finding.rule,
        visited_at=result.snapshot.started_at,
        machine=finding.outcome,
        outcome=outcome,
        place=place,
        value=_value(cells["value"], result, finding, wrong),
        reviewer=cells["reviewer"],
        reason=cells["reason"],
        decided_on=decided_on,
        blind=blind,
    )


def fits(outcome: Outcome, place: Place | None) -> bool:
    """Whether somebody may say both: met is what stands clear, and what was not seen stands nowhere.

    After the design's table of outcomes. Partly and breached go with every place: a premium number stands clear.
    """
    if place is None:
        return True
    if outcome is Outcome.MET:
        return place is Place.CLEAR
    return outcome in (Outcome.PARTLY, Outcome.BREACHED, Outcome.UNSURE)


def _value(written: str, result: ShopResult, finding: Finding, wrong: Callable[[str, str], SheetError]) -> str:
    """A value as the findings write it: numbers in E.164, addresses in lower case."""
    if not written or finding.check != PHONE:
        return written.lower() if finding.check == EMAIL else written
    number = judge(written, market_of(result).code)
    if number is None:
        raise wrong("value", f"{written!r} is no telephone number; write it with its country code, or leave it empty")
    return number.value


def _check_visit(cells: dict[str, str], result: ShopResult, wrong: Callable[[str, str], SheetError]) -> None:
    """Whether the sheet shows the visit that the audit holds now."""
    assert result.snapshot is not None
    try:
        visited_at = datetime.fromisoformat(cells["visited_at"])
    except ValueError as error:
        raise wrong("visited_at", f"{cells['visited_at']!r} is no moment; keep this column as it was") from error
    if visited_at.tzinfo is None:
        visited_at = visited_at.replace(tzinfo=UTC)
    if abs((visited_at - result.snapshot.started_at).total_seconds()) >= 1:  # spreadsheets drop parts of seconds
        raise wrong("visited_at", f"{cells['shop']} was visited again since this sheet was made; export a fresh sheet")


@cache
def _meanings() -> dict[str, str]:
    """What a cell of the column decision may say: our words, or those that a sheet shows in any language."""
    said = {word: word for word in ANSWERS}
    for lang in report_languages():
        words = words_for(lang)
        said |= {_folded(words(f"outcome.{o}")): o.value for o in Outcome}
        said |= {_folded(words("sheet.agree")): AGREE, _folded(words("sheet.unsure")): Outcome.UNSURE.value}
    return said


def _folded(text: str) -> str:
    return "_".join(text.lower().replace("-", " ").replace("_", " ").split())


def error_rates(reviews: Iterable[Review], checks: dict[str, str]) -> list[ErrorRate]:
    """The tool's own error rate, for each check and for "all", from blind reviews.

    checks: check id by rule. A person who was unsure settles nothing and is not counted; a finding that stands on two
    sheets is counted once, and SheetError raised when they differ. Interval: Jeffreys, 90 %
    (Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion, 2001).
    """
    counts: dict[str, list[int]] = {}
    once: dict[tuple[str, str], Outcome] = {}
    for review in reviews:
        if not review.blind or review.outcome is Outcome.UNSURE:
            continue
        before = once.get((review.shop, review.rule))
        if before is not None and before is not review.outcome:
            raise SheetError(
                f"two sheets differ about {review.rule} of {review.shop}: {before} and {review.outcome}; "
                "settle it between those who checked, then keep one"
            )
        if before is not None:  # the same finding on two sheets is one finding checked
            continue
        once[review.shop, review.rule] = review.outcome
        for name in ("all", checks.get(review.rule, review.rule)):
            tally = counts.setdefault(name, [0, 0])
            tally[0] += review.outcome is not review.machine
            tally[1] += 1
    return [_rate(name, wrong, checked) for name, (wrong, checked) in sorted(counts.items())]


def _rate(name: str, wrong: int, checked: int) -> ErrorRate:
    low, high = share_interval(wrong, checked, 0.90)
    return ErrorRate(check=name, wrong=wrong, checked=checked, low=low, high=high)


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _plain(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


__all__ = ["ErrorRate", "Item", "SheetError", "answers", "doubtful", "error_rates", "sample", "sheet"]
