"""A customer can find the shop's telephone number.

Looks at every page that was read for a number of the shop's own that a customer can call: not a fax, not a number of
another party, not one that stands only inside a link to a messaging service or that the page says not to call. The
best place decides. A number that costs more than a normal call does not count when it is the only one; with words that
promise the basic rate, or that keep the number for new orders, it counts in part, and the words are shown. One that is
only for the press, vacancies, privacy requests, business customers or a branch, or that is struck out or said to be in
use no more, goes to a person, and so does a short number, or one that its country's plan does not have, where nothing
says what a call costs. Nothing is said about whether anybody answers.
"""

from audit.model import How, Kind, NumberKind, Role, Sighting, Use
from audit.outcomes import Outcome, Place, Reason
from checks.claims import Claim
from checks.find.numbers import in_plan
from checks.rules._findable import DEFAULT_PLACES, DEFAULT_ROLES, NOT_SERVICE, Unfit, findable
from checks.said import only_for_messages, only_for_orders, says_basic_rate
from checks.view import View

ID = "phone-findable"


def _price_unknown(sighting: Sighting) -> bool:
    """Whether nothing tells the kind of the number, and it is in no range that the country's plan gives out."""
    return sighting.number_kind is NumberKind.UNKNOWN and not in_plan(sighting.value)


def _to_call(sighting: Sighting) -> bool:
    """Whether a customer is to call the number: no fax, and not one that is there for messages only."""
    if sighting.number_kind is NumberKind.FAX or sighting.how is How.CHANNEL_LINK:
        return False
    return not only_for_messages(sighting)


def _for_orders(sighting: Sighting) -> bool:
    """Whether the page keeps the number for placing orders."""
    return sighting.use is Use.ORDERS or only_for_orders(sighting)


def check(
    view: View,
    *,
    roles: tuple[Role, ...] = DEFAULT_ROLES,
    max_clicks: int = 2,
    places: dict[Place, Outcome] = DEFAULT_PLACES,
    costly: tuple[NumberKind, ...] = (NumberKind.PREMIUM, NumberKind.SHARED_COST),
    not_service: tuple[Use, ...] = NOT_SERVICE,
) -> Claim:
    """See the module. costly: kinds of numbers that do not count when they are the only ones; not_service: uses that
    are not for the web shop's customers."""

    def serves(sighting: Sighting) -> bool:
        return sighting.use not in not_service or sighting.role is Role.PRIVACY

    def perhaps(sighting: Sighting) -> bool:
        return serves(sighting) and sighting.number_kind not in costly and not _for_orders(sighting)

    def fit(sighting: Sighting) -> bool:
        return perhaps(sighting) and not _price_unknown(sighting)

    def unfit(sightings: tuple[Sighting, ...]) -> Unfit:
        if not any(map(serves, sightings)):
            return Unfit(Outcome.UNSURE, Reason.NOT_FOR_CUSTOMERS)
        sightings = tuple(filter(serves, sightings))
        if any(map(_price_unknown, sightings)):
            return Unfit(Outcome.UNSURE, Reason.TARIFF_UNKNOWN)
        orders = [s for s in sightings if s.number_kind not in costly]
        promised = [s for s in sightings if says_basic_rate(s)]
        if orders:
            return Unfit(Outcome.PARTLY, Reason.ORDERS_ONLY, {"stated": orders[0].quote})
        if promised:
            return Unfit(Outcome.PARTLY, Reason.PREMIUM_ONLY, {"stated": promised[0].quote})
        return Unfit(Outcome.BREACHED, Reason.PREMIUM_ONLY)

    return findable(
        view,
        Kind.PHONE,
        counts=_to_call,
        fit=fit,
        unfit=unfit,
        roles=roles,
        max_clicks=max_clicks,
        places=places,
        perhaps=perhaps,
    )
