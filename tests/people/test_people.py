"""Sheets for people: out, filled in, and back; and the tool's own error rate."""

import csv
import io
from collections.abc import Iterator

import msgspec
import pytest

from audit.model import AuditInfo, Finding, Kind, Review, Role, ShopResult, Use
from audit.outcomes import Confidence, Duty, Outcome, Place, Reason
from audit.reviews import published
from checks.judge import judge
from checks.packs import load_pack
from reports.heads import cell
from reports.wording import report_languages, words_for
from shopcheck.people import AGREE, SheetError, answers, doubtful, error_rates, sample, sheet
from tests.judging.build import DAY, sighting, snapshot


class Memory:
    """An audit in memory."""

    def __init__(self, *results: ShopResult) -> None:
        self.shops = results

    @property
    def info(self) -> AuditInfo:
        return AuditInfo()

    def results(self) -> Iterator[ShopResult]:
        return iter(self.shops)


def shop(host: str, *sightings: object, reviews: tuple[Review, ...] = ()) -> ShopResult:
    snap = snapshot(*sightings)
    row = msgspec.structs.replace(snap.shop, key=f"https://{host}", url=f"https://{host}", name=host)
    snap = msgspec.structs.replace(snap, shop=row)
    pack = load_pack("NL")
    findings = tuple(f for f in judge(snap, pack) if f.check in ("phone-findable", "email-findable"))
    return ShopResult(shop=row, snapshot=snap, findings=findings, reviews=reviews)


def filled(text: str, **cells: str) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**row, **cells} for row in rows)
    return out.getvalue()


def test_asked_is_what_is_unsure_or_not_found() -> None:
    audit = Memory(shop("a.test", sighting(Kind.PHONE), sighting(Kind.EMAIL)), shop("b.test", sighting(Kind.PHONE)))
    asked = [(i.result.shop.name, i.finding.check) for i in doubtful(audit)]
    assert asked == [("b.test", "email-findable")]


@pytest.mark.parametrize(
    ("written", "value"), [("085 - 301 62 88", "+31853016288"), ("+32 2 123 45 67", "+3221234567"), ("", "")]
)
def test_a_persons_number_is_kept_as_the_findings_write_them(written: str, value: str) -> None:
    audit = Memory(shop("b.test", sighting(Kind.EMAIL)))
    told = {"decision": "met", "place": "clear", "reviewer": "An", "reason": "in the header"}
    (review,) = answers(filled(sheet(doubtful(audit)), value=written, **told), audit, decided_on="2026-11-20")
    assert (review.rule.rpartition("/")[2], review.value) == ("contact-phone", value)


def test_a_persons_number_that_is_none_is_refused() -> None:
    audit = Memory(shop("b.test", sighting(Kind.EMAIL)))
    told = {"decision": "met", "place": "clear", "reviewer": "An", "reason": "in the header", "value": "in the header"}
    with pytest.raises(SheetError, match="row 2, column value: 'in the header' is no telephone number"):
        answers(filled(sheet(doubtful(audit)), **told), audit, decided_on="2026-11-20")


def test_a_decision_comes_back_and_leads_with_the_machines_beside_it() -> None:
    result = shop("b.test", sighting(Kind.PHONE))
    audit = Memory(result)
    text = filled(
        sheet(doubtful(audit)),
        decision="partly",
        place="image_only",
        value="info@b.test",
        reviewer="An de Vries",
        reason="picture in the footer",
    )
    (review,) = answers(text, audit, decided_on="2026-11-20")
    assert (review.machine, review.outcome, review.place) == (Outcome.NOT_FOUND, Outcome.PARTLY, Place.IMAGE_ONLY)
    decided = msgspec.structs.replace(result, reviews=(review,))
    email = next(f for f in published(decided) if f.check == "email-findable")
    assert (email.outcome, email.place, email.by) == (Outcome.PARTLY, Place.IMAGE_ONLY, "person")
    assert email.confidence is Confidence.CERTAIN
    assert email.values == ("info@b.test",)
    assert email.detail["machine"] == "not_found"
    assert email.detail["reviewer"] == "An de Vries"
    assert list(doubtful(Memory(decided))) == []
    phone = next(f for f in published(decided) if f.check == "phone-findable")
    assert phone.by == "machine"


