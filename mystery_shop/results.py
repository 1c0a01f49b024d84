"""What a campaign has shown, mail by mail: the door through which figures and reports read it. Nothing is written here.

Times come from the store; ``now`` only says up to when silence was waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from audit.model import Record
from mystery_shop.calendars import Calendar, CalendarError, calendar
from mystery_shop.campaign import GONE, Campaign, Slot
from mystery_shop.channels import reply_delay
from mystery_shop.clock import promise_state
from mystery_shop.inbox import Inbox, Mail
from mystery_shop.model import MailClass, Probe, ProbeState, Promise, PromiseState, ReplyDelay
from mystery_shop.settings import MailSettings
from mystery_shop.threads import sent_time, wait_end

NO_ANSWER_COMES = (MailClass.BOUNCE, MailClass.REFUSAL, MailClass.DEFLECTION, MailClass.INSTANT_ANSWER)
"""Mails that end the wait without an answer by a person, as the outcome says."""

NOT_DELIVERED = frozenset({"to_come", "stopped", "refused", "bounce", "uncertain"})
"""Outcomes that are left out of every share and every clock, their number shown (mail.md 5.4): a server's refusal is a
finding about the address, whether it comes at once or as a bounce, and says nothing about how fast people answer."""


class Thread(Record, frozen=True, kw_only=True):
    """One mail of ours and all that came of it.

    outcome: to_come, stopped, refused (by a server, 5xx), uncertain, bounce, answered, instant_answer, refusal,
    deflection, waiting, silent. answer: the first answer by a person. life: the first mail of any kind but a server's.
    delay: to the answer, or censored at the end of the wait (or now); None where nothing can be clocked. promise: the
    one that was made first, before the answer. receipt_held_back: another mail went to the same shop less than seven
    days before, so a missing receipt says nothing (RFC 5230, 4.2). exact: the server's own acceptance is the start.
    """

    probe: Probe
    outcome: str
    mails: tuple[Mail, ...] = ()
    first_try_at: datetime | None = None
    code: int | None = None
    answer: Mail | None = None
    life: Mail | None = None
    delay: ReplyDelay | None = None
    promise: Promise | None = None
    promise_state: PromiseState = PromiseState.NONE
    receipt_held_back: bool = False
    exact: bool = True


def threads(
    campaign: Campaign,
    settings: MailSettings,
    now: datetime,
    *,
    norm: str | None = None,
    hours_of: Callable[[str], Calendar | None] = lambda shop: None,
) -> list[Thread]:
    """All mails of the campaign with what came of them, by time. hours_of: a shop's own stated hours, by its key."""
    by_probe: dict[str, list[Mail]] = {}
    for mail in Inbox(campaign).mails():
        by_probe.setdefault(mail.probe or "", []).append(mail)
    resolved = {event.probe for event in campaign.events("resolved")}
    before: dict[str, datetime] = {}
    found = []
    for slot in campaign.slots():
        sent = sent_time(slot)
        last = before.get(slot.probe.shop)
        held = sent is not None and last is not None and sent - last < timedelta(days=7)
        if sent is not None:
            before[slot.probe.shop] = sent
        mails = by_probe.get(slot.probe.id, [])
        made = thread(slot, mails, settings, now, norm=norm, shop_hours=hours_of(slot.probe.shop))
        found.append(replace(made, receipt_held_back=held, exact=slot.probe.id not in resolved))
    return found


def thread(
    slot: Slot, mails: Sequence[Mail], settings: MailSettings, now: datetime, *, norm: str | None = None,
    shop_hours: Calendar | None = None,
) -> Thread:  # fmt: skip
    """One mail with what came of it."""
    days = calendar_of(slot.probe.market, settings)
    sent, answer = sent_time(slot), first(mails, MailClass.ANSWER)
    outcome = outcome_of(slot, mails, now, wait_end(sent, settings, days) if sent else None)
    made = Thread(
        probe=slot.probe, outcome=outcome, mails=tuple(mails), first_try_at=slot.first_try_at, code=slot.code,
        answer=answer, life=next((m for m in mails if _is_life(m)), None),
    )  # fmt: skip
    if sent is None or outcome in NOT_DELIVERED:
        return made
    end = max(sent, min(now, wait_end(sent, settings, days)))
    answered = max(sent, answer.arrival.received_at) if answer else None
    promise = _promise(mails, answer)
    return replace(
        made,
        delay=reply_delay(
            sent, answered, days, channel=slot.probe.channel, norm_name=norm, now=end, shop_hours=shop_hours
        ),
        promise=promise,
        promise_state=promise_state(promise, sent, answered, end, days),
    )


def delays(found: Iterable[Thread]) -> dict[str, list[ReplyDelay]]:
    """Clocked delays by shop, brands with a shared customer service each with the same ones: what the figures take."""
    by_shop: dict[str, list[ReplyDelay]] = {}
    for item in found:
        if item.delay is not None:
            for shop in (item.probe.shop, *item.probe.also):
                by_shop.setdefault(shop, []).append(item.delay)
    return by_shop


def outcome_of(slot: Slot, mails: Sequence[Mail], now: datetime, wait_until: datetime | None) -> str:
    """What came of a mail so far, in one word (see :class:`Thread`)."""
    if slot.state in (ProbeState.REFUSED, ProbeState.STOPPED):
        return str(slot.state)
    if slot.state not in GONE or wait_until is None:
        return "to_come"
    if first(mails, MailClass.ANSWER):
        return "answered"
    for kind in NO_ANSWER_COMES:
        if first(mails, kind):
            return str(kind)
    if slot.state is ProbeState.UNCERTAIN:
        return "uncertain"
    return "waiting" if now < wait_until else "silent"


def first(mails: Iterable[Mail], kind: MailClass) -> Mail | None:
    """The first mail of a class."""
    return next((mail for mail in mails if mail.classification and mail.classification.mail_class is kind), None)


def calendar_of(market: str, settings: MailSettings) -> Calendar:
    """The working days of a market's shops; those of ``[mail] calendar`` where we have none for the market."""
    try:
        return calendar(market=market)
    except CalendarError:
        return calendar(settings.calendar)


def _is_life(mail: Mail) -> bool:
    servers = (MailClass.BOUNCE, MailClass.DELAY_NOTICE, MailClass.MARKETING, MailClass.UNRELATED)
    return mail.classification is not None and mail.classification.mail_class not in servers


def _promise(mails: Sequence[Mail], answer: Mail | None) -> Promise | None:
    """The first promise made before the answer: later ones do not undo it."""
    for mail in mails:
        if answer is not None and mail.id == answer.id:
            return None
        if mail.classification is not None and mail.classification.promise is not None:
            return mail.classification.promise
    return None
