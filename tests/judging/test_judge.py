"""The table of outcomes, row by row, for phone and for e-mail."""

from datetime import UTC, datetime

import msgspec
import pytest

from audit.model import Channel, Finding, How, Identifier, Kind, NumberKind, Owner, Region, Role, Shop, Snapshot, Use
from audit.outcomes import Confidence, Outcome, Place, Reason
from checks.judge import common_values, judge
from checks.packs import load_pack
from tests.judging.build import EMAIL, PHONE, SITE, gap, page, sighting, snapshot

CHECK = {Kind.PHONE: "phone-findable", Kind.EMAIL: "email-findable"}
BOTH = pytest.mark.parametrize("kind", list(Kind))


def verdict(snap: Snapshot, kind: Kind, market: str = "NL", **options: object) -> Finding:
    findings = judge(snap, load_pack(market), **options)
    return next(f for f in findings if f.check == CHECK[kind])


def said(finding: Finding) -> tuple[Outcome, Place | None, int | None, Reason | None]:
    return finding.outcome, finding.place, finding.clicks, finding.reason


MET = (Outcome.MET, Place.CLEAR)


@BOTH
@pytest.mark.parametrize("role", [Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT])
def test_readable_text_within_two_clicks_is_met(kind: Kind, role: Role) -> None:
    finding = verdict(snapshot(sighting(kind, role)), kind)
    assert said(finding) == (*MET, 0 if role is Role.HOME else 1, None)
    assert finding.confidence is Confidence.CERTAIN
    assert finding.values == (PHONE if kind is Kind.PHONE else EMAIL,)
    assert finding.evidence[0].url == f"{SITE}/{role}"


@BOTH
def test_footer_of_home_wins_over_the_terms(kind: Kind) -> None:
    snap = snapshot(sighting(kind, Role.TERMS), sighting(kind, Role.HOME, region=Region.FOOTER))
    assert said(verdict(snap, kind)) == (*MET, 0, None)


def test_a_link_behind_other_words_hides_a_phone_but_not_an_email() -> None:
    phone = verdict(snapshot(sighting(Kind.PHONE, how=How.TEL_LINK)), Kind.PHONE)
    email = verdict(snapshot(sighting(Kind.EMAIL, how=How.MAILTO)), Kind.EMAIL)
    assert said(phone) == (Outcome.PARTLY, Place.HARD, 1, Reason.BEHIND_LINK)
    assert said(email) == (*MET, 1, None)


@BOTH
def test_an_expander_is_one_click_more(kind: Kind) -> None:
    assert said(verdict(snapshot(sighting(kind, extra_clicks=1)), kind)) == (*MET, 2, None)
    deep = sighting(kind, clicks=2, extra_clicks=1)
    assert said(verdict(snapshot(deep), kind)) == (Outcome.PARTLY, Place.HARD, 3, Reason.TOO_MANY_CLICKS)


@BOTH
@pytest.mark.parametrize("how", [How.AT_NOTATION, How.CFEMAIL, How.SCRIPT, How.REVERSED])
def test_readable_once_rendered_is_met(kind: Kind, how: How) -> None:
    assert said(verdict(snapshot(sighting(kind, how=how)), kind)) == (*MET, 1, None)


@BOTH
@pytest.mark.parametrize(
    ("changes", "place", "clicks", "reason"),
    [
        ({"clicks": 3}, Place.HARD, 3, Reason.TOO_MANY_CLICKS),
        ({"clicks": None}, Place.HARD, None, Reason.TOO_MANY_CLICKS),
        ({"visible_phone": False}, Place.HARD, 1, Reason.HIDDEN_ON_PHONE),
        ({"visible_desktop": False}, Place.HARD, 1, Reason.HIDDEN_ON_DESKTOP),
        ({"how": How.IMAGE}, Place.IMAGE_ONLY, 1, Reason.ONLY_IN_IMAGE),
        ({"how": How.PDF}, Place.PDF_ONLY, 1, Reason.ONLY_IN_PDF),
    ],
)
def test_seen_but_hard_is_partly(kind: Kind, changes: dict, place: Place, clicks: int | None, reason: Reason) -> None:
    finding = verdict(snapshot(sighting(kind, **changes)), kind)
    assert said(finding) == (Outcome.PARTLY, place, clicks, reason)


