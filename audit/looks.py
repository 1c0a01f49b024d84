"""What two looks at a shop within a day say together: nothing is absent that one of them saw. Pure."""

from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import replace

from audit.model import Finding, Snapshot
from audit.outcomes import Confidence, Outcome, Reason

WITHIN = timedelta(hours=24)
"""Looks further apart than this see a shop that may have changed: then the one that counts counts alone."""

_AGAINST = {
    Outcome.NOT_FOUND: frozenset({Outcome.MET, Outcome.PARTLY, Outcome.BREACHED}),
    Outcome.BREACHED: frozenset({Outcome.MET, Outcome.PARTLY}),
}
"""What another look may not have seen for the outcome to stand."""

Look = tuple[Snapshot, tuple[Finding, ...]]


def together(counted: Look, others: Iterable[Look]) -> tuple[Finding, ...]:
    """The findings of the visit that counts, with those of other looks within a day held beside them.

    What the other look saw in a better place is unsure (a person must look); a ``not_found`` is certain only where
    both looks say so. Visits made after the shop was told (rechecks) are not looked at here.
    """
    snapshot, findings = counted
    if snapshot.recheck:
        return findings
    near = [
        found for other, found in others if not other.recheck and abs(other.started_at - snapshot.started_at) <= WITHIN
    ]
    return tuple(
        _settled(finding, [o for found in near for o in found if o.rule == finding.rule]) for finding in findings
    )


def _settled(finding: Finding, other: list[Finding]) -> Finding:
    against = [o for o in other if o.outcome in _AGAINST.get(finding.outcome, ())]
    if against:
        seen = against[0]
        return replace(
            finding,
            outcome=Outcome.UNSURE,
            reason=Reason.CONFLICTING,
            confidence=Confidence.UNSURE,
            place=None,
            clicks=None,
            values=(),
            evidence=seen.evidence,
            detail={**finding.detail, "seen_once": ", ".join(seen.values)},
        )
    once = finding.outcome is Outcome.NOT_FOUND and not any(o.outcome is Outcome.NOT_FOUND for o in other)
    if once and finding.confidence is Confidence.CERTAIN:
        return replace(finding, confidence=Confidence.LIKELY)
    return finding
