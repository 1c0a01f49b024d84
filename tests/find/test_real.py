"""Real pages with truth: recall and precision may not fall."""

import json
import time
from pathlib import Path

import pytest

from audit.model import How, Kind, Owner
from checks.find import read_page
from tests.find import scores


@pytest.fixture(scope="module")
def corpora(shared: Path) -> Path:
    folder = shared / "corpora"
    if not folder.is_dir():
        pytest.skip(f"no corpora in {shared}")
    scores.SHARED, scores.CORPORA = shared, folder
    return folder


def test_sites_file_by_file(corpora: Path) -> None:
    phones, emails = scores.score_sites()
    assert phones.recall >= 0.97 and phones.precision >= 0.98, phones
    assert emails.recall >= 0.98 and emails.precision >= 0.96, (
        emails
    )  # what is left is in docs of the truth, see scores


def test_contact_pages(corpora: Path) -> None:
    *_, phones, emails = scores.score_contact_pages()
    assert phones.recall >= 0.97 and phones.precision >= 0.98, phones
    assert emails.recall >= 0.99 and emails.precision >= 0.99, emails


def test_all_that_is_printed(corpora: Path) -> None:
    *_, phones, emails = scores.score_printed()
    assert phones.gold > 500 and phones.recall >= 0.97 and phones.precision >= 0.98, phones
    assert emails.gold > 230 and emails.recall >= 0.99 and emails.precision >= 0.99, emails


def test_obfuscated_addresses(corpora: Path) -> None:
    results = scores.score_obfuscated()
    gold, found = sum(s.gold for s in results.values()), sum(s.found for s in results.values())
    assert gold > 150 and found >= 0.96 * gold, [s.missed_values for s in results.values()]


def test_negative_cases_hide_no_address(corpora: Path) -> None:
    for case in map(json.loads, (corpora / "obfuscated" / "cases.jsonl").read_text("utf-8").splitlines()):
        if case["technique"] == "cloudflare_share_link_no_address":
            page = read_page((corpora / "obfuscated" / case["file"]).read_bytes(), url="", market="NL")
            assert not any(s.how is How.CFEMAIL for s in page.sightings if s.kind is Kind.EMAIL), case["id"]


def test_real_shop_programs(corpora: Path) -> None:
    for shop, faults in scores.score_shops():
        assert not faults, shop


def test_bot_walls_show_no_contact_details_of_a_shop(corpora: Path) -> None:
    files = sorted(
        p for p in (corpora / "robustness" / "waf_challenge_pages").rglob("*") if p.suffix in (".html", ".htm")
    )
    assert files
    for file in files:
        page = read_page(file.read_bytes(), url="https://www.winkel.nl/", market="NL")
        shown = [s for s in page.sightings if s.owner is Owner.SHOP and s.how in (How.TEXT, How.TEL_LINK, How.MAILTO)]
        assert not shown, (file.name, shown)


def test_broken_markup_of_other_projects(corpora: Path) -> None:
    count = 0
    for file in sorted((corpora / "robustness").rglob("*")):
        if file.is_file() and file.stat().st_size < 3_000_000:
            began = time.process_time()
            page = read_page(file.read_bytes(), url="https://www.winkel.nl/", market="NL")
            assert time.process_time() - began < 2.0, file
            assert page.url
            count += 1
    assert count > 10
