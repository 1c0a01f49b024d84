"""What people do about what was found: decide, ask the shop, answer, correct, publish, check the tool."""

from datetime import datetime

from audit.model.records import Record
from audit.outcomes import Outcome, Place


class Review(Record, frozen=True, kw_only=True):
    """What a person decided about one finding, from the evidence or by looking for themselves.

    visited_at: start of the visit whose finding was reviewed; a review counts for that visit only.
    machine, outcome: what the machine found, and what the person did. blind: decided without seeing the machine's.
    """

    shop: str
    rule: str
    visited_at: datetime
    machine: Outcome
    outcome: Outcome
    place: Place | None = None
    value: str = ""
    reviewer: str
    reason: str
    decided_on: str = ""
    blind: bool = False


class Letter(Record, frozen=True, kw_only=True):
    """A letter that asked a shop for its side. sent_on, deadline: ISO days. findings: rule ids it named."""

    shop: str
    sent_on: str
    deadline: str
    language: str = ""
    findings: tuple[str, ...] = ()


class Reply(Record, frozen=True, kw_only=True):
    """What a shop answered, or that it did not.

    kind: answer, objection, repaired, no_comment. received_on: ISO day. text: in the shop's own words. by: who wrote
    it for the shop, as they want to be called.
    """

    shop: str
    received_on: str
    kind: str
    text: str = ""
    language: str = ""
    recorded_by: str = ""
    by: str = ""


class Correction(Record, frozen=True, kw_only=True):
    """Something published that was put right.

    corrected_on: ISO day. revision: the first revision that has it. rule, check: the point that it is about, if it is
    about one. was, now: what stood there and what does now; empty when the result stays and ``why`` says it all.
    """

    shop: str
    rule: str = ""
    check: str = ""
    corrected_on: str
    was: str = ""
    now: str = ""
    why: str
    revision: int = 0


class Revision(Record, frozen=True, kw_only=True):
    """A frozen state of the audit. manifest: SHA-256 of its manifest."""

    number: int
    frozen_on: str
    tool: str
    manifest: str = ""
    note: str = ""


class ErrorRate(Record, frozen=True, kw_only=True):
    """How often the tool was wrong in a hand-checked sample. low, high: 90 % interval, 0 to 1. check: an id or all."""

    check: str
    wrong: int
    checked: int
    low: float
    high: float
