"""Read one page: every phone number and e-mail address with its place, form, kind and owner, and what else it has."""

import re
from functools import cache, lru_cache, partial
from urllib.parse import urldefrag, urljoin

import msgspec

from audit.model import Kind, Owner, Region, Role, Sighting
from checks.find import channels as ways
from checks.find import structured
from checks.find.answer_times import answer_times
from checks.find.decode import decode_page
from checks.find.dom import Anchor, Document, Stream
from checks.find.emails import free_mail
from checks.find.gather import Gatherer
from checks.find.hours import opening_hours
from checks.find.hours_about import somebody_elses
from checks.find.identity import identifiers
from checks.find.identity_own import Told
from checks.find.language import language_of
from checks.find.layout import data
from checks.find.lexicon import pattern, quick
from checks.find.owner import name_of, site_name
from checks.find.places import context_at, first_headings, listed_under, text_before, titled_list
from checks.find.reading import Button, Link, PageReading
from checks.find.titles import contact_word, unaccented
from checks.find.walk import take_apart

MAX_TEXT = 200_000
MAX_LINKS = 5_000
_SHELL = re.compile(
    r"<(?:div|main|section)[^<>]{0,200}\bid=[\"']?(?:root|app|__next|__nuxt|___gatsby)\b[^<>]{0,200}>\s*</",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{1,20}):")
_ROOT = re.compile(r"https?://[a-z0-9.:-]+(?=/)")
_PLAIN_TARGET = re.compile(r"(?:https?://[a-z0-9.:-]+)?/(?!/)[\w/~%=&+,.-]*(?:\?[\w/~%=&+,.:-]+)?", re.ASCII)
_MICRODATA = ("openingHours", "legalName", "vatID", "taxID")
_PLAIN = re.compile(r"[\W_]+")
_NAME_PROPERTIES = ("og:site_name", "application-name", "apple-mobile-web-app-title")


def read_page(
    html: bytes | str,
    *,
    url: str,
    market: str | None,
    role: Role = Role.OTHER,
    rendered: bool = False,
    content_type: str = "",
) -> PageReading:
    """Everything that the judge and the crawler want to know of one page. Pure; never raises for any bytes.

    url: address of the page, for links and kinship (any string will do). market: ISO 3166-1 alpha-2 code in either
    case, for numbers without a country code; None leaves those out. rendered: ``html`` is the DOM as the browser wrote
    it down, with ``data-sc-n`` and ``data-sc-v``. content_type: the header of that name, for the encoding.
    """
    source = decode_page(html, content_type)
    document = take_apart(source, rendered=rendered)
    text = document.seen.text()
    base = _join(url, document.base) if document.base else url
    links = _links(document, text, base)
    given = list(structured.given(document))
    facts = structured.facts(given)
    currency = facts.get("currency") or structured.printed_currency(text)
    if currency:
        facts["currency"] = currency
    gatherer = Gatherer(
        document, text, url=url, market=market.upper() if market else None, role=role, rendered=rendered
    )
    accounts = ways.accounts(links)
    gatherer.called = _names(url, document, facts, [])
    gatherer.names = _names(url, document, facts, accounts) if accounts else gatherer.called
    gatherer.dealers = listing(document, text, "dealers") or titled_list(document.seen, text, url)
    gatherer.stores = listing(document, text, "stores")
    sightings = gatherer.gather(given)
    words = len(text.split())
    reading = PageReading(
        url=url,
        title=document.title,
        language=language_of(text, document.html_lang),
        html_lang=document.html_lang,
        text=text[:MAX_TEXT].strip(),
        words=words,
        links=tuple(links),
        buttons=tuple(_buttons(document, text)),
        sightings=sightings,
        channels=ways.channels(document, links, text, url, facts),
        inputs=tuple(document.inputs),
        frames=tuple(_join(base, frame) for frame in document.frames if frame),
        images=len(document.images),
        scripts=len(document.scripts) + len(document.sources),
        canonical=_join(base, document.canonical) if document.canonical else "",
        generator=ways.platform(document, source),
        leads=_leads(document, source, words, sightings),
        truncated=document.truncated or len(text) > MAX_TEXT,
        facts=facts,
    )
    return _with_company(
        reading,
        document,
        text[:MAX_TEXT],
        market=gatherer.market,
        role=role,
        dealers=gatherer.dealers,
        told=_told(reading, document, accounts),
    )


