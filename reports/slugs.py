"""Names that hold for years: a shop's file name, its identity in the data, and how its address is shown."""

import hashlib
import re
from urllib.parse import urlsplit

_PLAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")
_MAX_SLUG = 80


def shop_id(key: str) -> str:
    """Twelve hex digits that stand for the shop in all data files; they depend on nothing but the shop's key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def host_of(url: str) -> str:
    """Host, with the port where the address names one and the path where the shop lives under one."""
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
    except ValueError:
        return url
    netloc = parts.netloc.rpartition("@")[2]
    return (netloc + parts.path.rstrip("/")) or url


def slug_of(key: str) -> str:
    """File name (without extension) of the shop with this key.

    A shop at ``https://host`` is called by its host. Everything else (another scheme, a port, a path, an unusual
    host) gets the start of its id behind it, so that two shops never share a name and no other shop's coming or
    going changes it. The result holds only ``a-z 0-9 . -``, starts with a letter or digit and is at most 90 long.
    """
    host = host_of(key).lower()
    plain = key.lower().rstrip("/") in (f"https://{host}", host)
    if plain and len(host) <= _MAX_SLUG and _PLAIN.fullmatch(host) and host[0] != "-":
        return host
    readable = re.sub(r"[^a-z0-9]+", lambda m: "." if m[0] == "." else "-", host)[:_MAX_SLUG].strip("-.") or "shop"
    return f"{readable}-{shop_id(key)[:8]}"
