"""How a live mail leaves: to our own submission server, by SMTP with TLS.

The SMTP dialogue is spelled out, since never sending twice depends on knowing in which phase a connection broke:
before the final dot nothing was delivered, after the dot nobody knows until the server has answered (RFC 1047).
"""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Protocol

from audit.model import Record
from mystery_shop.credentials import Secret
from mystery_shop.settings import Smtp

_DOT_AT_START = re.compile(rb"^\.", re.M)


class TransportError(RuntimeError):
    """We could not send: our server, network or settings. Says nothing about the shop; the mail did not leave."""


class UncertainError(RuntimeError):
    """The final dot was sent and no answer came: the server may have the mail or not."""


class Answer(Record, frozen=True, kw_only=True):
    """What the server said about one mail. phase: mail, rcpt or data. text: its words, one line each."""

    code: int
    text: str
    phase: str = "data"

    @property
    def accepted(self) -> bool:
        """The server took the mail."""
        return 200 <= self.code < 300

    @property
    def temporary(self) -> bool:
        """The server asks to try again later (4xx)."""
        return 400 <= self.code < 500


class Transport(Protocol):
    """One way out."""

    def offer(self, wire: bytes, sender: str, recipient: str, before_dot: Callable[[], None]) -> Answer:
        """Offer one mail; ``before_dot`` is called when all but the final dot was sent.

        Raises TransportError when it surely did not leave, UncertainError when nobody knows. What ``before_dot``
        raises comes through, the mail then being withdrawn.
        """

    def close(self) -> None:
        """End the connection, if there is one."""


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine, by name or by number, without asking any name server."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def tls_context(ca_file: str) -> ssl.SSLContext:
    """A context that checks certificate and name, against the system's authorities or the given file."""
    return ssl.create_default_context(cafile=ca_file or None)


def check_encryption(tls: str, host: str, what: str) -> None:
    """Raises TransportError for an unencrypted connection to anywhere but this machine."""
    if tls == "none" and not is_loopback(host):
        raise TransportError(
            f'{what}.tls is "none" for {host}: without encryption only this machine itself may be used; '
            'write tls = "starttls" or "tls"'
        )


class SmtpTransport:
    """One connection to our submission server, kept open from mail to mail."""

    def __init__(self, settings: Smtp, password: Secret | None) -> None:
        """Nothing is connected yet. password: None for a server that asks for none."""
        check_encryption(settings.tls, settings.host, "smtp")
        self.settings = settings
        self._password = password
        self._smtp: smtplib.SMTP | None = None

    def offer(self, wire: bytes, sender: str, recipient: str, before_dot: Callable[[], None]) -> Answer:
        """Offer one mail to the server (see :class:`Transport`)."""
        smtp = self._ready()
        try:
            refused = self._envelope(smtp, sender, recipient)
            if refused is not None:
                return refused
            smtp.send(_DOT_AT_START.sub(b"..", wire if wire.endswith(b"\r\n") else wire + b"\r\n"))
            if _has_spoken(smtp.sock):
                raise ConnectionResetError("the server spoke or hung up before the end of the mail")
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise TransportError(
                f"{self._where()}: the connection broke before the mail was handed over ({error})"
            ) from error
        try:
            before_dot()
        except BaseException:
            self._drop()  # without the dot, the server throws the mail away
            raise
        return self._finish(smtp)

    def close(self) -> None:
        """Say goodbye, if connected."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _envelope(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> Answer | None:
        """MAIL, RCPT, DATA. The answer when the recipient or the data is turned down, None when the mail may follow."""
        code, text = smtp.mail(sender)
        if code != 250:
            self._reset()
            if 400 <= code < 500:
                return Answer(code=code, text=_words(text), phase="mail")
            raise TransportError(f"{self._where()} does not let us send as {sender}: {code} {_words(text)}")
        code, text = smtp.rcpt(recipient)
        if code not in (250, 251):
            self._reset()
            return Answer(code=code, text=_words(text), phase="rcpt")
        smtp.putcmd("data")
        code, text = smtp.getreply()
        if code != 354:
            self._reset()
            return Answer(code=code, text=_words(text), phase="data")
        return None

    def _finish(self, smtp: smtplib.SMTP) -> Answer:
        try:
            assert smtp.sock is not None
            smtp.sock.settimeout(self.settings.final_timeout_s)
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
            smtp.sock.settimeout(self.settings.timeout_s)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise UncertainError(
                f"{self._where()}: no answer to the final dot ({error or type(error).__name__})"
            ) from error
        if code == -1:
            self._drop()
            raise UncertainError(f"{self._where()}: no readable answer to the final dot")
        if code == 421:
            self._drop()
        return Answer(code=code, text=_words(text))

    def _ready(self) -> smtplib.SMTP:
        if self._smtp is not None:
            try:
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        try:
            self._smtp = self._connect()
        except TransportError:
            raise
        except ssl.SSLError as error:
            raise TransportError(
                f"{self._where()}: encryption failed ({error.reason or error}); is the certificate valid for this "
                "name, and does smtp.tls fit the port (587 starttls, 465 tls)?"
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(f"{self._where()}: no connection ({error})") from error
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        s = self.settings
        hello = s.hello or None
        if s.tls == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                s.host, s.port, local_hostname=hello, timeout=s.timeout_s, context=tls_context(s.ca_file)
            )
        else:
            smtp = smtplib.SMTP(s.host, s.port, local_hostname=hello, timeout=s.timeout_s)
        try:
            if smtp.sock is not None:  # the final dot is a small packet of its own: it must not wait for anything
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if s.tls == "starttls":
                smtp.starttls(context=tls_context(s.ca_file))
            smtp.ehlo_or_helo_if_needed()
            if self._password is not None:
                self._login(smtp, self._password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _login(self, smtp: smtplib.SMTP, password: Secret) -> None:
        try:
            if self.settings.auth == "xoauth2":
                token = f"user={self.settings.user}\x01auth=Bearer {password}\x01\x01"
                code, _ = smtp.docmd("AUTH", "XOAUTH2 " + base64.b64encode(token.encode()).decode())
                if code != 235:
                    raise smtplib.SMTPAuthenticationError(code, b"")
            else:
                smtp.login(self.settings.user, password)
        except smtplib.SMTPAuthenticationError as error:
            # The server's own words may repeat what was sent; they are not passed on.
            raise TransportError(
                f"{self._where()} did not accept the password of {self.settings.user} ({error.smtp_code})"
            ) from None

    def _where(self) -> str:
        return f"mail server {self.settings.host}:{self.settings.port}"

    def _reset(self) -> None:
        smtp = self._smtp
        if smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.rset()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError):
                if smtp.sock is not None:
                    smtp.sock.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                smtp.close()


def _has_spoken(connection: socket.socket | None) -> bool:
    """Whether something waits to be read where the server has nothing to say yet: it hung up, or is about to."""
    return connection is None or bool(select.select([connection], [], [], 0)[0])


def _words(text: bytes) -> str:
    """The server's words, printable and short."""
    decoded = text.decode("utf-8", "replace").replace("\r", "")
    lines = ["".join(c if c.isprintable() else " " for c in line).strip() for line in decoded.split("\n")]
    return "\n".join(line for line in lines if line)[:1000]
