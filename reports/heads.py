"""What tables say of a shop: one line, with a few words for each result. Pure, and strictly without judging."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from markupsafe import Markup
from msgspec.structs import replace as replace_fields

from audit.model import Finding, ShopResult
from audit.outcomes import Duty, Outcome, Place, Reason
from checks.market import LIST, Market, market_of
from reports.places import market_signs
from reports.ranking import Group, Points, points
from reports.safe import clean
from reports.slugs import host_of, shop_id, slug_of
from reports.wording import Words

CONTACT = ("phone-findable", "email-findable")
_OWN_PLACES = frozenset(Place) - {Place.CLEAR, Place.HARD}
_ORDER = {o: n for n, o in enumerate(Outcome)}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One result in a table: the outcome (for the mark), the words, a remark, and a sort key."""

    outcome: str
    label: str
    note: str = ""
    order: str = ""


def clicks_text(clicks: int | None, words: Words) -> str:
    """How far from the home page."""
    if clicks is None:
        return ""
    return words("clicks.home") if clicks == 0 else words.n("clicks", clicks)


def outcome_key(outcome: str, check: str) -> str:
    """The key of the words for an outcome: of a point that has no place it would be untrue to speak of one."""
    return (
        "outcome.breached.otherwise" if outcome == Outcome.BREACHED and check not in CONTACT else f"outcome.{outcome}"
    )


def cell(finding: Finding, words: Words) -> Cell:
    """The finding in a few words, with a remark (clicks, or the reason)."""
    outcome, reason = finding.outcome, finding.reason
    told = reason if reason is not Reason.AS_DECIDED else None  # by itself that says nothing of what was seen
    label, note = words(outcome_key(outcome, finding.check)), ""
    if outcome in (Outcome.MET, Outcome.PARTLY, Outcome.BREACHED) and finding.place is not None:
        label, note = words(f"place.{finding.place}"), clicks_text(finding.clicks, words)
        if finding.place is Place.MARKUP_ONLY:
            note = ""
        if outcome is Outcome.BREACHED and finding.place not in _OWN_PLACES and reason:
            label = words(f"reason.{told}") if told else words(outcome_key(outcome, finding.check))
        elif outcome is Outcome.PARTLY and finding.place is Place.CLEAR and reason:
            # found easily; it is something else that lacks
            label = words(f"reason.{told}") if told else words(outcome_key(outcome, finding.check))
        elif outcome is Outcome.PARTLY and finding.place is Place.HARD and told not in (None, Reason.TOO_MANY_CLICKS):
            note = words(f"reason.{told}")
    elif told is not None:
        note = words(f"reason.{told}")
    if finding.detail.get("before_on"):
        note = Markup(" · ").join(part for part in (note, repair(finding, words)) if part)
    place = finding.place.rank if finding.place is not None else 9
    return Cell(
        outcome=outcome.value,
        label=label,
        note=note,
        order=f"{_ORDER[outcome]}{place}{min(finding.clicks if finding.clicks is not None else 9, 9)}",
    )


def repair(finding: Finding, words: Words) -> Markup:
    """When a repair was seen, and what had been found before, each with its day; for a finding that has one."""
    told = finding.detail
    before = replace_fields(
        finding,
        outcome=Outcome(told["before"]),
        place=Place(told["before_place"]) if "before_place" in told else None,
        reason=Reason(told["before_reason"]) if "before_reason" in told else None,
        clicks=None,
        detail={},
    )
    key, day = ("fixed.on", "fixed_on") if "fixed_on" in told else ("fixed.improved", "improved_on")
    seen = words(key, day=words.value(date.fromisoformat(told[day])))
    first = words(
        "fixed.before", day=words.value(date.fromisoformat(told["before_on"])), verdict=cell(before, words).label
    )
    return words.parts((seen, first))


def table_cell(finding: Finding, words: Words) -> Cell:
    """As :func:`cell`, for a table of shops under different laws: says where the point is not obligatory."""
    made = cell(finding, words)
    if finding.duty is Duty.MUST or finding.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE, Outcome.NOT_MEASURED):
        return made
    return replace(made, note=words("duty.not_obligatory"))


@dataclass(frozen=True, kw_only=True)
class ShopHead:
    """What every page says about a shop, and what tables need of it."""

    id: str
    key: str
    slug: str
    name: str
    host: str
    market: str
    market_why: str = ""
    sector: str
    points: Points
    reason: str
    cells: Mapping[str, Cell]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    disputed: str = ""

    @property
    def group(self) -> Group | None:
        """The shop's group in the ranking."""
        return self.points.group


def _market_why(market: Market, words: Words) -> str:
    """What told under which country's rules the shop is judged."""
    if any(kind == LIST for kind, _ in market.signs):
        return words("shop.market.listed")
    return words("shop.market.why", signs=words.both(market_signs(market, words)))


def shop_head(result: ShopResult, words: Words) -> ShopHead:
    """The row of a shop."""
    shop = result.shop
    host = clean(host_of(shop.url or shop.key), 120)
    own = points(()) if result.left else points(result.findings)
    market = market_of(result)
    found = {f.check: f for f in reversed(result.findings)}
    return ShopHead(
        id=shop_id(shop.key),
        key=shop.key,
        slug=slug_of(shop.key),
        name=clean(shop.name, 100) or host,
        host=host,
        market=clean(market.code or "", 20),
        market_why=_market_why(market, words) if market.code else "",
        sector=clean(shop.sector or "", 60),
        points=own,
        reason=_why_unranked(result, own, words),
        outcomes={check: f.outcome.value for check, f in found.items()},
        disputed=_disputed(result, words),
        cells={c: table_cell(found[c], words) for c in CONTACT if c in found},
    )


def _disputed(result: ShopResult, words: Words) -> str:
    """That the shop objected, and when, for wherever its results stand without its own words."""
    days = [r.received_on for r in result.replies if r.kind == "objection"]
    if not days:
        return ""
    try:
        return words("reply.disputed", day=words.value(date.fromisoformat(max(days))))
    except ValueError:
        return words("reply.disputed", day=clean(max(days), 40))


def _why_unranked(result: ShopResult, own: Points, words: Words) -> str:
    """Why the shop is in no group: what kept its obligatory points from being known, never that of other points."""
    if result.left:
        return words("unranked.left")
    if result.snapshot is None:
        return words("unranked.not_visited")
    if own.ranked:
        return ""
    counted = [f for f in result.findings if f.obligatory] or result.findings
    reasons = dict.fromkeys(f.reason for f in counted if f.outcome is Outcome.NOT_MEASURED and f.reason)
    told = [words(f"reason.{r}") for r in reasons]
    if any(f.outcome is Outcome.UNSURE for f in counted):
        told.append(words("outcome.unsure"))
    if told:
        return words.both(told)
    if not own.applicable:
        return words("unranked.no_rules")
    return words.n("unranked.measured", own.measured, all=own.applicable)
