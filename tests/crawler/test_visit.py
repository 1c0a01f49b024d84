"""Visits of small shops on loopback, without a browser: what is read, what is a gap, and how politely."""

import asyncio
import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from audit.evidence import EvidenceStore
from audit.model import Kind, Role, Shop, Snapshot
from audit.outcomes import Reason
from crawler.guard import Guard, PrivateAddressError
from crawler.visit import Visitor, VisitSettings, run_async
from tests.crawler.farm import AGENT, Reply, farm, page, visit, visit_with_evidence

PHONE = "<p>Bel 085 732 46 18</p>"
MAIL = "<p>Mail info@proefwinkel.nl</p>"


def reasons(snapshot: Snapshot, role: Role = Role.HOME) -> list[Reason]:
    return [gap.reason for gap in snapshot.gaps if gap.role is role]


def roles(snapshot: Snapshot) -> dict[Role, int | None]:
    return {p.role: p.clicks for p in snapshot.pages}


def test_roles_clicks_and_paths() -> None:
    pages = {
        "/": page(nav={"Klantenservice": "/service", "Algemene voorwaarden": "/av", "Fietsen": "/fietsen"}),
        "/service": page(nav={"Neem contact op": "/contact-opnemen", "Retourneren": "/retour"}, title="Klantenservice"),
        "/contact-opnemen": page(PHONE, MAIL, title="Contact"),
        "/retour": page(title="Retourneren"),
        "/av": page(title="Algemene voorwaarden"),
        "/fietsen": page(title="Fietsen"),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url)
    assert roles(snapshot) == {Role.HOME: 0, Role.SERVICE: 1, Role.TERMS: 1, Role.CONTACT: 2, Role.RETURNS: 2}
    contact = next(p for p in snapshot.pages if p.role is Role.CONTACT)
    assert [step.label for step in contact.path] == ["Klantenservice", "Neem contact op"]
    assert {(s.value, s.clicks) for s in snapshot.sightings} == {("+31857324618", 2), ("info@proefwinkel.nl", 2)}
    assert snapshot.gaps == ()
    assert shop.agents == {AGENT}
    assert shop.asked[:2] == ["/robots.txt", "/"]


def test_contact_three_clicks_deep_is_still_found() -> None:
    pages = {
        "/": page(nav={"Over ons": "/over"}),
        "/over": page(nav={"Klantenservice": "/ks"}),
        "/ks": page(nav={"Contactformulier": "/c"}),
        "/c": page(PHONE, MAIL, title="Contactformulier"),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url)
    assert {s.clicks for s in snapshot.sightings} == {3}


@pytest.mark.parametrize(
    ("more", "static"),
    [
        ("<p>Wij helpen je graag.</p>", True),
        ("<SCRIPT>toon()</SCRIPT>", False),
        ('<script type="module" src="/app.js"></script>', False),
        ('<iframe src="/kaart"></iframe>', False),
        ('<img src="x.png" onload="toon()">', False),
        ('<button onclick="toon()">Toon nummer</button>', False),
        ('<a href="javascript:toon()">Toon nummer</a>', False),
        ('<meta http-equiv="refresh" content="600;url=/">', False),
    ],
)
def test_whether_anything_could_fill_a_page_later_is_noted(more: str, static: bool) -> None:
    with farm({"/": page(nav={"Contact": "/contact"}), "/contact": page(more, title="Contact")}) as shop:
        snapshot = visit(shop.url)
    assert next(p.static for p in snapshot.pages if p.role is Role.CONTACT) is static


def test_a_page_in_wide_letters_may_hold_anything() -> None:
    wide = Reply(
        body=page(MAIL, title="Contact").encode("utf-16"), headers={"Content-Type": "text/html; charset=utf-16"}
    )
    with farm({"/": page(nav={"Contact": "/contact"}), "/contact": wide}) as shop:
        snapshot = visit(shop.url)
    assert next(p.static for p in snapshot.pages if p.role is Role.CONTACT) is False


