"""Lists of shops as they come out of mail boxes, spreadsheets and other programs."""

import gzip
import io
import json
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from odf import opendocument, table, text

from audit.shoplist import ListError, ShopList, market_code, parse_list, read_list, shop_at


def hosts(found: ShopList) -> list[str]:
    return [shop.key.partition("://")[2] for shop in found.shops]


def test_text_one_address_a_line() -> None:
    found = parse_list(b"# our shops\nwinkel.nl\n\n  https://www.winkel.be/nl  # the Belgian one\nlocalhost:8001\n")
    assert hosts(found) == ["winkel.nl", "winkel.be/nl", "localhost:8001"]
    assert [shop.position for shop in found.shops] == [1, 2, 3]
    assert found.columns == ()


def test_text_with_a_header_and_commas_in_addresses() -> None:
    assert hosts(parse_list(b"Website\nwinkel.nl/a,b\nandere.nl/c,d\n")) == ["winkel.nl/a,b", "andere.nl/c,d"]


ROWS = [
    ["Rang", "Naam", "Webadres", "Branche", "E-mailadres", "Land", "Omzet (mln)", "Opmerking"],
    ["1", "Café Olé", "www.ole.nl", "wijn", "info@ole.nl", "nl", "1.640,5", "a;b,c"],
    ["2", "Bücherei", "https://bücher.de", "boeken", "", "DE", "", 'zegt "ja"'],
]


def as_csv(rows: list[list[str]], delimiter: str) -> str:
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def check_rows(found: ShopList) -> None:
    first, second = found.shops
    assert (first.name, first.rank, first.sector, first.email) == ("Café Olé", 1, "wijn", "info@ole.nl")
    assert (first.market, second.market) == ("NL", "DE")
    assert first.extra == {"Omzet (mln)": "1.640,5", "Opmerking": "a;b,c"}
    assert second.key == "https://xn--bcher-kva.de"
    assert second.email is None
    assert second.extra == {"Opmerking": 'zegt "ja"'}
    assert found.columns == ("Omzet (mln)", "Opmerking")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_of_every_usual_kind(delimiter: str, encoding: str) -> None:
    check_rows(parse_list(as_csv(ROWS, delimiter).encode(encoding)))


def test_csv_as_excel_writes_it_with_its_own_first_line() -> None:
    check_rows(parse_list(("sep=;\r\n" + as_csv(ROWS, ";")).encode("utf-8-sig")))


def test_titles_and_remarks_above_the_header() -> None:
    text_ = "Top 100 webwinkels;;\n;;\n# from the newspaper\n;;\nPositie;Winkel;Site\n1;Ole;ole.nl\n=2;Bol;bol.com\n"
    found = parse_list(text_.encode())
    assert [(s.name, s.rank) for s in found.shops] == [("Ole", 1), ("Bol", 2)]


@pytest.mark.parametrize(
    "header",
    ["naam;website", "name;URL", "Shop;Domain", "nom;site web", "Enseigne;Adresse Internet", "Firma;Webseite"],
)
def test_header_words_of_four_languages(header: str) -> None:
    found = parse_list(f"{header}\nOle;ole.nl\nBol;bol.com\n".encode())
    assert hosts(found)[-2:] == ["ole.nl", "bol.com"]


def test_a_header_of_unknown_words_is_not_taken_for_a_shop() -> None:
    with pytest.raises(ListError, match=r"row 1: 'Y' is not a web address.*if row 1 names columns"):
        parse_list(b"X;Y\nOle;ole.nl\nBol;bol.com\n")


def test_a_table_without_a_header() -> None:
    found = parse_list(b"1,ole.nl,wijn\n2,bol.com,alles\n")
    assert hosts(found) == ["ole.nl", "bol.com"]
    assert found.shops[0].extra == {"column 1": "1", "column 3": "wijn"}


def test_a_column_called_shop_may_hold_the_addresses() -> None:
    found = parse_list(b"rank,shop\n1,ole.nl\n2,bol.com\n")
    assert [(s.rank, s.key) for s in found.shops] == [(1, "https://ole.nl"), (2, "https://bol.com")]


def test_columns_of_one_name_both_travel() -> None:
    found = parse_list(b"website,note,note\nole.nl,a,b\nbol.com,c,\n")
    assert found.shops[0].extra == {"note": "a", "note (2)": "b"}


