"""One shop on one screen: to fix, to consider, fine, could not be seen."""

import textwrap
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import resources

from markupsafe import Markup

from audit.model import Finding, ShopResult
from audit.outcomes import Duty, Outcome
from checks.packs import Packs
from reports.views import FindingView, finding_view
from reports.wording import words_for

WIDTH, NARROW = 100, 40
MARKS = {"to_fix": "x", "consider": "!", "fine": "v", "not_seen": "?"}
Fold = Callable[..., list[str]]
COLOURS = {"to_fix": "31", "consider": "33", "fine": "32", "not_seen": "35"}


@cache
def _words(lang: str) -> dict[str, str]:
    """The screen's own words; English where a language has none."""
    data = tomllib.loads(resources.files("shopcheck").joinpath("screen.toml").read_text("utf-8"))
    merged: dict[str, str] = data["en"] | data.get(lang, {})
    return merged


def screen(
    result: ShopResult, *, lang: str = "en", colour: bool = False, full: bool = False, columns: int = WIDTH
) -> str:
    """The result of one shop as text. Raises ValueError for an unknown language.

    full: what is fine a line each. columns: how wide the terminal is; lines are 40 to ``WIDTH`` long, but what is to be
    pasted into a page stays one line.
    """
    own = _words(lang)
    fold = partial(_wrapped, width=min(max(columns, NARROW), WIDTH))
    return "\n".join([*_head(result, own, fold), *_body(result, own, lang, colour, full, fold)])


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


def _body(result: ShopResult, own: dict[str, str], lang: str, colour: bool, full: bool, fold: Fold) -> Iterator[str]:
    grouped: dict[str, list[Finding]] = {name: [] for name in MARKS}
    for finding in result.findings:
        if (name := group(finding)) is not None:
            grouped[name].append(finding)
    snapshot = result.snapshot
    if snapshot is None:
        return
    packs, words = Packs(), words_for(lang)
    for name, found in grouped.items():
        if not found:
            continue
        yield ""
        yield _painted(f" {own[name]} ({len(found)})", COLOURS[name] if colour else "")
        brief = name in {"fine", "not_seen"} and not full
        views = {f.rule: finding_view(f, snapshot, packs=packs, pictures={}, words=words) for f in found}
        in_full = [views[f.rule] for f in found if not brief or f.duty is Duty.MUST]
        width = max((len(_plain(view.noun)) for view in in_full), default=0)
        for view in in_full:
            yield from _lines(view, f"  {MARKS[name]} {_plain(view.noun):<{width}}  ", own, fold, brief=brief)
        if rest := [_plain(view.noun) for view in views.values() if view not in in_full]:
            yield from fold(f"  {MARKS[name]} {', '.join(rest)}   ({own['more']})")
    if len(grouped["not_seen"]) == sum(map(len, grouped.values())):
        yield ""
        yield from fold(f" {own['nothing']}. {own['unmeasured']}", indent=" ")


def _lines(view: FindingView, start: str, own: dict[str, str], fold: Fold, *, brief: bool) -> Iterator[str]:
    """One finding: what was found, where, and (unless brief) the rule and how to mend it."""
    note = f" ({_plain(view.cell.note)})" if view.cell.note else ""
    values = f": {', '.join(value.text for value in view.values[:3])}" if view.values else ""
    yield from fold(f"{start}{_plain(view.cell.label)}{note}{values}")
    if brief:
        return
    for proof in view.proofs[:1]:
        yield from fold(f"     {proof.page.text}" + (f"  “{proof.quote}”" if proof.quote else ""))
    if view.outcome != Outcome.MET.value:
        yield from fold(f"     {own['norm' if view.norm else 'rule']}: {view.rule.citation}  [{view.id}]")
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
