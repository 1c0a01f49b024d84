"""What people did, kept in order and never changed: reviews, letters, replies, corrections, revisions."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import sqlalchemy as sa

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
    """Add entries at the end; returns how many."""
    rows = [{"kind": KINDS[type(e)], "shop": getattr(e, "shop", ""), "record": encode(e)} for e in entries]
    if rows:
        connection.execute(ledger.insert(), rows)
    return len(rows)


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
