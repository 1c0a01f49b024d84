"""The data of a report as others read it: frictionless the package, openpyxl and odfpy the workbooks."""

import csv
import hashlib
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import frictionless
import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from odf import opendocument, table, teletype, text

from audit.model import AuditInfo, ErrorRate, Revision
from reports import exports, spreadsheets
from reports.figures import figures
from reports.site import build
from reports.spreadsheets import LONGEST, Sheet, plain, write_ods, write_xlsx
from reports.study import StudyCount
from reports.tally import Tally
from reports.wording import report_languages, words_for
from tests.reports.campaign import campaign
from tests.reports.hostile import hostile_audit
from tests.reports.pages import pages_of
from tests.reports.sample import sample, store_in

TABLES = ["results", "shops", "figures", "scores", "mails", "replies", "corrections", "data-dictionary"]
DANGER = ("=", "+", "-", "@", "\t", "\r")


def made(folder: Path, *, lang: str = "nl", bom: bool = False, mails: bool = True) -> Path:
    store = store_in(folder / "ev")
    return build(sample(store), store, folder / "r", lang=lang, mails=campaign() if mails else None, bom=bom).parent


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def data(report: Path) -> Path:
    return report / "data"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("lang", report_languages())
@pytest.mark.parametrize("bom", [False, True])
def test_the_package_and_every_table_in_it_are_valid(tmp_path: Path, lang: str, bom: bool) -> None:
    found = made(tmp_path, lang=lang, bom=bom) / "data" / "datapackage.json"
    done = frictionless.validate(str(found))
    assert done.valid, done.flatten(["type", "message"])
    assert {t.name for t in done.tasks} == set(TABLES)
    assert all(t.stats["rows"] for t in done.tasks if t.name not in {"replies", "corrections"})


