"""The name under which a site trades: in its copyright line, or as its title, metadata, mail and accounts give it.

Directive 2011/83/EU art. 6(1)(b) asks for "the identity of the trader, such as his trading name": who prints that name
is not without one. The words stand in ``identity.toml`` ([own], [copyright]) and under ``[identity]`` of the languages.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, cached_property

from audit.model import Record
from audit.words import words
from checks.find.identity_names import form_of, is_name
from checks.find.layout import data
from checks.find.needles import Needles
from checks.find.owner import kin
from checks.find.phrases import any_of

TITLE, CLAIM, LINE = "title", "copyright", "line"
"""Schemes of names that nothing else on the page confirms: of unknown owner, and never printed as the shop's."""

MAX_PARTS = 8
MAX_MARKS = 20
SHORT, LONG = 3, 40
END = 1500
"""A copyright line of no known region stands within so many characters of the end of a page."""

_PART = re.compile(r"\s+[|–—·•»:-]\s+|\s?\|\s?|(?<=\w):\s")
_DOMAIN = re.compile(r"\.[a-z]{2,6}$", re.IGNORECASE)
_SPLIT = re.compile(r"[\W_]+")
_YEARS = r"(?:(?:19|20)\d\d(?:[ ]?[-–/][ ]?(?:(?:19|20)?\d\d|\w{2,7}))?)"
_CLAIM = re.compile(
    rf"(?:©|\(c\)|copyright)(?:[ ,:–—-]{{0,3}}(?:©|\(c\)|copyright|{_YEARS}(?!\d))){{0,3}}[ ,:–—-]{{0,4}}"
)
_CLAIM_END = re.compile(r"\n|[|·•;<>()\[\]{}]|\s[–—-]\s|\.(?=\s|$)|,\s|!|$")
_LAST_YEAR = re.compile(rf"[ ,]{{1,2}}{_YEARS}$")
_MARKED = re.compile(rf"©|{_YEARS}")
_CUT_BEFORE = re.compile(r"[|·•;\n<>()\[\]{}.]|\s[–—-]\s")


class Told(Record, frozen=True, kw_only=True):
    """What a page tells of its site's name besides its text.

    title: of the page. stated: the site's name as its metadata write it. known: the names in its host, its e-mail
    addresses and its accounts, letters and digits only, lower case.
    """

    title: str = ""
    stated: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class Own:
    """The site's own name, as a page tells it."""

    def __init__(self, told: Told) -> None:
        self.told = told

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Pieces of the title and the stated names, without "webshop" and "welcome to", each once."""
        pieces = (*self.told.stated, *_PART.split(self.told.title))
        cut = (_unquoted(_around().sub("", piece.strip(" .,!")).strip(" .,-–!")) for piece in pieces[: 2 * MAX_PARTS])
        return tuple(dict.fromkeys(p for p in cut if SHORT <= len(p) <= LONG))[:MAX_PARTS]

    @cached_property
    def known(self) -> frozenset[str]:
        """The names that host, mail, accounts and metadata give, bare."""
        return frozenset(bare(n) for n in (*self.told.known, *self.told.stated) if len(bare(n)) >= SHORT)

    @cached_property
    def titled(self) -> frozenset[str]:
        """The pieces of the title, bare."""
        return frozenset(form for part in self.parts for form in _forms(part))

    def is_known(self, name: str) -> bool:
        """Whether host, mail, accounts or metadata give this very name."""
        return not self.known.isdisjoint(_forms(name))

    def is_titled(self, name: str) -> bool:
        """Whether this very name is a piece of the title."""
        return not self.titled.isdisjoint(_forms(name))

    def is_kin(self, name: str) -> bool:
        """Whether the name is that of host, mail, accounts or metadata, holds it, or is held by it."""
        return self.is_known(name) or kin(bare(name), self.known)

    def is_own(self, name: str) -> bool:
        """Whether the name is kin, or a piece of the title or kin of one: for names in a place where names stand."""
        return self.is_kin(name) or self.is_titled(name) or kin(bare(name), self.titled)


class Trading(Record, frozen=True, kw_only=True):
    """The site's name at a place in the text (0 to 0: in the title only). sure: something else confirms it."""

    value: str
    start: int
    end: int
    scheme: str
    sure: bool


def bare(name: str) -> str:
    """Letters and digits of a name without accents, lower case, without a domain's ending."""
    return _SPLIT.sub("", _plain(_DOMAIN.sub("", name.strip()).lower()))


def trading_names(text: str, low: str, own: Own, codes: tuple[str, ...]) -> Iterator[Trading]:
    """The site's own name as the text shows it: of copyright lines, then of the title and metadata."""
    claimed = list(claims(text, low, own, codes))
    yield from claimed
    marks = frozenset(bare(c.value) for c in claimed)
    for part in own.parts:
        if not is_name(part, codes) and not own.is_known(part):
            continue
        if bare(part) in marks:
            continue
        sure = own.is_known(part)
        start = _stands(text, low, part)
        if start is None and not sure:
            continue
        at, end = (0, 0) if start is None else (start, start + len(part))
        yield Trading(value=part, start=at, end=end, scheme=TITLE, sure=sure)


