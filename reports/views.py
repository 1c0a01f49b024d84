"""What a page about one shop shows, in words. Pure, and strictly without judging: findings come as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from audit.model import Finding, Gap, LinkTried, Page, Proof, Region, ShopResult, Sighting, Snapshot
from audit.outcomes import Confidence, Duty, Outcome
from checks.packs import Pack, Rule
from reports import platforms
from reports.changes import MACHINE
from reports.details import detail_rows, phone_number, shown_value
from reports.fair_play import day_of
from reports.heads import CONTACT, Cell, ShopHead, cell
from reports.pictures import Picture
from reports.places import how_it_reads, how_shown, way
from reports.safe import Address, address, clean
from reports.typography import typeset
from reports.wording import Words

PROOFS = 3
VALUES = 10
PAGES = 60
LINKS = 40
FILES = 120


@dataclass(frozen=True, kw_only=True)
class ProofView:
    """One proof: the page, the way there, what stands there and how, and the picture."""

    page: Address
    title: str = ""
    role: str = ""
    region: str = ""
    how: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    value: str = ""
    quote: str = ""
    steps: tuple[str, ...] | None = None
    picture: Picture | None = None
    picture_gone: bool = False
    language: str = ""
    thumbs: tuple[Picture, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuleView:
    """The rule behind a finding. Texts carry their language, for they may exist only in another one."""

    id: str
    title: tuple[str, str] = ("", "")
    why: tuple[str, str] = ("", "")
    fix: tuple[tuple[str, str], ...] = ()
    citation: str = ""
    note: tuple[str, str] = ("", "")
    source: Address | None = None
    unconfirmed: bool = False
    known: bool = False


@dataclass(frozen=True, kw_only=True)
class FindingView:
    """One finding in words."""

    id: str
    check: str
    noun: str
    outcome: str
    cell: Cell
    weight: Duty
    duty: str
    axis: str
    norm: bool
    confidence: str
    by: str
    values: tuple[Address, ...]
    details: tuple[tuple[str, tuple[Address, ...]], ...]
    proofs: tuple[ProofView, ...]
    absence: str
    looked_at: tuple[Address, ...]
    rule: RuleView
    review: str = ""
    paste: str = ""


def noun(check: str, words: Words, rule: RuleView | None = None) -> str:
    """What the check looks for, as a word: from the catalogue, else the rule's title."""
    if words.has(f"check.{check}.noun"):
        return words(f"check.{check}.noun")
    return rule.title[0] if rule and rule.title[0] else check


def rule_view(finding: Finding, packs: Mapping[str, Pack], platform: str, words: Words) -> RuleView:
    """The rule's own texts, in the report's language where it has them."""
    pack_id, _, rule_id = finding.rule.rpartition("/")
    try:
        rule = packs[pack_id].rule(rule_id)
    except KeyError:
        return RuleView(id=finding.rule)
    return rule_texts(finding.rule, rule, platform, words, finding.detail.get("lacks", ""))


def rule_texts(name: str, rule: Rule, platform: str, words: Words, lacks: str = "") -> RuleView:
    """The texts of a known rule; fixes for everybody first, then those for the shop's software.

    lacks: names of what the shop lacks, with commas, where the check tells; then the first is only about that.
    """
    lacking = [rule.fix_for.get(lack) for lack in lacks.split(", ")] if lacks else [None]
    fixes = [fix for fix in lacking if fix]
    if len(fixes) < len(lacking):
        fixes = [rule.fix["any"]] if "any" in rule.fix else []
    fixes += [rule.fix[platform]] if platform in rule.fix and platform != "any" else []
    fixes.append(platforms.fix(platform, rule.check))
    return RuleView(
        id=name,
        title=in_language(rule.title, words.lang),
        why=in_language(rule.why, words.lang),
        fix=tuple(t for f in fixes if (t := in_language(f, words.lang))[0]),
        citation=rule.cited(words.lang),
        note=in_language(rule.note, words.lang),
        source=address(rule.address) if rule.address else None,
        unconfirmed=rule.status != "confirmed",
        known=True,
    )


def in_language(texts: Mapping[str, str], lang: str) -> tuple[str, str]:
    """The text and its language: the language asked for, else English, else the first there is."""
    for code in (lang, "en", *sorted(texts)):
        if texts.get(code):
            return typeset(texts[code], code), code
    return "", lang


def finding_view(
    finding: Finding,
    snapshot: Snapshot,
    *,
    packs: Mapping[str, Pack],
    pictures: Mapping[str, Picture],
    words: Words,
) -> FindingView:
    """One finding with its proofs. pictures: the screenshots that could be copied, by evidence id."""
    rule = rule_view(finding, packs, snapshot.platform, words)
    absence = ""
    if finding.outcome is Outcome.NOT_FOUND:
        absence = words.n("shop.absence.sentence", len(snapshot.pages), day=snapshot.started_at)
    return FindingView(
        id=finding.rule.rpartition("/")[2] or finding.check,
        check=finding.check,
        noun=noun(finding.check, words, rule),
        outcome=finding.outcome.value,
        cell=cell(finding, words),
        weight=finding.duty,
        duty=words(f"duty.{finding.duty}"),
        axis=words(f"axis.{finding.axis}"),
        norm=finding.axis.value == "norm",
        confidence=_sure(finding, words),
        by=words(f"by.{finding.by}"),
        values=tuple(shown_value(v, words) for v in finding.values[:VALUES]),
        details=tuple(detail_rows(finding, words)),
        proofs=tuple(_proof(p, finding, snapshot, pictures, words) for p in finding.evidence[:PROOFS]),
        absence=absence,
        looked_at=tuple(address(u) for u in finding.looked_at[:PAGES]),
        rule=rule,
        review=_review(finding, words),
        paste=platforms.paste(finding),
    )


