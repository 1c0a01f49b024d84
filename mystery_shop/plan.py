"""Which shop gets which question when: pure, and the same for the same seed (only the secret decides the addresses)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from audit.model import Finding, Record, ShopResult
from audit.outcomes import Outcome, Reason
from checks.market import decide
from mystery_shop.asking import Question, Questions, ask, language_for, questions
from mystery_shop.calendars import CalendarError, calendar
from mystery_shop.campaign import slug
from mystery_shop.evidence import is_noreply
from mystery_shop.letters import LetterError, mail_address, one_line
from mystery_shop.model import Probe
from mystery_shop.settings import MailSettings, SettingsError
from mystery_shop.slots import check_room, layout, peak

EMAIL_CHECK, PHONE_CHECK = "email-findable", "phone-findable"
SEEN = (Outcome.MET, Outcome.PARTLY, Outcome.BREACHED)
NO_SENDER = "nobody@sender.invalid"
TOKEN_LENGTH = 12
"""Base32 characters of the unguessable part of a reply address: 60 bits."""


class Target(Record, frozen=True, kw_only=True):
    """A customer service to be mailed. also: keys of further shops that it serves. source: audit or list."""

    shop: str
    name: str
    to: str
    market: str = ""
    language: str = "en"
    also: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    source: str = "audit"


class NotMailed(Record, frozen=True, kw_only=True):
    """A shop that gets no mail, and why."""

    shop: str
    name: str
    why: str


class Plan(Record, frozen=True, kw_only=True):
    """Probes in order of time, who is not mailed, and hints for people."""

    campaign: str
    seed: int
    start: date
    probes: tuple[Probe, ...]
    targets: tuple[Target, ...]
    not_mailed: tuple[NotMailed, ...] = ()
    hints: tuple[str, ...] = ()


def targets(
    results: Iterable[ShopResult], settings: MailSettings, stopped: Callable[[str, str], str] = lambda shop, to: ""
) -> tuple[list[Target], list[NotMailed]]:
    """The customer services of an audit's shops, each once, and the shops that get no mail.

    stopped: asked with a shop's key and address; "" or why nothing is sent there. Brands with the same address, or the
    same telephone number of their own, or named together in ``same_service``, share one customer service.
    """
    found: list[Target] = []
    without: list[NotMailed] = []
    for result in results:
        if result.left:
            continue
        target, why = _target(result, settings)
        if target is not None and (why := stopped(target.shop, target.to)):
            target = None
        if target is None:
            without.append(NotMailed(shop=result.shop.key, name=_name(result), why=why))
        else:
            found.append(target)
    return _merge(found, settings), without


def make_plan(
    found: Sequence[Target], settings: MailSettings, *, start: date, seed: int, secret: bytes,
    bank: Questions | None = None, not_mailed: Sequence[NotMailed] = (),
) -> Plan:  # fmt: skip
    """Lay out the campaign. Raises SettingsError (NoRoomError among them).

    bank: somebody's own questions for all; else ours in each shop's language. secret: at least 16 bytes that nobody
    else knows; reply addresses and Message-IDs follow from it.
    """
    check_room(settings)
    if len(secret) < 16:
        raise SettingsError("the secret behind the reply addresses must have at least 16 bytes")
    zones = [zone_of(target.market) for target in found]
    moments = layout(len(found), settings, start=start, zones=zones, rng=random.Random(f"{seed}/calendar"))
    writer = _Writer(settings, seed, secret, "c" + hashlib.sha256(f"{seed}/{start}".encode() + secret).hexdigest()[:8])
    probes = [
        probe
        for target, name, when in zip(found, _ids(found), moments, strict=True)
        for probe in writer.probes(target, name, when, bank or questions(target.language))
    ]
    probes.sort(key=lambda probe: (probe.planned_at, probe.id))
    return Plan(
        campaign=writer.campaign, seed=seed, start=start, probes=tuple(probes), targets=tuple(found),
        not_mailed=tuple(not_mailed), hints=tuple(_hints(found, probes, settings)),
    )  # fmt: skip


def zone_of(market: str) -> ZoneInfo:
    """The time zone of a market's shops; UTC for a market without a calendar."""
    try:
        return calendar(market=market).zone
    except CalendarError:
        return ZoneInfo("UTC")


