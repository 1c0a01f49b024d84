"""Which link leads to which kind of page. Pure; words come from ``[roles]`` of the language files.

The words on a link count most, then the words in its address; words from all languages count alike, for shops mix them.
"""

import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from audit.model import Record, Region, Role
from audit.words import words
from checks.find.reading import Link
from crawler.urls import link_data

ORDER = (
    Role.CONTACT,
    Role.IMPRINT,
    Role.SERVICE,
    Role.COMPLAINTS,
    Role.RETURNS,
    Role.PRIVACY,
    Role.TERMS,
    Role.PRODUCT,
)
"""Among equals the role that comes first wins: a page "contact & terms" is a contact page."""

STRONG = 0.75
"""From here on a link is called what its words say."""
LIKELY = 0.45
FAINT = 0.2

_SURE, _WEAK, _ABOUT, _HUB = 1.0, 0.6, 0.55, 0.3
_LONGEST = 7
_FOLD = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "’": "'"})
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[a-z0-9]+")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LANGUAGE = re.compile(r"^([a-z]{2})(?:[-_][a-z]{2})?$", re.I)


class Guess(Record, frozen=True, kw_only=True):
    """What a link seems to lead to.

    role: OTHER when nothing speaks for a role. score: 0 (nothing) to about 1.2 (words and address both say it).
    """

    role: Role
    score: float


def fold(text: str) -> str:
    """Words in lower case without accents, single spaces between: ``Mentions légales`` is ``mentions legales``."""
    if text.isascii():
        return " ".join(_WORD.findall(_HUMP.sub(" ", text).lower()))
    return " ".join(_WORD.findall(unaccented(_HUMP.sub(" ", text))))


def unaccented(text: str) -> str:
    """The text in lower case without accents; everything else stays."""
    return _BEYOND_ASCII.sub(_plain, text.lower())


def _plain(found: re.Match[str]) -> str:
    return _without_marks(found[0])


