"""Runs of alike entries: who is another party there, and who is the shop itself."""

import pytest

from audit.model import Owner
from checks.find import read_page
from checks.find.runs import ONE_OF_A_RUN, from_own_name

LISTS = """<title>{title} - Kaarsenmakerij Zomer</title><main><h1>{title}</h1>
<div><h3>{first}</h3><p>Dorpsstraat 4<br>0318-621375</p></div>
<div><h3>{second}</h3><p>Marktplein 8<br>0343-512346</p></div>{more}</main>{frame}"""
FRAME = "<footer>Kaarsenmakerij Zomer, 030-2281935</footer>"


def owners(html: str, url: str = "https://www.kaarsenmakerijzomer.nl/adressen") -> dict[str, Owner]:
    return {s.value: s.owner for s in read_page(html.encode(), url=url, market="NL").sightings}


def page(first: str, second: str, *, title: str = "Adressen", frame: str = FRAME, more: str = "") -> dict[str, Owner]:
    return owners(LISTS.format(title=title, first=first, second=second, frame=frame, more=more))


def test_two_firms_beside_the_shops_own_number_are_of_nobody_we_can_tell() -> None:
    found = page("Bloemen De Lelie", "Van Dam Wonen")
    assert found == {"+31318621375": Owner.UNKNOWN, "+31343512346": Owner.UNKNOWN, "+31302281935": Owner.SHOP}


def test_the_reason_is_told() -> None:
    html = LISTS.format(title="Adressen", first="Bloemen De Lelie", second="Van Dam Wonen", frame=FRAME, more="")
    reasons = {s.owner_reason for s in read_page(html.encode(), url="", market="NL").sightings}
    assert ONE_OF_A_RUN in reasons


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kaarsenmakerij Zomer Ede", "Kaarsenmakerij Zomer Doorn"),  # the name
        ("Ede", "Doorn"),  # towns, in one word
        ("Winkel Ede Centrum", "Winkel Doorn Zuid"),  # branches
        ("Verkoop", "Administratie"),  # parts of the firm
    ],
)
def test_what_is_called_as_the_shops_own_is_its_own(first: str, second: str) -> None:
    assert set(page(first, second).values()) == {Owner.SHOP}


@pytest.mark.parametrize("title", ["Contact", "Over ons", "Ons team", "Onze winkels"])
def test_a_page_about_ourselves_lists_ourselves(title: str) -> None:
    assert Owner.UNKNOWN not in page("Bloemen De Lelie", "Van Dam Wonen", title=title).values()


def test_a_run_with_an_address_of_the_shops_domain_is_the_shops() -> None:
    more = "<div><h3>Els Bakker</h3><p>0318-700418 els@kaarsenmakerijzomer.nl</p></div>"
    assert Owner.UNKNOWN not in page("Jan Mulder", "Kees Visser", more=more).values()


def test_the_shops_own_agent_below_firms_at_domains_of_their_own_keeps_none_of_them() -> None:
    more = "<div><h3>Els Bakker</h3><p>els@kaarsenmakerijzomer.nl</p></div>"
    firm = "<div><h3>Lampen &amp; Licht</h3><p>info@lampenlicht.nl</p></div>"
    found = page("Bloemen De Lelie", "Van Dam Wonen", more=firm + more, frame="")
    assert found.pop("els@kaarsenmakerijzomer.nl") is Owner.SHOP
    assert set(found.values()) == {Owner.UNKNOWN}
    assert Owner.UNKNOWN not in page("Jan Mulder", "Kees Visser", more=more, frame="").values()


def test_without_details_of_its_own_elsewhere_a_page_of_two_is_left_to_the_shop() -> None:
    assert set(page("Bloemen De Lelie", "Van Dam Wonen", frame="").values()) == {Owner.SHOP}


def test_domains_called_as_their_entries_are_others_without_a_frame_too() -> None:
    html = (
        "<title>Links</title><p><b>Imkerij Bos</b><br>0318-621375<br>info@imkerijbos.nl</p>"
        "<p><b>Weverij Van Elst</b><br>0343-512346<br>elst@weverijvanelst.nl</p>"
    )
    assert set(owners(html).values()) == {Owner.UNKNOWN}


