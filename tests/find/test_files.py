"""The object that ``shopcheck read`` prints for a file."""

import gzip
import io
import json
import random
from pathlib import Path

import pytest

from checks.find import read_file
from shopcheck.reading import line, read_pages


def test_one_entry_a_value_best_place_first(tmp_path: Path) -> None:
    page = tmp_path / "contact.html"
    page.write_text(
        '<!-- oud@fietsenwinkel.nl --><header><a href="tel:+31206737558">Bel ons</a></header>'
        "<title>Fietsenwinkel</title>"
        "<main><p>Tel. 020 - 673 75 58, fax 020 673 75 59, 0900-1884</p><p>info@fietsenwinkel.nl</p>"
        '<a href="https://wa.me/31648714757">App</a><p>noreply@fietsenwinkel.nl retour@fietsenwinkel.nl</p></main>'
        "<footer>info@fietsenwinkel.nl <p>Geschillencommissie 070-3105310</p></footer>",
        "utf-8",
    )
    found = read_file(page, "nl")
    assert list(found) == ["file", "phones", "emails"] and found["file"] == str(page)
    assert [tuple(entry.values()) for entry in found["phones"]] == [
        ("+31206737558", "020 - 673 75 58", "voice", "shop", "main", "text"),
        ("+31206737559", "020 673 75 59", "fax", "shop", "main", "text"),
        ("+319001884", "0900-1884", "premium", "shop", "main", "text"),
        ("+31703105310", "070-3105310", "voice", "other", "footer", "text"),
    ]
    assert list(found["phones"][0]) == ["value", "raw", "kind", "owner", "region", "how"]
    assert [(e["value"], e["owner"], e["use"], e["region"], e["how"]) for e in found["emails"]] == [
        ("info@fietsenwinkel.nl", "shop", "service", "footer", "text"),
        ("noreply@fietsenwinkel.nl", "shop", "noreply", "main", "text"),
        ("retour@fietsenwinkel.nl", "shop", "other", "main", "text"),
        ("oud@fietsenwinkel.nl", "unknown", "other", "head", "comment"),
    ]
    assert list(found["emails"][0]) == ["value", "raw", "owner", "use", "region", "how"]
    json.dumps(found)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    missing = read_file(tmp_path / "none.html", "NL")
    assert set(missing) == {"file", "error"} and "none.html" in missing["error"]
    assert set(read_file(str(tmp_path), "NL")) == {"file", "error"}
    picture = tmp_path / "x.html"
    picture.write_bytes(b"\x89PNG\r\n")
    assert "no HTML" in read_file(picture, "NL")["error"]
    assert "PNG" in read_file(picture, "NL")["error"]
    assert set(read_file("a\0b", "NL")) == {"file", "error"}


@pytest.mark.parametrize(
    "data",
    [
        random.Random(8).randbytes(3000),
        gzip.compress(b"<p>info@fietsenwinkel.nl</p>", mtime=0),
        b"\x00\x01\x02\x03" * 50,
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x1cftypavif",
        b"vriend" + b"\x81\x01" * 40,
    ],
    ids=["random", "gzip", "low bytes", "WebP", "AVIF", "odd bytes"],
)
def test_what_is_no_text_is_never_said_to_show_nothing(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.html"
    file.write_bytes(data)
    assert set(read_file(file, "NL")) == {"file", "error"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_of_any_encoding_is_a_page(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "x.html"
    for page in ("<p>Onze café’s: info@fietsenwinkel.nl</p>\0\0\0\0", "Mail café: info@fietsenwinkel.nl"):
        file.write_bytes(page.encode(encoding))
        assert [e["value"] for e in read_file(file, "NL")["emails"]] == ["info@fietsenwinkel.nl"]


def test_a_page_that_is_not_read_to_its_end_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.html"
    file.write_text("<p>lamp</p>" * 300_000 + "<p>info@fietsenwinkel.nl</p>", "utf-8")
    assert read_file(file, "NL")["truncated"] is True
    monkeypatch.setattr("checks.find.files.MAX_BYTES", 5000)
    file.write_text("<p>lamp</p>" * 500 + "<p>info@fietsenwinkel.nl</p>", "utf-8")
    found = read_file(file, "NL")
    assert found["truncated"] is True
    assert line(found, "text").splitlines()[1:] == [
        "  no phone and no e-mail seen",
        "  ? the page is too large to be read to its end; further on there may be more",
    ]
    file.write_text("<p>info@fietsenwinkel.nl</p>", "utf-8")
    assert "truncated" not in read_file(file, "NL")


def test_standard_input_is_a_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"<p>info@fietsenwinkel.nl</p>")))
    (found,) = read_pages([Path("-")], "NL")
    assert found["file"] == "-"
    assert [e["value"] for e in found["emails"]] == ["info@fietsenwinkel.nl"]


def test_any_country_in_either_case_and_none(tmp_path: Path) -> None:
    page = tmp_path / "x.html"
    page.write_text("<p>Tel. +48 22 621 02 62, tel. 22 621 02 63</p>")
    assert [p["value"] for p in read_file(page, "pl")["phones"]] == ["+48226210262", "+48226210263"]
    assert [p["value"] for p in read_file(page, "PL")["phones"]] == ["+48226210262", "+48226210263"]
    assert [p["value"] for p in read_file(page, None)["phones"]] == ["+48226210262"]
    assert read_file(page, "zz")["emails"] == []


def test_an_empty_file(tmp_path: Path) -> None:
    page = tmp_path / "x.html"
    page.write_bytes(b"")
    assert read_file(page, "NL") == {"file": str(page), "phones": [], "emails": []}
