"""Spanish, section by section of ``audit/languages/es.toml``: what the texts of Spanish shops say."""

import re

import pytest

from audit.model import Identifier, Kind, Owner, Role, Sighting
from audit.shoplist import parse_list
from audit.words import words
from checks.find import read_page
from checks.find.answer_times import answer_times
from checks.find.hours import opening_hours
from checks.find.identity import identifiers
from checks.find.language import language_of
from checks.market import delivered_to
from checks.said import only_for_messages, only_for_orders, says_basic_rate

SHOP = "https://www.bicislevante.es"


def hours(text: str) -> list[tuple[str, str]]:
    return [(h.channel, h.osm) for h in opening_hours(text, languages=("es", "en"), page=SHOP)]


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Horario de atención: de lunes a viernes de 9:00 a 18:00", "Mo-Fr 09:00-18:00"),
        ("Horario: Lunes a Viernes de 9 a 14 h y de 16 a 19 h", "Mo-Fr 09:00-14:00,16:00-19:00"),
        ("Horario de tienda: L-V 10:00-14:00 / 17:00-20:30, S 10:00-14:00",
         "Mo-Fr 10:00-14:00,17:00-20:30; Sa 10:00-14:00"),
        ("Atención telefónica L a V de 9h a 15h", "Mo-Fr 09:00-15:00"),
        ("Te atendemos de lunes a jueves de 9:00h a 18:00h y los viernes de 9:00h a 15:00h",
         "Mo-Th 09:00-18:00; Fr 09:00-15:00"),
        ("Horario: lunes a sábado 10:00 - 20:00. Domingos cerrado", "Mo-Sa 10:00-20:00"),
        ("Abierto todos los días de 10 a 22 horas", "Mo-Su 10:00-22:00"),
        ("Estamos disponibles de 9:00 a 17:00 de lunes a viernes", "Mo-Fr 09:00-17:00"),
        ("Horario: martes y jueves de 16:30 a 20:00", "Tu,Th 16:30-20:00"),
        ("Teléfono de atención al cliente: lunes a viernes, de 08:30 a 17:30 horas (excepto festivos)",
         "Mo-Fr 08:30-17:30"),
        ("Lun. - Vie.: 9:30 - 19:00", "Mo-Fr 09:30-19:00"),
        ("Horario\nLunes\n09:00 - 14:00\nMartes\n09:00 - 14:00\nMiércoles\nCerrado\nDomingo\nCerrado",
         "Mo,Tu 09:00-14:00"),
        ("Horario: Lun-Vie 9:00-18:00, Sáb 10:00-14:00", "Mo-Fr 09:00-18:00; Sa 10:00-14:00"),
        ("Atención al cliente 24 horas al día, 7 días a la semana", "24/7"),
        ("Horario de atención al público: entre las 9:00 y las 14:00, de lunes a viernes", "Mo-Fr 09:00-14:00"),
        ("Días laborables de 9:00 a 18:00, atención al cliente", "Mo-Fr 09:00-18:00"),
        ("Tienda física: de martes a sábado de 11:00 a 14:00 y de 17:00 a 20:00", "Tu-Sa 11:00-14:00,17:00-20:00"),
        ("Nuestro horario es de lunes a viernes desde las 9:00 hasta las 18:00", "Mo-Fr 09:00-18:00"),
        ("Horario: L-J 8:00-17:00, V 8:00-15:00", "Mo-Th 08:00-17:00; Fr 08:00-15:00"),
        ("Fines de semana de 10:00 a 14:00, por teléfono", "Sa,Su 10:00-14:00"),
        ("Horario de apertura: lunes, miércoles y viernes 10.00-13.30 h", "Mo,We,Fr 10:00-13:30"),
    ],
)  # fmt: skip
def test_written_hours(text: str, osm: str) -> None:
    assert [said for _, said in hours(text)] == [osm]


@pytest.mark.parametrize(
    "text",
    [
        "Entregas de lunes a viernes de 9:00 a 20:00",
        "Envíos de lunes a viernes entre las 9:00 y las 19:00",
        "Curso de mecánica: sábado de 10:00 a 13:00",
        "Plazo de entrega: 24-48 horas laborables de lunes a viernes",
        "Compra online 24/7",
    ],
)
def test_what_are_no_hours_to_reach_a_shop(text: str) -> None:
    assert hours(text) == []


