"""Ways to a contact page that only show when a menu opens, that a script answers, or that end in a document."""

import pytest

from audit.model import Kind, Role
from audit.outcomes import Place, Reason
from tests.crawler.farm import farm, page, visit
from tests.crawler.test_browser import MAIL, PHONE, best
from tests.crawler.test_visit import reasons

pytestmark = pytest.mark.browser

FOOT = f"<p>Bel 085 732 46 18 of mail {MAIL}</p>"
MADE = "m.innerHTML = m.innerHTML ? '' : '<li><a href=\"/praatje\">Zeg het maar</a></li>'"
BUTTONS = [
    f"<button id=b aria-label=Menu>\u2630</button><ul id=m></ul><script>b.onclick = () => {{ {MADE} }}</script>",
    f"<div id=b class=burger tabindex=0>+</div><ul id=m></ul><script>b.onclick = () => {{ {MADE} }}</script>",
    f"<button id=b aria-haspopup=menu>Meer</button><ul id=m></ul><script>b.onmouseenter = () => {{ {MADE} }}</script>",
]
"""Menus whose links are in the page only while they are open."""

OWN_ROUTE = (
    "<script>document.querySelector('a').onclick = (e) => { if (e.defaultPrevented) return; e.preventDefault();"
    "history.pushState({}, '', '/contact'); document.querySelector('main').textContent = 'Bel 085 732 46 18'; };"
    "</script>"
)


@pytest.mark.parametrize("button", BUTTONS)
def test_links_that_a_menu_makes_when_it_opens_are_followed(button: str) -> None:
    pages = {"/": f"<header>{button}</header>{page()}", "/praatje": page(FOOT)}
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


def test_what_a_menu_itself_shows_costs_a_click() -> None:
    button = BUTTONS[0].replace(
        '<li><a href="/praatje">Zeg het maar</a></li>', f"<li>085 732 46 18</li><li>{MAIL}</li>"
    )
    with farm({"/": f"<header>{button}</header>{page()}"}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert "1280 px, the menu \u2630" in [e.note for e in snapshot.evidence if e.kind == "screenshot"]


def test_a_menu_button_that_leads_away_is_no_harm() -> None:
    button = "<button aria-label=Menu onclick=\"location.href = '/elders'\">\u2630</button>"
    with farm({"/": f"<header>{button}</header>{page()}", "/elders": page()}) as shop:
        snapshot = visit(shop.url, render=True)
    assert reasons(snapshot, Role.CONTACT) == [] and Role.CONTACT in snapshot.searched.absent


def test_no_menu_is_opened_where_a_contact_page_was_read() -> None:
    pages = {
        "/": f"<header>{BUTTONS[0]}</header>{page(nav={'Contact': '/contact'})}",
        "/contact": page("<h2>Contact</h2>"),
    }
    with farm(pages | {"/praatje": page(FOOT)}) as shop:
        visit(shop.url, render=True)
    assert "/praatje" not in shop.asked


def test_a_contact_page_that_only_a_script_shows_is_a_gap() -> None:
    home = page(nav={"Contact": "/contact"})
    with farm({"/": home + OWN_ROUTE}) as shop:
        assert reasons(visit(shop.url, render=True), Role.CONTACT) == [Reason.UNREADABLE]
    with farm({"/": home + "<script>let a = 1;</script>"}) as shop:
        snapshot = visit(shop.url, render=True)
    assert reasons(snapshot, Role.CONTACT) == [] and Role.CONTACT in snapshot.searched.absent


@pytest.mark.parametrize("name", ["contact.docx", "kaartje.vcf", "adres.odt"])
def test_a_contact_link_to_a_document_that_nobody_read_is_a_gap(name: str) -> None:
    with farm({"/": page(nav={"Contact": f"/{name}"})}) as shop:
        assert reasons(visit(shop.url), Role.CONTACT) == [Reason.NOT_HTML]
    with farm({"/": page(nav={"Prijslijst": f"/{name}"})}) as shop:
        assert reasons(visit(shop.url), Role.CONTACT) == []
    with farm({"/": page(FOOT, nav={"Contact": f"/{name}"})}) as shop:
        assert visit(shop.url).gaps == ()


def test_links_in_drawings_are_followed() -> None:
    drawn = '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="/p7"><text y="20">Contact</text></a></svg>'
    with farm({"/": page(drawn), "/p7": page(FOOT)}) as shop:
        snapshot = visit(shop.url)
    assert [(p.role, p.clicks) for p in snapshot.pages] == [(Role.HOME, 0), (Role.CONTACT, 1)]