def test_query_string_pages_are_pages_and_tracking_is_dropped() -> None:
    pages = {
        "/": page(nav={"Contact": "/index.php?route=information/contact&utm_source=home", "Home": "/#top"}),
        "/index.php?route=information/contact": page(PHONE, MAIL),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url)
    assert roles(snapshot) == {Role.HOME: 0, Role.CONTACT: 1}
    assert shop.asked.count("/") == 1


def test_redirects_lead_to_one_page_under_its_last_address() -> None:
    pages = {
        "/": Reply(status=301, headers={"Location": "/nl/"}),
        "/nl/": page(nav={"Contact": "/c1", "Contactgegevens": "/nl/contact"}),
        "/c1": Reply(status=302, headers={"Location": "/nl/contact"}),
        "/nl/contact": page(PHONE, MAIL),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url)
    assert snapshot.home_url == shop.url + "nl/"
    assert [p.final_url for p in snapshot.pages] == [shop.url + "nl/", shop.url + "nl/contact"]
    assert next(p for p in snapshot.pages if p.role is Role.CONTACT).clicks == 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("<h1>Forbidden</h1>", 403), Reason.BLOCKED),
        (Reply("nee", 406), Reason.BLOCKED),
        (Reply("x", 451), Reason.BLOCKED),
        (Reply("<p>Verify you are human</p>", 403), Reason.CAPTCHA),
        (Reply("x", 401), Reason.LOGIN_REQUIRED),
        (Reply("x", 404), Reason.NOT_THERE),
        (Reply("x", 410), Reason.NOT_THERE),
        (Reply("x", 418), Reason.HTTP_ERROR),
        (Reply("x", 429, {"Retry-After": "3600"}), Reason.RATE_LIMITED),
        (Reply("x", 503, {"Retry-After": "3600"}), Reason.UNAVAILABLE),
        (Reply("<title>Maintenance mode</title>", 503, {"Retry-After": "900"}), Reason.MAINTENANCE),
        (Reply("x", 500, {"Retry-After": "999"}), Reason.SERVER_ERROR),
        (Reply("%PDF-1.4", headers={"Content-Type": "application/pdf"}), Reason.NOT_HTML),
        (Reply(b"\x89PNG", headers={"Content-Type": "image/png"}), Reason.NOT_HTML),
        (Reply(status=302, headers={"Location": "/"}), Reason.REDIRECT_LOOP),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), Reason.UNREADABLE),
        (Reply(status=304), Reason.UNREADABLE),
        (Reply(""), Reason.UNREADABLE),
        (Reply(gzip.compress(b"0 " * 50_000, mtime=0), headers={"Content-Encoding": "gzip"}), Reason.TOO_LARGE),
        (Reply(page("x" * 3000)), Reason.TOO_LARGE),
        (Reply("<title>Buy this domain</title><p>This domain is for sale</p>"), Reason.PARKED),
        (Reply("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"), Reason.BLOCKED),
        (Reply("<html><p>Are you over 18?</p><button>Yes</button></html>"), Reason.AGE_GATE),
    ],
    ids=lambda value: value.value if isinstance(value, Reason) else str(value.status),
)
def test_home_that_is_no_shop_page_is_a_gap(reply: Reply, reason: Reason) -> None:
    with farm({"/": reply}) as shop:
        snapshot = visit(shop.url, max_bytes=2000)
    assert reasons(snapshot) == [reason]
    assert snapshot.pages == ()
    assert snapshot.searched.absent == ()


def test_block_page_is_kept_as_evidence() -> None:
    with farm({"/": Reply("<h1>Access denied by ACME shield</h1>", 403)}) as shop:
        snapshot, evidence = visit_with_evidence(shop.url)
    kept = snapshot.gaps[0].evidence
    assert kept is not None
    assert b"ACME shield" in evidence[kept]
    assert snapshot.gaps[0].status == 403


