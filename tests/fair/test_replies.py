"""What a shop answers stands under its sentence, on the page of replies and in the data; corrections are dated."""

import csv
import json
import re
from pathlib import Path

import pytest

from tests.commands import shopcheck


def flat(file: Path) -> str:
    return re.sub(r"\s+", " ", file.read_text())


def rows(audit: Path, name: str) -> list[dict[str, str]]:
    with (audit / "report/data" / name).open(newline="") as file:
        return list(csv.DictReader(file))


ANSWER = "Wij zijn het er niet mee eens.\n\nOns adres: info@b.nl <b>echt</b>."


@pytest.fixture(scope="module")
def answered(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import shutil

    folder = tmp_path_factory.mktemp("answered") / "audit"
    shutil.copytree(made / "audit", folder)
    assert shopcheck("-q", "freeze", folder) == 0
    letters = ("--out", folder.parent / "letters", "--on", "2026-11-02", "--days", "5")
    assert shopcheck("-q", "reply", "letters", folder, *letters) == 0
    said = ("--text", ANSWER, "--kind", "objection", "--on", "2026-11-05", "--by", "Bo, eigenaar")
    assert shopcheck("-q", "reply", "record", folder, "Winkel B", *said, "--no-report") == 0
    (folder.parent / "mail.txt").write_bytes("Déjà corrigé, merci.".encode("windows-1252"))
    file = ("--file", folder.parent / "mail.txt", "--kind", "repaired", "--on", "2026-11-06")
    assert shopcheck("-q", "reply", "record", folder, "https://e.co.uk/", *file, "--no-report") == 0
    right = ("--check", "email-findable", "--outcome", "met", "--by", "An", "--text", "Het staat op /contact.")
    assert shopcheck("-q", "correct", folder, "b.nl", *right, "--no-report") == 0
    assert shopcheck("-q", "correct", folder, "a.nl", "--text", "De naam was verkeerd gespeld.") == 0
    return folder


def test_the_answer_stands_under_the_sentence_word_for_word(answered: Path) -> None:
    for page in ("shop/b.nl.html", "replies.html"):
        text = flat(answered / "report" / page)
        assert "Op 5 november 2026 maakte de winkel bezwaar:" in text, page
        assert "Wij zijn het er niet mee eens." in text and "&lt;b&gt;echt&lt;/b&gt;" in text, page
        assert "— <bdi>Bo, eigenaar</bdi>" in text, page
    page = flat(answered / "report/shop/b.nl.html")
    assert page.index('class="lead"') < page.index("maakte de winkel bezwaar") < page.index("h-findings")
    assert "Déjà corrigé, merci." in flat(answered / "report/replies.html")


def test_where_the_results_stand_without_the_answer_it_is_said_that_the_shop_objected(answered: Path) -> None:
    for page in ("index.html", "embed/shop/b.nl.html", "embed/ranking.html", "print.html"):
        assert "betwist door de winkel op 5 november 2026; zie reactie" in flat(answered / "report" / page), page
    assert "betwist" not in flat(answered / "report/embed/shop/a.nl.html")


@pytest.mark.browser
def test_the_answer_is_as_large_as_our_sentence(answered: Path, chromium: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((answered / "report/shop/b.nl.html").as_uri())
        size = "e => getComputedStyle(e).fontSize"
        sizes = {page.eval_on_selector(where, size) for where in (".lead", ".reply blockquote p", ".reply > p")}
        browser.close()
    assert len(sizes) == 1, sizes


def test_the_answer_is_in_the_data(answered: Path) -> None:
    row = next(r for r in rows(answered, "shops.csv") if r["shop"] == "Winkel B")
    assert row["asked_on"] == "2026-11-02" and row["reply_due"] == "2026-11-09"
    assert (row["replied_on"], row["reply_kind"], row["reply"]) == ("2026-11-05", "objection", ANSWER)
    assert row["corrected_on"] and row["revision"] == "1"
    shops = json.loads((answered / "report/data/shopcheck.json").read_text())["shops"]
    told = next(s for s in shops if s["key"] == "https://b.nl")
    assert told["replies"] == [{"received_on": "2026-11-05", "kind": "objection", "text": ANSWER, "by": "Bo, eigenaar"}]


def test_status_says_who_was_asked_and_who_answered(answered: Path, capsys) -> None:
    assert shopcheck("reply", "status", answered) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "Winkel B" in line] == [
        "answered   Winkel B <https://b.nl>  asked 2026-11-02, due 2026-11-09; objection 2026-11-05"
    ]
    assert sum(line.startswith("no answer") for line in lines) == 3
    assert shopcheck("reply", "status", answered, "--format", "json") == 0
    told = {line["url"]: line for line in json.loads(capsys.readouterr().out)}
    assert told["https://e.co.uk"]["kinds"] == ["repaired"] and told["https://a.nl"]["state"] == "no answer"
    assert shopcheck("reply", "status", answered, "--format", "xml") == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["b.nl"], "the reply is empty"),
        (["b.nl", "--text", "  "], "the reply is empty"),
        (["b.nl", "--text", "x", "--on", "2099-01-01"], "still to come"),
        (["b.nl", "--text", "x", "--on", "5 november"], "write the day as"),
        (["b.nl", "--text", "x", "--kind", "angry"], "choose answer"),
        (["b.nl", "--text", "x", "--file", "y"], "not with both"),
        (["b.nl", "--file", "nowhere.txt"], "cannot be read"),
        (["q.nl", "--text", "x"], "no shop 'q.nl'"),
    ],
)
def test_what_is_no_reply_is_refused(made: Path, capsys, arguments: list[str], told: str) -> None:
    assert shopcheck("reply", "record", made / "audit", *arguments) == 3
    assert told in capsys.readouterr().err


