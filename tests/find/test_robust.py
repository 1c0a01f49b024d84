"""Bad input: any bytes, hostile lengths and nestings, broken markup. Nothing crashes, nothing takes long."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.model import How, Role
from checks.find import read_page, read_text, settle_owners
from checks.find.emails import find_emails, mailto
from checks.find.obfuscation import cloudflare, data_attributes, decoded, script_link
from checks.find.phones import find_phones, link_number
from checks.find.scripts import written_by

SECONDS = 2.0
URL = "https://www.winkel.nl/"

PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<a href='tel:020-6737558'>", "</a>", "<div class='footer' hidden>", "<template>", "<table><td>",
        "<script>document.write('a'+'@'+'b.nl')</script>", "<!--", "-->",
        "<script type='application/ld+json'>{\"@type\":",
        "</script>", "020-6737558", "+31 (0)20 673 75 58", "info@winkel.nl", "info [at] winkel punt nl", "KvK 12345678",
        "<style>.x{unicode-bidi:bidi-override;direction:rtl}</style>", "<b class=x>ln.lekniw@ofni</b>", "&#64;",
        "&nbsp;",
        "<span data-cfemail='3d54535b527d4a5453565851'>", "<a href='/cdn-cgi/l/email-protection#zz'>", "\x00", "\ud800",
        "<details>", "<summary>", "<select><option>", "<svg><text>", "<math>", "<iframe src=x>", "<form><textarea>",
        "NL41 RABO 0318 2746 50", "€ 1.234,56", "<a href='javascript:linkTo_UnCryptMailto(1)'>", "<base href='//['>",
        "<meta name=description content='tel 020-6737558'>", "<img alt='020-6737558'>",
        "<p data-sc-v='' data-sc-n='x'>",
        "<a href='mailto:%ff%40'>", "<noscript>", "</noscript>", "<frameset>", "<html lang=", "'", '"', ">", "<",
        "١٢٣٤٥٦٧٨٩",
    ]
)  # fmt: skip


@given(st.binary(max_size=3000), st.sampled_from(["", "text/html; charset=utf-16", "charset=zip", "charset=rot13"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes(data: bytes, content_type: str) -> None:
    page = read_page(data, url=URL, market="NL", content_type=content_type)
    assert len(page.text) <= 200_000


@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=60).map("".join), st.booleans())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup(html: str, rendered: bool) -> None:
    page = read_page(html, url=URL, market="NL", role=Role.TERMS, rendered=rendered)
    settled = settle_owners(page.sightings, site=URL)
    assert [s.value for s in settled] == [s.value for s in page.sightings]
    for s in page.sightings:
        assert s.value and len(s.quote) <= 160 and s.extra_clicks in (0, 1)
        assert s.value.startswith("+") or "@" in s.value or s.value.isdigit()
    assert page == read_page(html, url=URL, market="NL", role=Role.TERMS, rendered=rendered)


@given(st.text(max_size=200), st.sampled_from(["NL", "US", "IT", "ZZ", None]))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str, market: str | None) -> None:
    for hit in find_phones(text, market):
        assert 0 <= hit.start < hit.end <= len(text)
    for address in find_emails(text):
        assert address.value == address.value.lower() and "@" in address.value
    for decoder in (mailto, written_by, cloudflare, script_link, decoded):
        decoder(text)
    data_attributes({"data-user": text, "data-domain": text, "data-email": text})
    link_number(text, market)
    read_text(text, url=URL, market=market, how=How.PDF)


SIZE = 1_350_000  # half of the largest real page that we met: a loaded machine must not fail these
HOSTILE = {
    "digits": "1" * SIZE,
    "zeros": "0" * SIZE,
    "spaced digits": "1 " * (SIZE // 2),
    "phones": "020-6737558 " * (SIZE // 12),
    "wrong phones": "099-9999999 / " * (SIZE // 14),
    "plus": "+" * SIZE,
    "plus digits": "+1" * (SIZE // 2),
    "brackets": "(" * SIZE,
    "dots": "1." * (SIZE // 2),
    "dashes": "1-" * (SIZE // 2),
    "at": "@" * SIZE,
    "a at": "a@" * (SIZE // 2),
    "addresses": "info@winkel.nl " * (SIZE // 15),
    "letters": "a" * SIZE,
    "dotted letters": "a." * (SIZE // 2),
    "dotted at": "a.b@c." * (SIZE // 6),
    "spelled": "info [at] winkel " * (SIZE // 17),
    "word at": "a at b dot " * (SIZE // 11),
    "iban": "NL41 RABO " * (SIZE // 10),
    "capitals": "ABCD-" * (SIZE // 5),
    "labels": "tel fax kvk " * (SIZE // 12),
    "parties": "geschillencommissie 020-6737558 " * (SIZE // 32),
    "open tags": "<div>" * (SIZE // 5),
    "lists": "<ul><li>" * (SIZE // 8),
    "links": "<a href=x>" * (SIZE // 10),
    "tel links": "<a href=tel:0206737558>bel</a>" * (SIZE // 30),
    "mail links": "<a href=mailto:a@winkel.nl>mail</a>" * (SIZE // 35),
    "classes": "".join(f"<p class=c{n}>" for n in range(SIZE // 15)),
    "attributes": "<a " + "".join(f"x{n}=1 " for n in range(SIZE // 12)) + ">",
    "same attribute": "<a " + "x=1 " * (SIZE // 4) + ">",
    "quotes": "<a href='" * (SIZE // 9),
    "less than": "<" * SIZE,
    "entities": "&#64;" * (SIZE // 5),
    "comments": "<!-- a@b.nl -->" * (SIZE // 15),
    "open comment": "<!--" + "-" * SIZE,
    "scripts": "<script>document.write('a'+'@'+'b.nl')</script>" * (SIZE // 47),
    "one script": "<script>" + "'a'+'@'+" * (SIZE // 8) + "</script>",
    "script brackets": "<script>'@'" + "[(" * (SIZE // 2) + "</script>",
    "jsonld": "<script type=application/ld+json>" + '{"a":' * (SIZE // 5) + "</script>",
    "style": "<style>" + "a{unicode-bidi:bidi-override}" * (SIZE // 29) + "</style>",
    "bidi": "<bdo dir=rtl>" * (SIZE // 13) + "ln.lekniw@ofni",
    "headings": "<h2>Fabrikant</h2>020-6737558" * (SIZE // 29),
    "tables": "<table><tr><td>" * (SIZE // 15),
    "formatting": "<b><i><p>" * (SIZE // 9),
    "details": "<details>" * (SIZE // 9) + "020-6737558",
    "templates": "<template shadowrootmode=open>" * (SIZE // 30),
    "options": "<select>" + "<option>+31" * (SIZE // 11),
    "images": "<img alt='020-6737558'>" * (SIZE // 23),
    "titles": "<p title='Bel 020-6737558'>" * (SIZE // 27),
    "cfemail": "<a data-cfemail='3d54535b527d4a5453565851'></a>" * (SIZE // 47),
    "nul": "\x00" * SIZE,
    "newlines": "\n" * SIZE,
    "surrogates": "\ud800" * (SIZE // 4),
    "zero width": "\u200b" * (SIZE // 3),
    "one attribute": "<p title='" + "020-6737558 " * (SIZE // 12) + "'>",
    "one address attribute": "<p data-x='" + "a@winkel.nl " * (SIZE // 12) + "'>",
    "picture in the page": "<img src='data:image/png;base64," + "iVBORw0KGgoAAAAN" * (SIZE // 16) + "'>",
    "spelled numbers": "0800-AB " * (SIZE // 8),
    "spelled and dotted numbers": "888-A.B.C-" * (SIZE // 10),
    "numbers and addresses in turn": "020-6737558 info@winkel.nl " * (SIZE // 27),
    "many numbers": "".join(f"Tel 020-67{n:05} " for n in range(SIZE // 17)),
    "many addresses": "".join(f"a{n}@winkel.nl " for n in range(SIZE // 17)),
    "countries": "België: 03 344 62 64<br>" * (SIZE // 24),
    "postal addresses": "België<br>Tel 99 999 99 99<br>" * (SIZE // 30),
    "named numbers": "lotnummer 03 344 62 64 " * (SIZE // 23),
    "endless name of a number": "a" * (SIZE // 2) + "nummer 03 344 62 64",
    "icons": "<i class='fa fa-phone'></i>0206737558 " * (SIZE // 38),
    "icons without numbers": "<i class='fa fa-phone'></i>" * (SIZE // 27),
    "times in cells": "<td>9.00<td>17.00" * (SIZE // 17),
    "days": "<p>maandag 9.00 17.00" * (SIZE // 21),
    "carriers": "<p>postnl ma-vr 9-17 geopend</p>" * (SIZE // 32),
    "postal codes": "D-80331 Bonn 1012 AB BA1 5AB<br>0221 482719 " * (SIZE // 44),
    "tax numbers": "BE 0403.019.261 DE 147 829 365 ATU 67 482 719 " * (SIZE // 46),
    "capitals and digits": "A1 " * (SIZE // 3),
    "countries in brackets": "(Belgique) (Österreich) 012 34 " * (SIZE // 31),
    "a sign on each line": "info<br>(at)<br>winkel<br>punt<br>nl<br>" * (SIZE // 40),
    "signs on lines only": "<br>@" * (SIZE // 5),
    "words for the sign and the dot": "sav chez winkel point " * (SIZE // 22),
    "officers": "Externer Datenschutzbeauftragter Lex GmbH 0221 482719<br>" * (SIZE // 57),
    "accents before the sign": "é" * (SIZE // 2) + "@winkel.nl",
    "numbers that run into addresses": "09 384 72 91hoeve@winkel.be" * (SIZE // 27),
    "digits in twos": "04 75 38 27 41 99 " * (SIZE // 18),
    "forms": "<form><input placeholder=naam><textarea></textarea></form>" * (SIZE // 58),
    "clauses": "artikel 1 " * (SIZE // 10) + "020-6737558",
    "people in bold": "".join(f"<p><b>Anna Vos {n}</b><br>Verkoop<br>038 - 42{n:05d}<br>" for n in range(SIZE // 60)),
    "people in headings": "".join(f"<h3>Anna Vos {n}</h3>038 - 42{n:05d} a{n}@winkel.nl" for n in range(SIZE // 60)),
    "people in a list": "".join(
        f"<li><b>Vos {n}</b>, Kade {n}, 8011AB Zwolle, 038 - 42{n:05d}, <a href='http://f{n}.nl'>f{n}.nl</a>"
        for n in range(SIZE // 100)
    ),
    "people in a table": "".join(f"<tr><td><b>Vos {n}</b><td>038 - 42{n:05d}" for n in range(SIZE // 60)),
}


BYTES = {
    "fifty million digits": b"1" * 50_000_000,
    "UTF-16 that ends in the middle of a letter": "020-6737558 info@winkel.nl ".encode("utf-16")[:-1] * 20_000,
    "UTF-16 without a mark, one byte lost": ("020-6737558 info@winkel.nl ".encode("utf-16-le") * 20_000)[1:],
    "UTF-8 that ends in the middle of a letter": ("é" * 500_000).encode()[:-1],
    "every byte": bytes(range(256)) * 8_000,
    "Latin letters without a label": b"T\xe9l 04 94 25 71 49 " * 60_000,
    "a wrong label": b"<meta charset=utf-16><p>020-6737558" + b" x" * 500_000,
    "an unknown label": b"<meta charset=klingon><p>020-6737558" + b" x" * 500_000,
}


@pytest.mark.parametrize("name", BYTES)
def test_hostile_bytes_are_read_in_time(name: str) -> None:
    began = time.process_time()
    page = read_page(BYTES[name], url=URL, market="NL")
    took = time.process_time() - began
    assert took < SECONDS, f"{name}: {took:.1f} s"
    assert len(page.text) <= 200_000


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_in_time(name: str) -> None:
    began = time.process_time()
    page = read_page(HOSTILE[name], url=URL, market="NL", role=Role.TERMS)
    took = time.process_time() - began
    assert took < SECONDS, f"{name}: {took:.1f} s"
    assert len(page.sightings) <= 500
