"""The browser's way out, without a browser."""

import asyncio
import contextlib

import pytest

from crawler.proxy import GuardedProxy, refuse
from tests.crawler.farm import Reply, farm


async def here(host: str) -> tuple[str, ...]:
    """Lets everything through to this machine."""
    if host != "127.0.0.1":
        raise PermissionError(host)
    return (host,)


async def shut(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def say(address: str, data: bytes) -> bytes:
    """What the proxy at ``address`` answers to ``data``, to the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    writer.write(data)
    try:
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        await shut(writer)


async def test_plain_requests_are_forwarded_one_a_connection() -> None:
    """Also when the shop's server wants to keep its connection."""
    proxy = GuardedProxy(here)
    address = await proxy.start()
    with farm({"/a?b=1": Reply("hello", headers={"Connection": "keep-alive"})}) as shop:
        head = f"GET {shop.url}a?b=1 HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\n\r\n".encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(head)
        answer = await asyncio.wait_for(reader.readuntil(b"hello"), 5)
        await shut(writer)
        assert shop.asked == ["/a?b=1"]
    await proxy.close()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.lower().count(b"connection:") == 1
    assert b"Connection: close" in answer


async def test_tunnels_carry_both_ways() -> None:
    proxy = GuardedProxy(here)
    address = await proxy.start()
    with farm({"/": "inside"}) as shop:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(f"CONNECT 127.0.0.1:{shop.port} HTTP/1.1\r\n\r\n".encode())
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 200 OK\r\n\r\n"
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), 5)).endswith(b"inside")
        await shut(writer)
    await proxy.close()


@pytest.mark.parametrize("target", ["http://localhost:80/", "http://169.254.169.254/latest/"])
async def test_what_is_not_allowed_is_not_connected_to(target: str) -> None:
    for check in (here, refuse):
        proxy = GuardedProxy(check)
        address = await proxy.start()
        answer = await say(address, f"GET {target} HTTP/1.1\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 502 Refused\r\nx-shopcheck-refused: yes")
        assert proxy.refused == 1
        await proxy.close()


@pytest.mark.parametrize("garbage", [b"\r\n\r\n", b"HELLO\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01" * 40000])
async def test_garbage_ends_the_connection(garbage: bytes) -> None:
    proxy = GuardedProxy(here)
    address = await proxy.start()
    with contextlib.suppress(ConnectionError):
        assert await say(address, garbage) == b""
    await proxy.close()


async def test_closing_cuts_what_is_open() -> None:
    proxy = GuardedProxy(here)
    address = await proxy.start()
    with farm({"/": Reply("late", seconds=2)}) as shop:
        waiting = asyncio.create_task(say(address, f"GET {shop.url} HTTP/1.1\r\nHost: x\r\n\r\n".encode()))
        await asyncio.sleep(0.2)
        await proxy.close()
        assert await asyncio.wait_for(waiting, 1) == b""
