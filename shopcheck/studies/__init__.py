"""Published studies that an audit can repeat: one TOML file each."""

import tomllib
from importlib import resources

import msgspec

from audit.model import Study
from shopcheck.errors import WrongInputError


def names() -> tuple[str, ...]:
    """Ids of the studies, sorted."""
    files = resources.files("shopcheck.studies").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def load(name: str) -> Study:
    """The study with this id. Raises WrongInputError, naming those there are."""
    if name not in names():
        raise WrongInputError(f"there is no study {name!r}; have {', '.join(names())}")
    text = resources.files("shopcheck.studies").joinpath(f"{name}.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text)["study"], Study)