def test_a_correction_is_dated_and_visible_and_old_revisions_stay(answered: Path) -> None:
    for page in ("shop/b.nl.html", "corrections.html", "print.html"):
        text = flat(answered / "report" / page)
        assert "door ons niet gevonden" in text and "Het staat op /contact." in text, page
        assert "sinds revisie 2" in text, page
    assert "<b>in orde</b>" in (answered / "report/shop/b.nl.html").read_text()
    old = flat(answered / "revisions/1/report/shop/b.nl.html")
    assert "Het staat op /contact." not in old and "<b>door ons niet gevonden</b>" in old
    assert "De naam was verkeerd gespeld." in flat(answered / "report/shop/a.nl.html")
    assert shopcheck("-q", "verify", answered) == 0


def test_what_was_published_before_is_what_the_last_revision_said(audit: Path, capsys) -> None:
    assert shopcheck("-q", "freeze", audit) == 0
    right = ("--check", "nl/contact-email", "--outcome", "met", "--by", "An", "--text", "x", "--no-report")
    assert shopcheck("correct", audit, "b.nl", *right) == 0
    assert "was: door ons niet gevonden" in capsys.readouterr().out
    assert shopcheck("correct", audit, "b.nl", "--check", "email-findable", "--text", "verhuisd", "--no-report") == 0
    assert "now: in orde" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--text", " "], "--text is empty"),
        (["--text", "x", "--check", "email"], "of this shop there are"),
        (["--text", "x", "--outcome", "met"], "needs --check"),
        (["--text", "x", "--check", "email-findable", "--outcome", "met"], "needs --by"),
        (["--text", "x", "--check", "email-findable", "--outcome", "good", "--by", "An"], "choose met"),
        ([], "Missing option"),
    ],
)
def test_what_is_no_correction_is_refused(made: Path, capsys, arguments: list[str], told: str) -> None:
    assert shopcheck("correct", made / "audit", "b.nl", *arguments) == 3
    assert told in capsys.readouterr().err
