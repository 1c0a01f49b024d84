"""A contact page stands at most two clicks from home.

Looks at the shortest way by real links from the home page to a page with the role contact, service or imprint; the
words on each link are shown. Two clicks are what the German Federal Court accepted (BGH I ZR 228/03, 2006); more were
too many for the Higher Regional Court of Brunswick (2 U 16/25, 2025).
"""

from audit.model import Page, Role
from audit.outcomes import Outcome, Reason
from checks.claims import Claim, met, not_seen
from checks.view import View

ID = "contact-in-two-clicks"


def check(
    view: View, *, roles: tuple[Role, ...] = (Role.CONTACT, Role.SERVICE, Role.IMPRINT), max_clicks: int = 2
) -> Claim:
    """See the module."""
    pages = sorted((p for p in view.snapshot.pages if p.role in roles), key=_distance)
    if not pages:
        return not_seen(Reason.NOTHING_SEEN, roles)
    best = pages[0]
    way = {"way": " > ".join(step.label or step.url for step in best.path), "page": best.final_url}
    proofs = (view.proof(best.final_url, best.path[-1].label if best.path else "", best.title, best.final_url),)
    if best.clicks is not None and best.clicks <= max_clicks:
        return met(clicks=best.clicks, values=(best.final_url,), proofs=proofs, detail=way)
    return Claim(
        outcome=Outcome.PARTLY,
        clicks=best.clicks,
        reason=Reason.TOO_MANY_CLICKS,
        values=(best.final_url,),
        needs=roles,
        proofs=proofs,
        detail=way,
    )


def _distance(page: Page) -> tuple[int, str]:
    return (99 if page.clicks is None else page.clicks), page.final_url
