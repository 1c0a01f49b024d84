"""Tables as workbooks, XLSX (ISO/IEC 29500) and ODS (ISO/IEC 26300), written row by row, so that memory stays flat.

Cells hold numbers, yes or no, and text; text is never a formula, and begins like none (:func:`reports.exports.cell`),
so that a workbook saved as CSV is as harmless as ours. No library writes them: XlsxWriter takes text of the form
``<r>…</r>`` for markup, so that a shop's title could hold a formula. The same tables and moment give the same bytes.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, count, islice
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from reports import exports
from reports.xlsx_parts import SHEET_HEAD, SHEET_TAIL, xlsx_parts

LONGEST = 32_767
"""Characters that a cell of XLSX holds; longer texts are cut, with an ellipsis, in both formats alike."""

ROWS = 1_048_576
"""Rows that a sheet holds, in both formats alike; what is more goes on in a further sheet."""

SHORT = 100
"""Characters of texts whose markup is kept, for :data:`CACHED` of them."""

CACHED = 1 << 14
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would take for an escaped character."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r" {2,}|\t")
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
    )
)  # fmt: skip
_EMPTY = "<table:table-cell/>"
_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.3">'
    '<office:automatic-styles><style:style style:name="h" style:family="table-cell"><style:text-properties'
    ' fo:font-weight="bold"/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table: its name (at most 31 characters), its columns, and its rows as :mod:`reports.exports` makes them."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def plain(value: Any) -> Any:
    """A value as a cell holds it: number, yes or no, None, or text that is no formula, fits, and breaks lines by LF."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = _NOT_XML.sub("", exports.cell(value).replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def write_xlsx(path: Path, sheets: Iterable[Sheet], *, moment: datetime | None = None) -> None:
    """Write the tables as XLSX. moment: what the file says of its making, so that it does not hang on the clock.

    Raises OSError.
    """
    names = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for number, sheet in enumerate(_split(sheets), 1):
            names.append(str(plain(sheet.name))[:31])
            with book.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as file:
                _write_sheet(file, sheet)
        for part, text in xlsx_parts(names, (moment or _EPOCH).astimezone(UTC)):
            book.writestr(_entry(part), text)


def _split(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """The sheets, those with too many rows in parts, each to be read before the next is asked for."""
    for sheet in sheets:
        rows = iter(sheet.rows)
        for number in count(1):
            first = list(islice(rows, 1))
            if not first and number > 1:
                break
            name = sheet.name if number == 1 else f"{sheet.name[:25]}-{number}"
            yield replace(sheet, name=name, rows=chain(first, islice(rows, ROWS - 2)))


def _write_sheet(file: IO[bytes], sheet: Sheet) -> None:
    file.write(SHEET_HEAD.encode())
    letters = [_letters(column) for column in range(len(sheet.header))]
    head = "".join(f'<c r="{c}1" s="1"{_xlsx_cell(str(plain(n)))}' for c, n in zip(letters, sheet.header, strict=True))
    file.write(f'<row r="1">{head}</row>'.encode())
    for number, row in enumerate(sheet.rows, 2):
        cells = [
            f'<c r="{column}{number}"{_cached(_short_xlsx, _xlsx_cell, value)}'
            for column, value in zip(letters, row, strict=False)
            if value is not None and value != ""
        ]
        file.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
    file.write(SHEET_TAIL.encode())


def _xlsx_cell(value: Any) -> str:
    """What follows the address of a cell."""
    value = plain(value)
    if isinstance(value, bool):
        return f' t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"><v>{value}</v></c>"
    text = escape(_ESCAPED.sub("_x005F_", value))
    space = ' xml:space="preserve"' if text != " ".join(text.split()) else ""
    return f' t="inlineStr"><is><t{space}>{text}</t></is></c>'


def _letters(column: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _cached(short: Callable[[str], str], made: Callable[[Any], str], value: Any) -> str:
    """A cell's markup; that of short texts, which come again and again, is kept."""
    return short(value) if type(value) is str and len(value) <= SHORT else made(value)


def write_ods(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write the tables as an OpenDocument spreadsheet (ISO/IEC 26300, version 1.3)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(_entry("mimetype", zipfile.ZIP_STORED), "application/vnd.oasis.opendocument.spreadsheet")
        with book.open(_entry("content.xml"), "w", force_zip64=True) as file:
            file.write(_HEAD.encode())
            for sheet in _split(sheets):
                _write_table(file, sheet)
            file.write(_TAIL.encode())
        book.writestr(_entry("META-INF/manifest.xml"), _MANIFEST)


def _entry(name: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = how
    return entry


def _write_table(file: IO[bytes], sheet: Sheet) -> None:
    head = "".join(_ods_cell(str(name), ' table:style-name="h"') for name in sheet.header)
    file.write(
        f"<table:table table:name={quoteattr(sheet.name[:31])}><table:table-header-rows><table:table-row>{head}"
        "</table:table-row></table:table-header-rows>".encode()
    )
    for row in sheet.rows:
        cells = "".join([_EMPTY if v is None or v == "" else _cached(_short_ods, _ods_cell, v) for v in row])
        file.write(f"<table:table-row>{cells}</table:table-row>".encode())
    file.write(b"</table:table>")


def _ods_cell(value: Any, style: str = "") -> str:
    value = plain(value)
    if isinstance(value, bool):
        said = "true" if value else "false"
        return (
            f'<table:table-cell office:value-type="boolean" office:boolean-value="{said}"><text:p>{said}</text:p>'
            "</table:table-cell>"
        )
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )
    lines = "".join(f"<text:p>{_SPACES.sub(_kept, escape(line))}</text:p>" for line in value.splitlines())
    return f'<table:table-cell{style} office:value-type="string">{lines}</table:table-cell>'


def _kept(spaces: re.Match[str]) -> str:
    """Runs of blanks, which OpenDocument would take for one."""
    return "<text:tab/>" if spaces[0] == "\t" else f' <text:s text:c="{len(spaces[0]) - 1}"/>'


_short_xlsx = lru_cache(CACHED)(_xlsx_cell)
_short_ods = lru_cache(CACHED)(_ods_cell)
