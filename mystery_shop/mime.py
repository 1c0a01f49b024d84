"""Splitting a raw message into its parts, bounded in depth, number and size whatever the sender wrote.

The standard library's parser copies every line, recurses with the nesting and reads parameters in quadratic time;
here the parts stay views of the raw bytes, only headers and texts are ever copied, and every loop has a limit.
Rules: RFC 5322 (headers), RFC 2045/2046 (parts), RFC 2047 (encoded words), RFC 2231 (parameters); tolerant of what
real mail gets wrong.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_BYTES = 48 * 1024 * 1024
MAX_DEPTH = 12
MAX_PARTS = 100
MAX_HEADERS = 300
MAX_HEADER_BLOCK = 256 * 1024
MAX_HEADER = 8 * 1024
MAX_TEXT_BYTES = 512 * 1024

_HEADER_LINE = re.compile(rb"([!-9;-~]{1,80})[ \t]*:(.*)", re.DOTALL)
_BLOCK_END = re.compile(rb"\n\r?\n|\r\r")
_NEWLINE = re.compile(rb"\r\n|\n|\r")
_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]*)?\?([bqBQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_PARAMETER = re.compile(r';\s*([\w!#$%&+.^`|~-]{1,40}?)(?:\*(\d{1,2}))?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))')
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_TYPE = re.compile(r"\s*([\w.+-]{1,60}/[\w.+-]{1,80})")

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Part:
    """One part of a message: a view of the raw bytes with its headers read.

    body: (start, end) in the raw bytes. inside: how many attached messages it lies in.
    """

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    start: int
    end: int
    depth: int
    inside: int
    disposition: str = ""
    parents: tuple[str, ...] = ()
    children: list[Part] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes as they stand in the mail."""
        return self.end - self.start

    @property
    def name(self) -> str:
        """File name, "" where there is none."""
        return self.parameters.get("filename") or self.parameters.get("name") or ""

    def header(self, name: str) -> str:
        """First value of a header, "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")


class Splitter:
    """Reads one message. ``marks`` says what was odd about it."""

    def __init__(self, raw: bytes) -> None:
        self.marks: set[str] = set()
        if len(raw) > MAX_BYTES:
            self.marks.add("too_large")
            raw = raw[:MAX_BYTES]
        self.raw = raw
        self.count = 0

    def message(self) -> Part:
        """The whole message as a tree of parts."""
        start = _preamble_end(self.raw)
        return self._entity(start, len(self.raw), depth=0, inside=0, parents=(), default="text/plain")

    def text(self, part: Part) -> str:
        """The part's text, decoded and cut at a limit."""
        decoded = decode_body(
            self.raw[part.start : min(part.end, part.start + 2 * MAX_TEXT_BYTES)],
            part.header("content-transfer-encoding"),
        )
        if part.size > 2 * MAX_TEXT_BYTES or len(decoded) > MAX_TEXT_BYTES:
            self.marks.add("long_text")
        return self.decode(decoded[:MAX_TEXT_BYTES], part.parameters.get("charset", ""))

    def decode(self, data: bytes, charset: str) -> str:
        """Bytes as text by the named charset; marks charsets that are unknown or wrong."""
        decoded, ok = decode_text(data, charset)
        repaired = _unmangled(decoded)
        if not ok or repaired is not decoded:
            self.marks.add("broken_charset")
        return repaired

    def _entity(self, start: int, end: int, *, depth: int, inside: int, parents: tuple[str, ...], default: str) -> Part:
        headers, body = self._headers(start, end)
        part = _part(headers, body, end, depth, inside, parents, default)
        self.count += 1
        if depth >= MAX_DEPTH and part.media_type.startswith(("multipart/", "message/rfc822")):
            self.marks.add("too_deep")
        elif self.count > MAX_PARTS:
            self.marks.add("too_many_parts")
        elif part.media_type.startswith("multipart/"):
            self._split(part)
        elif part.media_type in ("message/rfc822", "message/global"):
            self._attached_message(part)
        return part

    def _attached_message(self, part: Part) -> None:
        encoding = part.header("content-transfer-encoding").strip().lower()
        if encoding in ("base64", "quoted-printable"):
            return  # not allowed by RFC 2046, and unpacking it would be work for whoever sent a bomb
        part.children.append(
            self._entity(
                part.start, part.end, depth=part.depth + 1, inside=part.inside + 1,
                parents=(*part.parents, part.media_type), default="text/plain",
            )
        )  # fmt: skip

    def _split(self, part: Part) -> None:
        boundary = part.parameters.get("boundary", "").rstrip()
        if not boundary or len(boundary) > 250:
            self._as_text(part)
            return
        line = re.compile(
            rb"(?:^|(?<=[\r\n]))--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(\r\n|\n|\r|\Z)"
        )
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        cuts: list[tuple[int, int]] = []
        opened, found = None, line.search(self.raw, part.start, part.end)
        while found:
            if opened is not None:
                cuts.append((opened, found.start()))
            opened = None if found[1] else found.end()
            if opened is None or len(cuts) > MAX_PARTS:
                break
            found = line.search(self.raw, found.end(), part.end)
        if opened is not None and len(cuts) <= MAX_PARTS:
            self.marks.add("broken_mime")  # the closing boundary is missing
            cuts.append((opened, part.end))
        if not cuts:
            self._as_text(part)
            return
        for start, end in cuts:
            if self.count > MAX_PARTS:
                self.marks.add("too_many_parts")
                return
            part.children.append(
                self._entity(
                    start, end, depth=part.depth + 1, inside=part.inside,
                    parents=(*part.parents, part.media_type), default=default,
                )
            )  # fmt: skip

    def _as_text(self, part: Part) -> None:
        self.marks.add("broken_mime")
        part.media_type = "text/plain"

    def _headers(self, start: int, end: int) -> tuple[Headers, int]:
        """The header block at ``start`` and where the body begins."""
        if self.raw[start : start + 1] == b"\n" or self.raw[start : start + 2] == b"\r\n":
            return [], start + (1 if self.raw[start : start + 1] == b"\n" else 2)
        limit = min(end, start + MAX_HEADER_BLOCK)
        stop = _BLOCK_END.search(self.raw, start, limit)
        block_end, body = (stop.start() + 1, stop.end()) if stop else (limit, limit)
        if not stop and limit < end:
            self.marks.add("long_header")
        headers, used = self._header_lines(self.raw[start:block_end])
        return headers, (body if used is None else start + used)

    def _header_lines(self, block: bytes) -> tuple[Headers, int | None]:
        """The headers in a block, and where it stops being headers (None: it does not)."""
        headers: list[tuple[str, list[bytes]]] = []
        position = 0
        while position < len(block):
            newline = _NEWLINE.search(block, position)
            end, after = (newline.start(), newline.end()) if newline else (len(block), len(block))
            line = block[position:end]
            if line[:1] in (b" ", b"\t") and headers:
                headers[-1][1].append(line)
            elif found := _HEADER_LINE.match(line):
                headers.append((found[1].decode("ascii").lower(), [found[2]]))
            elif line.strip():
                self.marks.add("broken_mime")
                return self._joined(headers), (0 if not headers else position)
            position = after
            if len(headers) > MAX_HEADERS:
                self.marks.add("too_many_headers")
                break
        return self._joined(headers), None

    def _joined(self, headers: list[tuple[str, list[bytes]]]) -> Headers:
        joined: Headers = []
        for name, lines in headers[:MAX_HEADERS]:
            value, size = [], 0
            for line in lines:
                size += len(line)
                value.append(line)
                if size > MAX_HEADER:
                    self.marks.add("long_header")
                    break
            joined.append((name, self._header_text(b"".join(value)[:MAX_HEADER])))
        return joined

    def _header_text(self, value: bytes) -> str:
        """Encoded words decoded, control characters out (a decoded line break would be another header)."""
        text, ok = decode_text(value, "utf-8")
        if "=?" in text:
            text = _BETWEEN_WORDS.sub(r"\1", text)
            text = _WORD.sub(lambda word: _encoded_word(word[1], word[2], word[3]), text)
            if "\n" in text or "\r" in text:
                self.marks.add("header_injection")
        if not ok:
            self.marks.add("raw_8bit_header")
        return _CONTROL.sub(" ", text).strip()


