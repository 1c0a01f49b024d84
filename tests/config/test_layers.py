"""Defaults, preset, file, environment, flags: the last one wins, and each value knows where it came from."""

from pathlib import Path

import pytest

from shopcheck.config import load_config, load_mail, load_with_origins, mail_origins, preset_names, preset_table
from shopcheck.errors import WrongInputError

pytestmark = pytest.mark.usefixtures("elsewhere")


def audit(text: str) -> Path:
    Path("audit.toml").write_text(text, "utf-8")
    return Path()


def test_each_layer_wins_over_those_below() -> None:
    folder = audit('[audit]\npreset = "journalist"\n[crawl]\nconcurrency = 2\n')
    made = load_with_origins(folder, {"SHOPCHECK_CRAWL__MAX_PAGES": "12"})
    config = made.config()
    told = {key: made.origin("crawl", key) for key in ("time_budget", "delay", "concurrency", "max_pages")}
    assert told == {
        "time_budget": "default",
        "delay": "preset journalist",
        "concurrency": "audit.toml",
        "max_pages": "the environment",
    }
    assert (config.crawl.delay, config.crawl.concurrency, config.crawl.max_pages) == (3.0, 2, 12)


def test_the_file_in_the_audit_s_folder_wins_over_the_one_here(tmp_path: Path) -> None:
    Path("shopcheck.toml").write_text("[crawl]\ndelay = 7\nmax_pages = 3\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "audit.toml").write_text("[crawl]\ndelay = 1\n")
    crawl = load_config(tmp_path / "a", {}).crawl
    assert (crawl.delay, crawl.max_pages) == (1.0, 3)


def test_the_environment_chooses_the_preset_too() -> None:
    made = load_with_origins(audit('[audit]\npreset = "owner"\n'), {"SHOPCHECK_AUDIT__PRESET": "consumer-nl"})
    assert made.values["crawl"]["second_look"] == 10.0
    assert made.origin("crawl", "second_look") == "preset consumer-nl"
    assert made.values["ci"]["baseline"] == ""


@pytest.mark.parametrize("name", ["consumer-nl", "journalist", "owner"])
def test_who_publishes_looks_twice(name: str) -> None:
    assert name in preset_names()
    assert preset_table(name)["crawl"]["second_look"] == ("off" if name == "owner" else 10.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[crawl]\nmax_page = 9\n", "audit.toml, line 2: [crawl] has no 'max_page'; did you mean 'max_pages'?"),
        ("[crawll]\ndelay = 9\n", "audit.toml, line 1: there is no section [crawll]; did you mean 'crawl'?"),
        (
            '\n[crawl]\n# slow\ndelay = "slow"\n',
            'audit.toml, line 4: [crawl] delay is "slow"; it must be a number, at least 0',
        ),
        ("[crawl]\ndelay = -1\n", "audit.toml, line 2: [crawl] delay is -1; it must be a number, at least 0"),
        ("[crawl]\nmax_pages = 2.5\n", "it must be a whole number, at least 1, at most 1000"),
        ('[data]\nbom = "yes"\n', '[data] bom is "yes"; it must be true or false'),
        ('[ci]\nfail_on = "required"\n', 'it must be "must" or "should" or "info" or "never"'),
        ('[crawl]\nsecond_look = "later"\n', 'it must be a number, at least 1 or "off"'),
        ("[crawl]\nsecond_look = 0\n", '[crawl] second_look is 0; it must be a number, at least 1 or "off"'),
        ('[audit]\nlanguage = "xx"\n', '[audit] language is "xx"; it must be '),
        ('[audit]\nmarket = "Nederland"\n', 'text in quotes, as "NL"'),
        ('[audit]\npreset = "journalists"\n', "there is no preset 'journalists'; did you mean 'journalist'?"),
        ('[clock]\nnorm = "samr"\n', '"samr-2018" or "bol-24h-90"'),
        ("crawl = 3\n", "crawl is a section; write [crawl]"),
        ("[mail]\nwavs = 3\n", "audit.toml, line 2: [mail] in audit.toml: Object contains unknown field `wavs`"),
        ("[crawl\n", "audit.toml is not readable as TOML"),
    ],
)
def test_what_does_not_fit_is_told_with_place_and_remedy(text: str, told: str) -> None:
    with pytest.raises(WrongInputError) as error:
        load_config(audit(text), {})
    assert told in str(error.value)
    assert error.value.code == 3


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SHOPCHECK_CRAWL__DELAYS", "the environment: [crawl] has no 'delays'; did you mean 'delay'?"),
        ("SHOPCHECK_CRAWLS__DELAY", "the environment: there is no section [crawls]; did you mean 'crawl'?"),
        ("SHOPCHECK_CRAWL__DELAY", 'the environment: [crawl] delay is "quick"; it must be a number'),
    ],
)
def test_the_environment_is_checked_like_a_file(name: str, told: str) -> None:
    with pytest.raises(WrongInputError) as error:
        load_config(None, {name: "quick"})
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("name", "text", "section", "key", "value"),
    [
        ("SHOPCHECK_AUDIT__TITLE", "2026", "audit", "title", "2026"),
        ("SHOPCHECK_CRAWL__SECOND_LOOK", "off", "crawl", "second_look", "off"),
        ("SHOPCHECK_CRAWL__SECOND_LOOK", "15", "crawl", "second_look", 15.0),
        ("SHOPCHECK_DATA__BOM", "true", "data", "bom", True),
        ("SHOPCHECK_CI__FAIL_ON", "never", "ci", "fail_on", "never"),
        ("SHOPCHECK_CRAWL__MAX_PAGES", " 7 ", "crawl", "max_pages", 7),
    ],
)
def test_values_of_the_environment_get_the_key_s_type(
    name: str, text: str, section: str, key: str, value: object
) -> None:
    assert load_with_origins(None, {name: text}).values[section][key] == value


def test_other_variables_and_other_people_s_are_left_alone() -> None:
    assert (
        load_config(None, {"SHOPCHECK_SHARED": "/x", "SHOPCHECK_MAIL__SMTP__PASSWORD": "s", "PATH": "x"}).crawl.delay
        == 2
    )


def test_the_environment_reaches_the_mail_half_but_passwords_do_not() -> None:
    folder = audit('[mail]\nwaves = 4\n[mail.sender]\nname = "Robin"\n')
    given = {
        "SHOPCHECK_MAIL__SENDER__NAME": "Sam",
        "SHOPCHECK_MAIL__WEEKS": "5",
        "SHOPCHECK_MAIL__SMTP__HOST": "127.0.0.1",
        "SHOPCHECK_MAIL__SMTP__PASSWORD": "hush",
    }
    mail = load_mail(folder, given)
    assert (mail.waves, mail.weeks, mail.sender.name, mail.smtp.host) == (4, 5, "Sam", "127.0.0.1")
    origins = mail_origins(folder, given)
    assert origins["mail.waves"] == "audit.toml"
    assert origins["mail.sender.name"] == origins["mail.weeks"] == "the environment"
    assert "hush" not in repr(mail) + repr(origins)
