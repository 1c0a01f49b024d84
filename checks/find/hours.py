"""Opening hours, from text and from structured data, into the opening_hours form of OpenStreetMap.

Text is cut into days, times and "closed"; days and times that stand together make an entry, entries that stand
together make a statement. A statement that is not understood whole is kept with an empty ``osm``: unknown is never a
guess. The words of each language stand under ``[hours]`` in ``audit/languages``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from audit.model import Hours, How, Record
from audit.words import words
from checks.find.hours_about import HEADING, channel_of, kind_of
from checks.find.hours_markup import markup_hours
from checks.find.hours_tokens import SECTION, Token, clock_words, regions, tokens_of
from checks.find.phrases import known, prepared, quote
from checks.find.timetable import DAYS, Span, osm_of, week_of

MAX_FOUND = 12
MAX_TRIED = 300
FILLER = 36
"""So many characters may stand between the days and the times of one entry ("Monday we can be reached from")."""

_CUT_RANGE = re.compile(r"\w\.?[-–—] ?$|(?<!\w)\w{1,3}\.? [-–—] ?$")
_LETTERS = re.compile(r"[^\W\d_]+")


class Entry(Record, frozen=True, kw_only=True):
    """Some days with their times. spans: none when closed or by appointment. unclear: stated, but not understood.

    until: only a closing time ("Thursday until 21.00"), in minutes of the day.
    """

    days: tuple[str, ...]
    spans: tuple[Span, ...]
    start: int
    end: int
    unclear: bool = False
    always: bool = False
    until: int | None = None


def opening_hours(
    text: str,
    *,
    languages: Iterable[str],
    page: str,
    jsonld: Sequence[Mapping[str, Any]] = (),
    others: Callable[[int], str] | None = None,
) -> tuple[Hours, ...]:
    """The opening hours of the shop that a page states, in reading order, structured data last, each once.

    text: the visible text, blocks separated by newlines. languages: those of the page, its own first (all where none
    is known). page: the page's address. jsonld: objects of the page's JSON-LD. others: tells for a place in the text
    what makes hours there a carrier's, a dispute board's…, empty where they are the shop's; theirs are left out.
    An empty ``osm`` means: hours are stated here that could not be read with certainty (``raw`` says them).
    """
    codes = known(languages)
    text, low = prepared(text)
    found: dict[tuple[str, str, str], Hours] = {}
    tried = 0
    for start, end in regions(low, codes):
        for statement in _statements(list(_entries(low, tokens_of(low, start, end, codes), codes)), low):
            tried += 1
            if tried > MAX_TRIED:
                break
            hours = _read(text, low, statement, codes, page, others)
            if hours is not None:
                found.setdefault((hours.channel, hours.osm, hours.raw.lower() if not hours.osm else ""), hours)
        if len(found) >= MAX_FOUND or tried > MAX_TRIED:
            break
    for channel, osm, raw in markup_hours(jsonld):
        week = week_of(osm) if osm else None
        if week is not None and len(found) < 2 * MAX_FOUND:
            hours = Hours(
                channel=channel, osm=osm, raw=raw, page=page, how=How.JSON_LD, week=week.week, outside=week.outside
            )
            found.setdefault((channel, osm, ""), hours)
    return tuple(found.values())


def _entries(low: str, tokens: list[Token], codes: tuple[str, ...]) -> Iterator[Entry]:
    """Days and times that belong together, in order."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "days":
            days, after, short = _days(low, tokens, at, codes)
            entry, after = _after_days(low, tokens, after, token.start, days, short, codes)
            if entry is not None:
                yield entry
            at = after
        elif token.kind == "range" and _times_first(low, tokens, at):
            entry, at = _before_days(low, tokens, at, codes)
            if entry is not None:
                yield entry
        else:
            if token.kind == "range" and _orphan(low, tokens, at):
                yield Entry(days=(), spans=(), start=token.start, end=token.end, unclear=True)
            if token.kind == "always":
                yield Entry(days=DAYS, spans=((0, 1440),), start=token.start, end=token.end, always=True)
            at += 1


def _days(low: str, tokens: list[Token], at: int, codes: tuple[str, ...]) -> tuple[tuple[str, ...] | None, int, bool]:
    """The days from ``at`` on, the index after them, and whether an abbreviation is among them. None: unclear."""
    days: list[str] = list(tokens[at].days)
    short = tokens[at].short
    unclear = not days or _CUT_RANGE.search(low, max(0, tokens[at].start - 8), tokens[at].start) is not None
    at += 1
    while at < len(tokens) and tokens[at].kind == "days":
        token, gap = tokens[at], low[tokens[at - 1].end : tokens[at].start]
        if gap in (" (", " ", ", (") and not (token.days and tokens[at - 1].days):
            # a word of unclear meaning beside plain days says nothing new: "werktags (Mo-Fr)"
            days += token.days if unclear else ()
            unclear = unclear and not token.days
        elif _joins("to", codes).fullmatch(gap):
            ranged = bool(days) and len(token.days) == 1 and {days[-1], token.days[0]} <= set(DAYS)
            unclear = unclear or not ranged
            days += _run(days[-1], token.days[0]) if ranged else []
        elif _joins("and", codes).fullmatch(gap):
            unclear = unclear or not token.days
            days += token.days
        else:
            break
        short = short or token.short
        at += 1
    return (None if unclear else tuple(dict.fromkeys(days))), at, short


