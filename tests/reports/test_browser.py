"""The report in a real browser: from disk, without requests, without script, on a phone, by keyboard, for everybody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from crawler.chromium import may_use_sandbox
from reports.history import History
from reports.site import build
from reports.wording import report_languages
from tests.reports.campaign import campaign, many
from tests.reports.hostile import MARK
from tests.reports.rounds import BETTER, GONE, compared, hostile_rounds, two_rounds, with_mails
from tests.reports.sample import SampleAudit, sample, store_in

pytestmark = pytest.mark.browser
PAGES = (
    "index.html", "method.html", "not-measured.html", "data.html", "check/phone-findable.html",
    "shop/sokken.nl.html", "shop/speelgoedreus.nl.html", "shop/www.grote-elektronicazaak.nl.html",
    "shop/nogtegaan.nl.html", "print.html", "replies.html", "corrections.html", "embed/ranking.html",
    "embed/chart.html", "embed/shop/sokken.nl.html", "ranking.html", "grid.html", "mail.html",
    "changes.html", "shop/kaarsenwinkel.nl.html",
)  # fmt: skip
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""What can differ between a light and a dark look: of the other rules the light one says the same."""
WIDTHS = (1280, 390)
EVERYTHING_POINTED_AT = """() => {
  const over = new MouseEvent('mouseover', {bubbles: true});
  for (const box of document.querySelectorAll('main *')) box.dispatchEvent(over);
}"""
QUIET = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=QUIET, chromium_sandbox=may_use_sandbox())
        yield made
        made.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    store = store_in(folder / "ev")
    first, second = two_rounds(store)
    history = History()
    changes, _ = with_mails(compared(first, second, history), first, second)
    return build(second, store, folder / "report", lang="nl", mails=campaign(), changes=changes, history=history).parent


