"""Where a contact detail stands for a visitor: the place classes of the project's table of outcomes.

Sources of the limits: two clicks, BGH I ZR 228/03 (2006) and OLG Braunschweig 2 U 16/25 (2025); terms and
conditions are no logical place, Dutch regulator and Consumentenbond (2023); premium numbers, OLG Frankfurt
6 U 219/13 (2014).
"""

from audit.model import MARKUP, How, Record, Region, Role, Sighting
from audit.outcomes import Place, Reason

REPEATED = frozenset({Region.HEADER, Region.FOOTER, Region.NAV})
"""Regions that a page shares with the rest of the site: a footer on the terms page is not "in the terms"."""

_BY_FORM = {
    How.IMAGE: (Place.IMAGE_ONLY, Reason.ONLY_IN_IMAGE),
    How.IMAGE_ALT: (Place.IMAGE_ONLY, Reason.ONLY_IN_IMAGE),
    How.PDF: (Place.PDF_ONLY, Reason.ONLY_IN_PDF),
    How.TEL_LINK: (Place.HARD, Reason.BEHIND_LINK),
}
_BY_ROLE = {
    Role.TERMS: (Place.TERMS_ONLY, Reason.ONLY_IN_TERMS),
    Role.PRIVACY: (Place.PRIVACY_ONLY, Reason.ONLY_IN_PRIVACY),
    Role.LOGIN: (Place.LOGIN_ONLY, Reason.ONLY_AFTER_LOGIN),
}


class Placed(Record, frozen=True, kw_only=True):
    """A sighting with the place that it earns. reason is None for a clear place."""

    sighting: Sighting
    place: Place
    clicks: int | None
    reason: Reason | None = None

    @property
    def order(self) -> tuple[int, int, bool, str]:
        """Sorting key, best first: place, then clicks, then what a browser has confirmed."""
        clicks = 99 if self.clicks is None else self.clicks
        return self.place.rank, clicks, not self.sighting.rendered, self.sighting.page


def place(sighting: Sighting, *, max_clicks: int = 2) -> Placed:
    """The place of one sighting.

    max_clicks: how many clicks from home (expanders counted) still count as easily found.
    """
    clicks = None if sighting.clicks is None else sighting.clicks + sighting.extra_clicks
    found, reason = _place(sighting, clicks, max_clicks)
    return Placed(sighting=sighting, place=found, clicks=clicks, reason=reason)


def _place(sighting: Sighting, clicks: int | None, max_clicks: int) -> tuple[Place, Reason | None]:
    if sighting.how in MARKUP or sighting.region is Region.HEAD or _invisible(sighting):
        return Place.MARKUP_ONLY, Reason.ONLY_IN_MARKUP
    if sighting.role in _BY_ROLE and sighting.region not in REPEATED:
        return _BY_ROLE[sighting.role]
    if sighting.how in _BY_FORM:
        return _BY_FORM[sighting.how]
    if clicks is None or clicks > max_clicks:
        return Place.HARD, Reason.TOO_MANY_CLICKS
    if sighting.visible_desktop and sighting.visible_phone is False:
        return Place.HARD, Reason.HIDDEN_ON_PHONE
    if sighting.visible_phone and sighting.visible_desktop is False:
        return Place.HARD, Reason.HIDDEN_ON_DESKTOP
    return Place.CLEAR, None


def _invisible(sighting: Sighting) -> bool:
    """Seen in the page, but by no visitor: hidden at both widths, and no button brings it out."""
    return sighting.visible_desktop is False and sighting.visible_phone is False and not sighting.extra_clicks
