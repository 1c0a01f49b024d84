"""Each check has a case for each verdict that it can give, and each that says something was seen points at it."""

import msgspec
import pytest

from audit.model import (
    AnswerTime,
    Channel,
    Finding,
    Hours,
    Identifier,
    Kind,
    NumberKind,
    Owner,
    Role,
    Snapshot,
    Step,
    Use,
)
from audit.outcomes import Outcome, Reason
from checks.judge import judge
from checks.packs import load_pack
from checks.rules import checks
from tests.judging.build import SITE, gap, page, sighting, snapshot

MET, PARTLY, BREACHED = Outcome.MET, Outcome.PARTLY, Outcome.BREACHED
NOT_FOUND, UNSURE = Outcome.NOT_FOUND, Outcome.UNSURE
UNMEASURED, NOT_APPLICABLE = Outcome.NOT_MEASURED, Outcome.NOT_APPLICABLE

PICTURE = "a" * 64 + ".jpg"
ALL = (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT, Role.TERMS)
CONTACT = f"{SITE}/contact"


def shop(*sightings: object, **changes: object) -> Snapshot:
    pages = tuple(page(role, screenshots=(PICTURE,), path=(Step(label=role.title(), url=SITE),)) for role in ALL)
    return snapshot(*sightings, pages=pages, **changes)


def shut(*sightings: object, **changes: object) -> Snapshot:
    """The contact page could not be read."""
    left = tuple(page(role, screenshots=(PICTURE,)) for role in ALL if role is not Role.CONTACT)
    return snapshot(*sightings, pages=left, gaps=(gap(Role.CONTACT, Reason.TIMEOUT),), **changes)


def far() -> Snapshot:
    return snapshot(pages=(page(Role.HOME), page(Role.CONTACT, clicks=3, title="Contact")), absent=ALL[2:])


def nowhere() -> Snapshot:
    return snapshot(pages=(page(Role.HOME), page(Role.PRODUCT)), absent=ALL[1:])


def home_only() -> Snapshot:
    """Where customers would find a way to write could not be read at all."""
    return snapshot(pages=(page(Role.HOME),), gaps=tuple(gap(role, Reason.BLOCKED) for role in ALL[1:]))


def phone(**changes: object) -> object:
    return sighting(Kind.PHONE, **changes)


def email(**changes: object) -> object:
    return sighting(Kind.EMAIL, **changes)


def ident(kind: str, value: str, **changes: object) -> Identifier:
    base = Identifier(
        kind=kind, value=value, raw=value, page=CONTACT, role=Role.CONTACT, owner=Owner.SHOP, quote=f"… {value} …"
    )
    return msgspec.structs.replace(base, **changes)


NAME = ident("name", "De Gouden Bal B.V.")
ADDRESS = ident("address", "Straat 1, 1011 AB Amsterdam")
KVK = ident("register", "63598248", scheme="kvk")
VAT = ident("vat", "NL126515852B02", scheme="btw", valid=True)
WRONG = ident("vat", "NL126515852B03", scheme="btw", valid=False)
CHAT = (Channel(kind="chat", value="Tawk", page=CONTACT),)
FORM = (Channel(kind="form", page=CONTACT, detail={"fields": "naam, bericht"}),)
OFFICE = Hours(
    channel="phone", osm="Mo-Fr 09:00-17:00", raw="ma-vr 9-17", page=CONTACT, quote="ma-vr 9-17 uur", week=40
)
EVENING = Hours(channel="phone", osm="Mo-Fr 09:00-21:00", raw="ma-vr 9-21", page=CONTACT, week=60, outside=20)
UNREAD = Hours(channel="phone", osm="", raw="meestal open", page=CONTACT)
TWO_DAYS = AnswerTime(text="binnen 2 werkdagen", amount=2, unit="days", working=True, page=CONTACT)
SOON = AnswerTime(text="zo snel mogelijk", page=CONTACT)
FOREIGN = "+48221234567"
NOREPLY = {"value": "noreply@winkel.test", "use": Use.NOREPLY}

