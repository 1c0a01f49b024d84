"""Letters: in the shop's language, about that shop alone, fair in every word, with a day to answer by."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import msgspec
import pytest

from audit.model import Letter, Shop
from audit.store import AuditStore
from checks.packs import Packs
from reports.letters import Terms, write_letter
from reports.wording import report_languages, words_for
from shopcheck.replies import deadline
from tests.commands import shopcheck
from tests.fair.conftest import first_round
from tests.reports.hostile import PAYLOADS
from tests.reports.pages import pages_of
from tests.reports.sample import sample
from tests.reports.test_wording import BANNED


@pytest.fixture(scope="package")
def letters(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letters to all shops of the audit, dated; drafts, so that the audit stays as it is."""
    out = tmp_path_factory.mktemp("letters") / "out"
    assert shopcheck("-q", "reply", "letters", made / "audit", "--out", out, "--draft", "--on", "2026-11-20") == 0
    return out


def table(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "letters.csv").open(newline="") as file:
        return {row["shop"]: row for row in csv.DictReader(file)}


def test_each_shop_is_written_to_in_its_own_language(letters: Path) -> None:
    rows = table(letters)
    spoken = {name: row["language"] for name, row in rows.items()}
    assert spoken == {"Winkel A": "nl", "Winkel B": "nl", "Sklep C": "nl", "Winkel D": "nl", "Shop E": "en"}
    assert (letters / "e.co.uk/letter.txt").read_text().count("What we saw") == 2
    assert rows["Winkel A"]["email"] == "info@a.nl" and rows["Winkel B"]["email"] == ""


def test_a_shop_whose_language_we_lack_is_told_so(letters: Path, made: Path, tmp_path: Path, capsys) -> None:
    assert "daarom schrijven wij u in deze taal: Nederlands" in _flat(letters / "c.pl/letter.txt")
    assert "in uw taal" not in _flat(letters / "a.nl/letter.txt")
    assert shopcheck("reply", "letters", made / "audit", "--out", tmp_path / "o", "--draft", "--shop", "c.pl") == 0
    assert "no letter texts in pl: 1 shop gets one in nl, which says so" in capsys.readouterr().err
    assert [row["shop"] for row in table(tmp_path / "o").values()] == ["Sklep C"]


def test_a_letter_says_what_was_seen_and_how_to_answer(letters: Path) -> None:
    text = _flat(letters / "b.nl/letter.txt")
    for words in (
        "20 november 2026 Aan: Winkel B", "- E-mailadres: door ons niet gevonden", "art. 6:230m",
        "Wilt u uiterlijk 4 december 2026 reageren? Dat is 10 werkdagen na deze brief.", "preview.html",
        "- Telefoonnummer: gevonden, goed vindbaar", "even groot als onze tekst",
    ):  # fmt: skip
        assert words in text, words
    assert max(map(len, (letters / "b.nl/letter.txt").read_text().splitlines())) <= 78
    assert "door ons niet gevonden" in _flat(letters / "b.nl/letter.html")
    assert "niet te meten" in _flat(letters / "d.nl/letter.txt")


def test_no_letter_and_no_preview_says_anything_of_another_shop(letters: Path) -> None:
    names = {"a.nl": "Winkel A", "b.nl": "Winkel B", "c.pl": "Sklep C", "d.nl": "Winkel D", "e.co.uk": "Shop E"}
    for folder in names:
        told = "".join(file.read_text() for file in (letters / folder).iterdir())
        for host, name in names.items():
            assert (host in told and name in told) == (host == folder), (folder, host)


def test_a_preview_is_one_file_that_leads_nowhere(letters: Path) -> None:
    pages = pages_of(letters)
    for folder in ("a.nl", "b.nl", "d.nl"):
        page = pages[f"{folder}/preview.html"]
        assert not page.open_at_end and "script" not in page.tags and "link" not in page.tags
        assert all(link.startswith(("#", "http", "mailto:")) for link in page.links), page.links
        assert all(source.startswith("data:") for source in page.sources)
        assert "Ze is niet openbaar." in page.text and "4 december 2026" in page.text
        assert "default-src 'none'" in (letters / folder / "preview.html").read_text()


def test_no_word_of_a_letter_accuses(letters: Path) -> None:
    banned = re.compile("|".join(BANNED.values()), re.I)
    for file in letters.rglob("*.*"):
        if file.suffix in (".txt", ".html"):
            text = re.sub(r"(?s)<style>.*?</style>|<[^>]*>|data:[^\"]*", " ", file.read_text())
            assert not banned.search(text), (file, banned.search(text))


@pytest.mark.parametrize("lang", report_languages())
def test_every_kind_of_result_makes_a_fair_letter(lang: str) -> None:
    terms = Terms(sent_on=date(2026, 11, 20), deadline=date(2026, 12, 4), days=10, preview="preview.html")
    audit, banned = sample(), re.compile(BANNED[lang], re.I)
    for result in audit.results():
        if result.snapshot is not None:
            letter = write_letter(result, audit.info, terms, words_for(lang), Packs())
            assert not banned.search(letter.text.replace(result.shop.name, "")), banned.search(letter.text)
            assert "Consumentenblad" in letter.text and "{" not in letter.text and "&amp;" not in letter.text


