"""What changed between two rounds, as lines for a terminal and as plain values for JSON."""

from collections.abc import Iterator
from typing import Any

from reports.changes import LEVELS, Change, Changes
from shopcheck.progress import finding_words, name_of


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
