"""Tables as workbooks: XLSX by XlsxWriter, ODS written here. Both row by row, so that memory stays flat.

Cells hold numbers, yes or no, and text; text is never a formula, and begins like none (:func:`reports.exports.cell`),
so that a workbook saved as CSV is as harmless as ours. The same tables and moment give the same bytes.
"""

import errno
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from reports import exports

LONGEST = 32_767
"""Characters that a cell of XLSX holds; longer texts are cut, with an ellipsis, in both formats alike."""

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
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "in_memory": False})
    book.set_properties({"created": (moment or _EPOCH).astimezone(UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        page.freeze_panes(1, 0)
        for column, name in enumerate(sheet.header):
            page.write_string(0, column, str(plain(name)), bold)
        for number, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                _write_cell(page, number, column, plain(value))
    try:
        book.close()
    except XlsxFileError as error:
        raise OSError(errno.EIO, str(error)) from error


def _write_cell(page: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, value)


def write_ods(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write the tables as an OpenDocument spreadsheet (ISO/IEC 26300, version 1.3)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(_entry("mimetype", zipfile.ZIP_STORED), "application/vnd.oasis.opendocument.spreadsheet")
        with book.open(_entry("content.xml"), "w", force_zip64=True) as file:
            file.write(_HEAD.encode())
            for sheet in sheets:
                _write_table(file, sheet)
            file.write(_TAIL.encode())
        book.writestr(_entry("META-INF/manifest.xml"), _MANIFEST)


def _entry(name: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = how
    return entry


def _write_table(file: IO[bytes], sheet: Sheet) -> None:
    head = "".join(_ods_cell(str(plain(name)), ' table:style-name="h"') for name in sheet.header)
    file.write(
        f"<table:table table:name={quoteattr(sheet.name[:31])}><table:table-header-rows><table:table-row>{head}"
        "</table:table-row></table:table-header-rows>".encode()
    )
    for row in sheet.rows:
        cells = "".join(_ods_cell(plain(value)) for value in row)
        file.write(f"<table:table-row>{cells}</table:table-row>".encode())
    file.write(b"</table:table>")


def _ods_cell(value: Any, style: str = "") -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
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
