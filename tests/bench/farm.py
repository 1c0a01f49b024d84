"""A hundred (or a thousand) shops of twelve pages, each with a number and an address of its own, served by a process of
its own: ``python -m tests.bench.farm COUNT KILOBYTES`` prints their ports as JSON and serves until it is killed.

A page weighs what shop pages weigh: about 100 KB of HTML in product cards, a style sheet, a script that does a little
work, and two dozen pictures (kept by the browser within a shop, never between shops).
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shopcheck.demo.server import Request, Response, Site, serving

ROOT = Path(__file__).parents[2]
PAGES = {
    "/contact": "Contact",
    "/klantenservice": "Klantenservice",
    "/algemene-voorwaarden": "Algemene voorwaarden",
    "/privacy": "Privacyverklaring",
    "/retourneren": "Retourneren",
    "/over-ons": "Over ons",
    **{f"/p/{n}": f"Artikel {n}" for n in range(1, 6)},
}
"""Eleven pages beside home."""

WHERE = ("footer", "footer", "footer", "contact", "contact", "script", "terms")
"""Where shop n shows its contact details: the entry n modulo the length."""

PICTURES = 24
PICTURE_SIDE = 64  # pixels; noise that hardly packs, about 12 KB
KEPT = {"Cache-Control": "max-age=3600"}
WORDS = (
    "thee", "koffie", "kopje", "schotel", "lepel", "kan", "filter", "bonen", "blad", "smaak", "mengsel", "oogst",
    "zakje", "doosje", "cadeau", "levering",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FarmShop:
    """One shop and its truth."""

    number: int
    url: str
    phone: str
    email: str


def phone_of(number: int) -> str:
    """E.164; every shop another. After the area code stands a 0: such numbers are nobody's."""
    return f"+31380{200000 + number * 37}"


def email_of(number: int) -> str:
    """Every shop another."""
    return f"info@kopjeslepel-{number}.nl"


def _contact(number: int) -> str:
    phone, email = "0" + phone_of(number)[3:], email_of(number)
    return f'<p>Bel {phone[:3]} - {phone[3:6]} {phone[6:]} of mail <a href="mailto:{email}">{email}</a></p>'


def _card(shop: int, place: int) -> str:
    name = f"{WORDS[place * 7 % 16].title()} {WORDS[(place + shop) % 16]} nummer {place}"
    said = " ".join(WORDS[(place * step + shop) % 16] for step in range(1, 25))
    picture = f"/img/{place % PICTURES}.png"
    return f"""<li class="product-card product-card--{place % 4} col-6 col-md-4 col-lg-3" data-position="{place}">
  <div class="product-card__inner"><a class="product-card__media" href="/p/{place % 5 + 1}" aria-label="{name}">
    <img class="product-card__image" src="{picture}" width="64" height="64" loading="lazy" alt="{name}"></a>
    <h3 class="product-card__title"><a href="/p/{place % 5 + 1}">{name}</a></h3>
    <p class="product-card__text">{said}.</p>
    <div class="product-card__price">
      <span class="price" data-cents="{place % 90 * 100 + 595}">€ {place % 90 + 5},95</span>
      <span class="stock stock--yes">Op voorraad, morgen in huis</span></div>
    <button class="button button--cart" type="button" data-add="{place}">In winkelmand</button></div></li>
"""


def page(number: int, path: str, title: str, kilobytes: int) -> bytes:
    """One page of shop ``number``, of about ``kilobytes`` of HTML."""
    where, details = WHERE[number % len(WHERE)], _contact(number)
    here = {"contact": "/contact", "terms": "/algemene-voorwaarden", "script": "/contact"}.get(where)
    main = details if here == path and where != "script" else ""
    if here == path and where == "script":
        coded = base64.b64encode(details.encode()).decode()
        main = f"<div id=c></div><script>document.getElementById('c').innerHTML = atob('{coded}')</script>"
    links = "\n".join(
        f'<li class="menu__item"><a class="menu__link" href="{to}">{words}</a></li>' for to, words in PAGES.items()
    )
    foot = details if where == "footer" else ""
    cards: list[str] = []
    while sum(map(len, cards)) < 1000 * kilobytes - 3000:
        cards.append(_card(number, len(cards)))
    return f"""<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title} | Winkel {number}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/site.css"></head>
<body>
<header class="header"><a class="logo" href="/">Winkel {number}</a><nav><ul class="menu">{links}</ul></nav></header>
<main><h1>{title}</h1><p>Welkom bij Winkel {number}, voor thee en koffie. Vandaag besteld is morgen in huis.</p>{main}
<ul class="grid">{"".join(cards)}</ul></main>
<footer class="footer">Winkel {number}, Kade {number}, Zwolle. KvK {60000000 + number} {foot}
<ul class="menu">{links}</ul></footer><script src="/app.js" defer></script></body></html>""".encode()


