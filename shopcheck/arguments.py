"""What commands share: their options, and turning what people wrote into what the commands work with."""

import contextlib
import os
import re
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopcheck.errors import Exit, PlainError, WrongInputError

if TYPE_CHECKING:  # loaded when a command runs, for --help must answer at once
    from audit.shoplist import ShopList
    from shopcheck.config import Config

Market = Annotated[
    str | None,
    typer.Option(
        "--market", metavar="XX", help="Country whose rules apply, as NL (either case); else what the pages tell."
    ),
]
Private = Annotated[
    bool, typer.Option("--allow-private", help="Also visit addresses that are not public (this machine, an intranet).")
]
Delay = Annotated[
    float | None,
    typer.Option("--delay", metavar="SECONDS", min=0, help="Between two requests to a host; else as set, or 2."),
]
Concurrency = Annotated[
    int | None, typer.Option("--concurrency", metavar="N", min=1, max=200, help="Visits at a time; else as set, or 8.")
]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="XX", help="Language of what is written: nl, en, de or fr; else as set, or the market's."
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of an audit, as given to run --out.")]


def one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raises WrongInputError for a value that the option does not know."""
    if value not in allowed:
        raise WrongInputError(f"{option} {value}: choose {' or '.join(allowed)}")


def today() -> date:
    """The day that it is, in UTC."""
    return datetime.now(UTC).date()


def first_day(text: str) -> date:
    """The day meant by ``--start``. Raises WrongInputError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongInputError(f"--start {text}: write it like 2026-06-05") from None


def market_of(text: str | None) -> str | None:
    """The country code meant by ``--market``. Raises WrongInputError."""
    from audit.shoplist import market_code

    try:
        return market_code(text) if text else None
    except ValueError as error:
        raise WrongInputError(f"--market: {error}") from error


def lang_of(text: str | None) -> str | None:
    """The report language meant by ``--lang``. Raises WrongInputError."""
    if text is not None:
        from reports.wording import report_languages

        text = text.lower()
        one_of("--lang", text, report_languages())
    return text


def lang_of_locale() -> str | None:
    """The report language that the user's locale asks for (POSIX: LC_ALL, LC_MESSAGES, LANG), None where we lack it."""
    from reports.wording import report_languages

    said = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    lang = re.split(r"[_.@-]", said.lower())[0]
    return lang if lang in report_languages() else None


def config_of(folder: Path | None, concurrency: int | None, delay: float | None) -> "Config":
    """The configuration with what the command line says over it. Raises WrongInputError."""
    from shopcheck.config import load_config

    config = load_config(folder)
    config.crawl.concurrency = concurrency or config.crawl.concurrency
    config.crawl.delay = config.crawl.delay if delay is None else delay
    return config


def market_for(text: str | None, config: "Config") -> str | None:
    """The country meant by ``--market``, else by the configuration. Raises WrongInputError."""
    return market_of(text or config.audit.market or None)


def shops_in(source: str, market: str | None) -> "ShopList":
    """The list in a file, or on standard input for ``-``. Raises WrongInputError."""
    from audit.shoplist import ListError, parse_list

    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return parse_list(data, source="on standard input" if source == "-" else source, market=market)
    except ListError as error:
        raise WrongInputError(str(error)) from error
    except OSError as error:
        raise WrongInputError(f"the list {source} cannot be read: {error.strerror}") from error


SAVED = frozenset((".html", ".htm", ".mhtml", ".csv", ".tsv", ".txt", ".xlsx", ".ods", ".json", ".ndjson"))
"""Endings of files that people have, none of them the end of a host's name."""


def no_file(url: str) -> None:
    """Raises WrongInputError for a file where the address of a shop is meant."""
    if Path(url).suffix.lower() in SAVED and Path(url).is_file():
        raise WrongInputError(
            f"{url} is a file; a saved page is for shopcheck read {url}, a list for shopcheck run {url} --out DIR"
        )


def audit_place(shops: str | None, out: Path | None) -> tuple[str, Path]:
    """The list and the folder that ``run`` means: each may be left out where ``audit.toml`` tells it.

    ``run DIR`` and ``run --out DIR`` take the list from DIR/audit.toml, and ``run`` alone works in the folder that it
    stands in. Raises WrongInputError.
    """
    from audit.store import FILE as DATABASE
    from shopcheck.config import FILE, load_config

    if shops is not None and shops != "-" and Path(shops).is_dir():
        if out is not None and out.resolve() != Path(shops).resolve():
            if not any((Path(shops) / name).exists() for name in (FILE, DATABASE)):
                raise WrongInputError(f"{shops} is a folder, not a list; name the file that lists the shops")
            raise WrongInputError(f"{shops} is the folder of an audit already; leave --out {out} away, or name a list")
        out, shops = Path(shops), None
    if shops is not None:
        if out is None:
            raise WrongInputError("say where the audit shall lie: --out DIR")
        return shops, out
    folder = out or Path()
    if not (folder / FILE).is_file():
        raise WrongInputError(
            f"there is no list: name one (shopcheck run LIST --out DIR), or let shopcheck init {out or 'DIR'} write"
            f" {folder / FILE}"
        )
    file = load_config(folder).list.file
    if not file:
        raise WrongInputError(f'{folder / FILE} names no list: write file = "shops.csv" under [list]')
    return str(folder / file), folder


SOONEST = 1
"""Minutes between two looks at the least: what fails for a moment fails in both of two looks in a row."""


def minutes_of(text: str | None, configured: "float | str") -> float | None:
    """The minutes meant by ``--second-look``, else by the configuration; None for off. Raises WrongInputError."""
    said = configured if text is None else text
    if said == "off":
        return None
    try:
        minutes = float(said)
    except ValueError:
        minutes = -1
    if not SOONEST <= minutes < 60 * 24 * 30:
        raise WrongInputError(
            f"--second-look {said}: a number of minutes, at least {SOONEST}, or off; what was not found is called "
            "certain only where it was looked for again some time later"
        )
    return minutes


def unfinished(out: Path, ending: str = "") -> Path:
    """The file beside ``out`` that it is written to until it is whole. Raises WrongInputError where a folder stands."""
    if out.is_dir():
        raise WrongInputError(f"{out} could not be written: it is a folder; name a file")
    return out.with_name(f".{out.name}.part{ending}")


def write_pieces(pieces: Iterable[str], out: Path | None) -> None:
    """Write text as UTF-8 to standard output or a file, the file only when it is whole. Raises PlainError."""
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    partial = unfinished(out)
    try:
        with partial.open("wb") as file:
            file.writelines(piece.encode("utf-8") for piece in pieces)
        partial.replace(out)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()  # half a file takes up room that is missing already
        raise PlainError(f"{out} could not be written: {error.strerror}", Exit.WRONG_INPUT) from error
