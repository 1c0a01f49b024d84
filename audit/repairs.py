"""What a shop mended after it was asked: the later visit counts, and what was seen before stays beside it. Pure."""

from collections.abc import Sequence
from datetime import date

import msgspec

from audit.model import Finding, Snapshot
from audit.outcomes import SHORTFALL, Outcome

KEYS = ("before", "before_place", "before_reason", "before_on", "fixed_on", "improved_on")
"""What the detail of a finding says of a repair: outcome, place and reason before, and the ISO days of both visits."""

Look = tuple[Snapshot, Sequence[Finding]]
"""One visit and its findings."""


def is_better(after: Outcome, before: Outcome) -> bool:
    """Whether both were measured and the later one is nearer to being met."""
    return after in SHORTFALL and before in SHORTFALL and SHORTFALL[after] < SHORTFALL[before]


def repaired(findings: Sequence[Finding], before: Look, later: Sequence[Look]) -> tuple[Finding, ...]:
    """The findings of the visit that counts, with what later visits saw mended laid over them.

    before: the visit that counted when the shop was looked at again. later: that look and those after it, oldest
    first. A point that a later visit could not measure keeps what was last measured of it.
    """
    snapshot, original = before
    first = {f.rule: f for f in original}
    return tuple(_repaired(f, first.get(f.rule), snapshot, later) for f in findings)


def _repaired(finding: Finding, first: Finding | None, snapshot: Snapshot, later: Sequence[Look]) -> Finding:
    if first is None:
        return finding
    seen = [(look.started_at.date(), f) for look, found in later for f in found if _measured(f, finding.rule)]
    if not seen or not is_better(seen[-1][1].outcome, first.outcome):
        return finding
    now = seen[-1][1]
    detail = {**now.detail, **_before(first, snapshot)}
    detail["fixed_on" if now.outcome is Outcome.MET else "improved_on"] = _since(seen, now).isoformat()
    return msgspec.structs.replace(now, detail=detail)


def _measured(finding: Finding, rule: str) -> bool:
    return finding.rule == rule and finding.outcome in SHORTFALL


def _since(seen: Sequence[tuple[date, Finding]], now: Finding) -> date:
    """The first day from which on every look saw at least what is there now."""
    day = seen[-1][0]
    for at, finding in reversed(seen):
        if SHORTFALL[finding.outcome] > SHORTFALL[now.outcome]:
            break
        day = at
    return day


def _before(first: Finding, snapshot: Snapshot) -> dict[str, str]:
    told = {"before": first.outcome.value, "before_on": snapshot.started_at.date().isoformat()}
    if first.place is not None:
        told["before_place"] = first.place.value
    if first.reason is not None:
        told["before_reason"] = first.reason.value
    return told
