"""The spider that visits one shop. ``scrapy crawl shop -a url=https://shop.example`` prints what it gathered."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
from scrapy import Request, Spider
from scrapy.http import Response

from audit.evidence import EvidenceStore
from audit.model import Shop
from crawler.gate import Gate


class ShopSpider(Spider):
    """One spider is one visit.

    drive: what the spider does once its engine runs (set by ``crawler.visit``). Started by hand instead, with
    ``url`` and perhaps ``market``, ``evidence`` (a folder), ``render=0`` and ``allow_private=1``, it drives itself.
    gate and record: see crawler/middleware.py.
    """

    name = "shop"
    gate: Gate

    def __init__(
        self,
        url: str = "",
        market: str | None = None,
        evidence: str = "",
        allow_private: str = "",
        render: str = "1",
        drive: Callable[["ShopSpider"], Awaitable[Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if drive is None and not url:
            raise ValueError("no shop named: scrapy crawl shop -a url=https://shop.example")
        self.url, self.market, self.folder = url, market, evidence
        self.allow_private, self.render = _yes(allow_private), _yes(render)
        self.drive = drive
        self.answers: list[tuple[Request, Response]] = []

    def record(self, request: Request, response: Response) -> None:
        """Note an answer as served; the visit puts its own function here."""

    async def start(self) -> AsyncIterator[Any]:
        """The whole visit; yields the snapshot as an item when it was started by hand."""
        if self.drive is not None:
            await self.drive(self)
        else:
            yield await self._visit_by_hand()

    async def _visit_by_hand(self) -> Any:
        from crawler.options import VisitSettings
        from crawler.visit import Visitor

        settings = VisitSettings(allow_private=self.allow_private, market=self.market, render=self.render)
        address = self.url if "://" in self.url else f"https://{self.url}"
        with tempfile.TemporaryDirectory() as fallback:
            async with Visitor(settings, EvidenceStore(self.folder or fallback)) as visitor:
                return msgspec.to_builtins(await visitor.visit_with(self, Shop(key=address, url=address)))


def _yes(value: str) -> bool:
    """A switch as written on a command line."""
    return value.lower() not in ("", "0", "false", "no", "off")
