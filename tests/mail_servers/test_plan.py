"""The plan: spread, spaced, seeded, each customer service once, nothing smuggled."""

from __future__ import annotations

import email
import email.policy
import itertools
import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from audit.model import Finding, Shop, ShopResult
from audit.outcomes import Duty, Outcome, Reason
from mystery_shop import asking
from mystery_shop.letters import LetterError, letter, mail_address, one_line
from mystery_shop.plan import Plan, close_pairs, make_plan, targets
from mystery_shop.plan_words import tell
from mystery_shop.settings import MailSettings, Sender, SettingsError, mail_settings
from mystery_shop.slots import NoRoomError, default_start, layout, next_cell, peak
from tests.mail_servers import cases

SECRET = b"0123456789abcdef0123456789abcdef"
SENDER = Sender(name="Jan Visser", address="jan@probe.test")
START = date(2026, 10, 14)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def result(number: int, to: str | None = "", *findings: Finding, **shop: object) -> ShopResult:
    key = f"https://shop{number}.test"
    values: dict[str, object] = {
        "key": key, "url": key, "name": f"Shop {number}", "market": "NL",
        "email": f"info@shop{number}.test" if to == "" else to,
    }  # fmt: skip
    return ShopResult(shop=Shop(**{**values, **shop}), findings=findings)  # type: ignore[arg-type]


def finding(check: str, outcome: Outcome, *values: str, reason: Reason | None = None) -> Finding:
    return Finding(rule=f"nl/{check}", check=check, duty=Duty.MUST, outcome=outcome, values=values, reason=reason)


def plan(results: list[ShopResult], settings: MailSettings | None = None, seed: int = 1, **more: object) -> Plan:
    settings = settings or MailSettings(sender=SENDER)
    found, without = targets(results, settings)
    options: dict[str, object] = {"start": START, "seed": seed, "secret": SECRET, **more}
    return make_plan(found, settings, not_mailed=without, **options)  # type: ignore[arg-type]


def by_shop(made: Plan) -> dict[str, list[datetime]]:
    moments: dict[str, list[datetime]] = {}
    for probe in made.probes:
        moments.setdefault(probe.shop, []).append(probe.planned_at)
    return moments


def test_six_mails_over_three_weeks_two_a_week_three_days_apart() -> None:
    made = plan([result(n) for n in range(40)])
    for moments in by_shop(made).values():
        assert len(moments) == 6
        assert moments[-1] - moments[0] < timedelta(weeks=3)
        assert min(b - a for a, b in itertools.pairwise(moments)) >= timedelta(days=3)
        assert min(b - a for a, b in zip(moments, moments[2:], strict=False)) >= timedelta(days=7)
        assert max(Counter(m.astimezone(AMSTERDAM).isocalendar()[:2] for m in moments).values()) <= 2


def test_weekdays_and_hours_are_all_used_and_equal_for_every_shop() -> None:
    made = plan([result(n) for n in range(60)])
    local = [probe.planned_at.astimezone(AMSTERDAM) for probe in made.probes]
    days = Counter(moment.weekday() for moment in local)
    assert set(days) == {0, 1, 2, 3, 4} and min(days.values()) >= 30
    for moments in by_shop(made).values():
        hours = [m.astimezone(AMSTERDAM).hour for m in moments]
        assert (sum(h < 12 for h in hours), sum(12 <= h < 17 for h in hours), sum(h >= 17 for h in hours)) == (2, 2, 2)
    assert not [m for m in local if m.minute % 15 == 0]


def test_the_seed_repeats_the_calendar_and_another_changes_it() -> None:
    shops = [result(n) for n in range(10)]
    first, again, other = plan(shops), plan(shops), plan(shops, seed=2)
    assert first == again
    assert by_shop(first) != by_shop(other)


