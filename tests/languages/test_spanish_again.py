# ruff: noqa: E501 (a case stands on one line)
"""Spanish again: lines that were written when the words stood, each set of another shop's making than the first tables."""

import pytest

from audit.model import Owner, Role
from audit.outcomes import Reason
from audit.words import words
from checks.find import read_page
from checks.find.answer_times import answer_times
from checks.find.hours import opening_hours
from checks.find.identity import identifiers
from crawler.links import LIKELY, fold, guess
from crawler.trouble import Answer, trouble

SHOP = "https://www.casaolivar.es"
OWN = ("es", "en")


@pytest.mark.parametrize(
    ("label", "path", "role"),
    [
        ("Contacto", "/index.php?controller=contact", "contact"),
        ("Contacte con nosotros", "/contacte-con-nosotros", "contact"),
        ("Contáctenos", "/x", "contact"),
        ("¿Tienes alguna duda? Escríbenos", "/x", "contact"),
        ("Contacta", "/pages/contact", "contact"),
        ("Habla con nosotros", "/x", "contact"),
        ("Atención al Cliente y Contacto", "/x", "contact"),
        ("FAQ's", "/x", "service"),
        ("FAQs", "/x", "service"),
        ("Ayuda y preguntas frecuentes", "/x", "service"),
        ("Servicio Posventa", "/x", "service"),
        ("¿Cómo podemos ayudarte?", "/x", "service"),
        ("Aviso Legal y Privacidad", "/x", "imprint"),
        ("Legal", "/aviso-legal", "imprint"),
        ("Condiciones de uso y venta", "/x", "terms"),
        ("Condiciones generales de uso", "/x", "terms"),
        ("Términos y Condiciones Generales", "/x", "terms"),
        ("Condiciones", "/condiciones-de-venta", "terms"),
        ("CGV", "/x", "terms"),
        ("Privacidad", "/privacidad", "privacy"),
        ("Política de privacidad y cookies", "/x", "privacy"),
        ("Devoluciones y cambios", "/x", "returns"),
        ("Cambios/Devoluciones", "/x", "returns"),
        ("Política de reembolso", "/policies/refund-policy", "returns"),
        ("¿Cómo devolver?", "/devoluciones", "returns"),
        ("Formulario de desistimiento", "/x", "returns"),
        ("Quejas y sugerencias", "/x", "complaints"),
        ("Acceder", "/mi-cuenta", "login"),
        ("Regístrate", "/x", "login"),
    ],
)
def test_roles_of_links(label: str, path: str, role: str) -> None:
    found = guess(label, SHOP + path)
    assert (found.role.value, found.score >= LIKELY) == (role, True)


@pytest.mark.parametrize(
    ("title", "heading", "said", "reason"),
    [
        ("Casa Olivar", "Ups, no encontramos lo que buscas", "", Reason.SOFT_404),
        ("No se ha encontrado la página - Casa Olivar", "Oops", "", Reason.SOFT_404),
        ("Casa Olivar", "Esta página no está disponible.", "Puede que el enlace esté roto.", Reason.SOFT_404),
        ("Página no encontrada – Casa Olivar", "¡Ups! Esa página no se puede encontrar.", "", Reason.SOFT_404),
        ("Casa Olivar", "Volvemos en unos minutos", "Estamos realizando tareas de mantenimiento.", Reason.MAINTENANCE),
        ("Casa Olivar", "Tienda en mantenimiento", "", Reason.MAINTENANCE),
        ("Casa Olivar - Abrimos muy pronto", "¡Muy pronto!", "Déjanos tu email", Reason.MAINTENANCE),
        ("casaolivar.es", "¿Te interesa este dominio?", "El dominio casaolivar.es está en venta.", Reason.PARKED),
        (
            "casaolivar.es",
            "Dominio registrado en un proveedor",
            "Este dominio ha sido registrado por un cliente",
            Reason.PARKED,
        ),
        ("Access", "Su acceso ha sido bloqueado", "Solicitud bloqueada por seguridad", Reason.BLOCKED),
        ("Un momento…", "Verificando que eres humano", "", Reason.CAPTCHA),
        ("Bodega", "Debes tener 18 años o más", "Confirma tu edad", Reason.AGE_GATE),
    ],
)
def test_pages_that_stand_in_the_way(title: str, heading: str, said: str, reason: Reason) -> None:
    html = f"<html lang=es><title>{title}</title><body><h1>{heading}</h1><p>{said}</p></body></html>"
    found = trouble(Answer(url=SHOP, asked=SHOP, source=html), read_page(html, url=SHOP, market="ES"))
    assert found is not None and found.reason is reason


