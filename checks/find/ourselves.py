"""What the words before a value say of us: that it is ours, or that the reader is to turn to us with it."""

import re
from functools import cache

from audit.words import words
from checks.find.layout import data
from checks.find.lexicon import quick, small
from checks.find.phrases import loose
from checks.find.titles import agents, lower, words_for_us

CONTEXT = 260
CLOSE = 60
"""So many characters may stand between a word for us and the value on its line."""
_NEW_PART = re.compile(r"\n|[.!;] (?=[^\W\d_a-zß-ÿ])|\s[|·•–—]\s")
_FEW_WORDS = re.compile(r"[^\w()\[\]]{0,4}(?:[^\W\d_]{1,9}[^\w()\[\]]{1,4}){0,3}")
"""What may stand between "with us" and a value: "on", "by phone on"."""


def says_ours(text: str, low: str, at: int) -> bool:
    """Whether a new line or sentence since the mark at ``at`` speaks of us or our customers, close before the value, or
    is a label that names our own place ("Tel. office:")."""
    begins = at
    for part in _NEW_PART.finditer(text, at):
        begins = part.end()
    if begins == at:
        return False
    return ours().search(low, max(begins, len(low) - CLOSE)) is not None or own_place().match(low, begins) is not None


def to_us(low: str, at: int) -> bool:
    """Whether the last words before a value turn the reader to us, whoever the sentence spoke of before: "before you go
    to the ombudsman, raise it with us on"."""
    turning = _turning().finditer(low, max(at, len(low) - CLOSE))
    return any(_FEW_WORDS.fullmatch(low, mark.end()) is not None for mark in turning)


@cache
def _turning() -> re.Pattern[str]:
    return loose(words("find", "to_us"))


@cache
def own_place() -> re.Pattern[str]:
    """A label for a value that is nothing but the name of a place of our own: shop, office, practice."""
    word = r"[^\W\d_]{3,12}\.?"
    return re.compile(rf"\W*(?:{word} )?(?:{small('own_places')})(?: {word})? ?: ?\W*(?:{word} ?:? ?)?$")


def of_us(before: str) -> bool:
    """Whether the line that ends in a value speaks of us, or is a label for a place of our own."""
    low = lower(before[-CONTEXT:])
    said = low[low.rfind("\n") + 1 :]
    return any(p.search(said) is not None for p in (agents(), quick("own"))) or own_place().match(said) is not None


@cache
def ours() -> re.Pattern[str]:
    """Words on the line of a value that make it the shop's: us, our, customers, questions about your order."""
    plain = data("parties")["words"]["ours"]
    return loose((*words_for_us(), *plain, *words("find", "own"), *words("find", "ours")))
