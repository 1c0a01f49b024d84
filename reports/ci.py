"""For the shop's own build: what was found, as SARIF, JUnit XML, Markdown and a badge. Pure.

What could not be measured is never a problem found: SARIF has it as a notification, JUnit as skipped, the summary under
a heading of its own, the badge beside the points and not among them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from audit.model import Finding, ShopResult
from audit.outcomes import Duty, Outcome, Place, Reason
from checks.packs import Pack
from reports import platforms
from reports.baseline import PROBLEMS, Comparison, Known, Problem
from reports.exports import iso
from reports.heads import cell
from reports.safe import clean
from reports.slugs import host_of
from reports.views import RuleView, noun, rule_view
from reports.wording import Words

BADGE_DAYS = 31
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Duty.MUST: "error", Duty.SHOULD: "warning", Duty.INFO: "note"}
_CELL = 1000
_URI = "/:?#[]@!$&'()*+,;=%~"


def sentence(finding: Finding, words: Words) -> str:
    """The finding in one line: what was found, a remark, and the shop's own values."""
    shown = cell(finding, words)
    values = f" ({clean(', '.join(finding.values), 200)})" if finding.values else ""
    note = f"; {_text(shown.note)}" if shown.note else ""
    return f"{_text(shown.label)}{note}{values}"


def known_sentence(entry: Known, words: Words) -> str:
    """As :func:`sentence`, for a problem of the baseline."""
    shown = cell(as_finding(entry), words)
    return f"{_text(shown.label)}; {_text(shown.note)}" if shown.note else _text(shown.label)


def as_finding(entry: Known) -> Finding:
    """A problem of the baseline as a finding without evidence; place and reason only where we still know the word."""
    return Finding(
        rule=entry.rule,
        check=entry.check,
        duty=Duty.MUST,
        outcome=entry.outcome,
        place=Place(entry.place) if entry.place in set(Place) else None,
        reason=Reason(entry.reason) if entry.reason in set(Reason) else None,
    )


def fixes(view: RuleView) -> str:
    """How to mend it, in one paragraph."""
    return " ".join(str(text) for text, _ in view.fix)


def mending(finding: Finding, view: RuleView, words: Words) -> str:
    """How to mend this finding, with what to paste where we know it."""
    html = platforms.paste(finding)
    return f"{fixes(view)} {_text(words('shop.paste'))} {html}" if html else fixes(view)


def sarif(
    results: Sequence[ShopResult],
    comparison: Comparison,
    *,
    packs: Mapping[str, Pack],
    words: Words,
    tool: str,
    baseline: bool = False,
    source: str = "",
) -> str:
    """The findings as SARIF 2.1.0 (OASIS).

    baseline: whether a baseline was given; without one no result is called new. source: a file of the build's own
    code at which the results are shown; without one they are shown at the shop's pages.
    """
    states = {(p.result.shop.key, p.finding.rule): p for p in comparison.problems}
    rules: dict[str, dict[str, Any]] = {}
    found = []
    for result in results:
        for finding in result.findings:
            rules.setdefault(finding.rule, _sarif_rule(finding, _view(result, finding, packs, words)))
            if finding.outcome in PROBLEMS:
                problem = states[result.shop.key, finding.rule]
                mend = mending(finding, _view(result, finding, packs, words), words)
                found.append(_sarif_result(problem, baseline, mend, words, source))
    order = sorted(rules)
    for item in found:
        item["ruleIndex"] = order.index(item["ruleId"])
    name, _, version = tool.partition(" ")
    driver = {"name": name, "version": version or "0", "rules": [rules[k] for k in order]}
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(results, words)],
        "results": found,
        "columnKind": "unicodeCodePoints",
    }
    text = json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _sarif_rule(finding: Finding, view: RuleView) -> dict[str, Any]:
    title, why = str(view.title[0] or finding.check), str(view.why[0] or finding.check)
    return {
        "id": finding.rule,
        "name": finding.check,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": fixes(view) or title},
        "defaultConfiguration": {"level": LEVELS[finding.duty]},
        "properties": {"duty": finding.duty.value, "citation": view.citation},
        **({"helpUri": view.source.href} if view.source and view.source.href else {}),
    }


