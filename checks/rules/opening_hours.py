"""Customers can reach the shop outside office hours.

Looks for stated opening hours, in the text and in structured data, and counts the hours that lie outside Monday to
Friday 9 to 17. Hours of phone, chat and the like count before hours of a store. Hours that could not be read with
certainty go to a person. This is a norm of service, not of law; nothing is said about whether anybody answers.
"""

from audit.model import Hours, How, Role
from audit.outcomes import Outcome, Reason
from checks.claims import Claim, met, not_seen, unsure
from checks.rules._findable import DEFAULT_ROLES
from checks.view import View, distinct

ID = "opening-hours"


def check(
    view: View,
    *,
    roles: tuple[Role, ...] = DEFAULT_ROLES,
    channels: tuple[str, ...] = ("phone", "chat", "whatsapp", "email", ""),
    more_than: float = 0.0,
) -> Claim:
    """See the module. channels: whose hours count first. more_than: so many hours a week outside are not enough yet."""
    stated = view.snapshot.hours
    counted = _counted(stated, channels)
    if not counted:
        if stated:
            unread = tuple(view.proof(h.page, h.quote, h.raw) for h in stated)
            return unsure(Reason.UNCLEAR, proofs=unread, detail={"stated": stated[0].raw[:160], "page": stated[0].page})
        return not_seen(Reason.NOT_STATED, roles)
    best = max(counted, key=lambda h: (h.outside, h.week))
    values = distinct(f"{h.channel}: {h.osm}" if h.channel else h.osm for h in counted)
    detail = {
        "week": f"{best.week:g}",
        "outside": f"{best.outside:g}",
        "channel": best.channel,
        "source": "text" if best.how is How.TEXT else "structured data",
        "page": best.page,
        "quote": best.quote or best.raw[:160],
    }
    proofs = tuple(view.proof(h.page, h.quote, h.raw, h.osm) for h in (best, *counted))
    if best.outside > more_than:
        return met(values=values, proofs=proofs, detail=detail)
    return Claim(
        outcome=Outcome.PARTLY,
        reason=Reason.OFFICE_HOURS_ONLY,
        values=values,
        needs=tuple(roles),
        proofs=proofs,
        detail=detail,
    )


def _counted(stated: tuple[Hours, ...], channels: tuple[str, ...]) -> list[Hours]:
    """The hours that decide: those of the channels before those of a store, visible ones before structured data."""
    readable = [h for h in stated if h.osm]
    for first in (True, False):
        for visible in (True, False):
            group = [h for h in readable if (h.channel in channels) is first and (h.how is How.TEXT) is visible]
            if group:
                return group
    return []