def test_the_secret_decides_the_addresses_alone() -> None:
    shops = [result(n) for n in range(10)]
    first, other = plan(shops), plan(shops, secret=b"another secret of sufficient length")
    assert by_shop(first) == by_shop(other)
    assert [p.text for p in first.probes] == [p.text for p in other.probes]
    addresses = {p.reply_address for p in first.probes} | {p.reply_address for p in other.probes}
    ids = {p.message_id for p in first.probes} | {p.message_id for p in other.probes}
    assert len(addresses) == len(ids) == 120
    assert all(re.fullmatch(r"jan\+[a-z2-7]{12}@probe\.test", address) for address in addresses)
    assert not [p for p in first.probes if p.shop_name.lower().replace(" ", "") in p.reply_address + p.message_id]


def test_a_catch_all_gives_each_mail_an_address_of_its_own() -> None:
    made = plan([result(1)], MailSettings(sender=SENDER, alias="catch_all", alias_domain="antwoord.test"))
    assert all(re.fullmatch(r"[a-z2-7]{12}@antwoord\.test", probe.reply_address) for probe in made.probes)


def test_shops_are_compared_on_the_same_questions_in_an_order_of_their_own() -> None:
    made = plan([result(n) for n in range(8)])
    asked: dict[str, list[str]] = {}
    for probe in made.probes:
        asked.setdefault(probe.shop, []).append(probe.question)
    assert {tuple(sorted(q)) for q in asked.values()} == {tuple(sorted(set(asked["https://shop0.test"])))}
    assert len({tuple(q) for q in asked.values()}) > 1


def test_brands_that_share_a_customer_service_are_mailed_once() -> None:
    same_phone = finding("phone-findable", Outcome.MET, "+31201234567")
    shops = [
        result(0, "service@group.test"), result(1, "Service@GROUP.test"), result(2, "a@two.test", same_phone),
        result(3, "b@three.test", same_phone), result(4), result(5), result(6, "service@group.test", same_phone),
    ]  # fmt: skip
    found, _ = targets(shops, MailSettings(same_service=(("Shop 4", "https://shop5.test"),)))
    groups = [(t.shop[-6:-5], sorted(a[-6:-5] for a in t.also)) for t in found]
    assert groups == [("0", ["1", "2", "3", "6"]), ("4", ["5"])]


def test_addresses_of_one_company_under_different_names_are_only_hinted_at() -> None:
    made = plan([result(0, "a@group.test"), result(1, "b@group.test")])
    assert len(made.targets) == 2
    assert any("same_service" in hint for hint in made.hints)


def test_the_audits_address_comes_before_the_lists() -> None:
    seen = finding("email-findable", Outcome.PARTLY, "help@seen.test", "more@seen.test", reason=Reason.TOO_MANY_CLICKS)
    found, _ = targets([result(0, "", seen)], MailSettings())
    assert (found[0].to, found[0].source) == ("help@seen.test", "audit")


@pytest.mark.parametrize(
    ("findings", "why"),
    [
        ((), "was not visited"),
        ((finding("email-findable", Outcome.BREACHED, "noreply@x.test", reason=Reason.NOREPLY_ONLY),), "no-reply"),
        (
            (finding("email-findable", Outcome.UNSURE, "pr@x.test", reason=Reason.NOT_FOR_CUSTOMERS),),
            "not_for_customers",
        ),
        ((finding("email-findable", Outcome.NOT_FOUND, reason=Reason.FORM_ONLY),), "form_only"),
        ((finding("email-findable", Outcome.MET, "a@b.test\r\nBcc: all@x.test"),), "not an e-mail address"),
    ],
)
def test_who_cannot_be_mailed_is_named_with_the_reason(findings: tuple[Finding, ...], why: str) -> None:
    found, without = targets([result(0, None, *findings)], MailSettings())
    assert not found and why in without[0].why


def test_a_stopped_shop_is_not_planned() -> None:
    found, without = targets([result(0), result(1)], MailSettings(), lambda shop, to: "objected" if "0" in to else "")
    assert [t.shop for t in found] == ["https://shop1.test"]
    assert without[0].why == "objected"


