"""Figures over many mails: silence counted, uncertainty shown. Pure and seeded.

A mail that was not answered yet is censored: known to take at least as long as we waited. It stays in every figure
(Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53, 1958). A shop's score is the
posterior mean under a Dirichlet prior shared by the whole batch, so few mails pull it to the middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from audit.model import Record
from mystery_shop.model import ReplyDelay

Floats = NDArray[np.float64]

BANDS = (
    "within the norm",
    "within 2 working days",
    "within 3 working days",
    "within 5 working days",
    "later or silent",
)
CREDITS = (1.0, 0.6, 0.35, 0.15, 0.0)
"""What a mail in each band is worth: a convention, printed in the report; the share on time is shown beside it."""
BAND_DAYS = (2, 3, 5)
FROM_GROUPS, FROM_RANKS = 4, 8
"""Delivered mails from which a shop may stand in a group, and from which it may have a place."""
LOW, HIGH = 3.5, 96.5
"""Percentiles of the draws between which the 90 % interval lies. The bands describe a shop only roughly, so the bare
5th to 95th hold the truth of simulated batches in 88 to 90 % of the cases; these hold it in 90 to 92 %."""
DRAWS = 4000
FEW_STRENGTH = 3.0
"""Prior strength where no shop has two mails, so that nothing tells shops from chance."""
LEAST_STRENGTH, MOST_STRENGTH = 0.5, 4.0
"""Bounds of the prior's strength in mails: with few mails the fit is rough, and shops are never all alike."""
REDRAWN = 40


class Say(StrEnum):
    """What may be said about a shop with so many mails."""

    COUNTS = "counts"
    GROUP = "group"
    RANK = "rank"


class Curve(Record, frozen=True, kw_only=True):
    """Kaplan-Meier estimate: after times[i] (units of the input), survival[i] of the mails still wait.

    at_risk, answered: how many waited just before times[i], and how many were answered then.
    """

    times: tuple[float, ...] = ()
    survival: tuple[float, ...] = ()
    at_risk: tuple[int, ...] = ()
    answered: tuple[int, ...] = ()
    mails: int = 0

    def waiting(self, time: float) -> float:
        """Share of the mails not answered by ``time``."""
        place = int(np.searchsorted(self.times, time, side="right"))
        return self.survival[place - 1] if place else 1.0


def kaplan_meier(durations: Sequence[float], censored: Sequence[bool]) -> Curve:
    """The share of mails still waiting over time. Answers at the moment of a censoring come first, as usual."""
    if len(durations) != len(censored):
        raise ValueError("as many durations as censoring marks are needed")
    waited, open_ = np.asarray(durations, dtype=float), np.asarray(censored, dtype=bool)
    if len(waited) and (waited < 0).any():
        raise ValueError("a duration cannot be negative")
    times, answered = np.unique(waited[~open_], return_counts=True)
    at_risk = np.array([(waited >= time).sum() for time in times], dtype=int)
    survival = np.cumprod(1 - answered / at_risk) if len(times) else np.array([])
    return Curve(
        times=tuple(float(t) for t in times),
        survival=tuple(float(s) for s in survival),
        at_risk=tuple(int(n) for n in at_risk),
        answered=tuple(int(n) for n in answered),
        mails=len(waited),
    )


def median(curve: Curve) -> float | None:
    """The time by which half of the mails were answered; None while more than half still wait."""
    return next((t for t, s in zip(curve.times, curve.survival, strict=True) if s <= 0.5 + 1e-12), None)


def restricted_mean(curve: Curve, horizon: float) -> float:
    """Mean waiting time when nobody waits longer than ``horizon``: the area under the curve up to it.

    Royston and Parmar, "Restricted mean survival time", BMC Medical Research Methodology 13:152, 2013.
    """
    if horizon <= 0:
        raise ValueError("the horizon must be after the start")
    inside = [(t, s) for t, s in zip(curve.times, curve.survival, strict=True) if t < horizon]
    edges = [0.0, *(t for t, _ in inside), float(horizon)]
    heights = [1.0, *(s for _, s in inside)]
    return float(np.dot(np.diff(edges), heights))


