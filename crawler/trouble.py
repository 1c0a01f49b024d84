"""From what the shop's site answered to a reason, or None for an ordinary page. Pure.

Signatures are data (``crawler/trouble.toml``), words come from ``[trouble]`` of the language files. Shops carry the
scripts of the same vendors on ordinary pages, and sell maintenance and lock-ups, so nearly all of it holds only for
thin pages: few words, few links.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from audit.model import Record, Role
from audit.outcomes import Reason
from audit.words import words
from checks.find.reading import PageReading
from crawler.links import fold, guess, unaccented
from crawler.urls import key

BLOCKED_STATUS = frozenset({403, 406, 451})
NOT_THERE_STATUS = frozenset({404, 410})
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""})

SOURCE_BYTES = 300_000
FEW_WORDS, WORDS_A_LINK = 40, 2
"""A page with no more words than its links need and a sentence or two may be a notice."""

A_SENTENCE = 20
"""Words of its own with which a page says one thing."""

NOTICES = ("notice", "maintenance", "wall", "captcha")

DIGITS_OF_A_NUMBER = 8
"""A line with so many digits holds a phone number, or prices; the question of an age gate holds a date at most."""

_LOAD_ERRORS = (
    ("ERR_NAME_NOT_RESOLVED", Reason.DNS_FAILED),
    ("ERR_CERT", Reason.TLS_FAILED),
    ("ERR_SSL", Reason.TLS_FAILED),
    ("ERR_TOO_MANY_REDIRECTS", Reason.REDIRECT_LOOP),
    ("TIMED_OUT", Reason.TIMEOUT),
    ("ERR_ABORTED", Reason.NOT_HTML),
    ("Download is starting", Reason.NOT_HTML),
)


class Answer(Record, frozen=True, kw_only=True):
    """An answer of the shop's site, by Scrapy or in the browser.

    asked: address that was asked for, url: where it led. source: start of the HTML. consent: what became of a banner.
    """

    url: str
    asked: str = ""
    status: int = 200
    headers: Mapping[str, str] = {}
    media_type: str = "text/html"
    source: str = ""
    rendered: bool = False
    consent: str = ""


class Trouble(Record, frozen=True, kw_only=True):
    """What is wrong. detail: one line for people, such as the name of the defence."""

    reason: Reason
    detail: str = ""


def of_status(status: int) -> Reason | None:
    """What an HTTP status says by itself."""
    if 200 <= status < 300:
        return None
    if status in BLOCKED_STATUS:
        return Reason.BLOCKED
    if status in NOT_THERE_STATUS:
        return Reason.NOT_THERE
    if status in (401, 407):
        return Reason.LOGIN_REQUIRED
    if status == 429:
        return Reason.RATE_LIMITED
    if status == 503:
        return Reason.UNAVAILABLE
    if status >= 500:
        return Reason.SERVER_ERROR
    return Reason.UNREADABLE if status < 400 else Reason.HTTP_ERROR  # a 3xx that led anywhere was followed


def of_load_error(said: str) -> Reason:
    """What a browser says of a page that it could not load."""
    return next((reason for sign, reason in _LOAD_ERRORS if sign in said), Reason.CONNECTION_FAILED)


def trouble(answer: Answer, reading: PageReading | None) -> Trouble | None:
    """Why the page is not what we came for; None when it is.

    reading: the page as read; None when there was nothing to read.
    """
    by_status = of_status(answer.status)
    if by_status is Reason.RATE_LIMITED:
        return Trouble(reason=by_status, detail="the site asks us to come less often")
    count = reading.words if reading else 0
    wall = _signed("wall", answer, reading, count)
    if wall is not None:
        return wall
    if answer.media_type not in HTML_TYPES and by_status is None:
        return Trouble(reason=Reason.NOT_HTML, detail=answer.media_type)
    said = _Said(reading)
    if by_status is not None:
        return _by_status(by_status, answer.status, said)
    return _signed("parked", answer, reading, count) or _by_words(answer, reading, said)


def only_a_notice(reading: PageReading, role: Role = Role.CONTACT) -> str:
    """What a page in the shop's frame says that may say no more than that it cannot be read now, else nothing.

    To be asked of pages on which something was looked for in vain: what they show another time is not known. A page of
    a sentence or two is a notice by its words. A contact page of one sentence without any word of the shop or of the
    ways to it is taken for one as well, for nobody knows all words of notices. None that shows a form, an address or
    hours is. Words on links do not count: shops sell maintenance.
    """
    named = any(identifier.kind != "name" for identifier in reading.identifiers)
    shows = named or reading.channels or reading.hours or reading.answer_times
    if shows or reading.words > FEW_WORDS + WORDS_A_LINK * len(reading.links):
        return ""
    said = _Said(reading).without_links()
    if hit := next((hit for name in NOTICES if (hit := _anywhere(name).search(said))), None):
        return hit[0]
    speaks = role is not Role.CONTACT or any(word in said for word in _speaking())
    return "" if speaks or len(said.split()) > A_SENTENCE else said.partition("\n")[0].strip()


def part_failed(reading: PageReading) -> str:
    """The words by which a part of a page says that it could not be loaded, empty when none does.

    What was looked for may be in that part. A map, a picture or reviews are none.
    """
    return _Said(reading).part_failed()


def _by_status(reason: Reason, status: int, said: "_Said") -> Trouble:
    """A status, made more precise by what the page says."""
    if reason in (Reason.BLOCKED, Reason.UNAVAILABLE, Reason.HTTP_ERROR):
        if said.has("captcha"):
            return Trouble(reason=Reason.CAPTCHA, detail=f"{status}, and a test that only people pass")
        if reason is Reason.UNAVAILABLE and said.has("maintenance"):
            return Trouble(reason=Reason.MAINTENANCE, detail="the shop says that it is being maintained")
    return Trouble(reason=reason, detail=f"the site answered {status}")


def _by_words(answer: Answer, reading: PageReading | None, said: "_Said") -> Trouble | None:
    """What an ordinary 200 page gives away."""
    if reading is None:
        return Trouble(reason=Reason.UNREADABLE, detail="an empty answer")
    if said.thin(120, links=10):
        if phrase := said.has("captcha"):
            return Trouble(reason=Reason.CAPTCHA, detail=phrase)
        if phrase := said.has("wall"):
            return Trouble(reason=Reason.BLOCKED, detail=phrase)
    if said.thin(250, links=30) and (phrase := said.has("parked")):
        return Trouble(reason=Reason.PARKED, detail=phrase)
    if said.not_found():
        return Trouble(reason=Reason.SOFT_404, detail="answered 200, but says that there is no such page")
    if said.thin(80, links=8) and (phrase := said.has("maintenance")):
        return Trouble(reason=Reason.MAINTENANCE, detail=phrase)
    if said.thin(150, links=12) and (phrase := said.asks_age()):
        return Trouble(reason=Reason.AGE_GATE, detail=phrase)
    if _is_login(answer, reading, said):
        return Trouble(reason=Reason.LOGIN_REQUIRED, detail="leads to a login")
    if answer.rendered and answer.consent == "not passed" and reading.words < 80 and not reading.sightings:
        return Trouble(reason=Reason.CONSENT_WALL, detail="nothing to read before cookies are accepted")
    if answer.rendered and reading.words < 5 and not (reading.sightings or reading.images or reading.links):
        return Trouble(reason=Reason.EMPTY_SHELL, detail="no text, in a browser either")
    return None


def _is_login(answer: Answer, reading: PageReading, said: "_Said") -> bool:
    if "password" not in reading.inputs:
        return False
    if answer.asked and key(answer.asked) != key(answer.url):
        path = urlsplit(answer.url)._replace(query="").geturl()
        if guess("", path).role is Role.LOGIN or path.rstrip("/").endswith("/password"):
            return True
    return said.thin(60, links=8) and bool(said.has("login"))


class _Said:
    """What a page says in few words: its title and its short lines, folded."""

    def __init__(self, reading: PageReading | None) -> None:
        self._reading = reading
        self._title = fold(reading.title) if reading else ""
        self._lines: list[str] | None = None

    def thin(self, most: int, *, links: int) -> bool:
        """Whether the page has few words and few links."""
        return self._reading is not None and self._reading.words <= most and len(self._reading.links) <= links

    def has(self, name: str) -> str:
        """The first phrase of a list that stands in the title or in a short line; empty when none does."""
        found = _anywhere(name).search(f" {self._title} \n" + "".join(f" {line} \n" for line in self.lines()))
        return found[0] if found else ""

    def without_links(self) -> str:
        """The short lines with a space around each, but for those that are hardly more than links."""
        labels = {fold(link.label) for link in self._reading.links} if self._reading else set()
        longest_first = sorted(filter(None, labels), key=len, reverse=True)
        kept = []
        for line in self.lines():
            rest = f" {line} "
            for label in longest_first:
                rest = rest.replace(f" {label} ", "  ")
            if len(rest.split()) > 2:
                kept.append(f" {line} \n")
        return "".join(kept)

    def asks_age(self) -> str:
        """The first phrase of an age gate; one on a line with a number or price is said of that ("0906-…, from 18")."""
        asked = "".join(f" {line} \n" for line in self.lines() if sum(map(str.isdigit, line)) < DIGITS_OF_A_NUMBER)
        found = _anywhere("age").search(f" {self._title} \n{asked}")
        return found[0] if found else ""

    def part_failed(self) -> str:
        """The first line that says that it could not be loaded, or the words in it; empty when none does."""
        for line in self.lines():
            found = _anywhere("part").search(f" {line} ")
            if found and not _anywhere("part_not").search(f" {line} "):
                return found[0]
        return ""

    def lines(self) -> list[str]:
        """Lines of the text that are short enough to be a message."""
        if self._lines is None:
            text = self._reading.text[:20_000] if self._reading else ""
            self._lines = [fold(line) for line in text.split("\n")[:400] if 0 < len(line.split()) <= 30]
        return self._lines

    def not_found(self) -> bool:
        """Whether title or a heading of its own says that there is no such page."""
        if self._title and any(_opens(self._title, phrase) for phrase in _phrases("not_found")):
            return True
        if self._title.split()[:1] == ["404"]:
            return True
        text = unaccented(self._reading.text[:20_000]) if self._reading else ""
        return any(len(found[0].split()) <= 8 for found in _not_found_heading().finditer(text))


def _opens(title: str, phrase: str) -> bool:
    """Whether a title begins or ends with the phrase, or says it in a part of its own."""
    return title.startswith(phrase) or title.endswith(f" {phrase}")


@cache
def _anywhere(name: str) -> re.Pattern[str]:
    """Any phrase of a list, as whole words between spaces."""
    return re.compile(f"(?<= )(?:{'|'.join(map(re.escape, _phrases(name)))})(?= )")


@cache
def _not_found_heading() -> re.Pattern[str]:
    """A line that begins with a phrase too long to be part of anything else. For text without accents."""
    long = [r"[^a-z0-9\n]+".join(p.split()) for p in _phrases("not_found") if p.count(" ") >= 2 or "404" in p]
    return re.compile(rf"^[^a-z0-9\n]*(?:404[^a-z0-9\n]+)?(?:{'|'.join(long)})(?![a-z0-9]).*$", re.MULTILINE)


@cache
def _speaking() -> tuple[str, ...]:
    """Beginnings of words of the shop and the ways to it, with the space before them."""
    return tuple(f" {fold(w)}{' ' if w.endswith(' ') else ''}" for w in words("trouble", "speaks"))


@cache
def _phrases(name: str) -> tuple[str, ...]:
    return tuple(fold(w) for w in words("trouble", name))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawler").joinpath("trouble.toml").read_text("utf-8"))


def _signed(table: str, answer: Answer, reading: PageReading | None, count: int) -> Trouble | None:
    """The first rule of a table that fits."""
    rules = [r for r in _data()[table] if count <= r["words"] or answer.status >= 400]
    if not rules:
        return None
    source = answer.source[:SOURCE_BYTES].lower()
    title = reading.title.lower() if reading else ""
    url = answer.url.lower()
    for rule in rules:
        if _fits(rule, answer.headers, source, title, url):
            reason = Reason(rule.get("reason", table))
            return Trouble(reason=reason, detail=str(rule["name"]))
    return None


def _fits(rule: dict[str, Any], headers: Mapping[str, str], source: str, title: str, url: str) -> bool:
    if any(headers.get(name, "").lower() == value for name, value in rule.get("headers", {}).items()):
        return True
    if any(sign in title for sign in rule.get("title", ())):
        return True
    return any(sign in source for sign in rule.get("source", ())) or any(sign in url for sign in rule.get("url", ()))