@BOTH
@pytest.mark.parametrize(
    ("role", "changes", "place", "reason"),
    [
        (Role.TERMS, {}, Place.TERMS_ONLY, Reason.ONLY_IN_TERMS),
        (Role.TERMS, {"how": How.PDF}, Place.TERMS_ONLY, Reason.ONLY_IN_TERMS),
        (Role.PRIVACY, {}, Place.PRIVACY_ONLY, Reason.ONLY_IN_PRIVACY),
        (Role.LOGIN, {}, Place.LOGIN_ONLY, Reason.ONLY_AFTER_LOGIN),
        (Role.HOME, {"how": How.JSON_LD}, Place.MARKUP_ONLY, Reason.ONLY_IN_MARKUP),
        (Role.HOME, {"how": How.COMMENT}, Place.MARKUP_ONLY, Reason.ONLY_IN_MARKUP),
        (
            Role.HOME,
            {"visible_desktop": False, "visible_phone": False, "how": How.TEL_LINK},
            Place.MARKUP_ONLY,
            Reason.ONLY_IN_MARKUP,
        ),
    ],
)
def test_seen_where_it_does_not_count_is_breached(
    kind: Kind, role: Role, changes: dict, place: Place, reason: Reason
) -> None:
    finding = verdict(snapshot(sighting(kind, role, **changes)), kind)
    assert (finding.outcome, finding.place, finding.reason) == (Outcome.BREACHED, place, reason)
    assert finding.values


@BOTH
def test_the_footer_of_the_terms_page_is_not_in_the_terms(kind: Kind) -> None:
    snap = snapshot(sighting(kind, Role.TERMS, region=Region.FOOTER))
    assert said(verdict(snap, kind)) == (*MET, 1, None)


def test_only_a_premium_number_is_breached_at_its_place() -> None:
    snap = snapshot(sighting(Kind.PHONE, number_kind=NumberKind.PREMIUM, value="+319001234"))
    assert said(verdict(snap, Kind.PHONE)) == (Outcome.BREACHED, Place.CLEAR, 1, Reason.PREMIUM_ONLY)
    both = snapshot(sighting(Kind.PHONE, number_kind=NumberKind.PREMIUM), sighting(Kind.PHONE, value="+31201234568"))
    assert said(verdict(both, Kind.PHONE)) == (*MET, 1, None)


def test_only_a_noreply_address_is_breached_at_its_place() -> None:
    snap = snapshot(sighting(Kind.EMAIL, use=Use.NOREPLY, value="noreply@winkel.test"))
    assert said(verdict(snap, Kind.EMAIL)) == (Outcome.BREACHED, Place.CLEAR, 1, Reason.NOREPLY_ONLY)


@pytest.mark.parametrize(
    "use", [Use.PRESS, Use.JOBS, Use.INVESTORS, Use.PRIVACY, Use.BUSINESS, Use.BRANCH, Use.GIVEN_UP]
)
def test_an_address_that_is_not_for_customers_goes_to_a_person(use: Use) -> None:
    snap = snapshot(sighting(Kind.EMAIL, use=use, value="zwolle@winkel.test"))
    finding = verdict(snap, Kind.EMAIL)
    assert (finding.outcome, finding.reason) == (Outcome.UNSURE, Reason.NOT_FOR_CUSTOMERS)
    assert finding.confidence is Confidence.UNSURE


@pytest.mark.parametrize("use", [Use.PRESS, Use.JOBS, Use.INVESTORS, Use.PRIVACY, Use.BRANCH])
def test_a_number_that_is_not_for_the_web_shops_customers_goes_to_a_person(use: Use) -> None:
    only = verdict(snapshot(sighting(Kind.PHONE, use=use)), Kind.PHONE)
    assert (only.outcome, only.reason) == (Outcome.UNSURE, Reason.NOT_FOR_CUSTOMERS)
    premium = sighting(Kind.PHONE, number_kind=NumberKind.PREMIUM, value="+319001234")
    both = verdict(snapshot(sighting(Kind.PHONE, use=use), premium), Kind.PHONE)
    assert (both.outcome, both.reason) == (Outcome.BREACHED, Reason.PREMIUM_ONLY)
    beside = verdict(snapshot(sighting(Kind.PHONE, use=use), sighting(Kind.PHONE, value="+31201234568")), Kind.PHONE)
    assert beside.outcome is Outcome.MET


