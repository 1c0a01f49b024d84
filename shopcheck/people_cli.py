"""The commands with which people decide and check: ``shopcheck review …`` and ``shopcheck validate …``."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopcheck.arguments import Folder, today
from shopcheck.console import CONSOLE as console
from shopcheck.errors import PlainError, WrongInputError, meant

if TYPE_CHECKING:  # the commands import what they need when they run
    from audit.store import AuditStore
    from shopcheck.people import Item

review = typer.Typer(
    name="review",
    help="Let people decide what the program found doubtful.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
validate = typer.Typer(
    name="validate", help="Measure how often the program is wrong.", no_args_is_help=True, rich_markup_mode=None
)

SHEET = "sheet.csv"
Of = Annotated[
    Path | None, typer.Option("--audit", metavar="DIR", help="The audit's folder, when the sheet does not lie in it.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder for the sheet, empty or new; else in the audit's.")
]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="XX", help="Language of the sheet: nl, en, de or fr; else the audit's.")
]


@review.command("export")
def review_export(folder: Folder, out: Out = None, lang: Lang = None) -> None:
    """Write what is unsure or not found on a sheet.

    sheet.csv for a spreadsheet, index.html with the evidence beside each question.
    """
    from shopcheck.judging import tell_unsettled
    from shopcheck.opening import open_store
    from shopcheck.people import doubtful, sheet

    target = out or folder / "review"
    with open_store(folder, lock=False) as store:
        tell_unsettled(store, console)
        items = list(doubtful(store))
        _write(store, items, sheet(items), folder, target, lang, blind=False)
    back = f"take the answers back with: {_back(folder, target, blind=False)}"
    console.say(f"{len(items)} findings wait for a person; {back}" if items else "nothing waits for a person")


@review.command("import")
def review_import(
    sheet_file: Annotated[Path, typer.Argument(metavar="FILE", help="The sheet, filled in.")], audit: Of = None
) -> None:
    """Take the decisions on a sheet back.

    All of them or, when a row does not fit, none. The machine's findings are kept beside them.
    """
    from shopcheck.opening import open_store
    from shopcheck.people import answers

    text = _read(sheet_file)
    with open_store(audit or _audit_of(sheet_file)) as store:
        reviews = answers(text, store, decided_on=today().isoformat())
        store.set_facts(reported=None)  # first: what is taken in stands in no report yet, wherever we are stopped
        store.record(*reviews)
    overruled = sum(r.outcome is not r.machine for r in reviews)
    taken = "1 decision" if len(reviews) == 1 else f"{len(reviews)} decisions"
    console.result(f"{taken} taken in, {overruled} of them other than the program's")


@validate.command("sample")
def validate_sample(
    size: Annotated[int, typer.Argument(metavar="N", min=1, help="How many findings to draw.")],
    folder: Folder,
    out: Out = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed draws the same sample.")] = 1,
    check: Annotated[
        list[str] | None, typer.Option("--check", metavar="CHECK", help="Draw from this check only; may be repeated.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Draw a random sheet of findings to check by hand.

    What the program found stays hidden until the question is answered.
    """
    from checks.rules import checks
    from shopcheck.judging import tell_unsettled
    from shopcheck.opening import open_store
    from shopcheck.people import sample, sheet

    for name in check or ():
        if name not in checks():
            raise WrongInputError(f"there is no check {name!r}{meant(name, checks())}")
    with open_store(folder, lock=False) as store:
        tell_unsettled(store, console)
        items = sample(store, size, seed=seed, checks=check or ())
        target = out or folder / "validation" / f"sample-{seed}"
        _write(store, items, sheet(items, blind=True), folder, target, lang, blind=True)
    if len(items) < size:
        console.say(f"{size} were asked for; no more were measured")
    console.say(f"{len(items)} findings drawn; when the sheet is filled in: {_back(folder, target, blind=True)}")