def test_a_name_of_any_content_stays_words() -> None:
    terms = Terms(sent_on=date(2026, 11, 20), deadline=date(2026, 12, 4), days=10, preview="preview.html")
    for payload in PAYLOADS:
        result = sample().shops[0]
        hostile = msgspec.structs.replace(result, shop=msgspec.structs.replace(result.shop, name=payload))
        letter = write_letter(hostile, sample().info, terms, words_for("nl"), Packs())
        assert "<script" not in letter.html and "<img" not in letter.html and "\u202e" not in letter.text
        assert all(c.isprintable() or c == "\n" for c in letter.text)


@pytest.mark.parametrize(
    ("sent", "days", "market", "due"),
    [
        ("2026-11-20", 10, "NL", "2026-12-04"),
        ("2026-11-22", 10, "NL", "2026-12-04"),
        ("2026-12-18", 10, "NL", "2027-01-05"),  # both days of Christmas (Friday, and Saturday) and 1 January
        ("2026-12-18", 10, "GB", "2027-01-06"),  # 28 December in lieu of Boxing Day
        ("2026-05-08", 5, "FR", "2026-05-18"),  # Ascension Day
        ("2026-11-20", 1, None, "2026-11-23"),
        ("2026-11-20", 10, "JP", "2026-12-04"),
    ],
)
def test_the_deadline_counts_the_shops_own_working_days(sent: str, days: int, market: str | None, due: str) -> None:
    assert deadline(date.fromisoformat(sent), days, market, None).isoformat() == due


def test_letters_are_noted_once_and_keep_their_days(audit: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    assert shopcheck("reply", "letters", audit, "--out", out, "--on", "2026-11-20") == 0
    assert shopcheck("reply", "letters", audit, "--out", out, "--days", "3") == 0
    assert "5 were asked before and keep their dates" in capsys.readouterr().err
    assert {(row["sent_on"], row["deadline"]) for row in table(out).values()} == {("2026-11-20", "2026-12-04")}
    store = AuditStore.in_folder(audit)
    noted = store.recorded(Letter)
    store.close()
    assert len(noted) == 5 and all(letter.findings for letter in noted)
    assert shopcheck("report", audit) == 0
    assert "uiterlijk 4 december 2026 te reageren" in _flat(audit / "report/shop/b.nl.html")
    assert shopcheck("reply", "letters", audit, "--out", out, "--again", "--shop", "b.nl", "--days", "5") == 0
    capsys.readouterr()
    assert shopcheck("reply", "status", audit, "--format", "json") == 0
    lines = {line["shop"]: line for line in json.loads(capsys.readouterr().out)}
    assert lines["Winkel A"]["asked_on"] == "2026-11-20" and lines["Winkel B"]["asked_on"] > "2026-11-20"


def test_a_folder_with_something_else_is_left_alone(made: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("x")
    assert shopcheck("reply", "letters", made / "audit", "--out", tmp_path / "mine", "--draft") == 3
    assert "choose another folder" in capsys.readouterr().err
    assert shopcheck("reply", "letters", made / "audit", "--out", tmp_path / "o", "--shop", "z.nl") == 3
    assert shopcheck("reply", "letters", made / "audit", "--out", tmp_path / "o", "--days", "0") == 3


def _flat(file: Path) -> str:
    return re.sub(r"\s+", " ", file.read_text())


def test_the_audit_speaks_of_these_shops() -> None:
    assert first_round(Shop(key="https://c.pl", url="https://c.pl/")).languages == ("pl",)


@pytest.mark.parametrize("moved", [0, 1, 4, 15])
def test_letters_that_were_stopped_are_written_by_the_same_command(
    audit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    """However far the first came: no half letter, nothing noted, and the second ends as if there had been no first."""
    command = ["-q", "reply", "letters", audit, "--on", "2026-11-20"]
    replace, done = Path.replace, [0]

    def stopped(path: Path, target: Path) -> Path:
        if path.suffix != ".part":
            if done[0] == moved:
                raise KeyboardInterrupt
            done[0] += 1
        return replace(path, target)

    with monkeypatch.context() as stop:
        stop.setattr(Path, "replace", stopped)
        assert shopcheck(*command, "--out", tmp_path / "out") == 130
    assert not (tmp_path / "out/letters.csv").exists(), "the table that names them comes last"
    assert shopcheck(*command, "--out", tmp_path / "out") == 0
    assert shopcheck("-q", "reply", "letters", audit, "--out", tmp_path / "again") == 0
    assert not list((tmp_path / "out").rglob(".*"))
    assert {p.name for p in (tmp_path / "out").iterdir()} == {p.name for p in (tmp_path / "again").iterdir()}
    assert [row["asked_before"] for row in table(tmp_path / "out").values()] == ["no"] * 5
    assert [row["sent_on"] for row in table(tmp_path / "again").values()] == ["2026-11-20"] * 5


def test_letters_that_were_stopped_while_they_were_written_leave_nothing(
    audit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def stopped(*arguments: object, **more: object) -> str:
        written.append(str(arguments[1]))
        if len(written) == 3:
            raise KeyboardInterrupt
        return "<p>"

    with monkeypatch.context() as stop:
        stop.setattr("shopcheck.letters.standalone", stopped)
        assert shopcheck("-q", "reply", "letters", audit, "--out", tmp_path / "out") == 130
    assert list((tmp_path / "out").iterdir()) == []
    assert shopcheck("-q", "reply", "letters", audit, "--out", tmp_path / "out") == 0
    assert [row["asked_before"] for row in table(tmp_path / "out").values()] == ["no"] * 5
