"""What an audit knows, in one database: SQLite in the audit's folder, or any address that SQLAlchemy knows.

A visit and its findings are written in one transaction: a process that is killed loses at most the visits that it
was making. Nothing is ever overwritten but findings (by judging again) and the shops' rows of the list.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from msgspec import convert

from audit import ledger
from audit.database import StoreError, open_database
from audit.model import (
    AuditInfo,
    Correction,
    ErrorRate,
    Finding,
    Revision,
    Role,
    Shop,
    ShopResult,
    Snapshot,
    Study,
    decode,
    encode,
)
from audit.outcomes import Duty, Outcome, Reason
from audit.results import Stored, findings_of, result_of, snapshot_of
from audit.schema import facts, findings, shops, visits

FILE = "audit.sqlite3"
CHUNK = 50
"""So many shops are read at a time: memory stays flat however long the list."""

NO_VISIT = frozenset({Reason.NO_NETWORK, Reason.VISIT_CRASHED})
"""Failures that are wholly ours: such a visit is kept, but the shop still waits for its first."""


class Changes(NamedTuple):
    """What taking in a list changed: keys of shops added, taken off, come back, and those whose row is another now."""

    added: tuple[str, ...]
    left: tuple[str, ...]
    returned: tuple[str, ...]
    changed: tuple[str, ...]


class AuditStore:
    """One audit. Implements :class:`audit.model.Audit`."""

    def __init__(self, address: str | sa.URL) -> None:
        """Open (and make or bring up to date) the database at an SQLAlchemy address. Raises StoreError."""
        self._engine = open_database(address)

    @classmethod
    def in_folder(cls, folder: Path, *, create: bool = False) -> "AuditStore":
        """The store of the audit in ``folder``. Raises StoreError when there is none, unless ``create``."""
        file = folder / FILE
        begun = file.is_file() and (file.stat().st_size or Path(f"{file}-wal").is_file())  # not on a full disk
        if not create and not begun:
            raise StoreError(f"there is no audit in {folder}; start one with: shopcheck run LIST --out {folder}")
        folder.mkdir(parents=True, exist_ok=True)
        return cls(sa.URL.create("sqlite", database=str(file)))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # the list

    def sync(self, listed: Sequence[Shop]) -> Changes:
        """Make the list's shops the audit's: add new ones, mark those no longer listed as left, take over rows."""
        added: list[str] = []
        left: list[str] = []
        returned: list[str] = []
        changed: list[str] = []
        with self._engine.begin() as connection:
            known = {row.key: row for row in connection.execute(sa.select(shops))}
            for shop in listed:
                row = known.pop(shop.key, None)
                values = {"position": shop.position, "gone": False, "record": encode(shop)}
                if row is None:
                    added.append(shop.key)
                    connection.execute(shops.insert().values(key=shop.key, **values))
                elif row.gone or row.record != values["record"]:
                    (returned if row.gone else changed).append(shop.key)
                    connection.execute(shops.update().where(shops.c.id == row.id).values(**values))
            for row in known.values():
                if not row.gone:
                    left.append(row.key)
                    connection.execute(shops.update().where(shops.c.id == row.id).values(gone=True))
        return Changes(tuple(added), tuple(left), tuple(returned), tuple(changed))

    def listed(self) -> frozenset[str]:
        """Keys of the shops on the list, as it was last taken over."""
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(sa.select(shops.c.key).where(~shops.c.gone)))

    def unvisited(self) -> list[Shop]:
        """Shops on the list without a visit, in list order; one that failed by our own fault (NO_VISIT) is none."""
        visited = sa.select(visits.c.id).where(visits.c.shop_id == shops.c.id, visits.c.measured >= 0).exists()
        query = sa.select(shops.c.record).where(~shops.c.gone, ~visited).order_by(shops.c.position, shops.c.id)
        with self._engine.connect() as connection:
            return [decode(row.record, Shop) for row in connection.execute(query)]

    # visits and findings

    def add_visit(self, snapshot: Snapshot, found: Iterable[Finding]) -> None:
        """Store a visit and its findings together. Raises KeyError for a shop that was never listed."""
        with self._engine.begin() as connection:
            shop_id = connection.scalar(sa.select(shops.c.id).where(shops.c.key == snapshot.shop.key))
            if shop_id is None:
                raise KeyError(snapshot.shop.key)
            visit_id = connection.scalar(
                visits.insert()
                .values(
                    shop_id=shop_id,
                    started_at=_text(snapshot.started_at),
                    finished_at=_text(snapshot.finished_at),
                    measured=0,
                    snapshot=zlib.compress(encode(snapshot), 6),
                )
                .returning(visits.c.id)
            )
            _write_findings(connection, visit_id, snapshot, found)

    def judge_again(self, judge: Callable[[Snapshot], Iterable[Finding]], **told: Any) -> int:
        """Replace every visit's findings by what ``judge`` gives, all or nothing. Returns how many visits changed.

        told: facts that hold from then on, as for ``set_facts``: findings and the rules by which they were made never
        part. What changed has not been reported yet.
        """
        changed = 0
        with self._engine.begin() as connection:
            for visit_id, snapshot in self._visits(connection):
                before = findings_of(connection, [visit_id])[visit_id]
                after = tuple(judge(snapshot))
                if before != after:
                    changed += 1
                    connection.execute(findings.delete().where(findings.c.visit_id == visit_id))
                    _write_findings(connection, visit_id, snapshot, after)
            _write_facts(connection, told | ({"reported": None} if changed else {}))
        return changed

    def snapshots(self) -> Iterator[Snapshot]:
        """Every visit ever made, oldest first, each with the shop's row as the list has it now."""
        with self._engine.connect() as connection:
            for _, snapshot in self._visits(connection):
                yield snapshot

    def repeated(self) -> Iterator[tuple[str, tuple[Snapshot, ...]]]:
        """Keys of shops that were visited more than once, each with its visits, oldest first."""
        often = sa.select(visits.c.shop_id).group_by(visits.c.shop_id).having(sa.func.count() > 1)
        query = sa.select(shops.c.record, visits.c.snapshot).join(shops).where(visits.c.shop_id.in_(often))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(visits.c.shop_id, visits.c.started_at, visits.c.id))
            for record, made in groupby(rows, key=lambda row: row.record):
                shop = decode(record, Shop)
                yield shop.key, tuple(snapshot_of(row.snapshot, shop) for row in made)

    def _visits(self, connection: sa.Connection) -> Iterator[tuple[int, Snapshot]]:
        query = sa.select(visits.c.id, visits.c.snapshot, shops.c.record).join(shops).order_by(visits.c.id).limit(CHUNK)
        last = 0
        while rows := connection.execute(query.where(visits.c.id > last)).all():
            for row in rows:
                last = row.id
                yield row.id, snapshot_of(row.snapshot, decode(row.record, Shop))

    # what people did

    def record(self, *entries: ledger.Entry) -> int:
        """Add what people did (reviews, letters, replies, corrections, revisions) to the ledger, all or nothing."""
        with self._engine.begin() as connection:
            return ledger.write(connection, entries)

    def recorded(self, kind: type[ledger.E], shop: str | None = None) -> tuple[ledger.E, ...]:
        """Entries of one kind, oldest first; only those about one shop when its key is given."""
        with self._engine.connect() as connection:
            return ledger.read(connection, kind, shop)

    # the audit

    def facts(self) -> dict[str, Any]:
        """What was said of the audit as a whole: title, market, settings and so on."""
        with self._engine.connect() as connection:
            return {row.name: json.loads(row.value) for row in connection.execute(sa.select(facts))}

    def set_facts(self, **values: Any) -> None:
        """Write facts that can be JSON down; None takes a fact away."""
        with self._engine.begin() as connection:
            _write_facts(connection, values)

    @property
    def info(self) -> AuditInfo:
        """The audit's own facts, with the times of its visits."""
        known = self.facts()
        with self._engine.connect() as connection:
            first, last = connection.execute(
                sa.select(sa.func.min(visits.c.started_at), sa.func.max(visits.c.finished_at))
            ).one()
            count = connection.scalar(sa.select(sa.func.count()).select_from(shops).where(~shops.c.gone))
        return AuditInfo(
            title=known.get("title", ""),
            publisher=known.get("publisher", ""),
            contact=known.get("contact", ""),
            market=known.get("market"),
            language=known.get("lang") or "",
            tool=known.get("tool", ""),
            seed=known.get("seed", 0),
            settings=known.get("settings", {}),
            columns=tuple(known.get("columns", ())),
            first_visit=datetime.fromisoformat(first) if first else None,
            last_visit=datetime.fromisoformat(last) if last else None,
            shops=count or 0,
            corrections=self.recorded(Correction),
            revisions=self.recorded(Revision),
            study=convert(known["study"], Study) if known.get("study") else None,
            error_rates=tuple(convert(rate, ErrorRate) for rate in known.get("error_rates", ())),
        )

    def results(self) -> Iterator[ShopResult]:
        """Every shop in list order, those that left after the others; read a few at a time."""
        order = (shops.c.gone, shops.c.position, shops.c.id)
        after: tuple[Any, ...] | None = None
        with self._engine.connect() as connection:
            while True:
                query = sa.select(shops).order_by(*order).limit(CHUNK)
                if after is not None:
                    query = query.where(sa.tuple_(*order) > sa.tuple_(*map(sa.literal, after)))
                rows = connection.execute(query).all()
                stored = Stored(connection, rows)
                for row in rows:
                    yield result_of(stored, row)
                if len(rows) < CHUNK:
                    return
                after = (rows[-1].gone, rows[-1].position, rows[-1].id)


def _write_facts(connection: sa.Connection, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        connection.execute(facts.delete().where(facts.c.name == name))
        if value is not None:
            text = json.dumps(value, ensure_ascii=False, sort_keys=True)
            connection.execute(facts.insert().values(name=name, value=text))


def _write_findings(connection: sa.Connection, visit_id: Any, snapshot: Snapshot, found: Iterable[Finding]) -> None:
    found = tuple(found)
    rows = [
        {
            "visit_id": visit_id,
            "position": position,
            "rule": finding.rule,
            "check_id": finding.check,
            "outcome": finding.outcome.value,
            "reason": finding.reason.value if finding.reason else None,
            "record": encode(finding),
        }
        for position, finding in enumerate(found)
    ]
    if rows:
        connection.execute(findings.insert(), rows)
    obligatory = [f for f in found if f.duty is Duty.MUST] or found
    measured = sum(f.outcome is not Outcome.NOT_MEASURED for f in obligatory)
    if any(gap.role is Role.HOME and gap.reason in NO_VISIT for gap in snapshot.gaps):
        measured = -1
    connection.execute(visits.update().where(visits.c.id == visit_id).values(measured=measured))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
