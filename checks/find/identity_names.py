"""The name of the firm behind a shop: with a legal form, behind a label, or above the address of an imprint."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice

from audit.model import Record
from audit.words import words
from checks.find.layout import data
from checks.find.needles import Finder, Needles
from checks.find.phrases import any_of, roots

SECTION = "identity"
BACK = 90
MAX_WORDS = 7
MAX_HITS = 60

_WORD = re.compile(r"[\w&+.'’-]{1,40}")
_BREAKS = ' \n,;:|·•()[]<>"„“”«»—–'
BRAND = re.compile(r"[a-z]{1,2}[A-Z]|[\w-]{2,30}\.[a-z]{2,6}$")
_UNIT = re.compile(r"^[\d.,+-]+$")
_LABEL_END = re.compile(r"[ ]{0,2}(?:\([^)\n]{1,30}\))?[ ]{0,2}(?:[:=–—-]|\n|:\n)[ ]{0,2}")
_VALUE = re.compile(r"(?P<name>[^\W_][^\n:;|·•<>{}\[\]@]{1,58})")
_VALUE_END = re.compile(r",|[()]|\s[–—-]\s|\. |$")
_NO_NAME = re.compile(r"[?!©|/*\"„“”:@]|\d{3}|https?")


class Name(Record, frozen=True, kw_only=True):
    """A name as found. form: its legal form, "" without one. registered: such firms stand in a trade register.

    how: form, label, imprint or stated.
    """

    value: str
    start: int
    end: int
    how: str
    form: str = ""
    registered: bool = False


class Form(Record, frozen=True, kw_only=True):
    """One spelling of a legal form, with the countries that have it."""

    name: str
    countries: tuple[str, ...]
    registered: bool
    before: bool


def names(text: str, low: str, *, codes: tuple[str, ...]) -> Iterator[Name]:
    """Every name with a legal form, then every name behind a label ("Company name: …"); at most 60 of each."""
    yield from islice(_with_form(text), MAX_HITS)
    yield from islice(_labelled(text, low, codes), MAX_HITS)


def form_end(text: str) -> int:
    """Where the last legal form in the text ends; 0 when there is none."""
    return max((hit.end() - 1 for hit in _forms_pattern().finditer(f" {text}")), default=0)


def form_of(name: str) -> Form | None:
    """The legal form with which a name ends (or, for some, begins); None without one."""
    padded = name.strip().rstrip(",")
    behind, before = _placed()
    if not (padded.endswith(behind) or padded.startswith(before)):  # most names
        return None
    for form in forms():
        if padded.endswith(f" {form.name}") or (form.before and padded.startswith(f"{form.name} ")):
            return form
    return None


def line_above(text: str, start: int, codes: tuple[str, ...], own: Callable[[str], bool]) -> Name | None:
    """The line above an address, or what stands before it on its line, where it can be the name of a person or firm.

    own: tells whether a name is the site's own, which may be written small or hold a word that names no firm.
    """
    line = text.rfind("\n", 0, start) + 1
    beside = text[line:start].strip(" ,·|–—-")
    if beside:
        return _plain(beside, text.rfind(beside, line, start), codes, own)
    above = text.rfind("\n", 0, max(0, line - 1)) + 1
    said = text[above : line - 1].strip()
    return _plain(said, text.find(said, above), codes, own) if line else None


def _plain(said: str, start: int, codes: tuple[str, ...], own: Callable[[str], bool]) -> Name | None:
    said = said.strip(" ,")
    first = said.partition(",")[0]
    said = first if form_of(first) else said
    if own(said) and is_name(said.title(), codes, strict=False):
        return Name(value=said, start=start, end=start + len(said), how="imprint")
    rooms = form_of(said) is None and not {w.strip(",.") for w in said.lower().split()}.isdisjoint(
        data("identity")["names"]["building"]
    )
    if not said[:1].isupper() or rooms or not is_name(said, codes, strict=form_of(said) is None):
        return None
    return Name(value=said, start=start, end=start + len(said), how="imprint")


@cache
def forms() -> tuple[Form, ...]:
    """Every spelling of a legal form, longest first."""
    merged: dict[str, Form] = {}
    for raw in data("identity")["form"]:
        for name in raw["names"]:
            before = merged.get(name)
            merged[name] = Form(
                name=name,
                countries=(*(before.countries if before else ()), raw["country"]),
                registered=raw["registered"] or (before.registered if before else False),
                before=raw.get("before", False) or (before.before if before else False),
            )
    return tuple(sorted(merged.values(), key=lambda f: (-len(f.name), f.name)))


@cache
def _placed() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every legal form as it ends a name, and those that may begin one."""
    return tuple(f" {form.name}" for form in forms()), tuple(f"{form.name} " for form in forms() if form.before)


