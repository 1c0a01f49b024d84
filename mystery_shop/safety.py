"""What must be in order before a mail leaves for real, and right before its final dot. Each refusal says what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from audit.model import Record
from mystery_shop.campaign import Approval, Campaign, ControlMail, Slot, Stop, digest_of, name_key
from mystery_shop.letters import LetterError, fingerprint, mail_address
from mystery_shop.settings import Caps, MailSettings
from mystery_shop.stoplist import StopList

IDENTITY = (
    ("name", "the name that stands under the mails"),
    ("address", "our mailbox that the answers come to"),
    ("organisation", "who is behind the measurement"),
    ("contact", "where a shop that asks is told so"),
    ("purpose", "why this is measured (the public interest, or the assignment)"),
)


class Refusal(Record, frozen=True, kw_only=True):
    """One reason not to send. what: what is not in order; do: what to do about it."""

    what: str
    do: str


def refusals(campaign: Campaign, settings: MailSettings, now: datetime) -> list[Refusal]:
    """Everything that stands in the way of sending live, controls aside (:func:`controls_in_order`)."""
    info = campaign.info()
    slots = campaign.slots()
    if info is None or not slots:
        return [Refusal(what="there is no plan", do="make one with: shopcheck mail plan DIR")]
    found = [*_identity(settings), *_servers(settings), *_size(slots, settings)]
    if digest_of(fingerprint(slot.probe) for slot in slots if slot.probe.channel == "email") != info.digest:
        found.append(Refusal(what="the mails are not those that were planned", do="plan and approve again"))
    found += _approved(campaign.approvals(info.digest), settings, now)
    found += _stopped(campaign.stops())
    return found


def valid_approvals(given: Sequence[Approval], settings: MailSettings, now: datetime) -> list[Approval]:
    """Approvals that still count: each person's first, not older than ``approval_days``."""
    fresh = [a for a in given if now - a.at < timedelta(days=settings.approval_days)]
    return list({name_key(a.name): a for a in reversed(fresh)}.values())


def controls_in_order(mails: Sequence[ControlMail], settings: MailSettings, now: datetime) -> list[Refusal]:
    """Whether every control mailbox showed lately that our mails arrive, and not among the junk."""
    if not settings.controls:
        return [Refusal(
            what="no control mailbox is configured",
            do="name at least one mailbox of yours at another provider under [[mail.controls]]: without it nobody "
            "can tell a slow shop from mail that never arrived",
        )]  # fmt: skip
    found = []
    for control in settings.controls:
        recent = [
            m for m in mails if m.box == control.name and now - m.sent_at < timedelta(hours=settings.control_hours)
        ]
        if any(m.seen_at and not m.junk for m in recent):
            continue
        if any(m.junk for m in recent):
            found.append(Refusal(
                what=f"our mail to the control mailbox {control.name} lay in {recent[-1].folder}",
                do="mend the sending domain (SPF, DKIM, DMARC) before shops are measured by it",
            ))  # fmt: skip
        else:
            found.append(Refusal(
                what=f"no mail of ours was seen in the control mailbox {control.name} in the last "
                f"{settings.control_hours:g} h",
                do="run: shopcheck mail controls DIR --live",
            ))  # fmt: skip
    return found


def may_go(campaign: Campaign, listed: StopList) -> Callable[[Slot], str]:
    """The question asked for each mail, and again right before its final dot: "" or why it may not go."""

    def why(slot: Slot) -> str:
        for stop in campaign.stops():
            if stop.shop in (slot.probe.shop, *slot.probe.also):
                return f"stopped by {stop.by}: {stop.reason or 'no reason given'}"
        return next((w for s in (slot.probe.shop, *slot.probe.also) if (w := listed.why(s, slot.probe.to))), "")

    return why


def halted(campaign: Campaign) -> Callable[[], str]:
    """The question asked before each mail, and again right before its final dot: "" or who stopped everything."""
    return lambda: next((f"everything was stopped by {s.by}" for s in campaign.stops() if s.shop is None), "")


def capped(campaign: Campaign, caps: Caps, now: Callable[[], datetime]) -> Callable[[Slot], str]:
    """The question asked before each mail: "" or which cap is reached."""

    def why(slot: Slot) -> str:
        sent = campaign.departures()
        day = [to for at, to in sent if now() - at < timedelta(days=1)]
        hour = sum(now() - at < timedelta(hours=1) for at, _ in sent)
        if len(sent) >= caps.total:
            return f"{caps.total} mails were sent, the most that caps.total allows"
        if len(day) >= caps.per_day:
            return f"{caps.per_day} mails were sent in 24 hours, the most that caps.per_day allows"
        if hour >= caps.per_hour:
            return f"{caps.per_hour} mails were sent in an hour, the most that caps.per_hour allows"
        domain = slot.probe.to.rpartition("@")[2]
        if Counter(to.rpartition("@")[2] for to in day)[domain] >= caps.per_domain_day:
            return f"{caps.per_domain_day} mails went to {domain} in 24 hours, the most that caps.per_domain_day allows"
        return ""

    return why


def _identity(settings: MailSettings) -> list[Refusal]:
    missing = [f"{key} ({why})" for key, why in IDENTITY if not str(getattr(settings.sender, key)).strip()]
    if missing:
        return [Refusal(what="the sender has no " + ", no ".join(missing), do="write it under [mail.sender]")]
    try:
        mail_address(settings.sender.address)
    except LetterError as error:
        return [Refusal(what=f"the sender's address: {error}", do="mend [mail.sender] address")]
    return []


def _servers(settings: MailSettings) -> list[Refusal]:
    found = []
    if not settings.smtp.host:
        found.append(Refusal(what="no mail server to send by", do="write host, port and user under [mail.smtp]"))
    if not settings.imap.host:
        found.append(Refusal(
            what="no mailbox to read the answers from", do="write host, port and user under [mail.imap]"
        ))  # fmt: skip
    return found


def _size(slots: Sequence[Slot], settings: MailSettings) -> list[Refusal]:
    found = []
    hours = len(slots) * settings.staff_minutes_per_mail / 60
    if hours > settings.max_staff_hours:
        found.append(Refusal(
            what=f"{len(slots)} mails take about {hours:.0f} h of the shops' time, and {settings.max_staff_hours:g} h "
            "are allowed",
            do="plan fewer shops or waves, or raise [mail] max_staff_hours",
        ))  # fmt: skip
    if len(slots) > settings.caps.total:
        found.append(Refusal(
            what=f"{len(slots)} mails are planned, more than caps.total ({settings.caps.total})",
            do="plan fewer, or raise [mail.caps] total",
        ))  # fmt: skip
    return found


def _approved(given: Sequence[Approval], settings: MailSettings, now: datetime) -> list[Refusal]:
    valid = valid_approvals(given, settings, now)
    if len(valid) >= settings.approvals:
        return []
    names = ", ".join(a.name for a in valid) or "nobody"
    return [Refusal(
        what=f"these mails were approved by {names}; {settings.approvals} people must",
        do="each of them reads the mails (shopcheck mail preview DIR) and runs: shopcheck mail approve DIR --by NAME",
    )]  # fmt: skip


def _stopped(stops: Sequence[Stop]) -> list[Refusal]:
    for stop in stops:
        if stop.shop is None:
            reason = f": {stop.reason}" if stop.reason else ""
            return [Refusal(
                what=f"everything was stopped by {stop.by} on {stop.at:%d %b %Y}{reason}",
                do="lift it with: shopcheck mail stop DIR --lift --by NAME",
            )]  # fmt: skip
    return []
