"""Where a page is published, on paper: the right address, a code that can be read, and nothing on the screen."""

import re
from pathlib import Path

import msgspec
import pytest

from audit.model import AuditInfo
from reports.permalinks import LONGEST, base_of, permalink
from reports.site import build
from tests.reports.sample import SampleAudit, sample, store_in

BASE = "https://www.example.org/2026/"


class Placed(SampleAudit):
    """The sample, to be published at BASE."""

    @property
    def info(self) -> AuditInfo:
        return msgspec.structs.replace(super().info, settings={"address": f"{BASE}index.html"})


@pytest.mark.parametrize(
    ("given", "base"),
    [
        (f"{BASE}index.html", BASE), ("https://www.example.org/2026", BASE), (f" {BASE}?x=1#y ", BASE),
        ("https://example.org", "https://example.org/"), ("", ""), ("javascript:alert(1)", ""), ("ftp://x.y/", ""),
        ("https://[broken", ""), ("https://a b/", ""), ("//x.example/", ""), ("https://x.example/" + "a" * LONGEST, ""),
    ],
)  # fmt: skip
def test_only_a_web_address_is_a_base(given: str, base: str) -> None:
    assert base_of(given) == base


def test_pages_have_their_own_address_and_the_printed_one_the_front_pages() -> None:
    found = {page: permalink(BASE, page) for page in ("index.html", "print.html", "shop/a.nl.html")}
    assert [p.address for p in found.values() if p] == [BASE, BASE, f"{BASE}shop/a.nl.html"]
    assert permalink("", "index.html") is None
    assert permalink(BASE, "shop/" + "a" * LONGEST + ".html") is None


def test_the_code_says_the_address() -> None:
    """Read back from the modules that are drawn: rows of runs, as segno writes them."""
    import segno

    made = permalink(BASE, "shop/a.nl.html")
    assert made is not None and "style=" not in made.code and "<script" not in made.code
    again = segno.make(f"{BASE}shop/a.nl.html", error="m", mask=3, micro=False, boost_error=False)
    drawn = [row.split("h") for row in re.findall(r"[Mm][^Mm]+", str(made.code))]
    dark = sum(int(n) for n in re.findall(r"h(\d+)", str(made.code)))
    assert drawn and dark == sum(module & 1 for row in again.matrix for module in row)


def test_it_is_on_every_page_where_an_address_is_set_and_nowhere_else(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    placed = build(Placed(sample(store).shops), store, tmp_path / "a", lang="nl").parent
    for name in ("index.html", "shop/sokken.nl.html", "print.html"):
        text = (placed / name).read_text("utf-8")
        assert text.count('class="qr"') == 1 and BASE in text, name
    plain = build(sample(store), store, tmp_path / "b", lang="nl").parent
    assert not any('class="permalink"' in p.read_text("utf-8") for p in plain.rglob("*.html"))


@pytest.mark.browser
def test_it_is_seen_on_paper_only(chromium: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    from crawler.chromium import ARGUMENTS, may_use_sandbox

    store = store_in(tmp_path / "ev")
    page_file = build(Placed(sample(store).shops), store, tmp_path / "a", lang="nl").parent / "shop/sokken.nl.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(ARGUMENTS), chromium_sandbox=may_use_sandbox()
        )
        page = browser.new_context(offline=True).new_page()
        page.goto(page_file.as_uri())
        assert not page.locator(".permalink").is_visible()
        page.emulate_media(media="print")
        assert page.locator(".permalink").is_visible()
        box = page.locator(".permalink .qr").bounding_box()
        assert box is not None and box["width"] == pytest.approx(box["height"], abs=1) and box["width"] > 80
        browser.close()
