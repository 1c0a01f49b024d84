"""All phones and e-mails of one page as sightings: from text, links, images, scripts, attributes, structured data."""

import codecs
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from urllib.parse import unquote

import msgspec

from audit.model import How, Kind, NumberKind, Owner, Region, Role, Sighting
from checks.find.brands import brand_beside
from checks.find.channels import whatsapp_number
from checks.find.dialling import LEAST_DIALLED, OTHERWISE, doubt, reads_as, said_by, without_misread
from checks.find.dom import Anchor, Context, Document, Stream
from checks.find.emails import find_emails, mailto
from checks.find.labelled import maybe_other
from checks.find.lists import listed
from checks.find.menus import menus
from checks.find.numbers import digits_of, judge
from checks.find.obfuscation import cloudflare, script_link, scripted
from checks.find.ourselves import of_us
from checks.find.owner import MISTYPED, OFFICER, OPEN, first_look, name_of, nearly
from checks.find.phones import find_phones, link_number
from checks.find.places import (
    QUOTE,
    clause_at,
    context_at,
    heading_of,
    listed_under,
    parted,
    quote_of,
    text_before,
    without_run_on,
)
from checks.find.runs import from_own_name
from checks.find.scripts import written_by
from checks.find.structured import Given
from checks.find.surroundings import new_sentence, sentence_of, turns
from checks.find.topics import for_whom
from checks.find.uses import NOT_OURS, ROOM, use_at

MAX_SIGHTINGS = 500
BESIDE = 140
MAX_READ = 5_000
MAX_REPEATS = 20
MAX_SCRIPTS = 1_000
_WORTH_READING = re.compile(r"@|\d\D{0,3}\d\D{0,3}\d\D{0,3}\d|[\[({]")
_PROTECTED = "/cdn-cgi/l/email-protection#"
_TEL_IN_CODE = re.compile(r"\btel:(\+?[\d ()./-]{7,24})")
_CLICK = re.compile(r"(tel|mailto):([^'\"\\)]{5,200})", re.IGNORECASE)
_META_SKIP = frozenset(("viewport", "theme-color", "og:image", "twitter:image", "twitter:site", "twitter:creator"))
_LEADS = frozenset((How.ATTRIBUTE, How.COMMENT, How.META))
_CLAUSED = frozenset((Role.TERMS, Role.PRIVACY, Role.RETURNS))
Hits = list[tuple[int, int, Kind, str]]
LEAST_DIGITS = 4
"""Fewer digits are no number, with letters after them neither (0900-PIZZA): most pictures are of "article 12"."""


