"""The checks beside findability, a case for each verdict."""

import msgspec
import pytest

from audit.model import Channel, Finding, Kind, NumberKind, Region, Role, Snapshot, Step, Use
from audit.outcomes import Outcome, Reason
from checks.judge import judge
from checks.packs import load_pack
from tests.judging.build import SITE, gap, page, sighting, snapshot


def verdict(snap: Snapshot, check: str, market: str = "NL") -> Finding:
    snap = msgspec.structs.replace(snap, shop=msgspec.structs.replace(snap.shop, market=market))
    return next(f for f in judge(snap, load_pack(market)) if f.check == check)


def said(finding: Finding) -> tuple[Outcome, Reason | None]:
    return finding.outcome, finding.reason


def phone(value: str = "+31135832740", kind: NumberKind = NumberKind.VOICE, quote: str = "") -> object:
    return sighting(Kind.PHONE, value=value, number_kind=kind, quote=quote or value)


def test_contact_in_two_clicks() -> None:
    check = "contact-in-two-clicks"
    way = (Step(label="Klantenservice", url=f"{SITE}/service"), Step(label="Contact", url=f"{SITE}/contact"))
    near = (page(Role.HOME), page(Role.CONTACT, clicks=2, path=way))
    far = (page(Role.HOME), page(Role.CONTACT, clicks=3))
    others = (Role.SERVICE, Role.IMPRINT)
    found = verdict(snapshot(pages=near, absent=others), check)
    assert (*said(found), found.clicks) == (Outcome.MET, None, 2)
    assert found.detail["way"] == "Klantenservice > Contact"
    deep = verdict(snapshot(pages=far, absent=others), check)
    assert (*said(deep), deep.clicks) == (Outcome.PARTLY, Reason.TOO_MANY_CLICKS, 3)
    nowhere = snapshot(pages=(page(Role.HOME), page(Role.PRODUCT)), absent=(Role.CONTACT, *others))
    assert said(verdict(nowhere, check)) == (Outcome.NOT_FOUND, Reason.NOTHING_SEEN)
    shut = snapshot(pages=(page(Role.HOME),), absent=others, gaps=(gap(Role.CONTACT, Reason.TIMEOUT),))
    assert said(verdict(shut, check)) == (Outcome.NOT_MEASURED, Reason.TIMEOUT)


def test_details_that_everybody_sees_at_home_need_no_contact_page() -> None:
    shown = sighting(Kind.EMAIL, Role.HOME, region=Region.FOOTER)
    nobody = (Role.CONTACT, Role.SERVICE, Role.IMPRINT)
    found = verdict(
        snapshot(shown, pages=(page(Role.HOME), page(Role.PRODUCT)), absent=nobody), "contact-in-two-clicks"
    )
    assert (*said(found), found.clicks) == (Outcome.MET, None, 0)


def test_a_service_page_without_contact_is_not_where_contact_stands() -> None:
    way = tuple(Step(label=name, url=f"{SITE}/{name}") for name in ("service", "vragen", "contact"))
    deep = sighting(Kind.EMAIL, Role.CONTACT, clicks=3)
    pages = (page(Role.HOME), page(Role.SERVICE, words=200), page(Role.CONTACT, clicks=3, path=way))
    found = verdict(snapshot(deep, pages=pages, absent=(Role.IMPRINT,)), "contact-in-two-clicks")
    assert (*said(found), found.clicks) == (Outcome.PARTLY, Reason.TOO_MANY_CLICKS, 3)
    form = (Channel(kind="form", page=f"{SITE}/service"),)
    found = verdict(snapshot(deep, pages=pages, absent=(Role.IMPRINT,), channels=form), "contact-in-two-clicks")
    assert (*said(found), found.clicks) == (Outcome.MET, None, 1)


@pytest.mark.parametrize(
    ("sightings", "expected"),
    [
        ((), (Outcome.NOT_APPLICABLE, Reason.NOTHING_SEEN)),
        ((phone(),), (Outcome.MET, None)),
        ((phone("+318001234", NumberKind.TOLL_FREE),), (Outcome.MET, None)),
        ((phone("+319001234", NumberKind.PREMIUM),), (Outcome.BREACHED, Reason.PREMIUM_ONLY)),
        ((phone("+491801234567", NumberKind.SHARED_COST),), (Outcome.BREACHED, Reason.PREMIUM_ONLY)),
        ((phone(), phone("+319001234", NumberKind.PREMIUM)), (Outcome.PARTLY, Reason.PREMIUM_TOO)),
        (
            (phone("+319001234", NumberKind.PREMIUM, "0900-1234 (lokaal tarief)"),),
            (Outcome.PARTLY, Reason.PREMIUM_ONLY),
        ),
        ((phone("14013", NumberKind.UNKNOWN),), (Outcome.UNSURE, Reason.TARIFF_UNKNOWN)),
        ((phone("+31135832741", NumberKind.FAX),), (Outcome.NOT_APPLICABLE, Reason.NOTHING_SEEN)),
    ],
)
def test_phone_tariff(sightings: tuple, expected: tuple) -> None:
    assert said(verdict(snapshot(*sightings), "phone-tariff")) == expected


