"""The bytes of a test mail: a plain question from one person to one shop, in which nothing can be smuggled.

Nothing in it says "automatic": no Auto-Submitted, Precedence, List-* or X-Auto-Response-Suppress, since helpdesks drop
such mail or hold back the very receipt that we want to see (mail.md 2.1). No link, no picture, no tracking.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import idna

from mystery_shop.model import Probe

MAX_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
MAX_LOCAL = 64
MAX_SUBJECT = 120
FORBIDDEN_HEADERS = ("auto-submitted", "precedence", "x-auto-response-suppress", "list-", "x-autoreply", "x-mailer")

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LINKS = re.compile(r"https?://|www\.|<[a-z!/]", re.I)
_HEADER_LINE = re.compile(rb"^([!-9;-~]+):", re.M)


class LetterError(ValueError):
    """An address or text that may not be mailed. The message says what is wrong with it."""


def mail_address(text: str) -> str:
    """The address as it is written on an envelope: dot-atom local part, domain in lower-case ASCII (IDNA).

    Quoted local parts, comments, address literals, route syntax and non-ASCII local parts are refused, and with them
    everything that could carry a second header or a second recipient. Raises LetterError.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > MAX_LOCAL:
        raise LetterError(f"{_shown(text)} is not an e-mail address that we write to (RFC 5321 dot-string)")
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise LetterError(f"{_shown(text)} has no valid domain after the @") from None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise LetterError(f"{_shown(text)} has no valid domain after the @")
    address = f"{local}@{ascii_domain}"
    if len(address) > MAX_ADDRESS:
        raise LetterError(f"{_shown(text)} is longer than {MAX_ADDRESS} characters")
    return address


def one_line(text: str, limit: int = MAX_SUBJECT) -> str:
    """Text fit for a header or a name: no control, format or separator characters, at most ``limit`` long."""
    kept = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())[:limit].strip()


def check_letter(subject: str, text: str) -> None:
    """Raises LetterError when a subject or text could carry more than an ordinary customer's question."""
    if subject != one_line(subject) or not subject:
        raise LetterError(f"the subject {_shown(subject)} is empty, too long or holds control characters")
    if any(unicodedata.category(c) == "Cc" and c != "\n" for c in text) or not text.strip():
        raise LetterError("the text is empty or holds control characters")
    if found := _LINKS.search(subject + "\n" + text):
        raise LetterError(f"a test mail carries no links or HTML, and this one has {found[0]!r}")


def letter(probe: Probe, date: datetime) -> bytes:
    """The mail as it goes to the server (RFC 5322, CRLF), ``date`` being the moment of the first attempt.

    Raises LetterError when anything in it is not what it should be; the finished bytes are read back and checked.
    """
    check_letter(probe.subject, probe.text)
    to, reply = mail_address(probe.to), mail_address(probe.reply_address)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(probe.sender_name, 60), addr_spec=reply)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = probe.subject
    message["Date"] = date
    message["Message-ID"] = probe.message_id
    message.set_content(probe.text.rstrip("\n") + "\n", cte=None if probe.text.isascii() else "quoted-printable")
    wire = message.as_bytes()
    _check_wire(wire)
    return wire


def fingerprint(probe: Probe) -> str:
    """SHA-256 over what people approve: shop, recipient, sender, subject, text, slot; the Date is not part of it."""
    parts = (
        probe.id, probe.shop, probe.to, probe.sender_name, probe.reply_address, probe.message_id, probe.subject,
        probe.text, probe.planned_at.isoformat(),
    )  # fmt: skip
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _check_wire(wire: bytes) -> None:
    head, _, _ = wire.partition(b"\r\n\r\n")
    names = [name.decode("ascii").lower() for name in _HEADER_LINE.findall(head)]
    expected = ["from", "to", "subject", "date", "message-id", "content-type", "content-transfer-encoding"]
    if sorted(names) != sorted([*expected, "mime-version"]):
        raise LetterError(f"the finished mail has headers {', '.join(names)}; nothing was sent")
    if any(name.startswith(FORBIDDEN_HEADERS) for name in names):
        raise LetterError("the finished mail has a header that machines use; nothing was sent")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:80] + "…")
