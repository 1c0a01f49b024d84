"""What lies beside the CSV tables of a report: dictionary, data package, workbooks. Writes into the report's folder."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from audit.model import Audit, AuditInfo
from audit.reviews import decided
from reports import changes_figures, exports, fair_play, figures, mail
from reports.changes import Changes
from reports.datapackage import Table, package, sheet_kinds, sheet_row
from reports.heads import shop_head
from reports.mail import Mails
from reports.spreadsheets import Sheet, write_ods, write_xlsx
from reports.standings import Standings, standings_of
from reports.study import StudyCount
from reports.tally import Tally
from reports.wording import Words

WORKBOOKS = ("shopcheck.xlsx", "shopcheck.ods")
Columns = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """The data of a report, for the page about it. tables: columns and meanings by file. sizes: bytes by file."""

    tables: Mapping[str, Sequence[tuple[str, str]]]
    sizes: Mapping[str, int]


def write_table(folder: Path, file: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write one CSV table."""
    with (folder / file).open("w", encoding="utf-8", newline="") as out:
        out.writelines(exports.csv_lines(list(header), (list(row) for row in rows)))


def complete(
    folder: Path,
    info: AuditInfo,
    words: Words,
    tally: Tally,
    *,
    standings: Standings,
    mails: Mails | None = None,
    study: StudyCount | None = None,
    changes: Changes | None = None,
    bom: bool = False,
    workbooks: bool = True,
) -> Dataset:
    """Write what is missing beside ``results.csv`` and ``shops.csv``: the other tables and what describes them."""
    found = figures.figures(tally, words, standings=standings, mails=mails, error_rates=info.error_rates, study=study)
    everything = chain(found, changes_figures.figures(changes, words))
    write_table(folder, "figures.csv", figures.FIGURE_COLUMNS, figures.figure_rows(everything, info))
    scores = figures.score_rows(tally.heads, standings, info, mails)
    write_table(folder, "scores.csv", figures.SCORE_COLUMNS, scores)
    revision = exports.revision(info)
    write_table(folder, "replies.csv", fair_play.REPLY_COLUMNS, fair_play.reply_rows(tally.replies, revision))
    names = {head.key: head.name for head in (*tally.heads, *tally.left)}
    corrected = fair_play.correction_rows(info.corrections, names, revision)
    write_table(folder, "corrections.csv", fair_play.CORRECTION_COLUMNS, corrected)
    columns = {
        "results.csv": exports.results_header(info),
        "shops.csv": exports.shops_header(info),
        "figures.csv": figures.FIGURE_COLUMNS,
        "scores.csv": figures.SCORE_COLUMNS,
    }
    if mails is not None:
        columns["mails.csv"] = [*mail.COLUMNS, "revision"]
        rows = ([*row, revision] for row in mail.rows(mails))
        write_table(folder, "mails.csv", columns["mails.csv"], rows)
    if changes is not None:
        columns["changes.csv"] = changes_figures.CHANGE_COLUMNS
        write_table(folder, "changes.csv", columns["changes.csv"], changes_figures.change_rows(changes, info))
    if changes is not None and changes.mail is not None:
        columns["mail_rounds.csv"] = changes_figures.MAIL_COLUMNS
        write_table(
            folder, "mail_rounds.csv", columns["mail_rounds.csv"], changes_figures.mail_rows(changes.mail, info)
        )
    columns |= {"replies.csv": fair_play.REPLY_COLUMNS, "corrections.csv": fair_play.CORRECTION_COLUMNS}
    return finish(folder, columns, info, words, bom=bom, workbooks=workbooks)


def gather(
    folder: Path, audit: Audit, words: Words, *, mails: Mails | None = None, changes: Changes | None = None
) -> Dataset:
    """Write all tables of an audit into ``folder``, without a report and without workbooks."""
    info, tally = audit.info, Tally(words=words)
    study = StudyCount(info.study) if info.study else None
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as results:
        results.write(exports.csv_line(exports.results_header(info)))
        for result in decided(audit.results()):
            results.writelines(exports.csv_line(row) for row in exports.result_rows(result, info))
            tally.add(result, shop_head(result, words))
            if study is not None:
                study.add(result)
    rows = (exports.shop_row(result, info) for result in decided(audit.results()))
    write_table(folder, "shops.csv", exports.shops_header(info), rows)
    placed = standings_of(audit, mails.batch if mails else None)
    return complete(
        folder, info, words, tally, standings=placed, mails=mails, study=study, changes=changes, workbooks=False
    )


def finish(
    folder: Path, columns: Columns, info: AuditInfo, words: Words, *, bom: bool = False, workbooks: bool = True
) -> Dataset:
    """Complete the data of a report whose CSV tables lie in ``folder``.

    columns: the header of each table, by file, in the order of the page. bom: give every CSV a byte order mark.
    workbooks: write them too.
    """
    tables = {file: [(exports.cell(c), meaning(words, file, c)) for c in header] for file, header in columns.items()}
    rows = ([file, *row] for file, described in tables.items() for row in described)
    write_table(folder, "data-dictionary.csv", ["file", "column", "meaning"], rows)
    own = [(c, meaning(words, "data-dictionary.csv", c)) for c in ("file", "column", "meaning")]
    described = {**tables, "data-dictionary.csv": own}
    if bom:
        for file in described:
            _mark(folder / file)
    made = [_table(folder, file, found) for file, found in described.items()]
    whole = package(
        info,
        made,
        title=info.title or str(words("site.title").unescape()),
        lang=words.lang,
        licence=info.settings.get("licence", ""),
        bom=bom,
    )
    (folder / "datapackage.json").write_text(exports.dumps(whole, indent=2) + "\n", "utf-8", newline="\n")
    if workbooks:
        for name in WORKBOOKS:
            write_workbook(folder / name, folder, described, info)
    return Dataset(tables=tables, sizes={p.name: p.stat().st_size for p in sorted(folder.iterdir())})


def meaning(words: Words, file: str, column: str) -> str:
    """What a column holds; the list's own columns have no meaning of ours."""
    key = f"data.{file.rpartition('.')[0]}.{column}"
    return str(words(key if words.has(key) else "data.list_column").unescape())


def write_workbook(path: Path, folder: Path, columns: Mapping[str, Sequence[tuple[str, str]]], info: AuditInfo) -> None:
    """Write the tables in ``folder`` as one workbook, XLSX or ODS by the path's extension, a sheet each."""
    sheets = (_sheet(folder / file, [name for name, _ in found]) for file, found in columns.items())
    if path.suffix == ".xlsx":
        write_xlsx(path, sheets, moment=info.last_visit)
    else:
        write_ods(path, sheets)


def _sheet(path: Path, header: Sequence[str]) -> Sheet:
    return Sheet(name=path.stem, header=header, rows=_read(path, header))


def _read(path: Path, header: Sequence[str]) -> Iterator[list[Any]]:
    """The rows of a table of ours, numbers as numbers."""
    kinds = sheet_kinds(path.stem, header)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        next(lines, None)
        for row in lines:
            yield sheet_row(kinds, row)


def _mark(path: Path) -> None:
    """Put a byte order mark before the file, a piece at a time."""
    marked = path.with_name(f".{path.name}")
    with path.open("rb") as old, marked.open("wb") as new:
        new.write(exports.BOM.encode())
        while piece := old.read(1 << 20):
            new.write(piece)
    marked.replace(path)


def _table(folder: Path, file: str, columns: Sequence[tuple[str, str]]) -> Table:
    with (folder / file).open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256")
    return Table(file=file, columns=columns, size=(folder / file).stat().st_size, sha256=digest.hexdigest())
