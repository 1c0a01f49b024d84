# ruff: noqa: E501 (a page stands on one line)
"""Shops that cannot be looked at: doors shut in many ways, in words that no list of ours holds."""

from __future__ import annotations

from typing import Any

from tests.crawler.farm import Reply, page

Pages = dict[str, Any]

NAV = ("Contact", "Dames", "Heren", "Kinderen", "Sale", "Merken", "Nieuw", "Cadeaus", "Schoenen", "Tassen", "Jassen")
LINKS = {name: f"/{name.lower()}" for name in NAV}
FORM = "<form><input name=naam><textarea name=bericht></textarea><button>Verstuur</button></form>"
TIPS = (
    "Wist je dat geduld een schone zaak is en thee een goede vriend?",
    "Een goed begin is het halve werk.",
    "Haastige spoed is zelden goed, zegt oma altijd tegen haar kleinkinderen aan tafel.",
    "Rome is niet in een dag gebouwd.",
)


class Everywhere(dict[str, Any]):
    """The same answer to every address; of several, one after the other."""

    def __init__(self, *bodies: str, status: int = 200, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self._bodies, self._status, self._headers, self._asked = bodies, status, headers or {}, 0

    def get(self, key: str, default: Any = None) -> Any:
        self._asked += 1
        return Reply(self._bodies[self._asked % len(self._bodies)], self._status, dict(self._headers))


def doc(lang: str, title: str, body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head><body>{body}</body></html>'


def door(lang: str, title: str, body: str, **how: Any) -> Everywhere:
    return Everywhere(doc(lang, title, body), **how)


def home(*body: str) -> str:
    return page("<p>€ 12,50</p><p>€ 8,95</p>", *body, nav=LINKS)


def rest() -> Pages:
    """The shop's other pages, all in order."""
    names = [name for name in NAV if name != "Contact"]
    return {LINKS[n]: page(f"<p>{n}: {'mooi ding ' * i}</p>", nav=LINKS, title=n) for i, n in enumerate(names)}


def with_contact(contact: Any, *body: str) -> Pages:
    """A shop in order but for its contact page."""
    return {"/": home(*body), "/contact": contact, **rest()}


COOKIES = "Wij en onze partners bewaren gegevens op een apparaat, voor advertenties, metingen en onderzoek. " * 5
WALLS: dict[str, dict[str, Pages]] = {
    "bot wall": {
        "403 with a challenge": door("en", "Just a moment...", "<p>Checking</p>", status=403, headers={"cf-mitigated": "challenge"}),
        "403 without words": door("en", "", "<h1>Forbidden</h1>", status=403),
        "406": door("en", "", "<h1>Not Acceptable!</h1>", status=406),
        "200 fr": door("fr", "Vérification", "<p>Encore une petite seconde : nous vérifions votre connexion.</p>"),
        "200 en": door("en", "Hold on", "<p>Let us make sure you are you. Keep this window open.</p>"),
    },
    "captcha": {
        "slider nl": door("nl", "Nog één stap", "<p>Sleep het stukje op zijn plaats.</p><canvas></canvas>"),
        "slider de": door("de", "Einen Schritt noch", "<p>Ziehen Sie das Puzzleteil an seinen Platz.</p><canvas></canvas>"),
        "letters fr": door("fr", "Encore un pas", "<p>Recopiez les lettres de l’image.</p><img src=/c.png><input>"),
        "on the contact page": with_contact(doc("nl", "Nog één stap", "<p>Typ de letters over uit het plaatje.</p><img src=/c.png><input>")),
    },
    "rate limit": {
        "429": door("en", "", "Too many requests", status=429),
        "429 on the contact page": with_contact(Reply("Slow down", 429)),
    },
    "maintenance": {
        "503": {"/robots.txt": Reply("", 404), "/": Reply(doc("nl", "Terug over een uur", "<p>Onze winkel krijgt een likje verf.</p>"), 503)},
        "200 nl": door("nl", "Tijdelijk dicht", "<h1>Onze winkel krijgt een likje verf</h1><p>Tot snel!</p>"),
        "200 de": door("de", "Umbau", "<h1>Wir bauen um</h1><p>Bald sehen Sie hier unseren neuen Laden.</p>"),
        "200 fr": door("fr", "Travaux", "<h1>La boutique fait peau neuve</h1><p>À très vite !</p>"),
        "200 en": door("en", "Back later", "<h1>We are giving the store a fresh coat of paint</h1>"),
    },
    "login wall": {
        "redirect": {"/": Reply("", 302, {"Location": "/connexion"}), "/connexion": doc("fr", "Connexion", "<h1>Espace professionnel</h1><input name=u><input type=password>")},
        "contact behind it": with_contact(Reply("", 302, {"Location": "/account/login?return=/contact"})) | {"/account/login?return=/contact": page("<input type=email><input type=password>", title="Inloggen")},
    },
    "age gate": {
        "de": door("de", "Willkommen", "<p>Wein ist nichts für Kinder. Wie alt sind Sie?</p><input name=jahr><button>Weiter</button>"),
        "nl": door("nl", "Welkom", "<p>Voor wie ouder is dan zeventien. Vul je geboortejaar in.</p><input name=jaar><button>Verder</button>"),
        "with its legal pages": {
            "/": doc("de", "Vinothek", f"<p>{'Bitte nennen Sie uns Ihr Geburtsjahr. ' * 12}</p><a href=/impressum>Impressum</a> <a href=/datenschutz>Datenschutz</a> <a href=/agb>AGB</a>"),
            "/impressum": doc("de", "Impressum", f"<p>Vinothek Huber GmbH, Weinstraße 4, 67433 Neustadt</p><p>{'Angaben nach dem Gesetz. ' * 20}</p>"),
            "/datenschutz": doc("de", "Datenschutz", f"<p>{'Wir verarbeiten Daten. ' * 60}</p>"),
            "/agb": doc("de", "AGB", f"<p>{'Es gilt das Kleingedruckte. ' * 60}</p>"),
        },
    },
    "consent wall": {
        "redirect": {"/": Reply("", 302, {"Location": "/keuze"}), "/keuze": doc("nl", "Uw keuze", f"<p>{COOKIES}</p><button onclick='void 0'>Verder</button>")},
        "long": door("nl", "Uw keuze", f"<p>{COOKIES * 4}</p><a href=/partners>Partners</a> <a href=/voorkeuren>Voorkeuren</a> <a href=/privacy>Privacy</a>"),
        "on the contact page": with_contact(doc("nl", "Uw keuze", f"<p>{COOKIES}</p><a href=/partners>Partners</a> <a href=/keuze>Voorkeuren</a>")),
    },
    "empty shell": {
        "script not there": {"/": doc("nl", "Fietsen", '<div id="app"></div><script src="/app.js"></script>')},
        "script fails": {"/": doc("nl", "Fietsen", '<div id="app"></div><script>throw new Error("x")</script>')},
        "contact page": with_contact(page("<div id=app></div><script src=/contact.js></script>", nav=LINKS, title="Contact").replace("<p>Welkom", "<p hidden>Welkom")),
        "part of the page refused": with_contact(
            page(FORM, nav=LINKS, title="Contact"),
            "<div id=f></div><script>fetch('/voet').then(r => r.ok ? r.text() : '').then(t => f.innerHTML = t)</script>",
        ) | {"/voet": Reply("no", 403)},
    },
    "parked": {
        "nl": door("nl", "fietsen.nl", "<h1>fietsen.nl</h1><p>Iemand heeft deze naam vastgelegd en doet er nog niets mee.</p>"),
        "fr": door("fr", "velos.fr", "<h1>velos.fr</h1><p>Un client a réservé ce nom. Rien à voir pour le moment.</p>"),
        "default page": door("en", "Placeholder", "<h1>Congratulations, your hosting works</h1><p>Upload your files to begin.</p>"),
    },
    "soft 404": {
        "home": door("nl", "Hier is niets", "<h1>Hier is niets meer</h1><p>Deze winkel is verdwenen.</p>"),
        "every page but home": {"/": home(), **dict.fromkeys(list(LINKS.values()), page("<p>Deze bladzijde is verhuisd.</p>", nav=LINKS, title="Verhuisd"))},
    },
    "country chooser": {
        "elsewhere": {"/": doc("en", "Where to?", '<a href="https://nl.brand.test/">Nederland</a> <a href="https://de.brand.test/">Deutschland</a> <a href="https://fr.brand.test/">France</a> <a href="https://be.brand.test/">België</a>')},
        "by script": {"/": doc("en", "Where to?", "<select><option>Nederland<option>Deutschland</select><button>Go</button>")},
    },
    "redirect loop": {"two pages": {"/": Reply("", 302, {"Location": "/a"}), "/a": Reply("", 302, {"Location": "/"})}},
    "password storefront": {
        "en": door("en", "Lumen", "<h1>Almost there</h1><p>Our doors open in spring. Leave your address.</p><input type=email><button>Tell me</button>"),
        "nl": door("nl", "Lumen", "<h1>Bijna zover</h1><p>In het voorjaar gaan de deuren open.</p><input type=email><button>Mail mij</button>"),
    },
    "queue": {
        "nl": door("nl", "U bent bijna aan de beurt", "<p>Voor u: 1.243 anderen. Laat dit venster open.</p>"),
        "de": door("de", "Gleich sind Sie dran", "<p>Vor Ihnen: 214 Personen. Diese Seite lädt von selbst neu.</p>"),
        "with navigation and sayings": Everywhere(
            *(page(f"<h1>Het is druk</h1><blockquote>{tip}</blockquote>", nav=LINKS, title="Wachtruimte") for tip in TIPS)
        ),
    },
    "geo block": {"451": door("nl", "", "<p>Niet hier</p>", status=451), "200": door("en", "Sorry", "<p>We only serve visitors from our own country.</p>")},
    "broken shop": {
        "database": door("en", "Error", "<h1>The database is having a rest</h1>"),
        "php": Everywhere("<br /><b>Fatal error</b>: Uncaught TypeError in /var/www/index.php:12<br />"),
        "server errors behind home": {"/": home(), **dict.fromkeys(list(LINKS.values()), Reply("x", 500))},
        "contact page is no page": with_contact(Reply('{"error":"no"}', 200, {"Content-Type": "application/json"})),
    },
    "robots": {
        "everything": {"/robots.txt": Reply("User-agent: *\nDisallow: /", 200, {"Content-Type": "text/plain"}), "/": home()},
        "the contact page": {"/robots.txt": Reply("User-agent: *\nDisallow: /contact", 200, {"Content-Type": "text/plain"}), **with_contact(page(FORM))},
        "not readable": {"/robots.txt": Reply("", 503), "/": home()},
    },
    "closed": {
        "nl": door("nl", "Wolwinkel", "<h1>Na 25 jaar is het mooi geweest</h1><p>Dank voor alle bezoeken.</p>"),
        "holidays fr": door("fr", "Laine", "<h1>Nous sommes à la mer</h1><p>De retour le 14 août.</p>"),
    },
    "not a page": {
        "picture": {"/": doc("nl", "Winkel", '<img src="/plaat.jpg" width=1200 height=800 alt="">')},
        "elsewhere in a frame": {"/": doc("nl", "Winkel", '<iframe src="https://winkel.elders.test/" width=1200 height=900></iframe>')},
        "empty": Everywhere(""),
        "splash that leads to a shut door": {"/": doc("nl", "Welkom", '<a href="/index.php"><img src=/a.jpg alt="Enter"></a>'), "/index.php": Reply("", 403)},
    },
    "language": {"pl": {"/": page(f"<p>{'Witamy w naszym sklepie, gdzie znajdziesz najlepsze rowery i akcesoria dla rodziny. ' * 4}</p>", lang="pl", title="Sklep", nav=LINKS)}},
}  # fmt: skip

OPEN: dict[str, Pages] = {
    "a shop with a form only": with_contact(page(FORM, nav=LINKS, title="Contact")),
    "a tiny shop with a form only": {
        "/": doc("nl", "Zeepjes", "<p>Handgemaakte zeep van olijfolie, in twaalf geuren, per stuk verpakt in papier.</p><a href=/contact>Contact</a> <a href=/zeep>Zeep</a> <a href=/over>Over ons</a>"),
        "/contact": doc("nl", "Contact", f"<h1>Contact</h1>{FORM}<a href=/>Terug</a>"),
        "/zeep": doc("nl", "Zeep", "<p>Lavendel, roos, munt, salie en citroen, allemaal met de hand gegoten. € 5,50</p><a href=/>Terug</a>"),
        "/over": doc("nl", "Over ons", "<p>Wij zijn twee zussen met een keuken vol olie en kruiden, en veel plezier in zeep.</p><a href=/>Terug</a>"),
    },
}  # fmt: skip
"""Shops that can be looked at and show neither number nor address: so that caution does not swallow everything."""
