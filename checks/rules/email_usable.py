"""Mail to the shop's address can arrive and is read.

Looks at the shop's own addresses: one from which nobody reads mail (no-reply) does not count, and the domain behind
the @ must accept mail: an MX record, or an address record where there is none (RFC 5321, section 5.1; a null MX after
RFC 7505 accepts none). The records were asked for at the time of the visit. Nothing is said where no address was seen.
"""

from audit.model import Kind, Owner, Sighting, Use
from audit.outcomes import Outcome, Reason
from checks.claims import Claim, does_not_apply, met
from checks.place import place
from checks.rules._findable import DEFAULT_ROLES
from checks.view import View, distinct

ID = "email-usable"


def check(view: View, *, unread: tuple[Use, ...] = (Use.NOREPLY,)) -> Claim:
    """See the module."""
    addresses = sorted(view.owned(Kind.EMAIL, Owner.SHOP), key=lambda s: place(s).order)
    if not addresses:
        return does_not_apply(Reason.NOTHING_SEEN, DEFAULT_ROLES)
    read = [s for s in addresses if s.use not in unread]
    if not read:
        return _claim(Outcome.BREACHED, Reason.NOREPLY_ONLY, addresses)
    deliverable = [s for s in read if _records(view, s) in ("mx", "a")]
    if deliverable:
        return met(*deliverable, values=distinct(s.value for s in deliverable))
    if all(_records(view, s) == "none" for s in read):
        return _claim(Outcome.BREACHED, Reason.UNDELIVERABLE, read)
    return _claim(Outcome.NOT_MEASURED, Reason.NO_NETWORK, read)


def _records(view: View, sighting: Sighting) -> str:
    """What DNS said of the address's domain at visit time: mx, a, none or unknown."""
    return view.snapshot.mail_domains.get(sighting.value.rpartition("@")[2], "unknown")


def _claim(outcome: Outcome, reason: Reason, sightings: list[Sighting]) -> Claim:
    return Claim(
        outcome=outcome, reason=reason, sightings=tuple(sightings), values=distinct(s.value for s in sightings)
    )
