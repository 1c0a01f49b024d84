"""Samples that designs and shop software hand out, left in place on a shop's page; and real values that look alike."""

import pytest

from audit.model import Owner
from checks.find import read_page

PAGE = """<!doctype html><html lang="{lang}"><title>Contact - Kaarsenhof</title><main>
<h1>Contact</h1>
<p>De Kaarsenhof, Zeisterweg 44, Odijk. Wij maken kaarsen van bijenwas en sturen ze door het hele land.</p>
{body}</main>"""
URL = "https://www.kaarsenhof-odijk.nl/contact"


def own(body: str, *, market: str = "NL", url: str = URL) -> set[str]:
    html = PAGE.format(lang="nl" if market == "NL" else "en", body=body)
    found = read_page(html.encode(), url=url, market=market).sightings
    return {s.value for s in found if s.owner is not Owner.OTHER}


@pytest.mark.parametrize("market", ["NL", "DE", "FR", "GB"])
@pytest.mark.parametrize(
    "body",
    [
        "<p>Phone: <a href='tel:010-020-0340'>010-020-0340</a></p>",
        "<p>Call us: 090-080-0760</p>",
        "<p>Phone: <a href='tel://1234567920'>+1 235 2355 98</a></p>",
        "<h3><a href='tel:454545654'>Call us</a></h3>",
        "<p>Phone: +1 5589 55488 55</p>",
        "<li><i class='fa fa-phone'></i>+021-95-51-84</li>",
        "<p>Phone: 1.800.458.556 / 1.800.532.2112</p>",
        "<p>Call +01 1234567890</p>",
        "<p>Tel: +44 345 678 903</p>",
        "<p>Phone: (+40) 772 100 200</p>",
        "<p>Phone: 555-0142</p>",
        "<p>Phone: +1-401-555-1212</p>",
        "<p>Phone: (212) 555-1234</p>",
        "<p>Phone: (555) 010-0199</p>",
        "<p>Phone: <a href='tel:555-010-0199'>call us</a></p>",
    ],
)
def test_a_number_of_a_design_is_no_number_of_the_shop(body: str, market: str) -> None:
    assert own(body, market=market) == set()


def test_a_link_left_behind_takes_nothing_from_the_number_that_was_put_over_it() -> None:
    assert own("<h3><a href='tel:454545654'>030 638 27 16</a></h3>") == {"+31306382716"}
    assert own("<p>Mail: <a href='mailto:contact@essence.com'>info@kaarsenhof-odijk.nl</a></p>") == {
        "info@kaarsenhof-odijk.nl"
    }


@pytest.mark.parametrize(
    ("body", "number", "market"),
    [
        ("<p>Tel: 045 454 56 54</p>", "+31454545654", "NL"),  # the same digits, with the zero of a number of Heerlen
        ("<p>Tel: 04 54 54 56 54</p>", "+33454545654", "FR"),
        ("<p>Tel: 010 220 03 40</p>", "+31102200340", "NL"),
        ("<p>Tel: 0800 454 5454</p>", "+318004545454", "NL"),
        ("<p>Tel: +1 (650) 691-3278</p>", "+16506913278", "NL"),
        ("<p>Tel: +1 800 555 3827</p>", "+18005553827", "NL"),
        ("<p>Tel: 020 555 38 27</p>", "+31205553827", "NL"),
    ],
)
def test_a_real_number_that_looks_alike_stays(body: str, number: str, market: str) -> None:
    assert own(body, market=market) == {number}


@pytest.mark.parametrize("market", ["DE", "GB", "NL"])
def test_a_link_as_north_america_writes_it_is_no_number_of_the_market(market: str) -> None:
    assert own("<p>Call <a href='tel:(844) 539-3319'>our team</a></p>", market=market) == {"+18445393319"}


@pytest.mark.parametrize(
    ("body", "market", "code"),
    [
        ("<p>Tel: +391 (0)35 2568 4593</p>", "DE", "+49"),
        ("<p>+440 012 3654 896</p>", "FR", "+33"),
        ("<p>Tel: +953 012 3654 896</p>", "FR", "+33"),
    ],
)
def test_digits_behind_the_code_of_another_country_are_no_number_of_the_market(
    body: str, market: str, code: str
) -> None:
    assert not any(value.startswith(code) for value in own(body, market=market))


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("<p>Tel: +31 (0)30 638 27 16</p>", {"+31306382716"}),
        ("<p>Tel: +31 030 638 27 16</p>", {"+31306382716"}),
        ("<p>Tel: +32 9 238 47 16 / 030 638 27 16</p>", {"+3292384716", "+31306382716"}),
        ("<p>Tel: +32 9 238 47 16 / 030 6382716</p>", {"+3292384716", "+31306382716"}),
        ("<p>Tel: +32 9 238 47 16 / 17</p>", {"+3292384716"}),
        ("<p>Tel: +49 30 638271 / 17</p>", {"+493063827117"}),
        ("<p>Tel: +32 | 030 638 27 16</p>", {"+31306382716"}),
    ],
)
def test_a_number_behind_its_own_code_or_another_number_is_read(body: str, numbers: set[str]) -> None:
    assert own(body) == numbers


@pytest.mark.parametrize(
    "address",
    [
        "support@gmail.com",
        "demo@gmail.com",
        "contact@gmail.com",
        "info.colorlib@gmail.com",
        "hello.colorlib@gmail.com",
        "info@localhost.com",
        "finloan@support.com",
        "docmed@contact.com",
        "contact@essence.com",
        "sale@Nest.com",
        "shop@example.in",
        "hello@creative-tim.com",
    ],
)
def test_an_address_of_a_design_is_none_of_the_shop(address: str) -> None:
    assert own(f"<p>E-mail: <a href='mailto:{address}'>{address}</a></p>") == set()
    assert own(f"<p>{address} of info@kaarsenhof-odijk.nl</p>") == {"info@kaarsenhof-odijk.nl"}


@pytest.mark.parametrize(
    "address",
    [
        "kaarsenhof@gmail.com",
        "info.kaarsenhof@gmail.com",
        "winkel@hotmail.com",
        "kaarsen@gmail.com",
        "info@ziggo.nl",
        "support@kaarsenhof-odijk.nl",
        "demo@winkelwerk.nl",
    ],
)
def test_a_shops_own_mailbox_that_looks_alike_stays(address: str) -> None:
    assert own(f"<p>E-mail: {address}</p>") == {address}


def test_the_owner_of_a_domain_that_designs_use_is_itself() -> None:
    assert own("<p>E-mail: contact@essence.com</p>", url="https://www.essence.com/contact") == {"contact@essence.com"}


def test_the_sample_of_a_shops_description_is_not_taken_beside_its_own_number() -> None:
    ld = '<script type="application/ld+json">{"@type": "Organization", "telephone": "+1-401-555-1212"}</script>'
    assert own(f"{ld}<p>Bel ons: 030 638 27 16</p>") == {"+31306382716"}
