"""Two rounds side by side: same shops, same manner of judging; both lines when the manner changed."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest

from audit.model import Finding, Kind, Review, Shop, ShopResult, Snapshot
from audit.outcomes import Duty, Outcome, Reason
from audit.store import AuditStore
from reports.changes import Changes, Course, compare
from reports.changes_page import alone
from reports.wording import report_languages, words_for
from shopcheck.demo_mail import play
from tests.commands import shopcheck
from tests.fair.conftest import Evident, first_round, later
from tests.front.fakes import good, seen
from tests.reports.pages import pages_of
from tests.reports.sample import SampleAudit, sample
from tests.reports.test_wording import BANNED

SECOND = "website,naam\na.nl,Winkel A\nb.nl,Winkel B\nc.pl,Sklep C\nd.nl,Winkel D\nf.nl,Winkel F\n"


def second_round(shop: Shop) -> Snapshot:
    """A shows no e-mail address any more, B does, D lets us in, F is new and E has gone."""
    if "a.nl" in shop.key:
        return later(seen(shop, *(s for s in good(shop).sightings if s.kind is Kind.PHONE)), 90)
    return later(first_round(shop) if "c.pl" in shop.key else good(shop), 90)


@pytest.fixture(scope="module")
def rounds(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two audits of nearly the same list, a quarter apart."""
    folder = tmp_path_factory.mktemp("rounds")
    shutil.copytree(made / "audit", folder / "first")
    (folder / "list.csv").write_text(SECOND)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        Evident(second_round).put_in(monkeypatch)
        assert shopcheck("-q", "run", "list.csv", "--out", folder / "second", "--market", "NL") == 0
    return folder / "first", folder / "second"


def test_what_got_better_worse_came_and_went(rounds: tuple[Path, Path], capsys) -> None:
    assert shopcheck("diff", *rounds) == 0
    told = capsys.readouterr()
    assert told.err == "" and "manner of judging changed" not in told.out
    flat = re.sub(r"\s+", " ", told.out)
    assert "better (1) Winkel B (b.nl): email-findable not found, nothing seen -> met" in flat
    assert "less good (1) Winkel A (a.nl): email-findable met" in flat
    assert "new in this round (1) Winkel F (f.nl)" in flat
    assert "not in this round any more (1) Shop E (e.co.uk)" in flat
    assert "Winkel D" not in told.out, "it could not be measured in the first round"


def test_the_mails_of_both_rounds_are_compared_by_the_norm_of_now(
    rounds: tuple[Path, Path], tmp_path: Path, capsys
) -> None:
    """Six mails a shop in both rounds; the first was judged by another norm."""
    for place, (name, source) in enumerate(zip(("first", "second"), rounds, strict=True)):
        shutil.copytree(source, tmp_path / name)
        store = AuditStore.in_folder(tmp_path / name)
        play(tmp_path / name, list(store.results()), start=date(2026, 4 + place, 8), seed=4 + place)
        store.close()
    (tmp_path / "first/audit.toml").write_text('[clock]\nnorm = "bol-24h-90"\n')
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and "-shm" not in p.name}
    assert shopcheck("diff", tmp_path / "first", tmp_path / "second") == 0
    told = capsys.readouterr().out
    assert "replies to e-mail (a norm, not law: samr-2018)" in told and "mail norm: bol-24h-90 -> samr-2018" in told
    assert "percentage points, 95 % interval" in told and "working time to the answer: 25% after" in told
    assert shopcheck("diff", tmp_path / "first", tmp_path / "second", "--format", "json") == 0
    mail = json.loads(capsys.readouterr().out)["mail"]
    assert mail["norms"] == ["samr-2018"] and mail["judged_otherwise"]
    assert mail["overall"]["then"]["mails"] == mail["overall"]["before"]["mails"]
    assert {p: p.read_bytes() for p in before} == before, "neither campaign is written to"
    assert shopcheck("-q", "report", tmp_path / "second", "--since", tmp_path / "first", "--lang", "en") == 0
    page = re.sub(r"\s+", " ", pages_of(tmp_path / "second/report")["changes.html"].text)
    assert "A norm is an expectation, not law" in page
    assert "The norm changed between the rounds" in page and "judged then as: 2 of 6" in page


