"""Who stands where: groups by contact duty instead of bare places. Pure: no clock, no chance.

Only rules of law that are obligatory count (``duty`` must, ``axis`` rule). A shop is ranked when at least
:data:`MEASURED_SHARE` of those that apply to it could be measured; its weakest point decides its group. Inside a
group nothing tells the shops apart, so all of them share the place.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from audit.model import Finding
from audit.outcomes import Outcome

MEASURED_SHARE = 0.8
_UNMEASURED = frozenset({Outcome.NOT_MEASURED, Outcome.UNSURE})


class Group(StrEnum):
    """Groups of the contact duty, best first."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


@dataclass(frozen=True, kw_only=True)
class Points:
    """A shop's obligatory points: how many apply, were measured, are met, partly met, and neither."""

    applicable: int = 0
    measured: int = 0
    met: int = 0
    partly: int = 0
    not_met: int = 0

    @property
    def low(self) -> int:
        """Points met when nothing that was not measured is."""
        return self.met

    @property
    def high(self) -> int:
        """Points met when everything that was not measured is."""
        return self.met + self.applicable - self.measured

    @property
    def ranked(self) -> bool:
        """Whether enough was measured to compare the shop with others."""
        return self.applicable > 0 and self.measured >= MEASURED_SHARE * self.applicable

    @property
    def group(self) -> Group | None:
        """The group, or None for a shop that is not ranked."""
        if not self.ranked:
            return None
        if self.not_met:
            return Group.NOT_MET
        return Group.PARTLY if self.partly else Group.MET


def points(findings: Iterable[Finding]) -> Points:
    """The obligatory points among the findings of one shop."""
    outcomes = [f.outcome for f in findings if f.obligatory and f.outcome is not Outcome.NOT_APPLICABLE]
    measured = [o for o in outcomes if o not in _UNMEASURED]
    return Points(
        applicable=len(outcomes),
        measured=len(measured),
        met=measured.count(Outcome.MET),
        partly=measured.count(Outcome.PARTLY),
        not_met=measured.count(Outcome.BREACHED) + measured.count(Outcome.NOT_FOUND),
    )


class Named(Protocol):
    """What the alphabet needs of a shop."""

    @property
    def name(self) -> str: ...
    @property
    def host(self) -> str: ...


class Entry(Named, Protocol):
    """What a ranking needs of a shop."""

    @property
    def group(self) -> Group | None: ...


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, kw_only=True)
class Ranked(Generic[E]):
    """One group with its shops in alphabetical order; they share the places ``first`` to ``last``."""

    group: Group
    first: int
    last: int
    entries: Sequence[E]


def alphabetical(entry: Named) -> tuple[str, str, str]:
    """Sort key by name without regard to case and accents, then by name and host as they are."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", entry.name) if not unicodedata.combining(c))
    return plain.casefold(), entry.name, entry.host


def rank(entries: Iterable[E]) -> tuple[list[Ranked[E]], list[E]]:
    """The groups that have shops, best first, and the shops that are not ranked; each in alphabetical order."""
    ordered = sorted(entries, key=alphabetical)
    groups, place = [], 1
    for group in Group:
        members = [e for e in ordered if e.group is group]
        if members:
            groups.append(Ranked(group=group, first=place, last=place + len(members) - 1, entries=members))
            place += len(members)
    return groups, [e for e in ordered if e.group is None]
