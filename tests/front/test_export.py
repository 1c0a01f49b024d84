"""``shopcheck export`` and the settings of an audit in its data, as a user meets them."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from tests.commands import shopcheck
from tests.front.fakes import FakeVisits


@pytest.fixture
def audit(elsewhere: Path, visits: FakeVisits) -> Path:
    """An audit of two shops by a consumer organisation."""
    assert shopcheck("init", "audit", "--preset", "consumer-nl") == 0
    settings = Path("audit/audit.toml")
    settings.write_text(settings.read_text().replace('licence = ""', 'licence = "CC-BY-4.0"'))
    with Path("audit/shops.csv").open("a") as file:
        file.write("winkel-een.nl,Één,1,thee,\nwinkel-twee.nl,=Twee(),2,koffie,\n")
    assert shopcheck("run", "audit") == 0
    return Path("audit")


def test_csv_with_and_without_a_byte_order_mark(audit: Path, capsysbinary) -> None:
    capsysbinary.readouterr()
    assert shopcheck("export", audit) == 0
    plain = capsysbinary.readouterr().out
    assert shopcheck("export", audit, "--bom") == 0
    assert capsysbinary.readouterr().out == b"\xef\xbb\xbf" + plain
    rows = list(csv.DictReader(plain.decode("utf-8").splitlines()))
    assert {r["shop"] for r in rows} == {"Één", "'=Twee()"}


@pytest.mark.parametrize("style", ["xlsx", "ods"])
def test_workbooks_are_written_whole_to_a_file(audit: Path, style: str, capsys) -> None:
    assert shopcheck("export", audit, "--format", style, "--out", f"a.{style}") == 0
    assert [p.name for p in Path().iterdir() if p.name.startswith((".a", "a."))] == [f"a.{style}"]
    if style == "xlsx":
        book = openpyxl.load_workbook("a.xlsx")
        assert book.sheetnames == ["results", "shops", "figures", "scores", "replies", "corrections"]
        report = openpyxl.load_workbook(audit / "report/data/shopcheck.xlsx")
        for name in book.sheetnames:
            assert list(book[name].values) == list(report[name].values), name
    assert shopcheck("export", audit, "--format", style) == 3
    assert f"--out FILE.{style}" in capsys.readouterr().err
    assert shopcheck("export", audit, "--format", style, "--out", f"nowhere/a.{style}") == 3
    assert shopcheck("export", audit, "--format", "json", "--bom") == 3
    assert shopcheck("export", audit, "--format", "excel") == 3


def test_what_audit_toml_says_of_the_data_is_in_the_data(audit: Path) -> None:
    data = audit / "report" / "data"
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert all(p.read_bytes().startswith(b"\xef\xbb\xbf") for p in data.glob("*.csv"))
    assert "CC-BY-4.0" in (audit / "report" / "data.html").read_text("utf-8")
    method = (audit / "report" / "method.html").read_text("utf-8")
    assert "10 min" in method and "consumer-nl" in method


def test_other_settings_of_the_data_are_another_report(audit: Path) -> None:
    before = (audit / "report" / "data" / "shops.csv").read_bytes()
    settings = audit / "audit.toml"
    settings.write_text(settings.read_text().replace("# bom = true", "bom = false"))
    assert shopcheck("run", audit) == 0
    assert b"\xef\xbb\xbf" + (audit / "report" / "data" / "shops.csv").read_bytes() == before


def test_one_shop_of_an_audit(audit: Path, capsys) -> None:
    capsys.readouterr()
    assert shopcheck("export", audit, "--shop", "winkel-een.nl") == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {row["url"] for row in rows} == {"https://winkel-een.nl"}
    assert shopcheck("export", audit, "--format", "json", "--shop", "winkel-twee.nl") == 0
    whole = json.loads(capsys.readouterr().out)
    assert [shop["shop"]["url"] for shop in whole["shops"]] == ["https://winkel-twee.nl"]
    assert shopcheck("export", audit, "--shop", "winkel-drie.nl") == 3
    assert "did you mean https://winkel-" in capsys.readouterr().err
    assert shopcheck("export", audit, "--format", "xlsx", "--out", "a.xlsx", "--shop", "winkel-een.nl") == 3
    assert "--shop is for --format csv, json or wacz" in capsys.readouterr().err and not Path("a.xlsx").exists()