def walk(part: Part) -> list[Part]:
    """The part and everything below it, in order."""
    found, waiting = [], [part]
    while waiting:
        at = waiting.pop()
        found.append(at)
        waiting.extend(reversed(at.children))
    return found


def read_headers(text: str) -> Headers:
    """Header lines in a text (a returned message's headers, a delivery status block)."""
    splitter = Splitter(b"")
    return splitter._header_lines(text[:MAX_HEADER_BLOCK].encode("utf-8", "replace"))[0]


def decode_body(data: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding, as far as it can be undone."""
    kind = encoding.strip().lower()
    if kind == "base64":
        clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        return base64.b64decode(clean[: len(clean) // 4 * 4] + _tail(clean))
    if kind == "quoted-printable":
        return binascii.a2b_qp(data)
    return data


def _tail(clean: bytes) -> bytes:
    rest = clean[len(clean) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def decode_text(data: bytes, charset: str) -> tuple[str, bool]:
    """Bytes as text, and whether the named charset fitted. Never raises.

    An unknown or wrong charset is tried as UTF-8 and then as Windows-1252, which most such mail is.
    """
    name = charset.strip().strip("'\"").lower() or "utf-8"
    if name in ("us-ascii", "ascii", "utf-8", "utf8"):
        codec: Callable[[bytes], str] | None = None
    else:
        codec = _codec(name)
        if codec is not None:
            try:
                return codec(data), True
            except (UnicodeError, ValueError):
                pass
    try:
        return data.decode("utf-8"), name in ("us-ascii", "ascii", "utf-8", "utf8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), False


def _unmangled(text: str) -> str:
    """UTF-8 that was taken for Windows-1252 on its way ("GrÃ¼ÃŸe"), read as it was meant; else the same text."""
    if not re.search("[ÃÂâ][\x80-\xbf\u0152-\u2122]", text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _codec(name: str) -> Callable[[bytes], str] | None:
    """The decoder of a text charset; None for names that are unknown or are no charset (zip, hex, rot13…)."""
    try:
        info = codecs.lookup("cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "iso8859-1") else name)
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in ("idna", "punycode", "unicode_escape", "undefined"):
        return None
    return lambda data: data.decode(info.name)


def _encoded_word(charset: str, kind: str, text: str) -> str:
    data = text.encode("ascii", "replace")
    if kind in "bB":
        decoded = decode_body(data, "base64")
    else:
        decoded = binascii.a2b_qp(data.replace(b"_", b" "), header=False)
    return decode_text(decoded, charset)[0]


def _preamble_end(raw: bytes) -> int:
    """Where the headers begin: after a byte order mark, blank lines and an mbox "From " line."""
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while raw[start : start + 1] in (b"\r", b"\n", b" ", b"\t") and start < min(len(raw), 4096):
        start += 1
    for _ in range(2):
        if raw[start : start + 5] in (b"From ", b">From") and b":" not in raw[start : start + 20].split(b" ")[0]:
            newline = _NEWLINE.search(raw, start)
            start = newline.end() if newline else len(raw)
    return start


def _part(
    headers: Headers, start: int, end: int, depth: int, inside: int, parents: tuple[str, ...], default: str
) -> Part:
    values: dict[str, str] = {}
    for name, value in headers:
        values.setdefault(name, value)
    declared = values.get("content-type", "")
    named = _TYPE.match(declared)
    parameters = read_parameters(declared) if declared else {}
    disposition = values.get("content-disposition", "")
    if disposition:
        parameters |= {k: v for k, v in read_parameters(disposition).items() if k in ("filename", "name")}
    return Part(
        headers=headers,
        media_type=named[1].lower() if named else default,
        parameters=parameters,
        start=min(start, end),
        end=end,
        depth=depth,
        inside=inside,
        disposition=disposition.split(";", 1)[0].strip().lower(),
        parents=parents,
    )


def read_parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition value; continued and encoded ones put together."""
    pieces: dict[str, dict[int, str]] = {}
    for found in _PARAMETER.finditer(value[:MAX_HEADER]):
        name, number, encoded = found[1].lower(), int(found[2] or 0), bool(found[3])
        text = re.sub(r"\\(.)", r"\1", found[4]) if found[4] is not None else found[5]
        if encoded:
            text = _percent(text, first=number == 0)
        pieces.setdefault(name, {}).setdefault(number, text)
        if len(pieces) > 40:
            break
    return {name: "".join(text for _, text in sorted(parts.items())) for name, parts in pieces.items()}


def _percent(text: str, *, first: bool) -> str:
    charset = "utf-8"
    if first and text.count("'") >= 2:
        charset, _, text = text.split("'", 2)
    data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda h: bytes([int(h[1], 16)]), text.encode("utf-8", "replace"))
    return decode_text(data, charset)[0]
