"""Three weeks of test mails to the demo's shops in seconds: a real outbox and collector, a simulated calendar.

The mails go by SMTP to a server on loopback; each shop answers in its own manner (``demo_mail.toml``), at the simulated
time; the answers are collected by IMAP. Nothing reaches further than this machine.
"""

from __future__ import annotations

import email
import email.policy
import heapq
import itertools
import random
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from audit.model import ShopResult
from mystery_shop.asking import language_for
from mystery_shop.calendars import Calendar
from mystery_shop.clock import received_day
from mystery_shop.controls import look_for_controls, send_controls
from mystery_shop.credentials import Secret
from mystery_shop.desk import Desk
from mystery_shop.mailbox import Mailbox
from mystery_shop.model import Probe, ProbeState
from mystery_shop.plan import targets
from mystery_shop.settings import Caps, Control, Imap, MailSettings, Sender, Smtp
from mystery_shop.status import status
from mystery_shop.transport import SmtpTransport
from shopcheck.demo_mail_server import MailServer, serving

PASSWORD = "demo"
OURS, CONTROL = "vraag@demo-onderzoek.test", "controle@demo-onderzoek.test"
PEOPLE = ("Ada de Vries", "Bram Jansen")


@dataclass
class Town:
    """The simulated world: its clock, the mail on its way, and how each shop answers."""

    now: datetime
    seed: int
    language: str
    manners: dict[str, str] = field(default_factory=dict)
    probes: dict[str, Probe] = field(default_factory=dict)
    days: Calendar | None = None
    server: MailServer | None = None
    _post: list[tuple[datetime, int, str, bytes]] = field(default_factory=list)
    _advertised: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def take(self, wire: bytes, sender: str, recipient: str) -> tuple[int, str]:
        """Take a mail: a control mail goes to its mailbox, a test mail to the shop, which answers in its manner."""
        if recipient == CONTROL:
            self._later(self.now, CONTROL, wire)
            return 250, "2.0.0 queued"
        sent = email.message_from_bytes(wire, policy=email.policy.default)
        probe = self.probes.get(str(sent["Message-ID"]))
        if probe is None:
            return 550, "5.1.1 no such mailbox in the demo"
        manner = _data()["manner"][self.manners[probe.shop]]
        if manner.get("bounce"):
            self._later(self.now + timedelta(seconds=40), OURS, self._bounce(probe, wire))
        for number, reply in enumerate(manner["replies"]):
            at = self._when(reply)
            self._later(at, OURS, self._reply(probe, reply["kind"], number, at))
        if probe.shop not in self._advertised:
            self._advertised.add(probe.shop)
            for number, item in enumerate(manner.get("later", ())):
                at = self.now + timedelta(days=item["days"], minutes=7)
                self._later(at, OURS, self._reply(probe, item["kind"], 50 + number, at))
        return 250, "2.0.0 queued"

    def next_delivery(self) -> datetime | None:
        """When the next mail on its way arrives."""
        return self._post[0][0] if self._post else None

    def advance(self, to: datetime) -> int:
        """Let the time pass; returns how many mails arrived meanwhile."""
        count = 0
        while self._post and self._post[0][0] <= to:
            at, _, user, wire = heapq.heappop(self._post)
            assert self.server is not None
            self.server.put(user, wire, at)
            count += 1
        self.now = max(self.now, to)
        return count

    def _later(self, at: datetime, user: str, wire: bytes) -> None:
        heapq.heappush(self._post, (at, next(self._numbers), user, wire))

    def _when(self, reply: dict[str, Any]) -> datetime:
        if after := reply.get("after"):
            unit = {"s": "seconds", "m": "minutes", "h": "hours"}[after[-1]]
            return self.now + timedelta(**{unit: int(after[:-1])})
        assert self.days is not None
        day = self.days.next_working(received_day(self.now, self.days), reply["working"])
        at = time.fromisoformat(reply["at"])
        moment = datetime.combine(day, at, self.days.zone).astimezone(UTC)
        return moment + timedelta(minutes=self._rng(day).randrange(90))

    def _rng(self, *parts: object) -> random.Random:
        return random.Random(f"{self.seed}/{parts}")

    def _reply(self, probe: Probe, kind: str, number: int, at: datetime) -> bytes:
        words = _data()[self.language]
        rng = self._rng(probe.id, kind)
        text = words[kind].format(
            shop=probe.shop_name, customer=probe.sender_name.split()[0], person=rng.choice(words["persons"]),
            ticket=rng.randrange(10_000, 99_999), answer=words["answers"].get(probe.question, ""),
        )  # fmt: skip
        domain, day = probe.to.rpartition("@")[2], format_datetime(at)
        message = EmailMessage(policy=email.policy.SMTP)
        message["Received"] = f"from mail.{domain} by mx.demo-onderzoek.test with ESMTPS; {day}"
        message["Authentication-Results"] = f"mx.demo-onderzoek.test; spf=pass smtp.mailfrom={domain}"
        message["Delivered-To"] = probe.reply_address
        message["From"] = f"{probe.shop_name.replace(',', ' ')} <{probe.to}>"
        message["To"] = probe.reply_address
        message["Date"] = day
        message["Message-ID"] = f"<{self._rng(probe.id, kind, number).randrange(16**12):012x}@{domain}>"
        if kind in ("advertising", "review"):
            message["Subject"] = words[f"{kind}_subject"]
            if kind == "advertising":
                message["List-Unsubscribe"] = f"<mailto:unsubscribe@{domain}>"
        else:
            automatic = kind in ("receipt", "refusal")
            pattern = words["receipt_subject"] if automatic else "Re: {subject}"
            message["Subject"] = pattern.format(subject=probe.subject)
            message["In-Reply-To"] = probe.message_id
            if kind != "answer":
                message["Auto-Submitted"] = "auto-replied"
        message.set_content(text)
        return message.as_bytes()

    def _bounce(self, probe: Probe, wire: bytes) -> bytes:
        """A delivery report after RFC 3464."""
        head = wire.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        domain = probe.to.rpartition("@")[2]
        lines = [
            "Return-Path: <>",
            f"Delivered-To: {probe.reply_address}",
            f"From: Mail Delivery System <MAILER-DAEMON@mx.{domain}>",
            f"To: {probe.reply_address}",
            "Subject: Undelivered Mail Returned to Sender",
            f"Date: {format_datetime(self.now)}",
            f"Message-ID: <{probe.token}.dsn@mx.{domain}>",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            f"This is the mail system at mx.{domain}. Your message could not be delivered to {probe.to}.",
            "",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            f"Reporting-MTA: dns; mx.{domain}",
            "",
            f"Final-Recipient: rfc822; {probe.to}",
            "Action: failed",
            "Status: 5.1.1",
            f"Diagnostic-Code: smtp; 550 5.1.1 <{probe.to}>: Recipient address rejected: User unknown",
            "",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            head,
            "",
            "--b--",
            "",
        ]
        return "\r\n".join(lines).encode()


