"""Collecting what came in, from our own mailbox by IMAP: every message once, kept raw before it is read.

Folders are opened read-only and bodies peeked at: nothing is deleted, moved or marked as seen on the server. A message
is known by folder, UIDVALIDITY and UID, and its content by hash; when the server numbers its folder anew, everything
since the start of the campaign is looked at again and known content is not counted twice (RFC 9051, 2.3.1.1).
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from functools import cache
from types import TracebackType
from typing import Any

import msgspec
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from mystery_shop.credentials import Secret
from mystery_shop.inbox import Inbox, Received
from mystery_shop.model import Arrival
from mystery_shop.rawmail import RawStore
from mystery_shop.settings import Imap
from mystery_shop.transport import TransportError, check_encryption, tls_context
from mystery_shop.wording import listed

CHUNK = 1 << 20
BATCH_BYTES = 4 << 20
BATCH_COUNT = 200
MAX_HEAD = 64 << 10
TWIN_BYTES = 256 << 10
NEAR = timedelta(minutes=10)
"""How far our server's Received line and INTERNALDATE may lie apart for the former to count (mail.md 4.4)."""

_OWN_SPACE = re.compile(rb"\s+")


class MailboxError(RuntimeError):
    """The mailbox cannot be reached or read. The message says why; nothing that was kept is lost."""


class Collected(msgspec.Struct, kw_only=True):
    """What one round brought: new messages (ids), how many were looked at, and what was odd.

    renumbered: folders with a new UIDVALIDITY. cut: messages too large to be kept whole. quota: share of our mailbox
    that is full, as far as the server tells: mail to a full mailbox comes back to the shops.
    """

    fresh: list[str] = []
    seen: int = 0
    renumbered: list[str] = []
    cut: list[str] = []
    quota: float = 0.0