def test_more_mails_than_room_is_an_error_that_says_what_to_write() -> None:
    with pytest.raises(NoRoomError, match="weeks = 4"):
        plan([result(0)], MailSettings(sender=SENDER, waves=8))


@pytest.mark.parametrize(("waves", "weeks"), [(1, 1), (4, 2), (8, 4), (12, 6), (16, 8), (6, 6)])
def test_other_sizes_fit_as_well(waves: int, weeks: int) -> None:
    made = layout(5, MailSettings(waves=waves, weeks=weeks), start=START, zones=[AMSTERDAM] * 5, rng=random.Random(1))
    for moments in made:
        days = [m.astimezone(AMSTERDAM).date() for m in moments]
        assert len(days) == waves
        assert all((b - a).days >= 3 for a, b in itertools.pairwise(days))
        assert all((b - a).days >= 7 for a, b in zip(days, days[2:], strict=False))


def test_no_mails_by_default_in_the_busiest_weeks() -> None:
    assert peak(date(2026, 11, 27)) == "Black Friday week" == peak(date(2025, 11, 28)) == peak(date(2026, 11, 30))
    assert peak(date(2026, 12, 31)) == peak(date(2027, 1, 1)) == "Christmas to New Year"
    assert not peak(date(2026, 11, 20)) and not peak(date(2026, 12, 2))
    start = default_start(date(2026, 11, 22), MailSettings())
    assert start == date(2026, 12, 2)
    made = plan([result(0)], start=date(2026, 11, 25))
    assert any("Black Friday" in hint for hint in made.hints)


def test_a_missed_slot_moves_to_the_same_time_of_a_later_weekday() -> None:
    friday_evening = datetime(2026, 10, 23, 18, 5, tzinfo=UTC)  # 20:05 in summer time
    moved = next_cell(friday_evening, friday_evening + timedelta(hours=5), MailSettings(), AMSTERDAM)
    assert moved == datetime(2026, 10, 26, 19, 5, tzinfo=UTC)  # the clocks went back on Sunday


def test_the_plan_says_what_it_costs_and_can_tell() -> None:
    settings = MailSettings(sender=SENDER)
    made = plan([result(n) for n in range(100)])
    words = "\n".join(tell(made, settings))
    assert "600 mails to 100 customer services of 100 shops, about 50 h of staff time" in words
    assert "17% of all pairs" in words and "no ranks" in words
    assert f"{close_pairs(made.probes)} of 600 mails follow another to the same shop within 7 days" in words


@pytest.mark.parametrize("language", asking.languages())
def test_every_question_in_every_wording_is_a_letter_without_link_order_or_complaint(language: str) -> None:
    bank = asking.questions(language)
    assert len(bank.question) >= 12
    for question in bank.question:
        assert len(question.texts) >= 2 and len(question.subjects) >= 2 and question.facts
        for seed in range(8):
            asked = asking.ask(
                bank, question, shop="Het Winkeltje", signed="Jan", reference="", rng=random.Random(seed)
            )
            probe = cases.probe(1, "info@shop.test", subject=asked.subject, text=asked.text)
            wire = letter(probe, cases.NOON)
            content = email.message_from_bytes(wire, policy=email.policy.default).get_content()
            assert content.split() == asked.text.split()
            assert len(asked.text.split()) < 90 and "{" not in asked.text


def test_the_language_follows_the_shop_then_the_market() -> None:
    assert asking.language_for("BE", ("fr-BE", "nl")) == "fr"
    assert asking.language_for("BE") == "nl"
    assert asking.language_for("AT", ("pl",)) == "de"
    assert asking.language_for(None) == "en"


