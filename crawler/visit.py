"""The door: one shop in, one Snapshot out."""

import asyncio
import logging
from copy import copy
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from audit.evidence import EvidenceStore
from audit.model import Gap, Role, Shop, Snapshot
from audit.outcomes import Reason
from crawler.accept import accept_language, asked_languages
from crawler.browser import Browser
from crawler.closer import Closer
from crawler.country import settle_country
from crawler.fetch import Fetcher
from crawler.gate import Clock, Gate
from crawler.left_over import note_left_over
from crawler.loop import prepare_reactor, run_async
from crawler.mx import mail_domains
from crawler.options import VERSION, VisitSettings
from crawler.rendering import Renderer
from crawler.robots import product_token
from crawler.snapshot import own_mail_domains, snapshot
from crawler.spiders.shop import ShopSpider
from crawler.walk import Walk
from crawler.warc import Recorder

__all__ = ["VisitSettings", "Visitor", "run_async"]

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0


class Visitor:
    """Visits shops, many at a time in one event loop, with one browser for all.

    Use it inside :func:`run_async`: ``async with Visitor(settings, evidence) as visitor: await visitor.visit(shop)``.
    How many visits run at once is the caller's choice. browser: one that several visitors share and that the caller
    closes; by default a visitor starts its own when it first needs one, or, where at_once says how many visits will
    run at a time, at once and with a tab for each.
    """

    def __init__(
        self, settings: VisitSettings, evidence: EvidenceStore, browser: Browser | None = None, *, at_once: int = 0
    ) -> None:
        self.settings = settings
        self.evidence = evidence
        self._runner: AsyncCrawlerRunner | None = None
        self._at_once = at_once
        self._shared = browser is not None
        self._browser = browser or Browser(settings.browser, settings.user_agent)

    async def __aenter__(self) -> Self:
        prepare_reactor()
        self._runner = AsyncCrawlerRunner(_scrapy_settings(self.settings))
        if self._at_once and self.settings.render:
            self._browser.begin(self._at_once)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner = None
        await asyncio.sleep(0.01)  # connections that were cut a moment ago close now
        if not self._shared:
            await self._browser.close()

    async def visit(self, shop: Shop) -> Snapshot:
        """Visit one shop. Never raises for anything the shop does; may be cancelled at any time."""
        started = datetime.now(UTC)
        try:
            return await self._visit(shop)
        except Exception as error:
            log.exception("the visit of %s crashed", shop.url)
            return _crashed(shop, self.settings, started, error)

    async def _visit(self, shop: Shop) -> Snapshot:
        assert self._runner is not None, "use Visitor as an async context manager"
        result: list[Snapshot] = []
        errors: list[Exception] = []

        async def drive(spider: ShopSpider) -> None:
            try:
                result.append(await self.visit_with(spider, shop))
            except Exception as error:
                errors.append(error)

        crawler = self._runner.create_crawler(ShopSpider)
        task = self._runner.crawl(crawler, drive=drive)
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await _stop(crawler, task)
            raise
        if not result:
            raise errors[0] if errors else RuntimeError("the crawler ended before the visit did")
        return result[0]

    async def visit_with(self, spider: ShopSpider, shop: Shop) -> Snapshot:
        """Visit one shop with a spider whose engine runs already."""
        settings = self.settings
        clock = Clock(settings.seconds)
        gate = Gate(
            clock=clock,
            delay=settings.delay,
            max_delay=settings.max_crawl_delay,
            allow_private=settings.allow_private,
        )
        fetcher = Fetcher(spider.crawler, gate, clock, product_token(settings.user_agent))
        if settings.obey_robots:
            gate.ask_robots = fetcher.robots
        spider.gate = gate
        walk = Walk(
            shop=shop,
            settings=settings,
            fetcher=fetcher,
            gate=gate,
            clock=clock,
            evidence=self.evidence,
            started_at=datetime.now(UTC),
        )
        fetcher.accept_language = accept_language(asked_languages(walk.market))
        recorder = Recorder(f"shopcheck {VERSION}")
        spider.record = recorder.add  # type: ignore[method-assign]
        renderer = Renderer(self._browser if settings.render else None, gate, lambda: _spoken_with(walk))
        try:
            await _walk_through(walk, renderer)
        finally:
            gate.close()
            await renderer.close()
        asked_for = (fetcher.accept_language, accept_language(_spoken_with(walk)) if renderer.count else "")
        walk.facts["accept_language"] = " / ".join(dict.fromkeys(filter(None, asked_for)))
        if recorder.answers:
            walk.store(recorder.data(), kind="warc", url=shop.url, media_type="application/warc")
        if settings.render:
            walk.facts.setdefault("browser", self._browser.version if renderer.count else "not needed")
        else:
            walk.facts["browser"] = "off"
        asked = {} if settings.allow_private else await mail_domains(own_mail_domains(walk))
        return snapshot(walk, datetime.now(UTC), asked)


