"""The browser's only way out: a SOCKS proxy on loopback that connects to checked addresses and to nothing else.

Chromium resolves names and follows redirects by itself, so a check of the page's address is not enough. Each tab has
a port of its own; what the browser does outside of any visit (updates, reports) meets a port that refuses everything.
Names come to the proxy as names (SOCKS 5, RFC 1928), so the address that was checked is the one that is connected to,
and the browser keeps its connections, which a forwarding proxy would have to take apart answer by answer.
"""

import asyncio
import contextlib
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from typing import cast

log = logging.getLogger(__name__)

CONNECT_SECONDS = 15.0
HELLO_SECONDS = 30.0
TAKEN_IN = 2 << 20
"""Bytes that may wait for a reader before the sender is told to stop."""

VERSION, NO_LOGIN, NO_WAY_IN, CONNECT = 5, 0, 0xFF, 1
IPV4, NAME, IPV6 = 1, 3, 4
DONE, NOT_ALLOWED, NO_ROUTE, NO_SUCH_COMMAND = 0, 2, 4, 7

Check = Callable[[str], Awaitable[tuple[str, ...]]]
"""Gives the addresses that a host name may be connected to; raises when there are none."""


async def refuse(host: str) -> tuple[str, ...]:
    """The check that lets nothing through."""
    raise PermissionError(f"no visit is under way that asks for {host}")


class GuardedProxy:
    """One listening port. ``refused`` counts the connections that were not made."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self._server: asyncio.Server | None = None
        self._ends: set[_End] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.refused = 0
        self.connections = 0

    async def start(self) -> str:
        """Listen on a free port of 127.0.0.1 and return the proxy's address."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Browser(self), "127.0.0.1", 0)
        return f"socks5://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Stop listening and cut what is open."""
        if self._server is not None:
            self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """End every open connection."""
        for task in list(self._tasks):
            task.cancel()
        for end in list(self._ends):
            end.drop()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # what was cut closes its sockets in the loop's next round

    def begin(self, browser: "_Browser", host: str, port: int) -> None:
        """Connect ``browser`` to ``host`` when the check allows it, without waiting for it."""
        task = asyncio.ensure_future(self._connect(browser, host, port))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, browser: "_Browser", host: str, port: int) -> None:
        self.connections += 1
        try:
            addresses = await self.check(host)
        except Exception as error:
            self.refused += 1
            log.debug("proxy refused %s: %s", host, error)
            browser.answer(NOT_ALLOWED)
            return
        loop = asyncio.get_running_loop()
        for address in addresses[:4]:
            with contextlib.suppress(OSError, TimeoutError):
                making = loop.create_connection(lambda: _End(self), address, port)
                _, server = await asyncio.wait_for(making, CONNECT_SECONDS)
                browser.join(server)
                return
        browser.answer(NO_ROUTE)

    def known(self, end: "_End", *, here: bool) -> None:
        """Remember an open connection, or forget it."""
        (self._ends.add if here else self._ends.discard)(end)


class _End(asyncio.Protocol):
    """One end of a connection: what comes in goes out at the other end."""

    def __init__(self, proxy: GuardedProxy) -> None:
        self._proxy = proxy
        self.other: _End | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(high=TAKEN_IN)
        self._proxy.known(self, here=True)

    def data_received(self, data: bytes) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.write(data)

    def eof_received(self) -> bool:
        """The sender is done; the other side may still have something to say."""
        transport = self.other.transport if self.other else None
        if transport is None or transport.is_closing() or not transport.can_write_eof():
            return False
        transport.write_eof()
        return True

    def pause_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._proxy.known(self, here=False)
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()

    def drop(self) -> None:
        """End it at once."""
        if self.transport is not None:
            self.transport.abort()


class _Browser(_End):
    """The browser's end: says where it wants to go (RFC 1928, sections 3 to 6) before anything is carried."""

    def __init__(self, proxy: GuardedProxy) -> None:
        super().__init__(proxy)
        self._said = bytearray()
        self._greeted = self._asked = False
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._patience = asyncio.get_running_loop().call_later(HELLO_SECONDS, self.drop)

    def data_received(self, data: bytes) -> None:
        if self.other is not None:
            super().data_received(data)
            return
        self._said += data
        if not self._greeted:
            self._greet()
        if self._greeted and not self._asked:
            self._ask()
        if self._asked and len(self._said) > TAKEN_IN:
            self.drop()

    def _greet(self) -> None:
        said = self._said
        if said[0] != VERSION:
            self.drop()
        elif len(said) >= 2 and len(said) >= 2 + said[1]:
            ways = said[2 : 2 + said[1]]
            del said[: 2 + said[1]]
            self._greeted = NO_LOGIN in ways
            self._write(bytes((VERSION, NO_LOGIN if self._greeted else NO_WAY_IN)))
            if not self._greeted:
                self._close()

    def _ask(self) -> None:
        said = self._said
        if len(said) < 5:
            return
        kind = said[3]
        start, size = {IPV4: (4, 4), IPV6: (4, 16), NAME: (5, said[4])}.get(kind, (0, 0))
        if said[0] != VERSION or said[1] != CONNECT or not size:
            self._asked = True
            self.answer(NO_SUCH_COMMAND)
            return
        end = start + size
        if len(said) < end + 2:
            return
        raw, port = bytes(said[start:end]), int.from_bytes(said[end : end + 2], "big")
        del said[: end + 2]
        self._asked = True
        host = raw.decode("latin-1") if kind == NAME else str(ipaddress.ip_address(raw))
        self._proxy.begin(self, host, port)

    def join(self, server: _End) -> None:
        """Carry from now on; what the browser said too early goes first."""
        if self.transport is None or self.transport.is_closing():
            server.drop()
            return
        self.answer(DONE)
        self.other, server.other = server, self
        if self._said:
            super().data_received(bytes(self._said))
            self._said.clear()

    def answer(self, code: int) -> None:
        """Tell the browser how its request went; anything but DONE ends the connection."""
        if self._patience is not None:
            self._patience.cancel()
        self._write(bytes((VERSION, code, 0, IPV4, 0, 0, 0, 0, 0, 0)))
        if code != DONE:
            self._close()

    def _write(self, data: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)

    def _close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._patience is not None:
            self._patience.cancel()
        super().connection_lost(exc)
