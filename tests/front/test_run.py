"""One audit, from a list to a report, with visits that never leave the process."""

import json
import os
from pathlib import Path

import pytest

from audit.model import Shop, Snapshot
from audit.outcomes import Outcome, Reason
from audit.shoplist import parse_list
from audit.store import AuditStore
from shopcheck.judging import duties
from shopcheck.lock import locked
from shopcheck.reporting import language_for
from tests.commands import shopcheck
from tests.front.fakes import FakeVisits, good, seen, shut


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("website,name\n" + "".join(f"s{n}.nl,Shop {n}\n" for n in range(6)))
    return path


def results(folder: Path):
    store = AuditStore.in_folder(folder)
    try:
        return list(store.results())
    finally:
        store.close()


def test_a_list_in_and_a_report_out(visits: FakeVisits, listed: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "audit"
    assert shopcheck("run", listed, "--out", out, "--market", "nl", "--concurrency", 3, "--delay", "0") == 0
    told = capsys.readouterr()
    assert told.out == f"{out}/report/index.html\n"
    assert "[6/6] " in told.err
    assert "6 shops: 6 met" in told.err
    assert (out / "report" / "index.html").is_file()
    assert sorted(visits.visited) == sorted(r.shop.key for r in results(out))
    assert visits.most_at_once == 3
    assert visits.config is not None
    assert visits.config.crawl.delay == 0
    assert visits.settings == {"allow_private": False, "market": "NL", "at_once": 3}  # no second look unless asked for


def test_a_finished_audit_is_not_visited_again_and_ends_as_it_did(
    visits: FakeVisits, listed: Path, tmp_path: Path
) -> None:
    visits.answer = lambda shop: shut(shop) if shop.key > "https://s1.nl" else good(shop)
    arguments = ("run", listed, "--out", tmp_path / "a", "--market", "NL")
    assert shopcheck(*arguments) == 4
    index = (tmp_path / "a/report/index.html").stat().st_mtime_ns
    visits.visited.clear()
    assert shopcheck(*arguments) == 4
    assert visits.visited == []
    assert (tmp_path / "a/report/index.html").stat().st_mtime_ns == index
    assert shopcheck(*arguments, "--max-unmeasured", "70") == 0


def test_looking_again_at_what_could_not_be_measured(visits: FakeVisits, listed: Path, tmp_path: Path) -> None:
    visits.answer = lambda shop: shut(shop) if shop.key in {"https://s1.nl", "https://s4.nl"} else good(shop)
    arguments = ("run", listed, "--out", tmp_path / "a", "--market", "NL")
    assert shopcheck(*arguments) == 0
    visits.visited.clear()
    visits.answer = lambda shop: good(shop, minute=30) if shop.key == "https://s1.nl" else shut(shop, minute=30)
    assert shopcheck(*arguments, "--again", "unmeasured") == 0
    assert visits.visited == ["https://s1.nl", "https://s4.nl"]
    outcomes = {r.shop.key: r.findings[0].outcome for r in results(tmp_path / "a")}
    assert outcomes["https://s1.nl"] is Outcome.MET
    assert outcomes["https://s4.nl"] is Outcome.NOT_MEASURED


def test_shops_added_are_visited_and_shops_taken_off_are_marked(
    visits: FakeVisits, listed: Path, tmp_path: Path, capsys
) -> None:
    arguments = ("run", listed, "--out", tmp_path / "a", "--market", "NL")
    assert shopcheck(*arguments) == 0
    visits.visited.clear()
    listed.write_text("website,name\ns1.nl,Shop 1\nnew.nl,New\n")
    capsys.readouterr()
    assert shopcheck(*arguments) == 0
    assert visits.visited == ["https://new.nl"]
    assert "1 new on the list" in (told := capsys.readouterr().err)
    assert "5 taken off it, marked as left" in told
    assert [(r.shop.key, r.left) for r in results(tmp_path / "a")][:3] == [
        ("https://s1.nl", False), ("https://new.nl", False), ("https://s0.nl", True),
    ]  # fmt: skip


def test_a_list_of_other_shops_is_another_audit_s_unless_it_is_meant(
    visits: FakeVisits, listed: Path, tmp_path: Path, capsys
) -> None:
    arguments = ("run", listed, "--out", tmp_path / "a", "--market", "NL")
    assert shopcheck(*arguments) == 0
    visits.visited.clear()
    listed.write_text("website\nother.nl\n")
    capsys.readouterr()
    assert shopcheck(*arguments) == 3
    told = capsys.readouterr().err
    assert "is the audit of 6 shops (s0.nl, …), and the list names none of them" in told and "--replace-list" in told
    assert visits.visited == [] and not any(r.left for r in results(tmp_path / "a"))
    assert shopcheck(*arguments, "--replace-list") == 0
    assert [r.shop.key for r in results(tmp_path / "a") if not r.left] == ["https://other.nl"]


def test_a_folder_that_holds_no_report_is_told_before_anybody_is_visited(
    visits: FakeVisits, listed: Path, tmp_path: Path, capsys
) -> None:
    report = tmp_path / "a" / "report"
    report.mkdir(parents=True)
    (report / "thesis.txt").write_text("mine")
    assert shopcheck("run", listed, "--out", tmp_path / "a", "--market", "NL") == 3
    assert "is not empty and holds no report" in capsys.readouterr().err
    assert visits.visited == [] and [p.name for p in report.iterdir()] == ["thesis.txt"]


def test_what_a_killed_process_left_of_a_report_is_swept_away(visits: FakeVisits, listed: Path, tmp_path: Path) -> None:
    half = tmp_path / "a" / ".report.x1y2_z3a" / "new" / "shop"
    half.mkdir(parents=True)
    (half / "s1.nl.html").write_text("half a page")
    (tmp_path / "a" / ".report.mine").mkdir()
    assert shopcheck("run", listed, "--out", tmp_path / "a", "--market", "NL") == 0
    assert sorted(p.name for p in (tmp_path / "a").glob(".*")) == [".report.mine"]


def test_one_bad_shop_never_stops_the_run(visits: FakeVisits, listed: Path, tmp_path: Path) -> None:
    def answer(shop: Shop) -> Snapshot:
        if shop.key == "https://s2.nl":
            raise ZeroDivisionError("a fault of ours")
        return good(shop)

    visits.answer = answer
    assert shopcheck("run", listed, "--out", tmp_path / "a", "--market", "NL") == 0
    bad = results(tmp_path / "a")[2]
    assert {f.reason for f in bad.findings} == {Reason.VISIT_CRASHED}
    assert bad.snapshot is not None
    assert bad.snapshot.gaps[0].detail == "ZeroDivisionError: a fault of ours"


def test_a_fault_of_ours_at_every_shop_stops_the_run_and_is_held_against_nobody(
    visits: FakeVisits, tmp_path: Path, capsys
) -> None:
    def answer(shop: Shop) -> Snapshot:
        raise OSError("No space left on device")

    visits.answer = answer
    (tmp_path / "l.txt").write_text("".join(f"s{n}.nl\n" for n in range(40)))
    arguments = ("run", tmp_path / "l.txt", "--out", tmp_path / "a", "--market", "NL")
    assert shopcheck(*arguments) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert len(visits.visited) < 30
    visits.visited.clear()
    visits.answer = good
    assert shopcheck(*arguments) == 0
    assert len(visits.visited) == 40


def test_the_list_s_market_goes_first_and_a_market_without_rules_is_read_and_shown(
    visits: FakeVisits, tmp_path: Path
) -> None:
    (tmp_path / "l.csv").write_text("website,market\na.nl,\nb.de,de\nc.ch,ch\n")
    assert shopcheck("run", tmp_path / "l.csv", "--out", tmp_path / "a", "--market", "nl") == 0
    a, b, c = results(tmp_path / "a")
    assert a.findings[0].rule.startswith("nl/")
    assert b.findings[0].rule.startswith("de/")
    assert c.snapshot is not None
    assert c.snapshot.pages
    assert {f.reason for f in duties(c.findings)} == {Reason.NO_PACK}
    assert shopcheck("run", tmp_path / "l.csv", "--out", tmp_path / "a", "--market", "nl", "--again", "unmeasured") == 0
    assert visits.visited.count("https://c.ch") == 1


def test_a_changed_market_is_judged_anew_without_a_visit(visits: FakeVisits, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("website,market\na.nl,nl\n")
    assert shopcheck("run", tmp_path / "l.csv", "--out", tmp_path / "a") == 0
    (tmp_path / "l.csv").write_text("website,market\na.nl,de\n")
    assert shopcheck("run", tmp_path / "l.csv", "--out", tmp_path / "a") == 0
    assert results(tmp_path / "a")[0].findings[0].rule.startswith("de/")
    assert visits.visited == ["https://a.nl"]


def test_values_that_many_shops_show_are_nobody_s_own(visits: FakeVisits, listed: Path, tmp_path: Path) -> None:
    carrier = next(s for s in good(parse_list(b"carrier.com").shops[0]).sightings if s.kind == "email")
    visits.answer = lambda shop: seen(shop, carrier)
    assert shopcheck("run", listed, "--out", tmp_path / "a", "--market", "NL") == 0
    emails = [f for r in results(tmp_path / "a") for f in r.findings if f.check == "email-findable"]
    assert {(f.outcome, f.reason) for f in emails} == {(Outcome.UNSURE, Reason.OWNER_UNKNOWN)}
    assert not any(f.values for f in emails)


def test_a_run_killed_before_it_judged_the_whole_is_settled_by_the_next(
    visits: FakeVisits, listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = next(s for s in good(parse_list(b"carrier.com").shops[0]).sightings if s.kind == "email")
    visits.answer = lambda shop: seen(shop, carrier)
    arguments = ("run", listed, "--out", tmp_path / "a", "--market", "NL")

    def killed(_store: AuditStore) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as during:
        during.setattr("shopcheck.run.judge_audit", killed)
        with pytest.raises(SystemExit):
            shopcheck(*arguments)
    assert "met" in {f.outcome for r in results(tmp_path / "a") for f in r.findings if f.check == "email-findable"}
    visits.visited.clear()
    assert shopcheck(*arguments) == 0
    assert visits.visited == []
    emails = {f.outcome for r in results(tmp_path / "a") for f in r.findings if f.check == "email-findable"}
    assert Outcome.MET not in emails


@pytest.mark.parametrize("command", [["report"], ["freeze"], ["reply", "letters"], ["correct"]])
def test_what_is_published_of_a_run_that_was_killed_is_judged_as_a_whole(
    visits: FakeVisits, listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, command: list[str]
) -> None:
    carrier = next(s for s in good(parse_list(b"carrier.com").shops[0]).sightings if s.kind == "email")
    visits.answer = lambda shop: seen(shop, carrier)
    audit = tmp_path / "a"

    def killed(_store: AuditStore) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as during:
        during.setattr("shopcheck.run.judge_audit", killed)
        with pytest.raises(SystemExit):
            shopcheck("run", listed, "--out", audit, "--market", "NL")
    capsys.readouterr()
    assert shopcheck("export", audit) == 0
    assert "may change" in capsys.readouterr().err
    first = results(audit)[0].shop.url
    more = {"letters": ["--out", tmp_path / "l"], "correct": [first, "--text", "iets"]}
    assert shopcheck(*command, audit, *more.get(command[-1], [])) == 0
    emails = {f.outcome for r in results(audit) for f in r.findings if f.check == "email-findable"}
    assert emails == {Outcome.UNSURE}
    capsys.readouterr()
    assert shopcheck("export", audit) == 0
    assert "may change" not in capsys.readouterr().err


def test_a_run_on_a_finished_audit_judges_nothing_by_newer_rules(
    visits: FakeVisits, listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("run", listed, "--out", tmp_path / "a", "--market", "NL")
    assert shopcheck(*arguments) == 0
    before = [r.findings for r in results(tmp_path / "a")]
    monkeypatch.setattr("shopcheck.judging.judge_visit", lambda *_: ())
    (tmp_path / "a/audit.toml").write_text('[audit]\ntitle = "Another title"\n')
    assert shopcheck(*arguments) == 0
    assert [r.findings for r in results(tmp_path / "a")] == before


def test_another_title_or_language_is_another_report(visits: FakeVisits, listed: Path, tmp_path: Path) -> None:
    arguments = ("run", listed, "--out", tmp_path / "a", "--market", "NL")
    assert shopcheck(*arguments) == 0
    index = tmp_path / "a/report/index.html"
    assert '<html lang="nl"' in index.read_text()
    (tmp_path / "a/audit.toml").write_text('[audit]\ntitle = "Our study of shops"\n')
    assert shopcheck(*arguments) == 0
    assert "Our study of shops" in index.read_text()
    assert shopcheck(*arguments, "--lang", "en") == 0
    assert '<html lang="en"' in index.read_text()
    assert len(visits.visited) == 6


def test_no_network_stops_the_run_and_is_held_against_nobody(
    visits: FakeVisits, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopcheck.network.dns_answers", lambda: False)
    (tmp_path / "l.txt").write_text("".join(f"s{n}.nl\n" for n in range(40)))
    visits.answer = lambda shop: shut(shop, Reason.DNS_FAILED)
    arguments = ("run", tmp_path / "l.txt", "--out", tmp_path / "a", "--market", "NL")
    assert shopcheck(*arguments) == 1
    assert "this machine seems to have no network" in capsys.readouterr().err
    assert len(visits.visited) < 40
    visits.answer = good
    visits.visited.clear()
    assert shopcheck(*arguments) == 0
    assert len(visits.visited) == 40


def test_a_name_that_does_not_exist_is_the_shop_s(
    visits: FakeVisits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopcheck.network.dns_answers", lambda: True)
    visits.answer = lambda shop: shut(shop, Reason.DNS_FAILED)
    (tmp_path / "l.txt").write_text("".join(f"s{n}.nl\n" for n in range(15)))
    assert shopcheck("run", tmp_path / "l.txt", "--out", tmp_path / "a", "--market", "NL") == 4
    assert {f.reason for r in results(tmp_path / "a") for f in r.findings} == {Reason.DNS_FAILED}


def test_the_list_on_standard_input(visits: FakeVisits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"s1.nl\ns2.nl\n")
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert shopcheck("run", "-", "--out", tmp_path / "a", "--market", "NL") == 0
    assert len(visits.visited) == 2


def test_two_runs_in_one_folder_do_not_meet(visits: FakeVisits, listed: Path, tmp_path: Path, capsys) -> None:
    with locked(tmp_path / "a"):
        assert shopcheck("run", listed, "--out", tmp_path / "a") == 1
    assert f"another shopcheck (process {os.getpid()}) is working in {tmp_path / 'a'}" in capsys.readouterr().err
    assert shopcheck("run", listed, "--out", tmp_path / "a", "--market", "NL") == 0


def test_judge_report_and_export_without_visits_give_the_same_bytes(
    visits: FakeVisits, listed: Path, tmp_path: Path, capsysbinary
) -> None:
    out = tmp_path / "a"
    assert shopcheck("run", listed, "--out", out, "--market", "NL") == 0

    def state() -> dict[str, bytes]:
        return {str(p.relative_to(out)): p.read_bytes() for p in sorted((out / "report").rglob("*")) if p.is_file()}

    before = state()
    assert shopcheck("judge", out) == 0
    assert shopcheck("report", out) == 0
    assert state() == before
    capsysbinary.readouterr()
    for style in ("csv", "json"):
        assert shopcheck("export", out, "--format", style) == 0
        told = capsysbinary.readouterr().out
        assert shopcheck("export", out, "--format", style, "--out", tmp_path / style) == 0
        assert (tmp_path / style).read_bytes() == told
    whole = json.loads((tmp_path / "json").read_bytes())
    assert len(whole["shops"]) == 6
    assert whole["audit"]["market"] == "NL"
    assert shopcheck("report", out, "--lang", "nl", "--out", tmp_path / "elsewhere") == 0
    assert (tmp_path / "elsewhere/index.html").is_file()


@pytest.mark.parametrize("command", ["judge", "report", "export"])
def test_a_folder_without_an_audit(command: str, tmp_path: Path, capsys) -> None:
    assert shopcheck(command, tmp_path) == 3
    assert f"there is no audit in {tmp_path}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_list_takes_nothing(visits: FakeVisits, tmp_path: Path, capsys) -> None:
    (tmp_path / "l.txt").write_text("good.nl\nnot good\n")
    assert shopcheck("run", tmp_path / "l.txt", "--out", tmp_path / "a") == 3
    assert "row 2: 'not good' is not a web address" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()
    assert visits.visited == []


def test_a_report_folder_with_something_else_in_it_is_left_alone(
    visits: FakeVisits, listed: Path, tmp_path: Path, capsys
) -> None:
    (tmp_path / "a/report").mkdir(parents=True)
    (tmp_path / "a/report/thesis.txt").write_text("mine")
    assert shopcheck("run", listed, "--out", tmp_path / "a", "--market", "NL") == 3
    assert (tmp_path / "a/report/thesis.txt").read_text() == "mine"
    assert "choose another folder" in capsys.readouterr().err


def test_an_interrupt_keeps_what_was_done(visits: FakeVisits, listed: Path, tmp_path: Path, capsys) -> None:
    def answer(shop: Shop) -> Snapshot:
        if shop.key == "https://s3.nl":
            raise KeyboardInterrupt
        return good(shop)

    visits.answer = answer
    arguments = ("run", listed, "--out", tmp_path / "a", "--market", "NL", "--concurrency", "1")
    assert shopcheck(*arguments) == 130
    assert "the same command goes on" in capsys.readouterr().err
    assert visits.visited == [f"https://s{n}.nl" for n in range(4)]
    visits.answer = good
    visits.visited.clear()
    assert shopcheck(*arguments) == 0
    assert visits.visited == [f"https://s{n}.nl" for n in range(3, 6)]


def test_the_language_of_the_report_follows_the_market_unless_said() -> None:
    assert language_for("NL") == "nl"
    assert language_for("DE") in {"de", "en"}
    assert language_for("ZZ") == "en"
    assert language_for(None) == "en"
