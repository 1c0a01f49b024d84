"""Evidence files, kept under the SHA-256 of their content: what is stored can be checked and is stored once."""

import gzip
import hashlib
import mimetypes
from datetime import datetime
from typing import Any

import fsspec

from audit.model import Evidence

EXTENSIONS = {
    "text/html": "html",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "text/plain": "txt",
    "application/pdf": "pdf",
    "application/warc": "warc.gz",
    "message/rfc822": "eml",
    "application/json": "json",
}


class EvidenceStore:
    """A folder (or any fsspec address) of content-addressed files: ``ab/abcdef….png``.

    HTML and text lie gzipped on disk (name plus ``.gz``); the id is always the hash of the content as it was seen.
    """

    def __init__(self, root: str) -> None:
        self.root = str(root).rstrip("/")
        self._fs, self._base = fsspec.core.url_to_fs(self.root)

    def put(self, data: bytes, *, kind: str, url: str, media_type: str, taken_at: datetime, note: str = "") -> Evidence:
        """Store ``data`` and return its record. Storing the same bytes again writes nothing."""
        extension = EXTENSIONS.get(media_type) or (mimetypes.guess_extension(media_type) or ".bin").lstrip(".")
        name = f"{hashlib.sha256(data).hexdigest()}.{extension}"
        path = self._path(name)
        if not self._fs.exists(path):
            self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            partial = f"{path}.part"
            with self._fs.open(partial, "wb") as file:
                file.write(gzip.compress(data, 5, mtime=0) if path.endswith(".html.gz") else data)
            self._fs.mv(partial, path)
        return Evidence(
            id=name, kind=kind, url=url, media_type=media_type, taken_at=taken_at, size=len(data), note=note
        )

    def get(self, name: str) -> bytes:
        """The stored bytes. Raises FileNotFoundError."""
        path = self._path(name)
        with self._fs.open(path, "rb") as file:
            data: Any = file.read()
        return gzip.decompress(data) if path.endswith(".html.gz") else bytes(data)

    def _path(self, name: str) -> str:
        if "/" in name or name.startswith("."):
            raise ValueError(f"not an evidence id: {name!r}")
        return f"{self._base}/{name[:2]}/{name}" + (".gz" if name.endswith(".html") else "")
