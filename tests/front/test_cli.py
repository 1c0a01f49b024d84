"""The command line: streams, exit codes and words."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import typer

from audit.model import Kind, Shop, Sighting, Snapshot
from audit.outcomes import Reason
from mystery_shop.settings import MailSettings
from shopcheck.arguments import lang_of_locale, unfinished
from shopcheck.cli import app
from shopcheck.errors import PlainError
from shopcheck.screen import grouped, screen
from shopcheck.settings import Config
from tests.commands import shopcheck
from tests.front.fakes import FakeVisits, good, seen, shut
from tests.reports.sample import sample

pytestmark = pytest.mark.usefixtures("elsewhere")

ROOT = Path(__file__).parents[2]


def only_email(shop: Shop) -> Snapshot:
    return seen(shop, *(s for s in good(shop).sightings if s.kind is Kind.EMAIL))


def breaks(shop: Shop) -> Snapshot:
    raise ZeroDivisionError("a fault of ours")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (good, 0),
        (only_email, 2),
        (shut, 4),
        (lambda shop: shut(shop, Reason.PRIVATE_ADDRESS), 4),
        (breaks, 1),
    ],
)
@pytest.mark.parametrize("style", ["text", "json"])
def test_check_ends_with_what_it_found(visits: FakeVisits, answer, code: int, style: str, capsys) -> None:
    visits.answer = answer
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--format", style) == code
    told = capsys.readouterr()
    assert "shopcheck-report/index.html" in told.err
    assert Path("shopcheck-report/index.html").is_file()
    if style == "json":
        whole = json.loads(told.out)
        assert whole["shop"] == {"url": "https://winkel.nl", "name": "", "market": "NL"}
        assert {"phone-findable", "email-findable"} <= {f["check"] for f in whole["findings"]}
        assert list(whole)[:5] == ["shop", "visited_at", "pages", "gaps", "findings"]
    else:
        heading = {0: "FINE", 1: "COULD NOT BE SEEN", 2: "TO FIX", 4: "COULD NOT BE SEEN"}[code]
        assert heading in told.out
        assert len(told.out.splitlines()) <= 24


def test_every_check_is_in_the_object_even_if_nothing_could_be_visited(visits: FakeVisits, capsys) -> None:
    visits.answer = good
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--format", "json") == 0
    rules = [f["rule"] for f in json.loads(capsys.readouterr().out)["findings"]]
    visits.answer = shut
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--format", "json") == 4
    whole = json.loads(capsys.readouterr().out)
    assert [f["rule"] for f in whole["findings"]] == rules
    assert {f["outcome"] for f in whole["findings"]} == {"not_measured"}
    assert whole["gaps"][0]["reason"] == "unavailable"


def test_what_is_to_fix_comes_with_the_rule_and_the_way(visits: FakeVisits, capsys) -> None:
    visits.answer = only_email
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--lang", "nl") == 2
    told = capsys.readouterr().out
    assert "TE HERSTELLEN (1)" in told
    assert "Burgerlijk Wetboek" in told
    assert "hoe:" in told
    assert "<" not in told
    assert "&" not in told


def test_what_is_expected_is_not_called_a_rule(visits: FakeVisits, capsys) -> None:
    visits.answer = good
    shopcheck("check", "winkel.nl", "--market", "nl", "--lang", "en")
    cited = [line.strip() for line in capsys.readouterr().out.splitlines() if "SAMR" in line]
    assert cited
    assert all(line.startswith("norm: ") for line in cited)


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_the_screen_is_as_wide_as_the_terminal(visits: FakeVisits, capsys, monkeypatch, columns: int) -> None:
    visits.answer = only_email
    monkeypatch.setattr("shopcheck.console.Console.columns", columns)
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--lang", "nl") == 2
    lines = [line for line in capsys.readouterr().out.splitlines() if "http" not in line]
    assert max(map(len, lines)) <= min(columns, 100)
    assert max(map(len, lines)) > min(columns, 100) * 0.8


@pytest.mark.parametrize("lang", ["nl", "de", "fr", "en"])
@pytest.mark.parametrize(("columns", "rows"), [(40, 21), (80, 21), (80, 24), (100, 24), (100, 50)])
def test_the_result_of_any_shop_is_one_screen(lang: str, columns: int, rows: int) -> None:
    """What is to be fixed is cut last, and nothing is cut without saying where the rest is."""
    for result in sample().shops:
        whole = screen(result, lang=lang, columns=columns, full=True)
        shown = screen(result, lang=lang, columns=columns, rows=rows)
        assert sum(1 + max(len(line) - 1, 0) // columns for line in shown.splitlines()) <= rows, shown
        points = [p for view in grouped(result, lang).values() for p in view]
        told = " ".join(shown.split())
        assert [p.noun for p in points if " ".join(unescape(p.noun).split()) not in told] == []
        assert shown == whole or "-v" in shown or not points


def test_the_more_room_there_is_the_more_is_said() -> None:
    """Of a shop with much to mend: first the rule goes, then the place, then the way to mend it; the verdict never."""
    worst = max(sample().shops, key=lambda r: len(screen(r, lang="nl", columns=80, full=True)))
    shown = {rows: screen(worst, lang="nl", columns=80, rows=rows) for rows in (12, 18, 24, 60)}
    lengths = [len(text) for text in shown.values()]
    assert lengths == sorted(lengths) and len(set(lengths)) > 2
    assert "hoe: " in shown[24] and "hoe: " not in shown[12]
    assert "regel: " in shown[60] and "regel: " not in shown[24]
    assert screen(worst, lang="nl", columns=80, rows=None) == shown[60]


def test_a_shop_of_no_known_country_comes_with_a_hint(visits: FakeVisits, capsys) -> None:
    visits.answer = only_email  # a number would tell the country
    assert shopcheck("check", "winkel.example", "--no-report") == 4
    assert "say --market XX" in capsys.readouterr().err


def test_no_report_and_a_report_elsewhere(visits: FakeVisits) -> None:
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--no-report") == 0
    assert not Path("shopcheck-report").exists()
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--report", "here/there") == 0
    assert Path("here/there/index.html").is_file()


def test_a_report_that_cannot_be_written_does_not_hide_the_result(visits: FakeVisits, capsys) -> None:
    Path("shopcheck-report").mkdir()
    Path("shopcheck-report/mine.txt").write_text("mine")
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--format", "json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["findings"]
    assert "no report was written" in told.err


def test_quiet_says_nothing_but_the_result(visits: FakeVisits, capsys) -> None:
    for arguments in (("-q", "check", "winkel.nl"), ("check", "winkel.nl", "--quiet"), ("check", "-q", "winkel.nl")):
        assert shopcheck(*arguments, "--market", "nl") == 0
        assert capsys.readouterr().err == ""


def test_text_from_the_web_cannot_steer_the_terminal(visits: FakeVisits, capsys) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07 call \u202e now\r\n"

    def answer(shop: Shop) -> Snapshot:
        phone = good(shop).sightings[0]
        return seen(shop, Sighting(kind=phone.kind, value=phone.value, raw=evil, quote=evil, page=shop.url, clicks=5))

    visits.answer = answer
    shopcheck("check", "winkel.nl", "--market", "nl")
    told = capsys.readouterr()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", told.out + told.err)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check",), "Missing argument"),
        (("check", "not an address"), "is not a web address"),
        (("check", "winkel.nl", "--market", "Atlantis"), "not a country code"),
        (("check", "winkel.nl", "--format", "xml"), "choose text or json"),
        (("check", "winkel.nl", "--lang", "xx"), "choose"),
        (("check", "winkel.nl", "--delay", "-1"), "--delay"),
        (("run", "list.txt"), "--out"),
        (("run", "list.txt", "--out", "a"), "the list list.txt cannot be read"),
        (("run", "list.txt", "--out", "a", "--again", "everything"), "--again everything"),
        (("run", "list.txt", "--out", "a", "--concurrency", "0"), "--concurrency"),
        (("run", "list.txt", "--out", "a", "--max-unmeasured", "101"), "--max-unmeasured"),
        (("check", "page.html"), "shopcheck read page.html"),
        (("run", "folder", "--out", "a"), "folder is a folder, not a list"),
        (("nonsense",), "No such command"),
        (("--nonsense",), "No such option"),
        (("explain", "nonsense"), "there is no check 'nonsense'; known are"),
        (("explain", "phone-findabel"), "did you mean 'phone-findable'?"),
        (("explain", "phone-findable", "--market", "zw"), "no rules for market"),
        (("export", "nowhere"), "there is no audit in nowhere"),
        (("export", "nowhere", "--format", "xls"), "choose csv or json"),
    ],
)
def test_wrong_arguments_end_with_3_and_a_sentence(arguments: tuple[str, ...], says: str, capsys) -> None:
    Path("page.html").write_text("<p>085 732 46 18</p>")
    Path("folder").mkdir()
    assert shopcheck(*arguments) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err
    assert "Traceback" not in told.err


def test_the_configuration_is_read_and_its_errors_are_plain(visits: FakeVisits, capsys) -> None:
    Path("shopcheck.toml").write_text(
        '[audit]\ncontact = "https://example.org/us"\n[crawl]\ndelay = 3\nmax_pages = 9\n'
    )
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--no-report") == 0
    assert visits.config is not None
    assert (visits.config.audit.contact, visits.config.crawl.delay) == ("https://example.org/us", 3)
    os.environ["SHOPCHECK_CRAWL__DELAY"] = "4.5"
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--no-report") == 0
    assert (visits.config.crawl.delay, visits.config.crawl.max_pages) == (4.5, 9)
    del os.environ["SHOPCHECK_CRAWL__DELAY"]
    assert shopcheck("check", "winkel.nl", "--market", "nl", "--no-report", "--delay", "0.5") == 0
    assert visits.config.crawl.delay == 0.5
    Path("shopcheck.toml").write_text("[crawl]\nmax_page = 9\n")
    assert shopcheck("check", "winkel.nl") == 3
    assert "shopcheck.toml, line 2: [crawl] has no 'max_page'; did you mean 'max_pages'?" in capsys.readouterr().err
    Path("shopcheck.toml").write_text('[crawl]\nmax_pages = "many"\n')
    assert shopcheck("check", "winkel.nl") == 3
    Path("shopcheck.toml").write_text("[crawl\n")
    assert shopcheck("check", "winkel.nl") == 3
    assert "not readable as TOML" in capsys.readouterr().err


def test_explain_says_what_is_looked_at_and_which_law_asks(capsys) -> None:
    assert shopcheck("explain", "phone-findable", "--market", "nl", "--lang", "nl") == 0
    told = capsys.readouterr().out
    assert told.startswith("phone-findable\n")
    assert "nl/contact-phone [must]: verplicht, wet, geldt sinds 28 mei 2022" in told
    assert "Burgerlijk Wetboek" in told
    for name in ("nl/contact-phone", "NL/contact-phone", "Phone-Findable "):
        assert shopcheck("explain", name) == 0
        assert capsys.readouterr().out.startswith("phone-findable\n")


def test_explain_knows_every_market_that_it_names(capsys) -> None:
    assert shopcheck("explain", "phone-findable", "--market", "jp") == 3
    named = capsys.readouterr().err.partition("there are: ")[2].strip().split(", ")
    assert "EU" in named
    for market in named:
        assert shopcheck("explain", "phone-findable", "--market", market.lower()) == 0
        assert len(re.findall(r"^\w\w/contact-phone \[\w+\]", capsys.readouterr().out, re.M)) == 1


@pytest.mark.parametrize("lang", ["nl", "en", "de", "fr"])
def test_explain_speaks_one_language_throughout(capsys, lang: str) -> None:
    from checks.rules import checks
    from tests.reports.foreign import leaks

    for check in checks():
        assert shopcheck("explain", check, "--lang", lang) == 0
        told = capsys.readouterr().out
        assert len(told) > 300
        assert not [said for said in leaks(told, lang) if "http" not in said], check
        assert not re.findall(r"\b\w+\.(?:md|py|toml)\b", told), check  # notes of those who build, not of readers


def test_explain_takes_its_language_from_the_settings(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPCHECK_AUDIT__LANGUAGE", "fr")
    assert shopcheck("explain", "phone-findable") == 0
    assert "Comment c’est mesuré" in capsys.readouterr().out
    assert shopcheck("explain", "phone-findable", "--lang", "de") == 0
    assert "Wie gemessen wird" in capsys.readouterr().out


def test_doctor_names_what_is_missing_and_the_command_that_mends_it(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPCHECK_BROWSER", "no-such-browser")
    assert shopcheck("doctor") == 1
    told = capsys.readouterr().out
    assert re.search(r"BAD  browser +no-such-browser does not start\n +shopcheck doctor --mend", told)
    assert "write access" in told
    assert "GB free" in told


def test_doctor_tells_a_file_from_a_folder(capsys, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert shopcheck("doctor", "--out", tmp_path / "notes.txt") == 1
    assert re.search(r"BAD  write access .*notes\.txt is a file\n +name a folder with --out", capsys.readouterr().out)


@pytest.mark.parametrize(("command", "kept"), [(("check", "winkel.nl"), False), (("run", "l.txt", "--out", "a"), True)])
def test_an_interrupted_command_promises_only_what_it_kept(
    capsys, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], kept: bool
) -> None:
    def stopped(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("shopcheck.cli._run_app", stopped)
    assert shopcheck(*command) == 130
    assert ("the same command goes on" in capsys.readouterr().err) is kept


def test_a_browser_that_cannot_be_had_is_said_in_a_sentence(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shopcheck.browser.installed_browser", lambda: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "empty")
    monkeypatch.setattr("shopcheck.browser._run", lambda command: None)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert shopcheck("demo", "--out", "demo") == 1
    assert "No browser could be had" in capsys.readouterr().err
    monkeypatch.setattr("shopcheck.browser.installed_browser", lambda: "no-such-browser")
    monkeypatch.setenv("SHOPCHECK_BROWSER", "no-such-browser")
    assert shopcheck("demo", "--out", "demo") == 1
    assert "SHOPCHECK_BROWSER is no-such-browser, which does not start" in capsys.readouterr().err


def test_a_demo_leaves_other_folders_alone(capsys) -> None:
    Path("shopcheck-demo").mkdir()
    Path("shopcheck-demo/thesis.txt").write_text("mine")
    assert shopcheck("demo") == 3
    assert Path("shopcheck-demo/thesis.txt").read_text() == "mine"
    assert "choose another folder" in capsys.readouterr().err


def test_an_unexpected_failure_is_ours(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("shopcheck.doctor.examine", fails)
    assert shopcheck("doctor") == 1
    assert "a fault of shopcheck" in capsys.readouterr().err


def test_version_and_help(capsys) -> None:
    assert shopcheck("--version") == 0
    assert re.fullmatch(r"shopcheck \d+\.\d+\.\d+\n", capsys.readouterr().out)
    assert shopcheck() == 0
    assert "Commands:" in capsys.readouterr().out


def parameters() -> dict[str, Any]:
    """Every option and argument of every command, by "command --option"."""
    found: dict[str, Any] = {}

    def walk(command: Any, names: tuple[str, ...]) -> None:
        for name, deeper in getattr(command, "commands", {}).items():
            walk(deeper, (*names, name))
        for part in command.params:
            found[" ".join((*names, part.opts[-1]))] = part

    walk(typer.main.get_command(app), ())
    return found


def test_every_option_says_what_it_takes_and_does() -> None:
    told = parameters()
    assert len(told) > 150
    assert not [name for name, part in told.items() if not getattr(part, "help", "")]
    options = {name: part for name, part in told.items() if part.param_type_name == "option"}
    assert not [name for name, part in options.items() if not (part.metavar or part.is_flag or part.count)]


def test_help_names_the_settings_that_hold_without_an_option() -> None:
    told, config = parameters(), Config()
    for name, value in {
        "run --delay": config.crawl.delay,
        "run --concurrency": config.crawl.concurrency,
        "run --max-unmeasured": config.crawl.max_unmeasured,
        "run --second-look": config.crawl.second_look,
        "ci --max-unmeasured": config.ci.max_unmeasured,
        "ci --fail-on": config.ci.fail_on,
        "mail plan --waves": MailSettings().waves,
        "mail plan --weeks": MailSettings().weeks,
    }.items():
        said = getattr(told[name], "help", "")
        figure = f"{value:g}" if isinstance(value, float) else str(value)
        assert re.search(rf"(?i)\belse as set, or {figure}\.", said), (name, said)


@pytest.mark.parametrize(
    ("locale", "options", "lang"),
    [("en_GB.UTF-8", (), "en"), ("C.UTF-8", (), None), ("en_GB.UTF-8", ("--lang", "DE"), "de"), ("pl_PL", (), None)],
)
def test_the_demo_speaks_the_language_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, locale: str, options: tuple[str, ...], lang: str | None
) -> None:
    asked = []
    monkeypatch.setattr("shopcheck.showing.show", lambda out, console, **how: asked.append(how["lang"]) or 0)
    monkeypatch.setenv("LC_ALL", locale)
    shopcheck("demo", *options)
    assert asked == [lang]


def test_start_up_loads_nothing_heavy() -> None:
    code = "import sys; from shopcheck.cli import run_command; run_command(['--help']); print(*sys.modules)"
    code += "; import time; print(time.process_time())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    *_, modules, seconds = done.stdout.splitlines()
    assert float(seconds) < 3
    loaded = set(modules.split())
    assert not {"scrapy", "twisted", "playwright", "sqlalchemy", "babel", "lxml", "jinja2", "phonenumbers"} & loaded


def test_a_reader_who_leaves_is_no_failure(tmp_path: Path) -> None:
    command = f"{sys.executable} -m shopcheck explain phone-findable | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "phone-findable\n"
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["explain phone-findable", "--help", "read page.html --format ndjson"])
def test_a_full_disk_behind_standard_output_is_said_in_a_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "page.html").write_text("<p>info@winkel.example</p>")
    code = f"{sys.executable} -m shopcheck {command} > /dev/full"
    where = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", code], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path, env=where
    )
    assert done.returncode == 1
    assert done.stderr.startswith("shopcheck: could not write: No space left on device; make room")
    assert done.stderr.count("\n") == 1


def test_what_is_read_by_a_program_that_leaves_early_was_no_failure(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("<p>info@winkel.example</p>")
    command = f"{sys.executable} -m shopcheck read --format ndjson {'p ' * 3000} | head -n 1 > /dev/null"
    where = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path, env=where,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("style", ["csv", "json", "xlsx"])
def test_a_folder_is_no_file_to_write_to(tmp_path: Path, style: str) -> None:
    with pytest.raises(PlainError, match="it is a folder; name a file"):
        unfinished(tmp_path, f".{style}")
    with pytest.raises(PlainError, match="it is a folder"):
        unfinished(Path())


@pytest.mark.parametrize(
    ("said", "lang"),
    [({"LANG": "nl_NL.UTF-8"}, "nl"), ({"LANG": "nl_NL", "LC_ALL": "de_DE"}, "de"), ({"LANG": "C.UTF-8"}, None)],
)
def test_the_locale_tells_the_language_of_the_screen(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], lang: str | None
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert lang_of_locale() == lang
