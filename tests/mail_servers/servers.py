"""Postfix and Dovecot on loopback, started by the tests on free ports, nothing shared with what the system may run."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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


def wait_for(port: int, seconds: float = 15) -> None:
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
    master_pid: int = field(default=0, repr=False)

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
        self.master_pid = int((self.folder / "run" / "master.pid").read_text())

    def stop(self) -> None:
        """Stop and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.master_pid, signal.SIGTERM)
            for _ in range(200):
                os.kill(self.master_pid, 0)
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
        """Let the server number the user's INBOX anew: another UIDVALIDITY."""
        for pattern in ("dovecot-uidlist*", "dovecot.index*", "dovecot-uidvalidity*"):
            for path in self.maildir(user).glob(pattern):
                path.unlink()

    def _config(self, user: str, group: str) -> str:
        d = self.folder
        plugins = "mail_plugins = quota\n" if self.quota_kb else ""
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
{quota if self.quota_kb else ""}"""


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
