"""Postfix and Dovecot on loopback, started by the tests on free ports, nothing shared with what the system may run."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mail_servers import certificates

PASSWORD = "geheim-4711"
DOVECOT, POSTFIX = (
    shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") for name in ("dovecot", "postfix")
)
POSTFIX_MASTER = Path("/usr/share/postfix/master.cf.dist")


def why_no_dovecot() -> str:
    """Why Dovecot cannot be started here; "" where it can."""
    if DOVECOT is None or not Path("/usr/lib/dovecot/lmtp").exists():
        return "no mail servers: dovecot-imapd and dovecot-lmtpd are not installed"
    return ""


def why_no_postfix() -> str:
    """Why Postfix cannot be started here; "" where it can."""
    if POSTFIX is None or not POSTFIX_MASTER.exists():
        return "no mail servers: postfix is not installed"
    return "no mail servers: postfix can only be started by root" if os.geteuid() else ""


def free_ports(count: int) -> list[int]:
    """So many ports on which nobody listens."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for s in sockets:
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in sockets]


def wait_for(port: int, seconds: float = 60) -> None:
    """Until somebody answers on ``port``. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


@dataclass
class Dovecot:
    """A running Dovecot: any user, one password. Mail comes in by LMTP; ``quota_kb`` limits every mailbox."""

    folder: Path
    quota_kb: int = 0
    imap: int = 0
    imaps: int = 0
    lmtp: int = 0
    auth: int = 0

    def start(self) -> None:
        """Start (again) on the same ports."""
        if not self.imap:
            self.imap, self.imaps, self.lmtp, self.auth = free_ports(4)
        user = "dovecot" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "cert.pem").exists():
            certificates.make(self.folder)
        (self.folder / "dovecot.conf").write_text(self._config(user, group))
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid)
        who = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run([DOVECOT, "-c", self.folder / "dovecot.conf"], check=True, timeout=30, **who)  # type: ignore[call-overload]
        for port in (self.imap, self.imaps, self.lmtp):
            wait_for(port)

    def stop(self) -> None:
        """Stop and wait until it is gone."""
        pid_file = self.folder / "run" / "master.pid"
        pid = int(pid_file.read_text()) if pid_file.exists() else 0
        if pid <= 1:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
            for _ in range(600):
                os.kill(pid, 0)
                time.sleep(0.05)

    def deliver(self, wire: bytes, to: str, sender: str = "shop@shop.test") -> None:
        """Hand over a mail by LMTP. Raises smtplib.SMTPRecipientsRefused when the mailbox is full."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            lmtp.sendmail(sender, [to], wire)

    def maildir(self, user: str) -> Path:
        """Where a user's mail lies."""
        name, _, domain = user.partition("@")
        return self.folder / "mail" / domain / name

    def renumber(self, user: str) -> None:
        """Let the server number the user's INBOX anew: another UIDVALIDITY, the second in which that is done."""
        told = re.search(r" V(\d+)", (self.maildir(user) / "dovecot-uidlist").read_text().partition("\n")[0])
        assert told is not None
        while time.time() < int(told[1]) + 1:
            time.sleep(0.05)
        for pattern in ("dovecot-uidlist*", "dovecot.index*", "dovecot-uidvalidity*"):
            for path in self.maildir(user).glob(pattern):
                path.unlink()

    def _config(self, user: str, group: str) -> str:
        d = self.folder
        plugins = "mail_plugins = quota\n" if self.quota_kb else ""
        imap_plugins = "protocol imap {\n  mail_plugins = quota imap_quota\n}\n" if self.quota_kb else ""
        quota = f"plugin {{\n  quota = maildir:full\n  quota_rule = *:storage={self.quota_kb}\n  quota_grace = 0\n}}\n"
        return f"""
base_dir = {d}/run
state_dir = {d}/run
log_path = {d}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
ssl = yes
ssl_cert = <{d}/cert.pem
ssl_key = <{d}/key.pem
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
mail_location = maildir:{d}/mail/%d/%n
{plugins}passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={d}/mail/%d/%n allow_all_users=yes
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.lmtp}
  }}
}}
service auth {{
  inet_listener sasl {{
    address = 127.0.0.1
    port = {self.auth}
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
{quota + imap_plugins if self.quota_kb else ""}"""


