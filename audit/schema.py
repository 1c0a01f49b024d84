"""The tables of an audit's database. ``audit/migrations`` makes and alters them; a test holds the two together."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "0002"
"""The newest migration. A database that says so already is opened without loading the migration tool."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)

shops = Table(
    "shops",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    Column("gone", Boolean, nullable=False),  # taken off the list ("left" is a word of SQL)
    Column("record", LargeBinary, nullable=False),  # Shop as JSON
    Index("ix_shops_order", "gone", "position", "id"),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("shop_id", ForeignKey("shops.id"), nullable=False),
    Column("started_at", String(32), nullable=False),  # ISO 8601 in UTC with microseconds: sorts as text
    Column("finished_at", String(32), nullable=False),
    Column("measured", Integer, nullable=False),  # obligatory findings measured; -1: no visit, our own fault
    Column("snapshot", LargeBinary, nullable=False),  # Snapshot as JSON, compressed by zlib
    Index("ix_visits_best", "shop_id", "measured", "finished_at", "id"),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", ForeignKey("visits.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("check_id", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(32)),
    Column("record", LargeBinary, nullable=False),  # Finding as JSON
    UniqueConstraint("visit_id", "position"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),  # review, letter, reply, correction, revision
    Column("shop", Text, nullable=False),  # key of the shop, "" for the audit as a whole
    Column("record", LargeBinary, nullable=False),  # the noun as JSON
    Index("ix_ledger_kind", "kind", "shop", "id"),
)
"""What people did, in the order they did it. Nothing in it is ever changed or taken out."""
