"""What the demo shops serve, without an audit."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urljoin

import phonenumbers
import pypdfium2
import pytest
from stdnum import iban as iban_rules

from checks.find.numbers import judge
from shopcheck.demo import SHOPS, ShopSite, serve, write_list
from shopcheck.demo.files import pdf
from shopcheck.demo.pages import cfemail, iban
from shopcheck.demo.server import LOOPBACK, Request, serving

SHUT = {"bot-wall": 403, "maintenance": 503}


def ask(url: str) -> tuple[int, str, str]:
    """Status, media type and text of an address."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, "", ""


@pytest.fixture(scope="module")
def homes() -> Iterator[dict[str, str]]:
    """The address of each shop by its key."""
    with serve() as served:
        yield {shop.key: shop.url for shop in served}


def test_every_shop_has_a_port_of_its_own_on_loopback(homes: dict[str, str]) -> None:
    assert len(set(homes.values())) == len(SHOPS) >= 16
    assert all(url.startswith(f"http://{LOOPBACK}:") for url in homes.values())


@pytest.mark.parametrize("key", [shop.key for shop in SHOPS])
def test_no_link_of_a_shop_is_dead(key: str, homes: dict[str, str]) -> None:
    home = homes[key]
    todo, seen = [home], set()
    while todo:
        url = todo.pop()
        seen.add(url)
        status, media, text = ask(url)
        assert status == SHUT.get(key, 200) or url.endswith(("email-protection", "index-4f1c07.js")), url
        if media == "text/html":
            links = {urljoin(url, target) for target in re.findall(r'(?:href|src)="(/[^"#]*)', text)}
            todo += sorted(link for link in links if link not in seen and link not in todo)
    assert len(seen) >= (1 if "stunt" in next(shop.data for shop in SHOPS if shop.key == key) else 15)


def test_numbers_are_valid_and_nobodys() -> None:
    for shop in SHOPS:
        if shop.phone:
            number = judge(shop.phone, shop.market)
            assert number is not None and number.valid and not number.placeholder, shop.key
            area = phonenumbers.length_of_geographical_area_code(phonenumbers.parse(number.value))
            national = str(phonenumbers.parse(number.value).national_number)
            assert national[area or 3] == "0", f"{shop.key}: {shop.phone} could be somebody's"


def test_robots_txt_as_the_class_says(homes: dict[str, str]) -> None:
    assert ask(homes["robots-503"] + "robots.txt")[0] == 503
    assert ask(homes["footer-clear"] + "robots.txt")[2].startswith("User-agent: *")


def test_hidden_addresses_are_not_in_the_source(homes: dict[str, str]) -> None:
    mails = {shop.key: shop.mail for shop in SHOPS}
    for key in ("mail-at", "mail-entities", "mail-cloudflare", "mail-script"):
        assert mails[key] not in ask(homes[key])[2]
    for key in ("show-number", "by-script"):
        phone = next(shop.phone for shop in SHOPS if shop.key == key)
        assert phone not in ask(homes[key] + "contact/")[2]


def test_login_only_leads_to_a_login(homes: dict[str, str]) -> None:
    assert 'type="password"' in ask(homes["login-only"] + "contact/")[2]


def test_the_pdf_is_one_and_says_the_number() -> None:
    document = pypdfium2.PdfDocument(pdf("Contact (ons)", ["Telefoon: 026 - 015 73 48", "Café \\ €"]))
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "Contact (ons)" in text and "026 - 015 73 48" in text and "Café \\ €" in text


def test_iban_and_cloudflare_forms_are_right() -> None:
    assert iban_rules.is_valid(iban("NL", "DEMO0318014650"))
    coded = bytes.fromhex(cfemail("a@b.nl"))
    assert bytes(byte ^ coded[0] for byte in coded[1:]) == b"a@b.nl"


def test_the_list_names_each_shop_and_its_market(homes: dict[str, str], tmp_path) -> None:  # type: ignore[no-untyped-def]
    with serve(["footer-clear", "german-imprint"]) as served:
        write_list(tmp_path / "list.csv", served)
    lines = (tmp_path / "list.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("url,name,market")
    assert ",DE," in lines[2] and len(lines) == 3


def test_the_same_request_gives_the_same_bytes() -> None:
    request = Request(method="GET", target="/contact/", headers={})
    one, other = (ShopSite(SHOPS[0])(request).body for _ in range(2))
    assert one == other and len(one) > 2000


def test_a_server_survives_nonsense_and_stops() -> None:
    import socket

    with serving([ShopSite(SHOPS[0])]) as urls:
        port = int(urls[0].rsplit(":", 1)[1].strip("/"))
        for nonsense in (
            b"\r\n\r\n",
            b"GET\r\n\r\n",
            b"\x00\xff\r\n\r\n",
            b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n",
        ):
            with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
                connection.sendall(nonsense)
                connection.recv(100)
        assert ask(urls[0])[0] == 200
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(urls[0], timeout=2)
