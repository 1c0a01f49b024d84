"""What a page says of a number in the words around it: what a call costs, what it is for, whether one can call at all.

The words stand under ``[tariff]`` of the language files. A quote may hold several numbers; words count for the number
that they stand beside.
"""

import re
from functools import cache

from audit.model import Sighting
from audit.words import words

_NUMBER = re.compile(r"[(+]?\d(?:[\s\u00a0()./+–-]{0,3}\d){5,}")
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
    """Whether the words promise that a call costs no more than an ordinary one."""
    return _says("basic", sighting)


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
