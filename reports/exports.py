"""Data out: the JSON contract and the CSV tables. Same audit, same bytes."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from audit.model import Audit, AuditInfo, Finding, Gap, Page, ShopResult
from audit.reviews import decided
from checks.market import market_of
from reports.ranking import points
from reports.slugs import shop_id, slug_of

RESULT_COLUMNS = (
    "finding", "shop_id", "shop", "url", "market", "visited_at", "rule", "check", "duty", "axis", "outcome", "place",
    "clicks", "reason", "values", "confidence", "by", "evidence_url", "quote", "screenshot", "looked_at", "revision",
    "before", "before_on", "fixed_on",
)  # fmt: skip
SHOP_COLUMNS = (
    "shop_id", "shop", "url", "market", "position", "rank", "sector", "left", "visited_at", "home_url", "languages",
    "platform", "pages", "gaps", "gap_reasons", "channels", "second_look", "group", "page", "revision",
    "asked_on", "reply_due", "replied_on", "reply_kind", "reply", "corrected_on",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_E164 = re.compile(r"\+[1-9]\d{3,14}")
BOM = "\ufeff"
_CONTROL = {n: None for n in (*range(32), 127) if n not in (9, 10, 13)}


def iso(moment: datetime | None) -> str | None:
    """The moment in UTC as ISO 8601, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def shop_object(result: ShopResult) -> dict[str, Any]:
    """One shop as in the JSON contract: shop, visited_at, pages, gaps, findings; further keys follow those."""
    shop, snapshot = result.shop, result.snapshot
    return {
        "shop": {"url": shop.url, "name": shop.name, "market": market_of(result).code},
        "visited_at": iso(snapshot.started_at) if snapshot else None,
        "pages": [_page(p) for p in snapshot.pages] if snapshot else [],
        "gaps": [_gap(g) for g in snapshot.gaps] if snapshot else [],
        "findings": [_finding(f, shop.key) for f in result.findings],
        "id": shop_id(shop.key),
        "key": shop.key,
        "left": result.left,
        "list": {"position": shop.position, "rank": shop.rank, "sector": shop.sector, "extra": dict(shop.extra)},
        "home_url": snapshot.home_url if snapshot else "",
        "languages": list(snapshot.languages) if snapshot else [],
        "platform": snapshot.platform if snapshot else "",
        "second_look": snapshot.second_look if snapshot else False,
        "channels": [
            {"kind": c.kind, "value": c.value, "page": c.page} for c in (snapshot.channels if snapshot else ())
        ],
        "letters": [{"sent_on": x.sent_on, "deadline": x.deadline, "language": x.language} for x in result.letters],
        "replies": [{"received_on": r.received_on, "kind": r.kind, "text": r.text, "by": r.by} for r in result.replies],
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "url": page.final_url or page.url,
        "role": page.role,
        "status": page.status,
        "clicks": page.clicks,
        "rendered": page.rendered,
        "asked": page.url,
        "title": page.title,
        "language": page.language,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "url": gap.url,
        "role": gap.role,
        "reason": gap.reason,
        "status": gap.status,
        "tries": gap.tries,
        "detail": gap.detail,
    }


def _finding(finding: Finding, key: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "check": finding.check,
        "duty": finding.duty,
        "outcome": finding.outcome,
        "place": finding.place,
        "clicks": finding.clicks,
        "reason": finding.reason,
        "values": list(finding.values),
        "evidence": [{"url": p.url, "quote": p.quote, "screenshot": p.screenshot} for p in finding.evidence],
        "axis": finding.axis,
        "confidence": finding.confidence,
        "by": finding.by,
        "looked_at": list(finding.looked_at),
        "detail": dict(sorted(finding.detail.items())),
        "id": finding_id(key, finding.rule),
    }


def dumps(value: Any, *, indent: int | None = None) -> str:
    """JSON text that is always valid UTF-8 (half surrogate pairs become ``?``), keys in the order given."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "replace").decode("utf-8")


def audit_object(info: AuditInfo) -> dict[str, Any]:
    """The audit's own facts, as the ``audit`` of the JSON export."""
    facts: dict[str, Any] = msgspec.to_builtins(info)
    facts["first_visit"], facts["last_visit"] = iso(info.first_visit), iso(info.last_visit)
    return facts | {"settings": dict(sorted(info.settings.items())), "columns": list(info.columns)}


def export_json(audit: Audit) -> Iterator[str]:
    """Pieces of the text of one JSON object {audit, shops}; one shop a piece, so that memory stays flat."""
    return json_text(audit.info, decided(audit.results()))


def json_text(info: AuditInfo, results: Iterable[ShopResult]) -> Iterator[str]:
    """As :func:`export_json`, from results that somebody else walks through."""
    yield f'{{"audit": {dumps(audit_object(info))},\n"shops": ['
    for number, result in enumerate(results):
        yield (",\n" if number else "\n") + dumps(shop_object(result))
    yield "\n]}\n"


def finding_id(key: str, rule: str) -> str:
    """Twelve hex digits for a rule at a shop: the same in every report, whatever was found."""
    return hashlib.sha256(f"{key}\n{rule}".encode("utf-8", "surrogatepass")).hexdigest()[:12]


