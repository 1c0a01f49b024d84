"""Whether a shop may be written to again: never two open threads, never too soon. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from mystery_shop.calendars import Calendar
from mystery_shop.campaign import GONE, UNDER_WAY, Slot
from mystery_shop.clock import due
from mystery_shop.inbox import Mail
from mystery_shop.model import MailClass
from mystery_shop.settings import MailSettings

CLOSING = frozenset({
    MailClass.ANSWER, MailClass.INSTANT_ANSWER, MailClass.REFUSAL, MailClass.DEFLECTION, MailClass.BOUNCE,
})  # fmt: skip
"""Mails after which nobody at the shop is still working on the question."""


def why_wait(
    slot: Slot, others: Sequence[Slot], mails: Callable[[str], Sequence[Mail]], now: datetime,
    settings: MailSettings, calendar: Calendar,
) -> str:  # fmt: skip
    """Why the mail in ``slot`` must wait; "" when it may go.

    others: the shop's other mails. mails: what came in for a probe, by its id.
    """
    gone = [(sent_time(other), other) for other in others if other.probe.id != slot.probe.id]
    sent = [(at, other) for at, other in gone if at is not None]
    if any(other.state in UNDER_WAY for _, other in gone):
        return "an earlier mail to this shop is still on its way"
    recent = sum(now - at < timedelta(days=7) for at, _ in sent)
    if recent >= settings.max_per_week:
        return f"{recent} mails went to this shop in the last seven days"
    for at, other in sent:
        if now - at < timedelta(days=settings.min_gap_days):
            return f"the last mail to this shop went less than {settings.min_gap_days} days ago"
        if now < open_until(other, at, mails(other.probe.id), settings, calendar):
            return f"the thread of {other.probe.id} is still open"
    return ""


def sent_time(slot: Slot) -> datetime | None:
    """When the shop got the mail, or may have got it; None when it never left."""
    return (slot.probe.sent_at or slot.dot_at) if slot.state in GONE else None


def open_until(
    slot: Slot, sent: datetime, mails: Sequence[Mail], settings: MailSettings, calendar: Calendar
) -> datetime:
    """Until when the shop may still be working on this question, as far as is known now.

    An answer, a refusal or a bounce closes the thread. Somebody who writes that the matter is looked into, or a receipt
    that promises a term, keeps it open until then, at most for the time that answers are waited for. Silence, and a
    receipt without a term, let it rest after ``rest_days``.
    """
    longest = wait_end(sent, settings, calendar)
    until = sent + timedelta(days=settings.rest_days)
    for mail in mails:
        found = mail.classification
        if found is None:
            continue
        if found.mail_class in CLOSING:
            return mail.arrival.received_at
        if found.promise is not None and (term := due(found.promise, sent, calendar)) is not None:
            until = max(until, term)
        elif found.mail_class is MailClass.HOLDING_REPLY:
            until = longest
    return min(until, longest)


def wait_end(sent: datetime, settings: MailSettings, calendar: Calendar) -> datetime:
    """The end of the time for which an answer is waited for: silence is counted up to there."""
    from mystery_shop.clock import end_of_day, received_day

    return end_of_day(calendar.next_working(received_day(sent, calendar), settings.wait_working_days), calendar)
