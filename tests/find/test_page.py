"""One page read: regions, what is seen and what is not, links, channels, language."""

import pytest

from audit.model import How, Kind, NumberKind, Owner, Region, Role, Sighting
from checks.find import PageReading, read_page

URL = "https://www.fietsenwinkel.nl/contact/"


def read(html: str, **more: object) -> PageReading:
    return read_page(html, url=URL, market="NL", **more)  # type: ignore[arg-type]


def one(html: str, **more: object) -> Sighting:
    (sighting,) = read(html, **more).sightings
    return sighting


@pytest.mark.parametrize(
    ("html", "region"),
    [
        ("<header><p>{}</p></header>", Region.HEADER),
        ('<div class="site-header"><p>{}</p></div>', Region.HEADER),
        ('<div id="top-bar">{}</div>', Region.HEADER),
        ('<div role="banner">{}</div>', Region.HEADER),
        ('<div class="topbar"><nav>{}</nav></div>', Region.HEADER),
        ("<footer><div>{}</div></footer>", Region.FOOTER),
        ('<div id="colophon">{}</div>', Region.FOOTER),
        ('<div class="footer-widget-area"><div class="widget">{}</div></div>', Region.FOOTER),
        ('<section id="shopify-section-footer"><div>{}</div></section>', Region.FOOTER),
        ('<section><footer class="site-footer">{}</footer></section>', Region.FOOTER),
        ('<div role="contentinfo">{}</div>', Region.FOOTER),
        ('<div data-role="footer">{}</div>', Region.FOOTER),
        ("<nav>{}</nav>", Region.NAV),
        ("<aside>{}</aside>", Region.ASIDE),
        ("<main><p>{}</p></main>", Region.MAIN),
        ("<p>{}</p>", Region.MAIN),
        ('<div class="card"><div class="card-footer">{}</div></div>', Region.MAIN),
        ('<article class="post"><footer class="entry-footer">{}</footer></article>', Region.MAIN),
        ('<section class="contact"><header>{}</header></section>', Region.MAIN),
        ('<div class="modal-header">{}</div>', Region.MAIN),
        ('<div class="header-wrapper"><main>{}</main></div>', Region.MAIN),
        ('<body class="has-footer site-footer">{}</body>', Region.MAIN),
    ],
)
def test_regions(html: str, region: Region) -> None:
    assert one(html.format("020-6737558")).region is region


def test_numbers_and_addresses_split_over_inline_elements() -> None:
    found = read(
        "<p>Tel: <b>020</b> - <span>673</span>&nbsp;<span>75</span>&#8201;58</p>"
        "<p>info<span>@</span><b>fietsen</b>winkel<i>.</i>nl</p><p>sales&#8203;@fietsen&shy;winkel.nl</p>"
    ).sightings
    assert [s.value for s in found] == ["info@fietsenwinkel.nl", "sales@fietsenwinkel.nl", "+31206737558"]
    assert all(s.how is How.TEXT for s in found)


def test_filler_against_harvesters_is_not_read() -> None:
    html = (
        '<p>info@<span style="display:none">weg hiermee</span>fietsenwinkel.nl</p>'
        '<p>retour@<span class="nospam">spam.</span>fietsenwinkel.nl</p>'
        "<p>pers@<!-- x@y.zz -->fietsenwinkel.nl</p>"
    )
    assert [s.value for s in read(html).sightings] == [
        "info@fietsenwinkel.nl",
        "retour@fietsenwinkel.nl",
        "pers@fietsenwinkel.nl",
    ]


def test_table_cells_and_links_do_not_run_together() -> None:
    html = (
        "<table><tr><td>E-mail</td><td>info@fietsenwinkel.nl</td></tr></table>"
        '<span>Parfums.</span><a href="mailto:shop@fietsenwinkel.nl">shop@fietsenwinkel.nl</a>'
        "<div><span>E-mail</span><span>hallo@fietsenwinkel.nl</span></div>"
        "<div>vragen@fietsenwinkel.nl<span>Telefoon</span></div>"
    )
    assert {s.value.split("@")[0] for s in read(html).sightings} == {"info", "shop", "hallo", "vragen"}


