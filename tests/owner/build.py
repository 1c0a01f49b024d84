"""Results of a shop that looks at itself."""

from datetime import UTC, datetime, timedelta

from audit.model import Finding, Page, Proof, Role, Shop, ShopResult, Snapshot
from audit.outcomes import Confidence, Duty, Outcome, Place, Reason

DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def finding(
    rule: str = "contact-phone",
    outcome: Outcome = Outcome.NOT_FOUND,
    *,
    duty: Duty = Duty.MUST,
    place: Place | None = None,
    reason: Reason | None = None,
    values: tuple[str, ...] = (),
    url: str = "https://winkel.nl/contact",
    quote: str = "",
) -> Finding:
    """One finding under the Dutch pack."""
    checks = {"contact-phone": "phone-findable", "contact-email": "email-findable"}
    if outcome is Outcome.NOT_FOUND:
        reason = reason or Reason.NOTHING_SEEN
    seen = outcome in (Outcome.MET, Outcome.PARTLY, Outcome.BREACHED)
    return Finding(
        rule=f"nl/{rule}",
        check=checks.get(rule, rule),
        duty=duty,
        outcome=outcome,
        place=place,
        reason=reason,
        values=values,
        evidence=(Proof(url=url, quote=quote),) if seen else (),
        confidence=Confidence.LIKELY,
        looked_at=(url,) if outcome is Outcome.NOT_FOUND else (),
    )


def result(*findings: Finding, key: str = "https://winkel.nl", platform: str = "", name: str = "") -> ShopResult:
    """A shop that was visited."""
    shop = Shop(key=key, url=f"{key}/", name=name, market="NL", position=1)
    page = Page(url=shop.url, final_url=shop.url, role=Role.HOME, status=200, clicks=0, fetched_at=DAY)
    snapshot = Snapshot(
        shop=shop, started_at=DAY, finished_at=DAY + timedelta(seconds=20), tool="fake", home_url=shop.url,
        pages=(page,), platform=platform,
    )  # fmt: skip
    return ShopResult(shop=shop, snapshot=snapshot, findings=findings)


MISSING = finding()
TERMS = finding(
    "contact-email", Outcome.BREACHED, place=Place.TERMS_ONLY, reason=Reason.ONLY_IN_TERMS, values=("info@winkel.nl",),
    url="https://winkel.nl/voorwaarden?a=b c", quote="Mail info@winkel.nl",
)  # fmt: skip
FINE = finding("contact-email", Outcome.MET, place=Place.CLEAR, values=("info@winkel.nl",))
SHUT = finding("contact-phone", Outcome.NOT_MEASURED, reason=Reason.BLOCKED)
LIGHT = finding("opening-hours", Outcome.NOT_FOUND, duty=Duty.INFO)
DOUBT = finding("contact-phone", Outcome.UNSURE, reason=Reason.OWNER_UNKNOWN)
