"""How sure a list is: the same list a thousand times over, each time a little different. Pure and seeded.

Each recalculation draws the weights of the checks around the printed ones, lets each check that was not measured be
met or not with the share of the whole batch, turns round unreviewed machine verdicts with the measured error rate,
and takes one of three ways to give credit. Mail scores come as draws from their posterior (``mystery_shop.figures``).
What the places do meanwhile is the interval; a bare place is never printed. Shops of which the same was measured are
told the same: chance never parts them. After Saisana, Saltelli and Tarantola,
"Uncertainty and sensitivity analysis techniques as tools for the quality assessment of composite indicators" (JRSS A
168, 2005).
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from audit.model import Record
from audit.outcomes import Outcome

TIMES = 1000
LOW, HIGH = 5, 95
SURE = 0.95
WEIGHT_SPREAD = 0.25
"""Relative standard deviation of a drawn weight."""

PRINTED = {Outcome.MET: 1.0, Outcome.PARTLY: 0.5, Outcome.BREACHED: 0.0, Outcome.NOT_FOUND: 0.0}
BINARY = {Outcome.MET: 1.0, Outcome.PARTLY: 0.0, Outcome.BREACHED: 0.0, Outcome.NOT_FOUND: 0.0}
LINEAR = {Outcome.MET: 1.0, Outcome.PARTLY: 2 / 3, Outcome.BREACHED: 1 / 3, Outcome.NOT_FOUND: 0.0}
SCHEMES = (PRINTED, BINARY, LINEAR)
LEVELS = tuple(PRINTED)

Floats = NDArray[np.float64]


class Standing(StrEnum):
    """Where a shop stands against the middle of the list."""

    BETTER = "better"
    MIDDLE = "middle"
    WORSE = "worse"


class Point(Record, frozen=True, kw_only=True):
    """One check of one shop. outcome: None when it could not be measured. reviewed: a person has decided."""

    check: str
    outcome: Outcome | None
    reviewed: bool = False


class Spread(Record, frozen=True, kw_only=True):
    """A shop's place in nine of ten recalculations, and how often it is above, below the middle or in the first ten.

    A place that is shared counts from the first to the last of those who share it: of sixty shops that nothing tells
    apart each has the places 1 to 60, and none is certainly among the first ten. score, low_score, high_score: 0 to 1,
    with what was not measured left out, counted as 0 and as 1.
    """

    low: int
    high: int
    above: float
    below: float
    top10: float
    standing: Standing
    score: float = 0.0
    low_score: float = 0.0
    high_score: float = 0.0


class DutyList(Record, frozen=True, kw_only=True):
    """The spread of every shop, in the order given, and the checks by how far the list moves without them."""

    spreads: tuple[Spread, ...]
    movers: tuple[tuple[str, float], ...]


def duty_spreads(
    shops: Sequence[Sequence[Point]],
    *,
    weights: dict[str, float] | None = None,
    error_rate: float = 0.0,
    seed: int = 0,
    times: int = TIMES,
) -> DutyList:
    """Recalculate the contact-duty list.

    shops: the applicable points of each. weights: by check, equal by default. error_rate: share of machine verdicts
    that a hand-checked sample found wrong, 0 to 1.
    """
    checks = sorted({p.check for points in shops for p in points})
    if not shops or not checks:
        return DutyList(spreads=(), movers=())
    levels, applicable, reviewed = _tables(shops, checks)
    printed = np.array([(weights or {}).get(c, 1.0) for c in checks])
    scores = np.empty((times, len(shops)))
    chance = np.random.default_rng(seed)
    for turn in range(times):
        credit = _draw_credits(levels, applicable, reviewed, error_rate, chance)
        scores[turn] = _score(credit, applicable, _draw_weights(printed, chance))
    measured = applicable & (levels >= 0)
    credit = _credit(levels, PRINTED)
    # without an error rate it makes no difference who decided
    by_hand = reviewed if error_rate else np.zeros_like(reviewed)
    spreads = _spreads(scores, _alike(np.hstack([levels, applicable, by_hand])))
    exact = _score(np.where(measured, credit, 0.0), measured, printed)
    low = _score(np.where(measured, credit, 0.0), applicable, printed)
    high = _score(np.where(measured, credit, 1.0), applicable, printed)
    named = tuple(
        replace(spread, score=float(s), low_score=float(lo), high_score=float(hi))
        for spread, s, lo, hi in zip(spreads, exact, low, high, strict=True)
    )
    return DutyList(spreads=named, movers=_movers(checks, credit, measured, printed))


def draw_spreads(draws: Floats, measured: NDArray[np.int64]) -> tuple[Spread, ...]:
    """Spreads from draws of a score (recalculations x shops), higher is better.

    measured: what each draw is drawn from, a row a shop; equal rows are told the same.
    """
    alike = _alike(measured)
    means = {n: float(draws[:, alike == n].mean()) for n in set(alike.tolist())}
    limits = {n: np.percentile(draws[:, alike == n], [LOW, HIGH]) for n in means}
    return tuple(
        replace(spread, score=means[n], low_score=float(limits[n][0]), high_score=float(limits[n][1]))
        for spread, n in zip(_spreads(draws, alike), alike.tolist(), strict=True)
    )


def places(scores: Floats) -> NDArray[np.int64]:
    """Places (from 1, best first) along the last axis; equal scores share the best of their places."""
    return shared_places(scores)[0]


def shared_places(scores: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """As :func:`places`, with the last of the places that are shared beside the first."""
    if scores.ndim == 1:
        lower = -np.round(scores, 9)
        ordered = np.sort(lower)
        return np.searchsorted(ordered, lower, side="left") + 1, np.searchsorted(ordered, lower, side="right")
    both = [shared_places(row) for row in scores]
    return np.stack([first for first, _ in both]), np.stack([last for _, last in both])


def _tables(
    shops: Sequence[Sequence[Point]], checks: list[str]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Outcome level of each shop and check (-1 not measured), whether it applies, whether a person decided."""
    column = {check: n for n, check in enumerate(checks)}
    levels = np.full((len(shops), len(checks)), -1)
    applicable = np.zeros(levels.shape, dtype=bool)
    reviewed = np.zeros(levels.shape, dtype=bool)
    for row, points in enumerate(shops):
        for point in points:
            n = column[point.check]
            applicable[row, n] = True
            reviewed[row, n] = point.reviewed
            if point.outcome in LEVELS:
                levels[row, n] = LEVELS.index(point.outcome)
    return levels, applicable, reviewed


