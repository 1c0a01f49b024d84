# ruff: noqa: E501 (a page stands on one line)
"""Shut doors as the makers of defences, waiting rooms and shop programs build them, in four languages."""

from __future__ import annotations

from tests.crawler.farm import Reply, page
from tests.shops.walls import LINKS, Everywhere, Pages, doc, door, with_contact

LEGAL = '<a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a> <a href="/agb">AGB</a>'
STORY = "Seit vier Generationen rösten wir am Hafen Kaffee und freuen uns darauf, Sie im neuen Gewand zu begrüßen. "
PUR = "Weiterlesen mit Werbung oder im werbefreien Abo für 3,99 € im Monat. Wir und unsere 183 Partner verarbeiten Ihre Daten. "
COUNTRIES = (
    "Nederland",
    "België",
    "Deutschland",
    "Österreich",
    "France",
    "Ireland",
    "España",
    "Italia",
    "Danmark",
    "Sverige",
    "Polska",
    "Norge",
)


def everywhere_with_nav(lang: str, title: str, body: str) -> Everywhere:
    """The same notice under the shop's own navigation, at every address."""
    return Everywhere(page(body, lang=lang, nav=LINKS, title=title))


VENDORS: dict[str, dict[str, Pages]] = {
    "DataDome": {
        "200": door("en", "shop.test", "<p id=cmsg>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','cid':'A','host':'geo.captcha-delivery.com'}</script><script src=/i.js></script>"),
        "on the contact page": with_contact(Reply("<html><body><script>var dd={'host':'geo.captcha-delivery.com'}</script></body></html>", 403)),
    },
    "HUMAN": {
        "press and hold": door("en", "shop.test", "<h1>Before we continue...</h1><p>Press &amp; Hold to confirm you are a human (and not a bot).</p><p>Reference ID 7f3c-11ef</p>"),
        "nl": door("nl", "Toegang", "<h1>Voordat we verdergaan...</h1><p>Houd de knop ingedrukt om te laten zien dat u een mens bent.</p><p>Referentie-ID 7f3c</p>"),
    },
    "Akamai": {
        "reference": door("en", "Access Denied", "<h1>Access Denied</h1>You don't have permission to access \"http://shop.test/\" on this server.<p>Reference #18.2f1e1cb8.1732270000.ab12</p>", status=403),
        "interstitial": door("en", "", "<div id=sec-if-cpt-container></div><script src=/_sec/cp_challenge/ak-challenge-4-3.js></script><p>Powered and protected by</p>"),
    },
    "Imperva": {"resource": door("en", "", "<script src='/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3'></script>")},
    "Sucuri": {
        "block": door("en", "Sucuri WebSite Firewall - Access Denied", "<h2>Access Denied - Sucuri Website Firewall</h2><p>If you are the site owner (or you manage this site), please whitelist your IP. Block ID: GEO02</p>", status=403),
        "cookie script": door("en", "You are being redirected...", "<noscript>Javascript is required. Please enable javascript before you are allowed to see this page.</noscript><script>var s={},u,c,U,r,i,l=0,a,e=eval</script>"),
    },
    "Turnstile": {
        "fr": door("fr", "Un instant…", "<h1>shop.test</h1><p>Vérification que vous êtes humain. Cela peut prendre quelques secondes.</p><p>shop.test doit vérifier la sécurité de votre connexion avant de continuer.</p>"),
        "de, at the contact page": with_contact(doc("de", "Nur einen Moment…", "<p>Es wird überprüft, ob Sie ein Mensch sind. Dies kann einige Sekunden dauern.</p><p>Ray-ID: 8e7</p>")),
    },
    "AWS WAF": {
        "challenge": door("en", "", "<div id=challenge-container></div><script>window.gokuProps={}</script><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you're not a robot.</noscript>", status=202),
        "captcha": door("en", "Human Verification", "<div id=captcha-container></div>", status=405),
    },
    "waiting room": {
        "Queue-it nl": everywhere_with_nav("nl", "Wachtrij", "<h1>U staat in de rij</h1><p>Uw geschatte wachttijd is 14 minuten. Als u aan de beurt bent, hebt u 10 minuten om de winkel binnen te gaan.</p>"),
        "Queue-it fr": door("fr", "File d’attente", "<h1>Vous êtes maintenant dans la file</h1><p>Nombre de personnes devant vous : 3 112. Dès votre tour venu, vous aurez 10 minutes pour accéder au site.</p><p>ID de la file : 2b1c</p>"),
        "Queue-it de": door("de", "Warteraum", f"<h1>Sie befinden sich in der Warteschlange</h1><p>{'Bitte schließen Sie dieses Fenster nicht. ' * 8}</p>{LEGAL}"),
    },
    "Shopify": {
        "password de": {"/": Reply("", 302, {"Location": "/password"}), "/password": doc("de", "Kaffeehafen", f"<h1>Demnächst hier</h1><p>{STORY * 3}</p><p>€ 10 Willkommensrabatt für Newsletter-Leser.</p><form><input type=email><button>Abonnieren</button></form><a href='#'>Mit Passwort betreten</a> <a href='https://www.shopify.test/'>Shopify</a> <a href='https://instagram.test/k'>Instagram</a> {LEGAL}"), "/impressum": Reply("", 302, {"Location": "/password"})},
        "password fr": door("fr", "Savons", "<h1>Ouverture bientôt</h1><p>Soyez les premiers informés du lancement.</p><form><input type=email><button>M’avertir</button></form><p>Entrer avec un mot de passe</p><input type=password>"),
    },
    "WooCommerce": {
        "coming soon en": door("en", "Wool and more", "<h1>Pardon our dust! We're working on something amazing — check back soon!</h1>"),
        "coming soon nl": everywhere_with_nav("nl", "Wol", "<h1>Er staan mooie dingen te gebeuren</h1><p>Er is iets groots in de maak! Onze winkel is in de maak en wordt binnenkort gelanceerd!</p>"),
    },
    "age gate": {
        "fr": {"/": Reply("", 302, {"Location": "/majorite?retour=/"}), "/majorite?retour=/": doc("fr", "Bienvenue", f"<h1>La Cave du Port</h1><p>La vente d’alcool est interdite aux mineurs. {'Consommez avec modération. ' * 20}</p><a href='#'>Entrer</a> <a href='https://www.example.org/'>Sortir</a> <a href='/mentions-legales'>Mentions légales</a> <a href='/cgv'>CGV</a>"), "/mentions-legales": Reply("", 302, {"Location": "/majorite?retour=/"})},
        "de with navigation": everywhere_with_nav("de", "Spirituosen", "<h1>Nur für Erwachsene</h1><p>Bevor es weitergeht: Wurden Sie vor dem heutigen Tag im Jahr 2008 geboren?</p><button>Ja</button><button>Nein</button>"),
    },
    "country selector": {
        "one host": {"/": doc("en", "Brand", "<h1>Select your location</h1>" + "".join(f'<a href="https://{n[:2].lower()}.brand.test/">{n}</a> ' for n in COUNTRIES) + f"<p>{'Prices in € and local currency. Delivery worldwide. ' * 8}</p>")},
        "closed behind it": {"/": doc("fr", "Marque", "<h1>Choisissez votre pays</h1>" + "".join(f'<a href="/{n[:2].lower()}/">{n}</a> ' for n in COUNTRIES)), **{f"/{n[:2].lower()}/": Reply("", 403) for n in COUNTRIES}},
    },
    "application": {
        "noscript de": {"/": doc("de", "Laden", "<noscript>Sie müssen JavaScript aktivieren, um diesen Shop zu benutzen. Kontakt, Impressum und Warenkorb brauchen es ebenso.</noscript><div id=root></div><script type=module src=/assets/index.js></script>")},
        "skeleton": {"/": doc("nl", "Winkel", "<header><a href=/>Winkel</a></header><main><div class=skeleton></div><div class=skeleton></div></main><script src=/_next/static/chunks/main.js></script>")},
    },
    "old browser": {
        "nl": door("nl", "Browser", "<h1>Deze browser wordt niet ondersteund</h1><p>Gebruik een van deze programma's om te winkelen:</p>" + "".join(f'<a href="https://{n}.test/">{n}</a> ' for n in ("chrome", "firefox", "edge", "safari"))),
    },
    "pay or consent": {
        "de": door("de", "Einwilligung", f"<h1>Mit Werbung oder im Abo</h1><p>{PUR * 12}</p><button>Weiter mit Werbung</button> <a href=/abo>Jetzt abonnieren</a> {LEGAL}"),
    },
    "other challenges": {
        "Vercel": door("en", "Vercel Security Checkpoint", "<p>We're verifying your browser</p><p>Website owner? Click here to fix</p>", status=429),
        "Kasada": door("en", "", "<script>window.KPSDK={};KPSDK.now=0</script><script src=/149e9513/ips.js></script>", status=429),
        "Myra": door("de", "Sicherheitsüberprüfung", "<p>Wir prüfen, ob die Anfrage von einem Menschen kommt. Sie werden gleich weitergeleitet.</p>"),
        "F5": door("en", "Pardon Our Interruption", "<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen: you're a power user moving through this website with super-human speed; you've disabled cookies in your web browser; a third-party browser plugin is preventing JavaScript from running.</p>"),
    },
    "long maintenance": {
        "de": door("de", "Kaffeehafen", f"<h1>Wir ziehen um</h1><p>{STORY * 14}</p><p>Bestellungen ab 25 € sind ab Montag wieder möglich.</p>{LEGAL} <a href='https://instagram.test/k'>Instagram</a>"),
        "nl with the shop's navigation": everywhere_with_nav("nl", "Even dicht", "<h1>Even dicht</h1><p>Onze nieuwe kassa wordt aangesloten. Vanavond kunt u hier weer terecht, beloofd.</p>"),
    },
}  # fmt: skip
