"""Sends what is due in a process of its own, and kills itself with SIGKILL at the point that it is told.

usage: sender_process.py FOLDER PORT POINT. Points: ``before:STATE`` and ``after:STATE`` (around the transaction that
writes the state), ``connected``, ``after-rcpt``, ``body-sent``, ``dot-sent``, ``answered``, or ``never``.
"""

from __future__ import annotations

import os
import signal
import smtplib
import sys
from pathlib import Path

from mystery_shop.campaign import Campaign
from mystery_shop.outbox import Outbox
from mystery_shop.transport import SmtpTransport
from tests.mail_servers.cases import NOON, settings

POINT = sys.argv[3]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingCampaign(Campaign):
    def move(self, probe, sources, to, event, **columns):  # type: ignore[no-untyped-def]
        if f"before:{to}" == POINT:
            die()
        done = super().move(probe, sources, to, event, **columns)
        if f"after:{to}" == POINT:
            die()
        return done


class DyingSmtp(smtplib.SMTP):
    def mail(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        if POINT == "connected":
            die()
        return super().mail(*args, **kwargs)

    def rcpt(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        answer = super().rcpt(*args, **kwargs)
        if POINT == "after-rcpt":
            die()
        return answer

    def send(self, data):  # type: ignore[no-untyped-def]
        super().send(data)
        if POINT == "body-sent" and b"Message-ID" in (data if isinstance(data, bytes) else data.encode()):
            die()
        self.dot = data == b".\r\n"
        if POINT == "dot-sent" and self.dot:
            die()

    def getreply(self):  # type: ignore[no-untyped-def]
        answer = super().getreply()
        if POINT == "answered" and getattr(self, "dot", False):
            die()
        return answer


def main() -> None:
    smtplib.SMTP = DyingSmtp  # type: ignore[misc]
    conf = settings(int(sys.argv[2]))
    campaign = DyingCampaign(Path(sys.argv[1]))
    report = Outbox(campaign, conf, SmtpTransport(conf.smtp, None), now=lambda: NOON, may_go=lambda slot: "").send_due()
    print(report.accepted, report.problems)


if __name__ == "__main__":
    main()
