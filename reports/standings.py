"""Three results a shop, kept apart: contact duty, mail reply, ease. Each has its own groups and places. Pure, seeded.

They are never added up. A list over all of them is lexicographic: the first result's group, then the second's, then
the name. Which comes first is the reader's choice, as in PrivacyScore (Maass, Wichmann, Pridöhl and Herrmann,
"Improving Privacy and Security via Crowd-Sourced Benchmarks of Websites", APF 2017). A shop is compared only where
enough of it was measured, and by mail only as far as its number of mails lets anything be said
(``mystery_shop.figures.what_may_be_said``).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

import numpy as np
from msgspec.structs import replace

from audit.model import Audit, Finding, ShopResult
from audit.outcomes import Outcome
from audit.reviews import decided
from mystery_shop.figures import Batch, Say, score_draws
from reports.ranking import MEASURED_SHARE, alphabetical
from reports.uncertainty import TIMES, Point, Spread, Standing, draw_spreads, duty_spreads, places

_UNMEASURED = frozenset({Outcome.NOT_MEASURED, Outcome.UNSURE})
_ORDER = {Standing.BETTER: 0, Standing.MIDDLE: 1, Standing.WORSE: 2, None: 3}


class Head(Protocol):
    """What a list needs of a shop."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def host(self) -> str: ...


E = TypeVar("E", bound=Head)


