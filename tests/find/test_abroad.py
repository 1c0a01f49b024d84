"""Of which country a number without a country code is: words beside it, the address above it, the rest of the page."""

import pytest

from checks.find import read_page
from checks.find.abroad import address_country, country_after, country_said, home
from checks.find.phones import find_phones


def values(text: str, market: str | None) -> list[str]:
    return [hit.value for hit in find_phones(text, market)]


@pytest.mark.parametrize(
    ("text", "market", "value"),
    [
        ("Service client Belgique : 02 512 83 94", "FR", "+3225128394"),
        ("Kundentelefon Österreich – Tel. 0662 / 84 29 31", "DE", "+43662842931"),
        ("Irish customers: 01 284 9375", "GB", "+35312849375"),
        ("01 284 9375 (Ireland)", "GB", "+35312849375"),
        ("Bel vanuit Duitsland: 02821 8938 29", "NL", "+492821893829"),
        ("Office\n4 Royal Crescent, Bath BA1 2LR\nTel 01225 284 937", "IE", "+441225284937"),
        ("Lager\nHaager Str. 8\nNL-7555 Hengelo\nTel. 074 291 83 74", "DE", "+31742918374"),
        ("Magasin de Tournai (Belgique), rue Royale 3, 069 28 49 37", "FR", "+3269284937"),
        ("from Ireland: 048 9028 4937", "IE", "+442890284937"),
        ("La Réunion : 0262 28 49 37", "FR", "+262262284937"),
    ],
)
def test_a_number_of_another_country(text: str, market: str, value: str) -> None:
    assert values(text, market) == [value]


@pytest.mark.parametrize(
    ("text", "market", "value"),
    [
        ("Buiten Nederland: 020 291 83 74", "NL", "+31202918374"),
        ("Nederland\nBelgië\nDeutschland\n020 291 83 74", "NL", "+31202918374"),
        ("Wij leveren in België\nTel. 020 291 83 74", "NL", "+31202918374"),
        ("Firenze (FI), via Roma 8, 055 284 937", "IT", "+39055284937"),
        ("NL: 02 512 83 94 – FR : 02 512 83 95", "BE", "+3225128394"),
        ("SEIT 1998 IN BONN\nTel. 040 284 93 75", "DE", "+49402849375"),
        ("© 2024 AG\nTel. 040 284 93 75", "DE", "+49402849375"),
    ],
)
def test_a_number_of_the_shops_own_country(text: str, market: str, value: str) -> None:
    assert values(text, market)[0] == value


def test_the_page_tells_whose_numbers_it_prints_when_nothing_there_is_the_markets() -> None:
    page = "Chaussée de Charleroi 72, B-6220 Fleurus\nTVA BE 0462.918.374\nTél. 071 / 81 29 47\nGsm +32 496 38 27 41"
    assert home(page, "NL") == "BE"
    assert home(page, None) == "BE"
    assert values(page, "NL") == ["+3271812947", "+32496382741"]


@pytest.mark.parametrize(
    "text",
    [
        "Bel 020 291 83 74",
        "Onze leverancier: +32 496 38 27 41",
        "KvK 12345678, NL 8142.73.561.B01, Parcel +32 496 38 27 41, B-6220 Fleurus",
        "+32 496 38 27 41 of +49 2821 893829",
    ],
)
def test_else_it_is_the_market_that_was_given(text: str) -> None:
    assert home(text, "NL") == "NL"


def test_what_stands_beside_a_number() -> None:
    assert country_said("UK customers: ", 14) == "GB"
    assert country_said("Outside the UK: ", 16) == ""
    assert country_after("01 284 9375 (UK)", 11) == "GB"
    assert address_country("Rue Royale 3\n7500 Tournai\nBelgique\nTél ", 39, near=True) == "BE"
    assert address_country("Belgique\nTél ", 13, near=True) == ""


@pytest.mark.parametrize(
    ("printed", "value"),
    [("1550 431 862", "+3531550431862"), ("01539 418726", "+441539418726"), ("(01) 643 8217", "+35316438217")],
)
def test_digits_without_the_trunk_zero_of_the_address_above_are_the_markets_own(printed: str, value: str) -> None:
    html = f"<h1>Contact</h1><p>Vlasland, 14 Weavers Row, Kendal LA9 4AB</p><p>Call us: {printed}</p>"
    page = read_page(html, url="https://vlasland.example/contact", market="IE")
    assert [s.value for s in page.sightings] == [value]