@pytest.mark.parametrize(
    ("label", "way"),
    [
        ("RECHAZAR TODO", "reject"),
        ("Rechazar cookies opcionales", "reject"),
        ("Solo cookies esenciales", "reject"),
        ("Rechazarlo todo", "reject"),
        ("Aceptar sólo necesarias", "reject"),
        ("Continuar solo con las necesarias", "reject"),
        ("Denegar todas", "reject"),
        ("Aceptarlo todo", "accept"),
        ("Acepto todo", "accept"),
        ("Permitir todas las cookies", "accept"),
        ("Aceptar cookies", "accept"),
        ("OK, entendido", "accept"),
        ("Cerrar", "close"),
        ("Aceptar selección", None),
        ("Guardar preferencias", None),
        ("Personalizar", None),
    ],
)
def test_buttons_of_banners(label: str, way: str | None) -> None:
    ways = [key for key in ("reject", "close", "accept") if fold(label) in {fold(w) for w in words("consent", key)}]
    assert ways == ([way] if way else [])


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        (
            "Horario comercial: de lunes a viernes de 10:00 a 13:30 y de 17:00 a 20:30 h. Sábados de 10:30 a 13:30 h",
            "Mo-Fr 10:00-13:30,17:00-20:30; Sa 10:30-13:30",
        ),
        ("Atención al cliente: L-V 9:00-14:00 y 15:30-18:00", "Mo-Fr 09:00-14:00,15:30-18:00"),
        ("Horario: de L a J de 9 a 18h, V de 9 a 15h", "Mo-Th 09:00-18:00; Fr 09:00-15:00"),
        (
            "Nuestro horario es de 9:30h a 13:30h y de 16:30h a 20:00h de lunes a viernes",
            "Mo-Fr 09:30-13:30,16:30-20:00",
        ),
        (
            "Lunes - Viernes\n9:00 - 18:00\nSábado\n10:00 - 14:00\nDomingo\nCerrado\nHorario de atención",
            "Mo-Fr 09:00-18:00; Sa 10:00-14:00",
        ),
        ("Horario de oficina: lunes a viernes 08:00h - 15:00h", "Mo-Fr 08:00-15:00"),
        ("Abierto de martes a domingo de 11:00 a 20:00 (lunes cerrado)", "Tu-Su 11:00-20:00"),
        ("Llámanos de lunes a viernes, de 9 de la mañana a 6 de la tarde", "Mo-Fr 09:00-18:00"),
        (
            "Mañanas de 9:30 a 13:30 y tardes de 16:30 a 20:00, de lunes a viernes. Horario de tienda",
            "Mo-Fr 09:30-13:30,16:30-20:00",
        ),
        ("Horario: Lu-Vi 9:00-17:00", "Mo-Fr 09:00-17:00"),
        ("Teléfono 961 234 567 (de lunes a viernes laborables de 9 a 14 h)", "Mo-Fr 09:00-14:00"),
        ("Te atendemos por WhatsApp todos los días de 9:00 a 21:00", "Mo-Su 09:00-21:00"),
        ("Horario de atención telefónica: 9:00 – 14:00 (L–V)", "Mo-Fr 09:00-14:00"),
        (
            "Horario\nLunes a viernes: 10 a 14 / 17 a 20\nSábados: 10 a 14",
            "Mo-Fr 10:00-14:00,17:00-20:00; Sa 10:00-14:00",
        ),
    ],
)
def test_written_hours(text: str, osm: str) -> None:
    assert [h.osm for h in opening_hours(text, languages=OWN, page=SHOP)] == [osm]


