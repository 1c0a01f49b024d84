"""A whole campaign over real servers: Postfix sends, a shop's server answers, Dovecot keeps what comes back."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from mystery_shop.credentials import Secret
from mystery_shop.mailbox import Mailbox
from mystery_shop.settings import Smtp
from mystery_shop.transport import Answer, SmtpTransport, TransportError
from shopcheck import cli, mail_cli
from tests.mail_servers import servers
from tests.mail_servers.scripted import ScriptedServer
from tests.mail_servers.servers import PASSWORD, Dovecot, Postfix

WHY = servers.why_no_dovecot() or servers.why_no_postfix()
pytestmark = pytest.mark.skipif(bool(WHY), reason=WHY)

WIRE = b"From: a@probe.test\r\nTo: b@shop.test\r\nSubject: x\r\nMessage-ID: <1@probe.test>\r\n\r\nhello\r\n"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with servers.dovecot() as server:
        yield server


@pytest.fixture(scope="module")
def full() -> Iterator[Dovecot]:
    with servers.dovecot(quota_kb=1) as server:
        yield server


@pytest.fixture(scope="module")
def shop() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="module")
def postfix(dovecot: Dovecot, full: Dovecot, shop: ScriptedServer) -> Iterator[Postfix]:
    with servers.postfix(dovecot, shop.port, full) as server:
        yield server


def smtp(postfix: Postfix, **more: object) -> Smtp:
    values = {"host": "127.0.0.1", "port": postfix.smtp, "tls": "starttls", "timeout_s": 20.0, "final_timeout_s": 20.0}
    return Smtp(**{**values, "ca_file": str(postfix.folder / "etc/cert.pem"), **more})  # type: ignore[arg-type]


def offer(conf: Smtp, to: str, password: str | None = None) -> Answer:
    transport = SmtpTransport(conf, Secret(password) if password else None)
    try:
        return transport.offer(WIRE, "a+token@probe.test", to, before_dot=lambda: None)
    finally:
        transport.close()


def test_starttls_and_password_over_postfix_and_dovecot(postfix: Postfix) -> None:
    answer = offer(smtp(postfix, user="a@probe.test"), "ok@shop.test", PASSWORD)
    assert answer.code == 250 and "queued as" in answer.text


def test_a_wrong_password_is_told_without_the_password(postfix: Postfix) -> None:
    with pytest.raises(TransportError) as error:
        offer(smtp(postfix, user="a@probe.test"), "ok@shop.test", "hunter2")
    assert "535" in str(error.value) and "hunter2" not in str(error.value)


def test_a_certificate_that_nobody_vouches_for_ends_it(postfix: Postfix) -> None:
    with pytest.raises(TransportError, match="encryption failed"):
        offer(smtp(postfix, ca_file=""), "ok@shop.test")


def test_without_encryption_only_this_machine(postfix: Postfix) -> None:
    with pytest.raises(TransportError, match="without encryption"):
        SmtpTransport(Smtp(host="mail.example.org", tls="none"), None)


def test_greylisting_turns_the_first_attempt_away(postfix: Postfix) -> None:
    first, second = (offer(smtp(postfix), "ok@grey.test") for _ in range(2))
    assert (first.code, first.phase, first.temporary) == (450, "rcpt", True)
    assert second.accepted


class Running:
    """The command line on one campaign."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.err = ""

    def __call__(self, *words: str, code: int = 0) -> str:
        found = cli.run_command(["mail", words[0], str(self.folder), *words[1:]])
        out = self.capsys.readouterr()
        self.err = out.err
        assert found == code, f"{words}: {found}\n{out.out}\n{out.err}"
        return out.out

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self("status", "--format", "json"))
        return found


