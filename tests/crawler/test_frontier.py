"""Which addresses are one page, and what is known of the way to each."""

import pytest

from audit.model import Region, Role
from checks.find.reading import Link
from crawler.frontier import DOORS, Frontier
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
    frontier.add_page(page.url, links(("Onze gegevens", "/doc/bedrijf.pdf"), region=region), role)
    assert frontier.next() is None, "only when something is still missing"
    document = frontier.next(missing=True)
    assert (document is not None and document.url.endswith("bedrijf.pdf")) is read
