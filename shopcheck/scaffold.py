"""What ``shopcheck init`` writes: a commented ``audit.toml`` and an empty list, from a preset."""

import textwrap
import tomllib
from collections.abc import Iterator
from importlib import resources
from inspect import cleandoc
from pathlib import Path
from typing import Any

from shopcheck.config import FILE, MAIL, preset_file, preset_names
from shopcheck.errors import Exit, PlainError, WrongInputError, meant
from shopcheck.settings import SECTIONS, about, allowed, type_of

WIDTH = 110
LIST_HINT = """# The shops, an address a line. What stands behind a # is not read.
# https://www.my-shop.nl
"""


def write_audit(folder: Path, preset: str) -> tuple[Path, Path]:
    """Write ``audit.toml`` and the list into ``folder``; returns both paths. What is there already stays.

    Raises WrongInputError for an unknown preset and where the folder holds an ``audit.toml``.
    """
    if preset not in preset_names():
        raise WrongInputError(f"--preset {preset}: there is no such preset{meant(preset, preset_names())}")
    config, shops = folder / FILE, folder / preset_file(preset)["preset"]["list"]
    if config.exists():
        raise WrongInputError(f"{config} exists already; edit it, or begin in another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        config.write_text(audit_toml(preset), "utf-8")
        if not shops.exists():
            shops.write_text(list_template(preset), "utf-8")
    except OSError as error:
        raise PlainError(f"{error.filename}: {error.strerror}", Exit.WRONG_INPUT) from error
    return config, shops


def list_template(preset: str) -> str:
    """An empty list: a header where the preset names columns, else a hint."""
    columns = preset_file(preset)["preset"]["columns"]
    return ",".join(columns) + "\n" if columns else LIST_HINT


def audit_toml(preset: str) -> str:
    """The text of ``audit.toml``: what must be filled in stands open, all else as a comment with its value."""
    data = preset_file(preset)
    lines = [
        *_comment(f"Settings of an audit by shopcheck, from the preset {preset}: {data['preset']['title']}."),
        *_comment(
            "Lines behind # show what holds anyway; take the # away to change one. The environment goes first"
            " (SHOPCHECK_CRAWL__DELAY=5), the command line before all. What holds and why: shopcheck config show DIR"
            " --origin"
        ),
    ]
    for section in data["preset"]["sections"]:
        lines += ["", *(_mail() if section == MAIL else _section(section, preset, data))]
    return "\n".join(lines) + "\n"


def _section(section: str, preset: str, data: dict[str, Any]) -> Iterator[str]:
    head = data["preset"]
    given = {"audit": {"preset": preset}, "list": {"file": head["list"]}}.get(section, {})
    yield from _comment(cleandoc(SECTIONS[section].__doc__ or ""))
    yield f"[{section}]"
    defaults = SECTIONS[section]()
    for key in SECTIONS[section].__struct_fields__:
        name = f"{section}.{key}"
        by_preset = data.get(section, {}).get(key)
        value = given.get(key, getattr(defaults, key) if by_preset is None else by_preset)
        yield from _comment(f"{about(section, key)} ({allowed(type_of(section, key))})")
        if why := head["why"].get(name):
            yield from _comment(f"Preset: {why}")
        mark = "" if key in given or name in head["fill_in"] else "# "
        yield f"{mark}{key} = {toml_value(value)}"


def _mail() -> Iterator[str]:
    """The mail half's section, every line a comment: nobody writes mails by accident."""
    for line in mail_section().splitlines():
        yield line if line.startswith("#") or not line else f"# {line}"


def mail_section() -> str:
    """The commented ``[mail]`` section with its defaults, as TOML."""
    text = resources.files("shopcheck").joinpath("mail_section.toml").read_text("utf-8")
    tomllib.loads(text)
    return text


def _comment(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent="# ", subsequent_indent="#   ")


def toml_value(value: Any) -> str:
    """A value as TOML writes it. Raises TypeError for what is no plain value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return (
            '"'
            + "".join(_ESCAPES.get(c) or (c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}") for c in value)
            + '"'
        )
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(part) for part in value)}]"
    raise TypeError(f"{type(value).__name__} has no place in a line of TOML")


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
