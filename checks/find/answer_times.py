"""Stated times to answer: "we reply within 2 working days".

A duration counts only when it is bound ("within", "binnen") and when, among everything in its sentence that could take
that long, answering is the nearest: delivery, refunds, returns and what the customer must do all take days as well.
The words of each language stand under ``[answer_times]`` in ``audit/languages``.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from audit.model import AnswerTime, Record
from audit.words import words
from checks.find.needles import Finder, finder_of
from checks.find.phrases import any_of, channel_in, choice, known, prepared, tables

SECTION = "answer_times"
MAX_LINE = 2000
"""Longer lines are read in pieces of this many characters."""

MAX_FOUND = 20
MAX_TRIED = 200
TOPIC = 26
"""So far before a word stands what makes it the topic of a question ("questions about delivery or returns")."""

LABEL = 40
"""A line this short may be the label of the line below it ("Response time" above "24 hours")."""

CONTEXT = 1500
"""Characters before a sentence in which a complaint or privacy request tells what a long time is for."""

LONG = {"days": 10, "weeks": 2}
"""So long nobody says to answer a question; the law gives a month for a privacy request."""

_SENTENCE = re.compile(r"[.!?…](?=\s|$)|[;•·|✓✔\n]")
_CLOSED_LINE = re.compile(r"\d|[.!?]$")
_REASONABLE = {"minutes": 24 * 60, "hours": 24 * 14, "days": 120, "weeks": 16, "months": 4}


class Term(Record, frozen=True, kw_only=True):
    """A length of time as printed, at ``start`` to ``end`` of the text it was read from.

    amount: the upper bound, None where only a vague number is given. unit: minutes, hours, days or weeks ("" for none).
    working: counted in working time. bound: a word such as "within" stands before it.
    """

    amount: float | None
    unit: str
    working: bool = False
    start: int = 0
    end: int = 0
    bound: bool = False


@cache
def _abbreviation() -> re.Pattern[str]:
    """A full stop here ends a short word, not a sentence."""
    return re.compile(rf"(?:{'|'.join(words(SECTION, 'abbreviations'))}|\b[a-zà-ÿ])\.$")


@cache
def _phrases(key: str, codes: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(words(SECTION, key, codes))


@cache
def _numbers(codes: tuple[str, ...]) -> dict[str, float | None]:
    few: dict[str, float | None] = dict.fromkeys(words(SECTION, "few", codes))
    return few | tables(SECTION, "numbers", codes)


@cache
def _units(codes: tuple[str, ...]) -> dict[str, tuple[str, bool]]:
    """A printed unit to (unit, working)."""
    return {
        word: (name.removeprefix("working_"), name.startswith("working_"))
        for name, group in tables(SECTION, "units", codes).items()
        for word in group
    }


@cache
def _duration(codes: tuple[str, ...]) -> re.Pattern[str]:
    number = rf"(?:\d{{1,3}}(?:[.,]5)?|{choice(_numbers(codes))})"
    units = "|".join(re.escape(w) for w in sorted(_units(codes), key=len, reverse=True))
    joins = "|".join([*(re.escape(w) for w in words(SECTION, "ranges", codes)), "-", "–", "—"])
    working = "|".join(re.escape(w) for w in sorted(words(SECTION, "working", codes), key=len, reverse=True))
    return re.compile(
        rf"(?<![\d.,:/€$£])(?<!\w)(?:(?P<low>{number}) ?(?:(?:{units})(?!\w) ?)?(?:{joins}) ?)?"
        rf"(?P<high>{number})[ -]?(?P<unit>{units})(?!\w)(?: ?(?P<working>{working})(?!\w))?"
    )


@cache
def _bound(codes: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"{choice(words(SECTION, 'bounds', codes))}[ :.]{{0,2}}(?:[^\W\d]{{1,12}} ){{0,2}}$")


def terms(text: str, *, languages: Iterable[str]) -> Iterator[Term]:
    """Every length of time in the text, in order.

    bound: a word such as "within" stands before it. A range gives its upper bound ("1 to 2 days" is 2 days); 24 hours
    "on working days" count as working.
    """
    codes = known(languages)
    _, low = prepared(text)
    for hit in _duration(codes).finditer(low):
        unit, working = _units(codes)[hit["unit"]]
        amount = _amount(hit["high"], codes)
        if hit["high"] in ("0", "00", "000") or (amount or 0) > _REASONABLE[unit]:
            continue
        bound = hit["low"] is not None or _bound(codes).search(low, max(0, hit.start() - 40), hit.start()) is not None
        if _phrases("per", codes).match(low, _skip(low, hit.end())):
            continue
        yield Term(
            amount=amount if unit != "months" or amount is None else amount * 30,
            unit="days" if unit == "months" else unit,
            working=working or hit["working"] is not None,
            start=hit.start(),
            end=hit.end(),
            bound=bound,
        )


def answer_times(text: str, *, languages: Iterable[str], page: str) -> tuple[AnswerTime, ...]:
    """The times in which a page says that questions are answered, in reading order, each once.

    text: the visible text, blocks separated by newlines. languages: those of the page, its own first (all where none
    is known). page: the page's address. channel: phone, email, chat, whatsapp, shop, "" (not said); complaints or
    privacy for a time that holds for such requests only.
    """
    codes = known(languages)
    text, low = prepared(text)
    found: dict[tuple[object, ...], AnswerTime] = {}
    tried = 0
    for start, end in _sentences(low, codes):
        for term in _said_in(low[start:end], codes):
            tried += 1
            amount = None if term.amount is None else float(term.amount)
            channel = _channel(low, start, end, term, codes)
            said = AnswerTime(
                channel=channel,
                text=" ".join(text[start:end].split())[:160],
                amount=amount,
                unit=term.unit,
                working=term.working,
                page=page,
            )
            found.setdefault((channel, amount, term.unit, term.working), said)
        if len(found) >= MAX_FOUND or tried >= MAX_TRIED:
            break
    exact = [a for a in found.values() if a.amount is not None]
    return tuple(a for a in found.values() if a.amount is not None or not exact)


@cache
def _answering(codes: tuple[str, ...]) -> Finder:
    return finder_of((*words(SECTION, "said", codes), *words(SECTION, "verbs", codes)))


@cache
def _timed(codes: tuple[str, ...]) -> re.Pattern[str]:
    """Anything that a time to answer must have: a digit, a number in letters, "same day", "as soon as possible"."""
    keys = ("same_day", "same_working_day", "next_working_day", "vague")
    return re.compile(rf"\d|{choice([*_numbers(codes), *(w for key in keys for w in words(SECTION, key, codes))])}")


def _sentences(low: str, codes: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Sentences that hold a word of answering; a short label is joined with the line below it."""
    done = 0
    for cue in _answering(codes).finditer(low):
        if cue.start() < done:
            continue
        first, last = low.rfind("\n", 0, cue.start()) + 1, low.find("\n", cue.end())
        done = last = len(low) if last < 0 else last
        if last - first <= LABEL and last < len(low) and not _CLOSED_LINE.search(low, first, last):
            below = low.find("\n", last + 1)
            last = len(low) if below < 0 else below
        if not _timed(codes).search(low, first, last):
            continue
        start = first
        for stop in _SENTENCE.finditer(low, first, last):
            dotted = stop[0] == "." and _abbreviation().search(low, max(0, stop.end() - 5), stop.end())
            if stop[0] != "\n" and not dotted:
                yield from _pieces(start, stop.end())
                start = stop.end()
        yield from _pieces(start, last)


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end, MAX_LINE):
        yield at, min(end, at + MAX_LINE)


