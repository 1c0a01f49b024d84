"""Italian shops: what their links, banners, error pages, opening hours and promises say, one case a line.

Written as Italian shops write, before the words of audit/languages/it.toml were tried on them.
"""

import json

import pytest

from audit.model import Role
from audit.outcomes import Reason
from checks.find import read_page
from checks.find.answer_times import answer_times
from checks.find.hours import opening_hours
from crawler.consent import consent_words, reveal_words
from crawler.links import LIKELY, STRONG, fold, guess, role_of_title
from crawler.trouble import Answer, trouble

SITE = "https://www.bottegasalice.test/"


@pytest.mark.parametrize(
    ("label", "path", "role"),
    [
        ("Contatti", "/contatti", Role.CONTACT),
        ("Contattaci", "/contattaci", Role.CONTACT),
        ("Contattateci", "/p/4", Role.CONTACT),
        ("Scrivici", "/scrivici", Role.CONTACT),
        ("Chiamaci", "/p/5", Role.CONTACT),
        ("Modulo di contatto", "/modulo", Role.CONTACT),
        ("Form contatti", "/p/6", Role.CONTACT),
        ("I nostri recapiti", "/recapiti", Role.CONTACT),
        ("Contatti e orari", "/p/7", Role.CONTACT),
        ("Dove siamo", "/dove-siamo", Role.CONTACT),
        ("Mettiti in contatto", "/p/8", Role.CONTACT),
        ("", "/contatti.html", Role.CONTACT),
        ("", "/it/contattaci", Role.CONTACT),
        ("Servizio clienti", "/servizio-clienti", Role.SERVICE),
        ("Assistenza clienti", "/assistenza", Role.SERVICE),
        ("Domande frequenti", "/p/10", Role.SERVICE),
        ("Centro assistenza", "/p/11", Role.SERVICE),
        ("Hai bisogno di aiuto?", "/p/12", Role.SERVICE),
        ("Servizio Consumatori", "/p/13", Role.SERVICE),
        ("Assistenza post vendita", "/p/14", Role.SERVICE),
        ("Spedizioni", "/spedizioni", Role.SERVICE),
        ("Metodi di pagamento", "/pagamenti", Role.SERVICE),
        ("Tempi e costi di spedizione", "/content/15", Role.SERVICE),
        ("Note legali", "/note-legali", Role.IMPRINT),
        ("Dati societari", "/dati-societari", Role.IMPRINT),
        ("Informazioni legali", "/p/20", Role.IMPRINT),
        ("Dati aziendali", "/p/21", Role.IMPRINT),
        ("Condizioni generali di vendita", "/condizioni", Role.TERMS),
        ("Termini e condizioni", "/termini-e-condizioni", Role.TERMS),
        ("Condizioni di vendita", "/p/30", Role.TERMS),
        ("Condizioni d'uso", "/condizioni-uso", Role.TERMS),
        ("Informativa sulla privacy", "/privacy-policy", Role.PRIVACY),
        ("Informativa privacy e cookie", "/p/40", Role.PRIVACY),
        ("Trattamento dei dati personali", "/p/41", Role.PRIVACY),
        ("Resi e rimborsi", "/resi", Role.RETURNS),
        ("Diritto di recesso", "/recesso", Role.RETURNS),
        ("Politica di reso", "/p/50", Role.RETURNS),
        ("Cambi e resi", "/p/51", Role.RETURNS),
        ("Come fare un reso", "/content/52", Role.RETURNS),
        ("Reclami", "/reclami", Role.COMPLAINTS),
        ("Risoluzione delle controversie", "/odr", Role.COMPLAINTS),
        ("Il mio account", "/account", Role.LOGIN),
        ("Bisogno d'aiuto?", "/content/4", Role.SERVICE),
        ("Informazioni sul venditore", "/content/5", Role.IMPRINT),
        ("Politica di restituzione", "/content/7", Role.RETURNS),
        ("Resi gratuiti entro 30 giorni", "/content/8", Role.RETURNS),
        ("Parla con noi", "/content/13", Role.CONTACT),
        ("Sede e contatti", "/content/17", Role.CONTACT),
        ("Pagamenti e spedizioni", "/content/h", Role.SERVICE),
        ("Contatta il venditore", "/content/i", Role.CONTACT),
        ("Condizioni di reso", "/content/f", Role.RETURNS),
        ("Accedi", "/accedi", Role.LOGIN),
        ("Registrati", "/p/60", Role.LOGIN),
    ],
)
def test_links(label: str, path: str, role: Role) -> None:
    found = guess(label, SITE + path.lstrip("/"))
    assert (found.role, found.score >= LIKELY) == (role, True)


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("Lenti a contatto", "/lenti-a-contatto"),
        ("Colla a contatto", "/colla-a-contatto"),
        ("Informazioni sul prodotto", "/p/70"),
        ("Accessori auto", "/accessori"),
        ("Scarpe donna", "/scarpe-donna"),
        ("Blog e novità", "/blog"),
        ("Condizionatori", "/condizionatori"),
        ("Cambio gomme", "/cambio-gomme"),
        ("Orologio Contatto", "/prodotto/orologio-contatto"),
        ("Il contatto con la natura", "/notizie/il-contatto-con-la-natura"),
    ],
)
def test_links_that_lead_to_goods(label: str, path: str) -> None:
    found = guess(label, SITE + path.lstrip("/"))
    assert found.role in (Role.OTHER, Role.PRODUCT) or found.score < STRONG, found


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Contatti - Bottega Salice", Role.CONTACT),
        ("Bottega Salice | Condizioni di vendita", Role.TERMS),
        ("Note legali – Bottega Salice", Role.IMPRINT),
        ("Resi e rimborsi | Bottega Salice", Role.RETURNS),
        ("Bottega Salice - Borse in pelle fatte a mano", Role.OTHER),
    ],
)
def test_titles(title: str, role: Role) -> None:
    assert role_of_title(title) is role


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<title>Pagina non trovata – Bottega Salice</title><h1>Ops!</h1>", Reason.SOFT_404),
        ("<title>Bottega</title><nav>a b c</nav><h1>La pagina che stai cercando non esiste</h1>", Reason.SOFT_404),
        ("<title>Errore 404</title><p>x</p>", Reason.SOFT_404),
        ("<title>Bottega</title><h1>Oops! Questa pagina non esiste più.</h1>", Reason.SOFT_404),
        ("<title>Bottega</title><h1>La pagina richiesta non è disponibile</h1>", Reason.SOFT_404),
        ("<h1>Siamo spiacenti, la pagina richiesta non esiste</h1>", Reason.SOFT_404),
        ("<h1>Non riusciamo a trovare la pagina richiesta</h1>", Reason.SOFT_404),
        ("<title>Ops! Non troviamo questa pagina</title><h1>Ops</h1>", Reason.SOFT_404),
        ("<h1>Stiamo aggiornando il sito</h1><p>A presto</p>", Reason.MAINTENANCE),
        ("<h1>Questo dominio potrebbe essere in vendita</h1>", Reason.PARKED),
        ("<p>Dichiaro di avere più di 18 anni</p><button>Entra</button>", Reason.AGE_GATE),
        ("<h1>Nuovo sito in arrivo</h1>", Reason.MAINTENANCE),
        ("<h1>Accesso non consentito</h1>", Reason.BLOCKED),
        ("<title>Dominio in vendita</title><p>Fai un'offerta</p>", Reason.PARKED),
        ("<h1>Questo dominio è stato registrato per conto di un cliente</h1>", Reason.PARKED),
        ("<p>Acquista questo dominio</p>", Reason.PARKED),
        ("<title>Sito in manutenzione</title><p>Torniamo presto!</p>", Reason.MAINTENANCE),
        ("<h1>Stiamo lavorando per voi</h1><p>Il sito tornerà presto online</p>", Reason.MAINTENANCE),
        ("<h1>Sito in costruzione</h1>", Reason.MAINTENANCE),
        ("<h1>Prossimamente online</h1>", Reason.MAINTENANCE),
        ("<h1>Accesso negato</h1><p>Il tuo indirizzo è stato bloccato</p>", Reason.BLOCKED),
        ("<p>Abbiamo rilevato traffico insolito dalla tua rete</p>", Reason.BLOCKED),
        ("<h1>Conferma di non essere un robot</h1>", Reason.CAPTCHA),
        ("<p>Verifica di essere umano completando l'azione seguente</p>", Reason.CAPTCHA),
        ("<h1>Hai più di 18 anni?</h1><button>Sì</button>", Reason.AGE_GATE),
        ("<p>Confermo di essere maggiorenne</p><button>Entra</button>", Reason.AGE_GATE),
        (
            "<title>Accedi</title><form><input type=password name=p><button>Accedi</button></form>",
            Reason.LOGIN_REQUIRED,
        ),
        (
            "<h1>Area riservata ai rivenditori</h1><form><input type=password name=p><button>Entra</button></form>",
            Reason.LOGIN_REQUIRED,
        ),
    ],
)
def test_pages_that_stand_in_the_way(html: str, reason: Reason) -> None:
    found = trouble(Answer(url=SITE, asked=SITE, source=html), read_page(html, url=SITE, market="IT"))
    assert found is not None
    assert found.reason is reason


