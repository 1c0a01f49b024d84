"""What came in, in the campaign's store: where each message lay, what it was found to be, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.dialects.sqlite import insert as upsert

from audit.model import Record, decode, encode
from mystery_shop import tables as t
from mystery_shop.campaign import Campaign
from mystery_shop.model import Arrival, Classification, MailClass, MailEvent, Match


class Mail(Record, frozen=True, kw_only=True):
    """One message that came in. match, classification: what was made of it, None while it was not read yet.

    sender, subject: from its headers, for the holding list. purged_at: when its bytes were thrown away.
    """

    arrival: Arrival
    keep_until: datetime
    match: Match | None = None
    classification: Classification | None = None
    sender: str = ""
    subject: str = ""
    purged_at: datetime | None = None

    @property
    def id(self) -> str:
        """Id of the raw bytes."""
        return self.arrival.id

    @property
    def probe(self) -> str | None:
        """The probe that it belongs to."""
        return self.match.probe if self.match else None


class Received(Record, frozen=True, kw_only=True):
    """A message as just kept. twin: hash of what makes it the same message in another folder or after a move."""

    arrival: Arrival
    twin: str
    keep_until: datetime


class Reading(Record, frozen=True, kw_only=True):
    """What the reader makes of one message. masked: its own text with numbers, dates and addresses masked."""

    message: str
    match: Match
    classification: Classification
    sender: str = ""
    subject: str = ""
    masked: str = ""


class Inbox:
    """The messages of one campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self.engine = campaign.engine
        self._writing = self.engine.execution_options(write=True)

    # collecting

    def position(self, account: str, folder: str) -> tuple[int, int]:
        """UIDVALIDITY and last UID read of a folder; (0, 0) for one never read."""
        where = (t.folders.c.account == account, t.folders.c.folder == folder)
        with self.engine.begin() as db:
            row = db.execute(sa.select(t.folders).where(*where)).mappings().first()
        return (row["uid_validity"], row["last_uid"]) if row else (0, 0)

    def add(
        self, account: str, folder: str, uid_validity: int, last_uid: int, received: Sequence[Received]
    ) -> list[str]:
        """Write down messages that are on disk, and move the folder's position, in one transaction.

        Returns the ids of those never seen before: neither the same bytes nor the same message in other wrapping.
        """
        values = {"account": account, "folder": folder, "uid_validity": uid_validity, "last_uid": last_uid}
        with self._writing.begin() as db:
            fresh = _add_messages(db, received) if received else []
            db.execute(
                upsert(t.folders)
                .values(values)
                .on_conflict_do_update(index_elements=["account", "folder"], set_=values)
            )
        return fresh

    # reading

    def unread(self, reader: str) -> list[Mail]:
        """Messages that this version of the reader has not read and no person has decided, oldest first."""
        query = _visible().where(t.messages.c.reader.not_in([reader, "person"]), t.messages.c.purged_at.is_(None))
        return self._mails(query)

    def write_readings(self, readings: Sequence[Reading], reader: str) -> None:
        """Keep what messages were found to be, in one transaction."""
        with self._writing.begin() as db:
            for reading in readings:
                values = {**_match(reading.match), **_classification(reading.classification)}
                db.execute(
                    sa.update(t.messages)
                    .where(t.messages.c.id == reading.message)
                    .values(
                        reader=reader, sender=reading.sender, subject=reading.subject, masked=reading.masked, **values
                    )
                )

    def masked_texts(self, probes: Sequence[str]) -> list[tuple[str, str]]:
        """Masked texts of what came in for these probes, as (probe, text), in order of time."""
        query = _visible().with_only_columns(t.messages.c.probe, t.messages.c.masked)
        query = query.where(t.messages.c.probe.in_(probes), t.messages.c.masked != "")
        with self.engine.begin() as db:
            return [(row.probe, row.masked) for row in db.execute(query.order_by(t.messages.c.received_at))]

    def mail(self, message: str) -> Mail:
        """One message, by its id or the beginning of it. Raises KeyError when none or several begin so."""
        query = sa.select(t.messages).where(t.messages.c.id.startswith(message, autoescape=True))
        found = self._mails(query)
        if len(found) != 1:
            raise KeyError(message)
        return found[0]

    def mails(self, *, probe: str | None = None) -> list[Mail]:
        """Messages, each once, by the time at which they came in."""
        query = _visible()
        if probe is not None:
            query = query.where(t.messages.c.probe == probe)
        return self._mails(query)

    def holding(self) -> list[Mail]:
        """Messages that a person must assign: they match no probe and are no obvious mass mail."""
        aside = (str(MailClass.UNRELATED), str(MailClass.MARKETING))
        query = _visible().where(
            t.messages.c.probe.is_(None), t.messages.c.match.is_not(None), t.messages.c.mail_class.not_in(aside)
        )
        return self._mails(query)

    # what people decide

    def assign(self, message: str, match: Match, classification: Classification | None, event: MailEvent) -> None:
        """A person says to which probe a message belongs, or what it is; the event says who and when."""
        values: dict[str, Any] = {"reader": "person", **_match(match)}
        if classification is not None:
            values |= _classification(classification)
        with self._writing.begin() as db:
            db.execute(sa.update(t.messages).where(t.messages.c.id == message).values(values))
            db.execute(
                sa.insert(t.events).values({**_fields(event), "detail": json.dumps(event.detail, sort_keys=True)})
            )

    # retention

    def to_purge(self, now: datetime) -> list[Mail]:
        """Messages whose date has passed and whose bytes are still there."""
        query = sa.select(t.messages).where(t.messages.c.keep_until <= now, t.messages.c.purged_at.is_(None))
        return self._mails(query)

    def purged(self, messages: Sequence[str], now: datetime) -> None:
        """Write down that the bytes of these are gone, and drop what was quoted from them.

        Hash, times, class, match key and promise stay: the figures can still be made.
        """
        with self._writing.begin() as db:
            for message in messages:
                row = db.execute(sa.select(t.messages).where(t.messages.c.id == message)).mappings().one()
                values: dict[str, Any] = {"purged_at": now, "sender": "", "subject": "", "masked": ""}
                if row["match"]:
                    values["match"] = encode(replace(decode(row["match"], Match), proof="")).decode()
                if row["classification"]:
                    bare = bare_classification(decode(row["classification"], Classification))
                    values["classification"] = encode(bare).decode()
                db.execute(sa.update(t.messages).where(t.messages.c.id == message).values(values))

    def _mails(self, query: sa.Select[Any]) -> list[Mail]:
        with self.engine.begin() as db:
            return [_mail(row) for row in db.execute(query.order_by(t.messages.c.received_at)).mappings()]


