"""A page that a visit has read, and what counts as a good sighting."""

from dataclasses import dataclass, field

from audit.model import Kind, NumberKind, Owner, Role, Sighting, Use
from audit.outcomes import Place
from checks.find.reading import PageReading
from checks.place import place
from checks.said import only_for_messages, only_for_orders
from crawler.fetch import Fetched

_NOT_FOR_CUSTOMERS = frozenset(
    {Use.NOREPLY, Use.PRIVACY, Use.PRESS, Use.JOBS, Use.INVESTORS, Use.BRANCH, Use.ORDERS, Use.GIVEN_UP}
)
_NOT_FOR_CALLS = frozenset({NumberKind.FAX, NumberKind.PREMIUM, NumberKind.SHARED_COST})


@dataclass(kw_only=True)
class Seen:
    """A page that was read. reading: as served, later as rendered. body, dom, screenshots: evidence ids."""

    fetched: Fetched
    reading: PageReading
    role: Role
    rendered: bool = False
    body: str | None = None
    dom: str | None = None
    screenshots: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the page is, after redirects."""
        return self.fetched.final_url

    @property
    def is_document(self) -> bool:
        """Whether it is a PDF, which no browser needs to show."""
        return self.fetched.media_type == "application/pdf"


def promising(sighting: Sighting) -> bool:
    """Whether a sighting is all that anybody could wish for: the shop's own, for customers, in a clear place."""
    return (
        sighting.owner is Owner.SHOP
        and sighting.use not in _NOT_FOR_CUSTOMERS
        and not (sighting.kind is Kind.PHONE and sighting.use is Use.BUSINESS)
        and sighting.number_kind not in _NOT_FOR_CALLS
        and not (sighting.kind is Kind.PHONE and sighting.number_kind is NumberKind.UNKNOWN)  # a person will look
        and place(sighting).place is Place.CLEAR
        and not (sighting.kind is Kind.PHONE and (only_for_orders(sighting) or only_for_messages(sighting)))
    )