def _run(first: str, last: str) -> list[str]:
    """The days after ``first`` up to ``last``, over the weekend where needed."""
    run, index = [], DAYS.index(first)
    while DAYS[index] != last:
        index = (index + 1) % len(DAYS)
        run.append(DAYS[index])
    return run


def _after_days(
    low: str,
    tokens: list[Token],
    at: int,
    start: int,
    days: tuple[str, ...] | None,
    short: bool,
    codes: tuple[str, ...],
) -> tuple[Entry | None, int]:
    """The entry whose days end before token ``at``, and the index after it."""
    if at >= len(tokens):
        return None, at
    token, gap = tokens[at], low[tokens[at - 1].end : tokens[at].start]
    if token.kind == "time":
        return _closing(low, tokens, at, start, days, codes), at + 1
    if token.kind == "days" or not _glued(gap, strict=short or token.bare, codes=codes):
        return None, at
    spans: list[Span] = []
    unclear = days is None or (token.kind == "range" and token.span is None)
    if token.span is not None:
        spans.append(token.span)
    at += 1
    while at < len(tokens) and token.kind == "range" and tokens[at].kind in ("range", "time"):
        gap = low[tokens[at - 1].end : tokens[at].start]
        if not _joins("more", codes).fullmatch(gap):
            break
        more = tokens[at].span
        unclear = unclear or more is None
        spans += [more] if more is not None else []
        at += 1
    return Entry(days=days or (), spans=tuple(spans), start=start, end=tokens[at - 1].end, unclear=unclear), at


def _closing(
    low: str, tokens: list[Token], at: int, start: int, days: tuple[str, ...] | None, codes: tuple[str, ...]
) -> Entry | None:
    """The entry of days with one time: "until" moves the closing time, anything else is not understood."""
    gap, span = low[tokens[at - 1].end : tokens[at].start], tokens[at].span
    if not _glued(gap, strict=False, codes=codes):
        return None
    until = span[0] if span and days and _joins("until", codes).search(gap) else None
    return Entry(days=days or (), spans=(), start=start, end=tokens[at].end, unclear=until is None, until=until)


def _times_first(low: str, tokens: list[Token], at: int) -> bool:
    """Whether the line of this range puts times before days: it begins with times and ends with days."""
    line = [t for t in tokens if "\n" not in low[min(t.start, tokens[at].start) : max(t.end, tokens[at].end)]]
    line = [t for t in line if t.kind in ("range", "days")]
    return len(line) > 1 and line[0].kind == "range" and line[-1].kind == "days"


def _before_days(low: str, tokens: list[Token], at: int, codes: tuple[str, ...]) -> tuple[Entry | None, int]:
    """The entry that begins with the range at ``at``: its times, then its days."""
    start, spans, unclear, bare = tokens[at].start, [], False, False
    while at < len(tokens) and tokens[at].kind == "range":
        span = tokens[at].span
        spans += [span] if span is not None else []
        unclear, bare = unclear or span is None, bare or tokens[at].bare
        at += 1
    if at >= len(tokens) or tokens[at].kind != "days":
        return None, at
    gap = low[tokens[at - 1].end : tokens[at].start]
    if bare or "\n" in gap or not _glued(gap, strict=tokens[at].short, codes=codes):
        return None, at
    days, at, _ = _days(low, tokens, at, codes)
    unclear = unclear or days is None
    return Entry(days=days or (), spans=tuple(spans), start=start, end=tokens[at - 1].end, unclear=unclear), at


def _orphan(low: str, tokens: list[Token], at: int) -> bool:
    """Whether times stand beside days in a line without being understood. Dated days are no such case."""
    token = tokens[at]
    if token.bare or token.span is None:
        return False
    if at and tokens[at - 1].kind == "days" and re.search(r"\d", low[tokens[at - 1].end : token.start]):
        return False
    beside = tokens[max(0, at - 1) : at] + tokens[at + 1 : at + 2]
    gaps = [low[min(t.end, token.end) : max(t.start, token.start)] for t in beside if t.kind == "days"]
    return any("\n" not in gap and len(gap) <= FILLER for gap in gaps)


