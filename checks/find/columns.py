"""Tables whose first row names what stands below, "Tel. | Fax | E-Mail": a column's name holds for its cells."""

from collections.abc import Iterator
from functools import cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from audit.words import words
from checks.find.elements import COLUMN
from checks.find.lexicon import LONGEST, kind_named

MAX_TABLES, MAX_ROWS, MAX_CELLS, MAX_NODES = 200, 400, 20, 8


def tell_columns(tree: LexborHTMLParser, html: str) -> None:
    """Write into the cells of such tables whether their column is one of telephone or of fax numbers."""
    if "<table" not in html and "<TABLE" not in html:
        return
    low = html.lower()
    if not any(word in low for word in _fax_words()):
        return
    for table in tree.css("table")[:MAX_TABLES]:
        _tell(table)


def _tell(table: LexborNode) -> None:
    rows = _rows(table)
    first = next(rows, None)
    if first is None:
        return
    names: list[str] = []
    for cell, _ in zip(_cells(first), range(MAX_CELLS), strict=False):
        said = _short_text(cell)
        if said is None or any(map(str.isdigit, said)):
            return
        names += [kind_named(said)] * _span(cell)
    if "fax" not in names:
        return
    for row, _ in zip(rows, range(MAX_ROWS), strict=False):
        at = 0
        for cell in _cells(row):
            if at < len(names) and names[at]:
                cell.attrs[COLUMN] = names[at]
            at += _span(cell)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table, those of tables inside left out."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (cell for cell in row.iter() if cell.tag in ("td", "th"))


def _short_text(cell: LexborNode) -> str | None:
    """The words of a cell that has but a few, else nothing."""
    found = ""
    for count, node in enumerate(cell.traverse(include_text=True)):
        if count > MAX_NODES or len(found) > LONGEST:
            return None
        if node.tag == "-text":
            found += node.text_content or ""
    return " ".join(found.split())


def _span(cell: LexborNode) -> int:
    span = cell.attributes.get("colspan") or "1"
    return min(int(span), MAX_CELLS) or 1 if span.isdecimal() else 1


@cache
def _fax_words() -> tuple[str, ...]:
    """Words for fax, without those that begin with a shorter one."""
    found = sorted({word.lower() for word in words("find", "fax")}, key=len)
    return tuple(w for i, w in enumerate(found) if not any(other in w for other in found[:i]))
