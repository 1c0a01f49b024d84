"""Data out, by the command line: tables to a file or to standard output, workbooks to a file."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from audit.model import Audit, AuditInfo, Shop, ShopResult
from audit.store import AuditStore
from shopcheck.arguments import unfinished, write_pieces
from shopcheck.errors import Exit, PlainError, WrongInputError

STYLES = ("csv", "json", "xlsx", "ods", "wacz")


class SomeShops:
    """An audit of which only some shops are shown; its own facts are those of the whole."""

    def __init__(self, audit: Audit, wanted: Iterable[Shop]) -> None:
        self._audit = audit
        self._keys = frozenset(shop.key for shop in wanted)

    @property
    def info(self) -> AuditInfo:
        """The audit's own facts."""
        return self._audit.info

    def results(self) -> Iterator[ShopResult]:
        """The shops that are wanted, in list order."""
        return (result for result in self._audit.results() if result.shop.key in self._keys)


def export(
    store: AuditStore,
    folder: Path,
    style: str,
    out: Path | None,
    *,
    bom: bool = False,
    shops: Sequence[str] = (),
) -> None:
    """Write the results in one of the styles. bom: begin a CSV with a byte order mark. shops: names of the only shops
    to write, all without. Raises PlainError."""
    from reports.exports import export_csv, export_json
    from shopcheck.naming import shops_named

    if bom and style != "csv":
        raise WrongInputError(f"--bom is for --format csv; {style} needs none")
    if shops and style in ("xlsx", "ods"):
        raise WrongInputError(
            f"--shop is for --format csv, json or wacz; a workbook ({style}) holds figures and comparisons of all shops"
        )
    audit: Audit = SomeShops(store, (r.shop for r in shops_named(store, shops))) if shops else store
    if style in ("xlsx", "ods"):
        _workbook(store, folder, style, out)
    else:
        write_pieces(export_csv(audit, bom=bom) if style == "csv" else export_json(audit), out)


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
