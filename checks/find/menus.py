"""Lines that are nothing but links into the site: a menu names what the site has, and says nothing of what follows."""

import re
from bisect import bisect_left
from functools import lru_cache
from urllib.parse import urlsplit

from checks.find.dom import Document, Stream

LONGEST = 60
"""The words of a link in a menu are short."""
Spans = list[tuple[int, int]]


def menus(document: Document, url: str) -> tuple[Spans, Spans]:
    """Where links into the site stand in the text that is seen, and in the text that is not."""
    found: tuple[Spans, Spans] = ([], [])
    inside = _inside(host_of(url))
    for anchor in document.anchors:
        if anchor.href and 0 < anchor.end - anchor.start <= LONGEST and inside.match(anchor.href):
            found[anchor.context.hidden].append((anchor.start, anchor.end))
    return found


def host_of(url: str) -> str:
    """The host of an address without "www.", empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=64)
def _inside(host: str) -> re.Pattern[str]:
    """A link that leads into the site: without a scheme and host of its own, or with the site's host."""
    own = rf"|(?:https?:)?//(?:www\.)?{re.escape(host)}(?=[/?#:]|$)" if host else ""
    return re.compile(rf"(?!//)[^:/]*+(?:/|$){own}", re.IGNORECASE)


def without_menus(stream: Stream, text: str, low: int, high: int, spans: Spans) -> str:
    """The text from ``low`` to ``high`` without the lines of menus. Headings stay, and so does where a line ends."""
    begin = text.rfind("\n", 0, low) + 1
    first = bisect_left(spans, (begin, 0))
    if first == len(spans) or spans[first][0] >= high:
        return text[low:high]
    kept: list[str] = []
    while begin <= high:
        end = text.find("\n", begin, high)
        end = high if end < 0 else end
        if not _menu(stream, text, begin, end, spans):
            kept.append(text[max(begin, low) : end])
        elif end == high:
            kept.append("")
        begin = end + 1
    return "\n".join(kept)


def _menu(stream: Stream, text: str, begin: int, end: int, spans: Spans) -> bool:
    at, place = bisect_left(spans, (begin, 0)), begin
    if at == len(spans) or spans[at][0] >= end:
        return False
    heading = bisect_left(stream.headings, begin)
    if heading < len(stream.headings) and stream.headings[heading] < end:
        return False
    while at < len(spans) and spans[at][0] < end:
        if any(map(str.isalnum, text[place : spans[at][0]])):
            return False
        place = max(place, spans[at][1])
        at += 1
    return not any(map(str.isalnum, text[place:end]))