HOSTILE = [
    "a@b.test\r\nBcc: all@b.test", "a@b.test\nSubject: x", "a@b.test, c@d.test", "<a@b.test> c@d.test", "a@b.test>",
    "a b@c.test", '"a b"@c.test', "a@[127.0.0.1]", "a@127.0.0.1", "@c.test", "a@", "a@b", "a@b..test", "a@-b.test",
    "a\x00@b.test", "é@b.test", "a\x85@b.test", "x" * 65 + "@b.test", "a@" + "b" * 250 + ".test", "",
    "a@b.test RCPT TO:<c@d>",
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_addresses_are_refused(address: str) -> None:
    with pytest.raises(LetterError):
        mail_address(address)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" Info@Shop.NL ", "Info@shop.nl"),
        ("o'neil+x@shop.ie", "o'neil+x@shop.ie"),
        ("info@käse.de", "info@xn--kse-qla.de"),
    ],
)
def test_ordinary_addresses_are_kept(written: str, address: str) -> None:
    assert mail_address(written) == address


@given(name=st.text(max_size=80), seed=st.integers(0, 100))
@hypothesis_settings(max_examples=150, deadline=None)
def test_no_shop_name_can_smuggle_a_header_or_break_a_letter(name: str, seed: int) -> None:
    bank = asking.questions("nl")
    question = bank.question[seed % len(bank.question)]
    try:
        asked = asking.ask(bank, question, shop=name, signed=name or "Jan", reference="", rng=random.Random(seed))
    except LetterError:
        return  # refused is safe
    probe = cases.probe(1, "info@shop.test", subject=asked.subject, text=asked.text, sender_name=name)
    read = email.message_from_bytes(letter(probe, cases.NOON), policy=email.policy.default)
    assert sorted(key.lower() for key in read) == sorted(
        ["from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"]
    )
    assert read["To"] == "info@shop.test"
    assert read["From"].addresses[0].addr_spec == probe.reply_address
    assert read.get_content_type() == "text/plain" and not read.is_multipart()


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@y.test", "a\x00b", "a\u2028b", "x" * 500])
def test_a_subject_with_more_than_one_line_is_refused(subject: str) -> None:
    with pytest.raises(LetterError):
        letter(cases.probe(1, "info@shop.test", subject=subject), cases.NOON)
    assert "\n" not in one_line(subject) and "\r" not in one_line(subject)


def test_a_letter_carries_nothing_that_machines_use() -> None:
    wire = letter(cases.probe(1, "info@shop.test", sender_name="Zoë Ångström"), cases.NOON).lower()
    for word in (
        b"auto-submitted",
        b"precedence",
        b"list-",
        b"x-auto-response-suppress",
        b"x-mailer",
        b"reply-to",
        b"http",
    ):
        assert word not in wire
    with pytest.raises(LetterError, match="links"):
        letter(cases.probe(1, "info@shop.test", text="zie https://x.test"), cases.NOON)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"wave": 3}, "did you mean 'waves'"),
        ({"approvals": 1}, "two people"),
        ({"max_per_week": 9}, "1 to 4"),
        ({"smtp": {"password": "hunter2"}}, "do not belong"),
        ({"controls": [{"name": "g", "address": "a@b.test", "imap": {"secret": "x"}}]}, "do not belong"),
        ({"caps": {"per_day": 100000}}, "at most"),
    ],
)
def test_wrong_settings_are_told_with_what_to_write(table: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)) as error:
        mail_settings(table)
    assert "hunter2" not in str(error.value)


def test_own_questions_are_checked() -> None:
    bank = asking.questions("nl")
    with pytest.raises(asking.QuestionError, match="longer than"):
        asking._checked(
            {
                "language": "nl", "greetings": ["a"], "thanks": ["b"], "closings": ["c"],
                "question": [{"id": "x", "subjects": ["s"], "texts": ["woord " * 100]}],
            },
            "mine.toml",
        )  # fmt: skip
    assert replace(bank, language="xx").language == "xx"


def test_nobody_is_asked_at_an_address_that_nobody_reads() -> None:
    url = "https://stil.test"
    result = ShopResult(shop=Shop(key=url, url=url, name="Stil", market="NL", email="no-reply@stil.test"))
    found, without = targets([result], MailSettings())
    assert found == []
    assert "no-reply address" in without[0].why
