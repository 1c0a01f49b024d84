"""Telephone numbers as shops print them, and what only looks like one."""

import pytest

from audit.model import How, Kind, NumberKind
from checks.find import read_page
from checks.find.phones import find_phones, link_number

PRINTED = [
    ("NL", "Telefoon: 020 - 673 75 58", "+31206737558"),
    ("NL", "Tel. 020-6737558", "+31206737558"),
    ("NL", "T 0206737558", "+31206737558"),
    ("NL", "Bel ons op 085 – 732 46 18", "+31857324618"),
    ("NL", "+31 (0)6 48 71 47 57", "+31648714757"),
    ("NL", "+31(0)20-6737558", "+31206737558"),
    ("NL", "0031 20 673 75 58", "+31206737558"),
    ("NL", "(020) 673 75 58", "+31206737558"),
    ("NL", "020/6737558", "+31206737558"),
    ("NL", "020.673.75.58", "+31206737558"),
    ("NL", "06 48714757", "+31648714757"),
    ("NL", "06-48 71 47 57", "+31648714757"),
    ("NL", "088 - 1805 250", "+31881805250"),
    ("NL", "0800-8020", "+318008020"),
    ("NL", "Telefoonnummer 0900 1884", "+319001884"),
    ("NL", "Telefoon\n0416 - 690 112", "+31416690112"),
    ("NL", "Bel 020 673 75 58 (ma-vr 9.00-17.00)", "+31206737558"),
    ("NL", "Bel ons: 0031206737558", "+31206737558"),
    ("NL", "telefoonnummer: 31206737558", "+31206737558"),
    ("BE", "Tel: 03 344 62 64", "+3233446264"),
    ("BE", "03/344.62.64", "+3233446264"),
    ("BE", "GSM 0492 07 02 51", "+32492070251"),
    ("BE", "0492/07.02.51", "+32492070251"),
    ("BE", "+32 (0)492 07 02 51", "+32492070251"),
    ("BE", "Tél. : 02 511 25 55", "+3225112555"),
    ("BE", "070 22 33 44", "+3270223344"),
    ("BE", "078/15.20.20", "+3278152020"),
    ("DE", "Tel.: 0911 / 97 44 12 - 0", "+499119744120"),
    ("DE", "Telefon: 05527 / 748849-5", "+4955277488495"),
    ("DE", "Fon +49 (0)5527 / 748849-5", "+4955277488495"),
    ("DE", "0163 5155907", "+491635155907"),
    ("DE", "+49-163-5155907", "+491635155907"),
    ("DE", "Hotline 0800 / 330 10 00", "+498003301000"),
    ("DE", "Rufnummer 01805 12 34 99", "+491805123499"),
    ("DE", "(0179) 1418622", "+491791418622"),
    ("AT", "0677 626 461 36", "+4367762646136"),
    ("AT", "+43 (1) 512 34 99", "+4315123499"),
    ("AT", "Tel: 01 / 512 34 99", "+4315123499"),
    ("AT", "05 9009 4711", "+43590094711"),
    ("FR", "07.82.91.91.72", "+33782919172"),
    ("FR", "Tél : 04 94 25 71 49", "+33494257149"),
    ("FR", "+33 (0)4 94 25 71 49", "+33494257149"),
    ("FR", "Téléphone : 0494257149", "+33494257149"),
    ("FR", "04-94-25-71-49", "+33494257149"),
    ("FR", "0 820 123 129", "+33820123129"),
    ("FR", "Service client : 09 70 80 90 91", "+33970809091"),
    ("IE", "Tel: (01) 677 9200", "+35316779200"),
    ("IE", "+353 1 677 9200", "+35316779200"),
    ("IE", "087 234 9123", "+353872349123"),
    ("GB", "020 7515 7774", "+442075157774"),
    ("GB", "Phone: 01625 856500", "+441625856500"),
    ("GB", "+44 (0) 777 43 49 43 0", "+447774349430"),
    ("GB", "0844 800 1500", "+448448001500"),
    ("ES", "Teléfono: 912 09 70 61", "+34912097061"),
    ("ES", "Tel. 91 209 70 61", "+34912097061"),
    ("ES", "+34 912 097 061", "+34912097061"),
    ("ES", "Móvil: 612 34 99 11", "+34612349911"),
    ("IT", "Tel. 080 501 95 21", "+390805019521"),
    ("IT", "Telefono: 0805019521", "+390805019521"),
    ("IT", "cell. 347 123 99 88", "+393471239988"),
    ("IT", "+39 080 5019521", "+390805019521"),
    ("US", "(413) 233-4668", "+14132334668"),
    ("US", "413.233.4668", "+14132334668"),
    ("US", "1-877-214-6563", "+18772146563"),
    ("US", "Call 1-800-FLOWERS today", "+18003569377"),
    ("US", "Call 303.333.PAUL", "+13033337285"),
    ("NL", "Bel 0800-SHOPPEN", "+318007467736"),
    ("CH", "Tel. 044 668 18 00", "+41446681800"),
    ("SE", "Telefon: 08-505 550 00", "+46850555000"),
    ("PL", "tel. 22 621 02 62", "+48226210262"),
    (None, "+31 20 673 75 58", "+31206737558"),
]