def test_a_fax_is_no_telephone() -> None:
    snap = snapshot(sighting(Kind.PHONE, number_kind=NumberKind.FAX))
    assert verdict(snap, Kind.PHONE).outcome is Outcome.NOT_FOUND


@BOTH
@pytest.mark.parametrize(
    ("channel", "reason"),
    [("form", Reason.FORM_ONLY), ("chat", Reason.CHAT_ONLY), ("whatsapp", Reason.OTHER_CHANNEL_ONLY)],
)
def test_another_channel_only_is_not_found_with_the_channel_named(kind: Kind, channel: str, reason: Reason) -> None:
    finding = verdict(snapshot(channels=(Channel(kind=channel),)), kind)
    assert said(finding) == (Outcome.NOT_FOUND, None, None, reason)
    assert finding.detail["channels"] == channel


def test_a_number_inside_a_link_to_a_messaging_service_is_that_channel_and_not_hidden_in_code() -> None:
    """A visitor sees the button: to say that only code holds the number would not be true."""
    link = sighting(Kind.PHONE, how=How.CHANNEL_LINK)
    finding = verdict(snapshot(link, channels=(Channel(kind="whatsapp", value=link.value),)), Kind.PHONE)
    assert said(finding) == (Outcome.NOT_FOUND, None, None, Reason.OTHER_CHANNEL_ONLY)
    assert finding.values == () and finding.detail["channels"] == "whatsapp"
    beside = verdict(snapshot(link, sighting(Kind.PHONE, value="+31201234568")), Kind.PHONE)
    assert (beside.outcome, beside.values) == (Outcome.MET, ("+31201234568",))


@BOTH
def test_only_another_partys_is_not_found_and_shown_as_such(kind: Kind) -> None:
    finding = verdict(snapshot(sighting(kind, owner=Owner.OTHER)), kind)
    assert said(finding) == (Outcome.NOT_FOUND, None, None, Reason.OTHER_PARTY_ONLY)
    assert finding.values == ()
    assert finding.detail["other_party"]


@BOTH
def test_of_unknown_owner_goes_to_a_person(kind: Kind) -> None:
    finding = verdict(snapshot(sighting(kind, owner=Owner.UNKNOWN)), kind)
    assert (finding.outcome, finding.reason, finding.values) == (Outcome.UNSURE, Reason.OWNER_UNKNOWN, ())


@BOTH
@pytest.mark.parametrize("reason", [*(r for r in Reason if r.side.value == "site"), Reason.NO_WORDS_FOR_LANGUAGE])
@pytest.mark.parametrize("role", [Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT])
def test_a_gap_in_a_needed_page_is_never_an_absence(kind: Kind, reason: Reason, role: Role) -> None:
    finding = verdict(snapshot(gaps=(gap(role, reason),)), kind)
    assert (finding.outcome, finding.reason) == (Outcome.NOT_MEASURED, reason)


@BOTH
def test_only_in_the_terms_is_not_said_when_the_contact_page_could_not_be_read(kind: Kind) -> None:
    snap = snapshot(sighting(kind, Role.TERMS), gaps=(gap(Role.CONTACT, Reason.TIMEOUT),))
    finding = verdict(snap, kind)
    assert (finding.outcome, finding.reason) == (Outcome.NOT_MEASURED, Reason.TIMEOUT)
    assert finding.values, "what was seen is still shown"
    assert finding.detail["seen_so_far"] == "terms_only"


@BOTH
def test_met_stays_met_with_a_gap_elsewhere(kind: Kind) -> None:
    snap = snapshot(sighting(kind, Role.HOME), gaps=(gap(Role.IMPRINT, Reason.TIMEOUT),))
    assert verdict(snap, kind).outcome is Outcome.MET


@BOTH
def test_pages_that_are_not_there_were_looked_for(kind: Kind) -> None:
    finding = verdict(snapshot(absent=(Role.SERVICE, Role.IMPRINT)), kind)
    assert said(finding) == (Outcome.NOT_FOUND, None, None, Reason.NOTHING_SEEN)
    assert finding.looked_at == (f"{SITE}/home", f"{SITE}/contact")
    assert finding.confidence is Confidence.LIKELY


