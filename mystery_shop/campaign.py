"""The store of a campaign: probes and their states, events, approvals, stops, controls (SQLite in ``DIR/mail``).

Every change of state is one transaction that also writes the event, and names the states it may come from: two
processes can never take the same probe, and what the file says is what happened.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.dialects.sqlite import insert as upsert

from audit.model import Record, decode, encode
from mystery_shop import tables as t
from mystery_shop.letters import fingerprint
from mystery_shop.model import MailEvent, Probe, ProbeState
from mystery_shop.tables import StoreError

UNSENT = (ProbeState.PLANNED, ProbeState.APPROVED, ProbeState.STOPPED)
UNDER_WAY = (ProbeState.CLAIMED, ProbeState.SENDING, ProbeState.DEFERRED)
GONE = (ProbeState.ACCEPTED, ProbeState.UNCERTAIN)
"""States of a mail that the shop has, or may have."""


class CampaignInfo(Record, frozen=True, kw_only=True):
    """What was planned: settings and summary as JSON objects; digest: what approvals are given for."""

    id: str
    created_at: datetime
    seed: int
    settings: dict[str, Any]
    summary: dict[str, Any]
    digest: str


class Slot(Record, frozen=True, kw_only=True):
    """A probe with how far it is on its way out.

    due_at: when it goes, moved slots included (``probe.planned_at`` stays as approved). dot_at: when the final dot was
    about to be sent. wire: the bytes offered, the same at each attempt.
    """

    probe: Probe
    fingerprint: str
    due_at: datetime
    attempt: int = 0
    first_try_at: datetime | None = None
    next_try_at: datetime | None = None
    dot_at: datetime | None = None
    code: int | None = None
    wire: bytes | None = None
    rehearsed_at: datetime | None = None

    @property
    def state(self) -> ProbeState:
        """Where it is on its way out."""
        return self.probe.state


class Approval(Record, frozen=True, kw_only=True):
    """One person's consent to exactly these mails."""

    name: str
    digest: str
    at: datetime


class Stop(Record, frozen=True, kw_only=True):
    """An order not to send: to one shop (for good), or to anyone (until lifted)."""

    shop: str | None
    at: datetime
    by: str
    reason: str = ""


class ControlMail(Record, frozen=True, kw_only=True):
    """A mail to a control mailbox of ours, and where it was seen."""

    box: str
    message_id: str
    sent_at: datetime
    seen_at: datetime | None = None
    folder: str | None = None
    junk: bool | None = None


