"""Made-up mails of shops with the class that each is: header profiles of helpdesks, promises, own sentences.

Real receipts and absence notes in Dutch, German and French hardly exist in public. Everything is drawn from a seed,
so the same mails come out every time.
"""

from __future__ import annotations

import html
import random
import tomllib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

LANGUAGES = ("nl", "en", "de", "fr")
COUNTS = {
    "receipt": 54, "answer": 46, "out_of_office": 24, "holding_reply": 20, "deflection": 16, "refusal": 14,
    "instant_answer": 12, "marketing": 14,
}  # fmt: skip

# Which headers each helpdesk stamps (header_profiles.jsonl of the corpus): automatic mail, and a person's.
AUTOMATIC: list[dict[str, str]] = [
    {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "X-Mailer": "Zendesk Mailer"},
    {
        "X-Auto-Response-Suppress": "All",
        "X-MS-Exchange-Inbox-Rules-Loop": "info@shop.test",
        "Auto-Submitted": "auto-generated",
    },
    {"Auto-Submitted": "auto-replied", "Precedence": "bulk", "X-Autoreply": "yes"},
    {"Auto-Submitted": "auto-replied (vacation)"},
    {"X-Loop": "yes", "Precedence": "bulk", "Auto-Submitted": "auto-generated", "X-Mailer": "Zammad Mail Service"},
    {"Precedence": "auto_reply", "X-Autoreply": "yes", "Auto-Submitted": "auto-replied"},
    {},
    {},
]
BY_PEOPLE: list[dict[str, str]] = [
    {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "X-Mailer": "Zendesk Mailer"},
    {"Precedence": "bulk"},
    {"X-FreeScout-Mail-Type": "customer.message"},
    {"X-SFDC-EmailCategory": "quickActionEmail"},
    {"X-Mailer": "Apple Mail (2.3774)"},
    {"List-Unsubscribe": "<https://shop.test/u/1>"},
    {},
    {},
]
WROTE = {
    "nl": "Op ma 1 jun 2026 om 10:12 schreef {name} <{address}>:",
    "en": "On Mon, 1 Jun 2026 at 10:12, {name} <{address}> wrote:",
    "de": "Am Mo., 1. Juni 2026 um 10:12 Uhr schrieb {name} <{address}>:",
    "fr": "Le lun. 1 juin 2026 à 10:12, {name} <{address}> a écrit :",
}
HEADER_BLOCK = {
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"), "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"), "fr": ("De", "Envoyé", "À", "Objet"),
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One made-up mail: raw bytes, its class, its language, the promise in it (None for none), what it answers."""

    name: str
    raw: bytes
    label: str
    language: str
    promise: dict[str, Any] | None
    sent_text: str


def letters(code: str) -> dict[str, Any]:
    """The sentences of one language."""
    return tomllib.loads((Path(__file__).parent / "letters" / f"{code}.toml").read_text("utf-8"))


def make(code: str, seed: int = 7) -> list[Made]:
    """200 mails of one language."""
    data, chance = letters(code), random.Random(f"{code}-{seed}")
    made = []
    for label, count in COUNTS.items():
        for number in range(count):
            made.append(_one(code, data, label, number, chance))
    return made


def _one(code: str, data: dict[str, Any], label: str, number: int, chance: random.Random) -> Made:
    words = {
        "name": chance.choice(data["names"]), "shop": chance.choice(data["shops"]),
        "number": str(chance.randint(10_000, 9_999_999)), "subject": chance.choice(data["subjects"]),
    }  # fmt: skip
    promise: dict[str, Any] | None = None
    paragraphs, bye, subject = [], data["bye_shop"], "Re: {subject}"
    if label == "receipt":
        paragraphs, subject = [data["receipt"][number % len(data["receipt"])]], chance.choice(data["receipt_subject"])
        if chance.random() < 0.7:
            promise = data["promises"][number % len(data["promises"])]
            paragraphs.append(promise["text"])
        paragraphs += chance.sample(data["receipt_extra"], chance.randint(0, 3))
    elif label == "answer":
        paragraphs = [data["answer"][number % len(data["answer"])], chance.choice(data["answer_more"])]
        bye = data["bye"]
        if chance.random() < 0.15:
            paragraphs.insert(1, chance.choice(data["traps"][:3]))
    elif label == "out_of_office":
        paragraphs, subject = [data["absence"][number % len(data["absence"])]], chance.choice(data["absence_subject"])
        bye = data["bye"]
    else:
        key = {"holding_reply": "holding", "instant_answer": "instant"}.get(label, label)
        paragraphs = [data[key][number % len(data[key])]]
        bye = data["bye"] if label == "holding_reply" else data["bye_shop"]
    if label == "marketing":
        subject = chance.choice(data["marketing_subject"])
    body = "\n\n".join(p for p in [chance.choice(data["hello"]), *paragraphs, chance.choice(bye)] if p).format(**words)
    if label in ("answer", "holding_reply"):
        body += "\n\n" + chance.choice(data["footer"][:2] if promise is None else data["footer"])
    by_people = label in ("answer", "holding_reply")
    headers = chance.choice(BY_PEOPLE if by_people else AUTOMATIC)
    if label == "marketing":
        headers = {"List-Unsubscribe": "<https://shop.test/u/2>", "Precedence": "bulk"} if chance.random() < 0.5 else {}
    raw = _mail(code, data, label, body, subject.format(**words), headers, words, chance)
    return Made(f"{code}-{label}-{number:03d}", raw, label, code, promise, data["question"])


def _mail(
    code: str, data: dict[str, Any], label: str, body: str, subject: str, headers: dict[str, str],
    words: dict[str, str], chance: random.Random,
) -> bytes:  # fmt: skip
    mail = EmailMessage(policy=SMTP)
    noreply = label in ("receipt", "refusal", "deflection", "marketing") and chance.random() < 0.3
    mail["From"] = f'"{words["shop"]}" <{"noreply" if noreply else "info"}@shop.test>'
    mail["To"] = "probe+k7f3q2m9xa@probe.test"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 01 Jun 2026 12:00:00 +0200"
    mail["Message-ID"] = f"<{chance.getrandbits(64):x}@shop.test>"
    if label != "marketing" and chance.random() < 0.7:
        mail["In-Reply-To"] = "<probe.k7f3q2m9xa@probe.test>"
    for name, value in headers.items():
        mail[name] = value
    quoting = chance.random() if label in ("answer", "holding_reply", "receipt", "instant_answer") else 1.0
    text = body + _quoted(code, data, words, quoting)
    if "Zendesk" in headers.get("X-Mailer", "") and label != "marketing":
        text = "##- Please type your reply above this line -##\n\n" + text
    if chance.random() < 0.4:
        mail.set_content(_html(body) + _quoted_html(code, data, words, quoting), subtype="html")
    else:
        mail.set_content(text)
        if chance.random() < 0.4:
            mail.add_alternative(_html(body), subtype="html")
    return mail.as_bytes()


def _quoted(code: str, data: dict[str, Any], words: dict[str, str], quoting: float) -> str:
    who = {"name": "Marleen", "address": "probe+k7f3q2m9xa@probe.test"}
    if quoting < 0.4:
        return (
            "\n\n"
            + WROTE[code].format(**who)
            + "\n\n"
            + "\n".join(f"> {line}" for line in data["question"].split("\n"))
        )
    if quoting < 0.6:
        labels = HEADER_BLOCK[code]
        values = (who["address"], "1-6-2026 10:12", "info@shop.test", words["subject"])
        block = "\n".join(f"{label}: {value}" for label, value in zip(labels, values, strict=True))
        return f"\n\n________________________________\n{block}\n\n{data['question']}"
    return ""


def _html(body: str) -> str:
    parts = "".join(f"<p>{html.escape(p).replace(chr(10), '<br>')}</p>" for p in body.split("\n\n"))
    return (
        f'<html><body><div style="font-family:Arial">{parts}<img src="https://shop.test/logo.png"></div></body></html>'
    )


def _quoted_html(code: str, data: dict[str, Any], words: dict[str, str], quoting: float) -> str:
    if quoting >= 0.6:
        return ""
    intro = html.escape(WROTE[code].format(name="Marleen", address="probe@probe.test"))
    text = html.escape(data["question"]).replace("\n", "<br>")
    return f'<div class="gmail_quote">{intro}<blockquote>{text}</blockquote></div>'
