"""What was seen in a page as served is enough to be met; what was not seen there is no absence."""

from typing import Any

import pytest

from audit.model import AnswerTime, Channel, Hours, Identifier, Owner, Page, Role
from audit.outcomes import Outcome, Reason
from checks.judge import judge
from checks.packs import load_pack
from tests.judging.build import SITE, page, snapshot

ROLES = (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT, Role.TERMS)
WHERE = f"{SITE}/{Role.CONTACT}"
PROOFS: dict[str, dict[str, Any]] = {
    "company-identity": {
        "identifiers": tuple(
            Identifier(kind=kind, value=value, page=WHERE, role=Role.CONTACT, owner=Owner.SHOP, valid=True, quote=value)
            for kind, value in (
                ("name", "Lampenhuis B.V."), ("address", "Dorpsstraat 1, 1012 AB Amsterdam"), ("register", "63598248"),
                ("vat", "NL126515852B02"),
            )
        )
    },
    "opening-hours": {
        "hours": (Hours(channel="phone", osm="Mo-Sa 09:00-20:00", raw="ma-za 9-20", page=WHERE, outside=23, week=66),)
    },
    "answer-time-stated": {
        "answer_times": (AnswerTime(text="Antwoord binnen 1 werkdag", page=WHERE, amount=1, unit="days", working=True),)
    },
    "other-channel": {"channels": (Channel(kind="form", page=WHERE, quote="Naam · Bericht · Verstuur"),)},
}  # fmt: skip


def _unrendered(**changes: object) -> tuple[Page, ...]:
    return tuple(page(role, rendered=False, **changes) for role in ROLES)


@pytest.mark.parametrize("check", PROOFS)
def test_what_a_page_as_served_shows_is_met(check: str) -> None:
    seen = snapshot(pages=_unrendered(), **PROOFS[check])
    finding = next(f for f in judge(seen, load_pack("NL")) if f.check == check)
    assert (finding.outcome, finding.reason) == (Outcome.MET, None)
    assert finding.evidence


@pytest.mark.parametrize("check", PROOFS)
def test_what_pages_as_served_do_not_show_is_no_absence(check: str) -> None:
    finding = next(f for f in judge(snapshot(pages=_unrendered()), load_pack("NL")) if f.check == check)
    assert (finding.outcome, finding.reason) == (Outcome.NOT_MEASURED, Reason.NOT_RENDERED)
