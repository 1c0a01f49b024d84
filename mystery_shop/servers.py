"""Mails that mail servers write: delivery reports, read receipts, complaint reports; by structure, and in prose."""

from __future__ import annotations

import re

from mystery_shop.evidence import Evidence, signs_data
from mystery_shop.model import Classification, MailClass, Message
from mystery_shop.wording import find, flatten, lower

_MOST_SERVER_TEXT = 20_000


def by_structure(message: Message) -> Classification | None:
    """Verdicts that the MIME structure alone carries: RFC 3464, RFC 8098, RFC 5965."""
    if message.text.lstrip().startswith("{"):
        return _service_report(message)
    actions = {block.action for block in message.delivery}
    status = next((block.status for block in message.delivery if block.status), "")
    proof = next((b.diagnostic or f"Action: {b.action} {b.status}" for b in message.delivery if b.action), "")
    if "feedback" in message.report_type or any(a.media_type == "message/feedback-report" for a in message.attachments):
        return _verdict(MailClass.UNRELATED, "multipart/report; report-type=feedback-report (RFC 5965)", message)
    if "disposition" in message.report_type:
        return _verdict(
            MailClass.UNRELATED, "multipart/report; report-type=disposition-notification (RFC 8098)", message
        )
    if "failed" in actions or (not actions - {""} and status.startswith("5")):
        return _verdict(MailClass.BOUNCE, proof, message, status=status, hard=not status.startswith("4"))
    if "delayed" in actions:
        return _verdict(MailClass.DELAY_NOTICE, proof, message, status=status, hard=False)
    if actions & {"delivered", "relayed", "expanded"}:
        return _verdict(MailClass.UNRELATED, proof, message, status=status)
    return None


def _service_report(message: Message) -> Classification | None:
    """Amazon SES reports deliveries as JSON: a bounce, a complaint, a delivery."""
    kind = re.search(r'\\?"(?:notificationType|eventType)\\?"\s*:\s*\\?"(\w+)', message.text)
    if kind is None:
        return None
    if kind[1].lower() != "bounce":
        return _verdict(MailClass.UNRELATED, kind[0], message)
    hard = "transient" not in message.text[:4000].lower()
    return _verdict(MailClass.BOUNCE, kind[0], message, status=_status_code(message.text), hard=hard)


def _verdict(
    kind: MailClass, proof: str, message: Message, *, status: str = "", hard: bool | None = None
) -> Classification:
    return Classification(
        mail_class=kind, proof=proof[:240], confidence=0.99, status=status, hard=hard, reply=message.text[:2000],
        marks=message.marks,
    )  # fmt: skip


def by_server(found: Evidence) -> Classification | None:
    """Bounces and delay notices in prose, from mail servers that keep to no standard."""
    data, message = signs_data(), found.message
    text = lower(flatten(message.text[:_MOST_SERVER_TEXT]))
    daemon = found.total("daemon") + (1.5 if message.report_type == "delivery-status" else 0.0)
    bounce, delay = 0.0, 0.0
    if data["bounce_subject"]["pattern"].search(message.subject):
        bounce += data["bounce_subject"]["weight"]
    if data["delay_subject"]["pattern"].search(message.subject):
        delay += data["delay_subject"]["weight"]
    blunt = data["codes"]["blunt"].search(text[:4000])
    if daemon < 1 and bounce < 1 and delay < 1 and not blunt:
        return None
    phrases = {hit.words for hit in find(("bounce",), text)}
    later = {hit.words for hit in find(("delay",), text)}
    code = data["codes"]["permanent"].search(message.text[:_MOST_SERVER_TEXT])
    bounce += min(3.0, 1.2 * len(phrases)) + (1.0 if code else 0.0) + (1.0 if blunt else 0.0)
    delay += min(3.0, 1.5 * len(later)) if later and not code else 0.5 * bool(later)
    if message.return_path == "":
        daemon += 1.0
    status = _status_code(message.text)
    # A person who writes about a bounce quotes one; a server has no greeting and is nobody's "Re:".
    spoken = daemon < 2 and (found.is_letter or (found.is_reply and bounce < 4))
    if spoken or daemon + max(bounce, delay) < 3.0:
        return None if daemon < 2 else _unsure_server(found)
    said = later if delay > bounce else phrases
    proof = min(said, key=lambda words: (-len(words), words), default=message.subject)
    if delay > bounce or (later and not code and data["codes"]["warns"].search(text)):
        return _verdict(MailClass.DELAY_NOTICE, proof, message, status=status, hard=False)
    if bounce < 1.0:
        return _unsure_server(found)
    return _verdict(MailClass.BOUNCE, proof, message, status=status, hard=not status.startswith("4"))


def _unsure_server(found: Evidence) -> Classification | None:
    """A mail server wrote, and it is not clear what: never an answer, unless its text says what it is."""
    if any(found.total(said) >= 2 for said in ("out_of_office", "receipt", "challenge", "refusal", "deflection")):
        return None
    proof = found.best("daemon") or "a mail server's address"
    return Classification(
        mail_class=MailClass.UNSURE, proof=proof, confidence=0.5, language=found.language, signs=tuple(found.signs),
        reply=found.cut.own[:4000], marks=found.message.marks,
    )  # fmt: skip


def _status_code(text: str) -> str:
    found = re.search(r"\b([45]\.\d{1,2}\.\d{1,3})\b", text[:_MOST_SERVER_TEXT])
    return found[1] if found else ""
