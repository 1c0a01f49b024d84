"""A running django-oscar shop, audited through ``shopcheck run`` in four variants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.oscar.project.shows import SHOPS, SHOWS
from tests.oscar.server import running_shop
from tests.shops.audited import audited, finding

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
pytest.importorskip("oscar")

WANTED: dict[str, dict[str, tuple[str, str | None, int | None, str | None]]] = {
    # outcome, place, clicks, reason
    "clear": {"phone": ("met", "clear", 0, None), "email": ("met", "clear", 0, None)},
    "desktop_only": {"phone": ("partly", "hard", 0, "hidden_on_phone"), "email": ("met", "clear", 1, None)},
    "buried": {"phone": ("breached", "terms_only", 1, "only_in_terms"), "email": ("met", "clear", 1, None)},
    "form_only": {
        # no number or address of its own, but the dispute board's and the regulator's numbers in the terms
        "phone": ("not_found", None, None, "form_only"),
        "email": ("not_found", None, None, "form_only"),
    },
}


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Every variant audited: its object by its name."""
    folder = tmp_path_factory.mktemp("oscar")
    with running_shop(folder) as urls:
        rows = [{"url": url, "name": SHOPS[variant]["name"], "market": "NL"} for variant, url in urls.items()]
        objects = audited(rows, folder, seconds=300)
        yield {variant: objects[url] for variant, url in urls.items()}


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("variant", list(SHOWS))
def test_outcome_and_value(variant: str, kind: str, shops: dict[str, Any]) -> None:
    got = finding(shops[variant], kind)
    assert (got["outcome"], got["place"], got["clicks"], got["reason"]) == WANTED[variant][kind]
    own = SHOPS[variant]["tel"] if kind == "phone" else SHOPS[variant]["mail"]
    assert got["values"] == [own] * (got["place"] is not None)


def test_pages_closed_to_robots_were_not_read(shops: dict[str, Any]) -> None:
    read = [page["url"] for shop in shops.values() for page in shop["pages"]]
    assert len(read) > len(SHOWS)
    assert not [url for url in read if "/accounts/" in url or "/basket/" in url or "/checkout/" in url]
