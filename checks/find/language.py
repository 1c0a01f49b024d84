"""The language of a text by its most frequent short words; by its script where that decides."""

import re
from collections import Counter
from functools import cache

from audit.words import language as words_of
from audit.words import languages
from checks.find.layout import data

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
SAMPLE = 4_000
REPEATS = 2
"""A word tells no more when it comes oftener: "in stock" at two hundred articles is no English."""
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0590-\u05ff\u0600-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)


@cache
def _frequent() -> tuple[dict[str, list[str]], dict[str, int]]:
    """The languages in which a word is frequent, and all languages with nothing counted yet."""
    lists = {code: frozenset(words_of(code).get("language", {}).get("frequent", ())) for code in languages()}
    lists.update({code: frozenset(found) for code, found in data("frequent")["words"].items() if code not in lists})
    by_word: dict[str, list[str]] = {}
    for code, found in lists.items():
        for word in found:
            by_word.setdefault(word, []).append(code)
    return by_word, dict.fromkeys(lists, 0)


def language_of(text: str, declared: str = "") -> str:
    """Two letters of the text's language; the page's own word where the text is too short to tell; else empty."""
    own = declared.strip().lower().replace("_", "-").split("-")[0][:2]
    own = own if len(own) == 2 and own.isalpha() else ""
    middle = max(0, len(text) // 2 - SAMPLE // 2)
    sample = text if len(text) <= 2 * SAMPLE else f"{text[:SAMPLE]} {text[middle : middle + SAMPLE]}"
    if not sample.isascii() and _OTHER_SCRIPT.search(sample):
        letters = sum(map(str.isalpha, sample))
        for code, script in _SCRIPTS:
            if len(script.findall(sample)) * 4 > letters:
                return own if code == "ar" and own in ("fa", "ur") else code
    by_word, nothing = _frequent()
    counts: dict[str, int] = {}
    scores, told = dict(nothing), dict(nothing)
    total = 0
    for stretch, count in Counter(sample.split()).items():  # no word crosses a space, and most stretches come oftener
        for printed in (stretch,) if stretch.isalpha() else _WORD.findall(stretch):
            total += count
            word = printed.lower()
            counts[word] = counts.get(word, 0) + count
    for word in by_word.keys() & counts.keys():
        for code in by_word[word]:
            scores[code] += counts[word]
            told[code] += min(counts[word], REPEATS)
    best = max(told, key=lambda code: (told[code], scores[code], code == own, code))
    if own in told and told[own] * 10 >= told[best] * 9:
        best = own
    if scores[best] >= 5 and scores[best] * 12 >= total:
        return best
    return own or (best if scores[best] >= 3 and scores[best] * 12 >= total else "")