def test_robots_unreachable_means_no_visit() -> None:
    with farm({"/": page(PHONE), "/robots.txt": Reply("x", 503)}) as shop:
        snapshot = visit(shop.url)
    assert reasons(snapshot) == [Reason.ROBOTS_UNREACHABLE]
    assert set(shop.asked) == {"/robots.txt"}


def test_robots_rules_are_obeyed_and_said() -> None:
    robots = "User-agent: *\nDisallow: /contact\n"
    pages = {"/": page(nav={"Contact": "/contact"}), "/contact": page(PHONE), "/robots.txt": Reply(robots)}
    with farm(pages) as shop:
        snapshot = visit(shop.url)
    assert reasons(snapshot, Role.CONTACT) == [Reason.ROBOTS_DISALLOWED]
    assert "/contact" not in shop.asked
    assert Role.CONTACT not in snapshot.searched.absent


def test_robots_for_our_name_counts_before_the_rest() -> None:
    robots = "User-agent: *\nDisallow: /\n\nUser-agent: shopcheck\nAllow: /\n"
    with farm({"/": page(PHONE), "/robots.txt": Reply(robots)}) as shop:
        assert reasons(visit(shop.url)) == []


def test_home_disallowed() -> None:
    with farm({"/": page(), "/robots.txt": "User-agent: *\nDisallow: /"}) as shop:
        assert reasons(visit(shop.url)) == [Reason.ROBOTS_DISALLOWED]
        assert shop.asked == ["/robots.txt"]


def test_crawl_delay_is_kept_up_to_the_cap_and_off_the_budget() -> None:
    pages = {
        "/": page(nav={"Contact": "/contact"}),
        "/contact": page(PHONE, MAIL),
        "/robots.txt": "User-agent: *\nCrawl-delay: 100\n",
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url, max_crawl_delay=0.4, seconds=60)
        gaps = [b - a for a, b in zip(shop.times[1:], shop.times[2:], strict=False)]
    assert len(snapshot.pages) == 2
    assert min(gaps) > 0.3


def test_private_addresses_are_refused_before_any_connection() -> None:
    with farm({"/": page(PHONE)}) as shop:
        snapshot = visit(shop.url, allow_private=False)
        assert shop.asked == []
    assert reasons(snapshot) == [Reason.PRIVATE_ADDRESS]


def test_redirect_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def check(self: Guard, host: str, *, allow_private: bool = False) -> tuple[str, ...]:
        if host != "127.0.0.1":
            raise PrivateAddressError(f"{host} is not public")
        self._pins[host] = (host,)
        return (host,)

    monkeypatch.setattr(Guard, "check", check)
    with farm({"/": page(PHONE)}) as inside:
        there = f"http://localhost:{inside.port}/"
        with farm({"/": Reply(status=302, headers={"Location": there})}) as shop:
            snapshot = visit(shop.url, allow_private=False)
        assert inside.asked == []
    assert reasons(snapshot) == [Reason.PRIVATE_ADDRESS]


def test_dns_failure_and_refused_connection() -> None:
    assert reasons(visit("http://no-such-shop.invalid/")) == [Reason.DNS_FAILED]
    assert reasons(visit("http://127.0.0.1:9/")) == [Reason.CONNECTION_FAILED]


def test_a_robots_txt_that_never_comes_ends_with_the_budget() -> None:
    with farm({"/robots.txt": Reply("", seconds=120), "/": page()}) as shop:
        began = time.monotonic()
        snapshot = visit(shop.url, seconds=2)
    assert reasons(snapshot) == [Reason.TIMEOUT]
    assert snapshot.gaps[0].detail == "robots.txt: no answer in time"
    assert time.monotonic() - began < 20  # long before the answer would have come


