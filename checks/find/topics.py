"""For whom a value stands on its page: what a page or part that is about vacancies, press or investors shows is for
applicants, journalists or investors, and none of it is for customers."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from urllib.parse import unquote, urlsplit

import msgspec

from audit.model import Region, Role, Sighting, Use
from checks.find.dom import Document
from checks.find.layout import data
from checks.find.phrases import loose
from checks.find.places import first_headings
from checks.find.titles import contact_word

LONGEST = 70
"""A longer line is a sentence, no title."""
_PARTS = re.compile(r"\s[|–—·-]\s")
_DIGIT = re.compile(r"\d")
_FRAME = frozenset((Region.HEADER, Region.FOOTER, Region.NAV))
_OPEN = frozenset((Use.OTHER, Use.SERVICE, Use.BUSINESS))
_NEVER = frozenset((Role.HOME, Role.IMPRINT, Role.TERMS, Role.PRIVACY))
Key = tuple[object, ...]


def for_whom(
    found: dict[Key, Sighting], under: Mapping[Key, str], document: Document, text: str, *, role: Role, url: str
) -> None:
    """Give the values in the main part of a page the use that its title, address or their own heading tells.

    ``under``: the heading of each. What stands in the page's frame too is for everybody, and so is what its own words
    give to customers ("customer service: …").
    """
    page = Use.OTHER if role in _NEVER else _page(document, text, role, url)
    framed = {s.value for s in found.values() if s.region in _FRAME}
    for key, seen in found.items():
        if seen.region is not Region.MAIN or seen.use not in _OPEN or seen.value in framed:
            continue
        use = topic(under.get(key, ""))
        use = page if use is Use.OTHER else use
        if use is not Use.OTHER and not for_customers(told(seen)):
            found[key] = msgspec.structs.replace(seen, use=use)


def told(seen: Sighting) -> str:
    """The label of a value and the words right before it, from the last digits on."""
    before = seen.quote.partition(seen.raw)[0] if seen.raw in seen.quote else ""
    return f"{seen.label} {_DIGIT.split(before)[-1]}".lower()


def _page(document: Document, text: str, role: Role, url: str) -> Use:
    titles = [*_PARTS.split(document.title), *first_headings(document.seen, text)]
    if any(map(contact_word, titles)):
        return Use.OTHER
    steps = () if role in (Role.CONTACT, Role.SERVICE) else _steps(url)
    return next((use for use in map(topic, (*titles, *steps)) if use is not Use.OTHER), Use.OTHER)


def _steps(url: str) -> Iterable[str]:
    """The parts of an address's path, as words."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ()
    return [re.sub(r"[-_+]+", " ", unquote(step).partition(".")[0]) for step in path.split("/")[:6] if step]


def for_customers(said: str) -> bool:
    """Whether words before a value give it to customers, or to a place of our own ("Shop: …")."""
    return customers().search(said) is not None


@cache
def customers() -> re.Pattern[str]:
    """Words that give a value to customers, or to a place of our own."""
    places = _any(data("parties")["around"]["own_places"])
    return re.compile(rf"{loose(data('uses')['pages']['customers']).pattern}|(?<!\w)(?:{places}) ?:")


@lru_cache(maxsize=4_096)
def topic(line: str) -> Use:
    """What a title says that it is about: vacancies, press, investors; ``OTHER`` for anything else."""
    low = " ".join(line.lower().split()).strip(" :")
    if not 3 <= len(low) <= LONGEST:
        return Use.OTHER
    return next((use for use, pattern in _titles() if pattern.fullmatch(low)), Use.OTHER)


@cache
def _titles() -> list[tuple[Use, re.Pattern[str]]]:
    """A word that means little else may be followed by anything ("Vacature: inpakker"), one that means more ("press",
    "jobs") only by where it is: "Jobs bei …"."""
    pages = data("uses")["pages"]
    ours, joined = _any(pages["ours"]), _any(pages["joined"])
    found = []
    for use in (Use.JOBS, Use.PRESS, Use.INVESTORS):
        clear, plain = _any(pages[use]["clear"]), _any(pages[use]["plain"])
        marks = rf"|.*\((?:{_any(pages[use]['marks'])})\).*" if pages[use].get("marks") else ""
        either = rf"(?:{clear}|{plain})"
        found.append(
            (
                use,
                re.compile(
                    rf"(?:(?:{ours}) )?(?:(?:{clear})(?:[\W_].*)?|{either}(?: (?:{joined}) {either})?"
                    rf"(?:(?:,| (?:{joined})\b| ?[:(&/]).*)?){marks}"
                ),
            )
        )
    return found


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
