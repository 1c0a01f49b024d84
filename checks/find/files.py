"""Read saved pages: the object that ``shopcheck read`` prints for each file."""

from pathlib import Path
from typing import Any

import msgspec

from audit.model import MARKUP, READABLE, How, Kind, Owner, Region, Sighting
from checks.find.page import read_page

_LEADS = frozenset((How.ATTRIBUTE, How.COMMENT, How.META))
_FORMS = {how: rank for rank, how in enumerate(How)}
_REGIONS = {region: rank for rank, region in enumerate(Region)}
MAX_BYTES = 20_000_000


def read_file(path: str | Path, market: str | None) -> dict[str, Any]:
    """What one saved page shows, each value once, the best place first.

    ``market``: ISO 3166-1 alpha-2 code in either case, or None. Returns ``file`` as given with ``phones`` [{value, raw,
    kind, owner, region, how}] and ``emails`` [{value, raw, owner, use, region, how}], or with ``error``: one line for
    people. Never raises for what the file holds.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES)
    except OSError as error:
        return {"file": name, "error": f"cannot read {name}: {error.strerror or error}"}
    if data.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return {"file": name, "error": f"{name} is no HTML page"}
    reading = read_page(data, url=Path(path).name, market=market)
    shown = tuple(
        msgspec.structs.replace(s, owner=Owner.UNKNOWN) if s.how in _LEADS and s.owner is Owner.SHOP else s
        for s in reading.sightings
        if s.how is not How.CHANNEL_LINK  # WhatsApp is another channel
    )
    return {"file": name, "phones": _phones(shown), "emails": _emails(shown)}


def _best(sightings: tuple[Sighting, ...], kind: Kind) -> list[Sighting]:
    """For each value of a kind the sighting in the best place."""
    best: dict[str, Sighting] = {}
    for sighting in sightings:
        if sighting.kind is kind and (sighting.value not in best or _rank(sighting) < _rank(best[sighting.value])):
            best[sighting.value] = sighting
    return sorted(best.values(), key=_rank)


def _rank(sighting: Sighting) -> tuple[int, int, int, int]:
    form = 0 if sighting.how in READABLE else 2 if sighting.how in MARKUP else 1
    owner = {Owner.SHOP: 0, Owner.UNKNOWN: 1, Owner.OTHER: 2}[sighting.owner]
    return (owner, form, sighting.extra_clicks, 10 * _REGIONS[sighting.region] + _FORMS[sighting.how])


def _phones(sightings: tuple[Sighting, ...]) -> list[dict[str, str]]:
    return [
        {
            "value": s.value, "raw": s.raw, "kind": s.number_kind.value, "owner": s.owner.value,
            "region": s.region.value, "how": s.how.value,
        }
        for s in _best(sightings, Kind.PHONE)
    ]  # fmt: skip


_USES = ("service", "privacy", "press", "jobs", "noreply")


def _emails(sightings: tuple[Sighting, ...]) -> list[dict[str, str]]:
    return [
        {
            "value": s.value, "raw": s.raw, "owner": s.owner.value,
            "use": s.use.value if s.use.value in _USES else "other", "region": s.region.value, "how": s.how.value,
        }
        for s in _best(sightings, Kind.EMAIL)
    ]  # fmt: skip