class Result(StrEnum):
    """The three results, in the order of importance that a report opens with."""

    DUTY = "duty"
    MAIL = "mail"
    EASE = "ease"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a shop stands in one result.

    place: counted from 1, shared by equal scores. shared: by how many shops, this one counted. low, high: the place in
    nine of ten recalculations, a shared one from its first to its last. ranked: whether places may be printed, or the
    group only. top10: share of the recalculations in which it is among the first ten, whoever shares its place too.
    """

    standing: Standing
    place: int
    shared: int
    low: int
    high: int
    ranked: bool
    top10: float
    score: float
    low_score: float
    high_score: float

    @property
    def tied(self) -> bool:
        """Whether others share the place."""
        return self.shared > 1

    @property
    def last(self) -> int:
        """The last of the places that those who share it take up."""
        return self.place + self.shared - 1


@dataclass(frozen=True, kw_only=True)
class Count:
    """Points of one result: how many apply, were measured, and are met."""

    applicable: int = 0
    measured: int = 0
    met: int = 0

    @property
    def high(self) -> int:
        """Points met when everything that was not measured is."""
        return self.met + self.applicable - self.measured


@dataclass(frozen=True, kw_only=True)
class Row(Generic[E]):
    """One shop of the list, with its place in each result in which it is compared."""

    head: E
    places: Mapping[Result, Place]

    def order(self, result: Result) -> int:
        """Sort key of the group in one result: better, middle, worse, not compared."""
        found = self.places.get(result)
        return _ORDER[found.standing if found else None]


@dataclass(frozen=True, kw_only=True)
class Standings:
    """The places of all shops.

    places: by result and shop key. ease: points of ease by shop key. movers: checks of the contact duty by how many
    places the list moves without them. error_rate: share of machine verdicts taken to be wrong; checked: whether a
    hand-checked sample says so.
    """

    places: Mapping[Result, Mapping[str, Place]] = field(default_factory=dict)
    ease: Mapping[str, Count] = field(default_factory=dict)
    movers: Sequence[tuple[str, float]] = ()
    error_rate: float = 0.0
    checked: bool = False
    seed: int = 0
    times: int = TIMES

    @property
    def results(self) -> list[Result]:
        """The results in which any shop stands."""
        return [r for r in Result if self.places.get(r)]

    def of(self, key: str) -> dict[Result, Place]:
        """The places of one shop."""
        return {r: found[key] for r, found in self.places.items() if key in found}

    def standing(self, result: Result) -> dict[Standing, int]:
        """How many shops stand in each group of one result."""
        counts = Counter(p.standing for p in self.places.get(result, {}).values())
        return {s: counts[s] for s in Standing}

    def rows(self, heads: Iterable[E]) -> list[Row[E]]:
        """The list: by the results in their order, then by name."""
        rows = [Row(head=head, places=self.of(head.key)) for head in sorted(heads, key=alphabetical)]
        return sorted(rows, key=lambda row: tuple(row.order(r) for r in Result))


def duty_points(findings: Iterable[Finding]) -> tuple[Point, ...]:
    """The obligatory points of law of one shop."""
    return _points(f for f in findings if f.obligatory)


def ease_points(findings: Iterable[Finding]) -> tuple[Point, ...]:
    """What is recommended or expected: information, and no duty."""
    return _points(f for f in findings if not f.obligatory)


def _points(findings: Iterable[Finding]) -> tuple[Point, ...]:
    return tuple(
        Point(
            check=f.check,
            outcome=None if f.outcome in _UNMEASURED else f.outcome,
            reviewed=f.by != "machine",
        )
        for f in findings
        if f.outcome is not Outcome.NOT_APPLICABLE
    )


def count(points: Sequence[Point]) -> Count:
    """The points in counts."""
    outcomes = [p.outcome for p in points]
    return Count(
        applicable=len(outcomes),
        measured=sum(o is not None for o in outcomes),
        met=sum(o is Outcome.MET for o in outcomes),
    )


def standings(
    results: Iterable[ShopResult],
    mails: Batch | None = None,
    *,
    error_rate: float | None = None,
    seed: int = 0,
    times: int = TIMES,
) -> Standings:
    """Place every shop that is still on the list, in every result.

    results: with people's decisions laid over the machine's. error_rate: from a hand-checked sample, 0 to 1; None
    when there is none yet. times: recalculations.
    """
    duties: dict[str, tuple[Point, ...]] = {}
    eases: dict[str, tuple[Point, ...]] = {}
    for result in results:
        if not result.left:
            duties[result.shop.key] = duty_points(result.findings)
            eases[result.shop.key] = ease_points(result.findings)
    rate = error_rate or 0.0
    by_duty, movers = _by_points(duties, rate, seed, times, cap=True)
    by_ease, _ = _by_points(eases, rate, seed + 1, times)
    return Standings(
        places={
            Result.DUTY: by_duty,
            Result.MAIL: _by_mail(mails, seed, times) if mails is not None else {},
            Result.EASE: by_ease,
        },
        ease={key: count(points) for key, points in eases.items()},
        movers=movers,
        error_rate=rate,
        checked=error_rate is not None,
        seed=seed,
        times=times,
    )


def standings_of(audit: Audit, mails: Batch | None) -> Standings:
    """The standings of an audit as its report prints them: people's decisions over the machine's, the audit's own seed
    and hand-checked error rate."""
    info = audit.info
    known = next((rate for rate in info.error_rates if rate.check == "all" and rate.checked), None)
    rate = known.wrong / known.checked if known else None
    return standings(decided(audit.results()), mails, error_rate=rate, seed=info.seed)


def _by_points(
    shops: Mapping[str, Sequence[Point]], error_rate: float, seed: int, times: int, *, cap: bool = False
) -> tuple[dict[str, Place], Sequence[tuple[str, float]]]:
    """Places by points. cap: whatever else a shop does, a point not met keeps it out of the best group."""
    kept = {key: points for key, points in shops.items() if _enough(points)}
    if not kept:
        return {}, ()
    made = duty_spreads(list(kept.values()), error_rate=error_rate, seed=seed, times=times)
    spreads = list(made.spreads)
    if cap:
        spreads = [_capped(spread, points) for spread, points in zip(spreads, kept.values(), strict=True)]
    return _places(list(kept), spreads, [True] * len(spreads)), made.movers


def _enough(points: Sequence[Point]) -> bool:
    measured = sum(p.outcome is not None for p in points)
    return bool(points) and measured >= MEASURED_SHARE * len(points)


def _capped(spread: Spread, points: Sequence[Point]) -> Spread:
    lacking = any(p.outcome not in (None, Outcome.MET) for p in points)
    return replace(spread, standing=Standing.MIDDLE) if lacking and spread.standing is Standing.BETTER else spread


def _by_mail(mails: Batch, seed: int, times: int) -> dict[str, Place]:
    """Places by mail: shops with enough mails for a group, places printed from where they may be."""
    kept = [s for s in mails.shops if s.say is not Say.COUNTS]
    if not kept:
        return {}
    everyone = np.array([s.bands for s in mails.shops], dtype=np.int64)
    column = {s.shop: n for n, s in enumerate(mails.shops)}
    columns = [column[s.shop] for s in kept]
    draws = score_draws(everyone, seed=seed, times=times)[:, columns]
    spreads = draw_spreads(draws, everyone[columns])
    return _places([s.shop for s in kept], spreads, [s.say is Say.RANK for s in kept])


def _places(keys: Sequence[str], spreads: Sequence[Spread], ranked: Sequence[bool]) -> dict[str, Place]:
    """Equal to a whole per cent is equal: such shops share the place.

    The printed list is one of the calculations: its own place lies within the range, also where weights a little apart
    part those who share it.
    """
    scores = np.round(np.array([s.score for s in spreads]), 2)
    numbers, counts = np.unique(scores, return_counts=True)
    shared = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    return {
        key: Place(
            standing=spread.standing,
            place=int(place),
            shared=shared[float(score)],
            low=min(spread.low, int(place)),
            high=max(spread.high, int(place) + shared[float(score)] - 1),
            ranked=may,
            top10=spread.top10,
            score=spread.score,
            low_score=spread.low_score,
            high_score=spread.high_score,
        )
        for key, spread, place, score, may in zip(keys, spreads, places(scores), scores, ranked, strict=True)
    }
