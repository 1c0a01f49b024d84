"""Pages that stand in the way are told from ordinary shop pages."""

from pathlib import Path

import pytest

from audit.outcomes import Reason
from checks.find import read_page
from crawler.trouble import Answer, Trouble, trouble

URL = "https://shop.example/"


def judge(html: str | bytes, *, asked: str = URL, url: str = URL, **answer: object) -> Trouble | None:
    source = html if isinstance(html, str) else html.decode("utf-8", "replace")
    reading = read_page(html, url=url, market="NL")
    return trouble(Answer(url=url, asked=asked, source=source, **answer), reading)  # type: ignore[arg-type]


def test_every_bot_wall_of_the_corpus_is_told(shared: Path) -> None:
    folder = shared / "corpora" / "robustness" / "waf_challenge_pages"
    walls = [f for f in sorted(folder.glob("*.html")) if f.name != "page_with_recaptcha.html"]
    assert len(walls) == 5
    for file in walls:
        found = judge(file.read_bytes())
        assert found is not None, file.name
        assert found.reason in (Reason.BLOCKED, Reason.CAPTCHA), file.name


def test_a_captcha_in_the_sign_up_form_of_an_ordinary_page_is_no_wall(shared: Path) -> None:
    page = (shared / "corpora" / "robustness" / "waf_challenge_pages" / "page_with_recaptcha.html").read_bytes()
    assert judge(page) is None
    assert judge(page, status=403) is not None


def test_no_false_alarm_on_real_shop_pages(shared: Path) -> None:
    files = sorted([*(shared / "corpora" / "sites").rglob("*.html"), *(shared / "shops").rglob("*.html")])[::7]
    files = [f for f in files if "404" not in f.name and "account" not in f.name]
    alarms = {}
    for file in files:
        found = judge(file.read_bytes())
        if found is not None and found.reason is not Reason.SOFT_404:
            alarms[file.parent.name + "/" + file.name] = found
    allowed = {"retrohof/index.html", "brouwerij-kwartje/index.html"}  # under maintenance; asks for one's age
    assert set(alarms) <= allowed
    assert len(files) > 100


WALLS = [
    ("<title>Access Denied</title><h1>Access Denied</h1><p>You don't have permission", Reason.BLOCKED),
    ("<title>Pardon Our Interruption</title><p>As you were browsing something about your browser", Reason.CAPTCHA),
    ("<script src='https://geo.captcha-delivery.com/c.js'></script><p>Please enable JS", Reason.CAPTCHA),
    ("<div id='px-captcha'></div><p>Press & hold", Reason.CAPTCHA),
    (
        "<p>The requested URL was rejected. Please consult with your administrator.<p>Your support ID is: 1",
        Reason.BLOCKED,
    ),
    ("<iframe src='/_Incapsula_Resource?x'>Request unsuccessful. Incapsula incident ID: 7</iframe>", Reason.BLOCKED),
    ('<title>Making sure you&#39;re not a bot!</title><script id="anubis_challenge"></script>', Reason.BLOCKED),
    ("<title>Even controleren</title><p>Bevestig dat je geen robot bent</p>", Reason.CAPTCHA),
    ("<p>Bitte bestätigen Sie, dass Sie kein Roboter sind</p>", Reason.CAPTCHA),
    ("<h1>Accès refusé</h1>", Reason.BLOCKED),
]


@pytest.mark.parametrize(("html", "reason"), WALLS, ids=range(len(WALLS)))
def test_walls_that_answer_200(html: str, reason: Reason) -> None:
    found = judge(html)
    assert found is not None
    assert found.reason is reason


def test_headers_tell_too() -> None:
    found = judge("<p>x", headers={"cf-mitigated": "challenge"}, status=403)
    assert found is not None
    assert (found.reason, found.detail) == (Reason.CAPTCHA, "Cloudflare")


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<title>Dit domein is te koop</title><p>Doe een bod</p>", Reason.PARKED),
        ("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>", Reason.PARKED),
        ("<h1>Account Suspended</h1>", Reason.PARKED),
        ("<h1>Wij zijn in onderhoud</h1><p>Tot straks</p>", Reason.MAINTENANCE),
        ("<title>Coming soon</title><h1>Coming soon</h1>", Reason.MAINTENANCE),
        ("<title>Shop im Wartungsmodus</title>", Reason.MAINTENANCE),
        ("<title>Site en maintenance</title>", Reason.MAINTENANCE),
        ("<p>Bist du 18 Jahre alt?</p><button>Ja</button>", Reason.AGE_GATE),
        ("<title>Page introuvable – Boutique</title><h1>Oups</h1>", Reason.SOFT_404),
        ("<title>Winkel</title><nav>a b c</nav><h1>De pagina die u zoekt bestaat niet</h1>", Reason.SOFT_404),
        ("<title>404 - Winkel</title>", Reason.SOFT_404),
        ("<title>Login</title><form><input type=password name=p><button>Log in</button></form>", Reason.LOGIN_REQUIRED),
    ],
)
def test_other_pages_that_are_not_the_shop(html: str, reason: Reason) -> None:
    found = judge(html)
    assert found is not None
    assert found.reason is reason


def test_ordinary_words_of_ordinary_shops_are_no_trouble() -> None:
    links = "".join(f"<a href=/{n}>Categorie {n}</a> " for n in range(20))
    for words in ("Onderhoud", "Maintenance kits", "Toegang geweigerd: het spel", "Voor 18 jaar en ouder", "Log in"):
        html = f"<title>{words}</title><nav>{links}</nav><main><h1>{words}</h1><p>Mooi ding voor weinig.</p></main>"
        assert judge(html) is None, words


def test_redirect_to_a_login_is_a_login_wall() -> None:
    html = "<title>Shop</title>" + "<p>veel woorden </p>" * 90 + "<form><input type=password></form>"
    found = judge(html, asked=f"{URL}contact", url=f"{URL}account/login?next=/contact")
    assert found is not None
    assert found.reason is Reason.LOGIN_REQUIRED
    assert judge(html, asked=f"{URL}contact", url=f"{URL}contact") is None


@pytest.mark.parametrize(
    "line",
    [
        "Consultas: 806 38 27 16 (1,21 €/min red fija, 1,57 €/min red móvil. Mayores de 18 años)",
        "Lijn 0906-382716 (€ 1,00 per minuut), voor wie 18 jaar of ouder is",
        "Calls to 0905 382 7164 cost £1 a minute; callers must be 18 or older",
    ],
)
def test_an_age_beside_a_costly_number_is_no_age_gate(line: str) -> None:
    assert judge(f"<h1>Contact</h1><p>{line}</p><a href='/'>Home</a>") is None


def test_an_age_gate_that_asks_for_a_date_stays_one() -> None:
    found = judge("<h1>Age check</h1><p>Are you over 18 (born before 1.1.2008)?</p><button>Yes</button>")
    assert found is not None
    assert found.reason is Reason.AGE_GATE


def test_rendered_pages_without_anything_to_read() -> None:
    empty = judge("<div id=app></div>", rendered=True)
    assert empty is not None
    assert empty.reason is Reason.EMPTY_SHELL
    assert judge("<div id=app></div>") is None
    wall = judge("<p>Wij gebruiken cookies</p>", rendered=True, consent="not passed")
    assert wall is not None
    assert wall.reason is Reason.CONSENT_WALL
