"""A fax is no telephone, whatever title stands above it; a number for both is one."""

import pytest

from audit.model import Kind, NumberKind
from checks.find import read_page

VOICE, FAX = NumberKind.VOICE, NumberKind.FAX


def kinds(html: str, market: str) -> list[NumberKind]:
    seen = read_page(f"<body>{html}</body>", url="https://lindenhof-wolle.test/x", market=market).sightings
    return [s.number_kind for s in seen if s.kind is Kind.PHONE]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("DE", "<h1>Kontakt</h1>Telefax 06421 / 73 28 41"),
        ("DE", "<h2>Kundenservice</h2><p>Fax: 06421 732841</p>"),
        ("DE", "<p>Kontakt: Fax 06421 732841</p>"),
        ("DE", "<h3>Kontakt</h3><ul><li>Fax</li><li>06421 732841</li></ul>"),
        ("DE", "<p>Telefon: <br>Fax: 06421 732841</p>"),
        ("NL", "<h1>Contact</h1><p>Fax: 0344-618273</p>"),
        ("NL", "<h2>Klantenservice</h2><p>Faxnummer 0344-618273</p>"),
        ("FR", "<h1>Contact</h1><p>Télécopie : 04 94 25 71 49</p>"),
        ("FR", "<h2>Nous contacter</h2><p>Fax 04 94 25 71 49</p>"),
        ("GB", "<h2>Contact us</h2><p>Fax 01245 618273</p>"),
        ("ES", "<h1>Contacto</h1><p>Fax: 957 482 163</p>"),
        ("IT", "<h1>Contatti</h1><p>Fax: 055 618273</p>"),
    ],
)
def test_a_line_of_a_fax_below_a_title(market: str, html: str) -> None:
    assert kinds(html, market) == [FAX]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("DE", "<h1>Kontakt</h1><p>Telefax 06421 732841<br>Telefon 06421 732840</p>"),
        ("NL", "<h1>Contact</h1><p>Fax: 0344-618273</p><p>Tel: 0344-618270</p>"),
    ],
)
def test_a_telephone_on_the_next_line_stays_one(market: str, html: str) -> None:
    assert kinds(html, market) == [FAX, VOICE]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("DE", "<h1>Kontakt</h1><p>Tel./Fax: 06421 732841</p>"),
        ("DE", "<p>Telefon und Fax: 06421 732841</p>"),
        ("DE", "<p>Tel. + Fax 06421 732841</p>"),
        ("NL", "<p>Bel of fax 0344-618273</p>"),
        ("NL", "<p>Tel | Fax</p><p>0344-618273</p>"),
        ("NL", "<h2>Contact</h2><p>Tel/fax: 0344-618273</p>"),
        ("FR", "<p>Tél. et fax : 04 94 25 71 49</p>"),
        ("GB", "<p>Tel & Fax: 01245 618273</p>"),
        ("ES", "<p>Tel. y fax: 957 482 163</p>"),
        ("IT", "<p>Tel. e fax: 055 618273</p>"),
    ],
)
def test_a_number_for_both_is_a_telephone(market: str, html: str) -> None:
    assert kinds(html, market) == [VOICE]


def test_titles_of_a_column_above_their_numbers() -> None:
    assert kinds("<div>Telefon</div><div>Fax</div><div>06421 732840</div>", "DE") == [VOICE]
