"""Two looks at one shop: certain is only what both say, and nothing is absent that one of them saw."""

from datetime import timedelta

import msgspec
import pytest

from audit.looks import together
from audit.model import Finding, Kind, Role, Snapshot
from audit.outcomes import Confidence, Outcome, Reason
from checks.judge import judge
from checks.packs import load_pack
from tests.judging.build import DAY, EMAIL, gap, sighting, snapshot


def look(*sightings: object, minutes: int = 0, **changes: object) -> tuple[Snapshot, tuple[Finding, ...]]:
    snap = snapshot(*sightings, day=DAY + timedelta(minutes=minutes), **changes)
    return snap, judge(snap, load_pack("NL"))


def email(findings: tuple[Finding, ...]) -> Finding:
    return next(f for f in findings if f.check == "email-findable")


FIRST = look(sighting(Kind.PHONE))
SEEN = look(sighting(Kind.EMAIL))
HIDDEN = look(sighting(Kind.EMAIL, Role.TERMS))
SHUT = look(gaps=(gap(Role.CONTACT, Reason.TIMEOUT),))
SECOND = look(minutes=12, second_look=True)


def test_not_found_twice_is_certain() -> None:
    found = email(together(SECOND, [FIRST]))
    assert (found.outcome, found.confidence) == (Outcome.NOT_FOUND, Confidence.CERTAIN)


def test_not_found_by_the_only_look_that_could_look_is_likely() -> None:
    found = email(together(SECOND, [SHUT]))
    assert (found.outcome, found.confidence) == (Outcome.NOT_FOUND, Confidence.LIKELY)


@pytest.mark.parametrize("other", [SEEN, HIDDEN])
def test_what_one_of_two_looks_saw_goes_to_a_person(other: tuple[Snapshot, tuple[Finding, ...]]) -> None:
    found = email(together(SECOND, [other]))
    assert (found.outcome, found.reason, found.confidence) == (Outcome.UNSURE, Reason.CONFLICTING, Confidence.UNSURE)
    assert found.values == ()
    assert found.detail["seen_once"] == EMAIL
    assert found.evidence[0].quote.endswith(EMAIL)


def test_a_worse_place_at_the_second_look_goes_to_a_person_too() -> None:
    second = look(sighting(Kind.EMAIL, Role.TERMS), minutes=12, second_look=True)
    assert email(together(second, [SEEN])).reason is Reason.CONFLICTING
    assert email(together(second, [FIRST])).outcome is Outcome.BREACHED


def test_what_turns_up_later_is_found() -> None:
    second = look(sighting(Kind.EMAIL), minutes=12, second_look=True)
    assert email(together(second, [FIRST])) == email(second[1])


def test_looks_further_apart_or_after_the_shop_was_told_stand_alone() -> None:
    late = look(minutes=60 * 30, second_look=True)
    assert email(together(late, [SEEN])).outcome is Outcome.NOT_FOUND
    told = (msgspec.structs.replace(SECOND[0], recheck=True), SECOND[1])
    assert together(told, [SEEN]) == SECOND[1]
