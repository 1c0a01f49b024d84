"""Short numbers for services: read where a word says that one may call them, and never dropped (law.md 6a)."""

import pytest

from audit.model import Kind, NumberKind, Owner, Role
from checks.find import read_page
from checks.find.phones import find_phones


def found(text: str, market: str) -> list[tuple[str, NumberKind]]:
    return [(hit.value, hit.kind) for hit in find_phones(text, market)]


@pytest.mark.parametrize(
    ("text", "market", "number"),
    [
        ("Service client : appelez le 3260, du lundi au vendredi", "FR", "3260"),
        ("Tél. 39 39 (service gratuit + prix appel)", "FR", "3939"),
        ("Telefon: 11833", "DE", "11833"),
        ("Téléphone : 1014", "FR", "1014"),
        ("Bel 1850 voor hulp", "NL", "1850"),
        ("Service clients : 3260 (du lundi au vendredi)", "FR", "3260"),
        ("Notre service client au 3260.", "FR", "3260"),
        ("Klantenservice: 1850", "NL", "1850"),
        ("Llama al teléfono 1004", "ES", "1004"),
        ("N° court 3296 (prix d’un appel)", "FR", "3296"),
        ("Numéro court : 3296", "FR", "3296"),
    ],
)
def test_after_a_word_for_telephone(text: str, market: str, number: str) -> None:
    assert found(text, market) == [(number, NumberKind.UNKNOWN)]


@pytest.mark.parametrize(
    ("text", "market", "number"),
    [
        ("Chiamateci al 892 243", "IT", ("+39892243", NumberKind.PREMIUM)),
        ("Telefono: 892243", "IT", ("+39892243", NumberKind.PREMIUM)),
        ("Tel. 892.424 (servizio a pagamento)", "IT", ("+39892424", NumberKind.PREMIUM)),
        ("Chiamaci: 803 116", "IT", ("+39803116", NumberKind.TOLL_FREE)),
    ],
)
def test_numbers_of_the_plan_that_are_as_short(text: str, market: str, number: tuple[str, NumberKind]) -> None:
    assert found(text, market) == [number]


@pytest.mark.parametrize(
    ("text", "market"),
    [
        ("Telefono: 577 418", "IT"),
        ("Chiamaci per 892 243 articoli", "IT"),
        ("Depuis 2024, notre service client vous répond", "FR"),
        ("Téléphone 3260 €", "FR"),
        ("Service client : 3260 avis", "FR"),
        ("Contact: 1850", "NL"),
        ("Klantenservice 1850 reviews", "NL"),
        ("Tel. 112 bij nood", "NL"),
        ("Téléphone portable 1024 Go", "FR"),
        ("Appelez-nous ! 3260 clients satisfaits", "FR"),
        ("Tél. 04 72 11 33 33, poste 3260", "FR"),
        ("Telefon: 4711", "DE"),
        ("Artikel 1850 op voorraad", "NL"),
        ("Call 2024-11-03", "GB"),
    ],
)
def test_other_short_digits_are_no_number(text: str, market: str) -> None:
    assert [value for value, _ in found(text, market) if len(value) < 8] == []


def test_on_a_page_it_is_the_shops() -> None:
    html = "<html lang=fr><body><footer>Boutique Tilleul. Service client : appelez le 3260</footer></body></html>"
    (seen,) = [
        s
        for s in read_page(html, url="https://tilleul.fr/", market="FR", role=Role.HOME).sightings
        if s.kind is Kind.PHONE
    ]
    assert (seen.value, seen.number_kind) == ("3260", NumberKind.UNKNOWN)
    assert seen.owner is not Owner.OTHER