@pytest.mark.parametrize(("market", "text", "value"), PRINTED)
def test_national_spellings(market: str | None, text: str, value: str) -> None:
    assert [hit.value for hit in find_phones(text, market)] == [value]


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("NL", "KvK 63598248"),
        ("NL", "Kamer van Koophandel registratie nummer: 63598248"),
        ("NL", "ingeschreven bij de Kamer van Koophandel onder nummer 42121511"),
        ("NL", "K.v.K. nr. 0612345698"),
        ("NL", "BTW NL 1265.15.852B02"),
        ("NL", "btw-nummer NL004663178B73"),
        ("NL", "IBAN NL41 RABO 0318 2746 50"),
        ("NL", "NL85 ABNA 0497 2160 83 t.n.v. Elektroplein"),
        ("NL", "Rekeningnummer: 0497 2160 83"),
        ("NL", "EAN 8718452016347"),
        ("NL", "Artikelnummer 0206737558"),
        ("NL", "Bestelnummer: 0206737558"),
        ("NL", "order nr. 020-6737558"),
        ("NL", "Antwoordnummer 10247"),
        ("NL", "12-05-2020 en 2012-2016"),
        ("NL", "09.00 - 17.30 uur"),
        ("NL", "Open: 0900 - 1730"),
        ("NL", "€ 1.234.567,00"),
        ("NL", "47-622, 22 tot 26 mm"),
        ("NL", "52.3702157, 4.8951679"),
        ("NL", "192.168.100.200"),
        ("NL", "3SBBNL0206737558"),
        ("NL", "https://shop.nl/p/0206737558"),
        ("NL", "track & trace 3SABC0206737558"),
        ("NL", "020-1234567"),
        ("NL", "06-12345678"),
        ("NL", "06 00 00 00 00"),
        ("NL", "0206737558"),
        ("NL", "formaat 120 x 200 x 0206 mm"),
        ("BE", "BTW BE 0778.763.411"),
        ("BE", "KBO 0632.928.859"),
        ("BE", "Ondernemingsnummer: 0632.928.859"),
        ("BE", "N° d'entreprise 0632.928.859"),
        ("BE", "BE0632928859"),
        ("BE", "BE68 5390 0754 7034"),
        ("DE", "HRB 201234 Amtsgericht Kleve"),
        ("DE", "USt-IdNr.: DE334327175"),
        ("DE", "Steuernummer 35/148/02884"),
        ("DE", "St.-Nr. 035 148 02884"),
        ("DE", "DE42 7416 0025 0000 4909 38"),
        ("DE", "Art.No. 205500065, 300000984"),
        ("DE", "WEEE-Reg.-Nr. DE 01234599"),
        ("DE", "Redmond, WA 98052-6399 USA"),
        ("DE", "Verordnung (EU) 2016/679, 2021/914"),
        ("DE", "+49 (0) 123 456789"),
        ("AT", "Telefon: 0123 / 456 789"),
        ("AT", "IBAN AT61 1921 0806 9192 5616"),
        ("AT", "FN 123456 a, ATU12345678"),
        ("FR", "SIREN 840518187"),
        ("FR", "SIRET : 840 518 187 00012"),
        ("FR", "RCS Paris 840 518 187"),
        ("FR", "TVA intracommunautaire FR 12 840518187"),
        ("FR", "01 23 45 67 89"),
        ("FR", "au capital de 10 000 000 euros"),
        ("IT", "P.IVA 01234567890"),
        ("IT", "Partita IVA: 04628350726"),
        ("ES", "CIF B12345678"),
        ("US", "Order 2334668 placed 2013-04-05"),
        ("US", "Copyright 2000-2014 1999 2008"),
        ("US", "ISBN 978-0-306-40615-7"),
        ("US", "911-67-0060 is a SSN"),
        ("US", "card number 5111 1111 1111 1111"),
        (None, "020 673 75 58"),
    ],
)
def test_no_phones(market: str | None, text: str) -> None:
    assert [hit.value for hit in find_phones(text, market)] == []