def _sarif_result(problem: Problem, baseline: bool, mend: str, words: Words, source: str) -> dict[str, Any]:
    result, finding = problem.result, problem.finding
    urls = dict.fromkeys([p.url for p in finding.evidence] or [result.shop.url])
    pages = [
        {"physicalLocation": {"artifactLocation": {"uri": quote(url, safe=_URI, errors="replace")}}} for url in urls
    ]
    own = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(source, safe=_URI, errors="replace")},
            "region": {"startLine": 1},
        }
    }
    made: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": LEVELS[finding.duty],
        "message": {"text": f"{host_of(result.shop.url)}: {sentence(finding, words)}"},
        "locations": [own] if source else pages,
        "partialFingerprints": {"shopcheck/v1": problem.known.id},
        "properties": {"fix": mend, "outcome": finding.outcome.value, "confidence": finding.confidence.value},
    }
    if source:
        made["relatedLocations"] = [{**page, "id": number} for number, page in enumerate(pages, 1)]
    if baseline:
        made["baselineState"] = "new" if problem.fresh else "unchanged"
    return made


def _invocation(results: Sequence[ShopResult], words: Words) -> dict[str, Any]:
    """How the run went: what could not be looked at is told here, for it is no result."""
    unseen = [(r, f) for r in results for f in r.findings if f.outcome in (Outcome.NOT_MEASURED, Outcome.UNSURE)]
    visits = [r.snapshot for r in results if r.snapshot]
    times = {
        "startTimeUtc": iso(min((v.started_at for v in visits), default=None)),
        "endTimeUtc": iso(max((v.finished_at for v in visits), default=None)),
    }
    return {
        "executionSuccessful": not any(g.reason is Reason.VISIT_CRASHED for v in visits for g in v.gaps),
        **{name: moment for name, moment in times.items() if moment},
        "toolExecutionNotifications": [
            {
                "level": "note",
                "message": {"text": f"{host_of(r.shop.url)}: {sentence(f, words)}"},
                "associatedRule": {"id": f.rule},
            }
            for r, f in unseen
        ],
    }


def junit(results: Sequence[ShopResult], fail: Sequence[Problem], *, packs: Mapping[str, Pack], words: Words) -> str:
    """The findings as JUnit XML, a suite for each shop: what fails the build is a failure, the unmeasured skipped."""
    failing = {(p.result.shop.key, p.finding.rule) for p in fail}
    root = ET.Element("testsuites", name="shopcheck")
    total = [0, 0, 0]
    for result in results:
        cases = [_junit_case(result, f, (result.shop.key, f.rule) in failing, packs, words) for f in result.findings]
        counts = [len(cases), *(sum(case.find(tag) is not None for case in cases) for tag in ("failure", "skipped"))]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        suite = ET.SubElement(root, "testsuite", name=clean(result.shop.url, 300), errors="0")
        _count(suite, counts)
        if result.snapshot is not None:
            seconds = (result.snapshot.finished_at - result.snapshot.started_at).total_seconds()
            suite.set("time", f"{seconds:.3f}")
            suite.set("timestamp", (iso(result.snapshot.started_at) or "").removesuffix("Z"))
        suite.extend(cases)
    _count(root, total)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _count(element: ET.Element, counts: Sequence[int]) -> None:
    for name, count in zip(("tests", "failures", "skipped"), counts, strict=True):
        element.set(name, str(count))


def _junit_case(
    result: ShopResult, finding: Finding, fails: bool, packs: Mapping[str, Pack], words: Words
) -> ET.Element:
    view = _view(result, finding, packs, words)
    case = ET.Element("testcase", classname=finding.rule, name=_point(finding, view, words), time="0")
    said = sentence(finding, words)
    if fails:
        failure = ET.SubElement(case, "failure", type=finding.outcome.value, message=said)
        failure.text = "\n".join([*(clean(p.url, 500) for p in finding.evidence[:3]), mending(finding, view, words)])
    elif finding.outcome in (Outcome.NOT_MEASURED, Outcome.NOT_APPLICABLE, Outcome.UNSURE):
        ET.SubElement(case, "skipped", message=said)
    else:
        ET.SubElement(case, "system-out").text = said
    return case


def markdown(
    results: Sequence[ShopResult],
    comparison: Comparison,
    *,
    packs: Mapping[str, Pack],
    words: Words,
    baseline: bool = False,
) -> str:
    """A summary for the build's page: what is new first, each with its mending; then known, mended and unmeasured."""
    lines: list[str] = []
    for result in results:
        own = [p for p in comparison.problems if p.result is result]
        lines += _summary(result, own, "ci.new" if baseline else "ci.problems", packs, words)
    lines += _entries("ci.fixed", comparison.fixed, words)
    lines += _entries("ci.unseen", comparison.unseen, words)
    return "\n".join(lines).rstrip("\n") + "\n"