@cache
def _joins(kind: str, codes: tuple[str, ...]) -> re.Pattern[str]:
    """What may stand between two days of a range (to), two days of a list (and), or two times (more)."""

    def listed(key: str) -> str:
        return "|".join(re.escape(w) for w in sorted(words(SECTION, key, codes), key=len, reverse=True)) or "(?!)"

    lead = rf"(?: ?(?:{listed('from')}))?"
    if kind == "to":
        return re.compile(rf"\.? ?(?:[-–—]|{listed('to')}) ?{lead} ?")
    if kind == "until":
        return re.compile(rf"(?<!\w)(?:{listed('to')}) $")
    if kind == "and":
        return re.compile(rf"\.?,? ?(?:,|/|{listed('and')}|{listed('and')} an|) ?{lead} ?")
    return re.compile(rf"[ ,;]{{0,2}}(?:/|\||\n|{listed('and')}|,|[-–—])? ?{lead} ?")


def _glued(gap: str, *, strict: bool, codes: tuple[str, ...]) -> bool:
    """Whether days and times on either side of the gap belong together.

    strict: only small words may stand there, as for abbreviations and plain numbers.
    """
    gap = clock_words(codes).sub("", gap.lstrip("."))
    if len(gap) > FILLER or gap.count("\n") > 1 or re.search(r"[\d€$!?;]|\.\s", gap):
        return False
    if not strict and "\n" not in gap:
        return True
    return all(w in _small(codes) for w in _LETTERS.findall(gap))


@cache
def _small(codes: tuple[str, ...]) -> frozenset[str]:
    keys = ("from", "between", "unit", "and")
    return frozenset(w for key in keys for phrase in words(SECTION, key, codes) for w in phrase.split())


def _statements(entries: list[Entry], low: str) -> Iterator[list[Entry]]:
    """Entries that make one set of opening hours: no heading between them, and no day told twice."""
    current: list[Entry] = []
    for entry in entries:
        if current and not _continues(current, entry, low):
            yield current
            current = []
        current.append(entry)
    if current:
        yield current


def _continues(current: list[Entry], entry: Entry, low: str) -> bool:
    gap = low[current[-1].end : entry.start]
    if entry.always or current[-1].always or len(gap) > HEADING or gap.count("\n") > 2:
        return False
    if "\n" not in gap:
        return True
    lines = gap.split("\n")
    if any(_LETTERS.search(line) for line in lines[1:-1]) or lines[-1].rstrip().endswith(":"):
        return False
    told = [day for e in current for day in e.days]
    if not told or not entry.days or not set(told).intersection(entry.days):
        return True
    if entry.days == current[-1].days:  # a second line for the afternoon
        return not any(a[0] < b[1] and b[0] < a[1] for a in current[-1].spans for b in entry.spans)
    return entry.days[0] != told[0]


def _read(
    text: str, low: str, entries: list[Entry], codes: tuple[str, ...], page: str, others: Callable[[int], str] | None
) -> Hours | None:
    """The statement as a record; None when these are not hours at which the shop can be reached."""
    start, end = entries[0].start, entries[-1].end
    days = {day for e in entries for day in e.days if e.spans}
    kind = kind_of(low, start, end, len(days), entries[0].always, codes)
    if kind == "other" or (others is not None and others(start)):
        return None
    raw = " ".join(text[start:end].split())[:300]
    channel = channel_of(low, start, end, codes)
    said = quote(text, start, end)
    table = _table(entries)
    lost = any(e.unclear for e in entries) or any(a >= b for spans in table.values() for a, b in spans)
    lost = lost or any(e.until is not None and not all(table.get(d) for d in e.days) for e in entries)
    osm = "" if kind == "unclear" or lost else osm_of(table)
    if osm and osm != "24/7" and any("PH" in e.days and not (e.spans or e.unclear or e.until) for e in entries):
        osm += "; PH off"
    if not osm:
        stated = lost or any(e.spans for e in entries)
        return Hours(channel=channel, osm="", raw=raw, page=page, quote=said) if stated else None
    week = week_of(osm)
    if week is None:
        return None
    return Hours(channel=channel, osm=osm, raw=raw, page=page, quote=said, week=week.week, outside=week.outside)


def _table(entries: list[Entry]) -> dict[str, tuple[Span, ...]]:
    """Days to times. A later entry adds to a day, and replaces what it overlaps ("Mo-Fr 9-17, Fr 9-13")."""
    table: dict[str, tuple[Span, ...]] = {}
    for entry in entries:
        for day in entry.days:
            if day not in DAYS:
                continue
            before = table.get(day, ())
            if entry.until is not None and before:
                table[day] = (*before[:-1], (before[-1][0], entry.until))
                continue
            kept = tuple(b for b in before if not any(b[0] < s[1] and s[0] < b[1] for s in entry.spans))
            table[day] = tuple(dict.fromkeys((*kept, *entry.spans))) if entry.spans else ()
    return table
