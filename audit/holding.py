"""A lock on an open file, which the system lets go of when its holder dies, however it dies."""

import os

_BYTE = 1 << 30
"""Where Windows locks: far behind what the file says, for there a locked byte cannot be read by others."""

if os.name == "nt":
    import msvcrt

    def hold(handle: int) -> None:
        """Lock an open file until it is closed. Raises OSError at once when another process holds it."""
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def hold(handle: int) -> None:
        """Lock an open file until it is closed. Raises OSError at once when another process holds it."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
