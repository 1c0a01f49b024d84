"""What was seen of a shop before: its points over all rounds and looks, by the rules of now. Pure.

A point is "the same since" the first look from which every later one that could measure it gave the same outcome, place
and reason. Looks that could not measure it neither confirm nor interrupt that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

from audit.model import AuditInfo, Finding, ShopResult, Snapshot
from audit.outcomes import Outcome, Place, Reason
from audit.reviews import published
from reports.changes import LEVELS, MACHINE, Note


class Kind(StrEnum):
    """Why a shop was looked at."""

    VISIT = "visit"
    SECOND = "second"  # the second look at what was not found
    RECHECK = "recheck"  # after the shop was told


class Verdict(NamedTuple):
    """A finding without its proofs: what two looks are compared by, and the clicks."""

    outcome: Outcome
    place: Place | None
    reason: Reason | None
    clicks: int | None

    def same(self, other: "Verdict") -> bool:
        """Whether both looks saw the same; how many clicks away is no change."""
        return self[:3] == other[:3]


class Seen(NamedTuple):
    """One point at one look, by the rules of now. round: 0 for this one, 1 for the last. then: as judged then.

    person: whether a person decided, and not the program.
    """

    on: date
    round: int
    verdict: Verdict
    then: Verdict
    person: bool = False


class Visit(NamedTuple):
    """One look at a shop. saw: whether a page of it was seen; where the door stayed shut, nobody visited."""

    at: datetime
    round: int
    kind: Kind
    saw: bool


@dataclass(frozen=True, kw_only=True)
class Round:
    """An earlier round. at: address of its report's folder, as seen from this report's or on the web; "" for none.

    relative: whether that is seen from this report's folder. pages: file names of the shops that it has pages of.
    """

    info: AuditInfo
    at: str = ""
    relative: bool = True
    pages: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Run:
    """Looks in a row that saw the same. last: the latest of them."""

    first: Seen
    last: Seen


@dataclass
class History:
    """The earlier rounds, the last one first, and what was seen in them and at repeated looks of this one, by shop."""

    rounds: list[Round] = field(default_factory=list)
    seen: dict[str, dict[str, list[Seen]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    visits: dict[str, list[Visit]] = field(default_factory=lambda: defaultdict(list))

    def note(self, number: int) -> Note:
        """What takes down the results of one round: as judged then, and by the rules of now."""

        def take(result: ShopResult, then: Iterable[Finding], again: Iterable[Finding]) -> None:
            if result.snapshot is None:
                return
            key, on = result.shop.key, result.snapshot.started_at.astimezone(UTC).date()
            self.visits[key].append(_visit(result.snapshot, number, Kind.VISIT))
            known = {f.rule: f for f in then}
            for finding in again:
                self.seen[key][finding.rule] += _looks(finding, known.get(finding.rule, finding), on, number)

        return take

    def repeats(self, key: str, looks: Iterable[Snapshot]) -> None:
        """Take down the repeated looks of this round at one shop."""
        self.visits[key] += [_visit(look, 0, _kind(look)) for look in looks]

    def visited(self, result: ShopResult) -> list[Visit]:
        """Every look at a shop, the latest first, the one that this report shows among them."""
        made = {(v.at, v.round): v for v in self.visits.get(result.shop.key, ())}
        if result.snapshot is not None:
            this = _visit(result.snapshot, 0, _kind(result.snapshot))
            made.setdefault((this.at, 0), this)
        return sorted(made.values(), key=lambda v: v.at, reverse=True)

    def runs(self, result: ShopResult) -> Mapping[str, list[Run]]:
        """By rule of this round: what was seen, the latest first, looks in a row that saw the same as one."""
        if result.snapshot is None:
            return {}
        on, earlier = result.snapshot.started_at.astimezone(UTC).date(), self.seen.get(result.shop.key, {})
        found = {}
        for finding in published(result):
            looks = [*earlier.get(finding.rule, ()), *_looks(finding, finding, on, 0)]
            found[finding.rule] = _runs(sorted(looks, key=lambda s: (s.on, -s.round)))
        return found


def _visit(look: Snapshot, number: int, kind: Kind) -> Visit:
    return Visit(look.started_at, number, kind, saw=bool(look.pages))


def _kind(look: Snapshot) -> Kind:
    return Kind.RECHECK if look.recheck else Kind.SECOND if look.second_look else Kind.VISIT


def verdict(finding: Finding) -> Verdict:
    """What a finding comes to."""
    return Verdict(finding.outcome, finding.place, finding.reason, finding.clicks)


def _looks(finding: Finding, then: Finding, on: date, number: int) -> list[Seen]:
    """What a finding says of the looks behind it: one, or, of what was mended, that before and that after."""
    told = finding.detail
    if "before_on" not in told:
        return [Seen(on, number, verdict(finding), verdict(then), finding.by != MACHINE)]
    before = Verdict(
        Outcome(told["before"]),
        Place(told["before_place"]) if "before_place" in told else None,
        Reason(told["before_reason"]) if "before_reason" in told else None,
        None,
    )
    mended = date.fromisoformat(told.get("fixed_on") or told["improved_on"])
    first = Seen(date.fromisoformat(told["before_on"]), number, before, before)
    return [first, Seen(mended, number, verdict(finding), verdict(then), finding.by != MACHINE)]


def _runs(looks: Iterable[Seen]) -> list[Run]:
    runs: list[Run] = []
    for look in looks:
        if look.verdict.outcome not in LEVELS:
            continue
        if runs and runs[-1].last.verdict.same(look.verdict):
            runs[-1] = Run(first=runs[-1].first, last=look)
        else:
            runs.append(Run(first=look, last=look))
    return runs[::-1]
