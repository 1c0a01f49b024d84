"""``init``, ``config show`` and ``config schema`` as a user meets them, and ``run`` in the folder that they make."""

import csv
import json
import os
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from shopcheck.config import load_config, load_with_origins, preset_file, preset_names
from shopcheck.config_cli import schema_of_code
from shopcheck.scaffold import audit_toml, mail_section, toml_value
from shopcheck.settings import SECTIONS, about, allowed, type_of
from tests.commands import shopcheck
from tests.front.fakes import FakeVisits

pytestmark = pytest.mark.usefixtures("elsewhere")


def opened(text: str) -> str:
    """The file with every commented key (and the commented section of mails) taken in."""
    return re.sub(r"^# (?=\[mail|[a-z_]+ = )", "", text, flags=re.M)


@pytest.mark.parametrize("preset", preset_names())
def test_what_init_writes_is_what_the_preset_means(preset: str, capsys) -> None:
    assert shopcheck("init", "audit", "--preset", preset) == 0
    settings, shops = capsys.readouterr().out.split()
    assert Path(settings).read_text("utf-8") == audit_toml(preset)
    made = load_with_origins(Path("audit"), {})
    for section, values in preset_file(preset).items():
        for key, value in values.items() if section != "preset" else ():
            assert made.values[section][key] == value
            assert made.origin(section, key) == f"preset {preset}"
    assert made.values["list"]["file"] == Path(shops).name
    assert Path(shops).is_file()


@pytest.mark.parametrize("preset", preset_names())
def test_every_commented_line_is_valid_and_changes_nothing(preset: str) -> None:
    Path("plain").mkdir()
    Path("plain/audit.toml").write_text(audit_toml(preset))
    Path("audit.toml").write_text(opened(audit_toml(preset)))
    assert load_config(Path(), {}) == load_config(Path("plain"), {})
    whole = tomllib.loads(Path("audit.toml").read_text())
    jsonschema.validate(whole, json.loads(schema_of_code()))
    for section in set(preset_file(preset)["preset"]["sections"]) - {"mail"}:
        assert set(whole[section]) == set(SECTIONS[section].__struct_fields__)


def test_the_mail_section_shows_the_defaults() -> None:
    from msgspec import to_builtins

    from mystery_shop.settings import MailSettings, mail_settings

    shown = tomllib.loads(mail_section())["mail"]
    assert mail_settings(shown) == MailSettings()
    assert set(shown) < set(to_builtins(MailSettings()))


def test_every_preset_says_why() -> None:
    for preset in preset_names():
        head = preset_file(preset)["preset"]
        named = {f"{s}.{k}" for s, values in preset_file(preset).items() if s != "preset" for k in values}
        assert set(head["why"]) <= named
        assert head["title"]


def test_init_takes_nothing_away(capsys) -> None:
    Path("audit").mkdir()
    Path("audit/shops.csv").write_text("website\nwinkel.nl\n")
    assert shopcheck("init", "audit") == 0
    assert Path("audit/shops.csv").read_text() == "website\nwinkel.nl\n"
    assert shopcheck("init", "audit") == 3
    assert "audit.toml exists already" in capsys.readouterr().err
    assert shopcheck("init", "other", "--preset", "consumer") == 3
    assert "did you mean 'consumer-nl'?" in capsys.readouterr().err
    assert not Path("other").exists()


def test_every_key_is_explained_and_bounded() -> None:
    for section, kind in SECTIONS.items():
        assert kind.__doc__
        for key in kind.__struct_fields__:
            assert about(section, key).endswith(".")
            assert "something else" not in allowed(type_of(section, key))


def test_every_key_does_something() -> None:
    folder = Path(__file__).parents[2] / "shopcheck"
    code = "\n".join(p.read_text("utf-8") for p in folder.glob("*.py") if p.name != "settings.py")
    for section, kind in SECTIONS.items():
        for key in kind.__struct_fields__:
            names = [rf"config\.{section}\.{key}\b", rf"load_config\(folder\)\.{section}\.{key}\b"]
            names += [rf"settings\.{key}\b"] if section == "ci" else []
            names += [r'"audit"\)\.get\("preset"\)'] if key == "preset" else []
            assert any(re.search(name, code) for name in names), f"[{section}] {key} is read nowhere"


