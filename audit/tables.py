"""Tables out of the files that people have: text, CSV of any usual kind, spreadsheets, JSON. All cells become text."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from audit.filetypes import kind_of_file

DELIMITERS = "\t;,|"
_END = "\ufdd0"
"""A line of our own behind the last: where it is no row of its own, a quotation mark stands open. Unicode keeps this
character for such inner use (noncharacter)."""

_CONTROL = dict.fromkeys((*range(0x09), *range(0x0E, 0x1C), 0x7F))
"""Control characters that mean nothing in a list: databases and old programs leave them in names (NUL above all)."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class TableError(ValueError):
    """The file cannot be read as a table. The message says why and what to do, for people."""


class Row(NamedTuple):
    """One row: its number as the reader of the file sees it (lines and rows from 1), and its cells, stripped."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """Rows, and the sheet they stand on (empty for anything but a workbook with several sheets).

    named: the first row is known to be the names of the columns. open_quote: number of the row with a quotation mark
    that is never closed, 0 for none: what stands below it is in one cell.
    """

    rows: list[Row]
    sheet: str = ""
    named: bool = False
    open_quote: int = 0


def tables(data: bytes, score: Callable[[Table], float]) -> list[Table]:
    """The tables in a file's bytes, by their content and not by the file's name.

    score: how well a table fits what the caller looks for (0: not at all); chooses between the ways in which text
    can be split into columns. Raises TableError.
    """
    if data.startswith((_ZIP, _OLE)):
        return _workbook(data)
    if kind := kind_of_file(data):
        raise TableError(f"it is {kind}; a list is a text, CSV, XLSX, ODS or JSON file")
    text = decode_text(data)
    if text.lstrip()[:1] in {"[", "{"}:
        return [_json(text)]
    choices = [Table(_lines(text))]
    choices += [table for mark in DELIMITERS if mark in text and (table := _csv(text, mark)).rows]
    best = max(choices, key=score)
    if best.open_quote:
        raise TableError(
            f"row {best.open_quote}: a quotation mark is opened that is never closed, and takes in all that follows;"
            " take it away, or close it"
        )
    return [best]


def decode_text(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or UTF-32 (with or without a byte order mark) or else Windows-1252.

    Windows-1252 has five holes; a file that uses them is read as Latin-1, so nothing is refused for its encoding.
    """
    for mark, codec in (
        (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
    ):  # fmt: skip
        if data.startswith(mark):
            return data.decode(codec, "replace")
    sample = data[:4096]
    if sample.count(0) > len(sample) // 5:
        return data.decode("utf-16-be" if sample[0:1] == b"\0" else "utf-16-le", "replace")
    for codec in ("utf-8", "windows-1252"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def is_comment(row: Row) -> bool:
    """Whether a row is a remark: its only filled cell starts with ``#`` and says more than that."""
    filled = [cell for cell in row.cells if cell]
    return len(filled) == 1 and filled[0].startswith("#") and filled[0] != "#"


def _lines(text: str) -> list[Row]:
    return [
        Row(n, [re.sub(r"(^|\s)#.*", "", line).translate(_CONTROL).strip()])
        for n, line in enumerate(text.splitlines(), 1)
    ]


def _csv(text: str, delimiter: str) -> Table:
    """The table in CSV, without rows when the text is not CSV with this delimiter."""
    lines = text.splitlines(keepends=True)
    first = 1 if lines and re.fullmatch(r"sep=.\s*", lines[0], re.I) else 0  # a line that Excel writes
    ended = "".join(lines[first:]).rstrip("\r\n") + "\n" + _END
    rows, begin = [], first + 1
    reader = csv.reader(io.StringIO(ended, newline=""), delimiter=delimiter)
    last: list[str] = []
    try:
        for last in reader:
            rows.append(Row(begin, [_cell(cell) for cell in last]))
            begin = first + reader.line_num + 1
    except csv.Error:
        return Table([])
    open_quote = rows[-1].number if last != [_END] else 0
    if not open_quote:
        del rows[-1]
    widths = Counter(len(row.cells) for row in rows if any(row.cells) and not is_comment(row))
    return Table(rows if widths and widths.most_common(1)[0][0] > 1 else [], open_quote=open_quote)


def _workbook(data: bytes) -> list[Table]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            found.append(Table([Row(n, [_cell(c) for c in row]) for n, row in enumerate(rows, 1)], name))
    except (CalamineError, OSError, ValueError) as error:
        raise TableError(f"the workbook cannot be opened ({error}); save it again as .xlsx, .ods or .csv") from error
    return found if len(found) > 1 else [Table(table.rows) for table in found]


def _json(text: str) -> Table:
    """A JSON list (or an object with one list in it), or one JSON value a line; strings or objects."""
    try:
        items = [(n, item) for n, item in enumerate(_items(json.loads(text)), 1)]
    except json.JSONDecodeError as whole:
        items = []
        for n, line in enumerate(text.splitlines(), 1):
            try:
                items += [(n, json.loads(line))] if line.strip() else []
            except json.JSONDecodeError as error:
                wrong = error if items else whole
                place = f"line {n if items else wrong.lineno}"
                raise TableError(f"{place}: this is not JSON ({wrong.msg}); mend it, or use CSV") from error
    names = list(dict.fromkeys(key for _, item in items if isinstance(item, dict) for key in item)) or ["url"]
    rows = [Row(0, names)]
    for n, item in items:
        values = item if isinstance(item, dict) else {names[0]: item}
        rows.append(Row(n, [_cell(values.get(name)) for name in names]))
    return Table(rows, named=True)


def _items(value: Any) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    lists = [part for part in value.values() if isinstance(part, list)] if isinstance(value, dict) else []
    return lists[0] if len(lists) == 1 and not _is_flat(value) else [value]


def _is_flat(value: dict[str, Any]) -> bool:
    """Whether an object is one shop rather than a list of shops under a name."""
    return any(isinstance(value.get(key), str) for key in ("url", "website"))


def _cell(value: Any) -> str:
    """A cell as text: whole numbers without ``.0``, dates after ISO 8601, nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.translate(_CONTROL).replace("\u00a0", " ").split())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
