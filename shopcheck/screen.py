"""One shop on one screen: to fix, to consider, fine, could not be seen."""

import textwrap
import tomllib
from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import cache, partial
from importlib import resources
from typing import NamedTuple

from markupsafe import Markup

from audit.model import Finding, ShopResult
from audit.outcomes import Duty, Outcome
from checks.packs import Packs
from reports.views import FindingView, finding_view
from reports.wording import words_for

WIDTH, NARROW = 100, 40
ROWS = 24
"""Lines of the smallest screen still in use (that of a VT100); a terminal that is higher shows more."""
MARKS = {"to_fix": "x", "consider": "!", "fine": "v", "not_seen": "?"}
Fold = Callable[..., list[str]]
COLOURS = {"to_fix": "31", "consider": "33", "fine": "32", "not_seen": "35"}


class Depth(IntEnum):
    """How much is said of each finding of a group."""

    NAME = 0
    """The points in one line."""
    DUTY = 1
    """What was found of what the law asks, and the others in one line."""
    HEAD = 2
    """What was found of each."""
    MEND = 3
    """And how to mend it."""
    PLACE = 4
    """And where."""
    WHOLE = 5
    """And the words that stand there, and the rule."""


class Layout(NamedTuple):
    """What is said on a screen. air: whether a blank line stands between its groups."""

    to_fix: Depth
    consider: Depth
    fine: Depth = Depth.DUTY
    not_seen: Depth = Depth.DUTY
    air: bool = True


EVERYTHING = Layout(Depth.WHOLE, Depth.WHOLE, fine=Depth.WHOLE, not_seen=Depth.WHOLE)
LAYOUTS = (
    Layout(Depth.WHOLE, Depth.WHOLE),
    Layout(Depth.WHOLE, Depth.MEND),
    Layout(Depth.WHOLE, Depth.HEAD),
    Layout(Depth.PLACE, Depth.HEAD),
    Layout(Depth.PLACE, Depth.HEAD, air=False),
    Layout(Depth.PLACE, Depth.NAME, air=False),
    Layout(Depth.MEND, Depth.NAME, air=False),
    Layout(Depth.HEAD, Depth.NAME, air=False),
    Layout(Depth.NAME, Depth.NAME, fine=Depth.NAME, not_seen=Depth.NAME, air=False),
)
"""From the one that says most to the one that says least: what has to be fixed is cut last."""


@cache
def _words(lang: str) -> dict[str, str]:
    """The screen's own words; English where a language has none."""
    data = tomllib.loads(resources.files("shopcheck").joinpath("screen.toml").read_text("utf-8"))
    merged: dict[str, str] = data["en"] | data.get(lang, {})
    return merged