def test_agreeing_keeps_the_finding_and_names_the_person() -> None:
    result = shop("b.test", sighting(Kind.PHONE))
    audit = Memory(result)
    text = filled(sheet(doubtful(audit)), decision=AGREE, reviewer="An", reason="looked too")
    decided = msgspec.structs.replace(result, reviews=tuple(answers(text, audit)))
    email = next(f for f in published(decided) if f.check == "email-findable")
    assert (email.outcome, email.by, email.confidence) == (Outcome.NOT_FOUND, "person", Confidence.CERTAIN)


def as_a_spreadsheet_saves_it(text: str, *, delimiter: str, first: str = "") -> str:
    """The sheet with its columns turned round, one more column, capitals in the header, and another separator."""
    header, *cells = csv.reader(io.StringIO(text))
    rows = [[f" {name.title()} " for name in reversed(header)] + ["Remarks"]]
    rows += [[*reversed(row), "note to self"] for row in cells]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return f"\ufeff{first}{out.getvalue()}{delimiter * 3}\r\n"


@pytest.mark.parametrize(("delimiter", "first"), [(";", ""), (",", ""), ("\t", ""), (";", "sep=;\r\n")])
def test_a_sheet_that_went_through_a_spreadsheet_is_read(delimiter: str, first: str) -> None:
    audit = Memory(shop("b.test", sighting(Kind.PHONE)))
    text = filled(sheet(doubtful(audit)), decision=" Not found ", reviewer="An", reason="looked; twice, at noon")
    (review,) = answers(as_a_spreadsheet_saves_it(text, delimiter=delimiter, first=first), audit)
    assert (review.outcome, review.reason) == (Outcome.NOT_FOUND, "looked; twice, at noon")


def test_the_words_of_the_page_are_understood_too() -> None:
    audit = Memory(shop("b.test", sighting(Kind.PHONE)))
    for said, outcome in (("eens met het programma", Outcome.NOT_FOUND), ("deels in orde", Outcome.PARTLY)):
        (review,) = answers(filled(sheet(doubtful(audit)), decision=said, reviewer="An", reason="x"), audit)
        assert review.outcome is outcome


def test_a_spreadsheet_may_drop_parts_of_seconds() -> None:
    audit = Memory(shop("b.test", sighting(Kind.PHONE)))
    text = filled(sheet(doubtful(audit)), decision=AGREE, reviewer="An", reason="x", visited_at="2026-11-12 09:00:00")
    assert answers(text, audit)[0].visited_at == DAY


def test_one_finding_is_decided_once() -> None:
    audit = Memory(shop("b.test", sighting(Kind.PHONE)))
    text = filled(sheet(doubtful(audit)), decision=AGREE, reviewer="An", reason="x")
    twice = text + text.partition("\r\n")[2]
    with pytest.raises(SheetError, match="row 3, column rule: row 2 decides"):
        answers(twice, audit)


def test_on_a_blind_sheet_there_is_nothing_to_agree_with() -> None:
    audit = Memory(shop("b.test", sighting(Kind.PHONE)))
    text = filled(sheet(sample(audit, 5, seed=1), blind=True), decision=AGREE, reviewer="Bo")
    with pytest.raises(SheetError, match="row 2, column decision"):
        answers(text, audit, blind=True)


