"""Which addresses may be reached: only public ones, unless the user allows others.

A list of shops comes from outside, and so do their redirects and pictures: none of it may lead us to the machine
itself, to the local network or to a cloud's metadata service. Names are looked up here and nowhere else. The
reactor's resolver and the browser's proxy connect to exactly the addresses that were checked, so DNS rebinding
finds nothing to rebind.
"""

import asyncio
import ipaddress
import socket
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer

LOOKUP_SECONDS = 15.0
KEEP = 5000
"""How many names stay pinned."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "100.100.100.200", "fd00:ec2::254")))
"""Metadata services outside link-local: Azure's wire server, Alibaba Cloud, AWS over IPv6 (their documentation)."""

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class PrivateAddressError(Exception):
    """A name or address leads to a network that is not public."""


class LookupFailedError(Exception):
    """The name does not exist or could not be looked up."""


def is_public(address: str) -> bool:
    """Whether everybody can reach an IP address; addresses inside addresses are looked through (RFC 6052, 3056)."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_plainly_public(inner) for inner in _layers(ip))


def _layers(ip: Address) -> list[Address]:
    """The address and every IPv4 address that it wraps."""
    layers = [ip]
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return [ip.ipv4_mapped]
        if ip.sixtofour:
            layers.append(ip.sixtofour)
        if ip.teredo:
            layers.extend(ip.teredo)
        if any(ip in network for network in _NAT64):
            return [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
        if int(ip) < 1 << 32:  # ::a.b.c.d, deprecated but still parsed
            layers.append(ipaddress.IPv4Address(int(ip)))
    return layers


def _plainly_public(ip: Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _METADATA


class Guard:
    """Looks names up, once, and lets through only addresses that may be reached.

    One for a process: two visits that look up the same name get the same, checked answer.
    """

    def __init__(self) -> None:
        self._pins: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._pool: ThreadPoolExecutor | None = None

    async def check(self, host: str, *, allow_private: bool = False) -> tuple[str, ...]:
        """Addresses to which a connection to ``host`` may be made; they stay pinned to the name.

        Raises PrivateAddressError, LookupFailedError.
        """
        host = host.strip("[]").lower()
        addresses = self._pins.get(host) or await self._look_up(host)
        allowed = addresses if allow_private else tuple(a for a in addresses if is_public(a))
        if not allowed:
            named = addresses != (host,)
            where = f"{host} is at {', '.join(addresses)}, which" if named else host
            raise PrivateAddressError(f"{where} is not a public address")
        self._pins[host] = allowed
        self._pins.move_to_end(host)
        while len(self._pins) > KEEP:
            self._pins.popitem(last=False)
        return allowed

    def pinned(self, host: str) -> tuple[str, ...]:
        """The checked addresses of a name, empty for a name that was not checked."""
        return self._pins.get(host.strip("[]").lower(), ())

    async def _look_up(self, host: str) -> tuple[str, ...]:
        if _is_literal(host):
            return (host,)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="names")
        loop = asyncio.get_running_loop()
        try:
            found = await asyncio.wait_for(loop.run_in_executor(self._pool, _getaddrinfo, host), LOOKUP_SECONDS)
        except (OSError, UnicodeError) as error:
            raise LookupFailedError(f"the name {host} could not be looked up: {error}") from error
        except TimeoutError as error:
            raise LookupFailedError(f"the name {host} could not be looked up within {LOOKUP_SECONDS:.0f} s") from error
        return tuple(dict.fromkeys(str(info[4][0]) for info in found))


def _getaddrinfo(host: str) -> list[Any]:
    return socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


GUARD = Guard()
"""The process's guard."""


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to cancel: the answer is given at once."""


@implementer(IHostnameResolver)
class PinnedResolver:
    """The reactor's resolver: knows only the names that the guard has checked."""

    def __init__(self, reactor: Any, guard: Guard = GUARD) -> None:
        self.reactor = reactor
        self.guard = guard

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "PinnedResolver":
        """For Scrapy's setting TWISTED_DNS_RESOLVER."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Put this resolver in the place of the reactor's own."""
        self.reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: Any = "TCP",
    ) -> Any:
        """Twisted's IHostnameResolver: answer from the pins."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        for address in self.guard.pinned(hostName):
            kind = IPv6Address if ":" in address else IPv4Address
            resolutionReceiver.addressResolved(kind(transportSemantics, address, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution
