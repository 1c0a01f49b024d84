"""What looks like a telephone number and is something else: bank accounts, tax and register numbers, dates, hours,
prices, measures, coordinates, article and order numbers. Every pattern is linear."""

import re
from bisect import bisect_right
from functools import cache
from itertools import pairwise

from checks.find.layout import data

IBAN = re.compile(
    r"[A-Z](?=[A-Z]\d\d)(?<![A-Za-z0-9].)[A-Z]\d{2}(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,4})?(?![A-Za-z0-9])"
)
_STATE_BEFORE = re.compile(r"(?:^|[^A-Za-z])([A-Z]{2})(?: ?[A-Z0-9]{2})?[ .:-]{0,2}$")
_DATE = re.compile(
    r"\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?(?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d ?[./-] ?\d{1,2} ?[./-] ?\d{1,2}"
    r"|(?:19|20)\d\d ?[-–—/] ?(?:19|20)\d\d"
)
_DATED = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:(?:19|20)\d\d|\d\d) [\d .:]{1,12}")
_ROW_OF_HOURS = re.compile(r"(?:[0-2]?\d\.[0-5]\d[ ]?[-–—/ ][ ]?)+[0-2]?\d\.[0-5]\d")
_HOURS = re.compile(r"[0-2]?\d ?[.]? ?[0-5][05] ?[-–—/ ] ?[0-2]?\d ?[.]? ?[0-5][05]")
_IPV4 = re.compile(r"(?:(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])\.){3}(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])")
_KBO = re.compile(r"[01]\d{3}[. ]\d{3}[. ]\d{3}")
_DECIMAL = re.compile(r"\d{1,3}[.]\d{3,}|\d+[.]\d{1,2}|\d{1,3}(?:\.\d{3})+")
_AREA_AND_LINE = re.compile(r"[1-9]\d\d\.\d{6,7}")
_URLISH = re.compile(r"[A-Za-z0-9/=&?_#%-]*[/=&?_#%]$")
_ALNUM_CODE = re.compile(r"[A-Za-z]{1,6}[-–_.]$")


def company_number(written: str, digits: str, *, bare: bool = False) -> bool:
    """Whether digits in the groups of a Belgian company number pass its checksum (KBO/BCE, modulo 97).

    ``bare``: also without any groups.
    """
    grouped = _KBO.fullmatch(written.strip()) or (bare and re.fullmatch(r"[01]\d{9}", written))
    return bool(grouped) and 97 - int(digits[:8]) % 97 == int(digits[8:])


def counted_up(written: str) -> bool:
    """Whether three or more groups of digits rise or fall by the same step: pages, sizes, 036-040-044."""
    found = [int(group[:9]) for group in re.findall(r"\d+", written)[:40]]
    steps = {after - before for before, after in pairwise(found)}
    return len(found) >= 3 and len(steps) == 1 and steps != {0}


def _tax_number(before: str, written: str) -> bool:
    """Whether a country's two letters stand before as many digits as its VAT numbers have (``[vat]`` in the data)."""
    state = _STATE_BEFORE.search(before[-12:])
    if state is None:
        return False
    digits = re.sub(r"\D", "", written)
    if ":" in state[0] and re.fullmatch(r"0\d{1,3}(?: \d{2,4}){2,4}", written.strip()):
        return False  # NL: 02 382 91 74 - the language of who answers
    if state[1] in data("numbers")["vat_checked"]["companies"]:
        grouped = _KBO.fullmatch(written.strip()) and ":" not in state[0]
        return len(digits) == 9 or (len(digits) == 10 and bool(grouped or company_number(digits, digits, bare=True)))
    return len(digits) in data("numbers")["vat"].get(state[1], ())