def share_interval(yes: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Jeffreys interval of a share; (0, 1) for nothing counted.

    Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16, 2001.
    """
    if not 0 <= yes <= of:
        raise ValueError(f"{yes} of {of} is no share")
    if of == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = 0.0 if yes == 0 else float(betaincinv(yes + 0.5, of - yes + 0.5, tail))
    high = 1.0 if yes == of else float(betaincinv(yes + 0.5, of - yes + 0.5, 1 - tail))
    return low, high


def band(delay: ReplyDelay) -> int | None:
    """The band of one delivered mail; None while it may still go either way. Needs ``met`` (channels.judge).

    An open mail that is past five working days counts as silent; before, it is not counted yet.
    """
    if delay.censored:
        return len(BANDS) - 1 if delay.met is False and delay.working_days > BAND_DAYS[-1] else None
    if delay.met:
        return 0
    return next((n + 1 for n, days in enumerate(BAND_DAYS) if delay.working_days <= days), len(BANDS) - 1)


class ShopMails(Record, frozen=True, kw_only=True):
    """A shop's delivered mails in figures.

    bands: how many mails in each band. waiting: open and not counted yet. answered, on_time: counts; on_time_low,
    on_time_high: 95 % Jeffreys interval of the share on time among those counted. median_working_s,
    restricted_working_s: working time, silent mails kept in; None where it cannot be said. mean, low, high: score
    from 0 to 1 with its 90 % interval. say: what may be said with so many mails.
    """

    shop: str
    mails: int
    bands: tuple[int, ...]
    waiting: int
    answered: int
    on_time: int
    on_time_low: float
    on_time_high: float
    median_working_s: float | None
    restricted_working_s: float | None
    mean: float
    low: float
    high: float
    say: Say


class Batch(Record, frozen=True, kw_only=True):
    """All shops of a campaign. shares, strength: the shared prior. curve: working seconds of every mail."""

    shops: tuple[ShopMails, ...]
    shares: tuple[float, ...]
    strength: float
    curve: Curve


def batch(delays: Mapping[str, Sequence[ReplyDelay]], *, horizon_s: float = 5 * 8 * 3600, seed: int = 0) -> Batch:
    """Figures of every shop from its delivered mails. Bounces, refusals and our own failures are not among them.

    horizon_s: working seconds up to which the restricted mean is taken (five days of eight hours).
    """
    counts = band_counts(list(delays.values()))
    shares, strength = prior(counts)
    draws = score_draws(counts, seed=seed)
    shops = []
    for place, (shop, mails) in enumerate(delays.items()):
        low, high = np.percentile(draws[:, place], (LOW, HIGH)) if len(draws) else (0.0, 1.0)
        weights = np.asarray(shares) * strength + counts[place]
        mean = float(np.dot(weights / weights.sum(), CREDITS))
        shops.append(_shop(shop, mails, counts[place], mean, float(low), float(high), horizon_s))
    everything = [mail for mails in delays.values() for mail in mails]
    return Batch(shops=tuple(shops), shares=shares, strength=strength, curve=working_curve(everything))


def working_curve(delays: Sequence[ReplyDelay]) -> Curve:
    """Kaplan-Meier over working seconds."""
    return kaplan_meier([mail.working_s for mail in delays], [mail.censored for mail in delays])


def _shop(
    shop: str, mails: Sequence[ReplyDelay], counts: NDArray[np.int64], mean: float, low: float, high: float,
    horizon_s: float,
) -> ShopMails:  # fmt: skip
    curve, counted, on_time = working_curve(mails), int(counts.sum()), int(counts[0])
    share_low, share_high = share_interval(on_time, counted)
    return ShopMails(
        shop=shop,
        mails=len(mails),
        bands=tuple(int(n) for n in counts),
        waiting=len(mails) - counted,
        answered=sum(not mail.censored for mail in mails),
        on_time=on_time,
        on_time_low=share_low,
        on_time_high=share_high,
        median_working_s=median(curve),
        restricted_working_s=restricted_mean(curve, horizon_s) if mails else None,
        mean=mean,
        low=low,
        high=high,
        say=what_may_be_said(counted),
    )


def what_may_be_said(mails: int) -> Say:
    """Counts only below 4 delivered mails, groups from 4, places with their interval from 8 (product study 6.2)."""
    return Say.RANK if mails >= FROM_RANKS else Say.GROUP if mails >= FROM_GROUPS else Say.COUNTS


def band_counts(shops: Sequence[Sequence[ReplyDelay]]) -> NDArray[np.int64]:
    """Mails by shop and band (shops x bands); mails that may still go either way are left out."""
    counts = np.zeros((len(shops), len(BANDS)), dtype=np.int64)
    for row, mails in enumerate(shops):
        for mail in mails:
            place = band(mail)
            if place is not None:
                counts[row, place] += 1
    return counts


def prior(counts: NDArray[np.int64]) -> tuple[tuple[float, ...], float]:
    """Band shares of the whole batch and the strength of the prior, in mails, fitted by moments.

    Under the prior the true scores of shops vary by v/(strength + 1), v the variance of one mail's credit; so the
    variance between shops, freed of chance as in an analysis of variance, gives the strength: the wider the shops lie
    apart, the weaker the prior. It is the score's variance that is fitted, not each band's, since the score is what
    is reported. Half a mail is added to each band, so that no band is impossible.
    """
    smoothed = counts.sum(axis=0) + 0.5
    shares = smoothed / smoothed.sum()
    told = tuple(float(share) for share in shares)
    used = counts[counts.sum(axis=1) >= 2]
    if len(used) < 3:
        return told, FEW_STRENGTH
    credits, mails = np.asarray(CREDITS), used.sum(axis=1)
    means = used @ credits / mails
    within = float((used @ credits**2 - mails * means**2).sum()) / float((mails - 1).sum())
    centre = float((mails * means).sum() / mails.sum())
    spread = float((mails * (means - centre) ** 2).sum())
    size = float(mails.sum() - (mails**2).sum() / mails.sum())
    between = (spread - (len(used) - 1) * within) / size
    one_mail = float(shares @ credits**2 - (shares @ credits) ** 2)
    strength = MOST_STRENGTH if between <= 0 else one_mail / between - 1
    return told, float(np.clip(strength, LEAST_STRENGTH, MOST_STRENGTH))


def strengths(counts: NDArray[np.int64], *, seed: int = 0, times: int = REDRAWN) -> tuple[float, ...]:
    """Strengths fitted to batches redrawn from the shops: how unsure the strength itself is.

    Leaving this out makes intervals too narrow (Laird and Louis, JASA 82, 1987).
    """
    chance = np.random.default_rng(seed)
    shops = len(counts)
    return tuple(prior(counts[chance.integers(0, shops, shops)])[1] for _ in range(times)) if shops else ()


def score_draws(counts: NDArray[np.int64], *, seed: int = 0, times: int = DRAWS) -> Floats:
    """Draws of every shop's score from its posterior (times x shops): what the list could as well look like."""
    if not len(counts):
        return np.empty((times, 0))
    shares = np.asarray(prior(counts)[0])
    chance = np.random.default_rng(seed)
    fitted = strengths(counts, seed=seed)
    each = -(-times // len(fitted))
    blocks = []
    for strength in fitted:
        # a Dirichlet draw is gamma draws divided by their sum: all shops at once
        drawn = chance.standard_gamma(shares * strength + counts, size=(each, *counts.shape))
        blocks.append(drawn @ np.asarray(CREDITS) / drawn.sum(axis=2))
    return np.concatenate(blocks)[:times]


def curve_band(curve: Curve, level: float = 0.9) -> tuple[tuple[float, float], ...]:
    """Lowest and highest share still waiting at each time of the curve, from 0 to 1.

    Greenwood's variance on the log-log scale, which never leaves 0 to 1 (Kalbfleisch and Prentice, "The Statistical
    Analysis of Failure Time Data", 1980, 1.3). Where nobody waits any more the band is the point itself.
    """
    tail = float(ndtri(1 - (1 - level) / 2))
    spread, made = 0.0, []
    for waiting, at_risk, answered in zip(curve.survival, curve.at_risk, curve.answered, strict=True):
        if waiting <= 0 or at_risk == answered:
            made.append((waiting, waiting))
            continue
        spread += answered / (at_risk * (at_risk - answered))
        reach = tail * spread**0.5 / abs(np.log(waiting))
        made.append((float(waiting ** np.exp(reach)), float(waiting ** np.exp(-reach))))
    return tuple(made)
