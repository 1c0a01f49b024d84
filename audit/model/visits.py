"""What a visit gathers: a shop, its pages, what was seen on them, what could not be looked at, and the evidence."""

from datetime import datetime

from audit.model.kinds import How, Kind, NumberKind, Owner, Region, Role, Use
from audit.model.records import Record
from audit.outcomes import Reason


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
    body, dom: evidence ids of the bytes as served and of the DOM as rendered. static: whether the source holds nothing
    that could fill the page later, no script and no frame; None where that was not noted.
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
    static: bool | None = None


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
    consent: str = ""  # none seen, rejected, accepted, accepted after all, closed, not passed
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
