"""The list of shops that are never mailed again: one file for all campaigns, that is only ever added to.

A shop that objects stands here for good, by its mail domain (or, at a public mail provider, by its address). Nothing in
the program takes an entry off.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path

from audit.model import Record

HEADER = ("what", "at", "by", "reason")


class Entry(Record, frozen=True, kw_only=True):
    """what: an address, a mail domain or a shop's key."""

    what: str
    at: str
    by: str
    reason: str = ""


class StopList:
    """The file, read afresh at each question: somebody may have added to it a second ago."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def why(self, shop: str, to: str) -> str:
        """Why nothing is sent to this shop at this address; "" where nothing stands against it."""
        names = {shop.casefold(), to.casefold(), *_domains(to)}
        entry = next((entry for entry in self.entries() if entry.what.casefold() in names), None)
        return f"on the stop list since {entry.at[:10]}: {entry.reason or 'no reason given'}" if entry else ""

    def entries(self) -> list[Entry]:
        """All entries, oldest first. Raises OSError when the list is there and cannot be read: then nothing is sent."""
        try:
            with self.path.open(newline="", encoding="utf-8") as file:
                rows = [row for row in csv.reader(file) if row and row[0] != HEADER[0]]
        except FileNotFoundError:
            return []
        return [Entry(**dict(zip(HEADER, [*row, "", "", ""][:4], strict=True))) for row in rows]

    def add(self, names: Iterable[str], *, by: str, reason: str, at: datetime) -> None:
        """Add entries; on disk when this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = not self.path.exists()
        with self.path.open("a", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            if new:
                table.writerow(HEADER)
            table.writerows([name, at.isoformat(timespec="seconds"), by, reason] for name in names)
            file.flush()
            os.fsync(file.fileno())


def default_path() -> Path:
    """``SHOPCHECK_STOP_LIST``, or ``shopcheck/stop-list.csv`` in the user's configuration folder."""
    if named := os.environ.get("SHOPCHECK_STOP_LIST"):
        return Path(named)
    base = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if os.name == "nt" else None)
    return (Path(base) if base else Path.home() / ".config") / "shopcheck" / "stop-list.csv"


def names_of(shop: str, to: str) -> list[str]:
    """What to write down about a shop that objects: its key, and its mail domain or, at a public provider, address."""
    domain = to.rpartition("@")[2].lower()
    return [shop, to.lower() if domain in public_providers() else domain]


@cache
def public_providers() -> frozenset[str]:
    """Mail domains at which everybody can have a mailbox (``public_providers.txt``)."""
    text = resources.files("mystery_shop").joinpath("public_providers.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _domains(to: str) -> set[str]:
    """The mail domain and those above it: an objection from shop.nl also holds for service.shop.nl."""
    labels = to.rpartition("@")[2].casefold().split(".")
    return {".".join(labels[n:]) for n in range(len(labels) - 1)} - public_providers()
