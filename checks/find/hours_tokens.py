"""Text cut into the parts of opening hours: days, times, "closed", "by appointment", "24/7"."""

import re
from collections.abc import Iterator
from functools import cache

from audit.model import Record
from audit.words import words
from checks.find.needles import Needles
from checks.find.phrases import branches, choice, roots, tables
from checks.find.timetable import DAY, DAYS, Span

SECTION = "hours"
WINDOW = 400
"""Characters on either side of a time that are read, where a line is longer."""

LONGEST = 40
"""No word for days is longer than this."""

_AFTER_SLASH = r"(?:(?<=[:.h][0-5]\d/)|(?<=[-–]\d\d/)|(?<=[-–] \d\d/))"
"""Where a second range may begin: "9.00-12.30/13.30-17.00"."""

_MORNING, _EVENING = range(6, 13), range(1, 9)


class Token(Record, frozen=True, kw_only=True):
    """One part. kind: days, range, time, closed, appointment, always.

    days: of a days token, empty where the word means different days to different people. short: an abbreviation.
    span: of a range, minutes of the day; None when it makes no sense; of a single time
    that time twice. bare: a range of plain numbers ("9-17").
    """

    kind: str
    start: int
    end: int
    days: tuple[str, ...] = ()
    short: bool = False
    span: Span | None = None
    bare: bool = False


