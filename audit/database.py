"""The database of an audit: opened, set up, and brought up to date."""

import sqlite3
from typing import Any

import sqlalchemy as sa

from audit.schema import REVISION


class StoreError(RuntimeError):
    """The database cannot be used. The message says why and what to do, for people."""


def open_database(address: str | sa.URL) -> sa.Engine:
    """The database at an SQLAlchemy address, made or brought up to date. Raises StoreError."""
    engine = sa.create_engine(address)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            _bring_up_to_date(connection)
    except sa.exc.DBAPIError as error:
        name = engine.url.database or engine.url.render_as_string()
        whole = "may we write there, and is there room on the disk?"
        mend = "put a copy back, or begin anew" if damaged(error) else whole
        raise StoreError(f"the audit's database {name} cannot be opened: {error.orig}; {mend}") from error
    return engine


def damaged(error: sa.exc.DBAPIError) -> bool:
    """Whether the file is no database of SQLite or a broken one; else it is whole, and only could not be used."""
    return getattr(error.orig, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


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