def bare_classification(found: Classification) -> Classification:
    """A classification without any words of the mail."""
    promise = replace(found.promise, text="") if found.promise else None
    signs = tuple(replace(sign, quote="") for sign in found.signs)
    receipt = replace(found.receipt, ticket="") if found.receipt else None
    return replace(found, proof="", reply="", promise=promise, signs=signs, receipt=receipt)


def _visible() -> sa.Select[Any]:
    return sa.select(t.messages).where(t.messages.c.twin_of.is_(None))


def _add_messages(db: sa.Connection, received: Sequence[Received]) -> list[str]:
    places: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    fresh: list[str] = []
    known = _known(db, received)
    first_of = {twin: name for name, (twin, twin_of) in known.items() if twin_of is None}
    for item in received:
        arrival, record = item.arrival, encode(item.arrival).decode()
        places.append({
            "account": arrival.account, "folder": arrival.folder, "uid_validity": arrival.uid_validity,
            "uid": arrival.uid, "message": arrival.id, "record": record,
        })  # fmt: skip
        if arrival.id in known:
            continue
        first = first_of.setdefault(item.twin, arrival.id)
        twin_of = None if first == arrival.id else first
        known[arrival.id] = (item.twin, twin_of)
        messages.append({
            "id": arrival.id, "twin": item.twin, "twin_of": twin_of, "received_at": arrival.received_at,
            "record": record, "keep_until": item.keep_until,
        })  # fmt: skip
        detail = json.dumps({"twin_of": twin_of} if twin_of else {})
        event = MailEvent(at=arrival.received_at, kind="received", message=arrival.id)
        events.append({**_fields(event), "detail": detail})
        if twin_of is None:
            fresh.append(arrival.id)
    db.execute(upsert(t.arrivals).on_conflict_do_nothing(), places)
    if messages:
        db.execute(sa.insert(t.messages), messages)
        db.execute(sa.insert(t.events), events)
    return fresh


def _known(db: sa.Connection, received: Sequence[Received]) -> dict[str, tuple[str, str | None]]:
    """Messages kept before that have an id or twin of these: id to (twin, twin of)."""
    query = sa.select(t.messages.c.id, t.messages.c.twin, t.messages.c.twin_of).where(
        t.messages.c.id.in_([item.arrival.id for item in received])
        | t.messages.c.twin.in_([item.twin for item in received])
    )
    return {row.id: (row.twin, row.twin_of) for row in db.execute(query)}


def _match(match: Match) -> dict[str, Any]:
    return {"probe": match.probe, "match": encode(match).decode()}


def _classification(found: Classification) -> dict[str, Any]:
    return {"mail_class": str(found.mail_class), "classification": encode(found).decode()}


def _fields(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _mail(row: Any) -> Mail:
    return Mail(
        arrival=decode(row["record"], Arrival), keep_until=row["keep_until"],
        match=decode(row["match"], Match) if row["match"] else None,
        classification=decode(row["classification"], Classification) if row["classification"] else None,
        sender=row["sender"], subject=row["subject"], purged_at=row["purged_at"],
    )  # fmt: skip