@lru_cache(maxsize=4_096)
def _without_marks(text: str) -> str:
    """A few letters beyond ASCII as ASCII writes them: there are not many in a page, and always the same."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_FOLD).casefold()))


@cache
def _phrases() -> dict[str, tuple[tuple[Role, float], ...]]:
    """Every phrase with the roles it speaks for and how loudly."""
    found: dict[str, dict[Role, float]] = {}
    named = [(role, role.value, _SURE) for role in ORDER if role is not Role.PRODUCT]
    named += [(role, f"{role.value}_weak", _WEAK) for role in ORDER if role is not Role.PRODUCT]
    named += [(Role.CONTACT, "contact_said", _SURE)]
    named += [(Role.LOGIN, "login", _SURE), (Role.OTHER, "about", _ABOUT), (Role.OTHER, "hub", _HUB)]
    for role, key, weight in named:
        for phrase in words("roles", key):
            roles = found.setdefault(fold(phrase), {})
            roles[role] = max(weight, roles.get(role, 0.0))
    return {phrase: tuple(roles.items()) for phrase, roles in found.items()}


@cache
def _filler() -> frozenset[str]:
    return frozenset(fold(w) for w in words("roles", "filler"))


@cache
def _whole() -> frozenset[str]:
    return frozenset(fold(w) for w in words("roles", "whole"))


@cache
def _never() -> tuple[str, ...]:
    return tuple(f" {fold(w)} " for w in words("roles", "not"))


@lru_cache(maxsize=20_000)
def _scores(text: str) -> tuple[tuple[Role, float], ...]:
    """How much a text (folded, as on a link) speaks for each role, 0 to 1."""
    tokens = text.split()[:40]
    if not tokens or any(phrase in f" {text} " for phrase in _never()):
        return ()
    filler = _filler()
    weighty = max(1, sum(t not in filler for t in tokens))
    best: dict[Role, float] = {}
    for start in range(len(tokens)):
        for end in range(start + 1, min(len(tokens), start + _LONGEST) + 1):
            for role, weight in _phrases().get(" ".join(tokens[start:end]), ()):
                whole = 0.55 if " ".join(tokens[start:end]) in _whole() else 1.0
                covered = sum(t not in filler for t in tokens[start:end]) or (end - start)
                share = min(1.0, covered / weighty)
                score = weight * (1.0 if share == 1.0 else whole * (0.3 + 0.6 * share))
                best[role] = max(score, best.get(role, 0.0))
    return tuple(best.items())


@lru_cache(maxsize=20_000)
def _address_scores(url: str) -> tuple[tuple[Role, float], ...]:
    """How much the words of an address speak for each role: the last part of the path most."""
    parts = urlsplit(url)
    segments = [s for s in unquote(unquote(parts.path)).split("/") if s]
    best: dict[Role, float] = {}

    def add(text: str, factor: float) -> None:
        for role, score in _scores(fold(text)):
            best[role] = max(best.get(role, 0.0), score * factor)

    for depth, segment in enumerate(reversed(segments)):
        stem, _, query = segment.partition("?")
        stem = re.sub(r"\.(html?|php|aspx?|pdf|jsp)$", "", stem, flags=re.I)
        add(stem, 0.85 if depth == 0 else 0.15)
        add(query, 0.5 if depth == 0 else 0.15)
    for _, value in parse_qsl(parts.query):
        for piece in re.split(r"[/=&]", unquote(value)):
            add(piece, 0.7)
    if _matches("blog", url):
        return tuple((role, score * 0.5) for role, score in best.items())
    return tuple(best.items())


@cache
def _pattern(section: str, name: str = "patterns") -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in link_data()[section][name]), re.I)


def _matches(section: str, url: str, name: str = "patterns") -> bool:
    parts = urlsplit(url)
    target = unquote(unquote(parts.path)) + (f"?{unquote(parts.query)}" if parts.query else "")
    return _pattern(section, name).search(target) is not None


@lru_cache(maxsize=20_000)
def is_worth_reading(url: str) -> bool:
    """Whether there can be a page to read: no basket, no feed, no picture."""
    return _extension(url) not in _extensions("avoid") and not _matches("avoid", url)


def is_unread_document(url: str) -> bool:
    """Whether an address is that of a document of a kind that we do not read."""
    return _extension(url) in _extensions("documents")


def _extension(url: str) -> str:
    last = urlsplit(url).path.rpartition("/")[2]
    return last.rpartition(".")[2].lower() if "." in last else ""


@cache
def _extensions(section: str) -> frozenset[str]:
    return frozenset(link_data()[section]["extensions"])


@lru_cache(maxsize=20_000)
def is_product(url: str) -> bool:
    """Whether an address looks like that of a single product."""
    return _matches("product", url) and not _matches("product", url, "not")


@lru_cache(maxsize=20_000)
def is_goods(url: str) -> bool:
    """Whether an address looks like that of a list of goods: a category, a collection, a brand."""
    return _matches("goods", url)


def guess(label: str, url: str, *, region: Region = Region.UNKNOWN, language: str = "") -> Guess:
    """What a link with these words and this address leads to.

    language: the language part of the home address (``nl`` of ``/nl/``); links into another language count less.
    """
    said = dict(_scores(fold(label[:200])))
    written = dict(_address_scores(url))
    totals: dict[Role, float] = {}
    for role in said.keys() | written.keys():
        a, b = said.get(role, 0.0), written.get(role, 0.0)
        totals[role] = max(a, b) + 0.15 * min(a, b)
    if is_product(url) and max(totals.values(), default=0.0) < STRONG:
        return Guess(role=Role.PRODUCT, score=0.5)
    if not totals:
        return Guess(role=Role.OTHER, score=0.0)
    named = {role: score for role, score in said.items() if role is not Role.OTHER and score >= LIKELY}
    first = named or totals  # what the words on the link name comes before what the address names
    role = max(first, key=lambda r: (round(first[r], 3), -_rank(r)))
    score = totals[role]
    if region in (Region.FOOTER, Region.HEADER, Region.NAV):
        score += 0.03
    theirs = language_part(url)
    if theirs and theirs != language:
        score -= 0.3 if language else 0.15
    return Guess(role=role, score=round(max(0.0, score), 3))


def _rank(role: Role) -> int:
    return ORDER.index(role) if role in ORDER else len(ORDER)


def role_of_title(title: str) -> Role:
    """The role that a page's own title names, OTHER when it names none plainly."""
    best = Guess(role=Role.OTHER, score=0.0)
    for piece in re.split(r"\s[|–—·•:-]\s|\s*[|»›]\s*", title)[:4]:
        for role, score in _scores(fold(piece)):
            if score > best.score and role is not Role.LOGIN:
                best = Guess(role=role, score=score)
    return best.role if best.score >= STRONG else Role.OTHER


@lru_cache(maxsize=20_000)
def language_part(url: str) -> str:
    """The language that an address names: ``nl`` of ``/nl/…``, ``/nl-be/…`` or ``?language=nl-nl``; else empty."""
    parts = urlsplit(url)
    first = parts.path.strip("/").split("/")[0]
    if (found := _LANGUAGE.match(first)) and found[1].lower() in _language_codes():
        return found[1].lower()
    for name, value in parse_qsl(parts.query):
        if name.lower() in ("language", "lang", "locale", "hl") and (found := _LANGUAGE.match(value)):
            return found[1].lower()
    return ""


@cache
def _language_codes() -> frozenset[str]:
    return frozenset(link_data()["languages"]["codes"])


def usable(link: Link) -> bool:
    """Whether a link of a page can be followed at all."""
    return link.scheme in ("http", "https") and len(link.url) < 2000 and is_worth_reading(link.url)
