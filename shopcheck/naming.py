"""Which shop of an audit people mean: by its address, host, name, or the name of its page."""

import difflib
from collections.abc import Iterable

from audit.model import Audit, ShopResult
from reports.slugs import host_of, shop_id, slug_of
from shopcheck.errors import WrongInputError


def shop_named(audit: Audit, text: str) -> ShopResult:
    """The one shop called ``text``. Raises WrongInputError when there is none, or more than one."""
    wanted = _plain(text)
    found: list[ShopResult] = []
    known: dict[str, str] = {}
    for result in audit.results():
        names = list(_names(result))
        known.update((name, result.shop.url) for name in names)
        if wanted in names:
            found.append(result)
    if not found:
        close = difflib.get_close_matches(wanted, list(known), 1)
        hint = f"; did you mean {known[close[0]]}?" if close else "; name it by its address, as on the list"
        raise WrongInputError(f"this audit has no shop {text!r}{hint}")
    exact = [result for result in found if text in (result.shop.key, result.shop.url)]
    if len(exact or found) > 1:
        addresses = ", ".join(result.shop.url for result in found[:5])
        raise WrongInputError(f"{text!r} can be more than one shop: {addresses}; give the whole address")
    return (exact or found)[0]


def shops_named(audit: Audit, texts: Iterable[str]) -> list[ShopResult]:
    """The shops called so, each once, in the order given. Raises WrongInputError."""
    return list({(result := shop_named(audit, text)).shop.key: result for text in texts}.values())


def _names(result: ShopResult) -> Iterable[str]:
    shop = result.shop
    host = host_of(shop.url or shop.key)
    for name in (shop.key, shop.url, shop.name, host, host.removeprefix("www."), slug_of(shop.key)):
        if name:
            yield _plain(name)
    yield shop_id(shop.key)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("/").removesuffix(".html")
