"""Collecting mail from a real IMAP server: every message once, whatever breaks."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mystery_shop.campaign import Campaign
from mystery_shop.credentials import Secret
from mystery_shop.inbox import Inbox
from mystery_shop.mailbox import Collected, Mailbox, MailboxError, arrival_time, head_of, twin_of
from mystery_shop.rawmail import RawStore
from mystery_shop.settings import Imap
from tests.mail_servers import servers
from tests.mail_servers.servers import PASSWORD, Dovecot

USER = "probe@probe.test"
needs_dovecot = pytest.mark.skipif(bool(servers.why_no_dovecot()), reason=servers.why_no_dovecot())


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with servers.dovecot() as server:
        yield server


class Place:
    """A campaign's store and an account of its own on the running server."""

    def __init__(self, folder: Path, server: Dovecot, user: str) -> None:
        self.server, self.user = server, user
        self.campaign = Campaign(folder)
        self.inbox = Inbox(self.campaign)
        self.raw = RawStore(self.campaign.folder / "raw")
        self.since = datetime.now(UTC) - timedelta(days=2)

    def settings(self, **more: object) -> Imap:
        values = {"host": "127.0.0.1", "port": self.server.imap, "tls": "none", "user": self.user, "timeout_s": 5.0}
        return Imap(**{**values, **more})  # type: ignore[arg-type]

    def box(self, **more: object) -> Mailbox:
        return Mailbox(self.settings(**more), Secret(PASSWORD))

    def collect(self, **more: object) -> Collected:
        with self.box(**more) as box:
            return box.collect(self.inbox, self.raw, since=self.since, keep_days=90)

    def deliver(self, number: int, *, body: str = "Beste Jan, dat kan.", to: str = "", message_id: str = "") -> None:
        wire = mail(number, body=body, to=to or self.user, message_id=message_id)
        self.server.deliver(wire, to or self.user)


def mail(number: int, *, body: str = "Hallo", to: str = USER, message_id: str = "") -> bytes:
    message_id = message_id or f"<{number}@shop.test>"
    return (
        f"From: Winkel <info@shop.test>\r\nTo: {to}\r\nSubject: antwoord {number}\r\nMessage-ID: {message_id}\r\n"
        f"Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n\r\n{body}\r\n"
    ).encode()


@pytest.fixture
def place(tmp_path: Path, running: Dovecot, request: pytest.FixtureRequest) -> Place:
    name = "".join(c for c in request.node.name.lower() if c.isalnum())[-40:]
    return Place(tmp_path, running, f"{name}@probe.test")


@needs_dovecot
def test_each_message_is_collected_once_and_kept_by_its_hash(place: Place) -> None:
    for number in range(5):
        place.deliver(number)
    first, again = place.collect(), place.collect()
    assert (len(first.fresh), again.fresh) == (5, [])
    place.deliver(5)
    assert len(place.collect().fresh) == 1
    mails = place.inbox.mails()
    assert len(mails) == 6
    for message in mails:
        kept = place.raw.get(message.id)
        assert b"antwoord" in kept and len(kept) == message.arrival.size
        assert kept.startswith(b"Return-Path: <shop@shop.test>")
        assert message.arrival.received_at > place.since  # never the Date header of 1970


@needs_dovecot
def test_nothing_changes_on_the_server(place: Place) -> None:
    place.deliver(1)
    place.collect()
    with place.box() as box:
        box.client.select_folder("INBOX", readonly=True)
        assert box.client.search(["UNSEEN"]) and not box.client.search(["DELETED"])


@needs_dovecot
def test_junk_is_looked_into_and_a_message_moved_out_of_it_is_the_same_message(place: Place) -> None:
    place.deliver(1)
    with place.box() as box:
        box.client.select_folder("INBOX")
        box.client.move(box.client.search(), "Junk")
    assert len(place.collect().fresh) == 1
    assert place.inbox.mails()[0].arrival.junk
    with place.box() as box:
        box.client.select_folder("Junk")
        box.client.move(box.client.search(), "INBOX")
    assert place.collect().fresh == []
    assert len(place.inbox.mails()) == 1


