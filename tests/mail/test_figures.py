"""Figures over mails: against lifelines, against numbers worked by hand, and against simulated batches."""

import warnings
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mystery_shop.figures import (
    BANDS,
    CREDITS,
    HIGH,
    LOW,
    Say,
    band,
    band_counts,
    batch,
    kaplan_meier,
    median,
    prior,
    restricted_mean,
    score_draws,
    share_interval,
    strengths,
    what_may_be_said,
)
from mystery_shop.model import ReplyDelay

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def delay(days: int, *, met: bool | None = False, censored: bool = False, working_s: int | None = None) -> ReplyDelay:
    return ReplyDelay(
        sent_at=NOW, answered_at=NOW, censored=censored, elapsed_s=days * 86400, working_days=days, met=met,
        working_s=days * 8 * 3600 if working_s is None else working_s, received_day=date(2026, 6, 1),
        answer_day=date(2026, 6, 1),
    )  # fmt: skip


def test_curve_worked_by_hand():
    curve = kaplan_meier([1, 2, 2, 4, 5], [False, False, True, False, True])
    assert curve.times == (1, 2, 4)
    assert curve.at_risk == (5, 4, 2)
    assert curve.survival == pytest.approx((0.8, 0.6, 0.3))
    assert median(curve) == 4
    assert restricted_mean(curve, 5) == pytest.approx(1 + 0.8 + 2 * 0.6 + 0.3)
    assert (curve.waiting(0.5), curve.waiting(1), curve.waiting(99)) == pytest.approx((1, 0.8, 0.3))


def test_silence_stays_in():
    half_silent = kaplan_meier([1, 1, 9, 9, 9], [False, False, True, True, True])
    assert median(half_silent) is None
    assert restricted_mean(half_silent, 9) == pytest.approx(1 + 8 * 0.6)
    assert kaplan_meier([], []).waiting(3) == 1.0


@settings(max_examples=60, deadline=None)
@given(
    mails=st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=30),
    horizon=st.integers(1, 50),
)
def test_like_lifelines(mails, horizon):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lifelines = pytest.importorskip("lifelines")
        from lifelines.utils import restricted_mean_survival_time

        waited, censored = zip(*mails, strict=True)
        theirs = lifelines.KaplanMeierFitter().fit(waited, [not c for c in censored])
        mine = kaplan_meier(waited, censored)
        for moment in range(0, 45, 3):
            assert mine.waiting(moment) == pytest.approx(float(theirs.predict(moment)))
        their_median = float(theirs.median_survival_time_)
        half = median(mine)
        exactly_half = half is not None and mine.waiting(half) == pytest.approx(0.5)  # rounding may go either way
        assert exactly_half or (np.inf if half is None else half) == pytest.approx(their_median)
        area = restricted_mean_survival_time(theirs, t=horizon)
        assert restricted_mean(mine, horizon) == pytest.approx(float(area), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("yes", "of", "low", "high"), [(6, 6, 67, 100), (5, 6, 44, 98), (3, 6, 17, 83), (0, 6, 0, 33), (12, 12, 81, 100)]
)
def test_share_intervals_of_the_specification(yes, of, low, high):
    assert tuple(round(100 * edge) for edge in share_interval(yes, of)) == (low, high)


def test_bands():
    assert band(delay(0, met=True)) == band(delay(1, met=True)) == 0
    assert [band(delay(days)) for days in (2, 3, 4, 5, 6)] == [1, 2, 3, 3, 4]
    assert band(delay(0, met=None, censored=True)) is None
    assert band(delay(4, censored=True)) is None
    assert band(delay(6, censored=True)) == len(BANDS) - 1


def test_what_may_be_said():
    assert [what_may_be_said(n) for n in (0, 3, 4, 7, 8)] == [Say.COUNTS, Say.COUNTS, Say.GROUP, Say.GROUP, Say.RANK]


def test_a_batch():
    mails = {
        "fast": [delay(0, met=True, working_s=3600)] * 6,
        "slow": [delay(3)] * 4 + [delay(1, met=True)] * 2,
        "silent": [delay(9, censored=True)] * 6,
        "new": [delay(0, met=None, censored=True)],
    }
    found = batch(mails, seed=1)
    fast, slow, silent, new = found.shops
    assert (fast.on_time, slow.on_time, silent.answered, new.waiting) == (6, 2, 0, 1)
    assert fast.mean > slow.mean > silent.mean
    assert new.mean == pytest.approx(np.dot(found.shares, CREDITS))
    assert fast.low < fast.mean < fast.high <= 1
    assert (fast.median_working_s, silent.median_working_s) == (3600, None)
    assert silent.restricted_working_s == 5 * 8 * 3600
    assert fast.say is Say.GROUP and new.say is Say.COUNTS
    assert batch(mails, seed=1) == found
    assert batch({}).shops == ()


def simulated(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Band counts of 100 shops with n mails each, and their true scores (the product study's world)."""
    rng = np.random.default_rng(seed)
    answers, hours = rng.beta(6, 1.2, 100), np.exp(np.log(8) + 0.9 * rng.standard_normal(100))

    def bands(mails: int) -> np.ndarray:
        days = np.exp(np.log(hours)[:, None] + 0.9 * rng.standard_normal((100, mails))) / 8
        at = np.digitize(days, (1, 2, 3, 5), right=True)
        at[rng.random(at.shape) > answers[:, None]] = 4
        return np.stack([(at == place).sum(axis=1) for place in range(5)], axis=1)

    return bands(n), bands(3000) / 3000 @ np.asarray(CREDITS)


@pytest.mark.parametrize("n", [2, 4, 6, 8, 16])
def test_ninety_percent_intervals_hold_the_truth(n):
    held = []
    for seed in range(8):
        counts, truth = simulated(n, seed)
        low, high = np.percentile(score_draws(counts, seed=seed, times=1200), (LOW, HIGH), axis=0)
        held.append(((low <= truth) & (truth <= high)).mean())
    assert 0.88 <= np.mean(held) <= 0.96


def test_the_prior_is_weak_where_shops_differ_and_strong_where_they_do_not():
    differ = np.array([[8, 0, 0, 0, 0], [0, 0, 0, 0, 8]] * 10)
    alike = np.array([[4, 0, 0, 0, 4]] * 20)
    assert prior(differ)[1] < 1 < 4 <= prior(alike)[1]
    assert prior(np.array([[1, 0, 0, 0, 0]] * 9))[1] == 3
    assert len(strengths(differ, times=5)) == 5


def test_band_counts_leave_open_mails_out():
    assert band_counts([[delay(0, met=True), delay(0, met=None, censored=True)]]).tolist() == [[1, 0, 0, 0, 0]]
