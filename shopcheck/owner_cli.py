"""``shopcheck ci``: for the build of a shop's own site."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopcheck.arguments import Delay, Lang, Market, Private, config_of, lang_of, lang_of_locale, market_for, shops_in
from shopcheck.console import CONSOLE as console
from shopcheck.errors import WrongInputError

if TYPE_CHECKING:
    from audit.model import Shop, ShopResult
    from shopcheck.config import Config
    from shopcheck.gate import Gate


def mount(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command()(ci)


def ci(
    shop: Annotated[
        str | None,
        typer.Argument(metavar="[URL|DIR]", help="The shop, or a folder with audit.toml; else the current one."),
    ] = None,
    market: Market = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on", metavar="must|should|info|never", help="Least duty that fails the build; else as set, or must."
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline", metavar="FILE", help="Problems that are known; only new ones fail. Else as set, or none."
        ),
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Take what is found now for known, and write it to the baseline.")
    ] = False,
    known_as: Annotated[
        str | None,
        typer.Option("--known-as", metavar="URL", help="The shop's name in the baseline, for a preview of it."),
    ] = None,
    sarif: Annotated[str | None, typer.Option("--sarif", metavar="FILE", help="Write SARIF 2.1.0.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="FILE", help="File of your code at which SARIF shows the results.")
    ] = None,
    junit: Annotated[str | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML.")] = None,
    summary: Annotated[str | None, typer.Option("--summary", metavar="FILE", help="Write Markdown.")] = None,
    badge: Annotated[
        str | None, typer.Option("--badge", metavar="FILE", help="Write an SVG badge that expires.")
    ] = None,
    max_unmeasured: Annotated[
        float | None,
        typer.Option(
            "--max-unmeasured",
            metavar="PERCENT",
            min=0,
            max=100,
            help="More than that of the points could not be measured: code 4; else as set, or 20.",
        ),
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", metavar="DIR", help="Write the HTML report too.")] = None,
    delay: Delay = None,
    allow_private: Private = False,
    lang: Lang = None,
) -> None:
    """Check a shop in its own build.

    Ends with 2 for new problems, with 4 when too much could not be measured: a time-out or a block is never a problem.
    """
    given = {
        "fail_on": fail_on,
        "baseline": baseline,
        "known_as": known_as,
        "sarif": sarif,
        "source": source,
        "junit": junit,
        "summary": summary,
        "badge": badge,
        "max_unmeasured": max_unmeasured,
    }
    folder = _folder(shop)
    config = config_of(folder, None, delay)
    _beside(config, folder)
    _lay(config, {key: value for key, value in given.items() if value is not None})
    shops = _shops(shop, folder, market_for(market, config), config)
    language = lang_of(lang) or config.audit.language or lang_of_locale() or "en"
    raise typer.Exit(_run(shops, config, language, allow_private, report, write_baseline))


def _folder(shop: str | None) -> Path | None:
    """The folder whose ``audit.toml`` counts; None where an address is checked without one."""
    from shopcheck.config import FILE

    if shop is not None and Path(shop).is_dir():
        return Path(shop)
    if shop is not None and Path(shop).name == FILE:
        return Path(shop).parent
    return Path() if Path(FILE).is_file() else None


def _beside(config: "Config", folder: Path | None) -> None:
    """File names of the configuration are meant beside the file that holds them."""
    for key in ("baseline", "sarif", "junit", "summary", "badge"):
        if folder and (name := getattr(config.ci, key)):
            setattr(config.ci, key, str(folder / name))


def _lay(config: "Config", given: dict[str, object]) -> None:
    """What the command line says over the ``[ci]`` section. Raises WrongInputError."""
    from shopcheck.config import Origins, Source

    flags = Origins()
    flags.lay({"ci": given}, Source("the command line"))
    for key in given:
        setattr(config.ci, key, flags.values["ci"][key])


def _shops(shop: str | None, folder: Path | None, market: str | None, config: "Config") -> "tuple[Shop, ...]":
    """The shops to look at: the address, or those of the folder's list. Raises WrongInputError."""
    from audit.shoplist import shop_at

    if shop is not None and (folder is None or not Path(shop).exists()):
        try:
            return (shop_at(shop, market=market),)
        except ValueError as error:
            raise WrongInputError(str(error)) from error
    if folder is None or not config.list.file:
        raise WrongInputError(
            "which shop? Name its address (shopcheck ci www.my-shop.nl), or let shopcheck init DIR --preset owner write"
            " audit.toml and a list"
        )
    return tuple(shops_in(str(folder / config.list.file), market).shops)


def _run(
    shops: "tuple[Shop, ...]", config: "Config", lang: str, allow_private: bool, report: Path | None, write: bool
) -> int:
    from reports.wording import words_for
    from shopcheck import gate
    from shopcheck.look import look

    before = gate.read_baseline(config.ci, write=write)
    gate.names(shops, config.ci.known_as)
    results = []
    for number, shop in enumerate(shops):
        place = report / str(number + 1) if report and len(shops) > 1 else report
        results.append(look(shop, config, console, allow_private=allow_private, lang=lang, report=place))
    made = gate.judged(results, before, config.ci)
    said = []
    if write:
        said.append(f"baseline: {gate.write_baseline(made)}")
        made = gate.judged(results, gate.read_baseline(config.ci, write=False), config.ci)
    said += [f"written: {path}" for path in gate.write_files(made, words_for(lang))]
    _show(results, lang)  # only now: what the build reads must not hang on who reads the screen
    for line in said:
        console.say(line)
    _conclude(made)
    return gate.exit_code(made)


def _show(results: "list[ShopResult]", lang: str) -> None:
    from shopcheck.screen import screen

    full, columns = console.verbosity > 0, console.columns
    for result in results:
        shown = screen(result, lang=lang, colour=console.colour, full=full, columns=columns, rows=None)
        console.result_or_gone(shown)


def _conclude(made: "Gate") -> None:
    """Say on standard error what decides the exit code."""
    from shopcheck import gate

    comparison, settings = made.comparison, made.settings
    known = [p for p in comparison.problems if p.counts and not p.fresh]
    for problem in comparison.fresh:
        console.warn(
            f"{'new: ' if made.before else ''}{problem.known.rule} at {problem.known.shop}: {_what(problem.known)}"
        )
    for word, entries in (
        ("known, does not fail the build", [p.known for p in known]),
        ("mended since the baseline", comparison.fixed),
        ("in the baseline, could not be looked at now", comparison.unseen),
    ):
        for entry in entries:
            console.say(f"{word}: {entry.rule} at {entry.shop}: {_what(entry)}")
    share = gate.unmeasured(made)
    if share > settings.max_unmeasured:
        console.warn(
            f"{share:.0f} % of the points that count could not be measured, more than the {settings.max_unmeasured:g} %"
            " of --max-unmeasured; that says nothing against the shop"
        )


def _what(entry: "object") -> str:
    parts = (getattr(entry, name) for name in ("outcome", "place", "reason"))
    return ", ".join(str(part).replace("_", " ") for part in parts if part)