async def _stop(crawler: Crawler, task: asyncio.Task[None]) -> None:
    """Stop a crawler that may be anywhere between its first breath and its last."""
    for _ in range(500):
        if task.done():
            return
        if crawler._engine is not None and crawler.engine.running:
            await crawler.stop_async()
            break
        await asyncio.sleep(0.01)  # it has not started yet, and cannot be stopped before that
    await asyncio.wait([task], timeout=STOP_SECONDS)


def _spoken_with(walk: Walk) -> tuple[str, ...]:
    """What the browser asks pages for: as the pages were asked for before, in the language in which home came."""
    return asked_languages(walk.market, walk.pages[0].reading.language if walk.pages else "")


COUNTRIES = 2
"""So often the browser goes on when what it showed speaks for another country than what was served."""


async def _walk_through(walk: Walk, renderer: Renderer) -> None:
    """The visit's course: home, links, sitemap, browser."""
    home = await walk.home()
    if home is None:
        return
    await settle_country(walk)
    closer = Closer(walk, renderer)
    if walk.is_shell(home):
        await closer.shell(home)
    await walk.follow_links()
    await walk.read_sitemap()
    await walk.follow_links()
    shells = [page for page in walk.pages if walk.is_shell(page) and page.role is not Role.PRODUCT]
    if shells and not home.rendered:
        await closer.look_at(home)  # what scripts write on every page stands at home, without a click
    for page in shells:
        if walk.clock.left() > 0:
            await closer.shell(page)
    await walk.follow_links()
    if await settle_country(walk):
        await walk.follow_links()
    for _ in range(COUNTRIES):
        await closer.until_proven()
        if not await settle_country(walk):
            break
    note_left_over(walk)


class _Settings(Settings):
    """Scrapy's settings with a cheap copy: each crawler takes one, a deep one costs 10 ms"""

    def copy(self) -> "_Settings":
        """A copy that can be changed and frozen by itself; the values are shared."""
        made = copy(self)
        made.attributes = {name: copy(attribute) for name, attribute in self.attributes.items()}
        return made


def _scrapy_settings(settings: VisitSettings) -> Settings:
    made = _Settings()
    made.setmodule("crawler.settings", priority="project")
    made.setdict(
        {"USER_AGENT": settings.user_agent, "DOWNLOAD_MAXSIZE": settings.max_bytes, "LOG_ENABLED": False},
        priority="cmdline",
    )
    return made


def _crashed(shop: Shop, settings: VisitSettings, started: datetime, error: Exception) -> Snapshot:
    detail = f"our program failed: {type(error).__name__}: {error}"[:300]
    return Snapshot(
        shop=shop,
        started_at=started,
        finished_at=datetime.now(UTC),
        tool=f"shopcheck {VERSION}",
        user_agent=settings.user_agent,
        gaps=(Gap(url=shop.url, role=Role.HOME, reason=Reason.VISIT_CRASHED, detail=detail),),
        second_look=settings.second_look,
    )
