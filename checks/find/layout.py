"""What class names, ids, roles and styles tell: which part of the page this is, and whether a visitor sees it."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from audit.model import Record, Region
from checks.find.needles import Needles

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CUT = re.compile(r"[\W_]+")
_NO_DISPLAY = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_REVERSED = re.compile(r"unicode-bidi\s*:\s*(?:bidi-override|isolate-override)", re.IGNORECASE)
_RTL = re.compile(r"direction\s*:\s*rtl", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,3000})\}")
_CLASS = re.compile(r"[.#](-?[A-Za-z_][\w-]*)\s*(?:,|$)")

_SENDS = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:assign|replace)\s*\(|window\.open\s*\()\s*[\"']([^\"'\s]{1,500})[\"']"
)
_CALLS_WITH_PAGE = re.compile(
    r"(?:^|[;{}\s(])(?!fetch\b|import\b|alert\b|confirm\b)[A-Za-z_$][\w$]{0,60}\(\s*"
    r"[\"']((?:https?://|/)[^\"'\s]{1,500}|[^\"'\s]{1,200}\.(?:html?|php\d?|aspx?|jsp|cfm|cgi|pl)(?:[?#][^\"'\s]{0,200})?)[\"']",
    re.IGNORECASE,
)
"""A function of the page's own that is given a page's address: most often it opens a window. No method of anything, for
those fetch."""

VISIBLE, COLLAPSED, HIDDEN = 0, 1, 2


@cache
def data(name: str) -> dict[str, Any]:
    """The data file ``checks/find/<name>.toml``."""
    read = tomllib.loads(resources.files("checks.find").joinpath(f"{name}.toml").read_text("utf-8"))
    if name == "layout":  # asked for every element
        read["told"] = {kind: frozenset(found) for kind, found in read["told"].items()}
        read["unless"]["parts"] = frozenset(read["unless"]["parts"])
        read["hidden"] = {"classes": frozenset(read["hidden"]["classes"]), "shows": tuple(read["hidden"]["shows"])}
        read["struck"] = {"classes": frozenset(read["struck"]["classes"])}
        read["collapsed"] = {key: frozenset(found) for key, found in read["collapsed"].items()}
    return read


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """A class name or id cut at hyphens, underscores and capitals, in lower case."""
    return tuple(part.lower() for part in _CUT.split(_CAMEL.sub("-", name)) if part)


class Marks(Record, frozen=True, kw_only=True):
    """What an element's tag, names and role tell.

    region: the part of the page that it begins. shown: VISIBLE, COLLAPSED or HIDDEN by its classes.
    zone: ``review`` for words that are not the shop's own. struck: a line is drawn through it. told: ``phone`` or
    ``fax`` where the names say that the element holds such a number, or is the icon before one.
    """

    region: Region | None = None
    shown: int = VISIBLE
    zone: str = ""
    struck: bool = False
    told: str = ""


@lru_cache(maxsize=8192)
def marks_of(tag: str, names: str, role: str) -> Marks | None:
    """The marks of an element, None when nothing marks it. ``names``: its classes and id, separated by spaces."""
    region = _of_element(tag, role)
    low = names.lower()
    classes = low.split()
    shown = _shown(classes)
    struck = not data("layout")["struck"]["classes"].isdisjoint(classes)
    zone = told = ""
    if _telling().any_in(low):
        listed = names.split()
        region = region or next((found for found in map(_of_name, listed) if found), None)
        zone, told = _zone(listed), told_by(names)
    if region is None and not (shown or zone or struck or told):
        return None
    return Marks(region=region, shown=shown, zone=zone, struck=struck, told=told)


@cache
def _telling() -> Needles:
    """What names hold that tell a region, a zone or a number: most names hold none of it, and need no second look."""
    layout = data("layout")
    words = {*layout["told"]["phone"], *layout["told"]["fax"]}
    for marks in layout["region"].values():
        words.update(marks["parts"], (max(pair.split(), key=len) for pair in marks["pairs"]))
    for zone in layout["zone"].values():
        words.update(zone)
    return Needles(sorted(words))


@cache
def _of_element(tag: str, role: str) -> Region | None:
    """The region that an element begins by its tag or role."""
    for region, marks in data("layout")["region"].items():
        if tag in marks["tags"] or role in marks["roles"]:
            return Region(region)
    return None


@cache
def _marking() -> frozenset[str]:
    """The parts of names that mark a region alone or as the end of a pair."""
    regions = data("layout")["region"].values()
    ends = {pair.split()[-1] for marks in regions for pair in marks["pairs"]}
    return frozenset(ends.union(*(marks["parts"] for marks in regions)))


@lru_cache(maxsize=4096)
def _of_name(name: str) -> Region | None:
    """The region that a class or id stands for."""
    layout = data("layout")
    bits = parts(name)
    if _marking().isdisjoint(bits):
        return None
    joined = f" {' '.join(bits)} "
    for region, marks in layout["region"].items():
        if any(f" {pair} " in joined for pair in marks["pairs"]):
            return Region(region)
        at = next((i for i, bit in enumerate(bits) if bit in marks["parts"]), -1)
        if at >= 0 and layout["unless"]["parts"].isdisjoint(bits[:at]):
            return Region(region)
    return None


def _shown(classes: list[str]) -> int:
    layout = data("layout")
    if not layout["hidden"]["classes"].isdisjoint(classes):
        return VISIBLE if any(c.startswith(layout["hidden"]["shows"]) for c in classes) else HIDDEN
    if not layout["collapsed"]["classes"].isdisjoint(classes):
        return COLLAPSED if layout["collapsed"]["opened"].isdisjoint(classes) else VISIBLE
    return VISIBLE


def _zone(names: list[str]) -> str:
    bits = {name.lower() for name in names}.union(*map(parts, names))
    return next((zone for zone, marks in data("layout")["zone"].items() if bits.intersection(marks)), "")


def told_by(names: str) -> str:
    """``phone`` or ``fax`` where a class, an id, a file name or the name of an icon says so, else an empty string."""
    return _told_by(names) if _telling_numbers().any_in(names.lower()) else ""


@lru_cache(maxsize=4096)
def _told_by(names: str) -> str:
    told = data("layout")["told"]
    for name in names.split()[:20]:
        bits = parts(name)
        kind = next((kind for kind in ("phone", "fax") if not told[kind].isdisjoint(bits)), "")
        if kind and told["unless"].isdisjoint(bits):
            return kind
    return ""


@cache
def _telling_numbers() -> Needles:
    told = data("layout")["told"]
    return Needles(sorted({*told["phone"], *told["fax"]}))


@lru_cache(maxsize=4096)
def style_of(style: str) -> tuple[bool, bool, bool]:
    """Whether an inline style hides the element, turns its text round, or draws a line through it."""
    turned = bool(_REVERSED.search(style) and _RTL.search(style))
    return bool(_NO_DISPLAY.search(style)), turned, "line-through" in style


def reversing_classes(css: str) -> frozenset[str]:
    """Classes and ids that a style sheet in the page turns round (``unicode-bidi`` with ``direction: rtl``)."""
    found: set[str] = set()
    if "bidi" in css:
        for selector, body in _RULE.findall(css):
            if _REVERSED.search(body) and _RTL.search(body):
                found.update(_CLASS.findall(selector.strip()))
    return frozenset(found)


def sent_to(attributes: Mapping[str, str | None]) -> str:
    """Where pressing an element leads that is no link, as its attributes tell (``onclick``, ``data-href``)."""
    told = attributes.get("data-href") or ""
    if told[:1] == "/" or told[:4].lower() == "http":
        return told.strip()
    return scripted_target(attributes.get("onclick") or "")


def scripted_target(script: str) -> str:
    """The page's address that a short script on an element names, empty when it names none."""
    found = _SENDS.search(script) or _CALLS_WITH_PAGE.search(script)
    target = found[1].strip() if found else ""
    return "" if target.lower().startswith(("mailto:", "tel:")) else target


@cache
def _at_signs() -> re.Pattern[str]:
    names = "|".join(map(re.escape, data("layout")["at_sign"]["names"]))
    return re.compile(rf"(?:^|[\s/_-])(?:{names})(?:\.(?:gif|png|jpe?g|svg|webp)|\s|$)")


def at_sign(attributes: Mapping[str, str | None]) -> bool:
    """Whether a picture or icon stands for an @ in an address: told by its file or class name."""
    names = f"{attributes.get('class') or ''} {attributes.get('src') or ''}".lower()
    return "at" in names and bool(_at_signs().search(names))
