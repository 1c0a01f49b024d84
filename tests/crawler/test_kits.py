"""Panels as the usual kits of parts make them: their content exists only while they are open."""

import time
from io import BytesIO

import pytest
from PIL import Image

from audit.model import Kind, Role, Snapshot
from audit.outcomes import Place, Reason
from tests.crawler.farm import Reply, farm, page, visit, visit_with_evidence
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


AT_EITHER_WIDTH = """<div id=app></div><script>
const wide = matchMedia('(min-width: 900px)');
const draw = () => { app.innerHTML = wide.matches ? WIDE : NARROW; };
wide.addEventListener('change', draw);
</script>"""


def drawn(wide: str, narrow: str, more: str = "") -> str:
    """A page that a script draws anew for each width of the window."""
    told = f"<script>const WIDE = `{wide}`, NARROW = `{narrow}`;</script>"
    return told + AT_EITHER_WIDTH + f"<script>draw();{more}</script>"


def test_what_is_taken_out_of_the_page_on_a_narrow_screen_stands_on_the_wide_one() -> None:
    snapshot = found(drawn(DETAILS, "<b>Thee</b>"))
    assert best(snapshot, Kind.PHONE) == (Place.HARD, 0, PHONE)
    seen = sighting(snapshot, PHONE)
    assert (seen.visible_desktop, seen.visible_phone) == (True, False)
    assert seen.screenshot


def test_what_is_drawn_anew_for_a_narrow_screen_stands_on_both() -> None:
    snapshot = found(drawn(f"<div>{DETAILS}</div>", f"<section>{DETAILS}</section>"))
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)


def test_what_stands_on_a_narrow_screen_only_is_found_as_well() -> None:
    snapshot = found(drawn("<b>0800 12 34</b>, maar niet voor ons: 038 423 11 22", DETAILS))
    seen = sighting(snapshot, PHONE)
    assert (seen.visible_desktop, seen.visible_phone) == (False, True)