def regions(low: str, codes: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Parts of the (lower-case) text in which opening hours may stand: lines with times and their neighbours."""
    hits = [m.span() for m in _hint().finditer(low)]
    hits += _always(codes).places(low)
    last: tuple[int, int] | None = None
    clear = 0  # no days stand before this place since the last region
    for start, end in sorted(hits):
        if last is not None and start < last[1]:
            continue
        around = _around(low, start, end, clear, codes)
        if around is None:
            clear = max(clear, _line_end(low, end) - LONGEST)
            continue
        if last is not None and around[0] <= last[1] + 2:
            last = (last[0], around[1])
            continue
        if last is not None:
            yield last
        last = around
    if last is not None:
        yield last


@cache
def _hint() -> re.Pattern[str]:
    """Where hours may stand, whatever the language: digits and a dash or a word that goes on from a time.

    Short words follow the digits or their unit at once (``joining``), longer ones also a word of the day (``leading``).
    """
    leading, joining = (branches(words(SECTION, f"hint_{key}")) for key in ("leading", "joining"))
    unit = branches(words(SECTION, "hint_units"))
    return re.compile(
        rf"[0-9] ?[a-z.'’]{{0,8}} ?(?:[-–—]|(?:{leading})(?!\w))|[0-9] ?[ap]\.?m(?!\w)"
        rf"|[0-9](?: ?(?:{unit})\.?| de la \w{{5,6}})? (?:{joining})(?!\w)"
        r"|[0-9][:.]\d\d ?(?:[a-z]{0,4}\.?\n|/ ?)\d{1,2}[:.]\d\d"
    )


def tokens_of(low: str, start: int, end: int, codes: tuple[str, ...]) -> list[Token]:
    """The tokens of one region, in order."""
    hits = _master(codes).finditer(low, start, end)
    found = [_token(hit, codes) for hit in hits if not hit["time"] or hit["cm"] or hit["cu"]]
    spared = [
        t for t in found if not (t.days == ("PH",) and _except(codes).search(low, max(start, t.start - 24), t.start))
    ]
    return _cells(low, spared)


def _cells(low: str, tokens: list[Token]) -> list[Token]:
    """The tokens, with two times right under or beside each other after a day as one range: cells of a table."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        pair = token.kind == "time" and after is not None and after.kind == "time" and bool(joined)
        if pair and after is not None and joined[-1].kind == "days" and not low[token.end : after.start].strip(" .\n"):
            opens, closes = (token.span or (0, 0))[0], (after.span or (0, 0))[0] or DAY
            if 30 <= closes - opens <= DAY:
                joined.append(Token(kind="range", start=token.start, end=after.end, span=(opens, closes)))
                at += 2
                continue
        joined.append(token)
        at += 1
    return joined


@cache
def _except(codes: tuple[str, ...]) -> re.Pattern[str]:
    """Words right before public holidays that only leave them out."""
    listed = "|".join(re.escape(w) for w in sorted(words(SECTION, "except", codes), key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<!\w)(?:{listed or '(?!)'})[ ,]{{0,2}}(?:\w{{1,12}} ){{0,2}}$")


@cache
def day_words(codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Each word to the days it means; to none where the languages differ and none of them is the page's own.

    ``[hours.own_days]`` holds short words (es ``ma``, ``s:``) that are read on a page of that language only.
    """
    meanings: dict[str, set[tuple[str, ...]]] = {}
    for code in codes:
        for key, group in tables(SECTION, "days", (code,)).items():
            for word in group:
                meanings.setdefault(word, set()).add(_span_of(key))
    own = {
        word: _span_of(key)
        for name in ("days", "own_days")
        for key, group in tables(SECTION, name, codes[:1]).items()
        for word in group
    }
    unclear = dict.fromkeys(words(SECTION, "unclear_days", codes), ())
    known = {word: next(iter(days)) if len(days) == 1 else () for word, days in meanings.items()}
    return unclear | known | (own if len(codes) <= 2 else {})


def _span_of(key: str) -> tuple[str, ...]:
    first, _, last = key.partition("-")
    if not last:
        return (first,)
    return DAYS[DAYS.index(first) : DAYS.index(last) + 1]


@cache
def clock_words(codes: tuple[str, ...]) -> re.Pattern[str]:
    """Words right before a number that make it a time of the day: it "dalle 10"."""
    listed = "|".join(re.escape(w) for w in sorted(words(SECTION, "clock", codes), key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<!\w)(?:{listed or '(?!)'}) ?$")


@cache
def _always(codes: tuple[str, ...]) -> Needles:
    return Needles(roots(words(SECTION, "always", codes)))


@cache
def day_pattern(codes: tuple[str, ...]) -> re.Pattern[str]:
    """Any day word, "closed" or "24/7"."""
    every = {*day_words(codes), *words(SECTION, "always", codes), *words(SECTION, "closed", codes)}
    return re.compile(choice(every))


def _around(low: str, start: int, end: int, clear: int, codes: tuple[str, ...]) -> tuple[int, int] | None:
    """The lines about a time, as far as days stand there; None when none do. Up to ``clear`` none do."""
    line = max(low.rfind("\n", 0, start) + 1, start - WINDOW)
    above = max(low.rfind("\n", 0, max(0, line - 1)) + 1, line - WINDOW)
    stop = _line_end(low, end)
    days = day_pattern(codes)
    if not days.search(low, max(above, clear), stop):
        return None
    for _ in range(len(DAYS)):
        below = _line_end(low, stop + 1)
        if below <= stop or not days.search(low, stop, below):
            break
        stop = below
    return above, stop


def _line_end(low: str, at: int) -> int:
    found = low.find("\n", at)
    return min(len(low) if found < 0 else found, at + WINDOW)


@cache
def _master(codes: tuple[str, ...]) -> re.Pattern[str]:
    def listed(key: str) -> str:
        return choice(words(SECTION, key, codes))

    units = "|".join(
        re.escape(u) for key in ("am", "pm", "unit") for u in sorted(words(SECTION, key, codes), key=len, reverse=True)
    )
    named = choice({*words(SECTION, "noon", codes), *words(SECTION, "midnight", codes)})

    def clock(tag: str) -> str:
        return (
            rf"(?:(?P<{tag}h>2[0-4]|[01]?\d)(?!\d)(?:(?: ?[:.] ?|[hu]| h )(?P<{tag}m>[0-5]\d)(?!\d))?"
            rf"(?: ?(?P<{tag}u>{units})(?!\w))?|(?P<{tag}w>{named}))"
        )

    to, ands, start = listed("to"), listed("and"), listed("from")
    signs = "".join(map(re.escape, ("-", "–", "—", *words(SECTION, "signs", codes))))
    span = (
        rf"(?:(?<![\w.,:/€$£+])|{_AFTER_SLASH})(?P<between>(?:{listed('between')}) )?{clock('a')}"
        rf"(?: ?[{signs}] ?| (?:{to}) (?:(?:{start}) )?|(?(between) (?:{ands}) |(?!)))"
        rf"{clock('b')}(?![\w%€])(?!\.\d)(?! ?€)"
    )
    single = rf"(?<![\w.,:/€$£+]){clock('c')}(?![\w%€:])(?!\.\d)"
    return re.compile(
        rf"(?P<always>{listed('always')})|(?P<days>{choice(day_words(codes))})|(?P<range>{span})|(?P<time>{single})"
        rf"|(?P<appointment>{listed('appointment')})|(?P<closed>{listed('closed')})"
    )


def _token(hit: re.Match[str], codes: tuple[str, ...]) -> Token:
    kind = str(hit.lastgroup) if hit.lastgroup in ("always", "days", "time", "appointment", "closed") else "range"
    if kind == "days":
        printed = hit[0]
        return Token(
            kind=kind,
            start=hit.start(),
            end=hit.end(),
            days=day_words(codes)[printed],
            short=len(printed.rstrip("-.")) <= 3,
        )
    if kind == "range":
        bare = not any(hit[g] for g in ("am", "bm", "au", "bu", "aw", "bw"))
        bare = bare and clock_words(codes).search(hit.string, max(0, hit.start() - 12), hit.start()) is None
        return Token(kind=kind, start=hit.start(), end=hit.end(), span=_range(hit, codes), bare=bare)
    if kind == "time":
        at = _clock(hit, "c", codes)[0]
        return Token(kind=kind, start=hit.start(), end=hit.end(), span=(at, at))
    return Token(kind=kind, start=hit.start(), end=hit.end(), span=(0, DAY) if kind == "always" else None)


def _range(hit: re.Match[str], codes: tuple[str, ...]) -> Span | None:
    """The minutes that a range means; None when it cannot be told."""
    (start, start_half), (end, end_half) = _clock(hit, "a", codes), _clock(hit, "b", codes)
    end = end or DAY
    if end_half and not start_half:  # "9-5pm", "1-5pm": the half of the second holds for both where it can
        same = (start % 720) + (720 if end_half == "pm" else 0)
        start = same if same < end or (end_half == "am") else start % 720
    elif not start_half and not end_half and start // 60 in _MORNING and end // 60 in _EVENING and end <= start:
        end += 720  # "9-5", as people say it on a twelve-hour clock
    if end <= start:
        if not (start >= 11 * 60 and end <= 6 * 60):
            return None
        end += DAY
    return (start, end) if 30 <= end - start <= DAY and start < DAY else None


def _clock(hit: re.Match[str], tag: str, codes: tuple[str, ...]) -> tuple[int, str]:
    """Minutes of the day, and am or pm where printed."""
    if hit[f"{tag}w"]:
        return (720, "pm") if hit[f"{tag}w"] in words(SECTION, "noon", codes) else (0 if tag == "a" else DAY, "am")
    hour, minute, unit = int(hit[f"{tag}h"]), int(hit[f"{tag}m"] or 0), hit[f"{tag}u"] or ""
    half = "am" if unit in words(SECTION, "am", codes) else "pm" if unit in words(SECTION, "pm", codes) else ""
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute, half
