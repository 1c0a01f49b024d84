"""What a page holds back until somebody scrolls or presses, looked for before anything is called absent."""

import pytest

from audit.model import Kind
from audit.outcomes import Place
from tests.crawler.farm import farm, page, visit
from tests.crawler.test_browser import MAIL, PHONE, best

pytestmark = pytest.mark.browser

LONG = "<p style='margin: 900px 0'>Thee uit eigen tuin, met de hand geplukt.</p>" * 3
WHEN_SEEN = (
    "<div id=foot style='min-height: 40px'></div><script>"
    "new IntersectionObserver((seen, watch) => { if (!seen[0].isIntersecting) return; watch.disconnect();"
    "  setTimeout(() => fetch('/foot').then((r) => r.text()).then((t) => { foot.innerHTML = t; }), 300);"
    "}).observe(document.getElementById('foot'));</script>"
)
PRESSED_BY_SCRIPT = (
    "<script>document.getElementById('open').onclick = () => { panel.style.display = 'block'; };</script>"
)
FOOT = f"<p>Bel 085 732 46 18 of mail {MAIL}</p>"


def test_what_is_fetched_when_it_comes_into_sight_is_read_without_a_click() -> None:
    with farm({"/": page(LONG, WHEN_SEEN), "/foot": FOOT}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)


def test_what_scrolls_inside_the_page_is_scrolled_too() -> None:
    inner = f"<main style='height: 880px; overflow-y: auto'>{LONG}{WHEN_SEEN}</main>"
    with farm({"/": page(inner), "/foot": FOOT}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)


def test_nobody_scrolls_for_what_was_found() -> None:
    with farm({"/": page(FOOT, LONG, WHEN_SEEN), "/foot": FOOT}) as shop:
        visit(shop.url, render=True)
    assert "/foot" not in shop.asked


@pytest.mark.parametrize(
    "opener",
    [
        "<a href='#' onclick=\"panel.style.display = 'block'; return false\">Contact</a>",
        "<a href='#' onclick=\"document.getElementById('panel').style.display = 'block'\">Hulp</a>",
        "<a href='javascript:void 0' id=open>Contact</a>" + PRESSED_BY_SCRIPT,
    ],
)
def test_a_panel_behind_a_link_that_leads_nowhere_costs_a_click(opener: str) -> None:
    panel = f"<div id=panel role=dialog style='display: none'><p>Bel 085 732 46 18</p><p>{MAIL}</p></div>"
    with farm({"/": page(opener, "<p>Thee.</p>", panel)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


def test_what_was_opened_costs_its_click_after_a_second_reading_too() -> None:
    folded = (
        "<button aria-controls=tel onclick=\"tel.style.display = 'block'\">Bellen</button>"
        "<div id=tel style='display:none'>085 732 46 18</div>"
    )
    with farm({"/": page(folded, LONG, WHEN_SEEN), "/foot": f"<p>{MAIL}</p>"}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)
