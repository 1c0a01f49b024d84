"""A list of shops out of the file that somebody has: all of it, or a full account of what is wrong with it.

Text (an address a line, ``#`` for remarks), CSV and TSV of any usual delimiter and encoding, XLSX, ODS, JSON and
NDJSON. Columns are known by the words of ``[list]`` in ``audit/languages``; a column of addresses is also known by
its content. Columns that we do not know travel along in ``Shop.extra``.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from audit.addresses import AddressError, address, looks_like_address, site
from audit.model import Shop
from audit.tables import Row, Table, TableError, is_comment, tables
from audit.words import languages, markets, words

FIELDS = ("url", "name", "rank", "sector", "email", "market")
HEADER_WITHIN = 20
"""A header row stands among the first so many rows; titles and remarks may stand above it."""

SHOWN_PROBLEMS = 20

_EMAIL = re.compile(r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+$")


class Problem(NamedTuple):
    """One thing wrong with the list: in which row and column, what it is and what to do."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f"row {self.row}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.text}" if self.row else self.text


class ListError(ValueError):
    """The list cannot be used; nothing of it was taken. ``problems`` says what to mend."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [f"  {problem}" for problem in self.problems[:SHOWN_PROBLEMS]]
        if len(self.problems) > SHOWN_PROBLEMS:
            lines.append(f"  and {len(self.problems) - SHOWN_PROBLEMS} more like these")
        super().__init__(f"the list {source} cannot be used; nothing was taken from it\n" + "\n".join(lines))


class Duplicate(NamedTuple):
    """A row that names a shop which an earlier row has already: the earlier row was kept."""

    row: int
    kept_row: int
    url: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.url} stands in row {self.kept_row} already; row {self.kept_row} was kept"


class ShopList(NamedTuple):
    """The shops in list order, the rows left out as duplicates, and the unknown columns in their order."""

    shops: tuple[Shop, ...]
    duplicates: tuple[Duplicate, ...]
    columns: tuple[str, ...]


class _Layout(NamedTuple):
    """Where things stand in a table: index of the first row with data, columns by field, names of all columns."""

    first: int
    fields: dict[str, int]
    names: list[str]
    score: float


def read_list(path: Path, *, market: str | None = None) -> ShopList:
    """The shops in a file. ``market`` (country code) goes for rows that name none. Raises ListError or OSError."""
    return parse_list(path.read_bytes(), source=str(path), market=market)


def parse_list(data: bytes, *, source: str = "given", market: str | None = None) -> ShopList:
    """The shops in a file's bytes, whatever the file is called. Raises ListError."""
    try:
        found = tables(data, lambda table: layout.score if (layout := _layout(table)) else 0.0)
    except TableError as error:
        raise ListError(source, [Problem(0, "", str(error))]) from error
    laid = [(table, layout) for table in found if (layout := _layout(table))]
    if not laid:
        raise ListError(source, [_nothing_found(found)])
    table, layout = max(laid, key=lambda pair: pair[1].score)
    table, layout = _one_below_the_other(table, layout)
    return _shops(table, layout, source, market)


def shop_at(text: str, *, market: str | None = None, name: str = "") -> Shop:
    """The shop at one address. Raises AddressError or ValueError (market)."""
    key, url = address(text)
    return Shop(key=key, url=url, name=name, market=market_code(market) if market else None, position=1)


def market_code(text: str) -> str:
    """The ISO 3166-1 alpha-2 code, in capitals, for a code in either case or a country's name in one of our languages.

    Raises ValueError. ``UK`` and ``EL``, which the European Union writes, are taken for GB and GR.
    """
    wanted = " ".join(text.split())
    code = str(markets()["alias"].get(wanted.upper(), wanted.upper()))
    if code in _countries():
        return code
    for known, names in _countries().items():
        if wanted.casefold() in names:
            return known
    raise ValueError(f"{text!r} is not a country code; write two letters, as NL, BE, DE or FR")


