"""A plan told to people: what it costs the shops, what it can and cannot tell, the calendar."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources

from mystery_shop.model import Probe
from mystery_shop.plan import Plan, close_pairs, zone_of
from mystery_shop.settings import MailSettings

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def tell(plan: Plan, settings: MailSettings) -> Iterator[str]:
    """The plan line by line."""
    shops = sum(1 + len(target.also) for target in plan.targets)
    hours = len(plan.probes) * settings.staff_minutes_per_mail / 60
    yield (
        f"{len(plan.probes)} mails to {len(plan.targets)} customer services of {shops} shops, "
        f"about {hours:.0f} h of staff time ({settings.staff_minutes_per_mail:g} minutes a mail)"
    )
    if hours > settings.max_staff_hours:
        yield (
            f"  That is more than the {settings.max_staff_hours:g} h that [mail] max_staff_hours allows: it will not "
            "be sent live. Plan fewer shops or waves, or raise it."
        )
    yield f"seed {plan.seed}: the same seed gives the same calendar"
    yield ""
    yield f"What {settings.waves} mails a shop can tell"
    yield from (f"  {line}" for line in can_tell(settings.waves))
    yield ""
    yield "Receipts"
    yield from (f"  {line}" for line in receipts(plan, settings))
    if plan.probes:
        yield ""
        yield "Calendar"
        yield from (f"  {line}" for line in calendar_lines(plan.probes))
    yield from _rest(plan)


def can_tell(waves: int) -> Iterator[str]:
    """What so many mails can and cannot say, from the nearest simulated number that is not greater."""
    row = max((r for r in _power()["mails"] if r["n"] <= waves), key=lambda r: r["n"])
    yield f"the order of shops correlates {row['rank']:.2f} with the true one"
    yield f"of the ten slowest shops, {row['bottom']:.0%} would be named rightly"
    yield (
        f"{row['pairs']:.0%} of all pairs of shops can be told apart, {row['placed']:.0%} of the shops stand clearly "
        "above or below the middle"
    )
    if waves < 4:
        yield "too few for groups or ranks: only counts, and the curve of all shops together"
    elif waves < 8:
        yield "enough for groups; no ranks (from 8 mails), and nobody's place is certain"
    else:
        yield "enough for groups, and for ranks with intervals"
    yield f"({_power()['source']}; simulated for {row['n']} mails)"


def receipts(plan: Plan, settings: MailSettings) -> Iterator[str]:
    """What the spacing does to receipts that a mailbox sends once a week (RFC 5230 4.2, mail.md 4.1)."""
    close = close_pairs(plan.probes)
    yield (
        f"{close} of {len(plan.probes)} mails follow another to the same shop within 7 days. Many mailboxes send a "
        "receipt or an absence notice to a sender only once in 7 days."
    )
    if settings.alias == "catch_all":
        yield "Each mail comes from an address of its own, so most of them will not notice."
    else:
        yield (
            "Each mail comes from an address of its own, but a mailbox that ignores what stands after the "
            f'"{settings.delimiter}" knows the sender again; alias = "catch_all" avoids that.'
        )
    yield "A missing receipt on such a mail is therefore not counted against the shop."


def calendar_lines(probes: tuple[Probe, ...]) -> Iterator[str]:
    """Mails by week and weekday, then by part of the day, in each shop's local time."""
    local = [probe.planned_at.astimezone(zone_of(probe.market)) for probe in probes]
    first = min(local).date()
    yield f"{min(local):%a %d %b %Y} to {max(local):%a %d %b %Y}"
    yield "week of      " + "".join(f"{day:>6}" for day in DAYS)
    weeks = Counter((moment.date().isocalendar()[:2], moment.weekday()) for moment in local)
    for week in sorted({key for key, _ in weeks}):
        monday = first.fromisocalendar(week[0], week[1], 1)
        yield f"{monday:%d %b %Y}  " + "".join(f"{weeks[week, day] or '·':>6}" for day in range(7))
    hours = Counter("before 12" if m.hour < 12 else "12 to 17" if m.hour < 17 else "after 17" for m in local)
    yield "hours        " + ", ".join(f"{part}: {hours[part]}" for part in ("before 12", "12 to 17", "after 17"))


def _rest(plan: Plan) -> Iterator[str]:
    shared = [target for target in plan.targets if target.also]
    if shared:
        yield ""
        yield "Mailed once, because they share a customer service"
        yield from (f"  {target.name} ({target.to}), also for {', '.join(target.also)}" for target in shared)
    if plan.not_mailed:
        yield ""
        yield "Not mailed"
        yield from (f"  {item.name}: {item.why}" for item in plan.not_mailed)
    if plan.hints:
        yield ""
        yield from (f"Note: {hint}" for hint in plan.hints)


@cache
def _power() -> dict[str, list[dict[str, float]]]:
    return tomllib.loads(resources.files("mystery_shop").joinpath("power.toml").read_text("utf-8"))
