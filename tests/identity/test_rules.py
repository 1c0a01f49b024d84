"""The three checks about who the shop is and when it answers: a case for each verdict."""

from datetime import date

import msgspec
import pytest

from audit.model import AnswerTime, Finding, Hours, How, Identifier, Owner, Region, Role, Snapshot
from audit.outcomes import Axis, Confidence, Duty, Outcome, Reason
from checks.find.identity import PLACE, settle_identifiers
from checks.judge import judge
from checks.packs import Pack, Packs, Rule, pack_by_id
from reports.views import rule_texts, rule_view
from reports.wording import words_for
from tests.judging.build import SITE, gap, page, snapshot

ROLES = (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT, Role.TERMS)


def verdict(snap: Snapshot, check: str, **options: object) -> Finding:
    rule = Rule(
        id=check, check=check, duty=Duty.MUST, axis=Axis.RULE, since=date(2020, 1, 1), citation="x", address="https://x",
        status="confirmed", title={}, why={}, options=dict(options),
    )  # fmt: skip
    pack = Pack(id="test", market="NL", version="1", title={}, rules=(rule,))
    return judge(snap, pack)[0]


def said(finding: Finding) -> tuple[Outcome, Reason | None]:
    return finding.outcome, finding.reason


def shop(*identifiers: Identifier, **changes: object) -> Snapshot:
    pages = tuple(page(role) for role in ROLES)
    return snapshot(pages=pages, identifiers=identifiers, **changes)


def ident(kind: str, value: str, role: Role = Role.IMPRINT, **changes: object) -> Identifier:
    base = Identifier(kind=kind, value=value, raw=value, page=f"{SITE}/{role}", role=role, owner=Owner.SHOP)
    return msgspec.structs.replace(base, **changes)


NAME = ident("name", "De Gouden Bal B.V.", scheme="B.V.")
TRADER = ident("name", "De Gouden Bal")
ADDRESS = ident("address", "Straat 1, 1011 AB Amsterdam")
REGISTER = ident("register", "63598248", scheme="kvk")
VAT = ident("vat", "NL126515852B02", scheme="btw", valid=True)
ALL = (NAME, ADDRESS, REGISTER, VAT)
CHECK = "company-identity"


def test_all_shown_is_met() -> None:
    finding = verdict(shop(*ALL), CHECK)
    assert said(finding) == (Outcome.MET, None)
    assert set(finding.values) == {i.value for i in ALL}
    assert finding.detail["seen"] == "name, address, register, vat"
    assert finding.detail["vat_page"] == f"{SITE}/imprint"


def test_part_of_it_is_partly_and_says_what() -> None:
    finding = verdict(shop(NAME, ADDRESS), CHECK)
    assert said(finding) == (Outcome.PARTLY, Reason.INCOMPLETE)
    assert (finding.detail["seen"], finding.detail["not_seen"]) == ("name, address", "register, vat")
    assert finding.values == (NAME.value, ADDRESS.value)


@pytest.mark.parametrize(
    ("shown", "lacks", "told"),
    [
        ((NAME, ADDRESS, REGISTER), "vat", ["the VAT number"]),
        ((NAME, ADDRESS), "register, vat", ["is registered", "the VAT number"]),
        ((NAME, msgspec.structs.replace(ADDRESS, po_box=True), REGISTER, VAT), "po_box", ["Beside the PO box"]),
        ((NAME, ADDRESS, msgspec.structs.replace(REGISTER, role=Role.TERMS), VAT), "register", ["is registered"]),
        ((NAME, ADDRESS, REGISTER, msgspec.structs.replace(VAT, valid=False)), "wrong", ["that is not valid"]),
    ],
)
def test_the_fix_is_about_what_is_lacking(shown: tuple[Identifier, ...], lacks: str, told: list[str]) -> None:
    pack = pack_by_id("nl")
    finding = next(f for f in judge(shop(*shown), pack) if f.check == CHECK)
    assert finding.outcome in (Outcome.PARTLY, Outcome.BREACHED) and finding.detail["lacks"] == lacks
    fixes = [text for text, _ in rule_view(finding, Packs(), "", words_for("en")).fix]
    assert len(fixes) == len(told) and all(part in text for part, text in zip(told, fixes, strict=True))


