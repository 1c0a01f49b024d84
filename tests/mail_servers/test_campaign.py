"""Planning, approving, refusing and stopping on the command line; threads, stop list and store behind it."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from mystery_shop.aftermath import After, afterwards, objection
from mystery_shop.calendars import calendar
from mystery_shop.campaign import Campaign, ControlMail, Slot, name_key
from mystery_shop.credentials import CredentialError, Secret, credential, variable
from mystery_shop.desk import Desk
from mystery_shop.inbox import Inbox, Mail, Received
from mystery_shop.letters import fingerprint
from mystery_shop.mailbox import head_of, twin_of
from mystery_shop.model import Arrival, Classification, MailClass, MailEvent, Match, Message, Promise, Unit
from mystery_shop.model import ProbeState as S
from mystery_shop.safety import controls_in_order
from mystery_shop.settings import Control, Imap, MailSettings, Sender
from mystery_shop.stoplist import StopList, default_path, names_of
from mystery_shop.tables import StoreError
from mystery_shop.threads import open_until, wait_end, why_wait
from shopcheck import cli, mail_cli
from tests.mail_servers import cases
from tests.mail_servers.cases import NOON

CONFIG = """
[mail]
[mail.sender]
name = "Jan Visser"
address = "jan@probe.test"
organisation = "Voorbeeldbond"
contact = "onderzoek@probe.test"
purpose = "bereikbaarheid van webwinkels"
[mail.smtp]
host = "127.0.0.1"
port = 1
tls = "none"
[mail.imap]
host = "127.0.0.1"
port = 1
tls = "none"
user = "jan@probe.test"
"""
DAYS = calendar("nl-shop")
Run = Callable[..., str]


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An audit folder with settings and a list of three shops."""
    monkeypatch.setenv("SHOPCHECK_STOP_LIST", str(tmp_path / "stop-list.csv"))
    if not any(group.name == "mail" for group in cli.app.registered_groups):
        cli.app.add_typer(mail_cli.mail, name="mail")
    folder = tmp_path / "audit"
    folder.mkdir()
    (folder / "audit.toml").write_text(CONFIG)
    rows = [f"https://shop{n}.test,Shop {n},NL,info@shop{n}.test" for n in range(3)]
    (folder / "shops.csv").write_text("\n".join(["url,name,market,email", *rows]))
    return folder


@pytest.fixture
def mail(audit: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str, code: int = 0) -> str:
        found = cli.run_command(["mail", words[0], str(audit), *words[1:]])
        out = capsys.readouterr()
        assert found == code, f"{found}: {out.out}{out.err}"
        return out.out + out.err

    return run


def planned(mail: Run, audit: Path, *more: str) -> str:
    return mail("plan", "--list", str(audit / "shops.csv"), "--start", "2026-10-14", *more)


def test_plan_tells_cost_power_and_calendar_and_sends_nothing(mail: Run, audit: Path) -> None:
    words = planned(mail, audit)
    assert "18 mails to 3 customer services of 3 shops, about 2 h of staff time" in words
    assert "nothing was sent" in words
    plan = json.loads(
        planned(mail, audit, "--format", "json", "--seed", "7").split("\nnothing was sent")[0].rstrip("}") + "}"
    )
    assert plan["seed"] == 7 and len(plan["slots"]) == 18


def test_the_default_writes_into_a_folder_each_mail_once(mail: Run, audit: Path) -> None:
    planned(mail, audit)
    out = mail("send", "--now", "2026-10-16T23:00+02:00")
    files = sorted((audit / "mail" / "outbox").glob("*.eml"))
    assert files and str(files[0]) in out
    assert files[0].read_bytes().startswith(b"From: Jan Visser <jan+")
    mail("send", "--now", "2026-10-16T23:00+02:00", code=6)
    state = json.loads(mail("status", "--format", "json"))
    assert set(state["states"]) == {"planned"}


