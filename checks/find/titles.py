"""What a line says as a title: contact, others, us; and words in the forms in which they are compared."""

import re
import unicodedata
from functools import cache, lru_cache

from audit.words import words
from checks.find.layout import data
from checks.find.lexicon import quick
from checks.find.phrases import any_of, loose

TITLE = 70
"""A longer heading is a sentence."""
BESIDE = 24
"""Letters beside a phrase that make a title of it still."""
BARELY = 3
"""So many beside a word that has no second one: as long as an "and"."""


def lower(text: str) -> str:
    """Lower case of the same length: a few letters grow when lowered."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=1_024)
def unaccented(name: str) -> str:
    """A name without accents: as a domain has it."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def us(said: str) -> bool:
    """Whether words speak of us."""
    return agents().search(lower(said)) is not None


def contact_title(line: str) -> bool:
    """Whether a heading is nothing but a title such as "contact"."""
    return line.strip(" :").lower() in contact_titles()


def lists_others(line: str) -> bool:
    """Whether a heading is the title of a list of others: dealers, partners, sponsors, useful numbers.

    A phrase may have words beside it ("Our partners in Utrecht"), a single word none but others of the kind, nor "near
    by": "Plumber near you" is our own.
    """
    low = lower(line)
    if len(low) > TITLE:
        return False
    found = list(quick("dealers", "resellers", "directories").finditer(low))
    if not found:
        return False
    rest = low
    for hit in reversed(found):
        rest = rest[: hit.start()] + rest[hit.end() :]
    room = BESIDE if any(" " in hit[0].strip() and hit[0].strip() not in _near_by() for hit in found) else BARELY
    return sum(map(str.isalpha, rest)) <= room and not quick("own").search(rest) and not contact_word(rest)


@cache
def _near_by() -> frozenset[str]:
    return frozenset(data("parties")["around"]["near_by"])


def contact_word(said: str) -> bool:
    """Whether a title names contact."""
    return _contact_words().search(lower(said)) is not None


@cache
def _contact_words() -> re.Pattern[str]:
    return loose(words("roles", "contact"))


@cache
def contact_titles() -> frozenset[str]:
    return frozenset(words("roles", "contact"))


def words_for_us() -> tuple[str, ...]:
    """Words for us. Those that mean something else in another language of ours are left out."""
    agents = (*words("answer_times", "agents"), *words("find", "us"), *data("parties")["words"]["us"])
    return tuple(word for word in agents if word not in data("parties")["words"]["ambiguous"])


@cache
def agents() -> re.Pattern[str]:
    """Words for us: we, our, unser, notre; not in a name such as Our Lady or Notre Dame."""
    holy = "|".join(map(re.escape, data("parties")["words"]["holy"]))
    return re.compile(rf"(?:{any_of(words_for_us()).pattern})(?! (?:{holy})(?!\w))")
