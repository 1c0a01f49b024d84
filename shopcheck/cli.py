"""The command line. Results go to standard output, everything else to standard error; exit codes are in ``errors``.

What a command needs is imported when it runs: ``shopcheck --help`` must answer at once.
"""

import errno
import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from shopcheck import call_cli, config_cli, fair_cli, mail_cli, owner_cli, people_cli, tools_cli
from shopcheck.arguments import (
    SOONEST,
    Concurrency,
    Delay,
    Folder,
    Lang,
    Market,
    Private,
    audit_place,
    config_of,
    lang_of,
    lang_of_locale,
    market_for,
    minutes_of,
    no_file,
    one_of,
    shops_in,
)  # fmt: skip
from shopcheck.console import CONSOLE as console
from shopcheck.errors import Exit, PlainError, WrongInputError
from shopcheck.signals import term_as_interrupt

app = typer.Typer(
    name="shopcheck",
    help="Can a customer reach this webshop? Looks for phone and e-mail as the law requires, and shows the proof.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def common(
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but results and errors.")] = False,
    verbose: Annotated[
        int, typer.Option("-v", "--verbose", count=True, show_default=False, help="Say more; -vv: libraries too.")
    ] = 0,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=lambda on: _print_version(on), help="The version.")
    ] = False,
) -> None:
    """Options that go before the command."""
    console.verbosity = -1 if quiet else verbose
    console.set_up_logging()


@app.command()
def run(
    shops: Annotated[
        str | None,
        typer.Argument(
            metavar="[LIST|DIR]", help="Text, CSV, XLSX, ODS or JSON; - for standard input; or by DIR/audit.toml."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Folder of the audit, needed with LIST; the report is in DIR/report."
        ),
    ] = None,
    market: Market = None,
    concurrency: Concurrency = None,
    delay: Delay = None,
    allow_private: Private = False,
    again: Annotated[
        str | None,
        typer.Option("--again", metavar="unmeasured", help="Look again at shops that could not be measured."),
    ] = None,
    max_unmeasured: Annotated[
        float | None,
        typer.Option(
            "--max-unmeasured",
            metavar="PERCENT",
            min=0,
            max=100,
            help="More than that could not be measured: code 4; else as set, or 50.",
        ),
    ] = None,
    lang: Lang = None,
    second_look: Annotated[
        str | None,
        typer.Option(
            "--second-look",
            metavar="MINUTES",
            help="Look again, so much later, at what was not found; or off. Else as set, or off.",
        ),
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Show in a browser what identity and hours need too: slower.")
    ] = False,
    replace_list: Annotated[
        bool, typer.Option("--replace-list", help="Take a list that has none of the shops of the audit in DIR.")
    ] = False,
) -> None:
    """Audit the shops of a list.

    Stop it whenever you like: the same command goes on where it was.
    """
    from shopcheck.run import RunOptions, run_audit

    if again not in (None, "unmeasured"):
        raise WrongInputError(f"--again {again}: the only thing to look at again is 'unmeasured'")
    source, folder = audit_place(shops, out)
    config = config_of(folder, concurrency, delay)
    config.crawl.thorough = thorough or config.crawl.thorough
    options = RunOptions(
        out=folder,
        market=market_for(market, config),
        allow_private=allow_private,
        again=again,
        max_unmeasured=config.crawl.max_unmeasured if max_unmeasured is None else max_unmeasured,
        lang=lang_of(lang),
        second_look=minutes_of(second_look, config.crawl.second_look),
        replace_list=replace_list,
    )
    raise typer.Exit(run_audit(shops_in(source, options.market), options, config, console))


