"""Sealing and freezing: the manifest kept up to date, and numbered revisions that nothing changes any more."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from audit.model import AuditInfo, Revision, ShopResult
from audit.store import FILE, AuditStore
from shopcheck import proof
from shopcheck.errors import PlainError, WrongInputError
from shopcheck.proof import MANIFEST, ManifestError
from shopcheck.visiting import TOOL

REVISIONS = "revisions"


class Numbered:
    """An audit whose next revision is already among its revisions: the frozen report names itself."""

    def __init__(self, store: AuditStore, revision: Revision) -> None:
        self._store = store
        self._revision = revision

    @property
    def info(self) -> AuditInfo:
        """The audit's own facts, the coming revision included."""
        info = self._store.info
        return msgspec.structs.replace(info, revisions=(*info.revisions, self._revision))

    def results(self) -> Iterator[ShopResult]:
        """Every shop in list order."""
        return self._store.results()


def seal(store: AuditStore, folder: Path, *, printed: bool = False) -> str:
    """Write the manifest of the audit in ``folder``, and its hash into the database; returns the hash.

    printed: the report was printed just now, so that the PDF is a new one. For who holds the audit's lock.
    Raises PlainError for a manifest that was broken by somebody.
    """
    proof.sweep(folder)
    try:
        data = proof.manifest(folder, tool=TOOL, configuration=configuration(store), printed=printed)
    except ManifestError as error:
        raise PlainError(str(error)) from error
    new = hashlib.sha256(data).hexdigest()
    old = store.facts().get("manifest", ())
    store.set_facts(manifest=[*old[:1], new])  # whichever of the two lies there if we are killed now
    proof.write(folder / MANIFEST, data)
    store.set_facts(manifest=[new])
    return new


def configuration(store: AuditStore) -> str:
    """SHA-256 of all settings that decide what was measured and how it is judged."""
    info = store.info
    settings = {
        "columns": info.columns,
        "market": info.market,
        "rules": store.facts().get("rules", {}),
        "seed": info.seed,
        "settings": dict(sorted(info.settings.items())),
        "study": info.study and info.study.id,
    }
    return hashlib.sha256(msgspec.json.encode(settings, order="deterministic")).hexdigest()


def freeze(store: AuditStore, folder: Path, *, lang: str, note: str = "", authorities: Sequence[str] = ()) -> Revision:
    """Freeze the audit as its next revision: report, data, database and manifest in ``revisions/N``, read-only.

    authorities: addresses of timestamp authorities to ask. Raises PlainError; nothing is frozen then.
    """
    if store.info.last_visit is None:
        raise WrongInputError(f"nothing was measured in {folder} yet, so there is nothing to freeze")
    number = _next(store, folder)
    revision = Revision(number=number, frozen_on=datetime.now(UTC).date().isoformat(), tool=TOOL, note=note)
    staging = folder / f".freezing-{number}"
    shutil.rmtree(staging, ignore_errors=True)
    try:
        revision = _fill(store, folder, staging, revision, lang, authorities)
        (folder / REVISIONS).mkdir(exist_ok=True)
        staging.rename(folder / REVISIONS / str(number))
    except OSError as error:
        raise PlainError(f"revision {number} could not be written: {error}; is the disk full?") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    store.record(revision)
    return revision


def _fill(
    store: AuditStore, folder: Path, staging: Path, revision: Revision, lang: str, authorities: Sequence[str]
) -> Revision:
    """Put all of a revision into the folder ``staging``; returns it with the hash of its manifest."""
    from shopcheck.reporting import build_report
    from shopcheck.timestamps import ask

    staging.mkdir(parents=True)
    audit = Numbered(store, revision)
    read_at = folder / REVISIONS / str(revision.number) / "report"
    build_report(audit, folder, lang, staging / "report", "../../{n}/report/index.html", store=store, place=read_at)
    _copy_database(folder / FILE, staging / FILE)
    data = proof.revision_manifest(
        folder,
        staging,
        tool=TOOL,
        configuration=configuration(store),
        number=revision.number,
        day=revision.frozen_on,
        note=revision.note,
    )
    digest = proof.write(staging / MANIFEST, data)
    for place, address in enumerate(authorities, 1):
        (staging / f"{MANIFEST}.{place}.tsr").write_bytes(ask(address, data))
    proof.make_read_only(staging / path for path in proof.files_under(staging))
    return msgspec.structs.replace(revision, manifest=digest)


def _next(store: AuditStore, folder: Path) -> int:
    """The next number; one that a killed freeze left in the folder is not used again."""
    taken = [r.number for r in store.info.revisions]
    taken += [int(p.name) for p in (folder / REVISIONS).glob("*") if p.name.isdigit()]
    return max(taken, default=0) + 1


def _copy_database(source: Path, target: Path) -> None:
    """A copy of an open database as one file (SQLite's own backup)."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as known,
        closing(sqlite3.connect(target)) as copy,
    ):
        known.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
