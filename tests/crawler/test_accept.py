"""A shop that speaks several languages is seen as its customers see it."""

import pytest

from audit.model import Kind
from audit.outcomes import Place
from crawler.accept import accept_language, asked_languages
from tests.crawler.farm import Reply, farm, page, visit
from tests.crawler.test_browser import MAIL, PHONE, best

FOOT = f"<p>Bel 085 732 46 18 of mail {MAIL}</p>"
ABROAD = page("<p>We ship all over the world, and everything is packed by hand.</p>", lang="en")


@pytest.mark.parametrize(
    ("country", "spoken", "header"),
    [
        ("NL", "", "nl-NL,nl;q=0.9,en;q=0.8"),
        ("DE", "nl", "de-DE,de;q=0.9,en;q=0.8"),
        ("BE", "", "nl-BE,nl;q=0.9,fr-BE;q=0.8,fr;q=0.7,de-BE;q=0.6,de;q=0.5,en;q=0.4"),
        ("BE", "fr", "fr-BE,fr;q=0.9,nl-BE;q=0.8,nl;q=0.7,de-BE;q=0.6,de;q=0.5,en;q=0.4"),
        ("GB", "", "en-GB,en;q=0.9"),
        (None, "it", "it,en;q=0.9"),
        (None, "", "*"),
        ("ZZ", "", "*"),
    ],
)
def test_what_a_customer_s_browser_asks_for(country: str | None, spoken: str, header: str) -> None:
    assert accept_language(asked_languages(country, spoken)) == header


def test_no_weight_is_lost_however_many_languages_there_are() -> None:
    header = accept_language(tuple("abcdefghijklmn"))
    assert header.endswith("i;q=0.2,j;q=0.1,k;q=0.1,l;q=0.1,m;q=0.1,n;q=0.1")


@pytest.mark.parametrize(("market", "seen"), [("NL", True), ("DE", False), (None, False)])
def test_pages_are_asked_for_in_the_language_of_the_country(market: str | None, seen: bool) -> None:
    with farm({}) as shop:
        shop.spoken = lambda path, languages: Reply(page(FOOT) if languages.startswith("nl") else ABROAD)
        snapshot = visit(shop.url, market=market)
    assert bool(snapshot.sightings) is seen
    assert snapshot.facts["accept_language"] == {"NL": "nl-NL,nl;q=0.9,en;q=0.8", "DE": "de-DE,de;q=0.9,en;q=0.8"}.get(
        market or "", "*"
    )


@pytest.mark.browser
def test_scripts_and_the_browser_are_told_the_same() -> None:
    choose = (
        "<p id=here></p><script>fetch('/foot').then((r) => r.text()).then((t) => {"
        " if (navigator.language === 'nl-NL' && Intl.NumberFormat().resolvedOptions().locale.startsWith('nl'))"
        " here.innerHTML = t; });</script>"
    )
    with farm({}) as shop:
        home = page(choose)
        shop.spoken = lambda path, told: Reply(home if path == "/" else FOOT if told.startswith("nl") else "")
        snapshot = visit(shop.url, market="NL", render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)
    assert snapshot.facts["accept_language"] == "nl-NL,nl;q=0.9,en;q=0.8"


@pytest.mark.browser
def test_a_shop_of_no_known_country_goes_on_in_the_language_in_which_it_began() -> None:
    foot = "PHA+QmVsICszMSA4NSA3MzIgNDYgMTg8L3A+"  # <p>Bel +31 85 732 46 18</p>
    told = "navigator.languages.join() === 'nl-NL,nl,en'"
    choose = f"<p id=here></p><script>if ({told}) here.innerHTML = atob('%s');</script>"
    with farm({"/": page(choose % foot)}) as shop:
        snapshot = visit(shop.url, market=None, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert snapshot.facts["accept_language"] == "* / nl-NL,nl;q=0.9,en;q=0.8"
