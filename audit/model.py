"""The nouns of an audit: frozen, typed, keyword-only, and storable as JSON (msgspec).

Times are timezone-aware UTC datetimes, durations are seconds, widths and positions are CSS pixels.
Evidence ids are the SHA-256 (hex) of the stored bytes followed by the extension of their type,
as ``3f…9c.png``: an id can be checked against the file at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec

from audit.outcomes import Axis, Confidence, Duty, Outcome, Place, Reason

T = TypeVar("T", bound=msgspec.Struct)


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Base of all nouns."""


class Role(StrEnum):
    """What a page is for a customer."""

    HOME = "home"
    CONTACT = "contact"
    SERVICE = "service"
    IMPRINT = "imprint"
    TERMS = "terms"
    PRIVACY = "privacy"
    RETURNS = "returns"
    COMPLAINTS = "complaints"
    PRODUCT = "product"
    CHECKOUT = "checkout"
    LOGIN = "login"
    OTHER = "other"


class Kind(StrEnum):
    """What kind of contact detail a sighting is."""

    PHONE = "phone"
    EMAIL = "email"


class Region(StrEnum):
    """Part of the page in which a contact detail stands."""

    HEADER = "header"
    FOOTER = "footer"
    MAIN = "main"
    NAV = "nav"
    ASIDE = "aside"
    HEAD = "head"  # <head>, scripts, comments: nothing a visitor sees
    UNKNOWN = "unknown"


class How(StrEnum):
    """The form in which a contact detail stands in the page."""

    TEXT = "text"  # readable text, entities and split elements included
    TEL_LINK = "tel_link"  # only as the target of a tel: link whose words do not say the number
    MAILTO = "mailto"  # only as the target of a mailto: link whose words do not say the address
    AT_NOTATION = "at_notation"  # info [at] shop.nl
    CFEMAIL = "cfemail"  # Cloudflare's data-cfemail
    REVERSED = "reversed"  # turned round by CSS
    SCRIPT = "script"  # put together by a script; text once rendered
    IMAGE_ALT = "image_alt"
    IMAGE = "image"  # read by OCR
    PDF = "pdf"
    JSON_LD = "json_ld"
    MICRODATA = "microdata"
    META = "meta"
    ATTRIBUTE = "attribute"  # data-*, title, aria-label, value…
    COMMENT = "comment"
    CHANNEL_LINK = "channel_link"  # the number inside a WhatsApp, Viber… link


READABLE = frozenset({How.TEXT, How.AT_NOTATION, How.CFEMAIL, How.REVERSED, How.SCRIPT})
"""Forms that a visitor with an ordinary browser reads as text."""

MARKUP = frozenset({How.JSON_LD, How.MICRODATA, How.META, How.ATTRIBUTE, How.COMMENT, How.CHANNEL_LINK})
"""Forms that no visitor sees: a lead, never proof."""


class Owner(StrEnum):
    """Whose contact detail it is."""

    SHOP = "shop"
    OTHER = "other"
    UNKNOWN = "unknown"


class NumberKind(StrEnum):
    """What calling the number costs and reaches."""

    VOICE = "voice"
    FAX = "fax"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    TOLL_FREE = "toll_free"
    UNKNOWN = "unknown"


class Use(StrEnum):
    """What a mailbox (or number) is for, as far as its name and surroundings say."""

    SERVICE = "service"
    PRIVACY = "privacy"
    PRESS = "press"
    JOBS = "jobs"
    INVESTORS = "investors"
    RETURNS = "returns"
    NOREPLY = "noreply"
    BUSINESS = "business"
    BRANCH = "branch"
    OTHER = "other"


class Shop(Record, frozen=True, kw_only=True):
    """One row of the list.

    key: scheme, host and port (and path, where the list's address has one), normalised: the shop's identity.
    url: the address as the list has it (with a scheme).
    market: ISO 3166-1 alpha-2 in capitals, or None when neither the list nor the command says.
    position: place in the list, from 1.
    extra: the columns of the list that we do not know, untouched.
    """

    key: str
    url: str
    name: str = ""
    market: str | None = None
    rank: int | None = None
    sector: str | None = None
    email: str | None = None
    position: int = 0
    extra: dict[str, str] = {}


