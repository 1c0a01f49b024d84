"""Sitemaps (sitemaps.org protocol 0.9), read tolerantly and within bounds. Pure.

XML is not parsed as XML: broken files are common, and entities and external references are nothing we want.
"""

import gzip
import html
import re
import zlib
from functools import cache
from urllib.parse import unquote, urljoin, urlsplit

from audit.model import Record
from audit.words import words
from crawler.links import fold

MAX_BYTES = 10 * 1024 * 1024
MAX_URLS = 20_000
MAX_FILES = 4

_LOC = re.compile(
    r"<(?:\w+:)?loc\b[^>]{0,100}>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,4000}?)\s*(?:\]\]>)?\s*</(?:\w+:)?loc\s*>", re.I
)
_INDEX = re.compile(r"<(?:\w+:)?sitemapindex\b", re.I)
_FEED_LINK = re.compile(
    r"<link\b[^>]{0,500}?href\s*=\s*[\"']([^\"']{1,4000})[\"']|<link>\s*([^<]{1,4000}?)\s*</link>", re.I
)
_LINE = re.compile(r"^\s*(https?://\S{1,4000})\s*$", re.M)
_PAGES = re.compile(r"page|cms|info|static|content|seiten|pagina|misc|general|main", re.I)
_GOODS = re.compile(
    r"product|produkt|produit|image|categor|kategor|collection|tag|blog|post|news|brand|merk|video|author", re.I
)


class Sitemap(Record, frozen=True, kw_only=True):
    """What a sitemap file lists. files: further sitemaps, those with pages first. urls: addresses of pages."""

    files: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


def read_sitemap(data: bytes, base: str) -> Sitemap:
    """The addresses in a sitemap: XML, index, feed or plain text, gzipped or not. base: the file's own address."""
    text = _text(data)
    found = [m.group(1) for m in _LOC.finditer(text)]
    if not found and "<" in text[:500]:
        found = [m.group(1) or m.group(2) for m in _FEED_LINK.finditer(text)]
    if not found:
        found = _LINE.findall(text)
    urls = tuple(dict.fromkeys(_address(u, base) for u in found[:MAX_URLS]))
    if _INDEX.search(text[:5000]):
        return Sitemap(files=tuple(sorted(urls, key=_interest)))
    return Sitemap(urls=urls)


def _address(written: str, base: str) -> str:
    try:
        return urljoin(base, html.unescape(written).strip())
    except ValueError:
        return base


def _interest(url: str) -> tuple[int, str]:
    """Files that list pages before files that list goods."""
    name = urlsplit(url).path.rpartition("/")[2]
    return (0 if _PAGES.search(name) else 2 if _GOODS.search(name) else 1, url)


def _text(data: bytes) -> str:
    if data[:2] == b"\x1f\x8b":
        data = _unzipped(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data[:MAX_BYTES].decode("utf-16", "replace")
    return data[:MAX_BYTES].decode("utf-8-sig", "replace")


def _unzipped(data: bytes) -> bytes:
    """The start of a gzipped file; what is broken or too much is left off."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, MAX_BYTES)
    except (zlib.error, gzip.BadGzipFile):
        return b""


@cache
def _vocabulary() -> frozenset[str]:
    """Every word that stands on links to pages with a role."""
    filler = {fold(w) for w in words("roles", "filler")}
    keys = ("contact", "service", "imprint", "terms", "privacy", "returns", "complaints", "about")
    return frozenset(t for k in keys for phrase in words("roles", k) for t in fold(phrase).split()) - filler


def telling(urls: tuple[str, ...]) -> list[str]:
    """Addresses whose words may name a role: the rest of a long list is goods."""
    known = _vocabulary()
    return [url for url in urls if not known.isdisjoint(fold(_last_words(url)).split())][:500]


def _last_words(url: str) -> str:
    parts = urlsplit(url)
    return unquote(f"{parts.path.rstrip('/').rpartition('/')[2]} {parts.query}")