@BOTH
def test_a_second_look_makes_it_certain(kind: Kind) -> None:
    finding = verdict(snapshot(second_look=True), kind)
    assert (finding.outcome, finding.confidence) == (Outcome.NOT_FOUND, Confidence.CERTAIN)


@BOTH
@pytest.mark.parametrize(
    ("changes", "facts", "reason"),
    [
        ({"rendered": False}, {}, Reason.NOT_RENDERED),
        ({"rendered": False}, {"browser": "none"}, Reason.NO_BROWSER),
        ({"truncated": True}, {}, Reason.TOO_LARGE),
        ({"language": "pl"}, {}, Reason.NO_WORDS_FOR_LANGUAGE),
    ],
)
def test_a_page_half_read_is_not_looked_at(kind: Kind, changes: dict, facts: dict, reason: Reason) -> None:
    pages = (page(Role.HOME), page(Role.CONTACT, **changes))
    snap = snapshot(pages=pages, absent=(Role.SERVICE, Role.IMPRINT), facts=facts)
    assert said(verdict(snap, kind))[0::3] == (Outcome.NOT_MEASURED, reason)


@BOTH
def test_a_role_nobody_looked_for_is_not_absent(kind: Kind) -> None:
    snap = snapshot(pages=(page(Role.HOME),), absent=(Role.SERVICE, Role.IMPRINT))
    assert said(verdict(snap, kind))[0::3] == (Outcome.NOT_MEASURED, Reason.NOT_VISITED)


@BOTH
def test_read_without_a_browser_is_met_but_only_likely(kind: Kind) -> None:
    snap = snapshot(sighting(kind, rendered=False, visible_desktop=None, visible_phone=None))
    finding = verdict(snap, kind)
    assert (finding.outcome, finding.confidence) == (Outcome.MET, Confidence.LIKELY)


@BOTH
def test_a_market_without_a_pack_is_shown_and_not_judged(kind: Kind) -> None:
    finding = verdict(snapshot(sighting(kind)), kind, market="PL")
    assert (finding.outcome, finding.reason) == (Outcome.NOT_MEASURED, Reason.NO_PACK)
    assert finding.values


@BOTH
def test_a_visit_before_the_law_is_not_judged_by_it(kind: Kind) -> None:
    before = datetime(2022, 5, 27, 23, 59, tzinfo=UTC)
    finding = verdict(snapshot(day=before), kind)
    assert (finding.outcome, finding.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_IN_FORCE)
    on_the_day = datetime(2022, 5, 28, 0, 0, tzinfo=UTC)
    assert verdict(snapshot(day=on_the_day), kind).outcome is Outcome.NOT_FOUND


