"""Saved pages of real shop software (``shared/shops``), served on loopback and audited through ``shopcheck run``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.shops.audited import audited, finding
from tests.static_server import serve_folders

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SHOPS = ("oscar", "opencart", "wordpress")
WANTED: dict[str, dict[str, tuple[str, str | None, int | None, str | None]]] = {
    # outcome, place, clicks, reason: the truth files' `measured.seen_at` put through the design's table
    "oscar": {"phone": ("met", "clear", 0, None), "email": ("met", "clear", 0, None)},
    "opencart": {"phone": ("met", "clear", 0, None), "email": ("not_found", None, None, "form_only")},
    "wordpress": {"phone": ("breached", "terms_only", 1, "only_in_terms"), "email": ("met", "clear", 1, None)},
}


@pytest.fixture(scope="module", params=["as saved", "with query strings"])
def shops(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The three shops audited: the object of each by its name."""
    folders = [shared / "shops" / name for name in SHOPS]
    with serve_folders(folders, native=request.param == "with query strings") as urls:
        rows = [{"url": url, "name": name, "market": "NL"} for name, url in zip(SHOPS, urls, strict=True)]
        objects = audited(rows, tmp_path_factory.mktemp("real"), seconds=240)
        yield {name: objects[url] for name, url in zip(SHOPS, urls, strict=True)}


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("name", SHOPS)
def test_outcome_and_value(name: str, kind: str, shops: dict[str, Any], shared: Path) -> None:
    truth = json.loads((shared / "shops" / f"{name}.truth.json").read_text("utf-8"))
    got = finding(shops[name], kind)
    assert (got["outcome"], got["place"], got["clicks"], got["reason"]) == WANTED[name][kind]
    assert got["values"] == [truth[kind]] * (got["place"] is not None)


@pytest.mark.parametrize("name", SHOPS)
def test_no_page_was_missed_silently(name: str, shops: dict[str, Any]) -> None:
    roles = {page["role"] for page in shops[name]["pages"] if page["status"] == 200}
    assert {"home", "contact"} <= roles
