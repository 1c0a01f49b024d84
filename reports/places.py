"""Where a contact detail stands, how well it reads, and what told the shop's market, in words. Pure; it judges nothing.

The norms beside the figures are those of WCAG 2.2 (1.4.3): a contrast of 4.5 to 1, or 3 to 1 for large letters.
"""

from audit.model import Kind, NumberKind, Owner, Page, Sighting, Step, Use
from checks.market import Market
from reports.safe import clean
from reports.wording import Words

LARGE_PX = 24.0
SAME = 1.05  # a contrast up to which letters have the colour of their ground (crawler/places.js, lost)
NORM, NORM_LARGE = 4.5, 3.0
FEW_LINKS = 2
"""Fewer links than this around a link are not worth a word."""


def how_shown(seen: Sighting, words: Words) -> tuple[str, ...]:
    """The form, the place on the page, the screens on which it can be seen, and what the number or mailbox is for."""
    parts = [words(f"how.{seen.how}"), words(f"region.{seen.region}")]
    if seen.clause:
        parts.append(words("shop.clause", clause=clean(seen.clause, 40)))
    if seen.extra_clicks:
        parts.append(words("shop.click_more"))
    if seen.visible_desktop is not None and seen.visible_phone is not None:
        parts.append(words(f"shop.visible.{_screens(seen)}"))
    if seen.phone_clicks:
        parts.append(words("shop.phone_menu"))
    if seen.kind is Kind.PHONE and seen.number_kind is not NumberKind.VOICE:
        parts.append(words(f"number_kind.{seen.number_kind}"))
    if seen.use not in (Use.SERVICE, Use.OTHER):
        parts.append(words(f"use.{seen.use}"))
    if seen.owner is not Owner.SHOP:
        parts.append(words(f"owner.{seen.owner}"))
    return tuple(dict.fromkeys(parts))


def how_it_reads(seen: Sighting, words: Words) -> tuple[str, ...]:
    """Size of the letters, contrast with the page, and how far down they stand; empty where it was not measured.

    Letters that are seen although they have the colour of the ground below them stand on something else: a picture or
    another layer, of which the contrast is not known.
    """
    parts = []
    if seen.font_px is not None:
        parts.append(words("shop.letters", px=round(seen.font_px, 1)))
    if seen.contrast is not None and not (seen.contrast <= SAME and _screens(seen) != "none"):
        norm = NORM_LARGE if (seen.font_px or 0) >= LARGE_PX else NORM
        key = "shop.contrast" if seen.contrast >= norm else "shop.contrast.low"
        parts.append(words(key, contrast=round(seen.contrast, 1), norm=norm))
    if seen.screens_down is not None:
        key = "shop.screens.first" if seen.screens_down < 1 else "shop.screens"
        parts.append(words(key, n=round(seen.screens_down, 1)))
    return tuple(parts)


def way(page: Page, seen: Sighting | None, words: Words) -> tuple[str, ...] | None:
    """The clicks from home to what was seen; None when no path of links is known."""
    if page.clicks is None and not page.path:
        return None
    steps = [words("shop.path.start"), *(_click(step, words) for step in page.path)]
    if seen is not None and seen.extra_clicks:
        label = clean(seen.opened_by, 60)
        steps.append(words("shop.path.click", label=label) if label else words("shop.click_more"))
    return tuple(steps)


def market_signs(market: Market, words: Words) -> tuple[str, ...]:
    """What spoke for the market, in words."""
    return tuple(
        dict.fromkeys(words(f"market.{kind}", value=_sign(kind, value, words)) for kind, value in market.signs)
    )


def _sign(kind: str, value: str, words: Words) -> str:
    """One sign as a reader says it: countries and languages by their names."""
    locale = words.locale
    if kind == "tld":
        return f".{value.lower()}"
    if kind == "language":
        return str(locale.languages.get(value.lower()) or clean(value, 12))
    if kind in ("delivery", "phone", "vat", "register", "country", "mailbox"):
        return str(locale.territories.get(value.upper()) or clean(value, 20))
    return clean(value, 20)


def _click(step: Step, words: Words) -> str:
    """One click: the words on the link, where it stands, and among how many links."""
    label = clean(step.label, 60) or clean(step.url, 60)
    if step.around is None:
        return words("shop.path.click", label=label)
    region = words(f"region.{step.region}")
    if step.around < FEW_LINKS:
        return words("shop.path.click_in", label=label, region=region)
    return words("shop.path.click_among", label=label, region=region, n=step.around)


def _screens(seen: Sighting) -> str:
    """On which of the two screens it can be seen."""
    if seen.visible_desktop and seen.visible_phone:
        return "both"
    if seen.visible_desktop:
        return "desktop"
    return "phone" if seen.visible_phone else "none"
