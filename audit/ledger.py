"""What people did, kept in order and never changed: reviews, letters, replies, corrections, revisions."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

import sqlalchemy as sa
from msgspec import structs

from audit.model import Correction, Letter, Reply, Review, Revision, decode, encode
from audit.schema import ledger

Entry = Review | Letter | Reply | Correction | Revision
E = TypeVar("E", Review, Letter, Reply, Correction, Revision)

KINDS: dict[type, str] = {
    Review: "review",
    Letter: "letter",
    Reply: "reply",
    Correction: "correction",
    Revision: "revision",
}


def write(connection: sa.Connection, entries: Iterable[Entry]) -> int:
    """Add entries at the end, but for those that say once more what stands there already; returns how many.

    A command that was stopped is given again: what a person decided, asked or was answered is noted once.
    """
    told = list(entries)
    latest = _latest(connection, {_shop(entry) for entry in told})
    rows = []
    for entry in told:
        subject, said = _subject(entry), _said(entry)
        if latest.get(subject) != said:
            latest[subject] = said
            rows.append({"kind": KINDS[type(entry)], "shop": _shop(entry), "record": encode(entry)})
    if rows:
        connection.execute(ledger.insert(), rows)
    return len(rows)


def _latest(connection: sa.Connection, shops: Collection[str]) -> dict[tuple[str, ...], Entry]:
    """What was last said of each subject about these shops."""
    types = {name: kind for kind, name in KINDS.items()}
    query = sa.select(ledger.c.kind, ledger.c.shop, ledger.c.record).order_by(ledger.c.id)
    rows = (row for row in connection.execute(query) if row.shop in shops)
    known: Iterator[Entry] = (decode(row.record, types[row.kind]) for row in rows)
    return {_subject(entry): _said(entry) for entry in known}


def _subject(entry: Entry) -> tuple[str, ...]:
    """What an entry is the last word about: a shop may answer twice, but a finding has one decision at a time."""
    told = (str(getattr(entry, name, "")) for name in ("rule", "text", "why", "number"))
    return KINDS[type(entry)], _shop(entry), *told


def _said(entry: Entry) -> Entry:
    """The entry without the day of the command: a decision that is taken in again on another day is the same."""
    return structs.replace(entry, decided_on="") if isinstance(entry, Review) else entry


def _shop(entry: Entry) -> str:
    return getattr(entry, "shop", "")


def read(connection: sa.Connection, kind: type[E], shop: str | None = None) -> tuple[E, ...]:
    """Entries of one kind, oldest first; only those about one shop when its key is given."""
    query = sa.select(ledger.c.record).where(ledger.c.kind == KINDS[kind]).order_by(ledger.c.id)
    if shop is not None:
        query = query.where(ledger.c.shop == shop)
    return tuple(decode(record, kind) for record in connection.scalars(query))


def read_by_shop(connection: sa.Connection, kind: type[E], shops: Sequence[str]) -> dict[str, tuple[E, ...]]:
    """Entries of one kind about some shops, by the shop's key, oldest first; shops without any are not in it."""
    query = sa.select(ledger.c.shop, ledger.c.record).where(ledger.c.kind == KINDS[kind]).order_by(ledger.c.id)
    found: dict[str, list[E]] = {}
    for row in connection.execute(query.where(ledger.c.shop.in_(shops))):
        found.setdefault(row.shop, []).append(decode(row.record, kind))
    return {shop: tuple(entries) for shop, entries in found.items()}
