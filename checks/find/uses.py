"""What a mailbox or number is for, and whether it is in use at all, as the words beside it say."""

import re
from functools import cache

from audit.model import Use
from audit.words import words
from checks.find.emails import use_of
from checks.find.layout import data
from checks.find.lexicon import literal
from checks.find.phrases import any_of, loose
from checks.find.titles import lower
from checks.find.topics import customers, topic

CLOSE = 50
ROOM = 240
"""So much of the text before and after a value is read."""
BESIDE = 40
"""So far behind a number its verb may stand, and so many letters may stand between "only" and for whom."""
TITLED = (Use.JOBS, Use.PRESS, Use.INVESTORS)
"""Uses that a title above a value tells only where it is of nothing else: a "French press" is for sale."""
NOT_OURS = frozenset((*TITLED, Use.PRIVACY, Use.BUSINESS, Use.ORDERS, Use.GIVEN_UP))
"""Uses that another place on the same page, where the value stands without such words, undoes."""
_SENTENCE = re.compile(r"(?<=[^\W_]{3}|.[^\W_]\))[.;] (?=[^\W_])|! |\s[|•]\s|\n")
_STOP = re.compile(r"[.;!?](?=\s|$)|\n|\s[|•]\s")
_NUMBER = re.compile(r"\d(?:[ \u00a0()/.–-]{0,3}\d){7}|@")
_DATE = re.compile(r"\b\d{1,2}[./-] ?\d{1,2}[./-] ?(?:19|20)\d\d\b")
_BARE = re.compile(r"[\W_]*")
_UNCONDITIONAL = re.compile(r"[\s)]*(?:$|[,(:–-])")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]\n]{2,60})[)\]]")


def use_at(value: str, before: str, after: str, heading: str = "", *, struck: bool = False) -> Use:
    """What a mailbox or number is for: by its local part, else by the words beside it.

    ``before``, ``after``: the text up to the value, and from its end on. ``heading``: the one of its part, where that
    is judged together with the rest of the page (``topics``). ``struck``: a line is drawn through it.
    """
    above = _plain(before[-ROOM:])
    said = _SENTENCE.split(above)[-1]
    rest = _until_number(_DATE.sub("", _plain(after[:ROOM]).partition("\n")[0]))
    if struck or _given_up(said, rest):
        return Use.GIVEN_UP
    if "@" in value and _unread(said, rest):
        return Use.NOREPLY
    use = use_of(value) if "@" in value else Use.OTHER
    if use is Use.OTHER:
        use = use_by_words(before, heading)
    if use is Use.OTHER:
        use = _kept_for(said, rest)
    if use is Use.OTHER and "@" not in value and _orders_only(said, rest, above):
        use = Use.ORDERS
    return use


def use_by_words(before: str, heading: str = "") -> Use:
    """What the words on the line before a number or mailbox, or in the line right above, say that it is for, unless
    later ones give it to customers."""
    lines = before.split("\n")
    line = _SENTENCE.split(lines[-1])[-1][-CLOSE:]
    close = "\n".join(lines[-2:])[-CLOSE:] if len(lines) <= 3 else line
    for use, pattern in _words_close().items():
        near = line if use in TITLED else close
        for found in pattern.finditer(near):
            if _for_all().search(lower(near), found.end()) is None:
                return use
    return topic(lines[-2]) if 2 <= len(lines) <= 3 and lines[-2] != heading else Use.OTHER


def _plain(said: str) -> str:
    return lower(said).replace("’", "'")


def _until_number(said: str) -> str:
    """The words up to the next number or address: what comes after speaks of that one."""
    following = _NUMBER.search(said)
    return said if following is None else said[: following.start()]


def _sentences(said: str) -> list[str]:
    """The rest of the sentence that a value stands in, and those that follow on its line."""
    parts, begin = [], 0
    for stop in _STOP.finditer(said):
        parts.append(said[begin : stop.start()])
        begin = stop.end()
    return [*parts, said[begin:]]


def _given_up(said: str, rest: str) -> bool:
    """Whether a number or mailbox is said to be one no more: "our old number", "… has been discontinued", "we cannot be
    reached by telephone any more". With hours, days, conditions and "still" it means something else."""
    first, *others = _sentences(rest)
    if _said("gone_unless").search(f"{said} {first}") is None:
        gone = _said("gone").search(first)
        if (gone is not None and gone.start() <= BESIDE) or _said("gone_alone").match(first, _bare(first)):
            return True
        if any(_no_more_than(said[found.end() :]) for found in _said("gone_before").finditer(said)):
            return True
    told = (one for one in (first, *others[:2]) if _said("no_telephone").search(one))
    return any(_said("gone_unless").search(one) is None for one in told)


