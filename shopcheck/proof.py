"""The manifest of an audit's folder: the SHA-256 of every evidence file, of the report and of every frozen revision.

What was once in the manifest as evidence or revision stays in it with the hash that it had: writing the manifest again
takes in what is new and blesses nothing that was changed, taken away or slipped in. Evidence lies under the hash of its
content, each revision has a manifest of its own, and the audit's ledger knows the hashes of the manifests: whoever
changes a file has to change all of these. ``shopcheck.verifying`` compares.
"""

import gzip
import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from shopcheck.mailbook import Book

MANIFEST = "manifest.json"
TOKEN = re.compile(r"manifest\.json\.\d+\.tsr")
MAILS = "mail/raw"
PRINTED = "report.pdf"
"""The printed report. Its hash changes only when it is printed again, for the report may be newer than it."""

COVERED = ("evidence", MAILS, "report", "revisions")
MADE_ANEW = ("report/",)
"""What commands write again: taken in as it is, every time."""

ADDRESSED = ("evidence/", f"{MAILS}/")
"""Where files are named by the hash of their content."""

PARTIAL = ".part"
_NAME = re.compile(r"([0-9a-f]{64})\.[a-z0-9.]+")

Entry = dict[str, Any]
"""Hash and size (bytes) of a file: ``{"sha256": …, "size": …}``."""


class ManifestError(ValueError):
    """There is no manifest, or it cannot be read. Says where and what to do."""


def manifest(folder: Path, *, tool: str, configuration: str, printed: bool = False) -> bytes:
    """The manifest of an audit's folder as it is now, as canonical JSON. Raises ManifestError for a broken old one.

    tool: name and version. configuration: hash of the settings. printed: the report was printed just now. The same
    files give the same bytes.
    """
    known = read(folder)["files"] if (folder / MANIFEST).exists() else {}
    book = Book(folder)
    files = {p: e for p, e in known.items() if not p.startswith(MADE_ANEW) and not book.purged(p)}
    if printed or not os.path.lexists(folder / PRINTED):
        files.pop(PRINTED, None)
    for path in covered(folder):
        if path in files or (path == PRINTED and not printed):
            continue
        if not path.startswith(ADDRESSED) or genuine(folder, path):
            files[path] = entry(folder / path)
    return text_of({"tool": tool, "configuration": configuration, "files": files})


def revision_manifest(
    folder: Path, revision: Path, *, tool: str, configuration: str, number: int, day: str, note: str
) -> bytes:
    """The manifest of a revision: its own files, and what it stands on in the audit's folder.

    folder: the audit's. revision: where the revision's files lie. day: ISO day on which it is frozen.
    """
    below = (p for p in covered(folder) if p.startswith(ADDRESSED) or re.fullmatch(rf"revisions/\d+/{MANIFEST}", p))
    return text_of(
        {
            "tool": tool,
            "configuration": configuration,
            "revision": number,
            "frozen_on": day,
            "note": note,
            "files": {p: entry(revision / p) for p in files_under(revision)},
            "audit": {p: entry(folder / p) for p in below},
        }
    )


def text_of(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def write(path: Path, data: bytes) -> str:
    """Put a manifest in its place, whole or not at all; returns its SHA-256."""
    partial = path.with_name(path.name + PARTIAL)
    partial.write_bytes(data)
    partial.replace(path)
    return hashlib.sha256(data).hexdigest()


def read(folder: Path) -> dict[str, Any]:
    """The manifest in a folder. Raises ManifestError."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_bytes())
        files = content["files"]
    except FileNotFoundError as error:
        raise ManifestError(
            f"there is no {MANIFEST} in {folder}; shopcheck run, report and freeze write one"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ManifestError(
            f"{path} cannot be read as a manifest ({error}); put a copy of it back, or move it away and have"
            " shopcheck report write a new one"
        ) from error
    if not isinstance(files, dict):
        raise ManifestError(f"{path} cannot be read as a manifest: its list of files is no object")
    return dict(content)


def entry(path: Path) -> Entry:
    """Hash and size of one file, read in pieces; of a link (which we never make), where it points."""
    if path.is_symlink():
        target = os.fsencode(path.readlink())
        return {"link": hashlib.sha256(target).hexdigest(), "size": len(target)}
    if not path.is_file():  # a pipe or device, which reading could wait for or drain
        return {"special": True, "size": 0}
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"sha256": digest, "size": path.stat().st_size}


def covered(folder: Path) -> Iterator[str]:
    """Paths (from the folder, with /) of all files that an audit's manifest covers, sorted."""
    printed = [PRINTED] if os.path.lexists(folder / PRINTED) else []
    yield from sorted([*printed, *(f"{name}/{path}" for name in COVERED for path in files_under(folder / name))])


def files_under(folder: Path) -> list[str]:
    """Paths of all files under a folder, sorted; links count as files and are not followed."""
    found = []
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]  # noqa: PTH114, PTH118
        found += [Path(place, name).relative_to(folder).as_posix() for name in (*names, *links)]
    return sorted(found)


def genuine(folder: Path, path: str) -> bool:
    """Whether a file that should lie under the hash of its content does. HTML is hashed as it was before packing."""
    file = folder / path
    named = _NAME.fullmatch(file.name)
    if named is None or file.is_symlink() or not file.is_file():
        return False
    try:
        data = file.read_bytes()
        content = gzip.decompress(data) if file.name.endswith(".html.gz") else data
    except (OSError, EOFError, zlib.error):
        return False
    return hashlib.sha256(content).hexdigest() == named[1]


def sweep(folder: Path) -> None:
    """Take away what a killed visit left half-written in the evidence. Only for who holds the audit's lock."""
    for path in (folder / "evidence").glob(f"*/*{PARTIAL}"):
        path.unlink(missing_ok=True)


def make_read_only(paths: Iterable[Path]) -> None:
    """Take away the right to write to files."""
    for path in paths:
        path.chmod(0o444)


def printable(path: str) -> str:
    """The path on one line: whatever is not printable, or no valid text, comes out as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)
