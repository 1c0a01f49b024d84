"""On a page of brands, what stands beside the name of a firm is that firm's; what the shop says of itself is its."""

import pytest

from audit.model import Owner, Role
from checks.find import read_page
from checks.find.brands import brands_title, firm


def owners(html: str, market: str = "NL") -> list[Owner]:
    return [s.owner for s in read_page(html, url="https://www.wolmand.nl/x", market=market).sightings]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("NL", "<h1>Onze merken</h1><p>Brevo Nederland, klantenservice 0347-618273</p>"),
        ("NL", "<h1>Merken</h1><h3>Brevo</h3><p>Klantenservice: 0347-618273</p>"),
        ("NL", "<h1>Onze merken</h1><p>Brevo Nederland BV<br>Postbus 18<br>4130 ED Vianen<br>Tel. 0347-618273</p>"),
        ("NL", "<h1>Over ons</h1><h2>Onze merken</h2><p>Brevo Consumentenlijn 0347-618273</p>"),
        ("DE", "<h1>Unsere Marken</h1><p>Brevo Deutschland, Kundenservice 06421 732841</p>"),
        ("GB", "<h1>Our brands</h1><p>Brevo UK 01245 618273</p>"),
        ("FR", "<h1>Nos marques</h1><p>Brevo France, service client 04 94 25 71 49</p>"),
        ("IT", "<h1>Le nostre marche</h1><p>Brevo Italia, assistenza clienti 055 618273</p>"),
        ("ES", "<h1>Nuestras marcas</h1><p>Brevo España, tel. 957 482 163</p>"),
    ],
)
def test_a_number_beside_the_name_of_a_brand(market: str, html: str) -> None:
    assert owners(html, market) == [Owner.OTHER]


def test_the_mailbox_in_the_same_line() -> None:
    html = "<h1>Onze merken</h1><p>Brevo Nederland, klantenservice 0347-618273, info@brevo.test</p>"
    assert owners(html) == [Owner.OTHER] * 2


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Onze merken</h1><p>Vragen? Bel 0344-618273</p>",
        "<h1>Onze merken</h1><p>Advies over onze merken: 0344-618273</p>",
        "<h1>Onze merken</h1><p>Bel onze klantenservice op 0344-618273</p>",
        "<h1>Onze merken</h1><p>Tel. 0344-618273</p>",
        "<h1>Onze merken</h1><p>Wolmand, 0344-618273</p>",
        "<h1>Onze merken</h1><p>Klantenservice: 0344-618273</p>",
        "<h1>Onze merken</h1><p>Advies: 0344-618273</p>",
        "<h1>Onze merken</h1><p>Brevo, Tandil, Quorra</p><h2>Contact</h2><p>0344-618273</p>",
        "<h1>Merkenkleding voor kinderen</h1><p>Brevo Nederland 0344-618273</p>",
        "<h1>Onze merken</h1><p>Brevo, Tandil</p><footer><p>Wolmand Winkels, 0344-618273</p></footer>",
    ],
)
def test_what_the_shop_says_of_itself_is_its_own(html: str) -> None:
    assert owners(html) == [Owner.SHOP]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Brevo Nederland, klantenservice", "Brevo Nederland"), ("BTQ", "BTQ"),
        ("Advies nodig", ""), ("Vragen? Bel", ""), ("Showroom", ""),
        ("Wij verkopen Brevo", ""), ("Maandag tot vrijdag", ""),
    ],
)  # fmt: skip
def test_what_is_the_name_of_a_firm(line: str, name: str) -> None:
    assert firm(line) == name


@pytest.mark.parametrize("role", [Role.HOME, Role.CONTACT, Role.IMPRINT])
def test_an_address_after_the_brands_of_a_page_of_our_own_is_ours(role: Role) -> None:
    html = (
        "<h1>Welkom</h1><h2>Onze merken</h2><p>Brevo, Tandil</p><p>Postma Handel BV<br>Brink 4<br>Tel. 0344-618273</p>"
    )
    seen = read_page(html, url="https://www.wolmand.nl/", market="NL", role=role).sightings
    assert [s.owner for s in seen] == [Owner.SHOP]


def test_a_page_of_service_numbers_of_makers_whatever_led_to_it() -> None:
    html = "<h1>Servicenummers</h1><p>Brevo Nederland 0347-618273</p>"
    seen = read_page(html, url="https://www.wolmand.nl/x", market="NL", role=Role.SERVICE).sightings
    assert [s.owner for s in seen] == [Owner.OTHER]


def test_titles_of_brands() -> None:
    assert all(map(brands_title, ("Onze merken", "Merken A-Z", "Brands", "Nos marques", "Marken und Hersteller")))
    assert not any(map(brands_title, ("Merkenrecht", "Brandschutz", "Onze merken zijn de beste van Nederland", "")))


def test_a_page_without_any_text_has_no_brands() -> None:
    assert owners("<script>document.write('a'+'@'+'brevo.nl')</script><summary>")
