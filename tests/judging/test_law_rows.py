"""Every row of the scenario table (law.md 2b): its verdict under each country's rules, on both sides of the date."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from audit.model import Channel, Finding, How, Kind, NumberKind, Owner, Role, Sighting, Snapshot, Use
from audit.outcomes import Duty, Outcome, Place, Reason
from checks.judge import judge
from checks.packs import load_pack, markets
from mystery_shop.classify import classify
from mystery_shop.model import MailClass
from mystery_shop.parse import parse
from tests.judging.build import gap, sighting, snapshot

PHONE, EMAIL = "phone-findable", "email-findable"
MET, PARTLY, BREACHED = Outcome.MET, Outcome.PARTLY, Outcome.BREACHED
NOT_FOUND, UNSURE, UNMEASURED = Outcome.NOT_FOUND, Outcome.UNSURE, Outcome.NOT_MEASURED
WITHOUT_PROOF = (NOT_FOUND, UNMEASURED, Outcome.NOT_APPLICABLE)
BY_MAIL = "measured by mail, not on the pages"

Expected = dict[str, tuple[Outcome, Place | None, Reason | None]]


class Case(NamedTuple):
    """What is on the pages, and what the checks must say of it."""

    seen: Callable[[], Snapshot]
    expected: Expected


def both(role: Role = Role.CONTACT, **changes: object) -> Callable[[], Snapshot]:
    return lambda: snapshot(sighting(Kind.PHONE, role, **changes), sighting(Kind.EMAIL, role, **changes))


def alike(outcome: Outcome, place: Place | None, reason: Reason | None) -> Expected:
    return {PHONE: (outcome, place, reason), EMAIL: (outcome, place, reason)}


def phone(**changes: object) -> Sighting:
    return sighting(Kind.PHONE, **changes)


def costly(quote: str) -> Callable[[], Snapshot]:
    return lambda: snapshot(phone(value="+319007324618", quote=quote, number_kind=NumberKind.PREMIUM))


def channel(kind: str) -> Callable[[], Snapshot]:
    return lambda: snapshot(channels=(Channel(kind=kind, page="https://winkel.test/contact"),))


def pictures() -> Snapshot:
    return snapshot(facts={"unread_pictures": "2"})


def shut(reason: Reason) -> Callable[[], Snapshot]:
    return lambda: snapshot(gaps=(gap(Role.HOME, reason),))


UNSEEN = {"rendered": False, "visible_desktop": None, "visible_phone": None}

ROWS: dict[str, list[Case] | str] = {
    "Visible text, <=2 clicks from home, contact/service/imprint page, rendered without login": [
        Case(both(role), alike(MET, Place.CLEAR, None)) for role in (Role.CONTACT, Role.SERVICE, Role.IMPRINT)
    ]
    + [Case(both(clicks=2), alike(MET, Place.CLEAR, None))]
    + [Case(both(clicks=3), alike(PARTLY, Place.HARD, Reason.TOO_MANY_CLICKS))],
    "Only in terms and conditions": [Case(both(Role.TERMS), alike(BREACHED, Place.TERMS_ONLY, Reason.ONLY_IN_TERMS))],
    "Only in privacy statement": [
        Case(both(Role.PRIVACY), alike(BREACHED, Place.PRIVACY_ONLY, Reason.ONLY_IN_PRIVACY)),
        Case(
            lambda: snapshot(sighting(Kind.EMAIL, Role.PRIVACY, value="privacy@winkel.test", use=Use.PRIVACY)),
            {EMAIL: (BREACHED, Place.PRIVACY_ONLY, Reason.ONLY_IN_PRIVACY)},
        ),
    ],
    "Only after a chat / chatbot": [
        Case(
            channel("chat"),
            {**alike(NOT_FOUND, None, Reason.CHAT_ONLY), "chat-gate": (PARTLY, None, Reason.CHAT_ONLY)},
        ),
    ],
    "Only after login / order number": [
        Case(both(Role.LOGIN), alike(BREACHED, Place.LOGIN_ONLY, Reason.ONLY_AFTER_LOGIN))
    ],
    "Contact form only": [
        Case(channel("form"), {**alike(NOT_FOUND, None, Reason.FORM_ONLY), "other-channel": (MET, None, None)})
    ],
    "no-reply@ / noreply@ only": [
        Case(
            lambda: snapshot(sighting(Kind.EMAIL, value="noreply@winkel.test", use=Use.NOREPLY)),
            {
                EMAIL: (BREACHED, Place.CLEAR, Reason.NOREPLY_ONLY),
                "email-usable": (BREACHED, None, Reason.NOREPLY_ONLY),
            },
        )
    ],
    "Working-looking address, auto-reply refuses": BY_MAIL,
    "Address bounces (5.x.x)": BY_MAIL,
    "No answer at all": BY_MAIL,
    "Premium/shared-cost number only": [
        Case(
            costly("Bel 0900-7324618 (1 euro per minuut)"),
            {
                PHONE: (BREACHED, Place.CLEAR, Reason.PREMIUM_ONLY),
                "phone-tariff": (BREACHED, None, Reason.PREMIUM_ONLY),
            },
        ),
        Case(
            costly("Bel 0900-7324618 (lokaal tarief)"),
            {PHONE: (PARTLY, Place.CLEAR, Reason.PREMIUM_ONLY), "phone-tariff": (PARTLY, None, Reason.PREMIUM_ONLY)},
        ),
        Case(
            lambda: snapshot(phone(), phone(value="+319007324618", number_kind=NumberKind.PREMIUM)),
            {PHONE: (MET, Place.CLEAR, None), "phone-tariff": (PARTLY, None, Reason.PREMIUM_TOO)},
        ),
    ],
    "Foreign number on a national shop": [
        Case(
            lambda: snapshot(phone(value="+48221234567")),
            {PHONE: (MET, Place.CLEAR, None), "foreign-number": (PARTLY, None, Reason.FOREIGN_ONLY)},
        )
    ],
    "Number answers only for new orders": [
        Case(
            lambda: snapshot(phone(value="+31206241111", quote="Alleen voor bestellingen: 020-6241111")),
            {PHONE: (PARTLY, Place.CLEAR, Reason.ORDERS_ONLY)},
        ),
        Case(
            lambda: snapshot(
                phone(value="+31206241111", quote="Bestellingen 020-6241111. Klantenservice 030-2345678"),
                phone(value="+31302345678", quote="Bestellingen 020-6241111. Klantenservice 030-2345678"),
            ),
            {PHONE: (MET, Place.CLEAR, None)},
        ),
    ],
    'WhatsApp-only number, "no calls"': [
        Case(
            lambda: snapshot(phone(value="+31621734618", label="WhatsApp", quote="WhatsApp: 06-21734618, niet bellen")),
            {PHONE: (NOT_FOUND, None, Reason.OTHER_CHANNEL_ONLY), "other-channel": (MET, None, None)},
        ),
        Case(
            lambda: snapshot(
                phone(
                    value="+31621734618",
                    quote="Stuur een WhatsApp-bericht: 06-21734618 (alleen WhatsApp, wij nemen niet op) Naam Telefoon",
                )
            ),
            {PHONE: (NOT_FOUND, None, Reason.OTHER_CHANNEL_ONLY), "other-channel": (MET, None, None)},
        ),
        Case(
            lambda: snapshot(
                phone(value="+31621734618", label="bellen", quote="Alleen WhatsApp (niet bellen): 06 21 73 46 18"),
            ),
            {PHONE: (NOT_FOUND, None, Reason.OTHER_CHANNEL_ONLY)},
        ),
        Case(
            lambda: snapshot(phone(value="+31621734618", label="App", quote="App op 06-21734618 (bellen kan niet)")),
            {PHONE: (NOT_FOUND, None, Reason.OTHER_CHANNEL_ONLY)},
        ),
        Case(
            lambda: snapshot(phone(value="+31621734618", label="App", quote="Bel of app ons: 06-21734618")),
            {PHONE: (MET, Place.CLEAR, None)},
        ),
    ],
    "Call-back form only": [
        Case(
            channel("callback"),
            {PHONE: (NOT_FOUND, None, Reason.OTHER_CHANNEL_ONLY), "other-channel": (MET, None, None)},
        )
    ],
    "E-mail as image": [
        Case(both(how=How.IMAGE), alike(PARTLY, Place.IMAGE_ONLY, Reason.ONLY_IN_IMAGE)),
        Case(pictures, alike(UNSURE, None, Reason.ONLY_IN_IMAGE)),
    ],
    '"[at]" notation, JS-built, Cloudflare-protected': [
        Case(both(how=how), alike(MET, Place.CLEAR, None)) for how in (How.AT_NOTATION, How.SCRIPT, How.CFEMAIL)
    ],
    "Only in a PDF": [Case(both(how=How.PDF), alike(PARTLY, Place.PDF_ONLY, Reason.ONLY_IN_PDF))],
    "Only in JSON-LD / meta / `tel:` href without visible text": [
        *(
            Case(both(Role.HOME, how=how), alike(BREACHED, Place.MARKUP_ONLY, Reason.ONLY_IN_MARKUP))
            for how in (How.JSON_LD, How.MICRODATA, How.META, How.ATTRIBUTE, How.COMMENT)
        ),
        Case(
            both(how=How.TEL_LINK, visible_desktop=False, visible_phone=False),
            alike(BREACHED, Place.MARKUP_ONLY, Reason.ONLY_IN_MARKUP),
        ),
        Case(
            lambda: snapshot(
                sighting(Kind.PHONE, Role.HOME, how=How.JSON_LD, **UNSEEN),
                sighting(Kind.EMAIL, Role.HOME, how=How.JSON_LD, **UNSEEN),
                pages=tuple(msgspec.structs.replace(p, rendered=False) for p in snapshot().pages),
            ),
            alike(UNMEASURED, None, Reason.NOT_RENDERED),
        ),
    ],
    "Only on Google / social media / sister-country site": [
        Case(channel("social"), alike(NOT_FOUND, None, Reason.NOTHING_SEEN)),
    ],
    "Bot wall, 403, CAPTCHA, geo-redirect, timeout, consent wall not passed": [
        Case(shut(reason), dict.fromkeys((PHONE, EMAIL, "company-identity"), (UNMEASURED, None, reason)))
        for reason in Reason
        if reason.side.value == "site" or reason is Reason.NO_WORDS_FOR_LANGUAGE
    ],
    "Marketplace page": [
        Case(both(Role.PRODUCT, owner=Owner.OTHER), alike(NOT_FOUND, None, Reason.OTHER_PARTY_ONLY)),
        Case(
            lambda: snapshot(
                sighting(Kind.PHONE, Role.PRODUCT, owner=Owner.OTHER, value="+31302345678"),
                sighting(Kind.EMAIL, Role.PRODUCT, owner=Owner.OTHER, value="info@seller.test"),
                *(sighting(k) for k in Kind),
            ),
            alike(MET, Place.CLEAR, None),
        ),
    ],
}  # fmt: skip
CASES = [
    pytest.param(case, market, id=f"{market}-{number}.{place}")
    for number, cases in enumerate(ROWS.values(), start=1)
    if not isinstance(cases, str)
    for place, case in enumerate(cases, start=1)
    for market in sorted(markets())
]


def findings(snap: Snapshot, market: str) -> dict[str, Finding]:
    return {f.check: f for f in judge(snap, load_pack(market))}


def at(snap: Snapshot, market: str) -> Snapshot:
    return msgspec.structs.replace(snap, shop=msgspec.structs.replace(snap.shop, market=market))


def test_every_row_of_the_table_is_here(shared: Path) -> None:
    text = (shared / "research" / "law.md").read_text("utf-8")
    table = text[text.index("### 2b.") : text.index("Minimum evidence")]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")][2:]
    assert rows == list(ROWS)


@pytest.mark.parametrize(("case", "market"), CASES)
def test_a_row_has_its_verdict_in_every_market(case: Case, market: str) -> None:
    found = findings(at(case.seen(), market), market)
    for check, (outcome, place, reason) in case.expected.items():
        if market == "EU" and check == "foreign-number":
            outcome, reason = Outcome.NOT_APPLICABLE, Reason.NOTHING_SEEN  # the Union is no caller's own country
        finding = found[check]
        assert (finding.outcome, finding.place, finding.reason) == (outcome, place, reason), check
        assert finding.evidence or outcome in WITHOUT_PROOF or reason is Reason.ONLY_IN_IMAGE


@pytest.mark.parametrize("market", sorted(markets()))
def test_a_visit_before_the_date_is_not_judged_by_the_row(market: str) -> None:
    pack = load_pack(market)
    assert pack is not None
    for rule_id in ("contact-phone", "contact-email", "phone-tariff", "company-identity"):
        rule = pack.rule(rule_id)
        first = datetime(rule.since.year, rule.since.month, rule.since.day, tzinfo=UTC)
        for row in (both(Role.TERMS), both(), channel("form")):
            before = findings(
                msgspec.structs.replace(at(row(), market), started_at=first - timedelta(seconds=1)), market
            )
            assert (before[rule.check].outcome, before[rule.check].reason) == (
                Outcome.NOT_APPLICABLE,
                Reason.NOT_IN_FORCE,
            )
            since = findings(msgspec.structs.replace(at(row(), market), started_at=first), market)
            assert since[rule.check].reason is not Reason.NOT_IN_FORCE


def test_the_same_row_weighs_otherwise_where_the_law_is_another() -> None:
    duties = {market: findings(at(both(Role.TERMS)(), market), market) for market in markets()}
    assert {m for m, found in duties.items() if found[PHONE].duty is Duty.MUST} == set(markets()) - {"GB"}
    assert {m for m, found in duties.items() if found[EMAIL].duty is Duty.MUST} == set(markets())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dieses Postfach wird nicht gelesen. Bitte nutzen Sie unser Formular.", {MailClass.REFUSAL}),
        ("Dit is een automatisch bericht. Mails aan dit adres worden niet gelezen.", {MailClass.REFUSAL}),
        ("This mailbox is not monitored and replies are not read.", {MailClass.REFUSAL}),
    ],
)  # fmt: skip
def test_an_auto_reply_that_refuses_is_told_from_an_answer(text: str, expected: set[MailClass]) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Shop <info@shop.test>", "probe@probe.test", "Automatic reply"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(text)
    assert classify(parse(mail.as_bytes())).mail_class in expected
