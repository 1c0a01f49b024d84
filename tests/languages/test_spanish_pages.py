"""Spanish, section by section of ``audit/languages/es.toml``: links, doors, banners and buttons of Spanish shops."""

import pytest

from audit.model import Role
from audit.outcomes import Reason
from audit.words import words
from checks.find import read_page
from crawler.links import LIKELY, fold, guess
from crawler.trouble import Answer, trouble

SHOP = "https://www.bicislevante.es"


@pytest.mark.parametrize(
    ("label", "path", "role"),
    [
        ("Contacto", "/contacto", Role.CONTACT),
        ("Contacta con nosotros", "/contactanos", Role.CONTACT),
        ("Contáctanos", "/p/7", Role.CONTACT),
        ("Contactar", "/x", Role.CONTACT),
        ("Escríbenos", "/x", Role.CONTACT),
        ("¿Hablamos?", "/x", Role.CONTACT),
        ("Datos de contacto", "/x", Role.CONTACT),
        ("Formulario de contacto", "/x", Role.CONTACT),
        ("Contacto y horario", "/x", Role.CONTACT),
        ("", "/contacte-con-nosotros", Role.CONTACT),
        ("", "/es/contactenos", Role.CONTACT),
        ("Atención al cliente", "/atencion-al-cliente", Role.SERVICE),
        ("Preguntas frecuentes", "/content/8-faq", Role.SERVICE),
        ("Centro de ayuda", "/ayuda", Role.SERVICE),
        ("¿Necesitas ayuda?", "/x", Role.SERVICE),
        ("Servicio al cliente", "/x", Role.SERVICE),
        ("Aviso legal", "/aviso-legal", Role.IMPRINT),
        ("Aviso Legal y Condiciones de Uso", "/aviso", Role.IMPRINT),
        ("Información legal", "/x", Role.IMPRINT),
        ("Condiciones generales de contratación", "/condiciones", Role.TERMS),
        ("Términos y condiciones", "/terminos", Role.TERMS),
        ("Condiciones de venta", "/x", Role.TERMS),
        ("Condiciones de compra", "/x", Role.TERMS),
        ("Política de privacidad", "/privacidad", Role.PRIVACY),
        ("Protección de datos", "/x", Role.PRIVACY),
        ("Cambios y devoluciones", "/x", Role.RETURNS),
        ("Política de devoluciones y reembolsos", "/x", Role.RETURNS),
        ("Derecho de desistimiento", "/x", Role.RETURNS),
        ("Envíos y devoluciones", "/x", Role.RETURNS),
        ("Hojas de reclamaciones", "/x", Role.COMPLAINTS),
        ("Reclamaciones", "/x", Role.COMPLAINTS),
        ("Mi cuenta", "/mi-cuenta", Role.LOGIN),
        ("Iniciar sesión", "/x", Role.LOGIN),
    ],
)
def test_roles_of_links(label: str, path: str, role: Role) -> None:
    found = guess(label, SHOP + path)
    assert (found.role, found.score >= LIKELY) == (role, True)


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("Lentes de contacto", "/lentes-de-contacto"),
        ("Líquido para lentillas de contacto", "/x"),
        ("Cola de contacto 250 ml", "/cola-contacto"),
        ("Grill de contacto", "/grill"),
        ("Bicicletas de niño", "/bicicletas/nino"),
        ("Cinco consejos para cuidar tu bici", "/blog/cinco-consejos"),
        ("Ayudas de cocina", "/cocina"),
    ],
)
def test_links_that_only_look_like_it(label: str, path: str) -> None:
    found = guess(label, SHOP + path)
    assert found.role in (Role.OTHER, Role.PRODUCT) or found.score < LIKELY


FEW = "<!DOCTYPE html><html lang=es><title>{0}</title><body><h1>{1}</h1><p>{2}</p></body></html>"


