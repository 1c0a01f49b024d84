"""One written number judged: is it a telephone number, of which kind, or a placeholder? Pure and cached."""

import re
from functools import cache, lru_cache
from itertools import pairwise

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ShortNumberCost, shortnumberinfo

from audit.model import NumberKind, Record
from checks.find.layout import data

_KINDS = {
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
    PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
    PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    PhoneNumberType.FIXED_LINE: NumberKind.VOICE,
    PhoneNumberType.MOBILE: NumberKind.VOICE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.VOICE,
    PhoneNumberType.VOIP: NumberKind.VOICE,
    PhoneNumberType.UAN: NumberKind.VOICE,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.UNKNOWN,
}
_TRUNK = re.compile(r"(?<=\d)\s*[(\[]\s*0\s*[)\]]")
_NOT_DIGIT = re.compile(r"\D+")
_MARKS = re.compile(r"['’]|(?<=\d)[·•∙](?=\d)")
"""Marks between digits that the library does not know as such. A dot between spaces parts two things, but after no
more than an area code."""
PARTED_AREA = re.compile(r"\(?(?:\+\d{1,3} ?\(?0?\)? ?|0)\d{1,4}\)? ([·•∙]) (?=[1-9])")
_PLUS_ZERO = re.compile(r"\(?\+\s?0")
_FILMS = re.compile(r"55501\d\d")
"""555-0100 to 555-0199, without or behind an area code: the lines that North America keeps for films (NANPA)."""
_SAMPLE_LINES = ("123456", "987654", "0000")


class Number(Record, frozen=True, kw_only=True):
    """A telephone number: E.164 value, kind, region (ISO code or empty), whether it is valid.

    placeholder: whether it is a sample, or of a range that nobody is called at.
    """

    value: str
    kind: NumberKind
    region: str
    valid: bool
    placeholder: bool


@lru_cache(maxsize=4_096)
def as_printed(digits: str, market: str) -> Number:
    """Digits of a length that no number of the market has, as a caller there would dial them: of no kind, not valid."""
    trunk = phonenumbers.ndd_prefix_for_region(market, True) or ""
    value = f"+{phonenumbers.country_code_for_region(market)}{digits.removeprefix(trunk) if trunk else digits}"
    return Number(
        value=value,
        kind=NumberKind.UNKNOWN,
        region=market,
        valid=False,
        placeholder=_placeholder(value, digits, digits),
    )


def judge(written: str, market: str | None) -> Number | None:
    """The number that ``written`` says to a caller in ``market`` (ISO code), None when it cannot be one.

    A number that no valid range holds is kept when its length is possible (with a country code: nearly possible); its
    ``valid`` is False then.
    """
    text = _MARKS.sub(" ", written.strip())
    if (area := PARTED_AREA.match(text)) is not None:
        text = f"{text[: area.start(1)]}{text[area.end(1) :]}"
    if _PLUS_ZERO.match(text):
        text = _plus_zero(text, market)
    international = text.lstrip("(").startswith(("+", "00"))
    if international:
        text = _TRUNK.sub("", text)
        if text.lstrip("(").startswith("00"):
            text = "+" + text.lstrip("(")[2:]
    elif market is None:
        return None
    try:
        number = phonenumbers.parse(text, None if international else market)
    except NumberParseException:
        return None
    number.extension = None
    valid = phonenumbers.is_valid_number(number)
    if not valid and number.italian_leading_zero and market and not phonenumbers.ndd_prefix_for_region(market, True):
        later = judge(text.lstrip("(")[1:].lstrip(" -)"), market)  # a trunk zero of former days: (0-22) in Poland
        if later is not None and later.valid:
            return later
    digits = str(number.national_number)
    if not valid and not (7 <= len(digits) <= 12 if international else phonenumbers.is_possible_number(number)):
        return None
    value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    elsewhere = _rings_elsewhere(value)
    if elsewhere:
        return judge(elsewhere, None)
    kind = _kind(value, number) if valid else _costly(value)
    region = phonenumbers.region_code_for_number(number) or ""
    return Number(
        value=value,
        kind=kind,
        region=region,
        valid=valid,
        placeholder=_placeholder(value, digits, digits_of(written)) or _counted(number, kind) or _no_line(value),
    )


def _plus_zero(text: str, market: str | None) -> str:
    """A number with a plus before a zero, put right: no country code begins with 0 (tel:+0134…, +0044 …). It is the
    national number, or the market's own code with a zero too many where there is no such national number (+044 …)."""
    rest = text.replace("+", "", 1).lstrip()
    code = phonenumbers.country_code_for_region(market) if market else 0
    digits = digits_of(_TRUNK.sub("", rest))
    if not code or not digits.startswith(f"0{code}"):
        return rest
    try:
        national = phonenumbers.is_valid_number(phonenumbers.parse(rest, market))
        told = phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits[1:]}", None))
    except NumberParseException:
        return rest
    return f"+{digits[1:]}" if told and not national else rest


