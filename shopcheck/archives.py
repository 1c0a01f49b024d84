"""Every shop's visits as an archive that replay programs open: one WACZ a shop."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from audit.evidence import EvidenceStore
from audit.model import Shop, Snapshot
from audit.store import AuditStore
from crawler.wacz import WaczPage, write_wacz
from reports.slugs import host_of, slug_of
from shopcheck.errors import PlainError, WrongInputError
from shopcheck.visiting import TOOL

ENDING = ".wacz"


def export_wacz(store: AuditStore, folder: Path, out: Path, wanted: Sequence[Shop] = ()) -> list[Path]:
    """Write a WACZ for each shop that was visited; returns their paths.

    out: a folder (made if it is not there), or a file when it ends in .wacz and there is one shop. wanted: only
    these shops. Raises PlainError.
    """
    keys = {shop.key for shop in wanted}
    visits: dict[str, list[Snapshot]] = defaultdict(list)
    for snapshot in store.snapshots():
        if not keys or snapshot.shop.key in keys:
            visits[snapshot.shop.key].append(_bare(snapshot))
    if out.suffix == ENDING and len(visits) > 1:
        raise WrongInputError(f"{len(visits)} shops do not fit in one file; give a folder with --out, or one --shop")
    single = out.suffix == ENDING
    evidence = EvidenceStore(str(folder / "evidence"))
    written = []
    try:
        (out.parent if single else out).mkdir(parents=True, exist_ok=True)
        for key, made in visits.items():
            path = out if single else out / f"{slug_of(key)}{ENDING}"
            if _write(made, evidence, path):
                written.append(path)
    except OSError as error:
        raise PlainError(f"the archives could not be written: {error}") from error
    return written


def _bare(snapshot: Snapshot) -> Snapshot:
    """What an archive needs of a visit: all visits of an audit are held at once."""
    return Snapshot(
        shop=snapshot.shop,
        started_at=snapshot.started_at,
        finished_at=snapshot.finished_at,
        tool=snapshot.tool,
        pages=snapshot.pages,
        evidence=tuple(e for e in snapshot.evidence if e.kind == "warc"),
    )


def _write(visits: Sequence[Snapshot], evidence: EvidenceStore, path: Path) -> bool:
    """One shop's archive; False for a shop of which nothing was recorded."""
    warcs = {f"{v.started_at:%Y%m%d%H%M%S%f}.warc.gz": evidence.get(e.id) for v in visits for e in v.evidence}
    if not warcs:
        return False
    pages = {p.final_url or p.url: p for v in reversed(visits) for p in v.pages}
    ordered = sorted(pages.items(), key=lambda item: (item[1].role != "home", item[1].fetched_at, item[0]))
    shop = visits[-1].shop
    partial = path.with_name(f".{path.name}.part")
    with partial.open("wb") as file:
        write_wacz(
            file,
            warcs,
            [WaczPage(url=url, title=page.title, at=page.fetched_at) for url, page in ordered],
            title=shop.name or host_of(shop.url),
            software=TOOL,
            created=max(v.finished_at for v in visits),
        )
    partial.replace(path)
    return True
