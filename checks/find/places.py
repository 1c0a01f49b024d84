"""Where in a page's text something stands: its context, the headings above it, the words around it."""

import re
from bisect import bisect_right
from functools import cache
from itertools import islice
from urllib.parse import urlsplit

from audit.model import Region
from audit.words import words
from checks.find.dom import Context, Stream
from checks.find.lexicon import labels, pattern, quick
from checks.find.menus import Spans, without_menus
from checks.find.ourselves import CONTEXT
from checks.find.surroundings import POSTAL
from checks.find.titles import contact_title, contact_word, lists_others, us

QUOTE = 160
MAX_CLAUSE = 8_000
"""No clause of terms is longer than so many characters."""
_CLAUSE = re.compile(r"(?:(?<=\n)|^)\s*(\d{1,2}(?:\.\d{1,2}){0,3})[.):]?\s+\S")
_NUMBER = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3}){0,3})")
_WORDS = re.compile(r"[^\W_]+")
MAX_HEADINGS = 60
MAX_ROWS = 8
"""A block of contact details has no more lines with a label."""
_VALUE = re.compile(r"\d(?:[ ()/.–-]{0,3}\d){7}|[^\W_]@[^\W_]")
CELL_RANK = 8
"""Table heads and bold words head a line, not a part of the page."""


def context_at(stream: Stream, place: int) -> Context:
    """What holds where ``place`` (an offset in the stream's text) stands."""
    return stream.contexts[max(0, bisect_right(stream.starts, place) - 1)]


def text_before(stream: Stream, text: str, start: int, links: Spans | None = None) -> str:
    """The headings above a place, highest first, and the text from the nearest one to the place.

    Nothing from another region of the page: what a footer says does not follow on the words above it. Nor from lines
    that are nothing but links into the site (``links``).
    """
    edge = _region_begins(stream, start)
    at = bisect_right(stream.headings, start) - 1
    if at < 0 or stream.headings[at] < edge:
        return without_menus(stream, text, max(edge, start - CONTEXT), start, links or [])
    first = _first_of_lines(stream, text, at, start)
    nearest = stream.headings[first]
    above = [_line(text, place) for place in _headings_above(stream, nearest) if place != nearest]
    begin = _block_begins(stream, text, first, edge)
    near = without_menus(stream, text, max(begin, edge, start - CONTEXT), start, links or [])
    return "\n".join([*reversed(above), near])


def _first_of_lines(stream: Stream, text: str, at: int, start: int) -> int:
    """The heading that the text up to a place begins with: number ``at``, the nearest. Where the place stands in that
    heading, it is no title but a line, and so are those of its rank that follow right on one another above it."""
    if stream.ranks[at] >= CELL_RANK or "\n" in text[stream.headings[at] : start].rstrip():
        return at
    while at and stream.ranks[at - 1] == stream.ranks[at]:
        if "\n" in text[stream.headings[at - 1] : stream.headings[at]].strip():
            break
        at -= 1
    return at


def _headings_above(stream: Stream, start: int) -> list[int]:
    """Where the heading of a place begins, and those above it, each of a higher rank, in the same region of the page;
    the first heading of a page says nothing of its parts."""
    last = bisect_right(stream.headings, start) - 1
    region = context_at(stream, start).region if stream.contexts else None
    found: list[int] = []
    rank = CELL_RANK + 1
    for index in range(last, max(-1, last - MAX_HEADINGS), -1):
        if stream.ranks[index] >= rank or (found and stream.ranks[index] <= 1):
            continue
        if region is not None and found and context_at(stream, stream.headings[index]).region is not region:
            break
        rank = stream.ranks[index]
        found.append(stream.headings[index])
    return found


def _line(text: str, place: int) -> str:
    return text[place : place + 120].split("\n")[0]


def heading_of(stream: Stream, text: str, start: int) -> str:
    """The heading of the part of a page that a place stands in, no table head and no bold words."""
    at = heading_at(stream, start)
    return _line(text, at) if at >= 0 else ""