def workbook(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Toelichting").write_row(0, 0, ["Lees dit eerst"])
    sheet = book.add_worksheet("Lijst")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell.isdigit():
                sheet.write_number(number, column, float(cell))
            else:
                sheet.write_string(number, column, cell)
    book.close()
    return out.getvalue()


def test_xlsx_with_another_sheet_before_the_list() -> None:
    check_rows(parse_list(workbook(ROWS)))


def test_xlsx_of_another_program() -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    check_rows(parse_list(out.getvalue()))


def test_ods() -> None:
    book = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="Lijst")
    for row in ROWS:
        line = table.TableRow()
        for cell in row:
            number = {"valuetype": "float", "value": cell} if cell.isdigit() else {"valuetype": "string"}
            box = table.TableCell(**number)
            box.addElement(text.P(text=cell))
            line.addElement(box)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    book.write(out)
    check_rows(parse_list(out.getvalue()))


@pytest.mark.parametrize(
    "document",
    [
        '["ole.nl", "bol.com"]',
        '[{"url": "ole.nl"}, {"url": "bol.com", "rank": 2}]',
        '{"shops": [{"website": "ole.nl"}, {"website": "bol.com"}]}',
        '{"url": "ole.nl"}\n\n{"url": "bol.com", "tags": ["a"]}\n',
        '[{"adres": "ole.nl"}, {"adres": "bol.com"}]',
    ],
)
def test_json_and_ndjson(document: str) -> None:
    assert hosts(parse_list(document.encode())) == ["ole.nl", "bol.com"]


def test_json_keeps_what_it_does_not_know() -> None:
    found = parse_list(json.dumps([{"url": "ole.nl", "rank": 3, "tags": ["a", "b"], "ok": True, "n": 1.5}]).encode())
    assert found.shops[0].rank == 3
    assert found.shops[0].extra == {"tags": '["a", "b"]', "ok": "true", "n": "1.5"}


def test_duplicates_are_reported_and_the_first_is_kept() -> None:
    found = parse_list(b"website,name\nole.nl,first\nhttp://www.ole.nl/,second\nole.nl/be,other\n")
    assert [(s.name, s.position) for s in found.shops] == [("first", 1), ("other", 2)]
    assert str(found.duplicates[0]) == "row 3: http://www.ole.nl/ stands in row 2 already; row 2 was kept"


def test_the_list_s_country_goes_before_the_command_s() -> None:
    found = parse_list(b"website,country\nole.nl,be\nbol.com,\nx.de,Deutschland\n", market="NL")
    assert [s.market for s in found.shops] == ["BE", "NL", "DE"]


def test_all_or_nothing_and_every_error_by_row_and_column() -> None:
    wrong = b"naam;website;rang;land;e-mail\nA;ole.nl;1;nl;\nB;geen adres;x;Atlantis;a@b\nC;;2;;\n"
    with pytest.raises(ListError) as caught:
        parse_list(wrong, source="lijst.csv")
    said = str(caught.value)
    assert said.startswith("the list lijst.csv cannot be used; nothing was taken from it")
    assert [(p.row, p.column) for p in caught.value.problems] == [
        (3, "website"), (3, "rang"), (3, "e-mail"), (3, "land"), (4, "website"),
    ]  # fmt: skip
    assert "row 3, column rang: 'x' is not a whole number; write a number or leave it empty" in said


def test_errors_in_a_workbook_name_the_sheet_and_the_row_as_the_program_shows_it() -> None:
    with pytest.raises(ListError, match=r"sheet Lijst[\s\S]*row 3, column Webadres: 'geen adres'"):
        parse_list(workbook([*ROWS[:2], ["2", "B", "geen adres", "", "", "", "", ""]]))


