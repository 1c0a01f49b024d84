"""A shop's history: the same since when, what was seen before, in which round, and where that is to be read."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from audit.model import Finding, Shop, ShopResult, Snapshot
from audit.outcomes import Duty, Outcome, Place, Reason
from reports.history import History, Kind, Run
from tests.commands import shopcheck
from tests.fair.conftest import Evident, first_round, later
from tests.front.fakes import good
from tests.reports.pages import pages_of

RULE = "nl/contact-email"
MET, NOT_FOUND, NOT_MEASURED = Outcome.MET, Outcome.NOT_FOUND, Outcome.NOT_MEASURED
B = Shop(key="https://b.nl", url="https://b.nl/")


def seen_on(day: date, outcome: Outcome, place: Place | None = None, **detail: str) -> ShopResult:
    """The shop B as one visit found it."""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    snapshot = Snapshot(shop=B, started_at=at, finished_at=at, tool="t")
    finding = Finding(
        rule=RULE, check="email-findable", duty=Duty.MUST, outcome=outcome, place=place, detail=detail,
        reason=None if outcome is MET else Reason.NOTHING_SEEN,
    )  # fmt: skip
    return ShopResult(shop=B, snapshot=snapshot, findings=(finding,))


def runs(now: ShopResult, *earlier: ShopResult) -> list[Run]:
    """earlier: the last round first."""
    history = History()
    for number, result in enumerate(earlier, 1):
        history.note(number)(result, result.findings, result.findings)
    return history.runs(now)[RULE]


def days(found: list[Run]) -> list[tuple[date, date, Outcome]]:
    return [(run.first.on, run.last.on, run.last.verdict.outcome) for run in found]


Y24, Y25, Y26 = date(2024, 11, 3), date(2025, 11, 3), date(2026, 11, 3)


def test_the_same_since_the_first_look_that_saw_it() -> None:
    assert days(runs(seen_on(Y26, MET), seen_on(Y25, MET), seen_on(Y24, MET))) == [(Y24, Y26, MET)]
    found = runs(seen_on(Y26, MET), seen_on(Y25, MET), seen_on(Y24, NOT_FOUND))
    assert days(found) == [(Y25, Y26, MET), (Y24, Y24, NOT_FOUND)]


def test_what_could_not_be_measured_neither_confirms_nor_interrupts() -> None:
    found = runs(seen_on(Y26, MET), seen_on(Y25, NOT_MEASURED), seen_on(Y24, MET))
    assert days(found) == [(Y24, Y26, MET)]
    assert runs(seen_on(Y26, NOT_MEASURED)) == []


def test_another_place_is_a_change_and_the_clicks_are_not() -> None:
    clear, image = seen_on(Y26, MET, Place.CLEAR), seen_on(Y25, MET, Place.IMAGE_ONLY)
    assert [run.last.verdict.place for run in runs(clear, image)] == [Place.CLEAR, Place.IMAGE_ONLY]
    nearer = replace(clear, findings=tuple(replace(f, clicks=1) for f in clear.findings))
    assert len(runs(nearer, seen_on(Y25, MET, Place.CLEAR))) == 1


def test_a_repair_is_two_looks_of_one_round() -> None:
    mended = seen_on(Y26, MET, before="not_found", before_reason="nothing_seen", before_on="2026-10-01",
                     fixed_on="2026-11-03")  # fmt: skip
    assert days(runs(mended, seen_on(Y25, NOT_FOUND))) == [(Y26, Y26, MET), (Y25, date(2026, 10, 1), NOT_FOUND)]


def test_how_it_was_judged_then_is_kept() -> None:
    history, now, before = History(), seen_on(Y26, NOT_FOUND), seen_on(Y25, NOT_FOUND)
    history.note(1)(before, seen_on(Y25, MET).findings, before.findings)
    (run,) = history.runs(now)[RULE]
    assert (run.first.then.outcome, run.first.verdict.outcome) == (MET, NOT_FOUND)


def test_looks_of_a_round_are_told_with_their_kind() -> None:
    now = seen_on(Y26, MET)
    assert now.snapshot is not None
    history = History()
    second, recheck = replace(later(now.snapshot, 1), second_look=True), replace(later(now.snapshot, 5), recheck=True)
    history.repeats(B.key, [now.snapshot, second, recheck])
    history.note(1)(seen_on(Y25, MET), (), ())
    told = [(v.round, v.kind) for v in history.visited(now)]
    assert told == [(0, Kind.RECHECK), (0, Kind.SECOND), (0, Kind.VISIT), (1, Kind.VISIT)]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three rounds: B shows no e-mail address in the first two."""
    folder = tmp_path_factory.mktemp("three")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        (folder / "list.csv").write_text("website,naam\na.nl,Winkel A\nb.nl,Winkel B\n")
        for name, day in (("y24", -730), ("y25", -365), ("y26", 0)):
            answer = good if name == "y26" else first_round
            Evident(lambda shop, answer=answer, day=day: later(answer(shop), day)).put_in(monkeypatch)
            assert shopcheck("-q", "run", "list.csv", "--out", folder / name, "--market", "NL") == 0
            since = {"y25": "../y24", "y26": "../y25"}.get(name)
            if since:
                (folder / name / "audit.toml").write_text(f'[audit]\nsince = "{since}"\n')
                assert shopcheck("-q", "report", folder / name) == 0
    return folder


