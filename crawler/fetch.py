"""Asking for one page: Scrapy's engine underneath, one plain answer on top, whatever happened on the way."""

import asyncio
import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.http.response.text import TextResponse
from twisted.internet import error as twisted_error

from audit.outcomes import Reason
from crawler.gate import Clock, Gate, RefusedError
from crawler.robots import MAX_BYTES, MAX_REDIRECTS, Robots, read_robots, unreachable

REQUEST_SECONDS = 25.0
LONGEST_RETRY_AFTER = 10.0
"""A shop that asks us to come back later than this is not waited for."""

MAX_PIECE = 50_000_000
"""Bytes to which one piece of a packed answer is unpacked, to see where it ends."""

AGAIN = frozenset({Reason.TIMEOUT, Reason.CONNECTION_FAILED})
AGAIN_STATUS = frozenset({429, 500, 502, 503, 504})

_TLS_SIGNS = ("ssl", "tls", "certificate", "verifyerror", "handshake")


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What came of asking for one address.

    reason: what went wrong before there was an answer (or that we refused to ask); None when there is one, whatever
    its status. final_url: where redirects led. body: decompressed. tries: how often we asked.
    """

    url: str
    final_url: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    media_type: str = ""
    content_type: str = ""
    reason: Reason | None = None
    detail: str = ""
    tries: int = 1
    at: datetime
    refused: bool = False

    @property
    def ok(self) -> bool:
        """Whether the shop served something of its own accord (2xx)."""
        return self.reason is None and self.status is not None and 200 <= self.status < 300


class Fetcher:
    """Fetches for one visit through one Scrapy crawler.

    agent: product token for robots.txt. Never raises for anything the shop does.
    """

    def __init__(self, crawler: Crawler, gate: Gate, clock: Clock, agent: str) -> None:
        self._crawler = crawler
        self._gate = gate
        self._clock = clock
        self._agent = agent
        self.accept_language = "*"
        """The header that pages are asked with."""
        self.requests = 0

    async def get(self, url: str) -> Fetched:
        """The answer for ``url``, asked for once more when the first failure looks passing."""
        first = await self._once(url, tries=1)
        pause = _pause_before_retry(first)
        if pause is None or self._clock.left() < pause + 1:
            return first
        await asyncio.sleep(pause)
        return await self._once(url, tries=2)

    async def _once(self, url: str, *, tries: int) -> Fetched:
        headers = {"Accept-Language": self.accept_language}
        request = Request(url, headers=headers, meta={"download_timeout": self._seconds()}, dont_filter=True)
        now = datetime.now(UTC)
        try:
            response = await self._send(request)
        except Exception as error:
            reason, detail = failure(error)
            refused = isinstance(error, RefusedError)
            status = error.status if isinstance(error, RefusedError) else None
            return Fetched(
                url=url,
                final_url=url,
                reason=reason,
                detail=detail,
                tries=tries,
                at=now,
                status=status,
                refused=refused,
            )
        if _cut_off(response):
            reason, detail = Reason.CONNECTION_FAILED, "the answer was cut off"
            return Fetched(url=url, final_url=response.url, reason=reason, detail=detail, tries=tries, at=now)
        return _answer(url, response, tries, now)

    def _seconds(self) -> float:
        """How long an answer is waited for: never beyond the end of the visit."""
        return max(1.0, min(REQUEST_SECONDS, self._clock.left()))

    async def _send(self, request: Request) -> Response:
        self.requests += 1
        return await self._crawler.engine.download_async(request)

    async def robots(self, url: str) -> Robots:
        """The robots.txt at ``url``, read; its trouble when it could not be had."""
        meta = {"gate": "robots", "redirect_ttl": MAX_REDIRECTS, "download_maxsize": 20 * MAX_BYTES}
        for second in (False, True):
            try:
                bounded = {**meta, "download_timeout": self._seconds()}
                response = await self._send(Request(url, meta=bounded, dont_filter=True))
            except Exception as error:
                reason, detail = failure(error)
                if reason in (Reason.REDIRECT_LOOP, Reason.TOO_LARGE):
                    return Robots(agent=self._agent, detail=detail)  # RFC 9309, 2.3.1.2: as if there were none
                if second or reason not in AGAIN or self._clock.left() <= 1:
                    return unreachable(f"robots.txt: {detail}", reason=reason)
                continue
            if response.status < 500 or second or self._clock.left() <= 1:
                return read_robots(response.status, response.body, agent=self._agent)
            await asyncio.sleep(1.0)
        raise AssertionError("unreachable")


def _pause_before_retry(fetched: Fetched) -> float | None:
    """Seconds to wait before asking once more; None when that would not help or not be polite."""
    if fetched.reason is not None:
        return 1.0 if fetched.reason in AGAIN and not fetched.refused else None
    if fetched.status not in AGAIN_STATUS:
        return None
    named = fetched.headers.get("retry-after", "").strip()
    if not named:
        return 1.0 if fetched.status not in (429, 503) else 2.0
    if not re.fullmatch(r"\d{1,6}", named) or int(named) > LONGEST_RETRY_AFTER:
        return None
    return float(named)


def _answer(url: str, response: Response, tries: int, now: datetime) -> Fetched:
    headers = {name.decode("latin-1").lower(): b", ".join(v).decode("latin-1") for name, v in response.headers.items()}
    content_type = headers.get("content-type", "")
    media_type = content_type.split(";")[0].strip().lower() or _sniff(response)
    return Fetched(
        url=url,
        final_url=response.url,
        status=response.status,
        headers=headers,
        body=response.body,
        media_type=media_type,
        content_type=content_type,
        tries=tries,
        at=now,
    )


def _cut_off(response: Response) -> bool:
    """Whether an answer in gzip ends before its end: what is there is unpacked all the same.

    A page that is whole and only lacks gzip's closing bytes was not cut: browsers show it, and some servers send such.
    """
    packed = response.request.meta.get("gzip") if response.request is not None else b""
    if not packed or int.from_bytes(packed[-4:], "little") == len(response.body) % 2**32:  # RFC 1952, 2.3.1: ISIZE
        return False
    if response.body[-200:].rstrip().lower().endswith(b"</html>"):
        return False
    rest = packed
    while rest[:2] == b"\x1f\x8b":  # it may be in several pieces, of which the last tells its own size only
        piece = zlib.decompressobj(wbits=31)
        try:
            piece.decompress(rest, MAX_PIECE)
        except zlib.error:
            return False  # broken otherwise, or larger than we read
        if not piece.eof:
            return not piece.unconsumed_tail
        rest = piece.unused_data
    return False


def _sniff(response: Response) -> str:
    if response.body[:5] == b"%PDF-":
        return "application/pdf"
    return "text/html" if isinstance(response, TextResponse) else "application/octet-stream"


def failure(error: BaseException) -> tuple[Reason, str]:
    """Reason and one line for people of what went wrong while fetching."""
    if isinstance(error, RefusedError):
        return error.reason, error.detail
    if isinstance(error, CannotResolveHostError):
        return Reason.DNS_FAILED, "the name could not be looked up"
    if isinstance(error, DownloadTimeoutError):
        return Reason.TIMEOUT, "no answer in time"
    if isinstance(error, DownloadConnectionRefusedError):
        return Reason.CONNECTION_FAILED, "the connection was refused"
    if isinstance(error, DownloadCancelledError):
        return Reason.TOO_LARGE, "larger than we read"
    if isinstance(error, IgnoreRequest):
        if error.__cause__ is not None:  # by Scrapy's decompression, whose own exception is not for others
            return Reason.TOO_LARGE, "larger than we read, once unpacked"
        return Reason.REDIRECT_LOOP, "too many redirects"
    if isinstance(error, UnsupportedURLSchemeError):
        return Reason.NOT_HTML, "leads to something that is no web page"
    return _deep_failure(error)


def _deep_failure(error: BaseException) -> tuple[Reason, str]:
    """Look into Twisted's nested failures."""
    causes = list(_causes(error))
    if any(isinstance(c, twisted_error.TimeoutError | TimeoutError) for c in causes):
        return Reason.TIMEOUT, "no answer in time"
    said = " ".join(f"{type(c).__module__} {type(c).__name__} {c}" for c in causes).lower()
    if any(sign in said for sign in _TLS_SIGNS):
        return Reason.TLS_FAILED, _tls_detail(said)
    if "dnslookup" in said:
        return Reason.DNS_FAILED, "the name could not be looked up"
    if "redirect" in said:
        return Reason.REDIRECT_LOOP, "too many redirects"
    return Reason.CONNECTION_FAILED, f"the connection broke off ({type(causes[-1]).__name__})"


def _tls_detail(said: str) -> str:
    if "expired" in said:
        return "the certificate has expired"
    if "certificate" in said or "verify" in said:
        return "the certificate could not be verified"
    return "no secure connection could be made"


def _causes(error: BaseException, depth: int = 0) -> list[BaseException]:
    """The error and everything wrapped in it."""
    if depth > 6:
        return [error]
    found = [error]
    for inner in (error.__cause__, *(getattr(f, "value", None) for f in getattr(error, "reasons", ()) or ())):
        if isinstance(inner, BaseException):
            found.extend(_causes(inner, depth + 1))
    return found
