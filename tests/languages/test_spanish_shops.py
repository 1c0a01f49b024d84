# ruff: noqa: E501 (a page stands on one line)
"""Invented Spanish shops on loopback, audited through ``shopcheck run`` as a user does: what is said of each."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from audit.outcomes import Reason, Side
from tests.crawler.farm import Reply
from tests.shops.audited import audited_farms, finding

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

MENU = {
    "Bicicletas": "/bicicletas", "Cascos": "/cascos", "Recambios": "/recambios", "Ofertas": "/ofertas", "Contacto": "/contacto",
    "Preguntas frecuentes": "/preguntas", "Aviso legal": "/aviso-legal", "Condiciones de compra": "/condiciones",
    "Política de privacidad": "/privacidad", "Cambios y devoluciones": "/devoluciones", "Hojas de reclamaciones": "/hojas", "Mi cuenta": "/cuenta",
}  # fmt: skip
SOLD = "Todas las bicicletas salen de nuestro taller montadas y probadas, con dos años de garantía y el envío incluido en el precio. "
FORM = "<form id=consulta><label>Nombre <input name=nombre></label><label>Mensaje <textarea name=mensaje></textarea></label><button>Enviar</button></form>"


class Made(NamedTuple):
    """A shop's pages, its own number and its own address."""

    pages: dict[str, Any]
    phone: str
    mail: str


def document(title: str, body: str, footer: str, menu: dict[str, str]) -> str:
    links = "".join(f'<li><a href="{path}">{label}</a></li>' for label, path in menu.items())
    return (
        f'<!doctype html><html lang="es-ES"><head><meta charset="utf-8"><title>{title} | Pedal y Monte</title></head><body><header><a href="/">Pedal y Monte</a>'
        f"<nav><ul>{links}</ul></nav></header><main><h1>{title}</h1>{body}</main><footer>{footer}<p>© 2026 Pedal y Monte. Todos los derechos reservados.</p></footer></body></html>"
    )


def made(
    number: int,
    *,
    footer: str = "",
    menu: dict[str, str] | None = None,
    extra: dict[str, str] | None = None,
    **bodies: Any,
) -> Made:
    """A shop; ``bodies``: what stands on a page, by its path. {phone} and {mail} are this shop's own."""
    phone, mail, menu = f"976 41 73 {number}", f"hola@pedalymonte{number}.es", MENU if menu is None else menu

    def own(text: str) -> str:
        return text.replace("{phone}", phone).replace("{mail}", mail)

    home = f"<p>Bicicleta de montaña: 649,00 €</p><p>{SOLD * 2}</p>{bodies.get('home', '')}"
    pages: dict[str, Any] = {"/": document("Tienda de bicicletas", home, footer, menu)}
    for label, path in menu.items():
        body = bodies.get(path.strip("/").replace("-", "_"), f"<p>{label}. {SOLD * 3}</p>")
        pages[path] = document(label, body, footer, menu) if isinstance(body, str) else body
    pages |= {f"/{name}": body for name, body in bodies.items() if isinstance(body, Reply) and f"/{name}" not in pages}
    pages |= {path: document(*text.split("|", 1), footer, menu) for path, text in (extra or {}).items()}
    return Made({path: own(text) if isinstance(text, str) else text for path, text in pages.items()}, phone, mail)