def test_what_is_obligatory_is_asked_first() -> None:
    snap = snapshot()
    findings = judge(snap, load_pack("NL"))
    audit = Memory(ShopResult(shop=snap.shop, snapshot=snap, findings=tuple(reversed(findings))))
    duties = [item.finding.duty for item in doubtful(audit)]
    assert duties == sorted(duties, key=list(Duty).index)
    assert len(set(duties)) > 1


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"decision": "perhaps"}, "row 2, column decision: 'perhaps'"),
        ({"decision": AGREE, "reviewer": ""}, "row 2, column reviewer: no name"),
        ({"decision": AGREE, "reviewer": "An", "reason": ""}, "row 2, column reason: empty"),
        ({"decision": AGREE, "reviewer": "An", "reason": "x", "place": "attic"}, "row 2, column place: 'attic'"),
        ({"decision": AGREE, "reviewer": "An", "reason": "x", "shop": "https://z.test"}, "row 2, column shop"),
        ({"decision": AGREE, "reviewer": "An", "reason": "x", "rule": "nl/none"}, "row 2, column rule"),
        ({"decision": AGREE, "reviewer": "An", "reason": "x", "visited_at": "yesterday"}, "row 2, column visited_at"),
        ({"decision": AGREE, "reviewer": "An", "reason": "x", "visited_at": "2020-01-01T00:00:00+00:00"}, "again"),
    ],
)
def test_a_row_that_does_not_fit_is_named(cells: dict, said: str) -> None:
    audit = Memory(shop("b.test", sighting(Kind.PHONE)))
    with pytest.raises(SheetError, match=said):
        answers(filled(sheet(doubtful(audit)), **cells), audit)


def test_a_sheet_without_its_columns_is_refused() -> None:
    with pytest.raises(SheetError, match="no column"):
        answers("a,b\r\n1,2\r\n", Memory())


def test_the_draw_is_the_same_for_the_same_seed_and_leaves_out_what_was_not_measured() -> None:
    shops = [shop(f"{n}.test", sighting(Kind.PHONE), sighting(Kind.EMAIL, Role.TERMS)) for n in range(20)]
    audit = Memory(*shops, ShopResult(shop=shops[0].shop))
    first = sample(audit, 10, seed=7)
    assert first == sample(audit, 10, seed=7)
    assert first != sample(audit, 10, seed=8)
    assert len({(i.result.shop.key, i.finding.rule) for i in first}) == 10
    assert len(sample(audit, 1000, seed=7)) == 40
    assert {i.finding.check for i in sample(audit, 30, seed=7, checks=["email-findable"])} == {"email-findable"}


def test_the_draw_is_fair() -> None:
    audit = Memory(*(shop(f"{n}.test", sighting(Kind.PHONE)) for n in range(5)))
    counts: dict[str, int] = {}
    for seed in range(400):
        for item in sample(audit, 2, seed=seed):
            counts[item.result.shop.name + item.finding.check] = (
                counts.get(item.result.shop.name + item.finding.check, 0) + 1
            )
    assert len(counts) == 10
    assert all(50 < n < 115 for n in counts.values()), counts  # 80 expected, within four sigma


def test_a_blind_sheet_hides_the_machine_and_overrules_nothing() -> None:
    result = shop("b.test", sighting(Kind.PHONE))
    audit = Memory(result)
    text = sheet(sample(audit, 5, seed=1), blind=True)
    assert "not_found" not in text and "+31135832740" not in text
    reviews = answers(filled(text, decision="met", reviewer="Bo"), audit, blind=True)
    assert published(msgspec.structs.replace(result, reviews=tuple(reviews))) == result.findings
    rates = {r.check: r for r in error_rates(reviews, {f.rule: f.check for f in result.findings})}
    assert (rates["all"].wrong, rates["all"].checked) == (1, 2)
    assert (rates["email-findable"].wrong, rates["phone-findable"].wrong) == (1, 0)


def test_the_interval_is_jeffreys() -> None:
    def review(n: int, wrong: bool) -> Review:
        outcome = Outcome.NOT_FOUND if wrong else Outcome.MET
        return Review(
            shop=f"s{n}",
            rule="r",
            visited_at=DAY,
            machine=Outcome.MET,
            outcome=outcome,
            reviewer="B",
            reason="",
            blind=True,
        )

    (rate, _) = error_rates([review(n, n < 3) for n in range(50)], {"r": "zz"})
    assert (rate.check, rate.wrong, rate.checked) == ("all", 3, 50)
    # 47 of 50 right: 87 to 98 percent (product study, 6.2)
    assert (round(1 - rate.high, 2), round(1 - rate.low, 2)) == (0.87, 0.98)
    (none, _) = error_rates([review(n, False) for n in range(10)], {"r": "zz"})
    assert none.low == 0.0 and 0.1 < none.high < 0.25