def token_for(secret: bytes, *parts: object) -> str:
    """An unguessable word, the same for the same parts: the first 60 bits of an HMAC-SHA256, in base32."""
    mac = hmac.new(secret, "\x00".join(map(str, parts)).encode(), hashlib.sha256).digest()
    return base64.b32encode(mac).decode().lower()[:TOKEN_LENGTH]


def reply_address(settings: MailSettings, token: str) -> str:
    """The address of one mail alone: local+token@domain, or token@domain for a catch-all. Raises LetterError."""
    local, _, domain = mail_address(settings.sender.address or NO_SENDER).rpartition("@")
    domain = settings.alias_domain or domain
    if settings.alias == "catch_all":
        return mail_address(f"{token}@{domain}")
    return mail_address(f"{local}{settings.delimiter}{token}@{domain}")


def summary(plan: Plan, settings: MailSettings) -> dict[str, Any]:
    """What the plan costs and spans, as data: the same for the same seed."""
    hours = len(plan.probes) * settings.staff_minutes_per_mail / 60
    return {
        "mails": len(plan.probes), "services": len(plan.targets),
        "shops": sum(1 + len(target.also) for target in plan.targets), "not_mailed": len(plan.not_mailed),
        "waves": settings.waves, "weeks": settings.weeks, "seed": plan.seed, "start": plan.start.isoformat(),
        "first": plan.probes[0].planned_at.isoformat() if plan.probes else None,
        "last": plan.probes[-1].planned_at.isoformat() if plan.probes else None,
        "staff_hours": round(hours, 1), "within_a_week": close_pairs(plan.probes),
    }  # fmt: skip


def close_pairs(probes: Iterable[Probe]) -> int:
    """How many mails follow another to the same service within seven days: their receipts may be held back."""
    last: dict[str, datetime] = {}
    count = 0
    for probe in sorted(probes, key=lambda probe: probe.planned_at):
        before = last.get(probe.to)
        count += before is not None and (probe.planned_at - before).days < 7
        last[probe.to] = probe.planned_at
    return count


def _target(result: ShopResult, settings: MailSettings) -> tuple[Target | None, str]:
    shop = result.shop
    finding = _finding(result, EMAIL_CHECK)
    values = finding.values if finding and finding.outcome in SEEN else ()
    source = "audit"
    if finding and finding.reason is Reason.NOREPLY_ONLY:
        values = ()
    if not values and shop.email:
        values, source = (shop.email,), "list"
    if not values:
        return None, _why_none(finding)
    try:
        to = mail_address(values[0])
    except LetterError as error:
        return None, str(error)
    if is_noreply(to):
        return None, f"{to} is a no-reply address; nobody reads what is sent there"
    market = (shop.market or (decide(result.snapshot).code if result.snapshot else None) or "").upper()
    spoken = result.snapshot.languages if result.snapshot else ()
    phone = _finding(result, PHONE_CHECK)
    own = phone.values if phone and phone.outcome in SEEN else ()
    domain = to.rpartition("@")[2]
    site = shop.key.split("://")[-1].split("/")[0].split(":")[0].removeprefix("www.")
    return Target(
        shop=shop.key, name=_name(result), to=to, market=market, phones=own, source=source,
        language=settings.language or language_for(market, spoken), domains=tuple(dict.fromkeys((domain, site))),
    ), ""  # fmt: skip


def _finding(result: ShopResult, check: str) -> Finding | None:
    return next((finding for finding in result.findings if finding.check == check), None)


def _why_none(finding: Finding | None) -> str:
    if finding is None:
        return "no e-mail address: the shop was not visited, and the list gives none"
    if finding.reason is Reason.NOREPLY_ONLY:
        return "only a no-reply address was found"
    reason = f" ({finding.reason})" if finding.reason else ""
    return f"no e-mail address of the shop's own for customers: {finding.outcome}{reason}"


def _name(result: ShopResult) -> str:
    shop = result.shop
    return one_line(shop.name, 60) or shop.key.split("://")[-1].split("/")[0].removeprefix("www.")