def test_a_shop_that_hangs_is_a_timeout_within_the_budget() -> None:
    with farm({"/": Reply(page(), seconds=4)}) as shop:
        assert reasons(visit(shop.url, seconds=1.5)) == [Reason.TIMEOUT]


def test_rate_limit_stops_the_visit_politely() -> None:
    pages = {
        "/": page(nav={"Contact": "/contact", "Klantenservice": "/ks", "Privacy": "/privacy"}),
        "/contact": Reply("x", 429, {"Retry-After": "600"}),
        "/ks": page(),
    }
    with farm(pages) as shop:
        snapshot = visit(shop.url)
    assert shop.asked.count("/contact") == 1
    assert "/ks" not in shop.asked
    assert reasons(snapshot, Role.CONTACT) == [Reason.RATE_LIMITED]
    assert reasons(snapshot, Role.SERVICE) == [Reason.RATE_LIMITED]


def test_short_retry_after_is_waited_for() -> None:
    class Once(dict[str, object]):
        def get(self, path: str, other: object = None) -> object:  # type: ignore[override]
            if path == "/" and not self.pop("first", None):
                return page(PHONE, MAIL)
            return Reply("x", 503, {"Retry-After": "1"}) if path == "/" else other

    with farm(Once(first=True)) as shop:
        snapshot = visit(shop.url)
    assert roles(snapshot) == {Role.HOME: 0}
    assert shop.asked.count("/") == 2


def test_dead_contact_link_was_looked_at_and_is_absent() -> None:
    with farm({"/": page(nav={"Contact": "/contact"})}) as shop:
        snapshot = visit(shop.url)
    assert {Role.CONTACT, Role.SERVICE, Role.IMPRINT} <= set(snapshot.searched.absent)
    assert [(t.url, t.result) for t in snapshot.searched.links] == [(shop.url + "contact", "not_there")]
    assert snapshot.gaps == ()


def test_soft_404_is_a_gap_and_no_absence() -> None:
    pages = {"/": page(nav={"Contact": "/contact"}), "/contact": page(title="Pagina niet gevonden")}
    with farm(pages) as shop:
        snapshot = visit(shop.url)
    assert reasons(snapshot, Role.CONTACT) == [Reason.SOFT_404]
    assert Role.CONTACT not in snapshot.searched.absent


def test_contact_known_from_the_sitemap_only_has_no_clicks() -> None:
    pages = {
        "/": page(),
        "/robots.txt": "Sitemap: /map.xml\n",
        "/map.xml": Reply("<sitemapindex><sitemap><loc>/pages.xml</loc></sitemap></sitemapindex>", headers=XML),
        "/pages.xml": Reply("<urlset><url><loc>/klantenservice/contact</loc></url></urlset>", headers=XML),
        "/klantenservice/contact": page(PHONE, MAIL),
    }
    with farm(pages) as shop:
        pages["/robots.txt"] = f"Sitemap: {shop.url}map.xml\n"
        snapshot = visit(shop.url)
    assert roles(snapshot)[Role.CONTACT] is None
    assert snapshot.searched.sitemap == "read"
    assert {s.clicks for s in snapshot.sightings} == {None}


XML = {"Content-Type": "application/xml"}


def test_unreadable_sitemap_is_no_absence() -> None:
    with farm({"/": page(), "/sitemap.xml": Reply("x", 403)}) as shop:
        snapshot = visit(shop.url)
    assert snapshot.searched.sitemap == "gap"
    assert Role.CONTACT not in snapshot.searched.absent
    assert reasons(snapshot, Role.CONTACT) == [Reason.UNREADABLE]


def test_language_without_words_is_said() -> None:
    finnish = (
        "<html lang='fi'><title>Kauppa</title><body><p>Tervetuloa kauppaamme. Myymme polkupyöriä ja niiden osia "
        "kaikille, jotka haluavat liikkua ulkona. Tilaa tänään, niin toimitamme huomenna kotiin asti.</p>"
        "<a href='/yhteys'>Ota yhteyttä</a></body></html>"
    )
    with farm({"/": finnish}) as shop:
        snapshot = visit(shop.url)
    assert reasons(snapshot, Role.CONTACT) == [Reason.NO_WORDS_FOR_LANGUAGE]


