"""For whom a number or mailbox is, by its sentence, and whether it is one at all any more; both sides of each."""

import pytest

from audit.model import Kind, Role, Use
from checks.find import read_page

OTHER, PRESS, JOBS, BUSINESS, ORDERS, GIVEN_UP = (
    Use.OTHER, Use.PRESS, Use.JOBS, Use.BUSINESS, Use.ORDERS, Use.GIVEN_UP,
)  # fmt: skip
SITE = "https://www.lindenhof-wolle.test/contact"


def uses(html: str, market: str = "NL", kind: Kind = Kind.PHONE) -> list[Use]:
    seen = read_page(f"<body>{html}</body>", url=SITE, market=market, role=Role.CONTACT).sightings
    return [s.use for s in seen if s.kind is kind]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("NL", "<p>Ons oude nummer <del>0544-382716</del> is vervallen.</p>"),
        ("NL", "<p>Tel. <s>0544-382716</s></p>"),
        ("NL", "<p>Tel. <strike>0544-382716</strike></p>"),
        ("NL", "<p style='text-decoration: line-through'>Tel. 0544-382716</p>"),
        ("NL", "<p>Tel. <span class='line-through text-grey'>0544-382716</span></p>"),
        ("NL", "<p>Telefoonnummer 0544-382716 is per 1-1-2026 niet meer in gebruik.</p>"),
        ("NL", "<p>0544-382716 is vervangen door een contactformulier.</p>"),
        ("NL", "<p>Tel: 0544-382716 (vervallen)</p>"),
        ("NL", "<p>Wij zijn niet meer telefonisch bereikbaar op 0544-382716.</p>"),
        ("NL", "<p>Voorheen belde u 0544-382716. Wij zijn niet meer telefonisch bereikbaar.</p>"),
        ("DE", "<p>Unsere Hotline 04957 / 382716 wurde zum 31.12.2025 eingestellt. Bitte schreiben Sie uns.</p>"),
        ("DE", "<p>Die alte Nummer 04957 382716 gibt es nicht mehr.</p>"),
        ("DE", "<p>Unter 04957 382716 sind wir nicht mehr erreichbar.</p>"),
        ("DE", "<p>Tel. 04957 382716. Seit Januar sind wir telefonisch nicht mehr erreichbar.</p>"),
        ("GB", "<p>Our old number 01245 618273 has been disconnected.</p>"),
        ("GB", "<p>The phone line 01245 618273 is no longer in use.</p>"),
        ("GB", "<p>Phone: 01245 618273. We no longer offer telephone support, please use the form.</p>"),
        ("FR", "<p>Le numéro 04 94 25 71 49 n’est plus en service.</p>"),
        ("FR", "<p>Ancien numéro : 04 94 25 71 49</p>"),
        ("FR", "<p>Tél. 04 94 25 71 49. Nous ne sommes plus joignables par téléphone.</p>"),
        ("ES", "<p>Ya no ofrecemos atención telefónica: el antiguo teléfono 957 48 21 63 está fuera de servicio.</p>"),
        ("ES", "<p>El número 957 48 21 63 ha sido dado de baja.</p>"),
        ("ES", "<p>Tel. 957 48 21 63. Ya no atendemos por teléfono, use el formulario.</p>"),
        ("IT", "<p>Non offriamo più assistenza telefonica: il numero 0574 618273 non è più attivo.</p>"),
        ("IT", "<p>Vecchio numero: 0574 618273</p>"),
        ("IT", "<p>Tel. 0574 618273. Non rispondiamo più al telefono, usate il modulo.</p>"),
    ],
)
def test_a_number_that_was_given_up(market: str, html: str) -> None:
    assert uses(html, market) == [GIVEN_UP]


