"""The manifest of an audit's folder: the SHA-256 of every evidence file and of every frozen revision.

``verify`` needs nothing but the folder: no network, no database, no configuration. The manifest's own hash is what
to print, sign or have timestamped; each frozen revision holds the manifest as it was then.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

MANIFEST = "manifest.json"
COVERED = ("evidence", "revisions")
PARTIAL = ".part"


class ManifestError(ValueError):
    """There is no manifest, or it cannot be read. Says where and what to do."""


class Change(NamedTuple):
    """One file that is not as it was: changed, missing or added, and its path from the audit's folder."""

    what: str
    path: str

    def __str__(self) -> str:
        return f"{self.what} {printable(self.path)}"


def write_manifest(folder: Path, *, tool: str, configuration: str) -> str:
    """Write ``manifest.json`` over all covered files and return its own SHA-256.

    tool: name and version. configuration: hash of the settings. The same files give the same bytes.
    """
    files = {path: entry(folder / path) for path in covered(folder)}
    content = {"tool": tool, "configuration": configuration, "files": files}
    data = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    partial = folder / f"{MANIFEST}{PARTIAL}"
    partial.write_bytes(data)
    partial.replace(folder / MANIFEST)
    return hashlib.sha256(data).hexdigest()


def entry(path: Path) -> dict[str, Any]:
    """Hash and size (bytes) of one file, read in pieces."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"sha256": digest, "size": path.stat().st_size}


def covered(folder: Path) -> Iterator[str]:
    """Paths (from the folder, with /) of all files that a manifest covers, sorted. Links are not followed."""
    found = []
    for name in COVERED:
        for path in (folder / name).rglob("*"):
            if path.is_file() and not path.is_symlink() and path.suffix != PARTIAL:
                found.append(path.relative_to(folder).as_posix())
    yield from sorted(found)


def verify(folder: Path) -> Iterator[Change]:
    """What is not as the manifest says, sorted by path; nothing when all is as it was. Raises ManifestError."""
    known = _read(folder)
    here = set(covered(folder))
    for path in sorted(known.keys() | here):
        if path not in known:
            yield Change("added", path)
        elif path not in here:
            yield Change("missing", path)
        elif entry(folder / path) != known[path]:
            yield Change("changed", path)


def printable(path: str) -> str:
    """The path on one line: whatever is not printable comes out as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)


def _read(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        files = json.loads(path.read_bytes())["files"]
    except FileNotFoundError as error:
        raise ManifestError(f"there is no {MANIFEST} in {folder}; a run writes one when it ends") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ManifestError(f"{path} cannot be read: {error}") from error
    if not isinstance(files, dict):
        raise ManifestError(f"{path} cannot be read: its list of files is no object")
    return files