def _with_company(
    reading: PageReading,
    document: Document,
    text: str,
    *,
    market: str | None,
    role: Role,
    dealers: str,
    told: Told,
) -> PageReading:
    """The reading with what the page says of the company: identifiers, opening hours, stated times to answer."""
    languages = (reading.language, "en") if reading.language else ()
    jsonld = [structured.load(data) for data in document.jsonld]
    jsonld += [{"@type": "Store", name: value} for name, value, _ in document.properties if name in _MICRODATA]
    return msgspec.structs.replace(
        reading,
        identifiers=identifiers(
            text,
            market=market,
            languages=languages,
            page=reading.url,
            role=role,
            jsonld=jsonld,
            region_of=partial(_region_at, document.seen),
            told=told,
        ),
        hours=opening_hours(
            text, languages=languages, page=reading.url, jsonld=jsonld, others=partial(_others, document, text, dealers)
        ),
        answer_times=answer_times(text, languages=languages, page=reading.url),
    )


def _told(reading: PageReading, document: Document, accounts: list[str]) -> Told:
    """What the page tells of its site's name besides its text."""
    metas = dict(reversed(document.metas))
    addresses = (document.canonical, metas.get("og:url", ""), reading.facts.get("url", ""))
    known = [site_name(address) for address in addresses if address.startswith("http")]
    for sighting in reading.sightings:
        if sighting.kind is Kind.EMAIL and sighting.owner is not Owner.OTHER:
            user, _, host = sighting.value.rpartition("@")
            known.append(_PLAIN.sub("", user) if free_mail(sighting.value) else name_of(host))
    known += [_PLAIN.sub("", account.lower()) for account in accounts]
    stated = (metas.get(name, "") for name in _NAME_PROPERTIES)
    return Told(
        title=document.title[:300],
        stated=tuple(dict.fromkeys(name[:80] for name in stated if name)),
        known=tuple(dict.fromkeys(name for name in known if name)),
    )


def _others(document: Document, text: str, dealers: str, place: int) -> str:
    """What makes opening hours at a place another party's: a review, a list of dealers, a name or word before them."""
    stream = document.seen
    context = context_at(stream, place) if stream.contexts else None
    zone = "" if context is None else context.zone or (dealers if context.region is Region.MAIN else "")
    zone = zone or listed_under(stream, text, place)
    return zone or somebody_elses(text_before(stream, text, place))


def _region_at(stream: Stream, place: int) -> Region:
    return context_at(stream, place).region if stream.contexts else Region.UNKNOWN


@cache
def _deals_in() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{'|'.join(data('identity')['names']['deals_in'])})\s", re.IGNORECASE)


@cache
def _small() -> re.Pattern[str]:
    words = "|".join(data("identity")["names"]["small"])
    return re.compile(rf"\b(?:{words}|&)(?=[\s'’]|$)", re.IGNORECASE)


def _names(url: str, document: Document, facts: dict[str, str], accounts: list[str]) -> tuple[str, ...]:
    """What the page tells of the site's own name: host, canonical address, metadata, title, social accounts."""
    names = [site_name(url)]
    metas = dict(reversed(document.metas))
    for address in (document.canonical, metas.get("og:url", ""), facts.get("url", "")):
        names.append(site_name(address) if address.startswith("http") else "")
    for said in (*(metas.get(name, "") for name in _NAME_PROPERTIES), facts.get("name", "")):
        names.append(_compact(said))
    for part in re.split(r"\s+[|–—·:-]\s+", document.title):
        names.append(_compact(part))
        names.append(_compact(_small().sub(" ", part)))
    names += [_compact(account) for account in accounts]
    names += [bare for name in names if not name.isascii() for bare in (unaccented(name), unaccented(_spelled(name)))]
    return tuple(dict.fromkeys(name for name in names if 3 <= len(name) <= 40))


