"""A raw message as a safe, bounded view (:class:`mystery_shop.model.Message`). Nothing in a mail makes it raise."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mystery_shop.htmltext import html_marks, html_text
from mystery_shop.mime import Headers, Part, Splitter, read_headers, walk
from mystery_shop.model import Attachment, DeliveryStatus, Message

MAX_TEXT = 200_000
MAX_ATTACHMENTS = 50

_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,128}@[\w.-]{1,255}|[\w!#$%&'*+/=?^`{|}~.-]{1,128}@\[[\d.:a-fA-F]+\]")
_ANGLE = re.compile(r"<([^<>@\s]{1,128}@[^<>\s]{1,255})>")
_ID = re.compile(r"<\s*([^<>\s]{1,500}(?:\s+[^<>\s]{1,200})?)\s*>")
_RECIPIENT_HEADERS = (
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to", "cc", "x-forwarded-to",
    "x-rcpt-to", "apparently-to",
)  # fmt: skip
_PARENT_HEADERS = ("in-reply-to", "references", "x-ms-exchange-parent-message-id", "original-message-id")
_ARCHIVES = re.compile(r"\.(zip|rar|7z|gz|tgz|bz2|xz|iso|cab|tar|ace|arj|lzh)$", re.I)
_ARCHIVE_TYPES = re.compile(r"^application/(zip|x-zip|x-rar|x-7z|gzip|x-gzip|x-tar|x-bzip)")
_PROGRAMS = re.compile(r"\.(exe|scr|pif|com|bat|cmd|vbs|js|jar|msi|lnk|hta|ps1|docm|xlsm)$", re.I)
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"[\t\x0b\x0c\xa0]|[ \t\x0b\x0c\xa0]{2,}")
_TOO_LITTLE = 3


def parse(raw: bytes) -> Message:
    """The safe view of a raw message.

    Size, nesting, number of parts and headers, lengths of headers and texts are bounded; attachments are listed and
    never opened; nothing is fetched or run. Whatever was odd stands in ``marks``. Never raises.
    """
    splitter = Splitter(raw)
    root = splitter.message()
    parts = walk(root)
    text, quoted = _texts(splitter, root, parts)
    delivery, envelope_ids = _delivery(splitter, parts)
    attachments = _attachments(parts, splitter.marks)
    from_, from_name = _from(root.header("from"))
    reply_to = _first_address(root.header("reply-to"))
    return_path = _return_path(root.headers)
    return Message(
        headers=tuple(root.headers),
        subject=_one_line(root.header("subject")),
        from_=from_,
        from_name=from_name,
        reply_to=reply_to,
        return_path=return_path,
        recipients=_recipients(root.headers),
        message_id=_message_id(root.header("message-id")),
        parents=(*_parents(root.headers), *envelope_ids),
        inner_ids=_inner_ids(splitter, parts),
        date=_date(root.header("date")),
        text=text[:MAX_TEXT],
        quoted_html=quoted[:MAX_TEXT],
        media_type=root.media_type,
        report_type=root.parameters.get("report-type", "").lower(),
        delivery=delivery,
        attachments=attachments,
        size=len(raw),
        marks=tuple(sorted(splitter.marks)),
    )


def clean(text: str) -> str:
    """Text as it is compared: NFKC, without soft hyphens and zero-width characters, one kind of space and newline."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def ids(value: str) -> tuple[str, ...]:
    """Message ids in a header value, with angle brackets, spaces from re-wrapping taken out."""
    found = [f"<{''.join(one.split())}>" for one in _ID.findall(value)]
    if not found and "@" in value:
        found = [f"<{one.strip('<>,;')}>" for one in re.split(r"[\s,]+", value) if "@" in one]
    return tuple(dict.fromkeys(found))[:60]


def _texts(splitter: Splitter, root: Part, parts: list[Part]) -> tuple[str, str]:
    """(own text, text that HTML marks as quotation): plain parts, else HTML, of the message itself."""
    plain, html = [], []
    for part in parts:
        if part.inside or part.children or part.disposition == "attachment" or part.name.lower().endswith(".txt"):
            continue
        if part.media_type == "text/plain" or (part is root and part.media_type.startswith("text/x-")):
            plain.append(part)
        elif part.media_type == "text/html":
            html.append(part)
    read = "\n\n".join(_plain(splitter.text(part), splitter.marks) for part in plain[:5])
    sources = [splitter.text(part) for part in html[:3]]
    for source in sources:
        splitter.marks |= html_marks(source)
    alternatives = [part for part in plain if "multipart/alternative" in part.parents]
    if sources and (not plain or (alternatives and len(read.split()) < _TOO_LITTLE)):
        own, quoted = zip(*(html_text(source) for source in sources), strict=True)
        shown = "\n\n".join(own).strip()
        if len(shown.split()) > len(read.split()):  # a plain part such as "see the HTML version" says less
            return clean(shown), clean("\n\n".join(quoted).strip())
    if sources and not alternatives:
        return clean("\n\n".join([read, *(html_text(source)[0] for source in sources)]).strip()), ""
    return clean(read), ""


