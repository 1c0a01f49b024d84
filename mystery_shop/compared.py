"""Two rounds of test mails side by side: the same shops, judged by the same norm. Pure.

A norm is an expectation, not law: what stands here is never added to what the law asks. Where the norm changed between
the rounds, the mails of the last one are judged again by the norm of now, and how they were judged then stays beside
it. Silence stays in: an answer that never came counts as waiting to the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from audit.model import Record
from mystery_shop.figures import Curve, Say, band, curve_band, share_interval, what_may_be_said, working_curve
from mystery_shop.model import ReplyDelay
from mystery_shop.results import Thread, delays

QUANTILES = (0.25, 0.5, 0.75)
LEVEL = 0.95


class Course(StrEnum):
    """How replies stand against the last round."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"  # the interval of the difference holds nought
    FEW = "few"  # too few mails in one of the rounds to say anything


class Waiting(Record, frozen=True, kw_only=True):
    """Working seconds by which a share of the mails had an answer from a person, with its 95 % interval.

    None: not by the end of the wait.
    """

    share: float
    seconds: float | None
    low: float | None
    high: float | None


class Line(Record, frozen=True, kw_only=True):
    """The delivered mails of one round. settled: those that may no longer go either way; shares are taken of them."""

    mails: int = 0
    settled: int = 0
    answered: int = 0
    on_time: int = 0
    answered_low: float = 0.0
    answered_high: float = 1.0
    on_time_low: float = 0.0
    on_time_high: float = 1.0
    waits: tuple[Waiting, ...] = ()


class Difference(Record, frozen=True, kw_only=True):
    """This round's share minus the last one's, with its 95 % interval; None of it where a round has no mails."""

    value: float
    low: float
    high: float


class Compared(Record, frozen=True, kw_only=True):
    """One shop, or all together (shop: ""). then: the last round as judged then. before: by the norm of now."""

    shop: str
    then: Line
    before: Line
    after: Line
    on_time: Difference | None
    answered: Difference | None

    @property
    def course(self) -> Course:
        """What may be said of the share on time."""
        fewest = min(self.before.settled, self.after.settled)
        if self.on_time is None or what_may_be_said(fewest) is Say.COUNTS:
            return Course.FEW
        if self.on_time.low > 0:
            return Course.BETTER
        return Course.WORSE if self.on_time.high < 0 else Course.UNCLEAR


class MailRounds(Record, frozen=True, kw_only=True):
    """Two campaigns side by side. shops: those with delivered mails in both. before_only, after_only: the others.

    judged_otherwise: whether any mail of the last round comes out otherwise by the norm of now. settings: what is
    different in the method, as name, last round, this round. norms: names of those that this round is judged by.
    """

    overall: Compared
    shops: tuple[Compared, ...] = ()
    before_only: tuple[str, ...] = ()
    after_only: tuple[str, ...] = ()
    judged_otherwise: bool = False
    settings: tuple[tuple[str, str, str], ...] = ()
    norms: tuple[str, ...] = ()


def compare(then: Sequence[Thread], before: Sequence[Thread], after: Sequence[Thread]) -> MailRounds:
    """The mails of two rounds. then: the last round's, by the norm of then; before: the same mails by that of now."""
    old, again, new = delays(then), delays(before), delays(after)
    same = [shop for shop in new if shop in again]
    shops = tuple(_compared(shop, old.get(shop, []), again[shop], new[shop]) for shop in same)
    return MailRounds(
        overall=_compared("", _pooled(then, same), _pooled(before, same), _pooled(after, same)),
        shops=shops,
        before_only=tuple(shop for shop in again if shop not in new),
        after_only=tuple(shop for shop in new if shop not in again),
        judged_otherwise=_met(then) != _met(before),
        settings=tuple(_settings(then, after)),
        norms=tuple(sorted({t.delay.norm for t in after if t.delay is not None})),
    )


