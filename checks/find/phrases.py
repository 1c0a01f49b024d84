"""Text and word lists as the readers of hours, terms and identities use them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from audit.words import language, languages

QUOTE = 160
"""Characters of the text around a hit that are kept."""

_PLAIN = {ord(c): " " for c in "\u00a0\u2007\u2009\u200a\u202f\t\r\f\v"} | {ord("’"): "'", ord("‑"): "-", ord("‐"): "-"}
_NEVER = re.compile(r"(?!)")


def plain(text: str) -> str:
    """The text with odd spaces, apostrophes and hyphens made plain; every position stays the same."""
    return text if text.isascii() and "\t" not in text else text.translate(_PLAIN)


def lowered(text: str) -> str:
    """Lower case of the same length (a few letters grow when lowered; those stay as they are)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def known(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the language codes that we have words for, in order; all languages when none is left."""
    have = languages()
    kept = tuple(dict.fromkeys(c for c in codes if c in have))
    return kept or have


def tables(section: str, key: str, codes: Iterable[str]) -> dict[str, Any]:
    """The table ``[section.key]`` of several languages as one; lists under the same name are joined."""
    merged: dict[str, Any] = {}
    for code in codes:
        for name, value in language(code).get(section, {}).get(key, {}).items():
            both = isinstance(value, list) and isinstance(merged.get(name), list)
            merged[name] = [*merged[name], *value] if both else value
    return merged


def pattern_of(phrase: str) -> str:
    """A phrase as the source of a regular expression.

    ``*`` ends a word in any way, ``…`` stands for up to 60 characters of the same line: both are bounded.
    """
    source = re.escape(phrase).replace(r"\*", r"\w{0,20}").replace(r"\ ", " ").replace(" … ", r" (?:[^\n]{0,60}? )?")
    head = r"(?<!\w)" if phrase[:1].isalnum() else ""
    tail = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return f"{head}{source}{tail}"


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One expression for all the phrases, longest first; it matches lower-case text. No phrases match nothing."""
    sources = [pattern_of(p) for p in sorted(set(phrases), key=lambda p: (-len(p), p)) if p]
    return re.compile("|".join(sources)) if sources else _NEVER


def roots(phrases: Iterable[str]) -> tuple[str, ...]:
    """The plain beginnings of the phrases, for a quick look whether any of them can stand in a text."""
    cut = {re.split(r"[*…]", p)[0].strip() for p in phrases}
    return tuple(sorted(r for r in cut if r and not any(o != r and r.startswith(o) for o in cut if o)))


def lines_with(low: str, needles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Start and end of every line that holds one of the needles, in order, each once."""
    starts: set[int] = set()
    for needle in needles:
        at = low.find(needle)
        while at >= 0:
            starts.add(low.rfind("\n", 0, at) + 1)
            end = low.find("\n", at)
            at = low.find(needle, end) if end >= 0 else -1
    for start in sorted(starts):
        end = low.find("\n", start)
        yield start, len(low) if end < 0 else end


@cache
def channel_words(codes: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Per channel (phone, chat, shop…) the expression that finds its words."""
    return tuple((name, any_of(words)) for name, words in tables("hours", "channels", codes).items())


def channel_in(text: str, codes: tuple[str, ...]) -> str:
    """The one channel that the (lower-case) text names; "" for none or several."""
    named = [name for name, words in channel_words(codes) if words.search(text)]
    return named[0] if len(named) == 1 else ""


def quote(text: str, start: int, end: int) -> str:
    """At most 160 characters around a hit, on one line."""
    room = max(0, QUOTE - (end - start)) // 2
    left, right = max(0, start - room), min(len(text), end + room)
    return " ".join(text[left:right].split())[:QUOTE]
