"""What only a browser shows: visibility at two widths, buttons, shadow roots, frames, banners, evidence."""

import asyncio
import os
import signal
import time
from tempfile import TemporaryDirectory

import psutil
import pytest

from audit.evidence import EvidenceStore
from audit.model import Kind, Role, Shop, Sighting, Snapshot
from audit.outcomes import Outcome, Place, Reason
from checks.judge import judge
from checks.packs import load_pack, markets
from checks.place import place
from crawler.guard import Guard, PrivateAddressError
from crawler.rendering import LOOKED_IN, TOLD_IN
from crawler.visit import Visitor, VisitSettings, run_async
from tests.crawler.farm import AGENT, Reply, close_shared_browser, farm, page, visit, visit_with_evidence

pytestmark = pytest.mark.browser

PHONE = "+31857324618"
MAIL = "info@proefwinkel.nl"


def best(snapshot: Snapshot, kind: Kind) -> tuple[Place, int | None, str]:
    """Place, clicks and value of the best sighting of a kind."""
    placed = sorted((place(s) for s in snapshot.sightings if s.kind is kind), key=lambda p: p.order)
    assert placed, [s.value for s in snapshot.sightings]
    return placed[0].place, placed[0].clicks, placed[0].sighting.value


def sighting(snapshot: Snapshot, value: str, page_end: str = "/") -> Sighting:
    return next(s for s in snapshot.sightings if s.value == value and s.page.endswith(page_end))


def test_one_render_proves_a_footer_with_both() -> None:
    footer = f"<footer>Bel 085 732 46 18 of mail {MAIL}</footer>"
    pages = {"/": page(footer, nav={"Contact": "/contact"}), "/contact": page(footer)}
    with farm(pages) as shop:
        snapshot, evidence = visit_with_evidence(shop.url, render=True)
    assert [p.role for p in snapshot.pages if p.rendered] == [Role.HOME]
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)
    seen = sighting(snapshot, PHONE)
    assert (seen.visible_desktop, seen.visible_phone, seen.rendered) == (True, True, True)
    assert seen.screenshot is not None
    assert evidence[seen.screenshot].startswith(b"\xff\xd8\xff")
    assert len(evidence[seen.screenshot]) < 60_000
    assert seen.font_px == 16
    assert seen.contrast == 21
    assert seen.screens_down is not None
    assert seen.screens_down < 1
    assert snapshot.facts["browser"].startswith("Chromium")
    assert shop.agents == {AGENT}
    assert {e.kind for e in snapshot.evidence} == {"html", "dom", "screenshot", "warc"}


