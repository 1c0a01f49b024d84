"""The same page, written otherwise, reads the same: real pages whose markup and signs are changed, but not their words.

What a browser shows alike must be found alike, whoever wrote it down (metamorphic testing: Chen, Cheung and Yiu, 1998).
"""

import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import phonenumbers
import pytest
from bs4 import BeautifulSoup, NavigableString, XMLParsedAsHTMLWarning

from audit.model import How, Sighting
from checks.find import read_page
from tests.find.scores import CORPORA, rows

_UNREAD = frozenset(("script", "style", "title", "textarea", "noscript", "option", "template"))
_LEADS = frozenset((How.ATTRIBUTE, How.COMMENT, How.CHANNEL_LINK))
_NUMBER = re.compile(r"\+?\(?\d[\d ()./-]{6,}\d")
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
PAGES = 45
Rewrite = Callable[[BeautifulSoup], BeautifulSoup | str]


@cache
def pages() -> tuple[tuple[Path, str], ...]:
    """Every so many pages one, with the market that the gold tells."""
    golds = {row["site"]: row["country"] for row in rows(CORPORA / "sites.gold.jsonl")}
    files = sorted(CORPORA.glob("contact_pages/*/*.html")) + sorted(CORPORA.glob("sites/*/*.html"))
    step = max(1, len(files) // PAGES)
    return tuple((file, golds.get(file.parent.name, "US")) for file in files[::step])


def parsed(html: bytes) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(html, "lxml")


def seen(html: str | bytes, file: Path, market: str) -> list[Sighting]:
    found = read_page(html, url=f"https://www.winkel.nl/{file.name}", market=market).sightings
    return [s for s in found if s.value and s.how not in _LEADS]


def values(found: list[Sighting]) -> set[tuple[str, ...]]:
    return {(s.kind.value, s.value, s.owner.value, s.region.value) for s in found}


def texts(soup: BeautifulSoup) -> Iterator[NavigableString]:
    for text in list(soup.find_all(string=True)):
        if type(text) is NavigableString and text.parent and text.parent.name not in _UNREAD and text.strip():
            yield text


def signs(pattern: str, put: str) -> Rewrite:
    """Other signs in the text that is seen."""

    def rewrite(soup: BeautifulSoup) -> BeautifulSoup:
        for text in texts(soup):
            text.replace_with(re.sub(pattern, put, text))
        return soup

    return rewrite


def elements(pattern: re.Pattern[str], put: Callable[[str], str]) -> Rewrite:
    """Elements around parts of the text that is seen."""

    def rewrite(soup: BeautifulSoup) -> BeautifulSoup:
        for text in texts(soup):
            if pattern.search(text):
                safe = str(text).replace("&", "&amp;").replace("<", "&lt;")
                text.replace_with(BeautifulSoup(pattern.sub(lambda m: put(m[0]), safe), "html.parser"))
        return soup

    return rewrite


def wide(soup: BeautifulSoup) -> BeautifulSoup:
    full = {i: i + 0xFEE0 for i in range(0x30, 0x3A)}
    for text in texts(soup):
        text.replace_with(_NUMBER.sub(lambda m: m[0].translate(full), text))
    return soup


def named(soup: BeautifulSoup) -> str:
    """Digits and at-signs as character references."""
    return re.sub(
        r"(?<=>)[^<&{]*(?=<)",
        lambda m: re.sub(r"[\d@]+", lambda d: "".join(f"&#{ord(c)};" for c in d[0]), m[0]),
        str(soup),
    )


def marked(soup: BeautifulSoup) -> BeautifulSoup:
    for element in soup.find_all(True):
        element["data-v-7ba5bd90"] = ""
    return soup


def deeper(soup: BeautifulSoup) -> str:
    opened = re.sub(r"(<body[^>]*>)", r'\1<div id="page"><div class="wrapper"><div>', str(soup), count=1)
    return opened.replace("</body>", "</div></div></div></body>")


REWRITES: dict[str, Rewrite] = {
    "no-break spaces": signs(r"(?<=\d) (?=[\d(])", "\xa0"),
    "thin spaces": signs(r"(?<=\d) (?=[\d(])", "\u2009"),
    "no-break hyphens": signs(r"(?<=\d)-(?=\d)", "\u2011"),
    "signs without width": signs(r"(?<=\d)([ -])(?=\d)", "\u200b\\1"),
    "broken lines": signs(r" ", "\n   "),
    "full-width digits": wide,
    "digits in elements": elements(re.compile(r"\d{2,}"), "<span>{}</span>".format),
    "numbers in bold": elements(_NUMBER, "<strong>{}</strong>".format),
    "parted addresses": elements(_MAILBOX, lambda m: f"<b>{m.replace('@', '</b>@<i>')}</i>"),
    "character references": named,
    "attributes of a framework": marked,
    "three boxes deeper": deeper,
    "capital tags": lambda soup: re.sub(r"<(/?)([a-z][a-z0-9]*)", lambda m: f"<{m[1]}{m[2].upper()}", str(soup)),
}


@pytest.mark.parametrize("name", REWRITES)
def test_a_page_that_is_written_otherwise_reads_the_same(name: str, shared: Path) -> None:
    told = 0
    for file, market in pages():
        want = values(seen(str(parsed(file.read_bytes())), file, market))
        told += len(want)
        got = values(seen(str(REWRITES[name](parsed(file.read_bytes()))), file, market))
        assert got == want, file
    assert told > 50


WRITINGS: dict[str, Callable[[str, str], str]] = {
    "country code": lambda national, abroad: abroad,
    "dots": lambda national, abroad: re.sub(r"[ -]", ".", abroad),
    "hyphens": lambda national, abroad: re.sub(r"[ -]", "-", national),
    "a dash behind the area": lambda national, abroad: re.sub(r"[ -]", " – ", national, count=1),
    "the area in brackets": lambda national, abroad: re.sub(r"^\(?(\d+)\)?[ -]", r"(\1) ", national),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_number_that_is_grouped_otherwise_is_the_same_number(writing: str, shared: Path) -> None:
    """Numbers of the market that stand once on their page, each rewritten in the text that is seen."""
    done = 0
    for file, market in pages():
        html = str(parsed(file.read_bytes()))
        base = seen(html, file, market)
        changed = html
        for sighting in base:
            number = phonenumbers.parse(sighting.value, None) if sighting.value.startswith("+") else None
            if number is None or phonenumbers.region_code_for_number(number) != market or html.count(sighting.raw) != 1:
                continue
            formats = (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
            changed = changed.replace(
                sighting.raw, WRITINGS[writing](*(phonenumbers.format_number(number, f) for f in formats))
            )
            done += 1
        assert values(seen(changed, file, market)) == values(base), file
    assert done > 20
