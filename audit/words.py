"""The words of each language, as data: ``audit/languages/<code>.toml``.

A file has sections (``roles``, ``find``, ``trouble``, ``consent``, ``buttons``, ``list``, ``mail``…), each with
lists of words or phrases in lower case. Adding a language is adding a file.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that we have words for, sorted."""
    files = resources.files("audit").joinpath("languages").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


@cache
def language(code: str) -> dict[str, Any]:
    """All words of one language. Raises KeyError for a language without a file."""
    if code not in languages():
        raise KeyError(f"no words for language {code!r}; have {', '.join(languages())}")
    return tomllib.loads(resources.files("audit").joinpath("languages", f"{code}.toml").read_text("utf-8"))


@cache
def markets() -> dict[str, Any]:
    """What speaks for a market, and how countries are written: ``audit/markets.toml``."""
    return tomllib.loads(resources.files("audit").joinpath("markets.toml").read_text("utf-8"))


def words(section: str, key: str, codes: Iterable[str] | None = None) -> tuple[str, ...]:
    """The words under ``[section] key`` in the given languages (default: all), without doubles, in order."""
    found: dict[str, None] = {}
    for code in languages() if codes is None else codes:
        found.update(dict.fromkeys(language(code).get(section, {}).get(key, ())))
    return tuple(found)
