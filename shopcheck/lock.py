"""One run at a time in an audit's folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from audit.holding import hold
from shopcheck.errors import Exit, PlainError

FILE = "lock"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. The system lets go of it when the process ends, however it ends.

    Raises PlainError when another process holds it or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / FILE).open("a+")
    except FileExistsError as error:
        raise PlainError(f"{folder} is a file; name a folder with --out", Exit.WRONG_INPUT) from error
    except OSError as error:
        raise PlainError(f"{folder} cannot be written ({error.strerror}); choose another folder with --out") from error
    with file:
        try:
            hold(file.fileno())
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise PlainError(
                f"another shopcheck (process {holder}) is working in {folder}; wait until it is done, or stop it"
            ) from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
