"""Titles that say where the goods are sold, not by whom: the shop's own places or those of others."""

import pytest

from audit.model import Kind, Owner
from checks.find import read_page
from checks.find.outlets import NAMES_NOBODY

PAGE = "<title>{title} — Ostréa Kerloc</title><header>Ostréa Kerloc</header><main>{head}{body}</main>"
URL = "https://www.ostrea-kerloc.fr/points-de-vente"


def owners(body: str, *, title: str = "Nos points de vente", head: str = "", market: str = "FR") -> dict[str, Owner]:
    html = PAGE.format(title=title, head=head or f"<h1>{title}</h1>", body=body)
    return {s.value: s.owner for s in read_page(html.encode(), url=URL, market=market).sightings}


OWN = {
    "an address": "<p>12 rue du Quai, 56470 La Trinité</p><p>Tél. 02 97 12 34 01</p>",
    "an address that is a heading": "<h4>64 Hameau de Kerbihan, 56950 Crac'h</h4><p>Yann — 02 97 12 34 01</p>",
    "a street with capitals": "<p>12 Rue du Vieux Port, 56470 La Trinité</p><p>Tél. 02 97 12 34 01</p>",
    "towns": "<h3>Vannes</h3><p>12 rue du Quai, 56000 Vannes</p><p>02 97 12 34 01</p>"
    "<h3>Lorient</h3><p>3 rue du Port, 56100 Lorient</p><p>02 97 12 34 02</p>",
    "towns of two words": "<h3>Petit Kerlouan</h3><p>12 rue du Quai, 56000 Petit Kerlouan</p><p>02 97 12 34 01</p>"
    "<h3>Grand Kerlouan</h3><p>3 rue du Port, 56100 Grand Kerlouan</p><p>02 97 12 34 02</p>",
}


@pytest.mark.parametrize("body", OWN.values(), ids=OWN)
@pytest.mark.parametrize("title", ["Nos points de vente", "Points de vente"])
def test_a_place_that_names_nobody_is_of_nobody_we_can_tell(body: str, title: str) -> None:
    assert set(owners(body, title=title).values()) == {Owner.UNKNOWN}


def test_the_reason_is_told() -> None:
    html = PAGE.format(title="Points de vente", head="<h1>Points de vente</h1>", body=OWN["an address"])
    seen = read_page(html.encode(), url=URL, market="FR").sightings
    assert [s.owner_reason for s in seen if s.kind is Kind.PHONE] == [NAMES_NOBODY]


@pytest.mark.parametrize(
    "body",
    [
        "<h3>Cave du Quai</h3><p>12 rue du Quai, 56000 Vannes</p><p>02 97 12 34 01</p>",
        "<p>Épicerie Le Goff, 12 rue du Quai, 56000 Vannes, 02 97 12 34 01</p>",
        "<p><strong>Cave du Quai</strong><br>56000 Vannes<br>02 97 12 34 01 / 06 12 34 56 01</p>",
        "<h3>Mirabelle</h3><p>56000 Vannes, 02 97 12 34 01</p><h3>Coquelicot</h3><p>56100 Lorient, 02 97 12 34 02</p>",
        "<p>12 Rue du Vieux Port, 56470 La Trinité</p><p>Cave du Quai</p><p>Tél. 02 97 12 34 01</p>",
    ],
)
def test_a_place_that_names_another_is_anothers(body: str) -> None:
    assert set(owners(body).values()) == {Owner.OTHER}


def test_one_without_a_name_among_others_is_asked_about_alone() -> None:
    found = owners(
        "<h3>À la ferme</h3><p>12 rue du Quai, 56000 Vannes</p><p>02 97 12 34 01</p>"
        "<h3>Cave du Quai</h3><p>3 rue du Port, 56100 Lorient</p><p>02 97 12 34 02</p>"
    )
    assert found == {"+33297123401": Owner.UNKNOWN, "+33297123402": Owner.OTHER}


@pytest.mark.parametrize(
    ("market", "title", "body", "value"),
    [
        ("NL", "Onze verkooppunten", "<p>Dorpsstraat 4, 6711 AB Ede</p><p>0318-621375</p>", "+31318621375"),
        ("NL", "Waar te koop", "<p>Grote Markt 5, 6711 AB Ede</p><p>0318-621375</p>", "+31318621375"),
        ("DE", "Verkaufsstellen", "<p>Am Alten Bahnhof 22, 64395 Brensbach</p><p>06161 / 912386</p>", "+496161912386"),
        ("ES", "Puntos de venta", "<p>Calle Mayor 8, 23001 Jaén</p><p>953 412 673</p>", "+34953412673"),
    ],
)
def test_in_other_languages(market: str, title: str, body: str, value: str) -> None:
    assert owners(body, title=title, market=market) == {value: Owner.UNKNOWN}


@pytest.mark.parametrize("title", ["Nos revendeurs", "Partenaires"])
def test_titles_that_name_others_make_others_of_all(title: str) -> None:
    assert set(owners(OWN["an address"], title=title, head=f"<h1>{title}</h1>").values()) == {Owner.OTHER}


def test_a_part_of_a_page_with_such_a_title() -> None:
    found = owners(OWN["an address"], title="Bienvenue", head="<h1>Bienvenue</h1><h2>Nos points de vente</h2>")
    assert found == {"+33297123401": Owner.UNKNOWN}


ASKS = [
    ("DE", "Unsere Partner", "<p>Diese Betriebe führen unsere Kerzen.</p><p>Interesse? Tel. 030 52987412</p>"),
    ("NL", "Dealers", "<p>Wilt u dealer worden? Bel 0318-621375</p>"),
    ("FR", "Revendeurs", "<p>Vous souhaitez distribuer nos bougies ? Appelez le 02 97 55 34 01</p>"),
    ("FR", "Revendeurs", "<p>Devenir revendeur : 02 97 55 34 01</p>"),
]


