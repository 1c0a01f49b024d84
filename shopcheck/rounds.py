"""Audits side by side: opening earlier rounds without changing them, and judging what they saw by the rules of now."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.database import StoreError
from audit.model import Audit
from audit.store import FILE, AuditStore
from checks.judge import common_values
from reports.changes import Changes, Judge, compare, judged_again
from shopcheck.config import FILE as SETTINGS
from shopcheck.config import load_config
from shopcheck.console import CONSOLE
from shopcheck.errors import Exit, PlainError, WrongInputError
from shopcheck.judging import judge_visit

if TYPE_CHECKING:  # loaded only where there are mails, or a history is told
    from mystery_shop.compared import MailRounds
    from reports.history import History, Round
    from reports.mail import Mails

MAILS = "mail/campaign.sqlite"
FURTHEST = 12
"""So many rounds back a shop's history is told."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A copy of an audit. folder: where the copy lies, settings and mails with it."""

    store: AuditStore
    folder: Path

    def mails(self, norm: str | None = None) -> "Mails | None":
        """Its test mails, judged by its own norm or by another."""
        from shopcheck.mailing import mails_of

        return mails_of(self.folder, self.store.results(), seed=self.store.info.seed, norm=norm)

    def judge(self) -> Judge:
        """What judges its visits by the rules of now."""
        common = common_values(self.store.snapshots())
        return lambda snapshot: judge_visit(snapshot, common)


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a report says of earlier rounds: the changes since the last, and every shop's history."""

    changes: Changes | None
    history: "History"


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    """The audit in a folder, or the frozen one in a revision's folder, from a copy: neither is written to.

    Raises PlainError.
    """
    if not (folder / FILE).is_file():
        raise WrongInputError(f"there is no audit in {folder}; name the folder of an audit, or of a frozen revision")
    with tempfile.TemporaryDirectory(prefix="shopcheck-") as work:
        try:
            for name in (FILE, f"{FILE}-wal", SETTINGS, MAILS, f"{MAILS}-wal"):
                if (folder / name).is_file():
                    (Path(work) / name).parent.mkdir(exist_ok=True)
                    shutil.copyfile(folder / name, Path(work) / name)
            store = AuditStore.in_folder(Path(work))
        except (OSError, StoreError) as error:
            raise PlainError(f"the audit in {folder} cannot be read: {error}", Exit.WRONG_INPUT) from error
        try:
            yield Opened(store=store, folder=Path(work))
        finally:
            store.close()


def changes_since(earlier: Path, after: Audit, rules: Mapping[str, str], mails: "Mails | None" = None) -> Changes:
    """What changed from the audit in ``earlier`` to ``after``, whose rules are the ones of now. Raises PlainError.

    mails: the later audit's.
    """
    with opened(earlier) as before:
        return _changes(before, after, rules, mails, None)


def _changes(
    before: Opened, after: Audit, rules: Mapping[str, str], mails: "Mails | None", history: "History | None"
) -> Changes:
    known = before.store.facts().get("rules", {})
    note = history.note(1) if history is not None else None
    found = compare(before.store, after, before.judge(), rules=(known, rules), note=note)
    found.mail = _mails(before, mails)
    return found


def _mails(before: Opened, after: "Mails | None") -> "MailRounds | None":
    """The mails of both rounds, those of the first judged by the norm of the second too."""
    then = before.mails() if after is not None else None
    if then is None or after is None:
        return None
    from mystery_shop.compared import compare as compare_mails

    norms = {thread.delay.norm for thread in after.threads if thread.delay is not None}
    again = before.mails(norms.pop()) if len(norms) == 1 else then
    return compare_mails(then.threads, (again or then).threads, after.threads)


def since_of(store: AuditStore, folder: Path, copy: Path | None = None) -> Path | None:
    """The round before the audit in ``folder``: as its settings name it, else as a report was last asked for it.

    copy: where a copy of its settings lies; the environment then says nothing. Raises PlainError for settings that
    cannot be read.
    """
    config = load_config(folder) if copy is None else load_config(copy, {})
    named = config.audit.since or store.facts().get("since") or ""
    return folder / named if named else None


def past_of(
    store: AuditStore,
    after: Audit,
    folder: Path,
    place: Path,
    mails: "Mails | None" = None,
    since: Path | None = None,
) -> Past:
    """What the report of the audit in ``folder`` says of earlier rounds and looks.

    after: the audit as it is shown. place: where its report will lie, for links to earlier ones. mails: its own.
    since: the last round, if not the one that settings or an earlier report name.
    """
    from reports.history import History

    history = History()
    for key, looks in store.repeated():
        history.repeats(key, looks)
    since = since or since_of(store, folder)
    if since is None:
        return Past(changes=None, history=history)
    if not judged_by_now(store):
        CONSOLE.warn(
            "this round was judged by other rules than those of now; to compare, first run: shopcheck judge DIR"
        )
    config = load_config(folder)
    with ExitStack() as stack:
        try:
            last = stack.enter_context(opened(since))
        except PlainError as error:
            CONSOLE.warn(f"the report shows no changes since the last round: {error}")
            return Past(changes=None, history=history)
        history.rounds.append(_round(last, since, place, config.audit.since_at))
        changes = _changes(last, after, store.facts().get("rules", {}), mails, history)
        _further(history, last, since, place, stack)
    return Past(changes=changes, history=history)


def _further(history: "History", last: Opened, folder: Path, place: Path, stack: ExitStack) -> None:
    """The rounds before the last one, as far as each still names the one before it."""
    known = {folder.resolve()}
    while len(history.rounds) < FURTHEST:
        try:
            at, earlier = load_config(last.folder, {}).audit.since_at, since_of(last.store, folder, last.folder)
            if earlier is None or earlier.resolve() in known:
                return
            last = stack.enter_context(opened(earlier))
        except PlainError:
            return
        folder = earlier
        known.add(folder.resolve())
        history.rounds.append(_round(last, folder, place, at))
        note, judge = history.note(len(history.rounds)), last.judge()
        for result in last.store.results():
            if not result.left:
                note(result, *judged_again(result, judge))


def _round(last: Opened, folder: Path, place: Path, at: str) -> "Round":
    """An earlier round, with where its report is to be read and whose pages are there."""
    from reports.history import Round
    from reports.slugs import slug_of

    info = last.store.info
    if at:
        pages = (f"{slug_of(result.shop.key)}.html" for result in last.store.results())
        return Round(info=info, at=at.rstrip("/") + "/", relative=False, pages=frozenset(pages))
    report = folder / "report"
    if not (report / "index.html").is_file():
        return Round(info=info)
    where = Path(os.path.relpath(report.resolve(), place.resolve())).as_posix()
    return Round(info=info, at=f"{where}/", pages=frozenset(path.name for path in (report / "shop").glob("*.html")))


def judged_by_now(store: AuditStore) -> bool:
    """Whether the findings of an audit are those that the rules of this program give."""
    common = common_values(store.snapshots())
    for result in store.results():
        repaired = {f.rule for f in result.findings if "before_on" in f.detail}
        if result.snapshot is not None:
            fresh = judge_visit(result.snapshot, common)
            stored = {f.rule: f.outcome for f in result.findings if f.rule not in repaired}
            if {f.rule: f.outcome for f in fresh if f.rule not in repaired} != stored:
                return False
    return True