class Step(Record, frozen=True, kw_only=True):
    """One click on the way to a page: the words on the link and where it leads.

    region: part of the page in which the link stands. around: how many links to different pages stand in that part,
    this one counted; None when that was not counted.
    """

    label: str
    url: str
    region: Region = Region.UNKNOWN
    around: int | None = None


class Evidence(Record, frozen=True, kw_only=True):
    """A stored file that proves something.

    id: SHA-256 and extension; kind: html, dom, screenshot, pdf_text, ocr_text, warc; note: viewport and the like.
    """

    id: str
    kind: str
    url: str
    media_type: str
    taken_at: datetime
    size: int
    note: str = ""


class Sighting(Record, frozen=True, kw_only=True):
    """One phone number or e-mail address seen on one page, in one place of it.

    value: E.164 for a phone that can be parsed, else its digits; lower-case address for an e-mail.
    raw: as printed. quote: the text around it (at most 160 characters).
    page: address of the page (the one that was read, after redirects). clicks: from home to the place,
    an expander counted; None when no link path is known. visible_desktop, visible_phone: seen at 1280 / 390 px,
    None when the page was not rendered. opened_by: words on what was pressed to see it (``extra_clicks``).
    phone_clicks: presses that a narrow screen asks for besides, on the menu's button.
    anchor: number that the browser gave the element (``data-sc-n``).
    screenshot: evidence id of the picture with the place marked.
    """

    kind: Kind
    value: str
    raw: str
    page: str
    role: Role = Role.OTHER
    region: Region = Region.UNKNOWN
    how: How = How.TEXT
    quote: str = ""
    label: str = ""
    clicks: int | None = None
    extra_clicks: int = 0
    opened_by: str = ""
    phone_clicks: int = 0
    owner: Owner = Owner.UNKNOWN
    owner_reason: str = ""
    number_kind: NumberKind = NumberKind.UNKNOWN
    use: Use = Use.OTHER
    clause: str = ""
    visible_desktop: bool | None = None
    visible_phone: bool | None = None
    rendered: bool = False
    font_px: float | None = None
    contrast: float | None = None
    screens_down: float | None = None
    anchor: int | None = None
    screenshot: str | None = None
    tool: str = ""


class Channel(Record, frozen=True, kw_only=True):
    """Another way to reach the shop, as seen: form, chat, whatsapp, messenger, social, callback, app, address.

    kind: one of those words. value: product, number, handle or address. detail: fields of a form, and so on.
    """

    kind: str
    value: str = ""
    page: str = ""
    quote: str = ""
    detail: dict[str, str] = {}


class Identifier(Record, frozen=True, kw_only=True):
    """Something that says which company it is, as seen on a page.

    kind: name, address, register (KvK, KBO, HRB, SIREN, company number…) or vat. scheme: which one (kvk, kbo, hrb,
    siren, btw, ust_id, piva…). value: normalised. valid: checksum right (None where there is none to check).
    dummy: a sample value such as NL123456789B01. po_box: an address that is only a PO box.
    """

    kind: str
    scheme: str = ""
    value: str
    raw: str = ""
    page: str = ""
    role: Role = Role.OTHER
    region: Region = Region.UNKNOWN
    quote: str = ""
    valid: bool | None = None
    dummy: bool = False
    po_box: bool = False
    owner: Owner = Owner.UNKNOWN


class Hours(Record, frozen=True, kw_only=True):
    """Opening hours as stated for a channel (phone, chat, shop, email or "" where the page does not say).

    osm: in the opening_hours form of OpenStreetMap. week, outside: hours a week in all, and outside Monday to Friday
    9 to 17.
    """

    channel: str = ""
    osm: str
    raw: str = ""
    page: str = ""
    quote: str = ""
    how: How = How.TEXT
    week: float = 0.0
    outside: float = 0.0


class AnswerTime(Record, frozen=True, kw_only=True):
    """A stated time to answer ("we answer within 2 working days"); a range gives its upper bound.

    amount: None for a vague one ("as soon as possible"). unit: minutes, hours, days or weeks.
    """

    channel: str = ""
    text: str
    amount: float | None = None
    unit: str = ""
    working: bool = False
    page: str = ""


