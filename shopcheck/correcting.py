"""Putting something right that was published: dated, with what stood there before, and for everybody to see."""

import json
from datetime import date
from pathlib import Path

from markupsafe import Markup

from audit.model import Correction, Finding, Review, ShopResult
from audit.outcomes import Outcome, Place, Reason
from audit.reviews import published
from audit.store import AuditStore
from reports.heads import cell
from reports.wording import Words
from shopcheck.errors import WrongInputError
from shopcheck.freezing import REVISIONS, settle


def correct(
    store: AuditStore,
    folder: Path,
    result: ShopResult,
    words: Words,
    *,
    text: str,
    on: date,
    check: str | None = None,
    outcome: str | None = None,
    by: str = "",
) -> Correction:
    """Note a correction about one shop. Raises WrongInputError.

    text: what was wrong, and why. check: the point that it is about (a check or a rule). outcome: what a person found
    instead, which then leads; by: that person. words: the language of what stood there and what does now.
    """
    settle(store, folder)  # a revision that is not noted yet does not have what is put right now
    if not text.strip():
        raise WrongInputError("--text is empty; say what was wrong, and why")
    finding = _finding(result, check) if check else None
    review = _review(result, finding, outcome, by, text, on) if outcome else None
    was = now = ""
    if finding is not None:
        after = _after(result, finding, review)
        revision = max((r.number for r in store.info.revisions), default=0)
        before = _as_frozen(folder, revision, result.shop.key, finding) or (finding if review else after)
        was, now = _verdict(before, words), _verdict(after, words)
    upcoming = max((r.number for r in store.info.revisions), default=0) + 1
    for noted in store.info.corrections:  # the command was given again: its report had failed
        same = (noted.shop, noted.check, noted.corrected_on, noted.why, noted.revision)
        if same == (result.shop.key, finding.check if finding else "", on.isoformat(), text.strip(), upcoming):
            return noted
    entry = Correction(
        shop=result.shop.key,
        rule=finding.rule if finding else "",
        check=finding.check if finding else "",
        corrected_on=on.isoformat(),
        was=was if was != now else "",
        now=now if was != now else "",
        why=text.strip(),
        revision=upcoming,
    )
    store.set_facts(reported=None)
    store.record(*([review] if review else []), entry)
    return entry


def _finding(result: ShopResult, check: str) -> Finding:
    for finding in published(result):
        if check in (finding.check, finding.rule, finding.rule.rpartition("/")[2]):
            return finding
    known = ", ".join(f.check for f in result.findings) or "none, for it was not visited yet"
    raise WrongInputError(f"--check {check}: of this shop there are {known}")


def _review(result: ShopResult, finding: Finding | None, outcome: str, by: str, text: str, on: date) -> Review:
    if finding is None:
        raise WrongInputError("--outcome needs --check, to say which point it is about")
    if not by.strip():
        raise WrongInputError("--outcome needs --by, for the report says which person decided")
    try:
        decided = Outcome(outcome.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        raise WrongInputError(f"--outcome {outcome}: choose {', '.join(Outcome)}") from error
    assert result.snapshot is not None
    machine = next(f.outcome for f in result.findings if f.rule == finding.rule)
    return Review(
        shop=result.shop.key,
        rule=finding.rule,
        visited_at=result.snapshot.started_at,
        machine=machine,
        outcome=decided,
        reviewer=by.strip(),
        reason=text.strip(),
        decided_on=on.isoformat(),
    )


def _after(result: ShopResult, finding: Finding, review: Review | None) -> Finding:
    if review is None:
        return finding
    reviewed = ShopResult(
        shop=result.shop, snapshot=result.snapshot, findings=result.findings, reviews=(*result.reviews, review)
    )
    return next(f for f in published(reviewed) if f.rule == finding.rule)


def _as_frozen(folder: Path, revision: int, key: str, finding: Finding) -> Finding | None:
    """The finding as the last frozen revision published it; None where there is none, or it cannot be read."""
    path = folder / REVISIONS / str(revision) / "report" / "data" / "shopcheck.json"
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:  # one shop a line
                line = line.removeprefix('"shops": [').rstrip().removesuffix(",")
                if json.dumps(key, ensure_ascii=False) in line and line.startswith('{"shop"'):
                    shop = json.loads(line)
                    told = next((f for f in shop["findings"] if f["rule"] == finding.rule), None)
                    if shop["key"] == key and told is not None:
                        return _read(told, finding)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def _read(told: dict[str, object], like: Finding) -> Finding:
    place, reason, clicks = told["place"], told["reason"], told["clicks"]
    return Finding(
        rule=like.rule,
        check=like.check,
        duty=like.duty,
        axis=like.axis,
        outcome=Outcome(str(told["outcome"])),
        place=Place(str(place)) if place else None,
        reason=Reason(str(reason)) if reason else None,
        clicks=clicks if isinstance(clicks, int) else None,
    )


def _verdict(finding: Finding, words: Words) -> str:
    shown = cell(finding, words)
    return Markup(f"{shown.label} ({shown.note})" if shown.note else shown.label).unescape()
