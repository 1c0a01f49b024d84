"""Which country a telephone number without a country code is said to be of: by the word before it (``België: 03 344
62 64``), or by the postal address that it stands under."""

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import islice

import phonenumbers

from checks.find.layout import data
from checks.find.lexicon import labels

REACH = 60
MAX_NAME = 40
ADDRESS = 240
"""Characters above a number in which its postal address may end."""
LINES, BLOCK = 4, 180
"""How far above a number the address of its own block ends."""
MAX_TOLD, MAX_HINTS, MAX_LINE = 200_000, 200, 160
_PUNCTUATION = re.compile(r"[\s:|,.()\[\]–—/-]*")


@cache
def country_names() -> dict[str, str]:
    """Each name of a country, in lower case, to its ISO 3166-1 alpha-2 code."""
    return {name: code for code, names in data("numbers")["countries"].items() for name in names}


@cache
def _named() -> re.Pattern[str]:
    """A country with a colon, dash or bracket after it (``Klantenservice Nederland: 040…``), or with one or two words
    between (``UK customers: 028…``). Codes stand in capitals, begin a line or a part of it, and come without words."""
    names = _any_name()
    codes = "|".join(sorted(data("numbers")["countries"]))
    clear = "|".join(data("numbers")["adjectives"]["codes"])
    ends = r"(?=[ ]?(?:[:)|]|[–-] ))"
    phones = "|".join(data("numbers")["labels"]["before_country"])
    before = rf"(?:^|[\n|;•·✆☎☏📞]|\b(?i:{phones})\.?)[\s:(]*"
    words = r"(?: [^\W\d_]{2,15}){0,2}"
    return re.compile(rf"(?<![^\W\d_])((?i:{names})|{clear})(?![^\W\d_]){words}{ends}|{before}({codes}){ends}")


@cache
def _marked() -> re.Pattern[str]:
    """A code of a country may stand here; names are looked for first, for speed."""
    return re.compile(rf"[A-Z]{{2}} ?[:)|]|(?:{'|'.join(data('numbers')['adjectives']['codes'])})\b")


@cache
def _all_names() -> tuple[str, ...]:
    return (*country_names(), *data("numbers")["adjectives"]["of"])


@cache
def _any_name() -> str:
    return "|".join(re.escape(name) for name in sorted(_all_names(), key=lambda n: (-len(n), n)))


@cache
def _outside() -> re.Pattern[str]:
    """Words before a country that mean every other one."""
    return re.compile(rf"(?:{'|'.join(data('numbers')['adjectives']['outside'])})\s(?:\w{{1,4}}\s)?$", re.IGNORECASE)


def _code_of(said: str) -> str:
    if said in data("numbers")["countries"]:
        return said
    known = data("numbers")["adjectives"]
    return str(known["codes"].get(said) or known["of"].get(said.lower()) or country_names().get(said.lower(), ""))


def country_said(text: str, start: int) -> str:
    """The country named right before the number at ``start``: nothing but a word for telephone stands between.

    Returns an ISO 3166-1 alpha-2 code, or an empty string.
    """
    low = max(0, start - REACH)
    window = text[low:start]
    folded = window.lower()
    if not _marked().search(window) and not any(name in folded for name in _all_names()):
        return ""
    if low and "\n" not in window[:1]:
        window = window[window.find(" ") + 1 :] if " " in window else window
    found = list(_named().finditer(window))
    if not found:
        return ""
    last = found[-1]
    rest = _same_row().sub(" ", labels().sub(" ", window[last.end() :]))
    if not _PUNCTUATION.fullmatch(rest) or rest.count("\n") > 1 or _outside().search(window[: last.start()]):
        return ""
    return _code_of(last[1] or last[2])


@cache
def _same_row() -> re.Pattern[str]:
    """A number with a country code, and "or": what is named before it is the country of the next number too."""
    return re.compile(rf"\+ ?\d[\d ()./-]{{7,24}}(?:\s?(?:{'|'.join(data('numbers')['labels']['between'])})\s)?")


def country_hinted(text: str, start: int) -> str:
    """The country of a number that the market does not have: by its sentence, else by the line above."""
    return _country_called(text, start) or _country_above(text, start)


def _country_called(text: str, start: int) -> str:
    """The country in the words before the number at ``start``: ``from the UK call 020 …``; else an empty string."""
    window = text[max(0, start - REACH) : start]
    found = _calling().search(window)
    return _code_of(found[1]) if found and not _outside().search(window[: found.start()]) else ""


@cache
def _calling() -> re.Pattern[str]:
    clear = "|".join(data("numbers")["adjectives"]["codes"])
    calls, at = ("|".join(map(re.escape, data("numbers")["labels"][key])) for key in ("calls", "calls_at"))
    words = r"(?: [^\W\d_]{2,15}){0,2}"
    return re.compile(
        rf"(?<![^\W\d_])((?i:{_any_name()})|{clear})(?![^\W\d_]){words}(?i:,? (?:{calls})| (?:{at}))[ :.]{{1,2}}\(?$"
    )


