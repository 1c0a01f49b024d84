"""An audit's store, opened as every command opens it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from audit.database import StoreError
from audit.store import FILE, AuditStore
from mystery_shop.tables import StoreError as CampaignError
from shopcheck import proof
from shopcheck.errors import Exit, PlainError, WrongInputError
from shopcheck.lock import locked


@contextmanager
def open_store(folder: Path, *, create: bool = False, lock: bool = True) -> Iterator[AuditStore]:
    """The audit in a folder, held for this process alone unless ``lock`` is off. Raises PlainError.

    Without a lock, an audit that lies where nothing can be written (an archive, another one's folder) and a frozen
    revision are read from a copy of the database. With one, a revision is refused: nothing in it changes any more.
    """
    there = (folder / FILE).is_file()
    frozen = there and _is_frozen(folder)
    if frozen and lock:
        raise WrongInputError(
            f"{folder} is a frozen revision, which stays as it is; name the audit's own folder, or write the report "
            "elsewhere with: shopcheck report DIR --out FOLDER"
        )
    try:
        if not lock and there and (frozen or not os.access(folder, os.W_OK)):
            with tempfile.TemporaryDirectory(prefix="shopcheck-") as work:
                for name in (FILE, f"{FILE}-wal"):
                    if (folder / name).is_file():
                        shutil.copyfile(folder / name, Path(work) / name)
                with closing(AuditStore.in_folder(Path(work))) as store:
                    yield store
            return
        if not lock:
            with closing(AuditStore.in_folder(folder, create=create)) as store:
                yield store
            return
        if not create:
            AuditStore.in_folder(folder).close()  # do not leave a lock in a folder that holds no audit
        with locked(folder), closing(AuditStore.in_folder(folder, create=create)) as store:
            yield store
    except StoreError as error:
        raise PlainError(str(error), Exit.WRONG_INPUT if there or not create else Exit.OUR_FAILURE) from error
    except CampaignError as error:
        raise PlainError(str(error)) from error
    except sa.exc.DBAPIError as error:
        raise PlainError(
            f"the audit's database in {folder} could not be used: {error.orig}; is the disk full or read-only? "
            "What was stored is kept: mend it and give the same command again"
        ) from error


def _is_frozen(folder: Path) -> bool:
    """Whether the folder is one of an audit's frozen revisions, wherever it was copied to."""
    try:
        return "revision" in proof.read(folder)
    except proof.ManifestError:
        return False
