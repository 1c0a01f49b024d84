"""Two rounds of mails side by side: silence stays in, intervals hold, and nothing is said of few mails."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mystery_shop.compared import Course, compare, difference, line, waiting
from mystery_shop.figures import kaplan_meier
from mystery_shop.results import Thread
from tests.reports.campaign import START, _thread, many

SHOPS = [f"https://s{n}.nl" for n in range(4)]


def thread(shop: str, number: int, answered: bool, **fields: object) -> Thread:
    return replace(_thread(shop, number, "answered" if answered else "silent"), **fields)


def round_of(answers: dict[str, str]) -> list[Thread]:
    """Mails by shop: ``+`` answered on time, ``-`` never."""
    return [
        thread(shop, place * 20 + n, mark == "+")
        for place, (shop, marks) in enumerate(answers.items())
        for n, mark in enumerate(marks)
    ]


def test_only_shops_with_mails_in_both_rounds_are_compared() -> None:
    first, second = round_of({"https://a.nl": "++++", "https://b.nl": "++++"}), round_of({"https://b.nl": "+---"})
    second += round_of({"https://c.nl": "++"})
    found = compare(first, first, second)
    assert [one.shop for one in found.shops] == ["https://b.nl"]
    assert (found.before_only, found.after_only) == (("https://a.nl",), ("https://c.nl",))
    assert (found.overall.before.mails, found.overall.after.mails) == (4, 4)


@pytest.mark.parametrize(
    ("before", "after", "course"),
    [
        ("++++++++", "--------", Course.WORSE),
        ("--------", "++++++++", Course.BETTER),
        ("++++++--", "+++++---", Course.UNCLEAR),
        ("+++", "---", Course.FEW),
        ("++++++++", "---", Course.FEW),
    ],
)
def test_what_may_be_said_of_a_shop(before: str, after: str, course: Course) -> None:
    first, second = round_of({"https://a.nl": before}), round_of({"https://a.nl": after})
    (one,) = compare(first, first, second).shops
    assert one.course is course
    assert one.on_time is not None and one.on_time.low <= one.on_time.value <= one.on_time.high


def test_a_mail_to_a_shared_customer_service_counts_once_for_all_together() -> None:
    shared = [
        thread("https://a.nl", n, True, probe=replace(thread("https://a.nl", n, True).probe, also=("https://b.nl",)))
        for n in range(5)
    ]
    found = compare(shared, shared, shared)
    assert {one.shop: one.after.mails for one in found.shops} == {"https://a.nl": 5, "https://b.nl": 5}
    assert found.overall.after.mails == 5


def test_a_changed_norm_is_named_and_both_judgements_stay() -> None:
    then = round_of({"https://a.nl": "++++"})
    before = [replace(t, delay=replace(t.delay, met=False, norm="stricter")) for t in then if t.delay]
    after = [replace(t, delay=replace(t.delay, norm="stricter")) for t in then if t.delay]
    found = compare(then, before, after)
    assert found.judged_otherwise and found.norms == ("stricter",)
    assert ("mail norm", "samr-2018", "stricter") in found.settings
    (one,) = found.shops
    assert (one.then.on_time, one.before.on_time, one.after.on_time) == (4, 0, 4)


def test_silence_is_waiting_and_open_mails_are_in_no_share() -> None:
    delays = [t.delay for t in round_of({"https://a.nl": "+--"}) if t.delay]
    opened = replace(delays[1], met=None, working_days=1)
    found = line([*delays, opened])
    assert (found.mails, found.settled, found.answered, found.on_time) == (4, 3, 1, 1)
    assert [wait.seconds is None for wait in found.waits] == [False, True, True]
    assert line([]).waits == () and line([]).mails == 0


def test_the_median_with_its_interval_against_a_case_worked_by_hand() -> None:
    curve = kaplan_meier([1, 2, 3, 4, 5, 6, 7, 8], [False] * 8)
    found = waiting(curve, 0.5)
    assert found.seconds == 4 and found.low is not None and found.low < 4
    assert found.high is None or found.high > 4
    assert waiting(kaplan_meier([5, 5], [True, True]), 0.5).seconds is None


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """Newcombe 1998, table II, contrast (a) 56/70 - 48/80: 0.0524 to 0.3339 by Wilson's limits; ours are Jeffreys'."""
    found = difference((48, 80), (56, 70))
    assert found is not None and found.value == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=0.006)
    assert difference((0, 0), (3, 4)) is None


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 12), st.integers(1, 12))
def test_a_difference_stays_within_what_is_possible(a: int, n: int, b: int, m: int) -> None:
    found = difference((min(a, n), n), (min(b, m), m))
    back = difference((min(b, m), m), (min(a, n), n))
    assert found is not None and back is not None
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


@pytest.mark.parametrize(("mails", "shift"), [(6, 0.0), (8, 0.3), (16, 0.3)])
def test_the_interval_holds_the_truth(mails: int, shift: float) -> None:
    """20 shops alike in both rounds but for a shift: the interval over all of them holds it in at least 93 %."""
    chance, held, times = Random(7), 0, 400
    for _ in range(times):
        before = after = 0
        for place in range(20):
            p = 0.2 + 0.5 * place / 19
            before += sum(chance.random() < p for _ in range(mails))
            after += sum(chance.random() < p + shift for _ in range(mails))
        found = difference((before, 20 * mails), (after, 20 * mails))
        assert found is not None
        held += found.low <= shift <= found.high
    assert 0.93 <= held / times <= 1


def test_rounds_of_many_mails_are_compared_whole() -> None:
    first, second = many(SHOPS, 8, seed=1), many(SHOPS, 8, seed=2)
    found = compare(first.threads, first.threads, second.threads)
    assert len(found.shops) == 4 and found.overall.before.mails == 32
    assert START + timedelta(days=60) == first.until
