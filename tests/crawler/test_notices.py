"""A page that could not be had as it is, in the shop's own frame and with 200, is no page on which nothing stands."""

import gzip

import pytest

from audit.model import Role
from audit.outcomes import Reason
from checks.find import read_page
from crawler.trouble import only_a_notice
from tests.crawler.farm import Reply, farm, page, visit

NAV = "<nav>" + "".join(f"<a href=/{n}>{n}</a> " for n in ("thee", "koffie", "kannen", "mand", "over-ons")) + "</nav>"
SENTENCE = "Wij staan met onze thee op de markt van Zutphen en in de winkel."


def frame(*parts: str) -> str:
    """A page with the shop's links and nothing else but these parts."""
    head = "<!DOCTYPE html><html lang=nl><head><title>Theehof</title></head>"
    return f"{head}<body>{NAV}<h1>Contact</h1>{''.join(parts)}</body></html>"


GAP = (Reason.UNREADABLE, Role.CONTACT)


def gaps(contact: object, **pages: object) -> list[tuple[Reason, Role]]:
    """Of a shop whose contact page is this, between links to goods."""
    home = page(NAV, "<a href=/contact>Contact</a>", "<p>Thee uit eigen tuin.</p>")
    with farm({"/": home, "/contact": contact, **{f"/{name}": answer for name, answer in pages.items()}}) as shop:
        snapshot = visit(shop.url, render=True)
    return [(gap.reason, gap.role) for gap in snapshot.gaps]


def notice(language: str, said: str) -> str:
    html = f"<html lang={language}><body>{NAV}<h1>Contact</h1><p>{said}</p></body></html>"
    return only_a_notice(read_page(html, url="https://thee.example/contact", market="NL"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Wij zijn deze pagina aan het verbouwen. Kom straks nog eens terug!"),
        ("nl", "Aan deze pagina wordt nog gewerkt."),
        ("nl", "Uw sessie is verlopen."),
        ("nl", "Vul uw bestelnummer in, dan ziet u hoe u ons bereikt."),
        ("nl", "Uw verzoek is geweigerd door onze beveiliging."),
        ("de", "Hoppla, das hat nicht geklappt. Versuchen Sie es später noch einmal."),
        ("de", "Ihre Sitzung ist abgelaufen."),
        ("de", "Diese Seite wird gerade überarbeitet."),
        ("de", "Geben Sie Ihre Bestellnummer ein, dann geht es weiter."),
        ("fr", "Cette page est en cours de rédaction."),
        ("fr", "Oups ! Une erreur s'est produite, rechargez la page."),
        ("fr", "Votre session a expiré."),
        ("en", "Something went wrong on our side."),
        ("en", "Your session has timed out, please sign in again."),
        ("en", "This page is being rebuilt. Check back next week."),
        ("en", "Enter your order number to see how to reach us."),
        ("es", "Se ha producido un error, inténtelo de nuevo."),
        ("es", "Estamos renovando esta página."),
        ("it", "La sua sessione è scaduta."),
        ("it", "Questa pagina è in allestimento."),
    ],
)
def test_a_sentence_that_puts_the_visitor_off_is_a_notice(language: str, said: str) -> None:
    assert notice(language, said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", SENTENCE),
        ("nl", "Wij zijn telefonisch niet bereikbaar. Kom langs in de winkel."),
        ("de", "Wir beantworten Fragen nur in unserem Laden in Husum."),
        ("fr", "Nous répondons à vos questions à la boutique."),
        ("en", "We have no telephone. Come and see us at the market."),
        ("es", "Atendemos en nuestra tienda, sin teléfono."),
        ("it", "Rispondiamo alle domande nel nostro negozio."),
        ("nl", "Je vindt ons elke zaterdag op de Dappermarkt."),
        ("de", "Haben Sie Fragen zu Ihrer Bestellung?"),
        ("fr", "Notre équipe est à votre écoute."),
        ("en", "Follow us on social media."),
    ],
)
def test_a_sentence_about_the_shop_is_none(language: str, said: str) -> None:
    assert notice(language, said) == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Dit onderdeel is in revisie."),
        ("de", "Der Inhalt kann derzeit nicht angezeigt werden."),
        ("fr", "Cette rubrique est en refonte."),
        ("en", "We are having technical difficulties."),
        ("es", "Solicitud no válida."),
        ("it", "Ha cliccato troppe volte."),
    ],
)
def test_one_sentence_that_does_not_speak_of_the_shop_may_be_any_notice(language: str, said: str) -> None:
    assert notice(language, said)
    hub = read_page(f"<html lang={language}>{NAV}<h1>Service</h1><p>{said}</p>", url="https://x.example/", market="NL")
    assert only_a_notice(hub, Role.SERVICE) == ""