def _said_in(sentence: str, codes: tuple[str, ...]) -> list[Term]:
    """The terms of one (lower-case) sentence that are times to answer."""
    cues = list(_cues(sentence, codes))
    if not cues or sentence.rstrip().endswith("?") or _phrases("none", codes).search(sentence):
        return []
    rejects = [m.span() for m in _phrases("rejects", codes).finditer(sentence)]
    rejects = [span for span in rejects if not _is_topic(sentence, span[0], codes)]
    said = []
    for term in _stated(sentence, codes):
        near = min(_distance(term, cue) for cue in cues)
        other = min((_distance(term, span) for span in rejects), default=10_000)
        if near < other and near <= 90:
            said.append(term)
    return said


def _cues(sentence: str, codes: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where the sentence speaks of answering."""
    for hit in _phrases("said", codes).finditer(sentence):
        yield hit.span()
    if _phrases("agents", codes).search(sentence):
        for hit in _phrases("verbs", codes).finditer(sentence):
            yield hit.span()


def _stated(sentence: str, codes: tuple[str, ...]) -> Iterator[Term]:
    """All that could be a time to answer: bound durations, "the same day", "as soon as possible"."""
    taken = []
    for term in terms(sentence, languages=codes):
        if term.bound or _phrases("times", codes).search(sentence, max(0, term.start - 60), term.start):
            taken.append((term.start, term.end))
            yield term
    for key, amount, unit, working in (
        ("same_working_day", 0.0, "days", True),
        ("next_working_day", 1.0, "days", True),
        ("same_day", 0.0, "days", False),
        ("vague", None, "", False),
    ):
        for hit in _phrases(key, codes).finditer(sentence):
            if not any(s < hit.end() and hit.start() < e for s, e in taken):
                taken.append(hit.span())
                yield Term(amount=amount, unit=unit, working=working, start=hit.start(), end=hit.end(), bound=True)


def _is_topic(sentence: str, start: int, codes: tuple[str, ...]) -> bool:
    """Whether the word is what a question is about: "questions about returns"."""
    return _phrases("topics", codes).search(sentence, max(0, start - TOPIC), start) is not None


def _distance(term: Term, span: tuple[int, int]) -> int:
    """Characters between the term and the words; 0 where they touch or overlap."""
    return max(0, span[0] - term.end, term.start - span[1])


def _channel(low: str, start: int, end: int, term: Term, codes: tuple[str, ...]) -> str:
    """What the time holds for: complaints or privacy requests as the paragraph says, else the channel of the sentence.

    A long time looks further back for what it is about.
    """
    long = (term.amount or 0) >= LONG.get(term.unit, 10_000)
    paragraph = max(low.rfind("\n", 0, start) + 1, start - CONTEXT)
    before = max(0, start - CONTEXT) if long else paragraph
    for where in (low[start:end], low[paragraph:end], low[before:end]):
        for name in ("privacy", "complaints"):
            if _phrases(name, codes).search(where):
                return name
    return channel_in(low[start:end], codes)


def _amount(printed: str, codes: tuple[str, ...]) -> float | None:
    if printed in _numbers(codes):
        return _numbers(codes)[printed]
    return float(printed.replace(",", "."))


def _skip(low: str, at: int) -> int:
    return at + 1 if low[at : at + 1] == " " else at
