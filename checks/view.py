"""What a check sees of a visit: the sightings, with their pages, sorted by whose they are."""

from collections.abc import Iterable
from functools import cached_property

from audit.model import Channel, Kind, Owner, Page, Proof, Role, Sighting, Snapshot
from checks.place import REPEATED
from checks.said import only_for_messages

QUOTE = 300
"""Characters of a quote that a finding shows at most."""


class View:
    """A Snapshot with the questions that checks ask of it.

    common: values that stand on three or more unrelated shops of the audit and so are nobody's own.
    """

    def __init__(self, snapshot: Snapshot, *, market: str, common: frozenset[str] = frozenset()) -> None:
        self.snapshot = snapshot
        self.market = market
        self.common = common

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Pages by the addresses under which sightings name them."""
        named: dict[str, Page] = {}
        for page in self.snapshot.pages:
            named.setdefault(page.url, page)
            named[page.final_url] = page
        return named

    def sightings(self, kind: Kind) -> tuple[Sighting, ...]:
        """All sightings of one kind, whoever's they are."""
        return tuple(s for s in self.snapshot.sightings if s.kind is kind)

    def owner(self, sighting: Sighting) -> Owner:
        """Whose it is, with what the whole audit tells.

        What unrelated shops show too is nobody's own; but where it stands as the shop's own would, in a footer or on a
        contact page, that alone is no proof, and a person must look. A mailbox on the shop's own domain is the shop's.
        """
        if sighting.value not in self.common or on_own_domain(sighting, self.snapshot):
            return sighting.owner
        in_text = sighting.role in (Role.TERMS, Role.PRIVACY) and sighting.region not in REPEATED
        return Owner.OTHER if in_text or sighting.owner is Owner.OTHER else Owner.UNKNOWN

    def owned(self, kind: Kind, owner: Owner) -> tuple[Sighting, ...]:
        """Sightings of one kind that are the shop's own, another party's, or of unknown owner."""
        return tuple(s for s in self.sightings(kind) if self.owner(s) is owner)

    def channels(self, *kinds: str) -> tuple[Channel, ...]:
        """Other channels of these kinds, numbers of a messaging service that are not to be called among them."""
        return tuple(c for c in (*self.snapshot.channels, *self._messages) if c.kind in kinds)

    @cached_property
    def _messages(self) -> tuple[Channel, ...]:
        """Channels that stand as a number with words beside it, and so were read as telephone numbers."""
        known = {c.value for c in self.snapshot.channels if c.kind == "whatsapp"}
        told = [s for s in self.owned(Kind.PHONE, Owner.SHOP) if s.value not in known and only_for_messages(s)]
        return tuple(Channel(kind="whatsapp", value=s.value, page=s.page, quote=s.quote) for s in told)

    def proof(self, page: str, *quotes: str) -> Proof:
        """What a finding points at: the page's address, the first quote that says something, a picture of the page."""
        seen = self.pages.get(page)
        quote = next((q for q in quotes if q.strip()), "")
        return Proof(url=page, quote=quote[:QUOTE], screenshot=next(iter(seen.screenshots), None) if seen else None)


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The values without doubles, in order."""
    return tuple(dict.fromkeys(values))


def host(snapshot: Snapshot) -> str:
    """The shop's host without www, as the visit found it."""
    address = snapshot.home_url or snapshot.shop.url
    return (
        address.partition("//")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].removeprefix("www.").lower()
    )


def on_own_domain(sighting: Sighting, snapshot: Snapshot) -> bool:
    """Whether it is a mailbox on the domain of the shop that shows it."""
    name = host(snapshot)
    return sighting.kind is Kind.EMAIL and bool(name) and sighting.value.endswith((f"@{name}", f".{name}"))
