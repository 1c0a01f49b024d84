"""The nouns of an audit: frozen, typed, keyword-only, and storable as JSON (msgspec).

Times are timezone-aware UTC datetimes, durations are seconds, widths and positions are CSS pixels.
Evidence ids are the SHA-256 (hex) of the stored bytes followed by the extension of their type,
as ``3f…9c.png``: an id can be checked against the file at any time.

They are imported from here; the modules sort them by who makes them: a visit, a judgement, a person.
"""

from audit.model.audits import Audit, AuditInfo, ShopResult, Study
from audit.model.findings import Finding, Proof
from audit.model.kinds import MARKUP, READABLE, How, Kind, NumberKind, Owner, Region, Role, Use
from audit.model.people import Correction, ErrorRate, Letter, Reply, Review, Revision
from audit.model.records import Record, decode, encode
from audit.model.visits import (
    AnswerTime,
    Channel,
    Evidence,
    Gap,
    Hours,
    Identifier,
    LinkTried,
    Page,
    Searched,
    Shop,
    Sighting,
    Snapshot,
    Step,
)

__all__ = [
    "MARKUP",
    "READABLE",
    "AnswerTime",
    "Audit",
    "AuditInfo",
    "Channel",
    "Correction",
    "ErrorRate",
    "Evidence",
    "Finding",
    "Gap",
    "Hours",
    "How",
    "Identifier",
    "Kind",
    "Letter",
    "LinkTried",
    "NumberKind",
    "Owner",
    "Page",
    "Proof",
    "Record",
    "Region",
    "Reply",
    "Review",
    "Revision",
    "Role",
    "Searched",
    "Shop",
    "ShopResult",
    "Sighting",
    "Snapshot",
    "Step",
    "Study",
    "Use",
    "decode",
    "encode",
]
