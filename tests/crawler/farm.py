"""A shop on loopback for one test: addresses and answers as the test writes them down."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from audit.evidence import EvidenceStore
from audit.model import Shop, Snapshot
from crawler.browser import Browser
from crawler.visit import Visitor, VisitSettings, run_async


@dataclass
class Reply:
    """One answer. seconds: how long the server takes to give it. drop: it gives none and hangs up."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drop: bool = False


class Farm:
    """Serves ``pages`` (path with query to text, bytes or Reply); everything else is 404. ``asked``: what was asked.

    replies: set by a test whose answers depend on cookies; gives the answer to a path and the cookies sent with it.
    spoken: the same for the languages that are asked for.
    """

    def __init__(self, pages: dict[str, Any], *, secure: bool = False) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.replies: Callable[[str, str], Reply] | None = None
        self.spoken: Callable[[str, str], Reply] | None = None
        self.times: list[float] = []
        self._closing = threading.Event()
        farm = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                farm.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        if secure:
            self._server.socket = _self_signed().wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http{'s' if secure else ''}://127.0.0.1:{self._server.server_port}/"
        self.port = self._server.server_port

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Give the answer for one request."""
        self.asked.append(handler.path)
        self.times.append(time.monotonic())
        self.agents.add(handler.headers.get("User-Agent", ""))
        found = self.pages.get(handler.path, Reply("<h1>Not here</h1>", 404))
        if self.replies is not None:
            found = self.replies(handler.path, handler.headers.get("Cookie", ""))
        if self.spoken is not None:
            found = self.spoken(handler.path, handler.headers.get("Accept-Language", ""))
        reply = found if isinstance(found, Reply) else Reply(found)
        self._closing.wait(reply.seconds)
        if reply.drop:
            handler.close_connection = True
            return
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        handler.send_response(reply.status)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **reply.headers}
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def close(self) -> None:
        """Stop serving; answers that take their time are given at once."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()


def _self_signed() -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile() as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, *form))
        file.write(signed.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return context


class _Server(ThreadingHTTPServer):
    """Leaves nothing open: closing it cuts what clients keep open and waits for those that were answering."""

    daemon_threads = False

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._open: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember who is connected."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Whoever left need not be cut."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop listening, cut every connection, and wait for the threads behind them."""
        for request in tuple(self._open):
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no news."""


@contextmanager
def farm(pages: dict[str, Any], *, secure: bool = False) -> Iterator[Farm]:
    """A running farm; ``secure``: over TLS, with a certificate that only it believes in."""
    running = Farm(pages, secure=secure)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def folder(path: Path) -> Iterator[str]:
    """Serve a folder of files; gives the address."""

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(path))

        def log_message(self, *_: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


_shared: list[Browser] = []


def options_browser(settings: dict[str, Any]) -> Browser | None:
    """The browser that tests share, where they want an ordinary one: starting one costs seconds."""
    if not settings.get("render") or settings.get("browser"):
        return None
    if not _shared:
        _shared.append(Browser(None, AGENT))
    return _shared[0]


def close_shared_browser() -> None:
    """Close it at the end of the session."""
    while _shared:
        run_async(_shared.pop().close)


AGENT = "shopcheck/test (+mailto:audit@example.org)"


def visit(url: str, *, market: str | None = "NL", turns: float = 1.0, **settings: Any) -> Snapshot:
    """One visit without politeness and, unless asked for, without a browser.

    turns: how long to wait for lines that take turns, in seconds. Before an absence a visit waits
    :data:`crawler.pointer.TURNS_SECONDS`; where no line of the pages takes turns that is time for nothing.
    """
    return visit_with_evidence(url, market=market, turns=turns, **settings)[0]


def visit_with_evidence(
    url: str, *, market: str | None = "NL", turns: float = 1.0, **settings: Any
) -> tuple[Snapshot, dict[str, bytes]]:
    """One visit as :func:`visit` makes it, and the evidence that it stored."""
    browser = options_browser(settings)
    options = {"delay": 0.0, "allow_private": True, "render": False, "user_agent": AGENT, **settings}

    with TemporaryDirectory() as place, patch("crawler.pointer.TURNS_SECONDS", turns):
        store = EvidenceStore(place)

        async def main() -> Snapshot:
            async with Visitor(VisitSettings(**options), store, browser) as visitor:
                return await visitor.visit(Shop(key=url, url=url, market=market))

        snapshot = run_async(main)
        return snapshot, {e.id: store.get(e.id) for e in snapshot.evidence}


def page(*body: str, title: str = "Proefwinkel", nav: dict[str, str] | None = None, lang: str = "nl") -> str:
    """An ordinary small page: navigation, some words, the given body."""
    links = "".join(f'<li><a href="{href}">{words}</a></li>' for words, href in (nav or {}).items())
    filler = (
        "<p>Welkom in onze winkel. Wij verkopen fietsen, banden, lampen en sloten voor iedereen die graag buiten is. "
        "Bestel vandaag en wij brengen het morgen bij je thuis, zo eenvoudig is dat.</p>"
    )
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{title}</title></head><body><nav><ul>{links}</ul></nav>'
        f"<main><h1>{title}</h1>{filler}{''.join(body)}</main></body></html>"
    )
