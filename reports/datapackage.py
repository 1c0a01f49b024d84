"""The tables of a report as a Data Package (Frictionless): ``datapackage.json`` says what each column is. Pure.

Specification: https://specs.frictionlessdata.io/data-package/ and /table-schema/, version 1.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from audit.model import AuditInfo
from audit.outcomes import Axis, Confidence, Duty, Outcome, Place, Reason
from mystery_shop.compared import Course as MailCourse
from reports.changes import Course
from reports.exports import iso, revision
from reports.safe import clean
from reports.standings import Result
from reports.uncertainty import Standing

TYPES = {
    "clicks": "integer", "position": "integer", "rank": "integer", "pages": "integer", "gaps": "integer",
    "revision": "integer", "left": "boolean", "second_look": "boolean", "visited_at": "datetime",
    "before_on": "date", "fixed_on": "date", "asked_on": "date", "reply_due": "date", "replied_on": "date",
    "corrected_on": "date", "value": "number", "applicable": "integer", "measured": "integer", "place_low": "integer",
    "place_high": "integer", "place_printed": "boolean", "tied": "boolean", "top10": "number", "score": "number",
    "score_low": "number", "score_high": "number", "mails": "integer", "answered": "integer", "on_time": "integer",
    "on_time_low": "number", "on_time_high": "number", "median_working_s": "integer", "wave": "integer",
    "planned_at": "datetime", "sent_at": "datetime", "receipt_at": "datetime", "answer_at": "datetime",
    "open_until": "datetime", "server_code": "integer", "elapsed_s": "number", "working_s": "number",
    "shop_hours_s": "number", "working_days": "number", "due": "datetime", "received_on": "date",
    "since_revision": "integer", "settled": "integer", "answered_low": "number", "answered_high": "number",
    "wait25_s": "integer", "wait50_s": "integer", "wait75_s": "integer", "difference": "number",
    "difference_low": "number", "difference_high": "number",
}  # fmt: skip
"""Types of Table Schema by column; every other column is text."""

OTHER_TYPES = {
    ("scores", "met"): "integer",
    ("scores", "place"): "integer",
    ("mails", "met"): "boolean",
    ("mails", "advertising"): "integer",
    ("mails", "receipt_held_back"): "boolean",
}
"""Columns that are something else in one table."""

CODES: dict[str, Iterable[str]] = {
    "outcome": Outcome, "place": Place, "reason": Reason, "duty": Duty, "axis": Axis, "confidence": Confidence,
    "standing": Standing, "result": Result, "course": dict.fromkeys((*Course, *MailCourse)),
}  # fmt: skip
"""Columns that hold words of a closed list, in the tables of findings and scores."""

KEYS = {
    "results": ["finding"],
    "shops": ["shop_id"],
    "mails": ["mail"],
    "figures": ["figure"],
    "scores": ["shop_id", "result"],
    "mail_rounds": ["shop_id", "round"],
    "replies": ["reply"],
    "corrections": ["correction"],
    "data-dictionary": ["file", "column"],
}
OF_SHOPS = ("results", "scores", "mails", "replies")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table that was written. columns: name and meaning. size: bytes. sha256: hex digest of the file."""

    file: str
    columns: Sequence[tuple[str, str]]
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's name without its extension."""
        return self.file.rpartition(".")[0]


def package(
    info: AuditInfo, tables: Sequence[Table], *, title: str, lang: str, licence: str = "", bom: bool = False
) -> dict[str, Any]:
    """The ``datapackage.json`` of these tables. licence: SPDX identifier or name, empty for none given."""
    moment = iso(info.last_visit)
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80] or "audit",
        "title": clean(title, 200),
        "version": f"revision-{revision(info)}",
        **({"created": moment} if moment else {}),
        **({"licenses": [_licence(licence)]} if licence else {}),
        "contributors": [
            *([{"title": clean(info.publisher, 200), "role": "publisher"}] if info.publisher else []),
            {"title": info.tool or "shopcheck", "role": "wrangler"},
        ],
        "languages": [lang],
        "resources": [_resource(table, {t.name for t in tables}, bom) for table in tables],
    }


def _licence(text: str) -> dict[str, str]:
    spdx = re.fullmatch(r"[A-Za-z0-9.+-]+", text)
    found = {"name" if spdx else "title": clean(text, 60)}
    return found if spdx else found | {"name": "other"}


def _resource(table: Table, names: set[str], bom: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(table.name, column, meaning) for column, meaning in table.columns],
        "missingValues": [""],
    }
    if key := KEYS.get(table.name):
        schema["primaryKey"] = key
    if table.name in OF_SHOPS and "shops" in names:
        schema["foreignKeys"] = [{"fields": ["shop_id"], "reference": {"resource": "shops", "fields": ["shop_id"]}}]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if bom else "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": table.size,
        "hash": f"sha256:{table.sha256}",
        "schema": schema,
    }


def _field(table: str, column: str, meaning: str) -> dict[str, Any]:
    kind = OTHER_TYPES.get((table, column), TYPES.get(column, "string"))
    made: dict[str, Any] = {"name": column, "type": kind, "description": meaning}
    if kind == "string" and column in CODES and table in ("results", "scores"):
        made["constraints"] = {"enum": [str(value) for value in CODES[column]]}
    return made


def sheet_row(kinds: Sequence[tuple[int, str]], row: list[Any]) -> list[Any]:
    """A row of our CSV as a spreadsheet holds it: numbers and yes or no as such, all else as text.

    kinds: place and type of the columns that hold something else than text.
    """
    for place, kind in kinds:
        if text := row[place]:
            row[place] = text == "true" if kind == "boolean" else float(text) if "." in text else int(text)
    return row


def sheet_kinds(table: str, header: Sequence[str]) -> list[tuple[int, str]]:
    """Place and type of the columns of a table that a spreadsheet does not hold as text."""
    kinds = [OTHER_TYPES.get((table, column), TYPES.get(column, "string")) for column in header]
    return [(place, kind) for place, kind in enumerate(kinds) if kind in ("boolean", "integer", "number")]