def _kind(value: str, number: phonenumbers.PhoneNumber) -> NumberKind:
    prefixes = _prefixes()
    for length in range(min(9, len(value)), 2, -1):
        kind = prefixes.get(value[:length])
        if kind is not None:
            return kind
    return _KINDS.get(phonenumbers.number_type(number), NumberKind.UNKNOWN)


def _costly(value: str) -> NumberKind:
    """The kind of a number that no range of the library holds: told by a prefix for services alone."""
    found = (_prefixes().get(value[:length]) for length in range(min(9, len(value)), 5, -1))
    return next(filter(None, found), NumberKind.UNKNOWN)


def _rings_elsewhere(value: str) -> str:
    """The number of the other country that a national number rings in; empty for all others (``[dialled_as]``)."""
    for prefix, there in data("numbers")["dialled_as"].items():
        if value.startswith(prefix) and len(value) == there["length"]:
            return str(there["value"]) + value[len(prefix) :]
    return ""


@cache
def _prefixes() -> dict[str, NumberKind]:
    return {prefix: NumberKind(entry["kind"]) for prefix, entry in data("numbers")["kinds"].items()}


def in_plan(value: str) -> bool:
    """Whether a number in E.164 is one that its country has given out a range for. A short number never is."""
    number = judge(value, None) if value.startswith("+") else None
    return number is not None and number.valid


def _no_line(value: str) -> bool:
    """Whether nobody is called at the number: it is for data between machines (``[no_line]``)."""
    return value.startswith(tuple(data("numbers")["no_line"]))


def _placeholder(value: str, national: str, printed: str) -> bool:
    marks = data("numbers")["placeholder"]
    if value in marks["exact"] or printed in marks["printed"] or value.startswith(tuple(marks["ranges"])):
        return True
    if national.endswith(tuple(marks["endings"])):
        return True
    if _FILMS.fullmatch(printed) or (_exchange(value) == "555" and national[:3] not in marks["for_callers"]):
        return True
    if all((int(after) - int(before)) % 10 == 1 for before, after in pairwise(national)):  # 1234567890
        return True
    tail = national[-8:]
    return len(set(tail)) == 1 or (len(tail) == 8 and len(set(re.findall("..", tail))) == 1)


def _exchange(value: str) -> str:
    """The three digits behind the area code of a number of North America; empty for any other."""
    return value[5:8] if value.startswith("+1") and len(value) == 12 else ""


def _counted(number: phonenumbers.PhoneNumber, kind: NumberKind) -> bool:
    """Whether what follows the area code begins with 123456, as 123456-0 and the fax 123 45 68 beside a sample do, with
    987654, or with zeros as no line does."""
    national = str(number.national_number)
    if kind is not NumberKind.VOICE or not any(mark in national for mark in _SAMPLE_LINES):
        return False
    line = national[phonenumbers.length_of_national_destination_code(number) :]
    return len(line) >= 6 and line.startswith(_SAMPLE_LINES)  # +852 3196 0000 has a line of four zeros


@lru_cache(maxsize=1_024)
def short_number(written: str, market: str) -> tuple[str, NumberKind] | None:
    """Digits and kind of a short number for services of the country; None for any other, and for emergency numbers.

    Free where the country's plan says so, otherwise of unknown kind: what these numbers cost is decided one by one.
    """
    digits = digits_of(written)
    try:
        number = phonenumbers.parse(digits, market)
    except NumberParseException:
        return None
    parted = len(digits) == 6 and not written.isdigit()  # half of an ordinary number: 303.333.PAUL
    if parted or not shortnumberinfo.is_valid_short_number_for_region(number, market):
        return _short_service(digits, market)
    if shortnumberinfo.is_emergency_number(digits, market):
        return None
    free = shortnumberinfo.expected_cost_for_region(number, market) == ShortNumberCost.TOLL_FREE
    return digits, NumberKind.TOLL_FREE if free else NumberKind.UNKNOWN


_SERVICES = frozenset({NumberKind.TOLL_FREE, NumberKind.PREMIUM, NumberKind.SHARED_COST})


def _short_service(digits: str, market: str) -> tuple[str, NumberKind] | None:
    """A number of the country's ordinary plan that is as short as a service's own: 892 424 in Italy. Ordinary lines of
    so few digits are not meant: those are dialled with an area code."""
    number = judge(digits, market)
    return (number.value, number.kind) if number is not None and number.valid and number.kind in _SERVICES else None


def digits_of(text: str) -> str:
    """Only the digits."""
    return _NOT_DIGIT.sub("", text)


def placeholder_digits(text: str) -> bool:
    """Whether digits that are no valid number are a placeholder anyway: 0123 / 456 789, +31000000000, 1234567."""
    digits = digits_of(text)
    body = digits.lstrip("0")
    if len(set(digits)) <= 2 or digits.endswith("0000000") or digits in data("numbers")["placeholder"]["printed"]:
        return True
    return body in "1234567890123456789" or body in "9876543210"


def masked_digits(text: str) -> bool:
    """Whether a number that is not valid is a mask to fill in: a placeholder, or +39 000 000 0000."""
    return placeholder_digits(text) or len(set(digits_of(text)[-8:])) <= 2
