"""A baseline knows problems by what they are: a repair and a new fault never cancel out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Finding
from audit.outcomes import Duty, Outcome, Place, Reason
from reports.baseline import PROBLEMS, Baseline, BaselineError, compare, dump, known, parse, renewed
from tests.owner.build import DOUBT, FINE, LIGHT, MISSING, SHUT, TERMS, finding, result

PHONE_FINE = finding(outcome=Outcome.MET, place=Place.CLEAR, values=("+31384211001",))
PHONE_HARD = finding(outcome=Outcome.PARTLY, place=Place.HARD, reason=Reason.TOO_MANY_CLICKS)
PRIVACY = finding("contact-email", Outcome.BREACHED, place=Place.PRIVACY_ONLY, reason=Reason.ONLY_IN_PRIVACY)


def baseline(*findings: Finding, key: str = "https://winkel.nl") -> Baseline:
    return renewed([result(*findings, key=key)], Baseline(), tool="shopcheck 1")


def fresh(now: list[Finding], before: Baseline, fail_on: str = "must") -> list[str]:
    return [p.finding.rule for p in compare([result(*now)], before, fail_on=fail_on).fresh]


def test_without_a_baseline_every_problem_is_new() -> None:
    assert fresh([MISSING, TERMS, LIGHT], Baseline()) == ["nl/contact-phone", "nl/contact-email"]


def test_what_is_known_does_not_fail_and_what_is_new_does() -> None:
    assert fresh([MISSING, FINE], baseline(MISSING, FINE)) == []
    assert fresh([MISSING, TERMS], baseline(MISSING, FINE)) == ["nl/contact-email"]


def test_one_repair_and_one_fault_are_not_nothing() -> None:
    made = compare([result(PHONE_FINE, TERMS)], baseline(MISSING, FINE), fail_on="must")
    assert [p.known.rule for p in made.fresh] == ["nl/contact-email"]
    assert [k.rule for k in made.fixed] == ["nl/contact-phone"]


def test_another_place_is_another_problem_and_a_lighter_one_is_not() -> None:
    assert fresh([PRIVACY], baseline(TERMS)) == ["nl/contact-email"]
    assert fresh([PHONE_HARD], baseline(MISSING)) == []
    assert fresh([MISSING], baseline(PHONE_HARD)) == ["nl/contact-phone"]


def test_another_shop_s_baseline_knows_nothing_of_this_one() -> None:
    assert fresh([MISSING], baseline(MISSING, key="https://other.nl")) == ["nl/contact-phone"]


@pytest.mark.parametrize(("fail_on", "count"), [("never", 0), ("must", 1), ("should", 2), ("info", 3)])
def test_the_threshold_counts_duties(fail_on: str, count: int) -> None:
    should = finding("company-identity", duty=Duty.SHOULD)
    made = compare([result(MISSING, should, LIGHT)], Baseline(), fail_on=fail_on)
    assert (len(made.fresh), len(made.problems)) == (count, 3)


@pytest.mark.parametrize("unseen", [SHUT, DOUBT])
def test_could_not_look_is_neither_new_nor_mended(unseen: Finding) -> None:
    made = compare([result(unseen, FINE)], baseline(MISSING), fail_on="info")
    assert (made.problems, made.fixed) == ((), ())
    assert [k.rule for k in made.unseen] == ["nl/contact-phone"]


def test_a_baseline_written_at_a_closed_door_forgets_nothing() -> None:
    before = baseline(MISSING, TERMS)
    after = renewed([result(SHUT, FINE)], before, tool="shopcheck 1")
    assert [k.rule for k in after.problems] == ["nl/contact-phone"]
    assert fresh([MISSING], after) == []


def test_a_baseline_keeps_the_shops_that_were_not_visited_now() -> None:
    before = baseline(MISSING, key="https://other.nl")
    after = renewed([result(TERMS)], before, tool="t")
    assert [k.shop for k in after.problems] == ["https://other.nl", "https://winkel.nl"]


def test_a_preview_is_known_by_the_shop_s_name() -> None:
    preview = result(MISSING, key="https://pr-12.preview.example")
    called = {preview.shop.key: "https://winkel.nl"}
    assert compare([preview], baseline(MISSING), fail_on="must", called=called).fresh == ()
    assert renewed([preview], Baseline(), tool="shopcheck 1", called=called).problems == baseline(MISSING).problems


def test_it_comes_back_from_its_file_and_reads_like_code() -> None:
    made = baseline(MISSING, TERMS, LIGHT)
    text = dump(made)
    assert parse(text.encode()) == made
    assert text.count("\n") > 20 and text.endswith("}\n")
    assert dump(parse(text.encode())) == text


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "no baseline"), (b"\xff\xfe", "no baseline"), (b'{"version": 2}', "version 2"), (b"[1]", "no baseline")],
)
def test_a_file_that_is_none_says_so(data: bytes, told: str) -> None:
    with pytest.raises(BaselineError, match=told):
        parse(data)


OUTCOMES = st.sampled_from(list(Outcome))
FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(["contact-phone", "contact-email", "company-identity"]),
        OUTCOMES,
        duty=st.sampled_from(list(Duty)),
        place=st.sampled_from([None, *Place]),
    ),
    unique_by=lambda f: f.rule,
)


@given(FINDINGS, FINDINGS)
def test_new_is_only_what_was_seen_and_was_not_known(now: list[Finding], before: list[Finding]) -> None:
    old = baseline(*before)
    made = compare([result(*now)], old, fail_on="info")
    assert all(p.finding.outcome in PROBLEMS for p in made.problems)
    assert {p.known.id for p in made.fresh}.isdisjoint(k.id for k in old.problems)
    assert compare([result(*now)], baseline(*now), fail_on="info").fresh == ()
    shop = result(*now)
    assert len({known(shop, f).id for f in now}) == len(now)
