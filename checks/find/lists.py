"""Pages that list many: the shop's branches, or the firms around it, each under a heading of its own."""

from collections.abc import Iterable, Mapping

import msgspec

from audit.model import Kind, Owner, Region, Role, Sighting, Use
from checks.find.dom import Document
from checks.find.places import first_headings
from checks.find.surroundings import contact_word, us

MANY = 5
"""So many numbers under as many headings, none of them the one in the page's frame, are a list of others."""
DIRECT = 3
"""Numbers that differ in so many last digits only are direct lines of one switchboard."""
ONE_OF_MANY = "one of many on its page, each under a heading of its own"
_SERVICE_PAGES = frozenset((Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT))
Key = tuple[object, ...]


def branches(found: Mapping[Key, Sighting]) -> dict[Key, Sighting]:
    """On a page that lists the shop's branches, what stands in its main part only is a branch's own."""
    listed = {key: s for key, s in found.items() if s.region is Region.MAIN and s.use is Use.OTHER}
    framed = {s.value for s in found.values() if s.region is not Region.MAIN}
    changed: dict[Key, Sighting] = {}
    for kind in (Kind.PHONE, Kind.EMAIL):
        own = {k: s for k, s in listed.items() if s.kind is kind and s.owner is Owner.SHOP and s.value not in framed}
        if len({s.value for s in own.values()}) > 1:
            changed |= {key: msgspec.structs.replace(s, use=Use.BRANCH) for key, s in own.items()}
    return changed


def neighbours(
    found: Mapping[Key, Sighting], under: Mapping[Key, str], titles: Iterable[str], names: Iterable[str]
) -> dict[Key, Sighting]:
    """On a page that lists many others (the inns and shops around a lodging, the clubs of a town), what stands in its
    main part only is of nobody we can tell, where the shop's own number stands in the page's frame.

    ``under``: the heading of each. A page whose title speaks of us or of contact lists ourselves; so does a part whose
    heading has the site's name, that has an address of its domain, or a number next to that in the frame.
    """
    framed = {s.value for s in found.values() if s.kind is Kind.PHONE and _framed(s)}
    if not framed or any(us(title) or contact_word(title) for title in titles):
        return {}
    ours = {under.get(key, "") for key, s in found.items() if s.owner_reason == "domain" and s.region is Region.MAIN}
    called = [name for name in names if len(name) > DIRECT]
    lines = {value[:-DIRECT] for value in framed}
    listed = {
        key: s
        for key, s in found.items()
        if s.region is Region.MAIN and s.owner is Owner.SHOP and not s.owner_reason and s.value not in framed
        if under.get(key) and under[key] not in ours and not any(name in _bare(under[key]) for name in called)
        if s.value[:-DIRECT] not in lines
    }
    phones = {key: s for key, s in listed.items() if s.kind is Kind.PHONE}
    if min(len({s.value for s in phones.values()}), len({under[key] for key in phones})) < MANY:
        return {}
    return {key: msgspec.structs.replace(s, owner=Owner.UNKNOWN, owner_reason=ONE_OF_MANY) for key, s in listed.items()}


def _framed(sighting: Sighting) -> bool:
    return sighting.region in (Region.HEADER, Region.FOOTER) and sighting.owner is Owner.SHOP


def _bare(said: str) -> str:
    return "".join(c for c in said.lower() if c.isalnum())


def listed(
    found: dict[Key, Sighting],
    under: Mapping[Key, str],
    document: Document,
    text: str,
    *,
    role: Role,
    stores: str,
    names: Iterable[str],
) -> None:
    """Mark what a page lists."""
    if role in _SERVICE_PAGES:
        return
    titles = [document.title.split(" | ")[0].split(" - ")[0], *first_headings(document.seen, text)]
    found.update(branches(found) if stores else neighbours(found, under, titles, names))