def _country_above(text: str, start: int) -> str:
    """The country that the line above the number at ``start`` is: its name, at most two words after it, nothing else.

    Above it must stand something else than a country, so that lists to choose from name none. Returns an ISO 3166-1
    alpha-2 code, or an empty string.
    """
    *above, here = text[max(0, start - REACH - MAX_NAME) : start].split("\n")
    above = [line for line in above[-4:] if line.strip()]
    if not above or not _PUNCTUATION.fullmatch(labels().sub(" ", here)):
        return ""
    found = _line().fullmatch(above[-1].strip(" :"))
    if found is None or (len(above) > 1 and _line().fullmatch(above[-2].strip(" :"))):
        return ""
    return _code_of(found[1])


@cache
def _line() -> re.Pattern[str]:
    """A line that is a country: its name or a plain code of it, and a word or two."""
    clear = "|".join(data("numbers")["adjectives"]["codes"])
    return re.compile(rf"((?i:{_any_name()})|{clear})(?: [^\W\d_]{{2,15}}){{0,2}}")


def country_after(text: str, end: int) -> str:
    """The country in brackets or behind a dash right after a number: ``01 284 7193 (Ireland)``; else empty."""
    found = _behind().match(text, end, end + 40)
    return _code_of(found[1]) if found else ""


@cache
def _in_brackets() -> re.Pattern[str]:
    """A country in brackets, by its name: Tournai (Belgique); codes are those of provinces as well: Firenze (FI)."""
    codes = "|".join(data("numbers")["adjectives"]["codes"])
    return re.compile(rf"\(((?i:{_any_name()})|{codes})\)")


@cache
def _behind() -> re.Pattern[str]:
    clear = "|".join(data("numbers")["adjectives"]["codes"])
    return re.compile(rf"[ \xa0]?\(((?i:{_any_name()})|{clear})\)")


def address_country(text: str, start: int, *, near: bool = False) -> str:
    """The country of the postal address above the number at ``start``: its ISO 3166-1 alpha-2 code, else empty.

    It is told by a line that is the name of a country, or ends with it after a comma, a dash or a postal code; or by a
    postal code as only one country writes it (``D-80331``, ``1012 AB``).
    near: the address ends at most four lines above, and is more than a name in a list of countries.
    """
    low = max(0, start - (BLOCK if near else ADDRESS))
    lines = text[low:start].split("\n")
    if low and text[low - 1] != "\n" and len(lines) > 1:
        lines[0] = ""
    if near:
        bracketed = [
            b for b in _in_brackets().finditer(lines[-1]) if not re.search(r"\d[ .\d]{4}", lines[-1][b.end() :])
        ]
        if bracketed:
            return _code_of(bracketed[-1][1])
    for at in range(len(lines) - 1, max(-1, len(lines) - 2 - LINES) if near else -1, -1):
        code = _postal(lines[at])
        if code:
            return code
        named = country_names().get(_CUT.split(lines[at])[-1].strip(" .").lower(), "") if at < len(lines) - 1 else ""
        if named and (not near or any(map(str.isdigit, "".join(lines[max(0, at - 2) : at + 1])))):
            return named
    return ""


def _postal(line: str) -> str:
    """The country whose form of postal code stands last in a line, else an empty string."""
    found = ""
    for candidate in _CODE.finditer(line[-MAX_LINE:]):
        code = _forms("postcodes").match(line[-MAX_LINE:], candidate.start())
        found = str(code.lastgroup) if code else found
    return found


@lru_cache(maxsize=16)
def home(text: str, market: str | None) -> str | None:
    """Of which country a page may be whose numbers are none of the market's: the market itself, unless nothing on the
    page is the market's and at least two things (numbers with a country code, VAT numbers, postal codes) are all of one
    other country. Pages name other firms too, so that this never outweighs a number that the market has.

    Returns an ISO 3166-1 alpha-2 code; None when neither is known.
    """
    text = text[:MAX_TOLD]
    told = Counter(region for region in map(_region, set(_PLUS.findall(text))) if region)
    hints: set[tuple[str, str]] = set()
    for candidate in islice(_CODE.finditer(text), MAX_HINTS):
        for kind in ("tax_numbers", "postcodes"):
            found = _forms(kind).match(text, candidate.start())
            if found:
                hints.add((str(found.lastgroup), found[0]))
                break
    told.update(country for country, _ in hints)
    if not told or (market and told[market]):
        return market
    (country, times), *others = told.most_common(2)
    return country if times >= 2 and not others else market


_PLUS = re.compile(r"\+ ?(\d{1,3})[ ().\d-]{7}")
_CUT = re.compile(r"[,\d–-]")
_CODE = re.compile(
    r"[A-Z](?![a-z])(?<![\w-].)[A-Z]{0,2} ?-? ?[A-Z]?\d[\dA-Z ][\d .A-Z-]{2}"
    r"|[1-9](?=\d{3})(?<![\w-].)\d{3} ?[A-Z]{2}(?!\w)"
)
"""Where a postal code or a VAT number can begin: capitals and digits close together."""


def _region(digits: str) -> str:
    """The country of the code with which the digits begin; empty for none and for codes that several share."""
    for length in (1, 2, 3):
        region = str(phonenumbers.region_code_for_country_code(int(digits[:length])))
        if region not in ("ZZ", "001"):
            return "" if region in data("numbers")["shared_codes"]["regions"] else region
    return ""


@cache
def _forms(kind: str) -> re.Pattern[str]:
    forms = (f"(?P<{country}>{form})" for country, form in data("numbers")[kind].items())
    return re.compile(rf"(?:{'|'.join(forms)})(?![\w-])")
