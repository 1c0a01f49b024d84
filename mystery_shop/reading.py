"""Reading what was collected: parse, match, classify, each message from its kept bytes, as often as one likes."""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from mystery_shop.campaign import Campaign, Slot
from mystery_shop.classify import Context, classify, masked_own
from mystery_shop.inbox import Inbox, Mail, Reading
from mystery_shop.matching import Matcher
from mystery_shop.model import Arrival, Classification, MailClass, Match, Message
from mystery_shop.parse import parse
from mystery_shop.rawmail import RawStore
from mystery_shop.threads import sent_time
from mystery_shop.traces import trace_of

READER = "3"
"""Raise it when parsing, matching or classifying changed: everything kept is then read again."""

BATCH = 200
WORTH_A_PROCESS = 1000
"""Messages for which starting a further process pays."""
HEAD = 16 << 10
SERVERS = frozenset({MailClass.BOUNCE, MailClass.DELAY_NOTICE})
MOST_SEARCHED = 2 << 20
"""Bytes of a message that are searched for our Message-ID."""

Task = list[tuple[list[Arrival], list[tuple[str, str]]]]
"""Messages of some shops, each with the texts that came from that shop before."""


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
        self.known = Known(campaign.slots())

    def read_new(self, reader: str = READER, workers: int | None = None) -> list[Read]:
        """Read all messages that this version of the reader has not read, and keep what they are.

        workers: processes to share the work, None for as many as pay. One shop's messages stay in order in one process,
        since what is the same in them is evidence.
        """
        unread = self.inbox.unread(reader)
        groups = self._by_shop(unread)
        workers = min(os.cpu_count() or 1, len(unread) // WORTH_A_PROCESS) if workers is None else workers
        done: list[Read] = []
        for batch in self._read_all(groups, workers):
            self.inbox.write_readings([_reading(read) for read in batch], reader)
            done += batch
        return sorted(done, key=lambda read: read.arrival.received_at)

    def read(self, mail: Mail, assigned: Match | None = None) -> Read:
        """Read one message; ``assigned`` is a person's word on where it belongs. Never raises for what is in it."""
        slot = self.known.slots.get((assigned.probe if assigned else None) or "")
        earlier = self._earlier(slot.probe.shop) if slot else []
        return read_one(self.raw.get(mail.id), mail.arrival, self.known, earlier, assigned)

    def _by_shop(self, mails: Sequence[Mail]) -> dict[str, list[Arrival]]:
        """Messages by the shop whose token stands in their header; "" where none does."""
        groups: dict[str, list[Arrival]] = {}
        for mail in mails:
            with self.raw.path(mail.id).open("rb") as file:
                head = file.read(HEAD)
            groups.setdefault(self.known.shop_in(head), []).append(mail.arrival)
        return groups

    def _read_all(self, groups: dict[str, list[Arrival]], workers: int) -> Iterator[list[Read]]:
        """Batches as they are done."""
        tasks: list[Task] = [[]]
        size = 0
        for shop, arrivals in groups.items():
            tasks[-1].append((arrivals, self._earlier(shop) if shop else []))
            size += len(arrivals)
            if size >= BATCH:
                tasks.append([])
                size = 0
        if workers < 2:
            yield from (_read_task(task, self.known, self.raw) for task in tasks)
            return
        # Forking a process that holds a database open would share it: each worker starts afresh.
        with ProcessPoolExecutor(
            workers,
            multiprocessing.get_context("spawn"),
            _start_worker,
            (list(self.known.slots.values()), self.raw.folder),
        ) as pool:
            yield from pool.map(_work, tasks)

    def _earlier(self, shop: str) -> list[tuple[str, str]]:
        """Masked texts of the shop's mails that were read before, as (probe, text)."""
        return self.inbox.masked_texts([s.probe.id for s in self.known.slots.values() if s.probe.shop == shop])


class Known:
    """The campaign's probes, by everything by which they are looked up."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = {slot.probe.id: slot for slot in slots}
        self.matcher = Matcher([slot.probe for slot in slots])
        self._shops = {slot.probe.token.lower().encode(): slot.probe.shop for slot in slots}

    def shop_in(self, head: bytes) -> str:
        """The shop of the first token that stands in a header."""
        words = re.split(rb"[^a-z0-9]+", head.lower())
        return next((self._shops[word] for word in words if word in self._shops), "")


def read_one(
    data: bytes, arrival: Arrival, known: Known, earlier: list[tuple[str, str]], assigned: Match | None = None
) -> Read:
    """Read one message. earlier: masked texts of the same shop's other mails, as (probe, text). Pure, never raises."""
    message = parse(data)
    found = assigned or known.matcher.match(message, received_at=arrival.received_at, raw=data[:MOST_SEARCHED])
    slot = known.slots.get(found.probe or "")
    judged = classify(message, _context(slot, arrival.received_at, earlier))
    judged = replace(judged, trace=trace_of(message, slot.probe if slot else None))
    return Read(arrival, message, found, judged, "" if judged.mail_class in SERVERS else masked_own(judged.reply))


def _context(slot: Slot | None, received_at: datetime, earlier: list[tuple[str, str]]) -> Context:
    if slot is None:
        return Context()
    sent = sent_time(slot)
    delay = (received_at - sent).total_seconds() if sent is not None else None
    return Context(
        probe=slot.probe,
        delay_s=delay if delay is not None and delay >= 0 else None,
        earlier=tuple(text for probe, text in earlier if probe != slot.probe.id),
        matched=True,
    )


def _read_task(task: Task, known: Known, raw: RawStore) -> list[Read]:
    done = []
    for arrivals, earlier in task:
        for arrival in arrivals:
            read = read_one(raw.get(arrival.id), arrival, known, earlier)
            if read.match.probe and read.masked:
                earlier.append((read.match.probe, read.masked))
            done.append(read)
    return done


_worker: list[tuple[Known, RawStore]] = []


def _start_worker(slots: list[Slot], folder: Path) -> None:
    _worker[:] = [(Known(slots), RawStore(folder))]


def _work(task: Task) -> list[Read]:
    return _read_task(task, *_worker[0])


def _reading(read: Read) -> Reading:
    return Reading(
        message=read.arrival.id,
        match=read.match,
        classification=read.found,
        sender=read.message.from_,
        subject=read.message.subject[:200],
        masked=read.masked,
    )
