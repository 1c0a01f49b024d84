"""What a page holds back until somebody scrolls or presses, looked for before anything is called absent."""

from io import BytesIO

import pytest
from PIL import Image

from audit.model import Kind, Role, Snapshot
from audit.outcomes import Place, Reason
from crawler.pointer import TURNS_SECONDS
from tests.crawler.farm import Reply, farm, page, visit, visit_with_evidence
from tests.crawler.test_browser import MAIL, PHONE, best, sighting

pytestmark = pytest.mark.browser

LONG = "<p style='margin: 900px 0'>Thee uit eigen tuin, met de hand geplukt.</p>" * 3
WHEN_SEEN = (
    "<div id=foot style='min-height: 40px'></div><script>"
    "new IntersectionObserver((seen, watch) => { if (!seen[0].isIntersecting) return; watch.disconnect();"
    "  setTimeout(() => fetch('/foot').then((r) => r.text()).then((t) => { foot.innerHTML = t; }), 300);"
    "}).observe(document.getElementById('foot'));</script>"
)
PRESSED_BY_SCRIPT = (
    "<script>document.getElementById('open').onclick = () => { panel.style.display = 'block'; };</script>"
)
FOOT = f"<p>Bel 085 732 46 18 of mail {MAIL}</p>"


def test_what_is_fetched_when_it_comes_into_sight_is_read_without_a_click() -> None:
    with farm({"/": page(LONG, WHEN_SEEN), "/foot": FOOT}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)


def test_what_scrolls_inside_the_page_is_scrolled_too() -> None:
    inner = f"<main style='height: 880px; overflow-y: auto'>{LONG}{WHEN_SEEN}</main>"
    with farm({"/": page(inner), "/foot": FOOT}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)


def test_nobody_scrolls_for_what_was_found() -> None:
    with farm({"/": page(FOOT, LONG, WHEN_SEEN), "/foot": FOOT}) as shop:
        visit(shop.url, render=True)
    assert "/foot" not in shop.asked


