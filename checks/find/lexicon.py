"""The words of all languages as compiled patterns. Alternatives are literal, so matching is linear."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from audit.words import words
from checks.find.layout import data
from checks.find.phrases import branches, gap, loose

LONGEST = 30
"""A longer name of a number or column is a sentence."""


def literal(phrases: Iterable[str], *, left: str = r"(?<![^\W\d_])", right: str = r"(?![^\W\d_])") -> re.Pattern[str]:
    """A pattern for whole words or phrases, longest first; hyphen, space and no-break space between words are alike."""
    return re.compile(f"{left}(?:{branches(map(_pieces, phrases))}){right}", re.IGNORECASE)


def _pieces(phrase: str) -> list[str]:
    """A phrase letter by letter, what parts its words as an optional hyphen or space."""
    found: list[str] = []
    for part in re.findall(r"[ -]+|[^ -]", phrase.lower()):
        found.append(gap(part) if part[0] in " -" else re.escape(part))
    return found


@cache
def labels() -> re.Pattern[str]:
    """Words that say what a number is: groups ``fax``, ``id``, ``whatsapp``, ``phone``, and ``other`` for any other
    word that ends as the name of a number does (Polisnummer)."""
    more = data("numbers")["labels"]
    groups = []
    for kind in ("fax", "id", "whatsapp", "phone"):
        phrases = {p.lower() for p in (*words("find", kind), *more.get(kind, ()))} | (
            weak() if kind == "phone" else set()
        )
        parts = [_pieces(phrase) for phrase in phrases]
        if kind == "id":
            parts = [[part[0], *(r"\.?" if piece == r"\." else piece for piece in part[1:])] for part in parts]
        groups.append(f"(?P<{kind}>{branches(parts)})")
    endings = "|".join(words("find", "number_endings"))
    groups.append(rf"(?P<other>[^\W\d_]{{2,30}}-?(?:{endings})(?:e?n)?(?=[.:\s]))")
    ends = "|".join(map(re.escape, more["endings"]))
    called = "|".join(map(re.escape, more["names"]))
    return re.compile(
        rf"(?<![^\W\d_])(?!(?:{called})(?![^\W\d_]))(?:{'|'.join(groups)})(?:{ends})?(?![^\W\d_])", re.IGNORECASE
    )


@lru_cache(maxsize=4_096)
def kind_named(said: str) -> str:
    """``phone`` or ``fax`` where a name is no more than a word for it, else an empty string."""
    found = labels().fullmatch(said.strip(" .:")) if len(said) < LONGEST else None
    kind = str(found.lastgroup) if found else ""
    return kind if kind == "fax" or (kind == "phone" and found and found[0].lower() not in weak()) else ""


@lru_cache(maxsize=4_096)
def one_each(label: str) -> bool:
    """Whether a firm has but one number of this name, as of a register, tax office or bank; no article or order."""
    return _registers().match(label.lower().strip(" .:")) is not None


@cache
def _registers() -> re.Pattern[str]:
    cues = (cue for number in data("identity")["number"] for cue in number["cues"])
    return loose((*cues, *data("numbers")["labels"]["one_each"]))


@cache
def weak() -> frozenset[str]:
    """Words before telephone numbers that stand before other numbers as well."""
    return frozenset((*data("numbers")["labels"]["weak"], *words("find", "reach")))


@cache
def dialled() -> re.Pattern[str]:
    """What in the name of a number says that one can call it: Notfallnummer, winkelnummer."""
    return re.compile("|".join(words("find", "dialled")), re.IGNORECASE)


@cache
def pattern(*keys: str) -> re.Pattern[str]:
    """The words under ``[find]`` of all languages, as whole words."""
    return literal(word for key in keys for word in every(key))


@cache
def quick(*keys: str) -> re.Pattern[str]:
    """The same for lower-case text, many times faster."""
    return loose(word for key in keys for word in every(key))


def every(key: str) -> tuple[str, ...]:
    """The words under ``[find] key`` of all languages, and of those that we have no full list of words for."""
    return (*words("find", key), *data("parties")["words"].get(key, ()))


@cache
def filler() -> re.Pattern[str]:
    """Words that may stand between the name of a register and its number."""
    return literal(words("find", "filler"))


def small(key: str) -> str:
    """Any of the small words of a kind, as an expression."""
    return "|".join(map(re.escape, data("parties")["around"][key]))