def test_identifier_before_a_phone_on_the_same_line() -> None:
    text = "KvK 63598248 | BTW NL126515852B02 | Tel: 020-6737558 | IBAN NL97RABO0143866478"
    assert [hit.value for hit in find_phones(text, "NL")] == ["+31206737558"]


def test_phone_right_after_a_company_number() -> None:
    text = "btw BE 0778.763.411 · tel. 0492 07 02 51 · 0778.763.411 0492 07 02 51"
    assert {hit.value for hit in find_phones(text, "BE")} == {"+32492070251"}


def test_several_numbers_in_a_row() -> None:
    text = "Mobile: 07535 657 161 / 07535 657 153 or 020 7515 7774, 020 7515 7779"
    values = [hit.value for hit in find_phones(text, "GB")]
    assert values == ["+447535657161", "+447535657153", "+442075157774", "+442075157779"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Tel. 0911 974412 Fax: 0911 974413", ["voice", "fax"]),
        ("Tel./Fax 0911 974412", ["voice"]),
        ("0911 974413 (Fax)", ["fax"]),
        ("Telefax\n0911 974413", ["fax"]),
    ],
)
def test_fax_by_the_words_around_it(text: str, kinds: list[str]) -> None:
    assert [hit.kind.value for hit in find_phones(text, "DE")] == kinds


@pytest.mark.parametrize(
    ("market", "text", "kind"),
    [
        ("NL", "0900-1884", "premium"),
        ("NL", "0906-1884", "premium"),
        ("NL", "0909-1884", "premium"),
        ("NL", "0800-8020", "toll_free"),
        ("NL", "088-1805250", "voice"),
        ("NL", "085-7324618", "voice"),
        ("BE", "070 22 33 44", "premium"),
        ("BE", "078 15 20 20", "voice"),
        ("BE", "0800 12 033", "toll_free"),
        ("BE", "tel 0903 12 399", "premium"),
        ("DE", "0180 5 12 34 99", "shared_cost"),
        ("DE", "0900 1 123499", "premium"),
        ("DE", "0800 330 1000", "toll_free"),
        ("DE", "Tel. 0137 7 123499", "premium"),
        ("AT", "0810 123 499", "shared_cost"),
        ("AT", "0820 123 499", "shared_cost"),
        ("AT", "0900 123 499", "premium"),
        ("AT", "0720 123 499", "voice"),
        ("FR", "0 810 123 499", "shared_cost"),
        ("FR", "0 899 12 34 99", "premium"),
        ("FR", "0 805 12 34 99", "toll_free"),
        ("FR", "0 809 54 05 50", "voice"),
        ("IE", "1800 600 999", "toll_free"),
        ("IE", "0818 300 999", "voice"),
        ("ES", "Tel. 902 12 34 99", "shared_cost"),
        ("ES", "Tel. 901 12 34 99", "shared_cost"),
        ("ES", "Tel. 806 12 34 99", "premium"),
        ("ES", "Tel. 900 12 34 99", "toll_free"),
        ("IT", "Tel. 899 123 499", "premium"),
        ("IT", "Tel. 800 166 661", "toll_free"),
        ("GB", "0844 800 1500", "shared_cost"),
        ("GB", "0871 800 1500", "shared_cost"),
        ("GB", "0905 800 1500", "premium"),
        ("GB", "0333 800 1500", "voice"),
        ("GB", "0808 223 1133", "toll_free"),
    ],
)
def test_kind_per_country(market: str, text: str, kind: str) -> None:
    assert [hit.kind for hit in find_phones(text, market)] == [NumberKind(kind)]


