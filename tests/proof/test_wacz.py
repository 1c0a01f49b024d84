"""Web archives: read back with other people's programs' rules, every answer is where the index says."""

import gzip
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator

from crawler.wacz import WaczPage, sort_key, write_wacz
from crawler.warc import Recorder

DAY = datetime(2026, 11, 3, 9, 20, tzinfo=UTC)
HOME, CONTACT = "https://winkel.test/", "https://winkel.test/contact?b=2&a=1"


def recorded(*addresses: str) -> bytes:
    recorder = Recorder("shopcheck test")
    for url in addresses:
        request = Request(url)
        headers = {"Content-Type": "text/html; charset=utf-8"}
        recorder.add(request, HtmlResponse(url, body=f"<p>{url}</p>".encode(), headers=headers, request=request))
    return recorder.data()


@pytest.fixture(scope="module")
def made() -> bytes:
    target = io.BytesIO()
    pages = [WaczPage(url=HOME, title="Welkom", at=DAY), WaczPage(url=CONTACT, title="", at=DAY)]
    warcs = {"1.warc.gz": recorded(HOME, CONTACT, "https://winkel.test/robots.txt"), "2.warc.gz": recorded(HOME)}
    write_wacz(target, warcs, pages, title="Winkel", software="shopcheck test", created=DAY)
    return target.getvalue()


def files(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_describes_every_file(made: bytes) -> None:
    inside = files(made)
    package = json.loads(inside["datapackage.json"])
    assert package["profile"] == "data-package" and package["wacz_version"] == "1.1.1"
    assert package["mainPageURL"] == HOME and package["created"] == "2026-11-03T09:20:00Z"
    told = {r["path"]: (r["hash"], r["bytes"]) for r in package["resources"]}
    rest = {name: data for name, data in inside.items() if not name.startswith("datapackage")}
    assert told == {n: (f"sha256:{hashlib.sha256(d).hexdigest()}", len(d)) for n, d in rest.items()}
    digest = json.loads(inside["datapackage-digest.json"])
    assert digest["hash"] == f"sha256:{hashlib.sha256(inside['datapackage.json']).hexdigest()}"


def test_records_are_stored_as_they_are_so_that_they_can_be_read_in_place(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        kinds = {i.filename: i.compress_type for i in archive.infolist()}
    assert {n for n, kind in kinds.items() if kind == zipfile.ZIP_STORED} == {
        "archive/1.warc.gz", "archive/2.warc.gz", "indexes/index.cdx.gz",
    }  # fmt: skip


def test_every_line_of_the_index_leads_to_its_answer(made: bytes) -> None:
    inside = files(made)
    lines = gzip.decompress(inside["indexes/index.cdx.gz"]).decode().splitlines()
    assert len(lines) == 4 and lines == sorted(lines)
    for line in lines:
        key, at, rest = line.split(" ", 2)
        told = json.loads(rest)
        start, length = int(told["offset"]), int(told["length"])
        part = inside[f"archive/{told['filename']}"][start : start + length]
        (record,) = list(ArchiveIterator(io.BytesIO(part)))
        assert record.rec_headers.get_header("WARC-Target-URI") == told["url"] and sort_key(told["url"]) == key
        assert len(at) == 14 and told["status"] == "200" and told["mime"] == "text/html" and told["digest"]


def test_the_blocks_are_where_their_table_says(made: bytes) -> None:
    inside = files(made)
    first, *blocks = inside["indexes/index.idx"].decode().splitlines()
    assert json.loads(first.split(" ", 2)[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    for block in blocks:
        told = json.loads(block.split(" ", 2)[2])
        data = inside["indexes/index.cdx.gz"][told["offset"] : told["offset"] + told["length"]]
        assert told["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert gzip.decompress(data).decode().startswith(block.partition("{")[0])


def test_the_pages_are_listed_the_first_as_the_main_one(made: bytes) -> None:
    head, *pages = map(json.loads, files(made)["pages/pages.jsonl"].decode().splitlines())
    assert head["format"] == "json-pages-1.0" and [p["url"] for p in pages] == [HOME, CONTACT]
    assert pages[0]["title"] == "Welkom" and pages[0]["ts"] == "2026-11-03T09:20:00Z" and "title" not in pages[1]


def test_the_same_visit_gives_the_same_bytes() -> None:
    warc = recorded(HOME)
    made = []
    for _ in range(2):
        target = io.BytesIO()
        write_wacz(target, {"1.warc.gz": warc}, [], title="x", software="y", created=DAY)
        made.append(target.getvalue())
    assert made[0] == made[1]


@pytest.mark.parametrize(  # right sides as the program surt 0.3.1 gives them
    ("url", "key"),
    [
        ("http://127.0.0.1:8000/", "1,0,0,127:8000)/"),
        ("https://www.Shop.nl/Contact?b=2&a=1", "nl,shop)/contact?a=1&b=2"),
        ("https://shop.nl/index.php?route=information/contact", "nl,shop)/index.php?route=information/contact"),
        ("http://shop.nl:80/a%20b/", "nl,shop)/a%20b"),
        ("https://shop.nl", "nl,shop)/"),
        ("https://shop.nl/?", "nl,shop)/"),
        ("https://münchen.de/ä?q=ö", "de,xn--mnchen-3ya)/%c3%a4?q=%c3%b6"),
        ("https://shop.nl/a//b/../c#x", "nl,shop)/a/c"),
        ("https://www2.shop.nl/A/", "nl,shop)/a"),
        ("http://[::1]:8080/x", "::1:8080)/x"),
        ("https://shop.nl/a;jsessionid=abc?x=1", "nl,shop)/a;jsessionid=abc?x=1"),
        ("https://shop.nl/%zz/x\"y?b=[1]|2&c={d}", "nl,shop)/%25zz/x\"y?b=[1]|2&c={d}"),
    ],
)  # fmt: skip
def test_keys_are_those_of_other_programs(url: str, key: str) -> None:
    assert sort_key(url) == key
