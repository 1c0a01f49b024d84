"""A hundred (or a thousand) shops of twelve pages on loopback, each with a number and an address of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shopcheck.demo.server import Request, Response, Site, serving

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
    """E.164; every shop another."""
    return f"+3138{4200000 + number * 37}"


def email_of(number: int) -> str:
    """Every shop another."""
    return f"info@winkel-{number}.nl"


def _contact(number: int) -> str:
    phone, email = "0" + phone_of(number)[3:], email_of(number)
    return f'<p>Bel {phone[:3]} - {phone[3:6]} {phone[6:]} of mail <a href="mailto:{email}">{email}</a></p>'


def _page(number: int, path: str, title: str, kilobytes: int) -> bytes:
    where = WHERE[number % len(WHERE)]
    details = _contact(number)
    here = {"contact": "/contact", "terms": "/algemene-voorwaarden", "script": "/contact"}.get(where)
    main = details if here == path and where != "script" else ""
    if here == path and where == "script":
        main = f"<div id=c></div><script>document.getElementById('c').innerHTML = atob({_base64(details)!r})</script>"
    goods = "".join(
        f'<li class="card product-{n}"><a href="/p/{n % 5 + 1}"><h3>{WORDS[n * 7 % 16].title()} {n}</h3></a>'
        f"<p>{' '.join(WORDS[(n * k + number) % 16] for k in range(1, 13))}</p><span>€ {n % 90 + 5},95</span></li>"
        for n in range(kilobytes * 6)
    )
    links = "".join(f'<a href="{to}">{words}</a> ' for to, words in PAGES.items())
    return f"""<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title} | Winkel {number}</title>
<style>body{{font:16px sans-serif}} .card{{display:inline-block;width:22%;margin:4px}}</style></head><body>
<header><nav>{links}</nav></header><main><h1>{title}</h1>
<p>Welkom bij Winkel {number}, voor thee en koffie. Vandaag besteld is morgen in huis.</p>{main}<ul>{goods}</ul></main>
<footer>Winkel {number}, Kade {number}, Zwolle. KvK {60000000 + number} {details if where == "footer" else ""}
{links}</footer></body></html>""".encode()


def _base64(text: str) -> str:
    import base64

    return base64.b64encode(text.encode()).decode()


def _site(number: int, kilobytes: int) -> Site:
    made: dict[str, Response] = {}

    def site(request: Request) -> Response:
        path = request.path
        if path not in made:
            title = "Winkel" if path == "/" else PAGES.get(path)
            found = Response(body=_page(number, path, title, kilobytes)) if title else Response(status=404)
            if number >= 100:
                return found  # a thousand shops are not kept in memory
            made[path] = found
        return made[path]

    return site


@contextmanager
def farm(count: int, *, kilobytes: int = 100) -> Iterator[list[FarmShop]]:
    """Serve ``count`` shops while the context lasts; every page has about ``kilobytes`` of HTML."""
    with serving([_site(number, kilobytes) for number in range(count)]) as urls:
        yield [
            FarmShop(number=number, url=url, phone=phone_of(number), email=email_of(number))
            for number, url in enumerate(urls)
        ]