def name_key(name: str) -> str:
    """By which two names count as the same person's: letters and digits only, without case and accents."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())


def digest_of(fingerprints: Iterable[str]) -> str:
    """One digest over all mails of a plan: whatever is changed in one of them changes it."""
    import hashlib

    return hashlib.sha256("\n".join(sorted(fingerprints)).encode()).hexdigest()


class Campaign:
    """The campaign of one audit, in ``DIR/mail``, a folder that only its owner can open."""

    def __init__(self, folder: Path) -> None:
        """Open or make the store in ``folder`` (the audit's). Raises StoreError."""
        self.audit_folder = folder
        self.folder = folder / "mail"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
        except OSError as error:
            raise StoreError(f"cannot make the folder {self.folder}: {error.strerror}") from error
        self.engine = t.connect(self.folder / "campaign.sqlite")
        self._writing = self.engine.execution_options(write=True)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    # the plan

    def info(self) -> CampaignInfo | None:
        """What was planned, None before the first plan."""
        with self.engine.begin() as db:
            row = db.execute(sa.select(t.campaigns)).mappings().first()
        if row is None:
            return None
        return CampaignInfo(
            id=row["id"], created_at=row["created_at"], seed=row["seed"], settings=json.loads(row["settings"]),
            summary=json.loads(row["summary"]), digest=row["digest"],
        )  # fmt: skip

    def write_plan(
        self, probes: Sequence[Probe], *, seed: int, settings: dict[str, Any], summary: dict[str, Any], now: datetime
    ) -> CampaignInfo:
        """Put a plan in place of the one before. Raises StoreError once a mail of that one may have left."""
        marks = {probe.id: fingerprint(probe) for probe in probes}
        info = CampaignInfo(
            id=probes[0].campaign if probes else "empty", created_at=now, seed=seed, settings=settings,
            summary=summary, digest=digest_of(marks.values()),
        )  # fmt: skip
        with self._writing.begin() as db:
            gone = db.execute(
                sa.select(sa.func.count()).where(t.probes.c.state.not_in([str(s) for s in UNSENT]))
            ).scalar_one()
            if gone:
                raise StoreError(
                    f"{gone} mails of this campaign were sent already, so its plan stands; "
                    "plan a new campaign in a new audit folder"
                )
            db.execute(sa.delete(t.probes))
            db.execute(sa.delete(t.campaigns))
            db.execute(
                sa.insert(t.campaigns).values(
                    id=info.id, created_at=now, seed=seed, settings=json.dumps(settings, default=str),
                    summary=json.dumps(summary, default=str), digest=info.digest,
                )
            )  # fmt: skip
            for probe in probes:
                db.execute(sa.insert(t.probes).values(_probe_row(probe, marks[probe.id])))
        return info

    def add_probe(self, probe: Probe, event: MailEvent) -> None:
        """Add a probe that is on its way already: a form that a person sent by hand."""
        with self._writing.begin() as db:
            db.execute(sa.insert(t.probes).values(_probe_row(probe, fingerprint(probe))))
            _add_event(db, event)

    # probes

    def slots(self, *states: ProbeState, shop: str | None = None) -> list[Slot]:
        """Probes in the given states (all, where none is given), by due time. The bytes are left out."""
        query = sa.select(*[c for c in t.probes.c if c.name != "wire"]).order_by(t.probes.c.due_at, t.probes.c.id)
        if states:
            query = query.where(t.probes.c.state.in_([str(state) for state in states]))
        if shop is not None:
            query = query.where(t.probes.c.shop == shop)
        with self.engine.begin() as db:
            return [_slot(row) for row in db.execute(query).mappings()]

    def slot(self, probe: str) -> Slot:
        """One probe with its bytes. Raises KeyError."""
        with self.engine.begin() as db:
            row = db.execute(sa.select(t.probes).where(t.probes.c.id == probe)).mappings().first()
        if row is None:
            raise KeyError(probe)
        return _slot(row)

    def departures(self) -> list[tuple[datetime, str]]:
        """When and to which address mails left, or may have left."""
        at = sa.func.coalesce(t.probes.c.sent_at, t.probes.c.dot_at, type_=t.Moment())
        query = sa.select(at, sa.func.json_extract(t.probes.c.record, "$.to")).where(
            t.probes.c.state.in_([str(state) for state in GONE]), at.is_not(None)
        )
        with self.engine.begin() as db:
            return [(row[0], row[1]) for row in db.execute(query)]

    def probes(self) -> list[Probe]:
        """All probes, by planned time."""
        return [slot.probe for slot in self.slots()]

    def move(self, probe: str, sources: Iterable[ProbeState], to: ProbeState, event: MailEvent, **columns: Any) -> bool:
        """Move a probe from one of ``sources`` to ``to``, with its event, in one transaction that is on disk after.

        Returns False, and writes nothing, when the probe is in none of the sources any more.
        """
        with self._writing.begin() as db:
            done = db.execute(
                sa.update(t.probes)
                .where(t.probes.c.id == probe, t.probes.c.state.in_([str(state) for state in sources]))
                .values(state=str(to), **columns)
            )
            if done.rowcount:
                _add_event(db, event)
            return bool(done.rowcount)

    def note(self, probe: str, event: MailEvent, **columns: Any) -> None:
        """Write an event that changes no state, and other columns of the probe with it."""
        with self._writing.begin() as db:
            if columns:
                db.execute(sa.update(t.probes).where(t.probes.c.id == probe).values(**columns))
            _add_event(db, event)

    # events

    def add_event(self, event: MailEvent) -> None:
        """Write down that something happened."""
        with self._writing.begin() as db:
            _add_event(db, event)

    def events(self, *kinds: str, probe: str | None = None, shop: str | None = None) -> list[MailEvent]:
        """What happened, in order."""
        query = sa.select(t.events).order_by(t.events.c.seq)
        if kinds:
            query = query.where(t.events.c.kind.in_(kinds))
        if probe is not None:
            query = query.where(t.events.c.probe == probe)
        if shop is not None:
            query = query.where(t.events.c.shop == shop)
        with self.engine.begin() as db:
            return [_event(row) for row in db.execute(query).mappings()]

    # approvals, stops, controls

    def approve(self, name: str, digest: str, now: datetime) -> bool:
        """Write down that ``name`` consents to the plan with this digest. False when they have done so already."""
        with self._writing.begin() as db:
            values = {"digest": digest, "name_key": name_key(name), "name": name, "at": now}
            done = db.execute(upsert(t.approvals).values(values).on_conflict_do_nothing())
            if done.rowcount:
                _add_event(db, MailEvent(at=now, kind="approved", by=name, text=digest))
            return bool(done.rowcount)

    def approvals(self, digest: str) -> list[Approval]:
        """Consents to the plan with this digest, first one first."""
        query = sa.select(t.approvals).where(t.approvals.c.digest == digest).order_by(t.approvals.c.at)
        with self.engine.begin() as db:
            return [Approval(name=r["name"], digest=r["digest"], at=r["at"]) for r in db.execute(query).mappings()]

    def stop(self, shop: str | None, *, by: str, reason: str, now: datetime) -> None:
        """Order not to send, to ``shop`` (a key) or to anyone."""
        with self._writing.begin() as db:
            db.execute(sa.insert(t.stops).values(shop=shop, at=now, by=by, reason=reason))
            _add_event(db, MailEvent(at=now, kind="stopped", shop=shop, by=by, text=reason))

    def lift_stop(self, *, by: str, now: datetime) -> int:
        """Lift the order not to send to anyone; orders for one shop stand for good. Returns how many were lifted."""
        with self._writing.begin() as db:
            done = db.execute(
                sa.update(t.stops)
                .where(t.stops.c.shop.is_(None), t.stops.c.lifted_at.is_(None))
                .values(lifted_at=now, lifted_by=by)
            )
            if done.rowcount:
                _add_event(db, MailEvent(at=now, kind="resumed", by=by))
            return int(done.rowcount)

    def stops(self) -> list[Stop]:
        """Orders not to send that stand."""
        query = sa.select(t.stops).where(t.stops.c.lifted_at.is_(None)).order_by(t.stops.c.id)
        with self.engine.begin() as db:
            return [
                Stop(shop=r["shop"], at=r["at"], by=r["by"], reason=r["reason"]) for r in db.execute(query).mappings()
            ]

    def write_control(self, mail: ControlMail) -> None:
        """Keep what is known of a control mail."""
        values = {**_fields(mail), "junk": None if mail.junk is None else int(mail.junk)}
        with self._writing.begin() as db:
            db.execute(
                upsert(t.controls).values(values).on_conflict_do_update(index_elements=["message_id"], set_=values)
            )

    def control_mails(self) -> list[ControlMail]:
        """Control mails, oldest first."""
        with self.engine.begin() as db:
            rows = db.execute(sa.select(t.controls).order_by(t.controls.c.sent_at)).mappings().all()
        return [
            ControlMail(**{**dict(row), "junk": None if row["junk"] is None else bool(row["junk"])}) for row in rows
        ]


def slug(text: str) -> str:
    """A short plain name for use in ids and file names."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "shop"


def _fields(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _probe_row(probe: Probe, mark: str) -> dict[str, Any]:
    return {
        "id": probe.id, "campaign": probe.campaign, "shop": probe.shop, "wave": probe.wave, "token": probe.token,
        "message_id": probe.message_id, "record": encode(probe).decode(), "fingerprint": mark,
        "state": str(probe.state), "due_at": probe.planned_at, "sent_at": probe.sent_at,
        "reply": probe.server_reply,
    }  # fmt: skip


def _slot(row: Any) -> Slot:
    probe = replace(
        decode(row["record"], Probe),
        state=ProbeState(row["state"]),
        sent_at=row["sent_at"],
        server_reply=row["reply"],
    )
    return Slot(
        probe=probe, fingerprint=row["fingerprint"], due_at=row["due_at"], attempt=row["attempt"],
        first_try_at=row["first_try_at"], next_try_at=row["next_try_at"], dot_at=row["dot_at"], code=row["code"],
        wire=row.get("wire"), rehearsed_at=row["rehearsed_at"],
    )  # fmt: skip


def _add_event(db: sa.Connection, event: MailEvent) -> None:
    db.execute(sa.insert(t.events).values({**_fields(event), "detail": json.dumps(event.detail, sort_keys=True)}))


def _event(row: Any) -> MailEvent:
    values = {key: value for key, value in row.items() if key != "seq"}
    return MailEvent(**{**values, "detail": json.loads(row["detail"])})
