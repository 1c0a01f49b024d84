"""What an audit knows, in one database: SQLite in the audit's folder, or any address that SQLAlchemy knows.

A visit and its findings are written in one transaction: a process that is killed loses at most the visits that it
was making. Nothing is ever overwritten but findings (by judging again) and the shops' rows of the list.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from msgspec import convert
from msgspec.structs import replace

from audit import ledger
from audit.looks import together
from audit.model import (
    AuditInfo,
    Correction,
    ErrorRate,
    Finding,
    Letter,
    Reply,
    Review,
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
from audit.repairs import repaired
from audit.reviews import published
from audit.schema import REVISION, facts, findings, shops, visits

FILE = "audit.sqlite3"
CHUNK = 50
"""So many shops are read at a time: memory stays flat however long the list."""

NO_VISIT = frozenset({Reason.NO_NETWORK, Reason.VISIT_CRASHED})
"""Failures that are wholly ours: such a visit is kept, but the shop still waits for its first."""


class StoreError(RuntimeError):
    """The database cannot be used. The message says why and what to do, for people."""


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
        self._engine = sa.create_engine(address)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _set_up_sqlite)
            sa.event.listen(self._engine, "begin", _begin)
        try:
            with self._engine.begin() as connection:
                _bring_up_to_date(connection)
        except sa.exc.DBAPIError as error:
            name = self._engine.url.database or self._engine.url.render_as_string()
            mend = "may we write there?" if "unable to open" in str(error.orig) else "put a copy back, or begin anew"
            raise StoreError(f"the audit's database {name} cannot be opened: {error.orig}; {mend}") from error

    @classmethod
    def in_folder(cls, folder: Path, *, create: bool = False) -> "AuditStore":
        """The store of the audit in ``folder``. Raises StoreError when there is none, unless ``create``."""
        file = folder / FILE
        if not create and not file.is_file():
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

    def judge_again(self, judge: Callable[[Snapshot], Iterable[Finding]]) -> int:
        """Replace every visit's findings by what ``judge`` gives, all or nothing. Returns how many visits changed."""
        changed = 0
        with self._engine.begin() as connection:
            for visit_id, snapshot in self._visits(connection):
                before = _findings(connection, [visit_id])[visit_id]
                after = tuple(judge(snapshot))
                if before != after:
                    changed += 1
                    connection.execute(findings.delete().where(findings.c.visit_id == visit_id))
                    _write_findings(connection, visit_id, snapshot, after)
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
                yield shop.key, tuple(_snapshot(row.snapshot, shop) for row in made)

    def _visits(self, connection: sa.Connection) -> Iterator[tuple[int, Snapshot]]:
        query = sa.select(visits.c.id, visits.c.snapshot, shops.c.record).join(shops).order_by(visits.c.id).limit(CHUNK)
        last = 0
        while rows := connection.execute(query.where(visits.c.id > last)).all():
            for row in rows:
                last = row.id
                yield row.id, _snapshot(row.snapshot, decode(row.record, Shop))

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
            for name, value in values.items():
                connection.execute(facts.delete().where(facts.c.name == name))
                if value is not None:
                    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
                    connection.execute(facts.insert().values(name=name, value=text))

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
                stored = _Stored(connection, rows)
                for row in rows:
                    yield _result(stored, row)
                if len(rows) < CHUNK:
                    return
                after = (rows[-1].gone, rows[-1].position, rows[-1].id)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own idea of transactions leaves table making outside them
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _bring_up_to_date(connection: sa.Connection) -> None:
    names = sa.inspect(connection).get_table_names()
    found = (
        connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if "alembic_version" in names else None
    )
    if found == REVISION:
        return
    if found is not None and found > REVISION:
        raise StoreError(
            f"this audit was made by a newer shopcheck (database {found}, this one knows {REVISION}); update shopcheck"
        )
    from audit.migrations import upgrade

    upgrade(connection)