def screen(
    result: ShopResult,
    *,
    lang: str = "en",
    colour: bool = False,
    full: bool = False,
    columns: int = WIDTH,
    rows: int | None = ROWS,
) -> str:
    """The result of one shop as text. Raises ValueError for an unknown language.

    full: everything, however long. columns: how wide the terminal is; lines are 40 to ``WIDTH`` long, but what is to be
    pasted into a page stays one line. rows: how many lines there is room for; the fullest of ``LAYOUTS`` that fits is
    taken. None: as many as it takes.
    """
    own = _words(lang)
    width = min(max(columns, NARROW), WIDTH)
    fold = partial(_wrapped, width=width)
    head, points = [*_head(result, own, fold)], grouped(result, lang)
    lines: list[str] = []
    for layout in (EVERYTHING,) if full else LAYOUTS:
        lines = [*head, *_body(points, own, colour, layout, fold)]
        if rows is None or sum(1 + max(len(line) - 1, 0) // width for line in lines) <= rows:
            break
    return "\n".join(lines)


def group(finding: Finding) -> str | None:
    """Under which heading a finding stands; None for what does not apply."""
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return None
    if finding.outcome is Outcome.NOT_MEASURED:
        return "not_seen"
    if finding.outcome is Outcome.MET:
        return "fine"
    return "to_fix" if finding.duty is Duty.MUST and finding.outcome is not Outcome.UNSURE else "consider"


def _head(result: ShopResult, own: dict[str, str], fold: Fold) -> Iterator[str]:
    shop, snapshot = result.shop, result.snapshot
    parts = [shop.url]
    if snapshot is not None:
        seconds = round((snapshot.finished_at - snapshot.started_at).total_seconds())
        parts.append(f"{snapshot.started_at:%Y-%m-%d %H:%M} UTC")
        parts.append(own["visited"].format(pages=len(snapshot.pages), seconds=seconds))
    yield from fold("   ".join(parts))


def grouped(result: ShopResult, lang: str) -> dict[str, list[FindingView]]:
    """The findings under their headings; headings under which nothing stands are left out."""
    snapshot = result.snapshot
    if snapshot is None:
        return {}
    packs, words = Packs(), words_for(lang)
    grouped: dict[str, list[FindingView]] = {name: [] for name in MARKS}
    for finding in result.findings:
        if (name := group(finding)) is not None:
            grouped[name].append(finding_view(finding, snapshot, packs=packs, pictures={}, words=words))
    return {name: views for name, views in grouped.items() if views}


def _body(
    grouped: dict[str, list[FindingView]], own: dict[str, str], colour: bool, layout: Layout, fold: Fold
) -> Iterator[str]:
    for name, views in grouped.items():
        if layout.air:
            yield ""
        yield _painted(f" {own[name]} ({len(views)})", COLOURS[name] if colour else "")
        yield from _group(MARKS[name], views, getattr(layout, name), own, fold)
    if layout is not EVERYTHING and grouped:
        yield from fold(f"  ({own['more']})")
    if list(grouped) == ["not_seen"]:
        yield ""
        yield from fold(f" {own['nothing']}. {own['unmeasured']}", indent=" ")


def _group(mark: str, views: list[FindingView], depth: Depth, own: dict[str, str], fold: Fold) -> Iterator[str]:
    """The findings of a group: each by itself, and those of which only the point is named in one line."""
    itself = [v for v in views if depth > Depth.DUTY or (depth is Depth.DUTY and v.weight is Duty.MUST)]
    width = max((len(_plain(view.noun)) for view in itself), default=0)
    for view in itself:
        yield from _lines(view, f"  {mark} {_plain(view.noun):<{width}}  ", own, fold, depth)
    if rest := [_plain(view.noun) for view in views if view not in itself]:
        yield from fold(f"  {mark} {', '.join(rest)}")


def _lines(view: FindingView, start: str, own: dict[str, str], fold: Fold, depth: Depth) -> Iterator[str]:
    """One finding: what was found, how to mend it, where it stands and the rule, as far as ``depth`` goes."""
    note = f" ({_plain(view.cell.note)})" if view.cell.note else ""
    values = f": {', '.join(value.text for value in view.values[:3])}" if view.values else ""
    yield from fold(f"{start}{_plain(view.cell.label)}{note}{values}")
    for proof in view.proofs[:1] if depth >= Depth.PLACE else ():
        quote = f"  “{proof.quote}”" if proof.quote and depth is Depth.WHOLE else ""
        point = "" if depth is Depth.WHOLE or view.outcome == Outcome.MET.value else f"  [{view.id}]"
        yield from fold(f"     {proof.page.text}{quote}{point}")
    if view.outcome == Outcome.MET.value:
        return
    if depth is Depth.WHOLE:
        yield from fold(f"     {own['norm' if view.norm else 'rule']}: {view.rule.citation}  [{view.id}]")
    if depth >= Depth.MEND:
        for text, _ in view.rule.fix:
            yield from fold(f"     {own['fix']}: {text}")
        if view.paste:
            yield f"     {own['paste']}: {view.paste}"


def _wrapped(line: str, *, width: int, indent: str = " " * 7) -> list[str]:
    return textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _plain(text: str) -> str:
    """Text of the report's catalogues without the escapes that HTML needs."""
    return Markup(text).unescape()


def _painted(text: str, code: str) -> str:
    return f"\x1b[1;{code}m{text}\x1b[0m" if code else text
