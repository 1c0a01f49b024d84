"""Register and VAT numbers in text: found by their labels, or alone where the checksum is right.

Forms, labels and checksum modules per country stand in ``identity.toml``; checksums are python-stdnum's.
"""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from audit.model import Record
from checks.find.layout import data
from checks.find.needles import Finder
from checks.find.phrases import any_of, choice, roots

REACH = 46
"""So many characters may stand between a label and its number ("registered in the register under number")."""

CLOSE = 24
"""A number with a wrong checksum counts only so close behind its label."""

AROUND = 110
"""The register court stands within so many characters of the number."""

MAX_HITS = 60
MAX_LABELS = 3000
RUN = 6
"""So many digits in a row up or down, or all the same, are no real number."""

FAR = 130
"""No number stands farther behind its label than this, itself included."""

_NUMBER_NEAR = re.compile(r"\d[\d .-]{0,6}\d|[\[{]|XX")
_EDGE = r"(?<![\w])(?<!\d[ .-])(?:{form})(?![ .-]?\d)(?!\w)"
_GLUED = r"(?<!\d[ .-])(?:{form})(?![ .-]?\d)(?!\w)"
"""The same right behind a label that ran into it: "BtwBE 0404.616.494"."""

_SEPARATORS = re.compile(r"[\s.:/–—-]+")


class Scheme(Record, frozen=True, kw_only=True):
    """One kind of number of one country, as ``[[number]]`` in identity.toml describes it."""

    scheme: str
    kind: str
    country: str
    cues: tuple[str, ...]
    form: str
    check: str = ""
    prefix: str = ""
    gap: int = REACH
    any_gap: bool = False
    cue_inside: bool = False
    back: bool = False
    court: bool = False
    market_only: bool = False
    also: str = ""
    strip: str = ""
    lower: bool = False


class Number(Record, frozen=True, kw_only=True):
    """A number as found. valid: None where there is no checksum. dummy: a sample, or a mark in place of a number."""

    kind: str
    scheme: str
    country: str
    value: str
    raw: str
    start: int
    end: int
    valid: bool | None
    dummy: bool = False


@cache
def schemes() -> tuple[Scheme, ...]:
    """All schemes, in the order of the file."""
    found = []
    for raw in data("identity")["number"]:
        found.append(Scheme(**{**raw, "cues": tuple(raw["cues"])}))
    return tuple(found)


def numbers(text: str, low: str, *, market: str | None) -> Iterator[Number]:
    """Every register and VAT number of the text (``low`` is its lower case), in no particular order.

    A number that serves as two kinds at once (a Belgian VAT number is the register number too) comes twice.

    market: ISO 3166-1 alpha-2 code, which settles labels that two countries share ("company number").
    """
    best: dict[tuple[str, int], Number] = {}
    for number in (*_labelled(text, low, market), *_alone(text, low)):
        rank = (number.valid is True, number.country == market)
        key = (number.kind, number.end)
        before = best.get(key)
        if before is None or rank > (before.valid is True, before.country == market):
            best[key] = number
        if len(best) >= MAX_HITS:
            break
    for number in best.values():
        yield number
        twin = next((s for s in schemes() if s.scheme == _scheme(number.scheme).also), None) if number.scheme else None
        if twin is not None:
            yield _number(twin, number.raw, number.start, "")


@cache
def _scheme(name: str) -> Scheme:
    return next(s for s in schemes() if s.scheme == name)


def classify_vat(value: str) -> Number | None:
    """A VAT number given as such (in structured data), by its form; None when it has none of the known forms."""
    for scheme in schemes():
        if scheme.kind == "vat" and re.fullmatch(scheme.form, value.strip(), re.IGNORECASE):
            if scheme.prefix and not value.strip().upper().startswith(scheme.prefix[:2]):
                continue
            return _number(scheme, value.strip(), 0, "")
    return None


def _labelled(text: str, low: str, market: str | None) -> Iterator[Number]:
    """Numbers behind (or, for some, before) a label."""
    for cue in islice(_cues().finditer(low), MAX_LABELS):
        if _NUMBER_NEAR.search(text, cue.start() - 24 if cue.start() > 24 else 0, cue.end() + FAR) is None:
            continue
        taken: list[tuple[int, int]] = []
        for scheme in _by_cue()[cue[0]]:
            if scheme.market_only and market != scheme.country:
                continue
            number = _behind(text, low, cue, scheme, market) or (_before(text, cue, scheme) if scheme.back else None)
            if number is not None and not any(s < number.end and number.start < e for s, e in taken):
                taken.append((number.start, number.end))
                yield number
        if not taken:
            mark = _placeholder(text, cue)
            if mark is not None:
                yield mark


def _behind(text: str, low: str, cue: re.Match[str], scheme: Scheme, market: str | None) -> Number | None:
    start = cue.start() if scheme.cue_inside else cue.end()
    gap = "." if scheme.any_gap else r"[^\d@]"
    glued = not scheme.cue_inside and text[start : start + 1].isalnum()
    reach = 0 if glued or scheme.cue_inside else scheme.gap
    hit = _after_label(_GLUED if glued else _EDGE, scheme.form, gap, reach).match(text, start)
    if hit is None or hit["gap"].count("\n") > 2 or _elsewhere().search(low, start, hit.start("value")):
        return None
    if _example().search(low, start, hit.start("value")):
        return None
    near = text[max(0, hit.start() - AROUND) : hit.end() + AROUND] if scheme.court else ""
    number = _number(scheme, hit["value"], hit.start("value"), near)
    if number.valid is False and not number.dummy:  # it may be a number of another kind
        lettered = scheme.prefix and hit["value"].upper().startswith(scheme.prefix[:2])
        if len(hit["gap"]) > CLOSE or not (lettered or market == scheme.country):
            return None
    return number