def test_a_crash_in_one_check_is_only_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from checks import judge as module
    from checks.rules import checks

    def crash(view: object, **options: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(module, "checks", lambda: {**checks(), "phone-findable": crash})
    findings = {f.check: f for f in judge(snapshot(sighting(Kind.EMAIL)), load_pack("NL"))}
    assert said(findings["phone-findable"])[0::3] == (Outcome.NOT_MEASURED, Reason.CHECK_CRASHED)
    assert findings["email-findable"].outcome is Outcome.MET


def test_a_number_on_three_unrelated_shops_is_nobodys_own() -> None:
    def on(host: str, value: str) -> Snapshot:
        snap = snapshot(sighting(Kind.PHONE, value=value))
        return msgspec.structs.replace(snap, shop=Shop(key=host, url=host), home_url=f"https://{host}")

    snaps = [on(h, PHONE) for h in ("a.test", "b.test", "c.test")]
    assert common_values(snaps[:2]) == frozenset()
    common = common_values(snaps)
    assert common == {PHONE}
    decided = verdict(snaps[0], Kind.PHONE, common=common)
    assert (decided.outcome, decided.reason) == (Outcome.UNSURE, Reason.OWNER_UNKNOWN), "in plain sight: a person looks"
    quoted = snapshot(sighting(Kind.PHONE, Role.TERMS))
    assert verdict(quoted, Kind.PHONE, common=common).reason is Reason.OTHER_PARTY_ONLY


@pytest.mark.parametrize(
    "changes",
    [
        {"how": How.PDF},
        {"how": How.IMAGE},
        {"number_kind": NumberKind.PREMIUM},
        {"use": Use.ORDERS},
        {"use": Use.PRESS},
    ],
)
@pytest.mark.parametrize("shared", [True, False])
def test_what_stands_there_is_never_called_absent_because_its_owner_is_not_known(
    changes: dict[str, object], shared: bool
) -> None:
    """On unrelated shops too, or of an owner that the page does not tell: dear, for orders, in a picture or not."""
    snap = snapshot(sighting(Kind.PHONE, owner=Owner.SHOP if shared else Owner.UNKNOWN, **changes))
    decided = verdict(snap, Kind.PHONE, common=frozenset({PHONE} if shared else ()))
    assert (decided.outcome, decided.reason) == (Outcome.UNSURE, Reason.OWNER_UNKNOWN)


@BOTH
def test_details_that_the_page_says_come_after_signing_in_go_to_a_person(kind: Kind) -> None:
    gate = Channel(kind="login", page=f"{SITE}/contact", quote="Log in om onze contactgegevens te zien.")
    decided = verdict(snapshot(channels=(gate,)), kind)
    assert (decided.outcome, decided.reason) == (Outcome.UNSURE, Reason.ONLY_AFTER_LOGIN)
    assert [(p.url, p.quote) for p in decided.evidence] == [(gate.page, gate.quote)]
    assert verdict(snapshot(sighting(kind), channels=(gate,)), kind).outcome is Outcome.MET


def test_the_shops_of_one_firm_count_once() -> None:
    def on(host: str, vat: str) -> Snapshot:
        number = Identifier(kind="vat", scheme="btw", value=vat, owner=Owner.SHOP)
        snap = snapshot(sighting(Kind.PHONE), identifiers=(number,))
        return msgspec.structs.replace(snap, shop=Shop(key=host, url=host), home_url=f"https://{host}")

    family = [on(f"{n}.test", "NL863355560B01") for n in "abcd"]
    assert common_values(family) == frozenset()
    strangers = [on("e.test", "NL824159202B01"), on("f.test", "NL831134446B01")]
    assert common_values([*family, strangers[0]]) == frozenset()
    assert common_values([*family, *strangers]) == {PHONE}


@pytest.mark.parametrize(("host", "related"), [("b", True), ("d", False)])
def test_a_shared_mail_domain_makes_a_firm_only_where_it_is_a_shops_own(host: str, related: bool) -> None:
    def on(name: str) -> Snapshot:
        mail = sighting(Kind.EMAIL, value=f"support@{host}.test", owner_reason="domain")
        snap = snapshot(sighting(Kind.PHONE), mail)
        return msgspec.structs.replace(snap, shop=Shop(key=name, url=name), home_url=f"https://{name}.test")

    assert common_values(on(name) for name in "abc") == (frozenset() if related else {PHONE, "support@d.test"})


def test_a_mailbox_on_the_shops_own_domain_stays_its_own() -> None:
    def on(host: str) -> Snapshot:
        snap = snapshot(sighting(Kind.EMAIL, value="info@a.test"))
        return msgspec.structs.replace(snap, shop=Shop(key=host, url=host), home_url=f"https://{host}")

    assert common_values([on("a.test"), on("b.test"), on("c.test")]) == frozenset()
    snaps = [on("a.test"), on("b.test"), on("c.test"), on("d.test")]
    common = common_values(snaps)
    assert common == {"info@a.test"}
    assert verdict(snaps[0], Kind.EMAIL, common=common).outcome is Outcome.MET
    assert verdict(snaps[1], Kind.EMAIL, common=common).reason is Reason.OWNER_UNKNOWN


def test_every_outcome_but_met_and_not_applicable_has_a_reason() -> None:
    for kind in Kind:
        for how in How:
            for role in Role:
                for owner in Owner:
                    finding = verdict(snapshot(sighting(kind, role, how=how, owner=owner)), kind)
                    if finding.outcome is not Outcome.MET:
                        assert finding.reason is not None, (kind, how, role, owner)