@pytest.mark.parametrize(
    ("title", "heading", "said", "reason"),
    [
        ("Página no encontrada - Bicis Levante", "Página no encontrada", "Vuelve al inicio.", Reason.SOFT_404),
        ("Error 404", "¡Vaya! No encontramos la página que buscas", "", Reason.SOFT_404),
        ("Bicis Levante", "La página que buscas no existe", "Prueba con el buscador.", Reason.SOFT_404),
        ("404 No encontrado", "404", "", Reason.SOFT_404),
        ("Página no disponible", "Esta página no existe", "", Reason.SOFT_404),
        ("bicislevante.es", "Este dominio está en venta", "Haz una oferta.", Reason.PARKED),
        ("Dominio registrado", "Este dominio ha sido registrado", "Alojado con nosotros.", Reason.PARKED),
        ("bicislevante.es", "Dominio aparcado", "", Reason.PARKED),
        ("Bicis Levante", "Estamos en mantenimiento", "Volvemos pronto.", Reason.MAINTENANCE),
        ("Próximamente", "Web en construcción", "", Reason.MAINTENANCE),
        ("Bicis Levante", "Volveremos en breve", "Estamos mejorando la tienda.", Reason.MAINTENANCE),
        ("Sitio en mantenimiento", "Disculpa las molestias", "", Reason.MAINTENANCE),
        ("Acceso denegado", "Acceso denegado", "No tienes permiso.", Reason.BLOCKED),
        ("Un momento", "Hemos detectado tráfico inusual", "", Reason.BLOCKED),
        ("Un momento", "Verifica que eres humano", "", Reason.CAPTCHA),
        ("Control", "No soy un robot", "", Reason.CAPTCHA),
        ("Vinos del Duero", "¿Eres mayor de 18 años?", "Sí / No", Reason.AGE_GATE),
        ("Vinos del Duero", "Debes ser mayor de edad para entrar", "", Reason.AGE_GATE),
    ],
)
def test_pages_that_stand_in_the_way(title: str, heading: str, said: str, reason: Reason) -> None:
    html = FEW.format(title, heading, said)
    reading = read_page(html, url=SHOP, market="ES")
    found = trouble(Answer(url=SHOP, asked=SHOP, source=html), reading)
    assert found is not None and found.reason is reason


def test_a_door_with_a_password() -> None:
    html = FEW.format("Bicis Levante", "Tienda solo para profesionales: inicia sesión", "<input type=password>")
    found = trouble(Answer(url=SHOP, asked=SHOP, source=html), read_page(html, url=SHOP, market="ES"))
    assert found is not None and found.reason is Reason.LOGIN_REQUIRED


@pytest.mark.parametrize(
    ("way", "label"),
    [
        ("reject", "Rechazar"),
        ("reject", "Rechazar todo"),
        ("reject", "Rechazar todas"),
        ("reject", "Rechazar todas las cookies"),
        ("reject", "Denegar"),
        ("reject", "Solo necesarias"),
        ("reject", "Solo las cookies necesarias"),
        ("reject", "Aceptar solo las necesarias"),
        ("reject", "Continuar sin aceptar"),
        ("reject", "Usar sólo cookies necesarias"),
        ("reject", "No acepto"),
        ("close", "Cerrar"),
        ("accept", "Aceptar"),
        ("accept", "Aceptar todo"),
        ("accept", "Aceptar todas las cookies"),
        ("accept", "Permitir todas"),
        ("accept", "Aceptar y cerrar"),
        ("accept", "De acuerdo"),
        ("accept", "Entendido"),
        ("accept", "¡Entendido!"),
        ("accept", "Sí, acepto"),
    ],
)
def test_buttons_of_banners(way: str, label: str) -> None:
    ways = {key: {fold(w) for w in words("consent", key)} for key in ("reject", "close", "accept")}
    assert [key for key, labels in ways.items() if fold(label) in labels] == [way]


@pytest.mark.parametrize("label", ["Configurar cookies", "Preferencias", "Ver detalles", "Añadir al carrito"])
def test_other_buttons_of_banners(label: str) -> None:
    assert not any(fold(label) in {fold(w) for w in words("consent", key)} for key in ("reject", "close", "accept"))


def promises(label: str, *, panels: bool = False) -> bool:
    """Whether a button promises a number or an address, as crawler/acts.js tells it."""
    said = fold(label)
    kinds = {key: {fold(w) for w in words("buttons", key)} for key in ("verbs", "nouns", "phrases", "panels")}
    both = bool(kinds["verbs"].intersection(said.split())) and bool(kinds["nouns"].intersection(said.split()))
    return said in kinds["phrases"] or both or (panels and said in kinds["panels"])


@pytest.mark.parametrize(
    "label",
    ["Ver teléfono", "Mostrar teléfono", "Mostrar número", "Ver el número de teléfono", "Ver email", "Llámanos",
     "Mostrar correo electrónico", "Ver datos de contacto", "Haz clic para ver el teléfono"],
)  # fmt: skip
def test_buttons_that_promise_a_number(label: str) -> None:
    assert promises(label)


@pytest.mark.parametrize("label", ["Ver producto", "Ver más", "Mostrar filtros", "Añadir al carrito", "Ver carrito"])
def test_buttons_that_promise_none(label: str) -> None:
    assert not promises(label, panels=True)


def test_panels_and_chats() -> None:
    assert promises("Contacto", panels=True) and promises("¿Necesitas ayuda?", panels=True)
    html = "<html lang=es><p>Escríbenos cuando quieras.</p><button>Iniciar chat</button><a href='#'>Chat en vivo</a>"
    assert "chat" in {c.kind for c in read_page(html, url=SHOP, market="ES").channels}
