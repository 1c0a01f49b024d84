"""Addresses: made canonical, compared, and told to be of the same site. Pure."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

import tldextract
from w3lib.url import safe_url_string

DEFAULT_PORTS = {"http": 80, "https": 443}
FOLDER_NAMES = frozenset(
    {
        *("index.html", "index.htm", "index.shtml", "index.xhtml", "index.php", "index.cgi", "index.pl", "index.jsp"),
        *("index.asp", "index.aspx", "default.htm", "default.html", "default.asp", "default.aspx"),
    }
)
"""Files that servers give for their folder by default: Apache's mod_dir, nginx, IIS and Tomcat, as installed."""

_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that the package brings: no network


@cache
def link_data() -> dict[str, Any]:
    """``crawler/links.toml``: tracking parameters, help desks, patterns of product pages."""
    return tomllib.loads(resources.files("crawler").joinpath("links.toml").read_text("utf-8"))


def clean(url: str) -> str:
    """The address as we ask for it: host in lower case, no fragment, no default port, no tracking parameters.

    Raises ValueError for what is no http(s) address.
    """
    url = url.strip().replace("\\", "/")
    parts = urlsplit(safe_url_string(url))
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not a web address: {url[:200]!r}")
    host = parts.hostname.lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    netloc = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, _dots(parts.path) or "/", _untracked(parts.query), ""))


def _dots(path: str) -> str:
    """``/a/../b/./c`` as ``/b/c`` (RFC 3986 5.2.4)."""
    if "/." not in path:
        return path
    out: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(out) > 1:
                out.pop()
        elif part != ".":
            out.append(part)
    if parts[-1] in (".", ".."):
        out.append("")
    return "/".join(out)


def _untracked(query: str) -> str:
    """The query without the parameters that only follow visitors around."""
    if not query:
        return ""
    tracking = frozenset(link_data()["tracking"]["parameters"])
    prefixes = tuple(link_data()["tracking"]["prefixes"])
    kept = []
    for pair in query.split("&"):
        name = unquote(pair.partition("=")[0]).lower()
        if name not in tracking and not name.startswith(prefixes):
            kept.append(pair)
    return "&".join(kept)


def key(url: str) -> str:
    """What two addresses of the same page have in common.

    Scheme, ``www.``, a trailing slash, the name of a folder's own file (``index.html``) and the order of the query do
    not count.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = "" if parts.port in (None, *DEFAULT_PORTS.values()) else f":{parts.port}"
    path = unquote(parts.path)
    if file_name(url) and not parts.query:
        path = path.rpartition("/")[0]
    query = "&".join(sorted(f"{quote(n)}={quote(v)}" for n, v in parse_qsl(parts.query, keep_blank_values=True)))
    return f"{host}{port}{path.rstrip('/')}" + (f"?{query}" if query else "")


def file_name(url: str) -> str:
    """The file that an address names in its folder, such as ``index.php``; empty for the folder itself."""
    last = urlsplit(url).path.rpartition("/")[2].lower()
    return last if last in FOLDER_NAMES else ""


def host_port(url: str) -> str:
    """Host, with the port where it is not the scheme's own: what a delay or a robots.txt is kept for."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return host if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def site(url: str) -> str:
    """The site that an address belongs to: its registrable domain; host and port for addresses without a name.

    Shops on loopback differ in nothing but their port, so a port that is not the scheme's own is a part of the site.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = "" if parts.port in (None, *DEFAULT_PORTS.values()) else f":{parts.port}"
    return (_suffixes(host).top_domain_under_public_suffix or host) + port


def is_help_desk(url: str) -> bool:
    """Whether the address is a shop's own page at a help desk program (``shop.zendesk.com``)."""
    host = urlsplit(url).hostname or ""
    return any(host.endswith(f".{domain}") for domain in link_data()["helpdesk"]["domains"])


def is_no_page(url: str) -> bool:
    """Whether an address on another host is an account, a map or a message rather than a page about the shop."""
    host = urlsplit(url).hostname or ""
    return any(host == domain or host.endswith(f".{domain}") for domain in link_data()["elsewhere"]["not_pages"])
