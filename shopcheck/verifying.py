"""Is everything in an audit's folder as it was? Needs nothing but the folder: no network, no configuration."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from shopcheck import proof
from shopcheck.mailbook import Book
from shopcheck.proof import ADDRESSED, MANIFEST, TOKEN, ManifestError, entry, printable
from shopcheck.timestamps import Stamp, TokenError, check

DATABASE = "audit.sqlite3"


class Change(NamedTuple):
    """One file that is not as it was: changed, missing or added, and its path from the folder."""

    what: str
    path: str

    def __str__(self) -> str:
        return f"{self.what} {printable(self.path)}"


class Verdict(NamedTuple):
    """What was looked at. changes: sorted by path, one a file; empty when all is as it was. stamps: tokens that fit.

    manifest: SHA-256 of the folder's manifest. files, revisions: how many.
    """

    changes: tuple[Change, ...]
    manifest: str
    files: int
    revisions: int
    stamps: tuple[tuple[str, Stamp], ...]


def verify(folder: Path, authorities: bytes | None = None) -> Verdict:
    """Compare a folder (an audit's, or one frozen revision) with its manifest. Raises ManifestError.

    authorities: certificates (PEM) of timestamp authorities to trust; None takes those in the tokens for granted.
    """
    content = proof.read(folder)
    wrong: dict[str, str] = {}
    stamps: list[tuple[str, Stamp]] = []
    if "revision" in content:
        _revision(folder, content, "", wrong, authorities, stamps)
        known = len(content["files"])
        numbers = 1
    else:
        book = Book(folder)
        _compare(folder, content["files"], set(proof.covered(folder)), wrong, book)
        _addressed(folder, content["files"], wrong)
        numbers = _revisions(folder, wrong, authorities, stamps, book)
        _pinned(folder, wrong)
        known = len(content["files"])
    changes = tuple(Change(what, path) for path, what in sorted(wrong.items()))
    return Verdict(changes, _hash(folder / MANIFEST), known, numbers, tuple(stamps))


def _compare(folder: Path, known: dict[str, Any], here: set[str], wrong: dict[str, str], book: Book) -> None:
    for path in known.keys() | here:
        if path not in known:
            if not (book.known(path) and proof.genuine(folder, path)):  # mails come in day by day
                wrong[path] = "added"
        elif path not in here:
            if not book.purged(path):
                wrong[path] = "missing"
        elif entry(folder / path) != known[path]:
            wrong[path] = "changed"


def _addressed(folder: Path, known: dict[str, Any], wrong: dict[str, str]) -> None:
    """Evidence by its own name: this holds even when the manifest was changed with the file."""
    for path in known:
        here = path.startswith(ADDRESSED) and path not in wrong and (folder / path).exists()
        if here and not proof.genuine(folder, path):
            wrong[path] = "changed"


def _revisions(
    folder: Path,
    wrong: dict[str, str],
    authorities: bytes | None,
    stamps: list[tuple[str, Stamp]],
    book: Book,
) -> int:
    """Every frozen revision by its own manifest, and what that says of the evidence."""
    here = set(proof.covered(folder))
    frozen = [path for path in (folder / "revisions").glob("*") if path.is_dir()]
    for revision in frozen:
        before = f"revisions/{revision.name}/"
        try:
            content = proof.read(revision)
            below = dict(content["audit"])
        except (ManifestError, KeyError, TypeError, ValueError):
            path = f"{before}{MANIFEST}"
            wrong.setdefault(path, "changed" if (folder / path).exists() else "missing")
            continue
        _revision(revision, content, before, wrong, authorities, stamps)
        _compare(folder, below, here & below.keys(), wrong, book)
    return len(frozen)


def _revision(
    revision: Path,
    content: dict[str, Any],
    before: str,
    wrong: dict[str, str],
    authorities: bytes | None,
    stamps: list[tuple[str, Stamp]],
) -> None:
    """The files of one revision, and the timestamps of its manifest. before: path from the folder in question."""
    here = set(proof.files_under(revision))
    tokens = sorted(path for path in here if TOKEN.fullmatch(path))
    found: dict[str, str] = {}
    _compare(revision, content["files"], here - {MANIFEST, *tokens}, found, Book(revision))
    wrong.update((before + path, what) for path, what in found.items())
    for token in tokens:
        try:
            stamps.append((before + token, check(revision / token, revision / MANIFEST, authorities)))
        except TokenError:
            blamed = token if not before or before + token in wrong else MANIFEST  # a token that is as it was holds
            wrong.setdefault(before + blamed, "changed")


def _pinned(folder: Path, wrong: dict[str, str]) -> None:
    """The manifests by the hashes that the audit's database holds of them."""
    for path, hashes in _pins(folder):
        file = folder / path
        if not file.is_file():
            wrong.setdefault(path, "missing")
        elif _hash(file) not in hashes:
            wrong[path] = "changed"


def _pins(folder: Path) -> Iterator[tuple[str, frozenset[str]]]:
    file = folder / DATABASE
    if not file.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            told = connection.execute("SELECT value FROM facts WHERE name = 'manifest'").fetchone()
            frozen = connection.execute("SELECT record FROM ledger WHERE kind = 'revision'").fetchall()
    except sqlite3.Error:
        return
    if told:
        yield MANIFEST, frozenset(json.loads(told[0]))
    for (record,) in frozen:
        revision = json.loads(record)
        if revision.get("manifest"):
            yield f"revisions/{revision['number']}/{MANIFEST}", frozenset({revision["manifest"]})


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
