"""Where in a shop's own program a repair is made (``platforms.toml``), and what to paste there. Pure."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import phonenumbers

from audit.model import Finding
from audit.outcomes import Outcome

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(resources.files("reports").joinpath("platforms.toml").read_text("utf-8"))


@cache
def fix(platform: str, check: str) -> dict[str, str]:
    """How the check's point is mended in a shop program, by language; empty where we have no text.

    platform: the program's name as visits store it (WooCommerce), in any case.
    """
    wanted = _texts().get(platform.casefold(), {}).get("same_as", platform.casefold())
    for name, entry in _texts().items():
        if check in entry.get("checks", ()) and entry.get("platform", name) == wanted:
            hints = {lang: _texts()["english_menus"][lang] for lang in entry.get("english", ())}
            return {lang: " ".join(filter(None, (text, hints.get(lang)))) for lang, text in entry["fix"].items()}
    return {}


def fixes(check: str) -> Iterator[dict[str, str]]:
    """The fix texts of a check for every shop program that we have one for, by language."""
    for name, entry in _texts().items():
        if check in entry.get("checks", ()):
            yield fix(entry.get("platform", name), check)


def paste(finding: Finding) -> str:
    """HTML to paste where the shop's own number or address should stand, empty where none is known or needed.

    Only values that are a number in E.164 or a plain address, so that nothing else gets into anybody's page.
    """
    if finding.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE, Outcome.NOT_MEASURED, Outcome.UNSURE):
        return ""
    value = finding.values[0] if finding.values else ""
    if finding.check == "phone-findable" and _NUMBER.fullmatch(value):
        return f'<a href="tel:{value}">{_national(value)}</a>'
    if finding.check == "email-findable" and _ADDRESS.fullmatch(value):
        return f'<a href="mailto:{value}">{value}</a>'
    return ""


def _national(value: str) -> str:
    """The number as people of its country write it."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.NATIONAL)
    except phonenumbers.NumberParseException:
        return value
