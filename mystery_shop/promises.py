"""Promises to answer, read from a text: "binnen 2 werkdagen", "within 24 hours", "sous 3 jours ouvrés".

A sentence promises an answer when it speaks of answering and states a term, and is none of the traps: a deadline for
the customer, a term of delivery, return, refund or settlement, a promise of a mere confirmation, opening hours, the
statutory month of a privacy request. The words stand in ``audit/languages/<code>.toml``, section ``[mail.promise]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from mystery_shop.model import Promise, Unit
from mystery_shop.wording import (
    compiled,
    flatten,
    language_of,
    lower,
    mail_languages,
    mail_words,
    may_match,
    needed,
    sentences,
)

MAX_QUOTE = 240
_FAR = 16
"""Words between a term and the word for answering, beyond which they do not belong together."""
_MONTH_DAYS = 28
_UNITS = {"minutes": Unit.MINUTES, "hours": Unit.HOURS, "days": Unit.DAYS, "weeks": Unit.WEEKS}


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of time found in a sentence."""

    start: int
    end: int
    low: float | None
    amount: float | None
    unit: Unit | None
    working: bool = False
    working_hours: bool = False
    month: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of one language, ready to be searched for."""

    code: str
    term: re.Pattern[str]
    numbers: dict[str, float]
    units: dict[str, str]
    patterns: dict[str, tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]]
    hedges: dict[str, tuple[str, ...]]

    def spans(self, kind: str, low: str) -> list[tuple[int, int]]:
        """Where the words of one kind stand."""
        return [
            match.span()
            for pattern, needs in self.patterns[kind]
            if may_match(needs, low)
            for match in pattern.finditer(low)
        ]

    def says(self, kind: str, low: str) -> bool:
        """Whether the sentence holds a word of one kind."""
        return bool(self.spans(kind, low))

    def is_of_others(self, low: str) -> bool:
        """Whether a sentence is about somebody else, a carrier or a fitter, and says nothing of the shop itself."""
        return self.says("third", low) and not self.says("us", low)


def find_promise(text: str, code: str = "") -> Promise | None:
    """The promise to answer in a text, None where there is none.

    code: the text's language, "" to find out. A promise with a term goes before a vague one, a firm outer bound
    ("at the latest within 3 working days") before the usual case.
    """
    promises = find_promises(text, code)
    with_term = [promise for promise in promises if promise.amount is not None]
    usual = [promise for promise in with_term if promise.hedge == "usually"]
    if usual and with_term[0] is usual[0]:
        return next((promise for promise in with_term if promise.hedge == "max"), usual[0])
    return next(iter(with_term or promises), None)


def find_promises(text: str, code: str = "") -> list[Promise]:
    """Every promise to answer in a text, in order."""
    flat = flatten(text)
    code = code or language_of(flat)
    codes = tuple(known for known in mail_languages() if (not code or known == code) and "promise" in mail_words(known))
    found: list[Promise] = []
    before = ""
    for start, end in sentences(flat):
        sentence = flat[start:end].strip()
        if 8 <= len(sentence) <= 600:
            promise = next((p for c in codes if (p := _in_sentence(sentence, grammar(c), before))), None)
            if promise:
                found.append(promise)
        before = sentence
    return found


def _in_sentence(sentence: str, words: Grammar, before: str) -> Promise | None:
    """The promise in one sentence; before: the sentence before it, to which "that takes a day" may refer."""
    low = lower(sentence)
    replies = words.spans("reply", low)
    handled = replies + words.spans("handle", low)
    if not handled and words.says("anaphor", low) and _speaks_of_answering(lower(before), words):
        handled = [(0, 1)]
    if not handled or _is_for_the_customer(low, words) or words.is_of_others(low):
        return None
    others = words.spans("other", low)
    terms = [term for term in _terms(low, words) if _belongs(term, handled, others, low)]
    if any(term.month for term in terms):
        return None
    if not terms:
        return _vague(sentence, low, words, replies, others) if replies else None
    term = _chosen(terms)
    working = term.working or (
        term.unit in (Unit.HOURS, Unit.MINUTES, Unit.DAYS) and words.says("on_working_days", low)
    )
    return Promise(
        text=sentence[:MAX_QUOTE],
        amount=term.amount,
        low=term.low,
        unit=term.unit,
        working=working,
        working_hours=term.working_hours,
        hedge="vague" if term.amount is None else _hedge(low, words),
    )


def _speaks_of_answering(low: str, words: Grammar) -> bool:
    return words.says("reply", low) or words.says("handle", low)


def _chosen(terms: list[Term]) -> Term:
    """The first term; "the same or the next working day" is a range of days."""
    days = [term for term in terms if term.unit is Unit.DAYS and term.amount is not None]
    if len(days) > 1 and min(term.amount or 0 for term in days) == 0:
        upper = max(days, key=lambda term: term.amount or 0)
        return Term(upper.start, upper.end, 0, upper.amount, upper.unit, upper.working)
    return next((term for term in terms if term.amount is not None), terms[0])


def _is_for_the_customer(low: str, words: Grammar) -> bool:
    """Whether a deadline is the customer's; "please allow us 5 working days to reply" is the shop's."""
    return words.says("deadline", low) and not words.says("allow_us", low)


def _belongs(term: Term, replies: list[tuple[int, int]], others: list[tuple[int, int]], low: str) -> bool:
    """Whether a term is that of answering, and not that of something nearer to it (delivery, refund…)."""
    nearest = min(_words_between(term, span, low) for span in replies)
    if nearest > _FAR:
        return False
    inside = [span for span in others if not any(a <= span[0] and span[1] <= b for a, b in replies)]
    return not inside or nearest <= min(_words_between(term, span, low) for span in inside)


def _words_between(term: Term, span: tuple[int, int], low: str) -> int:
    if span[1] <= term.start:
        return len(low[span[1] : term.start].split())
    if span[0] >= term.end:
        return len(low[term.end : span[0]].split())
    return 0


def _terms(low: str, words: Grammar) -> list[Term]:
    found = [term for match in words.term.finditer(low) if (term := _term(match, words))]
    anchors = (
        ("same_day", 0.0, True), ("next_working_day", 1.0, True), ("tomorrow", 1.0, False), ("weekday", None, True),
    )  # fmt: skip
    for kind, amount, working in anchors:
        for start, end in words.spans(kind, low):
            if not any(term.start <= start < term.end or start <= term.start < end for term in found):
                found.append(Term(start, end, None, amount, Unit.DAYS, working))
    return sorted(found, key=lambda term: term.start)


def _term(match: re.Match[str], words: Grammar) -> Term | None:
    kind = words.units[match["unit"].strip().rstrip(".")]
    first, second = (_number(match[name], words) for name in ("first", "second"))
    if match["second"] and first is not None and second is not None and second < first:
        first, second = None, second
    amount = second if match["second"] else first
    low = first if match["second"] else None
    start, end = match.span()
    if kind == "months":
        return Term(start, end, low, amount, None, month=True)
    if kind == "working_days":
        return Term(start, end, low, amount, Unit.DAYS, working=True)
    if kind == "working_hours":
        return Term(start, end, low, amount, Unit.HOURS, working=True, working_hours=True)
    unit = _UNITS[kind]
    per = {Unit.DAYS: 1, Unit.WEEKS: 7}.get(unit)
    if per and amount is not None and amount * per >= _MONTH_DAYS:
        return Term(start, end, low, amount, unit, month=True)
    if unit is Unit.HOURS and amount == 0.5:
        return Term(start, end, None, 30, Unit.MINUTES)
    return Term(start, end, low, amount, unit)


def _number(text: str | None, words: Grammar) -> float | None:
    """The value of a number in digits or words; None for "a few" and for nothing."""
    if not text:
        return None
    text = " ".join(text.split())
    if re.fullmatch(r"\d{1,3}(?:[.,]5)?", text):
        return float(text.replace(",", "."))
    return words.numbers.get(text)


def _vague(
    sentence: str, low: str, words: Grammar, replies: list[tuple[int, int]], others: list[tuple[int, int]]
) -> Promise | None:
    """A promise without a term: "we answer as soon as possible"."""
    for start, end in words.spans("vague", low):
        term = Term(start, end, None, None, None)
        if _belongs(term, replies, others, low):
            return Promise(text=sentence[:MAX_QUOTE], hedge="vague")
    return None


def _hedge(low: str, words: Grammar) -> str:
    for name in ("most", "aim", "usually"):
        if any(re.search(rf"\b{re.escape(word)}", low) for word in words.hedges[name]):
            kind = {"most": "max"}.get(name, name)
            if kind != "max" or not any(word in low for word in words.hedges["usually"]):
                return kind
    return "promise"


@cache
def grammar(code: str) -> Grammar:
    """The promise grammar of a language. Raises KeyError for a language without one."""
    data = {"allow_us": [], "whole": [], **mail_words(code)["promise"]}
    units = {
        unit: kind
        for kind in ("working_days", "working_hours", "minutes", "hours", "days", "weeks", "months")
        for unit in _spellings(data[kind])
    }
    numbers = {name: float(value) for word, value in data["numbers"].items() for name in _spellings([word])}
    kinds = (
        "reply", "handle", "other", "anaphor", "deadline", "vague", "same_day", "next_working_day", "tomorrow",
        "weekday", "on_working_days", "third", "us", "allow_us",
    )  # fmt: skip
    return Grammar(
        code=code,
        term=_term_pattern(numbers, data["unknown"], data["range"], data["whole"], units),
        numbers=numbers,
        units=units,
        patterns={kind: tuple((compiled(text), needed(text)) for text in data[kind]) for kind in kinds},
        hedges={name: tuple(data[name]) for name in ("usually", "aim", "most")},
    )


def _spellings(words: list[str]) -> list[str]:
    """Words with and without their accents, longest first, escapes of the data undone."""
    plain = [word.replace("\\.", "") for word in words]
    table: dict[int, Any] = str.maketrans("äöüßéèêàâçôûùï", "aouseeeaacouui")
    umlauts = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
    spelled = [*plain, *(word.translate(table) for word in plain)]
    spelled += ["".join(umlauts.get(letter, letter) for letter in word) for word in plain]
    return sorted(dict.fromkeys(spelled), key=lambda word: -len(word))


def _term_pattern(
    numbers: dict[str, float], unknown: list[str], ranges: list[str], whole: list[str], units: dict[str, str]
) -> re.Pattern[str]:
    number = "|".join(map(re.escape, sorted([*numbers, *unknown], key=lambda word: -len(word))))
    number = rf"\d{{1,3}}(?:[.,]5)?|(?:{number})(?![^\W\d_])"
    between = "|".join(map(re.escape, sorted(ranges, key=lambda word: -len(word))))
    full = "".join(f"{re.escape(word)} |" for word in whole)
    unit = "|".join(map(re.escape, sorted(units, key=lambda word: -len(word))))
    return re.compile(
        rf"(?<![\w.,:/])(?P<first>{number})"
        rf"(?:\s*(?:{unit})?\s*(?:{between})\s*(?P<second>{number}))?"
        rf"[\s-]*(?:{full})(?P<unit>(?:{unit})\.?)(?![^\W_])"
    )