def claims(text: str, low: str, own: Own, codes: tuple[str, ...]) -> Iterator[Trading]:
    """The names in copyright lines; sure where the title, the host, the mail or the metadata give the name too."""
    done = 0
    for index, (start, _) in enumerate(_marks().places(low)):
        if index >= MAX_MARKS:
            return
        hit = _CLAIM.match(low, start) if start >= done else None
        if hit is None or not _is_claim(low, hit):
            continue
        done = hit.end()
        found = _behind(text, low, done) or _before(text, hit.start())
        if found is None:
            continue
        begin, value = found
        sure = own.is_own(value)
        if sure or (begin >= done and is_name(value, codes) and value[:1].isupper() and not _LAST_YEAR.search(value)):
            value = _whole(_LAST_YEAR.sub("", value), own)
            yield Trading(value=value, start=begin, end=begin + len(value), scheme=CLAIM, sure=sure)


def _whole(value: str, own: Own) -> str:
    """The name without what ran into it: "Huber Garten Legal notice" where the title says "Huber Garten"."""
    for part in () if form_of(value) else sorted(own.parts, key=len, reverse=True):
        rest = value[len(part) :]
        if value.lower().startswith(part.lower()) and rest.startswith(" ") and own.is_titled(part):
            return value[: len(part)]
    return value


def _unquoted(said: str) -> str:
    return said[1:-1] if len(said) > 2 and said[0] == said[-1] and said[0] in "\"'" else said


def _is_claim(low: str, hit: re.Match[str]) -> bool:
    """Whether the mark claims something: "(c)" and the bare word need a year or the sign beside them."""
    if hit[0].startswith("©"):
        return True
    line = low[low.rfind("\n", 0, hit.start()) + 1 : hit.start()]
    return _MARKED.search(hit[0]) is not None or _MARKED.match(low, hit.end()) is not None or "©" in line[-12:]


def _behind(text: str, low: str, at: int) -> tuple[int, str] | None:
    """What stands behind the mark up to the next separator, "all rights reserved" or credit."""
    line = low.find("\n", at)
    stop = min(at + 80, len(low) if line < 0 else line)
    end = _CLAIM_END.search(text, at, stop)
    stop = end.start() if end else stop
    rights = _no_claims().search(low, at, stop)
    stop = rights.start() if rights else stop
    value = text[at:stop].strip(" ,:-–—.\"'„“”«»")
    if not SHORT <= len(value) <= LONG + 20 or _MARKED.fullmatch(value):
        return None
    return text.find(value, at), value


def _before(text: str, at: int) -> tuple[int, str] | None:
    """What stands on the line before a mark with nothing behind it: "Huber Garten © 2025"."""
    line = max(text.rfind("\n", 0, at) + 1, at - 80)
    segment = text[line:at].rstrip(" ,–—-|·")
    cuts = [m.end() for m in _CUT_BEFORE.finditer(segment)]
    value = segment[cuts[-1] if cuts else 0 :].strip(" ,")
    return (text.rfind(value, line, at), value) if SHORT <= len(value) <= LONG else None


def _stands(text: str, low: str, name: str) -> int | None:
    """Where the name stands in the text as whole words; capitals as written first."""
    for hay, needle in ((text, name), (low, name.lower())):
        at = hay.find(needle)
        for _ in range(MAX_MARKS):
            if at < 0:
                break
            edges = (hay[at - 1 : at] if at else " ", hay[at + len(needle) : at + len(needle) + 1])
            if not any(c and (c.isalnum() or c in "_@") for c in edges):
                return at
            at = hay.find(needle, at + 1)
    return None


def _forms(name: str) -> frozenset[str]:
    """The ways in which a domain or account may write a name: whole, without small words, umlauts spelled out."""
    short = " ".join(w for w in name.split() if w.lower().strip("'") not in _small())
    spelled = name.lower()
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelled = spelled.replace(letter, pair)
    return frozenset(form for form in (bare(name), bare(short), bare(spelled)) if len(form) >= SHORT)


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.replace("ß", "ss")) if not unicodedata.combining(c))


@cache
def _marks() -> Needles:
    return Needles(data("identity")["copyright"]["marks"])


@cache
def _no_claims() -> re.Pattern[str]:
    return any_of((*words("identity", "rights"), *words("identity", "credit")))


@cache
def _around() -> re.Pattern[str]:
    own = data("identity")["own"]
    before, behind = ("|".join(re.escape(w) for w in own[key]) for key in ("before", "behind"))
    return re.compile(rf"^(?:{before})\s+|[\s-]+(?:{behind})$", re.IGNORECASE)


@cache
def _small() -> frozenset[str]:
    small = data("identity")["names"]
    return frozenset((*small["and"], *small["inside"], *data("identity")["own"]["small"]))
