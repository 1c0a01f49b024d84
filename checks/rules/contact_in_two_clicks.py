"""A way to reach the shop stands at most two clicks from home.

Looks at the shortest way by real links from the home page to a page with the role contact, service or imprint on which
a customer can do something: write, call, fill in a form. The words on each link are shown. Where no such page is near,
contact details that everybody sees in the shop's frame or on its home page are as good. A page that is only named so
counts when none shows anything; a service page without a word of contact is none.

Two clicks are what the German Federal Court accepted (BGH I ZR 228/03, 2006); more were too many for the Higher
Regional Court of Brunswick (2 U 16/25, 2025).
"""

import msgspec

from audit.model import Kind, Owner, Page, Role
from audit.outcomes import Outcome, Place, Reason
from checks.claims import Claim, met, not_seen
from checks.place import Placed, place
from checks.view import View

ID = "contact-in-two-clicks"


def check(
    view: View, *, roles: tuple[Role, ...] = (Role.CONTACT, Role.SERVICE, Role.IMPRINT), max_clicks: int = 2
) -> Claim:
    """See the module."""
    pages = sorted((p for p in view.snapshot.pages if p.role in roles), key=_distance)
    useful = [p for p in pages if _shows_a_way(view, p)]
    if useful and _near(useful[0].clicks, max_clicks):
        return _of(view, useful[0], useful[0].clicks, max_clicks, roles)
    detail = _nearest_detail(view, max_clicks)
    if detail is not None:
        return _of(view, view.pages[detail.sighting.page], detail.clicks, max_clicks, roles)
    named = useful or [p for p in pages if p.role is not Role.SERVICE]
    if not named:
        return not_seen(Reason.NOTHING_SEEN, roles)
    claim = _of(view, named[0], named[0].clicks, max_clicks, roles)
    return msgspec.structs.replace(claim, needs=roles)  # nothing by which to reach anybody was seen there: look first


def _of(view: View, page: Page, clicks: int | None, max_clicks: int, roles: tuple[Role, ...]) -> Claim:
    way = {"way": " > ".join(step.label or step.url for step in page.path), "page": page.final_url}
    proofs = (view.proof(page.final_url, page.path[-1].label if page.path else "", page.title, page.final_url),)
    if _near(clicks, max_clicks):
        return met(clicks=clicks, values=(page.final_url,), proofs=proofs, detail=way)
    return Claim(
        outcome=Outcome.PARTLY,
        clicks=clicks,
        reason=Reason.TOO_MANY_CLICKS,
        values=(page.final_url,),
        needs=roles,
        proofs=proofs,
        detail=way,
    )


def _shows_a_way(view: View, page: Page) -> bool:
    """Whether anything stands there by which a customer could reach somebody."""
    addresses = {page.url, page.final_url}
    return any(c.page in addresses for c in view.snapshot.channels) or any(
        s.page in addresses and s.owner is not Owner.OTHER for kind in Kind for s in view.sightings(kind)
    )


def _nearest_detail(view: View, max_clicks: int) -> Placed | None:
    """The shop's own detail in a clear place, on whatever page."""
    placed = (place(s, max_clicks=max_clicks) for kind in Kind for s in view.owned(kind, Owner.SHOP))
    clear = (p for p in placed if p.place is Place.CLEAR and p.sighting.page in view.pages)
    return min(clear, key=lambda p: p.order, default=None)


def _near(clicks: int | None, max_clicks: int) -> bool:
    return clicks is not None and clicks <= max_clicks


def _distance(page: Page) -> tuple[int, str]:
    return (99 if page.clicks is None else page.clicks), page.final_url