def _merge(found: list[Target], settings: MailSettings) -> list[Target]:
    """Targets that share an address, a telephone number or a line of ``same_service``, made one: the first of them."""
    said = {name.casefold(): f"said:{n}" for n, names in enumerate(settings.same_service) for name in names}
    group: dict[str, int] = {}
    members: dict[int, list[Target]] = {}
    for index, target in enumerate(found):
        marks = [f"to:{target.to.casefold()}", *(f"tel:{phone}" for phone in target.phones)]
        marks += [said[name] for name in (target.shop.casefold(), target.name.casefold()) if name in said]
        joined = sorted({group[mark] for mark in marks if mark in group})
        first = joined[0] if joined else index
        members.setdefault(first, []).append(target)
        for other in joined[1:]:
            members[first] += members.pop(other)
            group.update({mark: first for mark, at in group.items() if at == other})
        group.update(dict.fromkeys(marks, first))
    return [_one_of(group_) for _, group_ in sorted(members.items())]


def _one_of(group: list[Target]) -> Target:
    domains = dict.fromkeys(domain for target in group for domain in target.domains)
    return replace(group[0], also=tuple(target.shop for target in group[1:]), domains=tuple(domains))


def _ids(found: Sequence[Target]) -> list[str]:
    """A short readable name for each target, every one different."""
    names = [slug(target.name) for target in found]
    double = Counter(names)
    return [f"{name}-{n:03d}" if double[name] > 1 else name for n, name in enumerate(names, 1)]


class _Writer:
    """Puts the questions of one campaign into words and addresses."""

    def __init__(self, settings: MailSettings, seed: int, secret: bytes, campaign: str) -> None:
        self.settings, self.seed, self.secret, self.campaign = settings, seed, secret, campaign

    def probes(self, target: Target, name: str, when: Sequence[datetime], bank: Questions) -> Iterable[Probe]:
        """The mails of one customer service, one for each moment."""
        order = self._order(bank, target.shop)
        for wave, moment in enumerate(when, 1):
            yield self._probe(target, f"{name}-{wave}", wave, moment, bank, order[(wave - 1) % len(order)])

    def _order(self, bank: Questions, shop: str) -> list[Question]:
        """The same questions for every shop of a language, so that shops compare, in an order of each shop's own."""
        count = min(self.settings.waves, len(bank.question))
        chosen = random.Random(f"{self.seed}/questions/{bank.language}").sample(bank.question, count)
        random.Random(f"{self.seed}/order/{shop}").shuffle(chosen)
        return chosen

    def _probe(
        self, target: Target, name: str, wave: int, moment: datetime, bank: Questions, question: Question
    ) -> Probe:
        settings = self.settings
        token = self._word(target, wave)
        address = reply_address(settings, token)
        reference = self._word(target, wave, "reference")[:6].upper() if settings.reference else ""
        asked = ask(
            bank, question, shop=target.name, signed=settings.sender.name, reference=reference,
            rng=random.Random(f"{self.seed}/words/{target.shop}/{wave}"),
        )  # fmt: skip
        return Probe(
            id=name, campaign=self.campaign, shop=target.shop, shop_name=target.name, market=target.market,
            to=target.to, sender=settings.sender.address, sender_name=settings.sender.name, reply_address=address,
            token=token, message_id=f"<{self._word(target, wave, 'id')}.{token}@{address.rpartition('@')[2]}>",
            subject=asked.subject, text=asked.text, language=bank.language, question=asked.question,
            reference=reference, facts=asked.facts, domains=target.domains, planned_at=moment, wave=wave,
            also=target.also,
        )  # fmt: skip

    def _word(self, target: Target, wave: int, use: str = "") -> str:
        return token_for(self.secret, self.campaign, target.shop, wave, use)


def _hints(found: Sequence[Target], probes: Sequence[Probe], settings: MailSettings) -> Iterable[str]:
    if not (settings.sender.name and settings.sender.address):
        yield "nobody is named as sender yet: write name and address under [mail.sender], then plan again"
    by_domain: dict[str, list[str]] = {}
    for target in found:
        by_domain.setdefault(target.to.rpartition("@")[2], []).append(target.name)
    for domain, names in sorted(by_domain.items()):
        if len(names) > 1:
            yield (
                f"{', '.join(names)} all have addresses at {domain}: if they share one customer service, name them "
                "together under [mail] same_service, and it is mailed once"
            )
    days = (probe.planned_at.astimezone(zone_of(probe.market)).date() for probe in probes)
    for name, count in Counter(filter(None, map(peak, days))).items():
        yield f"{count} mails fall in {name}, when shops have more to do than they can: begin another day if you can"
