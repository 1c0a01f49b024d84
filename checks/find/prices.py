"""What a page prints beside a number as the price of a call: "(0,50 €/min)", "90 cent per gesprek"."""

import re
from functools import cache

from checks.find.layout import data

AHEAD = 80
"""A price further behind a number is another's."""


def dear(text: str, end: int) -> bool:
    """Whether right behind ``end`` stands a price of more than an ordinary call, a minute or a call.

    No digit and no second line may stand between: the price behind another number is that number's.
    """
    found = _price().match(text, end, end + AHEAD)
    if found is None:
        return False
    amount = float((found["after"] or found["before"]).replace(",", "."))
    least: float = data("numbers")["price"]["least"]
    return (amount / 100 if found["cents"] else amount) > least


@cache
def _price() -> re.Pattern[str]:
    whole, parts = _any("currencies"), _any("cents")
    amount = r"\d{1,3}(?:[.,]\d{1,3})?"
    return re.compile(
        rf"[^\d\n€£]{{0,30}}\n?[^\d\n€£]{{0,30}}(?:(?:{whole}) ?(?P<after>{amount})|(?P<before>{amount})"
        rf"[ \xa0]?(?:(?P<cents>{parts})|{whole}))"
        rf"[ \xa0.]?(?:ttc|inkl\. mwst\.?)?[ \xa0]?(?:{_any('joined')})[ \xa0]?(?:{_any('units')})(?!\w)",
        re.IGNORECASE,
    )


def _any(key: str) -> str:
    return "|".join(map(re.escape, sorted(data("numbers")["price"][key], key=len, reverse=True)))