class Gatherer:
    """Collects the sightings of one page. ``names``: what the page tells of the site's own name; ``called``: without
    those of accounts it links to, which on a list are others'."""

    def __init__(
        self, document: Document, text: str, *, url: str, market: str | None, role: Role, rendered: bool
    ) -> None:
        self.document = document
        self.text = text
        self.url = url
        self.market = market
        self.role = role
        self.rendered = rendered
        self.names: tuple[str, ...] = ()
        self.called: tuple[str, ...] = ()
        self.dealers = ""
        self.stores = ""
        self.menus = menus(document, url)
        self.read: set[tuple[object, ...]] = set()
        self.found: dict[tuple[object, ...], Sighting] = {}
        self.under: dict[tuple[object, ...], str] = {}
        self.places: dict[tuple[object, ...], tuple[int, int]] = {}
        self.clauses: dict[str, list[tuple[int, str]]] = {}

    def gather(self, given: Iterable[Given]) -> tuple[Sighting, ...]:
        """All sightings, each (kind, value, region, form) once, in reading order and readable ones first."""
        hits = self._stream(self.document.seen, self.text)
        hidden = self.document.unseen.text()
        hidden_hits = self._stream(self.document.unseen, hidden)
        self._anchors(hits, hidden_hits)
        self._scripts()
        self._images()
        self._given(given)
        self._attributes()
        self._noscript()
        self._comments()
        listed(
            self.found, self.under, self.places, self.document, self.text,
            role=self.role, stores=self.stores, names=self.names, called=self.called, url=self.url,
        )  # fmt: skip
        for_whom(self.found, self.under, self.document, self.text, role=self.role, url=self.url)
        sightings = list(without_misread(self.found).values())
        if len(sightings) > MAX_SIGHTINGS:  # a list of dealers must not push out the footer
            sightings.sort(key=lambda s: s.region is Region.MAIN)
        return tuple(sightings[:MAX_SIGHTINGS])

    def _stream(self, stream: Stream, text: str) -> Hits:
        hits: Hits = []
        targets = dict.fromkeys(a.href for a in self.document.anchors if (a.href or "")[:7].lower() == "mailto:")
        joined = {value for target in list(targets)[:MAX_READ] for value in mailto(target or "")}
        for hit in find_emails(text):
            start, raw, value = hit.start, hit.raw, hit.value
            if value not in joined:
                start, raw, value = without_run_on(stream, hit.start, hit.end, hit.raw, hit.value, joined)
            context = context_at(stream, start)
            how = context.how if context.how is not How.TEXT else hit.how
            hits.append((start, hit.end, Kind.EMAIL, value))
            self._add(Kind.EMAIL, value, raw, how, context, text, start, hit.end, stream)
        for phone in find_phones(text, self.market, marks=stream.told):
            context = context_at(stream, phone.start)
            hits.append((phone.start, phone.end, Kind.PHONE, phone.value))
            self._add(
                Kind.PHONE, phone.value, phone.raw, context.how, context, text, phone.start, phone.end, stream,
                number_kind=phone.kind, label=phone.label,
                doubtful=maybe_other(text, phone.start, phone.end, phone.label, self.names)
                or ("" if phone.valid else doubt(phone.value, self.market, phone.raw)),
            )  # fmt: skip
        self._neighbours(hits, stream, text)
        return hits

    def _neighbours(self, hits: Hits, stream: Stream, text: str) -> None:
        """A number beside another party's address is that party's; beside one of the shop's domain the shop's."""
        emails = sorted((start, end, value) for start, end, kind, value in hits if kind is Kind.EMAIL)
        begins = [start for start, _, _ in emails]
        by_value: dict[object, list[tuple[object, ...]]] = defaultdict(list)
        for key in self.found:
            by_value[key[1]].append(key)
        for start, end, kind, value in hits[:MAX_SIGHTINGS] if emails else ():
            if kind is Kind.EMAIL:
                continue
            at = bisect_right(begins, start)
            near = emails[max(0, at - 1) : at + 1]
            first, last, address = min(near, key=lambda e: max(e[0] - end, start - e[1]))
            low, high = min(first, start), max(last, end)
            if high - low > BESIDE or any(low < at <= max(first, start) for at in parted(stream, low, high)):
                continue
            between = text[min(last, end) : max(first, start)]
            if turns(between, self.names):
                continue
            apart = first > start and ("\n" in between or new_sentence(between))
            sentence = sentence_of(text, start, line="\n" in between) if apart else ""
            region = context_at(stream, first).region
            twin = next((self.found[key] for key in by_value[address] if key[2] == region), None)
            if twin is not None:
                for key in by_value[value]:
                    self._side_with(key, twin, context_at(stream, start).region, f"{sentence}{between}".lower())

    def _side_with(self, key: tuple[object, ...], twin: Sighting, region: Region, between: str) -> None:
        """Give a number the owner of the address beside it, where that is surer than what was known. between: the words
        from one to the other, and those of the number's own sentence where the address is in another; whom they name
        has the number."""
        sighting = self.found[key]
        if not key[2] == region == twin.region:
            return
        if twin.owner is Owner.OTHER and sighting.owner is Owner.SHOP and not sighting.owner_reason:
            self._own(key, Owner.OTHER, f"beside {twin.value}")
        elif twin.owner_reason == OFFICER and sighting.owner is Owner.SHOP and not sighting.owner_reason:
            self._own(key, Owner.UNKNOWN, OFFICER)
        elif twin.owner_reason == "domain" and sighting.owner is Owner.OTHER and "known" not in sighting.owner_reason:
            if (named := sighting.owner_reason.partition(": ")[2].lower()) and named in between:
                return
            self._own(key, Owner.SHOP, f"beside {twin.value}")

    def _own(self, key: tuple[object, ...], owner: Owner, reason: str) -> None:
        self.found[key] = msgspec.structs.replace(self.found[key], owner=owner, owner_reason=reason)

    def _add(
        self,
        kind: Kind,
        value: str,
        raw: str,
        how: How,
        context: Context | None,
        text: str = "",
        start: int = 0,
        end: int = 0,
        stream: Stream | None = None,
        *,
        number_kind: NumberKind = NumberKind.UNKNOWN,
        label: str = "",
        owner: Owner | None = None,
        quote: str = "",
        doubtful: str = "",
    ) -> None:
        region = context.region if context is not None else Region.HEAD
        looks = (context and context.desktop, context and context.phone)
        key = (kind, value, region, how, *looks, label if number_kind is NumberKind.FAX else "")
        old = self.found.get(key)
        settled = old is not None and old.use not in NOT_OURS and old.owner_reason not in OPEN
        if settled and old is not None and old.extra_clicks <= (context.clicks if context else 0):
            return
        links = self.menus[stream is self.document.unseen]
        before = text_before(stream, text, start, links) if stream is not None else quote
        zone = "" if context is None else context.zone
        if context is not None and not zone:
            listed = self.dealers if context.region is Region.MAIN else ""
            listed = listed or (listed_under(stream, text, start) if stream is not None else "")
            own = from_own_name(before, self.called) if listed else ""
            zone = listed if listed and not (own or of_us(before)) else ""
            before = own or before
            zone = zone or (brand_beside(stream, text, start, self.names, self.role) if stream is not None else "")
        said = f"{before.rstrip(' ')} \n{label}" if how in (How.MAILTO, How.TEL_LINK) else before  # "Website by" a link
        if stream is not None and region is Region.MAIN:
            self.under[key] = heading_of(stream, text, start)
        if stream is self.document.seen and region in (Region.MAIN, Region.FOOTER):
            self.places.setdefault(key, (start, end))
        struck = context is not None and context.struck
        use = use_at(value, before, text[end : end + ROOM], self.under.get(key, ""), struck=struck)
        if old is not None and use in NOT_OURS:
            return
        said = "" if how is How.CHANNEL_LINK else said
        goods = region is Region.MAIN and self.role in (Role.PRODUCT, Role.OTHER)
        decided, reason = first_look(kind, value, said, zone, self.names, goods=goods, url=self.url)
        if decided is Owner.SHOP and not reason and kind is Kind.EMAIL and how in _LEADS:
            decided = Owner.UNKNOWN
        if how is How.MAILTO and decided is Owner.SHOP and nearly(name_of(value.rpartition("@")[2]), self.names):
            decided, reason = Owner.UNKNOWN, MISTYPED
        if doubtful and decided is Owner.SHOP and reason != "domain":
            decided, reason = Owner.UNKNOWN, doubtful
        self.found[key] = Sighting(
            kind=kind, value=value, raw=raw[:200], page=self.url, role=self.role, region=region, how=how,
            quote=quote or quote_of(text, start, end, stream), label=label,
            extra_clicks=context.clicks if context else 0,
            owner=owner or decided, owner_reason="" if owner else reason, number_kind=number_kind,
            use=use, clause=self._clause(text, start),
            visible_desktop=context.desktop if context else None, visible_phone=context.phone if context else None,
            rendered=self.rendered, anchor=context.anchor if context else None,
        )  # fmt: skip

    def _clause(self, text: str, start: int) -> str:
        """The number of the clause that ``start`` stands in, on a page of clauses."""
        if self.role not in _CLAUSED or not text:
            return ""
        return clause_at(self.clauses, text, start)

    def _anchors(self, hits: Hits, hidden_hits: Hits) -> None:
        read: Counter[tuple[str, Region]] = Counter()
        for anchor in self.document.anchors:
            key = (anchor.href or "", anchor.context.region)
            read[key] += 1
            if read[key] > MAX_REPEATS or len(read) > MAX_READ:
                continue
            href = anchor.href or ""
            low = href[:12].lower()
            if low.startswith(("tel:", "callto:")):
                self._tel(anchor, href.split(":", 1)[1], hidden_hits if anchor.context.hidden else hits)
            elif low.startswith("mailto:"):
                self._mailto(anchor, mailto(href), hidden_hits if anchor.context.hidden else hits)
            elif low.startswith("javascript:"):
                self._mailto(anchor, scripted(href), hidden_hits if anchor.context.hidden else hits)
            elif low.startswith("znvygb:"):
                self._mailto(
                    anchor, mailto(codecs.encode(href, "rot13")), hidden_hits if anchor.context.hidden else hits
                )
            elif "@" in href or "%40" in href:
                self._written(unquote(href), How.ATTRIBUTE, anchor.context, phones=False)
            elif _PROTECTED in href:
                code = href.split(_PROTECTED, 1)[1]
                self._mailto(anchor, mailto(cloudflare(code)), hidden_hits if anchor.context.hidden else hits)
            elif "wa.me" in href or "whatsapp" in href:
                number = judge(whatsapp_number(href), None)
                if number is not None and not number.placeholder:
                    self._link(anchor, Kind.PHONE, number.value, number.value, How.CHANNEL_LINK, number.kind)

    def _tel(self, anchor: Anchor, target: str, hits: Hits) -> None:
        target = unquote(target.split(";")[0].split("?")[0])
        said = said_by(anchor, Kind.PHONE, hits)
        number = link_number(target, self.market, beside=bool(said))
        if number is None:
            return
        dialled = digits_of(target).lstrip("0")
        if len(dialled) < LEAST_DIALLED:
            dialled = number[0]
        if not any(value == number[0] or value.endswith(dialled) for value in said):
            doubtful = doubt(number[0], self.market, target, said)
            how = How.TEXT if reads_as(self._words_of(anchor), number[0]) else How.TEL_LINK
            self._link(anchor, Kind.PHONE, number[0], target.strip(), how, number[1], doubtful)

    def _mailto(self, anchor: Anchor, addresses: list[str], hits: Hits) -> None:
        said = said_by(anchor, Kind.EMAIL, hits) if addresses else []
        for address in addresses:
            if address not in said:
                self._link(anchor, Kind.EMAIL, address, address, How.MAILTO, doubtful=OTHERWISE if said else "")

    def _link(
        self,
        anchor: Anchor,
        kind: Kind,
        value: str,
        raw: str,
        how: How,
        number_kind: NumberKind = NumberKind.UNKNOWN,
        doubtful: str = "",
    ) -> None:
        stream = self.document.unseen if anchor.context.hidden else self.document.seen
        text = self.text if stream is self.document.seen else stream.text()
        self._add(
            kind, value, raw, how, anchor.context, text, anchor.start, anchor.end, stream,
            number_kind=number_kind, label=self._words_of(anchor)[:160], doubtful=doubtful,
        )  # fmt: skip

    def _words_of(self, anchor: Anchor) -> str:
        text = self.document.unseen.text() if anchor.context.hidden else self.text
        return text[anchor.start : anchor.end].replace("\n", " ").strip() or anchor.label

    def _scripts(self) -> None:
        stream = self.document.seen
        for address, context, at in self.document.coded:
            for value in mailto(address):
                self._add(Kind.EMAIL, value, value, How.SCRIPT, context, self.text, at, at, stream)
        for script, context, at in self.document.scripts[:MAX_SCRIPTS]:
            for written in written_by(script):
                for hit in find_emails(written):
                    self._add(Kind.EMAIL, hit.value, hit.raw, How.SCRIPT, context, self.text, at, at, stream)
                for value in [v for target in re.findall(r"mailto:[^'\"<>\s]{5,300}", written) for v in mailto(target)]:
                    self._add(Kind.EMAIL, value, value, How.SCRIPT, context, self.text, at, at, stream)
            self._code(
                script, How.ATTRIBUTE, known=frozenset(s.value for s in self.found.values() if s.how is How.SCRIPT)
            )

    def _code(self, text: str, how: How, known: frozenset[str] = frozenset()) -> None:
        """Leads in scripts and comments: addresses as they are, numbers only after ``tel:``."""
        if "@" in text:
            for hit in find_emails(text):
                if hit.value not in known and hit.how is not How.REVERSED:
                    self._add(Kind.EMAIL, hit.value, hit.raw, how, None, quote=quote_of(text, hit.start, hit.end))
        if "tel:" in text:
            for found in _TEL_IN_CODE.finditer(text):
                number = link_number(found[1], self.market)
                if number is not None:
                    self._add(
                        Kind.PHONE, number[0], found[1], how, None,
                        number_kind=number[1], quote=quote_of(text, *found.span()),
                    )  # fmt: skip

    def _images(self) -> None:
        for alt, _, context in self.document.images:
            if alt and ("@" in alt or sum(map(str.isdigit, alt)) >= LEAST_DIGITS):
                self._written(alt, How.IMAGE_ALT, context)

    def _attributes(self) -> None:
        for name, value, context in self.document.told:
            if name == "onclick":
                self._onclick(value, context)
            else:
                self._written(value, How.ATTRIBUTE, context, told="phone" in name or "tel" in name)

        for form in self.document.forms[:MAX_SCRIPTS]:
            target = form.attributes.get("action") or ""
            for address in mailto(target) if target[:7].lower() == "mailto:" else ():
                self._add(Kind.EMAIL, address, address, How.ATTRIBUTE, form.context, quote=target[:QUOTE])

    def _onclick(self, value: str, context: Context) -> None:
        for found in _CLICK.finditer(value):
            if found[1].lower() == "tel":
                number = link_number(found[2], self.market)
                if number is not None:
                    self._add(
                        Kind.PHONE, number[0], found[2], How.TEL_LINK, context,
                        number_kind=number[1], quote=value[:QUOTE],
                    )  # fmt: skip
            else:
                for address in mailto(found[2]):
                    self._add(Kind.EMAIL, address, address, How.MAILTO, context, quote=value[:QUOTE])
        for address in scripted(value):
            self._add(Kind.EMAIL, address, address, How.MAILTO, context, quote=value[:QUOTE])

    def _written(
        self, text: str, how: How, context: Context | None, *, told: bool = False, phones: bool = True
    ) -> None:
        if how is not How.ATTRIBUTE or context is None or _WORTH_READING.search(text):
            self._read(text, how, context, told, phones)

    def _read(self, text: str, how: How, context: Context | None, told: bool, phones: bool) -> None:
        key = (text, how, context and context.region)
        if key in self.read or len(self.read) >= MAX_READ:
            return
        self.read.add(key)
        for hit in find_emails(text):
            self._add(Kind.EMAIL, hit.value, hit.raw, how, context, quote=quote_of(text, hit.start, hit.end))
        for phone in find_phones(text, self.market, told=told) if phones else ():
            self._add(
                Kind.PHONE, phone.value, phone.raw, how, context, number_kind=phone.kind, label=phone.label,
                quote=quote_of(text, phone.start, phone.end),
            )  # fmt: skip

    def _given(self, given: Iterable[Given]) -> None:
        for item in given:
            name = item.name
            owner = None if item.own else Owner.UNKNOWN
            where = f"{item.path} {name}: {item.value}"[:QUOTE]
            if "@" in item.value or "email" in name:
                for hit in find_emails(item.value.replace("mailto:", " ")):
                    self._add(Kind.EMAIL, hit.value, hit.raw, item.how, None, owner=owner, quote=where)
            if name in ("telephone", "faxnumber", "phone", "phonenumber", "tel"):
                number = link_number(item.value.removeprefix("tel:"), self.market)
                if number is not None:
                    kind = NumberKind.FAX if name == "faxnumber" else number[1]
                    self._add(
                        Kind.PHONE, number[0], item.value, item.how, None, number_kind=kind, owner=owner, quote=where
                    )
            elif item.how is How.META and len(item.value) < 1_000 and name not in _META_SKIP:
                self._written(
                    item.value, How.META, None, told="phone" in name, phones="desc" in name or "phone" in name
                )

    def _noscript(self) -> None:
        for text, context in self.document.noscript:
            self._read(text, How.ATTRIBUTE, context, told=False, phones=True)

    def _comments(self) -> None:
        for comment in self.document.comments:
            self._code(comment, How.COMMENT)
            if "rypt" in comment:
                for address in mailto(script_link(comment)):
                    self._add(Kind.EMAIL, address, address, How.COMMENT, None, quote=comment[:QUOTE])
