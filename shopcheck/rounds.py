"""Two audits side by side: opening both without changing either, and judging the first by the rules of now."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from audit.model import Audit
from audit.store import FILE, AuditStore, StoreError
from checks.judge import common_values
from reports.changes import LEVELS, Change, Changes, compare
from shopcheck.console import CONSOLE
from shopcheck.errors import Exit, PlainError, WrongInputError
from shopcheck.judging import judge_visit
from shopcheck.progress import finding_words, name_of


@contextmanager
def opened(folder: Path) -> Iterator[AuditStore]:
    """The audit in a folder, or the frozen one in a revision's folder, from a copy: neither is written to.

    Raises PlainError.
    """
    file = folder / FILE
    if not file.is_file():
        raise WrongInputError(f"there is no audit in {folder}; name the folder of an audit, or of a frozen revision")
    with tempfile.TemporaryDirectory(prefix="shopcheck-") as work:
        try:
            for name in (FILE, f"{FILE}-wal"):
                if (folder / name).is_file():
                    shutil.copyfile(folder / name, Path(work) / name)
            store = AuditStore.in_folder(Path(work))
        except (OSError, StoreError) as error:
            raise PlainError(f"the audit in {folder} cannot be read: {error}", Exit.WRONG_INPUT) from error
        try:
            yield store
        finally:
            store.close()


def changes_since(earlier: Path, after: Audit, rules: Mapping[str, str]) -> Changes:
    """What changed from the audit in ``earlier`` to ``after``, whose rules are the ones of now. Raises PlainError."""
    with opened(earlier) as before:
        common = common_values(before.snapshots())
        known = before.facts().get("rules", {})
        return compare(before, after, lambda snapshot: judge_visit(snapshot, common), rules=(known, rules))


def changes_of(store: AuditStore, after: Audit) -> Changes | None:
    """The changes since the round that the audit is compared with; None for no such round, or when it is gone."""
    since = store.facts().get("since")
    if not since:
        return None
    if not judged_by_now(store):
        CONSOLE.warn(
            "this round was judged by other rules than those of now; to compare, first run: shopcheck judge DIR"
        )
    try:
        return changes_since(Path(since), after, store.facts().get("rules", {}))
    except PlainError as error:
        CONSOLE.warn(f"the report shows no changes since the last round: {error}")
        return None


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


def as_text(changes: Changes) -> Iterator[str]:
    """The changes as lines for a terminal."""
    yield f"{changes.same} shops measured in both rounds; {changes.apart} results cannot be compared"
    if changes.judged_otherwise:
        yield "the manner of judging changed: the last round stands here as judged then, and by the rules of now"
    for name, first, second in changes.settings:
        yield f"  {name}: {first or '-'} -> {second or '-'}"
    for check, lines in changes.checks.items():
        rounds = [("last round", lines.again), ("this round", lines.after)]
        if changes.judged_otherwise:
            rounds = [("as judged then", lines.then), ("by the rules of now", lines.again), ("this round", lines.after)]
        for label, counter in rounds:
            counts = ", ".join(f"{counter[o]} {o.replace('_', ' ')}" for o in LEVELS)
            yield f"{check:<24} {label:<20} {counter.total():>5}: {counts}"
    for title, found in (("better", changes.better), ("less good", changes.worse), ("otherwise", changes.moved)):
        if found:
            yield f"{title} ({len(found)})"
            yield from (f"  {_line(change)}" for change in found)
    for title, shops in (("new in this round", changes.entered), ("not in this round any more", changes.gone)):
        if shops:
            yield f"{title} ({len(shops)})"
            yield from (f"  {name_of(shop)}" for shop in shops)


def _line(change: Change) -> str:
    before, after = (finding_words(f).partition(" ")[2] for f in (change.before, change.after))
    return f"{name_of(change.shop)}: {change.after.check} {before} -> {after}"


def as_object(changes: Changes) -> dict[str, Any]:
    """The changes as plain values, for JSON."""
    return {
        "same": changes.same,
        "apart": changes.apart,
        "judged_otherwise": changes.judged_otherwise,
        "settings": [{"name": n, "before": a, "after": b} for n, a, b in changes.settings],
        "checks": {
            check: {key: {o.value: getattr(lines, key)[o] for o in LEVELS} for key in ("then", "again", "after")}
            for check, lines in changes.checks.items()
        },
        "better": [_object(c) for c in changes.better],
        "worse": [_object(c) for c in changes.worse],
        "moved": [_object(c) for c in changes.moved],
        "entered": [s.url for s in changes.entered],
        "gone": [s.url for s in changes.gone],
    }


def _object(change: Change) -> dict[str, Any]:
    def side(finding: Any) -> dict[str, Any]:
        return {"outcome": finding.outcome, "place": finding.place, "reason": finding.reason}

    return {
        "shop": {"url": change.shop.url, "name": change.shop.name},
        "rule": change.after.rule,
        "check": change.after.check,
        "before": side(change.before),
        "after": side(change.after),
    }
