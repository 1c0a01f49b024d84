"""The configuration: defaults, a preset, TOML files, the environment, and what the command line says, the last winning.

The file is ``audit.toml`` in the audit's folder, or ``shopcheck.toml`` in the current one. In the environment
``SHOPCHECK_CRAWL__DELAY`` is ``delay`` under ``[crawl]``. Every value knows where it came from.
"""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from shopcheck.errors import WrongInputError, meant
from shopcheck.settings import SECTIONS, Config, Section, allowed, takes_text, type_of

PREFIX = "SHOPCHECK_"
FILE = "audit.toml"
MAIL = "mail"
"""The section that the mail half checks itself, in ``mystery_shop.settings``."""

__all__ = ["Config", "Origins", "load_config", "load_mail", "load_with_origins", "preset_names", "preset_table"]


@dataclass(frozen=True)
class Source:
    """Where values come from: a name for people, and a file's text to find the line of a mistake."""

    name: str
    text: str = ""

    def at(self, section: str, key: str = "") -> str:
        """The name, with the line where the file names the key (or the section)."""
        inside = False
        for number, line in enumerate(self.text.splitlines(), 1):
            if head := re.match(r"\s*\[\s*([^\]\s]+)\s*\]", line):
                inside = head[1] == section
                if inside and not key:
                    return f"{self.name}, line {number}"
            elif inside and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return f"{self.name}, line {number}"
        return self.name


@dataclass
class Origins:
    """A configuration being put together, and where each value came from, by section and key."""

    values: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {name: msgspec.to_builtins(kind()) for name, kind in SECTIONS.items()}
    )
    origins: dict[tuple[str, str], str] = field(default_factory=dict)

    def lay(self, table: Mapping[str, Any], source: Source) -> None:
        """Put the values of one source over those below. Raises WrongInputError for what does not exist or fit."""
        for section, values in table.items():
            if section == MAIL:
                _check_mail(values, source)
                continue
            if section not in SECTIONS:
                raise WrongInputError(
                    f"{source.at(section)}: there is no section [{section}]{meant(section, _known())}"
                )
            if not isinstance(values, dict):
                raise WrongInputError(f"{source.name}: {section} is a section; write [{section}] and its keys below it")
            for key, value in values.items():
                self.values[section][key] = _checked(section, key, value, source)
                self.origins[section, key] = source.name

    def origin(self, section: str, key: str) -> str:
        """Where the value came from."""
        return self.origins.get((section, key), "default")

    def config(self) -> Config:
        """The configuration as the commands take it."""
        return msgspec.convert(self.values, Config)


