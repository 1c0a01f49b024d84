"""Small shops on loopback that count who asks for what."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from shopcheck.demo.server import Request, Response, serving

HOME = """<!doctype html><html lang="nl"><head><title>Winkel {n}</title></head><body>
<header><nav><a href="/contact">Contact</a> <a href="/p/1">Naar de producten</a></nav></header>
<main><h1>Winkel {n}</h1><p>Welkom in onze winkel met thee, koffie en kopjes. Vandaag besteld is morgen in huis, en wie
voor vijf uur belt krijgt nog dezelfde dag antwoord van onze eigen klantenservice.</p></main>
<footer>Winkel {n}, Kade {n}, Zwolle. Bel {phone} of mail <a href="mailto:{email}">{email}</a></footer></body></html>"""


class Farm:
    """Shops by number. held: those whose pages do not come while they are in it. ``asked``: requests by shop."""

    def __init__(self, count: int, *, held: Iterable[int] = ()) -> None:
        self.held = set(held)
        self.asked: Counter[int] = Counter()
        self.urls: list[str] = []
        self._count = count
        self._lock = threading.Lock()

    def _site(self, number: int):
        def site(request: Request) -> Response:
            with self._lock:
                self.asked[number] += 1
            if request.path == "/robots.txt":
                return Response(status=404, body=b"none")
            if request.path not in {"/", "/contact", "/p/1"}:
                return Response(status=404, body=b"<html><body>Niet gevonden</body></html>")
            page = HOME.format(n=number, phone=f"038 - 421 {1000 + number}", email=f"info@winkel-{number}.nl")
            return Response(body=page.encode(), delay=600.0 if number in self.held else 0.0)

        return site

    @contextmanager
    def open(self) -> Iterator["Farm"]:
        """Serve while the context lasts."""
        with serving([self._site(number) for number in range(self._count)]) as urls:
            self.urls = urls
            yield self

    def list_text(self) -> str:
        """The shops as a list, an address a line."""
        return "".join(f"{url}\n" for url in self.urls)