def test_the_fix_is_the_whole_one_where_a_pack_does_not_know_what_is_lacking() -> None:
    rule = pack_by_id("nl").rule(CHECK)
    general = rule_texts("x", rule, "", words_for("en"))
    assert rule_texts("x", rule, "", words_for("en"), "vat, something").fix == general.fix
    assert len(general.fix) == 1 and "legal form" in general.fix[0][0]


def test_part_of_it_is_not_said_when_a_page_could_not_be_read() -> None:
    blind = snapshot(
        pages=(page(Role.HOME), page(Role.CONTACT)),
        identifiers=(NAME,),
        gaps=(gap(Role.IMPRINT, Reason.TIMEOUT),),
        absent=(Role.SERVICE, Role.TERMS),
    )
    finding = verdict(blind, CHECK)
    assert said(finding) == (Outcome.NOT_MEASURED, Reason.TIMEOUT)
    assert finding.values == (NAME.value,)


def test_all_shown_needs_no_further_look() -> None:
    blind = snapshot(pages=(page(Role.HOME),), identifiers=ALL, gaps=(gap(Role.TERMS, Reason.BLOCKED),))
    assert verdict(blind, CHECK).outcome is Outcome.MET


def test_nothing_seen_is_not_found() -> None:
    finding = verdict(shop(), CHECK)
    assert said(finding) == (Outcome.NOT_FOUND, Reason.NOTHING_SEEN)
    assert finding.confidence is Confidence.LIKELY
    other = tuple(msgspec.structs.replace(i, owner=Owner.OTHER) for i in ALL)
    assert verdict(shop(*other), CHECK).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "NL126515853B02", "valid": False},
        {"value": "NL123456789B01", "valid": False, "dummy": True},
        {"value": "", "raw": "[volgt]", "valid": None, "dummy": True},
    ],
)
def test_a_number_that_is_proven_wrong_is_breached(changes: dict) -> None:
    finding = verdict(shop(NAME, ADDRESS, REGISTER, msgspec.structs.replace(VAT, **changes)), CHECK)
    assert said(finding) == (Outcome.BREACHED, Reason.INVALID)
    assert finding.values[0] == finding.detail["not_valid"] == (changes["value"] or "[volgt]")


def test_a_sample_without_a_checksum_goes_to_a_person() -> None:
    sample = msgspec.structs.replace(REGISTER, value="12345678", dummy=True)
    assert said(verdict(shop(NAME, ADDRESS, sample, VAT), CHECK)) == (Outcome.UNSURE, Reason.INVALID)


def test_a_right_number_beside_a_wrong_one_counts() -> None:
    wrong = msgspec.structs.replace(VAT, value="NL126515853B02", valid=False, role=Role.TERMS)
    assert verdict(shop(*ALL, wrong), CHECK).outcome is Outcome.MET


def test_a_wrong_number_nobody_asked_for_is_exposed_and_an_unfilled_mark_is_not() -> None:
    wrong = msgspec.structs.replace(VAT, value="NL126515853B02", valid=False)
    assert said(verdict(shop(NAME, ADDRESS, wrong), CHECK, wants=["name", "address"]))[1] is Reason.INVALID
    mark = msgspec.structs.replace(VAT, value="", raw="[nummer]", valid=None, dummy=True)
    assert verdict(shop(NAME, ADDRESS, mark), CHECK, wants=["name", "address"]).outcome is Outcome.MET


def test_a_po_box_is_no_geographic_address() -> None:
    box = msgspec.structs.replace(ADDRESS, value="Postbus 1, 1000 AA Amsterdam", po_box=True)
    finding = verdict(shop(NAME, box, REGISTER, VAT), CHECK)
    assert said(finding) == (Outcome.PARTLY, Reason.INCOMPLETE)
    assert finding.detail["address_state"] == "po_box"
    assert verdict(shop(*ALL, box), CHECK).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"role": Role.TERMS}, Reason.ONLY_IN_TERMS),
        ({"role": Role.PRIVACY}, Reason.ONLY_IN_PRIVACY),
        ({"region": Region.HEAD}, Reason.ONLY_IN_MARKUP),
    ],
)
def test_where_it_does_not_count(changes: dict, reason: Reason) -> None:
    finding = verdict(shop(NAME, ADDRESS, msgspec.structs.replace(REGISTER, **changes), VAT), CHECK)
    assert said(finding) == (Outcome.PARTLY, reason)
    footer = msgspec.structs.replace(REGISTER, **{"region": Region.FOOTER, **changes})
    if "region" not in changes:
        assert verdict(shop(NAME, ADDRESS, footer, VAT), CHECK).outcome is Outcome.MET