def test_live_is_refused_until_everything_is_in_order(mail: Run, audit: Path) -> None:
    planned(mail, audit)
    said = mail("send", "--live", code=5)
    assert "approved by nobody; 2 people must" in said
    assert mail("approve", "--by", "Ada de Vries").startswith("approved by 1 of 2")
    assert mail("approve", "--by", "  ada DE vries").startswith("approved by 1 of 2")
    assert "approved by Ada de Vries; 2 people must" in mail("send", "--live", code=5)
    assert mail("approve", "--by", "Bram Jansen").startswith("approved by 2 of 2")
    assert "no control mailbox is configured" in mail("send", "--live", code=5)
    (audit / "audit.toml").write_text(CONFIG.replace('purpose = "bereikbaarheid van webwinkels"', ""))
    assert "the sender has no purpose" in mail("send", "--live", code=5)
    assert set(json.loads(mail("status", "--format", "json"))["states"]) == {"approved"}


def test_a_changed_plan_voids_the_approvals(mail: Run, audit: Path) -> None:
    planned(mail, audit)
    for name in ("Ada de Vries", "Bram Jansen"):
        mail("approve", "--by", name)
    planned(mail, audit, "--seed", "9")
    assert "approved by nobody" in mail("send", "--live", code=5)


def test_a_text_changed_behind_our_back_is_refused(mail: Run, audit: Path) -> None:
    planned(mail, audit)
    for name in ("Ada de Vries", "Bram Jansen"):
        mail("approve", "--by", name)
    store = Campaign(audit)
    with store.engine.execution_options(write=True).begin() as db:
        db.exec_driver_sql("UPDATE probes SET record = replace(record, 'info@shop1.test', 'chef@elders.test')")
    store.close()
    assert "not those that were planned" in mail("send", "--live", code=5)


def test_approvals_grow_old(mail: Run, audit: Path) -> None:
    planned(mail, audit, "--now", "2026-08-01T12:00+02:00")
    for name in ("Ada de Vries", "Bram Jansen"):
        mail("approve", "--by", name, "--now", "2026-08-01T12:00+02:00")
    assert "approved by nobody" in mail("send", "--live", "--now", "2026-10-14T12:00+02:00", code=5)


def test_too_much_staff_time_is_refused(mail: Run, audit: Path) -> None:
    (audit / "audit.toml").write_text(CONFIG.replace("[mail]\n", "[mail]\nmax_staff_hours = 1\n"))
    assert "more than the 1 h" in planned(mail, audit)
    assert "18 mails take about 2 h" in mail("send", "--live", code=5)


def test_stop_of_everything_and_of_one_shop(mail: Run, audit: Path) -> None:
    planned(mail, audit)
    mail("stop", "--by", "Ada", "--reason", "wrong text")
    assert "everything was stopped by Ada" in mail("send", "--live", code=5)
    mail("send", "--now", "2026-10-16T23:00+02:00", code=6)  # not even into the folder
    assert mail("stop", "--by", "Ada", "--lift") == "going on\n"
    assert "6 mails to https://shop1.test" in mail("stop", "--by", "Ada", "--shop", "Shop 1", "--for-good")
    assert "shop1.test" in (audit.parent / "stop-list.csv").read_text()
    again = planned(mail, audit)
    assert "12 mails to 2 customer services" in again and "on the stop list since" in again
    mail("stop", "--by", "Ada", "--shop", "Shop 1", "--lift", code=3)


def test_a_stop_of_a_shop_that_gets_no_mail_is_told_instead_of_done(mail: Run, audit: Path) -> None:
    planned(mail, audit)
    assert "did you mean 'shop1.test'" in mail("stop", "--by", "Ada", "--shop", "shop1.tets", code=3)
    assert "6 mails to https://shop1.test" in mail("stop", "--by", "Ada", "--shop", "https://shop1.test/")
    mail("stop", "--by", "Ada", "--shop", " ", code=3)
    mail("stop", "--by", "Ada", "--shop", "elders.test", "--for-good")
    assert "elders.test" in (audit.parent / "stop-list.csv").read_text()


