"""robots.txt after RFC 9309. Pure: bytes and a status in, rules out."""

import codecs
from dataclasses import dataclass, field

from protego import Protego

from audit.outcomes import Reason

MAX_BYTES = 500 * 1024
"""What lies beyond 500 KiB is not read (RFC 9309, 2.5)."""

MAX_REDIRECTS = 5
"""RFC 9309, 2.3.1.2."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, kw_only=True)
class Robots:
    """The rules of one host for us.

    trouble: why nothing of the host may be visited (the file could not be had), None when the rules are known.
    crawl_delay: seconds between two requests that the file asks for, 0 when it asks for none.
    """

    agent: str = ""
    rules: Protego | None = None
    trouble: Reason | None = None
    detail: str = ""
    status: int | None = None
    crawl_delay: float = 0.0
    sitemaps: tuple[str, ...] = field(default=())

    def allows(self, url: str) -> bool:
        """Whether we may ask for ``url``."""
        if self.trouble is not None:
            return False
        return self.rules is None or self.rules.can_fetch(url, self.agent)


def read_robots(status: int, body: bytes, *, agent: str) -> Robots:
    """The rules in an answer to a request for robots.txt.

    agent: our product token, as ``shopcheck``. 2xx: as written. 4xx: no rules, all is allowed; but 429 asks us to stay
    away. 5xx: the file cannot be reached, nothing is allowed (RFC 9309, 2.3.1).
    """
    if status == 429:
        return Robots(trouble=Reason.RATE_LIMITED, status=status, detail="robots.txt answered 429: too many requests")
    if status >= 500:
        return unreachable(f"robots.txt answered {status}", status)
    if not 200 <= status < 300:
        return Robots(agent=agent, status=status)
    rules = Protego.parse(decode(body))
    delay = rules.crawl_delay(agent)
    return Robots(
        agent=agent,
        rules=rules,
        status=status,
        crawl_delay=float(delay) if delay and delay > 0 else 0.0,
        sitemaps=tuple(rules.sitemaps),
    )


def unreachable(detail: str, status: int | None = None, reason: Reason = Reason.ROBOTS_UNREACHABLE) -> Robots:
    """Nothing may be visited, for we do not know what the host allows."""
    return Robots(trouble=reason, detail=detail, status=status)


def decode(body: bytes) -> str:
    """The text of a robots.txt: UTF-8, with byte order marks of the other Unicode forms understood."""
    body = body[:MAX_BYTES]
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    return body.decode("utf-8", "replace").replace("\x00", "")


def product_token(user_agent: str) -> str:
    """The name by which robots.txt files call us: ``shopcheck`` of ``shopcheck/1.0 (+mailto:…)``."""
    return user_agent.split("/")[0].split("(")[0].strip() or "*"