def _sure(finding: Finding, words: Words) -> str:
    """How sure the finding is, and what makes it so; nothing where nothing was measured."""
    if finding.outcome in (Outcome.NOT_MEASURED, Outcome.NOT_APPLICABLE):
        return ""
    if finding.confidence is Confidence.UNSURE:
        return words("sure.unsure")
    if finding.by != MACHINE:
        return words("sure.person")
    how = "not_found" if finding.outcome is Outcome.NOT_FOUND else "seen"
    return words(f"sure.{finding.confidence}.{how}")


def _review(finding: Finding, words: Words) -> str:
    """Who decided, what the program had found, and why."""
    if finding.by == MACHINE:
        return ""
    machine = finding.detail.get("machine", "")
    if machine == Outcome.UNSURE:
        machine = "unsure.machine"  # a person has looked: it is not still to be done
    elif machine not in set(Outcome):
        machine = ""
    return words(
        "shop.review",
        reviewer=clean(finding.detail.get("reviewer", ""), 80),
        machine=words(f"outcome.{machine}") if machine else "",
        reason=clean(finding.detail.get("review_reason", ""), 300),
        day=day_of(finding.detail.get("decided_on", ""), words),
    )


def _proof(
    proof: Proof, finding: Finding, snapshot: Snapshot, pictures: Mapping[str, Picture], words: Words
) -> ProofView:
    page = _page_at(snapshot, proof.url)
    seen = _sighting_of(proof, finding, snapshot)
    return ProofView(
        page=address(proof.url),
        title=clean(page.title, 120) if page else "",
        role=words(f"role.{page.role}") if page else "",
        region=words(f"region.{seen.region}") if seen and seen.region is not Region.UNKNOWN else "",
        how=how_shown(seen, words) if seen else (),
        reads=how_it_reads(seen, words) if seen else (),
        value=phone_number(clean(seen.value, 120)) if seen else "",
        quote=clean(proof.quote, 400),
        steps=way(page, seen, words) if page else None,
        picture=pictures.get(proof.screenshot or ""),
        picture_gone=proof.screenshot is not None and proof.screenshot not in pictures,
        language=clean(page.language, 12) if page else "",
        thumbs=tuple(pictures[i] for i in _on_the_way(page, snapshot) if i in pictures and i != proof.screenshot),
    )


def _on_the_way(page: Page | None, snapshot: Snapshot) -> list[str]:
    """Pictures of the pages on the way from home to a page, where a browser showed them.

    None that frames a value: it shows the lines round that value, seldom the link that was followed.
    """
    if page is None or not page.path:
        return []
    steps = [snapshot.home_url, *(step.url for step in page.path[:-1])]
    passed = [found for url in steps if (found := _page_at(snapshot, url)) is not None]
    framed = {s.screenshot for s in snapshot.sightings}
    return [shot for p in passed for shot in [s for s in p.screenshots if s not in framed][:1]]


def _page_at(snapshot: Snapshot, url: str) -> Page | None:
    return next((p for p in snapshot.pages if url in (p.final_url, p.url)), None)


def _sighting_of(proof: Proof, finding: Finding, snapshot: Snapshot) -> Sighting | None:
    here = [s for s in snapshot.sightings if s.page == proof.url and (s.value in finding.values or not finding.values)]
    exact = [s for s in here if s.quote == proof.quote and s.screenshot == proof.screenshot]
    near = [s for s in here if s.quote == proof.quote] or [s for s in here if finding.values]
    return next(iter(exact or near), None)


def shown_pictures(result: ShopResult) -> tuple[str, ...]:
    """Evidence ids of the screenshots that the shop's page shows."""
    ids = [p.screenshot for f in result.findings for p in f.evidence[:PROOFS]]
    if result.snapshot is not None:
        absent = {u for f in result.findings if f.outcome is Outcome.NOT_FOUND for u in f.looked_at}
        ids += [p.screenshots[0] for p in result.snapshot.pages if p.screenshots and absent & {p.url, p.final_url}]
        proofs = (p for f in result.findings for p in f.evidence[:PROOFS])
        ids += [i for p in proofs for i in _on_the_way(_page_at(result.snapshot, p.url), result.snapshot)]
        ids += [g.evidence for g in result.snapshot.gaps]
    return tuple(dict.fromkeys(i for i in ids if i))