def test_budgets_become_gaps() -> None:
    names = ("Contact", "Klantenservice", "Bedrijfsgegevens")
    pages = {"/": page(nav={name: f"/{name.lower()}" for name in names})}
    pages |= {f"/{name.lower()}": page() for name in names}
    with farm(pages) as shop:
        snapshot = visit(shop.url, max_pages=2)
    assert reasons(snapshot, Role.SERVICE) == [Reason.PAGE_BUDGET]
    assert reasons(snapshot, Role.IMPRINT) == [Reason.PAGE_BUDGET]


def test_a_contact_page_by_a_name_that_nobody_foresaw_is_found_or_nothing_is_called_absent() -> None:
    names = {f"Praatje {n}": f"/praatje{n}" for n in range(20)}
    frame = page(nav=names)
    pages = {"/": frame} | dict.fromkeys(names.values(), frame) | {"/praatje19": page(PHONE, MAIL, nav=names)}
    with farm(pages) as shop:
        whole, cut = visit(shop.url), visit(shop.url, max_pages=9)
    assert [s.page for s in whole.sightings if s.kind is Kind.PHONE] == [f"{shop.url}praatje19"]
    assert reasons(whole, Role.CONTACT) == []
    assert reasons(cut, Role.CONTACT) == [Reason.PAGE_BUDGET]
    assert "12 links of header and footer were not followed: Praatje 8" in next(g.detail for g in cut.gaps)


def test_links_to_other_shops_are_not_followed() -> None:
    with farm({"/": page(), "/contact": page(PHONE)}) as other:
        with farm({"/": page(nav={"Contact": f"{other.url}contact"})}) as shop:
            snapshot = visit(shop.url)
        assert other.asked == []
    assert roles(snapshot) == {Role.HOME: 0}


@pytest.mark.parametrize(
    ("host", "gaps"),
    [
        ("https://service.other-name.example/", {(Role.SERVICE, Reason.NOT_VISITED)}),
        ("https://www.facebook.com/proefwinkel", set()),
    ],
)
def test_a_service_page_on_another_host_is_a_gap_and_no_absence(host: str, gaps: set[tuple[Role, Reason]]) -> None:
    home = page("<p>Thee</p>", nav={"Klantenservice": host, "Thee": "/thee", "Over ons": "/over"})
    with farm({"/": home, "/thee": page("<p>Thee</p>"), "/over": page("<p>Wij</p>")}) as shop:
        snapshot = visit(shop.url)
    assert {(g.role, g.reason) for g in snapshot.gaps} == gaps
    assert (Role.SERVICE in snapshot.searched.absent) is not bool(gaps)


@pytest.mark.parametrize(
    "menu",
    [
        "<select onchange='location = this.value'><option>Kies</option><option value=/bel>Contact</option></select>",
        "<button type=button onclick=\"window.location.href='/bel'\">Contact</button>",
        "<span onclick='location.assign(\"/bel\")'>Contact</span>",
        "<div data-href=/bel>Contact</div>",
        "<a href='#' onclick=\"window.open('/bel')\">Contact</a>",
        "<a href=\"javascript:opens('/bel')\">Contact</a>",
        '<a href="JavaScript:opens(%27/bel%27, 400, 300)">Contact</a>',
        "<a href='#' onclick=\"return popup('/bel', 'venster')\">Contact</a>",
        "<form action=/bel><input type=submit value=Contact></form>",
        "<form action=/bel method=get><button>Contact</button></form>",
    ],
)
def test_what_leads_somewhere_without_being_a_link_is_followed(menu: str) -> None:
    with farm({"/": page(menu), "/bel": page("<p>Bel 085 732 46 18</p>")}) as shop:
        snapshot = visit(shop.url)
    found = next(p for p in snapshot.pages if p.final_url.endswith("/bel"))
    assert (found.role, found.clicks, found.path[0].label) == (Role.CONTACT, 1, "Contact")


