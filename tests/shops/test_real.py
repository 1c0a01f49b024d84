"""Saved pages of real shop software (``shared/shops``), served on loopback and audited through ``shopcheck run``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shopcheck.demo.server import serving
from tests.shops.audited import audited, finding
from tests.static_server import folder_site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CLEAR = ("met", "clear", 0, None)
OPENCART = {"phone": CLEAR, "email": ("not_found", None, None, "form_only")}
WANTED: dict[str, dict[str, tuple[str, str | None, int | None, str | None]]] = {
    # outcome, place, clicks, reason: the truth files' `measured.seen_at` put through the design's table
    "oscar": {"phone": CLEAR, "email": CLEAR},
    "opencart": OPENCART,
    "opencart with query strings": OPENCART,
    "wordpress": {"phone": ("breached", "terms_only", 1, "only_in_terms"), "email": ("met", "clear", 1, None)},
}


def folder_of(name: str) -> str:
    """The folder in ``shared/shops``."""
    return name.partition(" ")[0]


@pytest.fixture(scope="module")
def shops(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The shops audited, OpenCart also with the addresses that it has when it runs: the object of each by its name."""
    sites = [folder_site(shared / "shops" / folder_of(name), native=" " in name) for name in WANTED]
    with serving(sites) as urls:
        rows = [{"url": url, "name": name, "market": "NL"} for name, url in zip(WANTED, urls, strict=True)]
        objects = audited(rows, tmp_path_factory.mktemp("real"), seconds=240)
        yield {name: objects[url] for name, url in zip(WANTED, urls, strict=True)}


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("name", list(WANTED))
def test_outcome_and_value(name: str, kind: str, shops: dict[str, Any], shared: Path) -> None:
    truth = json.loads((shared / "shops" / f"{folder_of(name)}.truth.json").read_text("utf-8"))
    got = finding(shops[name], kind)
    assert (got["outcome"], got["place"], got["clicks"], got["reason"]) == WANTED[name][kind]
    assert got["values"] == [truth[kind]] * (got["place"] is not None)


@pytest.mark.parametrize("name", list(WANTED))
def test_no_page_was_missed_silently(name: str, shops: dict[str, Any]) -> None:
    roles = {page["role"] for page in shops[name]["pages"] if page["status"] == 200}
    assert {"home", "contact"} <= roles


def test_query_string_pages_are_pages(shops: dict[str, Any]) -> None:
    read = [page["url"] for page in shops["opencart with query strings"]["pages"]]
    assert any("index.php?route=information/contact" in url for url in read), read