def test_turned_round_by_a_style() -> None:
    for html in (
        '<span style="unicode-bidi:bidi-override; direction: rtl;">ln.lekniwnesteif@ofni</span>',
        '<bdo dir="rtl">ln.lekniwnesteif@ofni</bdo>',
        (
            "<style>.omgekeerd{direction:rtl;unicode-bidi:bidi-override}</style>"
            '<span class="omgekeerd">ln.lekniw<b>nesteif@ofni</b></span>'
        ),
    ):
        found = one(html)
        assert (found.value, found.how) == ("info@fietsenwinkel.nl", How.REVERSED)


def test_a_picture_or_icon_for_the_sign() -> None:
    for html in (
        '<p>info<img src="/img/at.gif" alt="">fietsenwinkel.nl</p>',
        '<p>info<img src="/img/x.png" alt="@">fietsenwinkel.nl</p>',
        '<p>info<i class="fa fa-at"></i>fietsenwinkel.nl</p>',
    ):
        assert one(html).value == "info@fietsenwinkel.nl"


@pytest.mark.parametrize(
    ("html", "clicks"),
    [
        ("<details><summary>Toon</summary><p>020-6737558</p></details>", 1),
        ("<details open><summary>Toon</summary><p>020-6737558</p></details>", 0),
        ("<details><summary>Bel 020-6737558</summary></details>", 0),
        ('<div class="accordion-collapse collapse">020-6737558</div>', 1),
        ('<div class="accordion-collapse collapse show">020-6737558</div>', 0),
        ('<div class="tab-pane">020-6737558</div>', 1),
        ("<div hidden>020-6737558</div>", 1),
        ('<div style="display: none">020-6737558</div>', 1),
        ('<span class="isInvisible" itemprop="telephone">020-6737558</span>', 1),
        ('<div class="hidden md:flex">020-6737558</div>', 0),
        ('<div class="d-none d-lg-block">020-6737558</div>', 0),
    ],
)
def test_what_opens_with_a_click(html: str, clicks: int) -> None:
    found = one(html)
    assert (found.how, found.extra_clicks, found.visible_desktop) == (How.TEXT, clicks, None)


def test_hidden_text_is_not_the_page_s_text() -> None:
    page = read("<p>Welkom</p><div style='visibility:hidden'>Geheim</div><template><p>Sjabloon</p></template>")
    assert page.text == "Welkom"


@pytest.mark.parametrize(
    ("mark", "desktop", "phone"), [("", True, True), ('data-sc-v="d"', True, False), ('data-sc-v="p"', False, True)]
)
def test_what_the_browser_wrote_down(mark: str, desktop: bool, phone: bool) -> None:
    found = one(f'<p data-sc-n="6"><b data-sc-n="7" {mark} style="display:none">020-6737558</b></p>', rendered=True)
    assert (found.visible_desktop, found.visible_phone, found.anchor, found.rendered) == (desktop, phone, 7, True)
    assert found.extra_clicks == 0


def test_invisible_at_both_widths() -> None:
    html = '<p data-sc-n="6">Bel <b data-sc-n="7" data-sc-v="">020-6737558</b></p>'
    found = one(html, rendered=True)
    assert (found.visible_desktop, found.visible_phone, found.extra_clicks) == (False, False, 0)
    assert "673" not in read(html, rendered=True).text
    folded = one(
        '<details data-sc-n="5"><summary data-sc-n="9">Toon</summary>'
        '<p data-sc-n="6" data-sc-v="">020-6737558</p></details>',
        rendered=True,
    )
    assert folded.extra_clicks == 1


def test_one_sighting_for_each_width_it_is_shown_at() -> None:
    html = (
        '<header><b data-sc-n="1" data-sc-v="d">020-6737558</b><i data-sc-n="2" data-sc-v="p">020-6737558</i></header>'
    )
    assert [(s.visible_desktop, s.visible_phone) for s in read(html, rendered=True).sightings] == [
        (True, False),
        (False, True),
    ]


