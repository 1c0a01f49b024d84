"""How digits are dialled: which country's number they are, and whether they are written as numbers to dial are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

import phonenumbers

from audit.model import Kind, NumberKind, Sighting
from checks.find import numbers
from checks.find.abroad import address_country, country_after, country_hinted, country_said, home
from checks.find.dom import Anchor
from checks.find.layout import data

OTHERWISE = "behind words that say another"
LEAST_DIALLED = 8
"""So many last digits make a ``tel:`` link and its words one number, with the country code wrong or left out:
``tel:+612345678`` under 06 12 34 56 78, ``tel:+8199628399`` under 819-962-8399."""
K = TypeVar("K")
NOWHERE = "no number of the country of its code"
_AMERICAN = re.compile(r"\(?[2-9]\d\d\)?[ .-]{1,3}\d{3}[ .-]\d{4}")


def number_at(
    text: str, low: int, raw: str, market: str | None, *, strong: bool, named: bool, whole: bool, labelled: bool = False
) -> numbers.Number | None:
    """The number that ``raw``, at ``low`` in the text, is to a caller in ``market``.

    strong: something says for certain that it is a telephone number. named: a word does. labelled: a word or an icon
    says it may be one. whole: nothing else stands in the row of digits.
    """
    digits = numbers.digits_of(raw)
    number = _number(raw, digits, _from_where(text, low, raw, market), strong, whole)
    if raw.startswith("+") or (number is not None and number.valid):
        return number
    hinted = country_hinted(text, low)
    if hinted and hinted != market:
        theirs = numbers.judge(raw, hinted)
        if theirs is not None and theirs.valid:
            return theirs
    there = home(text, market)
    if there != market:
        theirs = _number(raw, digits, there, strong, whole)
        if theirs is not None and theirs.valid:
            return theirs
    if named:
        return _under_address(text, low, raw, digits, market) or _without_plus(raw, digits) or number
    theirs = _without_plus(raw, digits) if labelled and whole else None
    return theirs if theirs is not None and theirs.region == market else number


def _from_where(text: str, low: int, raw: str, market: str | None) -> str | None:
    """The country whose national number it is: the one named right beside it, if it can be one of its, else ours."""
    if raw.lstrip("([").startswith(("+", "00")):
        return market
    said = country_after(text, low + len(raw)) or country_said(text, low) or address_country(text, low, near=True)
    if said and said != market:
        theirs = numbers.judge(raw, said)
        return said if theirs is not None and theirs.valid and not _rather_ours(raw, said, market) else market
    return market


def _rather_ours(raw: str, said: str, market: str | None) -> bool:
    """Whether digits lack the trunk zero of the country beside them, and are a number of the market as they stand."""
    if trunk(said) != "0" or numbers.digits_of(raw).startswith("0"):
        return False
    ours = numbers.judge(raw, market)
    return ours is not None and ours.valid and ours.region == market


def _under_address(text: str, low: int, raw: str, digits: str, market: str | None) -> numbers.Number | None:
    """A number that is none of the market's own, as one of the country in the postal address above it."""
    country = address_country(text, low)
    if not country or country == market:
        return None
    code = str(phonenumbers.country_code_for_region(country))
    for found in (numbers.judge(raw, country), numbers.judge(f"+{digits}", None) if digits.startswith(code) else None):
        if found is not None and found.valid:
            return found
    return None


def _without_plus(raw: str, digits: str) -> numbers.Number | None:
    """A number whose first group is a country code without its plus: ``44 (0) 1621 862 145``, ``966 3 832 83 84``."""
    first = re.match(r"\d{1,3}(?!\d)", raw)
    if first is None or first[0][0] == "0" or not 10 <= len(digits) <= 14:
        return None
    found = numbers.judge(f"+{raw}", None)
    if found is None or not found.valid or not found.region:
        return None
    return found if str(phonenumbers.country_code_for_region(found.region)) == first[0] else None


def american(raw: str, market: str | None) -> bool:
    """Whether three, three and four digits stand without the trunk zero of the market: as printed for callers in North
    America."""
    return trunk(market) == "0" and _AMERICAN.fullmatch(raw) is not None


def _number(raw: str, digits: str, market: str | None, strong: bool, whole: bool) -> numbers.Number | None:
    international = raw.lstrip("([").startswith("+")
    without = data("numbers")["without_trunk"].get(market or "", ())
    if not (international or strong or digits.startswith(("0", *without))) and trunk(market) == "0":
        return None
    if not international and american(raw, market):
        theirs = numbers.judge(raw, data("numbers")["groups"]["3-3-4"]) if strong else None
        return theirs if theirs is not None and theirs.valid else None
    theirs = _without_plus(raw, digits) if strong and trunk(market) == "0" and not digits.startswith("0") else None
    if theirs is not None and theirs.region == market:
        return theirs
    number = numbers.judge(raw, market)
    if number is not None and (number.valid or international):
        return number
    if international or not (strong and whole) or digits.startswith("00"):
        return number
    neighbours = data("numbers")["neighbours"].get(market or "", ())
    if not digits.startswith("0"):  # a country code without its plus, after a word that says so
        known = digits.startswith(
            tuple(str(phonenumbers.country_code_for_region(c)) for c in (market or "", *neighbours))
        )
        return numbers.judge(f"+{digits}", None) if known and 10 <= len(digits) <= 13 else number
    for other in neighbours:
        theirs = numbers.judge(raw, other)
        if theirs is not None and theirs.valid:
            return theirs
    return number


