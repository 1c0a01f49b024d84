"""The words of a report: gettext catalogues with symbolic keys, and numbers, dates and plurals after CLDR.

A catalogue is ``reports/locales/<language>/LC_MESSAGES/shopcheck.po``; it is read as it is, nothing is compiled
beforehand. Keys say what a sentence is for (``reason.captcha``); every language has all of them. Adding a language
is adding a catalogue.
"""

import gettext
import io
import logging
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from reports import typography
from reports.typography import typeset, written_out

log = logging.getLogger(__name__)
DOMAIN = "shopcheck"
_REGIONS = {"en": "en_GB"}  # days before months, as in the rest of Europe


def report_languages() -> tuple[str, ...]:
    """Codes of the languages that a report can be written in, sorted."""
    folders = resources.files("reports").joinpath("locales").iterdir()
    return tuple(sorted(f.name for f in folders if f.joinpath("LC_MESSAGES", f"{DOMAIN}.po").is_file()))


@cache
def catalogue(lang: str) -> Catalog:
    """The catalogue of one language. Raises ValueError for a language without one."""
    if lang not in report_languages():
        raise ValueError(f"No report in language {lang!r}: choose one of {', '.join(report_languages())}.")
    path = resources.files("reports").joinpath("locales", lang, "LC_MESSAGES", f"{DOMAIN}.po")
    return read_po(io.BytesIO(path.read_bytes()), locale=lang, domain=DOMAIN)


@cache
def words_for(lang: str) -> "Words":
    """The words of one language. Raises ValueError for a language without a catalogue."""
    return Words(lang)


class Words:
    """One language's sentences. All texts come back as HTML-safe strings with their values escaped."""

    def __init__(self, lang: str) -> None:
        compiled = io.BytesIO()
        write_mo(compiled, catalogue(lang))
        self.lang = lang
        self.locale = Locale.parse(_REGIONS.get(lang, lang))
        compiled.seek(0)
        self._texts = gettext.GNUTranslations(compiled)
        self._plain: dict[str, Markup] = {}
        self._numbers: dict[tuple[type, float], str] = {}
        self._percents: dict[float, str] = {}
        self._days: dict[date, str] = {}

    def __call__(self, key: str, **values: Any) -> Markup:
        """The sentence under ``key`` with the values set in: whole numbers, days and moments in the language's form."""
        if values:
            return self._fill(key, self._texts.gettext(key), values)
        if key not in self._plain:
            self._plain[key] = self._fill(key, self._texts.gettext(key), values)
        return self._plain[key]

    def n(self, key: str, n: int, **values: Any) -> Markup:
        """The sentence under ``key`` in the plural form for ``n``, which is also its value ``{n}``."""
        return self._fill(key, self._texts.ngettext(key, key, n), {"n": n} | values)

    def has(self, key: str) -> bool:
        """Whether the catalogue knows the key."""
        return self._texts.gettext(key) != key or self._texts.ngettext(key, key, 1) != key

    def _fill(self, key: str, text: str, values: dict[str, Any]) -> Markup:
        if text == key and "." in key:
            log.warning("no words for %r in language %r", key, self.lang)
            text = key.rpartition(".")[2].replace("_", " ")
        return Markup(escape(typeset(text, self.lang))).format(
            **{name: self.value(value) for name, value in values.items()}
        )

    def value(self, value: Any) -> Any:
        """A number or a day in the language's form; anything else as it is."""
        if isinstance(value, bool) or not isinstance(value, int | float | date):
            return value
        if isinstance(value, datetime):
            return self.day(value)
        if isinstance(value, date):
            return self._date(value)
        return self.number(value)

    def number(self, value: float) -> str:
        """The number with the language's separators."""
        key = (type(value), value)
        if key not in self._numbers:
            self._numbers[key] = format_decimal(value, locale=self.locale)
        return self._numbers[key]

    def percent(self, share: float) -> str:
        """A share of 1 as a whole percentage."""
        if share not in self._percents:
            self._percents[share] = format_percent(share, locale=self.locale)
        return self._percents[share]

    def day(self, moment: datetime) -> str:
        """The day (UTC), written out."""
        return self._date(moment.astimezone(UTC).date())

    def _date(self, day: date) -> str:
        if day not in self._days:
            self._days[day] = written_out(day, self.lang, self.locale)
        return self._days[day]

    def moment(self, moment: datetime) -> str:
        """Day and time in UTC, said to be UTC."""
        return f"{self.day(moment)} {moment.astimezone(UTC):%H:%M} UTC"

    def days(self, first: datetime, last: datetime) -> str:
        """One day, or the first and the last of several."""
        return self.day(first) if self.day(first) == self.day(last) else f"{self.day(first)} – {self.day(last)}"

    def mark(self, mark: str) -> str:
        """A mark as it stands behind a word: a colon between a label and its value, a semicolon between two parts."""
        return typography.mark(mark, self.lang)

    def pair(self, label: str, value: str) -> Markup:
        """A label and its value with a colon between them."""
        return Markup("{}{} {}").format(label, self.mark(":"), value)

    def parts(self, items: Iterable[str]) -> Markup:
        """The items, parted by semicolons."""
        return Markup(f"{self.mark(';')} ").join(items)

    def both(self, items: Iterable[str]) -> Markup:
        """The items as a list in running text."""
        parts = [escape(i) for i in items]
        return Markup(format_list(parts, locale=self.locale)) if parts else Markup("")
