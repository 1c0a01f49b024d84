"""What inline scripts write, without running them: joined strings, character codes, known ciphers.

A small reader of expressions follows strings and variables through ``+`` and the few functions that such scripts use.
It looks only near words that such scripts need, so large bundles cost little.
"""

import base64
import binascii
import codecs
import html
import re
from urllib.parse import unquote

from checks.find.needles import Needles

_TRIGGERS = Needles((
    "document.write", "fromCharCode", "unescape(", "'@", "\"@", "@'", "@\"", "}@", "@$", "&#64;", "&#064;", "&#x40;",
    "mailto", "atob(", "%40", "znvygb", "\\x40", "\\u0040",
))  # fmt: skip
_TOKEN = re.compile(
    r"//[^\n]*+|/\*.*?\*/|(?P<string>\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`)"
    r"|(?P<name>[A-Za-z_$][\w$]*+)|(?P<number>0[xX][0-9a-fA-F]+|\d+)|(?P<mark>\+=|[^\s\w])",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SLOT = re.compile(r"\$\{\s*([A-Za-z_$][\w$]*)\s*\}")
BEFORE, AFTER, MAX_WINDOWS, MAX_TOKENS = 1_500, 1_500, 30, 4_000
UNKNOWN = "\x00"
_LAYERED = re.compile(r"\bx\s*=\s*((?:\"(?:[^\"\\\n]|\\.)*+\"[\s+]*+)++)")
_QUOTED = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"")
_LAYER = re.compile(r"x=\"((?:[^\"\\]|\\.)*+)\";\s*(.*)$", re.DOTALL)
_BEGINS = frozenset(("String", "unescape", "atob", "decodeURIComponent", "decodeURI", "["))
MAX_LAYERS = 40
MAX_PLACES = 1_000


def written_by(script: str) -> list[str]:
    """The texts with an ``@`` that the script puts together, HTML entities resolved."""
    found: list[str] = _enkoded(script) if "while(x=eval(x))" in script else []
    for low, high in _windows(script):
        reader = _Reader(script[low:high])
        reader.run()
        found += reader.results
    return [text for text in dict.fromkeys(html.unescape(text) for text in found) if "@" in text]


def _enkoded(script: str) -> list[str]:
    """What Hivelogic's Enkoder hides: layers of ``x="…";y='';<loop>;y``, each undone by one of four loops."""
    found: list[str] = []
    for start in _LAYERED.finditer(script):
        source = "".join(_QUOTED.findall(start[1]))
        layer = _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else m[3], source)
        for _ in range(MAX_LAYERS):
            parts = _LAYER.match(layer)
            if not parts:
                break
            layer = _undo(
                _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else m[3], parts[1]), parts[2]
            )
        found.append(layer.replace("\\", ""))
    return found


def _undo(data: str, loop: str) -> str:
    if "unescape('%'" in loop:
        return bytes.fromhex(data).decode("latin-1") if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", data) else ""
    chunk = re.search(r"Math\.min\(x\.length,i\+(\d{1,4})\)", loop)
    if chunk and "charAt(j)" in loop:
        size = max(1, int(chunk[1]))
        return "".join(data[at : at + size][::-1] for at in range(0, len(data), size))
    shift = re.search(r"charCodeAt\(i\)-(\d{1,2})", loop)
    if shift:
        plain = unquote(data, "latin-1") if "unescape(x)" in loop else data
        codes = (ord(char) - int(shift[1]) for char in plain)
        return "".join(chr(code + 95 if code < 32 else code) for code in codes if code > -64)
    if "charAt(i+1)" in loop or "i+=2" in loop:
        return "".join(data[at : at + 2][::-1] for at in range(0, len(data), 2))
    return data[::-1] if "i--" in loop or "--i" in loop else ""


def _windows(script: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for place, _ in _TRIGGERS.places(script)[:MAX_PLACES]:
        low, high = max(0, place - BEFORE), min(len(script), place + AFTER)
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], high)
        elif len(spans) >= MAX_WINDOWS:
            break
        else:
            spans.append((low, high))
    return spans


