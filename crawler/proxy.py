"""The browser's only way out: a proxy on loopback that connects to checked addresses and to nothing else.

Chromium resolves names and follows redirects by itself, so a check of the page's address is not enough. Each tab has
a port of its own; what the browser does outside of any visit (updates, reports) meets a port that refuses everything.
Plain HTTP is forwarded one request a connection, everything else runs through CONNECT.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

MAX_HEAD = 64 * 1024
CHUNK = 64 * 1024
CONNECT_SECONDS = 15.0
HEAD_SECONDS = 60.0

OURS = b"x-shopcheck-refused"
"""Header by which an answer of the proxy's own is told from the shop's."""

Check = Callable[[str], Awaitable[tuple[str, ...]]]
"""Gives the addresses that a host name may be connected to; raises when there are none."""

_HOP_HEADERS = (b"proxy-connection:", b"proxy-authorization:", b"connection:", b"keep-alive:")


async def refuse(host: str) -> tuple[str, ...]:
    """The check that lets nothing through."""
    raise PermissionError(f"no visit is under way that asks for {host}")


class GuardedProxy:
    """One listening port. ``refused`` counts the connections that were not made."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.refused = 0
        self.connections = 0

    async def start(self) -> str:
        """Listen on a free port of 127.0.0.1 and return the proxy's address."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=MAX_HEAD)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Stop listening and cut what is open."""
        if self._server is not None:
            self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """End every open connection."""
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError):
            pass  # either side went away, or spoke something that is no HTTP
        except asyncio.CancelledError:
            pass  # the visit is over
        finally:
            self._tasks.discard(task)
            await _shut(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
        method, target, *_ = head.split(b"\r\n", 1)[0].split(b" ")
        tunnel = method == b"CONNECT"
        parts = urlsplit(f"//{target.decode('latin-1')}" if tunnel else target.decode("latin-1"))
        upstream = await self._connect(parts.hostname or "", parts.port or (443 if tunnel else 80))
        if upstream is None:
            writer.write(b"HTTP/1.1 502 Refused\r\n%s: yes\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % OURS)
            await writer.drain()
            return
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                upstream[1].write(_forwarded(head, method, target))
            await _both_ways((reader, writer), upstream, one_answer=not tunnel)
        finally:
            await _shut(upstream[1])

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """A connection to a checked address of ``host``; None when there is none."""
        self.connections += 1
        try:
            addresses = await self.check(host)
        except Exception as error:
            self.refused += 1
            log.debug("proxy refused %s: %s", host, error)
            return None
        for address in addresses[:4]:
            with contextlib.suppress(OSError, TimeoutError):
                return await asyncio.wait_for(asyncio.open_connection(address, port), CONNECT_SECONDS)
        return None


async def _shut(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(writer.wait_closed(), 1)


def _forwarded(head: bytes, method: bytes, target: bytes) -> bytes:
    """The head of a plain HTTP request as the shop's server wants it: path only, one request a connection."""
    parts = urlsplit(target.decode("latin-1"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [line for line in head.split(b"\r\n")[1:] if line and not line.lower().startswith(_HOP_HEADERS)]
    return b"\r\n".join([b"%s %s HTTP/1.1" % (method, path.encode("latin-1")), *lines, b"Connection: close", b"", b""])


async def _both_ways(
    browser: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    *,
    one_answer: bool,
) -> None:
    """Carry bytes until the server is done (and, in a tunnel, until either side is)."""
    up = asyncio.ensure_future(_carry(browser[0], server[1]))
    down = asyncio.ensure_future(_carry(server[0], browser[1], closing=one_answer))
    try:
        await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
        if not one_answer and not down.done():
            await asyncio.wait([down], timeout=5)
    finally:
        for task in (up, down):
            task.cancel()
        await asyncio.gather(up, down, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, closing: bool = False) -> None:
    """Copy until the end; ``closing`` tells the browser in the head that the connection ends with this answer."""
    if closing:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = [
            line for line in head[:-4].split(b"\r\n") if not line.lower().startswith((b"connection:", b"keep-alive:"))
        ]
        writer.write(b"\r\n".join([*lines, b"Connection: close", b"", b""]))
    while data := await reader.read(CHUNK):
        writer.write(data)
        await writer.drain()
    if not closing and writer.can_write_eof():
        with contextlib.suppress(OSError):
            writer.write_eof()