def test_what_may_be_an_address_goes_to_a_person_and_is_not_called_missing() -> None:
    town = ident("address", "26400 Crest", scheme=PLACE, owner=Owner.UNKNOWN)
    assert said(verdict(shop(NAME, town, REGISTER, VAT), CHECK)) == (Outcome.UNSURE, Reason.OWNER_UNKNOWN)
    lacking = verdict(shop(NAME, town, VAT), CHECK)
    assert said(lacking) == (Outcome.PARTLY, Reason.INCOMPLETE)
    assert (lacking.detail["lacks"], lacking.detail["address"]) == ("register", "26400 Crest")


def test_what_may_be_an_address_counts_only_where_there_is_none() -> None:
    town = ident("address", "26400 Crest", role=Role.CONTACT, scheme=PLACE, owner=Owner.UNKNOWN)
    assert town in settle_identifiers((NAME, town))
    assert settle_identifiers((NAME, ADDRESS, town)) == (NAME, ADDRESS)


def test_of_unknown_owner_goes_to_a_person() -> None:
    unknown = msgspec.structs.replace(ADDRESS, owner=Owner.UNKNOWN)
    assert said(verdict(shop(NAME, unknown, REGISTER, VAT), CHECK)) == (Outcome.UNSURE, Reason.OWNER_UNKNOWN)


@pytest.mark.parametrize("scheme", ["copyright", "title"])
def test_a_trading_name_is_a_name_and_the_check_says_where_it_stands(scheme: str) -> None:
    site = ident("name", "De Gouden Bal", Role.HOME, scheme=scheme)
    finding = verdict(shop(site, ADDRESS, REGISTER, VAT), CHECK)
    assert said(finding) == (Outcome.MET, None)
    assert finding.detail["name_from"] == scheme
    alone = verdict(shop(site), CHECK)
    assert said(alone) == (Outcome.PARTLY, Reason.INCOMPLETE)
    assert (alone.detail["seen"], alone.detail["not_seen"]) == ("name", "address, register, vat")


@pytest.mark.parametrize("scheme", ["copyright", "title", "line"])
def test_a_name_that_may_be_the_shops_is_neither_shown_nor_missing(scheme: str) -> None:
    maybe = ident("name", "Handelshuis Kraan", Role.HOME, scheme=scheme, owner=Owner.UNKNOWN)
    assert said(verdict(shop(maybe, ADDRESS, REGISTER, VAT), CHECK)) == (Outcome.UNSURE, Reason.OWNER_UNKNOWN)
    finding = verdict(shop(maybe, ADDRESS), CHECK)
    assert said(finding) == (Outcome.PARTLY, Reason.INCOMPLETE)
    assert (finding.detail["seen"], finding.detail["not_seen"]) == ("address", "register, vat")
    assert (finding.detail["name_state"], finding.values) == ("maybe", (ADDRESS.value,))
    assert verdict(shop(maybe), CHECK).detail["not_seen"] == "address, register, vat"


def test_who_says_that_no_vat_number_is_due_needs_none() -> None:
    exempt = ident("vat", "exempt", scheme="exempt")
    assert verdict(shop(NAME, ADDRESS, REGISTER, exempt), CHECK).outcome is Outcome.MET


def test_a_register_number_is_wanted_of_registered_forms_only_where_the_pack_says_so() -> None:
    options = {"wants": ["name", "address", "register"], "register_for": "companies"}
    assert verdict(shop(TRADER, ADDRESS), CHECK, **options).outcome is Outcome.MET
    assert said(verdict(shop(NAME, ADDRESS), CHECK, **options)) == (Outcome.PARTLY, Reason.INCOMPLETE)
    assert said(verdict(shop(TRADER, ADDRESS), CHECK)) == (Outcome.PARTLY, Reason.INCOMPLETE)