def test_the_same_as_json(rounds: tuple[Path, Path], capsys) -> None:
    assert shopcheck("diff", *rounds, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [c["shop"]["name"] for c in told["better"]] == ["Winkel B"]
    assert told["better"][0]["before"] == {"outcome": "not_found", "place": None, "reason": "nothing_seen"}
    lines = told["checks"]["email-findable"]
    assert lines["again"] == lines["then"] and sum(lines["after"].values()) == sum(lines["again"].values())
    assert (told["entered"], told["gone"]) == (["https://f.nl"], ["https://e.co.uk"])
    assert not told["judged_otherwise"] and told["apart"] > 0


def test_the_same_as_a_page_by_itself(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert shopcheck("diff", *rounds, "--format", "html", "--out", tmp_path / "out/d.html", "--lang", "en") == 0
    page = pages_of(tmp_path / "out")["d.html"]
    assert "Better than last round (1)" in page.text and "Winkel B" in page.quoted and not page.open_at_end
    assert "script" not in page.tags and all(link.startswith(("http", "#")) for link in page.links)


def test_neither_audit_is_written_to(rounds: tuple[Path, Path]) -> None:
    def state() -> dict[Path, tuple[int, bytes]]:
        files = (p for folder in rounds for p in folder.rglob("*") if p.is_file() and "-shm" not in p.name)
        return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in files}

    before = state()
    assert shopcheck("-q", "diff", *rounds, "--format", "json") == 0
    assert state() == before


def test_the_report_has_a_page_of_changes_and_keeps_it(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = rounds
    shutil.copytree(second, tmp_path / "audit")
    audit = tmp_path / "audit"
    assert not (audit / "report/changes.html").exists()
    assert shopcheck("-q", "report", audit, "--since", first) == 0
    for _ in range(2):
        pages = pages_of(audit / "report")
        text = re.sub(r"\s+", " ", pages["changes.html"].text)
        assert "Beter dan de vorige ronde (1)" in text and "Minder goed dan de vorige ronde (1)" in text
        assert "shop/b.nl.html" in pages["changes.html"].links and "changes.html" in pages["index.html"].links
        assert shopcheck("-q", "report", audit) == 0, "the round that it is compared with is remembered"
    assert shopcheck("-q", "freeze", audit) == 0
    assert (audit / "revisions/1/report/changes.html").is_file()
    assert shopcheck("-q", "verify", audit) == 0


def test_a_round_that_is_gone_stops_no_report(rounds: tuple[Path, Path], tmp_path: Path, capsys) -> None:
    shutil.copytree(rounds[1], tmp_path / "audit")
    shutil.copytree(rounds[0], tmp_path / "first")
    assert shopcheck("-q", "report", tmp_path / "audit", "--since", tmp_path / "first") == 0
    shutil.rmtree(tmp_path / "first")
    assert shopcheck("-q", "report", tmp_path / "audit") == 0
    assert "no changes since the last round" in capsys.readouterr().err
    assert not (tmp_path / "audit/report/changes.html").exists()


def test_what_is_no_audit_is_named(tmp_path: Path, rounds: tuple[Path, Path], capsys) -> None:
    assert shopcheck("diff", tmp_path, rounds[1]) == 3
    assert "no audit in" in capsys.readouterr().err
    assert shopcheck("report", rounds[1], "--since", tmp_path) == 3


def test_old_facts_are_judged_by_the_rules_of_now_and_both_lines_are_shown(
    rounds: tuple[Path, Path], tmp_path: Path, capsys
) -> None:
    """As if the first round had been judged by rules under which a mailbox behind a form was enough."""
    shutil.copytree(rounds[0], tmp_path / "first")
    store = AuditStore.in_folder(tmp_path / "first")
    kept = {r.shop.key: r.findings for r in store.results()}

    def milder(finding: Finding) -> Finding:
        if finding.outcome is Outcome.NOT_FOUND and finding.check == "email-findable":
            return msgspec.structs.replace(finding, outcome=Outcome.MET, reason=None)
        return finding

    store.judge_again(lambda snapshot: tuple(milder(f) for f in kept[snapshot.shop.key]))
    store.set_facts(rules={"nl": "2020.1"})
    store.close()
    assert shopcheck("diff", tmp_path / "first", rounds[1]) == 0
    told = capsys.readouterr().out
    assert "manner of judging changed" in told and re.search(r"rules nl: 2020\.1 -> 20\d\d\.", told)
    lines = [line for line in told.splitlines() if "95 %" not in line and line.startswith("email-findable")]
    counts = [re.findall(r"(\d+) (?:met|not found)", line) for line in lines]
    assert len(lines) == 3 and counts[0] != counts[1], "as judged then, by the rules of now, this round"
    assert "Winkel B (b.nl): email-findable not found" in told, "compared by the rules of now"


def result_of(outcome: Outcome, reason: Reason | None = None) -> Finding:
    return Finding(rule="nl/x", check="email-findable", duty=Duty.MUST, outcome=outcome, reason=reason)


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        (Outcome.MET, Outcome.PARTLY, "worse"),
        (Outcome.NOT_FOUND, Outcome.BREACHED, "moved"),
        (Outcome.BREACHED, Outcome.MET, "better"),
        (Outcome.MET, Outcome.MET, None),
        (Outcome.NOT_MEASURED, Outcome.MET, None),
        (Outcome.NOT_FOUND, Outcome.UNSURE, None),
        (Outcome.NOT_APPLICABLE, Outcome.MET, None),
    ],
)
def test_only_what_was_measured_twice_is_compared(before: Outcome, after: Outcome, where: str | None) -> None:
    shop = next(r for r in sample().shops if r.snapshot)
    first = SampleAudit([msgspec.structs.replace(shop, findings=(result_of(before),))])
    second = SampleAudit([msgspec.structs.replace(shop, findings=(result_of(after),))])
    found = compare(first, second, lambda _: (result_of(before),))
    assert [name for name in ("better", "worse", "moved") if getattr(found, name)] == ([where] if where else [])
    unmeasured = {before, after} & {Outcome.NOT_MEASURED, Outcome.UNSURE}
    assert found.apart == bool(unmeasured)


