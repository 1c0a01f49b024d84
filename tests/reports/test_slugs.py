"""File names and ids of shops: safe, different, and the same for years."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.slugs import host_of, shop_id, slug_of

SAFE = re.compile(r"[a-z0-9][a-z0-9.-]*")


@pytest.mark.parametrize(
    ("key", "slug"),
    [
        ("https://winkel.nl", "winkel.nl"),
        ("https://www.winkel.nl", "www.winkel.nl"),
        ("https://xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
    ],
)
def test_an_ordinary_shop_is_called_by_its_host(key: str, slug: str) -> None:
    assert slug_of(key) == slug


def test_everything_that_differs_has_another_name() -> None:
    keys = [
        "https://a.nl", "http://a.nl", "https://a.nl:8443", "https://a.nl/8443", "https://a.nl-8443", "http://a.nl:8443",
        "http://127.0.0.1:8001", "http://127.0.0.1:8002", "https://a.nl/fr", "https://a.nl/FR/../x", "https://con", "",
    ]  # fmt: skip
    assert len({slug_of(k) for k in keys}) == len(keys)
    assert len({shop_id(k) for k in keys}) == len(keys)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_a_name_never_leaves_its_folder(key: str) -> None:
    slug = slug_of(key)
    assert SAFE.fullmatch(slug) and ".." not in slug and len(slug) <= 90
    assert slug == slug_of(key)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.winkel.nl/", "www.winkel.nl"),
        ("http://127.0.0.1:8001/", "127.0.0.1:8001"),
        ("https://user:secret@winkel.nl/nl/", "winkel.nl/nl"),
        ("winkel.nl", "winkel.nl"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_what_stands_beside_the_name(url: str, host: str) -> None:
    assert host_of(url) == host
