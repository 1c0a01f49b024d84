"""The name under which a site trades (copyright lines, titles, mail, accounts), and sentences that introduce a firm."""

import pytest

from audit.model import Identifier, Owner, Region, Role
from checks.find import read_page
from checks.find.identity import identifiers, settle_identifiers
from checks.find.identity_own import Own, Told, claims
from checks.find.phrases import prepared

HOST = "http://127.0.0.1:8080/"
"""Says nothing about the name of the site."""


def page(body: str, title: str = "", url: str = HOST, role: Role = Role.HOME) -> tuple[Identifier, ...]:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return settle_identifiers(read_page(html, url=url, market="NL", role=role).identifiers)


def named(found: tuple[Identifier, ...], owner: Owner = Owner.SHOP) -> list[str]:
    return [i.value for i in found if i.kind == "name" and i.owner is owner]


FOOT = "<main><h1>Alles voor de tuin</h1></main><footer><p>{}</p></footer>"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2025 tuinhuis vogel - Alle rechten voorbehouden", "tuinhuis vogel"),
        ("Copyright © 2025 Tuinhuis Vogel – Alle Rechte vorbehalten", "Tuinhuis Vogel"),
        ("Copyright 2019-2025 © Tuinhuis Vogel", "Tuinhuis Vogel"),
        ("© Tuinhuis Vogel 2026", "Tuinhuis Vogel"),
        ("© 2024, Tuinhuis Vogel", "Tuinhuis Vogel"),
        ("(c) 2024 Tuinhuis Vogel. Tous droits réservés.", "Tuinhuis Vogel"),
        ("Tuinhuis Vogel © 2025", "Tuinhuis Vogel"),
        ("© 2026 TuinhuisVogel.nl — All rights reserved.", "TuinhuisVogel.nl"),
        ("© 2026 Tuinhuis Vogel powered by Kraanwerk", "Tuinhuis Vogel"),
        ("© 2023 Tuinhuis Vogel • Construit avec PressePapier", "Tuinhuis Vogel"),
    ],
)
def test_a_copyright_line_names_the_shop_of_the_title(line: str, name: str) -> None:
    found = page(FOOT.format(line), "Tuinhuis Vogel webshop")
    assert named(found) == [name]
    assert found[0].region is Region.FOOTER
    assert "©" in found[0].quote or "(c)" in found[0].quote


@pytest.mark.parametrize(
    "line",
    [
        "© 2025. Design &amp; Development by Studio Kraan",
        "© 2024 Powered by Kraanwerk",
        "Copyright © Alle rechten voorbehouden",
        "© 2026 Shopify",
        "© 2026",
        "(c) De klant betaalt vooraf",
        "Copyright op alle teksten",
        "© 2024 Home",
        "© 2024 webdesign Kraan",
    ],
)
def test_makers_platforms_and_rights_are_no_names(line: str) -> None:
    found = page(FOOT.format(line), "Alles voor buiten")
    assert [i for i in found if i.kind == "name" and i.scheme == "copyright"] == []


def test_a_copyright_line_that_nothing_confirms_is_nobodys_and_yields_to_a_name() -> None:
    found = page(FOOT.format("© 2026 Handelshuis Kraan. Alle rechten voorbehouden"), "Groen wonen")
    assert (named(found), named(found, Owner.UNKNOWN)) == ([], ["Handelshuis Kraan"])
    better = page(FOOT.format("Vogel B.V.<br>Laan 1, 1011 AB Utrecht<br>© 2026 Handelshuis Kraan"), "Groen wonen")
    assert (named(better), named(better, Owner.UNKNOWN)) == (["Vogel B.V."], [])


@pytest.mark.parametrize(
    ("url", "title", "body", "name"),
    [
        ("https://www.tuinhuisvogel.nl/", "Tuinhuis Vogel | Voor de tuin", "Over Tuinhuis Vogel", "Tuinhuis Vogel"),
        ("https://vogel.be/", "Kussens kopen - Vogel", "Wij zijn Vogel.", "Vogel"),
        (HOST, "Contact | ORÉVA", "Mail naar shop@oreva.nl. ORÉVA is er voor u.", "ORÉVA"),
        (HOST, "Welkom bij De Eend", "De Eend <a href='https://instagram.com/de.eend'>volg ons</a>", "De Eend"),
        (HOST, "Vogelvreugd - zaden", "Vogelvreugd: vogelvreugd@gmail.com", "Vogelvreugd"),
        ("https://savonneriecigale.fr/", "Savonnerie de la Cigale", "x", "Savonnerie de la Cigale"),
        ("https://mueller-garten.de/", "Müller Garten: Stauden", "Müller Garten liefert", "Müller Garten"),
    ],
)  # fmt: skip
def test_the_name_in_title_and_host_mail_or_account_is_the_shops(url: str, title: str, body: str, name: str) -> None:
    assert named(page(f"<p>{body}</p>", title, url)) == [name]