CASES: dict[str, dict[Outcome, Snapshot]] = {
    "phone-findable": {
        MET: shop(phone()),
        PARTLY: shop(phone(clicks=4)),
        BREACHED: shop(phone(role=Role.TERMS, page=f"{SITE}/terms")),
        NOT_FOUND: shop(),
        UNSURE: shop(phone(owner=Owner.UNKNOWN)),
        UNMEASURED: shut(),
    },
    "email-findable": {
        MET: shop(email()),
        PARTLY: shop(email(visible_phone=False)),
        BREACHED: shop(email(**NOREPLY)),
        NOT_FOUND: shop(channels=FORM),
        UNSURE: shop(email(value="jobs@winkel.test", use=Use.JOBS)),
        UNMEASURED: shut(email(role=Role.TERMS)),
    },
    "contact-in-two-clicks": {MET: shop(), PARTLY: far(), NOT_FOUND: nowhere(), UNMEASURED: home_only()},
    "phone-tariff": {
        MET: shop(phone()),
        PARTLY: shop(phone(), phone(value="+319007324618", number_kind=NumberKind.PREMIUM)),
        BREACHED: shop(phone(value="+319007324618", number_kind=NumberKind.PREMIUM)),
        UNSURE: shop(phone(value="1888", number_kind=NumberKind.UNKNOWN)),
        UNMEASURED: shut(),
        NOT_APPLICABLE: shop(),
    },
    "foreign-number": {
        MET: shop(phone()),
        PARTLY: shop(phone(value=FOREIGN)),
        UNMEASURED: shut(),
        NOT_APPLICABLE: shop(),
    },
    "email-usable": {
        MET: shop(email(), mail_domains={"winkel.test": "mx"}),
        BREACHED: shop(email(), mail_domains={"winkel.test": "none"}),
        UNMEASURED: shop(email()),
        NOT_APPLICABLE: shop(),
    },
    "company-identity": {
        MET: shop(identifiers=(NAME, ADDRESS, KVK, VAT)),
        PARTLY: shop(identifiers=(NAME, KVK, VAT, msgspec.structs.replace(ADDRESS, po_box=True))),
        BREACHED: shop(identifiers=(NAME, ADDRESS, KVK, WRONG)),
        NOT_FOUND: shop(),
        UNSURE: shop(identifiers=tuple(ident(i.kind, i.value, owner=Owner.UNKNOWN) for i in (NAME, ADDRESS, KVK, VAT))),
        UNMEASURED: shut(identifiers=(NAME,)),
    },
    "other-channel": {MET: shop(channels=FORM), NOT_FOUND: shop(), UNMEASURED: shut()},
    "opening-hours": {
        MET: shop(hours=(EVENING,)),
        PARTLY: shop(hours=(OFFICE,)),
        NOT_FOUND: shop(),
        UNSURE: shop(hours=(UNREAD,)),
        UNMEASURED: shut(hours=(OFFICE,)),
    },
    "chat-gate": {
        MET: shop(email(), channels=CHAT),
        PARTLY: shop(channels=CHAT),
        UNMEASURED: shut(channels=CHAT),
        NOT_APPLICABLE: shop(),
    },
    "answer-time-stated": {
        MET: shop(answer_times=(TWO_DAYS,)),
        PARTLY: shop(answer_times=(SOON,)),
        NOT_FOUND: shop(),
        UNMEASURED: shut(answer_times=(SOON,)),
    },
}  # fmt: skip
ALL_CASES = [
    pytest.param(check, outcome, snap, id=f"{check} {outcome}")
    for check, cases in CASES.items()
    for outcome, snap in cases.items()
]


def verdict(snap: Snapshot, check: str) -> Finding:
    return next(f for f in judge(snap, load_pack("NL")) if f.check == check)


def test_every_check_is_here_with_what_it_shares_with_all() -> None:
    assert set(CASES) == set(checks())
    assert all({MET, UNMEASURED} <= set(cases) for cases in CASES.values())


@pytest.mark.parametrize(("check", "outcome", "snap"), ALL_CASES)
def test_a_check_gives_its_verdict(check: str, outcome: Outcome, snap: Snapshot) -> None:
    finding = verdict(snap, check)
    assert finding.outcome is outcome
    assert (finding.reason is None) is (outcome is MET)


@pytest.mark.parametrize(("check", "outcome", "snap"), ALL_CASES)
def test_what_was_seen_has_its_page_and_its_words(check: str, outcome: Outcome, snap: Snapshot) -> None:
    finding = verdict(snap, check)
    seen = outcome in (MET, PARTLY, BREACHED, UNSURE) or bool(finding.values)
    assert bool(finding.evidence) or not seen
    assert all(proof.url and proof.quote for proof in finding.evidence)


@pytest.mark.parametrize("check", ["company-identity", "opening-hours", "answer-time-stated", "other-channel"])
def test_a_picture_of_the_page_is_pointed_at_where_there_is_one(check: str) -> None:
    assert {proof.screenshot for proof in verdict(CASES[check][MET], check).evidence} == {PICTURE}


def test_what_a_shop_shows_instead_is_pointed_at_too() -> None:
    finding = verdict(CASES["email-findable"][NOT_FOUND], "email-findable")
    assert (finding.reason, finding.evidence[0].url) == (Reason.FORM_ONLY, CONTACT)
    assert finding.evidence[0].quote == "naam, bericht"


def test_each_kind_of_identity_is_pointed_at_once_and_what_is_wrong_first() -> None:
    met = verdict(CASES["company-identity"][MET], "company-identity")
    assert [proof.quote for proof in met.evidence] == [i.quote for i in (NAME, ADDRESS, KVK, VAT)]
    assert verdict(CASES["company-identity"][BREACHED], "company-identity").evidence[0].quote == WRONG.quote
