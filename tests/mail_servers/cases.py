"""Probes and settings for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from mystery_shop.campaign import Campaign
from mystery_shop.model import Probe, ProbeState
from mystery_shop.settings import Caps, MailSettings, Smtp

NOON = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)
TEXT = "Goedemiddag,\n\nHoe lang kan ik iets terugsturen?\n.een regel met een punt vooraan\n\nGroet,\nJan Visser\n"


def probe(number: int, to: str, **more: object) -> Probe:
    """A probe that is due at noon."""
    values: dict[str, object] = {
        "id": f"shop-{number}", "campaign": "c1", "shop": f"https://shop{number}.test", "to": to, "wave": number,
        "sender": "jan@probe.test", "sender_name": "Jan Visser", "reply_address": f"jan+k7f3q2x9a{number}@probe.test",
        "token": f"k7f3q2x9a{number}", "message_id": f"<k7f3q2x9a{number}.0@probe.test>", "language": "nl",
        "subject": "Vraag over terugsturen", "text": TEXT, "planned_at": NOON, "market": "NL",
        "state": ProbeState.APPROVED,
    }  # fmt: skip
    return Probe(**{**values, **more})  # type: ignore[arg-type]


def settings(port: int = 0, **smtp: object) -> MailSettings:
    """Settings without pauses, for a server on loopback."""
    values: dict[str, object] = {"host": "127.0.0.1", "port": port, "tls": "none", "timeout_s": 5, "final_timeout_s": 1}
    return MailSettings(smtp=msgspec.convert({**values, **smtp}, Smtp), caps=Caps(pause_s=(0.0, 0.0)))


def campaign(folder: Path, *recipients: str) -> Campaign:
    """A campaign with one approved probe for each recipient, each to a shop of its own."""
    store = Campaign(folder)
    probes = [probe(n, to) for n, to in enumerate(recipients)]
    store.write_plan(probes, seed=1, settings={}, summary={}, now=NOON)
    return store