@contextlib.contextmanager
def dovecot(quota_kb: int = 0) -> Iterator[Dovecot]:
    """A Dovecot for the length of the block."""
    # Not under pytest's own folder: that is closed to the user as which Dovecot runs.
    folder = Path(tempfile.mkdtemp(prefix="shopcheck-dovecot-", dir="/var/tmp"))
    folder.chmod(0o755)
    server = Dovecot(folder / "d", quota_kb)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Greylist:
    """A policy service for Postfix (SMTPD_POLICY_README): turns the first attempt at a recipient in grey.test away."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rw", encoding="utf-8", newline="\n") as stream:
            asked: dict[str, str] = {}
            for line in stream:
                key, equals, value = line.rstrip("\n").partition("=")
                if equals:
                    asked[key] = value
                    continue
                recipient = asked.pop("recipient", "")
                turned_away = recipient.endswith("@grey.test") and recipient not in self.seen
                self.seen.append(recipient)
                stream.write(f"action={'450 4.7.1 Greylisted, come back later' if turned_away else 'DUNNO'}\n\n")
                stream.flush()


@dataclass
class Postfix:
    """A running Postfix. Mail for probe.test goes to Dovecot, for *.shop.test to the shop's server, else it bounces."""

    folder: Path
    lmtp: int
    auth: int
    shop: int
    policy: int
    full_lmtp: int = 0
    smtp: int = 0

    def start(self) -> None:
        """Write the configuration and start."""
        (self.smtp,) = free_ports(1)
        etc, data = self.folder / "etc", self.folder / "data"
        for path in (etc, data, self.folder / "spool"):
            path.mkdir(parents=True)
        shutil.chown(data, "postfix")
        certificates.make(etc)
        (etc / "main.cf").write_text(self._main())
        (etc / "master.cf").write_text(self._master())
        subprocess.run(
            [POSTFIX, "-c", etc, "start"], check=True, timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self.smtp)

    def stop(self) -> None:
        """Stop and wait until it is gone."""
        subprocess.run([POSTFIX, "-c", self.folder / "etc", "stop"], timeout=60, stderr=subprocess.DEVNULL)

    def _main(self) -> str:
        f = self.folder
        shop = f"smtp:[127.0.0.1]:{self.shop}"
        full = f"{{full.test = lmtp:inet:127.0.0.1:{self.full_lmtp}}}" if self.full_lmtp else ""
        return f"""
compatibility_level = 3.6
queue_directory = {f}/spool
data_directory = {f}/data
maillog_file = {f}/postfix.log
maillog_file_prefixes = {f}
myhostname = mx.probe.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
virtual_mailbox_domains = probe.test
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:{self.lmtp}
recipient_delimiter = +
transport_maps = inline:{{ {{shop.test = {shop}}} {{.shop.test = {shop}}} {{grey.test = {shop}}} {full} }}
default_transport = error:5.1.2 no such domain in these tests
relay_transport = error:5.1.2 no such domain in these tests
smtpd_tls_cert_file = {f}/etc/cert.pem
smtpd_tls_key_file = {f}/etc/key.pem
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{self.auth}
smtpd_tls_auth_only = yes
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{self.policy}, permit_mynetworks, reject
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
alias_maps =
alias_database =
biff = no
"""

    def _master(self) -> str:
        """The distribution's services, none in a chroot, and one listener: ours."""
        lines = []
        for line in POSTFIX_MASTER.read_text().splitlines():
            parts = line.split()
            if not parts or line.startswith(("#", " ", "\t")) or parts[0] in ("maildrop", "uucp", "ifmail", "bsmtp"):
                continue
            if parts[0] in ("scalemail-backend", "mailman") or (parts[1] == "inet" and parts[0] != "smtp"):
                continue
            if parts[:2] == ["smtp", "inet"]:
                parts[0] = f"127.0.0.1:{self.smtp}"
            parts[4] = "n"
            lines.append(" ".join(parts))
        return "\n".join(lines) + "\n"


@contextlib.contextmanager
def postfix(imap_server: Dovecot, shop_port: int, full: Dovecot | None = None) -> Iterator[Postfix]:
    """A Postfix for the length of the block, with greylisting for grey.test."""
    folder = Path(tempfile.mkdtemp(prefix="shopcheck-postfix-", dir="/var/tmp"))
    folder.chmod(0o755)
    greylist = Greylist()
    server = Postfix(
        folder / "p", imap_server.lmtp, imap_server.auth, shop_port, greylist.port, full.lmtp if full else 0
    )
    try:
        server.start()
        yield server
    finally:
        server.stop()
        greylist.close()
        shutil.rmtree(folder, ignore_errors=True)
