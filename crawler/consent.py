"""How consent banners are answered: known tools by their own buttons, others by the words on theirs."""

import json
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from audit.words import words
from crawler.links import fold

DONE = {"reject": "rejected", "close": "closed", "accept": "accepted"}
AFTER_ALL = "accepted after all"
"""A visitor who did not accept cookies, did not find what is held back until then, and accepted them after all."""

GIVEN = frozenset((DONE["accept"], AFTER_ALL))

WAYS = tuple(DONE)
"""Ways to answer a banner, the one that gives least away first."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawler").joinpath("consent.toml").read_text("utf-8"))


@cache
def consent_arguments(ways: tuple[str, ...] = WAYS) -> str:
    """Arguments of ``sc.consent`` as JavaScript: the tools, the words, the ways to answer in their order."""
    return f"{json.dumps(_data()['tool'])}, {consent_words()}, {json.dumps(ways)}"


@cache
def held_back() -> str:
    """The argument of ``sc.holdsBack`` as JavaScript: what consent tools hold back, and what of that says nothing."""
    held = _data()["held"]
    told = {name: ", ".join(held[name]) for name in ("scripts", "parts")}
    return json.dumps(told | {"elsewhere": held["elsewhere"]})


@cache
def elsewhere() -> tuple[str, ...]:
    """Words in the addresses of maps, films, feeds and the like, where no contact details of a shop stand."""
    return tuple(_data()["held"]["elsewhere"])


@cache
def grants() -> str:
    """A script for the page's own world that accepts all cookies by a tool's own call; gives the name of the tool."""
    calls = (
        f"() => {{ {tool['grant']}; return {json.dumps(tool['name'])}; }}"
        for tool in _data()["tool"]
        if "grant" in tool
    )
    return (
        f"(() => {{ for (const call of [{', '.join(calls)}]) try {{ return call(); }} catch (e) {{}} return ''; }})()"
    )


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
