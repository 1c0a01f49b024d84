"""Published studies that an audit can repeat: one TOML file each."""

import tomllib
from importlib import resources

import msgspec
from babel.numbers import format_decimal

from audit.model import Study
from shopcheck.errors import WrongInputError


def names() -> tuple[str, ...]:
    """Ids of the studies, sorted."""
    files = resources.files("shopcheck.studies").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def load(name: str, second_look: float | None = None) -> Study:
    """The study with this id. Raises WrongInputError, naming those there are.

    second_look: minutes until the second look where it is not the study's own; what we do differently says which.
    """
    if name not in names():
        raise WrongInputError(f"there is no study {name!r}; have {', '.join(names())}")
    text = resources.files("shopcheck.studies").joinpath(f"{name}.toml").read_text("utf-8")
    study = msgspec.convert(tomllib.loads(text)["study"], Study)
    minutes = study.second_look if second_look is None else second_look
    said = {
        lang: tuple(line.replace("{minutes}", format_decimal(minutes, locale=lang)) for line in lines)
        for lang, lines in study.differences.items()
    }
    return msgspec.structs.replace(study, differences=said, second_look=minutes)
