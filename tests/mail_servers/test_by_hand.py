"""Calls and chats measured by people: the sheet, the stopwatch, records from files, the norm per channel."""

from __future__ import annotations

import csv
import io
import os
import pty
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer
from msgspec.structs import replace

from audit.model import Finding, Hours, Kind, NumberKind, Owner, Shop, ShopResult, Sighting, Snapshot
from audit.outcomes import Duty, Outcome
from audit.store import AuditStore
from mystery_shop.by_hand import (
    Measured,
    Result,
    Stopwatch,
    StopwatchError,
    add,
    against_norm,
    all_measured,
    call_sheet,
    measured,
)
from mystery_shop.calendars import calendar
from mystery_shop.campaign import Campaign
from mystery_shop.hand_files import HandFileError, measured_csv, read_measured, sheet_csv, shops_by_name
from shopcheck import call_cli
from shopcheck.errors import PlainError

START = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
DAYS = calendar("nl-shop")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SHOPS = {"https://shop1.test": "https://shop1.test", "shop 1": "https://shop1.test"}


def shop(number: int, *, phone: str = "+31201234567", hours: tuple[Hours, ...] = ()) -> ShopResult:
    key = f"https://shop{number}.test"
    row = Shop(key=key, url=key, name=f"Shop {number}", market="NL")
    sighting = Sighting(
        kind=Kind.PHONE, value=phone, raw=phone, page=key, owner=Owner.SHOP, number_kind=NumberKind.SHARED_COST
    )
    snapshot = Snapshot(shop=row, started_at=START, finished_at=START, tool="x", sightings=(sighting,), hours=hours)
    seen = Finding(rule="nl/p", check="phone-findable", duty=Duty.MUST, outcome=Outcome.MET, values=(phone,))
    return ShopResult(shop=row, snapshot=snapshot, findings=(seen,) if phone else ())


def item(**more: object) -> Measured:
    values: dict[str, object] = {
        "id": "x", "shop": "https://shop1.test", "market": "NL", "channel": "phone", "started_at": START,
        "result": Result.NO_ANSWER, "by": "Ada",
    }  # fmt: skip
    return Measured(**{**values, **more})  # type: ignore[arg-type]


def test_a_call_sheet_has_random_moments_within_the_shops_own_hours() -> None:
    hours = (Hours(channel="phone", osm="Mo-We 10:00-12:00; Sa 10:00-14:00"),)
    slots = call_sheet([shop(1, hours=hours), shop(2)], {"NL": DAYS}, start=date(2026, 6, 1), weeks=2, calls=5, seed=1)
    assert len(slots) == 10 and slots == sorted(slots, key=lambda s: (s.at, s.shop))
    for slot in slots:
        local = slot.at.astimezone(AMSTERDAM)
        if slot.shop == "https://shop1.test":
            assert slot.hours == "stated: Mo-We 10:00-12:00; Sa 10:00-14:00"
            assert local.weekday() in (0, 1, 2, 5) and 10 <= local.hour < 14
        else:
            assert slot.hours == "usual" and local.weekday() < 5 and 9 <= local.hour < 17
        assert slot.tariff == "shared_cost"
    for key in ("https://shop1.test", "https://shop2.test"):
        assert len({slot.at.date() for slot in slots if slot.shop == key}) == 5
    assert slots == call_sheet(
        [shop(1, hours=hours), shop(2)], {"NL": DAYS}, start=date(2026, 6, 1), weeks=2, calls=5, seed=1
    )


def test_no_calls_on_holidays_or_without_a_number() -> None:
    slots = call_sheet([shop(1), shop(2, phone="")], {"NL": DAYS}, start=date(2026, 5, 11), weeks=1, calls=7, seed=1)
    assert len(slots) == 4 and date(2026, 5, 14) not in {slot.at.date() for slot in slots}  # Ascension Day


