"""The page about what changed since the last round, in a report or by itself. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from markupsafe import Markup

from audit.model import AuditInfo, Finding, Shop
from audit.outcomes import Outcome
from reports import mail_changes
from reports.changes import LEVELS, Change, Changes, CheckLines
from reports.charts import Chart, Slope, slopes
from reports.heads import CONTACT, Cell, ShopHead, cell, outcome_key
from reports.history import History
from reports.rendering import environment
from reports.safe import Address, address, clean
from reports.slugs import host_of
from reports.wording import Words

FEWEST = 5
"""Of fewer shops no difference is told."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One change. head: where the report has a page of the shop; else its name and address."""

    head: ShopHead | None
    name: str
    address: Address
    point: str
    before: Cell
    after: Cell


def context(
    changes: Changes, words: Words, heads: Mapping[str, ShopHead], history: History | None = None
) -> dict[str, Any]:
    """What the template ``changes.html`` shows. heads: the shops that have a page beside it, by key. history: where the
    last round's report is."""
    last = history.rounds[0] if history is not None and history.rounds else None
    first = [c for c in CONTACT if c in changes.checks]
    ids = first + sorted(set(changes.checks) - set(first))
    groups = [("better", changes.better), ("worse", changes.worse), ("moved", changes.moved)]
    return {
        "lead": words("changes.lead", before=_days(changes.before, words), after=_days(changes.after, words)),
        "earlier": f"{last.at}index.html" if last is not None and last.at else "",
        "changes": changes,
        "checks": [_check(c, changes, words) for c in ids],
        "groups": [(k, [_row(c, words, heads) for c in found]) for k, found in groups if found],
        "settings": [(clean(n, 80), clean(a, 120) or "–", clean(b, 120) or "–") for n, a, b in changes.settings],
        "entered": [_shop(s, heads) for s in changes.entered],
        "gone": [_shop(s, heads) for s in changes.gone],
        "mail": mail_changes.context(changes.mail, heads, words),
    }


def gone(changes: Changes | None) -> list[tuple[str, Address]]:
    """Names and addresses of the shops that are not in this round any more."""
    return [_shop(shop, {})[1:] for shop in changes.gone] if changes else []


def alone(changes: Changes, words: Words) -> str:
    """The page as one file of its own, without a report around it."""
    sheet = resources.files("reports").joinpath("static", "report.css").read_text("utf-8")
    title = clean(changes.after.title, 120) or words("site.title")
    template = environment(words).get_template("changes.html")
    values = context(changes, words, {}) | {"layout": "alone.html", "sheet": Markup(sheet), "title": title}
    return template.render(root="", here="", **values)


def _days(info: AuditInfo, words: Words) -> str:
    return words.days(info.first_visit, info.last_visit) if info.first_visit and info.last_visit else "–"


def _check(check: str, changes: Changes, words: Words) -> dict[str, Any]:
    lines = changes.checks[check]
    noun = words(f"check.{check}.noun") if words.has(f"check.{check}.noun") else clean(check, 60)
    return {
        "noun": noun,
        "id": check,
        "levels": [(o.value, words(outcome_key(o, check))) for o in LEVELS],
        "lines": [(name, words(key), _counts(getattr(lines, name))) for name, key in rounds_of(changes)],
        "difference": _difference(lines, words),
        "chart": _chart(check, noun, lines, changes, words) if check in CONTACT else None,
    }


def rounds_of(changes: Changes) -> list[tuple[str, str]]:
    """The lines of a point: each with the key of its words; as judged then only where that was otherwise."""
    if changes.judged_otherwise:
        return [("then", "changes.round.before"), ("again", "changes.round.again"), ("after", "changes.round.after")]
    return [("again", "changes.round.before"), ("after", "changes.round.after")]


def _difference(lines: CheckLines, words: Words) -> str:
    """How many shops more or fewer meet the point, and whether that is clear; nothing of a handful."""
    if lines.after.total() < FEWEST:
        return ""
    shops, low, high = lines.difference()
    course = "better" if low > 0 else "worse" if high < 0 else "unclear"
    told = {name: mail_changes.signed(n, words) for name, n in (("value", shops), ("low", low), ("high", high))}
    return str(words("changes.difference", course=words(f"course.{course}"), **told))


def _counts(counter: Counter[Outcome]) -> list[int]:
    return [counter[outcome] for outcome in LEVELS]


def _chart(check: str, noun: str, lines: CheckLines, changes: Changes, words: Words) -> Chart:
    flows = [
        Slope(before=LEVELS.index(a), after=LEVELS.index(b), count=count)
        for (a, b), count in sorted(lines.flows.items(), key=lambda f: (LEVELS.index(f[0][0]), LEVELS.index(f[0][1])))
    ]
    return slopes(
        f"slope-{check}",
        flows,
        [str(words(outcome_key(o, check))) for o in LEVELS],
        title=str(words.pair(noun, words("changes.title"))),
        text=str(words("changes.lead", before=_days(changes.before, words), after=_days(changes.after, words))),
        rounds=(str(words("changes.col.before")), str(words("changes.col.after"))),
        columns=tuple(str(words(key)) for key in ("changes.col.before", "changes.col.after", "check.col.shops")),
        locale=words.locale,
    )


def _row(change: Change, words: Words, heads: Mapping[str, ShopHead]) -> Row:
    head, name, place = _shop(change.shop, heads)
    return Row(
        head=head,
        name=name,
        address=place,
        point=_noun(change.after, words),
        before=cell(change.before, words),
        after=cell(change.after, words),
    )


def _noun(finding: Finding, words: Words) -> str:
    key = f"check.{finding.check}.noun"
    return str(words(key)) if words.has(key) else clean(finding.check, 60)


def _shop(shop: Shop, heads: Mapping[str, ShopHead]) -> tuple[ShopHead | None, str, Address]:
    return heads.get(shop.key), clean(shop.name, 100) or clean(host_of(shop.url), 120), address(shop.url)
