"""Which market's rules a shop is judged by, told from what it shows.

The list decides where it says so. Otherwise: to whom is the shop directed? Criteria after CJEU C-585/08 and C-144/09
(Pammer and Hotel Alpenhof, 2010): top-level domain, language, currency, delivery, phone numbers with a country code.
"""

import tomllib
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import Any

from audit.model import Record, ShopResult, Snapshot


class Market(Record, frozen=True, kw_only=True):
    """A market and what spoke for it. code: ISO 3166-1 alpha-2, or None when too little spoke for any."""

    code: str | None
    why: tuple[str, ...] = ()


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("audit").joinpath("markets.toml").read_text("utf-8"))


def decide(snapshot: Snapshot) -> Market:
    """The market that the snapshot's signals speak for; ties go to the alphabetically first, and say so."""
    if snapshot.shop.market:
        return Market(code=snapshot.shop.market.upper(), why=("the list",))
    points: dict[str, float] = defaultdict(float)
    why: dict[str, list[str]] = {}
    for kind, value in dict.fromkeys(snapshot.market_signals):
        for code, weight in _speaks_for(kind, value):
            points[code] += weight
            why.setdefault(code, []).append(f"{kind} {value}")
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _data()["points"]["enough"]:
        return Market(code=None)
    code = ranked[0][0]
    return Market(code=code, why=tuple(why[code]))


def market_of(result: ShopResult) -> Market:
    """The market that a shop was judged under, and why."""
    if result.snapshot is None:
        return Market(code=result.shop.market, why=("the list",) if result.shop.market else ())
    return decide(result.snapshot)


def _speaks_for(kind: str, value: str) -> list[tuple[str, float]]:
    """Markets for which one signal speaks, with points; the likelier of several gets a little more."""
    data = _data()
    weight = data["points"].get(kind, 0)
    if kind == "tld":
        code = data["tld"].get(value.lower().rpartition(".")[2])
        return [(code, weight)] if code else []
    if kind in ("language", "currency"):
        codes = data[kind].get(value.lower() if kind == "language" else value.upper(), ())
        return [(code, weight + (0.5 if place == 0 and len(codes) > 1 else 0)) for place, code in enumerate(codes)]
    return [(value.upper(), weight)] if weight and len(value) == 2 else []