def test_the_schema_that_is_shipped_is_that_of_the_code(capsys) -> None:
    assert shopcheck("config", "schema") == 0
    told = capsys.readouterr().out
    assert told == schema_of_code()
    schema = json.loads(told)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"crawl": {"delay": 2, "second_look": "off"}, "mail": {"waves": 3}}, schema)
    for wrong in ({"crawl": {"delya": 2}}, {"crawl": {"delay": "x"}}, {"ci": {"fail_on": "all"}}, {"nonsense": {}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_show_prints_toml_that_means_the_same(capsys) -> None:
    shopcheck("init", "audit", "--preset", "journalist")
    capsys.readouterr()
    assert shopcheck("config", "show", "audit") == 0
    told = tomllib.loads(capsys.readouterr().out)
    assert {k: v for k, v in told.items() if k != "mail"} == load_with_origins(Path("audit"), {}).values
    assert told["mail"]["caps"]["per_day"] == 200


def test_show_tells_the_origin_of_every_value(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    shopcheck("init", "audit", "--preset", "consumer-nl")
    monkeypatch.setenv("SHOPCHECK_CRAWL__DELAY", "5")
    capsys.readouterr()
    assert shopcheck("config", "show", "audit", "--origin") == 0
    lines = capsys.readouterr().out.splitlines()
    assert all("  # " in line for line in lines if " = " in line)
    told = {line.split(" = ")[0]: line.partition("  # ")[2] for line in lines if " = " in line}
    assert told["delay"] == "the environment"
    assert told["second_look"] == "preset consumer-nl"
    assert told["file"] == os.path.join("audit", "audit.toml")  # noqa: PTH118
    assert told["max_pages"] == "default"


def test_run_finds_list_market_and_language_in_the_folder(visits: FakeVisits, capsys) -> None:
    shopcheck("init", "audit", "--preset", "consumer-nl")
    with Path("audit/shops.csv").open("a") as file:
        file.write("winkel-een.nl,Winkel Een,1,thee,\nwinkel-twee.nl,Winkel Twee,2,koffie,\n")
    for arguments in (["run", "audit"], ["run", "--out", "audit"]):
        assert shopcheck(*arguments) == 0
    assert sorted(visits.visited) == ["https://winkel-een.nl", "https://winkel-twee.nl"]
    assert visits.settings["market"] == "NL"
    assert visits.config is not None and visits.config.crawl.second_look == 10.0
    assert '<html lang="nl"' in Path("audit/report/index.html").read_text("utf-8")[:300]
    rows = list(csv.DictReader(Path("audit/report/data/shops.csv").read_text("utf-8-sig").splitlines()))
    assert [r["sector"] for r in rows] == ["thee", "koffie"]


def test_run_works_in_the_folder_it_stands_in(visits: FakeVisits, monkeypatch: pytest.MonkeyPatch) -> None:
    shopcheck("init", "audit", "--preset", "journalist")
    Path("audit/shops.csv").write_text("website,market\nwinkel.nl,NL\n")
    monkeypatch.chdir("audit")
    assert shopcheck("run") == 0
    assert visits.visited == ["https://winkel.nl"]
    assert Path("report/index.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run"], "shopcheck init DIR"),
        (["run", "--out", "nowhere"], "nowhere/audit.toml"),
        (["run", "shops.csv"], "say where the audit shall lie: --out DIR"),
        (["run", "made"], "names no shop"),
        (["run", "empty"], 'write file = "shops.csv" under [list]'),
        (["run", "made", "--out", "elsewhere"], "leave --out elsewhere away"),
        (["run", "made", "--second-look", "soon"], "a number of minutes, at least 1, or off"),
        (["run", "made", "--second-look", "0"], "--second-look 0: a number of minutes, at least 1, or off"),
        (["config", "show", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_what_is_missing_is_said(arguments: list[str], told: str, capsys) -> None:
    shopcheck("init", "made")
    Path("empty").mkdir()
    Path("empty/audit.toml").write_text("[crawl]\ndelay = 1\n")
    capsys.readouterr()
    assert shopcheck(*arguments) == 3
    assert told in capsys.readouterr().err


def test_flags_go_before_the_file(visits: FakeVisits) -> None:
    shopcheck("init", "audit", "--preset", "journalist")
    Path("audit/shops.csv").write_text("website\nwinkel.nl\n")
    assert shopcheck("run", "audit", "--market", "be", "--delay", "0.5", "--second-look", "off") == 0
    assert visits.settings["market"] == "BE"
    assert visits.config is not None and visits.config.crawl.delay == 0.5


@pytest.mark.parametrize("value", ['a"b\\c\n\td', "", True, 3, 2.5, ["x", 'y"'], [[1], []]])
def test_values_are_written_as_toml_reads_them(value: object) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}")["x"] == value