def _credit(levels: NDArray[np.int64], scheme: dict[Outcome, float]) -> Floats:
    credits: Floats = np.array([scheme[o] for o in LEVELS])
    return credits[levels]


def _draw_credits(
    levels: NDArray[np.int64],
    applicable: NDArray[np.bool_],
    reviewed: NDArray[np.bool_],
    error_rate: float,
    chance: np.random.Generator,
) -> Floats:
    credit = _credit(levels, SCHEMES[chance.integers(len(SCHEMES))])
    measured = applicable & (levels >= 0)
    if error_rate:
        wrong = measured & ~reviewed & (chance.random(levels.shape) < error_rate)
        credit = np.where(wrong, 1.0 - credit, credit)
    met = measured & (levels == LEVELS.index(Outcome.MET))
    share = met.sum(axis=0) / np.maximum(measured.sum(axis=0), 1)
    guessed = (chance.random(levels.shape) < share).astype(float)
    return np.where(measured, credit, np.where(applicable, guessed, 0.0))


def _draw_weights(printed: Floats, chance: np.random.Generator) -> Floats:
    """Weights around the printed ones: Dirichlet, so that an average weight varies by ``WEIGHT_SPREAD``."""
    if len(printed) == 1:
        return printed
    strength = (len(printed) - 1) / WEIGHT_SPREAD**2 - 1
    return chance.dirichlet(np.maximum(printed / printed.sum() * strength, 1e-9))


def _score(credit: Floats, counted: NDArray[np.bool_], weights: Floats) -> Floats:
    total = (counted * weights).sum(axis=1)
    score: Floats = np.divide(
        (credit * counted * weights).sum(axis=1), total, out=np.zeros(len(credit)), where=total > 0
    )
    return score


def _alike(measured: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for each row, the same one for equal rows."""
    return np.unique(measured, axis=0, return_inverse=True)[1].reshape(-1)


def _spreads(scores: Floats, alike: NDArray[np.int64]) -> list[Spread]:
    """What each shop's places do. alike: shops with the same number are read off all their recalculations together."""
    first, last = shared_places(scores)
    rounded = np.round(scores, 9)
    lower, upper = _middle(rounded)
    above, below = (rounded > upper).mean(axis=0), (rounded < lower).mean(axis=0)
    top = (last <= 10).mean(axis=0)
    told = {}
    for n in set(alike.tolist()):
        same = alike == n
        over, under = float(above[same].mean()), float(below[same].mean())
        told[n] = Spread(
            low=int(np.percentile(first[:, same], LOW, method="nearest")),
            high=int(np.percentile(last[:, same], HIGH, method="nearest")),
            above=over,
            below=under,
            top10=float(top[same].mean()),
            standing=_standing(over, under),
        )
    return [told[n] for n in alike.tolist()]


def _middle(scores: Floats) -> tuple[Floats, Floats]:
    """The two middle scores of each recalculation (the same one for an odd number of shops).

    Who equals either is in the middle: a list of which just half does everything right has no "better" half.
    """
    ordered, shops = np.sort(scores, axis=1), scores.shape[1]
    return ordered[:, [(shops - 1) // 2]], ordered[:, [shops // 2]]


def _standing(above: float, below: float) -> Standing:
    if above > SURE:
        return Standing.BETTER
    return Standing.WORSE if below > SURE else Standing.MIDDLE


def _movers(
    checks: list[str], credit: Floats, measured: NDArray[np.bool_], weights: Floats
) -> tuple[tuple[str, float], ...]:
    """Mean change of place when one check is left out, the largest first: what is worth reviewing by hand."""
    if len(checks) < 2:
        return ()
    base = places(_score(np.where(measured, credit, 0.0), measured, weights))
    moved = []
    for n, check in enumerate(checks):
        kept = np.arange(len(checks)) != n
        without = places(_score(np.where(measured, credit, 0.0)[:, kept], measured[:, kept], weights[kept]))
        moved.append((check, float(np.abs(without - base).mean())))
    return tuple(sorted(moved, key=lambda item: (-item[1], item[0])))
