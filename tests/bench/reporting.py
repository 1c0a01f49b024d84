"""``python -m tests.bench.reporting FOLDER [build]``: the report of the audit in FOLDER, in a process of its own.

Without ``build`` it fills the folder first: ``python -m tests.bench.reporting FOLDER fill SHOPS``.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path


def fill(folder: Path, count: int) -> None:
    """An audit of ``count`` shops: most are good, some could not be visited, some lack what is obligatory."""
    from msgspec.structs import replace

    from audit.evidence import EvidenceStore
    from audit.model import Kind
    from audit.shoplist import parse_list
    from audit.store import AuditStore
    from shopcheck.judging import judge_visit
    from tests.front.fakes import good, shut

    store = AuditStore.in_folder(folder / "audit", create=True)
    shops = parse_list("".join(f"shop-{number}.nl\n" for number in range(count)).encode(), market="NL").shops
    store.sync(shops)
    for number, shop in enumerate(shops):
        snapshot = shut(shop) if number % 11 == 0 else good(shop)
        if number % 3 == 0:
            snapshot = replace(snapshot, sightings=tuple(s for s in snapshot.sightings if s.kind is Kind.EMAIL))
        store.add_visit(snapshot, judge_visit(snapshot))
    EvidenceStore(str(folder / "evidence")).put(
        b"x", kind="html", url="", media_type="text/html", taken_at=datetime.now(UTC)
    )
    store.close()


def report(folder: Path) -> None:
    """Write the report with six mails a shop; prints seconds and sizes as JSON."""
    from audit.evidence import EvidenceStore
    from audit.store import AuditStore
    from reports.site import build
    from tests.reports.campaign import many

    store = AuditStore.in_folder(folder / "audit")
    mails = many([result.shop.key for result in store.results()])
    began = time.monotonic()
    index = build(store, EvidenceStore(str(folder / "evidence")), folder / "report", lang="nl", mails=mails)
    seconds = time.monotonic() - began
    sizes = {name: (index.parent / name).stat().st_size for name in ("index.html", "ranking.html")}
    print(json.dumps({"seconds": seconds, "sizes": sizes, "ranking": str(index.parent / "ranking.html")}))


if __name__ == "__main__":
    if sys.argv[2:3] == ["fill"]:
        fill(Path(sys.argv[1]), int(sys.argv[3]))
    else:
        report(Path(sys.argv[1]))
