"""Two rounds of the sample, a year apart: shops better, less good, otherwise, new and gone, and mails in both."""

from datetime import timedelta

from msgspec.structs import replace

from audit.evidence import EvidenceStore
from audit.model import Audit, Finding, ShopResult
from mystery_shop.compared import compare as compare_mails
from reports.changes import Changes, compare
from reports.history import History, Round
from reports.mail import Mails
from reports.slugs import slug_of
from tests.reports.campaign import many
from tests.reports.hostile import hostile_audit
from tests.reports.sample import SampleAudit, sample

YEAR = timedelta(days=365)
BETTER, WORSE, MIXED = "Kaarsenwinkel", "Speelgoedreus", "Boekhandel Zuid"
NEW, GONE, OTHER_RULES = "Gadgethuis", "Oude winkel", "Magasin du Monde"
WITH_MAILS = 8


def two_rounds(store: EvidenceStore | None = None) -> tuple[SampleAudit, SampleAudit]:
    """The last round and this one."""
    first, second = sample(store), sample(store)
    known = {r.shop.name: _year_before(r) for r in first.shops}
    for name, like in ((BETTER, "Lampenkoning"), (WORSE, "Ängström Elektra"), (MIXED, "Matras Direct")):
        known[name] = replace(known[name], findings=known[like].findings)
    del known[NEW]
    abroad = known[OTHER_RULES]
    known[OTHER_RULES] = replace(abroad, findings=tuple(_under(f, "be") for f in abroad.findings))
    left = known["Verfshop"]
    known[GONE] = replace(left, shop=replace(left.shop, key="https://oud.nl", url="https://oud.nl/", name=GONE))
    first.shops = list(known.values())
    return first, second


def _year_before(result: ShopResult) -> ShopResult:
    if result.snapshot is None:
        return result
    times = {name: getattr(result.snapshot, name) - YEAR for name in ("started_at", "finished_at")}
    return replace(result, snapshot=replace(result.snapshot, **times))


def _under(finding: Finding, pack: str) -> Finding:
    """The same, judged by the law of another country."""
    return replace(finding, rule=f"{pack}/{finding.rule.partition('/')[2]}")


def mails_of(audit: SampleAudit, seed: int) -> Mails:
    """Eight mails to each of the first shops."""
    return many([r.shop.key for r in audit.shops if r.snapshot and not r.left][:WITH_MAILS], 8, seed=seed)


def compared(first: Audit, second: Audit, history: History | None = None) -> Changes:
    """The changes between the rounds, the mails' included; both were judged by the same rules."""
    kept = {r.snapshot.shop.key: r.findings for r in first.results() if r.snapshot}
    note = history.note(1) if history is not None else None
    found = compare(first, second, lambda snapshot: kept[snapshot.shop.key], note=note)
    if history is not None:
        pages = frozenset(f"{slug_of(r.shop.key)}.html" for r in first.results())
        history.rounds.append(Round(info=first.info, at="../last/", pages=pages))
    return found


def hostile_rounds() -> tuple[SampleAudit, Changes, History]:
    """This round of shops that do their worst, its changes and its history; the last round did its worst too."""
    second, history = hostile_audit(), History()
    first = [_year_before(r) for r in second.shops]
    came, went = first.pop(0), first.pop(1)
    evil = came.shop.name
    moved = replace(first[0], findings=first[0].findings[::-1])
    first[0] = replace(
        moved, findings=tuple(replace(f, rule=g.rule) for f, g in zip(moved.findings, first[0].findings, strict=True))
    )
    first.append(replace(went, shop=replace(went.shop, key="https://went.example", url=f"https://x.example/{evil}")))
    before = SampleAudit(first, title=evil, settings={evil[:200]: evil})
    return second, compared(before, second, history), history


def with_mails(found: Changes, first: SampleAudit, second: SampleAudit) -> tuple[Changes, Mails]:
    """The same with the mails of both rounds, and those of this round."""
    before, after = mails_of(first, 3), mails_of(second, 4)
    found.mail = compare_mails(before.threads, before.threads, after.threads)
    return found, after
