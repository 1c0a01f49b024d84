"""Sealing and freezing: the manifest kept up to date, and numbered revisions that nothing changes any more."""

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from audit.model import AuditInfo, Revision, ShopResult
from audit.store import FILE, AuditStore
from shopcheck import proof
from shopcheck.errors import PlainError, WrongInputError
from shopcheck.judging import settle_findings
from shopcheck.proof import MANIFEST, ManifestError
from shopcheck.visiting import TOOL

REVISIONS = "revisions"


UNDER_WAY = "freezing"
"""The fact that says which revision is about to be moved into its place, until it is noted in the ledger."""

ROWS = (
    "SELECT name, value FROM facts WHERE name NOT IN ('manifest', 'reported', 'unsettled', 'freezing') ORDER BY name",
    "SELECT key, position, gone, record FROM shops ORDER BY key",
    "SELECT shop_id, started_at, snapshot FROM visits ORDER BY id",
    "SELECT visit_id, record FROM findings ORDER BY visit_id, position",
    "SELECT kind, shop, record FROM ledger WHERE kind <> 'revision' ORDER BY id",
)
"""All that an audit knows, but for what tells of its revisions and of whether its report is written."""


class Frozen(NamedTuple):
    """A revision that holds the audit as it is. new: it was made just now; else nothing had changed since."""

    revision: Revision
    new: bool


class Numbered:
    """An audit whose next revision is already among its revisions: the frozen report names itself."""

    def __init__(self, store: AuditStore, revision: Revision) -> None:
        self._store = store
        self._revision = msgspec.structs.replace(revision, manifest="")  # which cannot stand in what it covers

    @property
    def info(self) -> AuditInfo:
        """The audit's own facts, the revision included as the last."""
        info = self._store.info
        before = (r for r in info.revisions if r.number < self._revision.number)
        return msgspec.structs.replace(info, revisions=(*before, self._revision))

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


def freeze(store: AuditStore, folder: Path, *, lang: str, note: str = "", authorities: Sequence[str] = ()) -> Frozen:
    """Freeze the audit as its next revision: report, data, database and manifest in ``revisions/N``, read-only.

    Where the last revision holds all of it already, that one is returned and none is made: who gives the command again
    after a stop gets one revision, not two. authorities: addresses of timestamp authorities to ask. Raises PlainError;
    nothing is frozen then.
    """
    if store.info.last_visit is None:
        raise WrongInputError(f"nothing was measured in {folder} yet, so there is nothing to freeze")
    settle(store, folder)
    settle_findings(store)
    last = max(store.recorded(Revision), key=lambda r: r.number, default=None)
    try:
        if last is not None and _holds_all(store, folder, last, lang, note, len(authorities)):
            return Frozen(last, new=False)
        return Frozen(_freeze(store, folder, lang, note, authorities), new=True)
    except OSError as error:
        raise PlainError(
            f"the revision could not be written to {folder / REVISIONS}: {error.strerror or error}; is the disk full?"
        ) from error


def settle(store: AuditStore, folder: Path) -> None:
    """Note the revision that a killed freeze had moved into its place, whole, and had not noted yet.

    For who holds the audit's lock.
    """
    told = store.facts().get(UNDER_WAY)
    if told is not None:
        revision = msgspec.convert(told, Revision)
        if revision.manifest == _manifest_of(folder / REVISIONS / str(revision.number)):
            store.record(revision)
        store.set_facts(**{UNDER_WAY: None})
    for left in folder.glob(f".{UNDER_WAY}-*"):
        shutil.rmtree(left, ignore_errors=True)


def _freeze(store: AuditStore, folder: Path, lang: str, note: str, authorities: Sequence[str]) -> Revision:
    number = _next(store, folder)
    revision = Revision(number=number, frozen_on=datetime.now(UTC).date().isoformat(), tool=TOOL, note=note)
    staging = folder / f".{UNDER_WAY}-{number}"
    try:
        revision = _fill(store, folder, staging, revision, lang, authorities)
        (folder / REVISIONS).mkdir(exist_ok=True)
        store.set_facts(**{UNDER_WAY: msgspec.to_builtins(revision)})  # for the next command, if we are killed now
        staging.rename(folder / REVISIONS / str(number))
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    settle(store, folder)
    return revision


def _holds_all(store: AuditStore, folder: Path, last: Revision, lang: str, note: str, stamps: int) -> bool:
    """Whether the last revision is what freezing now would give, but for its number and day.

    A note of its own, or more timestamps than it has, ask for another. What it is compared by: tool, settings, the
    database row for row, and the report that was frozen, made again.
    """
    place = folder / REVISIONS / str(last.number)
    if (note and note != last.note) or len(list(place.glob(f"{MANIFEST}.*.tsr"))) < stamps:
        return False
    if _manifest_of(place) != last.manifest:
        return False
    told = proof.read(place)
    if (told["tool"], told["configuration"]) != (TOOL, configuration(store)):
        return False
    return _same_rows(folder / FILE, place / FILE) and _same_report(store, folder, last, lang, told["files"])


def _same_report(store: AuditStore, folder: Path, last: Revision, lang: str, files: dict[str, proof.Entry]) -> bool:
    with tempfile.TemporaryDirectory(prefix=f".{UNDER_WAY}-", dir=folder) as work:
        _report(store, folder, Path(work) / "report", last, lang)
        made = {path: proof.entry(Path(work) / path) for path in proof.files_under(Path(work))}
    frozen = {path: entry for path, entry in files.items() if path.startswith("report/")}
    return made == frozen


def _same_rows(now: Path, then: Path) -> bool:
    try:
        return _rows(now) == _rows(then)
    except sqlite3.Error:  # of an older make
        return False


def _rows(database: Path) -> list[str]:
    """A digest of what each table of a database holds."""
    digests = []
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as known:
        for query in ROWS:
            digest = hashlib.sha256()
            for row in known.execute(query):
                digest.update(repr(row).encode())
            digests.append(digest.hexdigest())
    return digests


def _manifest_of(revision: Path) -> str:
    """SHA-256 of a revision's manifest; "" where there is none."""
    try:
        return hashlib.sha256((revision / MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return ""


def _fill(
    store: AuditStore, folder: Path, staging: Path, revision: Revision, lang: str, authorities: Sequence[str]
) -> Revision:
    """Put all of a revision into the folder ``staging``; returns it with the hash of its manifest."""
    from shopcheck.timestamps import ask

    staging.mkdir(parents=True)
    _report(store, folder, staging / "report", revision, lang)
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


def _report(store: AuditStore, folder: Path, out: Path, revision: Revision, lang: str) -> None:
    """Write the report as the revision has it: with its own number, and links as from its place."""
    from shopcheck.reporting import build_report

    place = folder / REVISIONS / str(revision.number) / "report"
    build_report(Numbered(store, revision), folder, lang, out, "../../{n}/report/index.html", store=store, place=place)


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
