"""The demo's three weeks of mail: every manner of answering comes out as what it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from audit.model import Shop, ShopResult
from mystery_shop.campaign import Campaign
from mystery_shop.desk import Desk
from mystery_shop.settings import MailSettings
from shopcheck.demo_mail import _data, play

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
    return folder, play(folder, shops(8), start=date(2026, 9, 2), seed=4)


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
    again = play(tmp_path, shops(8), start=date(2026, 9, 2), seed=4)
    times = [[(m["sent_at"], m["answered_at"]) for m in shop["mails"]] for shop in again["shops"]]
    assert times == [[(m["sent_at"], m["answered_at"]) for m in shop["mails"]] for shop in played[1]["shops"]]
    assert len(Campaign(tmp_path).events("accepted")) == 48