def heading_at(stream: Stream, start: int) -> int:
    """Where the heading above a place begins that is no table head and no bold words; -1 without one."""
    for at in range(bisect_right(stream.headings, start) - 1, -1, -1):
        if stream.ranks[at] < CELL_RANK:
            return stream.headings[at]
    return -1


def first_headings(stream: Stream, text: str) -> list[str]:
    """The headings of the first rank, two at most."""
    if stream.tops[0] != len(stream.headings):  # asked at every number of a page, which may have thousands of headings
        tops = (at for at, rank in zip(stream.headings, stream.ranks, strict=True) if rank == 1)
        stream.tops = (len(stream.headings), tuple(islice(tops, 2)))
    return [_line(text, at) for at in stream.tops[1]]


def titled_list(stream: Stream, text: str, url: str) -> str:
    """The heading of a page that lists others, else empty. Where it has none, the name in its address is its title:
    ``stockists.html``, ``/our-stockists/``."""
    heads = first_headings(stream, text)
    if not heads:
        named = [part.partition(".")[0] for part in urlsplit(url).path.split("/")[-2:]]
        heads = [" ".join(_WORDS.findall(part)) for part in reversed(named) if part not in ("", "index")][:1]
    return next((line for line in heads if lists_others(line)), "")


def listed_under(stream: Stream, text: str, start: int) -> str:
    """The title of the part that a place stands in, where that part lists others: "Our sponsors", "Useful numbers"."""
    if not stream.headings:
        return ""
    region = context_at(stream, start).region if stream.contexts else None
    if region is Region.MAIN and (said := _bold_title(stream, text, start)):
        return said
    for place in _headings_above(stream, start):
        if region is not None and context_at(stream, place).region is not region:
            return ""
        line = _line(text, place)
        if contact_title(line):
            return ""
        if lists_others(line):
            return line
    return ""


def _bold_title(stream: Stream, text: str, start: int) -> str:
    """The title of a list of others that is bold and no heading, below the nearest heading above a place."""
    known, found = stream.bold_titles, ""
    last = at = bisect_right(stream.headings, start) - 1
    while at >= 0 and stream.ranks[at] >= CELL_RANK:
        if at in known:  # a page of a thousand bold names asks this at each of them
            found = known[at]
            break
        line = _line(text, stream.headings[at])
        if lists_others(line):
            found = line
            break
        if us(line) or contact_word(line):
            break
        at -= 1
    known.update(dict.fromkeys(range(max(at, 0), last + 1), found))
    return found


def _block_begins(stream: Stream, text: str, at: int, edge: int) -> int:
    """Where the text under a heading begins, for a bold "phone" or a table's head that names only its line: at what
    heads the block of such lines, where that is another party or a postal address follows."""
    first = at
    while at > 0 and first - at < MAX_ROWS and stream.headings[at - 1] >= edge and _heads_line(stream, text, at):
        at -= 1
    begin, named = stream.headings[at], stream.headings[first]
    if at == first:
        return named
    label = stream.headings[at - 1] if at else -1
    if label >= edge and _only_label(text[label:begin]):
        return label  # a label, and the name in bold that it is for
    maker = quick("manufacturer").match(text[begin : begin + 40].lower())
    another = maker or (quick("provider").match(text[begin : begin + 40].lower()) and _opens(stream, text, begin, edge))
    return begin if another or POSTAL.search(text, begin, named) is not None else named


def _only_label(line: str) -> bool:
    """Whether a line is nothing but a word for a maker, a host or the like."""
    return quick("manufacturer", "provider").fullmatch(line.strip(" :\n").lower()) is not None


def _opens(stream: Stream, text: str, begin: int, edge: int) -> bool:
    """Whether a label begins a block: nothing but its heading stands above, or values of whom that was about."""
    above = text[max(heading_at(stream, begin), edge) : begin]
    return above.count("\n") <= 1 or _VALUE.search(above) is not None