def hours(osm: str, week: float, outside: float, channel: str = "", how: How = How.TEXT) -> Hours:
    return Hours(channel=channel, osm=osm, raw=osm or "werktags", week=week, outside=outside, how=how, page=SITE)


OFFICE = hours("Mo-Fr 09:00-17:00", 40, 0, "phone")
LONG = hours("Mo-Fr 08:00-21:00", 65, 25, "chat")
STORE = hours("Mo-Sa 10:00-18:00", 48, 13, "shop")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ((LONG,), (Outcome.MET, None)),
        ((OFFICE, LONG), (Outcome.MET, None)),
        ((OFFICE,), (Outcome.PARTLY, Reason.OFFICE_HOURS_ONLY)),
        ((OFFICE, STORE), (Outcome.PARTLY, Reason.OFFICE_HOURS_ONLY)),
        ((STORE,), (Outcome.MET, None)),
        ((OFFICE, hours("Mo-Su 08:00-20:00", 84, 44, how=How.JSON_LD)), (Outcome.PARTLY, Reason.OFFICE_HOURS_ONLY)),
        ((hours("Mo-Su 08:00-20:00", 84, 44, how=How.JSON_LD),), (Outcome.MET, None)),
        ((hours("", 0, 0),), (Outcome.UNSURE, Reason.UNCLEAR)),
        ((hours("", 0, 0), OFFICE), (Outcome.PARTLY, Reason.OFFICE_HOURS_ONLY)),
        ((), (Outcome.NOT_FOUND, Reason.NOT_STATED)),
    ],
)
def test_opening_hours(stated: tuple[Hours, ...], expected: tuple) -> None:
    assert said(verdict(snapshot(hours=stated), "opening-hours")) == expected


def test_opening_hours_show_their_figures() -> None:
    finding = verdict(snapshot(hours=(OFFICE, LONG)), "opening-hours")
    assert finding.values == ("phone: Mo-Fr 09:00-17:00", "chat: Mo-Fr 08:00-21:00")
    assert (finding.detail["week"], finding.detail["outside"], finding.detail["channel"]) == ("65", "25", "chat")
    blind = snapshot(hours=(OFFICE,), gaps=(gap(Role.CONTACT, Reason.CAPTCHA),))
    assert said(verdict(blind, "opening-hours")) == (Outcome.NOT_MEASURED, Reason.CAPTCHA)
    assert said(verdict(snapshot(hours=(LONG,)), "opening-hours", more_than=30.0))[0] is Outcome.PARTLY


def time(amount: float | None, channel: str = "") -> AnswerTime:
    return AnswerTime(channel=channel, text=f"binnen {amount} dagen", amount=amount, unit="days", page=SITE)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ((time(2),), (Outcome.MET, None)),
        ((time(None), time(2, "email")), (Outcome.MET, None)),
        ((time(None),), (Outcome.PARTLY, Reason.UNCLEAR)),
        ((time(14, "complaints"),), (Outcome.NOT_FOUND, Reason.NOT_STATED)),
        ((time(30, "privacy"),), (Outcome.NOT_FOUND, Reason.NOT_STATED)),
        ((), (Outcome.NOT_FOUND, Reason.NOT_STATED)),
    ],
)
def test_answer_time_stated(stated: tuple[AnswerTime, ...], expected: tuple) -> None:
    assert said(verdict(snapshot(answer_times=stated), "answer-time-stated")) == expected


def test_answer_time_shows_what_it_holds_for() -> None:
    finding = verdict(snapshot(answer_times=(time(2, "email"), time(14, "complaints"))), "answer-time-stated")
    assert finding.values == ("binnen 2 dagen",)
    assert (finding.detail["amount"], finding.detail["unit"], finding.detail["channel"]) == ("2", "days", "email")
    assert finding.detail["other_matters"].startswith("complaints: ")
    blind = snapshot(gaps=(gap(Role.SERVICE, Reason.BLOCKED),))
    assert said(verdict(blind, "answer-time-stated")) == (Outcome.NOT_MEASURED, Reason.BLOCKED)
