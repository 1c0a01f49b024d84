"""What changed between two rounds, as lines for a terminal and as plain values for JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from reports.changes import LEVELS, Change, Changes
from shopcheck.progress import finding_words, name_of

if TYPE_CHECKING:  # the mail half is loaded only where there are mails
    from mystery_shop.compared import Compared, Difference, Line, MailRounds, Waiting


def as_text(changes: Changes) -> Iterator[str]:
    """The changes as lines for a terminal."""
    yield f"{changes.same} shops measured in both rounds; {changes.apart} results cannot be compared"
    if changes.other_rules:
        yield f"{changes.other_rules} results cannot be compared: the last round did not know those points"
    if changes.by_person:
        yield f"{changes.by_person} results cannot be compared: only a person's decision in one round makes them differ"
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
        net, low, high = lines.difference()
        course = _course(low, high)
        yield f"{check:<24} {'difference':<20} {net:>+5} met, 95 % interval {low:+d} to {high:+d}: {course}"
    for title, found in (("better", changes.better), ("less good", changes.worse), ("otherwise", changes.moved)):
        if found:
            yield f"{title} ({len(found)})"
            yield from (f"  {_line(change)}" for change in found)
    for title, shops in (("new in this round", changes.entered), ("not in this round any more", changes.gone)):
        if shops:
            yield f"{title} ({len(shops)})"
            yield from (f"  {name_of(shop)}" for shop in shops)
    if changes.mail is not None:
        yield from _mails(changes.mail)


def _course(low: float, high: float) -> str:
    return "better" if low > 0 else "less good" if high < 0 else "no clear change"


def _mails(found: "MailRounds") -> Iterator[str]:
    """The test mails: a norm is no law, so they stand by themselves."""
    yield f"replies to e-mail (a norm, not law: {', '.join(found.norms)}): {len(found.shops)} shops in both rounds"
    if found.judged_otherwise:
        yield "the norm changed: the last round stands here as judged then, and by the norm of now"
    for name, first, second in found.settings:
        yield f"  {name}: {first or '-'} -> {second or '-'}"
    labels = {"before": "last round", "after": "this round"}
    if found.judged_otherwise:
        labels = {"then": "as judged then", "before": "by the norm of now", "after": "this round"}
    for key, label in labels.items():
        line: Line = getattr(found.overall, key)
        yield (
            f"  {label:<20} {line.mails:>5} mails: answered {line.answered} of {line.settled}"
            f" ({line.answered_low:.0%}-{line.answered_high:.0%}), on time {line.on_time}"
            f" ({line.on_time_low:.0%}-{line.on_time_high:.0%})"
        )
        waits = "; ".join(f"{wait.share:.0%} after {_wait(wait)}" for wait in line.waits)
        yield f"  {'':<20} working time to the answer: {waits}"
    for name, one in (("on time", found.overall.on_time), ("answered", found.overall.answered)):
        if one is not None:
            yield f"  {name:<20} {_points(one)}: {_course(one.low, one.high)}"
    yield from (f"  {_shop_mails(one)}" for one in found.shops)


def _points(one: "Difference") -> str:
    low, high = round(100 * one.low), round(100 * one.high)
    return f"{round(100 * one.value):+d} percentage points, 95 % interval {low:+d} to {high:+d}"


def _shop_mails(one: "Compared") -> str:
    says = {"better": "better", "worse": "less good", "unclear": "no clear change", "few": "too few mails"}
    told = f", {_points(one.on_time)}" if one.on_time is not None else ""
    halves = [next((_wait(w) for w in line.waits if w.share == 0.5), "-") for line in (one.before, one.after)]
    counts = [f"{line.on_time} of {line.settled}" for line in (one.before, one.after)]
    return (
        f"{one.shop.partition('://')[2]}: on time {counts[0]} -> {counts[1]}{told};"
        f" half answered after {halves[0]} -> {halves[1]}: {says[one.course]}"
    )


def _wait(wait: "Waiting") -> str:
    def hours(seconds: float | None) -> str:
        return "later" if seconds is None else f"{seconds / 3600:.1f} h"

    return f"{hours(wait.seconds)} ({hours(wait.low)}-{hours(wait.high)})"


def _line(change: Change) -> str:
    before, after = (finding_words(f).partition(" ")[2] for f in (change.before, change.after))
    return f"{name_of(change.shop)}: {change.after.check} {before} -> {after}"


def as_object(changes: Changes) -> dict[str, Any]:
    """The changes as plain values, for JSON."""
    return {
        "same": changes.same,
        "apart": changes.apart,
        "other_rules": changes.other_rules,
        "by_person": changes.by_person,
        "judged_otherwise": changes.judged_otherwise,
        "settings": [{"name": n, "before": a, "after": b} for n, a, b in changes.settings],
        "checks": {
            check: {key: {o.value: getattr(lines, key)[o] for o in LEVELS} for key in ("then", "again", "after")}
            | {"difference": dict(zip(("value", "low", "high"), lines.difference(), strict=True))}
            for check, lines in changes.checks.items()
        },
        "better": [_object(c) for c in changes.better],
        "worse": [_object(c) for c in changes.worse],
        "moved": [_object(c) for c in changes.moved],
        "entered": [s.url for s in changes.entered],
        "gone": [s.url for s in changes.gone],
        "mail": msgspec.to_builtins(changes.mail),
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
