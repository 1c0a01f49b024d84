"""Call sheets and records of measurements by hand as CSV: written for spreadsheets, read back all or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from audit.tables import Row, Table, TableError, is_comment, tables
from mystery_shop.by_hand import CHANNELS, CallSlot, Measured, Result

SHEET_COLUMNS = (
    "shop", "name", "number", "tariff", "date", "time", "zone", "hours", "started", "menu", "person", "ended", "result",
    "by", "note",
)  # fmt: skip
COLUMNS = ("shop", "name", "market", "channel", "number", "started", "menu", "person", "ended", "result", "by", "note")
NEEDED = ("shop", "channel", "started", "by")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class HandFileError(ValueError):
    """A file of measurements that cannot be used; nothing of it was taken. Each line says where and what to mend."""


def sheet_csv(slots: Iterable[CallSlot], zones: dict[str, ZoneInfo]) -> str:
    """A call sheet for a spreadsheet, in the shops' local time, with columns to fill in by hand."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(SHEET_COLUMNS)
    for slot in slots:
        zone = zones.get(slot.market, ZoneInfo("UTC"))
        local = slot.at.astimezone(zone)
        row = [
            slot.shop, slot.shop_name, slot.number, slot.tariff, f"{local:%Y-%m-%d}", f"{local:%H:%M}", zone.key,
            slot.hours, "", "", "", "", "", "", "",
        ]  # fmt: skip
        table.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def measured_csv(items: Iterable[Measured]) -> str:
    """Records as CSV, the columns that :func:`read_measured` takes."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for item in items:
        times = [_text(moment) for moment in (item.started_at, item.menu_at, item.person_at, item.ended_at)]
        row = [
            item.shop,
            item.shop_name,
            item.market,
            item.channel,
            item.number,
            *times,
            str(item.result),
            item.by,
            item.note,
        ]
        table.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def read_measured(data: bytes, source: str, *, zone: ZoneInfo, shops: dict[str, str]) -> list[Measured]:
    """Records from a CSV, XLSX or ODS file, all of them or none.

    Times are ISO 8601; without a zone they are local to ``zone``; ``+90`` is 90 seconds after the start. shops: known
    keys and names (folded) to keys. Raises HandFileError with one line for each thing that is wrong.
    """
    try:
        found = tables(data, _fit)
    except TableError as error:
        raise HandFileError(f"{source}: {error}") from error
    table = max(found, key=_fit, default=None)
    if table is None or _fit(table) == 0:
        raise HandFileError(f"{source}: there must be columns named {', '.join(NEEDED)}")
    names = [cell.strip().lower() for cell in table.rows[0].cells]
    items, problems = [], []
    for row in table.rows[1:]:
        if not any(row.cells) or is_comment(row):
            continue
        values = dict(zip(names, row.cells, strict=False))
        if not values.get("started") and "date" in names:
            continue  # a call of the sheet that nobody made
        try:
            items.append(_item(values, source, row, zone, shops))
        except ValueError as error:
            problems.append(f"  row {row.number}: {error}")
    if problems:
        raise HandFileError("\n".join([f"{source} cannot be used; nothing was taken from it", *problems[:20]]))
    return items


def _item(values: dict[str, str], source: str, row: Row, zone: ZoneInfo, shops: dict[str, str]) -> Measured:
    channel = (values.get("channel") or "phone").strip().lower()
    if channel not in CHANNELS:
        raise ValueError(f"channel {channel!r} is none of {', '.join(CHANNELS)}")
    shop = shops.get(values.get("shop", "").strip().casefold())
    if shop is None:
        raise ValueError(f"shop {values.get('shop', '')!r} is not one of the audit's")
    by = values.get("by", "").strip()
    if not by:
        raise ValueError("by is empty: write who measured it")
    started = _moment(values.get("started", ""), zone, None)
    if started is None:
        raise ValueError("started is empty")
    menu, person, ended = (_moment(values.get(key, ""), zone, started) for key in ("menu", "person", "ended"))
    times = [moment for moment in (started, menu, person, ended) if moment is not None]
    if times != sorted(times):
        raise ValueError("the times are not in order: started, menu, person, ended")
    said = values.get("result", "").strip().lower()
    result = Result(said) if said else Result.PERSON if person else Result.NO_ANSWER
    if (result is Result.PERSON) != (person is not None):
        raise ValueError(
            f"result is {result}, but the time at which a person answered is {'given' if person else 'empty'}"
        )
    mark = hashlib.sha256(f"{shop}/{channel}/{started.isoformat()}/{by.casefold()}".encode()).hexdigest()[:12]
    return Measured(
        id=f"{channel}-{mark}", shop=shop, shop_name=values.get("name", ""), market=values.get("market", "").upper(),
        channel=channel, number=values.get("number", "").lstrip("'"), started_at=started, menu_at=menu,
        person_at=person, ended_at=ended, result=result, by=by, note=values.get("note", ""), source=source,
    )  # fmt: skip


def _moment(text: str, zone: ZoneInfo, started: datetime | None) -> datetime | None:
    text = text.strip().lstrip("'")
    if not text:
        return None
    if started is not None and text.startswith("+"):
        return started + timedelta(seconds=float(text[1:]))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"cannot read the time {text!r}; write it like 2026-06-05T16:55:10, or +90 for seconds"
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _fit(table: Table) -> float:
    names = {cell.strip().lower() for cell in table.rows[0].cells} if table.rows else set()
    needed = set(NEEDED) - ({"channel"} if "tariff" in names else set())  # a call sheet is about calls
    return len(names & set(COLUMNS)) if needed <= names else 0


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def shops_by_name(keys: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Keys and names, folded, to keys; a name that two shops have is left out."""
    known: dict[str, str] = {}
    doubles = set()
    for key, name in keys:
        for word in {key.casefold(), key.split("://")[-1].casefold(), name.strip().casefold()} - {""}:
            if known.setdefault(word, key) != key:
                doubles.add(word)
    return {word: key for word, key in known.items() if word not in doubles}
