"""The shop says how soon it answers.

Looks for a stated time to answer questions ("we reply within 2 working days"). Times for complaints and for privacy
requests are shown but do not count. What is stated is kept beside what test mails measure; stating nothing is no fault.
"""

from audit.model import AnswerTime, Role
from audit.outcomes import Outcome, Reason
from checks.claims import Claim, met, not_seen
from checks.rules._findable import DEFAULT_ROLES
from checks.view import View, distinct

ID = "answer-time-stated"


def check(
    view: View,
    *,
    roles: tuple[Role, ...] = DEFAULT_ROLES,
    other_matters: tuple[str, ...] = ("complaints", "privacy"),
) -> Claim:
    """See the module. other_matters: what a time may hold for without being about questions."""
    stated = view.snapshot.answer_times
    counted = [a for a in stated if a.channel not in other_matters]
    exact = [a for a in counted if a.amount is not None]
    others = distinct(f"{a.channel}: {a.text}" for a in stated if a.channel in other_matters)
    detail = {"other_matters": " | ".join(others)} if others else {}
    proofs = tuple(view.proof(a.page, a.text) for a in exact or counted or stated)
    if exact:
        return met(values=distinct(a.text for a in exact), proofs=proofs, detail={**detail, **_shown(exact[0])})
    if counted:
        return Claim(
            outcome=Outcome.PARTLY,
            reason=Reason.UNCLEAR,
            values=distinct(a.text for a in counted),
            needs=tuple(roles),
            proofs=proofs,
            detail={**detail, **_shown(counted[0])},
        )
    return not_seen(Reason.NOT_STATED, tuple(roles), proofs=proofs, detail=detail)


def _shown(stated: AnswerTime) -> dict[str, str]:
    shown = {"page": stated.page, "channel": stated.channel}
    if stated.amount is not None:
        shown |= {"amount": f"{stated.amount:g}", "unit": stated.unit, "working": "yes" if stated.working else "no"}
    return shown
