"""Bytes of a page to text: byte order mark, then the server's word, then the page's own, then a guess."""

import codecs
import re

from bs4.dammit import EncodingDetector
from charset_normalizer import from_bytes

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# labels that browsers read as windows-1252 (WHATWG Encoding Standard, section 4.2)
AS_WINDOWS_1252 = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "l1"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
LOOK_AT = 4096
GUESS_FROM = 8_000
OTHER_SCRIPTS = frozenset(
    {
        "cp1251", "koi8_r", "koi8_u", "mac_cyrillic", "cp1253", "iso8859_7", "gb18030", "gb2312", "gbk", "big5",
        "big5hkscs", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949",
    }
)  # fmt: skip


def decode_page(data: bytes | str, content_type: str = "") -> str:
    """The page as text. Never raises: what no encoding explains becomes U+FFFD.

    A label that the bytes contradict is passed over when they are valid UTF-8: shops copy templates with old labels.
    """
    if isinstance(data, str):
        return data
    for mark, name in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    labels = [_label(content_type), _declared(data)]
    if not any(labels) and data[:256].count(0) > len(data[:256]) / 4:
        labels.append("utf-16-le" if data[1:256:2].count(0) > data[0:256:2].count(0) else "utf-16-be")
    try:
        if "utf-16" not in "".join(labels):
            return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for label in labels:
        text = _try(data, label)
        if text is not None:
            return text
    return _guess(data)


def _label(content_type: str) -> str:
    found = _CHARSET.search(content_type)
    return found[1].lower() if found else ""


def _declared(data: bytes) -> str:
    found = EncodingDetector.find_declared_encoding(data[:LOOK_AT], is_html=True, search_entire_document=False)
    return str(found or "").lower()


def _try(data: bytes, label: str) -> str | None:
    if not label:
        return None
    name = "windows-1252" if label in AS_WINDOWS_1252 else label
    try:
        codec = codecs.lookup(name)
        if not codec._is_text_encoding:  # rot13, zip and the like are codecs too
            return None
        return data.decode(name, "strict" if name.startswith("utf") else "replace")
    except (LookupError, UnicodeError, ValueError):
        return None


def _guess(data: bytes) -> str:
    """Undeclared and not UTF-8: UTF-8 with a few broken bytes, a script of its own, else western European."""
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    high = bytes(byte for byte in data[:GUESS_FROM] if byte >= 0x80)
    if len(high) * 4 > GUESS_FROM / 4 or len(high) * 5 > len(data[:GUESS_FROM]):
        best = from_bytes(data[:GUESS_FROM]).best()
        if best is not None and best.encoding in OTHER_SCRIPTS:
            return data.decode(best.encoding, "replace")
    return data.decode("windows-1252", "replace")


def _mostly_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 but for a few broken ones (a cut-off or a pasted-in remark)."""
    high = sum(map((0x80).__le__, data[:200_000]))
    broken = data[:200_000].decode("utf-8", "replace").count("�")
    return high > 0 and broken * 10 < high
