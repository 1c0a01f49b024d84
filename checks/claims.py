"""What a check may say.

A check never claims an absence: it says :func:`not_seen` and names the roles of the pages that must have been looked
at. Only :mod:`checks.judge` can turn that into ``not_found``. The same holds for every place but ``clear``: "only in
the terms" says that it stands nowhere better, so it too must be earned by having looked.
"""

from audit.model import Channel, Proof, Record, Role, Sighting
from audit.outcomes import Outcome, Place, Reason


class Claim(Record, frozen=True, kw_only=True):
    """A check's answer, before the judge has asked whether enough was looked at.

    needs: roles that must have been looked at for the claim to hold; empty when what was seen is enough by itself.
    sightings, channels, proofs: what was seen; the finding points at each of them. proofs: for what is neither a
    sighting nor a channel (see :meth:`checks.view.View.proof`).
    """

    outcome: Outcome
    place: Place | None = None
    clicks: int | None = None
    reason: Reason | None = None
    sightings: tuple[Sighting, ...] = ()
    values: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    needs: tuple[Role, ...] = ()
    proofs: tuple[Proof, ...] = ()
    detail: dict[str, str] = {}


def met(
    *sightings: Sighting,
    place: Place | None = None,
    clicks: int | None = None,
    values: tuple[str, ...] = (),
    channels: tuple[Channel, ...] = (),
    proofs: tuple[Proof, ...] = (),
    detail: dict[str, str] | None = None,
) -> Claim:
    """The rule is met, as these sightings, channels or proofs show."""
    return Claim(
        outcome=Outcome.MET,
        place=place,
        clicks=clicks,
        sightings=sightings,
        values=values,
        channels=channels,
        proofs=proofs,
        detail=detail or {},
    )


def not_seen(
    reason: Reason,
    needs: tuple[Role, ...],
    *,
    sightings: tuple[Sighting, ...] = (),
    channels: tuple[Channel, ...] = (),
    proofs: tuple[Proof, ...] = (),
    detail: dict[str, str] | None = None,
) -> Claim:
    """Not seen in pages of these roles. ``sightings`` may show what was seen instead (another party's number)."""
    return Claim(
        outcome=Outcome.NOT_FOUND,
        reason=reason,
        needs=needs,
        sightings=sightings,
        channels=channels,
        proofs=proofs,
        detail=detail or {},
    )


def does_not_apply(reason: Reason, needs: tuple[Role, ...] = ()) -> Claim:
    """The rule says nothing about this shop. needs: where its object would stand, if it had one."""
    return Claim(outcome=Outcome.NOT_APPLICABLE, reason=reason, needs=needs)


def unsure(
    reason: Reason, *sightings: Sighting, proofs: tuple[Proof, ...] = (), detail: dict[str, str] | None = None
) -> Claim:
    """A person must look."""
    return Claim(outcome=Outcome.UNSURE, reason=reason, sightings=sightings, proofs=proofs, detail=detail or {})
