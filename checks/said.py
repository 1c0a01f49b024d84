"""What a page says of a number in the words around it: what a call costs, what it is for, whether one can call at all.

The words stand under ``[tariff]`` of the language files. A quote may hold several numbers; words count for the number
that they stand beside.
"""

import re
from functools import cache

from audit.model import Sighting
from audit.words import words
from checks.find.prices import dear

_NUMBER = re.compile(r"[(+]?\d(?:[\s\u00a0()./+–-]{0,3}\d){5,}")
_NEXT_SENTENCE = re.compile(r"(?:^|(?<=[^\W_]{2})|(?<=\)))[.!] (?=[^\W\d_])")
_PART_ENDS = re.compile(r"\W*(?:$|[.,;)|!])")
_TAIL = 6
_BEFORE, _AFTER = 50, 90


def beside(sighting: Sighting) -> str:
    """The words of the quote that stand beside this number, in lower case; empty where it is not in the quote."""
    quote = " ".join(sighting.quote.split())
    hits = list(_NUMBER.finditer(quote))
    tail = _digits(sighting.value)[-_TAIL:]
    for place, hit in enumerate(hits):
        if tail and _digits(hit[0]).endswith(tail):
            start = hits[place - 1].end() if place else 0
            end = hits[place + 1].start() if place + 1 < len(hits) else len(quote)
            before, after = quote[max(start, hit.start() - _BEFORE) : hit.start()], quote[hit.end() : end]
            label = "" if sighting.label.lower() in before.lower() else sighting.label  # most often a word of it
            return f"{label} {before} | {after[:_AFTER]}".lower().replace("’", "'")
    return ""


def says_basic_rate(sighting: Sighting) -> bool:
    """Whether the words promise that a call costs no more than an ordinary one.

    They promise nothing behind a price ("€ 0,45 a minute and the usual cost of a call"), behind a word that adds to a
    price or denies ("plus", "not"), nor in a later sentence of something else ("Free delivery").
    """
    before, _, after = beside(sighting).partition(" | ")
    own, *later = _NEXT_SENTENCE.split(after)
    return _promised(before) or _promised(own) or any(_promised(part, alone=True) for part in later)


def _promised(said: str, *, alone: bool = False) -> bool:
    """Whether one of the phrases promises it. alone: it must end its part of the sentence."""
    for phrase in _phrases("basic"):
        at = said.find(phrase)
        ends = not alone or _PART_ENDS.match(said, at + len(phrase)) is not None
        if at < 0 or not ends or dear(said[:at], 0) or _undoes().search(said[:at]) is not None:
            continue
        more = _more().match(said, at + len(phrase))
        if more is None or not dear(said, more.end()):
            return True
    return False


@cache
def _more() -> re.Pattern[str]:
    """Words right behind the basic rate by which a price comes on top of it."""
    return re.compile(rf"\W*(?:{'|'.join(map(re.escape, _phrases('surcharge')))})(?!\w)")


@cache
def _undoes() -> re.Pattern[str]:
    """Words right before the basic rate that add it to a price, or deny it."""
    added, denied = (f"(?:{'|'.join(map(re.escape, _phrases(key)))})" for key in ("surcharge", "denied"))
    return re.compile(rf"(?<!\w)(?:{added}(?:\s+[\w']+){{0,3}}|{denied}(?:\s+[\w']+){{0,2}})\s*$")


def only_for_orders(sighting: Sighting) -> bool:
    """Whether the words keep the number for new orders."""
    return _says("orders_only", sighting)


def only_for_messages(sighting: Sighting) -> bool:
    """Whether it is the number of a messaging service that the page says not to call, and nothing says to call it.

    What follows those words is another matter: the first field of a form, most often.
    """
    told = beside(sighting)
    before, _, after = told.partition(" | ")
    said = [phrase for phrase in _phrases("no_calls") if phrase in told]
    ends = [after.rindex(phrase) + len(phrase) for phrase in said if phrase in after]
    rest = f"{before} | {after[: max(ends, default=0)]}"
    for phrase in said:
        rest = rest.replace(phrase, " ")
    return bool(said) and _names("whatsapp").search(told) is not None and _names("phone").search(rest) is None


def _says(name: str, sighting: Sighting) -> bool:
    told = beside(sighting)
    return any(phrase in told for phrase in _phrases(name))


@cache
def _phrases(name: str) -> tuple[str, ...]:
    return tuple(phrase.replace("’", "'") for phrase in words("tariff", name))


@cache
def _names(channel: str) -> re.Pattern[str]:
    """The words that name a channel before a number, as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words('find', channel)))})(?!\w)")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
