"""Calling the shop costs no more than the basic rate.

Looks at the kind of each number of the shop's own. A number for customers who have bought may cost no more than a call
to an ordinary line (CJEU C-568/15 comtech, 2017). Only costly numbers: seen, but not where it counts; a costly number
beside an ordinary one: partly; a costly number with words that promise the basic rate: partly, and the words are shown.
Nothing is said where no number was seen.
"""

from audit.model import Kind, NumberKind, Owner, Sighting, Use
from audit.outcomes import Outcome, Reason
from checks.claims import Claim, does_not_apply, met, unsure
from checks.place import place
from checks.rules._findable import DEFAULT_ROLES
from checks.said import says_basic_rate
from checks.view import View, distinct

ID = "phone-tariff"


def check(view: View, *, costly: tuple[NumberKind, ...] = (NumberKind.PREMIUM, NumberKind.SHARED_COST)) -> Claim:
    """See the module. costly: kinds that cost more than the basic rate in this market."""
    numbers = [
        s
        for s in view.owned(Kind.PHONE, Owner.SHOP)
        if s.number_kind is not NumberKind.FAX and s.use is not Use.GIVEN_UP
    ]
    numbers.sort(key=lambda s: place(s).order)
    if not numbers:
        return does_not_apply(Reason.NOTHING_SEEN, DEFAULT_ROLES)
    dear = [s for s in numbers if s.number_kind in costly]
    if dear:
        return _dear(dear, cheaper=len(dear) < len(numbers))
    if all(s.number_kind is NumberKind.UNKNOWN for s in numbers):
        return unsure(Reason.TARIFF_UNKNOWN, *numbers)
    return met(*numbers, values=distinct(s.value for s in numbers))


def _dear(dear: list[Sighting], *, cheaper: bool) -> Claim:
    promised = next((s for s in dear if says_basic_rate(s)), None)
    detail = {"stated": promised.quote} if promised else {}
    return Claim(
        outcome=Outcome.PARTLY if cheaper or promised else Outcome.BREACHED,
        reason=Reason.PREMIUM_TOO if cheaper else Reason.PREMIUM_ONLY,
        sightings=tuple(dear),
        values=distinct(s.value for s in dear),
        detail=detail,
    )
