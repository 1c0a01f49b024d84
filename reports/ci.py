"""For the shop's own build: what is new since the baseline, as SARIF, JUnit XML, Markdown and a badge. Pure.

A finding is known by what it is (rule, outcome, place and reason), never by how many there are: a repair and a new
fault do not cancel out. What could not be measured is never a problem found.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from audit.model import Finding, Record, ShopResult
from audit.outcomes import Duty, Outcome
from checks.packs import Pack
from reports.heads import cell
from reports.views import rule_view
from reports.wording import Words

PROBLEMS = (Outcome.PARTLY, Outcome.NOT_FOUND, Outcome.BREACHED)
SEVERITY = {Outcome.PARTLY: 1, Outcome.NOT_FOUND: 2, Outcome.BREACHED: 2}
DUTIES = {"must": (Duty.MUST,), "should": (Duty.MUST, Duty.SHOULD), "info": tuple(Duty), "never": ()}
BADGE_DAYS = 31
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Known(Record, frozen=True, kw_only=True):
    """A problem that the baseline knows."""

    rule: str
    outcome: Outcome
    place: str = ""
    reason: str = ""

    @property
    def identity(self) -> str:
        """The same for the same problem, in every run."""
        return ":".join((self.rule, self.outcome.value, self.place, self.reason))


def known(finding: Finding) -> Known:
    """What a baseline keeps of a finding."""
    return Known(
        rule=finding.rule,
        outcome=finding.outcome,
        place=finding.place or "",
        reason=finding.reason or "",
    )


def problems(findings: Iterable[Finding], fail_on: str) -> list[Finding]:
    """Findings of the duties at or above ``fail_on`` (must, should, info, never) that are not met."""
    return [f for f in findings if f.outcome in PROBLEMS and f.duty in DUTIES[fail_on]]


def new_problems(found: Iterable[Finding], baseline: Iterable[Known]) -> list[Finding]:
    """Problems that the baseline does not know. One that became lighter is known still."""
    before = list(baseline)
    identities = {k.identity for k in before}
    worst: dict[str, int] = {}
    for entry in before:
        worst[entry.rule] = max(worst.get(entry.rule, 0), SEVERITY.get(entry.outcome, 0))
    return [f for f in found if known(f).identity not in identities and SEVERITY[f.outcome] >= worst.get(f.rule, 0)]


def sarif(result: ShopResult, *, new: Iterable[Finding], packs: Mapping[str, Pack], words: Words, tool: str) -> str:
    """The findings as SARIF 2.1.0 (OASIS), problems as results with their baseline state."""
    fresh = {f.rule for f in new}
    rules = {}
    results = []
    for finding in result.findings:
        view = rule_view(finding, packs, result.snapshot.platform if result.snapshot else "", words)
        rules[finding.rule] = {
            "id": finding.rule,
            "name": finding.check,
            "shortDescription": {"text": view.title[0] or finding.check},
            "fullDescription": {"text": view.why[0] or finding.check},
            "help": {"text": " ".join(text for text, _ in view.fix) or finding.check},
            **({"helpUri": view.source.href} if view.source and view.source.href else {}),
        }
        if finding.outcome in PROBLEMS:
            results.append(_sarif_result(result, finding, finding.rule in fresh, words))
    run = {
        "tool": {"driver": {"name": "shopcheck", "version": tool, "rules": [rules[k] for k in sorted(rules)]}},
        "results": results,
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _sarif_result(result: ShopResult, finding: Finding, fresh: bool, words: Words) -> dict[str, Any]:
    level = {Duty.MUST: "error", Duty.SHOULD: "warning", Duty.INFO: "note"}[finding.duty]
    urls = [proof.url for proof in finding.evidence] or [result.shop.url]
    return {
        "ruleId": finding.rule,
        "level": level,
        "baselineState": "new" if fresh else "unchanged",
        "message": {"text": _sentence(finding, words)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": url}}} for url in dict.fromkeys(urls)],
        "partialFingerprints": {"shopcheck/v1": known(finding).identity},
    }


def junit(result: ShopResult, *, fail: Iterable[Finding], packs: Mapping[str, Pack], words: Words) -> str:
    """The findings as JUnit XML: what fails the build is a failure, what could not be measured is skipped."""
    failing = {f.rule for f in fail}
    suite = ET.Element("testsuite", name=result.shop.url, tests=str(len(result.findings)))
    suite.set("failures", str(len(failing)))
    suite.set("skipped", str(sum(f.outcome in (Outcome.NOT_MEASURED, Outcome.NOT_APPLICABLE) for f in result.findings)))
    for finding in result.findings:
        view = rule_view(finding, packs, result.snapshot.platform if result.snapshot else "", words)
        case = ET.SubElement(suite, "testcase", classname=finding.rule, name=str(view.title[0] or finding.check))
        if finding.rule in failing:
            failure = ET.SubElement(case, "failure", type=finding.outcome.value, message=_sentence(finding, words))
            failure.text = "\n".join(str(text) for text, _ in view.fix)
        elif finding.outcome in (Outcome.NOT_MEASURED, Outcome.NOT_APPLICABLE):
            ET.SubElement(case, "skipped", message=_sentence(finding, words))
    ET.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"


def markdown(result: ShopResult, *, new: Iterable[Finding], packs: Mapping[str, Pack], words: Words) -> str:
    """A summary for the build's page: problems first, each with its fix; new ones are marked."""
    fresh = {f.rule for f in new}
    lines = [f"### shopcheck: {_cell(result.shop.name or result.shop.url)}", ""]
    lines += ["| | | |", "|---|---|---|"]
    order = sorted(result.findings, key=lambda f: (-SEVERITY.get(f.outcome, 0), list(Duty).index(f.duty)))
    for finding in order:
        view = rule_view(finding, packs, result.snapshot.platform if result.snapshot else "", words)
        sign = "🆕" if finding.rule in fresh else ""
        fix = " ".join(str(text) for text, _ in view.fix) if finding.outcome in PROBLEMS else ""
        lines.append(
            f"| {_cell(view.title[0] or finding.check)} {sign} | {_cell(_sentence(finding, words))} | {_cell(fix)} |"
        )
    return "\n".join(lines) + "\n"