def _heads_line(stream: Stream, text: str, at: int) -> bool:
    """Whether a heading is a label of contact details in bold or at the head of a table's line."""
    if stream.ranks[at] < CELL_RANK:
        return False
    begin = stream.headings[at]
    said = re.split(r"[\n:]", text[begin : begin + 40], maxsplit=1)[0].strip(" .*|").lower()
    return said in _row_labels() or labels().fullmatch(said) is not None


@cache
def _row_labels() -> frozenset[str]:
    return frozenset((*words("find", "rows"), *words("find", "email")))


def _region_begins(stream: Stream, start: int) -> int:
    """Where the region that ``start`` stands in begins, no further back than words before it are read."""
    at = max(0, bisect_right(stream.starts, start) - 1)
    if not stream.contexts:
        return 0
    region = stream.contexts[at].region
    while at > 0 and stream.starts[at] > start - CONTEXT and stream.contexts[at - 1].region is region:
        at -= 1
    return stream.starts[at] if stream.starts[at] > start - CONTEXT else 0


def clauses_of(text: str) -> list[tuple[int, str]]:
    """Where clauses begin in a page of terms, with their numbers: "Artikel 4.2", or a line that begins with "4.2"."""
    found = [(line.start(1), line[1]) for line in _CLAUSE.finditer(text)]
    for word in quick("clause").finditer(text.lower()):
        number = _NUMBER.match(text, word.end(), word.end() + 16)
        if number:
            found.append((word.start(), number[1]))
    return sorted(found)


def clause_at(read: dict[str, list[tuple[int, str]]], text: str, start: int) -> str:
    """The number of the clause that a place stands in, an empty string outside of all. ``read``: texts read before."""
    if text not in read:
        read[text] = clauses_of(text)
    clauses = read[text]
    at = bisect_right(clauses, (start, "")) - 1
    return clauses[at][1] if at >= 0 and start - clauses[at][0] <= MAX_CLAUSE else ""


def parted(stream: Stream, low: int, high: int) -> list[int]:
    """Headings (no table heads and bold words) between two places."""
    first, last = bisect_right(stream.headings, low), bisect_right(stream.headings, high)
    return [stream.headings[i] for i in range(first, last) if stream.ranks[i] < CELL_RANK]


def without_run_on(stream: Stream, start: int, end: int, raw: str, value: str, known: set[str]) -> tuple[int, str, str]:
    """An address into which the word before has run (``E-mailinfo@shop.nl`` over two elements), cut where it begins."""
    first = bisect_right(stream.starts, start)
    last = bisect_right(stream.starts, start + raw.find("@"))
    for at in stream.starts[first:last]:
        tail = value[at - start :]
        head = raw[: at - start]
        if tail in known or (tail.find("@") > 1 and pattern("email", "phone").fullmatch(head)):
            return at, raw[at - start :], tail
    return start, raw, value


def quote_of(text: str, start: int, end: int, stream: Stream | None = None) -> str:
    """The text around a stretch on one line, at most QUOTE characters, cut at spaces.

    stream: what the text is of; neighbouring elements that only a style keeps apart are then set apart around the
    stretch ("29" and "Cart"), where the letters tell that they are two words.
    """
    room = max(0, QUOTE - min(end - start, QUOTE)) // 2
    low, high = max(0, start - room), min(len(text), end + room)
    if low > 0:
        low = min(start, text.find(" ", low, start) + 1 or low)
    if high < len(text):
        space = text.rfind(" ", end, high)
        high = space if space > end else high
    if stream is None:
        return " ".join(text[low:high].split())[:QUOTE]
    around = f"{_apart(stream, text, low, start)}{text[start:end]}{_apart(stream, text, end, high)}"
    return " ".join(around.split())[:QUOTE]


def _apart(stream: Stream, text: str, low: int, high: int) -> str:
    """The text between two places, with a space where one element ends and the next begins another word."""
    cuts = stream.starts[bisect_right(stream.starts, max(low, 1) - 1) : bisect_right(stream.starts, high - 1)]
    cuts = [at for at in cuts if text[at].isupper() and (text[at - 1].isdigit() or text[at - 1].islower())]
    return " ".join(text[i:j] for i, j in zip([low, *cuts], [*cuts, high], strict=True))
