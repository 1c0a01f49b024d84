"""The browser's way out, without a browser (SOCKS 5, RFC 1928)."""

import asyncio
import contextlib

import pytest

from crawler.proxy import GuardedProxy, refuse
from tests.crawler.farm import Reply, farm

HELLO = b"\x05\x01\x00"
WELCOME = b"\x05\x00"
LETS = b"\x05\x00\x00\x01\0\0\0\0\0\0"


async def here(host: str) -> tuple[str, ...]:
    """Lets everything through to this machine."""
    if host not in ("127.0.0.1", "shop.example", "::1"):
        raise PermissionError(host)
    return ("127.0.0.1",)


async def shut(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def to(host: str, port: int) -> bytes:
    """The request to be connected to a name."""
    return b"\x05\x01\x00\x03" + bytes((len(host),)) + host.encode() + port.to_bytes(2, "big")


async def knock(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))


async def say(address: str, data: bytes) -> bytes:
    """What the proxy at ``address`` answers to ``data``, to the end."""
    reader, writer = await knock(address)
    writer.write(data)
    try:
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        await shut(writer)


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("kind", ["name", "IPv4", "IPv6"])
async def test_what_is_allowed_is_carried_both_ways(kind: str, at_once: bool) -> None:
    """Whether the browser waits for each answer or says everything at once, byte by byte or not."""
    proxy = GuardedProxy(here)
    address = await proxy.start()
    with farm({"/a?b=1": "inside"}) as shop:
        port = shop.port.to_bytes(2, "big")
        ask = {
            "name": to("shop.example", shop.port),
            "IPv4": b"\x05\x01\x00\x01\x7f\x00\x00\x01" + port,
            "IPv6": b"\x05\x01\x00\x04" + bytes(15) + b"\x01" + port,
        }[kind]
        said = HELLO + ask + b"GET /a?b=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        reader, writer = await knock(address)
        for piece in (said,) if at_once else (bytes((b,)) for b in said):
            writer.write(piece)
            await asyncio.sleep(0)
        answer = await asyncio.wait_for(reader.read(), 5)
        await shut(writer)
        assert shop.asked == ["/a?b=1"]
    await proxy.close()
    assert answer.startswith(WELCOME + LETS + b"HTTP/1.1 200 OK")
    assert answer.endswith(b"inside")
    assert proxy.connections == 1
    assert proxy.refused == 0


async def test_a_connection_carries_many_requests() -> None:
    proxy = GuardedProxy(here)
    address = await proxy.start()
    with farm({"/": Reply("hello", headers={"Content-Length": "5"})}) as shop:
        reader, writer = await knock(address)
        writer.write(HELLO + to("127.0.0.1", shop.port))
        assert await reader.readexactly(len(WELCOME + LETS)) == WELCOME + LETS
        for _ in range(3):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await asyncio.wait_for(reader.readuntil(b"hello"), 5)).startswith(b"HTTP/1.1 200")
        await shut(writer)
        assert shop.asked == ["/", "/", "/"]
    assert proxy.connections == 1
    await proxy.close()


@pytest.mark.parametrize("host", ["localhost", "169.254.169.254", "metadata.google.internal"])
async def test_what_is_not_allowed_is_not_connected_to(host: str) -> None:
    for check in (here, refuse):
        proxy = GuardedProxy(check)
        address = await proxy.start()
        answer = await say(address, HELLO + to(host, 80))
        assert answer == WELCOME + b"\x05\x02\x00\x01\0\0\0\0\0\0"
        assert proxy.refused == 1
        await proxy.close()


async def test_a_server_that_does_not_answer_is_told() -> None:
    with farm({}) as shop:
        gone = shop.port
    proxy = GuardedProxy(here)
    address = await proxy.start()
    assert await say(address, HELLO + to("127.0.0.1", gone)) == WELCOME + b"\x05\x04\x00\x01\0\0\0\0\0\0"
    await proxy.close()


@pytest.mark.parametrize(
    ("garbage", "answer"),
    [
        (b"\r\n\r\n", b""),
        (b"GET http://127.0.0.1/ HTTP/1.1\r\n\r\n", b""),
        (b"\x16\x03\x01" * 40000, b""),
        (b"\x05\x01\x02", b"\x05\xff"),
        (HELLO + b"\x05\x02\x00\x01\x7f\x00\x00\x01\x00\x50", WELCOME + b"\x05\x07\x00\x01\0\0\0\0\0\0"),
        (HELLO + b"\x05\x01\x00\x09\x7f\x00\x00\x01\x00\x50", WELCOME + b"\x05\x07\x00\x01\0\0\0\0\0\0"),
    ],
)
async def test_garbage_ends_the_connection(garbage: bytes, answer: bytes) -> None:
    proxy = GuardedProxy(here)
    address = await proxy.start()
    with contextlib.suppress(ConnectionError):
        assert await say(address, garbage) == answer
    assert proxy.connections == 0
    await proxy.close()


async def test_cutting_ends_what_is_open_and_leaves_the_door_open() -> None:
    proxy = GuardedProxy(here)
    address = await proxy.start()
    with farm({"/": Reply("late", seconds=120)}) as shop:
        ask = HELLO + to("127.0.0.1", shop.port) + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"

        async def asked() -> bytes:
            with contextlib.suppress(ConnectionError):
                return await say(address, ask)
            return b"reset"

        waiting = asyncio.create_task(asked())
        while not shop.asked:
            await asyncio.sleep(0.02)
        await proxy.cut()
        assert await asyncio.wait_for(waiting, 60) in (WELCOME + LETS, b"reset")
        assert (await say(address, HELLO + to("nowhere", 80))).startswith(WELCOME)
    await proxy.close()


async def test_more_than_fits_comes_through_whole() -> None:
    """A reader that takes its time makes the sender wait; nothing is lost and nothing piles up."""
    proxy = GuardedProxy(here)
    address = await proxy.start()
    body = "x" * 20_000_000
    with farm({"/": Reply(body)}) as shop:
        reader, writer = await knock(address)
        writer.write(HELLO + to("127.0.0.1", shop.port) + b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await asyncio.sleep(0.3)
        answer = await asyncio.wait_for(reader.read(), 120)
        await shut(writer)
    await proxy.close()
    assert answer.endswith(body.encode())