def page_rows(snapshot: Snapshot, pictures: Mapping[str, Picture], words: Words) -> list[dict[str, Any]]:
    """The pages that were read."""
    return [
        {
            "page": address(p.final_url or p.url),
            "title": clean(p.title, 100),
            "role": words(f"role.{p.role}"),
            "clicks": "" if p.clicks is None else p.clicks,
            "status": p.status,
            "rendered": words("shop.yes" if p.rendered else "shop.no"),
            "picture": pictures.get(p.screenshots[0]) if p.screenshots else None,
        }
        for p in snapshot.pages[:PAGES]
    ]


def link_rows(links: tuple[LinkTried, ...], words: Words) -> list[dict[str, Any]]:
    """The links that were tried, likeliest first."""
    ranked = sorted(links, key=lambda x: (-x.score, x.url))
    return [
        {
            "label": clean(link.label, 80),
            "page": address(link.url),
            "role": words(f"role.{link.role}"),
            "result": words(f"link.{link.result}"),
        }
        for link in ranked[:LINKS]
    ]


def file_rows(snapshot: Snapshot, words: Words) -> list[dict[str, Any]]:
    """The files that prove the visit: what each is, its name (the SHA-256 of its bytes), its size and time."""
    return [
        {
            "kind": words(f"file.{e.kind}") if words.has(f"file.{e.kind}") else clean(e.kind, 30),
            "page": address(e.url),
            "name": clean(e.id, 90),
            "size": words.number(round(e.size / 1000, 1)),
            "taken": words.moment(e.taken_at),
        }
        for e in snapshot.evidence[:FILES]
    ]


def gap_rows(gaps: tuple[Gap, ...], pictures: Mapping[str, Picture], words: Words) -> list[dict[str, Any]]:
    """What could not be looked at, with the reason."""
    return [
        {
            "page": address(g.url),
            "role": words(f"role.{g.role}"),
            "reason": words(f"reason.{g.reason}"),
            "ours": g.reason.side.value == "ours",
            "status": g.status,
            "tries": words.n("tries", g.tries),
            "picture": pictures.get(g.evidence or ""),
        }
        for g in gaps[:PAGES]
    ]


def channel_rows(snapshot: Snapshot, words: Words) -> list[dict[str, Any]]:
    """Other channels, each kind and value once, with the first page it was seen on."""
    once: dict[tuple[str, str], dict[str, Any]] = {}
    for c in snapshot.channels:
        value = "" if c.kind == "form" else c.value
        row = {"kind": words(f"channel.{c.kind}"), "value": address(value, 60), "page": address(c.page)}
        once.setdefault((c.kind, value), row)
    return list(once.values())[:PAGES]


def looked_facts(snapshot: Snapshot, words: Words) -> list[tuple[str, str | Markup]]:
    """How the visit was made, as pairs of name and value."""
    s = snapshot.searched
    rendered = sum(p.rendered for p in snapshot.pages)
    facts: list[tuple[str, str | Markup]] = [
        ("rendered", words("shop.looked.rendered.of", n=rendered, all=len(snapshot.pages))),
        ("languages", words.both(language_name(c, words) for c in s.languages or snapshot.languages)),
        ("consent", words(f"consent.{s.consent.replace(' ', '_')}") if s.consent else ""),
        ("sitemap", words(f"sitemap.{s.sitemap.replace(' ', '_')}") if s.sitemap else ""),
        ("absent", words.both(words(f"role.{r}") for r in s.absent)),
        ("buttons", words.both(words("quoted", text=clean(b, 60)) for b in s.buttons_clicked[:20])),
        ("frames", words.number(s.frames + s.shadow_roots)),
        ("images", words.number(s.images_read)),
        ("second", words("shop.yes" if snapshot.second_look else "shop.no")),
        ("requests", words.number(snapshot.requests) if snapshot.requests else ""),
        ("asked", clean(snapshot.facts.get("accept_language", ""), 120)),
        ("agent", clean(snapshot.user_agent, 200)),
    ]
    return [(words(f"shop.looked.{name}"), value) for name, value in facts if value]


def language_name(code: str, words: Words) -> str:
    """The language's name in the report's language."""
    return str(words.locale.languages.get(code.partition("-")[0].lower()) or clean(code, 12))


def country_name(code: str, words: Words) -> str:
    """The country's name in the report's language."""
    return str(words.locale.territories.get(code.upper()) or clean(code, 20))


def sentence(result: ShopResult, findings: list[FindingView], head: ShopHead, words: Words) -> Markup | None:
    """What was seen of the obligatory points, in one sentence."""
    told = [f for f in findings if f.weight is Duty.MUST] or [f for f in findings if f.check in CONTACT]
    if result.snapshot is None or not told:
        return None
    parts = [
        words(
            "shop.sentence.one", noun=f.noun, verdict=f"{f.cell.label} ({f.cell.note})" if f.cell.note else f.cell.label
        )
        for f in told
    ]
    key = "shop.sentence" if result.snapshot.pages else "shop.sentence.shut"
    return words(key, day=result.snapshot.started_at, shop=head.name, findings=Markup(". ").join(parts))
