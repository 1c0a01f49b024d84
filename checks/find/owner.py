"""Whose is a number or an address: first look at one page, second look over all pages of a shop."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from urllib.parse import urlsplit

import msgspec

from audit.model import How, Kind, Owner, Region, Role, Sighting
from checks.find.emails import domain_of, free_mail
from checks.find.labelled import NO_PHONE
from checks.find.layout import data
from checks.find.ourselves import CONTEXT
from checks.find.surroundings import by_context, is_seller, named_party, of_officer, page_title
from checks.find.titles import lower
from checks.find.trades import firm_by_trade, open_question, quoted, sent_with

MISTYPED = "domain nearly the shop's, behind a link only"
ONE_SELLER = "the only seller seen"
BY_TRADE = "in a line that names another firm"
QUOTED = "in a quotation"
OFFICER = "an officer's, at another domain"
OPEN = frozenset((BY_TRADE, QUOTED, NO_PHONE))
"""Doubts of one place only, which another place on the same page resolves."""
_AFTER = "after: "
_PLAIN = re.compile(r"[^a-z0-9]+")
_LEADS = frozenset((How.ATTRIBUTE, How.COMMENT, How.META))
_OWN_ROLES = frozenset((Role.IMPRINT, Role.CONTACT, Role.SERVICE, Role.HOME))


@cache
def _parties() -> tuple[dict[str, str], dict[str, str]]:
    numbers: dict[str, str] = {}
    domains: dict[str, str] = {}
    for party in data("parties")["party"]:
        numbers.update(dict.fromkeys(party["numbers"], party["name"]))
        domains.update(dict.fromkeys(party["domains"], party["name"]))
    return numbers, domains


def known_party(kind: Kind, value: str) -> str:
    """The name of the other party that a value is known to belong to, or an empty string."""
    numbers, domains = _parties()
    if kind is Kind.PHONE:
        return numbers.get(value, "")
    host = value.rpartition("@")[2]
    domain = domain_of(host)
    return domains.get(host) or ("" if domain in data("parties")["named"]["tenants"] else domains.get(domain, ""))


@lru_cache(maxsize=4_096)
def name_of(host: str) -> str:
    """The name in a host, bare of suffix and punctuation: ``www.my-shop.co.uk`` gives ``myshop``."""
    domain = domain_of(host.lower())
    label = domain.split(".")[0]
    return _PLAIN.sub("", label)


def site_name(url: str) -> str:
    """The name in an address's host; empty for addresses without one (files, IP numbers, localhost)."""
    try:
        host = urlsplit(url).hostname or "" if "//" in url else ""
    except ValueError:
        return ""
    if not host or host == "localhost" or re.fullmatch(r"[\d.]+|.*:.*", host):
        return ""
    return name_of(host)


def kin(name: str, others: Iterable[str]) -> bool:
    """Whether a domain's name is the site's, holds it, is held by it, or differs by little."""
    found = [_kinship(name, other) for other in others if name and other]
    return any(found)


def nearly(name: str, others: Iterable[str]) -> bool:
    """Whether a domain's name is the site's but for a letter or two: written otherwise, or mistyped."""
    found = [_kinship(name, other) for other in others if name and other]
    return "near" in found and "same" not in found


@lru_cache(maxsize=4_096)
def _kinship(name: str, other: str) -> str:
    short, long = sorted((name, other), key=len)
    if short == long or (len(short) >= 4 and short in long):
        return "same"
    return "near" if len(short) >= 6 and SequenceMatcher(None, short, long).ratio() >= 0.8 else ""


def first_look(
    kind: Kind, value: str, before: str, zone: str, names: tuple[str, ...], *, goods: bool = False, url: str = ""
) -> tuple[Owner, str]:
    """Owner and reason by one page alone. names: what it tells of the site's name. goods: maybe a product's page.
    url: of the page."""
    party = known_party(kind, value)
    host = name_of(value.rpartition("@")[2])
    related = kind is Kind.EMAIL and kin(host, (name for name in names if name == host or not page_title(name)))
    if party and not related:
        return Owner.OTHER, f"known: {party}"
    if related:
        return Owner.SHOP, "domain"
    if zone == "review":
        return Owner.OTHER, "in a review"
    named = named_party(before)
    if kind is Kind.EMAIL and named in data("parties")["named"]["pays_to"]:
        named = ""
    marked = by_context(before, names, goods=goods, mailbox=kind is Kind.EMAIL)
    low = lower(before[-CONTEXT:])
    if marked and not zone and open_question(low, marked, names):
        return Owner.UNKNOWN, f"{_AFTER}{marked}"
    mark = marked or named or zone
    if mark:
        return Owner.OTHER, f"{_AFTER}{mark}"
    if firm_by_trade(low, names) or sent_with(low):
        return Owner.UNKNOWN, BY_TRADE
    if kind is Kind.EMAIL and free_mail(value):
        return (Owner.UNKNOWN, QUOTED) if quoted(before) else (Owner.SHOP, "")
    if kind is Kind.EMAIL and site_name(url) and of_officer(low):
        return Owner.UNKNOWN, OFFICER
    return Owner.SHOP, ""


