"""Control mails: to mailboxes of ours at other providers, the same way as the shops' mails, to see where they land."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import datetime

from mystery_shop.asking import questions
from mystery_shop.campaign import Campaign, ControlMail
from mystery_shop.letters import letter
from mystery_shop.mailbox import Mailbox
from mystery_shop.model import Probe
from mystery_shop.plan import reply_address
from mystery_shop.settings import Control, MailSettings
from mystery_shop.transport import Transport, UncertainError


def control_letter(
    control: Control, settings: MailSettings, now: datetime, language: str = "en"
) -> tuple[Probe, bytes]:
    """A mail like those to the shops, to a control mailbox: same sender, same kind of question."""
    question = secrets.choice(questions(language).question)
    token = secrets.token_hex(6)
    address = reply_address(settings, token)
    probe = Probe(
        id=f"control-{token}", campaign="control", shop=control.name, to=control.address, token=token,
        sender=settings.sender.address, sender_name=settings.sender.name, reply_address=address,
        message_id=f"<{secrets.token_hex(8)}.{token}@{address.rpartition('@')[2]}>", planned_at=now,
        subject=question.subjects[0].replace("{shop}", control.name),
        text=question.texts[0].replace("{shop}", control.name) + f"\n\n{settings.sender.name}\n",
    )  # fmt: skip
    return probe, letter(probe, now)


def send_controls(
    campaign: Campaign, settings: MailSettings, transport: Transport, now: Callable[[], datetime]
) -> list[ControlMail]:
    """Send one control mail to each mailbox. Raises TransportError when our own server does not work."""
    sent = []
    for control in settings.controls:
        probe, wire = control_letter(control, settings, now(), settings.language or "en")
        mail = ControlMail(box=control.name, message_id=probe.message_id, sent_at=now())
        try:
            answer = transport.offer(wire, probe.reply_address, probe.to, before_dot=lambda: None)
        except UncertainError:
            pass  # whether it arrived is what we are about to see
        else:
            if not answer.accepted:
                mail = ControlMail(
                    box=control.name, message_id=probe.message_id, sent_at=now(),
                    folder=f"refused: {answer.code} {answer.text}"[:200],
                )  # fmt: skip
        campaign.write_control(mail)
        sent.append(mail)
    return sent


def look_for_controls(
    campaign: Campaign, settings: MailSettings, mails: list[ControlMail], open_box: Callable[[Control], Mailbox],
    now: Callable[[], datetime], *, wait_s: float = 120.0, sleep: Callable[[float], None] = time.sleep,
) -> list[ControlMail]:  # fmt: skip
    """Look for control mails in their mailboxes until they are there or the time is over; returns what was seen.

    Raises MailboxError when a control mailbox does not open.
    """
    left = {mail.box: mail for mail in mails if not (mail.folder or "").startswith("refused")}
    seen: list[ControlMail] = []
    end = time.monotonic() + wait_s
    while left:
        for control in [c for c in settings.controls if c.name in left]:
            with open_box(control) as box:
                place = box.find(left[control.name].message_id)
            if place is not None:
                mail = left.pop(control.name)
                mail = ControlMail(
                    box=mail.box, message_id=mail.message_id, sent_at=mail.sent_at, seen_at=now(), folder=place[0],
                    junk=place[1],
                )  # fmt: skip
                campaign.write_control(mail)
                seen.append(mail)
        if not left or time.monotonic() > end:
            break
        sleep(min(5.0, max(0.2, wait_s / 20)))
    return seen
