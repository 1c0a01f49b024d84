"""Which addresses are one page, and what is known of the way to each."""

import pytest

from audit.model import Region, Role
from checks.find.reading import Link
from crawler.frontier import DEEP, DOORS, WANDER, Frontier
from crawler.links import STRONG
from crawler.urls import file_name, key

SHOP = "https://shop.nl"


def links(*pairs: tuple[str, str], region: Region = Region.FOOTER) -> tuple[Link, ...]:
    return tuple(Link(url=SHOP + path, label=label, region=region) for label, path in pairs)


@pytest.mark.parametrize("name", ["index.html", "Index.HTM", "index.php", "index.shtml", "default.aspx", "default.asp"])
def test_the_file_that_a_server_gives_for_a_folder_is_the_folder(name: str) -> None:
    assert key(f"{SHOP}/{name}") == key(f"{SHOP}/")
    assert key(f"{SHOP}/nl/{name}") == key(f"{SHOP}/nl") == key(f"{SHOP}/nl/")
    assert file_name(f"{SHOP}/nl/{name}") == name.lower()


@pytest.mark.parametrize("name", ["home.html", "home.php", "start.html", "main.htm", "index2.html", "welcome.html"])
def test_any_other_file_is_a_page_of_its_own(name: str) -> None:
    assert len({key(f"{SHOP}/{path}") for path in (name, "", "index.html")}) == 2
    assert file_name(f"{SHOP}/{name}") == ""


def test_a_query_makes_another_page() -> None:
    assert key(f"{SHOP}/index.php?route=contact") != key(f"{SHOP}/index.php")


def test_the_way_tells_where_each_link_stands_and_among_how_many() -> None:
    frontier = Frontier(f"{SHOP}/")
    footer = links(("Klantenservice", "/service"), ("Privacy", "/privacy"), ("Privacy", "/privacy"))
    frontier.add_page(f"{SHOP}/", (*links(("Fietsen", "/fietsen"), region=Region.NAV), *footer))
    frontier.add_page(f"{SHOP}/service", links(("Contact", "/contact"), ("Home", "/"), region=Region.MAIN))
    path = frontier.path_to(f"{SHOP}/contact", {})
    assert path is not None
    assert [(s.label, s.region, s.around) for s in path] == [
        ("Klantenservice", Region.FOOTER, 2),
        ("Contact", Region.MAIN, 2),
    ]


def test_what_a_browser_shows_later_is_counted_then() -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(("Contact", "/contact")))
    frontier.add_page(f"{SHOP}/", links(("Contact", "/contact"), ("A", "/a"), ("B", "/b")))
    path = frontier.path_to(f"{SHOP}/contact", {})
    assert path is not None
    assert path[0].around == 3


def test_a_splash_page_that_leads_to_the_index_file_is_no_dead_end() -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(("Naar de winkel", "/index.php")))
    assert frontier.next() is None, "as a rule it is the same page"
    door = frontier.next(missing=True)
    assert door is not None
    assert (door.url, door.guess.role) == (f"{SHOP}/index.php", Role.HOME)
    frontier.settle(door, "read", role=Role.HOME)
    frontier.add_page(door.url, links(("Contact", "/contact")))
    found = frontier.next()
    assert found is not None
    assert found.url == f"{SHOP}/contact"
    frontier.settle(found, "read")
    assert frontier.next(missing=True) is None


def test_only_a_few_other_addresses_of_home_are_tried() -> None:
    frontier = Frontier(f"{SHOP}/", asked=f"{SHOP}/index.html")
    names = ("index.html", "index.htm", "index.php", "default.aspx", "")
    frontier.add_page(f"{SHOP}/", links(*((name, f"/{name}") for name in names)))
    tried = []
    while door := frontier.next(missing=True):
        tried.append(door.url)
        frontier.settle(door, "not_there")
    assert tried == [f"{SHOP}/index.htm", f"{SHOP}/index.php"]
    assert len(tried) == DOORS


def test_a_footer_links_to_no_product_whatever_its_address_looks_like() -> None:
    frontier = Frontier(f"{SHOP}/")
    shelf = links(*((f"Theepot {n}", f"/p/{n}") for n in range(40)), region=Region.MAIN)
    menu = links(*((f"Soort {n}", f"/c/{n}") for n in range(40)), region=Region.NAV)
    frontier.add_page(f"{SHOP}/", (*menu, *shelf, *links(("Zeg het eens", "/p/9981"), ("Blog", "/p/9982"))))
    asked = []
    while candidate := frontier.next(missing=True):
        frontier.settle(candidate, "read")
        asked.append(candidate.url.removeprefix(SHOP))
    assert {"/p/9981", "/p/9982"} <= set(asked)
    assert sum(url.startswith("/p/") for url in asked) == 3  # one product is looked at in every shop