BOTH = "<p>Teléfono: {phone}</p><p>Correo electrónico: {mail}</p>"
FIRM = "<p>Pedal y Monte, S.L. · Calle del Coso, 41, 50001 Zaragoza · CIF B64717838</p>"
SMALL = {"Bicicletas": "/bicicletas", "Cascos": "/cascos", "Más información": "/informacion"}
GONE = document("Página no encontrada", "<p>Lo sentimos, la página que buscas no existe.</p>", "", MENU)
DENIED = Reply(document("Acceso denegado", "<p>Hemos detectado tráfico inusual desde su red.</p>", "", {}))
BANNER = (
    '<div id=later></div><div id=aviso style="position:fixed;inset:0;background:#fff"><p>Usamos cookies propias y de terceros para analizar tu navegación.</p>'
    "<button>Configurar</button><button onclick=\"aviso.remove(); fetch('/pie').then(r => r.text()).then(t => later.innerHTML = t)\">Rechazar todas</button>"
    "<button>Aceptar todas</button></div>"
)
SHOPS: dict[str, Made] = {
    "footer": made(11, footer=f"{FIRM}<p>Llámanos: {{phone}} · {{mail}}</p>"),
    "contact page": made(12, contacto=BOTH, aviso_legal=FIRM),
    "three clicks": made(
        13, menu=SMALL, informacion=f'<p>{SOLD}</p><p><a href="/ayuda">Atención al cliente</a></p>',
        extra={"/ayuda": f'Atención al cliente|<p>{SOLD}</p><p><a href="/escribenos">Escríbenos o llámanos</a></p>', "/escribenos": f"Contacta con nosotros|{BOTH}"},
    ),
    "terms": made(14, condiciones=f"<p>1. Objeto. {SOLD * 8}</p><p>2. El vendedor es Pedal y Monte, S.L., teléfono {{phone}}, correo electrónico {{mail}}. {SOLD * 8}</p>"),
    "nothing": made(15, contacto=f"<p>Visítanos en la Calle del Coso, 41, 50001 Zaragoza.</p><p>{SOLD}</p>"),
    "form": made(16, contacto=f"<p>Rellena el formulario y te contestaremos lo antes posible.</p>{FORM}"),
    "902": made(17, contacto="<p>Atención al cliente: 902 417 317</p><p>{mail}</p>"),
    "807": made(18, contacto="<p>Atención al cliente: 807 417 318 (1,21 €/min desde fijo)</p><p>{mail}</p>"),
    "wall": made(19)._replace(pages=dict.fromkeys(["/", *MENU.values()], DENIED)),
    "soft 404": made(20, contacto=Reply(GONE)),
    "banner": made(21, home=BANNER, pie=Reply("<p>Llámanos: 976 41 73 21</p><p>hola@pedalymonte21.es</p>")),
    "button": made(
        22, contacto="<button onclick=\"fetch('/numero').then(r => r.text()).then(t => this.nextElementSibling.textContent = t)\">Ver teléfono</button> <span></span><p>O escribe a {mail}</p>",
        numero=Reply("976 41 73 22"),
    ),
    "hours": made(
        23, contacto=f"{BOTH}<h2>Horario de atención</h2><p>De lunes a jueves de 9:00 a 14:00 y de 16:00 a 19:00, viernes de 9:00 a 15:00</p><p>Respondemos a los correos en un plazo máximo de 24 horas laborables.</p>",
        aviso_legal=f"<p>Titular: Pedal y Monte, S.L.</p>{FIRM}",
    ),
    "others": made(
        24, privacidad="<p>Puede reclamar ante la Agencia Española de Protección de Datos, teléfono 912 663 517.</p>",
        aviso_legal="<p>Diseño web: Estudio Ebro, 976 55 12 40, hola@estudioebro.es</p>", contacto=f"<p>Ven a vernos.</p><p>{SOLD}</p>",
    ),
}  # fmt: skip
Told = tuple[str, str | None, int | None, str | None]
EXPECTED: dict[str, tuple[Told, Told]] = {
    # outcome, place, clicks, reason: of the telephone, of the mail
    "footer": (("met", "clear", 0, None), ("met", "clear", 0, None)),
    "contact page": (("met", "clear", 1, None), ("met", "clear", 1, None)),
    "three clicks": (("partly", "hard", 3, "too_many_clicks"), ("partly", "hard", 3, "too_many_clicks")),
    "terms": (("breached", "terms_only", 1, "only_in_terms"), ("breached", "terms_only", 1, "only_in_terms")),
    "nothing": (("not_found", None, None, "nothing_seen"), ("not_found", None, None, "nothing_seen")),
    "form": (("not_found", None, None, "form_only"), ("not_found", None, None, "form_only")),
    "902": (("breached", "clear", 1, "premium_only"), ("met", "clear", 1, None)),
    "807": (("breached", "clear", 1, "premium_only"), ("met", "clear", 1, None)),
    "banner": (("met", "clear", 0, None), ("met", "clear", 0, None)),
    "button": (("met", "clear", 2, None), ("met", "clear", 1, None)),
    "hours": (("met", "clear", 1, None), ("met", "clear", 1, None)),
    "others": (("not_found", None, None, "other_party_only"), ("not_found", None, None, "other_party_only")),
}
SHUT = {"wall": Reason.BLOCKED, "soft 404": Reason.SOFT_404}


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All of them in one audit: the object of each by its name."""
    return audited_farms(
        {name: shop.pages for name, shop in SHOPS.items()}, "ES", tmp_path_factory.mktemp("es"), seconds=380
    )


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_said_of_a_shop(name: str, kind: str, shops: dict[str, Any]) -> None:
    got = finding(shops[name], kind)
    want = EXPECTED[name][kind == "email"]
    assert (got["outcome"], got["place"], got["clicks"], got["reason"]) == want, got
    dear = {"902": "902417317", "807": "807417318"}.get(name, SHOPS[name].phone.replace(" ", ""))
    value = f"+34{dear}" if kind == "phone" else SHOPS[name].mail
    assert got["values"] == ([] if want[0] == "not_found" else [value])


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("name", SHUT)
def test_behind_a_shut_door_nothing_is_absent(name: str, kind: str, shops: dict[str, Any]) -> None:
    got = finding(shops[name], kind)
    assert (got["outcome"], got["reason"]) == ("not_measured", SHUT[name].value)
    assert Reason(got["reason"]).side is not Side.SHOWN


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_an_absence_says_where_was_looked(kind: str, shops: dict[str, Any]) -> None:
    looked = {"/" + page.split("/", 3)[3] for page in finding(shops["nothing"], kind)["looked_at"]}
    assert {"/", "/contacto", "/preguntas", "/aviso-legal"} <= looked


def test_hours_time_to_answer_and_firm(shops: dict[str, Any]) -> None:
    told = {found["check"]: found for found in shops["hours"]["findings"]}
    assert told["opening-hours"]["values"] == ["Mo-Th 09:00-14:00,16:00-19:00; Fr 09:00-15:00"]
    assert told["answer-time-stated"]["outcome"] == "met"
    assert told["company-identity"]["outcome"] == "met"
