"""The charts of the mail page: how soon answers came, and what was promised against what was measured. Pure."""

from mystery_shop.channels import Expected, Norm, NormError, expected, norm
from mystery_shop.figures import curve_band, working_curve
from mystery_shop.model import Promise, PromiseState, Unit
from mystery_shop.results import NOT_DELIVERED, Thread
from reports.charts import Chart, Promised, Step, answer_curve, promises
from reports.mail import CURVE_DAYS, Mails
from reports.safe import clean
from reports.wording import Words

DAY_H = 8
_HOURS = {Unit.MINUTES: 1 / 60, Unit.HOURS: 1.0, Unit.DAYS: 24.0, Unit.WEEKS: 168.0}
_WORKING_HOURS = {Unit.MINUTES: 1 / 60, Unit.HOURS: 1.0, Unit.DAYS: 8.0, Unit.WEEKS: 40.0}


def curve_chart(found: Mails, words: Words) -> Chart | None:
    """The answer curve with its 90 % band; None where nothing was delivered."""
    delays = [t.delay for t in found.threads if t.delay is not None]
    if not delays:
        return None
    curve = working_curve(delays)
    steps = [
        Step(hours=at / 3600, share=1 - waiting, low=1 - high, high=1 - low)
        for at, waiting, (low, high) in zip(curve.times, curve.survival, curve_band(curve), strict=True)
    ]
    until = float(CURVE_DAYS * DAY_H)
    inside = [s for s in steps if s.hours <= until]
    share = inside[-1].share if inside else 0.0
    line, aim = _norm_lines(sorted({d.norm for d in delays if d.norm}), words)
    return answer_curve(
        "answers",
        steps,
        title=str(words("mail.curve")),
        text=str(words("mail.curve.text")),
        hours=str(words("mail.curve.hours")),
        share=str(words("mail.curve.share")),
        norm=line,
        aim=aim,
        never=str(words("mail.curve.never", share=words.percent(1 - share))),
        columns=tuple(str(words(f"mail.curve.{c}")) for c in ("hours", "share", "low", "high")),
        until=until,
        locale=words.locale,
    )


def _norm_lines(names: list[str], words: Words) -> tuple[tuple[float, str] | None, tuple[float, str] | None]:
    """Where the norm lies: the working hours within which it asks an answer, and the share of mails it asks for."""
    if len(names) != 1:
        return None, None
    try:
        chosen: Norm = norm(names[0])
        term: Expected = expected(chosen, "email")[1]
    except NormError:
        return None, None
    line = None
    if term.within_working_days is not None:
        hours = float(DAY_H * (term.within_working_days + 1))
        line = (hours, str(words.n("mail.curve.norm", term.within_working_days)))
    aim = (chosen.share, str(words("mail.curve.aim", share=words.percent(chosen.share)))) if chosen.share else None
    return line, aim


def promise_chart(found: Mails, words: Words) -> Chart | None:
    """What was promised against what was measured; None where nobody promised anything that can be clocked."""
    mails = [dot for t in found.threads if (dot := _promised(t)) is not None]
    if not mails:
        return None
    return promises(
        "promises",
        mails,
        title=str(words("mail.promised")),
        text=str(words("mail.promised.text")),
        promised=str(words("mail.promised.x")),
        measured=str(words("mail.promised.y")),
        columns=(str(words("mail.col.shop")), str(words("mail.promised.x")), str(words("mail.promised.y"))),
        locale=words.locale,
    )


def _promised(thread: Thread) -> Promised | None:
    promise, delay = thread.promise, thread.delay
    hours = promised_hours(promise) if promise is not None else None
    if hours is None or promise is None or delay is None or thread.outcome in NOT_DELIVERED:
        return None
    return Promised(
        shop=clean(thread.probe.shop_name or thread.probe.shop, 100),
        promised=hours,
        measured=(delay.working_s if promise.working else delay.elapsed_s) / 3600,
        open=delay.censored,
        kept=thread.promise_state is PromiseState.KEPT,
    )


def promised_hours(promise: Promise) -> float | None:
    """The promised time in hours on the clock that it was made by: working days of eight hours, or days of 24.

    "The same working day" is at most the eight hours of that day. None for a vague promise.
    """
    if promise.amount is None or promise.unit is None:
        return None
    hours = (_WORKING_HOURS if promise.working else _HOURS)[promise.unit] * promise.amount
    return hours or float(DAY_H)