@cache
def style() -> bytes:
    """About 40 KB of style sheet, of which a page uses a part, as usual."""
    used = """*{box-sizing:border-box}body{margin:0;font:16px/1.5 sans-serif}.header,.footer,main{padding:1rem 2rem}
.menu{display:flex;flex-wrap:wrap;gap:1rem;list-style:none;padding:0}.grid{display:grid;list-style:none;padding:0;gap:1rem;
grid-template-columns:repeat(auto-fill,minmax(11rem,1fr))}.product-card__inner{border:1px solid #ddd;border-radius:8px;
padding:1rem;box-shadow:0 1px 4px rgba(0,0,0,.1)}.price{font-weight:700}.stock--yes{color:green}"""
    spare = (
        f".u-{n}{{margin:{n % 40}px {n % 7}px;color:hsl({n % 360} 40% 40%)}}.u-{n}:hover{{opacity:.{n % 9}}}"
        for n in range(550)
    )
    return (used + "".join(spare)).encode()


@cache
def script() -> bytes:
    """About 50 KB of script: it goes through the cards once, writes prices and listens to buttons."""
    work = """document.querySelectorAll('.product-card').forEach(function(card){var p=card.querySelector('.price');
p.textContent=new Intl.NumberFormat('nl-NL',{style:'currency',currency:'EUR'}).format(p.dataset.cents/100);
card.querySelector('[data-add]').addEventListener('click',function(){document.title='In winkelmand'})});"""
    spare = "".join(
        f"function helper{n}(a,b){{var s=0;for(var i=0;i<a;i++)s+=b*i%{n + 3};return s}}" for n in range(650)
    )
    return f"(function(){{{spare}{work}helper7(2000,3)}})()".encode()


@cache
def picture(number: int) -> bytes:
    """A PNG of noise, another for each number."""
    side, state, rows = PICTURE_SIDE, number * 2654435761 % 2**32 or 1, bytearray()
    for _ in range(side):
        rows.append(0)
        for _ in range(side * 3):
            state = state * 1103515245 + 12345 & 0x7FFFFFFF
            rows.append(state >> 16 & 0xFF)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")
    )


def _site(number: int, kilobytes: int) -> Site:
    def site(request: Request) -> Response:
        path = request.path
        if path == "/site.css":
            return Response(body=style(), media_type="text/css", headers=KEPT)
        if path == "/app.js":
            return Response(body=script(), media_type="text/javascript", headers=KEPT)
        if path.startswith("/img/") and path[5:-4].isdigit():
            return Response(body=picture(int(path[5:-4])), media_type="image/png", headers=KEPT)
        title = "Winkel" if path == "/" else PAGES.get(path)
        return Response(body=page(number, path, title, kilobytes)) if title else Response(status=404)

    return site


@contextmanager
def farm(count: int, *, kilobytes: int = 100) -> Iterator[list[FarmShop]]:
    """Serve ``count`` shops from another process while the context lasts, with pages of about ``kilobytes`` of HTML."""
    command = [sys.executable, "-m", "tests.bench.farm", str(count), str(kilobytes)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            assert process.stdout is not None
            urls = json.loads(process.stdout.readline())
            yield [
                FarmShop(number=number, url=url, phone=phone_of(number), email=email_of(number))
                for number, url in enumerate(urls)
            ]
        finally:
            process.kill()


def main() -> None:
    """Serve until killed."""
    count, kilobytes = int(sys.argv[1]), int(sys.argv[2])
    with serving([_site(number, kilobytes) for number in range(count)]) as urls:
        print(json.dumps(urls), flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