def _cell(text: object) -> str:
    """Text that stays inside its cell of a Markdown table and is not taken for markup."""
    flat = " ".join(str(text).split())
    for sign in "\\|<>[]`*_!#":
        flat = flat.replace(sign, f"\\{sign}")
    return flat


def _sentence(finding: Finding, words: Words) -> str:
    shown = cell(finding, words)
    values = f" ({', '.join(finding.values)})" if finding.values else ""
    note = f"; {shown.note}" if shown.note else ""
    return f"{_text(shown.label)}{_text(note)}{values}"


def _text(markup: object) -> str:
    unescape = getattr(markup, "unescape", None)
    return str(unescape() if callable(unescape) else markup)


def badge(findings: Iterable[Finding], *, day: date, words: Words) -> str:
    """An SVG badge: how many obligatory points are met, of how many, on which day, and until when it says anything."""
    duties = [f for f in findings if f.duty is Duty.MUST and f.outcome is not Outcome.NOT_APPLICABLE]
    met = sum(f.outcome is Outcome.MET for f in duties)
    left, right = "shopcheck", f"{met}/{len(duties)} · {day.isoformat()} – {(day + timedelta(BADGE_DAYS)).isoformat()}"
    title = _text(words("badge.title", met=met, n=len(duties), day=day, until=day + timedelta(BADGE_DAYS)))
    wide = 76 + 7 * len(right)
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", width=str(wide), height="24", role="img")
    root.set("aria-label", title)
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "rect", width="76", height="24", fill="#333333")
    ET.SubElement(root, "rect", x="76", width=str(wide - 76), height="24", fill="#1d4f91")
    style = {"fill": "#ffffff", "font-family": "system-ui, sans-serif", "font-size": "12", "y": "16"}
    ET.SubElement(root, "text", {"x": "8", **style}).text = left
    ET.SubElement(root, "text", {"x": "84", **style}).text = right
    return ET.tostring(root, encoding="unicode") + "\n"