@cache
def _countries() -> dict[str, frozenset[str]]:
    from babel import Locale

    found: dict[str, set[str]] = {}
    for language in languages():
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}:
                found.setdefault(code, set()).add(str(name).casefold())
    return {code: frozenset(names) for code, names in found.items()}


@cache
def _header_words() -> dict[str, str]:
    """Field by header word; a word that stands under two fields belongs to the first in the order of FIELDS."""
    found: dict[str, str] = {}
    for field in FIELDS:
        for word in (*words("list", field), field):
            found.setdefault(word, field)
    return found


def _field(cell: str) -> str | None:
    text = re.sub(r"[\s_]+", " ", cell.casefold()).strip(" :*")
    known = _header_words()
    return known.get(text) or known.get(re.sub(r"\s*\(.*?\)\s*", " ", text).strip())


def _layout(table: Table) -> _Layout | None:
    """How to read a table, or None when no column of it holds addresses."""
    rows = table.rows
    width = max((len(row.cells) for row in rows), default=0)
    header = 0 if table.named else _header_row(rows)
    first = 0 if header is None else header + 1
    data = [row for row in rows[first:] if any(row.cells) and not is_comment(row)]
    names = _names(rows[header].cells if header is not None else [], width)
    fields: dict[str, int] = {}
    if header is not None:
        for index, cell in enumerate(rows[header].cells):
            if (field := _field(cell)) and field not in fields:
                fields[field] = index
    if "url" not in fields:
        column = 0 if width == 1 and _one_a_line(data) else _address_column(data, width)
        if column is None:
            return None
        fields = {"url": column} | {field: index for field, index in fields.items() if index != column}
    return _Layout(first, fields, names, len(fields) - 1 + _share(data, fields["url"]) + 0.5 * (header is not None))


def _one_below_the_other(table: Table, layout: _Layout) -> tuple[Table, _Layout]:
    """A list that is one line of addresses, as rows of one; any other table as it is."""
    rows = [row for row in table.rows if any(row.cells) and not is_comment(row)]
    if layout.first or len(rows) != 1:
        return table, layout
    filled = [cell for cell in rows[0].cells if cell]
    if len(filled) < 2 or not all(map(looks_like_address, filled)):
        return table, layout
    apart = Table([Row(n, [cell]) for n, cell in enumerate(filled, 1)], table.sheet)
    return apart, _Layout(0, {"url": 0}, _names([], 1), layout.score)


def _header_row(rows: list[Row]) -> int | None:
    """Index of the row that names the columns: most known words, no address in it, not alone in a wide table."""
    best, most = None, 0
    wide = sum(1 for row in rows[:100] if sum(map(bool, row.cells)) > 1)
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        filled = [cell for cell in row.cells if cell]
        if (wide > 1 and len(filled) < 2) or any(looks_like_address(cell) for cell in filled):
            continue
        known = len({field for cell in filled if (field := _field(cell))})
        if known > most:
            best, most = index, known
    return best


def _names(cells: list[str], width: int) -> list[str]:
    """A name for every column: its header, ``column 3`` where there is none, ``x (2)`` for the second x."""
    names: list[str] = []
    for index in range(width):
        name = (cells[index] if index < len(cells) else "") or f"column {index + 1}"
        twin, number = name, 1
        while twin in names:
            number += 1
            twin = f"{name} ({number})"
        names.append(twin)
    return names


def _one_a_line(rows: list[Row]) -> bool:
    """Whether a single column is a list of addresses (if maybe wrong ones) rather than a table we failed to split."""
    return bool(rows) and (_share(rows, 0) > 0 or not any(re.search(r"[,;|\t]", row.cells[0]) for row in rows))


def _share(rows: list[Row], column: int) -> float:
    filled = [row.cells[column] for row in rows if column < len(row.cells) and row.cells[column]]
    return sum(map(looks_like_address, filled)) / len(filled) if filled else 0.0