@contextmanager
def tab(browser: Any, width: int = 1280, **options: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.asked, page.said = [], []
    page.on("request", lambda r: page.asked.append(r.url))
    page.on("console", lambda m: page.said.append(m.text))
    page.on("pageerror", lambda e: page.said.append(str(e)))
    yield page
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_opens_from_disk_asks_nobody_and_fits_the_screen(browser: Any, report: Path, width: int) -> None:
    with tab(browser, width) as page:
        for name in PAGES:
            page.goto((report / name).as_uri())
            page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.evaluate("getComputedStyle(document.body).margin") == "0px", name
        assert [u for u in page.asked if not u.startswith(report.as_uri())] == []
        assert page.said == []


@pytest.mark.parametrize("name", ["mail.html", "ranking.html", "changes.html"])
def test_charts_are_seen_whole_on_a_phone(browser: Any, report: Path, name: str) -> None:
    with tab(browser, 390) as page:
        page.goto((report / name).as_uri())
        cut = "s => s.map(e => e.scrollWidth - e.clientWidth)"
        found = page.locator(".chart .scroll").evaluate_all(cut)
        assert found and max(found) <= 0
        heights = "s => s.filter(e => e.textContent).map(e => e.getBoundingClientRect().height)"
        assert min(page.locator(".chart .scroll svg text").evaluate_all(heights)) >= 8


def test_pictures_load_when_looked_at(browser: Any, report: Path) -> None:
    with tab(browser) as page:
        page.goto((report / "shop" / "sokken.nl.html").as_uri())
        picture = page.locator("figure img").first
        picture.scroll_into_view_if_needed()
        page.wait_for_function("i => i.complete && i.naturalWidth > 0", arg=picture.element_handle())
        assert picture.evaluate("i => i.naturalWidth") == 640


def names(page: Any, where: str = "table.shops tbody tr:not(.group):visible th") -> list[str]:
    return [t.split("\n")[0] for t in page.locator(where).all_inner_texts()]


def test_search_filters_and_says_how_many_are_left(browser: Any, report: Path) -> None:
    with tab(browser) as page:
        page.goto((report / "index.html").as_uri())
        everybody = len(names(page))
        assert page.locator(".count").inner_text() == f"{everybody} winkels getoond"
        page.get_by_label("Zoek een winkel").fill("elektr")
        assert names(page) == ["Ängström Elektra", "Grote Elektronicazaak"]
        assert page.locator(".count").inner_text() == "2 winkels getoond"
        page.get_by_label("Groep").select_option("met")
        assert names(page) == ["Ängström Elektra"]
        assert page.locator(".count").inner_text() == "1 winkel getoond"
        page.get_by_label("Zoek een winkel").fill("no such shop")
        assert page.locator(".count").inner_text() == "Geen winkel voldoet."
        page.get_by_role("button", name="Alles tonen").click()
        page.wait_for_function("n => document.querySelector('.count').textContent.startsWith(n)", arg=str(everybody))
        page.get_by_label("Branche").select_option("Wonen")
        assert len(names(page)) == 4


@pytest.mark.parametrize("name", ["index.html", "ranking.html"])
def test_only_what_changed_can_be_shown(browser: Any, report: Path, name: str) -> None:
    with tab(browser) as page:
        page.goto((report / name).as_uri())
        page.get_by_label("Alleen veranderd").check()
        rows = page.locator("table.shops tbody tr:not(.group):visible")
        shown = rows.count()
        assert 5 <= shown < 15 and page.locator(".count").inner_text().startswith(f"{shown} winkels")
        assert rows.filter(has_text=BETTER).count() == 1 and not rows.filter(has_text="Tuinland").count()
        assert rows.filter(has_text=GONE).count() == (name == "ranking.html")
        if name == "ranking.html":
            page.locator(".priorities li button").nth(1).click()
            assert rows.count() == shown and rows.filter(has_text=GONE).count() == 1
        page.get_by_role("button", name="Alles tonen").click()
        page.wait_for_function(
            f"document.querySelectorAll('table.shops tbody tr:not(.group):not([hidden])').length > {shown}"
        )
        assert not page.said


def test_sorts_inside_the_groups_by_keyboard_and_says_so(browser: Any, report: Path) -> None:
    group = "table.shops tbody[data-group=not_met] tr:not(.group) th"
    with tab(browser) as page:
        page.goto((report / "index.html").as_uri())
        before = names(page, group)
        button = page.get_by_role("button", name="Telefoon").first
        button.focus()
        page.keyboard.press("Enter")
        head = page.locator("table.shops thead th").nth(1)
        assert head.get_attribute("aria-sort") == "ascending"
        up = names(page, group)
        assert up[0] == "Sokken.nl" and sorted(up) == sorted(before)
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        assert names(page, group)[-1] == "Sokken.nl"
        first = page.locator("table.shops tbody[data-group=not_met] tr").first
        assert "group" in (first.get_attribute("class") or "")


@pytest.mark.parametrize(("day", "shown"), [("2026-12-03", False), ("2026-12-06", True)])
def test_an_old_report_says_that_it_is_old(browser: Any, report: Path, day: str, shown: bool) -> None:
    with tab(browser) as page:
        page.clock.set_fixed_time(f"{day}T12:00:00Z")
        page.goto((report / "shop" / "sokken.nl.html").as_uri())
        assert page.locator(".age").is_visible() is shown


def test_everything_is_there_without_script(browser: Any, report: Path) -> None:
    with tab(browser, java_script_enabled=False) as page:
        page.goto((report / "index.html").as_uri())
        assert not page.locator(".tools").is_visible()
        assert len(names(page)) == 21
        page.get_by_role("link", name="Speelgoedreus").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Speelgoedreus"
        assert page.get_by_text("2 pagina’s bekeken").first.is_visible()
        page.locator("summary", has_text="Links die op contactgegevens leken").click()
        assert page.get_by_text("Over ons").first.is_visible()


@pytest.mark.parametrize("bypass_csp", [False, True])
def test_nothing_hostile_runs_with_the_policy_on_or_off(browser: Any, tmp_path: Path, bypass_csp: bool) -> None:
    audit, changes, history = hostile_rounds()
    store = store_in(tmp_path / "ev")
    index = build(audit, store, tmp_path / "report", lang="nl", changes=changes, history=history)
    with tab(browser, 390, bypass_csp=bypass_csp) as page:
        page.on("dialog", lambda d: page.said.append(d.message))
        for path in sorted(index.parent.rglob("*.html")):
            page.goto(path.as_uri())
            page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
            page.evaluate(EVERYTHING_POINTED_AT)
            assert page.evaluate(f"document.documentElement.dataset.{MARK} ?? ''") == "", path.name
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.name
        assert [u for u in page.asked if not u.startswith(index.parent.as_uri())] == []
        assert page.said == []


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing_serious(browser: Any, report: Path, look: str) -> None:
    pytest.importorskip("axe_playwright_python")
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    scheme = "dark" if look == "dark" else "light"
    found = []
    with tab(browser, 390 if look == "phone" else 1280, bypass_csp=True, color_scheme=scheme) as page:
        for name in PAGES:
            page.goto((report / name).as_uri())
            page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
            page.evaluate(axe)
            results = page.evaluate("only => axe.run({runOnly: only})", COLOURS if look == "dark" else AXE)
            found += [
                (name, v["id"], v["nodes"][0]["html"][:200], v["nodes"][0].get("failureSummary", "")[:200])
                for v in results["violations"]
                if v["impact"] in ("serious", "critical", "moderate")
            ]
    assert found == []


def test_the_keyboard_reaches_the_content_first(browser: Any, report: Path) -> None:
    with tab(browser) as page:
        page.goto((report / "index.html").as_uri())
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#content")


def test_prints_as_pages_with_the_table_heads_and_without_the_tools(browser: Any, report: Path) -> None:
    with tab(browser) as page:
        page.goto((report / "index.html").as_uri())
        pdf = page.pdf(format="A4", tagged=True, outline=True)
        assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 2
        page.emulate_media(media="print")
        assert not page.locator(".tools").is_visible()
        assert page.locator("table.shops thead").first.is_visible()


def test_forced_colours_keep_the_marks(browser: Any, report: Path) -> None:
    with tab(browser, forced_colors="active") as page:
        page.goto((report / "index.html").as_uri())
        mark = "getComputedStyle(document.querySelector('td.not_found'), '::before').content"
        assert "✕" in page.evaluate(mark)
        assert page.locator("td.not_found").first.inner_text().startswith("door ons niet gevonden")


@pytest.mark.parametrize("scheme", [{"forced_colors": "active"}, {"forced_colors": "active", "color_scheme": "dark"}])
def test_forced_colours_keep_the_parts_of_a_bar_apart(browser: Any, report: Path, scheme: dict[str, str]) -> None:
    look = "s => s.map(e => [getComputedStyle(e).stroke, getComputedStyle(e).fill])"
    with tab(browser, **scheme) as page:
        page.goto((report / "index.html").as_uri())
        ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        parts = page.locator(".checks .chart path[class]").evaluate_all(look)
        assert len(parts) > 4 and {stroke for stroke, _ in parts} == {ink}
        counts = page.locator(".checks .chart text[class]").evaluate_all(look)
        assert len(counts) > 4 and {fill for _, fill in counts} == {ink}


CUT_OFF = """() => [...document.querySelectorAll('.chart svg')].flatMap(svg => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const r = text.getBoundingClientRect();
    return r.width && (r.left < box.left - 1 || r.right > box.right + 1);
  }).map(text => text.textContent);
})"""


@pytest.mark.parametrize("lang", report_languages())
def test_no_word_of_a_chart_is_cut_off(browser: Any, tmp_path: Path, lang: str) -> None:
    """Also where letters are wider than Arial, for which charts are laid out."""
    store = store_in(tmp_path / "ev")
    first, second = two_rounds(store)
    history = History()
    changes, _ = with_mails(compared(first, second, history), first, second)
    long = replace(second.shops[0], shop=replace(second.shops[0].shop, name="ZAADHANDEL W. & M. KIEMKRACHT MOMMERS"))
    second.shops[0] = long
    index = build(second, store, tmp_path / "report", lang=lang, mails=campaign(), changes=changes, history=history)
    with tab(browser) as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for name in ("index.html", "ranking.html", "mail.html", "changes.html"):
                page.goto((index.parent / name).as_uri())
                assert page.evaluate(CUT_OFF) == [], (width, name)


def groups(page: Any) -> list[str]:
    return [t.split("\n")[0] for t in page.locator("[data-level] tr.group:visible b").all_inner_texts()]


def test_readers_choose_what_counts_most_with_buttons(browser: Any, report: Path) -> None:
    with tab(browser) as page:
        page.goto((report / "ranking.html").as_uri())
        everybody = sorted(names(page))
        assert all(g.startswith("Contactplicht: ") for g in groups(page))
        button = page.get_by_role("button", name="Gemak: zwaarder laten tellen")
        button.focus()
        while page.locator(".priorities li").first.get_attribute("data-result") != "ease":
            page.keyboard.press("Enter")
        assert button.evaluate("b => b === document.activeElement")
        assert all(g.startswith("Gemak: ") for g in groups(page))
        assert sorted(names(page)) == everybody
        assert (
            page.locator(".priorities [role=status]")
            .inner_text()
            .startswith("De lijst staat nu op volgorde van: Gemak")
        )
        for body in page.locator("tbody[data-level]:visible").all():
            levels = set(body.locator("tr:not(.group)").evaluate_all("rows => rows.map(r => r.dataset.ease)"))
            assert levels == {body.get_attribute("data-level")}
        page.keyboard.press("Enter")  # the first cannot go higher
        assert page.locator(".priorities li").first.get_attribute("data-result") == "ease"
        assert page.said == []


def test_a_thousand_rows_sort_and_filter_at_once_and_stay_a_table(browser: Any, tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    shops = [r for r in sample(store).shops if not r.left and r.snapshot is not None]
    copies = []
    for number in range(1000):
        base = shops[number % len(shops)]
        shop = replace(base.shop, key=f"https://w{number}.nl", url=f"https://w{number}.nl", name=f"Winkel {number}")
        copies.append(replace(base, shop=shop, snapshot=None))
    audit = SampleAudit(shops=copies)
    page_file = build(audit, store, tmp_path / "report", lang="nl", mails=many([c.shop.key for c in copies], 4))
    with tab(browser) as page:
        page.goto(page_file.with_name("ranking.html").as_uri())
        assert len(page.get_by_role("row").all()) >= 1000
        for act in (
            "document.querySelectorAll('table.shops thead button')[1].click()",
            (
                "const f = document.querySelector('.tools'); f.elements.q.value = '77';"
                "f.dispatchEvent(new Event('input'))"
            ),
            "document.querySelector('.priorities li:nth-child(2) button').click()",
        ):
            timed = f"() => {{ const t = performance.now(); {act}; document.body.offsetHeight;"
            timed += " return performance.now() - t; }"
            assert any(page.evaluate(timed) < 100 for _ in range(10)), act  # a busy machine is asked again
        assert len(names(page)) == 19
