"""What a mail's headers prove of its way (RFC 5321, 4.4; RFC 8601), taken down without anything about a person.

Received lines name the computers of people who wrote, with their internet addresses, and the mailbox that a mail was
for: of each line only the server that took the mail, the time and the protocol are kept.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mystery_shop.masking import staff_names
from mystery_shop.model import Hop, Message, Probe, Trace

MOST_HOPS = 12
MOST_CHECKS = 8
_COMMENT = re.compile(r"\([^()]*\)")
_BY = re.compile(r"\bby\s+([A-Za-z0-9._-]{1,253})(?=[\s;]|$)")
_WITH = re.compile(r"\bwith\s+([A-Za-z0-9]{1,20})\b")
_METHOD = re.compile(r"^(spf|dkim|dmarc|arc)\s*=\s*([a-z]{2,12})\b", re.I)
_DOMAIN = re.compile(
    r"(?:header\.(?:d|i|from)|smtp\.(?:mailfrom|helo))\s*=\s*\"?(?:[^\s@;\"]*@)?([A-Za-z0-9.-]{1,253})", re.I
)
_RESULTS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy"})
_OF_A_PERSON = re.compile(r"^[^.]*$|\.(?:local|localdomain|lan|home|internal|intranet|corp|arpa)$|^[\d.]+$", re.I)


def trace_of(message: Message, probe: Probe | None = None) -> Trace:
    """The proof in the headers. probe: whose shop's own words may stay. Never raises for what is in them."""
    people = [name.lower() for name in staff_names(message, probe) if len(name) > 2]
    mailbox = message.from_.partition("@")[0].lower()
    hops = tuple(_hop(value, people) for value in message.all_headers("received")[:MOST_HOPS])
    recorded_by, checks = _checked(message, hops)
    named = any(name in message.message_id.lower() for name in (*people, mailbox) if len(name) > 2)
    return Trace(
        message_id="" if named else message.message_id[:250],
        dated=_utc(message.date),
        hops=hops,
        recorded_by=recorded_by,
        checks=checks,
    )


def _hop(line: str, people: list[str]) -> Hop:
    way, _, day = line.rpartition(";")
    way = _without_comments(way or line)
    by, protocol = _BY.search(way), _WITH.search(way)
    host = by[1].lower().strip(".") if by else ""
    private = bool(_OF_A_PERSON.search(host)) or any(name in host for name in people)
    return Hop(by="" if private else host, at=_moment(day), protocol=protocol[1].upper() if protocol else "")


def _without_comments(text: str) -> str:
    """Without comments in brackets, which may hold one another."""
    for _ in range(4):
        text, count = _COMMENT.subn(" ", text)
        if not count:
            break
    return text


def _checked(message: Message, hops: tuple[Hop, ...]) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Who checked the sender, and what came out: only by a server that took the mail on our side (the first hops).

    Anybody can write such a header into a mail; the one on top that names a server of the receiving side counts.
    """
    for value in message.all_headers("authentication-results"):
        parts = _without_comments(value).split(";")
        server = (parts[0].split() or [""])[0].lower()
        if any(_same_side(server, hop.by) for hop in hops[:3]):
            found = [made for part in parts[1:] if (made := _check(part.strip()))]
            return server, tuple(dict.fromkeys(found))[:MOST_CHECKS]
    return "", ()


def _check(part: str) -> tuple[str, str, str] | None:
    method = _METHOD.match(part)
    if method is None or method[2].lower() not in _RESULTS:
        return None
    domain = _DOMAIN.search(part)
    return method[1].lower(), method[2].lower(), domain[1].lower() if domain else ""


def _same_side(server: str, host: str) -> bool:
    """Whether a server is the host, or one is named after the other's domain."""
    return "." in server and "." in host and (server == host or f".{host}".endswith(f".{server}"))


def _moment(text: str) -> datetime | None:
    try:
        return _utc(parsedate_to_datetime(_without_comments(text).strip()[:60]))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _utc(moment: datetime | None) -> datetime | None:
    """The moment in UTC; None for one without a zone, which says nothing."""
    if moment is None or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
