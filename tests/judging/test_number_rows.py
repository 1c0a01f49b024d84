"""Every row of the table of number types (law.md 6a): from the printed number to the verdict, per country."""

from pathlib import Path

import pytest

from audit.model import Kind, NumberKind, Owner, Role
from audit.outcomes import Outcome, Reason
from checks.find import read_page
from checks.judge import judge
from checks.packs import load_pack
from tests.judging.build import sighting, snapshot

WORDS = {
    "NL": ("nl", "Telefoon"), "BE": ("nl", "Telefoon"), "DE": ("de", "Telefon"), "AT": ("de", "Telefon"),
    "FR": ("fr", "Téléphone"), "IE": ("en", "Phone"), "ES": ("es", "Teléfono"), "IT": ("it", "Telefono"),
    "UK": ("en", "Phone"),
}  # fmt: skip
# good for customers who have bought | flagged | of unknown kind: a person decides
ROWS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "NL": (
        ("020 624 1111", "010-4732461", "073-6123412", "06-21345678", "085-7324618", "091-7324618", "088-7324618",
         "0800-7324", "0800-7324618", "+31 (0)20 624 11 11"),
        ("0900-7324", "0900-7324618", "0909-7324", "0906-7324", "0906-7324618"),
        ("084-7324618", "087-7324618"),
    ),
    "BE": (
        ("02 733 46 18", "0470 73 46 18", "0800 73 461", "078 15 15 15", "09 265 46 18"),
        ("070 22 32 42", "0900 73 461", "0902 73 461", "0903 73 461", "0905 73 461"),
        (),
    ),
    "DE": (
        ("030 2312 7700", "0151 7324 6188", "0160 9234567", "0800 7324618", "032 227324618", "089 732461"),
        ("0180 5 732461", "01805 732461", "01806 732461", "0900 1 732461", "0137 732 4617", "0700 73246188"),
        (),
    ),
    "AT": (
        ("0800 732461", "01 5732461", "0664 7324618", "05 7324618", "0720 732461"),
        ("0810 732461", "0820 732461", "0900 732461", "0930 732461", "0939 732461"),
        (),
    ),
    "FR": (
        ("01 42 68 53 00", "04 72 73 46 18", "06 21 73 46 18", "09 70 80 90 10", "0805 732 461", "0800 732 461",
         "0806 732 461", "0809 732 461"),
        ("0810 732 461", "0811 732 461", "0820 732 461", "0825 732 461", "0892 732 461", "0899 732 461"),
        (),
    ),
    "IE": (
        ("01 679 1234", "021 427 1234", "085 732 4617", "1800 732 461", "0818 732 461"),
        ("1512 732 461", "1550 732 461", "1570 732 461", "1850 732 461", "1890 732 461"),
        (),
    ),
    "ES": (
        ("912 734 618", "612 734 618", "712 734 618", "900 732 461", "800 732 461"),
        ("901 732 461", "902 732 461", "803 732 461", "806 732 461", "807 732 461"),
        (),
    ),
    "IT": (
        ("06 6734 5618", "02 73246188", "347 7324618", "800 732461"),
        ("199 732461", "840 732461", "848 732461", "895 732 4617", "899 732 461"),
        (),
    ),
    "UK": (
        ("020 7324 6188", "0121 732 4618", "0300 732 4617", "07911 732461", "0800 732 4617", "0808 732 4617"),
        ("0843 732 4617", "0844 732 4617", "0845 732 4617", "0870 732 4617", "0871 732 4617", "0906 732 4617"),
        (),
    ),
}  # fmt: skip
SHORT = {"NL": "1888", "DE": "11833", "FR": "3250", "IT": "892424", "UK": "118118"}
"""Short numbers that no library tells the price of."""

EXPECTED = (
    ((Outcome.MET, None), Outcome.MET),
    ((Outcome.BREACHED, Reason.PREMIUM_ONLY), Outcome.BREACHED),
    ((Outcome.UNSURE, Reason.TARIFF_UNKNOWN), Outcome.MET),
)
CASES = [
    pytest.param(country, number, *EXPECTED[place], id=f"{country} {number}")
    for country, row in ROWS.items()
    for place, numbers in enumerate(row)
    for number in numbers
]


