"""Mail domains asked of a real name server on loopback."""

import asyncio
from collections.abc import AsyncIterator

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from crawler.mx import mail_domains

ZONE = {
    ("with-mx.test.", "MX"): ["10 mail.with-mx.test."],
    ("null-mx.test.", "MX"): ["0 ."],
    ("address-only.test.", "A"): ["192.0.2.1"],
    ("six-only.test.", "AAAA"): ["2001:db8::1"],
    ("nothing.test.", "TXT"): ['"here"'],
}


class NameServer(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = str(question.name), dns.rdatatype.to_text(question.rdtype)
        if name == "silent.test.":
            return
        answer = dns.message.make_response(query)
        if name == "broken.test.":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in ZONE:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *ZONE[name, kind]))
        elif all(name != known for known, _ in ZONE):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(answer.to_wire(), address)


@pytest.fixture
async def resolver() -> AsyncIterator[dns.asyncresolver.Resolver]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    made = dns.asyncresolver.Resolver(configure=False)
    made.nameservers = ["127.0.0.1"]
    made.port = transport.get_extra_info("sockname")[1]
    made.lifetime = made.timeout = 0.5
    yield made
    transport.close()


@pytest.mark.parametrize(
    ("domain", "said"),
    [
        ("with-mx.test", "mx"),
        ("null-mx.test", "none"),
        ("address-only.test", "a"),
        ("six-only.test", "a"),
        ("nothing.test", "none"),
        ("no-such-domain.test", "none"),
        ("broken.test", "unknown"),
        ("a..b", "unknown"),
    ],
)
async def test_what_the_records_say(resolver: dns.asyncresolver.Resolver, domain: str, said: str) -> None:
    assert await mail_domains([domain], resolver) == {domain: said}


async def test_silence_says_nothing(resolver: dns.asyncresolver.Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.mx.SECONDS", 0.3)
    assert await mail_domains(["silent.test"], resolver) == {"silent.test": "unknown"}


async def test_only_a_few_are_asked(resolver: dns.asyncresolver.Resolver) -> None:
    assert len(await mail_domains([f"d{n}.test" for n in range(40)], resolver)) == 5
