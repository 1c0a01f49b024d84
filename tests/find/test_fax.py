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
        ("AU", "<h2>Contact us</h2><p><b>Freefax:</b> 1800 618 273</p>"),
        ("GB", "<h2>Contact us</h2><p>Freefax 0800 618 2731</p>"),
        ("GB", "<h2>Contact us</h2><p>eFax: 01245 618273</p>"),
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


@pytest.mark.parametrize(
    "icon",
    [
        '<i class="fa fa-fax" title="Fax"></i> ',
        '<i class="icon-fax"></i>',
        '<i title="Fax"></i> ',
        '<span aria-label="Faxnummer"></span> ',
        '<svg><use href="#fax"></use></svg> ',
        '<svg><title>Fax</title><path d="M0 0"/></svg> ',
        '<img src="fax.png" alt=""> ',
        '<img src="x.png" alt="Fax"> ',
    ],
)
def test_an_icon_tells_a_fax_below_a_title_too(icon: str) -> None:
    assert kinds(f"<h1>Contact</h1><p>{icon}0548-517263<br>info@lindenhof-wolle.test</p>", "NL") == [FAX]
    linked = f'<h1>Contact</h1><p>{icon}<a href="tel:0548517263">0548-517263</a></p>'
    assert kinds(linked, "NL") == [FAX]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<i class="fa fa-phone"></i> 0548-517260 <i class="fa fa-fax"></i> 0548-517263', [VOICE, FAX]),
        ('<i class="fa fa-fax"></i> 0548-517263 <i class="fa fa-phone"></i> 0548-517260', [FAX, VOICE]),
        ('<i class="fa fa-phone"></i><i class="fa fa-fax"></i> 0548-517263', [VOICE]),
        ('<i class="fa fa-fax"></i> Tel. 0548-517263', [VOICE]),
        ('<p class="tel-fax">0548-517263</p>', [VOICE]),
        ('<p><i class="fa fa-fax"></i> Wij faxen niet meer.</p><p>Bel 0548-517263</p>', [VOICE]),
    ],
)
def test_an_icon_of_a_fax_beside_a_telephone(html: str, expected: list[NumberKind]) -> None:
    assert kinds(f"<h1>Contact</h1><p>{html}</p>", "NL") == expected


HEAD = "<tr><th>Tel.<th>Fax<th>E-Mail"
ROW = "<tr><td>(0 49 52) 61 83 7-0<td>(0 49 52) 61 83 7-29<td>laden@lindenhof-wolle.test"


@pytest.mark.parametrize(
    ("market", "table", "expected"),
    [
        ("DE", f"{HEAD}{ROW}", [VOICE, FAX]),
        ("DE", f"<thead>{HEAD}</thead><tbody>{ROW}</tbody>", [VOICE, FAX]),
        ("DE", "<tr><td>Fax<td>Telefon<tr><td>04952 6183729<td>04952 618370", [FAX, VOICE]),
        ("DE", "<tr><th>Filiale<th>Fax<tr><td>Leer<td>04952 6183729", [FAX]),
        (
            "DE",
            "<tr><th>Ort<th>Tel<th>Fax<tr><td><td>04952 618370<td>04952 618371<tr><td><td>04952 618372<td>04952 618373",
            [VOICE, FAX, VOICE, FAX],
        ),
        ("DE", "<tr><th colspan=2>Telefon<th>Fax<tr><td>Leer<td>04952 618370<td>04952 618371", [VOICE, FAX]),
        ("NL", "<tr><th>Telefoon<th>Fax<tr><td>0548-517260<td>0548-517263", [VOICE, FAX]),
        ("FR", "<tr><th>Téléphone<th>Télécopie<tr><td>04 94 25 71 48<td>04 94 25 71 49", [VOICE, FAX]),
        ("DE", "<tr><td>Fax<td>04952 6183729<tr><td>Telefon<td>04952 618370", [FAX, VOICE]),
        ("DE", "<tr><th>Tel./Fax<th>E-Mail<tr><td>04952 618370<td>laden@lindenhof-wolle.test", [VOICE]),
        ("DE", "<tr><th>Fax<th>Hinweis<tr><td>04952 6183729<td>Telefon 04952 618370", [FAX, VOICE]),
    ],
)
def test_the_head_of_a_column_tells(market: str, table: str, expected: list[NumberKind]) -> None:
    assert kinds(f"<h1>Kontakt</h1><table>{table}</table>", market) == expected


def test_the_end_of_a_word_is_no_word_for_fax() -> None:
    sentence = "If you would like to offer our wool as well in your own shop{}, please call Ina on 01245 618273."
    assert [kinds(f"<p>{sentence.format('!' * length)}</p>", "GB") for length in range(16)] == [[VOICE]] * 16
