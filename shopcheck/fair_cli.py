"""The commands of proof and fair play: verify, freeze, correct, recheck, diff, and ``shopcheck reply …``."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopcheck import reply_cli
from shopcheck.arguments import Delay, Folder, Lang, Private, config_of, lang_of, one_of, today, write_pieces
from shopcheck.console import CONSOLE as console
from shopcheck.errors import Exit, WrongInputError
from shopcheck.reply_cli import On, Report

if TYPE_CHECKING:  # the commands import what they need when they run
    from audit.model import ShopResult
    from audit.store import AuditStore
    from shopcheck.verifying import Verdict

Authority = Annotated[
    list[str] | None,
    typer.Option("--timestamp", metavar="URL", help="Have this authority stamp the manifest (RFC 3161); repeatable."),
]


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An audit's folder, or one frozen revision.")],
    trusted: Annotated[
        Path | None,
        typer.Option("--trust", metavar="FILE", help="Trust only timestamp authorities under these roots (PEM)."),
    ] = None,
) -> None:
    """Is everything as it was? Offline.

    Compares the evidence, the report and every frozen revision with the manifest; names each file that is changed,
    missing or added, a line each. Ends with 0 when all is as it was, else with 2.
    """
    from shopcheck import verifying
    from shopcheck.proof import ManifestError

    try:
        verdict = verifying.verify(folder, trusted.read_bytes() if trusted else None)
    except ManifestError as error:
        raise WrongInputError(str(error)) from error
    except OSError as error:
        raise WrongInputError(f"{error.filename} cannot be read: {error.strerror}") from error
    for change in verdict.changes:
        console.result(str(change))
    console.say(_summary(verdict))
    for path, stamp in verdict.stamps:
        unknown = "" if stamp.known else " (an authority that is not known here; its certificate came with the token)"
        console.say(f"{path}: stamped {stamp.at:%Y-%m-%d %H:%M:%S} UTC by {stamp.authority}{unknown}")
    if verdict.changes:
        raise typer.Exit(Exit.TO_FIX)


def _summary(verdict: "Verdict") -> str:
    looked = f"{verdict.files} files and {verdict.revisions} frozen revision{'s' if verdict.revisions != 1 else ''}"
    if verdict.changes:
        return f"{len(verdict.changes)} of {looked} are not as the manifest has them"
    return f"{looked} are as they were; the manifest's SHA-256 is {verdict.manifest}"


def freeze(
    folder: Folder,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What is new in this revision.")] = "",
    timestamp: Authority = None,
    lang: Lang = None,
) -> None:
    """Freeze the audit as a numbered revision.

    Report, data and manifest are copied to DIR/revisions/N and made read-only; earlier revisions stay as they are.
    Where nothing changed since the last, no other is made.
    """
    from shopcheck import freezing
    from shopcheck.opening import open_store
    from shopcheck.reporting import lang_for, write_report

    with open_store(folder) as store:
        language = lang_of(lang) or lang_for(store)
        revision, new = freezing.freeze(store, folder, lang=language, note=note, authorities=timestamp or ())
        # told before the report that names it is written: who stops the command now shall know of it
        console.result(str(folder / freezing.REVISIONS / str(revision.number)))
        told = f"revision {revision.number} is frozen"
        if not new:
            told = (
                f"nothing changed since revision {revision.number} was frozen on {revision.frozen_on}: none was made"
                " (a --note of its own makes another all the same)"
            )
        console.say(f"{told}; the SHA-256 of its manifest is {revision.manifest}")
        write_report(store, folder, language)


def recheck(
    folder: Folder,
    shops: Annotated[list[str], typer.Argument(metavar="SHOP…", help="Shops that say that they mended something.")],
    allow_private: Private = False,
    delay: Delay = None,
    lang: Lang = None,
) -> None:
    """Look again at shops that mended something.

    The report then says "fixed, seen by us on …" beside what was seen before, each with its date.
    """
    from shopcheck.naming import shops_named
    from shopcheck.opening import open_store
    from shopcheck.rechecking import recheck as look_again
    from shopcheck.reporting import lang_for, write_report
    from shopcheck.visiting import TOOL

    config = config_of(folder, None, delay)
    with open_store(folder) as store:
        language = lang_of(lang) or lang_for(store)
        wanted = [result.shop for result in shops_named(store, shops)]
        results = look_again(store, folder, wanted, config, console, allow_private=allow_private)
        index = write_report(store, folder, language)
        store.set_facts(reported=[language, TOOL], unsettled=None)
    for result in results:
        for line in _now(result):
            console.result(line)
    console.say(f"report: {index}")


def _now(result: "ShopResult") -> Iterator[str]:
    """A shop's duties as they are now, a line each; what was mended, with what was seen before."""
    from audit.reviews import published
    from shopcheck.judging import duties
    from shopcheck.progress import finding_words, name_of

    for finding in duties(published(result)):
        before = finding.detail.get("before", "").replace("_", " ")
        day = finding.detail.get("fixed_on") or finding.detail.get("improved_on")
        word = "fixed" if "fixed_on" in finding.detail else "improved"
        note = f" ({word}, seen on {day}; {before} on {finding.detail['before_on']})" if day else ""
        yield f"{name_of(result.shop)}: {finding_words(finding)}{note}"


