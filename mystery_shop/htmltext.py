"""The text that an HTML mail shows, and the part of it that is quotation. Nothing is fetched, nothing is run."""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, Tag

MAX_HTML = 300_000
MAX_TAGS = 12_000
"""Beyond this many tags the HTML is a bomb or no letter: the tags are cut out without building a tree."""

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_UNSEEN = frozenset(
    {
        "script", "style", "head", "title", "noscript", "template", "object", "embed", "iframe", "svg", "math",
        "select",
    }
)  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)", re.I
)
_QUOTES = re.compile(
    r"\b(gmail_quote|yahoo_quoted|moz-cite-prefix|appendonsend|divRplyFwdMsg|zd-comment|protonmail_quote"
    r"|OutlookMessageHeader|zmail_extra|WordSection_quote|reply-intro|mail_android_quote|quoted?-?text)\b",
    re.I,
)
_REMOTE = re.compile(
    r"""<(?:img|link|iframe|video|audio|source|embed|object|input|body|table|td)\b[^<>]{0,400}?
    (?:src|href|background|data|poster)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?\s*(?:https?:)?//""",
    re.I | re.X,
)
_SCRIPT = re.compile(
    r"<script\b|\bon(?:load|error|click|mouseover|focus)\s*=|javascript:|<(?:object|embed|applet|iframe)\b", re.I
)


def html_marks(html: str) -> set[str]:
    """What the HTML would load or run if it were shown: ``remote_content``, ``script``."""
    marks = set()
    if _REMOTE.search(html[:MAX_HTML]):
        marks.add("remote_content")
    if _SCRIPT.search(html[:MAX_HTML]):
        marks.add("script")
    return marks


def html_text(html: str) -> tuple[str, str]:
    """(text that a reader sees apart from quotations, text of the quotations)."""
    shown = _without_comments(html[:MAX_HTML])
    if shown.count("<") > MAX_TAGS:
        return _tidy(re.sub(r"<[^<>]*>?", "\n", shown)), ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(shown, "lxml")
    own: list[str] = []
    quoted: list[str] = []
    _collect(soup, own, quoted)
    return _tidy("".join(own)), _tidy("".join(quoted))


def _without_comments(html: str) -> str:
    """HTML without its comments; an open comment runs to the end, as in a browser."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return " ".join(kept)
        at = end + 3
    return " ".join([*kept, html[at:]])


def _collect(root: Tag, own: list[str], quoted: list[str]) -> None:
    """Walk the tree without recursion: a mail may nest thousands of elements."""
    waiting: list[tuple[object, bool, bool]] = [(root, False, False)]
    rest_quoted = False
    while waiting:
        node, in_quote, leaving = waiting.pop()
        into = quoted if in_quote or rest_quoted else own
        if isinstance(node, NavigableString):
            if type(node) is NavigableString:
                into.append(re.sub(r"\s+", " ", str(node)))
            continue
        if not isinstance(node, Tag):
            continue
        if leaving:
            into.append("\n")
            continue
        if node.name in _UNSEEN or _HIDDEN.search(_attribute(node, "style")):
            continue
        starts = _is_quote(node)
        # Outlook writes the quoted mail after a divider, not inside it.
        if starts and re.search(r"appendonsend|divRplyFwdMsg|OutlookMessageHeader", _marker(node), re.I):
            rest_quoted, into = True, quoted
        if node.name in _BLOCKS:
            into.append("\n")
            waiting.append((node, in_quote or starts, True))
        waiting.extend((child, in_quote or starts, False) for child in reversed(node.contents))


def _attribute(node: Tag, name: str) -> str:
    value = node.attrs.get(name, "")
    return " ".join(value) if isinstance(value, list) else str(value)


def _marker(node: Tag) -> str:
    return f"{_attribute(node, 'class')} {_attribute(node, 'id')}"


def _is_quote(node: Tag) -> bool:
    if node.name == "blockquote":
        return True
    marker = _marker(node)
    return len(marker) > 1 and bool(_QUOTES.search(marker))


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t\xa0\u200b\u200c\u200d\ufeff]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