def _before(text: str, cue: re.Match[str], scheme: Scheme) -> Number | None:
    """The number before its label: "840 518 187 RCS Nantes"."""
    start = max(0, cue.start() - 24)
    hits = list(re.finditer(_EDGE.format(form=scheme.form), text[start : cue.start()], re.IGNORECASE))
    if not hits or len(text[start + hits[-1].end() : cue.start()].strip(" ,–—-")) > 0:
        return None
    return _number(scheme, hits[-1][0], start + hits[-1].start(), "")


def _alone(text: str, low: str) -> Iterator[Number]:
    """Numbers with their country's letters and no label: only those whose checksum is right."""
    for hit in _prefixed().finditer(text):
        for scheme in schemes():
            if scheme.prefix and hit[0].upper().startswith(scheme.prefix[:2]):
                whole = re.compile(_GLUED.format(form=scheme.form), re.IGNORECASE).match(text, hit.start())
                if whole is None or _elsewhere().search(low, max(0, hit.start() - 12), hit.start()):
                    continue
                number = _number(scheme, whole[0], whole.start(), "")
                if number.valid and not _example().search(low, max(0, hit.start() - 25), hit.start()):
                    yield number


def _number(scheme: Scheme, raw: str, start: int, near: str) -> Number:
    raw = raw.strip()
    value, valid = _normal(scheme, raw, near)
    return Number(
        kind=scheme.kind,
        scheme=scheme.scheme,
        country=scheme.country,
        value=value,
        raw=raw,
        start=start,
        end=start + len(raw),
        valid=valid,
        dummy=(is_sample(value) and valid is not True) or value.lower() in _samples(),
    )


def _normal(scheme: Scheme, raw: str, near: str) -> tuple[str, bool | None]:
    """The number in its usual short form, and whether its checksum is right (None: has none)."""
    value = _SEPARATORS.sub("", raw).upper()
    if scheme.court:
        court = _court().search(near)
        kind = re.sub(r"[^A-Z]", "", value)[:3]
        digits = re.sub(r"\D", "", value)
        value = f"{court['place'].strip()} {kind} {digits}" if court else f"{kind} {digits}"
        # the list of courts is not complete: a court that is not on it says nothing
        return value, True if court and _module(scheme.check).is_valid(value) else None
    if scheme.kind == "register":
        value = re.sub(scheme.strip, "", value) if scheme.strip else value
        value = value.lower() if scheme.lower else value
    if not scheme.check:
        return value, None
    module = _module(scheme.check)
    if scheme.prefix and not value.startswith(scheme.prefix[:2]):
        value = scheme.prefix + value
    return value, bool(module.is_valid(value))


def is_sample(value: str) -> bool:
    """Whether the digits of a number run up or down in order or are all the same: 12345678, 987654321, 00000000."""
    runs = re.findall(r"\d+", value)
    digits = max(runs, key=len, default="")
    if len(digits) < RUN:
        return False
    up = "01234567890123456789012"
    bare = digits.lstrip("0") or "0"
    return len(set(digits)) == 1 or digits in up or digits in up[::-1] or (len(bare) >= RUN and bare in up)


def _placeholder(text: str, cue: re.Match[str]) -> Number | None:
    """A mark such as "[number]" or "XX XXX" right behind a label."""
    hit = _mark().match(text, cue.end())
    if hit is None:
        return None
    scheme = next((s for s in _by_cue()[cue[0]] if not s.cue_inside and not s.market_only), None)
    if scheme is None:
        return None
    return Number(
        kind=scheme.kind,
        scheme="",
        country="",
        value="",
        raw=hit["mark"].strip(),
        start=hit.start("mark"),
        end=hit.end("mark"),
        valid=None,
        dummy=True,
    )


def _module(name: str) -> Any:
    return importlib.import_module(name)


@cache
def _by_cue() -> dict[str, tuple[Scheme, ...]]:
    table: dict[str, tuple[Scheme, ...]] = {}
    for scheme in schemes():
        for cue in scheme.cues:
            table[cue] = (*table.get(cue, ()), scheme)
    return table


@cache
def _cues() -> Finder:
    """The labels as whole words, or with a number or mark run into them: "SIRET404833048", "KvKXXXXXXXX"."""
    source = choice(_by_cue()).replace(r"(?!\w)", r"(?!(?!\d|xx|[a-z]{2}u?\d)\w)")
    return Finder(re.compile(source), roots(_by_cue()))


@cache
def _after_label(edge: str, form: str, gap: str, reach: int) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<gap>(?:{gap}){{0,{reach}}}?)(?P<value>{edge.format(form=form)})", re.IGNORECASE | re.DOTALL
    )


@cache
def _prefixed() -> re.Pattern[str]:
    starts = [f"{p[0]}(?<![^\\W_a-zà-ÿ].){p[1:]}" for p in sorted({s.prefix for s in schemes() if s.prefix})]
    return re.compile(rf"(?:{'|'.join(starts)})[ .-]?[0-9A-Z]")


@cache
def _court() -> re.Pattern[str]:
    return re.compile(data("identity")["court"]["pattern"])


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(
        rf"[^\d\n@\[{{]{{0,24}}?\n?[ :#]{{0,3}}(?:[A-Z]{{2}} ?)?(?P<mark>{data('identity')['placeholder']['pattern']})"
    )


@cache
def _elsewhere() -> re.Pattern[str]:
    return any_of(f"{w}*" for w in data("identity")["elsewhere"])


@cache
def _example() -> re.Pattern[str]:
    return any_of(data("identity")["example"])


@cache
def _samples() -> frozenset[str]:
    return frozenset(data("identity")["dummies"])
