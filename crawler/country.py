"""In which country's notation the pages of a visit are read.

The list's market, where it says one. Otherwise what the shop shows, by the same signs by which it will be judged: a
number in national notation that was read as another country's would be missed, and its absence printed. So the pages
are read again when the signs speak for another country than they did at first.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from audit.model import Sighting
from checks.find import read_page
from checks.find.reading import PageReading
from checks.market import decide, likeliest
from crawler.seen import Seen
from crawler.snapshot import snapshot

if TYPE_CHECKING:
    from crawler.walk import Walk


async def settle_country(walk: "Walk") -> bool:
    """Decide once more by all that was read so far; True when pages were read again for it."""
    if walk.shop.market or walk.settings.market or not walk.pages:
        return False
    before = walk.market
    walk.decided = decide(snapshot(walk, datetime.now(UTC), {})).code or walk.guessed or _spoken(walk)
    if walk.market == before:
        return False
    for seen in walk.pages:
        again = _shown_again(walk, seen) if seen.rendered else await walk.read_again(seen)
        if again is not None:
            seen.reading = again
    return True


def _spoken(walk: "Walk") -> str | None:
    """The likeliest country of the language: good enough to read by, not to judge by."""
    languages = (page.reading.language for page in walk.pages)
    return next((code for language in languages if (code := likeliest(language))), None)


def _shown_again(walk: "Walk", seen: Seen) -> PageReading | None:
    """A rendered page, read once more from what the browser wrote down; what it measured of each place is kept."""
    if seen.dom is None:
        return None
    html = walk.evidence.get(seen.dom).decode("utf-8", "replace")
    again = read_page(html, url=seen.url, market=walk.market, role=seen.role, rendered=True)
    known = {(s.anchor, s.raw): s for s in seen.reading.sightings}
    new = tuple(_measured(s, known.get((s.anchor, s.raw))) for s in again.sightings)
    values = {(s.kind, s.anchor, s.raw) for s in new}
    kept = tuple(s for s in seen.reading.sightings if s.tool and (s.kind, s.anchor, s.raw) not in values)
    return msgspec.structs.replace(again, sightings=(*new, *kept))


def _measured(new: Sighting, old: Sighting | None) -> Sighting:
    if old is None:
        return new
    return msgspec.structs.replace(
        new,
        visible_desktop=old.visible_desktop,
        visible_phone=old.visible_phone,
        extra_clicks=old.extra_clicks,
        opened_by=old.opened_by,
        phone_clicks=old.phone_clicks,
        font_px=old.font_px,
        contrast=old.contrast,
        screens_down=old.screens_down,
        screenshot=old.screenshot,
    )
