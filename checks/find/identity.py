"""Which company it is: name, address, register numbers and VAT numbers as a page shows them, and whose they are.

The parts: :mod:`identity_numbers`, :mod:`identity_addresses`, :mod:`identity_names`; the data of countries in
``identity.toml``, the words of languages under ``[identity]``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from audit.model import Identifier, Owner, Region, Role
from audit.words import words
from checks.find.hours_markup import nodes
from checks.find.identity_addresses import addresses
from checks.find.identity_names import form_of, line_above, names
from checks.find.identity_numbers import classify_vat, numbers
from checks.find.identity_own import CLAIM, END, LINE, TITLE, Own, Told, trading_names
from checks.find.identity_statements import stated_names
from checks.find.layout import data
from checks.find.needles import Needles
from checks.find.owner import site_name
from checks.find.phrases import any_of, known, prepared, quote, roots

SECTION = "identity"
NEAR = 160
"""A name belongs to a number or address within so many characters."""

CONTEXT = 260
NUMBER_CONTEXT = 130
MAX_FOUND = 60
MAX_SETTLED = 40
MIN_PAGES = 2
"""A piece of titles that nothing else confirms may be the site's name when so many pages have it."""


FRAME = frozenset({Region.HEADER, Region.FOOTER})
"""What stands here is on most pages of the site, whatever the page is about."""

_UNSURE_ROLES = frozenset({Role.PRIVACY, Role.PRODUCT, Role.OTHER})
_BETTER_ROLES = (Role.IMPRINT, Role.CONTACT, Role.HOME, Role.SERVICE)
_WORSE_ROLES = (Role.TERMS, Role.PRIVACY, Role.LOGIN)
NOTHING_TOLD = Told()
PLACE = "place"
"""Scheme of an address whose street could not be told: it may be one, or no more than the name of a place."""
UNSURE = frozenset({TITLE, CLAIM, LINE, PLACE})
"""Schemes of names and addresses that may be the shop's, and count only when nothing better is there."""

_OWN_TYPES = ("organization", "business", "store", "corporation", "shop", "restaurant", "person")


class Page:
    """What the parts need to know of the page while it is being read."""

    def __init__(
        self,
        text: str,
        *,
        codes: tuple[str, ...],
        page: str,
        role: Role,
        region_of: Callable[[int], Region] | None,
        told: Told,
    ) -> None:
        self.text, self.low = prepared(text)
        self.codes = codes
        self.page = page
        self.role = role
        self.region_of = region_of
        self.own = Own(msgspec.structs.replace(told, known=(site_name(page), *told.known)))

    def region(self, at: int) -> Region:
        """Part of the page at a place in its text."""
        return self.region_of(at) if self.region_of is not None else Region.UNKNOWN

    def made(self, kind: str, start: int, end: int, value: str, **fields: Any) -> Identifier:
        """The record of what stands from ``start`` to ``end``."""
        return Identifier(
            kind=kind,
            value=value,
            raw=" ".join(self.text[start:end].split())[:200],
            page=self.page,
            role=self.role,
            region=self.region(start),
            quote=quote(self.text, start, end),
            **fields,
        )


def identifiers(
    text: str,
    *,
    market: str | None,
    languages: Iterable[str],
    page: str,
    role: Role = Role.OTHER,
    jsonld: Sequence[Any] = (),
    region_of: Callable[[int], Region] | None = None,
    told: Told = NOTHING_TOLD,
) -> tuple[Identifier, ...]:
    """Names, addresses, register and VAT numbers of a page, each once, what is visible first.

    text: the visible text, blocks separated by newlines. market: ISO 3166-1 alpha-2 code or None. languages: those of
    the page, its own first. page, role: address and role of the page. jsonld: objects of the page's JSON-LD; what
    stands only there has the region ``head``. region_of: tells the part of the page at a place in ``text``.
    A VAT number of scheme ``exempt`` is the statement that none is due. A ``dummy`` is a sample, or with an empty value
    a mark such as "[number]" in place of one.
    """
    page_ = Page(text, codes=known(languages), page=page, role=role, region_of=region_of, told=told)
    market = market.upper() if market else None
    placed = sorted((*_numbers(page_, market), *_addresses(page_, market)), key=lambda p: p[0])
    found = [identifier for _, identifier in placed]
    found += _names(page_, [(at, i) for at, i in placed if i.owner is not Owner.OTHER and i.scheme != PLACE])
    found += _exemptions(page_)
    found += _trading(page_)
    found += _markup(page_, jsonld, market)
    kept: dict[tuple[str, str, str], Identifier] = {}
    for identifier in found[: 3 * MAX_FOUND]:
        key = (identifier.kind, identifier.value.lower(), identifier.raw if not identifier.value else "")
        if key not in kept or _rank(identifier) < _rank(kept[key]):
            kept[key] = identifier
    return tuple(kept.values())[:MAX_FOUND]


