"""The other yardstick: what one writes who wants every page rendered, a Scrapy spider with scrapy-playwright.

``python -m tests.bench.scrapy_rendered LIST AT_ONCE`` prints what :mod:`tests.bench.plain` prints.
"""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse

from crawler.chromium import installed_browser
from tests.bench.plain import PAGES, fresh, values

HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"


class RenderedSpider(Spider):
    """Every page of every shop by the browser, up to so many a shop."""

    name = "rendered"

    def __init__(self, homes: list[str], **known: Any) -> None:
        super().__init__(**known)
        self.homes = homes
        self.found: list[set[str]] = [set() for _ in homes]
        self.seen = [{home} for home in homes]
        self.asked = [1] * len(homes)
        self.pages = 0

    async def start(self) -> AsyncIterator[Request]:
        """The home pages."""
        for shop, home in enumerate(self.homes):
            yield self._request(home, shop)

    def _request(self, url: str, shop: int) -> Request:
        return Request(url, meta={"playwright": True}, cb_kwargs={"shop": shop}, dont_filter=True)

    def parse(self, response: TextResponse, shop: int) -> Iterator[Request]:  # type: ignore[override]
        """Values of a page, and what it leads to."""
        self.pages += 1
        self.found[shop] |= values(" ".join(response.css("body ::text").getall()))
        hrefs = response.css("a::attr(href)").getall()
        for url in fresh(hrefs, response.url, self.homes[shop], self.seen[shop]):
            if self.asked[shop] < PAGES:
                self.asked[shop] += 1
                yield self._request(url, shop)


def main() -> None:
    """Crawl the shops of a list."""
    homes = Path(sys.argv[1]).read_text().split()
    at_once = int(sys.argv[2])
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
            "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
            "CONCURRENT_REQUESTS": at_once,
            "CONCURRENT_REQUESTS_PER_DOMAIN": at_once,
            "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": installed_browser(), "args": ["--disable-gpu"]},
        },
    )
    crawler = process.create_crawler(RenderedSpider)
    process.crawl(crawler, homes=homes)
    process.start()
    spider = crawler.spider
    assert isinstance(spider, RenderedSpider)
    print(json.dumps({"pages": spider.pages, "found": [sorted(found) for found in spider.found]}))


if __name__ == "__main__":
    main()
