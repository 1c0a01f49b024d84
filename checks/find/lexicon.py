"""The words of all languages as compiled patterns. Alternatives are literal, so matching is linear."""

import re
from collections.abc import Iterable
from functools import cache

from audit.words import words
from checks.find.layout import data


def literal(phrases: Iterable[str], *, left: str = r"(?<![^\W\d_])", right: str = r"(?![^\W\d_])") -> re.Pattern[str]:
    """A pattern for whole words or phrases, longest first; hyphen, space and no-break space between words are alike."""
    ordered = sorted({p.lower() for p in phrases}, key=lambda p: (-len(p), p))
    parts = [re.sub(r"(?:\\ |\\-|-)+", "[ -]?", re.escape(p)) for p in ordered]
    return re.compile(f"{left}(?:{'|'.join(parts) or '(?!)'}){right}", re.IGNORECASE)


@cache
def labels() -> re.Pattern[str]:
    """Words that say what a number is: groups ``fax``, ``id``, ``whatsapp``, ``phone``."""
    more = data("numbers")["labels"]
    groups = []
    for kind in ("fax", "id", "whatsapp", "phone"):
        phrases = {p.lower() for p in (*words("find", kind), *more.get(kind, ()))}
        ordered = sorted(phrases, key=lambda p: (-len(p), p))
        parts = [re.sub(r"(?:\\ |\\-|-)+", "[ -]?", re.escape(p)) for p in ordered]
        groups.append(f"(?P<{kind}>{'|'.join(parts)})")
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(groups)})(?:s|nummer|nr|no)?(?![^\W\d_])", re.IGNORECASE)


@cache
def pattern(*keys: str) -> re.Pattern[str]:
    """The words under ``[find]`` of all languages, as whole words."""
    return literal(word for key in keys for word in words("find", key))


@cache
def filler() -> re.Pattern[str]:
    """Words that may stand between the name of a register and its number."""
    return literal(words("find", "filler"))