def test_link_targets_count_only_where_the_words_do_not_say_them() -> None:
    page = read(
        '<a href="tel:+31206737558">020 - 673 75 58</a> '
        '<a href="mailto:info@fietsenwinkel.nl">info@fietsenwinkel.nl</a>'
        '<footer><a href="tel:0206737558">Bel ons</a> <a href="mailto:info@fietsenwinkel.nl?subject=Vraag">'
        '<img src="mail.png" alt="Stuur een e-mail"></a></footer>'
    )
    assert [(s.value, s.how, s.region, s.label) for s in page.sightings if s.how is not How.TEXT] == [
        ("+31206737558", How.TEL_LINK, Region.FOOTER, "Bel ons"),
        ("info@fietsenwinkel.nl", How.MAILTO, Region.FOOTER, "Stuur een e-mail"),
    ]
    assert sum(s.how is How.TEXT for s in page.sightings) == 2


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("016 55 38 12", How.TEXT),
        ("Bel 016/55.38.12", How.TEXT),
        ("Bel ons", How.TEL_LINK),
        ("55 38 12", How.TEL_LINK),
    ],
)
def test_a_number_as_people_at_home_write_it_is_text_whatever_the_market(words: str, how: How) -> None:
    page = read(f'<footer><a href="tel:+3216553812">{words}</a></footer>')
    assert [(s.value, s.how) for s in page.sightings] == [("+3216553812", how)]


def test_leads_in_markup() -> None:
    page = read(
        '<head><meta name="description" content="Bel 020-6737558"></head><!-- donate@fietsenwinkel.nl -->'
        '<script type="application/ld+json">{"@type":"Store","name":"Fietsenwinkel","telephone":"+31 20 673 75 58",'
        '"email":"mailto:info&#64;fietsenwinkel.nl","address":{"streetAddress":"Dam 1","postalCode":"1012JS"}}</script>'
        '<div itemscope><meta itemprop="faxNumber" content="020 673 75 59"></div>'
        '<button aria-label="Bel 085 732 46 18">Bel</button><img src="tel.gif" alt="Telefoon 088 1805250">'
        '<script>var shop = {"mail": "sales@fietsenwinkel.nl", "call": "tel:0318274650"}</script>'
    )
    assert {(s.value, s.how) for s in page.sightings} == {
        ("+31206737558", How.META),
        ("donate@fietsenwinkel.nl", How.COMMENT),
        ("+31206737558", How.JSON_LD),
        ("info@fietsenwinkel.nl", How.JSON_LD),
        ("+31206737559", How.MICRODATA),
        ("+31857324618", How.ATTRIBUTE),
        ("+31881805250", How.IMAGE_ALT),
        ("sales@fietsenwinkel.nl", How.ATTRIBUTE),
        ("+31318274650", How.ATTRIBUTE),
    }
    assert next(s for s in page.sightings if s.how is How.MICRODATA).number_kind is NumberKind.FAX
    assert page.facts["street"] == "Dam 1"


def test_broken_structured_data_harms_nothing() -> None:
    page = read(
        '<script type="application/ld+json">{"telephone": "020-6737558",}</script>'
        '<script type="application/ld+json">{"telephone": </script>'
        f'<script type="application/ld+json">{"[" * 100_000}</script>'
        '<script type="application/ld+json">[1, null, true, {"@type": 5, "email": ["a@fietsenwinkel.nl", {}]}]</script>'
    )
    assert {s.value for s in page.sightings} == {"+31206737558", "a@fietsenwinkel.nl"}


def test_noscript_text_is_a_lead() -> None:
    found = one("<p>Mail<noscript>info at fietsenwinkel dot nl</noscript></p>")
    assert (found.value, found.how) == ("info@fietsenwinkel.nl", How.ATTRIBUTE)


def test_declarative_shadow_roots_are_read() -> None:
    found = one('<my-footer><template shadowrootmode="open"><p>Bel 020-6737558</p></template></my-footer>')
    assert (found.value, found.how) == ("+31206737558", How.TEXT)