def test_links_of_the_wide_screen_are_followed_where_the_narrow_one_has_none() -> None:
    menu = f"<nav><a href='/contact'>Contact</a></nav><p>{MAIL}</p>"
    with farm({"/": page("<p>Thee.</p>", drawn(menu, "<b>Thee</b>")), "/contact": page(DETAILS)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)


ICON = "<svg width=24 height=24><path d='M3 6h18M3 12h18' stroke=black /></svg>"
SHEET = "<style>.sheet { display: none } .sheet.open { display: block }</style>"
TOGGLE = "document.querySelector('.sheet').classList.toggle('open')"


@pytest.mark.parametrize(
    "narrow",
    [
        f'{SHEET}<button aria-label=Menu onclick="{TOGGLE}">☰</button><div class=sheet>{DETAILS}</div>',
        f'{SHEET}<button aria-expanded=false onclick="{TOGGLE}">{ICON}</button><div class=sheet>{DETAILS}</div>',
        f'{SHEET}<button onclick="{TOGGLE}">{ICON}</button><div class=sheet>{DETAILS}</div>',
        f'{SHEET}<a href="#side" onclick="{TOGGLE}">Meer</a><div id=side class=sheet>{DETAILS}</div>',
        (
            '<button aria-haspopup=dialog onclick="const box = document.createElement(`div`); '
            f'box.innerHTML = `{DETAILS}`; document.body.append(box)">{ICON}</button>'
        ),
        (
            '<button aria-label="open drawer" onclick="setTimeout(() => { side.innerHTML = '
            f'`{DETAILS}` }}, 300)">{ICON}</button><div id=side></div>'
        ),
    ],
)
def test_what_a_phone_shows_elsewhere_behind_a_button_is_not_gone(narrow: str) -> None:
    style = (
        "<style>.n { display: none } @media (max-width: 800px) { .n { display: block } .w { display: none } }</style>"
    )
    header = f"<header>{style}<div class=w>{DETAILS}</div><div class=n>{narrow}</div></header>"
    with farm({"/": page(header)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)


def test_a_button_that_brings_something_else_does_not_bring_it_back() -> None:
    style = "<style>@media (max-width: 800px) { .w { display: none } }</style>"
    button = (
        f'<button aria-expanded=false onclick="side.innerHTML = `Bel 020 624 11 11`">{ICON}</button><div id=side></div>'
    )
    with farm({"/": page(f"<header>{style}<div class=w>{DETAILS}</div>{button}</header>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[:2] == (Place.HARD, 0)


def test_a_tab_that_ended_on_a_page_drawn_anew_serves_the_next_shop() -> None:
    found(drawn(DETAILS, "<b>Thee</b>"))
    began = time.monotonic()
    snapshot = found(DETAILS)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert snapshot.pages[0].rendered and not snapshot.gaps
    assert time.monotonic() - began < 10  # a stopped page would be waited for 15 s


def test_scripts_that_take_themselves_away_are_no_reason_not_to_look() -> None:
    away = "<script>addEventListener('resize', () => [...document.scripts].forEach((s) => s.remove()))</script>"
    snapshot = found(DETAILS, away)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert snapshot.pages[0].rendered and not snapshot.gaps


@pytest.mark.parametrize("run", ["a1" * 200_000, "1 " * 200_000, "1" + " " * 400_000 + "x", "1(" * 200_000])
def test_long_runs_of_letters_and_digits_are_looked_through_in_time(run: str) -> None:
    began = time.monotonic()
    snapshot = found(DETAILS, f"<p>{run}</p><script>1</script>")
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert snapshot.pages[0].rendered
    assert time.monotonic() - began < 15


def test_what_was_seen_under_the_pointer_is_kept_as_evidence() -> None:
    body = on("mouseenter", "<button id=b>Contact</button>", undo="mouseleave")
    with farm({"/": page("<p>Thee.</p>", body)}) as shop:
        snapshot, evidence = visit_with_evidence(shop.url, render=True)
    kept = [evidence[e.id].decode() for e in snapshot.evidence if e.kind == "dom"]
    assert any("<p data-sc-n" in text and "085 732 46 18</p>" in text for text in kept)
    seen = sighting(snapshot, PHONE)
    assert seen.screenshot in {e.id for e in snapshot.evidence if e.kind == "screenshot" and "Contact" in e.note}


def test_the_page_of_the_narrow_screen_is_kept_as_evidence() -> None:
    with farm({"/": page("<p>Thee.</p>", drawn("<b>038 423 11 22</b>", DETAILS))}) as shop:
        snapshot, evidence = visit_with_evidence(shop.url, render=True)
    notes = {e.note: evidence[e.id].decode() for e in snapshot.evidence if e.kind == "dom"}
    assert "085 732 46 18</p>" in notes["390 px"] and "085 732 46 18</p>" not in notes[""]


GREEN = "<span style='display: block; width: 1200px; height: 700px; background: #0f0'></span>"


def test_a_button_that_leads_away_does_not_lend_its_page_as_proof() -> None:
    style = "<style>@media (max-width: 800px) { .w { display: none } }</style>"
    cart = f"<button onclick=\"location = '/cart'\">{ICON}</button>"
    pages = {"/": page(f"<header>{style}<div class=w>{DETAILS}</div>{cart}</header>"), "/cart": page(f"<p>{GREEN}</p>")}
    with farm(pages) as shop:
        snapshot, evidence = visit_with_evidence(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[:2] == (Place.HARD, 0)
    seen = sighting(snapshot, PHONE)
    assert seen.screenshot is not None and seen.font_px is not None
    for e in snapshot.evidence:
        if e.kind == "screenshot":
            small = Image.open(BytesIO(evidence[e.id])).convert("RGB").resize((64, 64))
            green = [c for _, c in small.getcolors(64 * 64) or () if c[0] < 60 and c[1] > 180 and c[2] < 60]
            assert not green, "a picture of the other page"


@pytest.mark.parametrize("after", [0, 30])
def test_what_a_script_folds_when_the_page_becomes_narrow_is_opened_there(after: int) -> None:
    """The fold is only there once the page has answered its new width."""
    folds = (
        f"<details open id=d><summary>Contact</summary><p>Bel 085 732 46 18 of mail {MAIL}</p></details><script>"
        "const narrow = matchMedia('(max-width: 800px)'), fold = () => { d.open = !narrow.matches; };"
        f"narrow.onchange = () => setTimeout(fold, {after}); fold();</script>"
    )
    with farm({"/": page("<p>Thee uit eigen tuin.</p>", folds)}) as shop:
        found = [(s.value, s.visible_phone, s.phone_clicks) for s in visit(shop.url, render=True).sightings]
    assert sorted(found) == [(PHONE, True, 1), (MAIL, True, 1)]
