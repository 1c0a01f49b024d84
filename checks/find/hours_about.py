"""What a statement of opening hours is about: reaching the shop, or delivery and courses; which channel; whose."""

import re
from functools import cache

from audit.words import words
from checks.find.hours_tokens import SECTION
from checks.find.phrases import any_of, channel_in
from checks.find.surroundings import by_context, named_party

LEAD = 3
"""So many lines above a statement may say what it is about."""

HEADING = 80
"""A longer line is no heading."""

FEW_DAYS = 3
"""Hours for fewer days need a word such as "opening hours" near: events and broadcasts have days and times too."""

SHORT = 60
"""A sentence of so many characters stands by itself ("Customer service: 24/7")."""

_PHONE = re.compile(r"(?:\+|\b0)\d[\d ()/.\-–]{6,22}\d")
_CUT = re.compile(r"[·•|;✓\n]|[.!?] ")
_VERSUS = re.compile(r"[✕✗✘❌×]")


def somebody_elses(before: str) -> str:
    """The word or name before opening hours that makes them another party's, else an empty string."""
    return by_context(before) or named_party(before)


def kind_of(low: str, start: int, end: int, days: int, always: bool, codes: tuple[str, ...]) -> str:
    """``hours``, ``unclear`` (for a season only), or ``other`` (delivery, courses, broadcasts…).

    days: how many days have times. always: it says 24/7.
    """
    above = _above(low, start)
    line = low.rfind("\n", 0, start) + 1
    before = f"{above[0] if above else ''}\n{low[line:start]}"
    after = low[end : min(len(low), end + 60)].partition("\n")[0]
    inside = low[start:end]
    reach, rejects = max(_last(before, "reach", codes), _last_phone(before)), _last(before, "rejects", codes)
    if rejects > reach or (reach < 0 and _any("rejects", codes).search(f"{inside}\n{after}")):
        return "other"
    reachable = (
        reach >= 0
        or bool(channel_of(low, start, end, codes))
        or any(_any("reach", codes).search(part) for part in (*above, inside, after))
    )
    if not reachable and days < FEW_DAYS:
        return "other"
    if always and not _own_words(low, start, end, reachable, codes):
        return "other"
    return "unclear" if _any("seasons", codes).search(f"{before}\n{inside}") else "hours"


def _own_words(low: str, start: int, end: int, reachable: bool, codes: tuple[str, ...]) -> bool:
    """Whether "24/7" is said of reaching this shop: in a few words of its own, or in a sentence that says "we"."""
    begin, stop = low.rfind("\n", 0, start) + 1, low.find("\n", end)
    begin, stop = max(begin, start - 300), min(len(low) if stop < 0 else stop, end + 300)
    cuts = [begin, *(m.end() for m in _CUT.finditer(low, begin, stop)), stop]
    left, right = max(c for c in cuts if c <= start), min(c for c in cuts if c >= end)
    if _VERSUS.search(low, right, right + HEADING):  # a table that compares others
        return False
    if not _any("reach", codes).search(low, left, right):
        return reachable and (right - left) - (end - start) <= 6
    return right - left <= SHORT or any_of(words("answer_times", "agents", codes)).search(low, left, right) is not None


@cache
def _any(key: str, codes: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(words(SECTION, key, codes))


def _last(text: str, key: str, codes: tuple[str, ...]) -> int:
    return max((m.start() for m in _any(key, codes).finditer(text)), default=-1)


def _last_phone(text: str) -> int:
    """Where the last number to call begins: hours behind it are those of the line, whatever was ordered before."""
    return max((m.start() for m in _PHONE.finditer(text)), default=-1)


def _above(low: str, start: int) -> list[str]:
    """The short lines above the line of ``start``, nearest first."""
    lines, stop = [], low.rfind("\n", 0, start)
    for _ in range(LEAD):
        if stop <= 0:
            break
        begin = low.rfind("\n", 0, stop) + 1
        if stop - begin > HEADING:
            break
        lines.append(low[begin:stop])
        stop = begin - 1
    return lines


def channel_of(low: str, start: int, end: int, codes: tuple[str, ...]) -> str:
    """Which channel the hours are of, by the words beside them and then by the lines above them."""
    line = low.rfind("\n", 0, start) + 1
    cuts = [m.end() for m in _CUT.finditer(low, line, start)]
    beside = low[cuts[-1] if cuts else line : start]
    after = low[end : end + 60]
    cut = _CUT.search(after)
    beside += " … " + (after[: cut.start()] if cut else after)
    for part in (beside, *_above(low, start)):
        channel = channel_in(part, codes) or ("phone" if _PHONE.search(part) else "")
        if channel == "email" and part is not beside:
            return ""
        if channel or (part is not beside and _any("reach", codes).search(part)):
            return channel
    return ""
