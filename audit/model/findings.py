"""What judging makes of a visit."""

from audit.model.records import Record
from audit.outcomes import Axis, Confidence, Duty, Outcome, Place, Reason


class Proof(Record, frozen=True, kw_only=True):
    """What a finding points at."""

    url: str
    quote: str = ""
    screenshot: str | None = None


class Finding(Record, frozen=True, kw_only=True):
    """One rule judged for one shop.

    rule: pack and rule id, as ``nl/contact-phone``. check: id of the check. values: the shop's own, best place first.
    looked_at: addresses of the pages behind a ``not_found``. by: machine, person or two_persons. detail: what else
    the check wants to say, as words.
    """

    rule: str
    check: str
    duty: Duty
    axis: Axis = Axis.RULE
    outcome: Outcome
    place: Place | None = None
    clicks: int | None = None
    reason: Reason | None = None
    values: tuple[str, ...] = ()
    evidence: tuple[Proof, ...] = ()
    confidence: Confidence = Confidence.LIKELY
    by: str = "machine"
    looked_at: tuple[str, ...] = ()
    detail: dict[str, str] = {}

    @property
    def obligatory(self) -> bool:
        """Whether it is about what the law obliges to; only such points place a shop."""
        return self.duty is Duty.MUST and self.axis is Axis.RULE
