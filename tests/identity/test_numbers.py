"""Register and VAT numbers: found by label or checksum, judged by checksum, samples and unfilled marks exposed."""

import pytest
import stdnum.at.uid
import stdnum.be.vat
import stdnum.de.vat
import stdnum.fr.siren
import stdnum.gb.vat
import stdnum.it.iva
import stdnum.nl.btw
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.find.identity_numbers import Number, classify_vat, is_sample, numbers, schemes
from checks.find.phrases import prepared


def read(text: str, market: str | None = "NL") -> list[Number]:
    return list(numbers(*prepared(text), market=market))


def told(text: str, market: str | None = "NL") -> list[tuple[str, str, str, bool | None]]:
    return [(n.kind, n.scheme, n.value, n.valid) for n in read(text, market)]


@pytest.mark.parametrize(
    ("market", "text", "expected"),
    [
        ("NL", "KvK 99060167", ("register", "kvk", "99060167", None)),
        ("NL", "KvK-nummer\n63598248", ("register", "kvk", "63598248", None)),
        ("NL", "ingeschreven bij de Kamer van Koophandel onder nummer 42121511", ("register", "kvk", "42121511", None)),
        ("NL", "BTW: NL 1265.15.852B02", ("vat", "btw", "NL126515852B02", True)),
        ("NL", "btw-id NL005510912B02", ("vat", "btw", "NL005510912B02", True)),
        ("NL", "VAT NL868773190B01", ("vat", "btw", "NL868773190B01", True)),
        ("BE", "Ondernemingsnummer 0778.763.411", ("register", "kbo", "0778763411", True)),
        ("DE", "USt-IdNr.: DE 136 695 976", ("vat", "ust_id", "DE136695976", True)),
        ("DE", "Umsatzsteuer-Identifikationsnummer gemäß § 27 a Umsatzsteuergesetz:\nDE334327175",
         ("vat", "ust_id", "DE334327175", True)),
        ("DE", "Amtsgericht Düsseldorf · HRA 27786", ("register", "handelsregister", "Düsseldorf HRA 27786", True)),
        ("DE", "Registernummer: HRB 9821\nRegistergericht: Amtsgericht Nirgendwo",
         ("register", "handelsregister", "Nirgendwo HRB 9821", None)),
        ("AT", "UID-Nr: ATU13585627", ("vat", "uid", "ATU13585627", True)),
        ("AT", "Firmenbuchnummer: FN 122119m", ("register", "firmenbuch", "122119m", None)),
        ("FR", "SIREN 840518187", ("register", "siren", "840518187", True)),
        ("FR", "RCS Paris 552 008 443", ("register", "siren", "552008443", True)),
        ("FR", "552 008 443 RCS Paris", ("register", "siren", "552008443", True)),
        ("FR", "SIRET : 732 829 320 00074", ("register", "siret", "73282932000074", True)),
        ("FR", "TVA intracommunautaire FR 40 303 265 045", ("vat", "tva", "FR40303265045", True)),
        ("IE", "Company Registration Number 435231", ("register", "cro", "435231", None)),
        ("IE", "VAT: IE 6433435F", ("vat", "ie_vat", "IE6433435F", True)),
        ("GB", "Registered in England and Wales. Company No. 09446231",
         ("register", "company_number", "09446231", None)),
        ("GB", "VAT No. GB 980 7806 84", ("vat", "gb_vat", "GB980780684", True)),
        ("GB", "VAT number: 980 7806 84", ("vat", "gb_vat", "GB980780684", True)),
        ("ES", "CIF: B64717838", ("vat", "nif", "ESB64717838", True)),
        ("ES", "Registro Mercantil de Barcelona, Tomo 39.640, Folio 124, Hoja B-347324",
         ("register", "registro_mercantil", "B347324", None)),
        ("IT", "P.IVA 00743110157", ("vat", "piva", "IT00743110157", True)),
        ("IT", "Numero REA: MI-1887764", ("register", "rea", "MI1887764", None)),
        ("NL", "BTW nr.: NL-126515852-B02", ("vat", "btw", "NL126515852B02", True)),
        ("IT", "Iscritta al Registro delle Imprese di Milano n. 00743110157", ("register", "rea", "00743110157", None)),
        ("GB", "Reg. in England & Wales 01234568", ("register", "company_number", "01234568", None)),
        ("IE", "VAT number: 6433435F", ("vat", "ie_vat", "IE6433435F", True)),
        ("CH", "CHE-100.155.212 MWST", ("register", "ch_uid", "CHE100155212", True)),
    ],
)  # fmt: skip
def test_labelled_numbers(market: str, text: str, expected: tuple) -> None:
    assert told(text, market) == [expected]


def test_a_belgian_vat_number_is_the_register_number_too() -> None:
    found = told("btw BE 0778.763.411", "BE")
    assert set(found) == {("vat", "be_vat", "BE0778763411", True), ("register", "kbo", "0778763411", True)}


def test_without_a_label_only_a_right_checksum_counts() -> None:
    assert told("Winkel · Straat 1 · NL005510912B02") == [("vat", "btw", "NL005510912B02", True)]
    assert told("artikel NL005510913B02") == []
    assert told("ordernummer DE334327176", "DE") == []


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("NL", "KvK. Bel ons: 06-12345679"),
        ("NL", "KvK, IBAN NL97 RABO 0143 8664 78"),
        ("DE", "USt: 19 %, IBAN DE67 1001 1001 2626 8227 25"),
        ("DE", "Steuernummer: 35/148/02884"),
        ("NL", "EORI NL868773190"),
        ("NL", "BTW-nummer (bijv. NL123456789B01)"),
        ("NL", "Alle prijzen incl. 21% btw, bestel 12345678"),
        ("GB", "VAT registered. Free delivery over 123 4567 89"),
        ("FR", "TVA incluse, 123 456 789 articles"),
        ("ES", "IVA incluido. Tel 912 345 678"),
    ],
)
def test_other_numbers_are_left_alone(market: str, text: str) -> None:
    assert [n for n in read(text, market) if not n.dummy] == []


