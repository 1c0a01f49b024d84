"""The right of reply: ``shopcheck reply letters``, ``record`` and ``status``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopcheck.arguments import Folder, lang_of, one_of, today
from shopcheck.console import CONSOLE as console
from shopcheck.errors import WrongInputError

if TYPE_CHECKING:  # the commands import what they need when they run
    from shopcheck.letters import Sent
    from shopcheck.replies import Line

reply = typer.Typer(
    name="reply",
    help="Ask shops for their side before publication, and print what they say.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day, as 2026-11-30; today if not given.")]
Report = Annotated[bool, typer.Option("--report/--no-report", help="Write the report again at once.")]


@reply.command()
def letters(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder for the letters, a folder a shop.")],
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=260, help="Working days to answer.")] = 10,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="XX", help="Language of all letters: nl, en, de or fr; else each shop's own."),
    ] = None,
    shops: Annotated[
        list[str] | None, typer.Option("--shop", metavar="SHOP", help="Only this shop; repeatable.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Only write; do not note that the shops were asked.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Ask shops that were asked before, with a new date.")] = False,
    on: On = None,
) -> None:
    """Write a letter to each shop that was visited.

    In the shop's language, as text and HTML, with what we saw, how to answer until when, and a preview of its own
    page. Nothing is sent: letters.csv says what goes where. The report then says that the shops were asked.
    """
    from shopcheck.judging import settle_findings
    from shopcheck.letters import write_letters
    from shopcheck.naming import shops_named
    from shopcheck.opening import open_store
    from shopcheck.replies import day_of
    from shopcheck.reporting import lang_for

    day = today()
    with open_store(folder) as store:
        settle_findings(store)
        chosen = shops_named(store, shops) if shops else [r for r in store.results() if not r.left]
        results = [r for r in chosen if r.snapshot is not None]
        if not results:
            raise WrongInputError("none of these shops was visited yet, so there is nothing to write to them about")
        sent = write_letters(
            store,
            folder,
            out,
            results,
            today=day_of(on, day) if on else day,
            days=days,
            otherwise=lang_for(store),
            lang=lang_of(lang),
            afresh=again,
        )
        new = [s.record for s in sent if not s.again]
        if not draft and new:
            store.set_facts(reported=None)
            store.record(*new)
    console.result(str(out / "letters.csv"))
    _tell(sent, draft, lang)


def _tell(sent: "list[Sent]", draft: bool, lang: str | None) -> None:
    foreign: dict[tuple[str, str], int] = {}
    for letter in sent:
        if letter.spoken and letter.spoken != letter.language and lang is None:
            pair = (letter.spoken, letter.language)
            foreign[pair] = foreign.get(pair, 0) + 1
    for (spoken, language), count in sorted(foreign.items()):
        shops = "1 shop gets" if count == 1 else f"{count} shops get"
        console.warn(f"no letter texts in {spoken}: {shops} one in {language}, which says so")
    before = sum(letter.again for letter in sent)
    noted = "drafts, not noted" if draft else f"{len(sent) - before} noted as asked"
    console.say(
        f"{len(sent)} letters ({noted}{f', {before} were asked before and keep their dates' if before else ''})"
    )


@reply.command()
def record(
    folder: Folder,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="The shop's address or name.")],
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="What the shop said, word for word.")
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="The same from a file; - for standard input.")
    ] = None,
    on: On = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who wrote it, as they want to be called.")] = "",
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="answer, objection, repaired or no_comment.")
    ] = "answer",
    write: Report = True,
) -> None:
    """Note what a shop answered.

    It is printed under the shop's sentence and on the page of replies, in its own words.
    """
    from shopcheck.naming import shop_named
    from shopcheck.opening import open_store
    from shopcheck.replies import reply_of
    from shopcheck.reporting import lang_for, write_report

    if text is not None and file is not None:
        raise WrongInputError("give the reply with --text or with --file, not with both")
    words = _words(file) if file is not None else text or ""
    day = today()
    with open_store(folder) as store:
        result = shop_named(store, shop)
        entry = reply_of(result, text=words, on=on or day.isoformat(), kind=kind, by=by, today=day)
        store.set_facts(reported=None)
        store.record(entry)
        index = write_report(store, folder, lang_for(store)) if write else None
    console.result(f"{result.shop.url}: {entry.kind.replace('_', ' ')} of {entry.received_on} noted")
    if index:
        console.say(f"report: {index}")


def _words(file: str) -> str:
    from audit.tables import decode_text

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise WrongInputError(f"the reply {file} cannot be read: {error.strerror}") from error
    return decode_text(data)


@reply.command()
def status(
    folder: Folder,
    style: Annotated[str, typer.Option("--format", metavar="text|json", help="What to print.")] = "text",
) -> None:
    """Who was asked, until when, and who answered."""
    from shopcheck.opening import open_store
    from shopcheck.replies import status as lines_of

    one_of("--format", style, ("text", "json"))
    with open_store(folder, lock=False) as store:
        lines = list(lines_of(store, today()))
    if style == "json":
        from reports.exports import dumps

        console.result(dumps([line._asdict() for line in lines], indent=2))
        return
    for line in lines:
        console.result(_row(line))


def _row(line: "Line") -> str:
    asked = f"asked {line.asked_on}, due {line.due}" if line.asked_on else ""
    told = f"{', '.join(kind.replace('_', ' ') for kind in line.kinds)} {line.replied_on}" if line.kinds else ""
    return f"{line.state:<10} {line.shop} <{line.url}>  {'; '.join(part for part in (asked, told) if part)}".rstrip()
