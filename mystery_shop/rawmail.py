"""Raw messages, kept under the SHA-256 of their bytes in a folder that only its owner can open, until they are purged.

They hold names and signatures of people who do not know of the measurement, so they lie apart from everything that is
published, each with a date on which it may go.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


class RawStore:
    """A folder of ``abcd….eml``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        self._written: list[Path] = []

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Keep one message; returns its id and size. Bytes that are there already are not written again.

        Raises OSError when the disk is full; nothing half-written stays under a message's name.
        """
        digest, size = hashlib.sha256(), 0
        partial = self.folder / f"partial-{os.getpid()}"
        try:
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
            name = f"{digest.hexdigest()}.eml"
            path = self.path(name)
            if path.exists() and path.stat().st_size == size:
                return name, size
            partial.replace(path)
            self._written.append(path)
            return name, size
        finally:
            partial.unlink(missing_ok=True)

    def sync(self) -> None:
        """Make sure that all that was put is on disk, before the mailbox's position moves past it."""
        for path in [*self._written, self.folder]:
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        self._written.clear()

    def get(self, name: str) -> bytes:
        """The bytes of a message. Raises FileNotFoundError once they were purged."""
        return self.path(name).read_bytes()

    def delete(self, name: str) -> None:
        """Throw the bytes away."""
        self.path(name).unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Where a message lies. Raises ValueError for what is no id."""
        if "/" in name or name.startswith("."):
            raise ValueError(f"not the id of a message: {name!r}")
        return self.folder / name
