"""Sheets for people: which findings they are asked about, and what they answered.

Pure: rows in, rows out. Files, pictures and the database are the commands' business.
"""

import csv
import io
import random
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from scipy.stats import beta

from audit.model import Audit, ErrorRate, Finding, Review, ShopResult
from audit.outcomes import Duty, Outcome, Place
from audit.reviews import decision
from reports.exports import csv_lines
from shopcheck.errors import WrongInputError

COLUMNS = (
    "shop", "name", "rule", "check", "visited_at", "machine", "machine_place", "machine_reason", "values",
    "looked_at", "decision", "place", "value", "reviewer", "reason",
)  # fmt: skip
AGREE = "agree"
ANSWERS = (AGREE, *(o.value for o in Outcome))


class SheetError(WrongInputError):
    """A sheet that cannot be taken in. Says which row and what to do."""


class Item(NamedTuple):
    """One finding that a person is asked about."""

    result: ShopResult
    finding: Finding


def doubtful(audit: Audit) -> Iterator[Item]:
    """Findings that a person should see before publication: unsure or not found, and not decided yet.

    What is obligatory comes first, then what is expected, then the rest; each in list order.
    """
    for duty in Duty:
        for result in audit.results():
            if result.left:
                continue
            for finding in result.findings:
                asked = finding.duty is duty and finding.outcome in (Outcome.UNSURE, Outcome.NOT_FOUND)
                if asked and decision(result, finding) is None:
                    yield Item(result, finding)


def sample(audit: Audit, size: int, *, seed: int) -> list[Item]:
    """A random draw of measured findings, the same for the same seed; sorted as drawn (no order to guess from).

    Reservoir sampling (Vitter, algorithm R): one pass, memory for the sample only.
    """
    chance = random.Random(seed)
    drawn: list[Item] = []
    seen = 0
    for result in audit.results():
        for finding in result.findings:
            if result.left or finding.outcome in (Outcome.NOT_MEASURED, Outcome.NOT_APPLICABLE):
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

    Raises SheetError, naming the row, for a sheet that does not fit the audit: nothing is taken in then.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=_delimiter(text))
    missing = {"shop", "rule", "visited_at", "decision", "reviewer"} - set(reader.fieldnames or ())
    if missing:
        raise SheetError(f"the sheet has no column {', '.join(sorted(missing))}; export a fresh one and fill that in")
    known = {(r.shop.url, f.rule): Item(r, f) for r in audit.results() for f in r.findings}
    return [
        _answer(number, row, known, blind, decided_on)
        for number, row in enumerate(reader, start=2)
        if (row["decision"] or "").strip()
    ]


def _answer(
    number: int, row: dict[str, str], known: dict[tuple[str, str], Item], blind: bool, decided_on: str
) -> Review:
    cell = {key: _plain(value or "").strip() for key, value in row.items() if key}
    item = known.get((cell["shop"], cell["rule"]))
    if item is None:
        raise SheetError(f"row {number}: this audit has no finding {cell['rule']!r} for {cell['shop']!r}")
    result, finding = item
    assert result.snapshot is not None
    said = cell["decision"].lower().replace(" ", "_")
    if said not in ANSWERS:
        raise SheetError(f"row {number}: decision {cell['decision']!r} is none of {', '.join(ANSWERS)}")
    if not cell["reviewer"]:
        raise SheetError(f"row {number}: the reviewer has no name; write who decided in the column reviewer")
    if not blind and not cell.get("reason"):
        raise SheetError(f"row {number}: no reason; write in the column reason what was seen, and where")
    try:
        visited_at = datetime.fromisoformat(cell["visited_at"])
        place = Place(cell["place"]) if cell.get("place") else None
    except ValueError as error:
        raise SheetError(f"row {number}: {error}") from error
    if visited_at != result.snapshot.started_at:
        raise SheetError(
            f"row {number}: {cell['shop']} was visited again since this sheet was made; export a fresh sheet"
        )
    return Review(
        shop=result.shop.key,
        rule=finding.rule,
        visited_at=visited_at,
        machine=finding.outcome,
        outcome=finding.outcome if said == AGREE else Outcome(said),
        place=place,
        value=cell.get("value", ""),
        reviewer=cell["reviewer"],
        reason=cell.get("reason", ""),
        decided_on=decided_on,
        blind=blind,
    )


def error_rates(reviews: Iterable[Review], checks: dict[str, str]) -> list[ErrorRate]:
    """The tool's own error rate, for each check and for "all", from blind reviews.

    checks: check id by rule. A person who was unsure settles nothing and is not counted. Interval: Jeffreys, 90 %
    (Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion, 2001).
    """
    counts: dict[str, list[int]] = {}
    for review in reviews:
        if not review.blind or review.outcome is Outcome.UNSURE:
            continue
        for name in ("all", checks.get(review.rule, review.rule)):
            tally = counts.setdefault(name, [0, 0])
            tally[0] += review.outcome is not review.machine
            tally[1] += 1
    return [_rate(name, wrong, checked) for name, (wrong, checked) in sorted(counts.items())]


def _rate(name: str, wrong: int, checked: int) -> ErrorRate:
    low = 0.0 if wrong == 0 else float(beta.ppf(0.05, wrong + 0.5, checked - wrong + 0.5))
    high = 1.0 if wrong == checked else float(beta.ppf(0.95, wrong + 0.5, checked - wrong + 0.5))
    return ErrorRate(check=name, wrong=wrong, checked=checked, low=low, high=high)


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _plain(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


__all__ = ["ErrorRate", "Item", "SheetError", "answers", "doubtful", "error_rates", "sample", "sheet"]
