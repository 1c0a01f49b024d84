"""E-mail addresses as written, as spelled out for readers, and what only looks like one."""

import pytest

from audit.model import How, Use
from checks.find.emails import find_emails, mailto, use_of, valid


def values(text: str) -> list[str]:
    return [hit.value for hit in find_emails(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mail naar info@fietsenwinkel.nl.", "info@fietsenwinkel.nl"),
        ("(klantenservice@winkel.co.uk)", "klantenservice@winkel.co.uk"),
        ("Contact@BobbyWagner54.com", "contact@bobbywagner54.com"),
        ("voornaam.achternaam+web@sub.winkel.be", "voornaam.achternaam+web@sub.winkel.be"),
        ("<info@winkel.nl>", "info@winkel.nl"),
        ("mailto:info@winkel.nl?subject=Vraag", "info@winkel.nl"),
        ("mail=info@winkel.nl", "info@winkel.nl"),
        ("info@winkel.nlTelefoon", "info@winkel.nl"),
        ("info@winkel.nl.Wij antwoorden", "info@winkel.nl"),
        ("info@müller.de", "info@müller.de"),
        ("info@winkel.amsterdam", "info@winkel.amsterdam"),
        ("email@winkel.org", "email@winkel.org"),
    ],
)
def test_as_written(text: str, value: str) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("donations[at]cornerbakerycafe[dot]com", "donations@cornerbakerycafe.com"),
        ("sales(@)compareit4me.com", "sales@compareit4me.com"),
        ("hallo(at)mixed.de.", "hallo@mixed.de"),
        ("info [at] winkel.nl", "info@winkel.nl"),
        ("info {at} winkel {punt} nl", "info@winkel.nl"),
        ("info [ät] laden [punkt] de", "info@laden.de"),
        ("info (at) laden (dot) de", "info@laden.de"),
        ("info-at-laden.de", "info@laden.de"),
        ("info<at>laden.de", "info@laden.de"),
        ("info apenstaartje winkel punt nl", "info@winkel.nl"),
        ("contact arobase boutique point fr", "contact@boutique.fr"),
        ("kontakt Klammeraffe laden Punkt de", "kontakt@laden.de"),
        ("customerservice at mayopublications dot com", "customerservice@mayopublications.com"),
        ("jan dot smit at winkel dot nl", "jan.smit@winkel.nl"),
        ("E-mail: info at winkel.nl", "info@winkel.nl"),
    ],
)
def test_spelled_out(text: str, value: str) -> None:
    assert [(hit.value, hit.how) for hit in find_emails(text)] == [(value, How.AT_NOTATION)]


def test_spelled_out_more_than_once_on_a_line() -> None:
    assert values("info[at]winkel.nl, retour[at]winkel.nl en pers(at)winkel(dot)nl") == [
        "info@winkel.nl",
        "retour@winkel.nl",
        "pers@winkel.nl",
    ]


def test_spaces_around_the_sign() -> None:
    assert values("info @ winkel . nl") == ["info@winkel.nl"]
    assert values("info＠winkel.nl") == ["info@winkel.nl"]


def test_written_backwards_for_a_style_sheet() -> None:
    assert [(hit.value, hit.how) for hit in find_emails("ln.lekniw@ofni")] == [("info@winkel.nl", How.REVERSED)]


@pytest.mark.parametrize(
    "text",
    [
        "logo@2x.png",
        "sprite@1.5x.webp",
        "react@18.2.0",
        "jquery@3.7.1/dist/jquery.min.js",
        "@fontsource/inter@5.0.1",
        "https://abc0123456789abcdef0123456789abcd@o123.ingest.sentry.io/4505",
        "605a7baede844d278b89dc95ae0a9123@sentry-next.wixpress.com",
        "naam@bedrijf.nl",
        "jouw@email.nl",
        "votre@email.fr",
        "max@beispiel.de",
        "max.mustermann@gmail.com",
        "john.doe@gmail.com",
        "info@example.com",
        "info@winkel.example",
        "user@localhost",
        "volg ons @winkel",
        "@winkel.nl",
        "info@",
        "info@winkel",
        "a@b",
        "12 @ 3.50",
        "kom langs at home dot",
        "www.look-at-me.com",
        "Alice@abc is invalid",
        "Both a..bc@outlook.com",
        "@media (min-width: 40em)",
        "point (a) is.not one",
        "find more at winkel.nl",
        "bijv. piet@gmail.com",
        "z.B. hans@web.de",
        "e.g. (jane@shop.com)",
    ],
)
def test_no_addresses(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("mailto:info@winkel.nl", ["info@winkel.nl"]),
        ("mailto:info%40winkel.nl?subject=Hallo%20daar", ["info@winkel.nl"]),
        ("MAILTO:Info@Winkel.NL", ["info@winkel.nl"]),
        ("mailto:a@winkel.nl,b@winkel.nl", ["a@winkel.nl", "b@winkel.nl"]),
        ("mailto:a@winkel.nl; b@winkel.nl", ["a@winkel.nl", "b@winkel.nl"]),
        ("mailto:?to=a@winkel.nl&subject=x", ["a@winkel.nl"]),
        ("mailto:Winkel%20%3Cinfo@winkel.nl%3E", ["info@winkel.nl"]),
        ("mailto:info[at]winkel.nl", ["info@winkel.nl"]),
        ("mailto:?subject=Kijk&body=https://winkel.nl/x@y", []),
        ("mailto:", []),
        ("mailto:info", []),
        (" mailto: info@winkel.nl", ["info@winkel.nl"]),
    ],
)
def test_mailto_links(target: str, found: list[str]) -> None:
    assert mailto(target) == found


@pytest.mark.parametrize(
    ("address", "use"),
    [
        ("klantenservice@winkel.nl", Use.SERVICE),
        ("info@winkel.nl", Use.SERVICE),
        ("service.nl@winkel.com", Use.SERVICE),
        ("privacy@winkel.nl", Use.PRIVACY),
        ("datenschutz@laden.de", Use.PRIVACY),
        ("no-reply@winkel.nl", Use.NOREPLY),
        ("noreply2@winkel.nl", Use.NOREPLY),
        ("nepasrepondre@boutique.fr", Use.NOREPLY),
        ("pers@winkel.nl", Use.PRESS),
        ("werkenbij@winkel.nl", Use.JOBS),
        ("retouren@winkel.nl", Use.RETURNS),
        ("facturen@winkel.nl", Use.BUSINESS),
        ("investors@winkel.nl", Use.INVESTORS),
        ("jan.smit@winkel.nl", Use.OTHER),
    ],
)
def test_use_by_the_local_part(address: str, use: Use) -> None:
    assert use_of(address) is use


@pytest.mark.parametrize("address", ["", "@", "a@b", "x@2x.png", "a@-b.nl", "a b@c.nl", "a@b..nl", "a@b.c\n", "é@ü"])
def test_invalid_addresses(address: str) -> None:
    assert valid(address) == ""