class _Stored:
    """What is stored of some shops, fetched with one query a kind: a query a shop is what reading costs most."""

    def __init__(self, connection: sa.Connection, rows: Sequence[Any]) -> None:
        self._connection = connection
        self._visits: dict[int, list[Any]] = defaultdict(list)
        order = (visits.c.measured.desc(), visits.c.finished_at.desc(), visits.c.id.desc())
        query = sa.select(visits.c.id, visits.c.shop_id, visits.c.snapshot).order_by(*order)
        for visit in connection.execute(query.where(visits.c.shop_id.in_([row.id for row in rows]))):
            self._visits[visit.shop_id].append(visit)
        self._findings = _findings(connection, [made[0].id for made in self._visits.values()])
        keys = [row.key for row in rows]
        self.reviews = ledger.read_by_shop(connection, Review, keys)
        self.letters = ledger.read_by_shop(connection, Letter, keys)
        self.replies = ledger.read_by_shop(connection, Reply, keys)

    def visits(self, shop_id: int) -> list[Any]:
        """The visits of a shop: the one that could measure most first; of equals the latest."""
        return self._visits.get(shop_id, [])

    def findings(self, visit_id: int) -> tuple[Finding, ...]:
        """The findings of a visit."""
        if visit_id not in self._findings:
            self._findings |= _findings(self._connection, [visit_id])
        return self._findings[visit_id]


def _findings(connection: sa.Connection, ids: Sequence[int]) -> dict[int, tuple[Finding, ...]]:
    """The findings of some visits, by the visit's id."""
    found: dict[int, list[Finding]] = {visit: [] for visit in ids}
    query = sa.select(findings.c.visit_id, findings.c.record).order_by(findings.c.visit_id, findings.c.position)
    for row in connection.execute(query.where(findings.c.visit_id.in_(ids))):
        found[row.visit_id].append(decode(row.record, Finding))
    return {visit: tuple(records) for visit, records in found.items()}


def _result(stored: _Stored, row: Any) -> ShopResult:
    """A shop with the visit that counts: the one that could measure most; of equals the latest.

    So a second look that met a closed door does not replace a first one that got in.
    """
    shop = decode(row.record, Shop)
    made = stored.visits(row.id)
    if not made:
        return ShopResult(shop=shop, left=row.gone)
    reviews = stored.reviews.get(shop.key, ())
    best = (_snapshot(made[0].snapshot, shop), stored.findings(made[0].id))
    if len(made) > 1:
        others = ((_snapshot(row.snapshot, shop), stored.findings(row.id)) for row in made[1:])
        best = (best[0], together(best, others))
    return ShopResult(
        shop=shop,
        snapshot=best[0],
        findings=best[1] if len(made) == 1 else _repaired(stored, shop, made, best, reviews),
        reviews=reviews,
        letters=stored.letters.get(shop.key, ()),
        replies=stored.replies.get(shop.key, ()),
        left=row.gone,
    )


def _repaired(
    stored: _Stored,
    shop: Shop,
    made: Sequence[Any],
    best: tuple[Snapshot, tuple[Finding, ...]],
    reviews: tuple[Review, ...],
) -> tuple[Finding, ...]:
    """The findings of the visit that counts, with repairs seen by rechecks. made: the visits, what counts most first.

    What a person decided about the visit before the recheck leads there too.
    """
    looks = [(best[0], made[0].id), *((_snapshot(row.snapshot, shop), row.id) for row in made[1:])]
    again = min((snapshot.started_at for snapshot, _ in looks if snapshot.recheck), default=None)
    if again is None:
        return best[1]
    before = next(((s, i) for s, i in looks if s.started_at < again), None)
    if before is None:
        return best[1]
    found = stored.findings(before[1])
    original = published(ShopResult(shop=shop, snapshot=before[0], findings=found, reviews=reviews))
    later = sorted(((s, i) for s, i in looks if s.started_at >= again), key=lambda look: look[0].started_at)
    return repaired(best[1], (before[0], original), [(s, stored.findings(i)) for s, i in later])


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


def _snapshot(data: bytes, shop: Shop) -> Snapshot:
    return replace(decode(zlib.decompress(data), Snapshot), shop=shop)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
