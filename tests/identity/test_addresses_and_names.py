"""Addresses (and PO boxes), names of firms, and whose they are."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.model import Identifier, Owner, Region, Role
from checks.find.identity import identifiers, settle_identifiers
from checks.find.identity_addresses import addresses
from checks.find.identity_names import form_of, names
from checks.find.phrases import prepared


def places(text: str, market: str | None) -> list[tuple[str, bool]]:
    return [(a.value, a.po_box) for a in addresses(*prepared(text), market=market)]


@pytest.mark.parametrize(
    ("market", "text", "value"),
    [
        ("NL", "The IronCub Company B.V. — De Hofjes 44, 3241 ML Middelharnis — KvK 1",
         "De Hofjes 44, 3241 ML Middelharnis"),
        ("NL", "Medler 10\n7006JZ Doetinchem\nNederland", "Medler 10, 7006JZ Doetinchem"),
        ("NL", "V.O.F., gevestigd aan de Piushaven 168, 5017 AN Tilburg", "Piushaven 168, 5017 AN Tilburg"),
        ("NL", "Keizersgracht 126-2 hs, 1015 CW Amsterdam", "Keizersgracht 126-2 hs, 1015 CW Amsterdam"),
        ("BE", "Halfveld 1, 9280 Lebbeke, België", "Halfveld 1, 9280 Lebbeke"),
        ("BE", "Rue Neuve 12 bte 3, B-1000 Bruxelles", "Rue Neuve 12 bte 3, B-1000 Bruxelles"),
        ("BE", "Hertoglei 1\n2660, Antwerpen (Hoboken)", "Hertoglei 1, 2660 Antwerpen (Hoboken)"),
        ("DE", "Königsallee 19 · 40212 Düsseldorf · E-Mail: x", "Königsallee 19, 40212 Düsseldorf"),
        ("DE", "Geuther GmbH, Bürgerwaldstr. 1, 83278 Traunstein, Deutschland", "Bürgerwaldstr. 1, 83278 Traunstein"),
        ("DE", "Am Roten Boskoop 8, D-53332 Bornheim-Merten Tel.: 1", "Am Roten Boskoop 8, D-53332 Bornheim-Merten"),
        ("DE", "Ludwig-Jahn-Str. 10, 47533 Kleve (nachfolgend", "Ludwig-Jahn-Str. 10, 47533 Kleve"),
        ("AT", "Löfflerweg 20\n6060 Hall in Tirol\nÖsterreich", "Löfflerweg 20, 6060 Hall in Tirol"),
        ("FR", "Siège social : 12 bis rue de la Paix, 75002 Paris", "12 bis rue de la Paix, 75002 Paris"),
        ("FR", "4, avenue du Général de Gaulle\n67000 Strasbourg", "4, avenue du Général de Gaulle, 67000 Strasbourg"),
        ("ES", "Calle Mayor, 15, 28013 Madrid", "Calle Mayor, 15, 28013 Madrid"),
        ("IT", "Via Roma 10, 20121 Milano", "Via Roma 10, 20121 Milano"),
        ("GB", "Retrohof Ltd, 89 Island Farm Road, West Molesey, Surrey, KT8 2LN",
         "89 Island Farm Road, West Molesey, Surrey, KT8 2LN"),
        ("GB", "Hair Diagnostics\n2a Maiden Lane\nStamford\nPE9 2AZ\nUK", "2a Maiden Lane, Stamford, PE9 2AZ"),
        ("GB", "post: Focus Furniture\n424-426 Green Street\nUpton Park\nLondon\nE13 9JJ",
         "424-426 Green Street, Upton Park, London, E13 9JJ"),
        ("IT", "AXIND srl via Primo Maggio, 2 - 23900 Lecco (LC)", "via Primo Maggio, 2, 23900 Lecco (LC)"),
        ("GB", "company number 00445790. Registered office: 12 Hatch Road, Sidcup, Kent, DA14 4DT.",
         "12 Hatch Road, Sidcup, Kent, DA14 4DT"),
        ("FR", "Siège social : 3 Bis Bois Baudry, 77510 Doue", "3 Bis Bois Baudry, 77510 Doue"),
        ("FR", "100 Av de la Mer, 83140 Toulon", "100 Av de la Mer, 83140 Toulon"),
        ("FR", "dont le siège social est situé 8, rue Galois, 86130 Jaunay", "8, rue Galois, 86130 Jaunay"),
        ("BE", "Het bedrijf Vogel is gevestigd te Veldkant 3B, 2550 Kontich", "Veldkant 3B, 2550 Kontich"),
        ("IE", "12 Main Street, Swords, Co. Dublin, K67 X0P2", "12 Main Street, Swords, Co. Dublin, K67 X0P2"),
        ("GB", "Our shop is at 12 Market Place, Thame, OX9 3DZ", "12 Market Place, Thame, OX9 3DZ"),
        ("GB", "You will find us at 3 Mill Lane, Thame OX9 3DZ.", "3 Mill Lane, Thame, OX9 3DZ"),
        ("GB", "Come and visit us at 7 High Street, Thame, OX9 3DZ", "7 High Street, Thame, OX9 3DZ"),
        ("GB", "The workshops are at 7 High Street, Thame, OX9 3DZ", "7 High Street, Thame, OX9 3DZ"),
        ("GB", "Mill Lane is at Thame\n3 Mill Lane\nThame OX9 3DZ", "3 Mill Lane, Thame, OX9 3DZ"),
    ],
)  # fmt: skip
def test_addresses(market: str, text: str, value: str) -> None:
    assert places(text, market) == [(value, False)]


@pytest.mark.parametrize(
    ("market", "text", "value"),
    [
        ("FR", "Lieu-dit La Roche, 24350 Montagrier", "Lieu-dit La Roche, 24350 Montagrier"),
        ("FR", "Le Bourg, 24350 Montagrier", "Le Bourg, 24350 Montagrier"),
        ("FR", "Domaine des Aulnes\n84000 Avignon", "Domaine des Aulnes, 84000 Avignon"),
        ("FR", "ZA Les Pins, 26400 Crest", "ZA Les Pins, 26400 Crest"),
        ("FR", "La Bergerie, route de Die, 26150 Chamaloc", "route de Die, 26150 Chamaloc"),
        (
            "FR",
            "Parc d'activités des Prés, 59650 Villeneuve d'Ascq",
            "Parc d'activités des Prés, 59650 Villeneuve d'Ascq",
        ),
        ("FR", "4, rue du Four, 26400 Crest", "4, rue du Four, 26400 Crest"),
        ("BE", "Hoeve Ter Linden, 9000 Gent", "Hoeve Ter Linden, 9000 Gent"),
        ("BE", "Zoning industriel 4, 5000 Namur", "Zoning industriel 4, 5000 Namur"),
        ("NL", "Boerderij De Eik, 7218 AD Almen", "Boerderij De Eik, 7218 AD Almen"),
        ("NL", "Haven 7 unit 3\n3011 AB Rotterdam", "Haven 7 unit 3, 3011 AB Rotterdam"),
        ("NL", "Industrieweg 12 hal B, 5611 AB Eindhoven", "Industrieweg 12 hal B, 5611 AB Eindhoven"),
        ("NL", "1e Dwarsstraat 4 II, 1052 AB Amsterdam", "1e Dwarsstraat 4 II, 1052 AB Amsterdam"),
        ("NL", "'t Zand 14, 3811 GC Amersfoort", "'t Zand 14, 3811 GC Amersfoort"),
        ("DE", "Hof Eichen, 21641 Apensen", "Hof Eichen, 21641 Apensen"),
        ("DE", "Dorfstr. 5 - 7, 17192 Waren", "Dorfstr. 5 - 7, 17192 Waren"),
        ("DE", "Straße des 17. Juni 35, 10623 Berlin", "Straße des 17. Juni 35, 10623 Berlin"),
        ("AT", "Hauptplatz 7/2/14, 8010 Graz", "Hauptplatz 7/2/14, 8010 Graz"),
        ("ES", "Ctra. de Vic km 3, 08243 Manresa", "Ctra. de Vic km 3, 08243 Manresa"),
        ("ES", "Finca La Encina, 10400 Jaraíz", "Finca La Encina, 10400 Jaraíz"),
        ("IT", "Podere Il Leccio, 53011 Castellina", "Podere Il Leccio, 53011 Castellina"),
        ("IT", "Loc. Pian del Lago 3, 53035 Monteriggioni", "Loc. Pian del Lago 3, 53035 Monteriggioni"),
        ("GB", "The Old Dairy, Melbury, Dorset DT2 0LX", "The Old Dairy, Melbury, Dorset, DT2 0LX"),
        ("GB", "Kettle & Cup\nFern Cottage\nEly\nCB7 4AA", "Fern Cottage, Ely, CB7 4AA"),
        ("GB", "Find us: Low Farm, Hebden, North Yorkshire. BD23 5DX", "Low Farm, Hebden, North Yorkshire, BD23 5DX"),
        ("GB", "Registered address: Unit 12, Bristol, BS1 4DJ", "Unit 12, Bristol, BS1 4DJ"),
    ],
)
def test_addresses_without_a_house_number_or_with_more_than_one(market: str, text: str, value: str) -> None:
    found = list(addresses(*prepared(f"Kopje & Kan\n{text}\nTel 1"), market=market))
    assert [(a.value, a.whole) for a in found] == [(value, True)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Unit 5, Main Street, Naas, Co. Kildare, Ireland", "Main Street, Naas, Co. Kildare, Ireland"),
        ("12 Patrick Street, Cork, Ireland", "12 Patrick Street, Cork, Ireland"),
        ("Kettle & Cup Ltd, 14 Abbey Street, Ennis, Co Clare", "14 Abbey Street, Ennis, Co Clare"),
        ("45 Camden Street Lower, Dublin 2", "45 Camden Street Lower, Dublin 2"),
        ("45 Camden Street Lower, Dublin 2, D02 XY45", "45 Camden Street Lower, Dublin 2, D02 XY45"),
        ("The Old Mill, Ballyvaughan, County Galway", "The Old Mill, Ballyvaughan, County Galway"),
        ("Airton Business Park\nTallaght\nDublin 24", "Airton Business Park, Tallaght, Dublin 24"),
        ("Main St, Westport, Mayo, Ireland", "Main St, Westport, Mayo, Ireland"),
    ],
)
def test_irish_addresses_need_no_eircode(text: str, value: str) -> None:
    found = list(addresses(*prepared(f"Kettle & Cup\n{text}\nTel 1"), market="IE"))
    assert [(a.value, a.whole) for a in found] == [(value, True)]
    assert not [a for a in addresses(*prepared(text), market="NL") if "D02" not in a.value]


@pytest.mark.parametrize(
    ("market", "text", "value"),
    [
        ("GB", "Registered office: Hollybank, Ely CB7 4AA", "Ely, CB7 4AA"),
        ("IE", "Kettle & Cup\nRathmore, Co. Kerry", "Rathmore, Co. Kerry"),
        ("FR", "Atelier du Kan\n26400 Crest", "26400 Crest"),
        ("DE", "Kannenhof Achim, 21641 Apensen", "Kannenhof Achim, 21641 Apensen"),
        ("NL", "Atelier Kan en Kop\n7218 AD Almen", "7218 AD Almen"),
    ],
)
def test_a_place_without_a_street_may_be_an_address(market: str, text: str, value: str) -> None:
    assert [(a.value, a.whole) for a in addresses(*prepared(text), market=market)] == [(value, False)]


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("DE", "Amtsgericht\nHRB 12345 Berlin"),
        ("DE", "Über 12345 Artikel, sofort lieferbar"),
        ("DE", "Modell\n12345 schwarz"),
        ("FR", "Livraison partout, 26400 clients ravis"),
        ("IE", "We deliver to Cork, Ireland and beyond"),
        ("IE", "Free delivery in Dublin 2 and Dublin 4"),
        ("BE", "Gratis levering vanaf € 50, 1000 Producten"),
    ],
)
def test_a_number_or_a_town_in_a_sentence_is_no_address(market: str, text: str) -> None:
    assert places(text, market) == []


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("NL", "Postbus 123, 1000 AA Amsterdam"),
        ("DE", "Postfach 20 04 44\n40102 Düsseldorf"),
        ("FR", "BP 123, 75001 Paris"),
        ("GB", "PO Box 12, London, SW1A 1AA"),
        ("ES", "Apartado de correos 45, 28080 Madrid"),
        ("IT", "Casella postale 7, 20100 Milano"),
        ("NL", "Antwoordnummer 45, 1000 VB Amsterdam"),
    ],
)
def test_a_po_box_is_told_apart(market: str, text: str) -> None:
    assert [box for _, box in places(text, market)] == [True]


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("BE", "© 2026 Kelobor Springkastelen"),
        ("DE", "Türschutzgitter 4710\n12345 Artikel auf Lager"),
        ("DE", "vom 1. Januar 2024 Berlin"),
        ("NL", "Art. 12, 1500 Stuks op voorraad"),
        ("NL", "Model 3000 XL Zwart"),
        ("GB", "May 21, 2003 E1011-E1030."),
        ("FR", "Plus de 10 000 Clients satisfaits"),
        ("NL", "€ 1234 AB Amsterdam"),
    ],
)
def test_other_numbers_are_no_addresses(market: str, text: str) -> None:
    assert places(text, market) == []


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("DE", "Musterstraße 1, 12345 Musterstadt"),
        ("NL", "Voorbeeldstraat 1, 1234 AB Amsterdam"),
        ("AT", "Musterstraße 12\n1010 Wien"),
    ],
)
def test_sample_addresses(market: str, text: str) -> None:
    assert [a.dummy for a in addresses(*prepared(text), market=market)] == [True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Velora Secrets is een handelsnaam van Velora BV, ingeschreven", ["Velora BV"]),
        ("© 2026 · Betreiber: Personal Paramedic e.K., Königsallee 19", ["Personal Paramedic e.K."]),
        ("Angebote der Personal Paramedic e.K.", ["Personal Paramedic e.K."]),
        ("Jan van Dijk B.V.", ["Jan van Dijk B.V."]),
        ("Peek & Söhne GmbH & Co. KG", ["Peek & Söhne GmbH & Co. KG"]),
        ("la société Boisenserie SAS (ci-après)", ["Boisenserie SAS"]),
        ("SARL Dupont Frères, 12 rue", ["SARL Dupont Frères"]),
        ("Welcome to Retrohof Ltd.", ["Retrohof Ltd."]),
        ("Rossi & Figli S.r.l.", ["Rossi & Figli S.r.l."]),
        ("in case of damage. Boisenserie SAS replaces", ["Boisenserie SAS"]),
        ("© Copyright Interactive Media Ltd", ["Interactive Media Ltd"]),
        ("Blue Door, Medtronic, Inc.", ["Medtronic, Inc."]),
        ("Hondensnack 3 KG · 12 KG", []),
        ("Limited-Time Offers, End in:", []),
        ("ga naar de bv", []),
    ],
)
def test_names_with_a_legal_form(text: str, expected: list[str]) -> None:
    found = names(*prepared(text), codes=("en",))
    assert [n.value for n in found if n.how == "form"] == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("nl", "Handelsnaam: De Gouden Bal\nAdres: x", "De Gouden Bal"),
        ("de", "Inhaber: Max Huber, Berlin", "Max Huber"),
        ("de", "Angaben gemäß § 5 DDG\nKatinka Tiernahrung\nRing 1", "Katinka Tiernahrung"),
        ("fr", "Raison sociale : Les Cannes de Fred", "Les Cannes de Fred"),
        ("en", "Company name: Blue Door Trading", "Blue Door Trading"),
    ],
)
def test_names_behind_a_label(code: str, text: str, expected: str) -> None:
    assert [n.value for n in names(*prepared(text), codes=(code,)) if n.how == "label"] == [expected]


@pytest.mark.parametrize("text", ["Bedrijfsnaam *\nLand *\nPlaats *", "Inhaber: ?", "Anbieter\nZweck\nLaufzeit"])
def test_form_fields_are_no_names(text: str) -> None:
    assert [n for n in names(*prepared(text), codes=("nl", "de")) if n.how == "label"] == []


def test_legal_forms_know_their_register() -> None:
    registered = {name: form_of(name).registered for name in ("A B.V.", "A GmbH", "A GbR", "SARL A", "A Ltd")}
    assert registered == {"A B.V.": True, "A GmbH": True, "A GbR": False, "SARL A": True, "A Ltd": True}
    assert form_of("De Gouden Bal") is None


def read(text: str, role: Role = Role.IMPRINT, **more: object) -> tuple[Identifier, ...]:
    fields = {"market": "DE", "languages": ("de",), "page": "https://www.huber-garten.de/impressum"} | more
    return identifiers(text, role=role, **fields)


IMPRINT = """Impressum
Angaben gemäß § 5 DDG
Huber Garten GmbH
Gartenweg 5
80331 München
Registergericht: Amtsgericht München
HRB 4711
USt-IdNr.: DE136695976
Zuständige Aufsichtsbehörde: Stadt München
Hosting: ACME Cloud GmbH, Serverstraße 1, 10115 Berlin
Verbraucherschlichtungsstelle, Straßburger Straße 8, 77694 Kehl"""


@pytest.mark.parametrize("above", ["Unit 7", "Pentland House", "Contact", "Grote kaart", "VAT Registration Number"])
def test_what_stands_above_an_address_and_is_no_name(above: str) -> None:
    text = f"{above}\n28 Queen Elizabeth Avenue\nGlasgow\nG52 4NQ"
    found = read(text, Role.CONTACT, market="GB", languages=("en",))
    assert [i.value for i in found if i.kind == "name"] == []
    named = read(text.replace(above, "Callows Audio"), Role.CONTACT, market="GB", languages=("en",))
    assert [i.value for i in named if i.kind == "name"] == ["Callows Audio"]


def test_an_imprint_is_read_and_others_are_told_apart() -> None:
    found = read(IMPRINT)
    own = {(i.kind, i.value) for i in found if i.owner is Owner.SHOP}
    assert own == {
        ("name", "Huber Garten GmbH"),
        ("address", "Gartenweg 5, 80331 München"),
        ("register", "München HRB 4711"),
        ("vat", "DE136695976"),
    }
    others = {i.value for i in found if i.owner is Owner.OTHER}
    assert others == {"Serverstraße 1, 10115 Berlin", "Straßburger Straße 8, 77694 Kehl"}


def test_a_privacy_statement_names_many_firms_and_one_controller() -> None:
    text = (
        "Verantwortlicher\nHuber Garten GmbH, Gartenweg 5, 80331 München\n" + "Text " * 80
        + "\nWir nutzen Dienste der Fremd Media AG, Turmstraße 3, 10115 Berlin."
    )  # fmt: skip
    found = {i.value: i.owner for i in read(text, Role.PRIVACY) if i.kind == "address"}
    assert found == {"Gartenweg 5, 80331 München": Owner.SHOP, "Turmstraße 3, 10115 Berlin": Owner.UNKNOWN}


def test_the_footer_counts_on_any_page() -> None:
    text = "Huber Garten GmbH, Gartenweg 5, 80331 München"
    inside = read(text, Role.OTHER)
    footer = read(text, Role.OTHER, region_of=lambda at: Region.FOOTER)
    assert {i.owner for i in inside if i.kind == "address"} == {Owner.UNKNOWN}
    assert {i.owner for i in footer} == {Owner.SHOP}
    assert {i.region for i in footer} == {Region.FOOTER}


def test_the_statement_that_no_vat_number_is_due() -> None:
    found = read("Als Kleinunternehmer im Sinne von § 19 UStG weisen wir keine Umsatzsteuer aus.")
    assert [(i.kind, i.scheme) for i in found] == [("vat", "exempt")]


@pytest.mark.parametrize(
    ("market", "code", "text"),
    [
        ("NL", "nl", "Vrijgesteld van btw op grond van de KOR"),
        ("NL", "nl", "Btw-nummer: btw-vrijgesteld"),
        ("NL", "nl", "BTW: n.v.t. (KOR)"),
        ("NL", "nl", "Wij zijn vrijgesteld van btw (art. 25 Wet OB)"),
        (
            "BE",
            "nl",
            "Kleine onderneming onderworpen aan de vrijstellingsregeling van belasting. Btw niet toepasselijk.",
        ),
        ("BE", "fr", "Petite entreprise soumise au régime de la franchise de taxe"),
        ("DE", "de", "Als Kleinunternehmerin weise ich keine Umsatzsteuer aus."),
        ("DE", "de", "Nach § 19 des Umsatzsteuergesetzes wird keine Umsatzsteuer erhoben."),
        ("DE", "de", "Eine Umsatzsteuer-ID ist nicht vorhanden."),
        ("DE", "de", "Es besteht keine USt-IdNr."),
        ("AT", "de", "Umsatzsteuerbefreit gem. § 6 Abs 1 Z 27 UStG"),
        ("AT", "de", "Unecht umsatzsteuerbefreit"),
        ("FR", "fr", "Entreprise non assujettie à la TVA"),
        ("GB", "en", "We are not currently VAT registered."),
        ("IE", "en", "VAT: not yet registered for VAT"),
    ],
)
def test_the_statements_of_small_traders_that_no_vat_number_is_due(market: str, code: str, text: str) -> None:
    found = read(f"Kan en Kop\n{text}\nContact", market=market, languages=(code,))
    assert [i.scheme for i in found if i.kind == "vat"] == ["exempt"]


@pytest.mark.parametrize(
    ("market", "code", "text"),
    [
        ("NL", "nl", "Zakelijke klanten buiten Nederland: levering vrijgesteld van btw"),
        ("DE", "de", "Lieferungen in Drittländer sind umsatzsteuerfrei."),
        ("AT", "de", "Alle Preise inkl. gesetzlicher Umsatzsteuer"),
        ("FR", "fr", "Prix TTC, TVA applicable au taux en vigueur"),
        ("GB", "en", "Prices include VAT. Books are exempt from VAT."),
    ],
)
def test_taxes_on_goods_say_nothing_of_the_trader(market: str, code: str, text: str) -> None:
    assert [i for i in read(text, market=market, languages=(code,)) if i.kind == "vat"] == []


def test_structured_data_stands_in_the_head() -> None:
    node = {
        "@type": "Organization",
        "legalName": "Huber Garten GmbH",
        "vatID": "DE136695976",
        "address": {"streetAddress": "Gartenweg 5", "postalCode": "80331", "addressLocality": "München"},
    }
    found = read("", jsonld=[node])
    assert {(i.kind, i.value, i.region) for i in found} == {
        ("name", "Huber Garten GmbH", Region.HEAD),
        ("vat", "DE136695976", Region.HEAD),
        ("address", "Gartenweg 5, 80331 München", Region.HEAD),
    }
    assert read("", jsonld=[{"@type": "Product", "vatID": "DE136695976"}, None, 3, "x", [[]]]) == ()


def test_visible_text_comes_before_structured_data() -> None:
    node = {"@type": "Organization", "vatID": "DE136695976"}
    found = read("USt-IdNr.: DE136695976", jsonld=[node])
    assert [i.region for i in found if i.kind == "vat"] == [Region.UNKNOWN]


def test_a_shops_identifiers_are_settled_over_its_pages() -> None:
    terms = read("Huber Garten GmbH Gartenweg 5, 80331 München", Role.TERMS)
    imprint = read(IMPRINT)
    late = read("Huber Garten GmbH, Gartenweg 5, 80331 München", Role.OTHER)
    settled = settle_identifiers((*terms, *imprint, *late))
    own = [(i.kind, i.value, i.role) for i in settled if i.owner is Owner.SHOP]
    assert own == [
        ("name", "Huber Garten GmbH", Role.IMPRINT),
        ("address", "Gartenweg 5, 80331 München", Role.IMPRINT),
        ("register", "München HRB 4711", Role.IMPRINT),
        ("vat", "DE136695976", Role.IMPRINT),
    ]


def test_a_page_whose_role_is_known_later_is_the_shops() -> None:
    late = read("Huber Garten GmbH, Gartenweg 5, 80331 München", Role.OTHER)
    settled = settle_identifiers(msgspec.structs.replace(i, role=Role.CONTACT) for i in late)
    assert {i.owner for i in settled} == {Owner.SHOP}


HOSTILE = [
    "KvK " * 50_000, "VAT [" * 40_000, "1234 AB " * 25_000, "ABCD 1234 " * 20_000, "B.V. " * 40_000, "A " * 100_000,
    "A B.V. " * 30_000, "naam: " * 33_000, "1" * 200_000, "NL" * 100_000, "HRB 1 " * 33_000, "[" * 200_000,
    "Straat 1 " * 20_000 + "1234 AB Plaats", "12345 A" * 28_000, "X " * 100_000, "Postbus " * 25_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[t[:10] for t in HOSTILE])
@pytest.mark.timeout(20)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert len(identifiers(text, market="NL", languages=(), page="https://x.nl/", role=Role.CONTACT)) <= 60


@settings(max_examples=250, deadline=None)
@given(st.text(max_size=400), st.sampled_from([None, "NL", "DE", "GB", "xx"]), st.sampled_from(list(Role)))
def test_any_text_is_read_without_a_crash(text: str, market: str | None, role: Role) -> None:
    for i in identifiers(text, market=market, languages=("nl",), page="p", role=role):
        assert i.kind in ("name", "address", "register", "vat")
        assert i.value or i.dummy


KEYS = st.sampled_from(["@type", "@graph", "address", "vatID", "legalName", "postalCode", "openingHours"])
NODES = st.recursive(
    st.none() | st.text(max_size=9) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
)


@settings(max_examples=100, deadline=None)
@given(NODES)
def test_any_structured_data_is_read_without_a_crash(node: object) -> None:
    assert isinstance(identifiers("", market="NL", languages=("nl",), page="p", jsonld=[node]), tuple)
