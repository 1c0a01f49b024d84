"""From the state of a visit to the Snapshot that is stored. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from audit.model import AnswerTime, Hours, Identifier, Kind, Owner, Page, Role, Searched, Snapshot, Step
from audit.words import words
from checks.find.channels import site_platform
from checks.find.identity import settle_identifiers
from checks.market import delivered_to
from crawler.frontier import NEEDED
from crawler.options import VERSION
from crawler.seen import Seen
from crawler.urls import key
from crawler.walk import Walk

Told = TypeVar("Told", Hours, AnswerTime)

_FILLED_LATER = re.compile(
    rb"\0|<(?:script|i?frame|frameset|object|embed)\b|\son[a-z]+\s*=|javascript:|http-equiv\s*=\s*[\"']?refresh",
    re.IGNORECASE,
)
"""What may bring more to a page than its source holds. A zero byte: an encoding in which none of these can be seen."""


def snapshot(walk: Walk, finished_at: datetime, mail_domains: dict[str, str]) -> Snapshot:
    """All that the visit gathered. mail_domains: what DNS said of the domains of the shop's addresses."""
    pages = tuple(_page(walk, seen) for seen in walk.pages)
    channels = dict.fromkeys((c.kind, c.value, c.page) for seen in walk.pages for c in seen.reading.channels)
    first = {(c.kind, c.value, c.page): c for seen in reversed(walk.pages) for c in reversed(seen.reading.channels)}
    return Snapshot(
        shop=walk.shop,
        started_at=walk.started_at,
        finished_at=finished_at,
        tool=f"shopcheck {VERSION}",
        user_agent=walk.settings.user_agent,
        home_url=walk.home_url,
        languages=_languages(walk),
        pages=pages,
        gaps=tuple(dict.fromkeys(walk.gaps)),
        sightings=walk.sightings(),
        channels=tuple(first[name] for name in channels),
        identifiers=_identifiers(walk),
        hours=_once((h for seen in walk.pages for h in seen.reading.hours), ("channel", "osm")),
        answer_times=_once(
            (a for seen in walk.pages for a in seen.reading.answer_times), ("channel", "amount", "unit", "working")
        ),
        mail_domains=mail_domains,
        searched=_searched(walk),
        evidence=tuple(walk.stored),
        platform=_platform(walk),
        market_signals=_market_signals(walk),
        requests=walk.fetcher.requests,
        facts=dict(sorted(walk.facts.items())),
        second_look=walk.settings.second_look,
    )


def _identifiers(walk: Walk) -> tuple[Identifier, ...]:
    """Who runs the shop, each value once, with the roles that the pages turned out to have."""
    found = (
        msgspec.structs.replace(i, role=seen.role, page=seen.url)
        for seen in walk.pages
        for i in seen.reading.identifiers
    )
    return settle_identifiers(found)


def _once(found: Iterable[Told], names: tuple[str, ...]) -> tuple[Told, ...]:
    """The first of all that say the same."""
    first: dict[tuple[object, ...], Told] = {}
    for item in found:
        first.setdefault(tuple(getattr(item, name) for name in names), item)
    return tuple(first.values())


def _page(walk: Walk, seen: Seen) -> Page:
    path = _path(walk, seen)
    reading = seen.reading
    return Page(
        url=seen.fetched.url,
        final_url=seen.url,
        role=seen.role,
        status=seen.fetched.status or 0,
        clicks=None if path is None else len(path),
        path=path or (),
        title=reading.title[:300],
        language=reading.language,
        words=reading.words,
        rendered=seen.rendered,
        truncated=reading.truncated,
        media_type=seen.fetched.media_type or "text/html",
        fetched_at=seen.fetched.at,
        body=seen.body,
        dom=seen.dom,
        screenshots=tuple(seen.screenshots),
        links=len(reading.links),
        static=not _may_be_filled(seen.fetched.body),
    )


def _may_be_filled(body: bytes) -> bool:
    """Whether something may bring more to a page than its source holds. Most pages have a script, found fast."""
    return b"<script" in body or _FILLED_LATER.search(body) is not None


def _path(walk: Walk, seen: Seen) -> tuple[Step, ...] | None:
    if seen.role is Role.HOME:
        return ()
    assert walk.frontier is not None
    return walk.frontier.path_to(seen.url, {key(p.url): p.url for p in walk.pages})


def _languages(walk: Walk) -> tuple[str, ...]:
    """Languages of the pages, the most frequent first."""
    seen = Counter(p.reading.language for p in walk.pages if p.reading.language)
    return tuple(sorted(seen, key=lambda code: (-seen[code], code)))


def _searched(walk: Walk) -> Searched:
    """The evidence of absence."""
    frontier = walk.frontier
    if frontier is None:
        return msgspec.structs.replace(walk.looked, sitemap=walk.sitemap)
    codes = _languages(walk)
    return msgspec.structs.replace(
        walk.looked,
        links=frontier.tried(),
        words=tuple(w for name in (*(role.value for role in NEEDED), "contact_said") for w in words("roles", name)),
        languages=codes,
        sitemap=walk.sitemap,
        absent=tuple(role for role in (*NEEDED, *_OTHER_ROLES) if _absent(walk, role)),
    )


_OTHER_ROLES = (Role.TERMS, Role.PRIVACY, Role.RETURNS, Role.COMPLAINTS, Role.PRODUCT)


def _absent(walk: Walk, role: Role) -> bool:
    """Whether neither home nor sitemap leads to a page of this role, or all that do answered 404 or 410."""
    assert walk.frontier is not None
    if any(p.role is role for p in walk.pages) or any(g.role is role for g in walk.gaps):
        return False
    if walk.frontier.leads_to(role):
        return bool(walk.frontier.dead(role))
    return walk.sitemap != "gap"


def _platform(walk: Walk) -> str:
    """The shop program that the pages name or show; empty when none does."""
    return site_platform(page.reading.generator for page in walk.pages)


def _market_signals(walk: Walk) -> tuple[tuple[str, str], ...]:
    """What speaks for a market, the country code domain first."""
    if not walk.pages:
        return ()
    home = walk.pages[0]
    tld = (urlsplit(walk.home_url).hostname or "").rpartition(".")[2]
    found: dict[tuple[str, str], None] = {}
    if len(tld) == 2 and tld.isalpha():
        found["tld", tld.upper()] = None
    for page in walk.pages:
        for name in ("currency", "country"):
            if value := page.reading.facts.get(name):
                found[name, value] = None
    if home.reading.html_lang:
        found["html_lang", home.reading.html_lang] = None
    for code in _languages(walk):
        found["language", code] = None
    for page in walk.pages:
        for code in delivered_to(page.reading.text, (page.reading.language, *_languages(walk)[:1])):
            found["delivery", code] = None
    return tuple(found)


def own_mail_domains(walk: Walk) -> tuple[str, ...]:
    """Domains of the e-mail addresses that are the shop's own."""
    own = (s for s in walk.sightings() if s.kind is Kind.EMAIL and s.owner is Owner.SHOP)
    return tuple(dict.fromkeys(s.value.rpartition("@")[2] for s in own))
