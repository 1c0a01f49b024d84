"""The commands for people, from a stored audit to the report that shows whose decision it is."""

import csv
import html
import io
import json
import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from odf import opendocument, table, text

from audit.holding import hold
from audit.model import Kind
from audit.store import AuditStore
from checks.judge import judge
from checks.packs import load_pack
from tests.commands import shopcheck
from tests.judging.build import sighting, snapshot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = AuditStore.in_folder(tmp_path / "audit", create=True)
    snap = snapshot(sighting(Kind.PHONE))
    store.sync([snap.shop])
    store.add_visit(snap, judge(snap, load_pack("NL")))
    store.set_facts(market="NL", lang="nl", title="Onderzoek")
    store.close()
    return tmp_path / "audit"


def fill(file: Path, **cells: str) -> None:
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows({**row, **cells} for row in rows)
    file.write_text(out.getvalue())


def test_a_decision_goes_out_and_comes_back_into_export_and_report(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert shopcheck("review", "export", folder) == 0
    sheet, page = map(Path, capsys.readouterr().out.split())
    assert "email-findable" in sheet.read_text("utf-8-sig")
    written = page.read_text()
    assert "door ons niet gevonden" in written and "https://winkel.test/contact" in written
    fill(
        sheet, decision="met", place="clear", value="info@winkel.test", reviewer="An de Vries", reason="in de voettekst"
    )
    assert shopcheck("review", "import", sheet) == 0
    assert "other than the program's" in capsys.readouterr().out
    assert shopcheck("export", folder, "--format", "json") == 0
    (shop,) = json.loads(capsys.readouterr().out)["shops"]
    email = next(f for f in shop["findings"] if f["check"] == "email-findable")
    assert (email["outcome"], email["by"], email["detail"]["machine"]) == ("met", "person", "not_found")
    assert shopcheck("report", folder) == 0
    index = Path(capsys.readouterr().out.strip())
    shown = next(index.parent.glob("shop/*.html")).read_text()
    assert "An de Vries" in shown and "in de voettekst" in shown
    assert shopcheck("judge", folder) == 0, "judging again keeps what people decided"
    capsys.readouterr()
    assert shopcheck("export", folder) == 0
    assert "person" in capsys.readouterr().out


@pytest.mark.parametrize("reason", ["in de voettekst: één keer", "in de voettekst: één keer."])
def test_a_sheet_saved_by_a_spreadsheet_of_windows_is_read(folder: Path, capsys: pytest.CaptureFixture, reason) -> None:
    assert shopcheck("review", "export", folder) == 0
    sheet = Path(capsys.readouterr().out.split()[0])
    fill(sheet, decision="met", reviewer="An", reason=reason)
    sheet.write_bytes(sheet.read_text().encode("windows-1252"))
    assert shopcheck("review", "import", sheet) == 0
    assert "decisions taken in" in capsys.readouterr().out


def test_answers_are_never_overwritten(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert shopcheck("review", "export", folder) == 0
    fill(folder / "review" / "sheet.csv", decision="met", reviewer="An", reason="x")
    assert shopcheck("review", "export", folder) == 3
    assert "not empty" in capsys.readouterr().err


def test_the_error_rate_is_measured_printed_and_shown(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert shopcheck("validate", "sample", "30", folder, "--seed", "4") == 0
    sheet, page = map(Path, capsys.readouterr().out.split())
    assert "<details" in page.read_text()
    assert shopcheck("validate", "report", sheet) == 3, "nothing was filled in yet"
    capsys.readouterr()
    fill(sheet, decision="met", reviewer="Bo")
    assert shopcheck("validate", "report", folder) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("all") and "wrong" in first and "90 % interval" in first
    assert shopcheck("report", folder) == 0
    index = Path(capsys.readouterr().out.strip())
    assert "Anders dan de mens" in (index.parent / "method.html").read_text()


@pytest.mark.parametrize("command", [["review", "export"], ["validate", "sample", "6"]])
def test_a_sheet_is_there_whole_or_not_at_all_and_the_same_command_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, command: list[str]
) -> None:
    """Stopped at any of the moves: no half sheet is left that keeps the folder from being used."""
    moved: list[Path] = []

    def stopped(path: Path, target: Path) -> Path:
        moved.append(path)
        raise KeyboardInterrupt

    with monkeypatch.context() as stop:
        stop.setattr(Path, "rename", stopped)
        assert shopcheck(*command, folder) == 130
    assert len(moved) == 1, "one move, so that there is no half"
    assert not list(folder.rglob("sheet.csv")) and not list(folder.rglob(".*"))
    assert shopcheck(*command, folder) == 0
    whole = {p: p.read_bytes() for p in folder.rglob("*") if p.suffix in (".csv", ".html")}
    assert shopcheck(*command, folder) == 0, "nothing was filled in: it is the same sheet"
    assert {p: p.read_bytes() for p in whole} == whole
    sheet = next(folder.rglob("sheet.csv"))
    fill(sheet, decision="met", reviewer="An", reason="x")
    answered = sheet.read_bytes()
    capsys.readouterr()
    assert shopcheck(*command, folder) == 3
    assert "not empty" in capsys.readouterr().err and sheet.read_bytes() == answered


def test_two_at_once_do_not_make_one_sheet(folder: Path, capsys: pytest.CaptureFixture) -> None:
    guard = folder / ".review-being-written.lock"
    with guard.open("a") as file:
        hold(file.fileno())
        assert shopcheck("review", "export", folder) == 3
        assert "another shopcheck" in capsys.readouterr().err
    assert shopcheck("review", "export", folder) == 0


def test_a_sheet_that_lies_elsewhere_needs_its_audit(folder: Path, tmp_path: Path) -> None:
    assert shopcheck("review", "export", folder, "--out", str(tmp_path / "sheet")) == 0
    sheet = tmp_path / "sheet" / "sheet.csv"
    fill(sheet, decision="agree", reviewer="An", reason="x")
    assert shopcheck("review", "import", sheet) == 3
    assert shopcheck("review", "import", sheet, "--audit", folder) == 0


def test_quiet_holds_for_sheets_too(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert shopcheck("-q", "review", "export", folder) == 0
    told = capsys.readouterr()
    assert told.out and not told.err


@pytest.mark.parametrize("blind", [False, True])
def test_the_command_on_a_sheet_takes_it_back_wherever_the_sheet_lies(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture, blind: bool
) -> None:
    asked = ("validate", "sample", "2") if blind else ("review", "export")
    assert shopcheck(*asked, folder, "--out", tmp_path / "a sheet") == 0
    sheet, page = map(Path, capsys.readouterr().out.splitlines())
    fill(sheet, decision="met", reviewer="An de Vries", reason="in the footer")
    command = re.search(r"<code>(shopcheck .*?)</code>", page.read_text("utf-8"))
    assert command
    assert shopcheck(*shlex.split(html.unescape(command[1]))[1:]) == 0


def save_as(file: Path, rows: list[list[str]]) -> None:
    """A workbook of text cells, as spreadsheet programs save them."""
    if file.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(file)
        return
    document = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="Sheet1")
    for row in rows:
        line = table.TableRow()
        for value in row:
            cell = table.TableCell(valuetype="string")
            cell.addElement(text.P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    document.save(str(file))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_sheet_saved_as_a_workbook_is_read(folder: Path, kind: str, tmp_path: Path, capsys) -> None:
    assert shopcheck("-q", "review", "export", folder) == 0
    sheet = Path(capsys.readouterr().out.split()[0])
    fill(sheet, decision="unsure", reviewer="An", reason="two of them")
    saved = tmp_path / f"sheet.{kind}"
    save_as(saved, list(csv.reader(io.StringIO(sheet.read_text("utf-8-sig")))))
    assert shopcheck("review", "import", saved, "--audit", folder) == 0
    assert "decision" in capsys.readouterr().out


def test_a_half_filled_sample_says_how_much_is_open(folder: Path, capsys) -> None:
    assert shopcheck("validate", "sample", "400", folder) == 0
    told = capsys.readouterr()
    assert "400 were asked for" in told.err
    sheet = Path(told.out.split()[0])
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"))))
    rows[0] |= {"decision": "met", "reviewer": "An"}
    with sheet.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert shopcheck("validate", "report", sheet) == 0
    assert f"{len(rows)} drawn: {len(rows) - 1} not filled in" in capsys.readouterr().err
