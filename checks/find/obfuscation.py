"""Addresses that markup hides from harvesters and a script, a style or a reader's eye puts together again.

Each function undoes one known technique and returns an address (or a whole ``mailto:`` target), or an empty string.
"""

import base64
import binascii
import codecs
import contextlib
import re
from collections.abc import Mapping
from urllib.parse import unquote

from audit.model import Use
from checks.find.emails import accept, find_emails, mailto, use_of
from checks.find.scripts import written_by

_TYPO3_RANGES = ((0x2B, 0x3A), (0x40, 0x5A), (0x61, 0x7A))
_LINK_CALL = re.compile(
    r"(linkTo_UnCryptMailto|DeCryptX|decryptMail\w*|UnCryptMailto\w*)\s*\(\s*(?:%27|%22|['\"])(.{3,600}?)(?:%27|%22|['\"])"
    r"\s*(?:,\s*(-?\d{1,2})\s*)?[,)]",
    re.IGNORECASE,
)
_PART_CALL = re.compile(r"\w*(?:mail|contact|spam)\w*\s*\(([^()]{5,200})\)", re.IGNORECASE)
_CODED_KEYS = frozenset(("enc", "encoded", "obf", "obfuscated", "contact", "rot13", "href", "reverse"))
_USER_KEYS = (
    "user",
    "name",
    "local",
    "localpart",
    "mailbox",
    "account",
    "u",
    "n",
    "first",
    "part1",
    "before",
    "prefix",
)
_HOST_KEYS = ("domain", "host", "server", "site", "d", "h", "second", "part2", "after", "provider")
_TLD_KEYS = ("tld", "ext", "extension", "suffix", "t", "third", "part3")


def cloudflare(code: str) -> str:
    """The address in a ``data-cfemail`` value or after ``/cdn-cgi/l/email-protection#``: hex, first byte the key.

    A share link, which holds no address but only ``?subject=…``, gives an empty string.
    """
    try:
        raw = bytes.fromhex(code.strip())
    except ValueError:
        return ""
    if len(raw) < 4:
        return ""
    text = bytes(byte ^ raw[0] for byte in raw[1:]).decode("utf-8", "replace")
    return text if "@" in text.split("?")[0] else ""


def shifted(code: str, offset: int | None = None) -> str:
    """The ``mailto:`` target in TYPO3's and similar codes; without ``offset`` the shift that yields ``mailto:``."""
    for step in (offset,) if offset is not None else (*range(-1, -26, -1), *range(1, 26)):
        text = "".join(_shift(char, step) for char in code)
        if text.startswith("mailto:") or (offset is not None and "@" in text):
            return text
    plain = "".join(chr(max(1, (128 if ord(char) >= 8364 else ord(char)) - 1)) for char in code)  # CryptX
    return plain if plain.startswith("mailto:") else ""


def _shift(char: str, step: int) -> str:
    code = ord(char)
    for low, high in _TYPO3_RANGES:
        if low <= code <= high:
            return chr(low + (code - low + step) % (high - low + 1))
    return char


def script_link(href: str) -> str:
    """The target of a ``javascript:`` link that decodes its argument, or an empty string."""
    found = _LINK_CALL.search(href)
    if not found:
        return _in_parts(href)
    code = unquote(found[2])
    code = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), code)
    code = re.sub(r"\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), code)
    code = re.sub(r"\\(.)", r"\1", code)
    return shifted(code)


def _in_parts(href: str) -> str:
    """``javascript:mailTo('info', 'shop', 'nl')``: the parts of an address as arguments, in either order."""
    call = _PART_CALL.search(unquote(href))
    if not call:
        return ""
    parts = re.findall(r"['\"]([\w.+-]{1,64})['\"]", call[1])
    found: list[str] = []
    for given in (parts, parts[::-1]):
        if len(given) >= 2:
            host = ".".join(given[1:3]) if "." not in given[1] else given[1]
            found.append(accept(f"{given[0]}@{host}"))
    found = sorted(filter(None, found), key=lambda address: use_of(address) is Use.OTHER)
    return f"mailto:{found[0]}" if found else ""


def data_attributes(attributes: Mapping[str, str | None]) -> str:
    """The address that an element's ``data-…`` attributes hold in parts or encoded, for a script to put together."""
    values = {
        key[5:].lower().replace("-", "").replace("_", ""): value
        for key, value in attributes.items()
        if value and key.startswith("data-")
    }
    token = values.get("mailtotoken")
    if token:
        vector = values.get("mailtovector") or ""
        return shifted(token, -int(vector) if re.fullmatch(r"-?\d{1,2}", vector) else None)
    user = _first(values, _USER_KEYS)
    host = _first(values, _HOST_KEYS)
    if user and host:
        tld = _first(values, _TLD_KEYS)
        for u, h, t in ((user, host, tld), (user[::-1], host[::-1], tld[::-1])):
            ending = f".{t.strip('. ')}" if t and "." not in h else ""
            address = accept(f"{u.strip().rstrip('@')}@{h.strip().lstrip('@')}{ending}")
            if address:
                return address
        return ""
    for key, value in values.items():
        if ("mail" in key or key in _CODED_KEYS) and len(value) < 400:
            address = decoded(value, certainly="enc" in key or "rot" in key)
            if address:
                return address
    return ""


def _first(values: Mapping[str, str | None], keys: tuple[str, ...]) -> str:
    for key in keys:
        for name in (key, f"email{key}", f"mail{key}", f"m{key}"):
            if values.get(name):
                return str(values[name])
    return ""


def decoded(value: str, *, certainly: bool = False) -> str:
    """The address in a value that is rot13, reversed, base64, hex or percent-coded; a plain address is not decoded.

    ``certainly``: the name of the attribute says that it is coded, so that what looks like an address is rot13.
    """
    value = value.strip().replace("[at]", "@").replace("(at)", "@")
    if accept(value) and not certainly:
        return ""
    tries = [codecs.encode(value, "rot13"), value[::-1], unquote(value)]
    with contextlib.suppress(binascii.Error, ValueError):
        if len(value) >= 8 and re.fullmatch(r"[A-Za-z0-9+/_-]+={0,2}", value):
            tries.append(base64.b64decode(value.replace("-", "+").replace("_", "/") + "==").decode("utf-8"))
    with contextlib.suppress(ValueError):
        tries.append(bytes.fromhex(value).decode("utf-8"))
    for text in tries:
        address = accept(text.removeprefix("mailto:").split("?")[0].strip())
        if address and text != value:
            return address
    return ""


def scripted(code: str) -> list[str]:
    """The addresses that a ``javascript:`` link or an ``onclick`` leads to."""
    target = script_link(code)
    if target:
        return mailto(target)
    return [
        address
        for text in written_by(unquote(code))
        for address in mailto(text) or [hit.value for hit in find_emails(text)]
    ]
