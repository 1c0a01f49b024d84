"""Read saved pages: the object that ``shopcheck read`` prints for each file."""

import re
from pathlib import Path
from typing import Any

import msgspec

from audit.filetypes import kind_of_file
from audit.model import MARKUP, READABLE, How, Kind, Owner, Region, Sighting
from checks.find.decode import decode_page
from checks.find.page import read_page

_LEADS = frozenset((How.ATTRIBUTE, How.COMMENT, How.META))
_FORMS = {how: rank for rank, how in enumerate(How)}
_REGIONS = {region: rank for rank, region in enumerate(Region)}
MAX_BYTES = 20_000_000


_SAMPLE = 4096  # bytes; an even number, for two of them may be one character
_TAG = re.compile(r"<(?:!doctype|html|head|body|title|meta|div|p|a|span|table)[\s/>]", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")


def read_file(path: str | Path, market: str | None) -> dict[str, Any]:
    """What one saved page shows, as :func:`read_saved` tells it; a file that cannot be opened has an ``error`` too."""
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        return {"file": name, "error": f"cannot read {name}: {getattr(error, 'strerror', None) or error}"}
    return read_saved(data, name, market)


def read_saved(data: bytes, name: str, market: str | None) -> dict[str, Any]:
    """What one saved page shows, each value once, the best place first.

    ``name``: how the page is called. ``market``: ISO 3166-1 alpha-2 code in either case, or None. Returns ``file``
    (the name) with ``phones`` [{value, raw, kind, owner, region, how}] and ``emails`` [{value, raw, owner, use, region,
    how}], and ``truncated`` (true) where a page was too large to be read to its end; or with ``error``: one line for
    people. Never raises for what the bytes are.
    """
    if kind := _no_page(data):
        return {"file": name, "error": f"{name} is no HTML page but {kind}"}
    reading = read_page(data[:MAX_BYTES], url=Path(name).name, market=market)
    shown = tuple(
        msgspec.structs.replace(s, owner=Owner.UNKNOWN) if s.how in _LEADS and s.owner is Owner.SHOP else s
        for s in reading.sightings
        if s.how is not How.CHANNEL_LINK  # WhatsApp is another channel
    )
    found: dict[str, Any] = {"file": name, "phones": _phones(shown), "emails": _emails(shown)}
    return found | {"truncated": True} if reading.truncated or len(data) > MAX_BYTES else found


def _no_page(data: bytes) -> str:
    """What a file is that cannot be a page, by its first bytes; empty when it may be one."""
    if kind := kind_of_file(data):
        return kind
    text = decode_page(data[:_SAMPLE])
    odd = len(_CONTROL.findall(text))
    return "something else than text" if odd > 2 and odd > len(text) / 20 and not _TAG.search(text) else ""


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