def test_hours_of_a_part_of_the_year_are_not_read_as_all_of_it() -> None:
    assert [osm for _, osm in hours("Horario de verano\nDe lunes a viernes de 8:00 a 15:00")] == [""]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Atención telefónica: de lunes a viernes de 9:00 a 14:00", "phone"),
        ("Chat: lunes a viernes de 9:00 a 21:00", "chat"),
        ("WhatsApp: lunes a domingo de 9:00 a 21:00", "whatsapp"),
        ("Horario de la tienda: lunes a sábado de 10:00 a 20:00", "shop"),
        ("Correo electrónico: lunes a viernes de 9:00 a 17:00", "email"),
        ("Horario de atención: lunes a viernes de 9:00 a 17:00", ""),
    ],
)
def test_which_channel_the_hours_are_of(text: str, channel: str) -> None:
    assert [found for found, _ in hours(text)] == [channel]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Te responderemos en un plazo máximo de 24 horas.", (24, "hours", False)),
        ("Respondemos en menos de 24 horas laborables", (24, "hours", True)),
        ("Contestamos a todos los correos en 1 o 2 días laborables.", (2, "days", True)),
        ("Nuestro equipo le responderá en 48 horas.", (48, "hours", False)),
        ("Tiempo de respuesta: 24-48 h", (48, "hours", False)),
        ("Nos pondremos en contacto contigo en un plazo de 2 días hábiles.", (2, "days", True)),
        ("Te contestaremos lo antes posible.", (None, "", False)),
        ("Recibirás respuesta en un día laborable.", (1, "days", True)),
        ("Respondemos el mismo día.", (0, "days", False)),
        ("Su consulta será respondida en el siguiente día laborable.", (1, "days", True)),
        ("Intentamos responder a tus dudas sobre devoluciones en menos de 12 horas.", (12, "hours", False)),
        ("Responderemos a la mayor brevedad posible.", (None, "", False)),
        ("Solemos responder en unas horas.", (None, "hours", False)),
        ("Atendemos tus consultas en un máximo de tres días laborables.", (3, "days", True)),
    ],
)
def test_stated_times_to_answer(text: str, expected: tuple[float | None, str, bool]) -> None:
    found = [(a.amount, a.unit, a.working) for a in answer_times(text, languages=("es", "en"), page=SHOP)]
    assert found == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Enviamos tu pedido en 24/48 horas.",
        "El plazo de entrega es de 2 a 3 días laborables.",
        "Dispones de 14 días naturales para devolver el producto.",
        "Te reembolsaremos el importe en un plazo de 14 días.",
        "Contacta con nosotros en las 24 horas siguientes a la entrega.",
        "Si no has recibido respuesta en 48 horas, revisa tu carpeta de spam.",
        "¿En cuánto tiempo me responderéis, en 24 horas?",
        "Garantía de 3 años en todos los productos.",
        "Nos pondremos en contacto contigo para acordar la entrega en 48 horas.",
        "Llevamos 20 años respondiendo a ciclistas.",
    ],
)
def test_other_times_are_no_times_to_answer(text: str) -> None:
    assert answer_times(text, languages=("es", "en"), page=SHOP) == ()


def test_what_a_time_to_answer_holds_for() -> None:
    def channels(text: str) -> list[str]:
        return [a.channel for a in answer_times(text, languages=("es", "en"), page=SHOP)]

    assert channels("Puede presentar una reclamación. Le responderemos en 30 días.") == ["complaints"]
    assert channels("Puede ejercer sus derechos de acceso y supresión. Responderemos en el plazo de un mes.") == [
        "privacy"
    ]
    assert channels("Escríbenos un correo: respondemos en 24 horas.") == ["email"]


def phone(html: str) -> Sighting:
    (found,) = [s for s in read_page(html, url=SHOP, market="ES").sightings if s.kind is Kind.PHONE]
    return found


@pytest.mark.parametrize(
    "said", ["(llamada gratuita)", "(coste de llamada local)", "(sin coste adicional)", "(tarifa local)", "gratis"]
)
def test_a_call_at_the_basic_rate(said: str) -> None:
    assert says_basic_rate(phone(f"<html lang=es><p>Teléfono: 902 202 345 {said}</p>"))


@pytest.mark.parametrize(
    "said", ["solo para pedidos", "únicamente pedidos", "exclusivamente para pedidos", "solo para nuevos pedidos"]
)
def test_a_line_for_orders(said: str) -> None:
    assert only_for_orders(phone(f"<html lang=es><p>Teléfono: 912 734 618, {said}</p>"))


@pytest.mark.parametrize("said", ["solo mensajes", "no se atienden llamadas", "solo WhatsApp, no llamadas"])
def test_a_number_for_messages(said: str) -> None:
    assert only_for_messages(phone(f"<html lang=es><p>WhatsApp 612 734 618 ({said})</p>"))


@pytest.mark.parametrize(
    "label",
    ["Teléfono", "Tel.", "Tfno.", "Tlf:", "Telf.", "Móvil", "Llámanos al", "Teléfono de contacto:", "Contacto:",
     "Atención al cliente:", "Teléfono fijo", "Nuestro teléfono es el"],
)  # fmt: skip
def test_words_before_a_telephone_number(label: str) -> None:
    found = phone(f"<html lang=es><p>{label} 912734618</p>")
    assert (found.value, found.owner) == ("+34912734618", Owner.SHOP)


