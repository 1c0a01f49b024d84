"""Pieces of pages as shops of nine countries write them, read as ``shopcheck read`` reads a saved page.

``shop_pages.jsonl``: what the shop's own phones (with kind) and mailboxes (with use, or ``any``) are; ``others`` stand
there too and are not the shop's. Each set was written without the reader having seen it, counted once
(docs/accuracy.md), and then used to mend classes of cases.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from checks.find import read_file

CASES = [json.loads(line) for line in Path(__file__).with_name("shop_pages.jsonl").read_text("utf-8").splitlines()]


def _marked(case: dict[str, Any]) -> Any:
    """A case as a parameter; one that we know to read wrongly says why."""
    marks = [pytest.mark.xfail(reason=case["missed"], strict=True)] if "missed" in case else []
    return pytest.param(case, id=f"{case['set']}-{case['market']}-{case['kind']}", marks=marks)


@pytest.mark.parametrize("case", list(map(_marked, CASES)))
def test_a_piece_of_a_shops_page(case: dict[str, Any], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body>{case['html']}</body></html>", "utf-8")
    read = read_file(page, case["market"])
    phones = {p["value"]: p["kind"] for p in read["phones"] if p["owner"] == "shop"}
    mails = {e["value"]: e["use"] for e in read["emails"] if e["owner"] == "shop"}
    others = {v["value"] for v in (*read["phones"], *read["emails"]) if v["owner"] != "shop"}
    wanted = {value: phones.get(value) if kind == "any" else kind for value, kind in case["phones"].items()}
    uses = {value: mails.get(value) if use == "any" else use for value, use in case["emails"].items()}
    assert (phones, mails) == (wanted, uses)
    assert others <= set(case["others"])