def code(country: str) -> str:
    return "GB" if country == "UK" else country


def contact_page(country: str, *lines: str) -> str:
    lang, label = WORDS[country]
    body = "".join(f"<p>{label}: {line}</p>" for line in lines)
    return f'<html lang="{lang}"><title>Contact</title><body><main><h1>Contact</h1>{body}</main></body></html>'


def verdicts(country: str, *lines: str) -> dict[str, tuple[Outcome, Reason | None]]:
    market = code(country)
    html = contact_page(country, *lines)
    reading = read_page(html, url="https://winkel.test/contact", market=market, role=Role.CONTACT)
    seen = (
        sighting(Kind.PHONE, value=s.value, raw=s.raw, number_kind=s.number_kind, owner=s.owner, quote=s.quote)
        for s in reading.sightings
    )
    found = judge(snapshot(*seen), load_pack(market))
    return {f.check: (f.outcome, f.reason) for f in found}


def test_every_country_of_the_table_is_here(shared: Path) -> None:
    text = (shared / "research" / "law.md").read_text("utf-8")
    table = text[text.index("### 6a.") : text.index("### 6b.")]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")][2:]
    assert set(rows) == set(ROWS)


@pytest.mark.parametrize(("country", "number", "tariff", "findable"), CASES)
def test_a_number_has_its_verdict(
    country: str, number: str, tariff: tuple[Outcome, Reason | None], findable: Outcome
) -> None:
    told = verdicts(country, number)
    assert told["phone-tariff"] == tariff
    assert told["phone-findable"][0] is findable


@pytest.mark.parametrize("country", sorted(ROWS))
def test_a_costly_number_beside_a_good_one_is_partly(country: str) -> None:
    good, costly, _ = ROWS[country]
    told = verdicts(country, good[0], costly[0])
    assert told["phone-tariff"] == (Outcome.PARTLY, Reason.PREMIUM_TOO)
    assert told["phone-findable"] == (Outcome.MET, None)


@pytest.mark.parametrize(("country", "number"), SHORT.items())
def test_a_number_of_unknown_kind_goes_to_a_person(country: str, number: str) -> None:
    market = code(country)
    short = snapshot(sighting(Kind.PHONE, value=number, raw=number, number_kind=NumberKind.UNKNOWN, quote=number))
    told = {f.check: f for f in judge(short, load_pack(market))}
    assert (told["phone-tariff"].outcome, told["phone-tariff"].reason) == (Outcome.UNSURE, Reason.TARIFF_UNKNOWN)
    assert (told["phone-findable"].outcome, told["phone-findable"].reason) == (Outcome.UNSURE, Reason.TARIFF_UNKNOWN)
    assert told["phone-findable"].values == (number,), "never dropped"


@pytest.mark.parametrize(("country", "number"), SHORT.items())
def test_beside_an_ordinary_number_it_takes_nothing_away(country: str, number: str) -> None:
    short = sighting(Kind.PHONE, value=number, raw=number, number_kind=NumberKind.UNKNOWN, quote=number)
    told = {f.check: f for f in judge(snapshot(short, sighting(Kind.PHONE)), load_pack(code(country)))}
    assert told["phone-findable"].outcome is Outcome.MET


@pytest.mark.parametrize(
    ("country", "line"),
    [
        ("FR", "3978 (0,50 €/min)"),
        ("FR", "3260 Service 0,80 € / min + prix appel"),
        ("NL", "1850 (€ 0,90 per gesprek)"),
        ("NL", "087-7324618 (45 cent per minuut)"),
        ("DE", "11833 (1,99 EUR pro Anruf)"),
        ("UK", "118118 (£2.50 per call)"),
    ],
)
def test_a_price_that_stands_beside_it_decides(country: str, line: str) -> None:
    told = verdicts(country, line)
    assert told["phone-tariff"] == (Outcome.BREACHED, Reason.PREMIUM_ONLY)
    assert told["phone-findable"] == (Outcome.BREACHED, Reason.PREMIUM_ONLY)