class Page(Record, frozen=True, kw_only=True):
    """One page that was read.

    url: as it was asked for; final_url: where it led. status: HTTP status. clicks: fewest clicks from home by real
    links, None when known from a sitemap only. path: those clicks. words: number of visible words.
    body, dom: evidence ids of the bytes as served and of the DOM as rendered.
    """

    url: str
    final_url: str
    role: Role
    status: int
    clicks: int | None = None
    path: tuple[Step, ...] = ()
    title: str = ""
    language: str = ""
    words: int = 0
    rendered: bool = False
    truncated: bool = False
    media_type: str = "text/html"
    fetched_at: datetime
    body: str | None = None
    dom: str | None = None
    screenshots: tuple[str, ...] = ()
    links: int = 0


class Gap(Record, frozen=True, kw_only=True):
    """Something we wanted to look at and could not.

    role: what the page would have been. status: HTTP status where there was one. detail: one line for people.
    tries: how often we asked. evidence: id of the block page, where there is one.
    """

    url: str
    role: Role
    reason: Reason
    detail: str = ""
    status: int | None = None
    tries: int = 1
    evidence: str | None = None


class LinkTried(Record, frozen=True, kw_only=True):
    """One link that looked as if it could lead to contact details, and what came of it.

    result: read, not_there (404/410), gap, skipped (role already read), over_budget.
    """

    url: str
    label: str
    role: Role
    score: float
    result: str


class Searched(Record, frozen=True, kw_only=True):
    """The evidence of absence: what was tried and what was looked for."""

    links: tuple[LinkTried, ...] = ()
    words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sitemap: str = ""  # not needed, read, none, gap
    absent: tuple[Role, ...] = ()  # roles to which neither home nor sitemap links, or that answered 404/410
    consent: str = ""  # none seen, rejected, accepted, closed, not passed
    shadow_roots: int = 0
    frames: int = 0
    images_read: int = 0
    buttons_clicked: tuple[str, ...] = ()