@pytest.mark.parametrize("command", [("send", "--live"), ("fetch",)])
def test_what_a_killed_sender_left_is_uncertain_at_the_next_command(
    mail: Run, audit: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPCHECK_MAIL__IMAP__PASSWORD", "x")
    planned(mail, audit)
    campaign = Campaign(audit)
    half, whole = (slot.probe for slot in campaign.slots()[:2])
    for probe, state in ((half, S.SENDING), (whole, S.CLAIMED)):
        event = MailEvent(at=datetime(2026, 10, 14, 10, tzinfo=UTC), kind="test", probe=probe.id, shop=probe.shop)
        campaign.move(probe.id, (S.PLANNED,), state, event, dot_at=event.at)
    told = mail(*command, code=5 if command[0] == "send" else 1)  # neither sent nor fetched, and settled all the same
    assert half.id in told and "--sent|--not-sent" in told
    assert campaign.slot(half.id).state is S.UNCERTAIN
    assert campaign.slot(whole.id).state is S.APPROVED
    assert f"uncertain whether it left: {half.id}" in mail("status")
    campaign.close()


def test_preview_shows_the_mails_as_they_will_be(mail: Run, audit: Path) -> None:
    planned(mail, audit)
    words = mail("preview", "--shop", "Shop 2", "-n", "1")
    assert "To: info@shop2.test" in words and "From: Jan Visser <jan+" in words and "\nSubject: " in words
    mail("preview", "--shop", "nobody", code=3)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("send",), 3, "there is no plan"),
        (("approve", "--by", "Ada"), 3, "no plan to approve"),
        (("plan",), 3, "there is no audit"),
        (("plan", "--list", "nowhere.csv"), 3, "cannot be read"),
        (("fetch",), 3, "no password for imap"),
        (("status",), 0, "no plan yet"),
        (("assign", "abc", "--by", "Ada"), 3, "say to which mail it belongs"),
        (("run",), 5, "--live"),
        (("resolve", "p", "--sent", "--by", "Ada"), 3, "no mail of this campaign"),
        (("fetch", "--wait", "x"), 3, "--wait"),
    ],
)
def test_errors_say_what_to_do(mail: Run, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in mail(*words, code=code)


def test_pretending_another_time_is_for_loopback_only(mail: Run, audit: Path) -> None:
    (audit / "audit.toml").write_text(
        CONFIG.replace(
            'host = "127.0.0.1"\nport = 1\ntls = "none"\n[mail.imap]', 'host = "mail.example.org"\n[mail.imap]'
        )
    )
    assert "on this machine only" in mail("status", "--now", "2026-10-16T23:00+02:00", code=3)


def test_a_plan_of_which_mails_were_sent_stands(tmp_path: Path) -> None:
    store = cases.campaign(tmp_path, "a@shop.test")
    event = MailEvent(at=NOON, kind="claimed", probe="shop-0")
    assert store.move("shop-0", (S.APPROVED,), S.CLAIMED, event)
    with pytest.raises(StoreError, match="its plan stands"):
        store.write_plan([], seed=1, settings={}, summary={}, now=NOON)


def test_the_store_is_private_and_foreign_files_are_refused(tmp_path: Path) -> None:
    store = cases.campaign(tmp_path, "a@shop.test")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.folder / "campaign.sqlite").stat().st_mode) == 0o600
    store.close()
    (store.folder / "campaign.sqlite").write_bytes(b"this is no database" * 100)
    for name in ("campaign.sqlite-wal", "campaign.sqlite-shm"):
        (store.folder / name).unlink(missing_ok=True)
    with pytest.raises(StoreError, match="not a campaign's database"):
        Campaign(tmp_path)


