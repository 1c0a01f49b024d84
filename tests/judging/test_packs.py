"""The packs: complete, cited, dated; and broken ones are refused with file and rule."""

import types
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.model import Kind
from audit.outcomes import Duty, Outcome, Reason
from checks import packs, rules
from checks.judge import judge
from checks.packs import LANGUAGES, PackError, load_pack, markets
from checks.rules import checks, description, options
from tests.judging.build import snapshot

WANTED = {"EU", "NL", "BE", "DE", "AT", "FR", "IE", "ES", "IT", "GB"}
# law.md 1b: from which day phone and e-mail are obligatory
SINCE = {
    "EU": date(2022, 5, 28),
    "NL": date(2022, 5, 28),
    "BE": date(2022, 5, 28),
    "DE": date(2022, 5, 28),
    "AT": date(2022, 7, 20),
    "FR": date(2022, 5, 28),
    "IE": date(2022, 11, 29),
    "ES": date(2022, 5, 28),
    "IT": date(2023, 4, 2),
}


def test_every_wanted_market_has_a_pack() -> None:
    assert set(markets()) >= WANTED


@pytest.mark.parametrize("market", sorted(markets()))
def test_every_rule_is_complete(market: str) -> None:
    pack = load_pack(market.lower())
    assert pack is not None
    assert set(pack.title) == set(LANGUAGES)
    for rule in pack.rules:
        assert rule.citation and rule.address.startswith("https://"), rule.id
        assert set(rule.title) == set(rule.why) == set(rule.fix["any"]) == set(LANGUAGES), rule.id
        assert all(set(texts) == set(LANGUAGES) for texts in rule.fix_for.values()), rule.id
        assert set(rule.note) in (set(), set(LANGUAGES)), rule.id
        assert set(rule.citations) in (set(), set(LANGUAGES)), rule.id
        for lang in LANGUAGES:
            assert ": " not in rule.cited(lang), f"{rule.id}: a remark in the citation belongs into the note"
    assert set(pack.enforcer) == set(LANGUAGES)


# law.md 1a and 1b: what was read in a source; everything else is [UNC] there in whole or in part
READ = {
    "EU": {"phone-tariff", "foreign-number"},
    "NL": {"contact-phone", "contact-email", "company-identity"},
    "BE": {"company-identity"},
    "DE": {"contact-two-clicks", "phone-tariff", "email-usable", "company-identity"},
    "AT": {"phone-tariff"},
    "FR": {"phone-tariff"},
    "IE": set(),
    "ES": {"phone-tariff"},
    "IT": {"contact-phone"},
    "GB": {"contact-email", "contact-two-clicks", "phone-tariff", "email-usable", "company-identity"},
}


@pytest.mark.parametrize("market", sorted(WANTED))
def test_what_was_not_read_in_a_source_is_marked_so(market: str) -> None:
    pack, union = load_pack(market), load_pack("EU")
    assert pack is not None and union is not None
    own = {r.id for r in pack.rules if market == "EU" or r.citation != union.rule(r.id).citation}
    assert {r.id for r in pack.rules if r.id in own and r.status == "confirmed"} == READ[market]
    for rule in pack.rules:
        if rule.id not in own:
            assert (rule.status, rule.note) == (union.rule(rule.id).status, union.rule(rule.id).note)


def test_another_citation_leaves_the_remark_on_the_old_one_behind() -> None:
    below = {"id": "x", "citation": "Old", "status": "confirmed", "note": {"en": "on the old one"}, "duty": "must"}
    assert packs._overlay(below, {"id": "x", "citation": "New"}) == {"id": "x", "citation": "New", "duty": "must"}
    assert packs._overlay(below, {"id": "x", "duty": "info"})["note"] == {"en": "on the old one"}


@pytest.mark.parametrize("market", sorted(SINCE))
@pytest.mark.parametrize("kind", list(Kind))
def test_the_duty_begins_on_its_day(market: str, kind: Kind) -> None:
    rule_id = f"contact-{kind}"
    pack = load_pack(market)
    assert pack is not None
    assert (pack.rule(rule_id).since, pack.rule(rule_id).duty) == (SINCE[market], Duty.MUST)
    for day, expected in ((date.fromordinal(SINCE[market].toordinal() - 1), Outcome.NOT_APPLICABLE),):
        snap = snapshot(day=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        finding = next(f for f in judge(snap, pack) if f.rule.endswith(rule_id))
        assert (finding.outcome, finding.reason) == (expected, Reason.NOT_IN_FORCE)
    today = next(f for f in judge(snapshot(), pack) if f.rule.endswith(rule_id))
    assert today.outcome is Outcome.NOT_FOUND


def test_the_united_kingdom_has_no_phone_duty() -> None:
    pack = load_pack("gb")
    assert pack is not None
    assert pack.rule("contact-phone").duty is Duty.INFO
    assert pack.rule("contact-email").duty is Duty.MUST


def test_every_check_is_used_documented_and_takes_its_options() -> None:
    pack = load_pack("EU")
    assert pack is not None
    assert {rule.check for rule in pack.rules} == set(checks())
    for check_id in checks():
        assert len(description(check_id)) > 80, check_id
        assert all(name.isidentifier() for name in options(check_id))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"check": "no-such"}, "unknown check 'no-such'"),
        ({"options": {"colour": 1}}, "no option colour"),
        ({"status": "perhaps"}, "status is 'perhaps'"),
        ({"citation": ""}, "has no citation"),
        ({"citation": {"nl": "Wet"}}, "has no citation"),
        ({"until": date(2001, 1, 1)}, "before it begins"),
        ({"duty": "maybe"}, "duty"),
        ({"options": {"roles": ["kitchen"]}}, "kitchen"),
    ],
)
def test_a_broken_rule_is_refused_with_its_name(change: dict, said: str) -> None:
    raw = packs._merged("nl")[1]["contact-phone"]
    with pytest.raises(PackError, match=said) as error:
        packs._rule("nl", {**raw, **change})
    assert "checks/packs/nl.toml, rule contact-phone" in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('id = "zz"\nextends = "eu"\n', r"zz.toml: \[pack\] has no id, market, version, title"),
        ('[pack]\nid = "zz"\nversion = "1"\n', "has no market, title"),
        ("[pack\n", "not readable as TOML"),
        (None, "there is no pack checks/packs/zz.toml"),
    ],
)
def test_a_pack_without_its_head_is_refused_with_its_name(
    text: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packs").mkdir()
    if text is not None:
        (tmp_path / "packs" / "zz.toml").write_text(text)
    monkeypatch.setattr("checks.packs.resources.files", lambda _: tmp_path)
    with pytest.raises(PackError, match=said):
        packs._read.__wrapped__("zz")


def test_a_rule_file_without_its_check_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished = types.ModuleType("checks.rules.half_done")
    monkeypatch.setattr("checks.rules.pkgutil.iter_modules", lambda _: [types.SimpleNamespace(name="half_done")])
    monkeypatch.setattr("checks.rules.importlib.import_module", lambda _: unfinished)
    with pytest.raises(AttributeError, match=r"checks/rules/half_done\.py needs ID"):
        rules.checks.__wrapped__()
