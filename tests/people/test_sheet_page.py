"""The sheet as a page: answered in a browser, saved, and taken back; on a wide screen and on a phone."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from audit.evidence import EvidenceStore
from audit.model import Kind
from audit.outcomes import Outcome
from crawler.chromium import may_use_sandbox
from reports.sheets import write_sheet
from shopcheck.people import answers, doubtful, sample, sheet
from tests.judging.build import sighting
from tests.people.test_people import Memory, shop

pytestmark = pytest.mark.browser
QUIET = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]
AUDIT = Memory(shop("b.test", sighting(Kind.PHONE)), shop("c.test"))


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=QUIET, chromium_sandbox=may_use_sandbox())
        yield made
        made.close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    page = browser.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True).new_page()
    page.set_default_timeout(10_000)
    yield page
    page.context.close()


def written(folder: Path, *, blind: bool = False) -> str:
    items = sample(AUDIT, 3, seed=1) if blind else list(doubtful(AUDIT))
    store = EvidenceStore(str(folder / "evidence"))
    page = write_sheet(
        items, sheet(items, blind=blind), folder / "sheet", evidence=store, info=AUDIT.info, lang="nl", blind=blind
    )
    return page.as_uri()


def saved(tab: Any) -> str:
    with tab.expect_download() as download:
        tab.click("#save")
    return Path(download.value.path()).read_text("utf-8")


def test_answers_given_in_the_page_are_taken_back(tab: Any, tmp_path: Path) -> None:
    tab.goto(written(tmp_path))
    tab.fill("#reviewer", "An de Vries")
    tab.check("#q0 [value=partly]")
    tab.select_option("#q0 [name=place]", "image_only")
    tab.fill("#q0 [name=value]", "=info@b.test")
    tab.fill("#q0 [name=reason]", 'in a picture, "below";\nsee there')
    (review,) = answers(saved(tab), AUDIT)
    assert (review.outcome, review.place, review.reviewer) == (Outcome.PARTLY, "image_only", "An de Vries")
    assert (review.value, review.reason) == ("=info@b.test", 'in a picture, "below";\nsee there')


def test_what_the_import_would_refuse_is_asked_for_before(tab: Any, tmp_path: Path) -> None:
    tab.goto(written(tmp_path))
    tab.check("#q1 [value=agree]")
    tab.click("#save")
    assert "naam" in tab.inner_text("#need")
    tab.fill("#reviewer", "An")
    tab.click("#save")
    assert "reden" in tab.inner_text("#need")
    assert tab.get_attribute("#q1", "class") == "answered wanting"
    tab.fill("#q1 [name=reason]", "looked")
    assert len(answers(saved(tab), AUDIT)) == 1


def test_answers_stay_with_their_questions(tab: Any, tmp_path: Path) -> None:
    address = written(tmp_path)
    tab.goto(address)
    tab.check("#q0 [value=met]")
    tab.reload()
    assert tab.is_checked("#q0 [value=met]")
    page = tmp_path / "sheet" / "index.html"
    page.write_text(page.read_text("utf-8").replace("b.test", "d.test"), "utf-8")
    tab.goto(address)
    assert not tab.is_checked("#q0 [value=met]")


def test_what_the_program_saw_stays_shut_until_answered(tab: Any, tmp_path: Path) -> None:
    tab.goto(written(tmp_path, blind=True))
    shut = tab.locator("#q0 details.evidence")
    shut.locator("summary").evaluate("el => el.click()")
    assert shut.evaluate("el => el.open") is False
    tab.check("#q0 [value=met]")
    shut.locator("summary").click()
    assert shut.evaluate("el => el.open") is True
    assert tab.locator("[value=agree]").count() == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_the_screen(tab: Any, tmp_path: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(written(tmp_path))
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    evidence, question = tab.locator("#q0 .evidence").bounding_box(), tab.locator("#q0 .question").bounding_box()
    assert question["x"] > evidence["x"] if width > 800 else question["y"] > evidence["y"]


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("blind", [False, True])
def test_axe_finds_nothing(browser: Any, tmp_path: Path, look: Any, blind: bool) -> None:
    pytest.importorskip("axe_playwright_python")
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page = browser.new_context(color_scheme=look, bypass_csp=True).new_page()
    page.goto(written(tmp_path, blind=blind))
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate(axe)
    kinds = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("kinds => axe.run({runOnly: kinds})", kinds)["violations"]
    page.context.close()
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
