"""What is known of each shop, out of what is stored: which of its visits counts, and what the others say beside it."""

import zlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from audit import ledger
from audit.looks import together
from audit.model import Finding, Letter, Reply, Review, Shop, ShopResult, Snapshot, decode
from audit.repairs import repaired
from audit.reviews import published
from audit.schema import findings, visits


class Stored:
    """What is stored of some shops, fetched with one query a kind: a query a shop is what reading costs most."""

    def __init__(self, connection: sa.Connection, rows: Sequence[Any]) -> None:
        self._connection = connection
        self._visits: dict[int, list[Any]] = defaultdict(list)
        order = (visits.c.measured.desc(), visits.c.finished_at.desc(), visits.c.id.desc())
        query = sa.select(visits.c.id, visits.c.shop_id, visits.c.snapshot).order_by(*order)
        for visit in connection.execute(query.where(visits.c.shop_id.in_([row.id for row in rows]))):
            self._visits[visit.shop_id].append(visit)
        self._findings = findings_of(connection, [made[0].id for made in self._visits.values()])
        keys = [row.key for row in rows]
        self.reviews = ledger.read_by_shop(connection, Review, keys)
        self.letters = ledger.read_by_shop(connection, Letter, keys)
        self.replies = ledger.read_by_shop(connection, Reply, keys)

    def visits(self, shop_id: int) -> list[Any]:
        """The visits of a shop: the one that could measure most first; of equals the latest."""
        return self._visits.get(shop_id, [])

    def findings(self, visit_id: int) -> tuple[Finding, ...]:
        """The findings of a visit."""
        if visit_id not in self._findings:
            self._findings |= findings_of(self._connection, [visit_id])
        return self._findings[visit_id]


def findings_of(connection: sa.Connection, ids: Sequence[int]) -> dict[int, tuple[Finding, ...]]:
    """The findings of some visits, by the visit's id."""
    found: dict[int, list[Finding]] = {visit: [] for visit in ids}
    query = sa.select(findings.c.visit_id, findings.c.record).order_by(findings.c.visit_id, findings.c.position)
    for row in connection.execute(query.where(findings.c.visit_id.in_(ids))):
        found[row.visit_id].append(decode(row.record, Finding))
    return {visit: tuple(records) for visit, records in found.items()}


def result_of(stored: Stored, row: Any) -> ShopResult:
    """A shop with the visit that counts: the one that could measure most; of equals the latest.

    So a second look that met a closed door does not replace a first one that got in.
    """
    shop = decode(row.record, Shop)
    made = stored.visits(row.id)
    if not made:
        return ShopResult(shop=shop, left=row.gone)
    reviews = stored.reviews.get(shop.key, ())
    best = (snapshot_of(made[0].snapshot, shop), stored.findings(made[0].id))
    if len(made) > 1:
        others = ((snapshot_of(row.snapshot, shop), stored.findings(row.id)) for row in made[1:])
        best = (best[0], together(best, others))
    return ShopResult(
        shop=shop,
        snapshot=best[0],
        findings=best[1] if len(made) == 1 else _repaired(stored, shop, made, best, reviews),
        reviews=reviews,
        letters=stored.letters.get(shop.key, ()),
        replies=stored.replies.get(shop.key, ()),
        left=row.gone,
    )


def _repaired(
    stored: Stored,
    shop: Shop,
    made: Sequence[Any],
    best: tuple[Snapshot, tuple[Finding, ...]],
    reviews: tuple[Review, ...],
) -> tuple[Finding, ...]:
    """The findings of the visit that counts, with repairs seen by rechecks. made: the visits, what counts most first.

    What a person decided about the visit before the recheck leads there too.
    """
    looks = [(best[0], made[0].id), *((snapshot_of(row.snapshot, shop), row.id) for row in made[1:])]
    again = min((snapshot.started_at for snapshot, _ in looks if snapshot.recheck), default=None)
    if again is None:
        return best[1]
    before = next(((s, i) for s, i in looks if s.started_at < again), None)
    if before is None:
        return best[1]
    found = stored.findings(before[1])
    original = published(ShopResult(shop=shop, snapshot=before[0], findings=found, reviews=reviews))
    later = sorted(((s, i) for s, i in looks if s.started_at >= again), key=lambda look: look[0].started_at)
    return repaired(best[1], (before[0], original), [(s, stored.findings(i)) for s, i in later])


def snapshot_of(data: bytes, shop: Shop) -> Snapshot:
    """A visit as it is stored, with the shop's row as the list has it now."""
    return replace(decode(zlib.decompress(data), Snapshot), shop=shop)
