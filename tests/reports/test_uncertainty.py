"""The list a thousand times over: intervals, the middle, what moves it."""

import numpy as np
import pytest

from audit.outcomes import Outcome
from reports.uncertainty import Point, Standing, draw_spreads, duty_spreads, places, shared_places

MET, PARTLY, NOT_FOUND = Outcome.MET, Outcome.PARTLY, Outcome.NOT_FOUND


def shop(*outcomes: Outcome | None, reviewed: bool = False) -> list[Point]:
    return [Point(check=f"c{n}", outcome=o, reviewed=reviewed) for n, o in enumerate(outcomes)]


def test_equal_scores_share_the_best_place() -> None:
    assert places(np.array([0.5, 1.0, 0.5, 0.0])).tolist() == [2, 1, 2, 4]
    assert places(np.array([[1.0, 0.0], [0.1 + 0.2, 0.3]])).tolist() == [[1, 2], [1, 1]]


def test_the_same_seed_gives_the_same_list_and_another_seed_hardly_another() -> None:
    shops = [shop(MET, None), shop(PARTLY, MET), shop(NOT_FOUND, MET)]
    first = duty_spreads(shops, seed=1, error_rate=0.05)
    assert first == duty_spreads(shops, seed=1, error_rate=0.05)
    second = duty_spreads(shops, seed=2, error_rate=0.05)
    for a, b in zip(first.spreads, second.spreads, strict=True):
        assert abs(a.above - b.above) < 0.1


def test_what_was_not_measured_widens_the_score_and_is_no_nought() -> None:
    spreads = duty_spreads([shop(MET, None), shop(MET, MET), shop(NOT_FOUND, None)]).spreads
    half = spreads[0]
    assert (half.low_score, half.score, half.high_score) == (0.5, 1.0, 1.0)
    assert (spreads[1].low_score, spreads[1].high_score) == (1.0, 1.0)
    assert (spreads[2].low_score, spreads[2].score, spreads[2].high_score) == (0.0, 0.0, 0.5)


def test_clear_cases_are_clear_and_the_rest_is_not() -> None:
    shops = [shop(MET, MET, MET, MET)] * 2 + [shop(MET, PARTLY, MET, NOT_FOUND)] * 7 + [shop(*[NOT_FOUND] * 4)] * 2
    standings = [s.standing for s in duty_spreads(shops).spreads]
    assert standings == [Standing.BETTER] * 2 + [Standing.MIDDLE] * 7 + [Standing.WORSE] * 2


def test_an_error_rate_widens_the_places_of_unreviewed_verdicts_only() -> None:
    rest = [shop(PARTLY, PARTLY, PARTLY, reviewed=True)] * 8
    machine = duty_spreads([shop(MET, MET, MET), *rest], error_rate=0.3).spreads[0]
    person = duty_spreads([shop(MET, MET, MET, reviewed=True), *rest], error_rate=0.3).spreads[0]
    assert (person.low, person.high) == (1, 1)
    assert machine.high > person.high


def test_the_check_that_decides_moves_the_list_most() -> None:
    shops = [shop(MET, MET), shop(NOT_FOUND, MET), shop(MET, MET), shop(NOT_FOUND, MET)]
    movers = duty_spreads(shops).movers
    assert [name for name, _ in movers] == ["c0", "c1"]
    assert movers[0][1] > movers[1][1] == 0.0


def test_nothing_to_rank() -> None:
    assert duty_spreads([]).spreads == ()
    assert duty_spreads([[], []]).spreads == ()


def test_draws_give_intervals_that_hold_them() -> None:
    chance = np.random.default_rng(3)
    draws = np.clip(chance.normal([0.2, 0.5, 0.5, 0.8], 0.05, size=(1000, 4)), 0, 1)
    spreads = draw_spreads(draws, np.arange(4).reshape(-1, 1))
    assert [s.standing for s in spreads][::3] == [Standing.WORSE, Standing.BETTER]
    assert spreads[0].low == spreads[0].high == 4
    assert spreads[1].low_score == pytest.approx(0.418, abs=0.02)
    assert spreads[1].top10 == 1.0


def test_a_shared_place_counts_from_its_first_to_its_last() -> None:
    first, last = shared_places(np.array([0.5, 1.0, 0.5, 0.0]))
    assert (first.tolist(), last.tolist()) == ([2, 1, 2, 4], [3, 1, 3, 4])
    drawn = draw_spreads(np.array([[1.0] * 12 + [0.0] * 3] * 50), np.arange(15).reshape(-1, 1))
    assert {(s.low, s.high, s.top10) for s in drawn[:12]} == {(1, 12, 0.0)}
    assert {(s.low, s.high) for s in drawn[12:]} == {(13, 15)}
    few = draw_spreads(np.array([[1.0] * 10 + [0.0] * 3] * 50), np.arange(13).reshape(-1, 1))
    assert {s.top10 for s in few[:10]} == {1.0}


def test_chance_does_not_part_shops_of_which_the_same_was_measured() -> None:
    chance = np.random.default_rng(5)
    draws = np.clip(chance.normal([0.5] * 3 + [0.55] * 6, 0.05, size=(200, 9)), 0, 1)
    drawn = draw_spreads(draws, np.array([[0]] * 3 + [[1]] * 6))
    assert len(set(drawn[:3])) == len(set(drawn[3:])) == 1
    shops = [shop(MET, None, MET)] * 4 + [shop(NOT_FOUND, None, MET)] * 3 + [shop(NOT_FOUND, None, MET, reviewed=True)]
    spreads = duty_spreads(shops, times=40).spreads
    assert len(set(spreads[:4])) == len(set(spreads[4:])) == 1
    unsure = duty_spreads(shops, times=40, error_rate=0.1).spreads
    assert len(set(unsure[:4])) == len(set(unsure[4:7])) == 1
