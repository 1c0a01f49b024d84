"""A very small HTTP/1.1 server for many sites at once: loopback only, one thread, each site on a port of its own.

A site is a function from a :class:`Request` to a :class:`Response`; nothing here knows what the sites show.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

LOOPBACK = "127.0.0.1"
_HEAD_LIMIT = 64 * 1024  # bytes of request line and headers that we accept


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked. target: path and query as sent; headers: names in lower case."""

    method: str
    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What is answered. delay: seconds to wait before the first byte."""

    body: bytes = b""
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


Site = Callable[[Request], Response]


@contextlib.contextmanager
def serving(sites: Sequence[Site], *, first_port: int = 0) -> Iterator[list[str]]:
    """Serve each site on its own loopback port and yield their addresses, in order (``http://127.0.0.1:PORT/``).

    first_port: 0 for free ports, else the port of the first site, the others following. Everything stops when the
    context ends. Raises OSError when a port is taken.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="demo shops", daemon=True)
    thread.start()
    try:
        servers = asyncio.run_coroutine_threadsafe(_start(sites, first_port), loop).result(60)
        yield [f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}/" for server in servers]
        asyncio.run_coroutine_threadsafe(_stop(servers), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _start(sites: Sequence[Site], first_port: int) -> list[asyncio.Server]:
    servers: list[asyncio.Server] = []
    for number, site in enumerate(sites):
        port = first_port + number if first_port else 0
        servers.append(await asyncio.start_server(_connection(site), LOOPBACK, port, limit=_HEAD_LIMIT))
    return servers


async def _stop(servers: Sequence[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    own = asyncio.current_task()
    rest = [task for task in asyncio.all_tasks() if task is not own]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


def _connection(site: Site) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], asyncio.Task[None]]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, asyncio.CancelledError)
        with contextlib.suppress(*gone):
            while await _exchange(site, reader, writer):
                pass
        writer.close()

    # A task of our own: asyncio reports a cancelled connection callback as an unhandled error.
    return lambda reader, writer: asyncio.get_running_loop().create_task(serve(reader, writer))


async def _exchange(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer one request; True when the connection stays open for the next."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, _, rest = head[0].partition(" ")
    target = rest.rpartition(" ")[0] or "/"
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if headers.get("content-length", "0").isdigit():
        await reader.readexactly(int(headers.get("content-length", "0")))
    answer = site(Request(method=method, target=target, headers=headers))
    if answer.delay:
        await asyncio.sleep(answer.delay)
    keep = headers.get("connection", "").lower() != "close"
    writer.write(_wire(answer, keep=keep, with_body=method != "HEAD"))
    await writer.drain()
    return keep


def _wire(answer: Response, *, keep: bool, with_body: bool) -> bytes:
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [
        f"HTTP/1.1 {answer.status} {phrase}",
        f"Content-Type: {answer.media_type}",
        f"Content-Length: {len(answer.body)}",
        f"Connection: {'keep-alive' if keep else 'close'}",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (answer.body if with_body else b"")
