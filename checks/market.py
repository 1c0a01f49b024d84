"""Which market's rules a shop is judged by, told from what it shows.

The list decides where it says so. Otherwise: to whom is the shop directed? Criteria after CJEU C-585/08 and C-144/09
(Pammer and Hotel Alpenhof, 2010): top-level domain, language, currency, delivery, phone numbers with a country code.
Where the firm itself is registered tells little. Points and words are data: ``audit/markets.toml``, ``[market]`` of
the language files.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

import phonenumbers
from babel import Locale

from audit.model import Kind, Owner, Record, ShopResult, Snapshot
from audit.words import languages, markets, words
from checks.find.needles import Finder

Sign = tuple[str, str]
"""What speaks for a market: its kind (tld, language, currency, delivery…) and what was seen."""

LIST = "list"
MAX_TEXT = 60_000
MAX_DELIVERED = 3
"""More countries than this are no sign: the shop delivers anywhere."""

_LOCALE_PATH = re.compile(r"^/([a-z]{2})[-_]([a-z]{2})(?:/|$)", re.IGNORECASE)


_CODE = re.compile(r"[^0-9+]*(?:\+|00)\s*\(?[1-9]")


class Market(Record, frozen=True, kw_only=True):
    """A market and what spoke for it. code: ISO 3166-1 alpha-2, or None when too little spoke for any."""

    code: str | None
    signs: tuple[Sign, ...] = ()


def decide(snapshot: Snapshot) -> Market:
    """The market that the snapshot's signs speak for; None where they are too few, or two speak equally loudly."""
    if snapshot.shop.market:
        return Market(code=snapshot.shop.market.upper(), signs=((LIST, ""),))
    points: dict[str, float] = defaultdict(float)
    spoke: dict[str, list[Sign]] = {}
    for sign, code, weight in _votes(tuple(dict.fromkeys((*snapshot.market_signals, *_shown(snapshot))))):
        points[code] += weight
        spoke.setdefault(code, []).append(sign)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < markets()["points"]["enough"]:
        return Market(code=None)
    if len(ranked) > 1 and ranked[1][1] == ranked[0][1]:
        return Market(code=None)
    code = ranked[0][0]
    return Market(code=code, signs=tuple(dict.fromkeys(spoke[code])))


def likeliest(language: str) -> str | None:
    """The likeliest country of a language (ISO 639-1): to read numbers by, not to judge by. None for others."""
    return next(iter(markets()["language"].get(language.lower(), ())), None)


def market_of(result: ShopResult) -> Market:
    """The market that a shop was judged under, and why."""
    if result.snapshot is None:
        return Market(code=result.shop.market, signs=((LIST, ""),) if result.shop.market else ())
    return decide(result.snapshot)


def delivered_to(text: str, spoken: Iterable[str]) -> tuple[str, ...]:
    """Countries (ISO codes) that a page names after a word for delivery. spoken: languages of the page."""
    known = [code for code in dict.fromkeys(spoken) if code in languages()]
    text = text[:MAX_TEXT].lower()
    found: dict[str, None] = {}
    for code in known:
        names = _country_names(code)
        for hit in _delivery(code).finditer(text):
            for name in _named(code).findall(hit[1]):
                found[names[name]] = None
    return tuple(found)


@cache
def _country_names(language: str) -> dict[str, str]:
    """Names of the countries that have a market of their own, in lower case, to their codes."""
    territories = Locale(language).territories
    return {str(territories[code]).lower(): code for code in sorted(set(markets()["tld"].values()))}


@cache
def _named(language: str) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_country_names(language), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({names})s?(?!\w)")  # German puts names into the genitive: "innerhalb Deutschlands"


@cache
def _delivery(language: str) -> Finder:
    """A word for delivery, and the rest of its sentence as far as a list of countries may go; in lower case."""
    said = [word.lower() for word in words("market", "delivery", (language,))]
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, said))})(?!\w)([^.!?\n]{{1,90}})"
    return Finder(re.compile(pattern), said)