@pytest.mark.parametrize(
    "menu",
    [
        "<form action=/bel method=post><button>Contact</button></form>",
        "<form action=/bel><input name=q><button>Contact</button></form>",
        "<form action=/bel><input type=hidden name=add value=7><button>Contact</button></form>",
        "<a href=\"javascript:say('Tot ziens.')\">Contact</a>",
        "<button onclick=\"bar.remove(); fetch('/bel')\">Contact</button>",
        "<button onclick=\"$.get('/bel')\">Contact</button>",
    ],
)
def test_what_asks_for_something_is_no_link(menu: str) -> None:
    with farm({"/": page(menu), "/bel": page("<p>Bel 085 732 46 18</p>")}) as shop:
        visit(shop.url)
    assert "/bel" not in {asked.partition("?")[0] for asked in shop.asked}


def test_a_page_that_answers_404_and_shows_contact_details_is_no_absence() -> None:
    nav = {"Contact": "/contact", "Klantenservice": "/service"}
    gone = page("<p>Niet gevonden. Bel 085 732 46 18</p>")
    home = page("<footer>Bel 085 732 46 18</footer>", nav=nav)
    with farm({"/": home, "/contact": Reply(page(f"<p>{MAIL}</p>"), 404), "/service": Reply(gone, 404)}) as shop:
        snapshot = visit(shop.url)
    assert [(g.role, g.reason, g.status) for g in snapshot.gaps] == [(Role.CONTACT, Reason.HTTP_ERROR, 404)]
    assert Role.SERVICE in snapshot.searched.absent


def test_many_visits_at_once_and_none_disturbs_another() -> None:
    async def main(urls: list[str], place: str) -> list[Snapshot]:
        settings = VisitSettings(delay=0, allow_private=True, render=False)
        async with Visitor(settings, EvidenceStore(place)) as visitor:
            return await asyncio.gather(*(visitor.visit(Shop(key=u, url=u, market="NL")) for u in urls))

    good = {"/": page(nav={"Contact": "/contact"}), "/contact": page(PHONE, MAIL)}
    with farm(good) as one, farm({"/": Reply("x", 403)}) as two, farm(good) as three, TemporaryDirectory() as place:
        snapshots = run_async(lambda: main([one.url, two.url, three.url, "http://127.0.0.1:9/"], place))
    assert [len(s.pages) for s in snapshots] == [2, 0, 2, 0]
    assert [s.shop.url for s in snapshots[:3]] == [one.url, two.url, three.url]


def test_a_visit_can_be_cancelled() -> None:
    async def main(url: str, place: str) -> float:
        settings = VisitSettings(delay=0, allow_private=True, render=False)
        async with Visitor(settings, EvidenceStore(place)) as visitor:
            task = asyncio.create_task(visitor.visit(Shop(key=url, url=url)))
            while "/" not in shop.asked:
                await asyncio.sleep(0.02)
            task.cancel()
            started = asyncio.get_running_loop().time()
            with pytest.raises(asyncio.CancelledError):
                await task
            return asyncio.get_running_loop().time() - started

    with farm({"/": Reply(page(), seconds=120)}) as shop, TemporaryDirectory() as place:
        assert run_async(lambda: main(shop.url, place)) < 15  # long before the answer would have come


def test_our_own_failure_is_a_gap_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("our mistake")

    monkeypatch.setattr("crawler.walk.read_page", broken)
    with farm({"/": page()}) as shop:
        snapshot = visit(shop.url)
    assert reasons(snapshot) == [Reason.VISIT_CRASHED]
    assert "our mistake" in snapshot.gaps[0].detail


