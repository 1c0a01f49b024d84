"""The demo's three weeks of mail: every manner of answering comes out as what it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.model import Shop, ShopResult
from mystery_shop.by_hand import Measured, Result, add
from mystery_shop.campaign import Campaign
from mystery_shop.desk import Desk
from mystery_shop.settings import MailSettings
from reports.mail import of_all, of_shop
from reports.wording import Words
from shopcheck.demo_mail import _data, play
from shopcheck.errors import Exit
from shopcheck.mailing import mails_of
from shopcheck.showing import MAILS_START

MANNERS = (
    "quick", "next_day", "receipt_only", "promise_broken", "refuses", "bounces", "silent", "advertises"
)  # fmt: skip


def shops(count: int) -> list[ShopResult]:
    keys = [f"https://winkel{n}.test" for n in range(count)]
    return [
        ShopResult(shop=Shop(key=key, url=key, name=f"Winkel {n}", market="NL", email=f"service@winkel{n}.test"))
        for n, key in enumerate(keys)
    ]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, play(folder, shops(8), start=MAILS_START, seed=4)


def by_manner(state: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    order = {f"https://winkel{n}.test": manner for n, manner in enumerate(_data()["order"])}
    return {order[shop["shop"]]: shop["mails"] for shop in state["shops"]}


def test_the_campaign_runs_to_its_end(played: tuple[Path, dict[str, Any]]) -> None:
    _, state = played
    assert tuple(_data()["order"]) == MANNERS
    assert state["ended"] and state["mails"] == 48
    assert state["states"] == {"accepted": 48}
    assert state["uncertain"] == [] and state["holding"] == []


@pytest.mark.parametrize(
    ("manner", "outcome", "classes"),
    [
        ("quick", "answered", ["answer"]), ("next_day", "answered", ["receipt", "answer"]),
        ("receipt_only", "silent", ["receipt"]), ("promise_broken", "answered", ["receipt", "answer"]),
        ("refuses", "refusal", ["refusal"]), ("bounces", "bounce", ["bounce"]), ("silent", "silent", []),
    ],
)  # fmt: skip
def test_each_manner_is_told(
    played: tuple[Path, dict[str, Any]], manner: str, outcome: str, classes: list[str]
) -> None:
    mails = by_manner(played[1])[manner]
    assert [mail["outcome"] for mail in mails] == [outcome] * 6
    assert [mail["classes"] for mail in mails] == [classes] * 6


def test_advertising_afterwards_is_seen_and_is_no_answer(played: tuple[Path, dict[str, Any]]) -> None:
    folder, state = played
    assert [mail["outcome"] for mail in by_manner(state)["advertises"]] == ["answered"] * 6
    desk = Desk(folder, MailSettings(stop_list=str(folder / "stop.csv")))
    found = [str(item.kind) for item in desk.aftermath()]
    desk.close()
    assert sorted(found) == ["advertising", "advertising", "review_request"]


def test_a_promise_of_two_working_days_is_kept_in_the_store(played: tuple[Path, dict[str, Any]]) -> None:
    desk = Desk(played[0], MailSettings(stop_list=str(played[0] / "stop.csv")))
    mails = by_manner(played[1])["promise_broken"]
    first = desk.inbox.mails(probe=mails[0]["id"])[0]
    desk.close()
    promise = first.classification.promise if first.classification else None
    assert promise is not None and (promise.amount, promise.working) == (2, True)


def test_the_same_seed_plays_the_same_calendar(played: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    again = play(tmp_path, shops(8), start=MAILS_START, seed=4)
    times = [[(m["sent_at"], m["answered_at"]) for m in shop["mails"]] for shop in again["shops"]]
    assert times == [[(m["sent_at"], m["answered_at"]) for m in shop["mails"]] for shop in played[1]["shops"]]
    assert len(Campaign(tmp_path).events("accepted")) == 48


def test_the_report_shows_what_came_afterwards_and_what_people_measured(
    played: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    folder = tmp_path / "audit"
    shutil.copytree(played[0], folder)
    campaign = Campaign(folder)
    start = datetime(2026, 9, 3, 9, 0, tzinfo=UTC)
    waits = {"phone": 25, "chat": 180}
    add(
        campaign,
        [
            Measured(
                id=channel, shop="https://winkel0.test", shop_name="Winkel 0", market="NL", channel=channel,
                started_at=start, person_at=start + timedelta(seconds=waited), ended_at=start + timedelta(minutes=9),
                result=Result.PERSON, by="Ada de Vries",
            )
            for channel, waited in waits.items()
        ],
    )  # fmt: skip
    campaign.close()
    found = mails_of(folder, shops(8))
    assert found is not None
    words = Words("en")
    names = {r.shop.key: (r.shop.name, f"s{n}") for n, r in enumerate(shops(8))}
    page = of_all(found, names, words)
    norms = {str(line["channel"]): str(line["norm"]) for line in page["hand_lines"]}
    assert set(norms.values()) == {"within the norm", "later than the norm"}
    assert norms["telephone"] == "within the norm"
    assert {line["name"] for line in page["hand_lines"]} == {"Winkel 0"}
    assert {line["by"] for line in page["hand_lines"]} == {"Ada de Vries"}
    assert page["hand_share"].startswith("2 of the measurements, 5% of all")
    assert [line["kind"] for line in page["after_lines"]] == ["advertising", "request for a review", "advertising"]
    assert {row["name"] for row in page["shops"]} == {f"Winkel {n}" for n in range(8)}
    assert "SAMR 2018" in page["norm"]
    own = of_shop(found, "https://winkel7.test", words)
    assert len(own["after_lines"]) == 3 and own["hand_lines"] == []
    clocked = of_shop(found, "https://winkel1.test", words)["mail_lines"][0]
    assert clocked["elapsed"] and clocked["working"]


def test_a_signal_ends_the_mails_quietly(tmp_path: Path) -> None:
    script = (
        "import sys, os, signal, threading\n"
        "from shopcheck import cli\n"
        "from shopcheck.signals import term_as_interrupt\n"
        "from shopcheck.demo_mail import play\n"
        "from tests.mail_servers.test_demo_mail import shops\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "def run(arguments):\n"
        "    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()\n"
        "    with term_as_interrupt():\n"
        "        for n in range(99):\n"
        "            play(Path(sys.argv[1]) / str(n), shops(8), start=date(2026, 9, 2))\n"
        "cli._run_app = run\n"
        "cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == Exit.INTERRUPTED
    assert "interrupted" in done.stderr and "Traceback" not in done.stderr
