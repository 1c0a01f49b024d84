"""A customer can find the shop's telephone number.

Looks at every page that was read for a number of the shop's own that a customer can call: not a fax, not a number of
another party. The best place decides. A number that costs more than a normal call does not count when it is the only
one. Nothing is said about whether anybody answers.
"""

from audit.model import Kind, NumberKind, Role, Sighting
from audit.outcomes import Outcome, Place, Reason
from checks.claims import Claim
from checks.rules._findable import DEFAULT_PLACES, DEFAULT_ROLES, findable
from checks.view import View

ID = "phone-findable"


def check(
    view: View,
    *,
    roles: tuple[Role, ...] = DEFAULT_ROLES,
    max_clicks: int = 2,
    places: dict[Place, Outcome] = DEFAULT_PLACES,
    costly: tuple[NumberKind, ...] = (NumberKind.PREMIUM, NumberKind.SHARED_COST),
) -> Claim:
    """See the module. costly: kinds of numbers that do not count when they are the only ones."""

    def fit(sighting: Sighting) -> bool:
        return sighting.number_kind not in costly

    return findable(
        view,
        Kind.PHONE,
        counts=lambda sighting: sighting.number_kind is not NumberKind.FAX,
        fit=fit,
        unfit_reason=lambda sightings: (Outcome.BREACHED, Reason.PREMIUM_ONLY),
        roles=roles,
        max_clicks=max_clicks,
        places=places,
    )
