"""From what was seen to findings: the only door from "not seen" to ``not_found``.

Pure: the same snapshot, pack and common values give the same findings. No clock, no network, no chance.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from audit.model import Finding, Gap, Kind, Owner, Proof, Role, Sighting, Snapshot
from audit.outcomes import Confidence, Outcome, Reason
from checks.claims import Claim
from checks.looked import looked_at, missing_look
from checks.market import decide
from checks.packs import Pack, Rule, pack_by_id
from checks.rules import checks
from checks.view import View, host, on_own_domain

log = logging.getLogger(__name__)

FALLBACK_PACK = "eu"
"""Whose rules are named in the findings of a market that has no pack."""

UNRELATED = 3
"""On so many unrelated shops a value is nobody's own."""

MAX_PROOFS = 5


def judge(snapshot: Snapshot, pack: Pack | None, *, common: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """One finding for each rule of the pack, in the pack's order.

    pack: None for a market without one; the findings are then ``not_measured`` and still show what was seen.
    common: what :func:`common_values` gives for the whole audit.
    """
    rules_of = pack or pack_by_id(FALLBACK_PACK)
    view = View(snapshot, market=snapshot.shop.market or rules_of.market, common=common)
    lacks = None if pack else Reason.NO_PACK if decide(snapshot).code else Reason.NO_MARKET
    return tuple(_judge_rule(view, rules_of, rule, lacks) for rule in rules_of.rules)


def common_values(snapshots: Iterable[Snapshot]) -> frozenset[str]:
    """Phones and e-mails that three or more unrelated shops show: nobody's own (a carrier, a regulator, an agency).

    Shops that show the same register or VAT number, or that write from the domain of one of them, are one firm's and
    count once; a mail domain that is no shop's on the list may as well be a platform's. A mailbox on the shop's own
    domain is the shop's, wherever else it stands.
    """
    shops: dict[str, set[str]] = defaultdict(set)
    firms = Firms()
    for snapshot in snapshots:
        firms.add(snapshot)
        for sighting in snapshot.sightings:
            if not on_own_domain(sighting, snapshot):
                shops[sighting.value].add(snapshot.shop.key)
    firms.join_by_mail()
    often = (value for value, keys in shops.items() if len(keys) >= UNRELATED)
    return frozenset(v for v in often if len({firms.of(key) for key in shops[v]}) >= UNRELATED)


class Firms:
    """Which shops belong to one firm, by what they show of it (union-find)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._hosts: set[str] = set()
        self._writing: dict[str, set[str]] = defaultdict(set)  # by mail domain: the shops that write from it

    def add(self, snapshot: Snapshot) -> None:
        """Take in what a shop shows of its firm."""
        own = [i for i in snapshot.identifiers if i.kind in ("register", "vat") and i.owner is not Owner.OTHER]
        marks = {f"{i.scheme} {i.value}" for i in own if not i.dummy}
        self._hosts.add(host(snapshot))
        for domain in {s.value.rpartition("@")[2] for s in snapshot.sightings if _names_firm(s)}:
            self._writing[domain].add(snapshot.shop.key)
        for mark in sorted(marks):
            self._above[self.of(mark)] = self.of(snapshot.shop.key)

    def join_by_mail(self) -> None:
        """Join shops that write from the domain of a shop that was taken in, once all were."""
        for domain in sorted(self._hosts & self._writing.keys()):
            first, *others = sorted(self._writing[domain])
            for other in others:
                self._above[self.of(other)] = self.of(first)

    def of(self, name: str) -> str:
        """The name that stands for the firm."""
        while (above := self._above.get(name, name)) != name:
            self._above[name] = self._above.get(above, above)
            name = above
        return name


def _names_firm(sighting: Sighting) -> bool:
    """Whether the domain of a mailbox is the firm's own, as far as its reader could tell (no free-mail house)."""
    return sighting.kind is Kind.EMAIL and sighting.owner is Owner.SHOP and sighting.owner_reason == "domain"


def _judge_rule(view: View, pack: Pack, rule: Rule, lacks: Reason | None) -> Finding:
    """One finding; a crash in one check is that check's ``not_measured`` and nobody else's.

    lacks: why no rules are known for the shop's market, None when they are.
    """
    if not rule.in_force(view.snapshot.started_at.date()):
        return _finding(pack, rule, Outcome.NOT_APPLICABLE, reason=Reason.NOT_IN_FORCE)
    home = _home_gap(view.snapshot)
    if home is not None:
        return _finding(pack, rule, Outcome.NOT_MEASURED, reason=home.reason)
    try:
        return _settle(view, pack, rule, checks()[rule.check](view, **rule.options), lacks)
    except Exception as error:
        log.exception("check %s crashed on %s", rule.check, view.snapshot.shop.url)
        detail = {"error": type(error).__name__}
        return _finding(pack, rule, Outcome.NOT_MEASURED, reason=Reason.CHECK_CRASHED, detail=detail)


def _settle(view: View, pack: Pack, rule: Rule, claim: Claim, lacks: Reason | None) -> Finding:
    """Ask whether enough was looked at for the claim, and write the finding down."""
    reason = lacks or _unearned(view, claim)
    if reason is not None:
        detail = dict(claim.detail)
        if claim.place is not None:
            detail["seen_so_far"] = claim.place.value
        return _finding(
            pack,
            rule,
            Outcome.NOT_MEASURED,
            reason=reason,
            values=claim.values,
            evidence=_proofs(view, claim),
            looked_at=looked_at(view.snapshot, claim.needs),
            detail=detail,
        )
    return _finding(
        pack,
        rule,
        claim.outcome,
        place=claim.place,
        clicks=claim.clicks,
        reason=claim.reason,
        values=claim.values,
        evidence=_proofs(view, claim),
        confidence=_confidence(view.snapshot, claim),
        looked_at=looked_at(view.snapshot, claim.needs) if claim.needs else (),
        detail=claim.detail,
    )


def _unearned(view: View, claim: Claim) -> Reason | None:
    """Why the claim does not hold yet, None when it does."""
    if not claim.needs:
        return None
    return missing_look(view.snapshot, claim.needs)


def _confidence(snapshot: Snapshot, claim: Claim) -> Confidence:
    if claim.outcome is Outcome.UNSURE:
        return Confidence.UNSURE
    if claim.outcome is Outcome.NOT_FOUND:
        return Confidence.CERTAIN if snapshot.second_look else Confidence.LIKELY
    best = claim.sightings[0] if claim.sightings else None
    return Confidence.CERTAIN if best is None or best.rendered else Confidence.LIKELY


def _proofs(view: View, claim: Claim) -> tuple[Proof, ...]:
    """What the finding points at: each place once, the shop's contact details first, then channels and the rest."""
    found: dict[tuple[str, str], Proof] = {}
    for sighting in claim.sightings:
        proof = Proof(url=sighting.page, quote=sighting.quote or sighting.raw, screenshot=sighting.screenshot)
        found.setdefault((sighting.page, sighting.value), proof)
    for channel in claim.channels:
        seen = (channel.quote, channel.detail.get("fields", ""), channel.value, channel.kind)
        found.setdefault((channel.kind, channel.value), view.proof(channel.page, *seen))
    for proof in claim.proofs:
        found.setdefault((proof.url, proof.quote), proof)
    return tuple(p for p in found.values() if p.url)[:MAX_PROOFS]


def _home_gap(snapshot: Snapshot) -> Gap | None:
    """The gap that kept us out altogether."""
    if any(page.role is Role.HOME for page in snapshot.pages):
        return None
    for gap in snapshot.gaps:
        if gap.role is Role.HOME:
            return gap
    return Gap(url=snapshot.shop.url, role=Role.HOME, reason=Reason.NOT_VISITED)


def _finding(pack: Pack, rule: Rule, outcome: Outcome, **fields: object) -> Finding:
    finding = Finding(rule=f"{pack.id}/{rule.id}", check=rule.check, duty=rule.duty, axis=rule.axis, outcome=outcome)
    return msgspec.structs.replace(finding, **fields)
