"""Whose a number or an address is: by its surroundings, by what is known, and by the whole site."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from audit.model import How, Kind, NumberKind, Owner, Region, Role, Sighting, Use
from checks.find import read_page, read_text, settle_owners
from checks.find.owner import kin, known_party, site_name

SITE = "https://www.fietsenwinkel.nl/"


def owners(html: str, market: str = "NL", url: str = SITE) -> dict[str, Owner]:
    return {s.value: s.owner for s in read_page(html, url=url, market=market).sightings}


@pytest.mark.parametrize(
    ("market", "text"),
    [
        (
            "NL",
            "<p>Klachten kunt u voorleggen aan de Geschillencommissie, Postbus 90600, telefoon 020-6737558.</p>",
        ),
        ("NL", "<p>Keurmerk: Stichting Webshop Keurmerk, 020-6737558</p>"),
        ("NL", "<h2>Toezichthouder</h2><p>Autoriteit Persoonsgegevens<br>Hoge Nieuwstraat 8<br>Tel. 020-6737558</p>"),
        ("NL", "<h3>Fabrikant</h3><p>Gazelle B.V., Dieren, telefoon 020-6737558</p>"),
        ("NL", "<footer>© 2025 Fietsenwinkel. Website door Bureau Blauw 020-6737558</footer>"),
        ("NL", "<div class='reviews'><p>Ik belde 020-6737558 en kreeg niemand</p></div>"),
        ("NL", "<h1>Verkooppunten</h1><h2>Rijwielhuis Jansen</h2><p>Tel. 020-6737558</p>"),
        ("NL", "<p>Verantwoordelijke persoon voor de EU: GPSR Rep GmbH, Tel. +49 30 674412</p>"),
        ("BE", "<p>Consumentenombudsdienst, North Gate II, 1000 Brussel, tel 02 674 25 21</p>"),
        ("DE", "<h2>Aufsichtsbehörde</h2><p>Landesbeauftragter für den Datenschutz<br>Telefon: 0911 974412</p>"),
        ("DE", "<p>Herstellerangaben: Muster Fahrrad AG, Tel. 0911 974412</p>"),
        ("DE", "<p>Berufshaftpflichtversicherung: Allgemeine AG, Tel. 0911 974412</p>"),
        ("DE", "<h2>Kontakt</h2><p>Fahrrad Huber</p><h2>Webdesign</h2><p>Agentur Rot, Tel. 0911 974412</p>"),
        ("FR", "<h2>Hébergement</h2><p>Nuage SAS<br>2 rue du Port<br>59100 Roubaix<br>Tél : 04 94 25 71 49</p>"),
        ("FR", "<p>Médiateur de la consommation : Médiation Vélo, tél. 04 94 25 71 49</p>"),
        ("GB", "<p>Payment processor: Paying Ltd, phone 020 7515 7774</p>"),
        ("GB", "<p>Complaints: the Ombudsman, 020 7515 7774</p>"),
    ],
)
def test_other_parties_by_their_surroundings(market: str, text: str) -> None:
    assert set(owners(f"<body>{text}</body>", market).values()) == {Owner.OTHER}


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("NL", "<p>Vragen? Bel onze klantenservice op 020-6737558, of ga naar de Geschillencommissie.</p>"),
        (
            "NL",
            (
                "<p>Wij zijn aangesloten bij een keurmerk en bij de Geschillencommissie, zie onderaan de pagina.</p>"
                "<p>Telefoon: 020-6737558</p>"
            ),
        ),
        ("NL", "<h2>Fabrikant</h2><p>Gazelle</p><h2>Contact</h2><p>020-6737558</p>"),
        ("NL", "<footer>Webdesign: Bureau Blauw<p>Contactgegevens: 020-6737558</p></footer>"),
        (
            "DE",
            (
                "<h2>Streitbeilegung</h2><p>An Verfahren vor einer Verbraucherschlichtungsstelle sind wir nicht dabei, "
                "unsere Telefonnummer: 0911 974412</p>"
            ),
        ),
        ("DE", "<h2>Impressum</h2><h3>Verantwortlich für den Inhalt</h3><p>Hans Huber<br>Tel. 0911 974412</p>"),
        ("FR", "<h2>Éditeur du site</h2><p>Vélo SARL, tél. 04 94 25 71 49</p><h2>Hébergeur</h2><p>Nuage</p>"),
        ("GB", "<p>Data controller: Bike Ltd, phone 020 7515 7774</p>"),
    ],
)
def test_own_in_spite_of_other_names_nearby(market: str, text: str) -> None:
    assert set(owners(f"<body>{text}</body>", market).values()) == {Owner.SHOP}


def test_known_parties_whatever_stands_around() -> None:
    html = "<p>Bel 070-3105310 of 088-0707070, mail info@acm.nl, klacht@degeschillencommissie.nl of info@postnl.nl</p>"
    assert set(owners(html).values()) == {Owner.OTHER}
    assert known_party(Kind.EMAIL, "x@sub.paypal.com") and not known_party(Kind.EMAIL, "x@winkel.nl")


def test_a_known_party_s_own_shop_is_its_own() -> None:
    assert owners("<p>info@postnl.nl</p>", url="https://shop.postnl.nl/") == {"info@postnl.nl": Owner.SHOP}


def test_kin_domains_are_the_shop_s_wherever_they_stand() -> None:
    html = "<h2>Geschillencommissie</h2><p>Mail eerst naar klacht@fietsenwinkel.be of klacht@fietsen-winkel.nl</p>"
    assert set(owners(html).values()) == {Owner.SHOP}


def test_a_number_goes_with_the_address_beside_it() -> None:
    html = (
        "<h2>Fabrikant</h2><p>Rijwielfabriek, Tel. 020-6737558, info@rijwielfabriek.de</p>"
        "<h2>Leverancier</h2><p>Bike Ltd 085-7324618 info@fietsenwinkel.nl</p>"
    )
    found = owners(html)
    assert found["+31206737558"] is Owner.OTHER and found["info@rijwielfabriek.de"] is Owner.OTHER
    assert found["+31857324618"] is Owner.SHOP


def test_kinship_of_names() -> None:
    assert kin("fietsenwinkel", ["fietsenwinkel"]) and kin("fietsenwinkel", ["defietsenwinkel"])
    assert kin("vitafergold", ["vitafer"]) and not kin("bureaublauw", ["fietsenwinkel"])
    assert not kin("", ["fietsenwinkel"]) and not kin("x", [""])
    assert site_name("https://www.my-shop.co.uk/x") == "myshop"
    assert site_name("http://127.0.0.1:8000/") == site_name("http://localhost/") == site_name("page.html") == ""


def sighting(value: str, page: str, **more: object) -> Sighting:
    kind = Kind.EMAIL if "@" in value else Kind.PHONE
    made = Sighting(kind=kind, value=value, raw=value, page=page, owner=Owner.SHOP, region=Region.MAIN)
    return msgspec.structs.replace(made, **more)


def test_the_whole_site_decides_for_each_value() -> None:
    seen = [
        *(sighting("info@rijwiel.com", f"/{n}", region=Region.FOOTER) for n in range(4)),
        sighting("info@rijwiel.com", "/5", owner=Owner.OTHER, owner_reason="after: keurmerk"),
        sighting("+31206737558", "/1", owner=Owner.OTHER, owner_reason="after: fabrikant"),
        sighting("info@acm.nl", "/1"),
        sighting("sales@fietsenwinkel.com", "/1", owner=Owner.OTHER, owner_reason="after: keurmerk"),
        sighting("winkel@gmail.com", "/1", role=Role.CONTACT),
        sighting("thema@bouwer.io", "/1", how=How.COMMENT, region=Region.HEAD, owner=Owner.UNKNOWN),
    ]
    settled = settle_owners(seen, site="http://127.0.0.1:8001/")
    assert len(settled) == len(seen)
    by_value = {s.value: s.owner for s in settled}
    assert by_value["info@rijwiel.com"] is Owner.SHOP
    assert by_value["+31206737558"] is Owner.OTHER
    assert by_value["info@acm.nl"] is Owner.OTHER
    assert by_value["winkel@gmail.com"] is Owner.SHOP
    assert by_value["thema@bouwer.io"] is Owner.UNKNOWN
    assert {s.value: s.owner for s in settle_owners(seen, site=SITE)}["sales@fietsenwinkel.com"] is Owner.SHOP


def test_an_address_of_another_domain_deep_in_a_site_stays_unknown() -> None:
    seen = [
        *(sighting("info@fietsenwinkel.nl", f"/{n}", region=Region.FOOTER) for n in range(5)),
        sighting("hallo@anderefirma.nl", "/blog/1", role=Role.OTHER),
        sighting("privacy@bedrijfbv.nl", "/privacy", role=Role.CONTACT),
    ]
    by_value = {s.value: s.owner for s in settle_owners(seen, site=SITE)}
    assert by_value["hallo@anderefirma.nl"] is Owner.UNKNOWN
    assert by_value["privacy@bedrijfbv.nl"] is Owner.SHOP


def test_nothing_seen_nothing_settled() -> None:
    assert settle_owners((), site=SITE) == ()


def test_text_of_documents_and_pictures() -> None:
    text = "Fietsenwinkel\nTel. 020-6737558\nE-mail: info@fietsenwinkel.nl\nFax 020-6737559\n"
    text += "Geschillencommissie 070-3105310"
    found = read_text(text, url=SITE + "av.pdf", market="nl", how=How.PDF, role=Role.TERMS, tool="pdfium 1")
    assert [(s.value, s.owner, s.number_kind) for s in found] == [
        ("info@fietsenwinkel.nl", Owner.SHOP, NumberKind.UNKNOWN),
        ("+31206737558", Owner.SHOP, NumberKind.VOICE),
        ("+31206737559", Owner.SHOP, NumberKind.FAX),
        ("+31703105310", Owner.OTHER, NumberKind.VOICE),
    ]
    assert all(s.how is How.PDF and s.role is Role.TERMS and s.tool == "pdfium 1" for s in found)


def test_a_mistyped_link_is_no_proof() -> None:
    html = '<title>Fietsenwinkel</title><footer><a href="mailto:info@fietsnwinkel.nl">Mail ons</a></footer>'
    (found,) = read_page(html, url=SITE, market="NL").sightings
    assert found.owner is Owner.UNKNOWN
    printed = sighting("info@fietsenwinkel.nl", SITE)
    assert [s.owner for s in settle_owners([found, printed], site=SITE)] == [Owner.UNKNOWN, Owner.SHOP]
    shown = "<title>Fietsenwinkel</title><footer>info@fietsnwinkel.nl</footer>"
    assert owners(shown) == {"info@fietsnwinkel.nl": Owner.SHOP}


def test_use_by_the_words_before() -> None:
    html = (
        "<p>Persvragen: jan@fietsenwinkel.nl</p><p>Functionaris gegevensbescherming: piet@fietsenwinkel.nl</p>"
        "<h3>Vacatures</h3><p>Bel 020-6737558</p><p>Winkel: info@fietsenwinkel.nl, 085-7324618</p>"
    )
    uses = {s.value: s.use for s in read_page(html, url=SITE, market="NL").sightings}
    menu = "<footer><ul><li>Nieuws<li>Blog<li>Pers<li>Vacatures</ul><p>088-1805250</p></footer>"
    assert [s.use for s in read_page(menu, url=SITE, market="NL").sightings] == [Use.OTHER]
    assert uses == {
        "jan@fietsenwinkel.nl": Use.PRESS,
        "piet@fietsenwinkel.nl": Use.PRIVACY,
        "+31206737558": Use.JOBS,
        "info@fietsenwinkel.nl": Use.SERVICE,
        "+31857324618": Use.OTHER,
    }


STORES = (
    "<h1>Onze winkels</h1><h2>Amsterdam</h2><p>Tel. 020-6737558</p><h2>Utrecht</h2><p>Tel. 030-2314567<br>"
    "utrecht@fietsenwinkel.nl</p><footer>Klantenservice 085-7324618</footer>"
)


@pytest.mark.parametrize(
    ("html", "role", "branches"),
    [
        (STORES, Role.OTHER, {"+31206737558", "+31302314567"}),
        (STORES, Role.CONTACT, set()),
        (f"<title>Store locator | Bikes</title>{STORES}", Role.OTHER, {"+31206737558", "+31302314567"}),
        ("<h1>Onze winkel</h1><p>Tel. 020-6737558, 030-2314567</p>", Role.OTHER, set()),
        ("<h1>Onze winkels</h1><p>Tel. 020-6737558</p><footer>030-2314567</footer>", Role.OTHER, set()),
        ("<h1>Filialen</h1><p>020-6737558</p><p>030-2314567</p><footer>030-2314567</footer>", Role.OTHER, set()),
    ],
)  # fmt: skip
def test_numbers_of_branches_are_own_but_no_customer_service(html: str, role: Role, branches: set[str]) -> None:
    page = read_page(html, url=SITE, market="NL", role=role)
    assert {s.value for s in page.sightings if s.use is Use.BRANCH} == branches
    assert {s.owner for s in page.sightings} == {Owner.SHOP}


@pytest.mark.parametrize(
    ("html", "use"),
    [
        ("<p>Persvragen: 020-6737558</p>", Use.PRESS),
        ("<h3>Vacatures</h3><p>020-6737558</p>", Use.JOBS),
        ("<h3>Investor relations</h3><p>020-6737558</p>", Use.INVESTORS),
        ("<p>Functionaris gegevensbescherming: 020-6737558</p>", Use.PRIVACY),
        ("<h3>Retouren</h3><p>020-6737558</p>", Use.RETURNS),
        ("<p>Presse: <a href='mailto:anna@fietsenwinkel.nl'>anna@fietsenwinkel.nl</a></p>", Use.PRESS),
        ("<h2>Karriere</h2><p>anna@fietsenwinkel.nl</p>", Use.JOBS),
        ("<p>Délégué à la protection des données : anna@fietsenwinkel.nl</p>", Use.PRIVACY),
        ("<p>Klantenservice: 020-6737558</p>", Use.OTHER),
        ("<p>Pers: redactie. Vragen over uw bestelling? Bel onze klantenservice op 020-6737558</p>", Use.OTHER),
        ("<p>info@fietsenwinkel.nl</p>", Use.SERVICE),
        ("<p>noreply@fietsenwinkel.nl</p>", Use.NOREPLY),
    ],
)
def test_what_a_number_or_mailbox_is_for(html: str, use: Use) -> None:
    page = read_page(html, url=SITE, market="NL")
    assert {s.use for s in page.sightings} == {use}


PAGES = [json.loads(line) for line in Path(__file__).with_name("owners.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["market"])
def test_whose_it_is_on_pieces_of_pages(case: dict[str, Any]) -> None:
    assert {value: str(owner) for value, owner in owners(case["html"], case["market"], case["url"]).items()} == case[
        "owners"
    ]


def test_a_row_of_names_says_nothing_of_the_number_after_it() -> None:
    html = "<footer><p>iDEAL, PayPal, Klarna</p><p>Contact 020-6248193</p></footer>"
    assert owners(html) == {"+31206248193": Owner.SHOP}
    assert owners("<p>Klarna | PayPal | 020-6248193</p>") == {"+31206248193": Owner.SHOP}


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("DE", "<footer>Müller Design GmbH, Kölner Str. 4, 50667 Köln, Tel. 0221 482719</footer>"),
        ("DE", "<p>Ihr Fachhändler für Nähmaschinen in Trier. Tel. 0651 48271</p>"),
        ("DE", "<p>Hersteller von Holzspielzeug seit 1950 · Telefon 09561 48271</p>"),
        ("DE", "<footer>Trusted Shops Käuferschutz | Hotline 0221 48271933</footer>"),
        ("NL", "<p>Importeur van wijnen sinds 1982. Keizersgracht 4, Amsterdam. Tel 020 482 71 93</p>"),
        ("NL", "<footer>Dealer van Gazelle en Batavus | Tel 0251 - 48 27 19</footer>"),
        ("NL", "<footer>Thuiswinkel Waarborg | 0318 - 48 27 19 | KvK 09128374</footer>"),
        ("FR", "<h1>Producteur de safran en Quercy</h1><p>Ferme des Crocus, 46100 Figeac, tél. 05 65 48 27 19</p>"),
        ("FR", "<footer>Agence Florale de Nantes – 02 40 48 27 19</footer>"),
        ("FR", "<h1>Conception de bijoux</h1><p>Atelier Or, 04 78 48 27 19</p>"),
        ("GB", "<p>Manufacturer of hand-made shoes. Tel: 01604 482719</p>"),
        ("GB", "<h1>Retailers of fine tea</h1><p>Smith and Sons, York, 01904 482719</p>"),
        ("GB", "<p>Website by Wix. Phone 01604 482718</p>"),
        ("IT", "<p>Produttore di olio dal 1920. Tel 0744 482719</p>"),
        ("ES", "<p>Distribuidores oficiales de Bosch en Murcia, tel 968 48 27 19</p>"),
    ],
)
def test_a_shop_that_follows_the_trade_or_shows_the_seal_keeps_its_number(market: str, text: str) -> None:
    assert set(owners(f"<body>{text}</body>", market).values()) == {Owner.SHOP}


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("NL", "<p>Neem contact op met de fabrikant, tel. 088 424 40 10</p>"),
        ("NL", "<footer>© Lampenhuis <span>Webdesign: Bureau Blauw | 0318 - 48 27 19</span></footer>"),
        ("DE", "<footer>Konzept &amp; Design: Studio Blau, 0221 482719</footer>"),
        ("DE", "<p>Presseanfragen: Agentur Klar, 030 38291746</p>"),
        ("DE", "<p>Unser externer Datenschutzbeauftragter: Herr Lohse, 0341 4827193</p>"),
        ("FR", "<h2>Conception et réalisation du site</h2><p>Studio Bleu, 04 78 48 27 19</p>"),
        ("GB", "<h3>Manufacturer</h3><p>Stanley Tools, Sheffield, 0114 276 8888</p>"),
        ("GB", "<p>Our Data Protection Officer is Privacy Works Ltd, 020 3846 2847</p>"),
    ],
)
def test_a_trade_that_names_another_firm(market: str, text: str) -> None:
    assert set(owners(f"<body>{text}</body>", market).values()) == {Owner.OTHER}


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("DE", "<p>Datenschutzbeauftragter der Radlwerk GmbH: Frau Keller, 0421 4827193</p>"),
        ("NL", "<p>Onze functionaris gegevensbescherming bereikt u op 020-6737558</p>"),
        ("NL", "<p>Toezichthouder: Autoriteit X, 088 424 40 10</p><p>Vragen? Bel ons: 020-6737558</p>"),
    ],
)
def test_an_officer_of_the_shops_own_and_what_follows_on_another_party(market: str, text: str) -> None:
    assert Owner.SHOP in set(owners(f"<body>{text}</body>", market).values())


BODIES = {
    "NL": "<p>Geschillen kunt u voorleggen aan de Geschillencommissie, Postbus 90600, telefoon 070-310 53 10.</p>",
    "DE": "<p>Zuständig ist die Universalschlichtungsstelle des Bundes, 77694 Kehl, Telefon 07851 7957940.</p>",
    "FR": "<p>Médiateur de la consommation : Médiation Centrale, 75002 Paris, tél. 01 53 70 66 27.</p>",
    "GB": "<p>Disputes can be referred to the Financial Ombudsman, London, phone 0161 498 1128.</p>",
    "ES": "<p>Puede acudir a la Junta Arbitral de Consumo, 28013 Madrid, teléfono 914 771 203.</p>",
    "IT": "<p>Può rivolgersi al Garante per la protezione dei dati, 00187 Roma, telefono 06 6710 5512.</p>",
}


@pytest.mark.parametrize("value", ["hulp@mobielheld.com", None])
@pytest.mark.parametrize(
    ("market", "text", "phone"),
    [
        ("NL", "Voordat u naar de Geschillencommissie gaat, meldt u de klacht bij ons via {}.", "020-6737558"),
        ("NL", "Leg het niet meteen voor aan de Geschillencommissie, praat eerst met ons: {}.", "020-6737558"),
        ("DE", "Bevor Sie die Schlichtungsstelle anrufen, sprechen Sie bitte mit uns: {}.", "0251 9871234"),
        ("DE", "Sie können vor einer Anrufung der Schlichtungsstelle uns schreiben unter {}.", "0251 9871234"),
        ("FR", "Avant de saisir le médiateur, tentez de régler le litige avec nous par écrit à {}.", "01 84 88 20 10"),
        ("GB", "Complaints about our couriers? Tell us on {}.", "01904 552310"),
        ("NL", "Klachten over een bezorger van PostNL? Laat het ons weten via {}.", "020-6737558"),
        ("GB", "Before you go to the ombudsman, please raise it with us on {}.", "01904 552310"),
        ("GB", "The ombudsman will only look at it once you have complained to us on {}.", "01904 552310"),
        ("ES", "Antes de ir a la Junta Arbitral puede llamarnos al {}.", "913 456 712"),
        ("IT", "Prima di scrivere al Garante può chiamarci al numero {}.", "02 3659 4471"),
    ],
)
def test_who_is_asked_to_turn_to_us_first_reads_our_own(market: str, text: str, phone: str, value: str | None) -> None:
    page = read_page(f"{BODIES[market]}<p>{text.format(value or phone)}</p>", url=SITE, market=market)
    found = {s.raw: s.owner for s in page.sightings}
    assert found.pop(value or phone) is Owner.SHOP
    assert set(found.values()) == {Owner.OTHER}


@pytest.mark.parametrize(
    ("market", "text", "phone"),
    [
        ("NL", "Bent u niet tevreden met ons? De Geschillencommissie bereikt u op {}.", "020-6737558"),
        ("DE", "Die Schlichtungsstelle (falls Sie mit uns nicht einig werden): {}.", "0251 9871234"),
        ("GB", "Complain to us or to the ombudsman on {}.", "01904 552310"),
        ("FR", "Le médiateur, avec nous depuis dix ans déjà, est joignable chaque jour au {}.", "01 84 88 20 10"),
    ],
)
def test_who_speaks_of_us_and_names_another_reads_theirs(market: str, text: str, phone: str) -> None:
    page = read_page(f"<p>{text.format(phone)}</p>", url=SITE, market=market)
    assert {s.raw: s.owner for s in page.sightings} == {phone: Owner.OTHER}
