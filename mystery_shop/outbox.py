"""Sending what is due, each mail at most once, whatever breaks in between.

The states: planned, approved, claimed, sending, then accepted, deferred (4xx), refused (5xx) or uncertain.
What makes a second sending impossible: the bytes, with Message-ID and reply address, are on disk before the first
attempt; ``sending`` is on disk before the final dot; who starts holds the only lock, so a ``sending`` that it finds
belongs to a process that died, and nobody knows what came of it: ``uncertain``, never offered again by itself.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from mystery_shop.campaign import Campaign, Slot
from mystery_shop.letters import LetterError, letter
from mystery_shop.lock import only_one
from mystery_shop.model import MailEvent, ProbeState
from mystery_shop.settings import MailSettings
from mystery_shop.transport import Answer, Transport, TransportError, UncertainError

S = ProbeState
ALLOWED: dict[ProbeState, frozenset[ProbeState]] = {
    S.PLANNED: frozenset({S.APPROVED, S.STOPPED}),
    S.APPROVED: frozenset({S.CLAIMED, S.STOPPED, S.PLANNED}),
    S.CLAIMED: frozenset({S.SENDING, S.APPROVED, S.DEFERRED, S.REFUSED, S.STOPPED}),
    S.SENDING: frozenset({S.ACCEPTED, S.DEFERRED, S.REFUSED, S.UNCERTAIN}),
    S.DEFERRED: frozenset({S.CLAIMED, S.REFUSED, S.STOPPED}),
    S.UNCERTAIN: frozenset({S.ACCEPTED, S.REFUSED, S.APPROVED}),
    S.ACCEPTED: frozenset(),
    S.REFUSED: frozenset(),
    S.STOPPED: frozenset(),
}
"""Where each state may lead. ``uncertain`` leaves only by evidence or by a person's word."""

RETRY_AFTER_MINUTES = (5, 15, 30, 60, 120)
"""Waits between attempts after a 4xx; the last one repeats. Greylisting wants at least some minutes (mail.md 4.2)."""


class StoppedError(RuntimeError):
    """Somebody stopped this mail between claiming it and its final dot."""


class HaltedError(RuntimeError):
    """Somebody stopped everything, until further notice, between claiming a mail and its final dot."""


class SendReport(msgspec.Struct, kw_only=True):
    """What one round of sending did; lists hold probe ids, problems are sentences for people."""

    accepted: list[str] = []
    deferred: list[str] = []
    refused: list[str] = []
    uncertain: list[str] = []
    stopped: list[str] = []
    moved: list[str] = []
    problems: list[str] = []
    capped: str = ""

    @property
    def anything(self) -> bool:
        """Whether any mail was offered to the server and answered, or may have been."""
        return bool(self.accepted or self.deferred or self.refused or self.uncertain)