@pytest.mark.parametrize(
    "title", ["Vogel ONE Staal", "De beste tuinhuizen van Vogel online", "Contact", "Home", "Alles voor de tuin"]
)
def test_products_and_slogans_of_the_title_are_no_names(title: str) -> None:
    text = f"<main><p>{title} nu bij ons.</p></main>"
    assert named(page(text, title, "https://vogel.nl/")) == []


def test_a_piece_of_all_titles_may_be_the_name_and_a_piece_of_one_is_not() -> None:
    one = read_page("<title>Kussens | Tuinreus</title><p>Tuinreus heeft kussens.", url=HOST, market="NL").identifiers
    two = read_page("<title>Stoelen | Tuinreus</title><p>Tuinreus heeft stoelen.", url=HOST, market="NL").identifiers
    assert named(settle_identifiers(one), Owner.UNKNOWN) == []
    assert named(settle_identifiers((*one, *two)), Owner.UNKNOWN) == ["Tuinreus"]


def test_the_logo_of_a_home_page_may_be_the_name() -> None:
    body = "<header><div>Ton &amp; Toets</div></header><main>Pianos</main>"
    assert named(page(body, "Ton & Toets"), Owner.UNKNOWN) == ["Ton & Toets"]
    assert named(page(body, "Ton & Toets", role=Role.SERVICE), Owner.UNKNOWN) == []


def test_the_name_above_a_number_is_the_shops_when_it_is_the_titles() -> None:
    body = "<h2>Bedrijfsgegevens</h2><p>Bio Snoepjes Nederland</p><p>KvK: 63598248</p>"
    mail = "<p>info@bio-snoepjes.nl</p>"
    assert named(page(mail + body, "Contact", role=Role.CONTACT)) == ["Bio Snoepjes Nederland"]
    assert named(page(body, "Contact", role=Role.CONTACT)) == []


def test_a_menu_above_a_number_is_no_name_though_a_title_has_it() -> None:
    body = "<footer><p>Zakelijk &amp; B2B</p><p>© 2026 Parel Geheimen — KvK: 63598248</p></footer>"
    assert named(page(body, "Zakelijk & B2B — Parel Geheimen", role=Role.OTHER)) == ["Parel Geheimen"]


def test_a_copyright_line_that_runs_into_links_is_cut_behind_the_name() -> None:
    line = "© 2026 Parel Geheimen Mentions légales"
    assert named(page(FOOT.format(line), "Parel Geheimen")) == ["Parel Geheimen"]


def test_small_letters_and_label_words_do_not_hide_a_name() -> None:
    line = "<p>boutique de vos<br>Laan 1<br>1011 AB Utrecht</p>"
    assert named(page(line, url="https://boutiquedevos.be/", role=Role.RETURNS)) == ["boutique de vos"]
    label = "Handelsnaam: Winkel van Vos\nAdres: x"
    found = identifiers(label, market="NL", languages=("nl",), page=HOST, role=Role.CONTACT)
    assert [i.value for i in found if i.kind == "name"] == ["Winkel van Vos"]


CAPITAL = """entre VOGEL-PLUS, société par actions simplifiée au capital de 1 000 euros, immatriculée au registre \
du commerce et des sociétés de Paris sous le numéro 732 829 320, dont le siège social est situé 3 rue de Sèvres, \
75007 Paris"""
SEAT = """désigne Vogel Formation, SARL au capital de 1000€, dont le siège social est situé au 8, rue Evariste Galois, \
86130 Jaunay"""
OFFICE = """We are BIRD EVOLVE LTD, a limited company incorporated in England & Wales with company number 00445790, \
whose registered office is at 23 Westfield Park, Bristol, BS6 6LT"""


def stated(text: str, code: str, market: str, role: Role = Role.TERMS) -> list[str]:
    found = identifiers(text, market=market, languages=(code,), page=HOST, role=role)
    return [i.value for i in found if i.kind == "name" and i.owner is Owner.SHOP]


