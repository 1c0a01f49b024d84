"""Letters written without looking at the classifier: read from ``letters/fresh_*.txt``, judged, and counted.

``python -m tests.mail.fresh [FILE…]`` prints what was told apart wrongly.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple

from mystery_shop.classify import classify
from mystery_shop.model import Classification, MailClass, Promise
from mystery_shop.parse import parse

FOLDER = Path(__file__).parent / "letters"
UNSCORED = "?"
# What each program stamps on its mail (header_profiles.jsonl of the corpus, and the programs' documentation).
PROFILES: dict[str, dict[str, str]] = {
    "none": {},
    "outlook": {"X-Mailer": "Microsoft Outlook 16.0", "Thread-Index": "AdlX"},
    "iphone": {"X-Mailer": "iPhone Mail (22B83)"},
    "gmailhuman": {},
    "zendesk": {
        "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "X-Mailer": "Zendesk Mailer",
    },
    "freshdesk": {"X-Freshdesk-Ticket": "1"},
    "gorgias": {"X-Gorgias-Id": "4"},
    "trengo": {"X-Mailer": "Trengo"},
    "helpscout": {"X-Helpscout-Origin": "true"},
    "zoho": {"X-Mailer": "Zoho Desk"},
    "odoo": {"X-Odoo-Objects": "helpdesk.ticket-4"},
    "jira": {"X-JIRA-FingerPrint": "1", "Auto-Submitted": "auto-generated", "Precedence": "bulk"},
    "otrs": {"X-Mailer": "OTRS Mail Service", "Precedence": "bulk", "X-Loop": "yes", "Auto-Submitted": "auto-replied"},
    "salesforce": {"X-SFDC-EmailCategory": "apiSingleMail"},
    "oof": {
        "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All",
        "X-MS-Exchange-Inbox-Rules-Loop": "info@shop.test", "Return-Path": "<>",
    },
    "gmail": {"Auto-Submitted": "auto-replied", "Precedence": "bulk", "X-Autoreply": "yes", "Return-Path": "<>"},
    "sieve": {"Auto-Submitted": "auto-replied (vacation)", "Return-Path": "<>"},
    "procmail": {"Precedence": "junk", "X-Loop": "support@shop.test"},
    "cpanel": {"Auto-Submitted": "auto-replied", "Precedence": "auto_reply", "X-Autorespond": "Re"},
    "otrs_agent": {"X-Mailer": "OTRS Mail Service (6)", "X-OTRS-Loop": ""},
    "jtl": {},
    "ps": {"X-Mailer": "PHPMailer 6"},
    "aibot": {"Auto-Submitted": "auto-generated"},
    "noreply": {"From": "Shop <noreply@shop.test>"},
    "mailchimp": {
        "List-Unsubscribe": "<https://u.test/1>", "List-ID": "<1.mc>", "Precedence": "bulk",
        "From": "Shop <nieuws@mail.shop.test>", "In-Reply-To": "",
    },
    "klaviyo": {"List-Unsubscribe": "<https://u.test/1>", "Feedback-ID": "1:klaviyo", "In-Reply-To": ""},
    "trusted": {"List-Unsubscribe": "<https://u.test/1>", "From": "Reviews <no-reply@reviews.test>", "In-Reply-To": ""},
    "notify": {"From": "Parcelbox <no-reply@parcelbox.test>", "Auto-Submitted": "auto-generated", "In-Reply-To": ""},
    "daemon": {"From": "Mail Delivery System <MAILER-DAEMON@mx.shop.test>", "Return-Path": "<>", "In-Reply-To": ""},
    "exchange_bounce": {"From": "postmaster@shop.test", "Return-Path": "<>"},
}  # fmt: skip


class Letter(NamedTuple):
    """One letter: language, class, subject, header profile, the promise in it as written, text."""

    language: str
    kind: str
    subject: str
    profile: str
    promise: str
    text: str

    @property
    def raw(self) -> bytes:
        """The letter as it would come in."""
        mail = EmailMessage(policy=SMTP)
        headers = {"From": "Shop <info@shop.test>", "In-Reply-To": "<probe.k7f3q2m9xa@probe.test>"}
        headers |= PROFILES[self.profile]
        headers |= {"To": "probe+k7f3q2m9xa@probe.test", "Subject": self.subject}
        for name, value in headers.items():
            if value:
                mail[name] = value
        mail.set_content(self.text + "\n")
        return mail.as_bytes()


def letters(path: Path) -> list[Letter]:
    """The letters of one file."""
    found = []
    for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.M)[1:]:
        head, text = block.split("\n", 1)
        kind, subject, profile, promise = (part.strip() for part in head.split(" | "))
        language, kind = kind.split()
        found.append(Letter(language, kind, subject, profile, promise, text.strip()))
    return found


def promise_of(found: Promise | None) -> str:
    """A promise as the files write it."""
    if found is None:
        return "-"
    if found.amount is None:
        return "vague"
    return f"{found.amount:g} {found.unit}{' w' if found.working else ''}"


def judged(path: Path) -> list[tuple[Letter, Classification]]:
    """Every letter of a file and what it was taken for."""
    return [(letter, classify(parse(letter.raw))) for letter in letters(path)]


def right(letter: Letter, found: Classification) -> bool:
    """Whether the class is the one that the writer gave."""
    return str(found.mail_class) == letter.kind


def main(paths: list[Path]) -> None:
    """Print the mistakes of each file and the counts."""
    for path in paths or sorted(FOLDER.glob("fresh_*.txt")):
        counts: Counter[tuple[str, str]] = Counter()
        promises = wrong = 0
        for letter, found in judged(path):
            counts[letter.kind, str(found.mail_class)] += 1
            if not right(letter, found):
                print(
                    f"  {letter.language} {letter.kind} as {found.mail_class}: {letter.text[:60]!r} {found.proof[:80]}"
                )
            if letter.promise != UNSCORED:
                promises += 1
                if promise_of(found.promise) != letter.promise:
                    wrong += 1
                    print(f"  {letter.language} promise {letter.promise} as {promise_of(found.promise)}: "
                          f"{letter.text[:60]!r} {found.promise.text[:90] if found.promise else ''}")  # fmt: skip
        total = sum(counts.values())
        good = sum(count for (kind, got), count in counts.items() if kind == got)
        unsure = sum(count for (_, got), count in counts.items() if got == MailClass.UNSURE)
        print(f"{path.name}: {good} of {total} right, {unsure} unsure; promises {promises - wrong} of {promises}")
        for (kind, got), count in sorted(counts.items()):
            if kind != got:
                print(f"    {kind} as {got}: {count}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
