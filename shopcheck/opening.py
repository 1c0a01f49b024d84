"""An audit's store, opened as every command opens it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from audit.store import AuditStore, StoreError
from shopcheck.errors import Exit, PlainError
from shopcheck.lock import locked


@contextmanager
def open_store(folder: Path, *, create: bool = False, lock: bool = True) -> Iterator[AuditStore]:
    """The audit in a folder, held for this process alone unless ``lock`` is off. Raises PlainError."""
    try:
        if not lock:
            with closing(AuditStore.in_folder(folder, create=create)) as store:
                yield store
            return
        if not create:
            AuditStore.in_folder(folder).close()  # do not leave a lock in a folder that holds no audit
        with locked(folder), closing(AuditStore.in_folder(folder, create=create)) as store:
            yield store
    except StoreError as error:
        raise PlainError(str(error), Exit.OUR_FAILURE if create else Exit.WRONG_INPUT) from error
    except sa.exc.DBAPIError as error:
        raise PlainError(
            f"the audit's database in {folder} could not be used: {error.orig}; is the disk full or read-only?"
        ) from error
