"""Text made comparable, cut into sentences, and searched for the phrases of each language.

The phrases are regular expressions in ``audit/languages/<code>.toml``, section ``[mail]``, or, for a language in which
only the class of a mail is told, in ``mystery_shop/languages/<code>.toml``. They are written for lower-case text with
plain quotes and hyphens. Accented letters in a phrase also match the ways in which people write them without
("für", "fuer", "fur").
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from audit import words as audited
from mystery_shop.parse import clean

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "−": "-"}
)
_SPELLINGS = {
    "ä": "(?:ä|ae|a)", "ö": "(?:ö|oe|o)", "ü": "(?:ü|ue|u)", "ß": "(?:ß|ss)", "é": "(?:é|e)", "è": "(?:è|e)",
    "ê": "(?:ê|e)", "ë": "(?:ë|e)", "ï": "(?:ï|i)", "î": "(?:î|i)", "à": "(?:à|a)", "â": "(?:â|a)", "ç": "(?:ç|c)",
    "ô": "(?:ô|o)", "û": "(?:û|u)", "ù": "(?:ù|u)",
}  # fmt: skip
_STOP = re.compile(r"[.!?…]+[)\"']*(?=\s+[\"'(]?[^\W\d_a-zß-öø-ÿ]|\s+[\"'(*•-]|\s*$)")
_NO_LETTERS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@cache
def mail_languages() -> tuple[str, ...]:
    """Codes of the languages in which mail can be read: those with words for mail of their own, then those of this
    package."""
    full = tuple(code for code in audited.languages() if "mail" in audited.language(code))
    own = resources.files("mystery_shop").joinpath("languages").iterdir()
    files = sorted(f.name.removesuffix(".toml") for f in own if f.name.endswith(".toml"))
    return (*full, *(code for code in files if code not in full))


@cache
def mail_words(code: str) -> dict[str, Any]:
    """The words of mail in one language, by category. Raises KeyError for a language without words."""
    if code not in mail_languages():
        raise KeyError(f"no words for mail in {code!r}; have {', '.join(mail_languages())}")
    if code in audited.languages() and "mail" in audited.language(code):
        found: dict[str, Any] = audited.language(code)["mail"]
        return found
    return tomllib.loads(resources.files("mystery_shop").joinpath("languages", f"{code}.toml").read_text("utf-8"))


@cache
def listed(category: str) -> frozenset[str]:
    """The plain words of a category, of all languages together."""
    return frozenset(word for code in mail_languages() for word in mail_words(code).get(category, ()))


def any_of(category: str) -> str:
    """A pattern for any of the plain words of a category, longest first."""
    return "|".join(map(re.escape, sorted(listed(category), key=lambda word: (-len(word), word))))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of one category. needs: words of which any match holds one, by which most texts are ruled out."""

    category: str
    language: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: where in the text, and its words."""

    category: str
    language: str
    start: int
    end: int
    words: str


def flatten(text: str) -> str:
    """Text with wrapped lines joined, one sentence or list item never running into the next paragraph.

    A line break stays where the line is short, ends a sentence, or a list item follows; else it was wrapping.
    """
    lines = [line.strip() for line in clean(text).translate(_TYPOGRAPHY).split("\n")]
    out: list[str] = []
    open_line = ""
    for line in lines:
        if open_line and line and _was_wrapped(open_line, line):
            out[-1] += " " + line
        elif line:
            out.append(line)
        open_line = line
    return "\n".join(out)


def _was_wrapped(before: str, line: str) -> bool:
    if len(before) < 45 or before[-1] in ".!?:;…" or line[0] in "-*•>|#":
        return len(before) >= 24 and before[-1] not in ".!?:;…" and line[0].islower()
    return True


def lower(text: str) -> str:
    """Lower case of the same length, so that positions stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=32)
