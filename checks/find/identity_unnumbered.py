"""Addresses without a house number: a farm, a house with a name, a business park; words in ``identity.toml``."""

import re
from functools import cache

from checks.find.layout import data

MOST_WORDS = 8
MOST_PART = 60
"""Characters of what may be a part of an address: more is a sentence."""

_WORD = re.compile(r"\w{2}")


def begins_place(part: str) -> bool:
    """Whether a part of a line names a place by its first words, behind an article perhaps: "Domaine de la Roche"."""
    said = part.lower().strip(" ,")
    words = said.split()
    if not 1 < len(words) <= MOST_WORDS or not any(word[:1].isupper() for word in part.replace("’", "'").split()):
        return False
    article = re.match(r"(?:l['’]|\w{2,3} )", said)
    bare = said[article.end() :] if article and article[0].rstrip(" ’").replace("’", "'") in _articles() else said
    return any(known.startswith(_first()) for known in (f"{said} ", f"{bare} "))


def ends_place(part: str) -> bool:
    """Whether a part of a line names a place by its last word ("Fern Cottage") or is a building's unit ("Unit 3")."""
    words = part.lower().strip(" ,.").split()
    if not words or not (part[:1].isupper() or part[:1].isdigit()):
        return False
    named = 1 < len(words) <= MOST_WORDS and words[-1] in data("identity")["unnumbered"]["last"]
    return named or _unit().fullmatch(part.strip(" ,.")) is not None


def may_be_part(part: str) -> bool:
    """Whether this could be the first part of an address: a few words, no number, no sentence, no shouted label."""
    said = part.strip(" ,-–—·|")
    if not said or len(said) > MOST_PART or len(said.split()) > MOST_WORDS or any(c.isdigit() for c in said):
        return False
    return said[:1].isupper() and not said.isupper() and ":" not in said and _WORD.search(said) is not None


@cache
def _first() -> tuple[str, ...]:
    return tuple(f"{word} " for word in data("identity")["unnumbered"]["first"])


@cache
def _articles() -> frozenset[str]:
    return frozenset((*data("identity")["names"]["small"], "il", "lo", "het"))


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(data("identity")["unnumbered"]["unit"])