@pytest.mark.parametrize(
    ("role", "region", "read"),
    [
        (Role.CONTACT, Region.MAIN, True),
        (Role.IMPRINT, Region.MAIN, True),
        (Role.CONTACT, Region.FOOTER, False),
        (Role.SERVICE, Region.MAIN, False),  # returns forms, manuals, tables of sizes
        (Role.HOME, Region.MAIN, False),
    ],
)
def test_a_document_on_the_contact_page_is_read_whatever_its_link_is_called(
    role: Role, region: Region, read: bool
) -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(("Contact", "/contact")))
    page = frontier.next()
    assert page is not None
    frontier.settle(page, "read")
    frontier.add_page(page.url, links(("Bijlage", "/doc/bedrijf.pdf"), region=region), role)
    assert frontier.next() is None, "only when something is still missing"
    document = frontier.next(missing=True)
    assert (document is not None and document.url.endswith("bedrijf.pdf")) is read


def read_all(frontier: Frontier) -> set[str]:
    """What is asked for while something is missing, below the shop's address; every page has the same frame."""
    frame = [Link(url=c.url, label=c.label, region=c.region) for c in frontier._candidates.values()]
    asked = set()
    while candidate := frontier.next(missing=True):
        frontier.settle(candidate, "read", sure=candidate.guess.score >= STRONG)
        frontier.add_page(candidate.url, frame)
        asked.add(candidate.url.removeprefix(SHOP))
    return asked


NAMES = [(f"Praatje {n}", f"/w/{n}") for n in range(30)]


@pytest.mark.parametrize("region", [Region.FOOTER, Region.HEADER, Region.NAV, Region.MAIN, Region.UNKNOWN])
def test_without_a_contact_page_all_that_stands_on_every_page_is_read(region: Region) -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(*NAMES, region=region))
    assert read_all(frontier) == {path for _, path in NAMES}
    assert frontier.untold() == []


def test_what_was_not_read_of_it_is_told() -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(*NAMES, ("Algemene voorwaarden", "/w/av"), ("Inloggen", "/w/in")))
    assert [c.url.removeprefix(SHOP) for c in frontier.untold()] == [path for _, path in NAMES]


@pytest.mark.parametrize(
    "path",
    ["/c/{}", "/collections/{}", "/product-category/{}", "/?cat={}", "/index.php?route=product/category&path={}"],
)
def test_menus_of_goods_are_not_read_for_it(path: str) -> None:
    frontier = Frontier(f"{SHOP}/")
    goods = links(*((f"Soort {n}", path.format(n)) for n in range(20)), region=Region.NAV)
    frontier.add_page(f"{SHOP}/", (*goods, *links(*NAMES[:4])))
    assert {p for _, p in NAMES[:4]} <= read_all(frontier)
    assert frontier.untold() == []


def test_where_a_contact_page_was_read_only_the_footer_is_looked_through() -> None:
    frontier = Frontier(f"{SHOP}/")
    menu = links(*((f"Soort {n}", f"/soort{n}") for n in range(30)), region=Region.NAV)
    frontier.add_page(f"{SHOP}/", (*menu, *links(*NAMES, ("Contact", "/contact"))))
    asked = read_all(frontier)
    assert {path for _, path in NAMES} <= asked
    assert sum(path.startswith("/soort") for path in asked) <= WANDER
    assert frontier.contact_read


def test_a_page_that_may_be_the_contact_page_is_not_surely_it() -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(("Showroom", "/showroom")))
    page = frontier.next(missing=True)
    assert page is not None and page.guess.role is Role.CONTACT
    frontier.settle(page, "read", sure=False)
    assert not frontier.contact_read


@pytest.mark.parametrize("label", ["Advies", "Route", "Team", "Veelgestelde vragen", "Bedrijfsgegevens"])
def test_pages_that_words_bring_near_to_contact_are_read_however_many_there_are(label: str) -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(*((label, f"/w/{n}") for n in range(15))))
    assert read_all(frontier) == {f"/w/{n}" for n in range(15)}


@pytest.mark.parametrize("label", ["Algemene voorwaarden", "Privacyverklaring", "Retourneren", "Klachten"])
def test_what_is_plainly_another_page_is_not_read_for_it(label: str) -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(*((label, f"/w/{n}") for n in range(15))))
    assert len(read_all(frontier)) <= max(DEEP.values()) + WANDER
    assert frontier.untold() == []
