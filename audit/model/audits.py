"""An audit as reports read it: the facts about it, and shop by shop what was found."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from audit.model.findings import Finding
from audit.model.people import Correction, ErrorRate, Letter, Reply, Review, Revision
from audit.model.records import Record
from audit.model.visits import Shop, Snapshot
from audit.outcomes import Outcome


class ShopResult(Record, frozen=True, kw_only=True):
    """A shop, the latest visit that counts, and what was found.

    left: taken off the list since. snapshot is None while the shop was not visited yet.
    """

    shop: Shop
    snapshot: Snapshot | None = None
    findings: tuple[Finding, ...] = ()
    reviews: tuple[Review, ...] = ()
    letters: tuple[Letter, ...] = ()
    replies: tuple[Reply, ...] = ()
    left: bool = False


class Study(Record, frozen=True, kw_only=True):
    """A published study that an audit repeats.

    published: its figure, as printed. checks: ids of the checks that decide. counted: outcomes that the study counted
    as "has it". title, question, differences: by language.
    """

    id: str
    market: str
    source: str
    published: str
    checks: tuple[str, ...]
    counted: tuple[Outcome, ...]
    title: dict[str, str]
    question: dict[str, str]
    differences: dict[str, tuple[str, ...]]
    second_look: float = 0.0


class AuditInfo(Record, frozen=True, kw_only=True):
    """What an audit is, apart from its shops. Times are UTC and come from the visits, never from the clock.

    language: the one in which it is published first, whose text leads; translations say so.
    """

    title: str = ""
    publisher: str = ""
    contact: str = ""
    market: str | None = None
    language: str = ""
    tool: str = ""
    seed: int = 0
    settings: dict[str, str] = {}
    columns: tuple[str, ...] = ()
    first_visit: datetime | None = None
    last_visit: datetime | None = None
    shops: int = 0
    corrections: tuple[Correction, ...] = ()
    revisions: tuple[Revision, ...] = ()
    error_rates: tuple[ErrorRate, ...] = ()
    study: Study | None = None


class Audit(Protocol):
    """What a report needs: the facts about the audit, and its results one by one in list order (memory stays flat)."""

    @property
    def info(self) -> AuditInfo:
        """The audit's own facts."""

    def results(self) -> Iterator[ShopResult]:
        """Every shop in list order, shops that left included; may be called again."""