def listing(document: Document, text: str, key: str) -> str:
    """The word in the title or first heading by which a page lists other firms that sell the goods (``dealers``) or the
    shop's own branches (``stores``), else empty."""
    first = first_headings(document.seen, text)
    if key == "dealers" and any(quick("joining").match(line.lower().lstrip(" ¿¡")) for line in first):
        return ""
    title = re.split(r"\s[|–—·-]\s", document.title)[0]
    heads = "\n".join([title if key == "stores" else document.title, *first])
    for hit in pattern(key).finditer(heads):
        line = heads.rfind("\n", 0, hit.start()) + 1
        ours = key == "dealers" and contact_word(heads[line : hit.start()])
        if not ours and not _deals_in().match(heads, hit.end()):
            return hit[0]
    return ""


def _compact(said: str) -> str:
    return name_of(said) if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", said) else re.sub(r"[\W_]+", "", said.lower())


def _spelled(name: str) -> str:
    """A name with its umlauts spelled out, as in domains: mueller."""
    return re.sub("[äöü]", lambda found: found[0] + "e", name).replace("ß", "ss")


@lru_cache(maxsize=4_096)
def _join(base: str, target: str) -> str:
    if _PLAIN_TARGET.fullmatch(target) and "/." not in target:  # nothing to resolve: most links, ten times faster
        root = _ROOT.match(base)
        if root:
            return f"{root[0]}{target}" if target[0] == "/" else target
    try:
        return urldefrag(urljoin(base, target.strip()))[0]
    except ValueError:
        return target.strip()


def _links(document: Document, text: str, base: str) -> list[Link]:
    links: list[Link] = []
    unseen = ""
    told = _SCHEME.match(base)
    base_scheme = told[1].lower() if told else ""
    for index, anchor in enumerate(document.anchors[:MAX_LINKS]):
        href = anchor.href or ""
        scheme = _SCHEME.match(href)
        name = scheme[1].lower() if scheme else ""
        if anchor.context.hidden and not unseen:
            unseen = document.unseen.text()
        label = _label(anchor, unseen if anchor.context.hidden else text)
        if not name and base_scheme not in ("http", "https", ""):
            name = base_scheme
        http = name in ("", "http", "https")
        links.append(
            Link(
                url=_join(base, href) if http else href[:2000],
                label=label,
                region=anchor.context.region,
                index=index,
                scheme="http" if http else name,
            )
        )
    return links


def _label(anchor: Anchor, text: str) -> str:
    label = text[anchor.start : anchor.end].replace("\n", " ").strip()
    return (label or anchor.label or anchor.attributes.get("aria-label") or anchor.attributes.get("title") or "")[
        :200
    ].strip()


def _buttons(document: Document, text: str) -> list[Button]:
    buttons = []
    unseen = document.unseen.text()
    for anchor in document.buttons[:MAX_LINKS]:
        label = _label(anchor, unseen if anchor.context.hidden else text)
        if label:
            buttons.append(Button(label=label, region=anchor.context.region, anchor=anchor.context.anchor))
    return buttons


def _leads(document: Document, source: str, words: int, sightings: tuple[Sighting, ...]) -> bool:
    """Whether a browser would probably show more: an empty application root, or scripts and next to no text."""
    if document.rooted and _SHELL.search(source[:200_000]):
        return True
    scripted = bool(document.scripts or document.sources)
    asks = any("javascript" in text.lower() for text, _ in document.noscript)
    return scripted and words < (150 if asks else 60)
