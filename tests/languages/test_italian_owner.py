"""Italian pages: whose a number is and what it costs, and who runs the shop, one case a line."""

import pytest

from audit.model import Identifier, Kind, NumberKind, Owner, Role, Sighting
from audit.shoplist import parse_list
from checks.find import read_page
from checks.find.identity import settle_identifiers
from checks.find.identity_names import names
from checks.find.language import language_of
from checks.find.phrases import prepared
from checks.find.reading import PageReading
from checks.market import delivered_to
from checks.said import only_for_messages, only_for_orders, says_basic_rate

SITE = "https://www.bottegasalice.test/"
PHONE = "+390323417286"


def reading(body: str, role: Role = Role.OTHER) -> PageReading:
    return read_page(f'<html lang="it"><body>{body}</body></html>', url=SITE, market="IT", role=role)


def number(body: str) -> Sighting:
    return next(s for s in reading(body).sightings if s.kind is Kind.PHONE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Tel: 0323417286", PHONE),
        ("Recapito telefonico: 0323417286", PHONE),
        ("Per ordini telefonici 0323417286", PHONE),
        ("Numero fisso: 0323417286", PHONE),
        ("Cellulare 3472847619", "+393472847619"),
        ("Telefonaci al 3472847619", "+393472847619"),
        ("Chiama subito il 3472847619", "+393472847619"),
        ("Numero Verde 800284761", "+39800284761"),
        ("Puoi contattarci al numero 0323417286", PHONE),
        ("Infoline 0323417286", PHONE),
    ],
)
def test_words_before_a_number(text: str, value: str) -> None:
    assert [s.value for s in reading(f"<p>{text}</p>").sightings] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Partita IVA 02847619350",
        "Codice univoco 0323417286",
        "Numero ordine 0323417286",
        "Codice articolo: 0323417286",
        "N. iscrizione Albo 0323417286",
        "Conto corrente 0323417286",
        "Codice a barre 0323417286123",
        "Autorizzazione n. 0323417286",
        "Numero di serie 0323417286",
        "Matricola INPS 0323417286",
    ],
)
def test_numbers_that_are_no_phones(text: str) -> None:
    assert reading(f"<p>{text}</p>").sightings == ()


def test_fax() -> None:
    found = reading("<p>Telefax: 0323417287</p>").sightings
    assert [s.number_kind for s in found] == [NumberKind.FAX]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Tel. 0323 417286 (tariffa urbana)", says_basic_rate),
        ("Tel. 199 204 761, al costo di una chiamata locale", says_basic_rate),
        ("Tel. 848 284 761, costo in base al proprio operatore", says_basic_rate),
        ("Numero verde gratuito 800 284 761", says_basic_rate),
        ("Tel. 0323 417286 solo per ordini", only_for_orders),
        ("Tel. 0323 417286 (esclusivamente per ordini telefonici)", only_for_orders),
        ("WhatsApp 347 2847619 solo messaggi", only_for_messages),
        ("WhatsApp 347 2847619 (no chiamate)", only_for_messages),
        ("WhatsApp: 347 2847619, non si risponde alle chiamate", only_for_messages),
    ],
)
def test_what_is_said_of_a_number(text: str, says: object) -> None:
    assert callable(says)
    assert says(number(f"<p>{text}</p>")) is True


@pytest.mark.parametrize(
    "text", ["WhatsApp 347 2847619 e chiamate", "Tel. 0323 417286 per ordini e informazioni", "Tel. 0323 417286"]
)
def test_what_is_not_said_of_a_number(text: str) -> None:
    found = number(f"<p>{text}</p>")
    assert not (says_basic_rate(found) or only_for_orders(found) or only_for_messages(found))


@pytest.mark.parametrize(
    ("body", "owner"),
    [
        ("<p>Hai bisogno di aiuto? Chiama il nostro servizio clienti: tel. 0323 417286</p>", Owner.SHOP),
        ("<h2>I nostri contatti</h2><p>Tel. 0323 417286</p>", Owner.SHOP),
        ("<p>Titolare del trattamento: Bottega Salice S.r.l., tel. 0323 417286</p>", Owner.SHOP),
        ("<p>Garante per la protezione dei dati personali, tel. 0323 417286</p>", Owner.OTHER),
        ("<p>Il venditore aderisce all'organismo ADR Pace, tel. 0323 417286</p>", Owner.OTHER),
        ("<h3>Produttore</h3><p>Lampade Sole S.p.A., tel. 0323 417286</p>", Owner.OTHER),
        ("<p>Importatore: Sole Trading, tel. 0323 417286</p>", Owner.OTHER),
        ("<footer><p>Sviluppato da Studio Lago, tel. 0323 417286</p></footer>", Owner.OTHER),
        ("<footer><p>Web design: Studio Lago - 0323 417286</p></footer>", Owner.OTHER),
        ("<footer><p>© 2025 Bottega Salice – Credits: Studio Lago - 0323 417286</p></footer>", Owner.OTHER),
        ("<p>Sito internet realizzato e gestito da Studio Lago, tel. 0323 417286</p>", Owner.OTHER),
        ("<p>Farmacia Salice, autorizzata dal Ministero della Salute. Tel. 0323 417286</p>", Owner.SHOP),
        ("<p>Spediamo con corriere espresso in 24 ore. Per info tel. 0323 417286</p>", Owner.SHOP),
        (
            "<p>Bottega Salice, iscritta alla Camera di Commercio di Verbania n. 188776 – Tel. 0323 417286</p>",
            Owner.SHOP,
        ),
        ("<p>Camera di Commercio di Verbania, tel. 0323 417286</p>", Owner.OTHER),
        ("<p>Pronto soccorso PC, tel. 0323 417286</p>", Owner.SHOP),
        ("<p>Il corriere: Veloce Spedizioni, tel. 0323 417286</p>", Owner.OTHER),
        ("<h1>I nostri rivenditori</h1><h2>Casa Bella</h2><p>Tel. 0323 417286</p>", Owner.OTHER),
        (
            "<p>Responsabile della protezione dei dati: avv. Luca Neri, studio esterno, tel. 0323 417286</p>",
            Owner.OTHER,
        ),
        ("<p>Centro antiveleni: tel. 0323 417286</p>", Owner.OTHER),
        ("<h2>Link utili</h2><p>Pro loco, tel. 0323 417286</p>", Owner.OTHER),
        ("<p>Venditore: Bottega Salice, tel. 0323 417286 per domande sul tuo ordine</p>", Owner.SHOP),
    ],
)
def test_whose_number(body: str, owner: Owner) -> None:
    assert number(body).owner is owner


