"""Titles of lists of others, firms that pay, missions abroad; numbers right behind a word."""

import pytest

from audit.model import Kind, Owner
from checks.find import read_page

SHOPS = (
    ("TIDEWATER BOOKS", "14 QUAY STREET", "01904 558123"),
    ("PELL & SONS", "3 MILL LANE", "0113 245 8177"),
    ("CORNER GALLERY", "71 ABBEY ROAD", "01225 448820"),
)


def owners(html: str, market: str) -> list[Owner]:
    page = read_page(html, url="https://www.wickerlane.example/page", market=market)
    return [s.owner for s in page.sightings]


def shops(title: str) -> str:
    entries = "".join(f"<p><strong>{name}</strong><br>{street}<br>{number}</p>" for name, street, number in SHOPS)
    return f"<title>Wicker Lane</title><h1>{title}</h1>{entries}"


@pytest.mark.parametrize(
    "title",
    [
        "STOCKIST", "Stockist list", "List of stockists", "Distributors", "Our distributors", "Find a distributor",
        "Our retail partners", "Forhandler",
    ],
)  # fmt: skip
def test_shops_below_the_title_of_a_list_are_others(title: str) -> None:
    assert set(owners(shops(title), "GB")) == {Owner.OTHER}


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Wicker Lane Distributors</h1><p>Call us: 01904 558123</p>",
        "<title>Distributors of baskets | Wicker Lane</title><h1>Baskets</h1><p>Phone 01904 558123</p>",
        "<h1>Become a stockist</h1><p>Ring Jo on 01904 558123</p>",
        "<h2>Stockist enquiries</h2><p>Phone: 01904 558123</p>",
        "<h2>Contact our distributors team</h2><p>Phone: 01904 558123</p>",
    ],
)
def test_the_shops_own_number_beside_such_words(html: str) -> None:
    assert owners(html, "GB") == [Owner.SHOP]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("FI", "<h2>Maksupalvelun yhteystiedot</h2><p>Maksupolku Oy<br>Puhelin: 09 315 42 037</p>"),
        ("FI", "<p>Maksupalveluntarjoaja: Maksupolku Oy, puhelin 09 315 42 037</p>"),
        ("FI", "<p>Paytrail Oyj<br>Puhelin: 09 315 42 037</p>"),
        ("PL", "<p>Operatorem płatności jest Złotopłat S.A., tel. 22 318 64 75</p>"),
        ("SE", "<p>Betaltjänstleverantör: Kronbetalt AB, telefon 08-508 64 713</p>"),
        ("GB", "<p>Our payment service provider is Coinway Ltd, telephone 01904 558123.</p>"),
    ],
)
def test_the_number_of_who_handles_payments(market: str, html: str) -> None:
    assert owners(html, market) == [Owner.OTHER]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("FI", "<h2>Maksutavat</h2><p>Kortti ja lasku.</p><h2>Yhteystiedot</h2><p>Puhelin: 09 315 42 037</p>"),
        ("DK", "<p>Tlf. / MobilePay: 70 20 31 42</p>"),
        ("PL", "<h2>Płatności</h2><p>Przelew lub karta.</p><h2>Kontakt</h2><p>tel. 22 318 64 75</p>"),
    ],
)
def test_ways_to_pay_beside_the_shops_own_number(market: str, html: str) -> None:
    assert owners(html, market) == [Owner.SHOP]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("GB", "<p><strong>Embassy in Vienna:</strong><br>Lindengasse 4, 1070 Wien<br>Phone: +43-1-877 3733</p>"),
        ("GB", "<p><strong>Honorary Consulate</strong><br>Lindengasse 4, 1070 Wien<br>Tel: +43-1-877 3733</p>"),
        ("DE", "<p><strong>Honorarkonsulat</strong><br>Lindenweg 4, 35037 Marburg<br>Telefon: 06421 732841</p>"),
        ("FR", "<p><strong>Consulat général</strong><br>4 rue des Lins, 06000 Nice<br>Tél. : 04 93 25 71 49</p>"),
    ],
)  # fmt: skip
def test_missions_abroad_are_others(market: str, html: str) -> None:
    assert owners(html, market) == [Owner.OTHER]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("GB", "<p>Our tea house is next to the Ruritanian embassy in York. Ring us: 01904 558123</p>"),
        ("DE", "<p>Botschaft der Düfte, Lindenweg 4, 35037 Marburg, Telefon: 06421 732841</p>"),
    ],
)
def test_missions_beside_the_shops_own_number(market: str, html: str) -> None:
    assert owners(html, market) == [Owner.SHOP]


@pytest.mark.parametrize(
    ("market", "text", "values"),
    [
        ("GB", "Help Lines+441904558123, +441132458177", ["+441904558123", "+441132458177"]),
        ("NL", "Bel ons+31 513 618273", ["+31513618273"]),
        ("US", "Reference: (562) 938-3029", ["+15629383029"]),
        ("US", "Reference\n(562) 938-3029", ["+15629383029"]),
        ("GB", "Reference: 01904 558123", []),
        ("US", "Reference: 562 938 3029", []),
        ("US", "Invoice number (12345) 938-3029", []),
        ("DE", "EAN (01) 04012345678901", []),
        ("NL", "KvK (32117045)", []),
        ("GB", "mail+441904558123@wickerlane.example", []),
    ],
)
def test_a_number_right_behind_a_word(market: str, text: str, values: list[str]) -> None:
    page = read_page(f"<p>{text}</p>", url="https://www.wickerlane.example/page", market=market)
    assert [s.value for s in page.sightings if s.kind is Kind.PHONE] == values


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("NL", "<p>Pakket kwijt? Bel de bezorger Snelpost BV op 0570-618243. Wij kunnen u daar niet bij helpen.</p>"),
        ("ES", "<p>¿Paquete perdido? Llame al repartidor Rapibox al 923 41 87 26</p>"),
        ("ES", "<p>Empresa de mensajería Rapibox: 923 41 87 26</p>"),
        ("IT", "<p>Pacco smarrito? Chiami il corriere Rapibox al 0577 418726</p>"),
    ],
)
def test_who_brings_the_parcel_is_called_by_that_word(market: str, html: str) -> None:
    assert owners(html, market) == [Owner.OTHER]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("NL", "<p>Is de bezorger niet gekomen? Bel 0570-618243</p>"),
        ("NL", "<p>Bel onze bezorger op 0570-618243</p>"),
        ("ES", "<p>¿El repartidor no vino? Llámenos: 923 41 87 26</p>"),
        ("ES", "<p>Pedidos: 923 41 87 26</p>"),
        ("ES", "<p>Pedidos y consultas: 923 41 87 26</p>"),
    ],
)
def test_the_shops_own_number_behind_words_of_orders_and_parcels(market: str, html: str) -> None:
    assert owners(html, market) == [Owner.SHOP]


def test_the_number_of_an_order_is_no_telephone_in_spanish() -> None:
    assert owners("<p>Nº de pedido: 923418726</p><p>Pedido: 923418726</p>", "ES") == []