@pytest.mark.parametrize(
    ("values", "market", "expected"),
    [
        ((), "NL", (Outcome.NOT_APPLICABLE, Reason.NOTHING_SEEN)),
        (("+31135832740",), "NL", (Outcome.MET, None)),
        (("+4930123456", "+31135832740"), "NL", (Outcome.MET, None)),
        (("+4930123456",), "NL", (Outcome.PARTLY, Reason.FOREIGN_ONLY)),
        (("+4930123456",), "DE", (Outcome.MET, None)),
        (("1234",), "NL", (Outcome.NOT_APPLICABLE, Reason.NOTHING_SEEN)),
    ],
)
def test_foreign_number(values: tuple, market: str, expected: tuple) -> None:
    assert said(verdict(snapshot(*map(phone, values)), "foreign-number", market)) == expected


@pytest.mark.parametrize(
    ("addresses", "records", "expected"),
    [
        ((), {}, (Outcome.NOT_APPLICABLE, Reason.NOTHING_SEEN)),
        ((("info@a.test", Use.SERVICE),), {"a.test": "mx"}, (Outcome.MET, None)),
        ((("info@a.test", Use.SERVICE),), {"a.test": "a"}, (Outcome.MET, None)),
        ((("info@a.test", Use.SERVICE),), {"a.test": "none"}, (Outcome.BREACHED, Reason.UNDELIVERABLE)),
        ((("info@a.test", Use.SERVICE),), {}, (Outcome.NOT_MEASURED, Reason.NO_NETWORK)),
        ((("noreply@a.test", Use.NOREPLY),), {"a.test": "mx"}, (Outcome.BREACHED, Reason.NOREPLY_ONLY)),
        (
            (("noreply@a.test", Use.NOREPLY), ("info@b.test", Use.SERVICE)),
            {"a.test": "mx", "b.test": "none"},
            (Outcome.BREACHED, Reason.UNDELIVERABLE),
        ),
    ],
)
def test_email_usable(addresses: tuple, records: dict, expected: tuple) -> None:
    seen = tuple(sighting(Kind.EMAIL, value=value, use=use) for value, use in addresses)
    assert said(verdict(snapshot(*seen, mail_domains=records), "email-usable")) == expected


def test_other_channel() -> None:
    offered = verdict(snapshot(channels=(Channel(kind="chat", value="Tawk"), Channel(kind="form"))), "other-channel")
    assert (*said(offered), offered.values) == (Outcome.MET, None, ("chat: Tawk", "form"))
    assert said(verdict(snapshot(), "other-channel")) == (Outcome.NOT_FOUND, Reason.NOTHING_SEEN)
    shut = snapshot(gaps=(gap(Role.CONTACT, Reason.BLOCKED),))
    assert said(verdict(shut, "other-channel")) == (Outcome.NOT_MEASURED, Reason.BLOCKED)


def test_chat_gate() -> None:
    chat = (Channel(kind="chat", value="Tawk"),)
    assert verdict(snapshot(), "chat-gate").outcome is Outcome.NOT_APPLICABLE
    assert verdict(snapshot(sighting(Kind.EMAIL), channels=chat), "chat-gate").outcome is Outcome.MET
    assert said(verdict(snapshot(channels=chat), "chat-gate")) == (Outcome.PARTLY, Reason.CHAT_ONLY)
    terms = snapshot(sighting(Kind.EMAIL, Role.TERMS), channels=chat)
    assert said(verdict(terms, "chat-gate")) == (Outcome.PARTLY, Reason.CHAT_ONLY)
    shut = snapshot(channels=chat, gaps=(gap(Role.SERVICE, Reason.TIMEOUT),))
    assert said(verdict(shut, "chat-gate")) == (Outcome.NOT_MEASURED, Reason.TIMEOUT)