def test_a_shown_number_that_no_range_holds_is_kept_but_not_valid() -> None:
    (hit,) = find_phones("Telefoon: +32 335 38 45 19", "BE")
    assert (hit.value, hit.valid, hit.kind) == ("+32335384519", False, NumberKind.UNKNOWN)


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("+31206737558", "+31206737558"),
        ("0206737558", "+31206737558"),
        ("0031206737558", "+31206737558"),
        ("31206737558", "+31206737558"),
        ("+31(0)20 673 75 58", "+31206737558"),
        ("+310206737558", "+31206737558"),
        ("020-673 75 58", "+31206737558"),
        ("+32492070251", "+32492070251"),
    ],
)
def test_targets_of_tel_links(target: str, value: str) -> None:
    found = link_number(target, "NL")
    assert found is not None and found[0] == value


@pytest.mark.parametrize("target", ["", "#", "0612345678", "{{phone}}", "your-number", "0000000000"])
def test_targets_that_are_no_number(target: str) -> None:
    assert link_number(target, "NL") is None


def test_a_printed_number_of_no_valid_range_counts_only_right_after_a_word_for_phone() -> None:
    (hit,) = find_phones("Telefoon: 083 655 12 39", "NL")
    assert (hit.value, hit.valid, hit.kind) == ("+31836551239", False, NumberKind.UNKNOWN)
    assert not list(find_phones("Code 083 655 12 39", "NL"))
    assert not list(find_phones("Telefoon: 0123 456 789", "NL"))


@pytest.mark.parametrize(
    ("text", "market", "raw"),
    [
        ("０３４４－６１８２７３", "NL", "０３４４－６１８２７３"),
        ("Tel：（０３４４）６１８２７３", "NL", "（０３４４）６１８２７３"),
        ("＋３１　３４４　６１８２７３", "NL", "＋３１　３４４　６１８２７３"),
        ("Tel. 0344／61８２７３", "NL", "0344／61８２７３"),
    ],
)
def test_full_width_signs_read_like_those_of_ascii(text: str, market: str, raw: str) -> None:
    assert [(hit.value, hit.raw) for hit in find_phones(text, market)] == [("+31344618273", raw)]


@pytest.mark.parametrize(
    ("text", "market", "value"),
    [
        ("Tél. 23 69 38 29", "FR", "+3323693829"),
        ("Tél : 02 47 38 29", "FR", "+332473829"),
        ("Teléfono: 927 38 27 1 (fijo)", "ES", "+3492738271"),
        ("Telephone: 090 38271", "IE", "+3539038271"),
        ("Telefoon: 0182 38274", "NL", "+3118238274"),
    ],
)
def test_a_number_with_a_digit_too_few_right_after_a_word_for_phone_is_kept_as_none_that_is_valid(
    text: str, market: str, value: str
) -> None:
    (hit,) = find_phones(text, market)
    assert (hit.value, hit.valid, hit.kind) == (value, False, NumberKind.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "market"),
    [
        ("23 69 38 29", "FR"),
        ("Telefoon iPhone 15 256 128 512", "NL"),
        ("Telefoon 2026 tot 2027", "NL"),
        ("Telefon 8-18 Uhr 2024", "DE"),
        ("mobiel 2 560 1440 px", "NL"),
        ("Teléfono fijo: de 9 14 16 20", "ES"),
        ("Tél. 12 34 56 7", "FR"),
    ],
)
def test_too_few_digits_elsewhere_are_no_number(text: str, market: str) -> None:
    assert not [hit for hit in find_phones(text, market) if len(hit.value) > 7]


