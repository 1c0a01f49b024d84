"""Without a market in the list: pages are read as the country writes numbers by whose rules the shop is judged."""

import pytest

from audit.model import Kind
from audit.outcomes import Outcome, Reason
from checks.judge import judge
from checks.market import decide
from checks.packs import load_pack
from tests.crawler.farm import farm, visit

GERMAN = (
    "<html lang=de><title>Teehaus</title><h1>Teehaus</h1><p>Wir verkaufen Tee aus eigenem Garten und packen jede"
    " Bestellung selbst ein. 12,50 €</p><p>{delivery}</p><a href=/kontakt>Kontakt</a> <a href=/agb>AGB</a>"
)
CONTACT = "<html lang=de><title>Kontakt</title><h1>Kontakt</h1><p>Rufen Sie uns an: Fon 08382 / 48 26 13</p>"
FRENCH = (
    "<html lang=fr><title>Librairie</title><h1>Librairie</h1><p>Nous livrons en France en deux jours. 12,50 €</p>"
    "<a href=/contact>Contact</a><footer>Tél. 03 88 41 62 75</footer>"
)


def phones(pages: dict[str, str], *, render: bool = False) -> tuple[str | None, set[str]]:
    """The market told, and the numbers read."""
    with farm(pages) as shop:
        found = visit(shop.url, market=None, render=render)
    return decide(found).code, {s.value for s in found.sightings if s.kind is Kind.PHONE}


@pytest.mark.parametrize("render", [False, pytest.param(True, marks=pytest.mark.browser)])
def test_national_numbers_are_read_where_delivery_tells_the_country(render: bool) -> None:
    home = GERMAN.format(delivery="Wir liefern innerhalb Deutschlands und nach Österreich.")
    assert phones({"/": home, "/kontakt": CONTACT}, render=render) == ("DE", {"+498382482613"})
    assert phones({"/": FRENCH, "/contact": FRENCH}, render=render) == ("FR", {"+33388416275"})


def test_the_country_may_be_told_on_a_later_page() -> None:
    pages = {
        "/": GERMAN.format(delivery=""),
        "/kontakt": CONTACT,
        "/agb": "<html lang=de><p>Lieferung nach Österreich.",
    }
    pages["/kontakt"] = CONTACT.replace("08382 / 48 26 13", "0512 / 48 26 13")
    assert phones(pages) == ("AT", {"+43512482613"})


@pytest.mark.browser
def test_the_country_may_be_told_by_what_only_a_browser_shows() -> None:
    told = "<p id=d></p><script>d.textContent = 'Lieferung nach ' + 'Österreich.'</script>"
    contact = CONTACT.replace("08382 / 48 26 13", "0512 / 48 26 13")
    assert phones({"/": GERMAN.format(delivery=told), "/kontakt": contact}, render=True) == ("AT", {"+43512482613"})


def test_numbers_read_by_a_guess_are_shown_and_not_judged() -> None:
    with farm({"/": GERMAN.format(delivery=""), "/kontakt": CONTACT}) as shop:
        found = visit(shop.url, market=None)
    assert decide(found).code is None
    assert [s.value for s in found.sightings if s.kind is Kind.PHONE] == ["+498382482613"]
    findings = judge(found, load_pack(None))
    assert {(f.outcome, f.reason) for f in findings} == {(Outcome.NOT_MEASURED, Reason.NO_MARKET)}