def _summary(
    result: ShopResult, problems: Sequence[Problem], first: str, packs: Mapping[str, Pack], words: Words
) -> Iterator[str]:
    yield f"### shopcheck: {_cell(result.shop.name or host_of(result.shop.url))}"
    yield ""
    if result.snapshot is not None:
        pages = words.n("ci.pages", len(result.snapshot.pages))
        yield f"{_text(words.day(result.snapshot.started_at))}, {_text(pages)}"
        yield ""
    for key, chosen in (
        (first, [p for p in problems if p.counts and p.fresh]),
        ("ci.known", [p for p in problems if p.counts and not p.fresh]),
        ("ci.others", [p for p in problems if not p.counts]),
    ):
        yield from _table(key, result, [p.finding for p in chosen], packs, words, mend=True)
    for key, outcome in (("not_measured", Outcome.NOT_MEASURED), ("unsure", Outcome.UNSURE), ("met", Outcome.MET)):
        findings = [f for f in result.findings if f.outcome is outcome]
        yield from _table(f"ci.{key}", result, findings, packs, words)


def _table(
    key: str,
    result: ShopResult,
    findings: Sequence[Finding],
    packs: Mapping[str, Pack],
    words: Words,
    *,
    mend: bool = False,
) -> Iterator[str]:
    if not findings:
        return
    columns = [words("ci.col.point"), words("ci.col.found"), *([words("ci.col.mend")] if mend else [])]
    yield f"#### {_text(words(key))} ({len(findings)})"
    yield ""
    yield f"| {' | '.join(_text(c) for c in columns)} |"
    yield f"|{'---|' * len(columns)}"
    for finding in findings:
        view = _view(result, finding, packs, words)
        cells = [
            _point(finding, view, words),
            sentence(finding, words),
            *([mending(finding, view, words)] if mend else []),
        ]
        yield f"| {' | '.join(_cell(c) for c in cells)} |"
    yield ""


def _entries(key: str, entries: Sequence[Known], words: Words) -> Iterator[str]:
    if entries:
        yield f"#### {_text(words(key))} ({len(entries)})"
        yield ""
        for entry in entries:
            point = _text(noun(entry.check, words))
            yield f"- {_cell(point)}: {_cell(known_sentence(entry, words))} ({_cell(host_of(entry.shop))})"
        yield ""


def badge(findings: Sequence[Finding], *, day: date, words: Words) -> str:
    """An SVG badge: how many obligatory points are met, of how many, on which day, and until when it says anything.

    Points that could not be measured are named beside the others: they count neither for nor against the shop.
    """
    duties = [f for f in findings if f.duty is Duty.MUST and f.outcome is not Outcome.NOT_APPLICABLE]
    met = sum(f.outcome is Outcome.MET for f in duties)
    unseen = sum(f.outcome in (Outcome.NOT_MEASURED, Outcome.UNSURE) for f in duties)
    until = day + timedelta(BADGE_DAYS)
    measured = len(duties) - unseen
    said = [_text(words("badge.points", met=met, n=measured))] if measured or not unseen else []
    said += [_text(words.n("badge.unseen", unseen))] if unseen else []
    right = f"{', '.join(said)} · {day.isoformat()} – {until.isoformat()}"
    title = _text(words("badge.title", met=met, n=measured, day=day, until=until))
    title += f" ({_text(words.n('badge.unseen', unseen))})" if unseen else ""
    return _badge_svg("shopcheck", right, title)


def _badge_svg(left: str, right: str, title: str) -> str:
    wide = 76 + 16 + round(6.6 * len(right))
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", width=str(wide), height="24", role="img")
    root.set("viewBox", f"0 0 {wide} 24")
    root.set("aria-label", title)
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "rect", width="76", height="24", fill="#333333")
    ET.SubElement(root, "rect", x="76", width=str(wide - 76), height="24", fill="#1d4f91")
    style = {"fill": "#ffffff", "font-family": "system-ui, sans-serif", "font-size": "12", "y": "16"}
    ET.SubElement(root, "text", {"x": "8", **style}).text = left
    ET.SubElement(root, "text", {"x": "84", **style}).text = right
    return ET.tostring(root, encoding="unicode") + "\n"


def _view(result: ShopResult, finding: Finding, packs: Mapping[str, Pack], words: Words) -> RuleView:
    return rule_view(finding, packs, result.snapshot.platform if result.snapshot else "", words)


def _point(finding: Finding, view: RuleView, words: Words) -> str:
    """What the finding is about, in a word or two."""
    return _text(noun(finding.check, words, view))


def _cell(text: object) -> str:
    """Text that stays inside its cell of a Markdown table and is not taken for markup."""
    flat = clean(str(text), _CELL)
    for sign in "\\|<>[]`*_!#&":
        flat = flat.replace(sign, f"\\{sign}")
    return flat


def _text(markup: object) -> str:
    unescape = getattr(markup, "unescape", None)
    return str(unescape() if callable(unescape) else markup)
