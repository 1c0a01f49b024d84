"""Where a contact detail stands, how well it reads and what told the market, in the words of the report."""

import pytest

from audit.model import How, Kind, NumberKind, Owner, Region, Role, Step, Use
from checks.market import Market
from reports.places import how_it_reads, how_shown, market_signs, way
from reports.wording import report_languages, words_for
from tests.judging.build import SITE, page, sighting

EN, NL = words_for("en"), words_for("nl")


def test_size_contrast_and_depth() -> None:
    seen = sighting(Kind.PHONE, font_px=13.5, contrast=3.94, screens_down=2.34)
    assert how_it_reads(seen, EN) == (
        "text size 13.5 px",
        "contrast with the page 3.9 to 1, where WCAG 2.2 asks for 4.5 to 1",
        "2.3 screens down from the top (1280 × 900 px)",
    )
    assert how_it_reads(seen, NL)[0] == "letters van 13,5 px"
    assert how_it_reads(sighting(Kind.PHONE), EN) == ()


@pytest.mark.parametrize(
    ("desktop", "phone", "told"), [(True, True, False), (True, False, False), (False, False, True)]
)
def test_letters_that_are_seen_have_a_ground_of_another_colour(desktop: bool, phone: bool, told: bool) -> None:
    """Over a picture or another layer the ground is not known: "1 to 1" would be untrue of what a visitor reads."""
    seen = sighting(Kind.EMAIL, font_px=16, contrast=1.0, visible_desktop=desktop, visible_phone=phone)
    assert ("contrast" in " ".join(how_it_reads(seen, EN))) is told


@pytest.mark.parametrize(
    ("px", "contrast", "low"), [(16, 4.5, False), (16, 4.4, True), (24, 3.0, False), (24, 2.9, True), (23, 3.1, True)]
)
def test_the_norm_of_contrast_is_that_of_the_size(px: float, contrast: float, low: bool) -> None:
    said = how_it_reads(sighting(Kind.PHONE, font_px=px, contrast=contrast, screens_down=0.2), EN)
    assert ("WCAG" in said[1]) is low
    assert said[2].startswith("on the first screen")


@pytest.mark.parametrize(
    ("desktop", "phone", "said"),
    [
        (True, True, "visible on a wide screen (1280 px) and on a phone screen (390 px)"),
        (True, False, "visible on a wide screen (1280 px), not on a phone screen (390 px)"),
        (False, True, "visible on a phone screen (390 px), not on a wide screen (1280 px)"),
        (False, False, "not visible on a wide screen (1280 px), nor on a phone screen (390 px)"),
        (None, None, None),
    ],
)
def test_on_which_screens_it_is_seen(desktop: bool | None, phone: bool | None, said: str | None) -> None:
    parts = how_shown(sighting(Kind.PHONE, visible_desktop=desktop, visible_phone=phone), EN)
    assert [p for p in parts if "screen" in p] == ([said] if said else [])


def test_region_clause_button_kind_use_and_owner_are_told() -> None:
    phone = sighting(Kind.PHONE, region=Region.FOOTER, extra_clicks=1, number_kind=NumberKind.PREMIUM)
    assert {"at the bottom of the page", "after pressing a button", "number with a surcharge"} <= set(
        how_shown(phone, EN)
    )
    email = sighting(Kind.EMAIL, Role.TERMS, clause="7.2", use=Use.PRIVACY, owner=Owner.UNKNOWN, how=How.MAILTO)
    assert {"in clause 7.2", EN("use.privacy"), EN("owner.unknown"), EN("how.mailto")} <= set(how_shown(email, EN))


def test_the_way_names_the_links_and_how_many_stand_around_them() -> None:
    path = (
        Step(label="Klantenservice", url=f"{SITE}/service", region=Region.FOOTER, around=58),
        Step(label="Contact", url=f"{SITE}/contact", region=Region.MAIN, around=1),
    )
    there = page(Role.CONTACT, clicks=2, path=path)
    pressed = sighting(Kind.PHONE, extra_clicks=1, label="Bel", opened_by="Toon nummer")
    assert way(there, pressed, EN) == (
        "home page",
        "click “Klantenservice” (at the bottom of the page, one of 58 links there)",
        "click “Contact” (in the main part of the page)",
        "click “Toon nummer”",
    )
    old = page(Role.CONTACT, clicks=1, path=(Step(label="Contact", url=SITE),))
    assert way(old, None, EN) == ("home page", "click “Contact”")
    assert way(page(Role.CONTACT, clicks=None), None, EN) is None


@pytest.mark.parametrize("lang", report_languages())
def test_what_told_the_market_has_words_for_every_kind(lang: str) -> None:
    kinds = (
        "tld",
        "path",
        "html_lang",
        "region",
        "language",
        "currency",
        "delivery",
        "phone",
        "vat",
        "register",
        "country",
    )
    signs = tuple((kind, "nl" if kind in ("tld", "language") else "NL") for kind in kinds)
    words = words_for(lang)
    assert all(words.has(f"market.{kind}") for kind in kinds)
    assert (
        len(market_signs(Market(code="NL", signs=signs), words)) == len(kinds) - 1
    )  # html_lang and region say the same


def test_what_told_the_market_in_words() -> None:
    signs = (("tld", "BE"), ("language", "nl"), ("delivery", "BE"))
    assert market_signs(Market(code="BE", signs=signs), NL) == (
        "het adres eindigt op .be",
        "taal Nederlands",
        "levert in België",
    )
