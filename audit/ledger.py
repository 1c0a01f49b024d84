"""What people did, kept in order and never changed: reviews, letters, replies, corrections, revisions."""

from collections.abc import Iterable
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
