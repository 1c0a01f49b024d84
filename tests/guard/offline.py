"""Blocks every socket that does not stay on this machine. Imports the standard library only."""

import ipaddress
import socket
from typing import Any

_NAMES = {"localhost", "", "ip6-localhost", "ip6-loopback", "broadcasthost"}


class NetworkBlockedError(RuntimeError):
    """A test tried to reach another machine."""


def stays_here(host: Any) -> bool:
    """Whether a host (name, address or nothing) is this machine."""
    if host is None:
        return True
    name = (host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)).lower().rstrip(".")
    name = name.strip("[]").partition("%")[0]
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name in _NAMES or name.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def block() -> None:
    """From now on a look-up of another machine's name fails as an unknown name does, and a connection raises."""
    if getattr(socket.socket, "_stays_here", False):
        return
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    look_up = socket.getaddrinfo

    def check(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not stays_here(address[0]):
            raise NetworkBlockedError(f"tests may not reach {address[0]}")

    def connect(sock: socket.socket, address: Any) -> None:
        check(sock, address)
        real["connect"](sock, address)

    def connect_ex(sock: socket.socket, address: Any) -> int:
        check(sock, address)
        return int(real["connect_ex"](sock, address))

    def sendto(sock: socket.socket, data: Any, *rest: Any) -> int:
        check(sock, rest[-1])
        return int(real["sendto"](sock, data, *rest))

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        if not stays_here(host):
            numeric = str(host).replace(":", "").replace(".", "").isalnum() and str(host)[-1:].isdigit()
            if not numeric:
                raise socket.gaierror(socket.EAI_NONAME, f"tests may not look up {host}")
        return look_up(host, *rest, **named)

    socket.socket.connect = connect  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign, assignment]
    socket.socket.sendto = sendto  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = getaddrinfo
    socket.socket._stays_here = True  # type: ignore[attr-defined]
