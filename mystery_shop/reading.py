"""Reading what was collected: parse, match, classify, each message from its kept bytes, as often as one likes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from mystery_shop.campaign import Campaign, Slot
from mystery_shop.classify import Context, classify
from mystery_shop.inbox import Inbox, Mail, Reading
from mystery_shop.matching import Matcher
from mystery_shop.model import Arrival, Classification, MailClass, Match, Message
from mystery_shop.parse import parse
from mystery_shop.rawmail import RawStore
from mystery_shop.threads import sent_time
from mystery_shop.wording import flatten, lower

READER = "1"
"""Raise it when parsing, matching or classifying changed: everything kept is then read again."""

BATCH = 200
SERVERS = frozenset({MailClass.BOUNCE, MailClass.DELAY_NOTICE})
MOST_SEARCHED = 2 << 20
"""Bytes of a message that are searched for our Message-ID."""


class Read(NamedTuple):
    """One message as just read."""

    arrival: Arrival
    message: Message
    match: Match
    found: Classification
    masked: str


class Reader:
    """Reads the messages of one campaign."""

    def __init__(self, campaign: Campaign, inbox: Inbox, raw: RawStore) -> None:
        self.inbox = inbox
        self.raw = raw
        self.slots: dict[str, Slot] = {slot.probe.id: slot for slot in campaign.slots()}
        self.matcher = Matcher([slot.probe for slot in self.slots.values()])
        self._texts: dict[str, list[tuple[str, str]]] = {}

    def read_new(self, reader: str = READER) -> list[Read]:
        """Read all messages that this version of the reader has not read, and keep what they are."""
        done: list[Read] = []
        unread = self.inbox.unread(reader)
        for start in range(0, len(unread), BATCH):
            batch = [self.read(mail) for mail in unread[start : start + BATCH]]
            self.inbox.write_readings([_reading(read) for read in batch], reader)
            done += batch
        return done

    def read(self, mail: Mail, assigned: Match | None = None) -> Read:
        """Read one message; ``assigned`` is a person's word on where it belongs. Never raises for what is in it."""
        data = self.raw.get(mail.id)
        message = parse(data)
        found = assigned or self.matcher.match(message, received_at=mail.arrival.received_at, raw=data[:MOST_SEARCHED])
        slot = self.slots.get(found.probe or "")
        judged = classify(message, self._context(slot, found, mail.arrival.received_at))
        text = masked(judged.reply)
        if slot is not None and judged.mail_class not in SERVERS:
            self._earlier(slot.probe.shop).append((slot.probe.id, text))
        return Read(mail.arrival, message, found, judged, text)

    def _context(self, slot: Slot | None, found: Match, received_at: datetime) -> Context:
        if slot is None:
            return Context()
        sent = sent_time(slot)
        delay = (received_at - sent).total_seconds() if sent is not None else None
        return Context(
            probe=slot.probe,
            delay_s=delay if delay is not None and delay >= 0 else None,
            earlier=tuple(text for probe, text in self._earlier(slot.probe.shop) if probe != slot.probe.id),
            matched=True,
        )

    def _earlier(self, shop: str) -> list[tuple[str, str]]:
        """Masked texts of the shop's other mails, as (probe, text)."""
        if shop not in self._texts:
            probes = [slot.probe.id for slot in self.slots.values() if slot.probe.shop == shop]
            self._texts[shop] = self.inbox.masked_texts(probes)
        return self._texts[shop]


def masked(own: str) -> str:
    """A mail's own text as :func:`mystery_shop.classify.masked_text` masks it, when the quotation is cut already."""
    text = re.sub(r"\S+@\S+|https?://\S+", "@", lower(flatten(own)))
    return " ".join(re.sub(r"\w*\d[\w.:/-]*", "#", text).split())[:4000]


def _reading(read: Read) -> Reading:
    return Reading(
        message=read.arrival.id,
        match=read.match,
        classification=read.found,
        sender=read.message.from_,
        subject=read.message.subject[:200],
        masked="" if read.found.mail_class in SERVERS else read.masked,
    )


def first_answer(mails: Iterable[Mail]) -> Mail | None:
    """The mail that stops the clock: the first answer by a person."""
    return next((m for m in mails if m.classification and m.classification.mail_class is MailClass.ANSWER), None)