@pytest.mark.parametrize(
    ("market", "html", "expected"),
    [
        ("NL", "<p>Ons oude nummer 0544-382716 is vervallen, bel voortaan 0544-382717.</p>", [GIVEN_UP, OTHER]),
        ("NL", "<p><del>0544-382716</del> 0544-382717</p>", [GIVEN_UP, OTHER]),
        ("NL", "<p>Ons oude nummer is vervangen door 0544-382717</p>", [OTHER]),
        ("NL", "<p>Van <del>€ 49,95</del> voor € 39,95. Bel 0544-382716</p>", [OTHER]),
        ("NL", "<p>Bel 0544-382716. Actie vervallen.</p>", [OTHER]),
        ("NL", "<p>Bel 0544-382716 als uw kortingscode is vervallen.</p>", [OTHER]),
        ("NL", "<p>Na 17.00 uur zijn wij op 0544-382716 niet meer bereikbaar.</p>", [OTHER]),
        ("NL", "<p>Bel 0544-382716. Op zaterdag zijn wij niet meer telefonisch bereikbaar.</p>", [OTHER]),
        ("NL", "<p>Het oude nummer 0544-382716 blijft gewoon bereikbaar.</p>", [OTHER]),
        ("NL", "<p>Tel. 0544-382716</p><p>Dit product is vervallen.</p>", [OTHER]),
        ("DE", "<p>Rufen Sie 04957 382716 an, wenn Ihr Gerät nicht mehr erreichbar ist.</p>", [OTHER]),
        ("DE", "<p>Am Wochenende ist 04957 382716 nicht mehr erreichbar.</p>", [OTHER]),
        ("DE", "<p>Die Produktion wurde eingestellt. Ersatzteile: 04957 382716</p>", [OTHER]),
        ("GB", "<p>Call 01245 618273 if your item is no longer available.</p>", [OTHER]),
        ("GB", "<p>Call 01245 618273. This range has been discontinued.</p>", [OTHER]),
        ("FR", "<p>Appelez le 04 94 25 71 49 si votre article n’est plus disponible.</p>", [OTHER]),
        ("ES", "<p>Llámenos al 957 48 21 63 si el artículo ya no está disponible.</p>", [OTHER]),
        ("ES", "<p>957 48 21 63. Este artículo ya no está disponible.</p>", [OTHER]),
        ("IT", "<p>Chiama lo 0574 618273 se il prodotto non è più disponibile.</p>", [OTHER]),
        ("IT", "<p>La domenica lo 0574 618273 non è più raggiungibile.</p>", [OTHER]),
    ],
)
def test_a_number_that_can_be_called_is_kept(market: str, html: str, expected: list[Use]) -> None:
    assert uses(html, market) == expected


def test_a_mailbox_that_was_given_up() -> None:
    html = "<p>Ons oude e-mailadres wol@lindenhof-wolle.test is niet meer in gebruik.</p>"
    assert uses(html, kind=Kind.EMAIL) == [GIVEN_UP]
    assert uses("<p>Mail <del>wol@lindenhof-wolle.test</del></p>", kind=Kind.EMAIL) == [GIVEN_UP]


def test_a_struck_number_that_stands_on_the_page_as_a_valid_one_too_is_valid() -> None:
    assert uses("<p>Tel. <del>0544-382716</del></p><p>Klantenservice: 0544-382716</p>") == [OTHER]


@pytest.mark.parametrize(
    ("market", "html", "use"),
    [
        ("NL", "<p>Persvoorlichting (alleen voor journalisten): Marleen de Wit, 06-38271645</p>", PRESS),
        ("NL", "<p>Voor persvragen kunt u terecht bij onze woordvoerder Marleen de Wit: 06-38271645</p>", PRESS),
        ("NL", "<p>06-38271645 (uitsluitend voor de pers)</p>", PRESS),
        ("NL", "<p>Bel 06-38271645. Dit nummer is alleen voor journalisten.</p>", PRESS),
        ("DE", "<p>Pressekontakt (nur für Medienvertreter): Frau Imke Janßen, 04924 38271</p>", PRESS),
        ("DE", "<p>Unsere Pressesprecherin Imke Janßen erreichen Journalisten unter 04924 38271</p>", PRESS),
        ("GB", "<p>Press office (journalists only): Mary Poole, 01245 618273</p>", PRESS),
        ("FR", "<p>Service de presse (réservé aux journalistes) : Anne Petit, 04 94 25 71 49</p>", PRESS),
        ("DE", "<p>Rückfragen zu offenen Stellen beantwortet Frau Janßen unter 04924 / 38271.</p>", JOBS),
        ("DE", "<p>Bewerber wenden sich bitte an Herrn Peters, Telefon 04924 38271</p>", JOBS),
        ("NL", "<p>Meer weten over een vacature bij ons? Bel dan met Kees de Vries: 06-38271645</p>", JOBS),
        ("GB", "<p>For questions about current vacancies speak to Mary Poole on 01245 618273</p>", JOBS),
        ("FR", "<p>Pour nos offres d’emploi, contactez Anne Petit au 04 94 25 71 49</p>", JOBS),
        ("NL", "<p>Zakelijke klanten (B2B) bellen met onze accountmanagers: 0543-518273.</p>", BUSINESS),
        ("NL", "<p>0543-518273 (alleen voor zakelijke klanten)</p>", BUSINESS),
        ("DE", "<p>Geschäftskunden erreichen uns unter 04924 38271.</p>", BUSINESS),
        ("DE", "<p>Tel. 04924 38271 (nur für Wiederverkäufer)</p>", BUSINESS),
        ("GB", "<p>Trade customers please call 01245 618273.</p>", BUSINESS),
        ("FR", "<p>Clients professionnels : 04 94 25 71 49</p>", BUSINESS),
        ("ES", "<p>Departamento de prensa: 957 48 21 63</p>", PRESS),
        ("ES", "<p>957 48 21 63 (solo para periodistas)</p>", PRESS),
        ("ES", "<p>¿Dudas sobre un proceso de selección? Recursos Humanos: 957 48 21 63</p>", JOBS),
        ("ES", "<p>Clientes mayoristas: 957 48 21 63</p>", BUSINESS),
        ("IT", "<p>I giornalisti possono chiamare Giulia Neri: 0574 618273</p>", PRESS),
        ("IT", "<p>Per le candidature: Risorse Umane, 0574 618273</p>", JOBS),
        ("IT", "<p>Grossisti: 0574 618273</p>", BUSINESS),
        ("ES", "<p>Delegado de Protección de Datos: 957 48 21 63</p>", Use.PRIVACY),
        ("ES", "<p>Delegada de protección de datos (DPD), tel. 957 48 21 63</p>", Use.PRIVACY),
        ("IT", "<p>Responsabile della protezione dei dati: 0574 618273</p>", Use.PRIVACY),
    ],
)  # fmt: skip
def test_a_number_for_others_than_customers(market: str, html: str, use: Use) -> None:
    assert uses(html, market) == [use]


