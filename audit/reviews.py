"""A person decides: the machine's finding with the person's decision laid over it, both kept."""

from collections.abc import Iterable, Iterator

import msgspec

from audit.model import Finding, Review, ShopResult
from audit.outcomes import Confidence, Outcome, Place, Reason, Side
from audit.repairs import KEYS

_TELLING = {
    Place.TERMS_ONLY: Reason.ONLY_IN_TERMS,
    Place.PRIVACY_ONLY: Reason.ONLY_IN_PRIVACY,
    Place.IMAGE_ONLY: Reason.ONLY_IN_IMAGE,
    Place.PDF_ONLY: Reason.ONLY_IN_PDF,
    Place.LOGIN_ONLY: Reason.ONLY_AFTER_LOGIN,
    Place.AFTER_CHAT: Reason.ONLY_AFTER_CHAT,
    Place.MARKUP_ONLY: Reason.ONLY_IN_MARKUP,
}
"""Places that are the reason themselves."""


def decision(result: ShopResult, finding: Finding) -> Review | None:
    """The latest decision on this finding of this visit; None when no person has decided.

    Blind decisions are for measuring the tool's own error rate and overrule nothing.
    """
    if result.snapshot is None:
        return None
    for review in reversed(result.reviews):
        same = review.rule == finding.rule and review.visited_at == result.snapshot.started_at
        if same and not review.blind:
            return review
    return None


def published(result: ShopResult) -> tuple[Finding, ...]:
    """The findings as they are published: a person's decision leads, and ``by`` and ``detail`` say whose it is."""
    return tuple(_decided(result, finding) for finding in result.findings)


def decided(results: Iterable[ShopResult]) -> Iterator[ShopResult]:
    """The results with their findings as they are published."""
    for result in results:
        yield msgspec.structs.replace(result, findings=published(result)) if result.reviews else result


def _unrepaired(finding: Finding) -> dict[str, str]:
    """The detail without what it says of a repair: a person who decides otherwise saw none."""
    return {key: value for key, value in finding.detail.items() if key not in KEYS}


def _decided(result: ShopResult, finding: Finding) -> Finding:
    review = decision(result, finding)
    if review is None:
        return finding
    notes = {"machine": finding.outcome.value, "reviewer": review.reviewer, "review_reason": review.reason}
    if review.decided_on:
        notes["decided_on"] = review.decided_on
    changes: dict[str, object] = {
        "by": "person",
        "confidence": Confidence.UNSURE if review.outcome is Outcome.UNSURE else Confidence.CERTAIN,
        "detail": {**(finding.detail if review.outcome is finding.outcome else _unrepaired(finding)), **notes},
    }
    if review.outcome is not finding.outcome or review.place is not None:
        keeps_place = review.outcome in (Outcome.MET, Outcome.PARTLY, Outcome.BREACHED)
        changes["outcome"] = review.outcome
        same = finding.place if review.outcome is finding.outcome else None
        changes["place"] = (review.place or same) if keeps_place else None
        changes["clicks"] = finding.clicks if keeps_place and changes["place"] is finding.place else None
        changes["reason"] = _reason(finding, review, review.place or same)
        if review.outcome is Outcome.NOT_FOUND and finding.values:  # what the machine saw is not what was asked for
            changes["values"] = ()
            notes["machine_values"] = " ".join(finding.values)
            changes["detail"] = {**_unrepaired(finding), **notes}
    if review.value and review.value not in finding.values:
        changes["values"] = (review.value, *finding.values)
    return msgspec.structs.replace(finding, **changes)


def _reason(finding: Finding, review: Review, place: Place | None) -> Reason | None:
    """The reason of a decided finding: the machine's as long as it still says why, else that of the place."""
    if review.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE):
        return None
    if place in _TELLING and review.outcome in (Outcome.PARTLY, Outcome.BREACHED):
        return _TELLING[place]
    if review.outcome is finding.outcome:
        return finding.reason
    shown = finding.reason is not None and finding.reason.side is Side.SHOWN
    if review.outcome in (Outcome.NOT_FOUND, Outcome.UNSURE) and shown:
        return finding.reason  # what was seen instead
    return Reason.AS_DECIDED