def settle_owners(sightings: Sequence[Sighting], *, site: str) -> tuple[Sighting, ...]:
    """The second look, over all sightings of one shop: kinship of domains, places, number of pages.

    Owners are settled per value: what the whole site says about a number or address holds on each of its pages.
    ``site``: the shop's address.
    """
    groups: dict[tuple[Kind, str], list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        groups[sighting.kind, sighting.value].append(sighting)
    pages = len({s.page for s in sightings}) or 1
    names = _own_names(groups, site, pages)
    settled: dict[tuple[Kind, str], tuple[Owner, str]] = {}
    for key, group in groups.items():
        settled[key] = _settle(key, group, names, pages)
    for kind in Kind:
        sellers = [key for key, (_, reason) in settled.items() if key[0] is kind and after_seller(reason)]
        if len(sellers) == 1:  # a platform has many; one may be the firm behind the shop
            settled[sellers[0]] = Owner.UNKNOWN, ONE_SELLER
    return tuple(
        msgspec.structs.replace(s, owner=settled[s.kind, s.value][0], owner_reason=settled[s.kind, s.value][1])
        for s in sightings
    )


def after_seller(reason: str) -> bool:
    """Whether a value is another's because it follows a word for the seller of a product."""
    return reason.startswith(_AFTER) and is_seller(reason.removeprefix(_AFTER))


def _own_names(groups: dict[tuple[Kind, str], list[Sighting]], site: str, pages: int) -> tuple[str, ...]:
    """The site's own name, and the names of domains whose addresses stand in its header, footer or imprint."""
    names = [site_name(site)]
    for (kind, value), group in groups.items():
        if kind is not Kind.EMAIL or free_mail(value) or known_party(kind, value):
            continue
        shop = [s for s in group if s.owner is not Owner.OTHER and s.owner_reason != MISTYPED]
        framed = {s.page for s in shop if s.region in (Region.HEADER, Region.FOOTER)}
        if (pages > 1 and len(framed) * 2 > pages) or any(s.role in (Role.IMPRINT, Role.CONTACT) for s in shop):
            names.append(name_of(value.rpartition("@")[2]))
    return tuple(dict.fromkeys(name for name in names if name))


def _settle(key: tuple[Kind, str], group: list[Sighting], names: tuple[str, ...], pages: int) -> tuple[Owner, str]:
    kind, value = key
    name = name_of(value.rpartition("@")[2]) if kind is Kind.EMAIL else ""
    if kin(name, names):
        mistyped = nearly(name, names) and all(s.owner_reason == MISTYPED for s in group)
        return (Owner.UNKNOWN, MISTYPED) if mistyped else (Owner.SHOP, "domain")
    party = known_party(kind, value)
    if party:
        return Owner.OTHER, f"known: {party}"
    seen = [s for s in group if s.how not in _LEADS]
    if not seen:
        own = any(s.owner is Owner.SHOP for s in group)
        return (Owner.SHOP, "only in the markup") if own else (group[0].owner, group[0].owner_reason)
    framed = {s.page for s in seen if s.region in (Region.HEADER, Region.FOOTER) and s.owner is Owner.SHOP}
    if framed and len(framed) * 2 > pages:
        return Owner.SHOP, "header or footer of most pages"
    reasons = Counter(s.owner_reason for s in seen if s.owner is Owner.OTHER)
    if any(s.owner is Owner.SHOP and s.role in _OWN_ROLES for s in seen):
        return Owner.SHOP, "own page"
    if reasons and sum(reasons.values()) * 2 >= len(seen):
        return Owner.OTHER, reasons.most_common(1)[0][0]
    if not any(s.owner is Owner.SHOP for s in seen):
        return Owner.UNKNOWN, ""
    lone = len({s.page for s in seen}) == 1 < pages
    if kind is Kind.EMAIL and names and lone and not free_mail(value):
        return Owner.UNKNOWN, "another domain, on one page only"
    return Owner.SHOP, ""
