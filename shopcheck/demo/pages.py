"""What a demo shop answers: pages made from ``shops.toml``, ``texts/`` and ``templates/``, nothing kept on disk."""

from __future__ import annotations

import base64
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import jinja2
import phonenumbers
from markupsafe import Markup

from shopcheck.demo.files import pdf, picture
from shopcheck.demo.server import Request, Response

_HERE = "shopcheck.demo"
_MEDIA = {"css": "text/css", "png": "image/png", "json": "application/json", "js": "text/javascript"}
_LOOKS = 3  # layouts in shop.css
_ALWAYS_IN_MENU = ("range", "service", "about", "help", "contact")
_NOT_IN_FOOTER = ("home", "range", "about", "faq", "login")


@dataclass(frozen=True, kw_only=True)
class DemoShop:
    """One shop of the farm.

    key: its name in ``shops.toml`` and ``expected.toml``. market: ISO country code for the list. phone, mail: as
    printed, empty where the shop has none. data: its own table.
    """

    key: str
    number: int
    name: str
    market: str
    lang: str
    sector: str
    phone: str
    mail: str
    data: dict[str, Any]

    @property
    def range(self) -> str:
        """What it sells, in the shop's own words."""
        return str(_sector(self)["range"])


def _sector(shop: DemoShop) -> dict[str, Any]:
    sector: dict[str, Any] = _toml("shops.toml")["sectors"][shop.sector]
    return sector


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_file(name).decode())


@cache
def _file(name: str) -> bytes:
    return resources.files(_HERE).joinpath(*name.split("/")).read_bytes()


@cache
def _environment() -> jinja2.Environment:
    def load(name: str) -> str:
        return _file(f"templates/{name}").decode()

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(load), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["entities"] = lambda text: Markup("".join(f"&#{ord(letter)};" for letter in text))
    environment.filters["base64"] = lambda text: base64.b64encode(text.encode()).decode()
    environment.filters["cfemail"] = cfemail
    return environment


def cfemail(address: str, key: int = 0x5B) -> str:
    """The address as Cloudflare writes it in ``data-cfemail``: hex, each byte XORed with the first."""
    return bytes([key, *(letter ^ key for letter in address.encode())]).hex()


def all_shops() -> tuple[DemoShop, ...]:
    """Every shop of ``shops.toml``, in that order."""
    return tuple(
        DemoShop(
            key=key,
            number=number,
            name=data["name"],
            market=data.get("market", "NL"),
            lang=data.get("lang", "nl"),
            sector=data["sector"],
            phone=data.get("phone", ""),
            mail=data.get("mail", ""),
            data=data,
        )
        for number, (key, data) in enumerate(_toml("shops.toml")["shops"].items(), 1)
    )