def line(mails: Sequence[ReplyDelay]) -> Line:
    """The mails of one round in figures."""
    settled = [mail for mail in mails if band(mail) is not None]
    answered, on_time = sum(not mail.censored for mail in settled), sum(bool(mail.met) for mail in settled)
    answered_low, answered_high = share_interval(answered, len(settled), LEVEL)
    on_time_low, on_time_high = share_interval(on_time, len(settled), LEVEL)
    curve = working_curve(mails)
    return Line(
        mails=len(mails),
        settled=len(settled),
        answered=answered,
        on_time=on_time,
        answered_low=answered_low,
        answered_high=answered_high,
        on_time_low=on_time_low,
        on_time_high=on_time_high,
        waits=tuple(waiting(curve, share) for share in QUANTILES) if mails else (),
    )


def waiting(curve: Curve, share: float) -> Waiting:
    """When so large a share of the mails was answered, and between which times it may as well have been.

    The interval is the band of the curve read sideways (Brookmeyer and Crowley, "A confidence interval for the median
    survival time", Biometrics 38, 1982).
    """
    left = 1 - share + 1e-12
    limits = curve_band(curve, LEVEL)
    return Waiting(
        share=share,
        seconds=_first(curve, curve.survival, left),
        low=_first(curve, [low for low, _ in limits], left),
        high=_first(curve, [high for _, high in limits], left),
    )


def _first(curve: Curve, waiting_still: Sequence[float], left: float) -> float | None:
    return next((time for time, share in zip(curve.times, waiting_still, strict=True) if share <= left), None)


def difference(before: tuple[int, int], after: tuple[int, int]) -> Difference | None:
    """The difference of two shares, each as (yes, of), with its interval; None where nothing was counted.

    The limits of both shares are squared and added (Newcombe, "Interval estimation for the difference between
    independent proportions", Statistics in Medicine 17, 1998), here those of the Jeffreys intervals. For all shops
    together the mails are taken as out of one pot, which for the same shops in both rounds errs on the wide side.
    """
    if not before[1] or not after[1]:
        return None
    one, other = before[0] / before[1], after[0] / after[1]
    (low_1, high_1), (low_2, high_2) = share_interval(*before, LEVEL), share_interval(*after, LEVEL)
    value = other - one
    low = value - ((other - low_2) ** 2 + (high_1 - one) ** 2) ** 0.5
    high = value + ((high_2 - other) ** 2 + (one - low_1) ** 2) ** 0.5
    return Difference(value=value, low=max(low, -1.0), high=min(high, 1.0))


def _compared(
    shop: str, then: Sequence[ReplyDelay], before: Sequence[ReplyDelay], after: Sequence[ReplyDelay]
) -> Compared:
    old, new = line(before), line(after)
    return Compared(
        shop=shop,
        then=line(then),
        before=old,
        after=new,
        on_time=difference((old.on_time, old.settled), (new.on_time, new.settled)),
        answered=difference((old.answered, old.settled), (new.answered, new.settled)),
    )


def _pooled(threads: Iterable[Thread], shops: Sequence[str]) -> list[ReplyDelay]:
    """Every mail to any of the shops once, however many brands share its customer service."""
    wanted = frozenset(shops)
    return [t.delay for t in threads if t.delay is not None and not wanted.isdisjoint((t.probe.shop, *t.probe.also))]


def _met(threads: Iterable[Thread]) -> dict[str, bool | None]:
    return {t.probe.id: t.delay.met for t in threads if t.delay is not None}


def _settings(then: Iterable[Thread], after: Iterable[Thread]) -> Iterator[tuple[str, str, str]]:
    """What is different in how the mails were sent and judged."""
    first, second = _manner(then), _manner(after)
    yield from ((name, value, second[name]) for name, value in first.items() if value != second[name])


def _manner(threads: Iterable[Thread]) -> Mapping[str, str]:
    kept = [t for t in threads if t.delay is not None]
    return {
        "mail channels": ", ".join(sorted({t.probe.channel for t in kept})),
        "mail languages": ", ".join(sorted({t.probe.language for t in kept})),
        "mail norm": ", ".join(sorted({t.delay.norm for t in kept if t.delay})),
        "mails a shop": ", ".join(str(n) for n in sorted({len(d) for d in delays(kept).values()})),
    }
