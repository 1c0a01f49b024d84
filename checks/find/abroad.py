"""Which country a telephone number without a country code is said to be of: by the word before it (``België: 03 344
62 64``), or by the postal address that it stands under."""

import re
from functools import cache

from checks.find.layout import data
from checks.find.lexicon import labels

REACH = 60
ADDRESS = 240
"""Characters above a number in which its postal address may end."""
_PUNCTUATION = re.compile(r"[\s:|,.()\[\]–—/-]*")


@cache
def _names() -> dict[str, str]:
    """Each name of a country, in lower case, to its ISO 3166-1 alpha-2 code."""
    return {name: code for code, names in data("numbers")["countries"].items() for name in names}


@cache
def _named() -> re.Pattern[str]:
    """A country that begins a line or a part of it, or follows the word for telephone; codes in capitals only."""
    names = "|".join(re.escape(name) for name in sorted(_names(), key=lambda n: (-len(n), n)))
    codes = "|".join(sorted(data("numbers")["countries"]))
    before = r"(?:^|[\n|;•·✆☎☏📞]|\b(?i:tel|phone|t[ée]l[ée]phone|telefon|telefoon)\.?)[\s:(]*"
    return re.compile(rf"{before}((?i:{names})\b|(?:{codes}|UK)(?=[ ]?[:)|]))")


def country_said(text: str, start: int) -> str:
    """The country named right before the number at ``start``: nothing but a word for telephone stands between.

    Returns an ISO 3166-1 alpha-2 code, or an empty string.
    """
    low = max(0, start - REACH)
    window = text[low:start]
    if low and "\n" not in window[:1]:
        window = window[window.find(" ") + 1 :] if " " in window else window
    found = list(_named().finditer(window))
    if not found:
        return ""
    last = found[-1]
    rest = labels().sub(" ", window[last.end() :])
    if not _PUNCTUATION.fullmatch(rest) or rest.count("\n") > 1:
        return ""
    said = last[1]
    return "GB" if said == "UK" else said if said in data("numbers")["countries"] else _names().get(said.lower(), "")


@cache
def _ends_address() -> re.Pattern[str]:
    """A line that is the name of a country, or ends with it after a comma, a dash or a postal code."""
    names = "|".join(re.escape(name) for name in sorted(_names(), key=lambda n: (-len(n), n)))
    return re.compile(rf"(?:^|\n|[,\d–-][ ]?)({names})\.?[ ]?(?=\n)", re.IGNORECASE)


def address_country(text: str, start: int) -> str:
    """The country of the postal address above the number at ``start``: its ISO 3166-1 alpha-2 code, else empty."""
    found = _ends_address().findall(text, max(0, start - ADDRESS), start)
    return _names()[found[-1].lower()] if found else ""