def test_a_sheet_is_harmless_in_a_spreadsheet_and_reads_back() -> None:
    evil = replace(shop(1), shop=replace(shop(1).shop, name="=HYPERLINK(1)"))
    slots = call_sheet([evil], {"NL": DAYS}, start=date(2026, 6, 1), weeks=1, calls=2, seed=1)
    rows = list(csv.DictReader(io.StringIO(sheet_csv(slots, {"NL": AMSTERDAM}))))
    assert rows[0]["name"] == "'=HYPERLINK(1)" and rows[0]["number"] == "'+31201234567"
    rows[0] |= {"started": "2026-06-01T10:00:00", "person": "+25", "ended": "+70", "by": "Ada"}
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    (made,) = read_measured(out.getvalue().encode(), "sheet.csv", zone=AMSTERDAM, shops=SHOPS)
    assert (made.channel, made.number, made.waited_s, made.result) == ("phone", "+31201234567", 25.0, Result.PERSON)
    assert made.started_at == datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def test_the_stopwatch_takes_keys_in_order_only() -> None:
    watch = Stopwatch()
    with pytest.raises(StopwatchError, match="s \\(start\\)"):
        watch.press("p", START)
    for second, key in enumerate("smph"):
        watch.press(key, START + timedelta(seconds=10 * second))
    assert watch.ended
    with pytest.raises(StopwatchError):
        watch.press("m", START)
    made = measured(watch, number_of=1, by="Ada", shop="https://shop1.test", channel="phone")
    assert (made.waited_s, made.result, made.by) == (20.0, Result.PERSON, "Ada")
    assert made.ended_at == START + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ("sh", Result.NO_ANSWER), ("smh", Result.BOT), ("sv", Result.VOICEMAIL), ("sb", Result.BUSY),
        ("smc", Result.CLOSED), ("sph", Result.PERSON),
    ],
)  # fmt: skip
def test_how_an_attempt_ended(keys: str, result: Result) -> None:
    watch = Stopwatch()
    for key in keys:
        watch.press(key, START)
    assert watch.result is result and watch.ended


def test_a_moment_can_be_taken_back() -> None:
    watch = Stopwatch()
    watch.press("s", START)
    watch.press("b", START)
    watch.undo()
    assert not watch.ended and watch.press("p", START) == "person"


@pytest.mark.parametrize(
    ("channel", "seconds", "met"),
    [
        ("phone", 29, True), ("phone", 31, False), ("chat", 25, True), ("chat", 120, False),
        ("whatsapp", 3600, True), ("messenger", 26 * 3600, False), ("social", 5 * 3600, True),
    ],
)  # fmt: skip
def test_each_channel_has_its_norm(channel: str, seconds: int, met: bool) -> None:
    person = START + timedelta(seconds=seconds)
    delay = against_norm(item(channel=channel, person_at=person, ended_at=person, result=Result.PERSON), DAYS)
    assert (delay.met, delay.norm) == (met, "samr-2018")


def test_nobody_answered_counts_once_the_norms_time_is_over() -> None:
    assert against_norm(item(ended_at=START + timedelta(seconds=20)), DAYS).met is None
    assert against_norm(item(ended_at=START + timedelta(seconds=200)), DAYS).met is False


def test_records_are_kept_once_and_come_out_as_they_went_in(tmp_path: Path) -> None:
    store = Campaign(tmp_path)
    first = item(id="a", person_at=START + timedelta(seconds=9), result=Result.PERSON, note="@vriendelijk")
    assert add(store, [first, item(id="b")]) == 2
    assert add(store, [first]) == 0
    assert all_measured(store)[0] == first
    back = read_measured(measured_csv(all_measured(store)).encode(), "out.csv", zone=AMSTERDAM, shops=SHOPS)
    assert [(m.started_at, m.person_at, m.by) for m in back] == [
        (m.started_at, m.person_at, m.by) for m in all_measured(store)
    ]
    again = read_measured(measured_csv(all_measured(store)).encode(), "out.csv", zone=AMSTERDAM, shops=SHOPS)
    assert [m.id for m in back] == [m.id for m in again]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("https://nobody.test,phone,2026-06-02T10:00,,,,Ada", "not one of the audit's"),
        ("shop 1,telepathy,2026-06-02T10:00,,,,Ada", "is none of"),
        ("shop 1,phone,2026-06-02T10:00,,,,", "who measured"),
        ("shop 1,phone,yesterday,,,,Ada", "cannot read the time"),
        ("shop 1,phone,2026-06-02T10:00,+30,+10,,Ada", "not in order"),
        ("shop 1,phone,,,,,Ada", "started is empty"),
    ],
)
def test_a_bad_row_means_that_nothing_is_taken(row: str, said: str) -> None:
    head = "shop,channel,started,menu,person,ended,by\nshop 1,phone,2026-06-02T09:00,,+5,,Ada\n"
    with pytest.raises(HandFileError, match=said) as error:
        read_measured((head + row + "\n").encode(), "calls.csv", zone=AMSTERDAM, shops=SHOPS)
    assert "row 3" in str(error.value)