def load_config(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """The configuration for an audit in ``folder`` (or for no audit). Raises WrongInputError."""
    return load_with_origins(folder, environment).config()


def load_with_origins(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Origins:
    """As :func:`load_config`, with where each value came from. Raises WrongInputError."""
    environment = os.environ if environment is None else environment
    layers = [*_files(folder), (_from_environment(environment), Source("the environment"))]
    made = Origins()
    name = next((n for table, _ in reversed(layers) if (n := _section(table, "audit").get("preset"))), "")
    if name:
        source = next(s for table, s in reversed(layers) if _section(table, "audit").get("preset"))
        made.lay(preset_table(str(name), source), Source(f"preset {name}"))
    for table, source in layers:
        made.lay(table, source)
    return made


def load_mail(folder: Path, environment: Mapping[str, str] | None = None) -> Any:
    """The ``[mail]`` settings of the audit in ``folder``, the environment over the file. Raises SettingsError.

    ``SHOPCHECK_MAIL__SENDER__NAME`` is ``name`` under ``[mail.sender]``; passwords are left to
    ``mystery_shop.credentials``.
    """
    from mystery_shop.settings import load, mail_settings

    environment = os.environ if environment is None else environment
    known: dict[str, Any] = msgspec.to_builtins(load(folder))
    for path, text in _variables(environment):
        if path[0] == MAIL and len(path) > 1 and path[-1] != "password":
            _into(known, path[1:], text)
    return mail_settings(known)


def mail_origins(folder: Path, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Where the values under ``[mail]`` came from that are not defaults, by dotted key."""
    environment = os.environ if environment is None else environment
    path = folder / FILE
    found: dict[str, str] = {}
    if path.is_file():
        _flatten(tomllib.loads(path.read_text("utf-8-sig")).get(MAIL, {}), MAIL, str(path), found)
    for name, _ in _variables(environment):
        if name[0] == MAIL and name[-1] != "password":
            found[".".join(name)] = "the environment"
    return found


def _flatten(table: Mapping[str, Any], name: str, source: str, found: dict[str, str]) -> None:
    for key, value in table.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                _flatten(part, f"{name}.{key}", source, found)
        found[f"{name}.{key}"] = source


def schema_text() -> str:
    """The JSON schema of ``audit.toml``, as it comes with the program."""
    return resources.files("shopcheck").joinpath("audit.schema.json").read_text("utf-8")


def preset_names() -> tuple[str, ...]:
    """The presets there are."""
    found = (f.name for f in resources.files("shopcheck").joinpath("presets").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def preset_file(name: str) -> dict[str, Any]:
    """A preset as its file has it, ``[preset]`` (what it is for, the list to begin with) included."""
    text = resources.files("shopcheck").joinpath("presets", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def preset_table(name: str, source: Source | None = None) -> dict[str, Any]:
    """The settings of a preset. Raises WrongInputError for one that does not exist."""
    if name not in preset_names():
        where = f"{source.at('audit', 'preset')}: " if source else ""
        raise WrongInputError(f"{where}there is no preset {name!r}{meant(name, preset_names())}")
    return {section: values for section, values in preset_file(name).items() if section != "preset"}


def _known() -> tuple[str, ...]:
    return (*SECTIONS, MAIL)


def _files(folder: Path | None) -> Iterator[tuple[dict[str, Any], Source]]:
    for path in (Path("shopcheck.toml"), *([folder / FILE] if folder else ())):
        if path.is_file():
            try:
                text = path.read_text("utf-8-sig")
                yield tomllib.loads(text), Source(str(path), text)
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise WrongInputError(f"{path} is not readable as TOML: {error}") from error
            except OSError as error:
                raise WrongInputError(f"{path} cannot be read: {error.strerror}") from error


def _variables(environment: Mapping[str, str]) -> Iterator[tuple[list[str], str]]:
    for name, text in sorted(environment.items()):
        path = name.removeprefix(PREFIX).lower().split("__")
        if name.startswith(PREFIX) and len(path) > 1:
            yield path, text


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (section, *rest), text in _variables(environment):
        if section == MAIL:
            continue
        key = "__".join(rest)
        kind = SECTIONS.get(section)
        known = kind is not None and key in kind.__struct_fields__
        found.setdefault(section, {})[key] = _typed(text, takes_text(type_of(section, key))) if known else text
    return found


def _typed(text: str, as_text: bool = False) -> Any:
    """A value as the environment holds it: TOML where that makes sense, else the text itself."""
    if as_text:
        return text
    try:
        return tomllib.loads(f"value = {text.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _into(table: dict[str, Any], path: list[str], text: str) -> None:
    """Put a value from the environment into a table of tables; text stays text where text stood."""
    for part in path[:-1]:
        inner = table.get(part)
        table = inner if isinstance(inner, dict) else table.setdefault(part, {})
    table[path[-1]] = _typed(text, as_text=isinstance(table.get(path[-1]), str))


def _section(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = table.get(name)
    return found if isinstance(found, dict) else {}


def _check_mail(table: Any, source: Source) -> None:
    """Whether the mail half can use its section. Raises WrongInputError."""
    from mystery_shop.settings import SettingsError, mail_settings

    try:
        mail_settings(table)
    except (SettingsError, AttributeError) as error:
        key = found[1] if (found := re.search(r"field `(\w+)`", str(error))) else ""
        raise WrongInputError(f"{source.at(MAIL, key)}: {error}") from error


def _checked(section: str, key: str, value: Any, source: Source) -> Any:
    """The value, if the key exists and may have it. Raises WrongInputError."""
    kind: type[Section] = SECTIONS[section]
    if key not in kind.__struct_fields__:
        raise WrongInputError(
            f"{source.at(section, key)}: [{section}] has no {key!r}{meant(key, kind.__struct_fields__)}"
        )
    try:
        fitting = msgspec.convert(value, type_of(section, key))
    except msgspec.ValidationError as error:
        raise _wrong(source, section, key, value, allowed(type_of(section, key))) from error
    choices = CHOICES[section, key]() if (section, key) in CHOICES and fitting else ()
    if choices and fitting not in choices:
        raise _wrong(source, section, key, value, " or ".join(f'"{choice}"' for choice in choices))
    return fitting


def _wrong(source: Source, section: str, key: str, value: Any, wanted: str) -> WrongInputError:
    shown = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return WrongInputError(f"{source.at(section, key)}: [{section}] {key} is {shown[:80]}; it must be {wanted}")


def _languages() -> tuple[str, ...]:
    from reports.wording import report_languages

    return report_languages()


def _norms() -> tuple[str, ...]:
    from mystery_shop.channels import norms

    return tuple(norms())


CHOICES: dict[tuple[str, str], Callable[[], tuple[str, ...]]] = {
    ("audit", "language"): _languages,
    ("audit", "preset"): preset_names,
    ("clock", "norm"): _norms,
}
"""Keys whose values are known to other rooms; asked only when such a key is set."""
