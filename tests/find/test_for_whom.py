"""What stands on a page for applicants, journalists or investors is not for customers; the page's frame is."""

import pytest

from audit.model import Kind, Role, Use
from checks.find import read_page

SITE = "https://www.wolmand-garens.test"
FOOTER = "<footer><p>Klantenservice: 0344-618273</p></footer>"


def uses(
    html: str, market: str = "NL", path: str = "/x", role: Role = Role.OTHER, kind: Kind = Kind.PHONE
) -> list[Use]:
    seen = read_page(html, url=f"{SITE}{path}", market=market, role=role).sightings
    return [s.use for s in seen if s.kind is kind]


@pytest.mark.parametrize(
    ("market", "head", "number"),
    [
        ("NL", "<h1>Werken bij ons</h1>", "06-41728365"),
        ("NL", "<h1>Onze vacatures</h1><h2>Inpakker (m/v)</h2>", "06-41728365"),
        ("NL", "<title>Vacature: medewerker magazijn | Wolmand</title><h1>Medewerker magazijn</h1>", "06-41728365"),
        ("DE", "<h1>Karriere bei Wolmand</h1>", "06421 732841"),
        ("DE", "<h1>Stellenangebote</h1><h2>Verkäufer</h2>", "06421 732841"),
        ("DE", "<h1>Verkäufer (m/w/d) gesucht</h1>", "06421 732841"),
        ("FR", "<h1>Recrutement</h1>", "04 94 25 71 49"),
        ("FR", "<h1>Nos offres d'emploi</h1>", "04 94 25 71 49"),
        ("GB", "<h1>Careers at Woolbasket</h1>", "01245 618273"),
        ("GB", "<h1>Jobs</h1>", "01245 618273"),
        ("ES", "<h1>Trabaja con nosotros</h1>", "957 482 163"),
        ("IT", "<h1>Lavora con noi</h1>", "055 618273"),
    ],
)
def test_a_page_about_vacancies(market: str, head: str, number: str) -> None:
    assert uses(f"{head}<p>Wolmand, 06 punt</p><p>Tel. {number}, Kees</p>", market) == [Use.JOBS]


@pytest.mark.parametrize("path", ["/werken-bij/inpakker", "/jobs/", "/de/karriere.html", "/vacatures/12-verkoper"])
def test_the_address_tells_too(path: str) -> None:
    assert uses("<h1>Inpakker</h1><p>Bel met Kees: 06-41728365</p>", path=path) == [Use.JOBS]


@pytest.mark.parametrize(
    ("head", "use"),
    [
        ("<h1>Pers</h1>", Use.PRESS),
        ("<h1>Pressemitteilungen</h1>", Use.PRESS),
        ("<h1>Press &amp; media</h1>", Use.PRESS),
        ("<h1>Espace presse</h1>", Use.PRESS),
        ("<h1>Investor Relations</h1>", Use.INVESTORS),
        ("<h1>Investeerders</h1>", Use.INVESTORS),
    ],
)
def test_pages_for_the_press_and_investors(head: str, use: Use) -> None:
    html = f"{head}<p>Marit Bos beantwoordt uw mail en telefoon.</p><p>06-41728365, marit@wolmand-garens.test</p>"
    assert uses(html) == [use]
    assert uses(html, kind=Kind.EMAIL) == [use]


def test_a_part_of_a_page_about_vacancies() -> None:
    html = "<h1>Over ons</h1><p>Tel. 0344-618273</p><h2>Werken bij ons</h2><p>Bel met Kees: 06-41728365</p>"
    assert uses(html) == [Use.OTHER, Use.JOBS]


def test_a_mailbox_for_everybody_on_such_a_page_only_is_for_applicants_there() -> None:
    assert uses("<h1>Vacatures</h1><p>Mail info@wolmand-garens.test</p>", kind=Kind.EMAIL) == [Use.JOBS]


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>Vacatures</h1><p>Wij zoeken een inpakker.</p>{FOOTER}",
        f"<h1>Vacatures</h1><p>Vragen? Bel 0344-618273</p>{FOOTER}",
        "<h1>Vacatures</h1><p>Voor bestellingen: onze klantenservice 0344-618273</p>",
        "<h1>French press</h1><p>Advies? Bel 0344-618273</p>",
        "<h1>Persoonlijk advies</h1><p>Bel 0344-618273</p>",
        "<h1>Pressen voor fruit</h1><p>Bel 0344-618273</p>",
        "<h1>Contact, pers en vacatures</h1><p>Bel 0344-618273</p>",
        "<h1>Jobsgereedschap</h1><p>Bel 0344-618273</p>",
        "<title>Steve Jobs, de biografie</title><h1>Steve Jobs, de biografie</h1><p>Bel 0344-618273</p>",
        "<h1>Stagelampen en licht</h1><p>Bel 0344-618273</p>",
    ],
)
def test_what_is_for_customers_stays_theirs(html: str) -> None:
    assert {Use.OTHER} == set(uses(html, role=Role.OTHER))


def test_the_home_page_is_about_no_one_thing() -> None:
    assert uses("<title>Wolmand | Jobs</title><h1>Wolmand</h1><p>Bel 0344-618273</p>", role=Role.HOME) == [Use.OTHER]