def test_a_file_without_the_needed_columns_says_which() -> None:
    with pytest.raises(HandFileError, match="shop, channel, started, by"):
        read_measured(b"a,b\n1,2\n", "calls.csv", zone=AMSTERDAM, shops=SHOPS)


def test_two_shops_of_one_name_are_not_told_by_name() -> None:
    known = shops_by_name([("https://a.test", "Thee"), ("https://b.test", "thee"), ("https://c.test", "Koffie")])
    assert "thee" not in known and known["koffie"] == "https://c.test" and known["a.test"] == "https://a.test"


# the command line


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    store = AuditStore.in_folder(tmp_path, create=True)
    results = [shop(1), shop(2)]
    store.sync([result.shop for result in results])
    for result in results:
        assert result.snapshot is not None
        store.add_visit(result.snapshot, result.findings)
    store.close()

    def run(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            typer.main.get_command(call_cli.call)([words[0], str(tmp_path), *words[1:]])
        assert ended.value.code == 0
        out = capsys.readouterr()
        return out.out + out.err

    return run


def test_sheet_time_import_and_list(call: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = call("sheet", "--start", "2026-06-01", "--calls", "3")
    assert sheet.count("+31201234567") == 6 and "6 calls to 2 shops" in sheet
    monkeypatch.setattr(sys, "stdin", io.StringIO("s\nm\np\nh\n"))
    assert "person after 0 s  samr-2018: met  by Ada" in call("time", "--shop", "Shop 1", "--by", "Ada")
    file = tmp_path / "calls.csv"
    file.write_text("shop;channel;started;person;ended;by\nShop 2;chat;2026-06-02T10:00;+95;+200;Bram\n")
    assert "1 measurements taken over" in call("import", str(file))
    assert "0 measurements taken over, 1 were there already" in call("import", str(file))
    listed = call("list")
    assert "Shop 2" in listed or "shop2" in listed
    assert "person after 95 s" in listed and "by Bram" in listed
    assert call("list", "--format", "csv").startswith("shop,name,market")


def test_giving_up_writes_nothing_down(call: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("s\nq\n"))
    assert "nothing was written down" in call("time", "--shop", "Shop 1", "--by", "Ada")
    assert "nothing was measured" in call("list")


def test_a_shop_that_is_not_in_the_audit_is_an_error(tmp_path: Path, call: Callable[..., str]) -> None:
    with pytest.raises(PlainError, match="no shop of this audit"):
        typer.main.get_command(call_cli.call)(
            ["time", str(tmp_path), "--shop", "nobody", "--by", "Ada"], standalone_mode=False
        )


def test_keys_are_read_one_by_one_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    leader, follower = pty.openpty()
    with os.fdopen(follower, "r") as terminal, os.fdopen(leader, "w") as keyboard:
        monkeypatch.setattr(sys, "stdin", terminal)
        with call_cli._keys() as keys:
            keyboard.write("sPh")
            keyboard.flush()
            assert [next(keys) for _ in range(3)] == ["s", "p", "h"]


def test_a_form_gets_an_address_of_its_own_and_starts_the_mail_clock(
    call: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mystery_shop.matching import Matcher
    from mystery_shop.model import MatchKey, Message, ProbeState

    (tmp_path / "audit.toml").write_text('[mail.sender]\nname = "Jan Visser"\naddress = "jan@probe.test"\n')
    monkeypatch.setattr(sys, "stdin", io.StringIO("q\n"))
    assert "nothing was written down" in call("form", "--shop", "Shop 1", "--by", "Ada")
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    said = call("form", "--shop", "Shop 1", "--by", "Ada")
    store = Campaign(tmp_path)
    (slot,) = store.slots()
    assert slot.probe.reply_address in said and slot.probe.text in said
    assert (slot.state, slot.probe.channel) == (ProbeState.ACCEPTED, "form")
    assert slot.probe.sent_at and datetime.now(UTC) - slot.probe.sent_at < timedelta(minutes=10)
    assert [event.by for event in store.events("accepted")] == ["Ada"]
    came = Message(from_="helpdesk@elsewhere.test", recipients=(slot.probe.reply_address,), text="Dat kan.")
    found = Matcher([slot.probe]).match(came)
    assert (found.probe, found.key) == (slot.probe.id, MatchKey.ALIAS)
