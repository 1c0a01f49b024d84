"""What a visit may do and for how long."""

from dataclasses import dataclass
from importlib import metadata


def _version() -> str:
    try:
        return metadata.version("shopcheck")
    except metadata.PackageNotFoundError:
        return "0"


VERSION = _version()


def user_agent(contact: str = "") -> str:
    """Our name as shops see it. contact: an address (mailto: or https:) under which its owner can be asked."""
    return f"shopcheck/{VERSION} (+{contact})" if contact else f"shopcheck/{VERSION}"


@dataclass(frozen=True, kw_only=True)
class VisitSettings:
    """How shops are visited.

    user_agent: name and contact address, sent with every request. delay: seconds between two requests to a host (a
    crawl-delay in robots.txt counts when it is longer, up to max_crawl_delay). max_pages: pages read of a shop.
    seconds: time budget of a visit; waiting for our turn does not count. allow_private: also addresses that are not
    public. browser: path of a Chromium or Chrome, None to look for one. render: whether a browser is used at all.
    obey_robots: whether robots.txt is asked. max_bytes: largest answer that is read. second_look: whether this is a
    second visit after a first one found nothing. thorough: whether pages are shown in a browser that neither phone
    nor e-mail needs, so that other absences can be told. market: country of shops whose list names none (ISO 3166-1
    alpha-2).
    """

    user_agent: str = user_agent()
    delay: float = 2.0
    max_crawl_delay: float = 30.0
    max_pages: int = 40
    seconds: float = 90.0
    allow_private: bool = False
    browser: str | None = None
    render: bool = True
    obey_robots: bool = True
    max_bytes: int = 10 * 1024 * 1024
    second_look: bool = False
    thorough: bool = False
    market: str | None = None