def test_every_csv_is_in_the_package_with_size_and_hash(data: Path) -> None:
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    assert {r["path"] for r in package["resources"]} == {p.name for p in data.glob("*.csv")}
    for resource in package["resources"]:
        content = (data / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = next(csv.reader(content.decode("utf-8").splitlines()))
        assert [f["name"] for f in resource["schema"]["fields"]] == header
        assert all(f["description"] for f in resource["schema"]["fields"])


def test_every_column_is_in_the_dictionary_and_has_a_meaning_of_its_own(data: Path) -> None:
    told = {(r["file"], r["column"]): r["meaning"] for r in rows(data / "data-dictionary.csv")}
    for path in data.glob("*.csv"):
        for column in next(csv.reader(path.read_text("utf-8").splitlines())):
            if path.name != "data-dictionary.csv" and column != "omzet":
                assert told[path.name, column] != str(words_for("nl")("data.list_column")), (path.name, column)


def test_every_table_has_the_revision(tmp_path: Path, data: Path) -> None:
    for path in data.glob("*.csv"):
        if path.name != "data-dictionary.csv":
            assert "revision" in next(csv.reader(path.read_text("utf-8").splitlines())), path.name
            assert {r["revision"] for r in rows(path)} <= {"0"}, path.name
    info = AuditInfo(revisions=(Revision(number=2, frozen_on="2026-12-01", tool="t"),))
    assert exports.revision(info) == 2


def test_ids_hold_for_years(data: Path) -> None:
    results = rows(data / "results.csv")
    assert len({r["finding"] for r in results}) == len(results)
    first = next(r for r in results if r["shop"] == "Sokken.nl")
    assert first["finding"] == exports.finding_id("https://sokken.nl", first["rule"])
    assert exports.finding_id("https://sokken.nl", "nl/contact-phone") == "2366355766f8"
    whole = json.loads((data / "shopcheck.json").read_text("utf-8"))
    assert {f["id"] for s in whole["shops"] for f in s["findings"]} == {r["finding"] for r in results}


def test_the_figures_of_the_front_page_are_there_under_the_same_names(report: Path) -> None:
    page = pages_of(report)["index.html"].text
    found = {r["name"]: r["value"] for r in rows(report / "data" / "figures.csv") if r["page"] == "index.html"}
    words = words_for("nl")
    for key in ("visited", "met", "partly", "not_met", "unranked"):
        name = str(words(f"index.number.{key}").unescape())
        assert name in page
        assert found[name] in page


def test_a_check_s_figures_add_up_to_its_findings(data: Path) -> None:
    figures = {r["figure"]: float(r["value"]) for r in rows(data / "figures.csv")}
    staying = {r["shop_id"] for r in rows(data / "shops.csv") if r["left"] == "false"}
    results = [r for r in rows(data / "results.csv") if r["shop_id"] in staying]
    for check in {r["check"] for r in results}:
        for outcome in {r["outcome"] for r in results}:
            count = sum(r["check"] == check and r["outcome"] == outcome for r in results)
            assert figures.get(f"check.{check}.{outcome}", 0) == count
        parts = sum(v for k, v in figures.items() if k.startswith(f"check.{check}.label"))
        assert parts == sum(r["check"] == check for r in results)


def test_figures_have_the_same_ids_in_every_language(tmp_path: Path, data: Path) -> None:
    here = {r["figure"]: r["value"] for r in rows(data / "figures.csv") if ".label" not in r["figure"]}
    there = rows(made(tmp_path, lang="en") / "data" / "figures.csv")
    assert {r["figure"]: r["value"] for r in there if ".label" not in r["figure"]} == here


def test_scores_are_those_of_the_ranking(data: Path) -> None:
    scores = rows(data / "scores.csv")
    assert {s["result"] for s in scores} >= {"duty", "ease"}
    shops = {s["shop_id"]: s for s in rows(data / "shops.csv")}
    for score in scores:
        assert 0 <= int(score["met"] or 0) <= int(score["measured"] or 0) <= int(score["applicable"] or 0)
        if score["place"]:
            assert int(score["place_low"]) <= int(score["place_high"])
            assert float(score["score_low"]) <= float(score["score"]) <= float(score["score_high"])
        if score["result"] == "duty" and shops[score["shop_id"]]["group"] == "met":
            assert score["met"] == score["measured"]


def test_no_byte_order_mark_unless_asked(tmp_path: Path, data: Path) -> None:
    assert not any(p.read_bytes().startswith(b"\xef\xbb\xbf") for p in data.glob("*.csv"))
    marked = made(tmp_path, bom=True) / "data"
    for path in marked.glob("*.csv"):
        assert path.read_bytes() == b"\xef\xbb\xbf" + path.read_bytes().removeprefix(b"\xef\xbb\xbf"), path.name
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (marked / "shopcheck.json").read_bytes().startswith(b"\xef\xbb\xbf")


def xlsx(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path, read_only=False)
    for sheet in book:
        assert not any(cell.data_type == "f" for row in sheet for cell in row)
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def ods(path: Path) -> dict[str, list[list[object]]]:
    found: dict[str, list[list[object]]] = {}
    for sheet in opendocument.load(str(path)).getElementsByType(table.Table):
        lines = found[sheet.getAttribute("name")] = []
        for row in sheet.getElementsByType(table.TableRow):
            lines.append([_ods_value(cell) for cell in row.getElementsByType(table.TableCell)])
    return found


def _ods_value(cell: table.TableCell) -> object:
    assert not cell.getAttribute("formula")
    kind = cell.getAttribute("valuetype")
    if kind == "float":
        number = float(cell.getAttribute("value"))
        return int(number) if number.is_integer() else number
    if kind == "boolean":
        return cell.getAttribute("booleanvalue") == "true"
    return "\n".join(teletype.extractText(p) for p in cell.getElementsByType(text.P)) if kind else None


@pytest.mark.parametrize("read", [xlsx, ods])
def test_workbooks_hold_the_tables_as_they_are(data: Path, read) -> None:
    book = read(data / f"shopcheck.{read.__name__}")
    assert list(book) == TABLES
    for name, lines in book.items():
        header, *body = list(csv.reader((data / f"{name}.csv").read_text("utf-8").splitlines(keepends=True)))
        assert lines[0] == header
        assert len(lines) == len(body) + 1
        for mine, theirs in zip(body, lines[1:], strict=True):
            for told, cell in zip(mine, theirs, strict=True):
                if isinstance(cell, str) or cell is None:
                    assert (cell or "").replace("\r\n", "\n") == told.replace("\r\n", "\n")
                elif isinstance(cell, bool):
                    assert told == str(cell).lower()
                else:
                    assert float(told) == cell
    clicks = book["results"][0].index("clicks")
    assert {type(row[clicks]) for row in book["results"][1:]} == {int, type(None)}


def test_phone_numbers_read_the_same_everywhere(data: Path) -> None:
    sokken = next(r for r in rows(data / "results.csv") if r["shop"] == "Sokken.nl")
    assert sokken["values"] == "tel:+31201234567"
    for book in (xlsx(data / "shopcheck.xlsx"), ods(data / "shopcheck.ods")):
        assert any("tel:+31201234567" in row for row in book["results"])


def test_the_same_tables_are_the_same_bytes(tmp_path: Path, data: Path) -> None:
    again = made(tmp_path) / "data"
    for name in ("shopcheck.xlsx", "shopcheck.ods", "datapackage.json", "figures.csv", "scores.csv"):
        assert (again / name).read_bytes() == (data / name).read_bytes(), name


@pytest.mark.parametrize(("write", "read"), [(write_xlsx, "xlsx"), (write_ods, "ods")])
def test_tables_longer_than_a_sheet_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write, read: str
) -> None:
    monkeypatch.setattr(spreadsheets, "ROWS", 4)
    path = tmp_path / f"a.{read}"
    sheets = [Sheet(name="t", header=["n"], rows=([n] for n in range(count))) for count in (7, 3, 0)]
    write(path, sheets[:1])
    found = (xlsx if read == "xlsx" else ods)(path)
    assert found == {"t": [["n"], [0], [1], [2]], "t-2": [["n"], [3], [4], [5]], "t-3": [["n"], [6]]}
    write(path, sheets[1:2])
    assert list((xlsx if read == "xlsx" else ods)(path)) == ["t"]
    write(path, sheets[2:])
    assert (xlsx if read == "xlsx" else ods)(path) == {"t": [["n"]]}