def test_quotes_and_clauses() -> None:
    html = (
        "<h1>Algemene voorwaarden</h1><h2>Artikel 1 - Definities</h2><p>" + "woord " * 300 + "</p>"
        "<h2>Artikel 2 - Identiteit van de ondernemer</h2><p>"
        + "tekst " * 40
        + " Telefoonnummer: 020-6737558 "
        + "en " * 90
        + "</p>"
    )
    found = one(html, role=Role.TERMS)
    assert found.clause == "2" and found.role is Role.TERMS
    assert len(found.quote) <= 160 and "020-6737558" in found.quote


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "<p><a href=/w><span>29</span><span>Winkelmand</span></a> Bel 085 732 46 18</p>",
            "29 Winkelmand Bel 085 732 46 18",
        ),
        ("<p><b>Contact</b><i>Onze</i> lijn 085 732 46 18</p>", "Contact Onze lijn 085 732 46 18"),
        ("<p>Bel <b>085 732 46 18</b><span>Gratis</span></p>", "Bel 085 732 46 18 Gratis"),
        ("<p><b>W</b>inkel <i>Mc</i>bel: 085 732 46 18</p>", "Winkel Mcbel: 085 732 46 18"),
        ("<p>085 <b>732</b><i>46</i>18 bij iPhone</p>", "085 7324618 bij iPhone"),
    ],
)
def test_neighbours_are_quoted_as_the_words_that_they_are(body: str, said: str) -> None:
    quotes = {s.quote for s in read(body).sightings if s.kind is Kind.PHONE}
    assert quotes == {said}


def test_links_buttons_and_frames() -> None:
    page = read_page(
        '<base href="/shop/"><nav><a href="contact#top">Contact</a><a href="//cdn.winkel.nl/x">CDN</a></nav>'
        '<a href="#">Toon nummer</a><a href="javascript:void(0)">Menu</a><button>Bel mij</button>'
        '<input type="submit" value="Verstuur"><div role="button">Open</div>'
        '<a href="?a=1&amp;b=2"><img alt="Plaatje"></a>'
        '<a href="https://[bad">Stuk</a><iframe src="/kaart"></iframe>',
        url="https://winkel.nl/nl/index.php?x=1",
        market="NL",
    )
    assert [(link.url, link.label, link.scheme) for link in page.links] == [
        ("https://winkel.nl/shop/contact", "Contact", "http"),
        ("https://cdn.winkel.nl/x", "CDN", "http"),
        ("https://winkel.nl/shop/", "Toon nummer", "http"),
        ("javascript:void(0)", "Menu", "javascript"),
        ("https://winkel.nl/shop/?a=1&b=2", "Plaatje", "http"),
        ("https://[bad", "Stuk", "http"),
    ]
    assert [button.label for button in page.buttons] == ["Toon nummer", "Menu", "Bel mij", "Verstuur", "Open"]
    assert page.frames == ("https://winkel.nl/kaart",)
    assert page.links[0].region is Region.NAV


