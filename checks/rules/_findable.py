"""What phone-findable and email-findable share: the best place of the shop's own, or what was seen instead."""

from collections.abc import Callable
from typing import NamedTuple

from audit.model import READABLE, How, Kind, Owner, Role, Sighting, Use
from audit.outcomes import Outcome, Place, Reason
from checks.claims import Claim, met, not_seen, unsure
from checks.place import Placed, place
from checks.view import View, distinct

DEFAULT_ROLES = (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT)
NOT_SERVICE = (Use.PRIVACY, Use.PRESS, Use.JOBS, Use.INVESTORS, Use.BUSINESS, Use.BRANCH, Use.GIVEN_UP)
"""Uses that are not for the web shop's customers."""
SHOWN = READABLE | {How.MAILTO, How.TEL_LINK}
SEEN = SHOWN | {How.IMAGE, How.PDF}
"""What a visitor meets, if with trouble: of such a thing it cannot be said that nothing was seen."""
DEFAULT_PLACES = {
    Place.CLEAR: Outcome.MET,
    Place.HARD: Outcome.PARTLY,
    Place.IMAGE_ONLY: Outcome.PARTLY,
    Place.PDF_ONLY: Outcome.PARTLY,
    Place.TERMS_ONLY: Outcome.BREACHED,
    Place.PRIVACY_ONLY: Outcome.BREACHED,
    Place.LOGIN_ONLY: Outcome.BREACHED,
    Place.AFTER_CHAT: Outcome.BREACHED,
    Place.MARKUP_ONLY: Outcome.BREACHED,
}


class Unfit(NamedTuple):
    """What it comes to when the shop has own ones but none is fit. detail: what the page says of them."""

    outcome: Outcome
    reason: Reason
    detail: dict[str, str] = {}


def findable(
    view: View,
    kind: Kind,
    *,
    counts: Callable[[Sighting], bool],
    fit: Callable[[Sighting], bool],
    unfit: Callable[[tuple[Sighting, ...]], Unfit],
    roles: tuple[Role, ...],
    max_clicks: int,
    places: dict[Place, Outcome],
    perhaps: Callable[[Sighting], bool] | None = None,
) -> Claim:
    """The claim about one kind of contact detail.

    counts: whether a sighting is of the thing looked for at all (a fax is no telephone).
    fit: whether a sighting of the shop's own serves a customer (no premium number, no no-reply address).
    unfit: what it comes to when the shop has own ones but none is fit.
    perhaps: whether one of unknown owner in terms or a privacy statement is worth a person's look, as any is that
        stands elsewhere; ``fit`` where it is not given.
    """
    own = [place(s, max_clicks=max_clicks) for s in view.owned(kind, Owner.SHOP) if counts(s)]
    good = sorted((p for p in own if fit(p.sighting)), key=lambda p: p.order)
    if good and good[0].place is not Place.MARKUP_ONLY:
        return _placed(good, roles, places)
    poor = sorted((p for p in own if not fit(p.sighting)), key=lambda p: p.order)
    if poor and poor[0].place is not Place.MARKUP_ONLY:
        return _placed(poor, roles, places, unfit(tuple(p.sighting for p in poor)))
    wanted = perhaps or fit
    unknown = [s for s in view.owned(kind, Owner.UNKNOWN) if s.how in SEEN and counts(s)]
    doubtful = [s for s in unknown if wanted(s) or s.role not in (Role.TERMS, Role.PRIVACY)]
    if doubtful:
        return unsure(Reason.OWNER_UNKNOWN, *doubtful)
    if good:
        return _placed(good, roles, places)
    return _nothing(view, kind, roles)


def _placed(
    ranked: list[Placed],
    roles: tuple[Role, ...],
    places: dict[Place, Outcome],
    unfit: Unfit | None = None,
) -> Claim:
    best = ranked[0]
    sightings = tuple(p.sighting for p in ranked)
    verdict, reason = places[best.place], best.reason
    if unfit is not None and not (verdict is Outcome.BREACHED and unfit.outcome is Outcome.PARTLY):
        verdict, reason = unfit.outcome, unfit.reason
    if verdict is Outcome.MET:
        return met(*sightings, place=best.place, clicks=best.clicks, values=distinct(s.value for s in sightings))
    return Claim(
        outcome=verdict,
        place=best.place,
        clicks=best.clicks,
        reason=reason,
        sightings=sightings,
        values=distinct(s.value for s in sightings),
        needs=() if verdict is Outcome.UNSURE else roles,  # a person looks anyway
        detail=dict(unfit.detail) if unfit else {},
    )


def _nothing(view: View, kind: Kind, roles: tuple[Role, ...]) -> Claim:
    """Not seen; the reason names what stands there instead, first of all what a visitor could take for the shop's."""
    others = view.owned(kind, Owner.OTHER)
    shown = [s for s in others if s.how in SHOWN and s.role in (Role.HOME, *roles)]
    channels = view.channels("form", "chat", "whatsapp", "messenger", "callback", "social", "app")
    kinds = {c.kind for c in channels}
    if shown:
        reason = Reason.OTHER_PARTY_ONLY
    elif "form" in kinds:
        reason = Reason.FORM_ONLY
    elif "chat" in kinds:
        reason = Reason.CHAT_ONLY
    elif kinds & {"whatsapp", "messenger", "callback"}:
        reason = Reason.OTHER_CHANNEL_ONLY
    elif others:
        reason = Reason.OTHER_PARTY_ONLY
    else:
        reason = Reason.NOTHING_SEEN
    gates = view.channels("login")
    if gates:  # the page says where they are, and we do not sign in
        return unsure(Reason.ONLY_AFTER_LOGIN, proofs=tuple(view.proof(c.page, c.quote) for c in gates))
    if view.snapshot.facts.get("unread_pictures"):
        return unsure(Reason.ONLY_IN_IMAGE)  # it may stand in a picture that nobody has read yet
    detail = {"channels": ", ".join(distinct(c.kind for c in channels))} if channels else {}
    if others:
        detail["other_party"] = ", ".join(distinct(s.value for s in others))
    return not_seen(reason, roles, sightings=others, channels=channels, detail=detail)
