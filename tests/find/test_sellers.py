"""Who sells a product on a platform is not the platform; in terms and on contact pages the seller is the shop."""

import pytest

from audit.model import Kind, Owner, Role, Sighting
from checks.find import read_page, settle_owners

SITE = "https://www.ambachtsplein.nl"


def owners(html: str, market: str = "NL", role: Role = Role.PRODUCT) -> list[Owner]:
    return [s.owner for s in read_page(html, url=f"{SITE}/p/1", market=market, role=role).sightings]


@pytest.mark.parametrize("role", [Role.PRODUCT, Role.OTHER])
@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("NL", "<h1>Broodplank</h1><h2>Over de verkoper</h2><p>Houtwerk Postma, Joure. Tel. 0513-618273</p>"),
        ("NL", "<h1>Broodplank</h1><p>Verkocht door: Houtwerk Postma, 0513-618273</p>"),
        ("NL", "<h1>Broodplank</h1><p>Verkocht en verzonden door Houtwerk Postma<br>Tel. 0513-618273</p>"),
        ("DE", "<h1>Brett</h1><p>Verkauf und Versand durch Holzwerk Pohl, Tel. 06421 732841</p>"),
        ("DE", "<h1>Brett</h1><h3>Verkäuferinformationen</h3><p>Holzwerk Pohl<br>Telefon: 06421 732841</p>"),
        ("GB", "<h1>Board</h1><p>Sold by Pole Woodworks, phone 01245 618273</p>"),
        ("FR", "<h1>Planche</h1><p>Vendu par Atelier Poiret, tél. 04 94 25 71 49</p>"),
        ("IT", "<h1>Tagliere</h1><p>Venduto da Bottega Poli, tel. 055 618273</p>"),
        ("ES", "<h1>Tabla</h1><p>Vendido por Taller Polo, tel. 957 482 163</p>"),
    ],
)
def test_the_seller_of_a_product_on_a_platform(market: str, html: str, role: Role) -> None:
    assert owners(html, market, role) == [Owner.OTHER]


def test_the_mailbox_of_the_seller_and_the_number_of_the_platform() -> None:
    html = (
        "<h1>Broodplank</h1><h2>Over de verkoper</h2>"
        "<p>Houtwerk Postma, Tel. 0513-618273, verkoop@houtwerkpostma.nl</p>"
        "<footer><p>Ambachtsplein, klantenservice 0252-618273</p></footer>"
    )
    seen = read_page(html, url=f"{SITE}/p/1", market="NL", role=Role.PRODUCT).sightings
    assert {s.value: s.owner for s in seen} == {
        "+31513618273": Owner.OTHER,
        "verkoop@houtwerkpostma.nl": Owner.OTHER,
        "+31252618273": Owner.SHOP,
    }


def test_many_sellers_are_others_and_a_single_one_may_be_the_shop() -> None:
    def product(number: str, path: str) -> tuple[Sighting, ...]:
        html = f"<h1>Broodplank</h1><p>Verkocht door: Houtwerk Postma, {number}</p>"
        return read_page(html, url=f"{SITE}{path}", market="NL", role=Role.PRODUCT).sightings

    one, other = product("0513-618273", "/p/1"), product("0515-618273", "/p/2")
    assert {s.owner for s in settle_owners((*one, *other), site=SITE)} == {Owner.OTHER}
    assert {s.owner for s in settle_owners(one, site=SITE)} == {Owner.UNKNOWN}


@pytest.mark.parametrize(
    ("html", "role"),
    [
        ("<h1>Algemene voorwaarden</h1><p>Verkoper: Houtwerk Postma B.V., Tel. 0513-618273</p>", Role.TERMS),
        ("<h1>Algemene voorwaarden</h1><p>De verkoper is bereikbaar op 0513-618273</p>", Role.OTHER),
        ("<h1>Contact</h1><p>Alles wordt verkocht door Houtwerk Postma, tel. 0513-618273</p>", Role.CONTACT),
        ("<h1>Broodplank</h1><p>Verkocht en verzonden door Ambachtsplein, tel. 0513-618273</p>", Role.PRODUCT),
        ("<h1>Broodplank</h1><p>Verkocht door ons, tel. 0513-618273</p>", Role.PRODUCT),
        (
            (
                "<h1>Broodplank</h1><p>Verkocht door: Houtwerk Postma</p>"
                "<p>Vragen? Bel onze klantenservice: 0513-618273</p>"
            ),
            Role.PRODUCT,
        ),
    ],
)
def test_the_seller_that_is_the_shop_itself(html: str, role: Role) -> None:
    assert owners(html, role=role) == [Owner.SHOP]


def test_a_number_of_the_contact_page_is_the_shops_whatever_a_product_says() -> None:
    product = "<h1>Broodplank</h1><p>Verkocht door: Postma Handel B.V., 0513-618273</p>"
    contact = "<h1>Contact</h1><p>Tel. 0513-618273</p>"
    seen = [
        *read_page(product, url=f"{SITE}/p/1", market="NL", role=Role.PRODUCT).sightings,
        *read_page(contact, url=f"{SITE}/contact", market="NL", role=Role.CONTACT).sightings,
    ]
    assert {s.owner for s in settle_owners(seen, site=SITE) if s.kind is Kind.PHONE} == {Owner.SHOP}
