"""The demo: small invented webshops, one for each way to show (or not to show) a phone number and an e-mail address.

They are served on loopback, each on a port of its own, and come out as ``expected.toml`` says. Nothing here reaches
further than this machine.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shopcheck.demo.pages import DemoShop, ShopSite, all_shops
from shopcheck.demo.server import serving

__all__ = ["SHOPS", "DemoShop", "Served", "ShopSite", "serve", "write_list"]

SHOPS: tuple[DemoShop, ...] = all_shops()
"""Every demo shop, in the order of the list."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A demo shop that is being served. url: its home page, ``http://127.0.0.1:PORT/``. sector: what it sells."""

    key: str
    name: str
    url: str
    market: str
    sector: str


@contextlib.contextmanager
def serve(keys: Sequence[str] | None = None, *, first_port: int = 0) -> Iterator[list[Served]]:
    """Serve demo shops on loopback while the context lasts.

    keys: which (default: all). first_port: the port of the first, the others following; 0 for free ports.
    Raises KeyError for an unknown key and OSError for a port that is taken.
    """
    by_key = {shop.key: shop for shop in SHOPS}
    shops = [by_key[key] for key in (by_key if keys is None else keys)]
    with serving([ShopSite(shop) for shop in shops], first_port=first_port) as urls:
        yield [
            Served(key=shop.key, name=shop.name, url=url, market=shop.market, sector=shop.range)
            for shop, url in zip(shops, urls, strict=True)
        ]


def write_list(path: Path, served: Sequence[Served]) -> None:
    """Write the shops as a list that ``shopcheck run`` reads: UTF-8 CSV with url, name, market, sector and class."""
    with path.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(["url", "name", "market", "sector", "class"])
        table.writerows([shop.url, shop.name, shop.market, shop.sector, shop.key] for shop in served)
