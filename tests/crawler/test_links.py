"""Which link leads where, and what is read next."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Region, Role
from checks.find.reading import Link
from crawler.consent import reveal_words
from crawler.frontier import Frontier
from crawler.links import LIKELY, STRONG, guess, language_part, role_of_title, unaccented, usable

SHOP = "https://shop.example"


@pytest.mark.parametrize(
    ("label", "path", "role"),
    [
        ("Contact", "/contact", Role.CONTACT),
        ("Neem contact op", "/p/12", Role.CONTACT),
        ("Klantenservice & contact", "/service", Role.CONTACT),
        ("Contact Us", "/index.php?route=information/contact&language=en-gb", Role.CONTACT),
        ("Contactez-nous", "/nous-contacter", Role.CONTACT),
        ("Kontakt & Öffnungszeiten", "/kontakt", Role.CONTACT),
        ("", "/kontaktformular", Role.CONTACT),
        ("", "/ContactUs.aspx", Role.CONTACT),
        ("Klantenservice", "/klantenservice", Role.SERVICE),
        ("Veelgestelde vragen", "/faq", Role.SERVICE),
        ("Service client", "/aide", Role.SERVICE),
        ("Häufig gestellte Fragen", "/haeufige-fragen", Role.SERVICE),
        ("Impressum", "/impressum", Role.IMPRINT),
        ("Mentions légales", "/mentions-legales", Role.IMPRINT),
        ("Bedrijfsgegevens", "/bedrijf", Role.IMPRINT),
        ("Legal notice", "/legal-notice", Role.IMPRINT),
        ("AGB", "/agb", Role.TERMS),
        ("Algemene voorwaarden", "/av", Role.TERMS),
        ("CGV", "/conditions-generales-de-vente", Role.TERMS),
        ("Terms & Conditions", "/terms", Role.TERMS),
        ("Datenschutzerklärung", "/datenschutz", Role.PRIVACY),
        ("Politique de confidentialité", "/confidentialite", Role.PRIVACY),
        ("Privacy & cookies", "/privacy", Role.PRIVACY),
        ("Ruilen en retourneren", "/retour", Role.RETURNS),
        ("Widerrufsbelehrung", "/widerruf", Role.RETURNS),
        ("Droit de rétractation", "/retractation", Role.RETURNS),
        ("Klachtenregeling", "/klachten", Role.COMPLAINTS),
        ("Mijn account", "/account", Role.LOGIN),
    ],
)
def test_roles_of_links_in_four_languages(label: str, path: str, role: Role) -> None:
    found = guess(label, SHOP + path)
    assert (found.role, found.score >= LIKELY) == (role, True)


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("Contactlenzen", "/contactlenzen"),
        ("Contact lenses", "/contact-lenses"),
        ("Contactgrill", "/product/contactgrill"),
        ("Medical conditions", "/medical-conditions"),
        ("Rode fiets", "/fietsen/rood"),
        ("Vijf tips om contact te maken met je hond", "/blog/2024/contact-maken-met-je-hond"),
        ("085 732 46 18", "/x"),
    ],
)
def test_links_that_only_look_like_contact(label: str, path: str) -> None:
    found = guess(label, SHOP + path)
    assert found.role in (Role.OTHER, Role.PRODUCT) or found.score < LIKELY


def test_the_own_language_comes_first() -> None:
    ours = guess("Contact", f"{SHOP}/nl/contact", language="nl")
    theirs = guess("Contact", f"{SHOP}/en/contact", language="nl")
    assert ours.score > theirs.score >= STRONG
    assert language_part(f"{SHOP}/nl-be/x") == "nl"
    assert language_part(f"{SHOP}/ok/x") == ""


def test_titles_and_links_that_lead_nowhere() -> None:
    assert role_of_title("Contact – Fietsatelier De Ketting") is Role.CONTACT
    assert role_of_title("Fietsen en service in Utrecht | De Ketting") is Role.OTHER
    for url in (f"{SHOP}/cart", f"{SHOP}/a.jpg", f"{SHOP}/x?add-to-cart=3", f"{SHOP}/feed/"):
        assert not usable(Link(url=url))
    assert not usable(Link(url="mailto:a@b.nl", scheme="mailto"))
    assert usable(Link(url=f"{SHOP}/terms.pdf"))


def links(*pairs: tuple[str, str], region: Region = Region.FOOTER) -> tuple[Link, ...]:
    return tuple(Link(url=SHOP + path, label=label, region=region) for label, path in pairs)


def read_all(frontier: Frontier, site: dict[str, tuple[Link, ...]], *, missing: bool = False) -> list[str]:
    order = []
    while candidate := frontier.next(missing=missing):
        order.append(candidate.url.removeprefix(SHOP))
        frontier.settle(candidate, "read")
        frontier.add_page(candidate.url, site.get(order[-1], ()))
    return order


def test_one_page_of_each_role_best_first_and_always_the_same() -> None:
    home = links(("AGB", "/agb"), ("Impressum", "/impressum"), ("Kontakt", "/kontakt"), ("Hosen", "/hosen"))
    orders = set()
    for some in (home, tuple(reversed(home))):
        frontier = Frontier(f"{SHOP}/")
        frontier.add_page(f"{SHOP}/", some)
        orders.add(tuple(read_all(frontier, {})))
    assert orders == {("/kontakt", "/impressum", "/agb")}


def test_shortest_way_counts_even_when_found_late() -> None:
    site = {
        "/service": links(("Contact", "/contact")),
        "/contact": links(("Home", "/")),
        "/privacy": links(("Formulier", "/service/formulier")),
    }
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(("Klantenservice", "/service"), ("Privacy", "/privacy")))
    assert read_all(frontier, site) == ["/service", "/contact", "/privacy"]
    assert frontier.clicks()[frontier.resolve(f"{SHOP}/contact")] == 2
    path = frontier.path_to(f"{SHOP}/contact", {})
    assert path is not None
    assert [(s.label, s.url) for s in path] == [("Klantenservice", f"{SHOP}/service"), ("Contact", f"{SHOP}/contact")]


def test_further_pages_only_while_something_is_missing() -> None:
    home = links(("Contact", "/contact"), ("Over ons", "/over-ons"), ("Fietsen", "/fietsen"), ("Product", "/product/1"))
    quick, long = Frontier(f"{SHOP}/"), Frontier(f"{SHOP}/")
    for frontier in (quick, long):
        frontier.add_page(f"{SHOP}/", home)
    assert read_all(quick, {}) == ["/contact", "/product/1"]
    assert read_all(long, {}, missing=True) == ["/contact", "/product/1", "/over-ons", "/fietsen"]


def test_what_is_left_over_and_absent_is_told() -> None:
    frontier = Frontier(f"{SHOP}/")
    frontier.add_page(f"{SHOP}/", links(("Contact", "/contact"), ("Contactformulier", "/formulier")))
    assert frontier.leads_to(Role.CONTACT)
    assert not frontier.leads_to(Role.IMPRINT)
    first = frontier.next()
    assert first is not None
    frontier.settle(first, "not_there")
    assert [c.url for c in frontier.left_over(Role.CONTACT)] == [f"{SHOP}/formulier"]
    assert frontier.dead(Role.CONTACT) == []
    assert {t.result for t in frontier.tried()} == {"not_there", "over_budget"}


def test_other_sites_are_no_candidates_but_help_desks_are() -> None:
    frontier = Frontier(f"{SHOP}/")
    away = Link(url="https://elsewhere.example.org/contact", label="Contact")
    desk = Link(url="https://myshop.zendesk.com/hc/nl", label="Contact")
    frontier.add_page(f"{SHOP}/", (away, desk))
    found = frontier.next()
    assert found is not None
    assert found.url == "https://myshop.zendesk.com/hc/nl"


@given(st.text(st.characters() | st.sampled_from("aZ éÉßœŒø’İΣς™…€\u0301\n"), max_size=60))
def test_text_without_accents_is_that_of_the_whole(text: str) -> None:
    folded = text.casefold()
    for letter, plain in {"æ": "ae", "œ": "oe", "ø": "o", "’": "'"}.items():
        folded = folded.replace(letter, plain)
    assert unaccented(text) == re.sub(r"[\u0300-\u036f]+", "", unicodedata.normalize("NFKD", folded))


@pytest.mark.parametrize("words", ["stuur een bericht", "nachricht senden", "send a message", "envoyer un message"])
def test_what_names_a_contact_page_and_sends_a_form_as_well_is_never_pressed_for_it(words: str) -> None:
    ways = json.loads(reveal_words())["ways"]
    assert guess(words, f"{SHOP}/w/1").role is Role.CONTACT
    assert not set(words.split()) <= {*ways, "een", "a", "un"}
