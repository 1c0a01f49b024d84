"""Two rounds of an audit side by side: the same shops, the same points, the same manner of judging. Pure.

Where the manner of judging changed, what was seen in the last round is judged again by the rules of this round, and
only that is compared; how it was judged then is shown beside it. A point that one of the rounds does not know, for the
shop falls under other rules now, or for what it asks was not looked for then, is not compared at all.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from audit.model import Audit, AuditInfo, Finding, Shop, ShopResult, Snapshot
from audit.outcomes import SHORTFALL, Outcome
from audit.reviews import published

if TYPE_CHECKING:  # the mail half is loaded only where there are mails
    from mystery_shop.compared import MailRounds

LEVELS = tuple(SHORTFALL)
"""Measured outcomes, best first."""

NOT_METHOD = frozenset({"preset", "address", "licence", "csv_bom"})
"""Settings that decide neither what is seen nor how it is judged."""

NOT_VISITS = frozenset({"market"})
"""Settings that decide how is judged, not what is seen; versions of rules come beside them."""

MACHINE = "machine"
"""Who judged, where no person did."""

SURE = 1.96
"""Standard normal deviate of a 95 % interval."""

Judge = Callable[[Snapshot], Iterable[Finding]]
Note = Callable[[ShopResult, Iterable[Finding], Iterable[Finding]], None]


class Course(StrEnum):
    """How a shop, or one result of it, stands against the last round."""

    BETTER = "better"
    WORSE = "worse"
    MIXED = "mixed"  # some points better, some less good
    MOVED = "moved"  # as good, but seen elsewhere or otherwise
    SAME = "same"
    NEW = "new"
    GONE = "gone"
    UNMEASURED = "unmeasured"  # not comparable: could not be measured in one of the rounds
    METHOD = "method"  # not comparable: the method changed
    PERSON = "person"  # not comparable: the program saw the same twice, a person decided otherwise in one round


CHANGED = frozenset({Course.BETTER, Course.WORSE, Course.MIXED, Course.MOVED, Course.NEW, Course.GONE})
"""What a reader who asks for changes only wants to see."""

NOT_COMPARED = frozenset({Course.UNMEASURED, Course.METHOD, Course.PERSON})


@dataclass(frozen=True, kw_only=True)
class ShopCourse:
    """How one shop stands against the last round: what the law asks, and all else, never mixed.

    None: no such point. apart: points of law that cannot be compared.
    """

    duty: Course | None = None
    ease: Course | None = None
    apart: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything is not as it was."""
        return bool(CHANGED & {self.duty, self.ease})


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

    def difference(self) -> tuple[int, int, int]:
        """How many shops more (or fewer) meet the point than in the last round, with a 95 % interval.

        The interval takes the shops for a sample: Bonett and Price, "Adjusted Wald confidence interval for a difference
        of binomial proportions based on paired data", Journal of Educational and Behavioral Statistics 37, 2012.
        """
        shops = self.after.total()
        won = sum(n for (a, b), n in self.flows.items() if b is Outcome.MET and a is not Outcome.MET)
        lost = sum(n for (a, b), n in self.flows.items() if a is Outcome.MET and b is not Outcome.MET)
        up, down = (won + 1) / (shops + 2), (lost + 1) / (shops + 2)
        middle, reach = up - down, SURE * ((up + down - (up - down) ** 2) / (shops + 2)) ** 0.5
        low, high = max(middle - reach, -1), min(middle + reach, 1)
        return won - lost, min(round(low * shops), won - lost), max(round(high * shops), won - lost)


@dataclass
class Changes:
    """What two rounds have in common and what not.

    same: shops measured in both. apart: points that could not be measured in one of the rounds. other_rules: points
    that the last round did not know. by_person: points at which a person decided otherwise than the program in one
    round only, while the program saw the same in both: that tells of our work, not of the shop. judged_otherwise:
    whether anything of the last round comes out otherwise by the rules of this. settings: what is different in the
    method, as name, last round, this round. courses: how each shop of this round stands against the last, by key.
    mail: the test mails of both rounds, where both have any.
    """

    before: AuditInfo
    after: AuditInfo
    settings: tuple[tuple[str, str, str], ...] = ()
    mail: "MailRounds | None" = None
    judged_otherwise: bool = False
    same: int = 0
    apart: int = 0
    other_rules: int = 0
    by_person: int = 0
    courses: dict[str, ShopCourse] = field(default_factory=dict)
    checks: dict[str, CheckLines] = field(default_factory=dict)
    better: list[Change] = field(default_factory=list)
    worse: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    entered: list[Shop] = field(default_factory=list)
    gone: list[Shop] = field(default_factory=list)

    @property
    def visited_otherwise(self) -> bool:
        """Whether the visits themselves were made otherwise."""
        return any(not name.startswith("rules ") and name not in NOT_VISITS for name, _, _ in self.settings)


@dataclass(frozen=True, kw_only=True)
class _Before:
    """What is kept of a shop of the last round: its findings as judged then and by the rules of this round.

    tool: what visited it; empty when it was not visited.
    """

    shop: Shop
    tool: str = ""
    then: Mapping[str, Finding]
    again: Mapping[str, Finding]