EVIL = (
    '<r><t>x</t></r></is></c><c r="B2"><f>HYPERLINK("http://e","x")</f><v>2</v></c>'
    '<c r="C2" t="inlineStr"><is><r><t>y</t></r>'
)


def test_text_is_never_taken_for_markup(tmp_path: Path) -> None:
    """A library that we used took text between <r> and </r> for markup: a shop's title could hold a formula."""
    body = [EVIL, "<r>a</r>", "<text:p>b</text:p>", "&#61;1+1", "]]>", "_x003D_1"]
    for write, read in ((write_xlsx, xlsx), (write_ods, ods)):
        path = tmp_path / f"a.{read.__name__}"
        write(path, [Sheet(name="t<>&", header=list("abcdef"), rows=[body])])
        told = read(path)["t<>&"][1]
        assert told[:5] == body[:5]
        assert str(told[5]).replace("_x005F_", "_") == body[5]


def test_the_parts_of_an_xlsx_file_name_one_another(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [Sheet(name=name, header=["a"] * 30, rows=[[1] * 30]) for name in ("one", "two")])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert book.testzip() is None
        parts = set(book.namelist())
        types = book.read("[Content_Types].xml").decode()
        for part in parts - {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}:
            assert f'PartName="/{part}"' in types
        for name in parts:
            assert ElementTree.fromstring(book.read(name)) is not None
        for target in re.findall(r'Target="([^"]+)"', book.read("xl/_rels/workbook.xml.rels").decode()):
            assert f"xl/{target}" in parts
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["two"]
    assert sheet.freeze_panes == "A2" and sheet["AD1"].font.bold and not sheet["AD2"].font.bold
    assert python_calamine.CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).sheet_names == ["one", "two"]