@pytest.mark.parametrize(
    "words",
    [
        "Manutenzione della pelle",
        "Accesso negato: il gioco",
        "Vietato ai minori di 18 anni",
        "Accedi",
        "Domini e castelli",
    ],
)
def test_ordinary_words_are_no_trouble(words: str) -> None:
    links = "".join(f"<a href=/{n}>Categoria {n}</a> " for n in range(20))
    html = f"<title>{words}</title><nav>{links}</nav><main><h1>{words}</h1><p>Belle cose per poco.</p></main>"
    assert trouble(Answer(url=SITE, asked=SITE, source=html), read_page(html, url=SITE, market="IT")) is None


@pytest.mark.parametrize(
    ("label", "way"),
    [
        ("Rifiuta", "reject"),
        ("Rifiuta tutto", "reject"),
        ("Rifiuta tutti i cookie", "reject"),
        ("Continua senza accettare", "reject"),
        ("Solo cookie necessari", "reject"),
        ("Solo necessari", "reject"),
        ("Usa solo i cookie necessari", "reject"),
        ("Accetta solo i necessari", "reject"),
        ("Solo cookie tecnici", "reject"),
        ("Nega", "reject"),
        ("No, grazie", "reject"),
        ("Non accetto", "reject"),
        ("Chiudi", "close"),
        ("Chiudi e continua senza accettare", "reject"),
        ("Accetta", "accept"),
        ("Accetta tutti", "accept"),
        ("Accetta tutti i cookie", "accept"),
        ("Accetto", "accept"),
        ("Accetta e continua", "accept"),
        ("Consenti tutti", "accept"),
        ("Ho capito", "accept"),
        ("Va bene", "accept"),
        ("Rifiuta tutti i cookie non necessari", "reject"),
        ("Accetta tutti e chiudi", "accept"),
        ("Accetta selezionati", ""),
        ("Personalizza", ""),
        ("Scopri di più e personalizza", ""),
        ("Gestisci preferenze", ""),
    ],
)
def test_buttons_of_consent_banners(label: str, way: str) -> None:
    words = json.loads(consent_words())
    assert next((w for w in ("reject", "close", "accept") if fold(label) in words[w]), "") == way


