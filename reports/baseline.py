"""Which problems of a shop are known already: by what they are, never by how many there are. Pure.

A repair and a new fault do not cancel out. What could not be measured is neither new nor mended: a known problem stays
known until somebody looked and did not see it any more.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from audit.model import Finding, Record, ShopResult
from audit.outcomes import Duty, Outcome

PROBLEMS = (Outcome.PARTLY, Outcome.NOT_FOUND, Outcome.BREACHED)
SEVERITY = {Outcome.PARTLY: 1, Outcome.NOT_FOUND: 2, Outcome.BREACHED: 2}
DUTIES: dict[str, tuple[Duty, ...]] = {
    "must": (Duty.MUST,),
    "should": (Duty.MUST, Duty.SHOULD),
    "info": tuple(Duty),
    "never": (),
}
MENDED = (Outcome.MET, Outcome.NOT_APPLICABLE)
VERSION = 1


class BaselineError(ValueError):
    """The baseline cannot be used. Says why."""


class Known(Record, frozen=True, kw_only=True):
    """A problem: the shop's key, the check, the rule with its pack, what was found, where and why."""

    shop: str
    check: str
    rule: str
    outcome: Outcome
    place: str = ""
    reason: str = ""

    @property
    def id(self) -> str:
        """Twelve hex digits, the same for the same problem in every run."""
        parts = (self.shop, self.check, self.rule, self.outcome.value, self.place, self.reason)
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Baseline(Record, frozen=True, kw_only=True):
    """The problems that a build knows of. tool: what wrote it. day: ISO day of the visit that it comes from."""

    version: int = VERSION
    tool: str = ""
    day: str = ""
    problems: tuple[Known, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is not as it should be.

    fresh: the baseline does not know it. counts: its duty is at or above the threshold.
    """

    result: ShopResult
    finding: Finding
    known: Known
    fresh: bool
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a run found beside what was known.

    problems: all of them, of every duty. fixed: known before, seen to be mended now. unseen: known before, and could
    not be looked at now.
    """

    problems: tuple[Problem, ...] = ()
    fixed: tuple[Known, ...] = ()
    unseen: tuple[Known, ...] = ()

    @property
    def fresh(self) -> tuple[Problem, ...]:
        """The problems that fail a build."""
        return tuple(p for p in self.problems if p.fresh and p.counts)


def known(result: ShopResult, finding: Finding, called: str = "") -> Known:
    """What a baseline keeps of a finding. called: another name for the shop, as for a preview of it."""
    return Known(
        shop=called or result.shop.key,
        check=finding.check,
        rule=finding.rule,
        outcome=finding.outcome,
        place=finding.place or "",
        reason=finding.reason or "",
    )


def compare(
    results: Sequence[ShopResult], baseline: Baseline, *, fail_on: str, called: Mapping[str, str] | None = None
) -> Comparison:
    """What was found beside what was known. fail_on: the threshold, a key of DUTIES.

    called: names of shops in the baseline, by their keys.
    """
    names = called or {}
    before: dict[tuple[str, str], list[Known]] = {}
    for entry in baseline.problems:
        before.setdefault((entry.shop, entry.rule), []).append(entry)
    found, fixed, unseen = [], [], []
    for result in results:
        name = names.get(result.shop.key, result.shop.key)
        for finding in result.findings:
            entries = before.get((name, finding.rule), [])
            now = known(result, finding, name)
            if finding.outcome in PROBLEMS:
                fresh, counts = not _is_known(now, entries), finding.duty in DUTIES[fail_on]
                found.append(Problem(result=result, finding=finding, known=now, fresh=fresh, counts=counts))
            elif finding.outcome in MENDED:
                fixed += entries
            else:
                unseen += entries
    return Comparison(problems=tuple(found), fixed=tuple(fixed), unseen=tuple(unseen))


def _is_known(now: Known, before: Iterable[Known]) -> bool:
    """Whether the problem is one of those before, or one of them that became lighter."""
    return any(now.id == entry.id or SEVERITY[now.outcome] < SEVERITY.get(entry.outcome, 0) for entry in before)


def renewed(
    results: Sequence[ShopResult], before: Baseline, *, tool: str, called: Mapping[str, str] | None = None
) -> Baseline:
    """The baseline after this run: the problems of all duties, and those before that could not be looked at now.

    Shops that this run did not visit keep theirs.
    """
    names = called or {}
    visited = {names.get(r.shop.key, r.shop.key) for r in results}
    kept = [entry for entry in before.problems if entry.shop not in visited]
    for result in results:
        name = names.get(result.shop.key, result.shop.key)
        old = [entry for entry in before.problems if entry.shop == name]
        unseen = {f.rule for f in result.findings if f.outcome not in (*PROBLEMS, *MENDED)}
        kept += [entry for entry in old if entry.rule in unseen]
        kept += [known(result, f, name) for f in result.findings if f.outcome in PROBLEMS]
    days = [r.snapshot.started_at.date().isoformat() for r in results if r.snapshot]
    ordered = sorted(kept, key=lambda entry: (entry.shop, entry.rule, entry.id))
    return Baseline(tool=tool, day=max(days, default=before.day), problems=tuple(ordered))


def dump(baseline: Baseline) -> str:
    """The baseline as JSON that is kept beside the code: one key a line, so that changes can be read."""
    return msgspec.json.format(msgspec.json.encode(baseline), indent=2).decode() + "\n"


def parse(data: bytes) -> Baseline:
    """The baseline in a file. Raises BaselineError."""
    try:
        baseline = msgspec.json.decode(data, type=Baseline)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"is no baseline of shopcheck ({error})") from error
    if baseline.version != VERSION:
        raise BaselineError(f"has version {baseline.version}; this shopcheck reads version {VERSION}")
    return baseline
