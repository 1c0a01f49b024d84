"""Looking again at shops that say that they mended something: the new visit stands beside the first, never over it."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from audit.evidence import EvidenceStore
from audit.model import Shop, ShopResult
from audit.store import AuditStore
from shopcheck.config import Config
from shopcheck.console import Console
from shopcheck.freezing import seal
from shopcheck.judging import judge_audit
from shopcheck.network import Network
from shopcheck.progress import name_of
from shopcheck.visiting import judged, open_visits, run_async


def recheck(
    store: AuditStore,
    folder: Path,
    shops: Sequence[Shop],
    config: Config,
    console: Console,
    *,
    allow_private: bool = False,
) -> list[ShopResult]:
    """Visit the shops again, judge, and return their results as they are now. Raises PlainError, KeyboardInterrupt."""
    evidence = EvidenceStore(str(folder / "evidence"))
    market = store.info.market

    async def main() -> None:
        async with open_visits(config, evidence, allow_private=allow_private, market=market) as visits:
            for shop in shops:
                console.say(f"looking again at {name_of(shop)}")
                snapshot, findings = await judged(visits, shop, Network())
                store.add_visit(msgspec.structs.replace(snapshot, recheck=True), findings)

    store.set_facts(reported=None, unsettled=True)
    try:
        run_async(main)
    finally:
        seal(store, folder)
    judge_audit(store)
    keys = {shop.key for shop in shops}
    return [result for result in store.results() if result.shop.key in keys]
