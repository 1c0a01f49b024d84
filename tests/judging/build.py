"""Small snapshots for the judge: all needed pages were read and rendered, unless said otherwise."""

from datetime import UTC, datetime

import msgspec

from audit.model import (
    Channel,
    Gap,
    How,
    Kind,
    NumberKind,
    Owner,
    Page,
    Region,
    Role,
    Searched,
    Shop,
    Sighting,
    Snapshot,
    Use,
)
from audit.outcomes import Reason

DAY = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
SITE = "https://winkel.test"
ROLES = (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT)
PHONE = "+31135832740"
EMAIL = "klantenservice@winkel.test"


def page(role: Role, **changes: object) -> Page:
    base = Page(
        url=f"{SITE}/{role}",
        final_url=f"{SITE}/{role}",
        role=role,
        status=200,
        clicks=0 if role is Role.HOME else 1,
        title=role.value.title(),
        language="nl",
        words=200,
        links=12,
        rendered=True,
        fetched_at=DAY,
    )
    return msgspec.structs.replace(base, **changes)


def sighting(kind: Kind, role: Role = Role.CONTACT, **changes: object) -> Sighting:
    value = PHONE if kind is Kind.PHONE else EMAIL
    base = Sighting(
        kind=kind,
        value=value,
        raw=value,
        page=f"{SITE}/{role}",
        role=role,
        region=Region.MAIN,
        how=How.TEXT,
        quote=f"Klantenservice: {value}",
        clicks=0 if role is Role.HOME else 1,
        owner=Owner.SHOP,
        number_kind=NumberKind.VOICE if kind is Kind.PHONE else NumberKind.UNKNOWN,
        use=Use.SERVICE,
        visible_desktop=True,
        visible_phone=True,
        rendered=True,
    )
    return msgspec.structs.replace(base, **changes)


def snapshot(
    *sightings: Sighting,
    pages: tuple[Page, ...] | None = None,
    gaps: tuple[Gap, ...] = (),
    absent: tuple[Role, ...] = (),
    channels: tuple[Channel, ...] = (),
    day: datetime = DAY,
    **changes: object,
) -> Snapshot:
    roles = dict.fromkeys((*ROLES, *(s.role for s in sightings)))
    read = tuple(page(r) for r in roles if r not in absent and r not in {g.role for g in gaps})
    base = Snapshot(
        shop=Shop(key=SITE, url=SITE, name="Winkel", market="NL"),
        started_at=day,
        finished_at=day,
        tool="test",
        home_url=SITE,
        pages=read if pages is None else pages,
        gaps=gaps,
        sightings=sightings,
        channels=channels,
        searched=Searched(absent=absent),
    )
    return msgspec.structs.replace(base, **changes)


def gap(role: Role, reason: Reason) -> Gap:
    return Gap(url=f"{SITE}/{role}", role=role, reason=reason)