def test_the_own_address_below_a_list_of_dealers_is_the_shops() -> None:
    html = (
        "<title>Verkooppunten</title><h1>Verkooppunten</h1><p>Bloemen De Lelie, Ede, 0318-621375<br>"
        "Van Dam Wonen, Doorn, 0343-512346</p><p>Kaarsenmakerij Zomer, Zeist, 030-2281935</p>"
    )
    assert owners(html)["+31302281935"] is Owner.SHOP
    assert owners(html)["+31318621375"] is Owner.OTHER


def test_accounts_that_a_list_links_to_are_no_names_of_the_shop() -> None:
    more = '<a href="https://www.facebook.com/bloemendelelie">Facebook</a>'
    assert page("Bloemen De Lelie", "Van Dam Wonen", more=more)["+31318621375"] is Owner.UNKNOWN


def test_a_line_begins_with_the_own_name_since_the_value_before() -> None:
    assert from_own_name("Dealers\nZomer Kaarsen\nZeist, tel. ", ("zomerkaarsen",)) == "Zomer Kaarsen\nZeist, tel. "
    assert not from_own_name("Zomer Kaarsen, 030-2281935, Van Dam, ", ("zomerkaarsen",))
    assert not from_own_name("Zomer, tel. ", ("zomer",))  # a word as well


def test_a_single_word_is_a_name_among_names() -> None:
    more = "<div><h3>Kaarsrijk</h3><p>Stationsweg 2<br>0344-631206</p></div>"
    assert page("Bloemen De Lelie", "Van Dam Wonen", more=more)["+31344631206"] is Owner.UNKNOWN
    more = "<div><h3>Bestellen</h3><p>Bel 0344-631206</p></div>"
    assert page("Bloemen De Lelie", "Van Dam Wonen", more=more)["+31344631206"] is Owner.SHOP


@pytest.mark.parametrize("url", ["https://www.zomer.nl/", "https://www.zomer.nl", "index.html"])
def test_a_first_page_lists_what_is_the_shops(url: str) -> None:
    html = LISTS.format(title="Zomer", first="Theetuin De Pauw", second="Camping Het Veen", frame=FRAME, more="")
    assert Owner.UNKNOWN not in owners(html, url).values()
    assert Owner.UNKNOWN in owners(html, "https://www.zomer.nl/tips/").values()


def test_a_part_headed_contact_is_the_shops_own_place() -> None:
    more = "<h2>Contact</h2><p>Kaarsenmakerij Zomer, 030-2281935</p>"
    found = page("Bloemen De Lelie", "Van Dam Wonen", more=more, frame="")
    assert found["+31318621375"] is Owner.UNKNOWN
    assert found["+31302281935"] is Owner.SHOP


def test_a_title_that_says_ours_needs_domains_of_the_others() -> None:
    assert Owner.UNKNOWN not in page("Bad Nieuweschans", "Den Ham", title="Onze stations").values()
    more = (
        "<div><h3>Weverij Els</h3><p>els@weverijels.nl</p></div><div><h3>Imkerij Bos</h3><p>bos@imkerijbos.nl</p></div>"
    )
    assert page("Drukkerij Van Elst", "Smederij Tuk", title="Onze bedrijven", more=more)["els@weverijels.nl"] is (
        Owner.UNKNOWN
    )