@validate.command("report")
def validate_report(
    sheets: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Sheets, filled in, or an audit's folder.")],
    audit: Of = None,
) -> None:
    """Print how often the program was wrong, with a 90 % interval.

    The method page of the next report shows it.
    """
    import msgspec

    from audit.outcomes import Outcome
    from shopcheck.opening import open_store
    from shopcheck.people import answers, asked, error_rates

    files = [f for given in sheets for f in _sheets(given)]
    folder = audit or _audit_of(files[0])
    with open_store(folder) as store:
        checks = {f.rule: f.check for r in store.results() for f in r.findings}
        texts = [_read(file) for file in files]
        drawn = sum(asked(text) for text in texts)
        reviews = [r for text in texts for r in answers(text, store, blind=True)]
        rates = error_rates(reviews, checks)
        if not rates:
            raise WrongInputError("no row of these sheets has a decision yet; fill in the column decision first")
        store.set_facts(error_rates=msgspec.to_builtins(rates), reported=None)
    unsure = sum(review.outcome is Outcome.UNSURE for review in reviews)
    open_rows = drawn - len(reviews)
    if open_rows or unsure:
        console.say(f"{drawn} drawn: {open_rows} not filled in, {unsure} could not be told; neither is counted")
    for rate in rates:
        share = rate.wrong / rate.checked
        console.result(
            f"{rate.check:<24} {rate.wrong:>3} of {rate.checked:>3} wrong: {share:6.1%}"
            f"  (90 % interval {rate.low:.1%} to {rate.high:.1%})"
        )


def mount(app: typer.Typer) -> None:
    """Hang the commands into the front door."""
    app.add_typer(review)
    app.add_typer(validate)


def _write(
    store: "AuditStore",
    items: "list[Item]",
    rows: str,
    folder: Path,
    out: Path,
    lang: str | None,
    *,
    blind: bool,
) -> None:
    from audit.evidence import EvidenceStore
    from reports.sheets import write_sheet

    evidence = EvidenceStore(str(folder / "evidence"))
    language = lang or store.facts().get("lang") or "en"
    command = _back(folder, out, blind=blind)
    try:
        page = write_sheet(
            items, rows, out, evidence=evidence, info=store.info, lang=language, blind=blind, command=command
        )
    except (FileExistsError, ValueError) as error:
        raise WrongInputError(str(error)) from error
    except OSError as error:
        raise PlainError(f"the sheet could not be written to {out}: {error.strerror}; is the disk full?") from error
    console.result(str(page.with_name(SHEET)))
    console.result(str(page))


def _back(folder: Path, out: Path, *, blind: bool) -> str:
    """The command that takes the answers of a sheet back: it names the audit where the sheet lies outside it."""
    inside = folder.resolve() in (out / SHEET).resolve().parents
    given = [out / SHEET] if inside else [out / SHEET, "--audit", folder]
    return shlex.join(["shopcheck", *(["validate", "report"] if blind else ["review", "import"]), *map(str, given)])


def _audit_of(file: Path) -> Path:
    """The audit in whose folder a sheet lies. Raises WrongInputError."""
    from audit.store import FILE

    for folder in file.resolve().parents:
        if (folder / FILE).is_file():
            return folder
    raise WrongInputError(f"{file} does not lie in the folder of an audit; name it with --audit DIR")


def _sheets(given: Path) -> list[Path]:
    if not given.is_dir():
        return [given]
    found = sorted((given / "validation").glob(f"*/{SHEET}"))
    if not found:
        raise WrongInputError(f"no sheet in {given / 'validation'}; draw one with: shopcheck validate sample N {given}")
    return found


def _read(file: Path) -> str:
    from audit.tables import TableError, decode_text

    try:
        data = file.read_bytes()
        return _of_workbook(data) if data.startswith(b"PK") else decode_text(data)
    except OSError as error:
        raise WrongInputError(f"the sheet {file} cannot be read: {error.strerror}") from error
    except TableError as error:
        raise WrongInputError(f"the sheet {file}: {error}") from error


def _of_workbook(data: bytes) -> str:
    """The first sheet of a workbook (XLSX, ODS) as CSV, row for row. Raises TableError."""
    import csv
    import io

    from audit.tables import tables

    out = io.StringIO()
    found = tables(data, lambda table: 1)
    rows = {row.number: row.cells for row in found[0].rows} if found else {}
    csv.writer(out).writerows(rows.get(number, []) for number in range(1, max(rows, default=0) + 1))
    return out.getvalue()