@needs_dovecot
def test_another_uidvalidity_means_looking_again_and_counting_nothing_twice(place: Place) -> None:
    for number in range(4):
        place.deliver(number)
    place.collect()
    place.server.renumber(place.user)
    place.deliver(4)
    report = place.collect()
    assert report.renumbered == ["INBOX"]
    assert len(report.fresh) == 1
    assert len(place.inbox.mails()) == 5


@needs_dovecot
def test_idle_wakes_when_a_mail_comes(place: Place) -> None:
    place.collect()
    with place.box() as box:
        box.collect(place.inbox, place.raw, since=place.since, keep_days=90)
        threading.Timer(0.5, place.deliver, args=(1,)).start()
        start = time.monotonic()
        assert box.wait(120)
        assert time.monotonic() - start < 20  # woken, and not at the end of the wait
        assert len(box.collect(place.inbox, place.raw, since=place.since, keep_days=90).fresh) == 1


@needs_dovecot
def test_what_came_between_looking_and_waiting_is_not_waited_for(place: Place) -> None:
    with place.box() as box:
        box.collect(place.inbox, place.raw, since=place.since, keep_days=90)
        place.deliver(1)
        start = time.monotonic()
        assert box.wait(120)
        assert time.monotonic() - start < 20


@needs_dovecot
def test_a_server_that_goes_away_is_an_error_and_nothing_is_lost(tmp_path: Path) -> None:
    with servers.dovecot() as server:
        place = Place(tmp_path, server, USER)
        place.deliver(1)
        place.collect()
        with pytest.raises(MailboxError), place.box() as box:
            box.collect(place.inbox, place.raw, since=place.since, keep_days=90)
            stopping = threading.Timer(0.3, server.stop)
            stopping.start()
            try:
                box.wait(15)
            finally:
                stopping.join()
            end = time.monotonic() + 60
            while time.monotonic() < end:  # the server's processes end one after another
                box.collect(place.inbox, place.raw, since=place.since, keep_days=90)
                time.sleep(0.1)
        with pytest.raises(MailboxError, match="no connection"):
            place.collect()
        server.start()
        place.deliver(2)
        assert len(place.collect().fresh) == 1
        assert len(place.inbox.mails()) == 2


@needs_dovecot
@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_encryption_is_checked(place: Place, tls: str) -> None:
    place.deliver(1)
    port = place.server.imaps if tls == "tls" else place.server.imap
    ca = str(place.server.folder / "cert.pem")
    assert len(place.collect(tls=tls, port=port, ca_file=ca).fresh) == 1
    with pytest.raises(MailboxError, match="encryption failed"):
        place.collect(tls=tls, port=port)


@needs_dovecot
def test_a_wrong_password_is_told_without_the_password(place: Place) -> None:
    with pytest.raises(MailboxError) as error, Mailbox(place.settings(), Secret("hunter2")):
        pass
    assert "hunter2" not in str(error.value) and place.user in str(error.value)


@needs_dovecot
def test_a_large_message_is_kept_whole_with_flat_memory(place: Place) -> None:
    import tracemalloc

    place.deliver(1, body=("x" * 76 + "\r\n") * 260_000)  # 20 MB
    place.deliver(2)
    tracemalloc.start()
    report = place.collect()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(report.fresh) == 2 and not report.cut
    assert max(message.arrival.size for message in place.inbox.mails()) > 20_000_000
    assert peak < 12_000_000


@needs_dovecot
def test_a_message_beyond_all_measure_is_cut_and_said_to_be(place: Place) -> None:
    place.deliver(1, body=("x" * 76 + "\r\n") * 80_000)
    report = place.collect(max_message_mb=2)
    assert report.cut == report.fresh
    assert place.inbox.mails()[0].arrival.size == 2 << 20