class Snapshot(Record, frozen=True, kw_only=True):
    """All that one visit gathered. Judging reads nothing else.

    gaps: a gap with role HOME means that the shop could not be visited at all.
    recheck: made on purpose after the shop was told what had been found (audit.repairs).
    market_signals: what speaks for a market, as ("tld", "NL"), ("currency", "EUR"), ("language", "nl").
    """

    shop: Shop
    started_at: datetime
    finished_at: datetime
    tool: str
    user_agent: str = ""
    home_url: str = ""
    languages: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    channels: tuple[Channel, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    hours: tuple[Hours, ...] = ()
    answer_times: tuple[AnswerTime, ...] = ()
    mail_domains: dict[str, str] = {}  # mail domain: "mx", "a", "none" or "unknown", as DNS said at visit time
    searched: Searched = Searched()
    evidence: tuple[Evidence, ...] = ()
    platform: str = ""
    market_signals: tuple[tuple[str, str], ...] = ()
    requests: int = 0
    facts: dict[str, str] = {}
    second_look: bool = False
    recheck: bool = False


class Proof(Record, frozen=True, kw_only=True):
    """What a finding points at."""

    url: str
    quote: str = ""
    screenshot: str | None = None


class Finding(Record, frozen=True, kw_only=True):
    """One rule judged for one shop.

    rule: pack and rule id, as ``nl/contact-phone``. check: id of the check. values: the shop's own, best place first.
    looked_at: addresses of the pages behind a ``not_found``. by: machine, person or two_persons. options: what else
    the check wants to say, as words.
    """

    rule: str
    check: str
    duty: Duty
    axis: Axis = Axis.RULE
    outcome: Outcome
    place: Place | None = None
    clicks: int | None = None
    reason: Reason | None = None
    values: tuple[str, ...] = ()
    evidence: tuple[Proof, ...] = ()
    confidence: Confidence = Confidence.LIKELY
    by: str = "machine"
    looked_at: tuple[str, ...] = ()
    detail: dict[str, str] = {}


def encode(record: msgspec.Struct) -> bytes:
    """The record as canonical JSON bytes: the same record gives the same bytes."""
    return msgspec.json.encode(record, order="deterministic")


def decode(data: bytes | str, kind: type[T]) -> T:
    """The record in ``data``. Raises msgspec.ValidationError when it does not fit."""
    return msgspec.json.decode(data, type=kind)


class Review(Record, frozen=True, kw_only=True):
    """What a person decided about one finding, from the evidence or by looking for themselves.

    visited_at: start of the visit whose finding was reviewed; a review counts for that visit only.
    machine, outcome: what the machine found, and what the person did. blind: decided without seeing the machine's.
    """

    shop: str
    rule: str
    visited_at: datetime
    machine: Outcome
    outcome: Outcome
    place: Place | None = None
    value: str = ""
    reviewer: str
    reason: str
    decided_on: str = ""
    blind: bool = False


class Letter(Record, frozen=True, kw_only=True):
    """A letter that asked a shop for its side. sent_on, deadline: ISO days. findings: rule ids it named."""

    shop: str
    sent_on: str
    deadline: str
    language: str = ""
    findings: tuple[str, ...] = ()


class Reply(Record, frozen=True, kw_only=True):
    """What a shop answered, or that it did not.

    kind: answer, objection, repaired, no_comment. received_on: ISO day. text: in the shop's own words. by: who wrote
    it for the shop, as they want to be called.
    """

    shop: str
    received_on: str
    kind: str
    text: str = ""
    language: str = ""
    recorded_by: str = ""
    by: str = ""


class Correction(Record, frozen=True, kw_only=True):
    """Something published that was put right.

    corrected_on: ISO day. revision: the first revision that has it. rule, check: the point that it is about, if it is
    about one. was, now: what stood there and what does now; empty when the result stays and ``why`` says it all.
    """

    shop: str
    rule: str = ""
    check: str = ""
    corrected_on: str
    was: str = ""
    now: str = ""
    why: str
    revision: int = 0


class Revision(Record, frozen=True, kw_only=True):
    """A frozen state of the audit. manifest: SHA-256 of its manifest."""

    number: int
    frozen_on: str
    tool: str
    manifest: str = ""
    note: str = ""


class ErrorRate(Record, frozen=True, kw_only=True):
    """How often the tool was wrong in a hand-checked sample. low, high: 90 % interval, 0 to 1. check: an id or all."""

    check: str
    wrong: int
    checked: int
    low: float
    high: float


class ShopResult(Record, frozen=True, kw_only=True):
    """A shop, the latest visit that counts, and what was found.

    left: taken off the list since. snapshot is None while the shop was not visited yet.
    """

    shop: Shop
    snapshot: Snapshot | None = None
    findings: tuple[Finding, ...] = ()
    reviews: tuple[Review, ...] = ()
    letters: tuple[Letter, ...] = ()
    replies: tuple[Reply, ...] = ()
    left: bool = False


class Study(Record, frozen=True, kw_only=True):
    """A published study that an audit repeats.

    published: its figure, as printed. checks: ids of the checks that decide. counted: outcomes that the study counted
    as "has it". title, question, differences: by language.
    """

    id: str
    market: str
    source: str
    published: str
    checks: tuple[str, ...]
    counted: tuple[Outcome, ...]
    title: dict[str, str]
    question: dict[str, str]
    differences: dict[str, tuple[str, ...]]
    second_look: float = 0.0


class AuditInfo(Record, frozen=True, kw_only=True):
    """What an audit is, apart from its shops. Times are UTC and come from the visits, never from the clock.

    language: the one in which it is published first, whose text leads; translations say so.
    """

    title: str = ""
    publisher: str = ""
    contact: str = ""
    market: str | None = None
    language: str = ""
    tool: str = ""
    seed: int = 0
    settings: dict[str, str] = {}
    columns: tuple[str, ...] = ()
    first_visit: datetime | None = None
    last_visit: datetime | None = None
    shops: int = 0
    corrections: tuple[Correction, ...] = ()
    revisions: tuple[Revision, ...] = ()
    error_rates: tuple[ErrorRate, ...] = ()
    study: Study | None = None


class Audit(Protocol):
    """What a report needs: the facts about the audit, and its results one by one in list order (memory stays flat)."""

    @property
    def info(self) -> AuditInfo:
        """The audit's own facts."""

    def results(self) -> Iterator[ShopResult]:
        """Every shop in list order, shops that left included; may be called again."""