def test_words_on_links_are_no_notice() -> None:
    links = "<a href=/o>Onderhoud</a> <a href=/b>Even geduld</a> <a href=/t>Tijdelijk niet leverbaar</a>"
    assert notice("nl", f"{SENTENCE}</p><p>{links}") == ""
    assert notice("nl", f"Wegens onderhoud is hier even niets te zien.</p><p>{links}")


def test_a_page_that_says_more_is_no_notice() -> None:
    said = "Er ging iets mis met uw bestelling? " + f"{SENTENCE} " * 6
    assert notice("nl", said) == ""
    form = "<form method=post><textarea name=vraag></textarea></form><p>Er ging iets mis? Schrijf ons.</p>"
    assert notice("nl", form) == ""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("said", "wanted"), [("Deze pagina volgt binnenkort.", True), ("Uw sessie is verlopen.", True), (SENTENCE, False)]
)
def test_a_contact_page_that_is_only_a_notice_is_a_gap(said: str, wanted: bool) -> None:
    assert (GAP in gaps(frame(f"<p>{said}</p>"))) is wanted


FETCHES = "<script>fetch('/gegevens').then((r) => r.json()).then((d) => { c.textContent = d.tel })</script>"
PRESSED = "fetch('/gegevens').then((r) => r.json()).then((d) => d.show())"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (f"<p>{SENTENCE}</p><div id=c></div>{FETCHES}", True),
        (f"<p>{SENTENCE}</p><a href='#' onclick=\"{PRESSED}; return false\">Bel ons</a>", True),
        (f"<p>{SENTENCE}</p><button onclick='undefined.open()'>Contact</button>", True),
        (f"<p>{SENTENCE}</p><script>fetch('/gegevens').then((r) => r.text())</script>", False),
        (f"<p>{SENTENCE}</p><script>undefined.counter = 1</script>", False),
        (f"<p>{SENTENCE}</p><button onclick='b.hidden = true' id=b>Contact</button>", False),
    ],
    ids=["fetch", "pressed and fetched", "pressed", "fetched in vain, nothing failed", "counter", "pressed, and well"],
)
def test_a_script_that_failed_over_what_it_asked_for_or_what_was_pressed_is_a_gap(body: str, wanted: bool) -> None:
    assert (GAP in gaps(page(NAV, "<h1>Contact</h1>", body))) is wanted


@pytest.mark.browser
@pytest.mark.parametrize(("status", "unread"), [(503, "1"), (403, "1"), (404, "0")])
def test_a_picture_that_was_not_to_be_had_was_not_read_and_one_that_is_gone_is_seen_by_nobody(
    status: int, unread: str
) -> None:
    home = page(NAV, "<a href=/contact>Contact</a>", "<p>Thee uit eigen tuin.</p>")
    contact = page(NAV, f"<h1>Contact</h1><p>{SENTENCE}</p>", "<img src=/schrift.png width=420 height=120>")
    with farm({"/": home, "/contact": contact, "/schrift.png": Reply("", status)}) as shop:
        snapshot = visit(shop.url, render=True)
    assert snapshot.facts.get("unread_pictures", "0") == unread


WHOLE = page(NAV, "<h1>Contact</h1>", f"<p>{SENTENCE}</p>" * 40).encode()
PACKED = gzip.compress(WHOLE)
IN_GZIP = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (PACKED, False),
        (gzip.compress(WHOLE[:900]) + gzip.compress(WHOLE[900:]), False),
        (PACKED[:-8], False),
        (PACKED[: len(PACKED) * 2 // 3], True),
        (gzip.compress(WHOLE[:900]) + gzip.compress(WHOLE[900:])[:-30], True),
    ],
    ids=["whole", "in two pieces", "without its closing bytes", "cut", "second piece cut"],
)
def test_an_answer_in_gzip_that_was_cut_off_is_no_answer(body: bytes, cut: bool) -> None:
    with farm({"/": page("<a href=/contact>Contact</a>"), "/contact": Reply(body, headers=IN_GZIP)}) as shop:
        snapshot = visit(shop.url)
    assert [gap.reason for gap in snapshot.gaps if gap.role is Role.CONTACT] == [Reason.CONNECTION_FAILED] * cut