class ShopSite:
    """One demo shop as a :data:`shopcheck.demo.server.Site`; pages are made when first asked for and then kept."""

    def __init__(self, shop: DemoShop) -> None:
        self.shop = shop
        self._texts = _toml(f"texts/{shop.lang}.toml")
        self._made: dict[str, Response] = {}
        self._facts = self._identity()
        hidden = set(shop.data.get("hide", ())) | {"faq", "login"} - set(shop.data.get("extra", ()))
        self._pages = {page: data for page, data in self._texts["pages"].items() if page not in hidden}
        self._paths = {data["path"]: page for page, data in self._pages.items()}

    def __call__(self, request: Request) -> Response:
        """Answer one request, whatever its query."""
        path = request.path
        if path not in self._made:
            self._made[path] = self._stunt(path) or self._answer(path)
        return self._made[path]

    def _identity(self) -> dict[str, Any]:
        """What the templates know about the shop."""
        data, shop = self.shop.data, self.shop
        form = _toml("shops.toml")["identity"][shop.market]
        country, account = form["account"]
        sector = _sector(shop)
        goods = [
            {"number": n, "name": name, "price": price, "code": f"{shop.number:02}-{n}047", "ean": _ean(shop.number, n)}
            for n, (name, price) in enumerate(sector["products"], 1)
        ]
        return {
            "name": shop.name,
            "lang": shop.lang,
            "firm": data.get("firm", f"{shop.name} V.O.F."),
            "address": data["address"],
            "claim": sector["claim"],
            "range": sector["range"],
            "goods": goods,
            "form": data.get("form", True),
            "hue": shop.number * 67 % 360,
            "look": shop.number % _LOOKS,
            "register": form["register"].format(n=shop.number),
            "vat": form["vat"].format(n=shop.number),
            "iban": iban(country, account.format(n=shop.number)),
        }

    def _context(self) -> dict[str, Any]:
        shop = self.shop
        tel = ""
        if shop.phone:
            parsed = phonenumbers.parse(shop.phone, shop.market)
            tel = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        facts: dict[str, Any] = {"shop": self._facts, "t": self._texts, "phone": shop.phone, "mail": shop.mail}
        facts |= {"tel": tel, "domain": shop.data.get("domain", "")}
        facts["card"] = lambda: Markup(_environment().get_template("card.html").render(facts))
        return facts

    def _fill(self, text: str) -> Markup:
        return Markup(_environment().from_string(text).render(self._context()))

    def _stunt(self, path: str) -> Response | None:
        """What the shop answers instead of its pages, if it does."""
        name = self.shop.data.get("stunt")
        stunt = _toml("stunts.toml")[name] if name else None
        if stunt is None or stunt.get("only", path) != path or path in stunt.get("spares", ()):
            return None
        body = ""
        if "template" in stunt:
            body = _environment().get_template(stunt["template"]).render(self._context())
        return Response(body=body.encode(), status=stunt["status"], headers=dict(stunt.get("headers", {})))

    def _answer(self, path: str) -> Response:
        data = self.shop.data
        if path == "/robots.txt":
            return Response(body=b"User-agent: *\nDisallow: /zoeken\n", media_type="text/plain; charset=utf-8")
        if path.startswith("/static/"):
            return self._static(path.removeprefix("/static/"))
        if path in data.get("files", {}):
            return Response(body=self._fill(data["files"][path]).encode(), media_type=_media(path))
        if path == data.get("pdf", [None])[0]:
            facts = self._facts
            lines = [facts["firm"], facts["address"], f"Telefoon: {self.shop.phone}", f"E-mail: {self.shop.mail}"]
            return Response(body=pdf(data["pdf"][1], lines), media_type="application/pdf")
        if path.startswith("/product/"):
            for product in self._facts["goods"]:
                if path == f"/product/{product['number']}":
                    return self._page("product", product=product)
        page = self._paths.get(path)
        if page in data.get("login", ()):
            login = self._texts["pages"]["login"]["path"]
            return Response(status=302, headers={"Location": f"{login}?next={path}"})
        return self._page(page) if page else Response(body=b"<h1>404</h1>", status=404)

    def _static(self, name: str) -> Response:
        if name.endswith(".svg"):
            hue, _, number = name.removesuffix(".svg").partition("-")
            return Response(body=picture(int(number) - 1, int(hue)), media_type="image/svg+xml")
        if name in ("shop.css", "contact-alt.png", "contact-plain.png"):
            return Response(body=_file(f"static/{name}"), media_type=_media(name))
        return Response(status=404)

    def _links(self, wanted: tuple[str, ...] | None) -> list[dict[str, str]]:
        unlinked = self.shop.data.get("unlinked", ())
        pages = (page for page in self._pages if page not in unlinked)
        chosen = [page for page in pages if (page in wanted if wanted else page not in _NOT_IN_FOOTER)]
        return [{"page": page, "path": self._pages[page]["path"], "nav": self._pages[page]["nav"]} for page in chosen]

    def _page(self, page: str, product: dict[str, Any] | None = None) -> Response:
        data = self._pages.get(page, {"title": product["name"] if product else "", "text": []})
        slots = self.shop.data.get("slots", {})
        body = (
            _environment()
            .get_template("page.html")
            .render(
                self._context(),
                page=page,
                product=product,
                title=self._fill(data["title"]),
                text=[self._fill(paragraph) for paragraph in data["text"]],
                register=self._fill(self._texts["register"]),
                bank=self._fill(self._texts["bank"]),
                menu=self._links(_ALWAYS_IN_MENU),
                foot=self._links(None),
                slot=lambda name: self._fill(slots.get(name, "")),
            )
        )
        return Response(body=body.encode())


def _media(path: str) -> str:
    media = _MEDIA.get(path.rpartition(".")[2], "text/html")
    if path.startswith("/api/"):
        media = "application/json"
    return media if media.startswith("image/") else f"{media}; charset=utf-8"


def _ean(shop: int, product: int) -> str:
    """An EAN-13 with a right check digit, from the range 2 that GS1 leaves to shops themselves."""
    digits = f"20{shop:05}{product:05}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def iban(country: str, account: str) -> str:
    """The IBAN with its check digits (ISO 13616), in groups of four."""
    digits = "".join(str(int(letter, 36)) for letter in f"{account}{country}00")
    whole = f"{country}{98 - int(digits) % 97:02}{account}"
    return " ".join(whole[start : start + 4] for start in range(0, len(whole), 4))
