"""The languages that a visit asks for: those that the browser of a customer in the shop's country asks for.

Shops that speak several languages choose by that, and what they show in another may lack what their customers see.
"""

from functools import lru_cache

from babel.languages import get_official_languages

ALSO = "en"
"""What browsers ask for last, whatever their country."""

LEAST = 1
"""Tenths of the lowest weight."""


@lru_cache(maxsize=1_000)
def asked_languages(country: str | None, spoken: str = "") -> tuple[str, ...]:
    """Language tags (BCP 47), best first; none where nothing is known.

    country: ISO 3166-1 alpha-2. spoken: language (ISO 639-1) in which the shop received us: it comes first of the
    country's official ones (CLDR), and is asked for where no country is known.
    """
    official = list(get_official_languages(country, de_facto=True)) if country else []
    if spoken and (spoken in official or not official):
        official = [spoken, *(code for code in official if code != spoken)]
    pairs = [(f"{code}-{country}", code) if country else (code,) for code in official]
    tags = dict.fromkeys(tag for pair in pairs for tag in pair)
    return (*tags, *(() if not tags or ALSO in tags else (ALSO,)))


def accept_language(tags: tuple[str, ...]) -> str:
    """The header (RFC 9110, 12.5.4) as browsers write it; any language where there are no tags."""
    weights = (max(LEAST, 10 - place) for place in range(len(tags)))
    return ",".join(tag if w == 10 else f"{tag};q=0.{w}" for tag, w in zip(tags, weights, strict=True)) or "*"
