"""What strangers wrote, made harmless to show: control characters, overlong text, addresses that are no links.

Escaping is the templates' work (autoescape); this is about what survives escaping and still misleads a reader.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

_BREAKS = re.compile(r"[\s\x85\u2028\u2029]+")
_UNSEEN = frozenset({"Cc", "Cs"})
_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")


def clean(text: str, limit: int = 300) -> str:
    """One line of at most ``limit`` characters; controls and marks that turn the writing direction show as ``�``."""
    text = _BREAKS.sub(" ", text[: limit * 8]).strip()
    if not text.isascii() or not text.isprintable():
        text = "".join("�" if c in _DIRECTION or unicodedata.category(c) in _UNSEEN else c for c in text)
        text = _MARKS.sub(r"\1", text)
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


@dataclass(frozen=True, kw_only=True)
class Address:
    """A web address to show: its text, and where it leads; ``href`` is None for what must not be a link."""

    text: str
    href: str | None = None


def address(url: str, limit: int = 90) -> Address:
    """The address to show for ``url``. Only http and https addresses with a host become links."""
    shown = clean(url, 4000)
    if len(shown) > limit:
        shown = f"{shown[: limit - 25]}…{shown[-24:]}"
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= 4000
    except ValueError:
        good = False
    if not good or any(c.isspace() or unicodedata.category(c) in _UNSEEN or c in _DIRECTION for c in url):
        return Address(text=shown)
    return Address(text=shown, href=url)