def _address_column(rows: list[Row], width: int) -> int | None:
    """The column most of whose cells are addresses; of equals, the one that writes out a scheme, then the first."""
    ranked = []
    for column in range(width):
        named = sum("://" in row.cells[column] for row in rows if column < len(row.cells))
        ranked.append((_share(rows, column), named, -column))
    best = max(ranked, default=(0.0, 0, 0))
    return -best[2] if best[0] >= 0.5 else None


def _nothing_found(found: list[Table]) -> Problem:
    if not any(any(row.cells) for table in found for row in table.rows):
        return Problem(0, "", "it is empty; write one address a line, as www.shop.nl")
    return Problem(
        0, "", "no column holds web addresses; name one column 'website' and write addresses in it, as www.shop.nl"
    )


def _shops(table: Table, layout: _Layout, source: str, market: str | None) -> ShopList:
    problems: list[Problem] = []
    duplicates: list[Duplicate] = []
    shops: list[Shop] = []
    seen: dict[str, int] = {}
    used = set(layout.fields.values())
    unknown = {index: name for index, name in enumerate(layout.names) if index not in used}
    kept: set[int] = set()
    for row in table.rows[layout.first :]:
        if not any(row.cells) or is_comment(row):
            continue
        shop, wrong = _shop(row, layout, unknown, market)
        problems += wrong
        if shop is None:
            continue
        first = seen.setdefault(site(shop.key), row.number)
        if first != row.number:
            duplicates.append(Duplicate(row.number, first, shop.url))
            continue
        kept.update(index for index in unknown if index < len(row.cells) and row.cells[index])
        shops.append(replace(shop, position=len(shops) + 1))
    if not shops and not problems:
        problems.append(Problem(0, "", "it names no shop; write one address a line, as www.shop.nl"))
    if problems and not layout.first and problems[0].row == table.rows[0].number:
        problems[0] = problems[0]._replace(text=f"{problems[0].text}; if row 1 names columns, call this one 'website'")
    if problems:
        where = f"{source}, sheet {table.sheet}" if table.sheet else source
        raise ListError(where, problems)
    return ShopList(tuple(shops), tuple(duplicates), tuple(unknown[index] for index in sorted(kept)))


@cache
def _rank() -> re.Pattern[str]:
    """A whole number, as spreadsheets and people write ranks: 3, 3.0, 3,0, =3, 3e, 3rd."""
    return re.compile(rf"^\W*(\d{{1,7}})(?:[.,]0+)?\W*(?:{'|'.join(words('list', 'ordinals'))})?\W*$", re.IGNORECASE)


def _shop(row: Row, layout: _Layout, unknown: dict[int, str], market: str | None) -> tuple[Shop | None, list[Problem]]:
    """The shop in one row, or what is wrong with the row."""
    cell = {field: row.cells[index] if index < len(row.cells) else "" for field, index in layout.fields.items()}
    problems: list[Problem] = []

    def wrong(field: str, text: str) -> None:
        problems.append(Problem(row.number, layout.names[layout.fields[field]] if layout.first else "", text))

    key = url = ""
    try:
        key, url = address(cell["url"])
    except AddressError as error:
        wrong("url", str(error) if cell["url"] else "there is no web address; write one, or take the row out")
    rank = _rank().match(cell.get("rank", ""))
    if re.search(r"\w", cell.get("rank", "")) and not rank:  # a dash says that there is none
        wrong("rank", f"{cell['rank']!r} is not a whole number; write a number or leave it empty")
    email = cell.get("email", "")
    if email and not _EMAIL.match(email):
        wrong("email", f"{email!r} is not one e-mail address; write one address or leave it empty")
    country = market
    try:
        country = market_code(cell["market"]) if cell.get("market") else market
    except ValueError as error:
        wrong("market", str(error))
    if problems:
        return None, problems
    extra = {name: row.cells[index] for index, name in unknown.items() if index < len(row.cells) and row.cells[index]}
    shop = Shop(
        key=key, url=url, name=cell.get("name", ""), market=country, rank=int(rank[1]) if rank else None,
        sector=cell.get("sector") or None, email=email or None, extra=extra,
    )  # fmt: skip
    return shop, []