@pytest.mark.parametrize("line", ["3978 (service gratuit + prix appel)", "3978 (0,05 €/min)", "3978. Dès 50 € d'achat"])
def test_what_is_no_surcharge_proves_none(line: str) -> None:
    assert verdicts("FR", line)["phone-findable"] == (Outcome.UNSURE, Reason.TARIFF_UNKNOWN)


@pytest.mark.parametrize("number", ["3020", "3117"])
def test_french_numbers_of_thirty_and_thirty_one_are_free(number: str) -> None:
    assert verdicts("FR", number)["phone-findable"] == (Outcome.MET, None)


@pytest.mark.parametrize(
    ("country", "line"),
    [
        ("NL", "Bel 0574-632841"),
        ("NL", "Tel. 0574 632841"),
        ("NL", "Bel ons op 0574632841"),
        ("UK", "Call us on 01699 632841"),
        ("UK", "Phone: 01699 632841"),
        ("FR", "Appelez-nous au 07 01 63 28 41"),
    ],
)
def test_a_number_that_the_plan_does_not_have_goes_to_a_person(country: str, line: str) -> None:
    lang, _ = WORDS[country]
    html = f'<html lang="{lang}"><title>Contact</title><body><main><h1>Contact</h1><p>{line}</p></main></body></html>'
    (seen,) = read_page(html, url="https://winkel.test/contact", market=code(country), role=Role.CONTACT).sightings
    assert (seen.owner, seen.number_kind) == (Owner.UNKNOWN, NumberKind.UNKNOWN)
    shown = sighting(Kind.PHONE, value=seen.value, raw=seen.raw, number_kind=seen.number_kind, owner=seen.owner)
    (found,) = [f for f in judge(snapshot(shown), load_pack(code(country))) if f.check == "phone-findable"]
    assert (found.outcome, found.reason) == (Outcome.UNSURE, Reason.OWNER_UNKNOWN)


@pytest.mark.parametrize(
    ("country", "line"),
    [
        ("NL", "020-1234567"),
        ("NL", "06-12345678"),
        ("FR", "01 23 45 67 89"),
        ("NL", "K.v.K. nr. 0612345678"),
        ("BE", "KBO 0632.928.859"),
        ("NL", "Bestelnummer 0201234567"),
        ("IT", "P.IVA 01234567897"),
        ("NL", "NL41 RABO 0318 2746 50"),
        ("NL", "Telefoon: 097-73246188"),
        ("NL", "Bel +31 970 1473 2461"),
        ("NL", "Bestelling 0574-632841"),
        ("NL", "Bel 0574-123456"),
        ("NL", "Bel voor 12-05-2026"),
        ("NL", "Ring 0574632841 mm"),
        ("NL", "Bel 0000-632841"),
        ("NL", "Ordernr. 0574632841. Bel ons gerust"),
        ("UK", "Call before 01-02-2026 10 30"),
    ],
)
def test_what_only_looks_like_a_number_is_none(country: str, line: str) -> None:
    lang, _ = WORDS[country]
    html = f'<html lang="{lang}"><title>Contact</title><body><main><h1>Contact</h1><p>{line}</p></main></body></html>'
    reading = read_page(html, url="https://winkel.test/contact", market=code(country), role=Role.CONTACT)
    assert [s.value for s in reading.sightings if s.owner is not Owner.OTHER] == []


def test_a_number_of_another_country_is_told_by_the_code_in_its_link() -> None:
    html = '<h1>Contact</h1><a href="tel:+32492618273">0492 61 82 73</a>'
    seen = read_page(html, url="https://winkel.test/contact", market="GB", role=Role.CONTACT).sightings
    assert {(s.value, s.owner) for s in seen} == {("+32492618273", Owner.SHOP)}
