"""Scrapy's downloader middlewares of this project: the gate before each request, the record of each answer."""

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.gate import Gate


class GateMiddleware:
    """Lets a request go when the visit's gate says so; redirects pass here too, each as a request of its own.

    The gate is ``spider.gate``. A request with ``meta["gate"] = "robots"`` asks for robots.txt itself, so it only needs
    a public address and its turn.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GateMiddleware":
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait at the gate. Raises RefusedError."""
        gate: Gate = self.crawler.spider.gate  # type: ignore[union-attr]
        request.headers["Host"] = urlsplit(request.url).netloc.rpartition("@")[2]
        if request.meta.get("gate") == "robots":
            await gate.check_address(request.url)
            await gate.wait_turn(request.url)
        else:
            await gate.enter(request.url)


class RecordMiddleware:
    """Hands every answer, as served (still compressed, redirects included), to ``spider.record``.

    One in gzip is kept in ``meta["gzip"]`` as well, for after unpacking nothing tells whether it had come to its end.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RecordMiddleware":
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the answer and pass it on."""
        record: Any = self.crawler.spider.record  # type: ignore[union-attr]
        record(request, response)
        packed = (response.headers.get("Content-Encoding") or b"").strip().lower() in (b"gzip", b"x-gzip")
        request.meta["gzip"] = response.body if packed else b""
        return response
