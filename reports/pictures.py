"""Screenshots copied into a report, with their width and height, by which a page keeps their place while they load."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from audit.evidence import EvidenceStore

_NAME = re.compile(r"[0-9a-f]{64}\.(png|jpg|webp)")

_NO_SIZE = frozenset({0x01, *range(0xD0, 0xDA)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A copied screenshot: its file name and, where they are known, its pixels."""

    name: str
    width: int | None = None
    height: int | None = None


class Pictures:
    """Pictures of an evidence store, copied into a folder, each once."""

    def __init__(self, evidence: EvidenceStore, folder: Path) -> None:
        self._evidence, self._folder = evidence, folder
        self._copied: dict[str, Picture] = {}

    def copy(self, name: str) -> Picture | None:
        """The copy of a piece of evidence; None for what is no picture or cannot be read."""
        if name not in self._copied:
            if not _NAME.fullmatch(name):
                return None
            try:
                data = self._evidence.get(name)
            except OSError:
                return None
            (self._folder / name).write_bytes(data)
            width, height = picture_size(data)
            self._copied[name] = Picture(name=name, width=width, height=height)
        return self._copied[name]


def picture_size(data: bytes) -> tuple[int | None, int | None]:
    """Pixels across and down of a PNG (W3C PNG, 11.2.1) or JPEG (ITU-T T.81, B.2.2); None twice for anything else."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
            width, height = struct.unpack_from(">II", data, 16)
            return width, height
        if data[:2] == b"\xff\xd8":
            return _jpeg_size(data)
    except struct.error:
        pass
    return None, None


def _jpeg_size(data: bytes) -> tuple[int | None, int | None]:
    """Walk from marker to marker up to the frame header."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _NO_SIZE:
            at += 2
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None, None
