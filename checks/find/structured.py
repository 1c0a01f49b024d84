"""Structured data: JSON-LD, microdata and meta tags, flattened. Never raises, whatever the page holds."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from audit.model import How, Record
from checks.find.dom import Document

MAX_JSON = 1_000_000
MAX_NODES = 5_000
_OWN = frozenset(
    [
        "organization",
        "onlinestore",
        "onlinebusiness",
        "store",
        "localbusiness",
        "corporation",
        "brand",
        "website",
        "webpage",
        "contactpage",
        "aboutpage",
        "contactpoint",
        "professionalservice",
        "shoppingcenter",
        "restaurant",
        "person",
        "place",
        "automotivebusiness",
    ]
)
_OTHERS = frozenset(
    [
        "review",
        "comment",
        "article",
        "newsarticle",
        "blogposting",
        "jobposting",
        "event",
        "offer",
        "product",
        "rating",
        "question",
        "answer",
    ]
)
_CURRENCY_METAS = frozenset(("product:price:currency", "og:price:currency", "og:product:price:currency"))
_PRICES = (
    ("EUR", "€", re.compile(r"€(?: ?\d|(?<=\d€)|(?<=\d €))")),
    ("EUR", "EUR", re.compile(r"EUR(?: ?\d|(?<=\dEUR)\b|(?<=\d EUR)\b)")),
    ("GBP", "£", re.compile(r"£ ?\d")),
    ("USD", "$", re.compile(r"\$ ?\d")),
)
"""Currency, sign and a price with it: each led by the sign alone, so that the search can skip to it."""
_TRAILING = re.compile(r",\s*(?=[}\]])")


class Given(Record, frozen=True, kw_only=True, gc=False):
    """One property of structured data: name, value, path of types, form, and whether it is about the site's owner."""

    name: str
    value: str
    path: str
    how: How
    own: bool


def given(document: Document) -> Iterator[Given]:
    """All string properties of the JSON-LD, then the microdata contents, then the meta tags."""
    for source in document.jsonld:
        for name, value, path, own in _flatten(load(source)):
            yield Given(name=name, value=value, path=path, how=How.JSON_LD, own=own)
    for name, value, _ in document.properties:
        yield Given(name=name.lower(), value=value, path="itemprop", how=How.MICRODATA, own=True)
    for name, value in document.metas:
        yield Given(name=name, value=value, path="meta", how=How.META, own=True)


def load(source: str) -> Any:
    """What a JSON-LD script holds, small slips forgiven; None when it is not JSON."""
    if len(source) > MAX_JSON:
        return None
    text = source.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").removeprefix("<![CDATA[").removesuffix("]]>")
    for attempt in (text, _TRAILING.sub("", text.replace("\n", " ").replace("\t", " ").replace("\r", " "))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(data: Any) -> Iterator[tuple[str, str, str, bool]]:
    """(name, value, path, own) of every string in the data, without recursion and at most MAX_NODES nodes."""
    waiting: list[tuple[str, Any, str, bool]] = [("", data, "", True)]
    count = 0
    while waiting and count < MAX_NODES:
        name, node, path, own = waiting.pop()
        count += 1
        if isinstance(node, dict):
            kind = node.get("@type") or node.get("type") or ""
            kinds = [k for k in (kind if isinstance(kind, list) else [kind]) if isinstance(k, str)]
            low = {k.rsplit("/", 1)[-1].lower() for k in kinds}
            inner = own if name in ("", "@graph") or not low else (own and not low & _OTHERS)
            if low & _OTHERS and name not in ("",):
                inner = False
            here = f"{path}/{'+'.join(sorted(low)) or name}"[-200:]
            for key, value in reversed(list(node.items())[:500]):
                waiting.append((str(key), value, here, inner))
        elif isinstance(node, list):
            waiting.extend((name, value, path, own) for value in reversed(node[:1000]))
        elif isinstance(node, (str, int)) and not isinstance(node, bool):
            text = html.unescape(str(node)).strip()
            if text:
                yield name.lower().rsplit(":", 1)[-1], text, path, own


def facts(items: list[Given]) -> dict[str, str]:
    """Names, addresses and identifiers of the site's owner, as flat pairs; the first value of a name wins."""
    wanted = {
        "legalname": "legal_name", "name": "name", "vatid": "vat_id", "taxid": "tax_id", "leicode": "lei",
        "iso6523code": "iso6523", "duns": "duns", "streetaddress": "street", "postalcode": "postal_code",
        "addresslocality": "locality", "addresscountry": "country", "pricecurrency": "currency", "url": "url",
        "openinghours": "opening_hours",
    }  # fmt: skip
    found: dict[str, str] = {}
    for item in items:
        key = wanted.get(item.name)
        if item.how is How.META and item.name in _CURRENCY_METAS:
            found.setdefault("currency", item.value[:3].upper())
        if key is None or item.how is How.META:
            continue
        last = item.path.rsplit("/", 1)[-1]
        if key in ("name", "url") and not any(kind in _OWN for kind in last.split("+")):
            continue
        if key == "currency" or item.own:
            found.setdefault(key, item.value[:300])
    return found


def printed_currency(text: str) -> str:
    """The currency of most prices in the text, when at least two are printed; else empty."""
    text = text[:100_000]
    counts = dict.fromkeys((code for code, _, _ in _PRICES), 0)
    for code, sign, price in _PRICES:
        if sign in text:
            counts[code] += len(price.findall(text))
    code = max(counts, key=lambda name: counts[name])
    return code if counts[code] >= 2 else ""