@app.command()
def replicate(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="nos-2023 or consumentenbond-2023.")],
    shops: Annotated[str, typer.Argument(metavar="LIST", help="The list, as for run.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the audit; else one with the study's name.")
    ] = None,
    concurrency: Concurrency = None,
    delay: Delay = None,
    allow_private: Private = False,
    lang: Lang = None,
    second_look: Annotated[
        float | None,
        typer.Option(
            "--second-look", metavar="MINUTES", min=SOONEST, help="Look again so much later; else as the study says."
        ),
    ] = None,
) -> None:
    """Repeat a published study on a list.

    The method page says what is done differently.
    """
    from shopcheck.run import RunOptions, run_audit
    from shopcheck.studies import load

    known = load(study, second_look)
    folder = out or Path(known.id)
    options = RunOptions(
        out=folder,
        market=known.market,
        allow_private=allow_private,
        lang=lang_of(lang),
        second_look=known.second_look,
        study=known,
    )
    config = config_of(folder, concurrency, delay)
    raise typer.Exit(run_audit(shops_in(shops, known.market), options, config, console))


@app.command()
def check(
    url: Annotated[str, typer.Argument(metavar="URL", help="The shop's address, as www.shop.nl.")],
    market: Market = None,
    concurrency: Concurrency = None,
    delay: Delay = None,
    allow_private: Private = False,
    style: Annotated[str, typer.Option("--format", metavar="text|json", help="What standard output shows.")] = "text",
    report: Annotated[Path, typer.Option("--report", metavar="DIR", help="Folder for the HTML report.")] = Path(
        "shopcheck-report"
    ),
    no_report: Annotated[bool, typer.Option("--no-report", help="Write no HTML report.")] = False,
    lang: Lang = None,
) -> None:
    """Look at one shop.

    Says what to fix, what to consider, what is fine and what could not be seen.
    """
    from audit.shoplist import shop_at
    from shopcheck.look import exit_code, look

    one_of("--format", style, ("text", "json"))
    config = config_of(None, concurrency, delay)
    no_file(url)
    try:
        shop = shop_at(url, market=market_for(market, config))
    except ValueError as error:
        raise WrongInputError(str(error)) from error
    lang = lang_of(lang) or config.audit.language or None
    result = look(shop, config, console, allow_private=allow_private, lang=lang, report=None if no_report else report)
    if style == "json":
        from reports.exports import dumps, shop_object

        console.result(dumps(shop_object(result), indent=2))
    else:
        from shopcheck.screen import ROWS, screen

        spoken = lang or lang_of_locale() or "en"
        full, columns = console.verbosity > 0, console.columns
        shown = screen(result, lang=spoken, colour=console.colour, full=full, columns=columns, rows=console.rows(ROWS))
        console.result_or_gone(shown)
    raise typer.Exit(exit_code(result))


@app.command()
def judge(folder: Folder) -> None:
    """Judge what is stored again.

    By the rules as they are now, without network.
    """
    from shopcheck.judging import judge_audit
    from shopcheck.opening import open_store

    with open_store(folder) as store:
        changed = judge_audit(store)
    console.result(f"judged again: the findings of {changed} visit{'s' if changed != 1 else ''} changed")


@app.command()
def report(
    folder: Folder,
    lang: Lang = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Somewhere else than DIR/report.")] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print it too: a tagged PDF beside the report's folder.")] = False,
    since: Annotated[
        Path | None,
        typer.Option("--since", metavar="DIR", help="The last round's audit: what changed gets a page; else as set."),
    ] = None,
) -> None:
    """Write the report again.

    From what is stored, without network: the same audit gives the same bytes.
    """
    from shopcheck.opening import open_store
    from shopcheck.reporting import language_for, write_report
    from shopcheck.rounds import opened

    read_only = out is not None and out.absolute() != (folder / "report").absolute() and since is None and not pdf
    with open_store(folder, lock=not read_only) as store:
        facts = store.facts()
        language = lang_of(lang) or facts.get("lang") or language_for(facts.get("market"))
        if since is not None:
            with opened(since):
                store.set_facts(since=str(since.absolute()))
        index = write_report(store, folder, language, out, since)
        if pdf:
            from shopcheck.pdf import print_report

            console.result(str(print_report(store, folder, index, language)))
    console.result(str(index))


