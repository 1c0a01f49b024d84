"""Saved mail as files hold it: one raw message, or a mailbox of several (mbox, RFC 4155)."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from mystery_shop.mime import MAX_BYTES

_BEGINNING = re.compile(rb"From [^\r\n]*\r?\n(?=[!-9;-~]+:)")
"""Where a message of a mailbox begins: its "From " line, which a header follows. Texts have lines with "From" too."""

HEAD = 4096


def numbered(path: Path) -> Iterator[tuple[int | None, bytes]]:
    """As :func:`messages`, each with its number from 1 where the file holds several. Raises OSError."""
    found = messages(path)
    first, second = next(found), next(found, None)
    if second is None:
        yield None, first
        return
    yield from enumerate(chain((first, second), found), 1)


def messages(path: Path) -> Iterator[bytes]:
    """The raw messages of a file, in order, at least one; never more of each than the parser takes. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not (_BEGINNING.match(head) and file.seekable()):
            yield head + file.read(MAX_BYTES + 1 - len(head))
            return
    box = mailbox.mbox(path, create=False)
    try:
        whole = b""
        for key in box.iterkeys():
            piece = box.get_bytes(key, from_=True)
            begun = _BEGINNING.match(piece)
            if begun and whole:
                yield whole[: MAX_BYTES + 1]
                whole = b""
            whole += piece[begun.end() if begun else 0 :] + b"\n"
        yield whole[: MAX_BYTES + 1]
    finally:
        box.close()