def _plain(text: str, marks: set[str]) -> str:
    """Text that says it is plain; some helpdesks put HTML into it."""
    if not re.match(r"\s*<(!doctype html|html|head|body|div|p|table|br|span)\b", text, re.I) or text.count("</") < 3:
        return text
    marks |= html_marks(text)
    return html_text(text)[0]


def _attachments(parts: list[Part], marks: set[str]) -> tuple[Attachment, ...]:
    found = []
    for part in parts:
        if part.media_type in _ENCRYPTED:
            marks.add("encrypted")
        named = part.name or part.disposition == "attachment"
        text = part.media_type in ("text/plain", "text/html")
        if part.inside or part.media_type.startswith("multipart/") or (text and not named):
            continue
        if part.media_type in ("message/delivery-status", "message/rfc822", "text/rfc822-headers") and not named:
            continue
        if _ARCHIVES.search(part.name) or _ARCHIVE_TYPES.match(part.media_type):
            marks.add("archive")
        if _PROGRAMS.search(part.name):
            marks.add("program")
        if part.depth or named:
            found.append(Attachment(name=_one_line(part.name)[:200], media_type=part.media_type, size=part.size))
    return tuple(found[:MAX_ATTACHMENTS])


def _delivery(splitter: Splitter, parts: list[Part]) -> tuple[tuple[DeliveryStatus, ...], tuple[str, ...]]:
    """Recipients' blocks of a delivery report (RFC 3464, RFC 6533) and the ids that it names for the original."""
    blocks: list[DeliveryStatus] = []
    envelope: list[str] = []
    for part in parts:
        if part.inside or part.media_type not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        for block in re.split(r"\n\s*\n", splitter.text(part).replace("\r\n", "\n"))[:40]:
            fields = dict(reversed(read_headers(block.strip())))
            if value := fields.get("original-envelope-id"):
                envelope += [f"<{value.strip('<> ')}>"]
            if "action" in fields or "status" in fields:
                blocks.append(_status(fields))
    return tuple(blocks[:40]), tuple(envelope[:5])


def _status(fields: dict[str, str]) -> DeliveryStatus:
    code = re.search(r"[245]\.\d{1,3}\.\d{1,3}", fields.get("status", ""))
    recipient = fields.get("final-recipient") or fields.get("original-recipient") or ""
    action = re.match(r"[a-z-]+", fields.get("action", "").lower())
    return DeliveryStatus(
        action=action[0] if action else "",
        status=code[0] if code else "",
        recipient=_first_address(recipient.split(";", 1)[-1]),
        diagnostic=_one_line(fields.get("diagnostic-code", ""))[:500],
    )


def _inner_ids(splitter: Splitter, parts: list[Part]) -> tuple[str, ...]:
    """Ids of messages that this one carries: attached messages and returned headers."""
    found: list[str] = []
    for part in parts:
        headers = part.headers if part.inside else []
        if part.media_type in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            headers = read_headers(splitter.text(part))
        for name, value in headers:
            if name in ("message-id", *_PARENT_HEADERS):
                found += ids(value)
    return tuple(dict.fromkeys(found))[:60]


def _parents(headers: Headers) -> tuple[str, ...]:
    found: list[str] = []
    for wanted in _PARENT_HEADERS:
        for name, value in headers:
            if name == wanted:
                found += ids(value)
    return tuple(dict.fromkeys(found))[:60]


def _recipients(headers: Headers) -> tuple[str, ...]:
    found: list[str] = []
    for wanted in _RECIPIENT_HEADERS:
        for name, value in headers:
            if name == wanted:
                found += [address.lower() for address in _ADDRESS.findall(value)]
    return tuple(dict.fromkeys(found))[:60]


def _from(value: str) -> tuple[str, str]:
    address = _first_address(value)
    name = re.sub(r"<[^<>]*>?|\([^()]*\)", " ", value) if "<" in value or "(" in value else ""
    if not name.strip() and (comment := re.search(r"\(([^()]+)\)", value)):
        name = comment[1]
    return address, _one_line(name).strip("\"' ")[:120]


def _first_address(value: str) -> str:
    found = _ANGLE.search(value) or _ADDRESS.search(value)
    return (found[1] if found and found.re is _ANGLE else found[0] if found else "").lower()


def _return_path(headers: Headers) -> str | None:
    value = next((value for name, value in headers if name == "return-path"), None)
    return None if value is None else _first_address(value)


def _message_id(value: str) -> str:
    return next(iter(ids(value)), "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _date(value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value[:100])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
