"""Pages that list many: the shop's branches, or the firms around it, each under a heading of its own."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import msgspec

from audit.model import Kind, Owner, Region, Role, Sighting, Use
from audit.words import words
from checks.find.dom import Anchor, Document
from checks.find.emails import domain_of, free_mail
from checks.find.layout import data
from checks.find.menus import host_of
from checks.find.outlets import nameless
from checks.find.phrases import loose
from checks.find.places import first_headings
from checks.find.runs import among_others, columns, from_own_name, runs
from checks.find.titles import contact_word, us
from checks.find.topics import for_customers, told

MANY = 5
"""So many numbers under as many headings, none of them the one in the page's frame, are a list of others."""
DIRECT = 3
"""Numbers that differ in so many last digits only are direct lines of one switchboard."""
STRANGERS = 4
"""So many addresses in the main part of a page, each at a domain of its own that is not the site's, are of others."""
LABEL_WORDS = 2
"""No more words stand between a link and the number of what it leads to: "telephone", "or call"."""
ONE_OF_MANY = "one of many on its page, each with a heading or domain of its own"
_LED_TO = frozenset((Role.CONTACT, Role.SERVICE))
"""Roles that a link such as "Our stores" gives as well; the page's own title says which of the two it is."""
_PARTED = re.compile(r"\s[|–—·-]\s")
_FIRST = frozenset(("index", "home", "default"))
_SERVICE_PAGES = frozenset((Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT))
Key = tuple[object, ...]


def branches(found: Mapping[Key, Sighting], under: Mapping[Key, str], role: Role) -> dict[Key, Sighting]:
    """On a page that lists the shop's branches, what stands in its main part only is a branch's own.

    Two entries at least make a list: numbers under headings of their own, or each behind an address or the name of a
    branch; only the latter where a link for contact or service led to the page. What its own words give to customers
    is for all of them.
    """
    listed = {key: s for key, s in found.items() if s.region is Region.MAIN and s.use is Use.OTHER}
    framed = {s.value for s in found.values() if s.region is not Region.MAIN}
    changed: dict[Key, Sighting] = {}
    for kind in (Kind.PHONE, Kind.EMAIL):
        own = {
            key: s
            for key, s in listed.items()
            if s.kind is kind and s.owner is Owner.SHOP and s.value not in framed and not for_customers(told(s))
        }
        heads = {under.get(key, "") for key in own} if role not in _LED_TO else set()
        raws = [s.raw for s in listed.values() if s.kind is kind]
        begun = {s.value for s in own.values() if _begins_entry(s, raws)}
        if len({s.value for s in own.values()}) > 1 and max(len(heads), len(begun)) > 1:
            changed |= {key: msgspec.structs.replace(s, use=Use.BRANCH) for key, s in own.items()}
    return changed


def _begins_entry(seen: Sighting, raws: Iterable[str]) -> bool:
    """Whether an address, hours or the name of a branch stand between the value and the one of its kind before it."""
    before = seen.quote.partition(seen.raw)[0] if seen.raw in seen.quote else ""
    for raw in raws:
        before = before.rpartition(raw)[2]
    return _address().search(before) is not None or _branch().search(before.lower()) is not None


@cache
def _address() -> re.Pattern[str]:
    """A street and number, a postal code, or hours: a branch's."""
    clock = "|".join((*data("numbers")["labels"]["clock"], *words("hours", "am"), *words("hours", "pm")))
    return re.compile(
        r"[^\W\d_]{3,}\.? \d{1,4}(?: ?[a-zA-Z])?(?!\w)|(?<!\w)\d{1,4},? [^\W\d_]{3,}|(?<!\w)\d{4} ?[A-Z]{2}(?!\w)"
        rf"|(?<![\w.:])\d{{1,2}}(?:[.:]\d\d|(?:[.:]\d\d)? ?(?:{clock}))(?![\w.:])"
    )


@cache
def _branch() -> re.Pattern[str]:
    return loose(data("parties")["around"]["branch"])


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