@pytest.mark.parametrize(
    ("market", "text", "values"),
    [
        ("NL", "Dorpsstraat 1\n7981 AB Lutjebroek\n\n0648291735\n", ["+31648291735"]),
        ("NL", "Dorpsstraat 1, 7981 AB Lutjebroek\n0206318472\nKvK 08173529", ["+31206318472"]),
        ("DE", "Hauptstr. 5\n10115 Berlin\n03083174926\n", ["+493083174926"]),
        ("FR", "5 rue des Fleurs\n75011 Paris\nFrance\n0148317492\n", ["+33148317492"]),
        ("GB", "1 High Street\nBarnsley S75 3DL\n01226356500\n", ["+441226356500"]),
        ("ES", "Calle Mayor 5\n28013 Madrid\n914831726\n", ["+34914831726"]),
        ("NL", "Dorpsstraat 1\n7981 AB Lutjebroek\n08173529\n", []),  # as many digits as a company number
        ("NL", "Dorpsstraat 1\n7981 AB Lutjebroek\n12345\n67890\n0648291735\n", []),  # not right below
        ("NL", "1234 stuks op voorraad\n0648291735\n", []),
        ("BE", "Kerkstraat 5\n9000 Gent\n0473416418\n", []),  # the checksum of a company number
        ("BE", "Kerkstraat 5\n9000 Gent\n0473416419\n", ["+32473416419"]),
        ("BE", "Kerkstraat 5\n9000 Gent\ninfo@winkel.be\n0473416418\n", []),
        ("NL", "Artikel 7981 AB Lutjebroek 0648291735 op voorraad", []),
    ],
)
def test_undivided_digits_right_below_an_address_are_its_number(market: str, text: str, values: list[str]) -> None:
    assert [hit.value for hit in find_phones(text, market) if hit.value] == values


@pytest.mark.parametrize(
    ("market", "html", "values"),
    [
        ("GB", "Tel: 01245 431822/3", ["+441245431822", "+441245431823"]),
        ("GB", "Tel: 01245 431822/3/4", ["+441245431822", "+441245431823", "+441245431824"]),
        ("GB", "Telephone 01245 431818/26 Fax: 01245 431830", ["+441245431818", "+441245431826", "+441245431830"]),
        ("GB", "<p>Tel: 01245 431822/3 Email: hello@reedmace.test</p>", ["+441245431822", "+441245431823"]),
        ("IE", "Phone: (021) 477 2135/6", ["+353214772135", "+353214772136"]),
    ],
)
def test_the_last_digits_of_a_second_number_after_a_slash(market: str, html: str, values: list[str]) -> None:
    seen = read_page(f"<body>{html}</body>", url="https://reedmace.test/contact", market=market).sightings
    assert [s.value for s in seen if s.kind is Kind.PHONE] == values


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("GB", "Tel: 01245 431822/24 hours a day"),
        ("GB", "Tel: 01245 431822/7 days a week"),
        ("GB", "Tel: 01245 431822/1"),
        ("GB", "Tel: 01245 431822/2"),
        ("GB", "Tel: 01245 431822/99"),
        ("GB", "Tel: 01245 431822/3.50"),
        ("GB", "Tel: 01245 431822/23/11/2024"),
        ("GB", "Lot 01245 431822/3"),
        ("DE", "Telefon: 06421 732841/0"),
        ("DE", "Telefon: 06421 732841/67"),
    ],
)
def test_what_follows_a_slash_and_is_no_second_number(market: str, html: str) -> None:
    seen = read_page(f"<body>{html}</body>", url="https://reedmace.test/contact", market=market).sightings
    assert len({s.value for s in seen if s.kind is Kind.PHONE}) <= 1


def test_a_button_that_copies_the_number_tells_it_as_other_attributes_do() -> None:
    html = '<body><button data-clipboard-text="01245 431822">Copy our number</button></body>'
    seen = read_page(html, url="https://reedmace.test/contact", market="GB").sightings
    assert [(s.value, s.how) for s in seen if s.kind is Kind.PHONE] == [("+441245431822", How.ATTRIBUTE)]


def test_a_button_that_copies_another_text_tells_no_number() -> None:
    html = '<body><button data-clipboard-text="SPRING-01245431822">Copy the voucher</button></body>'
    seen = read_page(html, url="https://reedmace.test/contact", market="GB").sightings
    assert [s.value for s in seen if s.kind is Kind.PHONE] == []
