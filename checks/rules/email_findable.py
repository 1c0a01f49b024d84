"""A customer can find the shop's e-mail address.

Looks at every page that was read for an address of the shop's own to which a customer can write. The best place
decides; a visible link with ``mailto:`` counts as readable, for it opens the customer's mail program. An address from
which nobody reads mail does not count when it is the only one; one that is only for privacy requests, vacancies, the
press, business customers or a branch, or that is struck out or said to be in use no more, goes to a person. Nothing is
said about whether anybody answers.
"""

from audit.model import Kind, Role, Sighting, Use
from audit.outcomes import Outcome, Place, Reason
from checks.claims import Claim
from checks.rules._findable import DEFAULT_PLACES, DEFAULT_ROLES, NOT_SERVICE, Unfit, findable
from checks.view import View

ID = "email-findable"


def check(
    view: View,
    *,
    roles: tuple[Role, ...] = DEFAULT_ROLES,
    max_clicks: int = 2,
    places: dict[Place, Outcome] = DEFAULT_PLACES,
    unread: tuple[Use, ...] = (Use.NOREPLY,),
    not_service: tuple[Use, ...] = NOT_SERVICE,
) -> Claim:
    """See the module. unread: uses that nobody reads; not_service: uses that are not for customers."""

    def fit(sighting: Sighting) -> bool:
        if sighting.use in unread:
            return False
        return sighting.use not in not_service or sighting.role is Role.PRIVACY

    def unfit(sightings: tuple[Sighting, ...]) -> Unfit:
        if all(s.use in unread for s in sightings):
            return Unfit(Outcome.BREACHED, Reason.NOREPLY_ONLY)
        return Unfit(Outcome.UNSURE, Reason.NOT_FOR_CUSTOMERS)

    return findable(
        view,
        Kind.EMAIL,
        counts=lambda sighting: True,
        fit=fit,
        unfit=unfit,
        roles=roles,
        max_clicks=max_clicks,
        places=places,
    )
