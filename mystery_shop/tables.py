"""Tables of a campaign: what was planned, what happened, what came in. Facts are only added; states are moved.

``PRAGMA user_version`` holds the version of the tables; :func:`connect` brings an older file up to date.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Engine, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text

from audit.database import damaged

VERSION = 1


class StoreError(RuntimeError):
    """The campaign's file cannot be used. The message says why and what to do."""


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept as sortable UTC text."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Text of the moment. Raises ValueError for a moment without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone is not stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """The moment in UTC."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

campaigns = Table(
    "campaign",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("settings", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)
probes = Table(
    "probes",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("campaign", String(40), nullable=False),
    Column("shop", Text, nullable=False),
    Column("wave", Integer, nullable=False),
    Column("token", String(40), nullable=False, unique=True),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("record", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("owner", String(80)),
    Column("first_try_at", Moment),
    Column("next_try_at", Moment),
    Column("dot_at", Moment),
    Column("sent_at", Moment),
    Column("code", Integer),
    Column("reply", Text, nullable=False, default=""),
    Column("wire", LargeBinary),
    Column("rehearsed_at", Moment),
    Index("probe_slot", "campaign", "shop", "wave", unique=True),
    Index("probe_due", "state", "due_at"),
)
events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("probe", String(60), index=True),
    Column("shop", Text),
    Column("message", String(80)),
    Column("attempt", Integer, nullable=False, default=0),
    Column("code", Integer),
    Column("text", Text, nullable=False, default=""),
    Column("by", Text, nullable=False, default="machine"),
    Column("detail", Text, nullable=False, default="{}"),
)
approvals = Table(
    "approvals",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name_key", String(120), primary_key=True),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
stops = Table(
    "stops",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("shop", Text),  # NULL: everything
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("lifted_at", Moment),
    Column("lifted_by", Text),
)
folders = Table(
    "folders",
    metadata,
    Column("account", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uid_validity", Integer, nullable=False),
    Column("last_uid", Integer, nullable=False, default=0),
)
arrivals = Table(
    "arrivals",
    metadata,
    Column("account", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uid_validity", Integer, primary_key=True),
    Column("uid", Integer, primary_key=True),
    Column("message", String(80), nullable=False, index=True),
    Column("record", Text, nullable=False),
)
messages = Table(
    "messages",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("twin", String(64), nullable=False, index=True),
    Column("twin_of", String(80)),
    Column("received_at", Moment, nullable=False, index=True),
    Column("record", Text, nullable=False),
    Column("keep_until", Moment, nullable=False),
    Column("purged_at", Moment),
    Column("reader", String(20), nullable=False, default=""),
    Column("probe", String(60), index=True),
    Column("mail_class", String(20)),
    Column("match", Text),
    Column("classification", Text),
    Column("sender", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    Column("masked", Text, nullable=False, default=""),
)
controls = Table(
    "controls",
    metadata,
    Column("message_id", String(200), primary_key=True),
    Column("box", Text, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("seen_at", Moment),
    Column("folder", Text),
    Column("junk", Integer),
)
measured = Table(
    "measured",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("shop", Text, nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("waited_s", Float),
)

UPGRADES: dict[int, Callable[[Connection], None]] = {}
"""From version n: what makes it n + 1."""


def connect(path: Path) -> Engine:
    """The engine of a campaign's SQLite file, made or brought up to date. Raises StoreError.

    A commit is on disk when it returns (WAL, synchronous FULL): never sending twice depends on that.
    """
    new = not path.exists()
    if new:
        path.touch(mode=0o600)
    elif os.name == "posix":
        path.chmod(0o600)
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _settle(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun by us, see _begin
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that writes takes its lock at once: a read lock cannot always be turned into one.
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    try:
        _upgrade(engine, path)
    except sa.exc.DatabaseError as error:
        if damaged(error):
            raise StoreError(
                f"{path} is not a campaign's database ({error.orig}); put a copy back. Without it nobody knows which "
                "mails have left"
            ) from error
        # The record of what was sent is whole then; nobody is told to move it away.
        raise StoreError(f"{path} could not be used ({error.orig}); is the disk full or read-only?") from error
    return engine


def _upgrade(engine: Engine, path: Path) -> None:
    with engine.execution_options(write=True).begin() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version == 0:
            metadata.create_all(connection)
        elif version > VERSION:
            raise StoreError(
                f"{path} was written by a newer shopcheck (tables {version}, ours {VERSION}); update shopcheck"
            )
        for step in range(version, VERSION) if version else ():
            UPGRADES[step](connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