@pytest.mark.parametrize(
    ("market", "text", "value"),
    [
        ("NL", "BTW NL123456789B01", "NL123456789B01"),
        ("NL", "KvK 12345678", "12345678"),
        ("DE", "USt-IdNr. DE123456789", "DE123456789"),
        ("DE", "USt-IdNr. DE999999999", "DE999999999"),
        ("AT", "UID-Nummer: ATU12345678", "ATU12345678"),
        ("AT", "Firmenbuchnummer: FN 123456x", "123456x"),
        ("IT", "P.IVA 01234567890", "IT01234567890"),
        ("ES", "CIF: B12345678", "ESB12345678"),
        ("FR", "SIREN 123 456 789", "123456789"),
        ("FR", "SIREN 123 456 782", "123456782"),
        ("GB", "VAT number GB 123 4567 89", "GB123456789"),
        ("NL", "KvK-nummer: [KVK-NUMMER]", ""),
        ("NL", "Btw-nummer: [volgt]", ""),
        ("DE", "USt-IdNr.: DE [Ihre USt-IdNr.]", ""),
        ("FR", "TVA intracommunautaire FR XX XXX XXX XXX", ""),
        ("NL", "KvK: {{kvk_nummer}}", ""),
    ],
)
def test_samples_and_unfilled_marks_are_exposed(market: str, text: str, value: str) -> None:
    found = read(text, market)
    assert [(n.value, n.dummy, n.valid) for n in found] == [(value, True, found[0].valid)]
    assert found[0].valid is not True or value == "123456782"


def test_a_wrong_checksum_right_behind_its_label_is_kept_as_wrong() -> None:
    assert told("BTW: NL005510913B02") == [("vat", "btw", "NL005510913B02", False)]
    assert told("USt-IdNr.: DE334327176", "DE") == [("vat", "ust_id", "DE334327176", False)]
    assert told("VAT number: 980 7806 85", "NL") == [], "without its letters it may be anything in another market"


@pytest.mark.parametrize("value", ["12345678", "123456789", "987654321", "00000000", "11111111", "NL001234567B01"])
def test_runs_are_samples(value: str) -> None:
    assert is_sample(value)


@pytest.mark.parametrize("value", ["63598248", "0778763411", "12345", "DE334327175", "11223344", ""])
def test_real_numbers_are_no_samples(value: str) -> None:
    assert not is_sample(value)


VAT = {
    "NL": ("btw", "BTW {}", "NL", stdnum.nl.btw.is_valid, r"NL[0-9]{9}B0[1-9]"),
    "DE": ("ust_id", "USt-IdNr. {}", "DE", stdnum.de.vat.is_valid, r"DE[1-9][0-9]{8}"),
    "AT": ("uid", "UID: {}", "ATU", stdnum.at.uid.is_valid, r"ATU[0-9]{8}"),
    "BE": ("be_vat", "BTW {}", "BE", stdnum.be.vat.is_valid, r"BE0[0-9]{9}"),
    "IT": ("piva", "P.IVA {}", "IT", stdnum.it.iva.is_valid, r"IT[0-9]{11}"),
    "GB": ("gb_vat", "VAT number {}", "GB", stdnum.gb.vat.is_valid, r"GB[1-9][0-9]{8}"),
}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(VAT)).flatmap(lambda c: st.tuples(st.just(c), st.from_regex(VAT[c][4], fullmatch=True))))
def test_validity_is_what_the_checksum_says(case: tuple[str, str]) -> None:
    market, value = case
    scheme, form, _, valid, _ = VAT[market]
    found = [n for n in read(form.format(value), market) if n.scheme == scheme]
    assert [(n.value, n.valid) for n in found] == [(value, valid(value))]
    told = classify_vat(value)
    assert told is not None
    assert told.valid == valid(value)


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
def test_siren_in_any_spacing(value: str) -> None:
    spaced = f"{value[:3]} {value[3:6]} {value[6:]}"
    found = read(f"SIREN : {spaced}", "FR")
    assert [(n.value, n.valid) for n in found] == [(value, stdnum.fr.siren.is_valid(value))]


def test_every_scheme_names_a_checksum_that_exists() -> None:
    assert {s.country for s in schemes()} >= {"NL", "BE", "DE", "AT", "FR", "IE", "ES", "IT", "GB"}
    for country in ("NL", "BE", "DE", "AT", "FR", "IE", "ES", "IT", "GB"):
        kinds = {s.kind for s in schemes() if s.country == country}
        assert kinds == {"register", "vat"}, country


@pytest.mark.parametrize(
    ("market", "text", "value"),
    [
        ("BE", "BtwBE 0404.616.494", "BE0404616494"),
        ("NL", "KvK63598248", "63598248"),
        ("NL", "BTWNL126515852B02", "NL126515852B02"),
        ("FR", "SIRET73282932000074", "73282932000074"),
        ("FR", "RCS de Paris sous le numéro 73282932000074", "73282932000074"),
    ],
)
def test_a_number_that_ran_into_its_label(market: str, text: str, value: str) -> None:
    assert value in [n.value for n in numbers(*prepared(text), market=market)]


def test_a_mark_that_ran_into_its_label() -> None:
    assert [(n.kind, n.dummy) for n in numbers(*prepared("SIRETXXX XXX XXX XXXXX"), market="FR")] == [
        ("register", True)
    ]
    assert list(numbers(*prepared("XBE0404616494 and ABTW12"), market="BE")) == []