class _Reader:
    """Follows the strings of one stretch of script. Scopes, loops and conditions are not followed."""

    def __init__(self, source: str) -> None:
        self.tokens = [(str(t.lastgroup), t[0]) for t in _TOKEN.finditer(source) if t.lastgroup][:MAX_TOKENS]
        self.names: dict[str, str] = {}
        self.at = 0
        self.pieces = 0
        self.results: list[str] = []
        self.written = ""

    def run(self) -> None:
        """Read all statements, as far as they are assignments and calls that write."""
        while self.at < len(self.tokens):
            start = self.at
            kind, text = self.tokens[self.at]
            following = self._peek(1)
            if kind == "name" and following in ("=", "+=", ":") and self._peek(2) != "=":
                self._assignment(text, following)
            elif kind == "name" and text in ("write", "writeln") and following == "(":
                self.at += 2
                self._arguments(True)
            elif kind == "string" or text in _BEGINS:
                self._note(self._expression(0))
            if self.at <= start:
                self.at = start + 1
        if self.written:
            self.results.append(self.written)

    def _peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place][1] if place < len(self.tokens) else ""

    def _assignment(self, name: str, operator: str) -> None:
        self.at += 2
        value = self._expression(0)
        if operator == "+=":
            value = self.names.get(name, "") + value
            self.pieces += 2
        if len(value) < 20_000:
            self.names[name] = value
        self._note(value)

    def _note(self, value: str) -> None:
        if self.pieces > 1 and ("@" in value or "&#" in value) and len(value) < 20_000:
            self.results.append(value)

    def _arguments(self, written: bool, joint: str | None = None) -> str:
        """The last argument of a call, or all of them joined. ``written``: they go to the page."""
        values: list[str] = []
        while self.at < len(self.tokens) and self._peek() != ")":
            before = self.at
            values.append(self._expression(0))
            if written and len(self.written) < 20_000:
                self.written += values[-1]
            if self._peek() == ",":
                self.at += 1
            if self.at == before:
                self.at += 1
        self.at += 1
        if joint is not None:
            self.pieces += len(values)
            return joint.join(values)[:20_000]
        return values[-1] if values else ""

    def _expression(self, depth: int) -> str:
        self.pieces = self.pieces if depth else 0
        value = self._term(depth)
        while self._peek() == "+":
            self.at += 1
            value += self._term(depth)
            self.pieces += 1
            if len(value) > 20_000:
                break
        if self.pieces:
            self.pieces += 1
        return value

    def _term(self, depth: int) -> str:
        if self.at >= len(self.tokens) or depth > 12:
            return UNKNOWN
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "string":
            value = self._string(text)
        elif kind == "number":
            value = text
        elif text == "(":
            value = self._expression(depth + 1)
            self.at += self._peek() == ")"
        elif text == "[":
            value = self._list(depth)
        elif kind == "name":
            value = self._name(text, depth)
        else:
            self.at -= 1
            return UNKNOWN
        return self._methods(value, depth)

    def _string(self, text: str) -> str:
        value = _ESCAPE.sub(
            lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else {"n": "\n", "t": "\t"}.get(m[3], m[3]), text[1:-1]
        )
        if text[0] == "`" and "${" in value:
            self.pieces += 2
            value = _SLOT.sub(lambda m: self.names.get(m[1], UNKNOWN), value)
        return value

    def _list(self, depth: int) -> str:
        """An array that is joined: ``["info", "shop.nl"].join("@")``. Any other array is unknown."""
        items: list[str] = []
        while self.at < len(self.tokens) and self._peek() != "]" and len(items) < 300:
            before = self.at
            items.append(self._expression(depth + 1))
            self.at += self._peek() == ","
            self.at += self.at == before
        self.at += 1
        if [self._peek(i) for i in range(3)] == [".", "reverse", "("]:
            items.reverse()
            self.at += 4
        if [self._peek(i) for i in range(3)] == [".", "join", "("]:
            self.at += 3
            glue = self._arguments(False)
            self.pieces += 2
            return glue.join(items)
        return UNKNOWN

    def _name(self, text: str, depth: int) -> str:
        if text == "String" and self._peek() == "." and self._peek(1) == "fromCharCode":
            self.at += 2
            return self._codes()
        if text in ("unescape", "decodeURIComponent", "decodeURI", "atob") and self._peek() == "(":
            self.at += 1
            value = self._arguments(False)
            self.pieces += 2
            return _base64(value) if text == "atob" else unquote(value)
        while self._peek() == "." and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][0] == "name":
            if self._peek(1) in ("atob", "String"):
                self.at += 1
                return self._term(depth + 1)
            if self._peek(2) == "(":
                break
            text = self._peek(1)  # a property: the last value given under that name
            self.at += 2
        return self.names.get(text, UNKNOWN)

    def _codes(self) -> str:
        value = ""
        self.at += 1
        while self.at < len(self.tokens) and self._peek() != ")":
            kind, text = self.tokens[self.at]
            self.at += 1
            if kind == "number":
                code = int(text, 0) if text.lower().startswith("0x") else int(text[:7])
                value += chr(code) if 0 < code < 0x10000 else UNKNOWN
        self.at += 1
        self.pieces += 2
        return value

    def _methods(self, value: str, depth: int) -> str:
        """``.split("").reverse().join("")``, ``.replace(…)`` with rot13 or plain strings, ``.concat(…)``."""
        while self._peek() == "." and self._peek(2) == "(":
            method = self._peek(1)
            if method == "split" and [self._peek(i) for i in (5, 6)] == [".", "reverse"]:
                value = value[::-1]
                self.at += 9
                if [self._peek(i) for i in (0, 1)] == [".", "join"]:
                    self.at += 5
                self.pieces += 2
            elif method == "concat":
                self.at += 3
                value += self._arguments(False, "")
                self.pieces += 1
            elif method == "replace":
                value = self._replace(value)
            else:
                return value
        return value

    def _replace(self, value: str) -> str:
        self.at += 3
        start, level = self.at, 1
        while self.at < len(self.tokens) and level:
            level += {"(": 1, ")": -1}.get(self._peek(), 0)
            self.at += 1
        inside = self.tokens[start : self.at - 1]
        words = [text for _, text in inside]
        self.pieces += 1
        if "13" in words and "fromCharCode" in words:
            self.pieces += 1
            return codecs.encode(value, "rot13")
        strings = [self._string(text) for kind, text in inside if kind == "string"]
        if strings and words and words[0] == "/":
            old = "".join(words[1 : words.index("/", 1)]) if "/" in words[1:] else ""
            old = re.sub(r"\\(.)", r"\1", old)
            return value.replace(old, strings[0]) if old and re.fullmatch(r"[\w\[\](){}*_@. #-]{1,30}", old) else value
        return value.replace(strings[0], strings[1], 1) if len(strings) == 2 and strings[0] else value


def _base64(value: str) -> str:
    try:
        return base64.b64decode(value + "==").decode("utf-8")
    except (binascii.Error, ValueError):
        return UNKNOWN
