"""Panels as the usual kits of parts make them: their content exists only while they are open."""

import pytest

from audit.model import Kind, Role, Snapshot
from audit.outcomes import Place, Reason
from tests.crawler.farm import Reply, farm, page, visit
from tests.crawler.test_browser import MAIL, PHONE, best, sighting

pytestmark = pytest.mark.browser

DETAILS = f"<p>Bel 085 732 46 18</p><p>Mail {MAIL}</p>"
WRITE = f"const box = document.createElement('div'); box.id = 'box'; box.innerHTML = '{DETAILS}'; "
WRITE += "document.body.append(box);"
GONE = "const old = document.getElementById('box'); if (old) old.remove();"


def on(event: str, what: str, then: str = WRITE, *, undo: str = "") -> str:
    """An element ``what`` with id ``b`` that writes the contact details at an event, and takes them away at another."""
    away = f"b.addEventListener('{undo}', () => {{ {GONE} }});" if undo else ""
    return f"{what}<script>b.addEventListener('{event}', () => {{ {then} }}); {away}</script>"


def found(*parts: str) -> Snapshot:
    with farm({"/": page("<p>Thee uit eigen tuin.</p>", *parts)}) as shop:
        return visit(shop.url, render=True)


@pytest.mark.parametrize(
    "body",
    [
        on("mouseenter", "<button id=b>Contact</button>", undo="mouseleave"),
        on("pointerenter", "<a id=b href='#'>Klantenservice</a>", undo="pointerleave"),
        on("mouseover", "<span id=b tabindex=0>Bel ons</span>", undo="mouseout"),
        on("mouseenter", "<button id=b>Contact</button>", f"setTimeout(() => {{ {WRITE} }}, 700)", undo="mouseleave"),
    ],
)
def test_what_is_made_while_the_pointer_rests_there_costs_a_click(body: str) -> None:
    snapshot = found(body)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)
    assert sighting(snapshot, PHONE).opened_by in ("Contact", "Klantenservice", "Bel ons")


@pytest.mark.parametrize("event", ["pointerdown", "mousedown", "pointerup", "mouseup", "click"])
def test_a_finger_that_comes_down_and_goes_up_is_felt(event: str) -> None:
    snapshot = found(on(event, "<button id=b>Contact</button>"))
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)


def test_what_the_pointer_and_the_press_both_bring_out_is_there_once() -> None:
    toggled = f"if (document.getElementById('box')) {{ {GONE} }} else {{ {WRITE} }}"
    snapshot = found(on("click", "<button id=b>Contact</button>", toggled))
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)


@pytest.mark.parametrize(
    "label",
    [
        "Klantenservice bellen of mailen", "Telefoon en mail", "Bellen", "Telefon und E-Mail",
        "Par téléphone ou e-mail",
        "Phone & email", "Telefono ed e-mail", "Teléfono y correo",
    ],
)  # fmt: skip
def test_names_of_ways_to_reach_somebody_are_pressed(label: str) -> None:
    snapshot = found(on("click", f"<button id=b>{label}</button>"))
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)


def test_what_stands_in_an_attribute_until_it_is_pressed_costs_its_click() -> None:
    body = f'<button id=b data-content="Bel 085 732 46 18 of mail {MAIL}">Contact</button>'
    written = "const box = document.createElement('p'); box.textContent = b.dataset.content; document.body.append(box);"
    snapshot = found(on("click", body, written))
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)


@pytest.mark.parametrize(
    "body",
    [
        (
            "<style>.p { display: none } #t:checked ~ .p { display: block } #t { display: none }</style>"
            f"<label for=t>Over onze winkel</label><input type=checkbox id=t><p>Thee.</p><div class=p>{DETAILS}</div>"
        ),
        (
            "<style>.p { display: none } #r1:checked ~ .p1, #r2:checked ~ .p2 { display: block }"
            "input { position: absolute; opacity: 0 }</style>"
            "<input type=radio name=r id=r1 checked><label for=r1>Formulier</label>"
            "<input type=radio name=r id=r2><label for=r2>Andere wegen</label>"
            f"<div class='p p1'>Schrijf ons.</div><div class='p p2'>{DETAILS}</div>"
        ),
        (
            "<style>.d { display: none } .m:focus-within .d { display: block }</style>"
            f"<div class=m><button>Over ons</button><div class=d>{DETAILS}</div></div>"
        ),
        (
            "<label><input type=checkbox id=t style='opacity: 0'>Contactgegevens</label>"
            f"<script>t.addEventListener('change', () => {{ {WRITE} }})</script>"
        ),
        (
            "<select id=s><option>Kies een onderwerp</option><option>Retour</option><option>Contact</option></select>"
            f"<script>s.addEventListener('change', () => {{ if (s.selectedIndex === 2) {{ {WRITE} }} }})</script>"
        ),
        (
            "<form><select id=s><option>Kies</option><option>Telefonisch contact</option></select><input></form>"
            f"<script>s.addEventListener('input', () => {{ if (s.selectedIndex === 1) {{ {WRITE} }} }})</script>"
        ),
    ],
)
def test_what_styles_and_fields_hold_back_costs_a_click(body: str) -> None:
    snapshot = found(body)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


def test_fields_of_a_form_are_left_alone() -> None:
    form = "<form><label for=e>E-mail</label><input id=e><label><input type=checkbox id=n>Mail mij</label></form>"
    told = "<script>n.addEventListener('change', () => fetch('/changed'))</script>"
    with farm({"/": page("<p>Thee.</p>", form, told)}) as shop:
        visit(shop.url, render=True)
    assert "/changed" not in shop.asked


def test_nobody_rests_on_what_was_found() -> None:
    asked = on("mouseenter", "<button id=b>Contact</button>", "fetch('/rested')")
    with farm({"/": page(DETAILS, asked)}) as shop:
        visit(shop.url, render=True)
    assert "/rested" not in shop.asked


BROKEN = "<script>undefined.part = 1</script>"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (f"<footer id=app></footer>{BROKEN}", True),
        (f"<site-footer></site-footer>{BROKEN}", True),
        ("<div id=root></div><script src='/gone.js'></script>", True),
        ("<div id=__next></div><script>Promise.reject(new Error('no part'))</script>", True),
        (f"<footer id=app><p>Over ons</p></footer>{BROKEN}", False),
        ("<footer id=app></footer>", False),
        (f"<div id=spacer></div>{BROKEN}", False),
    ],
)
def test_a_part_left_empty_by_a_script_that_failed_is_a_gap(body: str, wanted: bool) -> None:
    with farm({"/": page("<p>Thee uit eigen tuin.</p>", body), "/gone.js": Reply(status=404)}) as shop:
        snapshot = visit(shop.url, render=True)
    gaps = [gap for gap in snapshot.gaps if gap.role is Role.HOME]
    assert [gap.reason for gap in gaps] == ([Reason.UNREADABLE] if wanted else [])