def sentences(flat: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a flattened text begin and end."""
    found: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", flat):
        start = line.start()
        for stop in _STOP.finditer(flat, line.start(), line.end()):
            before = re.search(r"(?:^|(?<=[\s(.]))([^\W_]+)$", flat[start : stop.start()])
            short = before and (
                before[1].lower() in listed("abbreviations") or _is_ordinal(flat, start + before.start(), before[1])
            )
            if stop[0] == "." and short and stop.end() < line.end():
                continue
            found.append((start, stop.end()))
            start = stop.end()
        if flat[start : line.end()].strip():
            found.append((start, line.end()))
    return tuple(found)


def _is_ordinal(flat: str, at: int, number: str) -> bool:
    """Whether a number before a full stop is a day, as in "16. August", and not the end of "1.1.2026."."""
    if not number.isdigit() or len(number) > 2 or int(number) > 31:
        return False
    return flat[at - 1 : at] in ("", " ", "(") and flat[max(0, at - 2) : at] not in ("€ ", "£ ", "$ ")


def words(text: str) -> list[str]:
    """The words of a text in lower case, numbers left out."""
    return _WORD.findall(text.lower())


def fold(text: str) -> str:
    """Letters and digits only, lower case: equal for texts that differ in spacing, wrapping or punctuation."""
    return _NO_LETTERS.sub("", clean(text).lower())


def language_of(text: str) -> str:
    """The language in which a text is written, by its frequent short words; "" when unsure or unknown."""
    found = words(text[:4000])
    if not found:
        return ""
    counts = {code: sum(word in frequent for word in found) for code, frequent in _frequent().items()}
    best, second, *_ = [*sorted(counts, key=lambda code: -counts[code]), "", ""]
    if counts[best] < 2 or counts[best] < 0.12 * len(found):
        return best if len(found) < 8 and counts[best] >= 2 and counts[best] > counts.get(second, 0) else ""
    return best if counts[best] > 1.15 * counts.get(second, 0) else ""


@cache
def _frequent() -> dict[str, frozenset[str]]:
    return {code: frozenset(mail_words(code).get("frequent", ())) for code in mail_languages()}


def find(category_names: Iterable[str], low: str, codes: frozenset[str] = frozenset()) -> list[Hit]:
    """Every phrase of the categories in a lower-case flattened text, in order of place.

    codes: only the phrases of these languages; empty for all.
    """
    hits: list[Hit] = []
    for category in category_names:
        for phrase in _phrases_in(category, codes):
            for word in phrase.needs:  # a call for each of a thousand phrases would double the time of a mail
                if word in low:
                    break
            else:
                if phrase.needs:
                    continue
            for match in phrase.pattern.finditer(low):
                hits.append(Hit(category, phrase.language, match.start(), match.end(), match[0].strip()))
    hits.sort(key=lambda hit: (hit.start, hit.end))
    return hits


def may_match(needs: tuple[str, ...], low: str) -> bool:
    """Whether a text holds one of the words that a phrase needs."""
    for word in needs:  # a plain loop is twice as fast as any()
        if word in low:
            return True
    return not needs


@cache
def _phrases_in(category: str, codes: frozenset[str]) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in phrases(category) if not codes or phrase.language in codes)


def first(category: str, low: str) -> str:
    """Words of the first phrase of a category in the text, "" where there is none."""
    return next((hit.words for hit in find((category,), low)), "")


@cache
def phrases(category: str) -> tuple[Phrase, ...]:
    """The phrases of a category, in all languages."""
    return tuple(
        Phrase(category, code, compiled(text), needed(text))
        for code in mail_languages()
        for text in mail_words(code).get(category, ())
    )


@cache
def compiled(text: str) -> re.Pattern[str]:
    """A phrase as a pattern; accented letters match their plain spellings. Raises ValueError naming a bad phrase."""
    try:
        return re.compile("".join(_SPELLINGS.get(letter, letter) for letter in text), re.MULTILINE)
    except re.error as error:
        raise ValueError(f"phrase {text!r} in audit/languages is not a regular expression: {error}") from error


def needed(pattern: str) -> tuple[str, ...]:
    """Plain letters of which every match of a pattern holds at least one; empty where none are certain."""
    found = sorted(_needed(pattern), key=len)
    return tuple(word for at, word in enumerate(found) if not any(shorter in word for shorter in found[:at]))


def _needed(pattern: str) -> tuple[str, ...]:
    choices = _choices(pattern)
    if len(choices) > 1:
        each = [_needed(choice) for choice in choices]
        return tuple(dict.fromkeys(word for found in each for word in found)) if all(each) else ()
    candidates: list[tuple[str, ...]] = []
    run = ""
    for token, optional, repeated in _tokens(pattern):
        if len(token) == 1 and not optional and token.isascii() and (token.isalpha() or token in " '"):
            run += token
            if not repeated:
                continue
        candidates.append((run.strip(),))
        run = ""
        if token.startswith("(") and len(token) > 1 and not optional and not token.startswith("(?!"):
            candidates.append(_needed(token[1:-1].removeprefix("?:")))
    candidates.append((run.strip(),))
    return max((c for c in candidates if c and all(c)), key=lambda c: min(map(len, c)), default=())


def _choices(pattern: str) -> list[str]:
    """A pattern cut at the "|" that stand outside groups."""
    found, start = [], 0
    for at, token in _places(pattern):
        if token == "|":
            found.append(pattern[start:at])
            start = at + 1
    return [*found, pattern[start:]]


def _tokens(pattern: str) -> Iterator[tuple[str, bool, bool]]:
    """Letters, classes and groups of a pattern, whether each may be missing, and whether it may be repeated."""
    places = list(_places(pattern))
    for number, (_, token) in enumerate(places):
        if token[0] in "?*+{":
            continue
        follow = places[number + 1][1] if number + 1 < len(places) else ""
        yield token, follow[:1] in ("?", "*") or follow.startswith(("{0", "{,")), follow[:1] in ("+", "{")


def _places(pattern: str) -> Iterator[tuple[int, str]]:
    """Where each letter, escape, class, group and repetition mark of a pattern stands."""
    at = 0
    while at < len(pattern):
        end = at + 1
        if pattern[at] == "\\":
            end = at + 2
        elif pattern[at] == "[":
            end = pattern.index("]", at + 2) + 1
        elif pattern[at] == "{":
            end = pattern.index("}", at) + 1
        elif pattern[at] == "(":
            end = _group_end(pattern, at)
        yield at, pattern[at:end]
        at = end


def _group_end(pattern: str, start: int) -> int:
    depth, at = 0, start
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] == "[":
            at = pattern.index("]", at + 2)
        else:
            depth += (pattern[at] == "(") - (pattern[at] == ")")
            if depth == 0:
                return at + 1
        at += 1
    raise ValueError(f"phrase {pattern!r} in audit/languages has an open bracket")
