"""From visits to findings: each under the rules of its own market, and what one shop's findings add up to."""

from collections.abc import Iterable
from enum import StrEnum

from audit.model import Finding, Snapshot
from audit.outcomes import Outcome
from audit.store import AuditStore
from checks.judge import common_values, judge
from checks.market import decide
from checks.packs import load_pack, markets
from shopcheck.console import Console

JUDGED = "judged"
"""What the fact ``unsettled`` says once all visits are judged together, and only the report is still to be written."""


class Sum(StrEnum):
    """What a shop's duties add up to, in one word: for counting, never for publishing."""

    MET = "met"
    TO_FIX = "to fix"  # seen, but not where it counts
    NOT_FOUND = "not found"
    CHECKED = "being checked"  # seen, and a person decides
    NOT_MEASURED = "could not be measured"


def judge_visit(snapshot: Snapshot, common: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """The findings of one visit. ``common``: values seen on unrelated shops of the audit."""
    return judge(snapshot, load_pack(decide(snapshot).code), common=common)


def judge_audit(store: AuditStore) -> int:
    """Judge every stored visit again, all or nothing; returns for how many visits something changed."""
    common = common_values(store.snapshots())
    rules = {pack.id: pack.version for code in markets() if (pack := load_pack(code))}
    told = {"unsettled": JUDGED} if "unsettled" in store.facts() else {}
    return store.judge_again(lambda snapshot: judge_visit(snapshot, common), rules=rules, **told)


def settle_findings(store: AuditStore) -> None:
    """Judge the audit again where its visits were stopped before it was judged as a whole.

    Each visit is judged when it is made; that a number stands on unrelated shops is seen only from all of them.
    """
    if store.facts().get("unsettled") is True:
        judge_audit(store)


def tell_unsettled(store: AuditStore, console: Console) -> None:
    """Say so where what is read now is not settled yet, and whoever reads cannot settle it."""
    if store.facts().get("unsettled") is True:
        console.warn(
            "the visits of this audit have not come to their end, or were stopped: what is told here may change with"
            " the next run, report or judge"
        )


def duties(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that count for a verdict: what the law obliges to, or all where nothing is obligatory."""
    every = [f for f in findings if f.outcome is not Outcome.NOT_APPLICABLE]
    return [f for f in every if f.obligatory] or every


def summed(findings: Iterable[Finding]) -> Sum:
    """What the findings of one shop add up to. A duty that could not be measured says nothing against the shop."""
    outcomes = {f.outcome for f in duties(findings)} - {Outcome.NOT_MEASURED}
    if not outcomes:
        return Sum.NOT_MEASURED
    if Outcome.NOT_FOUND in outcomes:
        return Sum.NOT_FOUND
    if outcomes & {Outcome.BREACHED, Outcome.PARTLY}:
        return Sum.TO_FIX
    return Sum.CHECKED if Outcome.UNSURE in outcomes else Sum.MET
