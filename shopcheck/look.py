"""One shop, looked at once: no list, no workspace."""

import asyncio
import logging
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from audit.evidence import EvidenceStore
from audit.model import AuditInfo, Shop, ShopResult
from audit.outcomes import Duty, Outcome, Reason
from shopcheck.config import Config
from shopcheck.console import Console
from shopcheck.errors import Exit
from shopcheck.judging import Sum, summed
from shopcheck.network import Network
from shopcheck.reporting import language_for, load_report
from shopcheck.visiting import TOOL, crashed, judged, open_visits, run_async

log = logging.getLogger(__name__)


class OneShop:
    """An audit of one shop, kept in memory. Implements :class:`audit.model.Audit`."""

    def __init__(self, result: ShopResult, config: Config) -> None:
        snapshot = result.snapshot
        self._result = result
        self.info = AuditInfo(
            title=config.audit.title,
            publisher=config.audit.publisher,
            contact=config.audit.contact,
            market=result.shop.market,
            tool=TOOL,
            first_visit=snapshot.started_at if snapshot else None,
            last_visit=snapshot.finished_at if snapshot else None,
            shops=1,
        )

    def results(self) -> Iterator[ShopResult]:
        """The one shop."""
        yield self._result


def look(
    shop: Shop, config: Config, console: Console, *, allow_private: bool, lang: str | None, report: Path | None
) -> ShopResult:
    """Visit and judge one shop, and write its report into the folder ``report`` (None: no report).

    A report that cannot be written is said on standard error; the result is given all the same.
    """
    with tempfile.TemporaryDirectory(prefix="shopcheck-") as work:
        evidence = EvidenceStore(work)

        async def main() -> ShopResult:
            if report is not None:
                asyncio.get_running_loop().run_in_executor(None, load_report, lang or language_for(shop.market))
            try:
                async with open_visits(config, evidence, allow_private=allow_private, thorough=True) as visits:
                    snapshot, findings = await judged(visits, shop, Network())
            except Exception as error:
                log.exception("no visit could be begun")
                snapshot, findings = crashed(shop, datetime.now(UTC), error)
            return ShopResult(shop=shop, snapshot=snapshot, findings=findings)

        console.say(f"looking at {shop.url} (a minute at most, politeness aside)")
        result = run_async(main)
        if report is not None:
            _write(result, config, console, evidence, report, lang)
    _say_ours(result, console)
    if shop.market is None and any(f.reason is Reason.NO_MARKET for f in result.findings):
        console.warn("nothing on the pages tells for which country's customers they are; say --market XX, as NL or DE")
    return result


def _write(
    result: ShopResult, config: Config, console: Console, evidence: EvidenceStore, out: Path, lang: str | None
) -> None:
    from reports.ours import NotAReport
    from reports.site import build

    try:
        index = build(OneShop(result, config), evidence, out, lang=lang or language_for(result.shop.market))
    except NotAReport as error:
        console.warn(f"no report was written: {error}")
    except OSError as error:
        console.warn(f"no report was written to {out}: {error.strerror or error}")
    else:
        console.say(f"report: {index}")


def _say_ours(result: ShopResult, console: Console) -> None:
    """Say plainly what only the person at the keyboard can change."""
    reasons = {gap.reason: gap.detail for gap in result.snapshot.gaps} if result.snapshot else {}
    if Reason.NO_NETWORK in reasons:
        console.warn(
            "this machine seems to have no network: not even the root of the DNS answers. Connect and try again."
        )
    if Reason.PRIVATE_ADDRESS in reasons:
        console.warn(f"{reasons[Reason.PRIVATE_ADDRESS]}; if that is meant, say --allow-private")
    if Reason.VISIT_CRASHED in reasons:
        console.warn(f"the visit failed by a fault of shopcheck ({reasons[Reason.VISIT_CRASHED]}); -v shows more")
    if Reason.NO_BROWSER in reasons:
        console.warn("no browser was found, so nothing can be called absent; see: shopcheck doctor")


def exit_code(result: ShopResult) -> Exit:
    """1 when the visit failed by our own fault, 2 when a duty is not met, 4 when nothing could be measured, else 0."""
    findings = result.findings
    if result.snapshot and any(gap.reason is Reason.VISIT_CRASHED for gap in result.snapshot.gaps):
        return Exit.OUR_FAILURE
    wrong = {Outcome.BREACHED, Outcome.NOT_FOUND, Outcome.PARTLY}
    if any(f.duty is Duty.MUST and f.outcome in wrong for f in findings):
        return Exit.TO_FIX
    return Exit.NOT_MEASURED if summed(findings) is Sum.NOT_MEASURED else Exit.DONE
