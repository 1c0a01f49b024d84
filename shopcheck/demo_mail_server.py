"""A mail server of the demo's own, on loopback and in memory: takes mail by SMTP, shows mailboxes by IMAP.

Just as much of both protocols as our own sender and collector speak (RFC 5321; RFC 3501 with read-only folders), so
that the demo needs no other program. It is no mail server for anything else.
"""

from __future__ import annotations

import contextlib
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

Taker = Callable[[bytes, str, str], tuple[int, str]]
"""Is asked with a mail's bytes, envelope sender and recipient; gives the server's answer."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Stored(NamedTuple):
    """One message in a mailbox. at: its INTERNALDATE."""

    wire: bytes
    at: datetime


@dataclass
class MailServer:
    """The ports that are listened on, and the mailboxes by user name."""

    take: Taker
    password: str
    mailboxes: dict[str, list[Stored]] = field(default_factory=dict)
    smtp_port: int = 0
    imap_port: int = 0

    def put(self, user: str, wire: bytes, at: datetime) -> None:
        """Put a message into a user's INBOX, as if it came in at ``at``."""
        self.mailboxes.setdefault(user, []).append(Stored(wire, at))


@contextlib.contextmanager
def serving(take: Taker, password: str) -> Iterator[MailServer]:
    """A mail server for the length of the block."""
    server = MailServer(take, password)
    with contextlib.ExitStack() as stack:
        server.smtp_port = stack.enter_context(_listening(_Smtp, server))
        server.imap_port = stack.enter_context(_listening(_Imap, server))
        yield server


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, handler: type[socketserver.StreamRequestHandler], mail: MailServer) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.mail = mail


@contextlib.contextmanager
def _listening(handler: type[socketserver.StreamRequestHandler], mail: MailServer) -> Iterator[int]:
    with _Tcp(handler, mail) as tcp:
        thread = threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield tcp.server_address[1]
        finally:
            tcp.shutdown()
            thread.join()


class _Session(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    @property
    def mail(self) -> MailServer:
        assert isinstance(self.server, _Tcp)
        return self.server.mail

    def say(self, text: str) -> None:
        self.wfile.write(text.encode("utf-8") + b"\r\n")

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            self.talk()

    def talk(self) -> None:
        raise NotImplementedError


class _Smtp(_Session):
    def talk(self) -> None:
        sender = recipient = ""
        self.say("220 demo.invalid ESMTP")
        for line in self.rfile:
            verb, words = line[:4].upper(), line.decode("utf-8", "replace")
            if verb == b"EHLO":
                self.say("250-demo.invalid\r\n250 8BITMIME")
            elif verb == b"MAIL":
                sender = _angle(words)
                self.say("250 ok")
            elif verb == b"RCPT":
                recipient = _angle(words)
                self.say("250 ok")
            elif verb == b"DATA":
                self.say("354 go on")
                code, text = self.mail.take(self._body(), sender, recipient)
                self.say(f"{code} {text}")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def _body(self) -> bytes:
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


class _Imap(_Session):
    box: list[Stored]

    def talk(self) -> None:
        self.box = []
        self.say("* OK demo")
        for raw in self.rfile:
            tag, _, rest = raw.decode("utf-8", "replace").strip().partition(" ")
            verb, _, words = rest.partition(" ")
            name = verb.lower() if verb.upper() != "UID" else "uid_" + words.split(" ")[0].lower()
            if name == "logout":
                self.say(f"* BYE\r\n{tag} OK bye")
                return
            handler = getattr(self, f"do_{name}", None)
            if handler is None:
                self.say(f"{tag} BAD not known")
            else:
                self.say(f"{tag} {handler(words)}")

    def do_capability(self, words: str) -> str:
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_noop(self, words: str) -> str:
        return "OK done"

    def do_login(self, words: str) -> str:
        user, password = (word.strip('"') for word in words.split(" ")[:2])
        if password != self.mail.password:
            return "NO [AUTHENTICATIONFAILED] wrong password"
        self.box = self.mail.mailboxes.setdefault(user, [])
        return "OK done"

    def do_list(self, words: str) -> str:
        self.say('* LIST (\\HasNoChildren) "/" INBOX')
        return "OK done"

    def do_examine(self, words: str) -> str:
        if words.strip('"').upper() != "INBOX":
            return "NO no such folder"
        self.say(f"* {len(self.box)} EXISTS\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT {len(self.box) + 1}]")
        return "OK [READ-ONLY]"

    def do_uid_search(self, words: str) -> str:
        found = [uid for uid in range(1, len(self.box) + 1) if self._fits(uid, words)]
        self.say("* SEARCH " + " ".join(map(str, found)))
        return "OK done"

    def _fits(self, uid: int, words: str) -> bool:
        stored = self.box[uid - 1]
        if since := re.search(r"SINCE \"?(\d+)-(\w{3})-(\d{4})", words):
            return stored.at.date() >= date(int(since[3]), MONTHS.index(since[2]) + 1, int(since[1]))
        if first := re.search(r"UID (\d+):\*", words):
            return uid >= int(first[1]) or uid == len(self.box)
        if header := re.search(r"HEADER \"?Message-ID\"? \"?(<[^>]+>)", words, re.I):
            return header[1].encode() in stored.wire.partition(b"\r\n\r\n")[0]
        return True

    def do_uid_fetch(self, words: str) -> str:
        _, numbers, items = words.split(" ", 2)
        for uid in _uids(numbers, len(self.box)):
            self._fetch(uid, items.upper())
        return "OK done"

    def _fetch(self, uid: int, items: str) -> None:
        stored = self.box[uid - 1]
        if "BODY.PEEK[]" in items:
            head = f"* {uid} FETCH (UID {uid} BODY[] {{{len(stored.wire)}}}\r\n"
            self.wfile.write(head.encode() + stored.wire + b")\r\n")
        else:
            at = stored.at.astimezone(UTC)
            stamp = f"{at:%d}-{MONTHS[at.month - 1]}-{at:%Y %H:%M:%S} +0000"
            self.say(f'* {uid} FETCH (UID {uid} RFC822.SIZE {len(stored.wire)} INTERNALDATE "{stamp}")')


def _angle(line: str) -> str:
    found = re.search(r"<([^>]*)>", line)
    return found[1] if found else ""


def _uids(text: str, last: int) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, colon, end = part.partition(":")
        stop = last if end == "*" else int(end or first)
        found += range(int(first), (stop if colon else int(first)) + 1)
    return [uid for uid in found if 1 <= uid <= last]
