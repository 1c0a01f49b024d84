"""The configuration: defaults, a TOML file, the environment, and what the command line says, the last one winning.

The file is ``audit.toml`` in the audit's folder, or ``shopcheck.toml`` in the current one. In the environment
``SHOPCHECK_CRAWL__DELAY`` is ``delay`` under ``[crawl]``.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from shopcheck.errors import WrongInputError

PREFIX = "SHOPCHECK_"
ELSEWHERE = frozenset({"mail"})
"""Sections that others check: ``[mail]`` is read by ``mystery_shop.settings`` when a campaign is run."""


class AuditSection(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Who audits. contact: a web or mail address at which shops can ask about the visits."""

    title: str = ""
    publisher: str = ""
    contact: str = ""
    language: str = ""
    seed: int = 0


class CrawlSection(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How shops are visited. delay, time_budget: seconds."""

    concurrency: int = 8
    delay: float = 2.0
    max_pages: int = 25
    time_budget: float = 90.0


class Config(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set."""

    audit: AuditSection = msgspec.field(default_factory=AuditSection)
    crawl: CrawlSection = msgspec.field(default_factory=CrawlSection)


def load_config(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """The configuration for an audit in ``folder`` (or for no audit). Raises WrongInputError."""
    environment = os.environ if environment is None else environment
    known = msgspec.to_builtins(Config())
    for path in (Path("shopcheck.toml"), *([folder / "audit.toml"] if folder else ())):
        if path.is_file():
            _lay_over(known, _read(path), str(path))
    _lay_over(known, _from_environment(environment, known), "the environment")
    try:
        return msgspec.convert(known, Config, strict=False)
    except msgspec.ValidationError as error:
        raise WrongInputError(f"the configuration is wrong: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongInputError(f"{path} is not readable as TOML: {error}") from error


def _from_environment(environment: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in environment.items():
        section, mark, key = name.removeprefix(PREFIX).lower().partition("__")
        if name.startswith(PREFIX) and mark and section in known:
            found.setdefault(section, {})[key] = value
    return found


def _lay_over(below: dict[str, Any], above: Mapping[str, Any], source: str) -> None:
    """Put values of one source over those below. Raises WrongInputError for a name that does not exist."""
    for section, values in above.items():
        if section in ELSEWHERE:
            continue
        if section not in below or not isinstance(values, dict):
            raise WrongInputError(f"{source}: there is no section [{section}]{_meant(section, below)}")
        for key, value in values.items():
            if key not in below[section]:
                raise WrongInputError(f"{source}: [{section}] has no {key!r}{_meant(key, below[section])}")
            below[section][key] = value


def _meant(name: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"
