"""The longest words of every language fit a small screen: 320 px, a page at 400 % zoom (WCAG 2.2, 1.4.10)."""

from pathlib import Path
from typing import Any

import pytest

from reports.site import build
from reports.wording import report_languages
from tests.reports.campaign import campaign
from tests.reports.sample import store_in
from tests.reports.test_browser import browser, tab
from tests.reports.test_fair_play import published

__all__ = ["browser"]  # the fixture
pytestmark = pytest.mark.browser
WIDTH = 320
DEEPER = (
    "check/phone-findable.html", "shop/sokken.nl.html", "shop/verfshop.nl.html", "embed/ranking.html",
    "shop/www.grote-elektronicazaak.nl.html", "embed/chart.html", "embed/shop/sokken.nl.html",
)  # fmt: skip


@pytest.mark.parametrize("lang", report_languages())
def test_a_page_is_no_wider_than_a_small_screen(browser: Any, tmp_path: Path, lang: str) -> None:
    store = store_in(tmp_path / "ev")
    report = build(published(), store, tmp_path / "report", lang=lang, mails=campaign()).parent
    with tab(browser, WIDTH) as page:
        wide = {}
        for name in (*sorted(p.name for p in report.glob("*.html")), *DEEPER):
            page.goto((report / name).as_uri())
            page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > WIDTH:
                wide[name] = width
    assert wide == {}


BROKEN_WORDS = """() => {
  const found = new Set();
  for (const cell of document.querySelectorAll('th, td')) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest('.sr, code, a[rel]') || !node.parentElement.checkVisibility()) continue;
      for (const word of node.data.matchAll(/(?<!\\p{L})\\p{L}{2,18}(?!\\p{L})/gu)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
        if (lines.size > 1) found.add(word[0]);
      }
    }
    if (cell.closest('thead') && cell.scrollWidth > cell.clientWidth + 1) found.add('head: ' + cell.textContent);
  }
  return [...found];
}"""


@pytest.mark.parametrize("lang", report_languages())
def test_no_word_of_a_table_is_broken_on_a_desk(browser: Any, tmp_path: Path, lang: str) -> None:
    store = store_in(tmp_path / "ev")
    report = build(published(), store, tmp_path / "report", lang=lang, mails=campaign()).parent
    broken = {}
    with tab(browser, 1280) as page:
        for name in (*sorted(p.name for p in report.glob("*.html")), *DEEPER):
            page.goto((report / name).as_uri())
            page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
            if words := page.evaluate(BROKEN_WORDS):
                broken[name] = words
    assert broken == {}
