"""Names in sentences that say who a firm is: "NAME, established at …", "trading under the name NAME".

The words stand under ``[identity]`` of the languages: ``seat``, ``entered``, ``trades``, ``hereafter``.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice

from audit.words import words
from checks.find.identity_names import BRAND, Name, form_of, forms, is_name
from checks.find.layout import data
from checks.find.needles import Needles
from checks.find.phrases import any_of, roots

SECTION = "identity"
MAX_HITS = 40
PIECES = 5
MAX_WORDS = 7
BACK = 220
"""So many characters before "established at" may hold the name, with its form and capital between."""

AHEAD = 260
"""Within so many characters the sentence shows an address or number, or says "hereafter we"."""

_BOUND = re.compile(r"[:;!?\n•·|]|(?<=[^\W\d_]{3})\.(?=\s)")
_SEPARATOR = re.compile(r"[,()\[\]«»„“”\"]|\s[–—-]\s")
_TOKEN = re.compile(r"[^\s]+")
_EDGES = " ,.:;'\"„“”«»()"


def stated_names(
    text: str, low: str, *, codes: tuple[str, ...], own: Callable[[str], bool], anchors: tuple[int, ...]
) -> Iterator[Name]:
    """Names before "established at" and behind "trading as"; at most 40.

    A name counts where the site's own name, a legal form with "hereafter", or an address or number of the shop behind
    it shows that the sentence introduces a firm: nouns stand before such words too ("a caterer with its seat in …").
    own: whether a name is the site's own. anchors: where the shop's addresses and numbers begin.
    """
    yield from islice(_introduced(text, low, codes, own, anchors), MAX_HITS)


def _introduced(
    text: str, low: str, codes: tuple[str, ...], own: Callable[[str], bool], anchors: tuple[int, ...]
) -> Iterator[Name]:
    for first, last in _cue_roots(codes).lines(low):
        for cue in islice(_cues(codes).finditer(low, first, last), MAX_HITS):
            before = _subject(text, low, max(first, cue.start() - BACK), cue.start(), codes)
            trades = _trades(codes).fullmatch(cue[0]) is not None
            behind = _behind(text, cue.end(), last, codes) if trades else None
            found = behind or before
            if found is None:
                continue
            start, value = found
            form = form_of(value)
            anchored: bool | None = any(
                start <= at <= cue.end() + AHEAD and "\n\n" not in text[start:at] for at in anchors
            )
            defined = (form is not None or behind is not None) and _hereafter(codes).search(
                low, cue.end(), min(last, cue.end() + AHEAD)
            )
            traded = behind is not None and before is not None and own(before[1])
            if own(value) or form is not None or _telling(text, start, value):
                anchored = anchored or traded
            else:
                anchored = defined = None
            if anchored or defined or own(value):
                yield Name(
                    value=value, start=start, end=start + len(value), how="stated",
                    form=form.name if form else "", registered=bool(form and form.registered),
                )  # fmt: skip


def _telling(text: str, start: int, value: str) -> bool:
    """Whether this is more than a noun, a street or a postcode: several words, capitals inside, set off by a comma."""
    line = text[text.rfind("\n", 0, start) + 1 : start].rstrip()
    opens = not line or line.endswith((".", ":", "-", "–"))
    set_off = text[start + len(value) :].lstrip()[:1] in ",(" and not opens
    return len(value.split()) > 1 or value.isupper() or "." in value[1:-1] or BRAND.search(value) is not None or set_off


def _subject(text: str, low: str, floor: int, at: int, codes: tuple[str, ...]) -> tuple[int, str] | None:
    """The name that a participle such as "established at" belongs to: the last capitalised words before it.

    Before the first participle of the sentence, that is: behind that one stand streets and places.
    """
    bounds = [m.end() for m in _BOUND.finditer(text, floor, at)]
    floor = bounds[-1] if bounds else floor
    earlier = _cues(codes).search(low, floor, at)
    at = earlier.start() if earlier else at
    cuts = [(m.start(), m.end()) for m in _SEPARATOR.finditer(text, floor, at)]
    starts, ends = [floor, *(end for _, end in cuts)], [*(start for start, _ in cuts), at]
    for start, end in list(zip(starts, ends, strict=True))[: -PIECES - 1 : -1]:
        found = _run(text, start, end)
        if found is not None and _can_be(found[1], codes):
            return found
    return None


def _run(text: str, start: int, end: int) -> tuple[int, str] | None:
    """The last run of capitalised words of a piece; None where other words than "is" or "whose" stand behind it."""
    small = data("identity")["names"]
    tokens = [(m.start(), m[0].strip("'„“”«»\"")) for m in _TOKEN.finditer(text, start, end)]
    while tokens and tokens[-1][1] in small["linking"]:
        tokens.pop()
    if not tokens or not _proper(tokens[-1][1]):
        return None
    kept: list[tuple[int, str]] = []
    while tokens and len(kept) < MAX_WORDS:
        at, word = tokens.pop()
        if not (_proper(word) or (kept and word.lower() in (*small["and"], *small["inside"]))):
            break
        kept.insert(0, (at, word))
    while kept and (not _proper(kept[0][1]) or (len(kept) > 1 and kept[0][1].lower() in small["before"])):
        kept.pop(0)
    if not kept:
        return None
    return kept[0][0], " ".join(text[kept[0][0] : kept[-1][0] + len(kept[-1][1])].split()).strip(" ,:;'\"")


def _behind(text: str, at: int, stop: int, codes: tuple[str, ...]) -> tuple[int, str] | None:
    """The name right behind "trading as": its capitalised words."""
    small = data("identity")["names"]
    found: list[re.Match[str]] = []
    for token in islice(_TOKEN.finditer(text, at, min(stop, at + 80)), MAX_WORDS):
        word = token[0].strip(_EDGES)
        if not found and word.lower() in (*small["before"], *small["inside"]):
            continue
        if not (_proper(word) or (word.lower() in (*small["and"], *small["inside"]))):
            break
        found.append(token)
        ended = token[0].endswith(".") and (len(word) > 3 or form_of(text[found[0].start() : token.end()]) is not None)
        if token[0][-1] in ",:;)" or ended:
            break
    while found and not _proper(found[-1][0].strip(_EDGES)):
        found.pop()
    if not found:
        return None
    value = text[found[0].start() : found[-1].end()].strip(" ,:;'\"„“”«»()")
    value = value if form_of(value) else value.rstrip(".")
    return (text.find(value, found[0].start()), value) if _can_be(value, codes) else None


def _proper(word: str) -> bool:
    return word[:1].isupper() or word[:1].isdigit() or BRAND.match(word) is not None


def _can_be(value: str, codes: tuple[str, ...]) -> bool:
    alone = value.strip(".") in _form_names()
    street = form_of(value) is None and any(c.isdigit() for c in value.split()[-1])
    return not alone and not street and is_name(value, codes, strict=False) and any(c.isalpha() for c in value)


@cache
def _form_names() -> frozenset[str]:
    return frozenset(form.name.strip(".") for form in forms())


@cache
def _listed(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(w for key in ("seat", "entered", "trades") for w in words(SECTION, key, codes))


@cache
def _cues(codes: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(_listed(codes))


@cache
def _cue_roots(codes: tuple[str, ...]) -> Needles:
    return Needles(roots(_listed(codes)))


@cache
def _trades(codes: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(words(SECTION, "trades", codes))


@cache
def _hereafter(codes: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(words(SECTION, "hereafter", codes))