@pytest.mark.parametrize(
    "label",
    ["CIF", "N.º de pedido", "Referencia", "Cuenta bancaria", "Código postal", "Núm. de registro sanitario",
     "Nº de factura", "Número de serie", "Inscripción", "Ref."],
)  # fmt: skip
def test_words_before_other_numbers(label: str) -> None:
    html = f"<html lang=es><p>{label} 912734618</p>"
    assert [s for s in read_page(html, url=SHOP, market="ES").sightings if s.kind is Kind.PHONE] == []


def owners(html: str) -> set[Owner]:
    return {s.owner for s in read_page(f"<html lang=es>{html}", url=SHOP, market="ES").sightings}


@pytest.mark.parametrize(
    "html",
    [
        "<p>Puede reclamar ante la Agencia Española de Protección de Datos, tel. 912 734 618.</p>",
        "<p>Junta Arbitral de Consumo de Valencia, teléfono 962 734 618</p>",
        "<h3>Fabricante</h3><p>Ciclos Norte S.A., teléfono 942 734 618</p>",
        "<footer>© 2026 Bicis Levante. Diseño web: Estudio Azul 962 734 618</footer>",
        "<footer>Web desarrollada por Estudio Azul, tel. 962 734 618</footer>",
        "<h2>Alojamiento web</h2><p>Nube Ibérica S.L.<br>C/ Mayor 3<br>28013 Madrid<br>Tel. 912 734 618</p>",
        "<h1>Distribuidores</h1><h2>Ciclos Ruiz</h2><p>Tel. 952 734 618</p>",
        "<p>Delegado de protección de datos (externo): Datos Seguros S.L., dpd@datosseguros.es</p>",
        "<h2>Teléfonos de interés</h2><p>Policía local: 962 734 618</p>",
        "<p>Persona responsable en la UE: Eurep S.L., tel. 932 734 618</p>",
    ],
)
def test_numbers_of_others(html: str) -> None:
    assert owners(html) == {Owner.OTHER}


@pytest.mark.parametrize(
    "html",
    [
        "<p>¿Tienes dudas? Llama a nuestro servicio de atención al cliente: 962 734 618.</p>",
        "<p>Responsable del tratamiento: Bicis Levante S.L., teléfono 962 734 618</p>",
        "<h2>Fabricante</h2><p>Ciclos Norte</p><h2>Contacto</h2><p>962 734 618</p>",
        "<p>Titular: Bicis Levante S.L. Teléfono 962 734 618. Alojamiento: Nube Ibérica</p>",
        "<p>Estamos adheridos a Confianza Online.</p><p>Llámanos: 962 734 618</p>",
        "<p>Nuestra tienda: 962 734 618</p>",
    ],
)
def test_numbers_of_the_shop_beside_other_names(html: str) -> None:
    assert owners(html) == {Owner.SHOP}


def test_an_address_spelled_out_and_a_request_to_be_called() -> None:
    html = "<html lang=es><p>Correo: info (arroba) bicislevante (punto) es</p><button>Te llamamos</button>"
    reading = read_page(html, url=SHOP, market="ES")
    assert [s.value for s in reading.sightings if s.kind is Kind.EMAIL] == ["info@bicislevante.es"]
    assert "callback" in {c.kind for c in reading.channels}


def test_an_example_is_no_address() -> None:
    html = "<html lang=es><label>Correo electrónico (p. ej. ana@bicis-ana.es)</label>"
    assert read_page(html, url=SHOP, market="ES").sightings == ()


def identified(text: str, role: Role = Role.IMPRINT) -> tuple[Identifier, ...]:
    return identifiers(text, market="ES", languages=("es", "en"), page=f"{SHOP}/aviso-legal", role=role)


def own(text: str, kind: str, role: Role = Role.IMPRINT) -> list[str]:
    return [i.value for i in identified(text, role) if i.kind == kind and i.owner is Owner.SHOP]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Denominación social: Bicis Levante S.L.\nCIF: B64717838", "Bicis Levante S.L."),
        ("Titular: Ana Ruiz Soler\nNIF: 12345678Z", "Ana Ruiz Soler"),
        ("Razón social: Pedales del Sur, S.L.U.\nDomicilio: Calle Mayor 3", "Pedales del Sur, S.L.U."),
        ("Nombre comercial: La Rueda Loca\nTeléfono: 962 734 618", "La Rueda Loca"),
        ("Responsable: Bicis Levante S.L.\nFinalidad: gestionar tu pedido", "Bicis Levante S.L."),
        ("El titular de este sitio web es Bicis Levante S.L., con domicilio social en Calle Mayor 3, 46001 Valencia",
         "Bicis Levante S.L."),
        ("Bicis Levante S.L., inscrita en el Registro Mercantil de Valencia, Tomo 1, Folio 2, Hoja V-34732",
         "Bicis Levante S.L."),
    ],
)  # fmt: skip
def test_who_runs_the_shop(text: str, name: str) -> None:
    assert name in own(text, "name")


