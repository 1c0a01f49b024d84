"""What the words beside a number promise of its price."""

import pytest

from audit.model import Kind
from checks.said import says_basic_rate
from tests.judging.build import sighting


def promised(number: str, quote: str) -> bool:
    return says_basic_rate(sighting(Kind.PHONE, value=number, quote=quote))


@pytest.mark.parametrize(
    ("number", "quote"),
    [
        ("+319005182", "Klantenservice: 0900-5182 (€ 0,45 per minuut, plus uw gebruikelijke belkosten)."),
        ("+319005182", "0900-5182 (45 cent per gesprek + uw normaal tarief)"),
        ("+319005182", "Bel 0900-5182. € 0,90 per gesprek en de gewone belkosten van uw telefoon"),
        ("+319005182", "0900-5182, exclusief uw gebruikelijke belkosten"),
        ("+319005182", "0900-5182 (geen lokaal tarief)"),
        ("+319005182", "0900-5182 (starttarief € 0,08, daarna lokaal tarief + € 0,15 per minuut)"),
        ("+319005182", "0900-5182 (€0,05/gesprek, plus gebruikelijke belkosten)"),
        ("+319005182", "Bel 0900-5182. Gratis verzending vanaf 50 euro"),
        ("+491805123987", "Hotline 01805 123987 (0,14 €/Min. zzgl. Festnetztarif)"),
        ("+491805123987", "01805 123987, 20 Cent pro Anruf, aus dem Mobilnetz kein Grundtarif"),
        ("+491805123987", "01805 123987. Kostenloser Versand ab 50 Euro"),
        ("+33825123987", "0825 123 987 (0,15 €/min + prix d'un appel local)"),
        ("+33825123987", "0825 123 987. Livraison gratuite"),
        ("+448715123987", "0871 512 3987, calls cost 13p per minute plus your phone company's standard rate"),
        ("+448715123987", "0871 512 3987 (not charged at local rate)"),
    ],
)
def test_a_surcharge_beside_the_usual_cost_is_no_promise_of_the_basic_rate(number: str, quote: str) -> None:
    assert not promised(number, quote)


@pytest.mark.parametrize(
    ("number", "quote"),
    [
        ("+319003827", "Klantenservice: 0900-3827 (u betaalt alleen uw gebruikelijke belkosten)."),
        ("+319003827", "0900-3827 (lokaal tarief)"),
        ("+319003827", "Geen wachttijd, lokaal tarief: 0900-3827"),
        ("+319003827", "0900-3827, bereikbaar van 9 tot 17 uur en tegen lokaal tarief"),
        ("+319003827", "0900-3827: lokaal tarief, geen € 0,45 per minuut"),
        ("+319003827", "0900-3827 (gratis)"),
        ("+319003827", "Bel 0900-3827. Lokaal tarief. Gratis verzending"),
        ("+491801123987", "01801 123987 zum Ortstarif"),
        ("+33806123987", "0806 123 987 (service gratuit + prix appel)"),
        ("+448455123987", "0845 512 3987, charged at local rate"),
    ],
)
def test_true_words_for_the_basic_rate(number: str, quote: str) -> None:
    assert promised(number, quote)