@pytest.mark.parametrize(
    ("market", "code", "text", "name"),
    [
        ("NL", "nl", "Tuinhuis Vogel: Tuinhuis Vogel, gevestigd te Doorn, KvK-nummer 63598248.", "Tuinhuis Vogel"),
        ("NL", "nl", "Opdrachtnemer: VB Hout & Zonen, gevestigd te Doorn, ingeschreven bij de KvK onder 63598248.",
         "VB Hout & Zonen"),
        ("NL", "nl", "verstaan de eenmanszaak van Piet van Os, gevestigd te Doorn (KvK 63598248).", "Piet van Os"),
        ("NL", "nl", "Opdrachtnemer: Bas Vogel, gevestigd te Goudvink 5, 3281 RH, Numansdorp", "Bas Vogel"),
        ("BE", "nl", "Het bedrijf V.vogel is gevestigd te Veldkant 3B, 2550 Kontich", "V.vogel"),
        ("DE", "de", "Die VOGEL GmbH mit Sitz in Ulm (nachfolgend „wir“), betreibt den Laden.", "VOGEL GmbH"),
        ("FR", "fr", CAPITAL, "VOGEL-PLUS"),
        ("FR", "fr", SEAT, "Vogel Formation"),
        ("GB", "en", OFFICE, "BIRD EVOLVE LTD"),
        ("NL", "nl", "Naam: A. Vogel, handelend onder de naam VogelIT\nKvK-nummer: 63598248", "VogelIT"),
        ("NL", "nl", "aan Vogel Auto, Kersweg 16, 3053 JR Rotterdam, ingeschreven bij de KvK: 63598248", "Vogel Auto"),
        ("DE", "de", "Die Plattform wird betrieben von Jan Vogel (nachfolgend Betreiber).", "Jan Vogel"),
        ("GB", "en", "Ann Bird trading as Bird & Co\nVAT No: GB980780684", "Bird & Co"),
    ],
)  # fmt: skip
def test_sentences_that_introduce_a_firm(market: str, code: str, text: str, name: str) -> None:
    assert name in stated(text, code, market)


@pytest.mark.parametrize(
    ("market", "code", "text"),
    [
        ("DE", "de", "Als Umzugsunternehmen mit Sitz in Ulm sind wir schnell."),
        ("DE", "de", "Als Rednerin mit Sitz in München reise ich gern."),
        ("NL", "nl", "Wij zijn al jaren gevestigd te Doorn."),
        ("FR", "fr", "Une société au capital de 1 000 euros"),
        ("NL", "nl", "Dit is een Nederlandse eenmanszaak, ingeschreven bij de Kamer van Koophandel: 63598248."),
        ("NL", "nl", "Verwerkingsverantwoordelijke is ingeschreven bij de Kamer van Koophandel: 63598248."),
        ("NL", "nl", "Gevestigd en kantoorhoudende aan de Kersweg 16, 3053 JR Rotterdam"),
        ("DE", "de", "Das ist ein Angebot und wird betrieben von:\nKersweg 16, 80331 München"),
        ("GB", "en", "Our workshop is based at the harbour."),
        ("GB", "en", "Shoes run by Experts since 1990"),
    ],
)
def test_sentences_that_introduce_nobody(market: str, code: str, text: str) -> None:
    assert stated(text, code, market) == []


def test_places_and_streets_behind_established_at_are_no_names() -> None:
    text = "Vogel B.V., gevestigd te Kersweg 16, 3053 JR Rotterdam, ingeschreven bij de Kamer van Koophandel: 63598248"
    assert stated(text, "nl", "NL") == ["Vogel B.V."]


@pytest.mark.parametrize("above", ["Bezoek", "Magnus HQ", "Espace commercial 61", "Einzelunternehmen"])
def test_headings_and_buildings_above_an_address_are_no_names(above: str) -> None:
    text = f"{above}\nStationplein 37\n8800 Roeselare"
    found = identifiers(text, market="BE", languages=("nl", "de", "fr"), page=HOST, role=Role.CONTACT)
    assert [i.value for i in found if i.kind == "name"] == []


def test_the_firm_comes_before_the_name_of_its_site() -> None:
    told = Told(title="Vogel Parels", known=("vogelparels",))
    terms = identifiers(
        "Vogel BV, handelend onder de naam Vogel Parels (KvK 63598248)\n© 2026 Vogel Parels",
        market="NL", languages=("nl",), page=HOST, role=Role.TERMS, told=told,
        region_of=lambda at: Region.FOOTER if at > 60 else Region.MAIN,
    )  # fmt: skip
    names = [i for i in settle_identifiers(terms) if i.kind == "name"]
    assert [(i.value, i.region) for i in names] == [("Vogel BV", Region.MAIN), ("Vogel Parels", Region.FOOTER)]


HOSTILE = [
    "© " * 60_000,
    "© 2024 " * 30_000,
    "copyright (c) " * 15_000,
    "gevestigd te " * 15_000,
    "A, " * 60_000 + "gevestigd te",
    "© " + "A " * 90_000,
    "handelend onder de naam A " * 8_000,
    "Vogel " * 33_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[t[:9] for t in HOSTILE])
@pytest.mark.timeout(20)
def test_hostile_text_takes_no_time(text: str) -> None:
    told = Told(title="Vogel | " * 30, stated=("Vogel",) * 5, known=("vogel",))
    assert len(identifiers(text, market="NL", languages=(), page=HOST, role=Role.HOME, told=told)) <= 60
    assert len(list(claims(*prepared(text), Own(told), ("nl",)))) <= 20