def test_warc_holds_every_answer_as_served() -> None:
    from io import BytesIO

    from warcio.archiveiterator import ArchiveIterator

    pages = {"/": Reply(status=302, headers={"Location": "/nl/"}), "/nl/": page(PHONE, MAIL)}
    with farm(pages) as shop:
        snapshot, evidence = visit_with_evidence(shop.url)
    name = next(e.id for e in snapshot.evidence if e.kind == "warc")
    records = [
        (r.rec_type, r.rec_headers["WARC-Target-URI"], r.http_headers.get_statuscode() if r.http_headers else "")
        for r in ArchiveIterator(BytesIO(evidence[name]))
    ]
    answered = [(url.removeprefix(shop.url), status) for kind, url, status in records if kind == "response"]
    assert answered == [("robots.txt", "404"), ("", "302"), ("nl/", "200"), ("sitemap.xml", "404")]


def test_market_is_told_from_the_page_when_nobody_says() -> None:
    home = page("<p>Appelez le 01 42 68 53 00</p>", lang="fr-FR")
    with farm({"/": home, "/contact": page("<p>01 42 68 53 00</p>"), "/c": home}) as shop:
        shop.pages["/"] = page(nav={"Contact": "/contact"}, lang="fr-FR")
        snapshot = visit(shop.url, market=None)
    assert {s.value for s in snapshot.sightings} == {"+33142685300"}


def test_scrapy_crawl_from_the_root_prints_the_snapshot() -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", "shop", "-O", "-:jsonlines", "-a", "allow_private=1"]
    with farm({"/": page(PHONE, MAIL)}) as shop:
        done = subprocess.run(
            [*command, "-a", f"url={shop.url}", "-a", "market=NL", "-a", "render=0"],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=Path(__file__).parent.parent.parent,
            check=False,
        )
    snapshot = json.loads(done.stdout)
    assert [p["role"] for p in snapshot["pages"]] == ["home"]
    assert {s["value"] for s in snapshot["sightings"]} == {"+31857324618", "info@proefwinkel.nl"}


def test_ctrl_c_ends_a_visit_at_once() -> None:
    program = (
        "import sys, tempfile\n"
        "from audit.evidence import EvidenceStore\n"
        "from audit.model import Shop\n"
        "from crawler.visit import Visitor, VisitSettings, run_async\n"
        "async def main():\n"
        "    settings = VisitSettings(delay=0, allow_private=True, render=False)\n"
        "    async with Visitor(settings, EvidenceStore(tempfile.mkdtemp())) as visitor:\n"
        "        print('going', flush=True)\n"
        "        await visitor.visit(Shop(key='x', url=sys.argv[1]))\n"
        "try:\n"
        "    run_async(main)\n"
        "except KeyboardInterrupt:\n"
        "    print('stopped', flush=True)\n"
    )
    root = Path(__file__).parent.parent.parent
    with farm({"/": Reply(page(), seconds=180)}) as shop:
        process = subprocess.Popen(
            [sys.executable, "-c", program, shop.url], stdout=subprocess.PIPE, text=True, cwd=root
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "going\n"
        while "/" not in shop.asked:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=90)  # long before the answer would have come
    assert out == "stopped\n"
    assert process.returncode == 0


def test_certificate_that_nobody_vouches_for_is_a_gap() -> None:
    pages = {"/": page(PHONE)}
    with farm(pages, secure=True) as shop:
        snapshot = visit(shop.url)
    assert reasons(snapshot) == [Reason.TLS_FAILED]
    assert shop.asked == []
    assert "certificate" in snapshot.gaps[0].detail


async def test_visits_need_our_loop() -> None:
    with TemporaryDirectory() as place, pytest.raises(RuntimeError, match="run_async"):
        async with Visitor(VisitSettings(), EvidenceStore(place)):
            pass
