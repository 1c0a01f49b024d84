"""Text and word lists as the readers of hours, terms and identities use them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from audit.words import language, languages

QUOTE = 160
"""Characters of the text around a hit that are kept."""

_SPACES = "\u00a0\u2007\u2009\u200a\u202f\t\r\f\v"
Tree = dict[str, Any]


@lru_cache(maxsize=4)
def prepared(text: str) -> tuple[str, str]:
    """The text with odd spaces, apostrophes and hyphens made plain, and the same in lower case; positions stay.

    Kept for a moment: several readers ask for the same page in turn.
    """
    for space in _SPACES:
        text = text.replace(space, " ")
    text = text.replace("’", "'").replace("‑", "-").replace("‐", "-")
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when lowered; those stay as they are
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return text, low


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


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One expression for all the phrases; it matches lower-case text. No phrases match nothing."""
    return re.compile(choice(phrases))


def choice(phrases: Iterable[str]) -> str:
    """The source of one expression for all the phrases, longer ones first.

    ``*`` ends a word in any way, ``…`` stands for up to 60 characters of the same line: both are bounded. A phrase that
    begins or ends with a letter or digit stands at the edge of a word. Common beginnings are shared, and the first
    letter comes before the look behind it, so that a search can skip to it: ten times faster than a plain list.
    """
    tree: Tree = {}
    for phrase in phrases:
        node = tree
        for atom in _atoms(phrase):
            node = node.setdefault(atom, {})
        node[""] = {}
    return _source(tree) if tree else "(?!)"


def loose(phrases: Iterable[str]) -> re.Pattern[str]:
    """One expression for lower-case text: whole words, with or without a hyphen or space between their parts."""
    tree: Tree = {}
    for phrase in phrases:
        node = tree
        for piece in re.findall(r"[ -]+|[^ -]", phrase.lower()):
            node = node.setdefault(re.escape(piece) if piece[0] not in " -" else gap(piece), {})
        node.setdefault(r"(?![^\W\d_])", {})[""] = {}
    return re.compile(_source(tree, edge=r"(?<![^\W\d_].)") if tree else "(?!)")


def gap(between: str) -> str:
    """What may part two words where a phrase has ``between``: a hyphen, a space, none; both in "Industrie- und"."""
    return "[ -]?" if len(between) == 1 else "[ -]{0,2}"


def branches(phrases: Iterable[Iterable[str]]) -> str:
    """The source of one expression for phrases given in pieces of expressions: their common beginnings are shared, so
    that a place where none begins is passed at once; the longest wins."""
    tree: Tree = {}
    for phrase in phrases:
        node = tree
        for piece in phrase:
            node = node.setdefault(piece, {})
        node[""] = {}
    return _source(tree, edge="") if tree else "(?!)"


def _atoms(phrase: str) -> Iterator[str]:
    """The phrase as small pieces of an expression."""
    for index, part in enumerate(re.split(r"( … |\*)", phrase)):
        if index % 2:
            yield r"\w{0,20}" if part == "*" else r" (?:[^\n]{0,60}? )?"
        else:
            yield from map(re.escape, part)
    if phrase[-1:].isalnum():
        yield r"(?!\w)"


def _source(tree: Tree, *, edge: str = r"(?<!\w.)") -> str:
    """The tree as an expression: letters before wildcards before the end, so that the longest phrase wins.

    edge: what stands behind the first letter, where that is a letter or digit.
    """
    order = sorted(tree, key=lambda atom: (atom == "", atom.startswith("(?!"), len(atom.lstrip("\\")) > 1, atom))
    branches = []
    for atom in order:
        behind = edge if atom[-1:].isalnum() else ""
        branches.append(atom + behind + (_source(tree[atom], edge="") if atom else ""))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def roots(phrases: Iterable[str]) -> tuple[str, ...]:
    """The plain beginnings of the phrases, for a quick look whether any of them can stand in a text."""
    cut = {re.split(r"[*…]", p)[0].strip() for p in phrases}
    return tuple(sorted(r for r in cut if r and not any(o != r and r.startswith(o) for o in cut if o)))


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
