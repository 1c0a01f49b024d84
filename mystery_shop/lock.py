"""One sender at a time: a lock on a file, which the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.holding import hold


class BusyError(RuntimeError):
    """Another process holds the lock."""


@contextmanager
def only_one(path: Path, doing: str) -> Iterator[None]:
    """Hold the lock for the length of a ``with`` block. Raises BusyError at once when somebody else has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            hold(handle)
        except OSError:
            raise BusyError(f"another process is {doing} (it holds {path}); wait for it to end") from None
        yield
    finally:
        os.close(handle)