@pytest.mark.parametrize(
    "opener",
    [
        "<a href='#' onclick=\"panel.style.display = 'block'; return false\">Contact</a>",
        "<a href='#' onclick=\"document.getElementById('panel').style.display = 'block'\">Hulp</a>",
        "<a href='javascript:void 0' id=open>Contact</a>" + PRESSED_BY_SCRIPT,
    ],
)
def test_a_panel_behind_a_link_that_leads_nowhere_costs_a_click(opener: str) -> None:
    panel = f"<div id=panel role=dialog style='display: none'><p>Bel 085 732 46 18</p><p>{MAIL}</p></div>"
    with farm({"/": page(opener, "<p>Thee.</p>", panel)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


def test_what_was_opened_costs_its_click_after_a_second_reading_too() -> None:
    folded = (
        "<button aria-controls=tel onclick=\"tel.style.display = 'block'\">Bellen</button>"
        "<div id=tel style='display:none'>085 732 46 18</div>"
    )
    with farm({"/": page(folded, LONG, WHEN_SEEN), "/foot": f"<p>{MAIL}</p>"}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)


def test_what_a_browser_did_not_show_is_not_better_on_a_page_that_it_never_showed() -> None:
    hidden = f"<footer><p>Thee.</p><div style='display: none'>Bel 085 732 46 18 of mail {MAIL}</div></footer>"
    nav = {"Privacy": "/privacy", "Retourneren": "/retourneren"}
    pages = {"/": page(hidden, nav=nav), "/privacy": page(hidden, nav=nav), "/retourneren": page(hidden, nav=nav)}
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[0] is Place.MARKUP_ONLY
    assert best(snapshot, Kind.EMAIL)[0] is Place.MARKUP_ONLY


def test_words_of_a_drawing_are_words_of_the_page() -> None:
    drawn = "<svg width=300 height=40><text x=0 y=20>Bel 085 - 732 46 18</text></svg>"
    with farm({"/": page(drawn, f"<p>{MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert all(s.rendered for s in snapshot.sightings)


NARROW = "<style>@media (max-width: 700px) { #sheet { display: none } #sheet.open { display: block } }</style>"


@pytest.mark.parametrize(
    "button",
    [
        "<button class=navbar-toggler aria-label='Menu' onclick=\"sheet.classList.toggle('open')\"></button>",
        "<a href='#' onclick=\"sheet.classList.toggle('open')\">☰</a>",
    ],
)
def test_what_a_phone_shows_behind_the_menu_button_is_not_gone(button: str) -> None:
    wide_only = "<style>button, a[href='#'] { min-width: 30px; min-height: 30px; display: inline-block }</style>"
    header = f"<header>{NARROW}{wide_only}{button}<div id=sheet>Bel 085 732 46 18 of mail {MAIL}</div></header>"
    with farm({"/": page(header)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    seen = sighting(snapshot, PHONE)
    assert (seen.visible_desktop, seen.visible_phone, seen.phone_clicks) == (True, True, 1)


def test_what_no_button_of_a_phone_brings_back_is_gone_there() -> None:
    header = f"<header>{NARROW}<button>Menu</button><div id=sheet>Bel 085 732 46 18</div></header><p>{MAIL}</p>"
    with farm({"/": page(header)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[:2] == (Place.HARD, 0)


def test_lines_that_take_turns_are_seen_by_who_waits() -> None:
    lines = f"<p class=usp>Gratis verzending</p><p class=usp>Bel 085 732 46 18</p><p class=usp>Mail {MAIL}</p>"
    turns = (
        "<style>.usp { display: none } .usp.now { display: block }</style><script>let n = 0;"
        "const turn = () => document.querySelectorAll('.usp')"
        ".forEach((p, i) => p.classList.toggle('now', i === n % 3));"
        "turn(); setInterval(() => { n++; turn(); }, 1500);</script>"
    )
    with farm({"/": page(f"<header>{lines}</header>", "<p>Thee.</p>", turns)}) as shop:
        snapshot = visit(shop.url, render=True, turns=TURNS_SECONDS)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)


def test_a_number_whose_end_is_held_back_is_asked_for() -> None:
    held_back = (
        "<footer><a href='#' data-nr='085 732 46 18' onclick='this.textContent = this.dataset.nr; return false'>"
        "085-73…. (toon nummer)</a></footer>"
    )
    with farm({"/": page(held_back, f"<p>{MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    seen = next(s for s in snapshot.sightings if s.value == PHONE and s.extra_clicks)
    assert seen.opened_by == "085-73…. (toon nummer)"


def test_the_words_on_what_was_pressed_are_kept() -> None:
    folded = f"<details><summary>Hoe bereik ik u?</summary><p>Bel 085 732 46 18</p></details><p>{MAIL}</p>"
    with farm({"/": page(folded)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert sighting(snapshot, PHONE).opened_by == "Hoe bereik ik u?"


@pytest.mark.parametrize(
    ("style", "place"),
    [
        ("color: #fff; background: #fff", Place.MARKUP_ONLY),
        ("color: #eee; background: #fff", Place.CLEAR),  # poor, and said so, but there
        ("color: #fff; background: url(/dark.png)", Place.CLEAR),
    ],
)
def test_letters_in_the_colour_of_their_ground_are_read_by_nobody(style: str, place: Place) -> None:
    with farm({"/": page(f"<p style='{style}'>Bel 085 732 46 18</p>", f"<p>{MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[0] is place


def test_letters_in_a_frame_stand_on_the_ground_of_the_page() -> None:
    words = (
        "<p style='color: #fff; margin-top: 1300px'>Bel 085 732 46 18</p>"  # lower in the frame than the window is high
    )
    frame = f"<iframe style='border: 0; height: 1500px' srcdoc=\"{words}\"></iframe>"
    with farm({"/": page(f"<div style='background: #123'>{frame}</div>", f"<p>{MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[0] is Place.CLEAR


def test_letters_over_a_picture_that_lies_beneath_them_are_seen() -> None:
    over = (
        "<div style='position: relative; height: 80px'>"
        "<div style='position: absolute; inset: 0; background: #123'></div>"
        "<p style='position: absolute; color: #fff; top: 10px'>Bel 085 732 46 18</p></div>"
    )
    with farm({"/": page(over, f"<p>{MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[0] is Place.CLEAR


def test_what_scripts_write_on_every_page_is_looked_for_at_home_first() -> None:
    foot = f"<footer id=f></footer><script>f.textContent = ['Bel 085', '732 46 18 of mail {MAIL}'].join(' ');</script>"
    words = "<p>Thee uit eigen tuin, met de hand geplukt en in kleine zakken verpakt.</p>" * 12
    pages = {"/": page(words, foot, nav={"Over ons": "/over"}), "/over": f"<html lang=nl><p>Wij.</p>{foot}"}
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)


def frame_of(snapshot: Snapshot, evidence: dict[str, bytes], value: str) -> tuple[int, int] | None:
    """The middle of the frame in the picture of a value (px); None where the picture shows none, or there is none."""
    name = next(s.screenshot for s in snapshot.sightings if s.value == value)
    if name is None:
        return None
    picture = Image.open(BytesIO(evidence[name])).convert("RGB")
    pink = [
        (x, y)
        for y in range(0, picture.height, 2)
        for x in range(0, picture.width, 2)
        if _is_pink(picture.getpixel((x, y)))
    ]
    if not pink:
        return None
    across, down = [x for x, _ in pink], [y for _, y in pink]
    return (min(across) + max(across)) // 2, (min(down) + max(down)) // 2


def _is_pink(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    return red > 180 and green < 60 and 70 < blue < 150


NUMBER = "<p style='margin: 0; font: 20px monospace'>085 732 46 18</p>"
IN_FRAME = (
    "<iframe style='border: 0; margin: 200px 0 0 400px; width: 500px; height: 150px'"
    " srcdoc=\"<p style='font: 20px monospace'>085 732 46 18</p>\"></iframe>"
)
IN_DIALOG = (
    f"<dialog id=d style='margin: 100px auto; padding: 0; border: 0; width: 160px'>{NUMBER}</dialog>"
    "<script>d.showModal()</script>"
)


@pytest.mark.parametrize(
    ("body", "middle"),
    [
        (f"<div style='padding: 60px 0 0 300px'>{NUMBER}</div>", (378, 72)),
        (IN_FRAME, (486, 240)),
        (IN_DIALOG, (640, 112)),
    ],
)
def test_the_frame_stands_round_the_place(body: str, middle: tuple[int, int]) -> None:
    with farm({"/": f"<html lang=nl><body style='margin: 0'>{body}"}) as shop:
        snapshot, evidence = visit_with_evidence(shop.url, render=True)
    found = frame_of(snapshot, evidence, PHONE)
    assert found is not None
    assert abs(found[0] - middle[0]) < 15
    assert abs(found[1] - middle[1]) < 15


def test_a_page_that_grows_while_it_is_scrolled_is_framed_where_the_place_is_then() -> None:
    grows = (
        "<div id=more></div><script>addEventListener('scroll', () => {"
        " if (more.childElementCount < 2) more.insertAdjacentHTML('beforeend', '<p style=height:500px>Thee</p>'); });"
        "</script>"
    )
    low = f"<div style='height: 1600px'></div>{NUMBER}<div style='height: 900px'></div>"
    with farm({"/": page(grows, low, f"<p>{MAIL}</p>")}) as shop:
        snapshot, evidence = visit_with_evidence(shop.url, render=True)
    found = frame_of(snapshot, evidence, PHONE)
    assert found is not None
    assert 150 < found[1] < 370  # the picture is 520 px high, and the place in the middle of it


@pytest.mark.parametrize(
    ("style", "place"),
    [
        ("clip-path: inset(100%)", Place.MARKUP_ONLY),
        ("transform: scale(0)", Place.MARKUP_ONLY),
        ("clip-path: polygon(0 0, 100% 0, 100% 100%, 0 90%)", Place.CLEAR),
        ("clip-path: inset(100%); pointer-events: none", Place.CLEAR),  # cannot be told: left as it was
        ("transform: scale(0.9)", Place.CLEAR),
    ],
)
def test_what_is_clipped_or_scaled_to_nothing_is_read_by_nobody(style: str, place: Place) -> None:
    with farm({"/": page(f"<p style='{style}; display: block'>Bel 085 732 46 18</p><p>{MAIL}</p>", LONG)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[0] is place
    assert best(snapshot, Kind.EMAIL)[0] is Place.CLEAR


@pytest.mark.parametrize(
    "pieces",
    [
        (
            "<p style='display: flex'><span style='order: 3'>46 18</span><span style='order: 1'>085 -&nbsp;</span>"
            "<span style='order: 2'>732&nbsp;</span></p>"
        ),
        (
            "<p style='display: flex; flex-direction: row-reverse; justify-content: flex-end'><span>46 18</span>"
            "<span>732&nbsp;</span><span>085 -&nbsp;</span></p>"
        ),
    ],
)
def test_pieces_are_read_in_the_order_in_which_they_are_shown(pieces: str) -> None:
    with farm({"/": page(f"<p>Bel ons:</p>{pieces}<p>{MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)


def test_an_object_with_a_page_in_it_is_read_like_a_frame() -> None:
    card = f"<p>Bel 085 732 46 18 of mail {MAIL}</p>"
    shown = "<object data=/card type=text/html width=600 height=200><p>Geen kaart</p></object>"
    with farm({"/": page("<p>Thee.</p>", shown), "/card": card}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert snapshot.searched.frames > 0


def test_the_browser_goes_in_where_a_visitor_does() -> None:
    def answer(path: str, cookie: str) -> Reply:
        if path == "/":
            return Reply("", 302, {"Location": "/?check=1", "Set-Cookie": "seen=1"})
        return Reply(
            page(f"<p>Bel 085 732 46 18 of mail {MAIL}</p>") if "seen=1" in cookie else page("<p>Cookies aan?</p>")
        )

    with farm({}) as shop:
        shop.replies = answer
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert sighting(snapshot, PHONE, "?check=1").rendered


@pytest.mark.parametrize(
    "script",
    [
        "location.assign(['/be', 'l'].join(''))",
        "window.open(['/be', 'l'].join(''))",
        "{ const f = document.createElement('form'); f.action = '/be' + 'l'; document.body.append(f); f.submit(); }",
    ],
)
def test_where_pressing_leads_is_read_as_a_page(script: str) -> None:
    menu = f"<a href='javascript:void(0)' id=go>Contact</a><script>go.onclick = () => {script};</script>"
    with farm({"/": page(menu, "<p>Thee.</p>"), "/bel": page(f"<p>Bel 085 732 46 18 of mail {MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


HELD = f"<p>Bel 085 732 46 18 of mail {MAIL}</p>"
FOLDED = f"<div class=panel style='max-height: 0; overflow: hidden'>{HELD}</div>"
UNFOLD = "const p = document.querySelector('.panel'); p.style.maxHeight = '300px'; p.style.display = 'block';"


@pytest.mark.parametrize(
    "body",
    [
        f'<h3 onclick="{UNFOLD}">Wie zijn wij?</h3>{FOLDED}',
        f'<button onclick="{UNFOLD}">Wie zijn wij?</button>{FOLDED}',
        f'<a href="#p1" onclick="{UNFOLD}">Telefoonnummer en e-mailadres</a>{FOLDED}',
        f"<h3 role=button id=q>Iets anders</h3>{FOLDED}<script>q.onclick = () => {{ {UNFOLD} }}</script>",
        (
            f"<dl><dt id=q>Bereikbaarheid</dt><dd class=panel style='display: none'>{HELD}</dd></dl>"
            f"<script>q.addEventListener('click', () => {{ {UNFOLD} }})</script>"
        ),
    ],
)
def test_panels_of_every_make_are_opened(body: str) -> None:
    with farm({"/": page("<p>Thee.</p>", body)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


@pytest.mark.parametrize(
    "body",
    [
        (
            "<style>.d { display: none } .h:hover .d, .h:focus-within .d { display: block }</style>"
            f"<div class=h tabindex=0>Klantenservice<div class=d>{HELD}</div></div>"
        ),
        (
            "<style>.d { position: absolute; left: -9999px } .h:hover .d { left: auto }</style>"
            f"<ul><li class=h>Contact<ul class=d><li>{HELD}</li></ul></li></ul>"
        ),
        (
            f"<div id=h>Vragen?<div id=d style='display: none'>{HELD}</div></div>"
            "<script>h.onmouseenter = () => { d.style.display = 'block' }</script>"
        ),
    ],
)
def test_what_unfolds_under_the_pointer_costs_a_click(body: str) -> None:
    with farm({"/": page("<p>Thee.</p>", body)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


@pytest.mark.parametrize(
    "body",
    [
        (
            f"<div id=bar style='display: none; position: fixed; top: 0'>{HELD}</div><script>addEventListener('scroll',"
            " () => { bar.style.display = scrollY > 100 ? 'block' : 'none' })</script>"
        ),
        (
            f"<div id=bar style='position: fixed; top: -90px'>{HELD}</div><script>addEventListener('scroll',"
            " () => { bar.style.top = scrollY > 100 ? '0' : '-90px' })</script>"
        ),
    ],
)
def test_what_comes_with_scrolling_costs_no_click(body: str) -> None:
    with farm({"/": page(LONG, body)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)


def test_letters_that_fade_in_when_they_come_into_view_are_seen() -> None:
    late = f"<div id=late style='opacity: 0; transform: translateY(60px)'>{HELD}</div><script>"
    late += "addEventListener('scroll', () => { if (late.getBoundingClientRect().top < innerHeight) late.style = '' })"
    with farm({"/": page(LONG, late, "</script>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)


@pytest.mark.parametrize("heading", ["Over ons", "Contact", "Klantenservice"])
def test_what_nothing_brings_out_stays_in_the_markup(heading: str) -> None:
    with farm({"/": page(f"<div><h3>{heading}</h3></div>", f"<div style='display: none'>{HELD}</div>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[0] is Place.MARKUP_ONLY
    assert best(snapshot, Kind.EMAIL)[0] is Place.MARKUP_ONLY


def test_an_answer_that_is_fetched_when_its_question_is_pressed_is_read() -> None:
    asked = "".join(f"<button aria-expanded=false id=q{n}>{q}</button><div></div>" for n, q in enumerate(QUESTIONS))
    script = (
        "<script>document.querySelectorAll('button').forEach((b) => { b.onclick = () => fetch('/' + b.id)"
        ".then((r) => r.text()).then((t) => { b.nextElementSibling.innerHTML = t }) })</script>"
    )
    with farm({"/": page(asked, script), "/q0": "<p>Gratis.</p>", "/q1": HELD, "/q2": "<p>Ja.</p>"}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert "/q2" not in shop.asked


QUESTIONS = ("Wat zijn de verzendkosten?", "Hoe neem ik het beste contact op als er iets stuk is?", "Kan ik ruilen?")


@pytest.mark.parametrize(
    "menu",
    [
        "<form action=/bel method=post><button>Contact</button></form>",
        "<form action=/bel><input type=image alt=Contact width=60 height=20></form>",
        "<input type=button value=Contact onclick=\"location.href='/bel'\">",
        "<a href='javascript:ga(1)'>Contact</a>",
        "<form name=cf action=/bel></form><span onclick='document.forms.cf.submit()'>Contact</span>",
        "<ul><li id=go>Klantenservice</li></ul>",
        "<a class=deep><b id=go>Contact</b></a>",
        "<div role=link tabindex=0 id=go>Neem contact op</div>",
        "<img alt=Contact id=go width=60 height=20>",
        "<a href='#' id=go>Hulp &amp; contact</a>",
    ],
)
def test_whatever_is_called_contact_is_pressed(menu: str) -> None:
    leads = "<script>const ga = (n) => { location = ['/', '/bel'][n] }; document.addEventListener('click', (e) =>"
    leads += " { if (e.target.id === 'go') location = '/be' + 'l' })</script>"
    with farm({"/": page(menu, leads, "<p>Thee.</p>"), "/bel": page(HELD)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)


SCREENS = (
    "<style>@media (max-width: 767px) { .wide { display: none } }"
    "@media (min-width: 768px) { .narrow { display: none } }</style>"
)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("<div class=wide>Bel 085 732 46 18</div><div class=narrow>Bel 085 732 46 18</div>", Place.CLEAR),
        ("<div class=wide>Bel 085 732 46 18</div><div class=narrow>Bel +31 85 7324618</div>", Place.CLEAR),
        (
            "<header><div class=wide>085 732 46 18</div></header><footer><p class=narrow>085 732 46 18</p></footer>",
            Place.CLEAR,
        ),
        ("<div class=wide>Bel 085 732 46 18</div><div class=narrow>Bel ons</div>", Place.HARD),
        ("<div class=wide>Bel 085 732 46 18</div><div class=narrow>085 111 22 33</div>", Place.HARD),
        (
            "<div class=wide>Bel 085 732 46 18</div><div class=narrow style='display: none'>085 732 46 18</div>",
            Place.HARD,
        ),
    ],
)
def test_what_stands_there_once_for_each_screen_stands_on_both(body: str, place: Place) -> None:
    with farm({"/": page(SCREENS, body, f"<p>{MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[:2] == (place, 0)


@pytest.mark.parametrize(
    "body",
    [
        (
            "<div style='display: flex; justify-content: space-between'><span>Contact</span><span>MAIL</span></div>"
            "<div style='display: flex; gap: 8px'><span>KvK 58273649</span><span>PHONE</span></div>"
        ),
        (
            "<div style='display: grid; grid-template-columns: 1fr 1fr'><span>Ma-vr 9-17</span><span>PHONE</span></div>"
            "<p><span>MAIL</span><span style='padding: 0 6px; border: 1px solid'>en</span></p>"
        ),
        (
            "<p><span style='float: left'>Klantenservice</span><span style='float: right'>MAIL</span></p>"
            "<p style='clear: both'><b style='margin-right: 16px'>4.8/5</b><b>PHONE</b></p>"
        ),
        (
            "<p><i style='margin-right: 20px'>E</i><i>MAIL</i></p><p><span>Dorpsstraat 12</span>"
            "<span style='margin-left: 9px'>PHONE</span><span style='margin-left: 9px'>KvK 58273642</span></p>"
        ),
    ],
)
@pytest.mark.parametrize("render", [True, False])
def test_words_that_a_style_sets_apart_are_two_words(body: str, render: bool) -> None:
    written = body.replace("MAIL", MAIL).replace("PHONE", "085-7324618")
    with farm({"/": page(written)}) as shop:
        snapshot = visit(shop.url, render=render)
    assert {(s.kind, s.value) for s in snapshot.sightings} == {(Kind.PHONE, PHONE), (Kind.EMAIL, MAIL)}


@pytest.mark.parametrize(
    "body",
    [
        "<p>Bel <b>085</b>7324618 of mail <b>info</b>@<b>proefwinkel</b>.nl</p>",
        "<p>Bel <b>085</b><i>7324</i><i>618</i> of mail info<b style='margin: 0 2px'>@</b>proefwinkel.nl</p>",
        "<p style='width: 9em'>Bel <b>085-</b><i>7324618</i> of mail <b>info</b>@<i>proef</i><b>winkel.nl</b></p>",
        "<p>Bel <b>+31</b><i>857324618</i> of mail <b>in</b>fo@proefwinkel.nl</p>",
    ],
)
@pytest.mark.parametrize("render", [True, False])
def test_words_that_only_their_letters_part_are_one_word(body: str, render: bool) -> None:
    with farm({"/": page(body)}) as shop:
        snapshot = visit(shop.url, render=render)
    assert {(s.kind, s.value) for s in snapshot.sightings} == {(Kind.PHONE, PHONE), (Kind.EMAIL, MAIL)}


def test_words_that_say_nothing_are_no_reason_to_press() -> None:
    more = "<button onclick=\"fetch('/more')\">Meer</button><button onclick=\"fetch('/all')\">Alle</button>"
    with farm({"/": page(more, "<p>Thee.</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert snapshot.searched.buttons_clicked == ()
    assert not {"/more", "/all"} & set(shop.asked)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("De contactgegevens konden niet worden geladen. Probeer het later opnieuw.", True),
        ("Die Kontaktdaten konnten nicht geladen werden.", True),
        ("No se han podido cargar los datos de contacto. Inténtelo más tarde.", True),
        ("Les coordonnées n'ont pas pu être chargées.", True),
        ("Accepteer de marketingcookies om deze inhoud te zien.", True),
        ("Akzeptieren Sie Cookies, um diesen Inhalt anzuzeigen.", True),
        ("Acepte las cookies para ver este contenido.", True),
        ("De kaart kan niet worden geladen.", False),
        ("Accepteer de cookies van de kaart om deze inhoud te zien.", False),
        ("Wij gebruiken cookies om de inhoud van deze winkel te verbeteren.", False),
        ("Wij laden uw pakket zelf in de auto.", False),
    ],
)
def test_a_part_that_says_that_it_was_not_loaded_is_a_gap(said: str, wanted: bool) -> None:
    form = "<form action=/stuur method=post><input name=naam><textarea name=vraag></textarea></form>"
    with farm({"/": page("<a href=/contact>Contact</a>"), "/contact": page(f"<p>{said}</p>", form)}) as shop:
        snapshot = visit(shop.url, render=True)
    told = [(gap.reason, gap.role) for gap in snapshot.gaps]
    assert ((Reason.UNREADABLE, Role.CONTACT) in told) is wanted


@pytest.mark.parametrize("event", ["mousemove", "mouseover", "scroll"])
def test_scripts_that_wait_for_somebody_to_move_are_run(event: str) -> None:
    """Many shops put all their scripts off until the pointer moves, for the sake of speed."""
    late = f"<div id=c></div><script>on{event} = () => {{ c.innerHTML = `{FOOT}`; on{event} = null; }}</script>"
    with farm({"/": page(LONG, late)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)


def test_what_a_button_hands_to_the_mail_program_costs_a_click() -> None:
    spelled = ",".join(str(ord(sign)) for sign in MAIL)
    buttons = (
        "<button id=m>Mail ons</button><button id=t>Bel ons</button><script>"
        f"m.onclick = () => {{ location = 'mailto:' + String.fromCharCode({spelled}) + '?subject=Vraag' }};"
        "t.onclick = () => { location = 'tel:' + ['+31', 85, 73, 246, 18].join('') };</script>"
    )
    with farm({"/": page("<p>Thee uit eigen tuin.</p>", buttons)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)
    assert best(snapshot, Kind.PHONE) == (Place.HARD, 1, PHONE), "as a link whose words do not show its number"
