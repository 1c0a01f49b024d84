"""Data out, by the command line: tables to a file or to standard output, workbooks to a file."""

import tempfile
from pathlib import Path

from audit.store import AuditStore
from shopcheck.arguments import unfinished, write_pieces
from shopcheck.errors import Exit, PlainError, WrongInputError

STYLES = ("csv", "json", "xlsx", "ods", "wacz")


def export(store: AuditStore, folder: Path, style: str, out: Path | None, *, bom: bool = False) -> None:
    """Write the results in one of the styles. bom: begin a CSV with a byte order mark. Raises PlainError."""
    from reports.exports import export_csv, export_json

    if bom and style != "csv":
        raise WrongInputError(f"--bom is for --format csv; {style} needs none")
    if style in ("xlsx", "ods"):
        _workbook(store, folder, style, out)
    else:
        write_pieces(export_csv(store, bom=bom) if style == "csv" else export_json(store), out)


def _workbook(store: AuditStore, folder: Path, style: str, out: Path | None) -> None:
    """All tables of an audit in one workbook, a sheet each."""
    from reports import dataset
    from reports.wording import words_for
    from shopcheck.mailing import mails_of
    from shopcheck.reporting import language_for
    from shopcheck.rounds import past_of

    if out is None:
        raise WrongInputError(f"--format {style} writes a file: --out FILE.{style}")
    facts = store.facts()
    words = words_for(facts.get("lang") or language_for(facts.get("market")))
    mails = mails_of(folder, store.results(), seed=store.info.seed)
    partial = unfinished(out, f".{style}")
    try:
        with tempfile.TemporaryDirectory(prefix="shopcheck-") as work:
            changes = past_of(store, store, folder, folder / "report", mails).changes
            made = dataset.gather(Path(work), store, words, mails=mails, changes=changes)
            dataset.write_workbook(partial, Path(work), made.tables, store.info)
        partial.replace(out)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise PlainError(f"{out} could not be written: {error.strerror}", Exit.WRONG_INPUT) from error