def test_channels() -> None:
    page = read(
        '<form action="/send"><input name="naam" required><input type="email" name="email" required>'
        '<textarea name="bericht">'
        '</textarea></form><form action="/search"><input type="search"></form>'
        '<a href="https://wa.me/31648714757?text=hoi">App ons</a>'
        '<a href="https://api.whatsapp.com/send?text=Kijk">Deel</a>'
        '<a href="https://m.me/fietsenwinkel">Messenger</a><a href="https://www.facebook.com/fietsenwinkel/">fb</a>'
        '<a href="https://www.facebook.com/sharer/sharer.php?u=x">deel</a>'
        '<script src="https://embed.tawk.to/1/default"></script>'
        "<p>Vul uw nummer in voor een terugbelverzoek.</p>"
    )
    assert {(c.kind, c.value) for c in page.channels} >= {
        ("form", "/send"),
        ("whatsapp", "+31648714757"),
        ("messenger", "fietsenwinkel"),
        ("social", "https://www.facebook.com/fietsenwinkel/"),
        ("chat", "tawk.to"),
        ("callback", ""),
    }
    assert sum(c.kind in ("form", "social", "whatsapp") for c in page.channels) == 3
    form = next(c for c in page.channels if c.kind == "form")
    assert form.detail["required"] == "naam, email"
    assert [(s.value, s.how) for s in page.sightings] == [("+31648714757", How.CHANNEL_LINK)]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            (
                "<h2>Stuur ons een bericht</h2><form><label>Naam *<input name='contact[name]'></label>"
                "<label for=e>E-mail</label><input id=e name='contact[email]'>"
                "<textarea name='contact[body]'></textarea><button>Verstuur</button>"
            ),
            "Stuur ons een bericht · Naam · E-mail · Verstuur",
        ),
        (
            (
                "<h1>Contact</h1><form><input name=n placeholder='Votre nom'>"
                "<textarea name=m placeholder='Votre message'></textarea><input type=submit value=Envoyer>"
            ),
            "Contact · Votre nom · Votre message · Envoyer",
        ),
        (
            "<form><textarea name=m aria-label='Ihre Nachricht'></textarea><input type=submit value=Ab>",
            "Ihre Nachricht · Ab",
        ),
    ],
)
def test_a_form_is_quoted_in_the_words_that_a_visitor_reads(form: str, said: str) -> None:
    (channel,) = (c for c in read(f"{form}</form>").channels if c.kind == "form")
    assert channel.quote == said


def test_a_form_for_orders_is_no_contact_form() -> None:
    assert not read("<form><input name=naam><input name=aantal><textarea name=opmerking></textarea></form>").channels


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Wij zijn er voor u en de levering van uw bestelling is niet te laat", "en", "nl"),
        ("We are here for you and the delivery of your order will not be late at all", "", "en"),
        ("Wir sind für Sie da und die Lieferung ist nicht zu spät bei uns", "", "de"),
        ("Nous sommes là pour vous et la livraison de votre commande est dans les délais", "", "fr"),
        ("Nuestra tienda y los productos que se venden en ella son para usted, no más", "", "es"),
        ("Nasz sklep jest dla Ciebie i nie ma w nim nic, co by się nie podobało lub było za drogie", "", "pl"),
        ("Мы работаем для вас и не только", "", "ru"),
        ("当店では お客様のために", "", "ja"),
        ("Contact", "nl-NL", "nl"),
        ("", "", ""),
    ],
)
def test_language(text: str, declared: str, language: str) -> None:
    assert read(f'<html lang="{declared}"><p>{text}</p>').language == language


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<p>Tél : 04 94 25 71 49 été</p>".encode("windows-1252"), ""),
        ("<meta charset=iso-8859-1><p>été</p>".encode("latin-1"), ""),
        ("<p>été</p>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("<p>été</p>".encode(), "text/html; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + "<p>été</p>".encode(), "text/html; charset=windows-1252"),
        ("<p>été</p>".encode("utf-16"), ""),
        ("<p>été</p>".encode("utf-16-le"), "text/html; charset=utf-16le"),
        ("<p>été</p>".encode() * 30 + b"\xff", ""),
        ("<p>été</p>".encode(), "text/html; charset=nonsense"),
    ],
)
def test_encodings(data: bytes, content_type: str) -> None:
    assert "été" in read_page(data, url=URL, market="FR", content_type=content_type).text


def test_an_empty_application_is_a_lead() -> None:
    assert read('<title>Winkel</title><div id="root"></div><script src="/app.js"></script>').leads
    assert not read("<p>" + "Een gewone pagina met tekst. " * 40 + "</p>").leads


def test_other_values_of_the_reading() -> None:
    page = read(
        '<html lang="nl-NL"><title> Contact  – Fietsen </title><meta name="generator" content="WordPress 6.4">'
        '<link rel="canonical" href="/contact"><img src="a.png"><script>1</script><p>een twee</p>'
    )
    assert (page.title, page.html_lang, page.canonical) == (
        "Contact – Fietsen",
        "nl-NL",
        "https://www.fietsenwinkel.nl/contact",
    )
    assert (page.generator, page.images, page.scripts, page.words) == ("WordPress", 1, 1, 2)
    assert page.sightings == () and page.url == URL