SMALL_WORDS = [
    ("DK", "Adresser", "Hansen og Søn", "Gaver på Torvet", "86 12 34 87", "98 12 34 65", "33 12 45 87"),
    ("SE", "Adresser", "Blommor och Blad", "Boden vid Sjön", "040-12 34 87", "08-412 34 65", "031-12 45 87"),
    ("NO", "Adresser", "Blomster og Bær", "Huset ved Havna", "22 12 34 87", "55 12 34 65", "73 12 45 87"),
    ("FI", "Osoitteita", "Kukka ja Koti", "Puoti ja Pelto", "09 412 3487", "02 412 3489", "03 345 1288"),
    ("PL", "Adresy", "Kwiaty na Rogu", "Zioła pod Lipą", "22 412 34 87", "12 412 34 65", "61 812 45 87"),
    ("PT", "Moradas", "Casa do Queijo", "Mercearia dos Avós", "239 412 387", "234 412 389", "213 456 128"),
    (
        "GB",
        "Places",
        "Cheese on the Green",
        "Stratford upon Weir Crafts",
        "01993 412387",
        "01865 412389",
        "020 7946 1128",
    ),
    ("ES", "Direcciones", "Casa de las Rosas", "Flores de Alba", "954 412 387", "957 412 389", "912 345 128"),
]
OWN_NAMES = [
    ("DK", "Adresser", "Butikken på Torvet", "Butikken i Aarhus", "86 12 34 87", "98 12 34 65", "33 12 45 87"),
    ("SE", "Adresser", "Försäljning och Lager", "Ekonomi och Inköp", "040-12 34 87", "08-412 34 65", "031-12 45 87"),
    ("FI", "Osoitteita", "Myynti ja Huolto", "Talous ja Hallinto", "09 412 3487", "02 412 3489", "03 345 1288"),
    ("PL", "Adresy", "Sklep w Gdańsku", "Sklep w Krakowie", "22 412 34 87", "12 412 34 65", "61 812 45 87"),
    ("PT", "Moradas", "Loja do Porto", "Loja das Caldas", "239 412 387", "234 412 389", "213 456 128"),
    ("GB", "Places", "Shop on the Green", "Shop on the Quay", "01993 412387", "01865 412389", "020 7946 1128"),
    ("ES", "Direcciones", "Tienda de las Rosas", "Tienda de Alba", "954 412 387", "957 412 389", "912 345 128"),
]


@pytest.mark.parametrize(
    ("case", "owner"),
    [*((case, Owner.UNKNOWN) for case in SMALL_WORDS), *((case, Owner.SHOP) for case in OWN_NAMES)],
)
def test_small_words_inside_the_names_of_firms(case: tuple[str, ...], owner: Owner) -> None:
    market, title, first, second, one, two, own = case
    html = f"""<title>{title} - Vela Clara</title><main><h1>{title}</h1><div><h3>{first}</h3><p>{one}</p></div>
    <div><h3>{second}</h3><p>{two}</p></div></main><footer>Vela Clara, {own}</footer>"""
    seen = read_page(html.encode(), url="https://www.velaclara.test/steder", market=market).sightings
    assert [s.owner for s in sorted(seen, key=lambda s: html.index(s.raw))] == [owner, owner, Owner.SHOP]


USEFUL = """<title>{title}</title><h2>{title}</h2><table><tr><td><h3>Advice</h3></td><td></td></tr>
<tr><td><a href="http://www.careforkent.test/">Care for Kent</a></td><td>01245 354508</td></tr>
<tr><td><a href="http://www.dialarideessex.test/">Dial a Ride Essex</a></td><td>01245 816222</td></tr>
<tr><td><h3>Travel</h3></td><td></td></tr>
<tr><td><a href="http://www.coastrail.test/">Coast Rail</a></td><td>01245 366111</td></tr></table>"""


@pytest.mark.parametrize(
    "title",
    ["Useful Contact Points", "Useful contact numbers", "Useful Organisations", "Helpful Numbers", "Helpful contacts"],
)
def test_what_stands_under_a_title_of_useful_numbers_is_not_the_shops(title: str) -> None:
    seen = read_page(USEFUL.format(title=title).encode(), url="https://reedmace.test/useful", market="GB").sightings
    assert len({s.value for s in seen}) == 3
    assert Owner.SHOP not in {s.owner for s in seen}


@pytest.mark.parametrize("title", ["Contact points", "Our contact numbers", "Contact numbers"])
def test_numbers_of_the_shop_itself_under_a_plain_title_stay_its_own(title: str) -> None:
    html = f"<title>{title}</title><h2>{title}</h2><p>Shop: 01245 354508</p><p>Workshop: 01245 816222</p>"
    seen = read_page(html.encode(), url="https://reedmace.test/contact", market="GB").sightings
    assert {s.owner for s in seen} == {Owner.SHOP}
