"""Addresses as people write them."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audit.addresses import AddressError, address, looks_like_address, site

HOSTS = st.from_regex(r"[a-z][a-z0-9-]{0,20}[a-z0-9](\.[a-z][a-z0-9]{1,8}){1,2}", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "key", "url"),
    [
        ("winkel.nl", "https://winkel.nl", "https://winkel.nl"),
        ("  www.winkel.nl/ ", "https://winkel.nl", "https://www.winkel.nl/"),
        ("WWW.Winkel.NL.", "https://winkel.nl", "https://WWW.Winkel.NL."),
        ("http://winkel.nl:80/index.html", "http://winkel.nl", "http://winkel.nl:80/index.html"),
        ("https://winkel.nl:8443/a/../b//c/", "https://winkel.nl:8443/b/c", "https://winkel.nl:8443/a/../b//c/"),
        ("asos.com/nl/", "https://asos.com/nl", "https://asos.com/nl/"),
        ("bücher.de", "https://xn--bcher-kva.de", "https://bücher.de"),
        ("https://winkel.nl/?utm_source=x&gclid=1", "https://winkel.nl", "https://winkel.nl/?utm_source=x&gclid=1"),
        ("https://x.nl/index.php?shop=2", "https://x.nl/index.php?shop=2", "https://x.nl/index.php?shop=2"),
        ("https://winkel.nl/#top", "https://winkel.nl", "https://winkel.nl/#top"),
        ("<https://winkel.nl>", "https://winkel.nl", "https://winkel.nl"),
        ("\u200bwinkel.nl\ufeff", "https://winkel.nl", "https://winkel.nl"),
        ("127.0.0.1:8001", "http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("localhost:8001/shop", "http://localhost:8001/shop", "http://localhost:8001/shop"),
        ("a.localhost:8001", "http://a.localhost:8001", "http://a.localhost:8001"),
        ("http://[::1]:8001/", "http://[::1]:8001", "http://[::1]:8001/"),
        ("[::1]:8001", "http://[::1]:8001", "http://[::1]:8001"),
        ("//winkel.nl", "https://winkel.nl", "https://winkel.nl"),
        ("http://intranet/winkel", "http://intranet/winkel", "http://intranet/winkel"),
        ("HTTPS://winkel.nl", "https://winkel.nl", "https://winkel.nl"),
        ("www.nl", "https://www.nl", "https://www.nl"),
        ("https://winkel.nl/caf\u00e9", "https://winkel.nl/caf%C3%A9", "https://winkel.nl/caf\u00e9"),
        ("shop_1.example.com", "https://shop_1.example.com", "https://shop_1.example.com"),
    ],
)
def test_what_people_write(written: str, key: str, url: str) -> None:
    assert address(written) == (key, url)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "empty"),
        ("winkel", "www.shop.nl"),
        ("mijn winkel.nl", "space"),
        ("info@winkel.nl", "e-mail address"),
        ("mailto:info@winkel.nl", "www.shop.nl"),
        ("ftp://winkel.nl", "only http and https"),
        ("javascript:alert(1)", "www.shop.nl"),
        ("https://user:secret@winkel.nl", "user name"),
        ("https://winkel.nl:99999", "port"),
        ("https://winkel.nl:0", "port 0"),
        ("https://winkel.nl:http", "port"),
        ("1.640,5", "www.shop.nl"),
        ("127.1", "www.shop.nl"),
        ("999.1.1.1", "www.shop.nl"),
        ("-winkel.nl", "www.shop.nl"),
        ("winkel..nl", "www.shop.nl"),
        ("https://", "www.shop.nl"),
        ("https://[::1", "port"),
        ("a" * 64 + ".nl", "www.shop.nl"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(written: str, says: str) -> None:
    with pytest.raises(AddressError, match=says):
        address(written)


@given(
    HOSTS,
    st.sampled_from(["", "/", "/nl", "/nl/", "/a/./b/../c", "/index.php", "/x/index.html", "?utm_campaign=x", "#a"]),
    st.sampled_from(["", "http://", "https://", "HTTP://"]),
    st.sampled_from(["", "www.", "WWW."]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
)
def test_the_key_is_its_own_key(host: str, tail: str, scheme: str, www: str, port: str) -> None:
    key, url = address(scheme + www + host + port + tail)
    assert address(key).key == key
    assert address(url).key == key
    assert key == key.lower()


@given(st.text(max_size=60))
@example("http://[")
@example("//[::1]x/")
@example("http://a\u3002b/")
@example("http://\u2100.nl")
def test_any_text_is_an_address_or_a_plain_refusal(text: str) -> None:
    try:
        key, url = address(text)
    except AddressError as error:
        assert str(error)
    else:
        assert key.startswith(("http://", "https://"))
        assert url.startswith(("http://", "https://"))
        assert all(c in string.printable and not c.isspace() for c in key)
        assert address(key).key == key


def test_loopback_ports_are_different_shops_and_schemes_of_one_host_are_one() -> None:
    assert address("http://127.0.0.1:8001").key != address("http://127.0.0.1:8002/").key
    assert site(address("http://winkel.nl").key) == site(address("https://www.winkel.nl").key)
    assert site(address("http://winkel.nl:81").key) != site(address("https://winkel.nl:81").key)
    assert site("http://[::1]") == site("https://[::1]") != site("http://[::1]:81")


@pytest.mark.parametrize("cell", ["Bol.com", "https://intranet", "127.0.0.1:80", "www.winkel.nl/nl"])
def test_cells_that_look_like_addresses(cell: str) -> None:
    assert looks_like_address(cell)


@pytest.mark.parametrize("cell", ["Coolblue", "1.640,5", "12.5", "J. Jansen", "info@winkel.nl", "", "2026-11-22"])
def test_cells_that_do_not(cell: str) -> None:
    assert not looks_like_address(cell)


@pytest.mark.parametrize("text", ["\ufffe" * 5_000, "x y" * 5_000, "mailto:" + "a" * 5_000, "http://a:" + "b" * 5_000])
def test_what_is_no_address_is_shown_in_part(text: str) -> None:
    with pytest.raises(AddressError) as told:
        address(text)
    assert len(str(told.value)) < 600
