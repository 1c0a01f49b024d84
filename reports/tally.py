"""What a report knows about all shops together, gathered one shop at a time so that memory stays small. Pure."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from audit.model import Finding, Reply, ShopResult
from audit.outcomes import Outcome, Place, Reason
from audit.outcomes import Side as Doing
from reports.charts import Part
from reports.fair_play import Side, side_of
from reports.heads import CONTACT, Cell, ShopHead, cell
from reports.ranking import alphabetical
from reports.wording import Words


@dataclass
class CheckTally:
    """The results of one check: shops by outcome and words, and the rules that were used.

    Clicks, remarks and places that the words do not name split no bin. orders: the first sort key of each bin.
    """

    shops: dict[tuple[str, str], list[ShopHead]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[tuple[str, str], str] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)

    def add(self, seen: Cell, head: ShopHead) -> None:
        """Count one shop's result."""
        name = (seen.outcome, str(seen.label))
        self.shops[name].append(head)
        self.orders[name] = min(self.orders.get(name, seen.order), seen.order)

    def bins(self) -> list[tuple[str, str, list[ShopHead]]]:
        """Outcome, words and shops of each bin, best first."""
        return [
            (*name, self.shops[name]) for name in sorted(self.shops, key=lambda name: (self.orders[name][:2], name))
        ]

    def parts(self) -> list[Part]:
        """Counts by outcome and words, best first."""
        return [Part(outcome=outcome, label=label, count=len(shops)) for outcome, label, shops in self.bins()]


@dataclass
class Tally:
    """Everything that the pages about all shops need. visited: shops of which at least one page was read: where a door
    stayed shut, or robots.txt kept us out, nobody visited. reviewed: findings that a person decided. chatted: whether a
    person decided by what a chat gave."""

    words: Words
    heads: list[ShopHead] = field(default_factory=list)
    left: list[ShopHead] = field(default_factory=list)
    not_visited: list[ShopHead] = field(default_factory=list)
    checks: dict[str, CheckTally] = field(default_factory=lambda: defaultdict(CheckTally))
    reasons: dict[Reason, dict[str, set[str]]] = field(default_factory=dict)
    by_slug: dict[str, ShopHead] = field(default_factory=dict)
    sides: dict[str, Side] = field(default_factory=dict)
    replies: list[tuple[ShopHead, Reply]] = field(default_factory=list)
    unsure: dict[str, ShopHead] = field(default_factory=dict)
    agents: Counter[str] = field(default_factory=Counter)
    tools: Counter[str] = field(default_factory=Counter)
    second: int = 0
    reviewed: int = 0
    visited: int = 0
    chatted: bool = False
    first_visit: datetime | None = None
    last_visit: datetime | None = None

    def add(self, result: ShopResult, head: ShopHead) -> None:
        """Count one shop. Shops taken off the list are kept apart and counted nowhere."""
        side = side_of(result, self.words)
        if side is not None:
            self.sides[head.slug] = side
        self.replies += [(head, reply) for reply in result.replies]
        if result.left:
            self.left.append(head)
            return
        self.heads.append(head)
        self.by_slug[head.slug] = head
        if result.snapshot is None:
            self.not_visited.append(head)
        else:
            self.visited += bool(result.snapshot.pages)
            self.second += result.snapshot.second_look
            self.agents[result.snapshot.user_agent] += 1
            self.tools[result.snapshot.tool] += 1
            started = result.snapshot.started_at
            self.first_visit = min(self.first_visit or started, started)
            self.last_visit = max(self.last_visit or started, started)
        for finding in result.findings:
            self._finding(finding, head)

    def _finding(self, finding: Finding, head: ShopHead) -> None:
        self.reviewed += finding.by != "machine"
        check = self.checks[finding.check]
        check.rules[finding.rule] = None
        check.add(cell(finding, self.words), head)
        self.chatted = self.chatted or (finding.by != "machine" and finding.place is Place.AFTER_CHAT)
        if finding.outcome is Outcome.UNSURE:
            self.unsure[head.slug] = head
        if finding.outcome is Outcome.NOT_MEASURED and finding.reason is not None:
            self.reasons.setdefault(finding.reason, {}).setdefault(head.slug, set()).add(finding.check)

    def check_ids(self) -> list[str]:
        """The checks that were made: the two contact details first, the others by name."""
        first = [c for c in CONTACT if c in self.checks]
        return first + sorted(set(self.checks) - set(first))

    def by_side(self) -> list[tuple[Doing, list[tuple[Reason, list[ShopHead], list[str]]]]]:
        """What could not be measured: by whose doing, then by reason, most shops first."""
        sides = []
        for side in (Doing.SITE, Doing.OURS, Doing.SHOWN):
            rows = [
                (reason, sorted((self.by_slug[s] for s in seen), key=alphabetical), sorted(set().union(*seen.values())))
                for reason, seen in self.reasons.items()
                if reason.side is side
            ]
            if rows:
                sides.append((side, sorted(rows, key=lambda r: (-len(r[1]), r[0]))))
        return sides
