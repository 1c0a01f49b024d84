"""How consent banners are answered: known tools by their own buttons, others by the words on theirs."""

import json
import tomllib
from functools import cache
from importlib import resources

from audit.words import words
from crawler.links import fold

DONE = {"reject": "rejected", "close": "closed", "accept": "accepted"}


@cache
def consent_arguments() -> str:
    """Arguments of ``sc.consent`` as JavaScript: the tools, then the words."""
    data = resources.files("crawler").joinpath("consent.toml").read_text("utf-8")
    return f"{json.dumps(tomllib.loads(data)['tool'])}, {consent_words()}"


@cache
def consent_words() -> str:
    """The words of consent banners as a JavaScript object."""
    keys = ("cookie", "reject", "close", "accept")
    return json.dumps({key: [fold(w) for w in words("consent", key)] for key in keys})


@cache
def reveal_words() -> str:
    """The words on buttons that promise a number or an address, as a JavaScript object; ``ways``: the single words of
    which names of contact and service pages and of ways to reach somebody are made; ``filler``: what may stand between
    them."""
    keys = ("verbs", "nouns", "phrases", "panels")
    names = (
        *words("roles", "contact"),
        *words("roles", "service"),
        *words("buttons", "panels"),
        *words("buttons", "nouns"),
    )
    filler = {fold(w) for w in words("roles", "filler")}
    ways = {token for name in names for token in fold(name).split()} - filler
    told = {key: [fold(w) for w in words("buttons", key)] for key in keys}
    return json.dumps(told | {"ways": sorted(ways), "filler": sorted(filler)})