def text_of(page: Path) -> str:
    return re.sub(r"\s+", " ", pages_of(page.parent)[page.name].text)


def test_the_round_before_is_named_in_the_settings_and_leads_to_the_one_before_it(three: Path) -> None:
    report = three / "y26/report"
    text = text_of(report / "shop/b.nl.html")
    assert "gezien op 20 november 2026" in text, "the e-mail address is new"
    assert "gelijk sinds 20 november 2024; laatst gezien op 20 november 2026" in text, "the number is not"
    assert "20 november 2024 – 20 november 2025" in text and "in de ronde van 20 november 2024" in text
    links = pages_of(report / "shop")["b.nl.html"].links
    assert {"../../../y25/report/shop/b.nl.html", "../../../y24/report/shop/b.nl.html"} <= set(links)
    assert "../../y25/report/index.html" in pages_of(report)["changes.html"].links
    for link in links:
        if "y2" in link:
            assert (report / "shop" / link).resolve().is_file(), link


def test_a_frozen_revision_links_from_where_it_lies(three: Path, tmp_path: Path) -> None:
    shutil.copytree(three, tmp_path / "all")
    assert shopcheck("-q", "freeze", tmp_path / "all/y26") == 0
    frozen = tmp_path / "all/y26/revisions/1/report/shop"
    links = [link for link in pages_of(frozen)["b.nl.html"].links if "y2" in link]
    assert links and all((frozen / link).resolve().is_file() for link in links)


def test_the_earlier_report_can_be_on_the_web(three: Path, tmp_path: Path) -> None:
    shutil.copytree(three, tmp_path / "all")
    settings = tmp_path / "all/y26/audit.toml"
    settings.write_text(settings.read_text() + 'since_at = "https://blad.example/2025"\n')
    assert shopcheck("-q", "report", tmp_path / "all/y26") == 0
    links = pages_of(tmp_path / "all/y26/report/shop")["b.nl.html"].links
    assert "https://blad.example/2025/shop/b.nl.html" in links
    assert not [link for link in links if "y25" in link]


def test_the_environment_and_the_command_line_go_before_the_file(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(three, tmp_path / "all")
    audit = tmp_path / "all/y26"
    assert shopcheck("config", "show", audit, "--origin") == 0
    assert re.search(r'since = "../y25" +# .*y26/audit.toml', capsys.readouterr().out)
    monkeypatch.setenv("SHOPCHECK_AUDIT__SINCE", "../y24")
    assert shopcheck("-q", "report", audit) == 0
    assert "y25" not in " ".join(pages_of(audit / "report/shop")["b.nl.html"].links)
    monkeypatch.setenv("SHOPCHECK_AUDIT__SINCE", "../nothing")
    assert shopcheck("-q", "report", audit, "--since", tmp_path / "all/y25") == 0
    assert "y25" in " ".join(pages_of(audit / "report/shop")["b.nl.html"].links)


def test_rounds_that_name_each_other_come_to_an_end(three: Path, tmp_path: Path) -> None:
    shutil.copytree(three, tmp_path / "all")
    (tmp_path / "all/y24/audit.toml").write_text('[audit]\nsince = "../y26"\n')
    assert shopcheck("-q", "report", tmp_path / "all/y26") == 0
    assert text_of(tmp_path / "all/y26/report/shop/b.nl.html").count("in de ronde van") <= 3


def test_repeats_and_what_people_did_stand_in_the_history(audit: Path, visits: Evident) -> None:
    assert "Geschiedenis" not in text_of(audit / "report/shop/b.nl.html"), "one look has no history"
    visits.answer = lambda shop: later(good(shop), 14)
    assert shopcheck("-q", "recheck", audit, "b.nl") == 0
    assert shopcheck("-q", "correct", audit, "b.nl", "--text", "een voorbeeld") == 0
    text = text_of(audit / "report/shop/b.nl.html")
    for said in ("Geschiedenis", "opnieuw bekeken nadat de winkel onze bevindingen kende", "correctie van ons"):
        assert said in text, said
    assert text.index("4 december 2026 09:00 UTC opnieuw") < text.index("20 november 2026 09:00 UTC door ons bezocht")
    assert "gezien op 4 december 2026" in text and "door ons niet gevonden" in text