def test_what_strangers_wrote_stays_text(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    folder = build(hostile_audit(), store, tmp_path / "r", lang="en").parent / "data"
    for path in folder.glob("*.csv"):
        for line in csv.reader(path.read_text("utf-8").splitlines(keepends=True)):
            assert not any(cell.lstrip(" \n").startswith(DANGER) for cell in line)
    for book in (xlsx(folder / "shopcheck.xlsx"), ods(folder / "shopcheck.ods")):
        for lines in book.values():
            assert not any(isinstance(c, str) and c.lstrip(" \n").startswith(DANGER) for row in lines for c in row)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_package_is_valid_whatever_the_list_s_columns_are_called(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    audit.columns = ("=evil()", "finding", "a, b", "", "+31", "x\x00y", " ", "list_finding")
    done = frictionless.validate(
        str(build(audit, store, tmp_path / "r", lang="en").parent / "data" / "datapackage.json")
    )
    assert done.valid, done.flatten(["type", "message"])


def test_error_rates_studies_and_movers_are_figures_too() -> None:
    from shopcheck.studies import load

    rate = ErrorRate(check="all", wrong=3, checked=50, low=0.02, high=0.13)
    study = StudyCount(load("nos-2023"))
    study.having, study.lacking = 80, 20
    words = words_for("en")
    found = {f.id: f for f in figures(Tally(words=words), words, error_rates=(rate,), study=study)}
    assert (found["errors.all.wrong"].value, found["errors.all.high"].value) == (3, 0.13)
    assert (found["study.lacking"].value, found["study.having"].value) == (20, 80)
    assert "checked by hand" in found["errors.all.checked"].name
    assert all(f.name and "{" not in f.name for f in found.values())


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text()), max_size=4), max_size=5
    )
)
def test_whatever_stands_in_a_cell_comes_back(
    tmp_path_factory: pytest.TempPathFactory, body: list[list[object]]
) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    for write, read in ((write_xlsx, xlsx), (write_ods, ods)):
        write(folder / "a", [Sheet(name="t", header=["a", "b", "c", "d"], rows=body)])
        (folder / "a").rename(folder / f"a.{read.__name__}")
        (_, *lines) = read(folder / f"a.{read.__name__}")["t"]
        told = [[plain(value) for value in row] for row in body]
        for mine, theirs in zip(told, lines, strict=False):
            for value, cell in zip(mine, theirs, strict=False):
                if not isinstance(value, str):
                    assert cell == value
                else:
                    assert not (cell or "").startswith(DANGER)
                    assert "".join((cell or "").split()) == "".join(value.split())


def test_long_texts_are_cut_where_excel_would_refuse_them(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [Sheet(name="t", header=["a"], rows=[["x" * 40_000], ["é" * LONGEST]])])
    cells = [row[0] for row in xlsx(tmp_path / "a.xlsx")["t"][1:]]
    assert [len(str(cell)) for cell in cells] == [LONGEST, LONGEST]
    assert str(cells[0]).endswith("…")


def test_an_ods_file_begins_with_its_type(data: Path) -> None:
    with zipfile.ZipFile(data / "shopcheck.ods") as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert book.testzip() is None


def test_the_moment_in_a_workbook_is_the_audit_s(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 3, 9, 20, tzinfo=UTC)
    write_xlsx(tmp_path / "a.xlsx", [Sheet(name="t", header=["a"], rows=[])], moment=moment)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.created == moment.replace(tzinfo=None)
