"""Addresses spelled out against harvesters: ``info [at] shop [punt] nl``, ``info apenstaartje shop punt nl``.

Only the surroundings of a word for @ are looked at, so that the cost stays linear. What is found is no address yet.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from audit.model import Record
from audit.words import words
from checks.find.needles import Needles

BEFORE, AFTER, MAX_MARKS = 90, 160, 2_000
UNMISTAKABLE = 5
"""Letters from which a word for @ needs no brackets: apenstaartje, arobase, Klammeraffe."""

_OPEN, _CLOSE = r"[ ]?[\[({<«|*_~–—-]{1,2}[ ]?", r"[ ]?[\])}>»|*_~–—-]{1,2}[ ]?"
_EDGES = " [](){}<>«»|*_~–—-"
_LABEL = r"[A-Za-z0-9][\w-]{0,62}"
_SPACED = re.compile(
    r"(?<![A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-@])([A-Za-z0-9][A-Za-z0-9._+-]{0,63}) ?@ ?"
    r"([A-Za-z0-9-]{1,63}(?: ?\. ?[A-Za-z0-9-]{1,63}){1,4})(?![\w@-])"
)
_SIGN = re.compile(r"@(?: |(?<= @)|[A-Za-z0-9-]{1,63}(?:\. | \.|[ ]?[\[({]))")
"""Led by the sign alone, so that the search can skip to it."""
_WIDE_SIGN = re.compile("＠")
_LOOSE = re.compile(r"\s[\[({]a[\])}]|[\[({]a[\])}]\s|[-_~|*](?:at|a)[-_~|*]|[–—][^–—]*[–—]", re.IGNORECASE)


class Spelled(Record, frozen=True, kw_only=True):
    """Something spelled like an address: where, its local part and host.

    notation: a word stands for the sign, not the sign with spaces. loose: it may be something else as well, so that
    only a usual local part makes it an address.
    """

    start: int
    end: int
    local: str
    host: str
    notation: bool
    loose: bool


def spelled(text: str) -> Iterator[Spelled]:
    """What in ``text`` is spelled like an address, in order."""
    done = -1
    low_text = text.lower()
    joined = _joined(text, low_text)
    if joined is not text:
        text, low_text = joined, joined.lower()
    for start, end in _marks(text, low_text):
        if start < done:
            continue
        low = max(0, done, start - BEFORE)
        low = max(low, text.rfind("\n", low, start) + 1)
        stretch = text[low : end + AFTER].split("\n")[0].replace("＠", "@")
        found = [hit for form in (*_forms(), *_loose_forms(), _SPACED) if (hit := form.search(stretch))]
        if found:
            first = min(found, key=lambda hit: hit.start())
            done = low + first.end()
            yield _taken(first, low)


def _joined(text: str, low: str) -> str:
    """The text, of the same length, with the line breaks inside addresses as spaces: ``info⏎(at)⏎shop.nl``,
    ``info⏎@shop.nl``."""
    if "\n" not in text:
        return text
    if not _signs().isdisjoint({line.strip(_EDGES) for line in set(low.split("\n"))}):
        text = _sign_alone().sub(r" \1 ", text)
    if "@" not in text or not any(broken in text for broken in ("\n@", "@\n", "\n.")):
        return text
    return _BREAK.sub(lambda found: found[0].replace("\n", " "), text)


def _marks(text: str, low: str) -> list[tuple[int, int]]:
    """Where to look: a word for @ in brackets or between spaces, the sign beside a space or odd dot, the wide sign."""
    found = [mark.span() for mark in islice(_bracketed().finditer(text), MAX_MARKS)]
    for sign in (_SIGN, _WIDE_SIGN):
        found += [mark.span() for mark in islice(sign.finditer(text), MAX_MARKS)]
    if len(low) == len(text):  # a few letters grow when lowered
        found += _between_spaces().places(low)[: 3 * MAX_MARKS]
        found += _before_dots(low)
    return sorted(found)[:MAX_MARKS]


def _before_dots(low: str) -> list[tuple[int, int]]:
    """Words that stand for the sign in brackets only, where a word for the dot follows: ``sav chez shop point fr``."""
    found: list[tuple[int, int]] = []
    for dot in _dots():
        at = low.find(f" {dot} ")
        while at >= 0 and len(found) < MAX_MARKS:
            begin = max(0, at - 64)
            places = [(low.rfind(f" {word} ", begin, at + 1), len(word) + 2) for word in _near()]
            found += [(place, place + size) for place, size in places if place >= 0]
            at = low.find(f" {dot} ", at + 1)
    return found


def _taken(found: re.Match[str], low: int) -> Spelled:
    spaced = found.re is _SPACED
    doubtful = spaced or found.re in _loose_forms()
    return Spelled(
        start=low + found.start(),
        end=low + found.end(),
        local=_points().sub(".", found[1]),
        host=_points().sub(".", found[2]).replace(" ", ""),
        notation=not spaced,
        loose=doubtful or bool(_LOOSE.search(found[0])),
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda p: (-len(p), p)))


@cache
def _ats() -> frozenset[str]:
    return frozenset((*words("find", "at"), "at", "æt"))


@cache
def _near() -> frozenset[str]:
    """Words that stand for the sign in brackets only: [bei], [chez]."""
    return frozenset(words("find", "at_in_brackets"))


@cache
def _dots() -> frozenset[str]:
    return frozenset((*words("find", "dot"), "dot"))


@cache
def _signs() -> frozenset[str]:
    return _ats() | _dots() | {"@", "."}


@cache
def _points() -> re.Pattern[str]:
    """Every way to write a dot."""
    dot = _any(_dots())
    return re.compile(rf"{_OPEN}(?:{dot}|\.){_CLOSE}| (?:{dot}) | ?\. ?", re.IGNORECASE)


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"[\[({{<«|*_~-] ?(?:{_any(_ats() | _near())}|@|a) ?[\])}}>»|*_~-]", re.IGNORECASE)


@cache
def _between_spaces() -> Needles:
    return Needles(sorted(f" {word} " for word in _ats()))


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """``info [at] shop.nl`` or ``info arobase shop.nl``; ``info@shop[dot]nl``; ``info at shop dot nl``;
    ``e-mail: info at shop.nl``."""
    at, dot = _any(_ats()), _any(_dots())
    clear = _any(word for word in _ats() if len(word) >= UNMISTAKABLE)
    local = rf"(?<![\w.@+-])([A-Za-z0-9][\w+.-]{{0,40}}(?: (?:{dot}) [\w+-]{{1,40}}){{0,3}})"
    point = rf"(?:{_OPEN}(?:{dot}|\.){_CLOSE}| (?:{dot}) | \. |\.)"
    near = _any(_ats() | _near())
    bracket = rf"{local}(?:{_OPEN}(?:{near}|@|a){_CLOSE}| (?:{clear}) )({_LABEL}(?:{point}{_LABEL}){{1,4}})"
    dotted = rf"{local}@({_LABEL}(?:{_OPEN}(?:{dot}|\.){_CLOSE}{_LABEL}){{1,4}})"
    worded = rf"{local} (?:{at}) ({_LABEL}(?: (?:{dot}) {_LABEL}){{1,3}})(?![\w-])"
    told = rf"(?<=mail: )([A-Za-z0-9][\w+.-]{{0,40}}) (?:{at}) ({_LABEL}(?:\.{_LABEL}){{1,3}})"
    return tuple(re.compile(form, re.IGNORECASE) for form in (bracket, dotted, worded, told))


@cache
def _loose_forms() -> tuple[re.Pattern[str], ...]:
    """``sav chez shop point fr``; ``help AT shop.co.uk``, in capitals: an address only with a usual local part."""
    near, dot = _any(_near()), _any(_dots())
    local = r"(?<![\w.@+-])([A-Za-z0-9][\w+.-]{0,40})"
    worded = rf"{local} (?:{near}) ({_LABEL}(?: (?:{dot}) {_LABEL}){{1,3}})(?![\w-])"
    capital = rf"(?<![\w.@+-])((?-i:[a-z0-9][a-z0-9+._-]{{0,40}})) (?-i:AT) ({_LABEL}(?:\.{_LABEL}){{1,3}})(?![\w-])"
    return tuple(re.compile(form, re.IGNORECASE) for form in (worded, capital))


@cache
def _sign_alone() -> re.Pattern[str]:
    """A line of nothing but a sign for @ or the dot, between two other lines."""
    sign = _any(_signs())
    return re.compile(rf"\n ?({_OPEN}(?:{sign}){_CLOSE}|(?:{sign})) ?\n(?=[A-Za-z0-9])", re.IGNORECASE)


_BREAK = re.compile(
    r"(?:^|\n|: ?)[a-z0-9][a-z0-9._+-]{0,40} ?\n@(?=[A-Za-z0-9])"
    r"|(?<=[a-z0-9])@\n(?=[a-z0-9-]{1,63}\.[a-z]{2})|@[a-z0-9-]{1,63}\n(?=\.[a-z]{2})"
)