def test_many_errors_are_cut_short() -> None:
    with pytest.raises(ListError, match="and 80 more like these"):
        parse_list(b"website\nole.nl\n" + b"niet goed\n" * 100)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"# nothing yet\n", "names no shop|empty"),
        (b"rank,shop,sector\n1,Ole,wine\n2,Bol,all\n", "name one column 'website'"),
        (b"PK\x03\x04 not a workbook", "cannot be opened"),
        (b"[1, 2", "not JSON"),
        (b'{"url": "ole.nl"}\n{"url": oops}\n', "line 2: this is not JSON"),
        (b"%PDF-1.7 \x00\x01", "it is a PDF"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(data: bytes, says: str) -> None:
    with pytest.raises(ListError, match=says):
        parse_list(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_plain_refusal(data: bytes) -> None:
    try:
        found = parse_list(data)
    except ListError as error:
        assert error.problems
    else:
        assert found.shops
        assert len({shop.key for shop in found.shops}) == len(found.shops)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)


@given(
    st.lists(st.tuples(st.integers(1, 999), CELLS, CELLS), min_size=2, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_as_csv_comes_back(rows: list[tuple[int, str, str]], delimiter: str, encoding: str) -> None:
    lines = [["rang", "naam", "website", "kleur"]]
    lines += [[str(rank), name, f"shop{n}.nl", other] for n, (rank, name, other) in enumerate(rows)]
    found = parse_list(as_csv(lines, delimiter).encode(encoding))
    assert [s.rank for s in found.shops] == [rank for rank, _, _ in rows]
    assert [s.name for s in found.shops] == [" ".join(name.split()) for _, name, _ in rows]
    assert [s.extra.get("kleur", "") for s in found.shops] == [" ".join(other.split()) for _, _, other in rows]


def test_the_real_sites_list_is_read(shared: Path) -> None:
    names = [json.loads(line)["site"] for line in (shared / "corpora/sites.gold.jsonl").read_text("utf-8").splitlines()]
    found = parse_list("\n".join(f"http://127.0.0.1:{9000 + n}  # {name}" for n, name in enumerate(names)).encode())
    assert len(found.shops) == len(names) > 40


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("ole.nl\n")
    assert hosts(read_list(tmp_path / "list.txt", market="NL")) == ["ole.nl"]


@pytest.mark.parametrize(
    ("text_", "code"),
    [
        ("nl", "NL"),
        (" DE ", "DE"),
        ("Nederland", "NL"),
        ("France", "FR"),
        ("uk", "GB"),
        ("Belgique", "BE"),
        ("xk", "XK"),
    ],
)
def test_countries(text_: str, code: str) -> None:
    assert market_code(text_) == code


@pytest.mark.parametrize("text_", ["", "NLD", "Atlantis", "xx", "EU1"])
def test_what_is_no_country(text_: str) -> None:
    with pytest.raises(ValueError, match="not a country code"):
        market_code(text_)


def test_one_shop() -> None:
    shop = shop_at("www.ole.nl", market="nl")
    assert (shop.key, shop.url, shop.market, shop.position) == ("https://ole.nl", "https://www.ole.nl", "NL", 1)


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_quotation_mark_left_open_never_takes_shops_in(mark: str) -> None:
    lines = ["website,name", 'een.example,"Winkel', "twee.example,Twee", "drie.example,Drie"]
    with pytest.raises(ListError, match=r"row 2: a quotation mark is opened that is never closed"):
        parse_list("\n".join(lines).replace(",", mark).encode())


def test_quoted_line_breaks_stay_in_their_cell() -> None:
    found = parse_list(b'website,name\neen.example,"Een\nwinkel"\ntwee.example,"Twee\nwinkels"')
    assert [shop.name for shop in found.shops] == ["Een winkel", "Twee winkels"]


def test_addresses_on_one_line_are_a_shop_each() -> None:
    found = parse_list(b"een.example, twee.example, www.een.example\n")
    assert hosts(found) == ["een.example", "twee.example"]
    assert [(d.row, d.kept_row) for d in found.duplicates] == [(3, 1)]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"%PDF-1.7\n%x", "a PDF"),
        (gzip.compress(b"ole.nl\n", mtime=0), "gzip"),
    ],
    ids=["PNG", "PDF", "gzip"],
)
def test_a_file_of_another_kind_is_called_by_its_name(data: bytes, kind: str) -> None:
    with pytest.raises(ListError, match=kind) as caught:
        parse_list(data)
    assert "CSV" in str(caught.value) and "\\x" not in str(caught.value)


def test_control_characters_of_databases_are_no_part_of_a_name_or_address() -> None:
    found = parse_list(b"naam;website\nOl\0e\x07;ole.nl\0\nBol;\0bol.com\n")
    assert [(s.name, s.key) for s in found.shops] == [("Ole", "https://ole.nl"), ("Bol", "https://bol.com")]
    assert hosts(parse_list(b"ole.nl\0\n\0bol.com\n")) == ["ole.nl", "bol.com"]


@pytest.mark.parametrize(("cell", "rank"), [("1,0", 1), ("12.00", 12), ("=3", 3), ("-", None), ("–", None), ("", None)])
def test_ranks_as_spreadsheets_write_them(cell: str, rank: int | None) -> None:
    (shop,) = parse_list(f"website;rang\nole.nl;{cell}\n".encode()).shops
    assert shop.rank == rank


@pytest.mark.parametrize("cell", ["1,5", "1.000,5", "vijf"])
def test_what_is_no_rank_is_refused(cell: str) -> None:
    with pytest.raises(ListError, match="not a whole number"):
        parse_list(f"website;rang\nole.nl;{cell}\n".encode())