@cache
def _forms_pattern() -> re.Pattern[str]:
    """Any legal form, with the space before it: that lets the search skip to it."""
    listed: dict[str, list[str]] = {}
    for form in forms():
        listed.setdefault(form.name[0], []).append(re.escape(form.name[1:]))
    branches = [rf"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(listed.items())]
    return re.compile(rf"[ \n,:](?P<form>{'|'.join(branches)})(?![\w&])")


@cache
def _forms_finder() -> Finder:
    return Finder(_forms_pattern(), (space + form.name for form in forms() for space in " \n,:"))


@cache
def _by_name() -> dict[str, Form]:
    return {form.name: form for form in forms()}


def _with_form(text: str) -> Iterator[Name]:
    for hit in _forms_finder().finditer(f"\n{text}"):
        form, at = _by_name()[hit["form"]], hit.start("form") - 1
        start, end = _name_start(text, at), hit.end() - 1
        if start is None and form.before:
            start, end = at, _name_end(text, end) or 0
        if start is not None and end:
            value = " ".join(text[start:end].split())
            yield Name(value=value, start=start, end=end, how="form", form=form.name, registered=form.registered)


def _name_start(text: str, at: int) -> int | None:
    """Where the capitalised words right before a legal form begin; None when there are none."""
    floor = max(text.rfind("\n", 0, at) + 1, at - BACK)
    small = data("identity")["names"]
    start: int | None = None
    skip = " ,"  # a comma may stand before the legal form only
    safe: int | None = None  # the start without what stands before a word such as "van"
    end = at
    for _ in range(MAX_WORDS):
        while end > floor and text[end - 1] in skip:
            end -= 1
        skip = " "
        begin = end
        while begin > floor and text[begin - 1] not in _BREAKS:
            begin -= 1
        word = text[begin:end]
        ends_sentence = word.endswith(".") and len(word) > 4 and start is not None
        if not _WORD.fullmatch(word) or _UNIT.match(word) or ends_sentence or word.lower() in small["lead"]:
            break
        if word[:1].isupper() or (word[:1].isdigit() and start is not None) or BRAND.match(word):
            start = begin
        elif word.lower() in small["inside"] and start is not None:
            safe = start if safe is None else safe
        elif word.lower() not in small["and"]:
            break
        if text[begin - 1 : begin] != " ":
            return start
        end = begin
    return start if safe is None else safe


def _name_end(text: str, at: int) -> int | None:
    """Where the capitalised words right behind a legal form end; None when there are none."""
    small = data("identity")["names"]
    end: int | None = None
    for word in re.finditer(r" ([^\s,;:|·•()\"«»—–]{1,40})", text[at : at + BACK]):
        if word.start() != (0 if end is None else end - at):
            break
        if not word[1][:1].isupper() and word[1].lower() not in (*small["and"], *small["inside"]):
            break
        if word[1][:1].isupper():
            end = at + word.end()
    return end


def _labelled(text: str, low: str, codes: tuple[str, ...]) -> Iterator[Name]:
    for first, last in _label_roots(codes).lines(low):
        for cue in _labels(codes).finditer(low, first, last):
            middle = _LABEL_END.match(text, cue.end())
            hit = _VALUE.match(text, middle.end()) if middle is not None else None
            numbered = not any(c.isalpha() for c in text[first : cue.start()])  # "1. Publisher"
            if hit is None or middle is None or ("\n" in middle[0] and not numbered):
                continue
            value = hit["name"][: _end_of_value(hit["name"])].strip(" ,")
            form = form_of(value)
            value = value if form else value.rstrip(".")
            below = "\n" in middle[0] and form is None  # the next line may be another label
            if not is_name(value, codes, strict=below) or (below and len(value.split()) < 2):
                continue
            yield Name(
                value=value, start=hit.start(), end=hit.start() + len(value), how="label",
                form=form.name if form else "", registered=bool(form and form.registered),
            )  # fmt: skip


def _end_of_value(said: str) -> int:
    """Where a name behind its label ends. The comma before a legal form is part of it: "Pedales del Sur, S.L."."""
    cut = _VALUE_END.search(said)
    if cut is None:
        return len(said)
    form = _forms_pattern().match(said, cut.start() + 1) if cut[0] == "," else None
    return form.end() if form else cut.start()


def is_name(value: str, codes: tuple[str, ...], *, strict: bool = True) -> bool:
    """Whether it can be a name: short, mostly capitalised, no label and no sentence.

    strict: it may hold no word of a label; else it only may not consist of such words.
    """
    listed = value.split()
    proper = sum(w[:1].isupper() or w[:1].isdigit() or "." in w or BRAND.match(w) is not None for w in listed)
    return (
        3 <= len(value) <= 60
        and len(listed) <= MAX_WORDS
        and proper * 2 >= len(listed)
        and not _NO_NAME.search(value)
        and not (_not_names(codes).search(value.lower()) if strict else _labels_only(value.lower(), codes))
    )


def _labels_only(low: str, codes: tuple[str, ...]) -> bool:
    small = data("identity")["names"]
    left = re.findall(r"[^\W_]+", _not_names(codes).sub(" ", low))
    return all(word in small["inside"] or word in small["lead"] for word in left)


@cache
def _not_names(codes: tuple[str, ...]) -> re.Pattern[str]:
    return any_of((*words(SECTION, "not_name", codes), *words(SECTION, "name", codes)))


@cache
def _labels(codes: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(words(SECTION, "name", codes))


@cache
def _label_roots(codes: tuple[str, ...]) -> Needles:
    return Needles(roots(words(SECTION, "name", codes)))