@pytest.mark.parametrize(
    ("label", "pressed"),
    [
        ("Mostra numero", True),
        ("Mostra il numero di telefono", True),
        ("Vedi telefono", True),
        ("Visualizza email", True),
        ("Scopri il numero", True),
        ("Clicca per vedere il numero", True),
        ("Mostra contatti", True),
        ("Mostra tutto", False),
        ("Vedi il carrello", False),
        ("Scopri la collezione", False),
        ("Visualizza ordine", False),
        ("Scopri di più e personalizza", False),
        ("Vedi novità e offerte", False),
    ],
)
def test_buttons_that_show_a_number(label: str, pressed: bool) -> None:
    words = json.loads(reveal_words())
    tokens = fold(label).split()
    both = any(t in words["verbs"] for t in tokens) and any(t in words["nouns"] for t in tokens)
    assert (fold(label) in words["phrases"] or both) is pressed


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Siamo aperti dal lunedì al venerdì dalle 9:00 alle 18:00", "Mo-Fr 09:00-18:00"),
        ("Orari: Lun-Ven 9.00-13.00 / 14.30-18.30", "Mo-Fr 09:00-13:00,14:30-18:30"),
        ("Servizio clienti: lun - ven 9:00 - 18:00, sab 9:00 - 13:00", "Mo-Fr 09:00-18:00; Sa 09:00-13:00"),
        ("dal lunedì al sabato, dalle ore 9 alle ore 19, il negozio è aperto", "Mo-Sa 09:00-19:00"),
        ("Il servizio clienti risponde tutti i giorni dalle 8 alle 20", "Mo-Su 08:00-20:00"),
        ("Assistenza telefonica dal lunedi al venerdi 9-13 e 14-18", "Mo-Fr 09:00-13:00,14:00-18:00"),
        (
            "Orario di apertura\nLunedì: chiuso\nMartedì-Sabato: 10:00-12:30 e 15:30-19:00\nDomenica: chiuso",
            "Tu-Sa 10:00-12:30,15:30-19:00",
        ),
        ("Orari di apertura: mar. e gio. 15:00-19:00", "Tu,Th 15:00-19:00"),
        ("Assistenza 24 ore su 24, 7 giorni su 7", "24/7"),
        ("Servizio clienti attivo 24h su 24", "24/7"),
        ("Chiamaci lun/ven 9-18", "Mo-Fr 09:00-18:00"),
        ("Aperto dal martedì alla domenica dalle 10.00 alle 19.30", "Tu-Su 10:00-19:30"),
        ("Il nostro showroom è aperto sabato e domenica dalle 10 alle 18", "Sa,Su 10:00-18:00"),
        ("Contattaci: da lunedì a venerdì, ore 9:00 – 17:30 (esclusi i festivi)", "Mo-Fr 09:00-17:30"),
        ("Il nostro call center è attivo tutti i giorni feriali dalle 9 alle 18", None),
        ("Negozio aperto tutti i giorni tranne il lunedì dalle 9:00 alle 18:00", None),
        ("Assistenza WhatsApp attiva dalle 10 alle 22 tutti i giorni", "Mo-Su 10:00-22:00"),
        ("Apertura: dal Lunedì al Venerdì h. 9.00 - 12.30 / 15.00 - 19.00", "Mo-Fr 09:00-12:30,15:00-19:00"),
        ("Negozio: lunedì 15:00-19:00, martedì / venerdì 9:00-12:30", None),
        ("Negozio: Lun-Ven 9.00/12.30-15.30/19.00", "Mo-Fr 09:00-12:30,15:30-19:00"),
        ("Negozio: lun-ven 8.30/18.00, sab 9.00/12.00", "Mo-Fr 08:30-18:00; Sa 09:00-12:00"),
        ("Negozio aperto da martedì a sabato, 9.00/13.00 - 15.30/19.30", "Tu-Sa 09:00-13:00,15:30-19:30"),
        ("Orario: LU-VE 9-18", "Mo-Fr 09:00-18:00"),
        (
            "Servizio Clienti attivo dal Lunedì al Sabato dalle ore 08:00 alle ore 20:00 (festivi esclusi)",
            "Mo-Sa 08:00-20:00",
        ),
        ("Negozio: feriali 9-19, festivi chiuso", None),
        ("Centralino attivo dalle 8.30 alle 17.30 dal lunedì al venerdì", "Mo-Fr 08:30-17:30"),
        ("Telefono: da lunedì a giovedì 9-17, venerdì 9-13", "Mo-Th 09:00-17:00; Fr 09:00-13:00"),
        ("Siamo disponibili 7 giorni su 7 dalle 9.00 alle 21.00", "Mo-Su 09:00-21:00"),
        ("Orario continuato dal lunedì al sabato 9:00-19:30", "Mo-Sa 09:00-19:30"),
        (
            "Orari negozio: lunedì dalle 15 alle 19, da martedì a sabato dalle 9 a mezzogiorno",
            "Mo 15:00-19:00; Tu-Sa 09:00-12:00",
        ),
    ],
)
def test_hours(text: str, osm: str | None) -> None:
    found = [h.osm for h in opening_hours(text, languages=("it",), page=SITE)]
    assert found == ([osm] if osm else [""])