def compare(
    before: Audit,
    after: Audit,
    judge: Judge,
    *,
    rules: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
    note: Note | None = None,
) -> Changes:
    """The changes from one round to the next. Shops taken off a list are not in its round.

    judge: judges a visit of the last round by the rules of this one. rules: versions of the packs in each round. note:
    told each result of the last round, as judged then and by the rules of this one.
    """
    known = {r.shop.key: _kept(r, judge, note) for r in before.results() if not r.left}
    found = Changes(before=before.info, after=after.info, settings=_settings(before.info, after.info, rules))
    for result in after.results():
        if result.left:
            continue
        earlier = known.pop(result.shop.key, None)
        if earlier is None:
            found.entered.append(result.shop)
            found.courses[result.shop.key] = ShopCourse(duty=Course.NEW)
        else:
            _shop(found, earlier, result)
    found.gone = [earlier.shop for earlier in known.values()]
    return found


def judged_again(result: ShopResult, judge: Judge) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings of an earlier result as judged then, and by the rules of now; people's decisions hold in both.

    What a later visit saw mended stands as it was judged then.
    """
    then = published(result)
    if result.snapshot is None:
        return then, then
    mended = {f.rule: f for f in then if "before_on" in f.detail}
    fresh = published(msgspec.structs.replace(result, findings=tuple(judge(result.snapshot))))
    again = {f.rule: f for f in fresh} | mended
    return then, tuple(again.values())


def _kept(result: ShopResult, judge: Judge, note: Note | None) -> _Before:
    then, again = judged_again(result, judge)
    if note is not None:
        note(result, then, again)
    tool = result.snapshot.tool if result.snapshot is not None else ""
    by_rule = [{f.rule: _bare(f) for f in findings} for findings in (then, again)]
    return _Before(shop=result.shop, tool=tool, then=by_rule[0], again=by_rule[1])


def _bare(finding: Finding) -> Finding:
    """The finding without its proofs: a whole round of them is kept in memory."""
    own = {key: value for key, value in finding.detail.items() if key == "machine"}
    return msgspec.structs.replace(finding, evidence=(), looked_at=(), values=finding.values[:1], detail=own)


def _shop(found: Changes, earlier: _Before, result: ShopResult) -> None:
    courses: dict[bool, list[Course]] = {True: [], False: []}
    tool = result.snapshot.tool if result.snapshot is not None else ""
    for after in published(result):
        before, then = earlier.again.get(after.rule), earlier.then.get(after.rule)
        if before is not None and then is not None and _said(before) != _said(then):
            found.judged_otherwise = True
        if Outcome.NOT_APPLICABLE in (after.outcome, before.outcome if before else None):
            continue
        course = _course(earlier, before, then, after, tool)
        courses[after.obligatory].append(course)
        if course is Course.UNMEASURED:
            found.apart += 1
        elif course is Course.METHOD:
            found.other_rules += 1
        elif course is Course.PERSON:
            found.by_person += 1
        elif before is not None:
            _count(found, result.shop, before, then, after, course)
    found.same += any(course not in NOT_COMPARED for course in (*courses[True], *courses[False]))
    found.courses[result.shop.key] = ShopCourse(
        duty=_together(courses[True]),
        ease=_together(courses[False]),
        apart=sum(course in NOT_COMPARED for course in courses[True]),
    )


def _course(earlier: _Before, before: Finding | None, then: Finding | None, after: Finding, tool: str) -> Course:
    """How one point stands. A point that was not judged then, of a visit by another version of the program, asks for
    what that version may not have looked for."""
    if after.outcome not in SHORTFALL or not earlier.tool:
        return Course.UNMEASURED
    if before is None or (then is None and earlier.tool != tool):
        return Course.METHOD
    if before.outcome not in SHORTFALL:
        return Course.UNMEASURED
    if _only_a_person(before, after):
        return Course.PERSON
    step = SHORTFALL[after.outcome] - SHORTFALL[before.outcome]
    if step:
        return Course.BETTER if step < 0 else Course.WORSE
    return Course.SAME if _said(before) == _said(after) else Course.MOVED


def _only_a_person(before: Finding, after: Finding) -> bool:
    """Whether nothing but a person's decision in one of the rounds makes the difference.

    A correction of ours, or a reviewer who looked in one round only, is no change of the shop.
    """
    by_one = (before.by == MACHINE) != (after.by == MACHINE)
    return by_one and _said(before) != _said(after) and _program(before) == _program(after)


def _program(finding: Finding) -> str:
    """What the program itself made of it, which a person's decision keeps beside it."""
    return finding.detail.get("machine", finding.outcome.value)


def _together(courses: Collection[Course]) -> Course | None:
    """What the points of a shop come to: any change goes before no change, and that before what cannot be compared."""
    if Course.BETTER in courses and Course.WORSE in courses:
        return Course.MIXED
    order = (Course.BETTER, Course.WORSE, Course.MOVED, Course.SAME, Course.METHOD, Course.PERSON, Course.UNMEASURED)
    return next((course for course in order if course in courses), None)


def _count(found: Changes, shop: Shop, before: Finding, then: Finding | None, after: Finding, course: Course) -> None:
    lines = found.checks.setdefault(after.check, CheckLines())
    lines.again[before.outcome] += 1
    lines.after[after.outcome] += 1
    lines.flows[before.outcome, after.outcome] += 1
    if then is not None:
        lines.then[then.outcome] += 1
    noted = {Course.BETTER: found.better, Course.WORSE: found.worse, Course.MOVED: found.moved}
    if course in noted:
        noted[course].append(Change(shop=shop, before=before, after=_bare(after)))


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
    names = sorted((first.keys() | second.keys()) - NOT_METHOD)
    return tuple((n, first.get(n, ""), second.get(n, "")) for n in names if first.get(n, "") != second.get(n, ""))