def strangers(
    found: Mapping[Key, Sighting],
    under: Mapping[Key, str],
    document: Document,
    text: str,
    *,
    titles: Sequence[str],
    called: Sequence[str],
) -> dict[Key, Sighting]:
    """On a page that lists firms (cards of dealers, of those who process data), what stands in its main part only is of
    nobody we can tell: each firm has an address or a site at a domain of its own, or the page's title is a word for
    dealers and nothing else.

    ``under``: the heading of each; what stands under one that begins with the site's own name, as it is ``called``, is
    the shop's; the ``titles`` of the page say nothing of its parts."""
    framed = {s.value for s in found.values() if s.region is not Region.MAIN}
    open_to_us = {
        key: s
        for key, s in found.items()
        if s.region is Region.MAIN and s.owner is Owner.SHOP and not s.owner_reason and s.value not in framed
        if s.kind is Kind.PHONE or not free_mail(s.value)
    }
    hosts = {domain_of(s.value.rpartition("@")[2]) for s in open_to_us.values() if s.kind is Kind.EMAIL}
    many = len({s.value for s in open_to_us.values() if s.kind is Kind.PHONE}) >= STRANGERS
    named = many and titles[0].strip().lower() in data("parties")["around"]["dealer_titles"]
    if not named and len(hosts) < STRANGERS and not (many and len(_sites(document, text)) >= STRANGERS):
        return {}
    ours = {head for head in under.values() if head not in titles and from_own_name(head, called)}
    return {
        key: msgspec.structs.replace(s, owner=Owner.UNKNOWN, owner_reason=ONE_OF_MANY)
        for key, s in open_to_us.items()
        if (many or s.kind is Kind.EMAIL) and under.get(key) not in ours
    }


def _sites(document: Document, text: str) -> set[str]:
    """The domains of links in the main part whose words are the address itself: "www.a-firm.nl"."""
    found: set[str] = set()
    for anchor in _led_away(document):
        said = text[anchor.start : anchor.end].strip().lower().removeprefix("https://").removeprefix("http://")
        host = said.removeprefix("www.").partition("/")[0]
        if "." in host and f"{host}/" in f"{anchor.href}/".lower():
            found.add(domain_of(host))
    return found


def _led_away(document: Document) -> Iterator[Anchor]:
    """The links in the main part that people see and that have a whole address."""
    for anchor in document.anchors:
        shown = anchor.context.region is Region.MAIN and not anchor.context.hidden
        if shown and (anchor.href or "").startswith("http"):
            yield anchor


def linked(
    found: Mapping[Key, Sighting], places: Mapping[Key, tuple[int, int]], document: Document, text: str
) -> dict[Key, Sighting]:
    """Where a page lists firms by links to sites of their own, the number or address right behind such a link is of
    nobody we can tell. Links to one site (maps, accounts, the shop's own) make no list, however many."""
    framed = {s.value for s in found.values() if s.region is not Region.MAIN}
    begin = {key: places[key][0] for key, s in found.items() if key in places and s.region is Region.MAIN}
    starts = sorted(begin.values())
    links = sorted((anchor.end, domain_of(host_of(anchor.href or ""))) for anchor in _led_away(document))
    ends = [end for end, _ in links]
    behind: dict[Key, str] = {}
    for key, start in begin.items():
        end, domain = links[at - 1] if (at := bisect_right(ends, start)) else (0, "")
        right_behind = domain and bisect_left(starts, end) == bisect_left(starts, start)
        if right_behind and len(text[end:start].split()) <= LABEL_WORDS:
            behind[key] = domain
    if len(set(behind.values())) < STRANGERS or len({key[1] for key in behind}) < STRANGERS:
        return {}
    open_to_us = ((key, found[key]) for key in behind if not found[key].owner_reason)
    return {
        key: msgspec.structs.replace(s, owner=Owner.UNKNOWN, owner_reason=ONE_OF_MANY)
        for key, s in open_to_us
        if s.owner is Owner.SHOP and s.value not in framed
    }


def _framed(sighting: Sighting) -> bool:
    return sighting.region in (Region.HEADER, Region.FOOTER) and sighting.owner is Owner.SHOP


def _bare(said: str) -> str:
    return "".join(c for c in said.lower() if c.isalnum())


def listed(
    found: dict[Key, Sighting],
    under: Mapping[Key, str],
    places: Mapping[Key, tuple[int, int]],
    document: Document,
    text: str,
    *,
    role: Role,
    stores: str,
    names: Sequence[str],
    called: Sequence[str],
    url: str,
) -> None:
    """Mark what a page lists. ``called``: what it tells of the site's name, accounts left out."""
    found.update(columns(found, places, document.seen, text, called))
    found.update(among_others(found, places, document.seen, text, called))
    found.update(nameless(found, places, document.seen, text))
    found.update(linked(found, places, document, text))
    titles = [_PARTED.split(document.title)[0], *first_headings(document.seen, text)]
    if role in _SERVICE_PAGES and (role not in _LED_TO or not stores or any(map(contact_word, titles))):
        return
    found.update(branches(found, under, role) if stores else neighbours(found, under, titles, names))
    found.update(strangers(found, under, document, text, titles=titles, called=called))
    if not stores and not _home(url):
        found.update(runs(found, places, document.seen, text, titles, called))


def _home(url: str) -> bool:
    """Whether an address is of a site's first page: no path, or a name that servers give it."""
    steps = [step for step in url.partition("//")[2].partition("?")[0].split("/")[1:] if step] if "//" in url else [url]
    return not steps or (len(steps) == 1 and steps[0].partition(".")[0].lower() in _FIRST)
