"""Numbers in a list of the shop's branches are a branch's, wherever a link led to the list; one shop is no list."""

import pytest

from audit.model import Kind, NumberKind, Role, Use
from checks.find import read_page

PARTS = (
    "<h3>Filiaal Zwolle</h3><p>Diezerstraat 18, Zwolle<br>038-4218273</p>"
    "<h3>Filiaal Deventer</h3><p>Brink 4<br>0570-618273</p>"
)


def uses(html: str, market: str = "NL", role: Role = Role.CONTACT) -> list[Use]:
    seen = read_page(html, url="https://www.wolmand-garens.test/x", market=market, role=role).sightings
    return [s.use for s in seen if s.kind is Kind.PHONE and s.number_kind is not NumberKind.FAX]


@pytest.mark.parametrize("role", [Role.CONTACT, Role.SERVICE, Role.OTHER])
def test_a_list_of_branches_whatever_led_to_it(role: Role) -> None:
    assert uses(f"<title>Onze winkels | Wolmand</title><h1>Onze winkels</h1>{PARTS}", role=role) == [Use.BRANCH] * 2


@pytest.mark.parametrize(
    ("market", "html"),
    [
        (
            "NL",
            (
                "<h1>Vestigingen</h1><p><b>Filiaal Zwolle</b> Diezerstraat 18, 038-4218273</p>"
                "<p><b>Filiaal Deventer</b> 0570-618273</p>"
            ),
        ),
        (
            "DE",
            (
                "<h1>Filialen</h1><p>Filiale Marburg, Wettergasse 3, 06421 732841</p>"
                "<p>Filiale Kassel, Neue Fahrt 9, 0561 732841</p>"
            ),
        ),
        (
            "FR",
            (
                "<h1>Nos magasins</h1><p>12 rue du Port, Dole<br>03 84 25 71 49</p>"
                "<p>4 quai Foch, Sens<br>03 86 25 71 49</p>"
            ),
        ),
        (
            "GB",
            (
                "<h1>Our stores</h1><h2>Bath</h2><p>3 Union Street<br>01225 618273</p><h2>Wells</h2>"
                "<p>14 High Street<br>01749 618273</p>"
            ),
        ),
        (
            "ES",
            (
                "<h1>Nuestras tiendas</h1><h2>Córdoba</h2><p>Calle Gondomar 8<br>957 482 163</p><h2>Sevilla</h2>"
                "<p>Calle Sierpes 21<br>954 482 163</p>"
            ),
        ),
        (
            "IT",
            (
                "<h1>I nostri negozi</h1><h2>Firenze</h2><p>Via Maggio 12<br>055 618273</p><h2>Lucca</h2>"
                "<p>Via Fillungo 40<br>0583 618273</p>"
            ),
        ),
    ],
)
def test_entries_by_heading_address_or_name(market: str, html: str) -> None:
    assert uses(html, market) == [Use.BRANCH] * 2


def test_customer_service_in_the_list_is_for_all() -> None:
    html = f"<h1>Onze winkels</h1>{PARTS}<h3>Webshop</h3><p>Klantenservice: 085-7324618</p>"
    assert uses(html) == [Use.BRANCH, Use.BRANCH, Use.OTHER]


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Onze winkels</h1><h3>Zwolle</h3><p>Diezerstraat 18<br>Tel. 038-4218273<br>Mobiel 06-41728365</p>",
        "<h1>Showrooms</h1><p>Diezerstraat 18, Zwolle, 038-4218273, 06-41728365</p>",
        "<h1>Contact en winkels</h1>" + PARTS,
        "<h1>Onze winkel</h1><p>Diezerstraat 18, Zwolle, 038-4218273</p>",
    ],
)
def test_one_shop_or_a_contact_page_is_no_list_of_branches(html: str) -> None:
    assert set(uses(html)) == {Use.OTHER}


def test_mailboxes_beside_the_numbers_of_branches_are_branches_too() -> None:
    parts = (
        "<div><h4>Zwolle</h4><p>Diezerstraat 18<br>8011 RG Zwolle<br>038-4218273 · zaak1@wolmand-garens.test</p></div>"
        "<div><h4>Deventer</h4><p>Brink 4<br>7411 BR Deventer<br>0570-618273 · zaak2@wolmand-garens.test</p></div>"
    )
    page = read_page(
        f"<h1>Onze winkels</h1>{parts}", url="https://www.wolmand-garens.test/x", market="NL", role=Role.CONTACT
    )
    assert {s.value: s.use for s in page.sightings if s.kind is Kind.EMAIL} == {
        "zaak1@wolmand-garens.test": Use.BRANCH,
        "zaak2@wolmand-garens.test": Use.BRANCH,
    }