def settle_identifiers(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """All pages' identifiers as those of one shop: each value once, as it stands in its best place, best first.

    The roles are those that the visit settled on: what was of unknown owner on a page that turned out to be the
    imprint is the shop's.
    """
    kept: dict[tuple[str, str], Identifier] = {}
    pages: Counter[tuple[str, str]] = Counter()
    for identifier in found:
        unsure = identifier.scheme in UNSURE
        if identifier.owner is Owner.UNKNOWN and identifier.role not in _UNSURE_ROLES and not unsure:
            identifier = msgspec.structs.replace(identifier, owner=Owner.SHOP)
        key = (identifier.kind, _bare(identifier))
        pages[key] += 1
        if key not in kept or _rank(identifier) < _rank(kept[key]):
            kept[key] = identifier
    for key in list(kept):  # "Firm Street 1, 1234 Place" says no more than "Street 1, 1234 Place"
        shorter = (o for o in kept if o[0] == key[0] and _ends_with(key[1], o[1]))
        if key[0] in ("name", "address") and any(kept[o].scheme not in UNSURE for o in list(shorter)):
            del kept[key]
    sure = {i.kind for i in kept.values() if i.owner is Owner.SHOP}
    for key, identifier in list(kept.items()):  # what only may be a name or an address counts where there is none
        maybe = identifier.owner is Owner.UNKNOWN and identifier.scheme in UNSURE
        if maybe and (key[0] in sure or (identifier.scheme == TITLE and pages[key] < MIN_PAGES)):
            del kept[key]
    order = {"name": 0, "address": 1, "register": 2, "vat": 3}
    listed = sorted(kept, key=lambda k: (order.get(k[0], 9), _first(kept[k]), _rank(kept[k]), -pages[k], k[1]))
    return tuple(kept[k] for k in listed[:MAX_SETTLED])


def _first(identifier: Identifier) -> bool:
    """Sorting key: the firm's name before the name of its site."""
    return identifier.owner is not Owner.SHOP or (identifier.kind == "name" and identifier.scheme in UNSURE)


def _ends_with(longer: str, shorter: str) -> bool:
    return longer != shorter and len(shorter) > 5 and longer.endswith(shorter)


def _bare(identifier: Identifier) -> str:
    value = identifier.value or identifier.raw
    if identifier.kind == "address":
        value = re.sub(r"\b[A-Z]{1,2}-(?=\d)", "", value)
    return re.sub(r"[\W_]+", " ", value.lower()).strip()


def _rank(identifier: Identifier) -> tuple[bool, bool, int]:
    """Sorting key of places, best first: the shop's own, visible, on a page where it belongs."""
    place = len(_BETTER_ROLES)
    if identifier.region in FRAME:
        place = 0
    elif identifier.role in _BETTER_ROLES:
        place = _BETTER_ROLES.index(identifier.role)
    elif identifier.role in _WORSE_ROLES:
        place += 1 + _WORSE_ROLES.index(identifier.role)
    return identifier.owner is not Owner.SHOP, identifier.region is Region.HEAD, place


def _numbers(page: Page, market: str | None) -> Iterator[tuple[int, Identifier]]:
    for n in numbers(page.text, page.low, market=market):
        owner = _owner(page, n.kind, n.start)
        yield (
            n.start,
            page.made(n.kind, n.start, n.end, n.value, scheme=n.scheme, valid=n.valid, dummy=n.dummy, owner=owner),
        )


def _addresses(page: Page, market: str | None) -> Iterator[tuple[int, Identifier]]:
    for a in addresses(page.text, page.low, market=market):
        scheme = a.countries[0].lower() if len(a.countries) == 1 else ""
        owner = _owner(page, "address", a.start)
        if not a.whole:
            scheme, owner = PLACE, Owner.OTHER if owner is Owner.OTHER else Owner.UNKNOWN
        yield (
            a.start,
            page.made("address", a.start, a.end, a.value, scheme=scheme, po_box=a.po_box, dummy=a.dummy, owner=owner),
        )


def _names(page: Page, own: list[tuple[int, Identifier]]) -> Iterator[Identifier]:
    """Names that are the shop's: behind a label, kin to its host, beside its numbers, or above its address."""
    for name in names(page.text, page.low, codes=page.codes):
        beside = any(-NEAR <= at - name.start <= NEAR for at, _ in own)
        claimed = page.text[max(0, name.start - 12) : name.start].rstrip(" 0123456789–-").endswith("©")
        if not (name.how == "label" or beside or claimed or page.own.is_own(name.value)):
            continue
        owner = _owner(page, "name", name.start)
        at_others = page.low[max(0, name.start - 5) : name.start].rstrip().endswith("c/o")
        if owner is not Owner.OTHER and not at_others and not _is_service(name.value, page.own):
            yield page.made("name", name.start, name.end, name.value, scheme=name.form, owner=owner)
    yield from _stated(page, own)
    for at, identifier in own:
        place = at if identifier.kind == "address" else page.text.rfind("\n", 0, at) + 1
        above = line_above(page.text, place, page.codes, page.own.is_own)
        if above is None:
            continue
        framed = page.region(at) in FRAME or page.role in (Role.IMPRINT, Role.CONTACT)
        if (framed and identifier.kind == "address") or page.own.is_kin(above.value):
            form = form_of(above.value)
            scheme = form.name if form else ""
            yield page.made("name", above.start, above.end, above.value, scheme=scheme, owner=identifier.owner)


def _stated(page: Page, own: list[tuple[int, Identifier]]) -> Iterator[Identifier]:
    """Names of sentences that say who the firm is."""
    anchors = tuple(at for at, _ in own)
    for name in stated_names(page.text, page.low, codes=page.codes, own=page.own.is_own, anchors=anchors):
        owner = _owner(page, "name", name.start)
        if owner is Owner.OTHER or _is_service(name.value, page.own):
            continue
        if owner is Owner.UNKNOWN and _controller(page.codes).search(page.low, name.start, name.end + CONTEXT):
            owner = Owner.SHOP
        yield page.made("name", name.start, name.end, name.value, scheme=name.form, owner=owner)


def _trading(page: Page) -> Iterator[Identifier]:
    """The site's own name in its copyright line, its title and its metadata; what nothing confirms is nobody's yet."""
    for name in trading_names(page.text, page.low, page.own, page.codes):
        if _is_service(name.value, page.own):
            continue
        owner = Owner.SHOP if name.sure else Owner.UNKNOWN
        if name.end:
            logo = page.role is Role.HOME and name.scheme == TITLE and _is_line(page, name.start, name.end)
            made = page.made(
                "name", name.start, name.end, name.value, scheme=LINE if logo else name.scheme, owner=owner
            )
            if name.sure or name.scheme == TITLE or _at_end(page, name.start, made.region):
                yield msgspec.structs.replace(made, value=" ".join(name.value.split()))
            continue
        yield Identifier(
            kind="name", value=name.value, raw=page.own.told.title[:200], page=page.page, role=page.role,
            quote=page.own.told.title[:160], scheme=name.scheme, owner=owner,
        )  # fmt: skip


def _is_line(page: Page, start: int, end: int) -> bool:
    """Whether this is a whole line of the header or footer, as a written logo is."""
    line = page.text.rfind("\n", 0, start) + 1
    stop = page.text.find("\n", end)
    alone = not page.text[line:start].strip() and not page.text[end : stop if stop >= 0 else None].strip()
    return alone and page.region(start) in FRAME


def _at_end(page: Page, start: int, region: Region) -> bool:
    return region in FRAME or start > len(page.text) - END


def _exemptions(page: Page) -> Iterator[Identifier]:
    """The first statement that no VAT number is due."""
    for first, last in _exempt_roots(page.codes).lines(page.low):
        hit = any_of(words(SECTION, "exempt", page.codes)).search(page.low, first, last)
        bracket = page.low.rfind("[", first, hit.start() if hit else first)
        if hit is not None and bracket <= page.low.rfind("]", first, hit.start()):  # no unfilled "[number or exempt]"
            owner = _owner(page, "vat", hit.start())
            yield page.made("vat", hit.start(), hit.end(), "exempt", scheme="exempt", owner=owner)
            return


def _owner(page: Page, kind: str, start: int) -> Owner:
    """Whose it is, by the words before it and by the page it stands on."""
    number = kind in ("register", "vat")
    before = page.text[max(0, start - (NUMBER_CONTEXT if number else CONTEXT)) : start]
    if _service_before(before[-70:], page.own):
        return Owner.OTHER
    if _foreign(before.lower(), number):
        return Owner.OTHER
    if page.region(start) in FRAME or page.role not in _UNSURE_ROLES:
        return Owner.SHOP
    if page.role is Role.PRIVACY or kind in ("name", "address"):
        claimed = _controller(page.codes).search(page.low, max(0, start - CONTEXT), start)
        return Owner.SHOP if claimed else Owner.UNKNOWN
    return Owner.SHOP


def _markup(page: Page, jsonld: Sequence[Any], market: str | None) -> Iterator[Identifier]:
    """What structured data says of the organisation: legal name, VAT number, address."""
    for node in nodes(jsonld):
        kinds = str(node.get("@type") or "").lower()
        if not any(kind in kinds for kind in _OWN_TYPES):
            continue
        for key in ("legalName", "vatID", "taxID"):
            said = node.get(key)
            if isinstance(said, str) and said.strip():
                yield from _told(page, key, said.strip()[:100])
        address = node.get("address")
        if isinstance(address, Mapping):
            parts = [str(address.get(k) or "").strip() for k in ("streetAddress", "postalCode", "addressLocality")]
            if all(parts):
                value = f"{parts[0]}, {parts[1]} {parts[2]}"[:160]
                read = next(addresses(value, value.lower(), market=market), None)
                yield _headed(
                    page, "address", value, po_box=bool(read and read.po_box), dummy=bool(read and read.dummy)
                )


def _told(page: Page, key: str, said: str) -> Iterator[Identifier]:
    if key == "legalName":
        form = form_of(said)
        yield _headed(page, "name", said, scheme=form.name if form else "")
        return
    number = classify_vat(said)
    if number is not None:
        yield _headed(page, "vat", number.value, scheme=number.scheme, valid=number.valid, dummy=number.dummy)


def _headed(page: Page, kind: str, value: str, **fields: Any) -> Identifier:
    return Identifier(
        kind=kind,
        value=value,
        raw=value,
        page=page.page,
        role=page.role,
        region=Region.HEAD,
        owner=Owner.SHOP,
        **fields,
    )


def _is_service(name: str, own: Own) -> bool:
    return _services().match(name.lower()) is not None and not own.is_kin(name)


def _service_before(before: str, own: Own) -> bool:
    """Whether a firm that serves many shops stands right before: "Mollie B.V., Keizersgracht 126"."""
    hits = list(_services().finditer(before.lower()))
    return bool(hits) and "\n\n" not in before[hits[-1].end() :] and not own.is_kin(hits[-1][0])


@cache
def _services() -> re.Pattern[str]:
    return any_of(data("identity")["service_firms"])


def _foreign(before: str, number: bool) -> bool:
    """Whether the (lower-case) words before a value make it another party's, and no later ones say "we".

    number: register and VAT numbers; authorities, which an imprint names, show none of their own.
    """
    last = max((m.end() for m in _others(number).finditer(before)), default=-1)
    return last >= 0 and _ours().search(before, last) is None


@cache
def _others(number: bool) -> re.Pattern[str]:
    keys = ("manufacturer", "provider") if number else ("authority", "manufacturer", "provider")
    return any_of(w.lower() for key in keys for w in words("find", key))


@cache
def _ours() -> re.Pattern[str]:
    return any_of(w.lower() for w in words("find", "own"))


@cache
def _controller(codes: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(words(SECTION, "controller", codes))


@cache
def _exempt_roots(codes: tuple[str, ...]) -> Needles:
    return Needles(roots(words(SECTION, "exempt", codes)))
