"""What came of it afterwards: objections, advertising, requests for a review, mail from others to the alias. Pure.

The alias was given to one shop alone, for one question, with no consent to anything: whatever else comes to it says
something about that shop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from audit.model import Record
from audit.words import words
from mystery_shop.matching import registered_domain
from mystery_shop.model import Classification, MailClass, MailEvent, Message, Probe

LETTERS = frozenset({MailClass.ANSWER, MailClass.HOLDING_REPLY, MailClass.UNSURE, MailClass.INSTANT_ANSWER})
MASS = frozenset({MailClass.MARKETING, MailClass.UNRELATED})


class After(StrEnum):
    """What kind of mail came to an alias besides the answer to the question."""

    ADVERTISING = "advertising"
    REVIEW_REQUEST = "review_request"
    OTHER_SENDER = "other_sender"  # somebody who cannot have the alias but from the shop: a leak


class Aftermath(Record, frozen=True, kw_only=True):
    """One such mail. domain: the sender's mail domain; quote: the words that decided."""

    kind: After
    probe: str
    shop: str
    message: str
    at: datetime
    domain: str = ""
    quote: str = ""


def objection(message: Message, found: Classification) -> str:
    """The words with which a person objects to such mails, "" where nobody does. Machines object to nothing."""
    return _first("objection", found.reply or message.text) if found.mail_class in LETTERS else ""


def afterwards(
    probe: Probe,
    message: Message,
    found: Classification,
    *,
    message_id: str,
    at: datetime,
    watch_days: int,
    answered: bool = False,
) -> Aftermath | None:
    """What a mail to a probe's alias says about the time after; None for mail that belongs to the question itself.

    answered: a person had answered the question before.
    """
    if probe.sent_at is None or at > probe.sent_at + timedelta(days=watch_days):
        return None
    domain = message.from_.rpartition("@")[2].lower()
    # A mail that nobody can place and that can be unsubscribed from is no answer.
    mass = found.mail_class in MASS or (
        found.mail_class is MailClass.UNSURE and bool(message.header("list-unsubscribe"))
    )
    quote = _first("review_request", f"{message.subject}\n{found.reply or message.text}")
    if quote and (mass or found.mail_class is MailClass.UNSURE or (answered and found.mail_class is MailClass.ANSWER)):
        kind = After.REVIEW_REQUEST
    elif mass and domain and not _same_house(domain, probe.domains):
        kind, quote = After.OTHER_SENDER, domain
    elif mass and found.mail_class is not MailClass.UNRELATED:
        kind, quote = After.ADVERTISING, found.proof
    else:
        return None
    return Aftermath(
        kind=kind, probe=probe.id, shop=probe.shop, message=message_id, at=at, domain=domain, quote=quote[:160]
    )


def kept(events: Iterable[MailEvent]) -> list[Aftermath]:
    """What the campaign's events tell of the time after, in order of time."""
    latest = {event.message: event for event in events if event.kind == "after"}  # read again: said again
    return [
        Aftermath(
            kind=After(event.detail["kind"]), probe=event.probe or "", shop=event.shop or "",
            message=event.message or "", at=event.at, domain=event.detail["domain"], quote=event.text,
        )
        for event in latest.values()
    ]  # fmt: skip


def watch_until(sent: Iterable[datetime], watch_days: int) -> datetime | None:
    """Until when aliases are watched: so many days after the last mail that left."""
    last = max(sent, default=None)
    return None if last is None else last + timedelta(days=watch_days)


def _same_house(domain: str, own: Sequence[str]) -> bool:
    """Whether a mail domain is the shop's, or carries its name, as its helpdesk's address does (shop.zendesk.com)."""
    registered = {registered_domain(known) for known in own} - {""}
    names = {known.split(".")[0] for known in registered}
    return registered_domain(domain) in registered or bool(names & set(re.split(r"[.-]", domain)))


def _first(key: str, text: str) -> str:
    plain = " ".join(text.lower().replace("’", "'").split())[:12_000]
    found = _pattern(key).search(plain)
    return found[0][:160] if found else ""


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in words("after", key)))