def test_without_a_market_only_numbers_with_a_country_code() -> None:
    page = read_page("<p>020-6737558</p><p>Tel +31 20 673 75 59</p>", url=URL, market=None)
    assert [s.value for s in page.sightings] == ["+31206737559"]
    assert read_page("<p>020-6737558</p>", url=URL, market="nl").sightings[0].kind is Kind.PHONE


def test_an_unknown_market_is_no_error() -> None:
    page = read_page("<p>+31 20 673 75 59 of 020-6737558, info@x.nl</p>", url="", market="ZZ")
    assert {s.value for s in page.sightings} == {"+31206737559", "info@x.nl"}
    assert all(s.owner is Owner.SHOP for s in page.sightings)


@pytest.mark.parametrize(
    ("html", "currency"),
    [
        ('<script type="application/ld+json">{"@type":"Offer","priceCurrency":"GBP","price":3}</script>', "GBP"),
        ('<meta property="product:price:currency" content="eur">', "EUR"),
        ('<span itemprop="priceCurrency" content="PLN"></span>', "PLN"),
        ("<p>€ 12,95</p><p>€ 3,-</p><p>$ 4</p>", "EUR"),
        ("<p>12,95 €</p>", ""),
        ("<p>£3 and £4</p>", "GBP"),
    ],
)
def test_currency(html: str, currency: str) -> None:
    assert read(html).facts.get("currency", "") == currency


def test_an_address_that_a_word_runs_into_stands_where_it_begins() -> None:
    html = (
        '<p data-sc-n="3">Zorgvuldig gekozen kopjes.<span data-sc-n="4"></span>'
        '<a data-sc-n="5" href="mailto:winkel@kop-en-bord.nl">winkel@kop-en-bord.nl</a></p>'
    )
    page = read_page(html, url="https://kop-en-bord.nl/", market="NL", rendered=True)
    assert [(s.value, s.anchor, s.raw) for s in page.sightings] == [
        ("winkel@kop-en-bord.nl", 5, "winkel@kop-en-bord.nl")
    ]


@pytest.mark.parametrize(
    ("language", "label", "chats"),
    [
        ("nl", "Chat met Fien", True),
        ("en", "Chat with our team", True),
        ("de", "Chatten Sie mit Frau Halm", True),
        ("fr", "Discuter avec notre chatbot", True),
        ("es", "Chatea con nosotras ahora", True),
        ("it", "Chatta con Gino", True),
        ("fr", "Chat persan", False),
        ("nl", "Chat met Fien over wat er mis ging met je bestelling en hoe we dat samen weer goedmaken", False),
    ],
)
def test_a_button_that_opens_a_chat_with_whoever_is_named(language: str, label: str, chats: bool) -> None:
    html = f"<html lang={language}><h1>Contact</h1><button>{label}</button></html>"
    page = read_page(html, url="https://vlasland.example/contact", market="NL")
    assert any(c.kind == "chat" for c in page.channels) is chats


@pytest.mark.parametrize(
    ("language", "text", "gated"),
    [
        ("nl", "Log in om onze contactgegevens te zien.", True),
        ("nl", "Onze contactgegevens zijn zichtbaar na het inloggen.", True),
        ("en", "Sign in to see our contact details.", True),
        ("de", "Bitte melden Sie sich an, um unsere Kontaktdaten zu sehen.", True),
        ("fr", "Connectez-vous pour voir nos coordonnées.", True),
        ("es", "Inicie sesión para ver nuestros datos de contacto.", True),
        ("it", "Accedete per vedere i nostri recapiti.", True),
        ("nl", "Inloggen\nOnze contactgegevens: 0570 618 243", False),
        ("en", "Sign in to see your order. Our contact details are below.", False),
        ("nl", "Log in om uw bestelling te zien", False),
    ],
)
def test_a_page_that_says_that_contact_details_come_after_signing_in(language: str, text: str, gated: bool) -> None:
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    page = read_page(f"<html lang={language}><h1>Contact</h1>{lines}</html>", url="https://a.example/c", market="NL")
    assert any(c.kind == "login" for c in page.channels) is gated