def play(
    folder: Path,
    results: Iterable[ShopResult],
    *,
    start: date,
    seed: int = 0,
    language: str = "nl",
    waves: int = 6,
    most: int = 8,
) -> dict[str, Any]:
    """Play a campaign with the shops that have an address and speak ``language``, in an audit's folder.

    start: its first day. most: how many shops take part; eight show every manner once. Returns the state 90 days after
    the last mail (:func:`mystery_shop.status.status`). Raises RuntimeError when the demo's own servers do not do what
    they should.
    """
    speaking = [result for result in results if _speaks(result) == language and not result.left]
    chosen = _with_address(speaking)[:most]
    town = Town(now=datetime.combine(start, time(6), UTC), seed=seed, language=language)
    with serving(town.take, PASSWORD) as server:
        town.server = server
        settings = _settings(server, folder, waves, language)
        desk = Desk(folder, settings, now=lambda: town.now, sleep=lambda seconds: None)
        try:
            made = desk.plan(chosen, start=start, seed=seed)
            order = _data()["order"]
            town.manners = {target.shop: order[n % len(order)] for n, target in enumerate(made.targets)}
            town.probes = {probe.message_id: probe for probe in made.probes}
            town.days = desk.calendar_of(made.targets[0].market if made.targets else "")
            for name in PEOPLE:
                desk.approve(name)
            _controls(desk, town)
            _until_the_end(desk, town)
            return status(desk)
        finally:
            desk.close()