def export_csv(audit: Audit, *, bom: bool = False) -> Iterator[str]:
    """Lines of ``results.csv``: one row for each shop and rule, the list's own columns behind ours.

    bom: begin with a byte order mark, by which Excel knows UTF-8.
    """
    info = audit.info
    if bom:
        yield BOM
    yield from csv_lines(results_header(info), (row for r in decided(audit.results()) for row in result_rows(r, info)))


def results_header(info: AuditInfo) -> list[str]:
    """Column names of ``results.csv``."""
    return [*RESULT_COLUMNS, *_list_columns(info, RESULT_COLUMNS)]


def shops_header(info: AuditInfo) -> list[str]:
    """Column names of ``shops.csv``."""
    return [*SHOP_COLUMNS, *_list_columns(info, SHOP_COLUMNS)]


def _list_columns(info: AuditInfo, taken: tuple[str, ...]) -> list[str]:
    """Names of the list's own columns: never one of ours, never blank, never twice."""
    names: list[str] = []
    for number, column in enumerate(info.columns, 1):
        name = column if column.translate(_CONTROL).strip() else f"list_{number}"
        while name in taken or name in names:
            name = f"list_{name}"
        names.append(name)
    return names


def csv_lines(header: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """The table as CSV (RFC 4180), line by line."""
    yield csv_line(header)
    for row in rows:
        yield csv_line(row)


def csv_line(row: list[Any]) -> str:
    """One row as CSV (RFC 4180), CRLF included."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([cell(v) for v in row])
    return buffer.getvalue()


def cell_value(value: str) -> str:
    """A value of a finding as tables hold it: a phone number as a ``tel:`` URI (RFC 3966).

    A number in E.164 begins with a plus, which a spreadsheet takes for a sum. With ``tel:`` before it the number is
    read as it is by people and by programs, in a spreadsheet and anywhere else; the JSON has it without.
    """
    return f"tel:{value}" if _E164.fullmatch(value) else value


def cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: one that starts with ``= + - @``, tab or CR gets a ``'`` before.

    Control characters other than tab and line ends go; None is the empty cell; yes and no are ``true``, ``false``.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).translate(_CONTROL).encode("utf-8", "replace").decode("utf-8")
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text


def revision(info: AuditInfo) -> int:
    """Number of the latest frozen revision, 0 before the first."""
    return max((r.number for r in info.revisions), default=0)


def result_rows(result: ShopResult, info: AuditInfo) -> Iterator[list[Any]]:
    """Rows of ``results.csv`` for one shop."""
    shop = result.shop
    visited = iso(result.snapshot.started_at) if result.snapshot else None
    market = market_of(result).code
    extra = [shop.extra.get(c, "") for c in info.columns]
    for f in result.findings:
        first = f.evidence[0] if f.evidence else None
        yield [
            finding_id(shop.key, f.rule), shop_id(shop.key), shop.name, shop.url, market, visited, f.rule, f.check,
            f.duty, f.axis, f.outcome, f.place, f.clicks, f.reason, " ".join(map(cell_value, f.values)), f.confidence,
            f.by, first and first.url, first and first.quote, first and first.screenshot, " ".join(f.looked_at),
            revision(info), f.detail.get("before"), f.detail.get("before_on"), _fixed_on(f), *extra,
        ]  # fmt: skip


def _fixed_on(finding: Finding) -> str | None:
    return finding.detail.get("fixed_on") or finding.detail.get("improved_on")


def _side(result: ShopResult, info: AuditInfo) -> list[Any]:
    """The shop's side, for its row: asked on, due, latest answer's day and kind, all answers; latest correction."""
    letter = max(result.letters, key=lambda x: x.sent_on, default=None)
    reply = max(result.replies, key=lambda x: x.received_on, default=None)
    told = "\n\n".join(r.text for r in result.replies if r.text)
    corrected = max((c.corrected_on for c in info.corrections if c.shop == result.shop.key), default=None)
    asked = [letter.sent_on, letter.deadline] if letter else [None, None]
    return [*asked, *([reply.received_on, reply.kind] if reply else [None, None]), told or None, corrected]


def shop_row(result: ShopResult, info: AuditInfo) -> list[Any]:
    """The row of ``shops.csv`` for one shop."""
    shop, snap = result.shop, result.snapshot
    return [
        shop_id(shop.key), shop.name, shop.url, market_of(result).code, shop.position, shop.rank, shop.sector,
        result.left,
        iso(snap.started_at) if snap else None, snap.home_url if snap else "",
        " ".join(snap.languages) if snap else "", snap.platform if snap else "",
        len(snap.pages) if snap else 0, len(snap.gaps) if snap else 0,
        " ".join(dict.fromkeys(g.reason for g in snap.gaps)) if snap else "",
        " ".join(sorted({c.kind for c in snap.channels})) if snap else "",
        snap.second_look if snap else False, None if result.left else points(result.findings).group,
        f"shop/{slug_of(shop.key)}.html", revision(info), *_side(result, info),
        *(shop.extra.get(c, "") for c in info.columns),
    ]  # fmt: skip
