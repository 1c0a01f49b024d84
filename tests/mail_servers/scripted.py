"""A shop's mail server that misbehaves on command: a small SMTP server on loopback, a thread a connection.

The recipient's local part tells what it does: ``greylist``, ``reject``, ``drop-after-dot`` and so on (:data:`TRICKS`).
"""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field

TRICKS = (
    "ok", "greylist", "reject", "reject-data", "reject-final", "defer-final", "drop-after-rcpt", "drop-in-data",
    "drop-after-dot", "hang-after-dot", "nonsense-after-dot", "shutdown",
)  # fmt: skip


@dataclass
class Stored:
    """One mail that the server took."""

    sender: str
    recipient: str
    wire: bytes

    @property
    def message_id(self) -> str:
        return str(email.message_from_bytes(self.wire, policy=email.policy.default)["Message-ID"])


@dataclass
class ScriptedServer:
    """``with ScriptedServer() as server: … server.port, server.stored``."""

    tls: ssl.SSLContext | None = None
    users: dict[str, str] = field(default_factory=dict)
    stored: list[Stored] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    recipients_seen: dict[str, int] = field(default_factory=dict)
    banner: str = "220 mx.shop.test ESMTP"

    def __enter__(self) -> ScriptedServer:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            connection.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            _Session(self, connection).run()
        except (OSError, ssl.SSLError, EOFError):
            pass
        finally:
            connection.close()


class _Session:
    def __init__(self, server: ScriptedServer, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self.buffer = b""
        self.sender = self.recipient = ""
        self.encrypted = False

    def run(self) -> None:
        self.say(self.server.banner)
        while True:
            line = self.line().decode("latin-1").strip()
            self.server.commands.append(line)
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            handler = getattr(self, f"do_{verb.lower()}", None)
            if handler is None:
                self.say("502 not known")
            else:
                handler(line)

    def do_ehlo(self, line: str) -> None:
        extra = ["250-8BITMIME"]
        if self.server.tls and not self.encrypted:
            extra.append("250-STARTTLS")
        if self.server.users:
            extra.append("250-AUTH PLAIN")
        self.say("250-mx.shop.test", *extra, "250 SIZE 1000000")

    def do_starttls(self, line: str) -> None:
        assert self.server.tls is not None
        self.say("220 go on")
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.encrypted = True

    def do_auth(self, line: str) -> None:
        import base64

        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        good = self.server.users.get(user) == password
        self.say("235 welcome" if good else f"535 5.7.8 wrong password {password}")

    def do_noop(self, line: str) -> None:
        self.say("250 ok")

    def do_rset(self, line: str) -> None:
        self.say("250 ok")

    def do_mail(self, line: str) -> None:
        self.sender = line.split("<")[1].split(">")[0]
        self.say("250 ok")

    def do_rcpt(self, line: str) -> None:
        self.recipient = line.split("<")[1].split(">")[0]
        trick = self.trick
        seen = self.server.recipients_seen
        seen[self.recipient] = seen.get(self.recipient, 0) + 1
        if trick == "reject":
            self.say("550 5.1.1 <info>: no such\r\n mailbox".replace("\r\n", " "))
        elif trick == "greylist" and seen[self.recipient] == 1:
            self.say("451 4.7.1 greylisted, come back later")
        elif trick == "shutdown":
            self.say("421 4.3.2 closing")
            raise EOFError
        else:
            self.say("250 ok")
            if trick == "drop-after-rcpt":
                raise EOFError

    def do_data(self, line: str) -> None:
        if self.trick == "reject-data":
            self.say("554 5.7.1 not like this")
            return
        self.say("354 go on")
        if self.trick == "drop-in-data":
            self.connection.recv(10)
            raise EOFError
        wire = self.body()
        if self.trick in ("reject-final", "defer-final"):
            self.say("550 5.7.1 spam" if self.trick == "reject-final" else "452 4.3.1 disk full")
            return
        self.server.stored.append(Stored(self.sender, self.recipient, wire))
        if self.trick == "drop-after-dot":
            raise EOFError
        if self.trick == "hang-after-dot":
            time.sleep(30)
        self.say("what?" if self.trick == "nonsense-after-dot" else "250 2.0.0 queued as 4F00D")

    @property
    def trick(self) -> str:
        return self.recipient.split("@")[0]

    def body(self) -> bytes:
        while b"\r\n.\r\n" not in self.buffer:
            self.more()
        data, self.buffer = self.buffer.split(b"\r\n.\r\n", 1)
        return data.replace(b"\r\n..", b"\r\n.") + b"\r\n"

    def line(self) -> bytes:
        while b"\r\n" not in self.buffer:
            self.more()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def more(self) -> None:
        chunk = self.connection.recv(65536)
        if not chunk:
            raise EOFError
        self.buffer += chunk

    def say(self, *lines: str) -> None:
        self.connection.sendall("".join(line + "\r\n" for line in lines).encode())
