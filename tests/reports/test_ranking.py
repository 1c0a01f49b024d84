"""Who stands where: groups, shared places, and who is not ranked."""

from dataclasses import dataclass

import pytest

from audit.model import Finding
from audit.outcomes import Axis, Duty, Outcome
from reports.ranking import Group, Points, points, rank

MET, PARTLY, BREACHED, GONE = Outcome.MET, Outcome.PARTLY, Outcome.BREACHED, Outcome.NOT_FOUND
BLIND, UNSURE, NONE = Outcome.NOT_MEASURED, Outcome.UNSURE, Outcome.NOT_APPLICABLE


def findings(*outcomes: Outcome, duty: Duty = Duty.MUST, axis: Axis = Axis.RULE) -> list[Finding]:
    return [Finding(rule=f"nl/{n}", check=f"c{n}", duty=duty, axis=axis, outcome=o) for n, o in enumerate(outcomes)]


@pytest.mark.parametrize(
    ("outcomes", "group"),
    [
        ((MET, MET), Group.MET),
        ((MET, NONE), Group.MET),
        ((MET, PARTLY), Group.PARTLY),
        ((PARTLY, GONE), Group.NOT_MET),
        ((MET, BREACHED), Group.NOT_MET),
        ((MET, BLIND), None),
        ((GONE, BLIND), None),
        ((MET, UNSURE), None),
        ((NONE, NONE), None),
        ((), None),
        ((MET, MET, MET, MET, BLIND), Group.MET),
        ((MET, MET, MET, BLIND), None),
    ],
)
def test_the_weakest_measured_point_decides_when_enough_was_measured(
    outcomes: tuple[Outcome, ...], group: Group | None
) -> None:
    assert points(findings(*outcomes)).group is group


def test_only_obligatory_points_of_law_count() -> None:
    other = findings(GONE, duty=Duty.SHOULD) + findings(GONE, duty=Duty.INFO) + findings(GONE, axis=Axis.NORM)
    assert points(findings(MET) + other) == Points(applicable=1, measured=1, met=1)


def test_what_was_not_measured_is_a_range() -> None:
    made = points(findings(MET, MET, PARTLY, MET, BLIND))
    assert (made.low, made.high, made.applicable) == (3, 4, 5)


@dataclass(frozen=True)
class Entry:
    name: str
    group: Group | None
    host: str = "a.nl"


def test_groups_share_places_in_alphabetical_order() -> None:
    entries = [
        Entry("zebra", Group.MET), Entry("Ångström", Group.MET), Entry("apple", Group.NOT_MET), Entry("Bax", Group.MET),
        Entry("nobody", None), Entry("anyone", None),
    ]  # fmt: skip
    groups, unranked = rank(entries)
    assert [(g.group, g.first, g.last) for g in groups] == [(Group.MET, 1, 3), (Group.NOT_MET, 4, 4)]
    assert [e.name for e in groups[0].entries] == ["Ångström", "Bax", "zebra"]
    assert [e.name for e in unranked] == ["anyone", "nobody"]


def test_the_order_of_the_list_changes_nothing() -> None:
    entries = [Entry(n, g) for n in "dacb" for g in (*Group, None)]
    assert rank(entries) == rank(list(reversed(entries)))


def test_nobody_is_nobody() -> None:
    assert rank([]) == ([], [])
