"""Not one absence is claimed behind a shut door, whatever its words: through ``shopcheck run`` and ``check``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from audit.outcomes import Reason, Side
from tests.crawler.farm import farm
from tests.shops.audited import audited, finding, shopcheck
from tests.shops.walls import OPEN, WALLS
from tests.shops.walls_of_vendors import VENDORS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

GROUPS = (*WALLS.items(), *((f"of vendors, {kind}", group) for kind, group in VENDORS.items()))
SHUT = {f"{kind}: {name}": pages for kind, group in GROUPS for name, pages in group.items()}


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """All of them in one audit: the object of each by its name."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(farm(pages)).url for name, pages in (SHUT | OPEN).items()}
        urls["tls"] = stack.enter_context(farm(OPEN["a shop with a form only"], secure=True)).url
        rows = [{"url": url, "name": name, "market": "NL"} for name, url in urls.items()]
        objects = audited(rows, tmp_path_factory.mktemp("walls"), seconds=380)
        yield {name: objects[url] for name, url in urls.items()}


def test_there_are_many_kinds() -> None:
    assert len(WALLS) >= 12


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("name", [*SHUT, "tls"])
def test_behind_a_shut_door_nothing_is_absent(name: str, kind: str, shops: dict[str, Any]) -> None:
    got = finding(shops[name], kind)
    assert got["outcome"] == "not_measured", got
    assert Reason(got["reason"]).side is not Side.SHOWN


@pytest.mark.parametrize("name", SHUT)
def test_no_check_claims_an_absence_there(name: str, shops: dict[str, Any]) -> None:
    claimed = {f["check"]: f["outcome"] for f in shops[name]["findings"]}
    assert not [check for check, outcome in claimed.items() if outcome in ("not_found", "breached")]


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("name", OPEN)
def test_an_open_shop_is_judged(name: str, kind: str, shops: dict[str, Any]) -> None:
    got = finding(shops[name], kind)
    assert (got["outcome"], got["reason"]) == ("not_found", "form_only")
    assert got["looked_at"] and got["confidence"] == "likely"


def test_check_says_that_nothing_could_be_measured(tmp_path: Path) -> None:
    with farm(SHUT["maintenance: 200 fr"]) as served:
        said = shopcheck(
            *("check", served.url, "--market", "NL", "--allow-private", "--no-report", "--lang", "en"),
            folder=tmp_path,
            seconds=90,
            accept=(4,),
        )
    assert "too little of a shop could be seen" in said