def _shown(snapshot: Snapshot) -> Iterator[Sign]:
    """Signs that the facts of a visit hold besides those gathered as such."""
    parts = urlsplit(snapshot.home_url or snapshot.shop.url)
    ending = (parts.hostname or "").rpartition(".")[2]
    if ending in markets()["tld"] and not any(kind == "tld" for kind, _ in snapshot.market_signals):
        yield "tld", ending
    if found := _LOCALE_PATH.match(parts.path):
        for language, country in ((found[1], found[2]), (found[2], found[1])):
            if _is_language(language) and _country(country):
                yield "path", f"{language.lower()}-{_country(country)}"
                break
    for sighting in snapshot.sightings:
        # a number without a country code was read by a guess, and is no sign that the guess was right
        if sighting.kind is Kind.PHONE and sighting.owner is Owner.SHOP and _CODE.match(sighting.raw):
            yield "phone", _phone_country(sighting.value)
        if sighting.kind is Kind.EMAIL and sighting.owner is Owner.SHOP:
            yield "mailbox", str(markets()["tld"].get(sighting.value.rpartition(".")[2].lower(), ""))
    for identifier in snapshot.identifiers:
        own = identifier.owner is Owner.SHOP and not identifier.dummy
        if own and identifier.kind == "vat" and identifier.value[:2].isalpha():
            yield "vat", identifier.value[:2].upper()
        if own and identifier.scheme in markets()["register"]:
            yield "register", markets()["register"][identifier.scheme]


def _is_language(code: str) -> bool:
    return code.lower() in markets()["language"] or code.lower() in languages()


def _country(code: str) -> str:
    """The ISO code of a country as addresses write it (``uk``); empty where it is none that we know."""
    code = code.lower()
    known = {str(value).lower() for value in markets()["tld"].values()} | set(markets()["path"]["more"])
    return str(markets()["tld"].get(code, code)).upper() if code in known or code.upper() in markets()["alias"] else ""


def _phone_country(value: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(value)) or ""
    except phonenumbers.NumberParseException:
        return ""


def _votes(signs: tuple[Sign, ...]) -> Iterator[tuple[Sign, str, float]]:
    """For which markets the signs speak, and how loudly."""
    points = markets()["points"]
    delivered = [sign for sign in signs if sign[0] == "delivery"]
    currencies = {value.upper() for kind, value in signs if kind == "currency"}
    first_language = next((sign for sign in signs if sign[0] == "language"), None)
    for sign in signs:
        kind, value = sign
        if kind == "tld":
            code = markets()["tld"].get(value.lower().rpartition(".")[2])
            yield from [(sign, code, points[kind])] if code else []
        elif kind in ("html_lang", "path"):
            yield from _tag(sign)
        elif kind == "language":
            yield from _language(sign) if sign == first_language else ()
        elif kind == "currency":
            codes = markets()["currency"].get(value.upper(), ()) if len(currencies) == 1 else ()
            yield from ((sign, code, points[kind]) for code in codes)
        elif kind == "delivery":
            if len(delivered) <= MAX_DELIVERED:
                yield sign, value.upper(), points[kind] / len(delivered)
        elif kind in points and re.fullmatch("[A-Za-z]{2}", value):
            yield sign, value.upper(), points[kind]


def _language(sign: Sign) -> Iterator[tuple[Sign, str, float]]:
    points, codes = markets()["points"], markets()["language"].get(sign[1].lower(), ())
    for place, code in enumerate(codes):
        yield sign, code, points["language_first" if place == 0 else "language"]


def _tag(sign: Sign) -> Iterator[tuple[Sign, str, float]]:
    """A language tag with a country; those that programs write by themselves say little."""
    kind, value = sign
    language, _, region = value.replace("_", "-").partition("-")
    if not _country(region):
        return
    tag = f"{language.lower()}-{_country(region)}"
    if kind == "path":
        yield sign, tag[3:], markets()["points"]["path"]
    elif tag not in markets()["usual"]["nothing"]:
        yield sign, tag[3:], markets()["points"]["region_usual" if tag in markets()["usual"]["tags"] else "region"]
