"""Numbers right behind links to sites of other firms: where a page lists several, whose they are is not known."""

import pytest

from audit.model import Kind, Owner, Role
from checks.find import read_page

SITE = "https://fietsenwinkel.nl/contact"
FIRMS = (
    ("De Zadelmaker", "zadelmaker.nl", "038 455 21 60"),
    ("Kettinghuis Brand", "kettinghuis.nl", "0570 61 24 35"),
    ("Museum van het wiel", "wielmuseum.nl", "0529 48 12 77"),
    ("Pension Aan de Vecht", "aandevecht.nl", "038 457 33 19"),
)
ROW = "<tr><td><a href='https://www.{}/'>{}</a></td><td>{}</td></tr>"


def owners(body: str) -> dict[str, Owner]:
    page = read_page(f"<title>Contact | Fietsenwinkel</title>{body}", url=SITE, market="NL", role=Role.CONTACT)
    return {s.raw: s.owner for s in page.sightings if s.kind is Kind.PHONE}


def table(firms: tuple[tuple[str, str, str], ...], row: str = ROW) -> str:
    rows = "".join(row.format(host, name, number) for name, host, number in firms)
    return f"<main><h1>Contact</h1><p>Bel ons: 020-6737558</p><h2>Adressen</h2><table>{rows}</table></main>"


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        "<tr><td><a href='https://www.{}/'>{}</a></td><td>Tel. {}</td></tr>",
        "<tr><td><a href='https://www.{0}/'>{1}</a> <a href='https://www.{0}/'>www.{0}</a></td><td>{2}</td></tr>",
    ],
)
def test_firms_that_are_linked_to_have_the_numbers_behind_their_links(row: str) -> None:
    found = owners(table(FIRMS, row))
    assert found.pop("020-6737558") is Owner.SHOP
    assert list(found.values()) == [Owner.UNKNOWN] * len(FIRMS)


def test_three_links_are_no_list() -> None:
    assert set(owners(table(FIRMS[:3])).values()) == {Owner.SHOP}


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td><a href='https://maps.google.com/?q={}'>{}</a></td><td>{}</td></tr>",
        "<tr><td><a href='/{}'>{}</a></td><td>{}</td></tr>",
        "<tr><td><a href='https://www.{}/'>Partner</a></td><td>{}, al jaren onze zaak: bel {}</td></tr>",
    ],
)
def test_links_to_one_site_and_words_between_make_no_list(row: str) -> None:
    assert set(owners(table(FIRMS, row)).values()) == {Owner.SHOP}


def test_what_stands_in_the_frame_stays_the_shops() -> None:
    body = table(FIRMS) + "<footer>Fietsenwinkel, Melkmarkt 4, Zwolle. 038 455 21 60</footer>"
    assert owners(body)["038 455 21 60"] is Owner.SHOP