@pytest.mark.parametrize(("market", "title", "body"), ASKS)
def test_a_line_that_asks_the_reader_under_the_title_of_a_list_is_of_nobody_we_can_tell(
    market: str, title: str, body: str
) -> None:
    assert list(owners(body, title=title, market=market).values()) == [Owner.UNKNOWN]


@pytest.mark.parametrize(
    ("market", "title", "body"),
    [
        ("DE", "Unsere Partner", "<h3>Kerzenladen Mitte</h3><p>Lust auf einen Besuch? Tel. 030 52987412</p>"),
        ("DE", "Unsere Partner", "<p>Lust auf Kerzen? Kerzenladen Mitte, Tel. 030 52987412</p>"),
        ("NL", "Dealers", "<p>Kaarsenhuis Van Dam</p><p>Langskomen? Bel 0318-621375</p>"),
        ("FR", "Numéros utiles", "<p>Taxi : 02 97 55 34 01</p>"),
    ],
)
def test_a_question_below_a_name_is_that_partys(market: str, title: str, body: str) -> None:
    assert list(owners(body, title=title, market=market).values()) == [Owner.OTHER]


CARDS = """<title>Händler | Sommerlicht Leuchten GmbH</title><main><h2>Ansprechpartner</h2>
<div><h3>{first}</h3><p>Meisenstraße 22<br>53773 Hennef</p><p>Tel.: 02242 870214<br>Fax: 02242 870288</p></div>
<div><h3>{second}</h3><p>Lange Felder 6<br>19309 Lenzen</p><p>Tel.: 038792 98512<br>Fax: 038792 98533</p></div>
</main>"""


def cards(first: str, second: str) -> dict[str, Owner]:
    html = CARDS.format(first=first, second=second)
    seen = read_page(html.encode(), url="https://www.sommerlicht.de/haendler.html", market="DE").sightings
    return {s.value: s.owner for s in seen}


def test_own_houses_on_a_page_of_dealers_are_the_shops_own() -> None:
    found = cards("Sommerlicht Leuchten GmbH <br> Zentrale", "Sommerlicht Leuchten GmbH <br> Ausstellung")
    assert set(found.values()) == {Owner.SHOP}


def test_an_own_house_beside_a_dealers_is_told_from_it() -> None:
    found = cards("Sommerlicht Leuchten GmbH <br> Zentrale", "Lampen Vogt <br> Lenzen")
    assert found["+492242870214"] is Owner.SHOP
    assert found["+493879298512"] is Owner.UNKNOWN


def test_dealers_on_a_page_of_dealers_are_of_nobody_we_can_tell() -> None:
    assert set(cards("Lichthaus Kranz", "Lampen Vogt").values()) == {Owner.UNKNOWN}


DOORS = [
    ("DE", "Bezugsquellen", "<p>Ab Hof, Dorfstraße 4, 16515 Musterau, Tel. 033054 62174</p>"),
    (
        "DE",
        "In der Umgebung",
        "<p>Schloss Rabenau, 5 km</p><h3>Räder</h3><p>Verleih an der Rezeption: 033054 62174</p>",
    ),
    ("NL", "In de omgeving", "<h3>Fietsen</h3><p>Te huur bij de receptie: 0318-621375</p>"),
    ("FR", "À proximité", "<h3>Vélos</h3><p>Location à l'accueil : 02 97 55 34 01</p>"),
    ("FR", "Nos points de vente", "<h3>Vente Directe</h3><p>12 rue du Quai, 56000 Vannes, 02 97 55 34 01</p>"),
]
KINDS = [
    (
        "DE",
        "Unsere Verkaufsstellen",
        (
            "<h2>Hauptgeschäft</h2><p>Markt 3, 07743 Jena<br>Tel. 03641 627418</p>"
            "<h2>Wochenmarkt</h2><p>samstags, Telefon vor Ort 0171 4436217</p>"
        ),
    ),
    (
        "NL",
        "Verkooppunten",
        (
            "<h3>Boerderijwinkel</h3><p>Dijkweg 4, 1474 HG Oosthuizen, 0299-401234</p>"
            "<h3>Weekmarkt</h3><p>elke zaterdag, 0299-401235</p>"
        ),
    ),
]


@pytest.mark.parametrize(("market", "title", "body"), KINDS)
def test_what_kind_of_place_it_is_names_nobody(market: str, title: str, body: str) -> None:
    assert set(owners(body, title=title, market=market).values()) == {Owner.UNKNOWN}


@pytest.mark.parametrize(("market", "title", "body"), DOORS)
def test_the_own_door_or_desk_in_a_list_of_others_is_of_nobody_we_can_tell(market: str, title: str, body: str) -> None:
    assert list(owners(body, title=title, market=market).values()) == [Owner.UNKNOWN]


@pytest.mark.parametrize(
    ("market", "title", "body"),
    [
        ("DE", "In der Umgebung", "<h3>Hotel Seeblick</h3><p>Rezeption: 033054 62174</p>"),
        ("FR", "À proximité", "<p>Camping des Pins, accueil : 02 97 55 34 01</p>"),
        ("NL", "In de omgeving", "<p>Museum De Molen, balie 0318-621375</p>"),
    ],
)
def test_the_desk_of_one_that_is_named_is_anothers(market: str, title: str, body: str) -> None:
    assert list(owners(body, title=title, market=market).values()) == [Owner.OTHER]
