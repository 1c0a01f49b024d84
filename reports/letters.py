"""A letter that asks a shop for its side: what we saw, where, and how it can answer, as text and as HTML. Pure."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from audit.model import AuditInfo, ShopResult
from audit.outcomes import Duty, Outcome
from audit.reviews import published
from checks.packs import Pack
from reports import views
from reports.rendering import environment
from reports.safe import clean
from reports.slugs import host_of
from reports.wording import Words

WIDTH = 76
PAGES = 3
TOLD = frozenset({Outcome.PARTLY, Outcome.BREACHED, Outcome.NOT_FOUND})
"""Results of what is not obligatory that a letter names; the enclosed page has them all."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What holds for one letter. days: working days to answer. preview: name of the enclosed file.

    foreign: the shop's language is none that we have words for, and the letter says so.
    """

    sent_on: date
    deadline: date
    days: int
    preview: str
    foreign: bool = False


@dataclass(frozen=True, kw_only=True)
class Point:
    """One result in a letter: what it is, which rule it is about, and where it was seen or looked for."""

    verdict: Markup
    rule: Markup
    where: Markup
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter in both forms. findings: ids of the rules that it names."""

    subject: str
    text: str
    html: str
    findings: tuple[str, ...]


def write_letter(result: ShopResult, info: AuditInfo, terms: Terms, words: Words, packs: Mapping[str, Pack]) -> Letter:
    """The letter to one shop that was visited, in the language of ``words``."""
    assert result.snapshot is not None
    told = [f for f in published(result) if f.duty is Duty.MUST or f.outcome in TOLD]
    shown = [
        views.finding_view(f, result.snapshot, packs=packs, pictures={}, words=words)
        for f in told
        if f.outcome is not Outcome.NOT_APPLICABLE
    ]
    points = [_point(f, words) for f in shown]
    host = clean(host_of(result.shop.url), 120)
    name = clean(result.shop.name, 100) or host
    subject = words("letter.subject", host=host)
    before, after = _opening(info, terms, result, name, words), _closing(info, terms, host, words)
    html = (
        environment(words)
        .get_template("letter.html")
        .render(
            subject=subject,
            day=words.value(terms.sent_on),
            to=words("letter.to", shop=name),
            before=before,
            points=points,
            after=after,
            sender=_sender(info, words),
        )
    )
    return Letter(
        subject=plain(subject),
        text=_text(subject, before, points, after, terms, name, info, words),
        html=str(html),
        findings=tuple(f.rule.id for f in shown),
    )


@cache
def _environment(words: Words) -> Environment:
    return environment(words)


def _opening(info: AuditInfo, terms: Terms, result: ShopResult, name: str, words: Words) -> list[Markup]:
    assert result.snapshot is not None
    facts = {"day": result.snapshot.started_at, "host": clean(host_of(result.shop.url), 120)}
    lines = [words("letter.greeting", shop=name)]
    if terms.foreign:
        lines.append(words("letter.language", language=views.language_name(words.lang, words)))
    shut = "" if result.snapshot.pages else ".shut"
    if info.publisher:
        lines.append(words(f"letter.intro{shut}", publisher=clean(info.publisher, 120), **facts))
    else:
        lines.append(words(f"letter.intro.plain{shut}", **facts))
    return lines


def _closing(info: AuditInfo, terms: Terms, host: str, words: Words) -> list[Markup]:
    """The paragraphs under the findings; the one that begins with how to answer has its heading in the templates."""
    contact = words("letter.contact.plain", host=host)
    if info.contact:
        contact = words("letter.contact", contact=clean(info.contact, 200), host=host)
    due = words.n("letter.deadline", terms.days, deadline=words.value(terms.deadline))
    return [
        words("letter.preview", file=terms.preview),
        words("letter.law"),
        Markup(" ").join((due, contact)),
        words("letter.printed"),
        words("letter.repair"),
        Markup(" ").join((words("letter.wrong"), words("letter.free"))),
    ]


def _point(finding: views.FindingView, words: Words) -> Point:
    note = finding.cell.note
    label = finding.cell.label
    where = Markup("")
    pages = list(dict.fromkeys(p.page.text for p in finding.proofs))[:PAGES]
    if finding.absence:
        where = Markup(finding.absence)
    elif pages:
        where = words("letter.place", pages=words.both(pages))
    rule = words("letter.rule", citation=finding.rule.citation) if finding.rule.citation else Markup("")
    return Point(
        verdict=words("shop.sentence.one", noun=finding.noun, verdict=f"{label} ({note})" if note else label),
        rule=Markup(". ").join(part for part in (rule, words("letter.norm") if finding.norm else "") if part),
        where=where,
        outcome=finding.outcome,
    )


def _sender(info: AuditInfo, words: Words) -> str:
    return clean(info.publisher, 120) or str(words("letter.sender"))


def _text(
    subject: Markup,
    before: list[Markup],
    points: list[Point],
    after: list[Markup],
    terms: Terms,
    name: str,
    info: AuditInfo,
    words: Words,
) -> str:
    parts = [str(words.value(terms.sent_on)), plain(words("letter.to", shop=name)), _wrapped(subject)]
    parts += [_wrapped(line) for line in before]
    if points:
        parts.append(_heading(words("letter.seen")))
    for point in points:
        lines = [_wrapped(point.verdict, "- "), *(_wrapped(line, "  ") for line in (point.where, point.rule) if line)]
        parts.append("\n".join(lines))
    preview, law, *answer = after
    parts += [_wrapped(preview), _wrapped(law), _heading(words("letter.how")), *(_wrapped(line) for line in answer)]
    parts += [plain(words("letter.closing")), plain(Markup.escape(_sender(info, words)))]
    return "\n\n".join(parts) + "\n"


def _heading(line: Markup) -> str:
    text = plain(line)
    return f"{text}\n{'-' * len(text)}"


def _wrapped(line: Markup, first: str = "") -> str:
    return textwrap.fill(
        plain(line),
        WIDTH,
        initial_indent=first,
        subsequent_indent="  " if first else "",
        break_long_words=False,
        break_on_hyphens=False,
    )


def plain(line: Markup) -> str:
    """A sentence of the catalogue as plain text."""
    return Markup(line).unescape()