def full_length(written: str, market: str | None) -> bool:
    """Whether digits are as many as an ordinary line of the market has, its trunk zero with them."""
    zero, digits = trunk(market), numbers.digits_of(written)
    if market is None or zero not in ("", "0") or not digits.startswith(zero) or digits.startswith("00"):
        return False
    try:
        number = phonenumbers.parse(written, market)
    except phonenumbers.NumberParseException:
        return False
    if zero and number.italian_leading_zero:  # the library left the zero where it was: with it off, it is too short
        return False
    lines = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    return any(phonenumbers.is_possible_number_for_type(number, line) for line in lines)


def looks_dialled(raw: str, digits: str, market: str | None) -> bool:
    """Whether digits without a word before them are written as numbers to dial are: with a country code, or in groups
    after a trunk zero or an area code. A bare string of digits is rather an order or article number."""
    if raw.lstrip("([").startswith("+"):
        return True
    groups = re.findall(r"\d+", raw)
    if len(groups) < 2:
        return False
    if raw.lstrip("([").startswith("00"):
        return len(groups) >= 3
    if digits.startswith("0"):
        return len(groups[0]) > 1 or "." not in raw or len(groups) >= 4
    if trunk(market) == "1":
        sizes = [len(group) for group in groups]
        in_brackets = sizes == [3, 7] and raw.startswith("(")
        return in_brackets or (sizes[-3:] == [3, 3, 4] and sizes[:-3] in ([], [1]))
    if digits.startswith(tuple(data("numbers")["without_trunk"].get(market or "", ()))):
        return len(groups) >= 3 and len(groups[0]) == 4
    if trunk(market) == "0" or market is None:
        return False
    if len(groups) == 2:
        return re.fullmatch(data("numbers")["divided"].get(market, "(?!)"), raw) is not None
    return len(groups) >= 3 and len(digits) >= 8


@cache
def trunk(market: str | None) -> str:
    """The digit dialled before a national number in ``market``: 0, 1 or nothing."""
    if not market:
        return ""
    meta = phonenumbers.PhoneMetadata.metadata_for_region(market, None)
    return str(meta.national_prefix or "") if meta else ""


def doubt(value: str, market: str | None, written: str, said: Sequence[str] = ()) -> str:
    """Why a number may be a slip or a design's sample, or an empty string.

    A link whose words (``said``) are another number is left over or mistyped, unless they only add an extension. A
    number that no range of its country holds is mistyped, a sample (+1 5589 55488 55 on a German page), or of a range
    newer than the library: nobody knows what it reaches. The market's own are kept where they are ``written`` with its
    code, which somebody has put there for callers, and in ranges for services, which their beginning tells.
    """
    if said and not any(words.startswith(value) or _same_line(words, value) for words in said):
        return OTHERWISE
    if market is None or not value.startswith("+"):
        return ""
    number = numbers.judge(value, None)
    if number is not None and number.valid:
        return ""
    ours = value.startswith(f"+{phonenumbers.country_code_for_region(market)}")
    told = written.lstrip("( ").startswith("+") or (number is not None and number.kind is not NumberKind.UNKNOWN)
    return "" if ours and told else NOWHERE


def _same_line(one: str, other: str) -> bool:
    """Whether two numbers in E.164 differ in their beginning only, one of them read in a country without it."""
    return one[-LEAST_DIALLED:] == other[-LEAST_DIALLED:]


def without_misread(found: Mapping[K, Sighting]) -> dict[K, Sighting]:
    """The sightings but for numbers that no range holds where a number with a country code has the same last digits: a
    Belgian number as printed at home, with its code in the link or elsewhere on the page."""
    misread = {key: s for key, s in found.items() if s.owner_reason == NOWHERE}
    if not misread:
        return dict(found)
    known = {s.value[-LEAST_DIALLED:] for s in found.values() if s.kind is Kind.PHONE and numbers.in_plan(s.value)}
    return {key: s for key, s in found.items() if key not in misread or s.value[-LEAST_DIALLED:] not in known}


def reads_as(words: str, value: str) -> bool:
    """Whether the words of a link are its number as people at home write it, whatever the market: 016 55 38 12."""
    written = numbers.digits_of(words).lstrip("0")
    return len(written) >= LEAST_DIALLED and value.endswith(written)


def said_by(anchor: Anchor, kind: Kind, hits: Iterable[tuple[int, int, Kind, str]]) -> list[str]:
    """What the words of a link say. ``hits``: what was found in its text: from, to, kind, value."""
    return [v for s, e, k, v in hits if k is kind and s < anchor.end + 1 and e > anchor.start]