@needs_dovecot
def test_a_full_disk_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        place.deliver(number)

    def full(self: RawStore, chunks: Iterator[bytes]) -> tuple[str, int]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(RawStore, "put", full)
        with pytest.raises(OSError, match="No space left"):
            place.collect()
    assert place.inbox.mails() == []
    assert len(place.collect().fresh) == 3


@needs_dovecot
def test_broken_off_between_batches_it_goes_on_where_it_was(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        place.deliver(number)
    monkeypatch.setattr("mystery_shop.mailbox.BATCH_COUNT", 2)
    calls = iter(range(100))

    def breaking(self: RawStore) -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(RawStore, "sync", breaking)
        with pytest.raises(KeyboardInterrupt):
            place.collect()
    assert len(place.inbox.mails()) == 4
    assert len(place.collect().fresh) == 3


@needs_dovecot
def test_a_mailbox_of_ours_that_fills_up_is_told(tmp_path: Path) -> None:
    with servers.dovecot(quota_kb=40) as server:
        place = Place(tmp_path, server, USER)
        assert place.collect().quota < 0.1
        place.deliver(1, body="x" * 37_000)
        assert place.collect().quota > 0.9


@needs_dovecot
def test_evidence_is_looked_for_by_message_id(place: Place) -> None:
    place.deliver(1, message_id="<k7f3.probe@probe.test>")
    with place.box() as box:
        assert box.find("<k7f3.probe@probe.test>") == ("INBOX", False)
        assert box.find("<other@probe.test>") is None


@needs_dovecot
@pytest.mark.slow
def test_ten_thousand_messages_are_collected_in_time(place: Place) -> None:
    maildir = place.server.maildir(place.user)
    place.deliver(0)
    stat = (maildir / "new").stat()
    import os

    for number in range(1, 10_001):
        path = maildir / "new" / f"1790000000.M{number:06d}P1.host"
        path.write_bytes(mail(number, body="Beste Jan,\r\n\r\nDat kan.\r\n" * 20))
        os.chown(path, stat.st_uid, stat.st_gid)
    start = time.process_time()
    report = place.collect()
    assert len(report.fresh) == 10_001
    assert time.process_time() - start < 25  # our own part, whatever else the machine is doing
    assert place.collect().seen == 0


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ("by mx.probe.test (Postfix) with ESMTP id 1; Tue, 2 Jun 2026 12:03:04 +0200", "10:03:04"),
        ("from a by mx.probe.test;\r\n Tue, 2 Jun 2026 12:03:04 +0200 (CEST)", "10:03:04"),
        ("by mx.other.test; Tue, 2 Jun 2026 12:03:04 +0200", "10:05:00"),  # not our server
        ("by mx.probe.test; Tue, 2 Jun 2026 11:00:00 +0200", "10:05:00"),  # too far from INTERNALDATE
        ("by mx.probe.test; nonsense", "10:05:00"),
        ("by mx.probe.test", "10:05:00"),
    ],
)
def test_the_arrival_is_our_own_servers_time(top: str, expected: str) -> None:
    head = f"Received: {top}\r\nReceived: by mx.probe.test; Mon, 1 Jun 2026 10:00:00 +0000\r\nDate: x".encode()
    internal = datetime(2026, 6, 2, 10, 5, tzinfo=UTC)
    assert arrival_time(head, internal, "mx.probe.test").time().isoformat() == expected
    assert arrival_time(head, internal, "") == internal


def test_twins_are_the_same_message_in_other_wrapping() -> None:
    one = mail(1)
    moved = b"Received: by elsewhere; now\r\n" + one
    other = mail(1, body="Toch niet.")
    newsletter = mail(1, to="probe+another@probe.test")
    unnamed = one.replace(b"Message-ID: <1@shop.test>\r\n", b"")
    twins = [
        twin_of(head_of(data), data, str(n)) for n, data in enumerate([one, moved, other, newsletter, unnamed, unnamed])
    ]
    assert twins[0] == twins[1]
    assert len(set(twins)) == 5