def correct(
    folder: Folder,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="The shop's address or name.")],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What was wrong, and why.")],
    check: Annotated[
        str | None, typer.Option("--check", metavar="CHECK", help="The point it is about, as email-findable.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="OUTCOME", help="What a person found instead; it then leads.")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decided that.")] = "",
    on: On = None,
    write: Report = True,
) -> None:
    """Put something right that was published.

    Dated, on the shop's page and on the page of corrections; earlier frozen revisions stay as they were.
    """
    from reports.wording import words_for
    from shopcheck.correcting import correct as put_right
    from shopcheck.judging import settle_findings
    from shopcheck.naming import shop_named
    from shopcheck.opening import open_store
    from shopcheck.replies import day_of
    from shopcheck.reporting import lang_for, write_report

    day = today()
    with open_store(folder) as store:
        settle_findings(store)
        language = lang_for(store)
        result = shop_named(store, shop)
        entry = put_right(
            store,
            folder,
            result,
            words_for(language),
            text=text,
            on=day_of(on, day) if on else day,
            check=check,
            outcome=outcome,
            by=by,
        )
        index = write_report(store, folder, language) if write else None
    console.result(f"{result.shop.url}: correction of {entry.corrected_on} noted, for revision {entry.revision}")
    if entry.was:
        console.result(f"was: {entry.was}\nnow: {entry.now}")
    console.say(f"report: {index}; freeze it as revision {entry.revision} with: shopcheck freeze {folder}")


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="The earlier audit's folder, or a frozen revision's.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The later one.")],
    style: Annotated[str, typer.Option("--format", metavar="text|json|html", help="What to print.")] = "text",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A file instead of standard output.")
    ] = None,
    lang: Lang = None,
) -> None:
    """What changed between two rounds.

    The same shops and the same manner of judging: where the rules changed, what was seen in A is judged again by the
    rules of now, and both are shown. Neither audit is written to.
    """
    from reports.changes_page import alone
    from reports.exports import dumps
    from reports.wording import words_for
    from shopcheck.judging import judge_audit
    from shopcheck.reporting import lang_for
    from shopcheck.rounds import changes_since, judged_by_now, opened
    from shopcheck.rounds_text import as_object, as_text

    one_of("--format", style, ("text", "json", "html"))
    with opened(after) as later:
        store = later.store
        if not judged_by_now(store):
            judge_audit(store)  # a copy
            console.warn(f"{after} was judged by other rules than those of now; here it is judged by those of now")
        found = changes_since(before, store, store.facts().get("rules", {}), later.mails())
        words = words_for(lang_of(lang) or lang_for(store))
    if style == "json":
        pieces = [dumps(as_object(found), indent=2), "\n"]
    elif style == "html":
        pieces = [alone(found, words)]
    else:
        pieces = [f"{line}\n" for line in as_text(found)]
    write_pieces(pieces, out)


def export_archives(store: "AuditStore", folder: Path, out: Path | None, shops: Sequence[str]) -> None:
    """``shopcheck export --format wacz``. Raises PlainError."""
    from shopcheck.archives import export_wacz
    from shopcheck.naming import shops_named

    if out is None:
        raise WrongInputError("--format wacz writes a file a shop: name a folder for them with --out")
    written = export_wacz(store, folder, out, [result.shop for result in shops_named(store, shops)])
    for path in written:
        console.result(str(path))
    if not written:
        raise WrongInputError("nothing was recorded of these shops, so there is no archive to write")


def mount(app: typer.Typer) -> None:
    """Hang the commands into the front door."""
    for command in (verify, freeze, recheck, correct, diff):
        app.command()(command)
    app.add_typer(reply_cli.reply)
