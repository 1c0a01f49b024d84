"""The desk of a campaign: everything that people and the clock ask of it, on top of store, outbox and mailbox."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from audit.model import ShopResult
from mystery_shop.aftermath import Aftermath, afterwards, kept, objection
from mystery_shop.asking import Questions, read_questions
from mystery_shop.calendars import Calendar
from mystery_shop.campaign import Campaign, Slot
from mystery_shop.inbox import Inbox, Mail
from mystery_shop.letters import letter
from mystery_shop.lock import BusyError, only_one
from mystery_shop.mailbox import Collected, Mailbox
from mystery_shop.model import Classification, MailClass, MailEvent, Match, MatchKey, ProbeState
from mystery_shop.outbox import Outbox, SendReport, recover, resolve
from mystery_shop.plan import Plan, make_plan, summary, targets, zone_of
from mystery_shop.rawmail import RawStore
from mystery_shop.reading import Read, Reader
from mystery_shop.results import calendar_of, first
from mystery_shop.safety import capped, halted, may_go, refusals, valid_approvals
from mystery_shop.settings import MailSettings
from mystery_shop.slots import next_cell
from mystery_shop.stoplist import StopList, default_path, names_of
from mystery_shop.threads import why_wait
from mystery_shop.transport import Transport

S = ProbeState


class FetchReport(msgspec.Struct, kw_only=True):
    """What one round of collecting brought."""

    collected: Collected
    read: list[Read] = []
    resolved: list[str] = []
    objected: list[str] = []


class Desk:
    """One campaign in ``folder`` (the audit's). now: the clock, which a demo may turn."""

    def __init__(
        self,
        folder: Path,
        settings: MailSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Opens or makes the campaign's store. Raises StoreError."""
        self.settings = settings
        self.now = now
        self.sleep = sleep
        self.campaign = Campaign(folder)
        self.inbox = Inbox(self.campaign)
        self.raw = RawStore(self.campaign.folder / "raw")
        self.listed = StopList(Path(settings.stop_list) if settings.stop_list else default_path())

    def close(self) -> None:
        """Let go of the store."""
        self.campaign.close()

    # planning and approving

    def plan(self, results: Iterable[ShopResult], *, start: date, seed: int) -> Plan:
        """Plan the campaign and put it in place of an earlier plan of which nothing was sent.

        Raises SettingsError, QuestionError, and StoreError once mails of the earlier plan have left.
        """
        found, without = targets(results, self.settings, self.listed.why)
        made = make_plan(
            found, self.settings, start=start, seed=seed, secret=self.secret(), bank=self._own_questions(),
            not_mailed=without,
        )  # fmt: skip
        kept = msgspec.to_builtins(self.settings)
        self.campaign.write_plan(
            made.probes, seed=seed, settings=kept, summary=summary(made, self.settings), now=self.now()
        )
        return made

    def approve(self, name: str) -> int:
        """``name`` consents to the planned mails; returns how many people have. From the second on they may be sent.

        Raises LookupError without a plan.
        """
        info = self.campaign.info()
        if info is None:
            raise LookupError("there is no plan to approve")
        now = self.now()
        self.campaign.approve(name, info.digest, now)
        count = len(valid_approvals(self.campaign.approvals(info.digest), self.settings, now))
        if count >= self.settings.approvals:
            for slot in self.campaign.slots(S.PLANNED):
                event = MailEvent(at=now, kind="approved", probe=slot.probe.id, shop=slot.probe.shop, by=name)
                self.campaign.move(slot.probe.id, (S.PLANNED,), S.APPROVED, event)
        return count

    # sending

    def rehearse(self) -> list[Path]:
        """Write what is due into a folder instead of sending it, each mail once; returns the files."""
        folder = self.campaign.folder / "outbox"
        folder.mkdir(mode=0o700, exist_ok=True)
        now, allowed, written = self.now(), may_go(self.campaign, self.listed), []
        for slot in () if halted(self.campaign)() else self.campaign.slots(S.PLANNED, S.APPROVED):
            if slot.rehearsed_at or slot.due_at > now or allowed(slot):
                continue
            path = folder / f"{slot.probe.id}.eml"
            path.write_bytes(letter(slot.probe, slot.due_at))
            event = MailEvent(at=now, kind="rehearsed", probe=slot.probe.id, shop=slot.probe.shop, text=str(path))
            self.campaign.note(slot.probe.id, event, rehearsed_at=now)
            written.append(path)
        return written

    def refusals(self) -> list[str]:
        """Everything that stands in the way of sending live, control mailboxes aside, each with what to do."""
        return [f"{item.what}: {item.do}" for item in refusals(self.campaign, self.settings, self.now())]

    def outbox(self, transport: Transport) -> Outbox:
        """The outbox with all the campaign's catches in place."""
        return Outbox(
            self.campaign, self.settings, transport, now=self.now, sleep=self.sleep,
            may_go=may_go(self.campaign, self.listed), halted=halted(self.campaign), hold=self._hold,
            reslot=self._reslot, capped=capped(self.campaign, self.settings.caps, self.now),
        )  # fmt: skip

    def send(self, transport: Transport) -> SendReport:
        """Send what is due, live. The caller has looked at :meth:`refusals` first. Raises BusyError."""
        return self.outbox(transport).send_due()

    def settle(self) -> list[str]:
        """Settle what a sender that died left half done; returns the mails that nobody knows of whether they left.

        Nothing while another process sends: what is half done is its own.
        """
        try:
            with only_one(self.campaign.folder / "send.lock", "sending"):
                return recover(self.campaign, self.now())
        except BusyError:
            return []

    # collecting

    def fetch(self, box: Mailbox) -> FetchReport:
        """Collect what is new and read it; settle uncertain mails by what came in; put shops that object on the list.

        Raises MailboxError and OSError; what was kept until then stays, and is read the next time.
        """
        info = self.campaign.info()
        since = info.created_at if info else self.now()
        report = FetchReport(
            collected=box.collect(self.inbox, self.raw, since=since, keep_days=self.settings.retention_days)
        )
        report.read = self.read_new()
        report.resolved = self._resolve_by_answers(report.read) + self._resolve_by_sent_folder(box)
        report.objected = self._objections(report.read)
        self._watch(report.read)
        return report

    def aftermath(self) -> list[Aftermath]:
        """What came to the addresses besides answers, in order of time."""
        return kept(self.campaign.events("after"))

    def read_new(self) -> list[Read]:
        """Read what was kept and not read yet."""
        return Reader(self.campaign, self.inbox, self.raw).read_new()

    def assign(self, message: str, probe: str | None, kind: MailClass | None, by: str) -> Mail:
        """A person says to which probe a message belongs, or that it belongs to none, or what it is.

        Raises KeyError for an unknown message (the beginning of its id is enough) or probe.
        """
        mail = self.inbox.mail(message)
        known = mail.match or Match(probe=None)
        if probe is not None:
            self.campaign.slot(probe)
            known = Match(probe=probe, key=MatchKey.PERSON, confidence=1.0, proof=f"assigned by {by}")
        found = mail.classification
        if mail.purged_at is None:
            found = Reader(self.campaign, self.inbox, self.raw).read(mail, known).found
        if kind is not None:
            found = msgspec.structs.replace(found or Classification(mail_class=kind), mail_class=kind, by=by)
        event = MailEvent(
            at=self.now(), kind="corrected" if kind else "assigned", probe=known.probe, message=mail.id, by=by,
            text=str(kind or ""), detail={"before": str(mail.classification.mail_class) if mail.classification else ""},
        )  # fmt: skip
        self.inbox.assign(mail.id, known, found, event)
        return self.inbox.mail(mail.id)

    # stopping and forgetting

    def stop(self, shop: str | None, *, by: str, reason: str, for_good: bool) -> list[str]:
        """Send nothing more to a shop (its key), or to anyone. for_good: also in every other campaign, for ever.

        Returns the probes that will not be sent.
        """
        now = self.now()
        self.campaign.stop(shop, by=by, reason=reason, now=now)
        concerned = [slot for slot in self.campaign.slots() if shop in (slot.probe.shop, *slot.probe.also)]
        if for_good and shop is not None:
            addresses = dict.fromkeys(slot.probe.to for slot in concerned)
            names = [name for to in addresses for name in names_of(shop, to)] or [shop]
            self.listed.add(dict.fromkeys(names), by=by, reason=reason, at=now)
        stopped = []
        for slot in concerned:
            event = MailEvent(at=now, kind="stopped", probe=slot.probe.id, shop=shop, by=by, text=reason)
            if self.campaign.move(slot.probe.id, (S.PLANNED, S.APPROVED, S.DEFERRED), S.STOPPED, event):
                stopped.append(slot.probe.id)
        return stopped

    def resolve(self, probe: str, *, sent: bool, by: str, proof: str) -> bool:
        """A person settles an uncertain mail. Raises KeyError for an unknown probe."""
        return resolve(self.campaign, probe, sent=sent, by=by, proof=proof, now=self.now())

    def purge(self, *, everything: bool = False, by: str = "machine") -> int:
        """Throw away the bytes of messages whose date has passed, or all; figures and hashes stay. Returns how many."""
        now = self.now()
        going = self.inbox.to_purge(now + timedelta(days=36500) if everything else now)
        for mail in going:
            self.raw.delete(mail.id)
        self.inbox.purged([mail.id for mail in going], now)
        if going:
            self.campaign.add_event(MailEvent(at=now, kind="purged", by=by, text=f"{len(going)} messages"))
        return len(going)

    # inside

    def calendar_of(self, market: str) -> Calendar:
        """The working days of a market's shops; those of ``[mail] calendar`` where we have none for the market."""
        return calendar_of(market, self.settings)

    def _hold(self, slot: Slot) -> str:
        others = self.campaign.slots(shop=slot.probe.shop)
        days = self.calendar_of(slot.probe.market)
        return why_wait(slot, others, lambda probe: self.inbox.mails(probe=probe), self.now(), self.settings, days)

    def _reslot(self, slot: Slot, moment: datetime) -> datetime:
        return next_cell(slot.due_at, moment, self.settings, zone_of(slot.probe.market))

    def _resolve_by_answers(self, reads: Sequence[Read]) -> list[str]:
        uncertain = {slot.probe.id for slot in self.campaign.slots(S.UNCERTAIN)}
        done = []
        for read in reads:
            if read.match.probe in uncertain and read.match.key is not MatchKey.SENDER:
                proof = f"{read.found.mail_class} {read.arrival.id} came in ({read.match.key})"
                if resolve(self.campaign, read.match.probe, sent=True, by="machine", proof=proof, now=self.now()):
                    done.append(read.match.probe)
        return done

    def _resolve_by_sent_folder(self, box: Mailbox) -> list[str]:
        done = []
        for slot in self.campaign.slots(S.UNCERTAIN) if self.settings.imap.sent else []:
            if box.holds(self.settings.imap.sent, slot.probe.message_id):
                proof = f"stands in the folder {self.settings.imap.sent}"
                if resolve(self.campaign, slot.probe.id, sent=True, by="machine", proof=proof, now=self.now()):
                    done.append(slot.probe.id)
        return done

    def _objections(self, reads: Sequence[Read]) -> list[str]:
        shops = {slot.probe.id: slot.probe.shop for slot in self.campaign.slots()}
        objected: list[str] = []
        for read in reads:
            shop = shops.get(read.match.probe or "")
            if shop and shop not in objected and (quote := objection(read.message, read.found)):
                self.stop(shop, by="machine", reason=f"objected: {quote}", for_good=True)
                objected.append(shop)
        return objected

    def _watch(self, reads: Sequence[Read]) -> None:
        probes = {slot.probe.id: slot.probe for slot in self.campaign.slots()}
        for read in reads:
            probe = probes.get(read.match.probe or "")
            if probe is None or read.match.key is not MatchKey.ALIAS:
                continue
            answer = first(self.inbox.mails(probe=probe.id), MailClass.ANSWER)
            found = afterwards(
                probe, read.message, read.found, message_id=read.arrival.id, at=read.arrival.received_at,
                watch_days=self.settings.watch_days,
                answered=answer is not None and answer.arrival.received_at < read.arrival.received_at,
            )  # fmt: skip
            if found is not None:
                detail = {"kind": str(found.kind), "domain": found.domain}
                self.campaign.add_event(
                    MailEvent(
                        at=found.at, kind="after", probe=probe.id, shop=probe.shop, message=found.message,
                        text=found.quote, detail=detail,
                    )
                )  # fmt: skip

    def _own_questions(self) -> Questions | None:
        path = self.settings.questions
        return read_questions(self.campaign.audit_folder / path) if path else None

    def secret(self) -> bytes:
        """The secret behind the reply addresses, made once, readable by its owner alone."""
        path = self.campaign.folder / "key"
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        return bytes.fromhex(path.read_text())