@pytest.mark.parametrize(
    ("said", "rendered", "outcome", "reason"),
    [
        ("Vragen? Bel 085 732 46 18", {Role.CONTACT}, Outcome.MET, None),
        (
            "Alleen voor nieuwe bestellingen: 085 732 46 18",
            {Role.HOME, Role.CONTACT},
            Outcome.PARTLY,
            Reason.ORDERS_ONLY,
        ),
    ],
)
def test_before_a_number_is_said_to_be_for_orders_only_everything_was_looked_at(
    said: str, rendered: set[Role], outcome: Outcome, reason: Reason | None
) -> None:
    pages = {
        "/": page(nav={name: f"/{name}" for name in ("contact", "fietsen", "lampen", "sloten")}),
        "/contact": page(f"<p>{said}</p><p>{MAIL}</p>", title="Contact"),
        **{f"/{name}": page(title=name.title()) for name in ("fietsen", "lampen", "sloten")},
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert {p.role for p in snapshot.pages if p.rendered} == rendered
    found = next(f for f in judge(snapshot, load_pack("NL")) if f.check == "phone-findable")
    assert (found.outcome, found.reason) == (outcome, reason)


def test_header_number_that_vanishes_on_a_phone_is_hard_everywhere() -> None:
    top = "<style>@media (max-width: 600px) {.top {display: none}}</style><header class=top>Bel 085 732 46 18</header>"
    pages = {
        "/": top + page(nav={"Contact": "/contact", "Algemene voorwaarden": "/av"}),
        "/contact": top + page(f"<p>{MAIL}</p>"),
        "/av": top + page(),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    phones = [s for s in snapshot.sightings if s.value == PHONE]
    assert len(phones) == 3
    assert {(s.visible_desktop, s.visible_phone) for s in phones} == {(True, False)}
    assert best(snapshot, Kind.PHONE)[0] is Place.HARD
    assert {p.role for p in snapshot.pages if p.rendered} == {Role.HOME, Role.CONTACT}
    assert "390 px" in {e.note for e in snapshot.evidence if e.kind == "screenshot"}


def test_page_that_sends_on_by_script_is_known_under_its_last_address() -> None:
    pages = {
        "/": "<html lang=nl><title>Winkel</title><script>location.replace('/nl/')</script></html>",
        "/nl/": page(nav={"Contact": "contact"}),
        "/nl/contact": page(f"<p>085 732 46 18 {MAIL}</p>"),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert snapshot.home_url == shop.url + "nl/"
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert [p.clicks for p in snapshot.pages] == [0, 1]


def test_framesets_are_read() -> None:
    pages = {
        "/": "<html lang=nl><title>Winkel</title><frameset cols='9%,*'><frame src=/menu><frame src=/main></frameset>",
        "/menu": "<a href=/contact target=main>Contact</a>",
        "/main": "<p>Welkom</p>",
        "/contact": page(f"<p>085 732 46 18 {MAIL}</p>"),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


def test_a_tab_that_is_used_again_remembers_nothing() -> None:
    keep = (
        "<script>const old = localStorage.getItem('was') + document.cookie; localStorage.setItem('was', 'here');"
        "document.cookie = 'was=here'; document.title = 'T'; fetch('/told?' + encodeURIComponent(old));</script>"
    )
    with farm({"/": page(keep, f"<p>085 732 46 18 {MAIL}</p>")}) as shop:
        for _ in range(2):
            visit(shop.url, render=True)
    assert [path for path in shop.asked if path.startswith("/told")] == ["/told?null", "/told?null"]


def test_absence_needs_every_page_that_counts() -> None:
    pages = {
        "/": page(nav={"Contact": "/contact", "Klantenservice": "/ks", "Privacy": "/privacy"}),
        "/contact": page("<form><textarea name=m></textarea></form>"),
        "/ks": page(),
        "/privacy": page(),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert {p.role: p.rendered for p in snapshot.pages} == {
        Role.HOME: True,
        Role.CONTACT: True,
        Role.SERVICE: True,
        Role.PRIVACY: False,
    }
    assert all(p.screenshots for p in snapshot.pages if p.rendered)
    assert snapshot.searched.consent == "none seen"


def test_thorough_visit_shows_what_other_checks_need() -> None:
    nav = {"Contact": "/c", "Algemene voorwaarden": "/av", "Privacy": "/privacy"}
    body = f"<p>085 732 46 18 {MAIL}</p>"
    pages = {"/": page(body, nav=nav), "/c": page(nav=nav, title="Contact"), "/av": page(nav=nav, title="Voorwaarden")}
    with farm({**pages, "/privacy": page(nav=nav, title="Privacy")}) as shop:
        quick = visit(shop.url, render=True)
        thorough = visit(shop.url, render=True, thorough=True)
    assert [p.role for p in quick.pages if p.rendered] == [Role.HOME]
    assert {p.role for p in thorough.pages if p.rendered} == {Role.HOME, Role.CONTACT, Role.TERMS}
    check = {f.check: f for f in judge(quick, load_pack("NL"))}["company-identity"]
    assert (check.outcome, check.reason) == (Outcome.NOT_MEASURED, Reason.NOT_RENDERED)
    check = {f.check: f for f in judge(thorough, load_pack("NL"))}["company-identity"]
    assert (check.outcome, check.reason) == (Outcome.PARTLY, Reason.INCOMPLETE)
    assert check.detail["not_seen"] == "address, register, vat"


def test_thorough_visit_shows_all_that_the_packs_name() -> None:
    rules = [rule for market in markets() if (pack := load_pack(market)) for rule in pack.rules]
    named = {role for rule in rules for role in rule.options.get("roles", ())}
    assert named <= set(TOLD_IN)
    assert named > set(LOOKED_IN)


def test_button_that_shows_a_number_costs_a_click_and_sends_nothing() -> None:
    button = (
        "<button onclick=\"fetch('/pressed'); this.nextElementSibling.textContent = '085' + ' 732 46 18'\">"
        "Toon telefoonnummer</button><span></span>"
        "<form action=/sent><input name=who><button>Toon nummer</button></form>"
        "<form action=/sent method=post><button>Toon nummer</button></form><a href=/away>Toon nummer</a>"
    )
    with farm({"/": page(button)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert snapshot.searched.buttons_clicked == ("Toon telefoonnummer",)
    assert "/pressed" in shop.asked
    assert not [path for path in shop.asked if path.startswith("/sent")]


def test_button_that_leads_away_is_not_pressed_twice() -> None:
    away = (
        "<button id=away>Toon telefoonnummer</button>"
        "<script>document.getElementById('away').onclick = () => { location.href = ['', 'away'].join('/'); }</script>"
    )
    with farm({"/": page(away, f"<p>{MAIL}</p>"), "/away": page("<p>085 111 22 33</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 0, MAIL)
    assert {(s.value, s.page) for s in snapshot.sightings} == {(MAIL, shop.url), ("+31851112233", f"{shop.url}away")}
    assert shop.asked.count("/away") <= 3  # pressed, then read and shown as the page that it is


def test_folded_places_are_opened() -> None:
    folded = (
        "<button aria-expanded=false aria-controls=tel onclick=\"tel.style.display = 'block'\">Bellen</button>"
        "<div id=tel style='display:none'>085 732 46 18</div>"
        f"<details><summary>Mailen</summary><p>{MAIL}</p></details>"
    )
    with farm({"/": page(folded)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "visibility:hidden",
        "opacity:0",
        "position:absolute;left:-9999px",
        "position:absolute;width:1px;height:1px;overflow:hidden",
        "max-height:0;overflow:hidden",
        "font-size:0",
        "color:transparent",
        "text-indent:-9999px",
    ],
)
def test_hidden_text_is_seen_by_no_visitor(style: str) -> None:
    with farm({"/": page(f"<div><p style='{style}'>085 732 46 18</p></div>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE)[0] is Place.MARKUP_ONLY


def test_the_page_is_shown_in_a_common_window() -> None:
    """That the window has no bars and is low, which saves work, is not told to style sheets or scripts."""
    style = "<style>@media (display-mode: fullscreen) {p {display: none}}</style>"
    told = (
        "<p id=c></p><script>c.textContent = `085 732 46 18 ${innerWidth}x${innerHeight} "
        "of ${outerWidth}x${outerHeight} "
        "${[locationbar, menubar, toolbar].every(bar => bar.visible)} ${opener}`</script>"
    )
    pages = {"/": page(style + told)}
    with farm(pages) as shop:
        snapshot, evidence = visit_with_evidence(shop.url, render=True)
    assert sighting(snapshot, PHONE).visible_desktop is True
    home = next(p for p in snapshot.pages if p.role is Role.HOME)
    assert b"1280x900 of 1280x900 true null<" in evidence[home.dom or ""]


def test_shadow_roots_frames_and_scripts_are_read() -> None:
    body = (
        "<div id=host></div><iframe src=/frame></iframe><script>"
        "document.getElementById('host').attachShadow({mode: 'closed'}).innerHTML = '<p>Bel 085 732 46 18</p>';"
        "setTimeout(() => fetch('/late').then(r => r.text()).then(t => document.body.append(t)), 200);</script>"
    )
    pages = {"/": page(body), "/frame": "<p>kantoor@proefwinkel.nl</p>", "/late": Reply(MAIL, seconds=0.3)}
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert {s.value for s in snapshot.sightings} == {PHONE, MAIL, "kantoor@proefwinkel.nl"}
    assert (snapshot.searched.shadow_roots, snapshot.searched.frames) == (1, 1)


def test_shop_that_is_all_script_is_found_with_its_links() -> None:
    app = (
        "<html lang=nl><title>Winkel</title><body><div id=app></div><script>"
        "const texts = {'/': 'Welkom in onze winkel voor fietsen', '/contact': 'Bel 085 732 46 18 of mail "
        + MAIL
        + "'};"
        "document.getElementById('app').innerHTML = `<p>${texts[location.pathname]}</p><a href=/contact>Contact</a>`;"
        "</script></body></html>"
    )
    with farm({"/": app, "/contact": app}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


@pytest.mark.parametrize(
    ("buttons", "answer"),
    [
        ("<button>Alles accepteren</button><button>Weigeren</button>", "rejected"),
        ("<button>Akkoord</button><button>Sluiten</button>", "closed"),
        ("<button>OK</button>", "accepted"),
        ("<button>Nur notwendige Cookies</button><button>Alle akzeptieren</button>", "rejected"),
        ("<a href='#'>Continuer sans accepter</a><button>Tout accepter</button>", "rejected"),
        ("<button>Preferenties</button>", "none seen"),
    ],
)
def test_consent_banners_are_answered_and_the_answer_is_kept(buttons: str, answer: str) -> None:
    banner = (
        f"<div id=b style='position:fixed;bottom:0;left:0;right:0;background:#fff'>Wij gebruiken cookies. {buttons}"
        "</div><script>for (const x of document.querySelectorAll('#b button, #b a'))"
        "x.onclick = () => { fetch('/pressed?' + encodeURIComponent(x.textContent)); b.remove(); }"
        "</script>"
    )
    with farm({"/": page(banner, f"<p>085 732 46 18 {MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert snapshot.searched.consent == answer
    assert any(path.startswith("/pressed") for path in shop.asked) is (answer != "none seen")


def test_known_consent_tool_is_told() -> None:
    banner = (
        "<div id=CybotCookiebotDialog style='position:fixed;top:0'>Cookies"
        '<button id=CybotCookiebotDialogBodyButtonDecline onclick="this.parentNode.remove()">Nee hoor</button></div>'
    )
    with farm({"/": page(banner, f"<p>085 732 46 18 {MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert (snapshot.searched.consent, snapshot.facts["consent_tool"]) == ("rejected", "cookiebot")


@pytest.mark.parametrize(
    ("banner", "answer", "tool"),
    [
        # the second button's id says nothing of what it does; its words do
        (("<div id=cc--main><div id=cm>Cookies <button id=c-p-bn>Alles accepteren</button>"
         "<button id=c-s-bn>Alles weigeren</button></div></div>"), "rejected", "cookieconsent (Orest Bida)"),
        (("<div id=cc-main><div class=cm>Cookies <button class=cm__btn--close>X</button>"
         "<button data-role=all>Ja</button></div></div>"), "closed", "cookieconsent (Orest Bida)"),
        (("<div class=orejime-Banner>Cookies <button class=orejime-Banner-saveButton>Ja</button>"
         "<button class=orejime-Banner-declineButton>Liever niet</button></div>"), "rejected", "orejime"),
        (("<div id=tarteaucitronAlertBig>Cookies <button id=tarteaucitronCloseAlert>Personaliseren</button>"
         "<button id=tarteaucitronPersonalize2>Ja</button></div>"), "accepted", "tarteaucitron"),
    ],
)  # fmt: skip
def test_known_tool_is_refused_before_it_is_accepted(banner: str, answer: str, tool: str) -> None:
    script = "<script>for (const x of document.querySelectorAll('#w button')) x.onclick = () => w.remove()</script>"
    wrapped = f"<div id=w style='position:fixed;top:0'>{banner}</div>{script}"
    with farm({"/": page(wrapped, f"<p>085 732 46 18 {MAIL}</p>")}) as shop:
        snapshot = visit(shop.url, render=True)
    assert (snapshot.searched.consent, snapshot.facts["consent_tool"]) == (answer, tool)


def test_wall_of_cookies_is_a_gap() -> None:
    wall = (
        "<html lang=nl><title>Winkel</title><div style='position:fixed;inset:0;background:#fff'>"
        "Deze winkel gebruikt cookies. <button>Alles accepteren</button></div><a href=/c>Contact</a></html>"
    )
    with farm({"/": wall, "/c": wall}) as shop:
        snapshot = visit(shop.url, render=True)
    assert snapshot.searched.consent in ("", "not passed")
    assert Reason.CONSENT_WALL in [g.reason for g in snapshot.gaps]


def test_wall_only_for_browsers_is_a_gap() -> None:
    class Wall(dict[str, object]):
        """Serves the shop twice (Scrapy), then a challenge."""

        def get(self, path: str, other: object = None) -> object:  # type: ignore[override]
            if path != "/":
                return other
            self["n"] = int(str(dict.get(self, "n") or 0)) + 1
            return page() if self["n"] == 1 else Reply("<title>Just a moment...</title>cf_chl_opt", 403)

    with farm(Wall()) as shop:
        snapshot = visit(shop.url, render=True)
    assert [g.reason for g in snapshot.gaps] == [Reason.BLOCKED]
    assert [p.rendered for p in snapshot.pages] == [False]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(Reply("no", status=403), Reason.BLOCKED), (Reply(drop=True), Reason.CONNECTION_FAILED)],
)
def test_part_that_a_script_asked_for_and_did_not_get_is_a_gap(answer: Reply, reason: Reason) -> None:
    """What was looked for may have been in it."""
    script = "<div id=c></div><script>fetch('/part').then(a => a.text()).then(t => c.innerHTML = t)</script>"
    with farm({"/": page(script), "/part": answer}) as shop:
        snapshot = visit(shop.url, render=True)
    assert [(g.reason, g.role) for g in snapshot.gaps if "a part of the page" in g.detail] == [(reason, Role.HOME)]


def test_dialogs_popups_and_downloads_hold_nothing_up() -> None:
    nasty = (
        "<script>alert(1); confirm(2); window.open('/popup'); setTimeout(() => location.href='/file.zip', 50)</script>"
    )
    pages = {
        "/": page(nasty, f"<p>085 732 46 18 {MAIL}</p>"),
        "/popup": page(),
        "/file.zip": Reply("PK", headers={"Content-Disposition": "attachment", "Content-Type": "application/zip"}),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)


def test_page_that_never_ends_is_bounded() -> None:
    busy = "<script>setTimeout(() => { while (true) {} }, 50)</script>"
    with farm({"/": page(busy, "<p>085 732 46 18</p>")}) as shop:
        started = asyncio.new_event_loop()
        began = started.time()
        snapshot = visit(shop.url, render=True, seconds=6)
        assert started.time() - began < 40
        started.close()
    assert snapshot.pages
    assert snapshot.gaps


def test_no_browser_is_said_and_nothing_is_claimed() -> None:
    with farm({"/": page("<p>085 732 46 18</p>", nav={"Contact": "/c"}), "/c": page()}) as shop:
        snapshot = visit(shop.url, render=True, browser="/nonexistent/chrome")
    assert snapshot.facts["browser"] == "none"
    assert not any(p.rendered for p in snapshot.pages)
    assert len(snapshot.pages) == 2


def test_pictures_from_private_addresses_are_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    async def check(self: Guard, host: str, *, allow_private: bool = False) -> tuple[str, ...]:
        if host != "127.0.0.1":
            raise PrivateAddressError(f"{host} is not public")
        self._pins[host] = (host,)
        return (host,)

    monkeypatch.setattr(Guard, "check", check)
    with farm({"/secret.png": Reply(b"x"), "/api": "geheim@inside.nl"}) as inside:
        there = f"http://localhost:{inside.port}"
        body = (
            f"<img src={there}/secret.png><iframe src={there}/api></iframe>"
            f"<script>fetch('{there}/api', {{mode: 'no-cors'}}); new WebSocket('ws://localhost:{inside.port}/')</script>"
            f"<img src=/hop><p>085 732 46 18 {MAIL}</p>"
        )
        pages = {"/": page(body), "/hop": Reply(status=302, headers={"Location": f"{there}/secret.png"})}
        with farm(pages) as shop:
            snapshot = visit(shop.url, render=True, allow_private=False)
        assert inside.asked == []
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 0, PHONE)


def _chromiums() -> list[psutil.Process]:
    """Our running browsers: their first processes, which have no browser for a parent."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            parent = process.parent()
            alive = process.status() != psutil.STATUS_ZOMBIE and "chrom" in process.name()
            if alive and parent is not None and "chrom" not in parent.name():
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def _left_behind() -> list[psutil.Process]:
    """Browsers that are still there after some seconds to go away in."""
    for _ in range(100):
        if not _chromiums():
            return []
        time.sleep(0.1)
    return _chromiums()


@pytest.fixture
def no_other_browser() -> None:
    """Processes are counted: the browser that other tests share must be gone."""
    close_shared_browser()


@pytest.mark.usefixtures("no_other_browser")
def test_browser_that_dies_is_started_again_and_none_is_left_behind() -> None:
    good = {"/": page(f"<p>085 732 46 18 {MAIL}</p>")}

    async def main(url: str, folder: str) -> tuple[Snapshot, Snapshot, int]:
        settings = VisitSettings(delay=0, allow_private=True)
        async with Visitor(settings, EvidenceStore(folder)) as visitor:
            first = await visitor.visit(Shop(key=url, url=url, market="NL"))
            running = _chromiums()
            for process in running:
                os.kill(process.pid, signal.SIGKILL)
            await asyncio.sleep(0.5)
            return first, await visitor.visit(Shop(key=url, url=url, market="NL")), len(running)

    with farm(good) as shop, TemporaryDirectory() as folder:
        first, second, running = run_async(lambda: main(shop.url, folder))
    assert running == 1
    assert [p.rendered for p in (*first.pages, *second.pages)] == [True, True]
    assert _left_behind() == []


@pytest.mark.usefixtures("no_other_browser")
def test_page_over_which_the_browser_dies_is_shown_once_more() -> None:
    body = "<script>if (!sessionStorage.x) fetch('/slow')</script>" + f"<p>085 732 46 18 {MAIL}</p>"

    async def main(url: str, folder: str) -> Snapshot:
        settings = VisitSettings(delay=0, allow_private=True)
        async with Visitor(settings, EvidenceStore(folder)) as visitor:
            task = asyncio.create_task(visitor.visit(Shop(key=url, url=url, market="NL")))
            while "/slow" not in shop.asked:
                await asyncio.sleep(0.02)
            shop.pages["/slow"] = "x"
            for process in _chromiums():
                os.kill(process.pid, signal.SIGKILL)
            return await task

    with farm({"/": page(body), "/slow": Reply("x", seconds=3)}) as shop, TemporaryDirectory() as folder:
        snapshot = run_async(lambda: main(shop.url, folder))
    assert [p.rendered for p in snapshot.pages] == [True]
    assert snapshot.gaps == ()


@pytest.mark.usefixtures("no_other_browser")
def test_cancelled_while_rendering_leaves_no_browser() -> None:
    async def main(url: str, folder: str) -> None:
        settings = VisitSettings(delay=0, allow_private=True)
        async with Visitor(settings, EvidenceStore(folder)) as visitor:
            task = asyncio.create_task(visitor.visit(Shop(key=url, url=url)))
            while not shop.asked.count("/") > 1:
                await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    busy = page("<script>setTimeout(() => fetch('/slow'), 10)</script>")
    with farm({"/": busy, "/slow": Reply("x", seconds=3)}) as shop, TemporaryDirectory() as folder:
        run_async(lambda: main(shop.url, folder))
    assert _left_behind() == []


@pytest.mark.usefixtures("no_other_browser")
@pytest.mark.parametrize("seconds", [0.0, 0.3, 1.5])
def test_browser_that_was_begun_and_not_needed_leaves_nothing_behind(seconds: float) -> None:
    async def main(folder: str) -> None:
        async with Visitor(VisitSettings(), EvidenceStore(folder), at_once=2):
            await asyncio.sleep(seconds)

    with TemporaryDirectory() as folder:
        run_async(lambda: main(folder))
    assert _left_behind() == []


@pytest.mark.usefixtures("no_other_browser")
def test_tabs_are_ready_before_they_are_asked_for() -> None:
    async def main(folder: str) -> tuple[int, Snapshot]:
        async with Visitor(VisitSettings(delay=0, allow_private=True), EvidenceStore(folder), at_once=2) as visitor:
            while len(visitor._browser._idle) < 2:
                await asyncio.sleep(0.05)
            snapshot = await visitor.visit(Shop(key=shop.url, url=shop.url, market="NL"))
            return visitor._browser._tabs, snapshot

    with farm({"/": page(f"<p>085 732 46 18 {MAIL}</p>")}) as shop, TemporaryDirectory() as folder:
        tabs, snapshot = run_async(lambda: main(folder))
    assert tabs == 2  # none was made for the visit
    assert [p.rendered for p in snapshot.pages] == [True]


def test_browser_that_cannot_be_begun_is_told_by_the_visit() -> None:
    async def main(folder: str) -> Snapshot:
        settings = VisitSettings(delay=0, allow_private=True, browser="/nowhere/chromium")
        async with Visitor(settings, EvidenceStore(folder), at_once=3) as visitor:
            return await visitor.visit(Shop(key=shop.url, url=shop.url, market="NL"))

    with farm({"/": page(f"<p>085 732 46 18 {MAIL}</p>")}) as shop, TemporaryDirectory() as folder:
        snapshot = run_async(lambda: main(folder))
    assert [p.rendered for p in snapshot.pages] == [False]
    assert snapshot.facts["browser"] == "none"


def test_pdf_behind_the_contact_link() -> None:
    with farm({"/": page(nav={"Contact": "/contact.pdf"}), "/contact.pdf": Reply(PDF, headers=PDF_TYPE)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.PDF_ONLY, 1, PHONE)
    assert sighting(snapshot, PHONE, ".pdf").tool.startswith("pypdfium2")


PDF_TYPE = {"Content-Type": "application/pdf"}


def _pdf(text: str) -> bytes:
    """A PDF with one line of text."""
    stream = f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + tail


PDF = _pdf("Proefwinkel BV, telefoon 085 732 46 18")
