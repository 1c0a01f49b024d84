"""Visiting as the front door does it: settings from the configuration, and no visit that raises.

The crawler is loaded when a visit is about to be made and not before: it costs half a second.
"""

import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from audit.evidence import EvidenceStore
from audit.model import Finding, Gap, Role, Shop, Snapshot
from audit.outcomes import Reason
from shopcheck import __version__
from shopcheck.config import Config
from shopcheck.judging import judge_visit
from shopcheck.network import Network
from shopcheck.signals import term_in_loop

log = logging.getLogger(__name__)

TOOL = f"shopcheck {__version__}"

T = TypeVar("T")


class Visits(Protocol):
    """What visits shops: ``crawler.visit.Visitor``, or a stand-in in tests."""

    async def visit(self, shop: Shop) -> Snapshot:
        """One shop, visited."""


@asynccontextmanager
async def open_visits(
    config: Config,
    evidence: EvidenceStore,
    *,
    allow_private: bool = False,
    market: str | None = None,
    second_look: bool = False,
    at_once: int = 1,
    thorough: bool = False,
) -> AsyncIterator[Visits]:
    """The crawler with the configuration's settings; its browser is closed at the end.

    at_once: how many visits will run at a time. thorough: as the setting of that name, whatever is configured.
    """
    from crawler.options import VisitSettings, user_agent
    from crawler.visit import Visitor

    settings = VisitSettings(
        user_agent=user_agent(config.audit.contact),
        delay=config.crawl.delay,
        max_pages=config.crawl.max_pages,
        seconds=config.crawl.time_budget,
        allow_private=allow_private,
        market=market,
        second_look=second_look,
        thorough=thorough or config.crawl.thorough,
    )
    async with Visitor(settings, evidence, at_once=at_once) as visitor:
        yield visitor


def run_async(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run ``main()`` on the loop that Scrapy and the browser share. SIGTERM ends it as Ctrl-C does."""
    from crawler.loop import run_async as on_the_loop

    async def interruptible() -> T:
        with term_in_loop():
            return await main()

    return on_the_loop(interruptible)


async def judged(visits: Visits, shop: Shop, network: Network) -> tuple[Snapshot, tuple[Finding, ...]]:
    """A visit and its findings. A crash of ours becomes ``visit_crashed``: one bad shop never stops the others."""
    began = datetime.now(UTC)
    try:
        snapshot = await network.honest(await visits.visit(shop))
        return snapshot, judge_visit(snapshot)
    except Exception as error:
        log.exception("the visit to %s crashed", shop.url)
        return crashed(shop, began, error)


def crashed(shop: Shop, began: datetime, error: Exception) -> tuple[Snapshot, tuple[Finding, ...]]:
    """The account of a visit that failed by our own fault, and its findings."""
    detail = f"{type(error).__name__}: {error}"[:300]
    gap = Gap(url=shop.url, role=Role.HOME, reason=Reason.VISIT_CRASHED, detail=detail)
    snapshot = Snapshot(shop=shop, started_at=began, finished_at=datetime.now(UTC), tool=TOOL, gaps=(gap,))
    return snapshot, judge_visit(snapshot)
