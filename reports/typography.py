"""How a language sets a text where CLDR does not say it: narrow spaces at marks, the first of the month. Pure.

The data are ``reports/locales/typography.toml``.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources

from babel import Locale
from babel.dates import format_date

NARROW = "\u202f"
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


@dataclass(frozen=True, kw_only=True)
class Typography:
    """What one language asks for; nothing by default."""

    narrow_before: str = ""
    narrow_after: str = ""
    first_day: str = ""


@cache
def of_language(lang: str) -> Typography:
    """What a language asks for."""
    data = tomllib.loads(resources.files("reports").joinpath("locales", "typography.toml").read_text("utf-8"))
    return Typography(**data.get(lang, {}))


@lru_cache(maxsize=8192)
def typeset(text: str, lang: str) -> str:
    """A text of ours with curved apostrophes and the spaces that its language sets at marks. What shops wrote stays as
    they wrote it."""
    text = _APOSTROPHE.sub("’", text)
    for pattern in _patterns(lang):
        text = pattern.sub(NARROW, text)
    return text


@cache
def _patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    asked = of_language(lang)
    found = []
    if asked.narrow_before:
        found.append(re.compile(rf"[ \u00a0\u202f]+(?=[{re.escape(asked.narrow_before)}])"))
    if asked.narrow_after:
        found.append(re.compile(rf"(?<=[{re.escape(asked.narrow_after)}])[ \u00a0\u202f]+"))
    return tuple(found)


def mark(mark: str, lang: str) -> str:
    """A mark as it stands behind a word."""
    return NARROW + mark if mark in of_language(lang).narrow_before else mark


def written_out(day: date, lang: str, locale: Locale) -> str:
    """A day written out."""
    first = of_language(lang).first_day
    if day.day != 1 or not first:
        return format_date(day, "long", locale=locale)
    pattern = re.sub(r"\bd+\b", f"'{first}'", locale.date_formats["long"].pattern, count=1)
    return format_date(day, pattern, locale=locale)
