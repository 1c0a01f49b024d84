"""What a person writes as a shop's address, made into the address to visit and the key that tells shops apart."""

import ipaddress
import posixpath
import re
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

import idna

SHOWN = 80
"""So many characters of what is no address are shown."""

DEFAULT_PORTS = {"http": 80, "https": 443}

_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.I)
_OTHER_SCHEME = re.compile(r"^(mailto|tel|javascript|data|ftp|file|about|blob):", re.I)
_LABEL = re.compile(r"^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$")
_INDEX = re.compile(r"^(?:index|default)\.(?:html?|php|aspx?|jsp|cgi)$", re.I)
_TRACKING = re.compile(r"^(?:utm_[a-z]+|gclid|gbraid|wbraid|fbclid|msclkid|yclid|mc_[ce]id|_ga|ref)$", re.I)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class AddressError(ValueError):
    """The text is not the address of a website. The message says why and what to write, for people."""


class Address(NamedTuple):
    """A shop's address.

    key: scheme, host and port (and path, where there is one), normalised: lower-case host in its ASCII form without
    ``www.``, no default port, no closing slash, no index file, no tracking parameters.
    url: the address as written, with a scheme.
    """

    key: str
    url: str


def _shown(text: str) -> str:
    """What stood in the place of an address, as a message can hold it: a file that is no list may be one long line."""
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def address(text: str) -> Address:
    """The address in ``text``, which may lack the scheme: then https, or http for an IP address or localhost.

    Raises AddressError. Hosts in other scripts become ASCII after UTS 46 (as browsers do).
    """
    written = text.translate(_INVISIBLE).strip().strip("<>\"'“”„ ").strip()
    url = _with_scheme(written)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError(
            f"{_shown(written)} is not a web address: the part after the host must be a port number"
        ) from None
    if parts.username is not None or parts.password is not None:
        raise AddressError(f"{_shown(written)} has a user name or password in it; take that off")
    if port == 0:
        raise AddressError(f"{_shown(written)} has port 0, which does not exist")
    host = _host(parts.hostname or "", written, named=bool(_SCHEME.match(written)))
    default = port is None or port == DEFAULT_PORTS[parts.scheme]
    key = f"{parts.scheme}://{_bare(host)}" + ("" if default else f":{port}") + _path(parts) + _query(parts)
    return Address(key, url)


def site(key: str) -> str:
    """The key without its scheme when that goes without saying (default port): ``http://x.nl`` and ``https://x.nl``
    are one shop that stands on the list twice."""
    scheme, _, rest = key.partition("://")
    return rest if ":" not in re.sub(r"\[.*?\]", "", rest.split("/", 1)[0]) else f"{scheme}://{rest}"


def looks_like_address(text: str) -> bool:
    """Whether a cell of a table is an address rather than a name or a number."""
    if "." not in text and "localhost" not in text and "://" not in text:
        return False
    try:
        address(text)
    except AddressError:
        return False
    return True


def _with_scheme(text: str) -> str:
    if not text:
        raise AddressError("the web address is empty")
    if re.search(r"\s", text):
        raise AddressError(f"{_shown(text)} is not a web address: there is a space in it")
    if found := _SCHEME.match(text):
        if found[1].lower() not in DEFAULT_PORTS:
            raise AddressError(f"{_shown(text)} starts with {found[1]}://; only http and https can be visited")
        return found[1].lower() + text[found.end(1) :]
    if _OTHER_SCHEME.match(text):
        raise AddressError(f"{_shown(text)} is not a web address; write it as www.shop.nl")
    if text.startswith("//"):
        return "https:" + text
    if "@" in re.split(r"[/?#]", text, maxsplit=1)[0]:
        raise AddressError(f"{_shown(text)} is an e-mail address; write the shop's website, as www.shop.nl")
    host = re.split(r"[/?#]", text, maxsplit=1)[0].lower()
    name = host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]
    local = name == "localhost" or name.endswith(".localhost") or _ip(name.strip("[]")) is not None
    return f"{'http' if local else 'https'}://{text}"


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _host(host: str, written: str, *, named: bool) -> str:
    """The host in ASCII. ``named``: the scheme was written, so a single word (a machine's name) is meant as a host."""
    if ip := _ip(host):
        return f"[{ip}]" if ip.version == 6 else str(ip)
    wrong = AddressError(f"{_shown(written)} is not a web address; write it as www.shop.nl")
    host = host.lower().removesuffix(".")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise wrong from None
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.match(label) for label in labels) or labels[-1].isdigit():
        raise wrong
    if len(labels) == 1 and host != "localhost" and not named:
        raise wrong
    return host


def _bare(host: str) -> str:
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host


def _path(parts: SplitResult) -> str:
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    folder, _, last = path.rpartition("/")
    if _INDEX.match(last) and not parts.query:
        path = folder
    path = posixpath.normpath(path) if path.strip("/") else ""
    return "" if path in {"", ".", "/"} else "/" + path.strip("/")


def _query(parts: SplitResult) -> str:
    kept = [pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair.partition("=")[0])]
    return "?" + quote("&".join(kept), safe="/%:@!$&'()*+,;=~-._?") if kept else ""