def told(result: ShopResult, **cells: str) -> Finding:
    """The e-mail finding of a shop after one decision on it, as it is published."""
    text = filled(sheet(doubtful(Memory(result))), **{"reviewer": "An", "reason": "looked", **cells})
    decided = msgspec.structs.replace(result, reviews=tuple(answers(text, Memory(result))))
    return next(f for f in published(decided) if f.check == "email-findable")


@pytest.mark.parametrize(
    ("decision", "place", "reason"),
    [
        ("breached", "terms_only", Reason.ONLY_IN_TERMS),
        ("breached", "after_chat", Reason.ONLY_AFTER_CHAT),
        ("partly", "image_only", Reason.ONLY_IN_IMAGE),
        ("breached", "clear", Reason.AS_DECIDED),
        ("partly", "hard", Reason.AS_DECIDED),
        ("breached", "", Reason.AS_DECIDED),
        ("not_measured", "", Reason.AS_DECIDED),
        ("unsure", "", Reason.NOTHING_SEEN),
        ("not_found", "", Reason.NOTHING_SEEN),
        ("met", "", None),
    ],
)
def test_the_machines_reason_does_not_outlive_its_finding(decision: str, place: str, reason: Reason | None) -> None:
    email = told(shop("b.test", sighting(Kind.PHONE)), decision=decision, place=place)
    assert (email.outcome, email.reason) == (Outcome(decision), reason)
    for lang in report_languages():
        words = words_for(lang)
        shown = cell(email, words)
        assert email.outcome is Outcome.NOT_FOUND or words("reason.nothing_seen") not in shown.label
        assert words("reason.as_decided") != shown.label


def test_met_by_a_person_stands_where_it_counts() -> None:
    assert told(shop("b.test", sighting(Kind.PHONE)), decision="met").place is Place.CLEAR


def test_what_a_person_did_not_take_for_the_shops_own_is_no_value_any_more() -> None:
    jobs = sighting(Kind.EMAIL, value="jobs@winkel.test", use=Use.JOBS)
    result = shop("b.test", sighting(Kind.PHONE), jobs)
    (asked,) = [i.finding for i in doubtful(Memory(result))]
    assert asked.values == ("jobs@winkel.test",)
    email = told(result, decision="not_found")
    assert email.values == () and email.detail["machine_values"] == "jobs@winkel.test"
    assert (email.outcome, email.reason) == (Outcome.NOT_FOUND, Reason.NOT_FOR_CUSTOMERS)


@pytest.mark.parametrize(
    ("decision", "place"), [("met", "terms_only"), ("not_found", "clear"), ("not_measured", "hard")]
)
def test_a_decision_and_a_place_that_exclude_each_other_are_refused(decision: str, place: str) -> None:
    with pytest.raises(SheetError, match=f"row 2, column place: '{place}' does not go with '{decision}'"):
        told(shop("b.test", sighting(Kind.PHONE)), decision=decision, place=place)


def test_a_row_that_says_something_without_a_decision_is_told() -> None:
    with pytest.raises(SheetError, match="row 2, column decision: empty"):
        told(shop("b.test", sighting(Kind.PHONE)), decision="", reason="stands in the footer")


def test_who_could_not_say_leaves_the_question_open() -> None:
    result = shop("b.test", sighting(Kind.PHONE))
    text = filled(sheet(doubtful(Memory(result))), decision="unsure", reviewer="An", reason="two numbers")
    decided = msgspec.structs.replace(result, reviews=tuple(answers(text, Memory(result))))
    assert [i.finding.check for i in doubtful(Memory(decided))] == ["email-findable"]


def test_a_finding_that_was_checked_twice_counts_once_and_must_be_settled() -> None:
    result = shop("b.test", sighting(Kind.PHONE))
    text = sheet(sample(Memory(result), 5, seed=1), blind=True)
    one, other = (
        answers(filled(text, decision=d, reviewer="Bo"), Memory(result), blind=True) for d in ("met", "unsure")
    )
    rates = {r.check: r for r in error_rates([*one, *one, *other], {})}
    assert rates["all"].checked == 2
    differing = answers(filled(text, decision="breached", reviewer="Cy"), Memory(result), blind=True)
    with pytest.raises(SheetError, match=r"differ about .* settle it"):
        error_rates([*one, *differing], {})