class Account:
    """Stretches of a text that are bank account numbers, to be asked by place: on lines with other digits only."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = -1
        self.starts: list[int] = []
        self.ends: list[int] = []

    def ends_in(self, start: int, end: int) -> int:
        """Where an account number that overlaps the stretch of a line ends, 0 where none does."""
        line = self.text.rfind("\n", 0, start) + 1
        if line != self.line:
            stop = self.text.find("\n", end)
            spans = [found.span() for found in IBAN.finditer(self.text, line, len(self.text) if stop < 0 else stop)]
            self.line, self.starts, self.ends = line, [start for start, _ in spans], [end for _, end in spans]
        at = bisect_right(self.starts, end - 1) - 1
        return self.ends[at] if at >= 0 and self.ends[at] > start else 0


def shaped_otherwise(written: str, labelled: bool) -> bool:
    """Whether the digits are written as a date, opening hours, an IP address or a decimal number.

    ``labelled``: a word before them says that they are a phone number, which may be written with one dot (338.8957479).
    """
    text = written.strip()
    if text.startswith("+"):
        return False
    if _DATE.fullmatch(text) or _IPV4.fullmatch(text) or _ROW_OF_HOURS.fullmatch(text):
        return True
    if not labelled and _DATED.fullmatch(text):
        return True
    if _DECIMAL.fullmatch(text) and not re.match(r"0\d", text):
        dialled = text.count(".") > 1 or _AREA_AND_LINE.fullmatch(text)
        if not (labelled and dialled):
            return True
    return bool(_HOURS.fullmatch(text)) and (
        "." in text or "–" in text or "—" in text or " - " in text or text[:1] != "0"
    )


def two_times(before: str, after: str, written: str) -> bool:
    """Whether words beside digits say that they are two times of day: "tussen 0900-1700 uur"."""
    if not _HOURS.fullmatch(written.strip()):
        return False
    return _clock().match(after.lower()) is not None or _between().search(before.lower()) is not None


@cache
def _clock() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{'|'.join(data('numbers')['labels']['clock'])})(?!\w)")


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(data('numbers')['labels']['between_hours'])}) $")


@cache
def _register() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^A-Za-z])(?:{'|'.join(data('numbers')['labels']['registers'])})[ .:-]{{0,3}}$")


@cache
def _money() -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)(?<!\d )(?:[€$£¥₹#№§]|\b(?:{'|'.join(data('numbers')['labels']['money'])}))[. ]?$")


@cache
def _measure() -> re.Pattern[str]:
    """What follows the digits of a price, measure, code or address; a word may run into a telephone number: 3900Fax."""
    units = "|".join(data("numbers")["labels"]["units"])
    return re.compile(
        rf"[ ]?(?:[%€$£°²³×]|(?i:{units})\b)"
        r"|[-/][A-Z](?!\w)|,(?!0\d{1,4}[ /-]?\d{3})\d|[.:]\d|[_@=]"
        r"|(?![A-Z][a-zé]{2}|E-?[Mm]ail|[a-z][\w.+-]{1,40}@)[^\W\d_]"
    )


def surrounded_otherwise(before: str, after: str, written: str, labelled: bool = False) -> bool:
    """Whether the characters right before and after say that it is a code, a price, a measure or part of an address.

    ``before`` and ``after``: the text on the same line; ``written``: the digits as printed; ``labelled``: a word
    before says that they are a phone number.
    """
    if _measure().match(after):
        return True
    if not before:
        return False
    if _money().search(before):
        return True
    last = before[-1]
    if last.isdigit() or (last in ",.:" and before[-2:-1].isdigit() and not (last == "," and written[0] in "0+(")):
        return True
    if written.startswith("+"):
        return False
    if _register().search(before[-12:]) or (not labelled and _tax_number(before, written)):
        return True
    tail = before[-40:]
    if last in "/=&?_#%" and _URLISH.search(tail) and re.search(r"[A-Za-z]", tail.rsplit(" ", 1)[-1]):
        return True
    return bool(_ALNUM_CODE.search(tail[-8:])) and tail[-1] in "-_" and tail[-2:-1].isalpha()
