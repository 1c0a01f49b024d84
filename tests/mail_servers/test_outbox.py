"""A mail is sent at most once, whatever breaks."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mystery_shop.campaign import Campaign
from mystery_shop.lock import BusyError, only_one
from mystery_shop.model import ProbeState
from mystery_shop.outbox import ALLOWED, Outbox, SendReport, recover, resolve
from mystery_shop.settings import MailSettings
from mystery_shop.transport import SmtpTransport
from tests.mail_servers import cases
from tests.mail_servers.cases import NOON, TEXT
from tests.mail_servers.scripted import ScriptedServer

ROOT = Path(__file__).parents[2]
S = ProbeState
KILL_POINTS = [
    *(f"{side}:{state}" for side in ("before", "after") for state in ("claimed", "sending", "accepted")),
    "connected", "after-rcpt", "body-sent", "dot-sent", "answered",
]  # fmt: skip
NOBODY_KNOWS = {"after:sending", "before:accepted", "dot-sent", "answered"}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def send(store: Campaign, conf: MailSettings, **more: object) -> SendReport:
    options: dict[str, object] = {"now": lambda: NOON, "may_go": lambda slot: "", "sleep": lambda s: None, **more}
    return Outbox(store, conf, SmtpTransport(conf.smtp, None), **options).send_due()  # type: ignore[arg-type]


def states(store: Campaign) -> list[ProbeState]:
    return [slot.state for slot in store.slots()]


def test_a_mail_is_accepted_with_code_text_and_time(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "ok@shop.test")
    report = send(store, cases.settings(server.port))
    slot = store.slot("shop-0")
    assert report.accepted == ["shop-0"]
    assert (slot.state, slot.code, slot.probe.sent_at) == (S.ACCEPTED, 250, NOON)
    assert slot.probe.server_reply == "250 2.0.0 queued as 4F00D"
    (stored,) = server.stored
    assert (stored.sender, stored.recipient) == (slot.probe.reply_address, "ok@shop.test")
    assert stored.message_id == slot.probe.message_id
    assert stored.wire == slot.wire  # dot-stuffing undone, line for line what was kept
    assert TEXT.replace("\n", "\r\n").encode() in stored.wire
    assert [event.kind for event in store.events(probe="shop-0")] == ["claimed", "sending", "accepted"]


@pytest.mark.parametrize("point", KILL_POINTS)
def test_killed_at_any_point_nothing_is_sent_twice(tmp_path: Path, server: ScriptedServer, point: str) -> None:
    cases.campaign(tmp_path, "ok@shop.test", "ok@other.test").close()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    script = [sys.executable, "-m", "tests.mail_servers.sender_process", str(tmp_path), str(server.port)]
    killed = subprocess.run([*script, point], env=env, cwd=ROOT, capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    store = Campaign(tmp_path)
    for _ in range(2):
        send(store, cases.settings(server.port))
    ids = [stored.message_id for stored in server.stored]
    assert len(ids) == len(set(ids)), "a mail arrived twice"
    first, second = (store.slot(f"shop-{n}") for n in (0, 1))
    assert second.state is S.ACCEPTED
    assert first.state is (S.UNCERTAIN if point in NOBODY_KNOWS else S.ACCEPTED)
    if first.state is S.ACCEPTED:
        assert first.probe.message_id in ids


def test_bytes_are_kept_before_the_first_attempt(tmp_path: Path, server: ScriptedServer) -> None:
    cases.campaign(tmp_path, "ok@shop.test").close()
    script = [
        sys.executable,
        "-m",
        "tests.mail_servers.sender_process",
        str(tmp_path),
        str(server.port),
        "after:claimed",
    ]
    subprocess.run(script, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT, timeout=60)
    slot = Campaign(tmp_path).slot("shop-0")
    assert slot.state is S.CLAIMED
    assert slot.wire is not None and slot.probe.message_id.encode() in slot.wire
    assert not server.commands


@pytest.mark.parametrize("trick", ["drop-after-dot", "hang-after-dot", "nonsense-after-dot"])
def test_no_answer_to_the_dot_is_uncertain_and_never_retried(
    tmp_path: Path, server: ScriptedServer, trick: str
) -> None:
    store = cases.campaign(tmp_path, f"{trick}@shop.test")
    assert send(store, cases.settings(server.port)).uncertain == ["shop-0"]
    for days in (0, 1, 30):
        later = send(store, cases.settings(server.port), now=lambda days=days: NOON + timedelta(days=days))
        assert later == SendReport()
    assert len(server.stored) == 1
    assert states(store) == [S.UNCERTAIN]


def test_uncertain_is_resolved_by_evidence_or_by_a_person(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "drop-after-dot@shop.test", "drop-after-dot@other.test")
    send(store, cases.settings(server.port))
    assert resolve(store, "shop-0", sent=True, by="machine", proof="its receipt came in", now=NOON)
    assert store.slot("shop-0").probe.sent_at == NOON
    assert resolve(store, "shop-1", sent=False, by="Ada", proof="not in the provider's log", now=NOON)
    assert not resolve(store, "shop-1", sent=False, by="Ada", proof="again", now=NOON)
    assert states(store) == [S.ACCEPTED, S.APPROVED]
    assert [event.by for event in store.events("resolved")] == ["machine", "Ada"]


def test_broken_before_the_dot_may_be_offered_again(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "drop-after-rcpt@shop.test")
    report = send(store, cases.settings(server.port))
    assert report.problems and not report.anything
    assert states(store) == [S.APPROVED]
    assert server.stored == []


def test_broken_while_the_body_is_under_way_is_never_taken_for_sent(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "drop-in-data@shop.test")
    assert send(store, cases.settings(server.port)).accepted == []
    # A body that fits into the system's buffers leaves without an error: then only caution is left.
    assert states(store)[0] in (S.APPROVED, S.UNCERTAIN)
    assert server.stored == []


def test_greylisting_is_retried_with_the_same_bytes_and_the_first_clock(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "greylist@shop.test")
    conf = cases.settings(server.port)
    assert send(store, conf).deferred == ["shop-0"]
    waiting = store.slot("shop-0")
    assert (waiting.code, waiting.first_try_at) == (451, NOON)
    assert send(store, conf, now=lambda: NOON + timedelta(minutes=4)) == SendReport()
    later = NOON + timedelta(minutes=6)
    assert send(store, conf, now=lambda: later).accepted == ["shop-0"]
    done = store.slot("shop-0")
    assert (done.wire, done.first_try_at, done.probe.sent_at) == (waiting.wire, NOON, later)
    assert len(server.stored) == 1


def test_deferred_for_too_long_becomes_a_finding(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "defer-final@shop.test")
    conf = cases.settings(server.port)
    hours = itertools.count(0, 3)
    for _ in range(10):
        now = NOON + timedelta(hours=next(hours))
        send(store, conf, now=lambda now=now: now)
    slot = store.slot("shop-0")
    assert (slot.state, slot.code) == (S.REFUSED, 452)
    assert slot.first_try_at == NOON


@pytest.mark.parametrize(("trick", "code"), [("reject", 550), ("reject-data", 554), ("reject-final", 550)])
def test_refused_is_final_and_kept(tmp_path: Path, server: ScriptedServer, trick: str, code: int) -> None:
    store = cases.campaign(tmp_path, f"{trick}@shop.test", "ok@shop.test")
    conf = cases.settings(server.port)
    report = send(store, conf)
    assert (report.refused, report.accepted) == (["shop-0"], ["shop-1"])
    assert store.slot("shop-0").code == code
    assert send(store, conf) == SendReport()
    (refused,) = store.events("refused")
    assert refused.code == code and refused.text


def test_a_421_is_a_deferral_and_the_next_mail_gets_a_new_connection(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "shutdown@shop.test", "ok@shop.test")
    report = send(store, cases.settings(server.port))
    assert (report.deferred, report.accepted) == (["shop-0"], ["shop-1"])


def test_our_own_server_down_is_our_problem_and_stops_the_round(tmp_path: Path) -> None:
    store = cases.campaign(tmp_path, *(f"ok@shop{n}.test" for n in range(5)))
    report = send(store, cases.settings(1))
    assert len(report.problems) == 2 and "127.0.0.1:1" in report.problems[0]
    assert set(states(store)) == {S.APPROVED}


def test_stop_right_before_the_dot_withdraws_the_mail(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "ok@shop.test")
    words = iter(["", "the shop objected"])
    report = send(store, cases.settings(server.port), may_go=lambda slot: next(words))
    assert report.stopped == ["shop-0"]
    assert states(store) == [S.STOPPED]
    assert server.stored == []


@pytest.mark.parametrize("asked", [0, 1])
def test_a_stop_of_everything_gives_back_the_mail_under_way(tmp_path: Path, server: ScriptedServer, asked: int) -> None:
    store = cases.campaign(tmp_path, "ok@shop.test", "ok@other.test")
    words = iter([*[""] * asked, "everything was stopped by Ada"])
    report = send(store, cases.settings(server.port), halted=lambda: next(words))
    assert report.capped == "everything was stopped by Ada" and report.stopped == []
    assert states(store) == [S.APPROVED, S.APPROVED]
    assert server.stored == []
    assert send(store, cases.settings(server.port)).accepted == ["shop-0", "shop-1"]  # once it was lifted


def test_a_missed_slot_is_moved_never_sent_in_a_burst(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "ok@shop.test")
    report = send(store, cases.settings(server.port), now=lambda: NOON + timedelta(hours=9))
    assert report.moved == ["shop-0"] and server.stored == []
    assert store.slot("shop-0").due_at > NOON + timedelta(hours=9)
    assert store.slot("shop-0").probe.planned_at == NOON


def test_only_one_process_sends(tmp_path: Path, server: ScriptedServer) -> None:
    store = cases.campaign(tmp_path, "ok@shop.test")
    with only_one(store.folder / "send.lock", "sending"), pytest.raises(BusyError, match="another process"):
        send(store, cases.settings(server.port))
    assert send(store, cases.settings(server.port)).accepted == ["shop-0"]


def test_recover_without_anything_left_behind_changes_nothing(tmp_path: Path) -> None:
    store = cases.campaign(tmp_path, "ok@shop.test")
    assert recover(store, NOON) == []
    assert states(store) == [S.APPROVED]


def test_every_state_has_its_ways_out_and_sending_never_leads_back() -> None:
    assert set(ALLOWED) == set(ProbeState)
    assert S.APPROVED not in ALLOWED[S.SENDING]
    assert S.CLAIMED not in ALLOWED[S.UNCERTAIN] and S.SENDING not in ALLOWED[S.UNCERTAIN]
    assert not ALLOWED[S.ACCEPTED] and not ALLOWED[S.REFUSED]