def test_tables_of_a_newer_version_are_left_alone(tmp_path: Path) -> None:
    store = cases.campaign(tmp_path, "a@shop.test")
    with store.engine.begin() as db:
        db.exec_driver_sql("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(StoreError, match="newer shopcheck"):
        Campaign(tmp_path)


# names, credentials, stop list


def test_names_are_compared_by_person() -> None:
    assert name_key("Ada de Vries") == name_key(" ADA  de vries ") != name_key("Ada Jansen")
    assert name_key("Zoë Kòning") == name_key("zoe koning")


def test_passwords_come_from_environment_or_a_private_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text('smtp = "hunter2"\n"control.gmail" = "hunter3"\n')
    file.chmod(0o644)
    monkeypatch.setattr("mystery_shop.credentials._from_keyring", lambda account: None)
    with pytest.raises(CredentialError, match="chmod 600") as error:
        credential("smtp", "jan", "mail.test", file)
    assert "hunter2" not in str(error.value)
    file.chmod(0o600)
    assert credential("smtp", "jan", "mail.test", file) == "hunter2"
    assert credential("control.gmail", "jan", "mail.test", file) == "hunter3"
    assert variable("control.gmail") == "SHOPCHECK_MAIL__CONTROL__GMAIL__PASSWORD"
    monkeypatch.setenv("SHOPCHECK_MAIL__SMTP__PASSWORD", "from-env")
    assert credential("smtp", "jan", "mail.test", file) == "from-env"
    with pytest.raises(CredentialError, match="no password for imap"):
        credential("imap", "jan", "mail.test", file)
    assert "hunter2" not in repr(Secret("hunter2"))


def test_a_password_is_found_as_the_message_says_to_write_it(tmp_path: Path) -> None:
    file = tmp_path / "mail-secrets.toml"
    with pytest.raises(CredentialError) as error:
        credential("control.other", "user", "host", file)
    (line,) = re.findall(r"put `(.+?)` in", str(error.value))
    for written in (line, line.replace('"control.other"', "control.other")):
        file.write_text(written.replace("…", "pw") + "\n")
        file.chmod(0o600)
        assert credential("control.other", "user", "host", file) == "pw"


def test_the_stop_list_holds_for_good_and_for_the_whole_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = StopList(tmp_path / "deep" / "stop-list.csv")
    assert listed.why("https://shop.nl", "info@shop.nl") == ""
    listed.add(names_of("https://shop.nl", "Info@shop.nl"), by="machine", reason="objected, in so many words", at=NOON)
    listed.add(names_of("https://klein.nl", "klein@gmail.com"), by="Ada", reason="", at=NOON)
    assert "objected, in so many words" in listed.why("https://other.nl", "sales@mail.shop.nl")
    assert listed.why("https://klein.nl", "x@y.nl") and listed.why("https://x.nl", "klein@gmail.com")
    assert listed.why("https://x.nl", "ander@gmail.com") == ""
    monkeypatch.delenv("SHOPCHECK_STOP_LIST", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path() == tmp_path / "shopcheck" / "stop-list.csv"


# controls


def test_controls_must_have_arrived_lately_and_in_the_inbox() -> None:
    box = Control(name="gmail", address="c@canary.test", imap=Imap(host="127.0.0.1"))
    settings = MailSettings(controls=(box,))
    mail = ControlMail(box="gmail", message_id="<1@x>", sent_at=NOON)

    def said(*mails: ControlMail, hours: float = 1) -> str:
        return "; ".join(r.what for r in controls_in_order(mails, settings, NOON + timedelta(hours=hours)))

    assert "no control mailbox" in controls_in_order([], MailSettings(), NOON)[0].what
    assert "no mail of ours was seen" in said() and "no mail of ours was seen" in said(mail)
    seen = replace(mail, seen_at=NOON, folder="INBOX", junk=False)
    assert said(seen) == ""
    assert "no mail of ours was seen" in said(seen, hours=25)
    assert "lay in Junk" in said(replace(seen, folder="Junk", junk=True))


# threads


def slot(number: int, state: S = S.ACCEPTED, sent: datetime | None = NOON) -> Slot:
    probe = cases.probe(number, "info@shop.test", shop="https://shop.test", state=state, sent_at=sent)
    return Slot(probe=probe, fingerprint=fingerprint(probe), due_at=NOON)


def came(kind: MailClass, hours: float, promise: Promise | None = None) -> Mail:
    at = NOON + timedelta(hours=hours)
    arrival = Arrival(id=f"{kind}{hours}.eml", received_at=at, size=1)
    found = Classification(mail_class=kind, promise=promise)
    return Mail(arrival=arrival, keep_until=at, match=Match(probe="shop-1"), classification=found)


TWO_DAYS = Promise(text="binnen 2 werkdagen", amount=2, unit=Unit.DAYS, working=True)
FIVE_DAYS = Promise(text="binnen 5 werkdagen", amount=5, unit=Unit.DAYS, working=True)


@pytest.mark.parametrize(
    ("mails", "open_days"),
    [
        ([], 3.0),
        ([came(MailClass.RECEIPT, 0.1)], 3.0),
        ([came(MailClass.RECEIPT, 0.1), came(MailClass.ANSWER, 20)], 20 / 24),
        ([came(MailClass.REFUSAL, 0.1)], 0.1 / 24),
        ([came(MailClass.BOUNCE, 1)], 1 / 24),
        ([came(MailClass.RECEIPT, 0.1, TWO_DAYS)], 3.0),
        ([came(MailClass.RECEIPT, 0.1, FIVE_DAYS)], 7.5),
        ([came(MailClass.HOLDING_REPLY, 5)], 14.5),
    ],
)
def test_a_thread_is_open_while_somebody_may_be_working_on_it(mails: list[Mail], open_days: float) -> None:
    until = open_until(slot(1), NOON, mails, MailSettings(), DAYS)
    assert (until - NOON).total_seconds() / 86400 == pytest.approx(open_days, abs=0.1)


def test_never_two_open_threads_never_too_soon() -> None:
    settings, next_one = MailSettings(), slot(9, S.APPROVED, None)

    def why(days: float, *others: Slot, mails: list[Mail] | None = None) -> str:
        return why_wait(next_one, others, lambda probe: mails or [], NOON + timedelta(days=days), settings, DAYS)

    assert why(0) == ""
    assert "less than 3 days ago" in why(2.9, slot(1))
    assert why(3.1, slot(1)) == ""
    assert "still open" in why(5, slot(1), mails=[came(MailClass.RECEIPT, 0.1, FIVE_DAYS)])
    assert why(8, slot(1), mails=[came(MailClass.RECEIPT, 0.1, FIVE_DAYS)]) == ""
    assert "in the last seven days" in why(6, slot(1), slot(2, sent=NOON + timedelta(days=3)))
    assert "still on its way" in why(6, slot(1, S.DEFERRED, None))
    assert why(6, slot(1, S.REFUSED, None), slot(2, S.STOPPED, None), slot(3, S.APPROVED, None)) == ""
    assert "less than 3 days ago" in why(1, replace(slot(1, S.UNCERTAIN, None), dot_at=NOON))


def test_the_wait_ends_after_ten_working_days() -> None:
    assert wait_end(NOON, MailSettings(), DAYS) == datetime(2026, 6, 16, 21, 59, 59, tzinfo=UTC)


# what comes afterwards


def message(text: str, sender: str = "info@shop.test", subject: str = "", **headers: str) -> Message:
    names = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Message(from_=sender, subject=subject, text=text, headers=names)


@pytest.mark.parametrize(
    ("text", "kind", "objects"),
    [
        ("Wij willen geen e-mails meer voor uw onderzoek.", MailClass.UNSURE, True),
        ("Mail ons niet meer.", MailClass.ANSWER, True),
        ("Please do not contact us again.", MailClass.ANSWER, True),
        ("Bitte schreiben Sie uns nicht mehr, schreiben sie uns nicht mehr an.", MailClass.UNSURE, True),
        ("Veuillez ne plus nous contacter.", MailClass.HOLDING_REPLY, True),
        ("Wilt u ons niet meer mailen? Wij werken niet mee.", MailClass.ANSWER, True),
        ("Gelieve ons geen testvragen meer te sturen.", MailClass.ANSWER, True),
        ("Wij maken hierbij bezwaar.", MailClass.UNSURE, True),
        ("We ask you not to contact us again.", MailClass.ANSWER, True),
        ("Kindly refrain from writing to us.", MailClass.ANSWER, True),
        ("Wir bitten Sie, uns nicht mehr anzuschreiben.", MailClass.ANSWER, True),
        ("Schicken Sie uns bitte keine weiteren Mails.", MailClass.ANSWER, True),
        ("Merci de ne plus nous écrire.", MailClass.ANSWER, True),
        ("Le rogamos que no vuelva a contactar con nosotros.", MailClass.ANSWER, True),
        ("Vi chiediamo: non ci scriva più.", MailClass.ANSWER, True),
        (
            "Wilt u ons nog een keer mailen met uw maat? Wij sturen geen papieren catalogus meer.",
            MailClass.ANSWER,
            False,
        ),
        ("We hebben geen bezwaar tegen ruilen; u kunt bezwaar maken bij de bank.", MailClass.ANSWER, False),
        ("Diese Größe führen wir nicht mehr; schreiben Sie uns gern wieder.", MailClass.ANSWER, False),
        ("We do not sell it any more, but never hesitate to contact us.", MailClass.ANSWER, False),
        ("Mail ons niet meer, gebruik het formulier.", MailClass.REFUSAL, False),
        ("U kunt het binnen 30 dagen terugsturen. Mail ons gerust nog eens.", MailClass.ANSWER, False),
        ("You can contact us again at any time.", MailClass.ANSWER, False),
    ],
)
def test_an_objection_is_a_persons_word(text: str, kind: MailClass, objects: bool) -> None:
    assert bool(objection(message(text), Classification(mail_class=kind))) is objects


@pytest.mark.parametrize(
    ("mail", "kind", "answered", "after"),
    [
        (message("20% korting"), MailClass.MARKETING, True, After.ADVERTISING),
        (message("20% korting", list_unsubscribe="<mailto:x@y>"), MailClass.UNSURE, True, After.ADVERTISING),
        (message("Hoe tevreden bent u over onze service?"), MailClass.ANSWER, True, After.REVIEW_REQUEST),
        (message("Dat kan. Hoe tevreden bent u over onze service?"), MailClass.ANSWER, False, None),
        (message("Win een iPhone", "x@spam.example"), MailClass.UNRELATED, True, After.OTHER_SENDER),
        (message("Nieuws", "news@shop.zendesk.com"), MailClass.MARKETING, True, After.ADVERTISING),
        (message("Dat kan binnen 30 dagen."), MailClass.ANSWER, False, None),
        (message("We hebben uw bericht ontvangen."), MailClass.RECEIPT, False, None),
        (message("Nieuwe regels"), MailClass.UNRELATED, True, None),
    ],
)
def test_what_else_comes_to_an_address_is_named(
    mail: Message, kind: MailClass, answered: bool, after: After | None
) -> None:
    probe = cases.probe(1, "info@shop.test", sent_at=NOON, domains=("shop.test",))

    def found(days: float) -> After | None:
        at = NOON + timedelta(days=days)
        judged = Classification(mail_class=kind, reply=mail.text)
        item = afterwards(probe, mail, judged, message_id="x.eml", at=at, watch_days=90, answered=answered)
        return item.kind if item else None

    assert found(20) == after
    assert found(91) is None


# the inbox in the store


def received(number: int, twin: str, folder: str = "INBOX") -> Received:
    arrival = Arrival(
        id=f"{number:064d}.eml", received_at=NOON + timedelta(minutes=number), size=10, account="a", folder=folder,
        uid_validity=1, uid=number,
    )  # fmt: skip
    return Received(arrival=arrival, twin=twin, keep_until=NOON + timedelta(days=90))


def test_a_message_counts_once_in_whatever_wrapping(tmp_path: Path) -> None:
    inbox = Inbox(Campaign(tmp_path))
    assert len(inbox.add("a", "INBOX", 1, 2, [received(1, "x"), received(2, "y")])) == 2
    assert inbox.add("a", "INBOX", 1, 3, [received(1, "x"), received(3, "y")]) == []
    assert len(inbox.add("a", "Junk", 1, 5, [received(4, "z", "Junk"), received(5, "z", "Junk")])) == 1
    assert len(inbox.mails()) == 3
    assert inbox.position("a", "INBOX") == (1, 3)


def test_purging_leaves_no_words(tmp_path: Path) -> None:
    desk = Desk(
        tmp_path, MailSettings(sender=Sender(), stop_list=str(tmp_path / "s")), now=lambda: NOON + timedelta(days=91)
    )
    name, size = desk.raw.put([b"Subject: x\r\n\r\nGroet, Sanne de Boer, 06-12345678\r\n"])
    arrival = Arrival(id=name, received_at=NOON, size=size, account="a", uid_validity=1, uid=1)
    desk.inbox.add("a", "INBOX", 1, 1, [Received(arrival=arrival, twin="t", keep_until=NOON + timedelta(days=90))])
    desk.read_new()
    assert desk.purge() == 1
    assert not list(desk.raw.folder.iterdir())
    assert desk.inbox.mail(name[:8]).purged_at
    desk.close()
    for path in (tmp_path / "mail").rglob("*"):
        assert not path.is_file() or b"Sanne de Boer" not in path.read_bytes()


def test_settings_are_read_from_the_audits_file(tmp_path: Path) -> None:
    from mystery_shop.settings import SettingsError, load

    assert load(tmp_path) == MailSettings()
    (tmp_path / "audit.toml").write_text("[mail]\nwaves = 4\n[crawl]\ndelay = 1\n")
    assert load(tmp_path).waves == 4
    (tmp_path / "audit.toml").write_text("[mail\n")
    with pytest.raises(SettingsError, match="not readable TOML"):
        load(tmp_path)


def test_reading_in_several_processes_gives_what_one_gives(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MailSettings(stop_list=str(tmp_path / "s")), now=lambda: NOON)
    probes = [cases.probe(n, f"a@shop{n}.test", state=S.ACCEPTED, sent_at=NOON) for n in range(6)]
    desk.campaign.write_plan(probes, seed=1, settings={}, summary={}, now=NOON)
    kept = []
    for n in range(24):
        probe = probes[n % 6]
        text = "Beste klant,\r\n\r\nWij hebben uw bericht in goede orde ontvangen en antwoorden binnen 2 werkdagen.\r\n"
        wire = f"To: {probe.reply_address}\r\nFrom: a@shop{n % 6}.test\r\nSubject: {n}\r\n\r\n{text}".encode()
        name, size = desk.raw.put([wire])
        at = NOON + timedelta(minutes=n + 1)
        arrival = Arrival(id=name, received_at=at, size=size, account="a", uid_validity=1, uid=n)
        kept.append(Received(arrival=arrival, twin=str(n), keep_until=at))
    desk.inbox.add("a", "INBOX", 1, 24, kept)
    from mystery_shop.reading import Reader

    alone = Reader(desk.campaign, desk.inbox, desk.raw).read_new("one", workers=1)
    shared = Reader(desk.campaign, desk.inbox, desk.raw).read_new("two", workers=2)
    assert [(r.arrival.id, r.match, r.message) for r in alone] == [(r.arrival.id, r.match, r.message) for r in shared]
    assert {r.found.mail_class for r in shared} == {MailClass.RECEIPT}
    assert len(desk.inbox.mails(probe="shop-3")) == 4


def test_what_came_of_each_mail(tmp_path: Path) -> None:
    from mystery_shop.model import PromiseState
    from mystery_shop.results import NOT_DELIVERED, thread

    settings = MailSettings()
    later = NOON + timedelta(days=30)
    receipt, answer = came(MailClass.RECEIPT, 0.1, TWO_DAYS), came(MailClass.ANSWER, 96)

    def outcome(*mails: Mail, state: S = S.ACCEPTED, now: datetime = later) -> str:
        return thread(slot(1, state, NOON if state is S.ACCEPTED else None), mails, settings, now).outcome

    assert outcome() == "silent" and outcome(now=NOON + timedelta(days=2)) == "waiting"
    assert outcome(receipt, answer) == "answered" and outcome(receipt) == "silent"
    assert outcome(came(MailClass.BOUNCE, 1)) == "bounce" and "bounce" in NOT_DELIVERED
    assert outcome(came(MailClass.REFUSAL, 1), answer) == "answered"
    assert outcome(state=S.REFUSED) == "refused" and outcome(state=S.APPROVED) == "to_come"
    uncertain = replace(slot(1, S.UNCERTAIN, None), dot_at=NOON)
    assert thread(uncertain, [], settings, later).outcome == "uncertain"
    made = thread(slot(1), [receipt, answer], settings, later)
    assert made.delay is not None and not made.delay.censored and made.delay.elapsed_s == 96 * 3600
    assert made.promise_state is PromiseState.BROKEN and made.answer == answer and made.life == receipt
    silent = thread(slot(1), [], settings, later).delay
    assert silent is not None and silent.censored and silent.met is False and silent.working_days == 10


def test_the_addresses_of_an_audit_are_planned(mail: Run, audit: Path) -> None:
    from audit.model import Finding, Snapshot
    from audit.outcomes import Duty, Outcome, Place
    from audit.shoplist import read_list
    from audit.store import AuditStore

    store = AuditStore.in_folder(audit, create=True)
    listed = [replace(shop, email=None) for shop in read_list(audit / "shops.csv").shops]
    store.sync(listed)
    for number, shop in enumerate(listed[:2]):
        outcome = Outcome.MET if number == 0 else Outcome.NOT_FOUND
        values = ("klant@gevonden.test",) if number == 0 else ()
        found = Finding(
            rule="nl/contact-email", check="email-findable", duty=Duty.MUST, outcome=outcome, values=values,
            place=Place.CLEAR if values else None,
        )  # fmt: skip
        store.add_visit(Snapshot(shop=shop, started_at=NOON, finished_at=NOON, tool="x"), [found])
    store.close()
    words = mail("plan", "--start", "2026-10-14")
    assert "6 mails to 1 customer services" in words
    assert "Shop 1: no e-mail address of the shop's own for customers: not_found" in words
    assert "Shop 2: no e-mail address: the shop was not visited" in words
    assert "To: klant@gevonden.test" in mail("preview", "-n", "1")


def test_run_goes_on_after_trouble_with_a_server(mail: Run, audit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mystery_shop.mailbox import MailboxError
    from shopcheck import campaign_cli

    planned(mail, audit)
    rounds = iter(range(10))
    monkeypatch.setattr(campaign_cli, "TROUBLE_S", 0.0)
    monkeypatch.setattr(campaign_cli, "_check_live", lambda desk, now: None)
    monkeypatch.setattr(campaign_cli, "_send", lambda desk: None)

    def fetch(desk: Desk, wait: float) -> object:
        if next(rounds) < 2:
            raise MailboxError("the mailbox's server broke off")
        raise KeyboardInterrupt

    monkeypatch.setattr(campaign_cli, "_fetch", fetch)
    assert mail("run", "--live", code=130).count("broke off; trying again") == 2


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert cli.run_command(["mail", "status", str(tmp_path / "nowhere")]) == 3
    assert not (tmp_path / "nowhere").exists()


def test_hostile_and_broken_mail_is_kept_and_read_without_harm(tmp_path: Path, shared: Path) -> None:
    files = sorted((shared / "corpora" / "mail" / "robustness").rglob("*.eml"))
    assert len(files) > 20
    desk = Desk(tmp_path, MailSettings(stop_list=str(tmp_path / "s")), now=lambda: NOON)
    probe = cases.probe(1, "info@shop.test", state=S.ACCEPTED, sent_at=NOON)
    desk.campaign.write_plan([probe], seed=1, settings={}, summary={}, now=NOON)
    kept = []
    for number, path in enumerate(files):
        data = path.read_bytes()
        name, size = desk.raw.put([data])
        arrival = Arrival(id=name, received_at=NOON, size=size, account="a", uid_validity=1, uid=number)
        kept.append(Received(arrival=arrival, twin=twin_of(head_of(data), data, name), keep_until=NOON))
    desk.inbox.add("a", "INBOX", 1, len(files), kept)
    read = desk.read_new()
    assert len(read) == len(desk.inbox.mails()) > 20
    assert desk.read_new() == []
    assert {r.match.probe for r in read} == {None}
    desk.close()