def manners() -> list[str]:
    """What the shops do, in the order in which they are given to shops."""
    return [str(_data()["manner"][name]["title"]) for name in _data()["order"]]


def _until_the_end(desk: Desk, town: Town) -> None:
    """From event to event: send what is due, let time pass, collect what came."""
    with _box(desk) as box:
        while True:
            transport = SmtpTransport(desk.settings.smtp, None)
            report = desk.send(transport)
            if report.problems:
                raise RuntimeError(f"the demo's mail server failed: {report.problems[0]}")
            slots = desk.campaign.slots(ProbeState.APPROVED, ProbeState.DEFERRED)
            due = min((slot.next_try_at or slot.due_at for slot in slots), default=None)
            moments = [moment for moment in (due, town.next_delivery()) if moment is not None]
            if not moments:
                break
            if town.advance(max(min(moments), town.now)):
                desk.fetch(box)
        town.advance(town.now + timedelta(days=desk.settings.watch_days))
        desk.fetch(box)


def _controls(desk: Desk, town: Town) -> None:
    """Control mails as in a real campaign: they arrive, so the outbox may send."""
    transport = SmtpTransport(desk.settings.smtp, None)
    mails = send_controls(desk.campaign, desk.settings, transport, desk.now)
    transport.close()
    town.advance(town.now)
    control = desk.settings.controls[0]
    seen = look_for_controls(
        desk.campaign, desk.settings, mails, lambda c: Mailbox(control.imap, Secret(PASSWORD)), desk.now, wait_s=5
    )
    if len(seen) != len(mails) or desk.refusals():
        raise RuntimeError(f"the demo's campaign may not start: {desk.refusals() or 'no control mail arrived'}")


def _box(desk: Desk) -> Mailbox:
    return Mailbox(desk.settings.imap, Secret(PASSWORD))


def _settings(server: MailServer, folder: Path, waves: int, language: str) -> MailSettings:
    imap = Imap(host="127.0.0.1", port=server.imap_port, tls="none", user=OURS)
    control = Imap(host="127.0.0.1", port=server.imap_port, tls="none", user=CONTROL)
    weeks = max(1, -(-waves // 2))
    return MailSettings(
        waves=waves, weeks=weeks, language=language,
        sender=Sender(
            name="Robin Smit", address=OURS, organisation="Demo-onderzoek", contact=OURS,
            purpose="to show how a campaign works; every shop is invented",
        ),
        smtp=Smtp(host="127.0.0.1", port=server.smtp_port, tls="none", timeout_s=10, final_timeout_s=10),
        imap=imap, controls=(Control(name="demo", address=CONTROL, imap=control),),
        caps=Caps(pause_s=(0.0, 0.0), per_hour=10_000, per_day=1000, per_domain_day=1000),
        stop_list=str(folder / "mail" / "stop-list.csv"), rest_days=3.0,
    )  # fmt: skip


def _with_address(results: list[ShopResult]) -> list[ShopResult]:
    """Those that would be mailed, one for each customer service."""
    keys = {target.shop for target in targets(results, MailSettings())[0]}
    return [result for result in results if result.shop.key in keys]


def _speaks(result: ShopResult) -> str:
    return language_for(result.shop.market, result.snapshot.languages if result.snapshot else ())


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("shopcheck").joinpath("demo_mail.toml").read_text("utf-8"))