@pytest.mark.parametrize(
    ("market", "html", "expected"),
    [
        ("NL", "<p>Pers: 020-6248193, klantenservice: 020-6248194</p>", [PRESS, OTHER]),
        ("NL", "<p>Journalisten: 020-6248193. Overige vragen: 020-6248194</p>", [PRESS, OTHER]),
        ("NL", "<p>Zowel particuliere als zakelijke klanten bellen 0543-518273</p>", [OTHER]),
        ("NL", "<p>Ook voor zakelijke klanten: 0543-518273</p>", [OTHER]),
        ("NL", "<p>Zakelijke klanten: 0543-518273. Particulieren: 0543-518274</p>", [BUSINESS, OTHER]),
        ("NL", "<p>Wij leveren aan zakelijke klanten en particulieren. Bel 0543-518273</p>", [OTHER]),
        ("NL", "<p>Geen openstaande vacatures. Bel ons op 0543-518273</p>", [OTHER]),
        ("DE", "<p>Privat- und Geschäftskunden, auch Firmen: 04924 38271</p>", [OTHER]),
        ("DE", "<p>Bewerbungen per Post. Kundenservice: 04924 38271</p>", [OTHER]),
        ("GB", "<p>Call 01245 618273 (only on weekdays)</p>", [OTHER]),
        ("GB", "<p>Trade and retail customers: 01245 618273</p>", [OTHER]),
        ("FR", "<p>Particuliers et clients professionnels : 04 94 25 71 49</p>", [OTHER]),
        ("ES", "<p>Particulares y mayoristas: 957 48 21 63</p>", [OTHER]),
        ("ES", "<p>Prensa: 957 48 21 63, atención al cliente: 957 48 21 64</p>", [PRESS, OTHER]),
        ("ES", "<p>Medios de comunicación: 957 48 21 63. Otras consultas: 957 48 21 64</p>", [PRESS, OTHER]),
        ("IT", "<p>Privati e grossisti: 0574 618273</p>", [OTHER]),
        ("IT", "<p>Giornalisti: 0574 618273. Servizio clienti: 0574 618274</p>", [PRESS, OTHER]),
    ],
)
def test_a_number_for_customers_is_theirs(market: str, html: str, expected: list[Use]) -> None:
    assert uses(html, market) == expected


@pytest.mark.parametrize("local", ["perszaken", "persvoorlichting", "pressestelle", "presseanfragen", "servicepresse"])
def test_mailboxes_for_the_press(local: str) -> None:
    assert uses(f"<p>Mail {local}@lindenhof-wolle.test</p>", kind=Kind.EMAIL) == [PRESS]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        (
            "NL",
            "<p>Telefonisch bestellen? Bel 0545-381627. Voor vragen over een bestelling uitsluitend het formulier.</p>",
        ),
        ("NL", "<p>Bestellijn: 0545-381627. De klantenservice antwoordt alleen per e-mail.</p>"),
        ("NL", "<p>Vragen beantwoorden wij alleen via het contactformulier. Bestellen kan op 0545-381627.</p>"),
        ("DE", "<p>Bestellhotline: 04957 382716. Fragen beantworten wir ausschließlich über das Kontaktformular.</p>"),
        ("GB", "<p>To order, call 01245 618273. Customer service is available by email only.</p>"),
        ("FR", "<p>Pour commander : 04 94 25 71 49. Le service client répond uniquement par e-mail.</p>"),
    ],
)
def test_a_number_for_placing_orders_only(market: str, html: str) -> None:
    assert uses(html, market) == [ORDERS]