@pytest.mark.parametrize(
    "text",
    [
        "Servicio de reparto de lunes a sábado de 9:00 a 21:00",
        "Pedidos realizados antes de las 14:00 de lunes a viernes salen el mismo día",
        "Taller de cata: viernes de 19:00 a 21:00, plazas limitadas, inscripción en la web",
    ],
)
def test_what_are_no_hours_to_reach_a_shop(text: str) -> None:
    assert opening_hours(text, languages=OWN, page=SHOP) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nos comprometemos a responderte en menos de 48 horas hábiles.", (48, "hours", True)),
        ("Te respondemos en 24h", (24, "hours", False)),
        ("Le contestaremos en un plazo no superior a 24 horas.", (24, "hours", False)),
        ("Tu mensaje será respondido en 24-48 horas laborables.", (48, "hours", True)),
        ("Contestamos en el día.", (0, "days", False)),
        ("Recibirá una respuesta en un máximo de 2 días laborables", (2, "days", True)),
        ("Tiempo medio de respuesta: 3 horas", (3, "hours", False)),
        ("Responderemos tan pronto como nos sea posible.", (None, "", False)),
        ("Rellena el formulario y te contactaremos en menos de 24 horas.", (24, "hours", False)),
        ("Atendemos todos los correos en un plazo de 1 a 2 días hábiles.", (2, "days", True)),
        ("Nuestro equipo se pondrá en contacto contigo en las próximas 24 horas.", (24, "hours", False)),
    ],
)
def test_stated_times_to_answer(text: str, expected: tuple[float | None, str, bool]) -> None:
    assert [(a.amount, a.unit, a.working) for a in answer_times(text, languages=OWN, page=SHOP)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Los pedidos se preparan en 24 horas laborables.",
        "Recibirás tu pedido en 24/72 horas.",
        "Tienes 30 días para cambiar tu producto.",
        "La devolución del importe se hará en 14 días naturales.",
        "Si no te hemos contestado en 48 horas, llámanos.",
        "Comunícanos cualquier incidencia en las 24 horas siguientes a la recepción.",
        "Responderemos de los defectos durante 3 años.",
    ],
)
def test_other_times_are_no_times_to_answer(text: str) -> None:
    assert answer_times(text, languages=OWN, page=SHOP) == ()