def decided(result: ShopResult, outcome: Outcome) -> ShopResult:
    """The result with a person's decision on its one finding."""
    (finding,), snapshot = result.findings, result.snapshot
    assert snapshot is not None
    review = Review(
        shop=result.shop.key, rule=finding.rule, visited_at=snapshot.started_at, outcome=outcome,
        machine=finding.outcome, reviewer="An", reason="seen",
    )  # fmt: skip
    return msgspec.structs.replace(result, reviews=(review,))


@pytest.mark.parametrize(
    ("first", "second", "where"),
    [
        ((Outcome.NOT_FOUND, None), (Outcome.NOT_FOUND, Outcome.MET), "by_person"),
        ((Outcome.NOT_FOUND, Outcome.MET), (Outcome.NOT_FOUND, None), "by_person"),
        ((Outcome.NOT_FOUND, None), (Outcome.NOT_FOUND, Outcome.NOT_FOUND), ""),
        ((Outcome.NOT_FOUND, None), (Outcome.UNSURE, Outcome.MET), "better"),
        ((Outcome.MET, None), (Outcome.NOT_FOUND, Outcome.NOT_FOUND), "worse"),
        ((Outcome.NOT_FOUND, Outcome.NOT_FOUND), (Outcome.NOT_FOUND, Outcome.MET), "better"),
    ],
)
def test_a_decision_of_ours_in_one_round_is_no_change_of_the_shop(
    first: tuple[Outcome, Outcome | None], second: tuple[Outcome, Outcome | None], where: str
) -> None:
    shop = next(r for r in sample().shops if r.snapshot)

    def result(machine: Outcome, person: Outcome | None) -> ShopResult:
        made = msgspec.structs.replace(shop, findings=(result_of(machine),))
        return decided(made, person) if person else made

    found = compare(SampleAudit([result(*first)]), SampleAudit([result(*second)]), lambda _: (result_of(first[0]),))
    assert [k for k in ("better", "worse", "moved", "by_person") if getattr(found, k)] == ([where] if where else [])
    if where == "by_person":
        assert found.courses[shop.shop.key].duty is Course.PERSON and not found.courses[shop.shop.key].changed
        assert "program saw the same" in pages_text(found)


def pages_text(found: Changes) -> str:
    return alone(found, words_for("en"))


@pytest.mark.parametrize("lang", report_languages())
def test_the_page_is_fair_in_every_language(lang: str) -> None:
    first, second = sample(), sample()
    second.shops = [
        msgspec.structs.replace(r, findings=tuple(reversed([msgspec.structs.replace(f, rule=g.rule) for f, g in
                                                            zip(r.findings, reversed(r.findings), strict=True)])))
        for r in second.shops[2:]
    ]  # fmt: skip
    kept = {r.shop.key: r.findings for r in first.shops}
    found = compare(first, second, lambda snapshot: kept[snapshot.shop.key])
    text = re.sub(r"(?s)<style>.*?</style>|<[^>]*>", " ", alone(found, words_for(lang)))
    assert not re.search(BANNED[lang], text, re.I), re.search(BANNED[lang], text, re.I)
    assert found.better and found.worse and len(found.gone) == 2
