"""What strangers write stays words: nothing runs, nothing leaves its cell or its folder."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.safe import address, clean
from reports.site import build
from tests.reports.hostile import PAYLOADS, URLS
from tests.reports.pages import Parsed, pages_of
from tests.reports.rounds import hostile_rounds
from tests.reports.sample import store_in


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    audit, changes, history = hostile_rounds()
    return build(audit, store_in(folder / "ev"), folder / "report", lang="nl", changes=changes, history=history).parent


@pytest.fixture(scope="module")
def pages(report: Path) -> dict[str, Parsed]:
    return pages_of(report)


def test_every_shop_has_a_page_inside_the_folder(report: Path) -> None:
    assert len(list((report / "shop").iterdir())) == len(PAYLOADS) + len(URLS)
    assert sorted(p.name for p in report.parent.iterdir() if p.name != "ev") == ["report"]
    assert list((report / "evidence").iterdir()) == []


def test_no_markup_of_theirs_becomes_ours(pages: dict[str, Parsed]) -> None:
    for name, page in pages.items():
        assert page.tags.count("script") <= 1, name
        assert {s.rpartition("/")[2] for s in page.sources} <= {"report.js"}, name
        assert "img" not in page.tags and "iframe" not in page.tags, name
        assert page.handlers == [], name
        assert page.open_at_end == [], name
        assert page.lang == "nl", name


def test_only_web_addresses_are_links(pages: dict[str, Parsed]) -> None:
    for name, page in pages.items():
        for link in page.links:
            assert link.startswith(("https://", "http://", "#")) or ":" not in link, (name, link)
            assert "\u202e" not in link, (name, link)


def test_nothing_turns_the_direction_of_writing_or_hides_in_controls(report: Path) -> None:
    for path in report.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not {c for c in text if c in "\u202e\u2066\x00\x07\x1b\x85"}, path.name


def test_no_text_is_endless(pages: dict[str, Parsed]) -> None:
    for name, page in pages.items():
        assert "A" * 2001 not in page.text + page.quoted, name


def test_templates_in_a_name_are_words(pages: dict[str, Parsed]) -> None:
    assert any("{{ 7*7 }}" in p.quoted for p in pages.values())
    assert not any("49 {" in p.quoted for p in pages.values())


def test_the_data_hold_it_all_and_run_nothing(report: Path) -> None:
    shops = json.loads((report / "data" / "shopcheck.json").read_text("utf-8"))["shops"]
    assert shops[9]["shop"]["name"] == "A" * 10_000
    for name in ("results.csv", "shops.csv", "data-dictionary.csv"):
        with (report / "data" / name).open(encoding="utf-8", newline="") as file:
            table = list(csv.reader(file))
        assert len({len(row) for row in table}) == 1, name
        assert not [c for row in table for c in row if c[:1] in ("=", "+", "-", "@", "\t", "\r")], name


@pytest.mark.parametrize("url", URLS)
def test_addresses_that_lead_nowhere_good_are_text(url: str) -> None:
    made = address(url)
    assert made.href is None or made.href.startswith("https://evil.example/")
    assert len(made.text) <= 91


@settings(deadline=None)
@given(st.text(max_size=2000))
def test_clean_text_is_one_short_line(text: str) -> None:
    made = clean(text, 50)
    assert len(made) <= 50 and "\n" not in made
    assert clean(made, 50) == made


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_at_all_becomes_another_kind_of_link(text: str) -> None:
    made = address(text)
    assert made.href is None or made.href.lower().startswith(("http://", "https://"))
