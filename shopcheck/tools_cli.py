"""Commands that need no audit: ``shopcheck read``, ``explain``, ``doctor`` and ``demo``."""

from pathlib import Path
from typing import Annotated

import typer

from shopcheck.arguments import Lang, Market, config_of, lang_of, lang_of_locale, market_of, one_of
from shopcheck.console import CONSOLE as console
from shopcheck.errors import Exit


def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Saved pages; - for standard input.")],
    market: Annotated[
        str | None,
        typer.Option(
            "--market", metavar="XX", help="Country of the pages, as NL; else only numbers as +31 … are read."
        ),
    ] = None,
    style: Annotated[str, typer.Option("--format", metavar="text|ndjson", help="What to print.")] = "text",
) -> None:
    """Read contact details off saved pages.

    Says which phones and e-mails are seen, where on the page, and whose they seem to be.
    """
    from shopcheck.reading import line, read_pages

    one_of("--format", style, ("text", "ndjson"))
    if market is None and style == "text":
        console.say("no --market: numbers are only read with their country code, as +31 …")
    unreadable = 0
    for page in read_pages(files, market_of(market)):
        unreadable += "error" in page
        console.result(line(page, style))
    if unreadable == len(files):
        raise typer.Exit(Exit.WRONG_INPUT)


def explain(
    check: Annotated[str, typer.Argument(metavar="CHECK", help="A check, as phone-findable, or a rule of a pack.")],
    market: Market = None,
    lang: Lang = None,
) -> None:
    """Explain a check, its law and its mending."""
    from shopcheck.explain import explain as explained

    lang = lang_of(lang) or config_of(None, None, None).audit.language
    # the rules of the whole Union stand under EU, which is no country
    code = "EU" if market is not None and market.strip().upper() == "EU" else market_of(market)
    console.result(explained(check, market=code, lang=lang or "en"))


def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="Install a browser if there is none.")] = False,
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where audits will be written.")] = Path(),
) -> None:
    """See what this machine lacks for audits.

    Says the command that mends it.
    """
    from shopcheck.browser import get_browser
    from shopcheck.doctor import examine

    if mend:
        get_browser(console.say)
    symptoms = examine(folder)
    for symptom in symptoms:
        mark = "ok  " if not symptom.mend else ("BAD " if symptom.needed else "note")
        console.result(
            f"{mark} {symptom.what:<17} {symptom.found}" + (f"\n     {symptom.mend}" if symptom.mend else "")
        )
    if any(symptom.mend and symptom.needed for symptom in symptoms):
        raise typer.Exit(Exit.OUR_FAILURE)


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the audit.")] = Path("shopcheck-demo"),
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang", metavar="XX", help="Language of the report: nl, en, de or fr; else your locale's, or nl."
        ),
    ] = None,
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Open the report where there is a desktop.")] = True,
) -> None:
    """Audit invented shops on this machine.

    The last line is the path of the report.
    """
    from shopcheck.showing import show

    raise typer.Exit(show(out, console, lang=lang_of(lang) or lang_of_locale(), open_it=open_it))


def mount(app: typer.Typer) -> None:
    """Hang the commands into the front door."""
    for command in (read, explain, doctor, demo):
        app.command()(command)
