"""Every demo shop comes out as ``expected.toml`` says: outcome, place, clicks, reason and value."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from shopcheck.demo import SHOPS, serve
from tests.shops.audited import audited, finding

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

EXPECTED: dict[str, Any] = tomllib.loads(resources.files("shopcheck.demo").joinpath("expected.toml").read_text("utf-8"))
BY_KEY = {shop.key: shop for shop in SHOPS}
NEEDS_OCR = {"image-plain"}


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The whole farm audited once: the object of each shop by its key."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with serve() as served:
        rows = [{"url": shop.url, "name": shop.name, "market": shop.market} for shop in served]
        objects = audited(rows, folder, seconds=540)
        yield {shop.key: objects[shop.url] for shop in served}


def own_value(key: str, kind: str) -> str:
    """The shop's own number (E.164) or address, as the export should have it."""
    shop = BY_KEY[key]
    if kind == "email":
        return shop.mail
    parsed = phonenumbers.parse(shop.phone, shop.market)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def test_each_shop_has_an_expectation() -> None:
    assert list(EXPECTED) == [shop.key for shop in SHOPS]


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("key", list(EXPECTED))
def test_outcome(key: str, kind: str, farm: dict[str, Any]) -> None:
    if key in NEEDS_OCR and shutil.which("tesseract") is None:
        pytest.skip("no tesseract: text in pictures cannot be read")
    got = finding(farm[key], kind)
    want = EXPECTED[key][kind]
    assert {name: got[name] for name in ("outcome", "place", "clicks", "reason")} == {
        name: want.get(name) for name in ("outcome", "place", "clicks", "reason")
    }
    own = [own_value(key, kind)] if want.get("place") else []
    assert got["values"] == own
