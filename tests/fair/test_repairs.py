"""Looking again after a repair: what was mended is shown as mended, with what was seen before and both dates."""

import csv
import json
import re
from pathlib import Path

import msgspec
import pytest

from audit.model import Finding, Kind, Shop, Snapshot
from audit.outcomes import Duty, Outcome, Place, Reason
from audit.repairs import repaired
from audit.store import AuditStore
from tests.commands import shopcheck
from tests.fair.conftest import Evident, later
from tests.front.fakes import good, seen, shut

B = Shop(key="https://b.nl", url="https://b.nl/")
RULE = "nl/contact-email"


def finding(outcome: Outcome, place: Place | None = None) -> Finding:
    reason = None if outcome is Outcome.MET else Reason.NOTHING_SEEN
    return Finding(rule=RULE, check="email-findable", duty=Duty.MUST, outcome=outcome, place=place, reason=reason)


def look(outcome: Outcome, day: int, place: Place | None = None) -> tuple[Snapshot, tuple[Finding, ...]]:
    return later(good(B), day), (finding(outcome, place),)


MET, PARTLY, BREACHED = Outcome.MET, Outcome.PARTLY, Outcome.BREACHED
NOT_FOUND, NOT_MEASURED = Outcome.NOT_FOUND, Outcome.NOT_MEASURED


@pytest.mark.parametrize(
    ("first", "then", "shown", "key", "day"),
    [
        (NOT_FOUND, [MET], MET, "fixed_on", "2026-11-30"),
        (PARTLY, [MET], MET, "fixed_on", "2026-11-30"),
        (BREACHED, [PARTLY], PARTLY, "improved_on", "2026-11-30"),
        (NOT_FOUND, [MET, MET], MET, "fixed_on", "2026-11-30"),
        (NOT_FOUND, [PARTLY, MET], MET, "fixed_on", "2026-12-10"),
        (NOT_FOUND, [MET, NOT_MEASURED], MET, "fixed_on", "2026-11-30"),
        (NOT_FOUND, [NOT_MEASURED, MET], MET, "fixed_on", "2026-12-10"),
    ],
)
def test_what_was_mended_is_said_with_its_days(first, then, shown, key, day) -> None:
    looks = [look(outcome, 10 * n) for n, outcome in enumerate(then, 1)]
    (now,) = repaired(looks[-1][1], look(first, 0), looks)
    assert now.outcome is shown and now.detail[key] == day
    assert (now.detail["before"], now.detail["before_on"]) == (first.value, "2026-11-20")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (MET, [MET]),
        (NOT_FOUND, [NOT_FOUND]),
        (NOT_FOUND, [MET, NOT_FOUND]),
        (NOT_MEASURED, [MET]),
        (Outcome.UNSURE, [MET]),
        (BREACHED, [NOT_FOUND]),
        (MET, [PARTLY]),
    ],
)
def test_nothing_else_is_called_mended(first, then) -> None:
    looks = [look(outcome, 10 * n) for n, outcome in enumerate(then, 1)]
    assert repaired(looks[-1][1], look(first, 0), looks) == looks[-1][1]


def email(folder: Path) -> Finding:
    store = AuditStore.in_folder(folder)
    try:
        result = next(r for r in store.results() if "b.nl" in r.shop.key)
    finally:
        store.close()
    return next(f for f in result.findings if f.check == "email-findable")


def again(answer):
    return lambda shop: later(answer(shop), 14)


def test_a_repair_is_on_the_page_in_the_tables_and_in_the_data(audit: Path, visits: Evident, capsys) -> None:
    assert email(audit).outcome is Outcome.NOT_FOUND
    visits.answer = again(good)
    assert shopcheck("recheck", audit, "Winkel B") == 0
    told = capsys.readouterr()
    assert "fixed, seen on 2026-12-04; not found on 2026-11-20" in told.out
    assert visits.visited == ["https://b.nl"]
    report = audit / "report"
    for page in ("shop/b.nl.html", "index.html", "embed/shop/b.nl.html", "print.html"):
        text = re.sub(r"\s+", " ", (report / page).read_text())
        assert "hersteld; door ons gezien op 4 december 2026" in text, page
        assert "; op 20 november 2026: door ons niet gevonden" in text, page
    with (report / "data/results.csv").open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["shop"] == "Winkel B" and r["check"] == "email-findable"]
    assert [(r["outcome"], r["before"], r["before_on"], r["fixed_on"]) for r in rows] == [
        ("met", "not_found", "2026-11-20", "2026-12-04")
    ]
    shops = json.loads((report / "data/shopcheck.json").read_text())["shops"]
    found = next(f for s in shops if s["key"] == "https://b.nl" for f in s["findings"] if f["rule"] == RULE)
    assert found["detail"]["fixed_on"] == "2026-12-04"
    assert shopcheck("-q", "verify", audit) == 0


def test_a_recheck_that_meets_a_closed_door_takes_nothing_back(audit: Path, visits: Evident, capsys) -> None:
    visits.answer = again(lambda shop: shut(shop, Reason.CAPTCHA))
    assert shopcheck("recheck", audit, "b.nl") == 0
    assert email(audit).outcome is Outcome.NOT_FOUND and "fixed" not in capsys.readouterr().out


def test_a_repair_is_seen_though_something_else_could_not_be_measured(audit: Path, visits: Evident) -> None:
    def half(shop: Shop) -> Snapshot:
        mail = seen(shop, *(s for s in good(shop).sightings if s.kind is Kind.EMAIL))
        pages = tuple(msgspec.structs.replace(page, rendered=False) for page in mail.pages)
        return msgspec.structs.replace(mail, pages=pages)

    visits.answer = again(half)
    assert shopcheck("recheck", audit, "b.nl") == 0
    now = email(audit)
    assert now.outcome is Outcome.MET and now.detail["before_on"] == "2026-11-20"


def test_judging_again_keeps_repairs_and_a_person_who_decides_otherwise_leads(audit: Path, visits: Evident) -> None:
    visits.answer = again(good)
    assert shopcheck("recheck", audit, "b.nl", "--no-such") == 3
    assert shopcheck("recheck", audit, "b.nl") == 0
    assert shopcheck("judge", audit) == 0
    assert email(audit).detail["fixed_on"] == "2026-12-04"
    decided = ("--check", "email-findable", "--outcome", "not_found", "--by", "An", "--text", "het is een voorbeeld")
    assert shopcheck("correct", audit, "b.nl", *decided) == 0
    assert "<b>door ons niet gevonden</b></p>" in (audit / "report/shop/b.nl.html").read_text()
    with (audit / "report/data/results.csv").open(newline="") as file:
        assert not any(row["fixed_on"] for row in csv.DictReader(file))


def test_only_what_was_asked_counts_as_a_recheck(audit: Path, visits: Evident) -> None:
    visits.answer = again(good)
    assert shopcheck("run", audit.parent / "list.csv", "--out", audit, "--again", "unmeasured") == 0
    assert visits.visited == ["https://d.nl"]
    assert "before" not in email(audit).detail


def test_a_shop_that_is_not_there_is_named_with_a_guess(audit: Path, visits: Evident, capsys) -> None:
    assert shopcheck("recheck", audit, "winkel bb") == 3
    assert "did you mean https://b.nl" in capsys.readouterr().err and visits.visited == []
