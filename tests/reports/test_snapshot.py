"""One small report, word for word: whoever changes a sentence, a figure or an order sees it here before readers do.

After a change that is meant: ``pytest tests/reports/test_snapshot.py --snapshot-update``, and read the difference.
"""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from syrupy.assertion import SnapshotAssertion

from reports.site import build
from tests.reports.campaign import campaign
from tests.reports.sample import SampleAudit, sample, store_in

PAGES = (
    "index.html",
    "ranking.html",
    "grid.html",
    "mail.html",
    "not-measured.html",
    "method.html",
    "shop/sokken.nl.html",
)
SHOPS = ("sokken.nl", "speelgoedreus.nl", "www.grote-elektronicazaak.nl", "www.defietsenmaker.nl")
_BLOCKS = ("p", "li", "tr", "h1", "h2", "h3", "h4", "dt", "dd", "caption", "summary", "figcaption", "title", "desc")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshot")
    store = store_in(folder / "ev")
    few = SampleAudit(shops=[r for r in sample(store).shops if r.shop.key.partition("://")[2] in SHOPS])
    return build(few, store, folder / "report", lang="nl", mails=campaign()).parent


def words_of(page: Path) -> str:
    """The words of a page as a reader meets them, a block a line; rules' own texts, which packs test, left out."""
    soup = BeautifulSoup(page.read_text("utf-8"), "lxml").main
    assert soup is not None
    for part in soup.select("details.rule, section[aria-labelledby=h-rules], script"):
        part.decompose()
    for block in soup.find_all(_BLOCKS):
        block.append("\n")
    lines = (re.sub(r"\s+", " ", line).strip() for line in soup.get_text(" ").replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize("name", PAGES)
def test_the_words_of_a_small_report(report: Path, name: str, snapshot: SnapshotAssertion) -> None:
    assert words_of(report / name) == snapshot


def test_the_words_are_really_there(report: Path) -> None:
    assert "Sokken.nl" in words_of(report / "index.html")
    assert len(words_of(report / "shop/sokken.nl.html").splitlines()) > 30