@pytest.fixture
def mail(
    tmp_path: Path,
    dovecot: Dovecot,
    postfix: Postfix,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Running:
    monkeypatch.setenv("SHOPCHECK_STOP_LIST", str(tmp_path / "stop-list.csv"))
    for name in ("IMAP", "CONTROL__CANARY"):
        monkeypatch.setenv(f"SHOPCHECK_MAIL__{name}__PASSWORD", PASSWORD)
    folder = tmp_path / "audit"
    folder.mkdir()
    user = f"u{os.getpid()}{time.monotonic_ns() % 10**9}"
    imap = f'host = "127.0.0.1"\nport = {dovecot.imap}\ntls = "none"\n'
    (folder / "audit.toml").write_text(f"""
[mail]
waves = 2
weeks = 1
late_minutes = 10000000
control_wait_s = 30
caps = {{ pause_s = [0, 0] }}
[mail.sender]
name = "Jan Visser"
address = "{user}@probe.test"
organisation = "Voorbeeldbond"
contact = "onderzoek@probe.test"
purpose = "bereikbaarheid van webwinkels"
[mail.smtp]
host = "127.0.0.1"
port = {postfix.smtp}
tls = "starttls"
ca_file = "{postfix.folder}/etc/cert.pem"
timeout_s = 20
[mail.imap]
{imap}user = "{user}@probe.test"
[[mail.controls]]
name = "canary"
address = "canary{user}@probe.test"
[mail.controls.imap]
{imap}user = "canary{user}@probe.test"
""")
    if not any(group.name == "mail" for group in cli.app.registered_groups):
        cli.app.add_typer(mail_cli.mail, name="mail")
    return Running(folder, capsys)


def shop_list(folder: Path, *addresses: str) -> Path:
    path = folder / "shops.csv"
    rows = [f"https://shop{n}.test,Shop {n},NL,{address}" for n, address in enumerate(addresses)]
    path.write_text("\n".join(["url,name,market,email", *rows]))
    return path


def approved(mail: Running, *addresses: str) -> None:
    start = (datetime.now(UTC) - timedelta(days=21)).date().isoformat()
    mail("plan", "--list", str(shop_list(mail.folder, *addresses)), "--start", start)
    mail("approve", "--by", "Ada de Vries")
    mail("approve", "--by", "Bram Jansen")


def answer_from(postfix: Postfix, wire: bytes, sender: str, text: str, *, reply: bool = True, **headers: str) -> None:
    import email
    import email.policy

    sent = email.message_from_bytes(wire, policy=email.policy.default)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, str(sent["From"]), f"Re: {sent['Subject']}"
    if reply:
        message["In-Reply-To"] = str(sent["Message-ID"])
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", postfix.smtp) as client:
        client.send_message(message, sender, [str(sent["From"].addresses[0].addr_spec)])


def arrived(shop: ScriptedServer, want: int) -> None:
    """Wait until so many mails lie with the shop."""
    end = time.monotonic() + 120
    while len(shop.stored) < want:
        assert time.monotonic() < end, f"only {len(shop.stored)} of {want} mails arrived"
        time.sleep(0.05)


def fetched(mail: Running, want: int) -> dict[str, Any]:
    """Fetch until so many messages came in."""
    for _ in range(60):
        mail.capsys.readouterr()
        cli.run_command(["mail", "fetch", str(mail.folder), "--wait", "2"])
        mail.capsys.readouterr()
        state = mail.status()
        if state["received"] >= want:
            return state
    raise AssertionError(f"only {state['received']} of {want} messages came in")


ANSWER = (
    "Beste Jan,\n\nJe kunt het artikel binnen 30 dagen gratis terugsturen, de verzendkosten zijn 4,95 euro en betalen "
    "kan met iDEAL of achteraf. Een account is niet nodig.\n\nMet vriendelijke groet,\nSanne\nShop 0\n"
)


def test_a_campaign_from_plan_to_answer(mail: Running, postfix: Postfix, shop: ScriptedServer) -> None:
    shop.stored.clear()
    approved(mail, "ok@one.shop.test", "reject@two.shop.test", "ok@full.shop.test")
    earlier = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    assert mail("send", "--live", "--now", earlier).count("accepted") == 3
    mail("send", "--live", code=6)  # the second wave waits: the threads are open
    arrived(shop, 2)
    one = next(stored for stored in shop.stored if stored.recipient == "ok@one.shop.test")
    for line in (b"auto-submitted", b"precedence", b"list-", b"x-auto-response-suppress", b"x-mailer"):
        assert line not in one.wire.lower().partition(b"\r\n\r\n")[0].replace(b"received: ", b"")
    answer_from(postfix, one.wire, "ok@one.shop.test", ANSWER)
    state = fetched(mail, 2)  # the answer, and the bounce that Postfix made of the rejection
    assert state["classes"] == {"answer": 1, "bounce": 1}
    outcomes = {shop["to"]: [m["outcome"] for m in shop["mails"]] for shop in state["shops"]}
    assert outcomes["ok@one.shop.test"][0] == "answered"
    assert outcomes["reject@two.shop.test"][0] == "bounce"
    assert outcomes["ok@full.shop.test"][0] == "waiting"
    again = fetched(mail, 2)
    assert again["received"] == 2


def test_a_full_mailbox_comes_back_as_a_bounce(mail: Running, postfix: Postfix, full: Dovecot) -> None:
    full.deliver(b"Subject: the last one that fits\r\n\r\n" + b"x" * 600 + b"\r\n", "klant@full.test")
    approved(mail, "klant@full.test")
    mail("send", "--live")
    state = fetched(mail, 1)
    assert list(state["classes"]) == ["bounce"]


def test_greylisted_mails_wait_and_keep_their_first_clock(mail: Running) -> None:
    approved(mail, f"g{time.monotonic_ns()}@grey.test")
    assert "deferred" in mail("send", "--live")
    first = mail.status()["shops"][0]["mails"][0]
    assert first["state"] == "deferred" and first["server"].startswith("450 4.7.1")
    mail("send", "--live", code=6)
    later = (datetime.now(UTC) + timedelta(minutes=6)).isoformat()
    assert "accepted" in mail("send", "--live", "--now", later)
    assert mail.status()["shops"][0]["mails"][0]["first_try_at"] == first["first_try_at"]


def test_a_shop_that_objects_gets_nothing_more_anywhere(mail: Running, postfix: Postfix, shop: ScriptedServer) -> None:
    shop.stored.clear()
    approved(mail, "ok@stop.shop.test")
    mail("send", "--live")
    arrived(shop, 1)
    text = "Beste Jan,\n\nWij willen geen mails meer voor dit onderzoek. Mail ons niet meer.\n\nGroet,\nKees\n"
    answer_from(postfix, shop.stored[0].wire, "ok@stop.shop.test", text)
    state = fetched(mail, 1)
    assert state["states"] == {"accepted": 1, "stopped": 1}
    assert "stop.shop.test" in (mail.folder.parent / "stop-list.csv").read_text()
    other = mail.folder.parent / "next"
    other.mkdir()
    (other / "audit.toml").write_text((mail.folder / "audit.toml").read_text())
    next_one = Running(other, mail.capsys)
    out = next_one("plan", "--list", str(shop_list(other, "info@stop.shop.test")), code=3)
    assert "on the stop list" in out


def test_what_matches_nothing_waits_for_a_person(mail: Running, postfix: Postfix, shop: ScriptedServer) -> None:
    shop.stored.clear()
    approved(mail, "ok@lost.shop.test")
    mail("send", "--live")
    address = mail.status()["shops"][0]["mails"][0]["id"]
    user = (mail.folder / "audit.toml").read_text().split('address = "')[1].split('"')[0]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "chef@elders.test", user, "Over uw mail"
    message.set_content("Beste Jan, dat zoeken wij even voor u uit, u hoort snel van ons. Groet, Kees")
    with smtplib.SMTP("127.0.0.1", postfix.smtp) as client:
        client.send_message(message)
    state = fetched(mail, 1)
    (held,) = state["holding"]
    assert held["from"] == "chef@elders.test"
    mail("assign", held["id"][:10], "nobody-7", "--by", "Ada", code=3)
    assert address in mail("assign", held["id"][:10], address, "--by", "Ada", "--as", "holding_reply")
    after = mail.status()
    assert after["holding"] == [] and after["classes"] == {"holding_reply": 1}
    assert mail("purge", "--all") == "1 raw messages thrown away\n"
    assert not list((mail.folder / "mail" / "raw").iterdir())
    assert mail.status()["classes"] == {"holding_reply": 1}


def test_run_sends_collects_and_ends_when_interrupted(
    mail: Running, shop: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stored.clear()
    approved(mail, "ok@run.shop.test")
    wait, ctrl_c = Mailbox.wait, threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))

    def interrupted_wait(box: Mailbox, timeout_s: float) -> bool:
        if ctrl_c.ident is None:  # once: all was sent, and the run waits for what comes in
            ctrl_c.start()
        return wait(box, timeout_s)

    monkeypatch.setattr(Mailbox, "wait", interrupted_wait)
    mail("run", "--live", code=130)
    assert mail.status()["states"]["accepted"] == 1


def test_no_password_in_store_log_or_output(mail: Running, postfix: Postfix, shop: ScriptedServer) -> None:
    shop.stored.clear()
    approved(mail, "ok@secret.shop.test")
    said = mail("send", "--live") + mail.err + mail("status") + mail("status", "--format", "json") + mail("preview")
    assert PASSWORD not in said
    for path in (mail.folder / "mail").rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0
