"""``shopcheck init`` and ``shopcheck config``: the settings of an audit, written, shown and described."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from shopcheck.console import CONSOLE as console

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the audit.")]

config_app = typer.Typer(name="config", help="Show the settings, and where each came from.", no_args_is_help=True)


def mount(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    app.command()(init)
    app.add_typer(config_app, name="config")


def init(
    folder: Dir,
    preset: Annotated[
        str, typer.Option("--preset", metavar="NAME", help="consumer-nl, journalist or owner.")
    ] = "consumer-nl",
) -> None:
    """Begin an audit: settings with comments, and an empty list.

    Then fill in both files, and run: shopcheck run DIR
    """
    from shopcheck.scaffold import write_audit

    settings, shops = write_audit(folder, preset)
    command = "ci" if preset == "owner" else "run"
    console.say(f"fill in both files, then: shopcheck {command} {folder}")
    console.result(f"{settings}\n{shops}")


@config_app.command()
def show(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Folder of the audit; else the current one.")
    ] = Path(),
    origin: Annotated[bool, typer.Option("--origin", help="Say of each value where it came from.")] = False,
) -> None:
    """Print every setting as TOML, as it holds for an audit."""
    from shopcheck.config import FILE, load_with_origins
    from shopcheck.errors import WrongInputError
    from shopcheck.scaffold import toml_value

    if not folder.is_dir():
        raise WrongInputError(f"there is no folder {folder}; shopcheck init {folder} begins an audit")
    made = load_with_origins(folder)
    lines: list[str] = []
    for section, values in made.values.items():
        lines += ["", f"[{section}]"]
        for key, value in values.items():
            said = f"{key} = {toml_value(value)}"
            lines.append(f"{said:<50}  # {made.origin(section, key)}" if origin else said)
    lines += _mail(folder, origin)
    if not (folder / FILE).is_file():
        console.say(f"{folder} has no {FILE}: what follows holds without one")
    console.result("\n".join(lines).lstrip("\n"))


def _mail(folder: Path, origin: bool) -> list[str]:
    """The lines of ``[mail]``, for audits that have one."""
    from mystery_shop.settings import SettingsError
    from shopcheck.config import load_mail, mail_origins
    from shopcheck.errors import WrongInputError

    try:
        import msgspec

        known = msgspec.to_builtins(load_mail(folder))
        origins = mail_origins(folder)
    except SettingsError as error:
        raise WrongInputError(str(error)) from error
    return _table("mail", known, origins, origin)


def _table(name: str, values: dict[str, Any], origins: dict[str, str], origin: bool) -> list[str]:
    from shopcheck.scaffold import toml_value

    lines = ["", f"[{name}]"]
    inner = {key: value for key, value in values.items() if isinstance(value, dict)}
    for key, value in values.items():
        if key in inner or (isinstance(value, list) and any(isinstance(part, dict) for part in value)):
            continue
        said = f"{key} = {toml_value(value)}"
        lines.append(f"{said:<50}  # {origins.get(f'{name}.{key}', 'default')}" if origin else said)
    for key, value in values.items():
        if key in inner:
            lines += _table(f"{name}.{key}", value, origins, origin)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for part in value:
                lines += [
                    line.replace(f"[{name}.{key}]", f"[[{name}.{key}]]")
                    for line in _table(f"{name}.{key}", part, origins, origin)
                ]
    return lines


@config_app.command()
def schema() -> None:
    """Print the JSON schema of audit.toml, for editors and checkers."""
    from shopcheck.config import schema_text

    console.result(schema_text(), end="")


def schema_of_code() -> str:
    """The schema as the code has it; ``shopcheck/audit.schema.json`` is this."""
    from shopcheck.settings import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