class Outbox:
    """Sends the mails of one campaign by one transport.

    may_go: asked for each mail when its turn has come, and again right before its final dot; "" or the reason why it
    may not go any more (a stop). halted: asked as often; "" or why nothing goes for now (a stop of everything, which
    may be lifted: the mail stays what it was). hold: asked once, "" or why the mail must wait for a later slot (an open
    thread). reslot: a later moment for a slot that was missed or held. capped: "" or which cap is reached.
    """

    def __init__(
        self,
        campaign: Campaign,
        settings: MailSettings,
        transport: Transport,
        *,
        now: Callable[[], datetime],
        may_go: Callable[[Slot], str],
        halted: Callable[[], str] = lambda: "",
        hold: Callable[[Slot], str] = lambda slot: "",
        capped: Callable[[Slot], str] = lambda slot: "",
        reslot: Callable[[Slot, datetime], datetime] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.campaign = campaign
        self.settings = settings
        self.transport = transport
        self.now = now
        self.may_go = may_go
        self.halted = halted
        self.hold = hold
        self.capped = capped
        self.reslot = reslot or (lambda slot, moment: moment + timedelta(days=1))
        self.sleep = sleep

    def send_due(self) -> SendReport:
        """Send all that is due, one after another with a pause between. Raises BusyError when another process sends."""
        report = SendReport()
        with only_one(self.campaign.folder / "send.lock", "sending"):
            recover(self.campaign, self.now())
            failures = 0
            for slot in self.due():
                if report.anything:
                    self.sleep(random.uniform(*self.settings.caps.pause_s))
                report.capped = self.halted() or self.capped(slot)
                if report.capped:
                    break
                try:
                    self._one(slot, report)
                    failures = 0
                except HaltedError as error:
                    report.capped = str(error)
                    break
                except TransportError as error:
                    failures += 1
                    report.problems.append(str(error))
                    if failures == 2:  # it is us, not one mail: leave the rest for the next round
                        break
            self.transport.close()
        return report

    def due(self) -> list[Slot]:
        """Approved mails whose time has come, and deferred ones that may be offered again."""
        now = self.now()
        slots = self.campaign.slots(S.APPROVED, S.DEFERRED)
        return [slot for slot in slots if (slot.next_try_at or slot.due_at) <= now]

    def _one(self, slot: Slot, report: SendReport) -> None:
        probe = slot.probe
        if reason := self.may_go(slot):
            self._stop(slot, reason, report)
            return
        if slot.state is S.APPROVED and (reason := self._not_now(slot)):
            self._move_slot(slot, reason, report)
            return
        claimed = self._claim(slot, report)
        if claimed is None:
            return
        try:
            assert claimed.wire is not None
            answer = self.transport.offer(
                claimed.wire, probe.reply_address, probe.to, before_dot=lambda: self._before_dot(claimed)
            )
        except StoppedError as error:
            self._stop(slot, str(error), report)
        except (TransportError, HaltedError) as error:
            self._give_back(claimed, str(error))
            raise
        except UncertainError as error:
            self._go(slot, (S.SENDING,), S.UNCERTAIN, self._event(claimed, "uncertain", text=str(error)))
            report.uncertain.append(probe.id)
        else:
            self._book(claimed, answer, report)

    def _not_now(self, slot: Slot) -> str:
        late = self.now() - slot.due_at
        if late > timedelta(minutes=self.settings.late_minutes):
            return f"missed by {int(late.total_seconds() // 60)} minutes: nobody ran `mail send` at its time"
        return self.hold(slot)

    def _claim(self, slot: Slot, report: SendReport) -> Slot | None:
        now = self.now()
        first = slot.first_try_at or now
        wire = self.campaign.slot(slot.probe.id).wire
        try:
            wire = wire or letter(slot.probe, first)
        except LetterError as error:
            self._stop(slot, str(error), report)
            return None
        claimed = msgspec.structs.replace(slot, attempt=slot.attempt + 1, wire=wire, first_try_at=first)
        event = self._event(claimed, "claimed")
        done = self._go(slot, (slot.state,), S.CLAIMED, event, attempt=claimed.attempt, wire=wire, first_try_at=first)
        return claimed if done else None

    def _before_dot(self, slot: Slot) -> None:
        if reason := self.halted():
            raise HaltedError(reason)
        if reason := self.may_go(slot):
            raise StoppedError(reason)
        if not self._go(slot, (S.CLAIMED,), S.SENDING, self._event(slot, "sending"), dot_at=self.now()):
            raise StoppedError("the mail was taken back while it was being sent")

    def _book(self, slot: Slot, answer: Answer, report: SendReport) -> None:
        now = self.now()
        known: dict[str, Any] = {"code": answer.code, "reply": f"{answer.code} {answer.text}"}
        kind, to, done = "refused", S.REFUSED, report.refused
        if answer.accepted:
            kind, to, done = "accepted", S.ACCEPTED, report.accepted
            known["sent_at"] = now
        elif answer.temporary and not self._too_long(slot, now):
            kind, to, done = "deferred", S.DEFERRED, report.deferred
            wait = RETRY_AFTER_MINUTES[min(slot.attempt, len(RETRY_AFTER_MINUTES)) - 1]
            known["next_try_at"] = now + timedelta(minutes=wait)
        event = self._event(slot, kind, code=answer.code, text=answer.text, detail={"phase": answer.phase})
        self._go(slot, (S.CLAIMED, S.SENDING), to, event, **known)
        done.append(slot.probe.id)

    def _too_long(self, slot: Slot, now: datetime) -> bool:
        return now - (slot.first_try_at or now) >= timedelta(hours=self.settings.retry_hours)

    def _give_back(self, slot: Slot, why: str) -> None:
        # Not the shop's doing, and the mail surely did not leave. A mail that the shop's side has not seen yet gets a
        # fresh Date at its next attempt; one that was deferred keeps its bytes and its first attempt's clock.
        event = self._event(slot, "released", text=why)
        if slot.state is S.DEFERRED:
            self._go(slot, (S.CLAIMED,), S.DEFERRED, event)
        else:
            self._go(slot, (S.CLAIMED,), S.APPROVED, event, wire=None, first_try_at=None)

    def _stop(self, slot: Slot, reason: str, report: SendReport) -> None:
        sources = (S.APPROVED, S.DEFERRED, S.CLAIMED)
        if self._go(slot, sources, S.STOPPED, self._event(slot, "stopped", text=reason)):
            report.stopped.append(slot.probe.id)

    def _move_slot(self, slot: Slot, reason: str, report: SendReport) -> None:
        due = self.reslot(slot, self.now())
        event = self._event(slot, "moved", text=reason, detail={"from": _text(slot.due_at), "to": _text(due)})
        self.campaign.note(slot.probe.id, event, due_at=due)
        report.moved.append(slot.probe.id)

    def _go(
        self, slot: Slot, sources: tuple[ProbeState, ...], to: ProbeState, event: MailEvent, **columns: Any
    ) -> bool:
        if not any(to in ALLOWED[source] for source in sources):
            raise AssertionError(f"no way leads from {', '.join(sources)} to {to}")
        return self.campaign.move(slot.probe.id, sources, to, event, **columns)

    def _event(self, slot: Slot, kind: str, **more: Any) -> MailEvent:
        return MailEvent(
            at=self.now(), kind=kind, probe=slot.probe.id, shop=slot.probe.shop, attempt=slot.attempt,
            **more,
        )  # fmt: skip


def recover(campaign: Campaign, now: datetime) -> list[str]:
    """Settle what a process that died has left; call it only while holding the lock. Returns the uncertain probes.

    A ``claimed`` mail surely did not leave: its final dot was never sent. A ``sending`` one may have.
    """
    uncertain = []
    for slot in campaign.slots(S.CLAIMED, S.SENDING):
        event = MailEvent(at=now, kind="released", probe=slot.probe.id, shop=slot.probe.shop, attempt=slot.attempt)
        if slot.state is S.SENDING:
            why = "the sending process ended between the final dot and writing down the server's answer"
            event = msgspec.structs.replace(event, kind="uncertain", text=why)
            if campaign.move(slot.probe.id, (S.SENDING,), S.UNCERTAIN, event):
                uncertain.append(slot.probe.id)
        elif slot.code is not None and 400 <= slot.code < 500:
            campaign.move(slot.probe.id, (S.CLAIMED,), S.DEFERRED, event)
        else:
            campaign.move(slot.probe.id, (S.CLAIMED,), S.APPROVED, event, wire=None, first_try_at=None)
    return uncertain


def resolve(campaign: Campaign, probe: str, *, sent: bool, by: str, proof: str, now: datetime) -> bool:
    """Settle an uncertain mail by evidence or by a person's word; False when it is not uncertain (any more).

    sent: it arrived; it then counts as sent at its final dot, which is too early by the server's time-out at most.
    Not sent: it may be offered once more, with the same Message-ID.
    """
    slot = campaign.slot(probe)
    event = MailEvent(
        at=now, kind="resolved", probe=probe, shop=slot.probe.shop, attempt=slot.attempt, text=proof, by=by,
        detail={"sent": "yes" if sent else "no"},
    )  # fmt: skip
    if sent:
        return campaign.move(probe, (S.UNCERTAIN,), S.ACCEPTED, event, sent_at=slot.dot_at)
    return campaign.move(probe, (S.UNCERTAIN,), S.APPROVED, event, wire=None, first_try_at=None, due_at=now)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
