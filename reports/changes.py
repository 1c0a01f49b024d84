"""Two rounds of an audit side by side: the same shops, the same points, the same manner of judging. Pure.

Where the manner of judging changed, what was seen in the last round is judged again by the rules of this round, and
only that is compared; how it was judged then is shown beside it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from audit.model import Audit, AuditInfo, Finding, Shop, ShopResult, Snapshot
from audit.outcomes import Outcome
from audit.reviews import published

LEVELS = (Outcome.MET, Outcome.PARTLY, Outcome.BREACHED, Outcome.NOT_FOUND)
"""Measured outcomes, best first."""

_LEVEL = {Outcome.MET: 0, Outcome.PARTLY: 1, Outcome.BREACHED: 2, Outcome.NOT_FOUND: 2}

Judge = Callable[[Snapshot], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One point of one shop that is not as it was. before: by the rules of this round."""

    shop: Shop
    before: Finding
    after: Finding


@dataclass
class CheckLines:
    """How many shops had which outcome at one check, of those measured in both rounds.

    then: the last round as judged then. again: the last round by the rules of this round. after: this round.
    flows: shops by outcome in the last round (by the rules of this one) and in this.
    """

    then: Counter[Outcome] = field(default_factory=Counter)
    again: Counter[Outcome] = field(default_factory=Counter)
    after: Counter[Outcome] = field(default_factory=Counter)
    flows: Counter[tuple[Outcome, Outcome]] = field(default_factory=Counter)


@dataclass
class Changes:
    """What two rounds have in common and what not.

    same: shops measured in both. apart: points that could not be measured in one of the rounds. judged_otherwise:
    whether anything of the last round comes out otherwise by the rules of this. settings: what is different in the
    method, as name, last round, this round.
    """

    before: AuditInfo
    after: AuditInfo
    settings: tuple[tuple[str, str, str], ...] = ()
    judged_otherwise: bool = False
    same: int = 0
    apart: int = 0
    checks: dict[str, CheckLines] = field(default_factory=dict)
    better: list[Change] = field(default_factory=list)
    worse: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    entered: list[Shop] = field(default_factory=list)
    gone: list[Shop] = field(default_factory=list)

    @property
    def visited_otherwise(self) -> bool:
        """Whether the visits themselves were made otherwise."""
        return any(not name.startswith("rules ") for name, _, _ in self.settings)


@dataclass(frozen=True, kw_only=True)
class _Before:
    """What is kept of a shop of the last round: its findings as judged then and by the rules of this round."""

    shop: Shop
    then: Mapping[str, Finding]
    again: Mapping[str, Finding]


def compare(
    before: Audit,
    after: Audit,
    judge: Judge,
    *,
    rules: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> Changes:
    """The changes from one round to the next. Shops taken off a list are not in its round.

    judge: judges a visit of the last round by the rules of this one. rules: versions of the packs in each round.
    """
    known = {r.shop.key: _kept(r, judge) for r in before.results() if not r.left}
    found = Changes(before=before.info, after=after.info, settings=_settings(before.info, after.info, rules))
    for result in after.results():
        if result.left:
            continue
        earlier = known.pop(result.shop.key, None)
        if earlier is None:
            found.entered.append(result.shop)
        else:
            _shop(found, earlier, result)
    found.gone = [earlier.shop for earlier in known.values()]
    return found


def _kept(result: ShopResult, judge: Judge) -> _Before:
    then = {f.rule: _bare(f) for f in published(result)}
    again = then
    if result.snapshot is not None:
        fresh = msgspec.structs.replace(result, findings=tuple(judge(result.snapshot)))
        again = {f.rule: _bare(f) for f in published(fresh)}
        again |= {rule: f for rule, f in then.items() if "before_on" in f.detail}  # mended, seen by a later visit
    return _Before(shop=result.shop, then=then, again=again)


def _bare(finding: Finding) -> Finding:
    """The finding without its proofs: a whole round of them is kept in memory."""
    detail = {key: value for key, value in finding.detail.items() if key == "before_on"}
    return msgspec.structs.replace(finding, evidence=(), looked_at=(), values=finding.values[:1], detail=detail)


def _shop(found: Changes, earlier: _Before, result: ShopResult) -> None:
    compared = False
    for after in published(result):
        before, then = earlier.again.get(after.rule), earlier.then.get(after.rule)
        if before is not None and then is not None and _said(before) != _said(then):
            found.judged_otherwise = True
        if before is None or not _comparable(found, before, after):
            continue
        compared = True
        lines = found.checks.setdefault(after.check, CheckLines())
        lines.again[before.outcome] += 1
        lines.after[after.outcome] += 1
        lines.flows[before.outcome, after.outcome] += 1
        if then is not None:
            lines.then[then.outcome] += 1
        _note(found, result.shop, before, after)
    found.same += compared


def _comparable(found: Changes, before: Finding, after: Finding) -> bool:
    if Outcome.NOT_APPLICABLE in (before.outcome, after.outcome):
        return False
    measured = before.outcome in _LEVEL and after.outcome in _LEVEL
    found.apart += not measured
    return measured


def _note(found: Changes, shop: Shop, before: Finding, after: Finding) -> None:
    step = _LEVEL[after.outcome] - _LEVEL[before.outcome]
    if step or _said(before) != _said(after):
        change = Change(shop=shop, before=before, after=_bare(after))
        (found.better if step < 0 else found.worse if step > 0 else found.moved).append(change)


def _said(finding: Finding) -> tuple[object, ...]:
    return finding.outcome, finding.place, finding.reason


def _settings(
    before: AuditInfo, after: AuditInfo, rules: tuple[Mapping[str, str], Mapping[str, str]]
) -> tuple[tuple[str, str, str], ...]:
    """What is different in the method, sorted by name."""
    first = {**before.settings, "market": before.market or "", "tool": before.tool}
    second = {**after.settings, "market": after.market or "", "tool": after.tool}
    if rules[0] and rules[1]:
        first |= {f"rules {pack}": version for pack, version in rules[0].items()}
        second |= {f"rules {pack}": version for pack, version in rules[1].items()}
    names = sorted(first.keys() | second.keys())
    return tuple((n, first.get(n, ""), second.get(n, "")) for n in names if first.get(n, "") != second.get(n, ""))