class Mailbox:
    """A connection to one account: ``with Mailbox(settings, password) as box: box.collect(…)``."""

    def __init__(self, settings: Imap, password: Secret) -> None:
        """Nothing is connected yet. Raises MailboxError for a connection without encryption to another machine."""
        try:
            check_encryption(settings.tls, settings.host, "imap")
        except TransportError as error:
            raise MailboxError(str(error)) from error
        self.settings = settings
        self.account = f"{settings.user}@{settings.host}"
        self._password = password
        self._client: IMAPClient | None = None
        self._next: dict[str, int] = {}

    def __enter__(self) -> Mailbox:
        self._client = self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        client, self._client = self._client, None
        if client is not None:
            try:
                if kind is None:
                    client.logout()
                else:
                    client.shutdown()
            except (OSError, IMAPClientError):
                pass

    @property
    def client(self) -> IMAPClient:
        """The open connection."""
        if self._client is None:
            raise MailboxError("the mailbox is not connected")
        return self._client

    def folders(self) -> list[tuple[str, bool]]:
        """The folders to look into, each with whether it is for junk: configured ones, else INBOX and all junk."""
        chosen = [(name, False) for name in self.settings.folders] + [(name, True) for name in self.settings.junk]
        if self.settings.folders and self.settings.junk:
            return chosen
        found = [(str(name), tuple(flags)) for flags, _, name in _safe(self.client.list_folders)]
        junk = [(name, True) for name, flags in found if b"\\Junk" in flags or _is_junk(name)]
        junk = [(name, True) for name in self.settings.junk] or junk
        return [(name, False) for name in self.settings.folders or ("INBOX",)] + junk

    def collect(self, inbox: Inbox, raw: RawStore, *, since: datetime, keep_days: int) -> Collected:
        """Fetch what is new in all folders. since: start of the campaign; keep_days: until when raw bytes are kept.

        May be broken off at any point and called again. Raises MailboxError, and OSError when the disk is full.
        """
        report = Collected()
        for folder, junk in self.folders():
            self._collect_folder(inbox, raw, folder, junk, since, timedelta(days=keep_days), report)
        report.quota = self._quota()
        return report

    def wait(self, timeout_s: float) -> bool:
        """Wait until the server announces something in INBOX (IDLE), or for the time; True when something was said.

        A server without IDLE is asked at intervals. Raises MailboxError: connect again, and catch up.
        """
        client = self.client
        folder = next((name for name, junk in self.folders() if not junk), "INBOX")
        state = _safe(client.select_folder, folder, readonly=True)
        if int(state.get(b"UIDNEXT", 0)) > self._next.get(folder, 0):
            return True  # came in since we last looked
        if not client.has_capability("IDLE"):
            time.sleep(min(timeout_s, self.settings.poll_s))
            return bool(_safe(client.noop)[1])
        _safe(client.idle)
        # Servers may drop an idle connection after 30 minutes (RFC 2177); junk folders are looked at in between.
        said = _safe(client.idle_check, timeout=min(timeout_s, self.settings.poll_s, 25 * 60))
        done = _safe(client.idle_done)
        return any(_announces(line) for line in [*said, *(done[1] if done else [])])

    def holds(self, folder: str, message_id: str) -> bool:
        """Whether a folder (the provider's "sent") holds a message with this Message-ID."""
        _safe(self.client.select_folder, folder, readonly=True)
        return bool(_safe(self.client.search, ["HEADER", "Message-ID", message_id]))

    def find(self, message_id: str) -> tuple[str, bool] | None:
        """In which folder a message lies, and whether that is for junk; None when it is nowhere."""
        for folder, junk in self.folders():
            if self.holds(folder, message_id):
                return folder, junk
        return None

    def _quota(self) -> float:
        if not self.client.has_capability("QUOTA"):
            return 0.0
        try:
            _, quotas = self.client.get_quota_root("INBOX")
        except IMAPClientError:  # a server that announces it and does not have it
            return 0.0
        return max((quota.usage / quota.limit for quota in quotas if quota.limit), default=0.0)

    def _connect(self) -> IMAPClient:
        s = self.settings
        client: IMAPClient | None = None
        try:
            context = tls_context(s.ca_file) if s.tls != "none" else None
            timeout = SocketTimeout(connect=s.timeout_s, read=s.timeout_s)
            client = IMAPClient(s.host, s.port, ssl=s.tls == "tls", ssl_context=context, timeout=timeout)
            client.normalise_times = False
            client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # commands go out in small pieces
            self._log_in(client, context)
        except BaseException as error:
            if client is not None:
                with contextlib.suppress(OSError, IMAPClientError):
                    client.shutdown()
            if isinstance(error, LoginError):
                # The server's own words may repeat what was sent; they are not passed on.
                raise MailboxError(f"{self._where()} did not accept the password of {s.user}") from None
            if isinstance(error, ssl.SSLError):
                raise MailboxError(
                    f"{self._where()}: encryption failed ({error.reason or error}); is the certificate valid for this "
                    "name, and does imap.tls fit the port (993 tls, 143 starttls)?"
                ) from error
            if isinstance(error, OSError | IMAPClientError):
                raise MailboxError(f"{self._where()}: no connection ({error})") from error
            raise
        return client

    def _log_in(self, client: IMAPClient, context: ssl.SSLContext | None) -> None:
        if self.settings.tls == "starttls":
            client.starttls(ssl_context=context)
        if self.settings.auth == "xoauth2":
            client.oauth2_login(self.settings.user, str(self._password))
        else:
            client.login(self.settings.user, str(self._password))

    def _collect_folder(
        self, inbox: Inbox, raw: RawStore, folder: str, junk: bool, since: datetime, keep: timedelta, report: Collected
    ) -> None:
        state = _safe(self.client.select_folder, folder, readonly=True)
        self._next[folder] = int(state.get(b"UIDNEXT", 0))
        validity = int(state.get(b"UIDVALIDITY", 0))
        known_validity, last = inbox.position(self.account, folder)
        if known_validity not in (0, validity):
            report.renumbered.append(folder)
        if known_validity != validity:
            last = 0
        sizes = self._new(last, since, state)
        for batch in _batches(sizes):
            received = []
            for uid, chunks, facts in self._fetch(batch, sizes):
                received.append(self._keep(raw, chunks, facts, folder, junk, validity, uid, keep, report))
            raw.sync()
            last = max(last, *batch)
            report.fresh += inbox.add(self.account, folder, validity, last, received)
            report.seen += len(batch)
        if not sizes:
            inbox.add(self.account, folder, validity, last, [])

    def _new(self, last: int, since: datetime, state: dict[bytes, Any]) -> dict[int, tuple[int, datetime]]:
        """UIDs after ``last`` with size and INTERNALDATE. ``n:*`` always names the last message, however high n is."""
        if not state.get(b"EXISTS"):
            return {}
        if last:
            wanted = [uid for uid in _safe(self.client.search, f"UID {last + 1}:*") if uid > last]
        else:
            # The day before, since servers compare dates without looking at time zones.
            wanted = _safe(self.client.search, ["SINCE", (since - timedelta(days=1)).date()])
        if not wanted:
            return {}
        answer = _safe(self.client.fetch, wanted, ["RFC822.SIZE", "INTERNALDATE"])
        return {
            uid: (int(facts[b"RFC822.SIZE"]), facts[b"INTERNALDATE"].astimezone(UTC))
            for uid, facts in sorted(answer.items())
            if b"RFC822.SIZE" in facts and b"INTERNALDATE" in facts
        }

    def _fetch(
        self, uids: Sequence[int], sizes: dict[int, tuple[int, datetime]]
    ) -> Iterator[tuple[int, Iterator[bytes], tuple[int, datetime]]]:
        if len(uids) == 1 and sizes[uids[0]][0] > BATCH_BYTES:
            yield uids[0], self._pieces(uids[0], sizes[uids[0]][0]), sizes[uids[0]]
            return
        answer = _safe(self.client.fetch, uids, ["BODY.PEEK[]"])
        for uid in uids:
            body = answer.get(uid, {}).get(b"BODY[]")
            if body is not None:  # gone in between: somebody deleted it
                yield uid, iter((body,)), sizes[uid]

    def _pieces(self, uid: int, size: int) -> Iterator[bytes]:
        """A large message piece by piece, so that memory stays flat."""
        for start in range(0, min(size, self.settings.max_message_mb << 20), CHUNK):
            answer = _safe(self.client.fetch, [uid], [f"BODY.PEEK[]<{start}.{CHUNK}>"])
            piece = answer.get(uid, {}).get(f"BODY[]<{start}>".encode(), b"")
            if not piece:
                return
            yield piece

    def _keep(
        self, raw: RawStore, chunks: Iterator[bytes], facts: tuple[int, datetime], folder: str, junk: bool,
        validity: int, uid: int, keep: timedelta, report: Collected,
    ) -> Received:  # fmt: skip
        first = next(chunks, b"")
        name, size = raw.put(_chain(first, chunks))
        if facts[0] > self.settings.max_message_mb << 20:
            report.cut.append(name)
        head = head_of(first)
        at = arrival_time(head, facts[1], self.settings.received_by)
        arrival = Arrival(
            id=name, received_at=at, size=size, account=self.account, folder=folder, uid_validity=validity, uid=uid,
            junk=junk, internal_date=facts[1],
        )  # fmt: skip
        return Received(arrival=arrival, twin=twin_of(head, first, name), keep_until=at + keep)

    def _where(self) -> str:
        return f"mailbox {self.settings.user} at {self.settings.host}:{self.settings.port}"