@pytest.mark.parametrize(
    ("html", "owner"),
    [
        (
            "<p>Organismo de control: Agencia Española de Protección de Datos, C/ Jorge Juan 6, Madrid. Tel. 912 345 671</p>",
            "other",
        ),
        ("<footer>Desarrollo web: Píxel Norte. Tel 985 341 276</footer>", "other"),
        ("<p>El importador en la UE es Global Trade S.L., tel. 931 234 561</p>", "other"),
        ("<p>Transportista: Envíos Rápidos, teléfono 911 234 562</p>", "other"),
        ("<h2>Puntos de venta</h2><h3>Ferretería López</h3><p>Tel. 953 412 673</p>", "other"),
        ("<p>OMIC de Jaén, teléfono 953 219 101</p>", "other"),
        ("<p>Para cualquier consulta sobre tu pedido, llámanos al 953 412 673</p>", "shop"),
        ("<p>Titular de la web: Olivar Casa S.L. - 953 412 673</p>", "shop"),
        ("<p>Servicio posventa: 953 412 673</p>", "shop"),
        ("<h3>Nuestra tienda</h3><p>C/ Real 4, Jaén<br>953 412 673</p>", "shop"),
        ("<p>Datos del responsable: Olivar Casa S.L. Teléfono: 953 412 673</p>", "shop"),
    ],
)
def test_whose_a_number_is(html: str, owner: str) -> None:
    found = read_page(f"<html lang=es>{html}", url=SHOP, market="ES").sightings
    assert {s.owner.value for s in found} == {owner}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Identidad del titular: Olivar Casa, S.L.\nN.I.F.: B64717838", "Olivar Casa, S.L."),
        ("Nombre: Olivar Casa SL\nCIF: B64717838", "Olivar Casa SL"),
        (
            "en adelante, el Titular: OLIVAR CASA, S.L., con CIF B64717838 y domicilio en Calle Real 4, 23001 Jaén",
            "OLIVAR CASA, S.L.",
        ),
        (
            "La empresa titular es Olivar Casa S.A., con domicilio social en Calle Real 4, 23001 Jaén",
            "Olivar Casa S.A.",
        ),
        ("Responsable: Marta Gil Peña\nNIF: 12345678Z", "Marta Gil Peña"),
        ("Olivar Casa, S. Coop. And.\nCalle Real 4\n23001 Jaén", "Olivar Casa, S. Coop. And."),
    ],
)
def test_who_runs_the_shop(text: str, name: str) -> None:
    found = identifiers(text, market="ES", languages=OWN, page=f"{SHOP}/aviso-legal", role=Role.IMPRINT)
    assert name in [i.value for i in found if i.kind == "name" and i.owner is Owner.SHOP]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Visítanos en la Calle del Coso, 41, 50001 Zaragoza.", "Calle del Coso, 41, 50001 Zaragoza"),
        ("Nuestra tienda está en la Plaza Mayor 3, 23001 Jaén", "Plaza Mayor 3, 23001 Jaén"),
        ("con domicilio social en Calle de la Plaza 7, 23001 Jaén", "Calle de la Plaza 7, 23001 Jaén"),
        ("C/ Real, nº 4, 23001 Jaén (España)", "C/ Real, nº 4, 23001 Jaén"),
        ("Avda. de la Constitución 12, 2º B, 41001 Sevilla", "Avda. de la Constitución 12, 2º B, 41001 Sevilla"),
        ("Calle Mayor, s/n, 23001 Jaén", "Calle Mayor, s/n, 23001 Jaén"),
        ("Calle Mayor 14, bajo izda. 23001 Jaén", "Calle Mayor 14, bajo izda., 23001 Jaén"),
        ("Calle Mayor, 14 - 1º A\n23001 Jaén", "Calle Mayor, 14 - 1º A, 23001 Jaén"),
        ("Polígono Industrial El Pino, nave 8, 41016 Sevilla", "Polígono Industrial El Pino, nave 8, 41016 Sevilla"),
    ],
)
def test_where_the_firm_is(text: str, address: str) -> None:
    found = identifiers(text, market="ES", languages=OWN, page=f"{SHOP}/aviso-legal", role=Role.IMPRINT)
    assert [i.value for i in found if i.kind == "address"] == [address]


@pytest.mark.parametrize(
    ("label", "path", "role"),
    [
        ("Contacto y ayuda", "/x", "contact"),
        ("Contacte", "/x", "contact"),
        ("Envíanos un mensaje", "/x", "contact"),
        ("Información legal y privacidad", "/x", "imprint"),
        ("Desistimiento y devoluciones", "/x", "returns"),
        ("Entrar", "/login", "login"),
    ],
)
def test_roles_of_more_links(label: str, path: str, role: str) -> None:
    found = guess(label, SHOP + path)
    assert (found.role.value, found.score >= LIKELY) == (role, True)


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Atención al cliente disponible 24 horas / 7 días", "24/7"),
        ("Teléfono: 953 412 673 L-V 9-14h", "Mo-Fr 09:00-14:00"),
        (
            "Abrimos de lunes a sábado, de 10h a 14h y de 17h a 21h. Domingos y festivos cerrado.",
            "Mo-Sa 10:00-14:00,17:00-21:00; PH off",
        ),
    ],
)
def test_more_written_hours(text: str, osm: str) -> None:
    assert [h.osm for h in opening_hours(text, languages=OWN, page=SHOP)] == [osm]