@pytest.mark.parametrize(
    ("market", "html"),
    [
        ("NL", "<p>Bel onze bestellijn: 0545-381627</p>"),
        ("NL", "<p>Voor bestellingen en vragen: 0545-381627</p>"),
        ("NL", "<p>Telefonisch bestellen? Bel 0545-381627. Vragen? Gebruik ook het formulier.</p>"),
        ("NL", "<p>Bestellijn: 0545-381627. Vragen over retouren alleen via het formulier.</p>"),
        ("NL", "<p>Bestellijn: 0545-381627. Voor vragen kunt u alleen op werkdagen bellen of mailen.</p>"),
        ("NL", "<p>Bel 0545-381627. Bestellen kan alleen via de website.</p>"),
        ("DE", "<p>Bestellhotline: 04957 382716. Fragen? Nutzen Sie auch unser Formular.</p>"),
        ("GB", "<p>Order line: 01245 618273. Questions? Just call or email us.</p>"),
        ("FR", "<p>Commandes : 04 94 25 71 49. Une question ? Écrivez-nous aussi par e-mail.</p>"),
    ],
)
def test_a_number_that_is_also_for_orders(market: str, html: str) -> None:
    assert uses(html, market) == [OTHER]


@pytest.mark.parametrize(
    ("market", "html", "use"),
    [
        ("NL", "<p>wol@lindenhof-wolle.test (deze mailbox wordt niet gelezen, gebruik het formulier)</p>", Use.NOREPLY),
        ("DE", "<p>wol@lindenhof-wolle.test. E-Mails an diese Adresse werden nicht gelesen</p>", Use.NOREPLY),
        ("FR", "<p>wol@lindenhof-wolle.test : les messages à cette adresse ne sont pas lus</p>", Use.NOREPLY),
        ("GB", "<p>wol@lindenhof-wolle.test (this mailbox is not monitored)</p>", Use.NOREPLY),
        ("NL", "<p>wol@lindenhof-wolle.test. Bijlagen worden niet gelezen.</p>", OTHER),
        ("NL", "<p>Let op: mails aan wol@lindenhof-wolle.test worden niet gelezen</p>", Use.NOREPLY),
        ("NL", "<p>Stuur geen mail naar wol@lindenhof-wolle.test, gebruik het formulier</p>", Use.NOREPLY),
        ("DE", "<p>wol@lindenhof-wolle.test (wird nicht gelesen)</p>", Use.NOREPLY),
        ("FR", "<p>Les messages envoyés à wol@lindenhof-wolle.test ne sont pas lus</p>", Use.NOREPLY),
        ("GB", "<p>Please do not reply to wol@lindenhof-wolle.test as it is not monitored</p>", Use.NOREPLY),
        ("GB", "<p>wol@lindenhof-wolle.test (unmonitored mailbox)</p>", Use.NOREPLY),
        ("ES", "<p>wol@lindenhof-wolle.test (este buzón no se lee)</p>", Use.NOREPLY),
        ("ES", "<p>Los correos enviados a wol@lindenhof-wolle.test no son leídos</p>", Use.NOREPLY),
        ("IT", "<p>wol@lindenhof-wolle.test. I messaggi inviati a questo indirizzo non vengono letti</p>", Use.NOREPLY),
        ("NL", "<p>wol@lindenhof-wolle.test (deze mailbox wordt in het weekend niet gelezen)</p>", OTHER),
        ("NL", "<p>Acquisitie via wol@lindenhof-wolle.test wordt niet beantwoord</p>", OTHER),
        ("DE", "<p>wol@lindenhof-wolle.test. Diese Adresse wird am Wochenende nicht abgerufen</p>", OTHER),
        ("DE", "<p>wol@lindenhof-wolle.test. E-Mails ohne Bestellnummer werden nicht beantwortet</p>", OTHER),
        ("FR", "<p>wol@lindenhof-wolle.test (cette adresse n'est pas lue le week-end)</p>", OTHER),
        ("GB", "<p>wol@lindenhof-wolle.test (this inbox is not monitored 24/7)</p>", OTHER),
        ("GB", "<p>Please do not email wol@lindenhof-wolle.test with large files</p>", OTHER),
        ("ES", "<p>wol@lindenhof-wolle.test (este buzón no se lee los domingos)</p>", OTHER),
        ("IT", "<p>wol@lindenhof-wolle.test. Questa casella non viene letta il sabato</p>", OTHER),
    ],
)
def test_a_mailbox_that_nobody_reads_by_its_own_words(market: str, html: str, use: Use) -> None:
    assert uses(html, market, Kind.EMAIL) == [use]