def _unread(said: str, rest: str) -> bool:
    """Whether the words beside a mailbox say that nobody reads what comes in there, at any time."""
    first, *others = _sentences(rest)
    here = _said("unread_here").match(first, _bare(first))
    asked = any(_no_more_than(said[found.end() :], 0) for found in _said("unread_before").finditer(said))
    asked = asked and (_UNCONDITIONAL.match(first) is not None or _said("unread").search(first) is not None)
    if (here or asked) and not _at_times(f"{said} {first}" if here else said):
        return True
    told = (one for one in (first, *others[:2]) if _said("unread").search(one) and _said("this_mailbox").search(one))
    return any(not _at_times(one) for one in told)


def _at_times(said: str) -> bool:
    """Whether a sentence about a mailbox that nobody reads names days, hours or a condition."""
    return any(_said(key).search(said) is not None for key in ("gone_unless", "unread_unless"))


def _bare(said: str) -> int:
    """Where the first letter or digit stands."""
    found = _BARE.match(said)
    return found.end() if found else 0


def _no_more_than(between: str, letters: int = 12) -> bool:
    """Whether hardly more than a label stands between a word and its number."""
    return sum(map(str.isalpha, between)) <= letters and not any(map(str.isdigit, between))


def _kept_for(said: str, rest: str) -> Use:
    """For whom the sentence keeps a number or mailbox: journalists, applicants, investors, business customers. Words
    that mean little else tell it from anywhere before the value; behind it they stand in brackets or after "only"."""
    first, *others = _sentences(rest)
    behind = [*_BRACKET.findall(first)[:1], *_only(first), *(_only(others[0]) if others and _about(others[0]) else ())]
    for use, pattern in _words_clear().items():
        undone = _said("for_all_too") if use is Use.BUSINESS else _for_all()
        if any(pattern.search(one) and not undone.search(one) for one in behind):
            return use
        last = max(pattern.finditer(said), key=re.Match.start, default=None)
        if last is None or (use is Use.BUSINESS and undone.search(f"{said} {first}")):
            continue
        if undone.search(said, last.end()) is None:
            return use
    return Use.OTHER


def _only(said: str) -> list[str]:
    """What follows "only" in a sentence."""
    return [said[found.end() : found.end() + BESIDE] for found in _said("only").finditer(said)]


def _about(said: str) -> bool:
    """Whether a sentence is about the number before it: "this number …"."""
    return _said("this_number").search(said[:BESIDE]) is not None


def _orders_only(said: str, rest: str, before: str) -> bool:
    """Whether a number is for placing orders and the sentence beside says that questions are answered in writing only.
    (law.md 2b: a number that answers only for new orders.)"""
    first, *others = _sentences(rest)
    if _said("to_order").search(f"{said} {first}") is None:
        return False
    beside = (*_SENTENCE.split(before)[-3:-1], *others[:2], *re.split(r"[,;–-] ", first))
    return any(map(_in_writing, beside))


def _in_writing(said: str) -> bool:
    """Whether a sentence has questions asked in writing, and in no other way."""
    if _said("one_matter").search(said) or _said("by_telephone").search(said):
        return False
    return all(_said(key).search(said) for key in ("questions", "only", "written"))


@cache
def _said(key: str) -> re.Pattern[str]:
    """The words under ``[uses]`` of all languages, for lower-case text."""
    return any_of(words("uses", key))


@cache
def _words_close() -> dict[Use, re.Pattern[str]]:
    return {Use(use): literal(found) for use, found in data("uses")["words"].items()}


@cache
def _words_clear() -> dict[Use, re.Pattern[str]]:
    """Words that say for whom something is and mean little else: those of titles, and those of sentences."""
    pages = data("uses")["pages"]
    found = {use: loose((*pages[use]["clear"], *words("uses", use))) for use in TITLED}
    return {**found, Use.BUSINESS: loose(words("uses", "business"))}


@cache
def _for_all() -> re.Pattern[str]:
    """Words that give what follows to customers, or to everybody."""
    return re.compile(rf"{customers().pattern}|{any_of(words('uses', 'everybody')).pattern}")