@pytest.mark.parametrize(
    "text",
    [
        "Ordina entro le 12 e ricevi domani tra le 9:00 e le 18:00, dal lunedì al venerdì",
        "Consegna dal lunedì al venerdì dalle 9.00 alle 18.00",
        "Le spedizioni partono lun-ven 9:00-17:00",
        "Corso di cucina sabato dalle 15:00 alle 18:00",
        "Acquista online 24 ore su 24",
        "Evento: domenica 20:00 - 23:00",
    ],
)
def test_other_times_of_the_week(text: str) -> None:
    assert list(opening_hours(text, languages=("it",), page=SITE)) == []


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Telefono\nlun-ven 9:00-17:00", "phone"),
        ("Live chat: lun-ven 9:00-17:00", "chat"),
        ("WhatsApp: lun-ven 9:00-17:00", "whatsapp"),
        ("Il nostro negozio: mar-sab 9:00-19:00", "shop"),
        ("Orari di apertura\nlun-ven 9:00-17:00", ""),
    ],
)
def test_hours_of_what(text: str, channel: str) -> None:
    assert [h.channel for h in opening_hours(text, languages=("it",), page=SITE)] == [channel]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rispondiamo entro 24 ore.", (24, "hours", False)),
        ("Ti risponderemo entro 24/48 ore lavorative.", (48, "hours", True)),
        ("Il nostro servizio clienti ti risponderà entro 2 giorni lavorativi.", (2, "days", True)),
        ("Riceverai una risposta entro un giorno lavorativo.", (1, "days", True)),
        ("Tempo di risposta: 24 ore", (24, "hours", False)),
        ("Tempi medi di risposta: 1-2 giorni lavorativi", (2, "days", True)),
        ("Ti ricontatteremo entro 48 ore dalla richiesta.", (48, "hours", False)),
        ("Sarai ricontattato dal nostro team entro 24 ore.", (24, "hours", False)),
        ("Rispondiamo in giornata a tutte le e-mail.", (0, "days", False)),
        ("Un nostro operatore vi contatterà il prima possibile.", (None, "", False)),
        ("Risponderemo al più presto.", (None, "", False)),
        ("Compila il modulo: ti rispondiamo in poche ore.", (None, "hours", False)),
        ("Ci impegniamo a rispondere alle domande sui resi entro 3 giorni lavorativi.", (3, "days", True)),
        ("Di solito rispondiamo entro un'ora.", (1, "hours", False)),
        ("Rispondiamo a tutte le richieste entro 24 ore dal ricevimento.", (24, "hours", False)),
        ("La risposta può richiedere fino a 48 ore.", (48, "hours", False)),
        ("Per domande sulle spedizioni rispondiamo entro 24 ore.", (24, "hours", False)),
        ("Il servizio clienti ti risponde entro la giornata lavorativa successiva", (1, "days", True)),
        ("Nostro personale ti contatterà entro due giorni", (2, "days", False)),
        ("Risposta garantita entro 12 ore", (12, "hours", False)),
        ("Lo staff risponde di norma entro massimo due giorni lavorativi", (2, "days", True)),
        ("Vi daremo riscontro entro il giorno lavorativo successivo.", (1, "days", True)),
    ],
)
def test_answer_times(text: str, expected: tuple[float | None, str, bool]) -> None:
    found = answer_times(text, languages=("it",), page=SITE)
    assert [(a.amount, a.unit, a.working) for a in found] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Spediamo entro 24 ore dall'ordine.",
        "Rimborsiamo l'importo entro 14 giorni.",
        "Contattaci entro 48 ore dal ricevimento del pacco danneggiato.",
        "Se non ricevi risposta entro 2 giorni, controlla lo spam.",
        "Hai 30 giorni per restituire il prodotto.",
        "La consegna avviene entro 2-3 giorni lavorativi.",
        "Quando riceverò una risposta?",
        "Il rimborso arriverà entro 14 giorni dalla nostra risposta.",
        "Ti contatteremo entro 24 ore per concordare la consegna.",
        "Dopo la tua risposta spediremo il pacco entro 24 ore.",
        "Il reso va comunicato entro 14 giorni, ti risponderemo con le istruzioni",
        "Preventivo entro 24 ore",
        "Il cliente deve comunicare il recesso entro 14 giorni.",
    ],
)
def test_other_times(text: str) -> None:
    assert list(answer_times(text, languages=("it",), page=SITE)) == []


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Per i reclami rispondiamo entro 30 giorni.", "complaints"),
        ("Per esercitare i tuoi diritti (GDPR) scrivici: rispondiamo entro 30 giorni.", "privacy"),
        ("Scrivi a info@bottega.test, rispondiamo alle e-mail entro 24 ore.", "email"),
    ],
)
def test_times_for_what(text: str, channel: str) -> None:
    assert [a.channel for a in answer_times(text, languages=("it",), page=SITE)] == [channel]