def found(text: str, role: Role = Role.IMPRINT) -> dict[str, set[str]]:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    told: dict[str, set[str]] = {}
    for i in settle_identifiers(reading(body, role).identifiers):
        if i.owner is Owner.SHOP:
            told.setdefault(i.kind, set()).add(i.value)
    return told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ragione sociale: Bottega Salice", "Bottega Salice"),
        ("Denominazione: Bottega Salice", "Bottega Salice"),
        ("Titolare: Luca Rinaldi\nP.IVA 00743110157", "Luca Rinaldi"),
        ("Ditta: Bottega Salice di Luca Rinaldi", "Bottega Salice di Luca Rinaldi"),
        ("Nome dell'azienda: Bottega Salice", "Bottega Salice"),
    ],
)
def test_names_behind_a_label(text: str, name: str) -> None:
    assert [n.value for n in names(*prepared(text), codes=("it",)) if n.how == "label"] == [name]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Bottega Salice S.r.l.\nVia Garibaldi 12\n20121 Milano\nP. IVA: 00743110157\nREA MI-1887764",
            {
                "name": {"Bottega Salice S.r.l."}, "address": {"Via Garibaldi 12, 20121 Milano"},
                "vat": {"IT00743110157"}, "register": {"MI1887764"},
            },
        ),
        (
            "Il sito è di proprietà di Bottega Salice S.r.l., con sede legale in Via Garibaldi 12, 20121 Milano (MI)",
            {"name": {"Bottega Salice S.r.l."}, "address": {"Via Garibaldi 12, 20121 Milano (MI)"}},
        ),
        (
            "Bottega Salice Snc - sede legale: Corso Vittorio Emanuele II, 5/B - 10121 Torino",
            {"name": {"Bottega Salice Snc"}, "address": {"Corso Vittorio Emanuele II, 5/B, 10121 Torino"}},
        ),
        (
            "Sede operativa: P.zza Dante 3, 38122 Trento (TN)",
            {"address": {"P.zza Dante 3, 38122 Trento (TN)"}},
        ),
    ],
)  # fmt: skip
def test_who_runs_the_shop(text: str, told: dict[str, set[str]]) -> None:
    assert {kind: value for kind, value in found(text).items() if kind in told} == told


@pytest.mark.parametrize(
    "text",
    [
        "Operazione in franchigia da IVA, regime forfettario",
        "Contribuente forfettario ai sensi della L. 190/2014",
        "Operazione senza applicazione dell'IVA",
    ],
)
def test_who_owes_no_vat(text: str) -> None:
    told: list[Identifier] = [i for i in reading(f"<p>{text}</p>", Role.IMPRINT).identifiers if i.kind == "vat"]
    assert told and all("exempt" in (i.scheme or "") for i in told), told


@pytest.mark.parametrize(
    "line", ["© 2025 Bottega Salice - Tutti i diritti riservati", "© Bottega Salice 2025. Realizzato da Lago"]
)
def test_a_copyright_line(line: str) -> None:
    html = f"<html lang=it><title>Bottega Salice</title><main>Borse</main><footer><p>{line}</p></footer></html>"
    told = settle_identifiers(read_page(html, url="http://127.0.0.1:8080/", market="IT", role=Role.HOME).identifiers)
    assert [i.value for i in told if i.kind == "name" and i.owner is Owner.SHOP] == ["Bottega Salice"]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Spediamo in tutta Italia e in Francia", ("IT", "FR")),
        ("Consegna gratuita in Italia", ("IT",)),
        ("Spedizioni in Italia, Austria e Svizzera", ("IT", "AT", "CH")),
    ],
)
def test_where_a_shop_delivers_to(text: str, countries: tuple[str, ...]) -> None:
    assert set(delivered_to(text, ("it",))) == set(countries)


def test_headers_of_a_list() -> None:
    data = "Posizione;Nome negozio;Sito web;Settore;Paese\n1;Bottega Salice;bottegasalice.it;Pelletteria;Italia\n"
    shops = parse_list(data.encode()).shops
    assert [(s.name, s.url, s.market) for s in shops] == [("Bottega Salice", "https://bottegasalice.it", "IT")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Spedizione gratuita per tutti gli ordini sopra i 50 euro. Scopri la nuova collezione del negozio.", "it"),
        ("Il tuo carrello è vuoto. Aggiungi i prodotti che preferisci e completa l'acquisto con noi.", "it"),
        ("Envío gratis en todos los pedidos. Descubre la nueva colección de nuestra tienda para el verano.", "es"),
        ("Gratis verzending bij alle bestellingen. Bekijk nu de nieuwe collectie van onze winkel.", "nl"),
        ("Livraison gratuite pour toutes les commandes. Découvrez la nouvelle collection de la boutique.", "fr"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language
