"""``shopcheck ci`` as a build meets it: what it ends with, what it writes, what it says."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from audit.model import Kind, Shop, Snapshot
from audit.outcomes import Reason, Side
from tests.commands import shopcheck
from tests.front.fakes import FakeVisits, good, seen, shut

FILES = ["--sarif", "out/a.sarif", "--junit", "out/a.xml", "--summary", "out/a.md", "--badge", "out/a.svg"]
SHOP = ["winkel.nl", "--market", "nl"]
BASE = ["--baseline", "base.json"]


pytestmark = pytest.mark.usefixtures("elsewhere")


def ci(*arguments: object) -> int:
    return shopcheck("ci", *arguments)


def without(kind: Kind):
    def answer(shop: Shop) -> Snapshot:
        return seen(shop, *(s for s in good(shop).sightings if s.kind is not kind))

    return answer


def breaks(shop: Shop) -> Snapshot:
    raise ZeroDivisionError("a fault of ours")


CLOSED = [r for r in Reason if r.side is Side.SITE and r is not Reason.DNS_FAILED] + [Reason.NO_WORDS_FOR_LANGUAGE]


@pytest.mark.parametrize(
    ("answer", "code"), [(good, 0), (without(Kind.PHONE), 2), (without(Kind.EMAIL), 2), (breaks, 1)]
)
def test_it_ends_with_what_it_found(visits: FakeVisits, answer, code: int) -> None:
    visits.answer = answer
    assert ci(*SHOP, *FILES) == code
    levels = [r["level"] for r in json.loads(Path("out/a.sarif").read_text())["runs"][0]["results"]]
    assert ("error" in levels) == (code == 2)
    assert ET.parse("out/a.xml").getroot().get("failures") == ("1" if code == 2 else "0")


@pytest.mark.parametrize("reason", CLOSED)
@pytest.mark.parametrize("fail_on", ["must", "info", "never"])
def test_a_closed_door_is_never_a_problem(visits: FakeVisits, reason: Reason, fail_on: str, capsys) -> None:
    visits.answer = lambda shop: shut(shop, reason)
    assert ci(*SHOP, *FILES, "--fail-on", fail_on) == 4
    assert json.loads(Path("out/a.sarif").read_text())["runs"][0]["results"] == []
    assert ET.parse("out/a.xml").getroot().get("failures") == "0"
    assert "says nothing against the shop" in capsys.readouterr().err


def test_two_goes_before_four_and_four_before_nought(visits: FakeVisits) -> None:
    Path("shops.txt").write_text("een.nl\ntwee.nl\n")
    Path("audit.toml").write_text('[list]\nfile = "shops.txt"\n[audit]\nmarket = "NL"\n')
    visits.answer = lambda shop: shut(shop) if "een" in shop.key else without(Kind.PHONE)(shop)
    assert ci() == 2
    visits.answer = lambda shop: shut(shop) if "een" in shop.key else good(shop)
    assert ci() == 4
    assert ci("--max-unmeasured", "50") == 0
    visits.answer = lambda shop: shut(shop) if "een" in shop.key else breaks(shop)
    assert ci() == 1


def test_a_reader_that_has_gone_changes_neither_files_nor_code(visits: FakeVisits, monkeypatch) -> None:
    def gone(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("shopcheck.console.CONSOLE.result", gone)
    monkeypatch.setattr("shopcheck.console.os.dup2", lambda *_: None)
    visits.answer = without(Kind.PHONE)
    assert ci(*SHOP, *FILES) == 2
    assert json.loads(Path("out/a.sarif").read_text())["runs"][0]["results"]


def test_never_reports_and_does_not_fail(visits: FakeVisits) -> None:
    visits.answer = without(Kind.PHONE)
    assert ci(*SHOP, *FILES, "--fail-on", "never") == 0
    assert json.loads(Path("out/a.sarif").read_text())["runs"][0]["results"]


def test_a_baseline_lets_through_what_is_known_and_nothing_else(visits: FakeVisits, capsys) -> None:
    visits.answer = without(Kind.PHONE)
    assert ci(*SHOP, *BASE) == 3
    assert "write it once with --write-baseline" in capsys.readouterr().err
    assert ci(*SHOP, *BASE, "--write-baseline") == 0
    assert ci(*SHOP, *BASE) == 0
    assert "known, does not fail the build: nl/contact-phone" in capsys.readouterr().err
    visits.answer = without(Kind.EMAIL)  # the phone is mended, the address is gone: one for one
    assert ci(*SHOP, *BASE, *FILES) == 2
    told = capsys.readouterr().err
    assert "new: nl/contact-email" in told
    assert "mended since the baseline: nl/contact-phone" in told
    summary = Path("out/a.md").read_text()
    assert "#### New since the baseline (1)" in summary
    assert "#### Mended since the baseline" in summary


def test_a_baseline_survives_a_closed_door(visits: FakeVisits, capsys) -> None:
    visits.answer = without(Kind.PHONE)
    ci(*SHOP, *BASE, "--write-baseline")
    before = json.loads(Path("base.json").read_text())["problems"]
    visits.answer = shut
    assert ci(*SHOP, *BASE, "--write-baseline") == 4
    assert "could not be looked at now: nl/contact-phone" in capsys.readouterr().err
    assert json.loads(Path("base.json").read_text())["problems"] == before


def test_a_preview_goes_by_the_shop_s_name(visits: FakeVisits) -> None:
    visits.answer = without(Kind.PHONE)
    ci(*SHOP, *BASE, "--write-baseline")
    preview = ["pr-7.preview.example", "--market", "nl", *BASE]
    assert ci(*preview) == 2
    assert ci(*preview, "--known-as", "https://winkel.nl") == 0


def test_a_folder_made_by_init_is_all_it_needs(visits: FakeVisits, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shopcheck("init", "own", "--preset", "owner") == 0
    with Path("own/shops.txt").open("a") as file:
        file.write("winkel.nl\n")
    settings = Path("own/audit.toml")
    settings.write_text(settings.read_text().replace('market = ""', 'market = "NL"').replace("# junit = ", "junit = "))
    settings.write_text(settings.read_text().replace('junit = ""', 'junit = "found.xml"'))
    visits.answer = without(Kind.PHONE)
    assert ci("own", "--write-baseline") == 0
    assert Path("own/.shopcheck-baseline.json").is_file()
    assert Path("own/found.xml").is_file()
    assert visits.config is not None and visits.config.crawl.delay == 0.5
    monkeypatch.chdir("own")
    assert ci() == 0
    monkeypatch.setenv("SHOPCHECK_CI__FAIL_ON", "info")
    assert ci() == 4  # the fake shop's mail domain was not asked for
    assert ci("--max-unmeasured", "60") == 0
    monkeypatch.setenv("SHOPCHECK_CI__MAX_UNMEASURED", "60")
    assert ci("audit.toml") == 0
    assert ci("--baseline", "none.json") == 3


def test_the_step_summary_is_added_to_and_only_when_asked(visits: FakeVisits, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Path("step.md").absolute()
    step.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    ci(*SHOP)
    assert step.read_text() == "before\n"
    ci(*SHOP, "--summary", step)
    assert step.read_text().startswith("before\n### shopcheck: winkel")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "which shop? Name its address"),
        (["not a shop"], ""),
        ([*SHOP, "--fail-on", "required"], '[ci] fail_on is "required"; it must be "must" or "should"'),
        ([*SHOP, "--write-baseline"], "--baseline FILE"),
        ([*SHOP, "--lang", "xx"], "--lang xx"),
        ([*SHOP, "--sarif", "/proc/nowhere/a.sarif"], "could not be written"),
    ],
)
def test_wrong_input_ends_with_3(visits: FakeVisits, arguments: list[str], told: str, capsys) -> None:
    assert ci(*arguments) == 3
    assert told in capsys.readouterr().err


def test_a_fix_for_the_shop_s_own_program_is_on_the_screen(visits: FakeVisits, capsys) -> None:
    import msgspec

    def answer(shop: Shop) -> Snapshot:
        return msgspec.structs.replace(without(Kind.PHONE)(shop), platform="WooCommerce")

    visits.answer = answer
    assert ci(*SHOP, *FILES, "--lang", "nl") == 2
    assert "Weergave > Editor > Patronen" in " ".join(capsys.readouterr().out.split())
    assert "Weergave > Widgets" in Path("out/a.xml").read_text().replace("&gt;", ">")
    assert "Weergave > Widgets" in Path("out/a.md").read_text().replace("\\", "")


def test_it_speaks_the_language_of_the_locale_as_check_does(visits: FakeVisits, monkeypatch, capsys) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    visits.answer = without(Kind.PHONE)
    assert ci(*SHOP, *FILES) == 2
    assert "TE HERSTELLEN" in capsys.readouterr().out
    assert ci(*SHOP, *FILES, "--lang", "en") == 2
    assert "TO FIX" in capsys.readouterr().out