@app.command()
def export(
    folder: Folder,
    style: Annotated[str, typer.Option("--format", metavar="csv|json|xlsx|ods|wacz", help="What to write.")] = "csv",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A file instead of standard output; a folder for wacz.")
    ] = None,
    shops: Annotated[
        list[str] | None,
        typer.Option("--shop", metavar="SHOP", help="Only this shop (no workbook); repeatable."),
    ] = None,
    bom: Annotated[bool, typer.Option("--bom", help="With csv: begin with a byte order mark, for Excel.")] = False,
) -> None:
    """Write the results for other programs.

    csv: a table with a row for each shop and rule; json: one object with everything; xlsx, ods: a workbook; wacz: web
    archives.
    """
    from shopcheck import exporting
    from shopcheck.judging import tell_unsettled
    from shopcheck.opening import open_store

    one_of("--format", style, exporting.STYLES)
    with open_store(folder, lock=False) as store:
        tell_unsettled(store, console)
        if style == "wacz":
            fair_cli.export_archives(store, folder, out, shops or ())
            return
        exporting.export(store, folder, style, out, bom=bom, shops=shops or ())


tools_cli.mount(app)
people_cli.mount(app)
fair_cli.mount(app)
mail_cli.mount(app)
app.add_typer(call_cli.call, name="call")
config_cli.mount(app)
owner_cli.mount(app)


def main() -> NoReturn:
    """The command ``shopcheck``."""
    sys.exit(run_command(sys.argv[1:]))


COMMON = frozenset({"-q", "--quiet", "-v", "-vv", "--verbose"})
"""Options that may also stand behind the command, where people write them."""


def _common_first(arguments: list[str]) -> list[str]:
    """The arguments with the common options before the command."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    moved = [word for word in arguments[:end] if word in COMMON]
    return [*moved, *(word for word in arguments[:end] if word not in COMMON), *arguments[end:]]


BEGIN_ANEW = frozenset(("check", "ci", "read", "explain", "doctor", "clock", "config", "diff", "verify"))
"""Commands that begin anew when they are given again after an interruption; the others go on where they were."""


NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS))
"""What a disk, or the file behind standard output, says when nothing more can be written: no fault of ours."""


def run_command(arguments: list[str]) -> int:
    """Run one command line and turn whatever comes of it into an exit code."""
    try:
        with term_as_interrupt():
            code = int(_run_app(_common_first(arguments) or ["--help"]) or 0)
        if code == Exit.INTERRUPTED:  # what Typer makes of Ctrl-C
            raise KeyboardInterrupt
        return code
    except PlainError as error:
        console.warn(f"shopcheck: {error}")
        return error.code
    except (KeyboardInterrupt, typer.Abort):
        kept = "" if BEGIN_ANEW & set(arguments[:3]) else "; what was done is kept, and the same command goes on"
        console.warn(f"\nshopcheck: interrupted{kept}")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # who read our output has gone; let nothing be said of it
        return Exit.DONE
    except OSError as error:
        if error.errno not in NO_ROOM:
            return _unexpected(error)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still to be written would fail likewise
        where = f" to {error.filename}" if error.filename else ""
        console.warn(f"shopcheck: could not write{where}: {error.strerror}; make room, and give the same command again")
        return Exit.OUR_FAILURE
    except Exception as error:
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    if console.verbosity > 0:
        raise error
    console.warn(
        f"shopcheck: unexpected failure: {type(error).__name__}: {error}\n"
        "This is a fault of shopcheck. Run it again as shopcheck -v … and report the traceback."
    )
    return Exit.OUR_FAILURE


def _run_app(arguments: list[str]) -> Any:
    """Typer's errors about arguments end with code 2, which is ours for shops to fix: they become 3 here."""
    usage_error: Any = typer.BadParameter.__mro__[1]
    try:
        return app(args=arguments, standalone_mode=False)
    except SystemExit as error:  # what Typer makes of a reader that has gone
        if isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None
        raise
    except usage_error as error:
        context = getattr(error, "ctx", None)
        hint = f"\nsee: {context.command_path} --help" if context else ""
        raise WrongInputError(f"{error.format_message()}{hint}") from error
    except typer.TyperException as error:
        raise WrongInputError(error.format_message()) from error


def _print_version(on: bool) -> None:
    if on:
        from shopcheck import __version__

        console.result(f"shopcheck {__version__}")
        raise typer.Exit
