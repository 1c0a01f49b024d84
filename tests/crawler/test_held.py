"""What a page holds back until cookies are accepted is neither missed nor called absent."""

import pytest

from audit.model import Kind
from audit.outcomes import Place, Reason
from tests.crawler.farm import farm, page, visit
from tests.crawler.test_browser import MAIL, PHONE, best

pytestmark = pytest.mark.browser

LONG = "<p>Thee uit eigen tuin, met de hand geplukt en langzaam gedroogd. Vragen beantwoorden we graag.</p>" * 12
DETAILS = f"<p>Bel 085 732 46 18 of mail {MAIL}</p>"
REJECT, ACCEPT = (
    "<button onclick='answer(0)'>Alles weigeren</button>",
    "<button onclick='answer(1)'>Alles accepteren</button>",
)
FRAME = "<iframe data-src=/onze-gegevens width=500 height=200></iframe>"
SCRIPT = f"<div id=c></div><script type='text/plain' data-category=functional>c.innerHTML = `{DETAILS}`</script>"
LIKED = (
    f"<div id=c></div><script type='text/plain' data-category=functional>c.innerHTML = `{DETAILS}"
    "<a href=https://www.facebook.com/winkel>Facebook</a>`</script>"
)
WRAPPED = "<template data-purpose=widget><iframe src=/onze-gegevens width=500 height=200></iframe></template>"
BOTH = (
    "<template data-purpose=widget><iframe src=https://www.youtube.com/embed/1 width=50 height=50></iframe>"
    "<iframe src=/onze-gegevens width=500 height=200></iframe></template>"
)
TOOL = """<div id=cookies style='position: fixed; bottom: 0; left: 0; right: 0; background: #eee; padding: 40px'>
Wij gebruiken cookies. %s</div><script>
function answer(yes) {
  document.cookie = 'answered=' + yes + '; path=/';
  cookies.remove();
  if (!yes) return;
  for (const frame of document.querySelectorAll('iframe[data-src]')) frame.src = frame.dataset.src;
  for (const held of document.querySelectorAll('script[type="text/plain"]')) {
    const script = document.createElement('script');
    script.textContent = held.textContent;
    held.replaceWith(script);
  }
  for (const held of document.querySelectorAll('template')) held.replaceWith(held.content.cloneNode(true));
}
const before = document.cookie.match(/answered=(.)/);
if (before) addEventListener('DOMContentLoaded', () => answer(+before[1]));
</script>"""


def shop_with(held: str, buttons: str) -> dict[str, str]:
    tool = TOOL % buttons
    return {
        "/": page(LONG, tool, nav={"Contact": "/contact"}),
        "/contact": page(LONG, held, tool),
        "/onze-gegevens": f"<!doctype html><body>{DETAILS}</body>",
    }


@pytest.mark.parametrize("held", [FRAME, SCRIPT, LIKED, WRAPPED, BOTH])
def test_who_refused_and_finds_nothing_accepts_after_all_and_pays_a_click(held: str) -> None:
    with farm(shop_with(held, f"{REJECT} {ACCEPT}")) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 2, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 2, MAIL)
    assert snapshot.searched.consent == "accepted after all"
    assert "Alles accepteren" in snapshot.searched.buttons_clicked


def test_nobody_accepts_where_nothing_is_lacking() -> None:
    with farm(shop_with(DETAILS + SCRIPT, f"{REJECT} {ACCEPT}")) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert snapshot.searched.consent == "rejected"


def test_nobody_accepts_where_nothing_is_held_back() -> None:
    with farm(shop_with("", f"{REJECT} {ACCEPT}")) as shop:
        snapshot = visit(shop.url, render=True)
    assert snapshot.searched.consent == "rejected" and not snapshot.gaps
    assert not [s for s in snapshot.sightings if s.kind is Kind.PHONE]


def test_what_stays_held_back_is_a_gap() -> None:
    with farm(shop_with(SCRIPT, REJECT)) as shop:
        snapshot = visit(shop.url, render=True)
    assert Reason.CONSENT_WALL in [gap.reason for gap in snapshot.gaps]
    assert not [s for s in snapshot.sightings if s.kind is Kind.PHONE and s.visible_desktop]


COUNTING = "<script type='text/plain' data-category=analytics>window.counted = 1; (function () {})()</script>"
TRACKER = "<script type='text/plain' src=https://www.googletagmanager.com/gtag/js></script>"
MAP = "<iframe data-src=https://www.google.com/maps/embed?pb=1 width=500 height=200></iframe>"


@pytest.mark.parametrize("held", [COUNTING, TRACKER, MAP])
def test_nobody_accepts_for_what_counts_visitors_or_shows_a_map(held: str) -> None:
    with farm(shop_with(held, f"{REJECT} {ACCEPT}")) as shop:
        snapshot = visit(shop.url, render=True)
    assert snapshot.searched.consent == "rejected" and not snapshot.gaps


def test_what_is_held_back_though_nobody_was_asked_is_a_gap() -> None:
    """Some tools show no question to automatic visitors."""
    pages = {"/": page(LONG, nav={"Contact": "/contact"}), "/contact": page(LONG, SCRIPT)}
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert [gap.reason for gap in snapshot.gaps] == [Reason.CONSENT_WALL]


def test_a_tool_that_asks_no_automatic_visitor_is_told_by_its_own_call() -> None:
    tool = """<script>window.CookieConsent = { acceptCategory: () => {
      for (const held of document.querySelectorAll('script[type="text/plain"]')) {
        const script = document.createElement('script');
        script.textContent = held.textContent;
        held.replaceWith(script);
      }
    } };</script>"""
    pages = {"/": page(LONG, tool, nav={"Contact": "/contact"}), "/contact": page(LONG, SCRIPT, tool)}
    with farm(pages) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 2, PHONE)
    assert snapshot.searched.consent == "accepted after all" and not snapshot.gaps
