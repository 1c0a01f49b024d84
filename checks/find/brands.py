"""Numbers and addresses of the brands that a shop sells: on a page or in a part headed "Our brands", what stands beside
the name of a firm is that firm's."""

import re
from functools import cache, lru_cache

from audit.model import Region, Role
from checks.find.dom import Stream
from checks.find.layout import data
from checks.find.lexicon import every, labels, quick
from checks.find.ourselves import ours
from checks.find.phrases import loose
from checks.find.places import context_at, first_headings, heading_of, text_before
from checks.find.titles import TITLE, contact_title, us
from checks.find.topics import for_customers

MOST_WORDS = 5
"""The name of a firm has no more words; more of them are a sentence."""
MOST_LINES = 5
"""A name stands no more lines above a number: name, street, town, label."""
_OWN_PAGES = frozenset((Role.CONTACT, Role.SERVICE, Role.IMPRINT))
_LAST_OF_NAME = re.compile(r"[\d@+(]")
_WORD = re.compile(r"[^\W_][\w'’&.-]*")
_ENDS = re.compile(r"[?!…]|[^\W\d_]{2}\.\s")


def brand_beside(stream: Stream, text: str, start: int, names: tuple[str, ...], role: Role) -> str:
    """The name of the firm beside a place in a part or page headed by brands, else empty.

    ``names``: what the site may be called, bare of all but letters and digits: its own name is no brand's. On the home
    page and on those for contact a part about brands may be the last one before the shop's own address.
    """
    if (
        role is Role.HOME
        or not (stream.headings and stream.contexts)
        or context_at(stream, start).region is not Region.MAIN
    ):
        return ""
    heads = first_headings(stream, text)
    if role not in _OWN_PAGES:
        heads.append(heading_of(stream, text, start))
    if not any(map(brands_title, heads)):
        return ""
    lines = text_before(stream, text, start).split("\n")[-MOST_LINES:]
    for at, line in enumerate(reversed(lines)):
        if brands_title(line) or contact_title(line) or us(line):
            return ""
        name = firm(_LAST_OF_NAME.split(line)[0] if at == 0 else line)
        if name:
            return "" if _own(name, names) else name
    return ""


@lru_cache(maxsize=4_096)
def brands_title(line: str) -> bool:
    """Whether a heading is the title of a list of brands, with little more than that."""
    low = line.lower().strip(" :")
    return 0 < len(low) <= TITLE and _title().fullmatch(low) is not None


@cache
def _title() -> re.Pattern[str]:
    small = "|".join(map(re.escape, data("parties")["around"]["and"]))
    return re.compile(rf"{loose(every('brands')).pattern}(?: (?:{small}|a-z|a - z)(?: [^\W\d_]{{3,20}})?)?")


@lru_cache(maxsize=4_096)
def firm(line: str) -> str:
    """The name of a firm that a line is, labels and words for service aside; empty for anything else."""
    rest = labels().sub(" ", line).rstrip()
    if not rest or len(line) > TITLE or _ENDS.search(rest) or any(map(str.isdigit, rest)):
        return ""
    low = rest.lower()
    if len(low) != len(rest) or us(low):
        return ""
    for said in (quick("own"), ours()):
        low = said.sub(lambda hit: " " * len(hit[0]), low)
    words = [rest[hit.start() : hit.end()] for hit in _WORD.finditer(low)]
    words = [word for word in words if word.lower().strip(".") not in _plain() and not for_customers(word.lower())]
    named = all(word[0].isupper() for word in words) and any(len(word) > 1 for word in words)
    return " ".join(words) if named and 0 < len(words) <= MOST_WORDS else ""


@cache
def _plain() -> frozenset[str]:
    """Words in a title of a number that name no firm."""
    around = data("parties")["around"]
    return frozenset(
        (*data("numbers")["labels"]["titles"], *around["own_places"], *around["and"], *around["beside_number"])
    )


def _own(name: str, names: tuple[str, ...]) -> bool:
    bare = "".join(filter(str.isalnum, name.lower()))
    return any(len(own) > 3 and (own in bare or bare in own) for own in names)