def head_of(data: bytes) -> bytes:
    """The header of a message, at most 64 kB of it."""
    ends = [at for mark in (b"\r\n\r\n", b"\n\n") if (at := data.find(mark, 0, MAX_HEAD)) >= 0]
    return data[: min(ends)] if ends else data[:MAX_HEAD]


def arrival_time(head: bytes, internal_date: datetime, received_by: str) -> datetime:
    """When our own server got the message: its own Received line where that is the top one and agrees with
    INTERNALDATE to ten minutes, else INTERNALDATE (which a migration resets). Never the sender's Date.

    received_by: the name that our own server writes after "by".
    """
    if received_by:
        top = re.search(rb"^received:(.*(?:\n[ \t].*)*)", head, re.I | re.M)
        words = _OWN_SPACE.sub(b" ", top[1]).decode("latin-1") if top else ""
        by, _, stamp = words.rpartition(";")
        if re.search(rf"\bby {re.escape(received_by)}\b", by, re.I):
            try:
                at = parsedate_to_datetime(stamp.strip())
            except ValueError:
                return internal_date
            if at.tzinfo is not None and abs(at - internal_date) < NEAR:
                return at.astimezone(UTC)
    return internal_date


def twin_of(head: bytes, data: bytes, name: str) -> str:
    """By which the same message is known in other wrapping: Message-ID, sender, alias, Date and the body's beginning.

    data: the message or its first part. A message without a Message-ID has no twin but the same bytes (``name``).
    """
    fields = BytesHeaderParser().parsebytes(head + b"\r\n\r\n")
    message_id = str(fields.get("Message-ID", "")).strip()
    if not message_id:
        return hashlib.sha256(name.encode()).hexdigest()
    digest = hashlib.sha256()
    for key in ("Message-ID", "From", "Date", "To", "Delivered-To", "X-Original-To", "Envelope-To"):
        digest.update("\x00".join(map(str, fields.get_all(key, []))).encode("utf-8", "replace") + b"\x01")
    digest.update(_OWN_SPACE.sub(b" ", data[len(head) : len(head) + TWIN_BYTES]))
    return digest.hexdigest()


def _batches(sizes: dict[int, tuple[int, datetime]]) -> Iterator[list[int]]:
    """UIDs in order, grouped so that one fetch stays small; a large message alone."""
    batch: list[int] = []
    total = 0
    for uid, (size, _) in sorted(sizes.items()):
        if batch and (total + size > BATCH_BYTES or len(batch) >= BATCH_COUNT):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _announces(line: Any) -> bool:
    return isinstance(line, tuple) and len(line) > 1 and line[1] in (b"EXISTS", b"RECENT", b"EXPUNGE")


def _safe(call: Any, *args: Any, **more: Any) -> Any:
    """Call the library; whatever it raises about the connection or the server's words becomes a MailboxError."""
    try:
        return call(*args, **more)
    except (OSError, IMAPClientError, ValueError, IndexError, KeyError, AttributeError, AssertionError) as error:
        raise MailboxError(f"the mailbox's server broke off: {type(error).__name__}: {error}") from error


def _is_junk(folder: str) -> bool:
    """Whether a folder is named as those for unwanted mail are, in any language, at the end of its path."""
    return _junk_names().match(folder) is not None


@cache
def _junk_names() -> re.Pattern[str]:
    names = "|".join(sorted(listed("junk_folders")))
    return re.compile(rf"^(?:.*[./])?(?:\[g(?:oogle ?)?mail\][./])?(?:{names})s?$", re.I)
