"""The address at which a page will be read, and its QR code for paper (ISO/IEC 18004). Pure."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import segno
from markupsafe import Markup

LONGEST = 300
"""Characters of an address; a longer one makes a code that is no longer read from paper."""

MASK = 3
"""One mask pattern for every code: trying all eight, for a code that is a little easier to read, takes five times
as long."""


@dataclass(frozen=True, kw_only=True)
class Permalink:
    """Where a page is published. code: its QR code as an SVG drawing, without colours of its own."""

    address: str
    code: Markup


def base_of(address: str) -> str:
    """The folder that is published at ``address``, with a slash at its end; "" for what is no web address."""
    try:
        parts = urlsplit(address.strip())
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or len(address) > LONGEST or any(c.isspace() for c in address.strip()):
        return ""
    path = parts.path.removesuffix("index.html")
    return parts._replace(path=path if path.endswith("/") else f"{path}/", query="", fragment="").geturl()


def permalink(base: str, page: str) -> Permalink | None:
    """Where ``page`` (its path in the report) is published; None without a base, or for too long an address.

    The front page is the base itself, and so is the page that is only for printing.
    """
    address = urljoin(base, page) if page not in ("index.html", "print.html") else base
    if not base or len(address) > LONGEST:
        return None
    made = segno.make(address, error="m", mask=MASK, micro=False, boost_error=False)
    return Permalink(
        address=address, code=Markup(made.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=""))
    )