def test_a_whole_legal_notice() -> None:
    text = """Aviso legal
Titular: Bicis Levante S.L.
Domicilio social: Calle de la Paz, 15, 46003 Valencia
CIF: B64717838
Inscrita en el Registro Mercantil de Valencia, Tomo 39.640, Folio 124, Hoja V-347324
Alojamiento: Nube Ibérica S.L., Calle Mayor 3, 28013 Madrid"""
    assert own(text, "name") == ["Bicis Levante S.L."]
    assert own(text, "address") == ["Calle de la Paz, 15, 46003 Valencia"]
    assert own(text, "vat") == ["ESB64717838"]
    assert own(text, "register") == ["V347324"]
    others = {i.value for i in identified(text) if i.owner is Owner.OTHER}
    assert "Calle Mayor 3, 28013 Madrid" in others


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2026 Bicis Levante. Todos los derechos reservados.", "Bicis Levante"),
        ("Copyright © 2025 Bicis Levante - Todos los derechos reservados", "Bicis Levante"),
        ("© Bicis Levante 2026 | Diseño web por Estudio Azul", "Bicis Levante"),
    ],
)
def test_a_copyright_line(line: str, name: str) -> None:
    title = "<html lang=es><title>Bicis Levante | tienda online</title>"
    html = f"{title}<main><h1>Todo para tu bici</h1></main><footer>{line}</footer>"
    found = read_page(html, url=SHOP, market="ES").identifiers
    assert [i.value for i in found if i.kind == "name" and i.owner is Owner.SHOP] == [name]


@pytest.mark.parametrize("text", ["Domicilio social\nPaís *\nCódigo postal *", "Titular: *", "Responsable\nFinalidad"])
def test_fields_and_headings_are_no_names(text: str) -> None:
    assert own(text, "name") == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Enviamos a España y Francia.", ("ES", "FR")),
        ("Envíos a toda España peninsular en 24 horas", ("ES",)),
        ("Realizamos entregas en Francia", ("FR",)),
        ("Fabricado en Italia", ()),
    ],
)
def test_where_a_shop_delivers(text: str, codes: tuple[str, ...]) -> None:
    assert tuple(sorted(delivered_to(text, ("es",)))) == tuple(sorted(codes))


def test_the_header_of_a_list_of_shops() -> None:
    header = "Nombre de la tienda;Sitio web;Correo electrónico;País;Sector"
    (shop,) = parse_list(f"{header}\nBicis;bicis.es;a@bicis.es;España;Ocio\n".encode()).shops
    assert (shop.name, shop.market, shop.sector) == ("Bicis", "ES", "Ocio")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bienvenido a nuestra tienda. Enviamos a toda la península en 24 horas y con gastos de envío gratis.", "es"),
        ("Todos los precios de la web llevan el IVA incluido, y puedes pagar con tarjeta o por transferencia.", "es"),
        (
            "Benvenuti nel nostro negozio. Spediamo in tutta Italia in un giorno e con il reso gratuito per i clienti.",
            "it",
        ),
        ("Bem-vindo à nossa loja. Enviamos para todo o país em um dia e não há custos de envio para o cliente.", "pt"),
        ("Bienvenue dans notre boutique. Nous livrons dans toute la France et le retour est gratuit pour vous.", "fr"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "objects", "asks"),
    [
        ("por favor, no nos escriban más.", True, False),
        ("no deseamos participar en ningún estudio ni cliente misterioso.", True, False),
        ("elimine nuestra dirección de su lista, gracias.", True, False),
        ("¿qué te ha parecido nuestra atención? deja tu opinión aquí.", False, True),
        ("encuesta de satisfacción: valora nuestro servicio.", False, True),
        ("gracias por tu mensaje, te contestamos mañana.", False, False),
    ],
)
def test_what_shops_write_afterwards(text: str, objects: bool, asks: bool) -> None:
    said = [any(re.search(p, text) for p in words("after", key)) for key in ("objection", "review_request")]
    assert said == [objects, asks]


def test_days_of_other_languages_stay_what_they_are() -> None:
    dutch = "Openingstijden: ma 9.00-17.00, do 9.00-21.00, sa gesloten"
    (found,) = opening_hours(dutch, languages=("nl", "en"), page=SHOP)
    assert found.osm.startswith("Mo 09:00-17:00; Th 09:00-21:00")
    unknown = opening_hours("Openingstijden: ma-do 9.00-17.00 uur", languages=(), page=SHOP)
    assert [h.osm for h in unknown] == ["Mo-Th 09:00-17:00"]
