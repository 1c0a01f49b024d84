"""The nouns of mystery shopping by mail: frozen, typed, keyword-only, storable as JSON (msgspec).

Times are timezone-aware UTC datetimes, durations are seconds, sizes are bytes. Facts (probe, event, raw message)
are kept apart from what was made of them (message view, match, classification, delay), which can be made again
from the raw bytes at any time.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from audit.model import Record


class MailClass(StrEnum):
    """What a mail that came in is. Only ``ANSWER`` and what a person says stop the answer clock by themselves."""

    ANSWER = "answer"  # a person (or a helpdesk in a person's name) answers
    HOLDING_REPLY = "holding_reply"  # a person says that the matter will be looked into
    INSTANT_ANSWER = "instant_answer"  # a machine answers the question itself, at once
    RECEIPT = "receipt"  # "we have received your mail"
    REFUSAL = "refusal"  # "this mailbox is not read"
    DEFLECTION = "deflection"  # "please use our form, chat, telephone"
    OUT_OF_OFFICE = "out_of_office"
    DELAY_NOTICE = "delay_notice"  # a server is still trying (RFC 3464, Action: delayed)
    BOUNCE = "bounce"  # a server gave up
    CHALLENGE = "challenge"  # "prove that you are a person"
    MARKETING = "marketing"
    UNRELATED = "unrelated"  # lists, notifications, reports, spam, another party
    UNSURE = "unsure"  # a person must look


class Unit(StrEnum):
    """Unit of a promised term."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


class PromiseState(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    BROKEN = "broken"
    WAITING = "waiting"  # the term has not passed yet
    NONE = "none"  # nothing was promised
    UNCLEAR = "unclear"  # promised without a term ("as soon as possible")


class ProbeState(StrEnum):
    """Where a probe is on its way out (mail.md 4.3)."""

    PLANNED = "planned"
    APPROVED = "approved"
    CLAIMED = "claimed"
    SENDING = "sending"
    ACCEPTED = "accepted"  # the server answered 250 after the final dot
    DEFERRED = "deferred"  # 4xx: the same bytes will be offered again
    REFUSED = "refused"  # 5xx
    UNCERTAIN = "uncertain"  # nobody knows; never sent again by itself
    STOPPED = "stopped"


class MatchKey(StrEnum):
    """By what a mail was found to belong to a probe, surest first."""

    ALIAS = "alias"
    MESSAGE_ID = "message_id"  # In-Reply-To, References, Exchange's parent id, a bounce's envelope id
    MESSAGE_ID_IN_BODY = "message_id_in_body"  # in an attached message or anywhere in the bytes
    REFERENCE = "reference"  # the visible reference in subject or text
    SENDER = "sender"  # sender domain, subject and the only open probe
    PERSON = "person"  # assigned by hand


class Probe(Record, frozen=True, kw_only=True):
    """One test mail to one shop. Everything here is fixed before the first attempt to send it.

    shop: key of the shop. to: the shop's address. sender: From address (name apart). reply_address: the unique,
    unguessable address that answers come to, also the envelope sender. token: the unguessable part of it.
    message_id: with angle brackets. reference: visible reference in subject or text ("" for none). text: the body
    as sent, by which quoted text is told. facts: words or values that a full answer holds. given: data given in the
    question, as ("postcode", "1234 AB"), which a shop should not ask again. domains: domains from which the shop is
    known to write. state, sent_at (server's 250), server_reply: the latest, from the events. channel: email, or
    form when a person sent the shop's own form with the alias as address. also: keys of other shops that share the
    customer service.
    """

    id: str
    campaign: str
    shop: str
    shop_name: str = ""
    market: str = ""
    to: str
    sender: str = ""
    sender_name: str = ""
    reply_address: str
    token: str
    message_id: str
    subject: str
    text: str
    language: str = ""
    question: str = ""
    reference: str = ""
    facts: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    domains: tuple[str, ...] = ()
    planned_at: datetime
    wave: int = 0
    state: ProbeState = ProbeState.PLANNED
    sent_at: datetime | None = None
    server_reply: str = ""
    channel: str = "email"
    also: tuple[str, ...] = ()


class MailEvent(Record, frozen=True, kw_only=True):
    """Something that happened to a probe or a mail, in the order in which it was written down; never changed.

    kind: one of approved, claimed, sending, accepted, deferred, refused, uncertain, resolved, stopped, received,
    assigned, corrected, purged. code, text: the server's answer. message: id of the raw message (SHA-256 and
    extension). by: machine, or the name of the person. detail: whatever else is worth keeping.
    """

    at: datetime
    kind: str
    probe: str | None = None
    shop: str | None = None
    message: str | None = None
    attempt: int = 0
    code: int | None = None
    text: str = ""
    by: str = "machine"
    detail: dict[str, str] = {}


class Arrival(Record, frozen=True, kw_only=True):
    """Where and when a raw message came in: the collector's facts, never the sender's.

    id: evidence id of the raw bytes. received_at: our own server's time (top Received line of our own server, else
    INTERNALDATE). folder, uid_validity, uid: its place in the mailbox. junk: it lay in the junk folder.
    """

    id: str
    received_at: datetime
    size: int
    account: str = ""
    folder: str = "INBOX"
    uid_validity: int = 0
    uid: int = 0
    junk: bool = False
    internal_date: datetime | None = None


class Attachment(Record, frozen=True, kw_only=True):
    """A part of a mail that is not its text. It is listed, never opened. size: bytes as it stands in the mail."""

    name: str
    media_type: str
    size: int


class DeliveryStatus(Record, frozen=True, kw_only=True):
    """One recipient's block of a delivery report (RFC 3464). action: failed, delayed, delivered, relayed, expanded."""

    action: str = ""
    status: str = ""
    recipient: str = ""
    diagnostic: str = ""


class Message(Record, frozen=True, kw_only=True):
    """A raw message as read safely: decoded, bounded in size and depth, nothing fetched, nothing run.

    headers: (name in lower case, decoded value) in order, capped. from_, reply_to, recipients: addresses in lower case;
    recipients are all of To, Cc, Delivered-To, X-Original-To and Envelope-To. ids: own Message-ID; parents: every id
    in In-Reply-To, References, Exchange's parent id and Original-Envelope-Id. inner_ids: ids found in attached
    messages or returned headers. text: visible text (plain part, else HTML made text). quoted_html: text that the
    HTML marks as quotation. marks: what was odd about the mail (too_large, too_deep, too_many_parts, broken_charset,
    broken_mime, remote_content, script, header_injection, long_header, archive, encrypted…).
    """

    headers: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    from_: str = ""
    from_name: str = ""
    reply_to: str = ""
    return_path: str | None = None
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    parents: tuple[str, ...] = ()
    inner_ids: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    quoted_html: str = ""
    media_type: str = "text/plain"
    report_type: str = ""
    delivery: tuple[DeliveryStatus, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    size: int = 0
    marks: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first value of a header, "" where there is none."""
        name = name.lower()
        return next((value for key, value in self.headers if key == name), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """All values of a header."""
        name = name.lower()
        return tuple(value for key, value in self.headers if key == name)


class Match(Record, frozen=True, kw_only=True):
    """To which probe a mail belongs. probe is None when a person must say. proof: the words or ids that decided."""

    probe: str | None
    key: MatchKey | None = None
    confidence: float = 0.0
    proof: str = ""
    candidates: tuple[str, ...] = ()


class Promise(Record, frozen=True, kw_only=True):
    """A promise to answer. amount: upper bound, 0 working days for "the same working day", None for a vague one.

    working: counted in working days or hours. low: lower bound of a range. hedge: promise, usually, aim, max or vague.
    """

    text: str
    amount: float | None = None
    unit: Unit | None = None
    working: bool = False
    low: float | None = None
    hedge: str = "promise"
    working_hours: bool = False


class Sign(Record, frozen=True, kw_only=True):
    """One piece of evidence about a mail's class: where it was seen, its words, and how much it speaks for a class."""

    name: str
    source: str  # header, subject, text, delay, sameness, structure
    quote: str = ""
    for_class: str = ""
    weight: float = 0.0


class ReceiptFacts(Record, frozen=True, kw_only=True):
    """What a receipt is worth to a customer: facts only; how pleasant it is, a person says."""

    noreply: bool = False
    ticket: str = ""
    term: bool = False
    next_step: bool = False
    names_subject: bool = False
    hours: bool = False
    signed: bool = False
    bland: bool = True


class Hop(Record, frozen=True, kw_only=True):
    """A server that passed a mail on, by its own Received line: its name ("" where it could be a person's computer),
    when it took the mail, and by which protocol. From whom it came is left out: that can be a person's address."""

    by: str = ""
    at: datetime | None = None
    protocol: str = ""


class Trace(Record, frozen=True, kw_only=True):
    """What a mail's headers prove of its way, without anything about a person.

    message_id: "" where it could name somebody. dated: the sender's own claim (Date). hops: latest first.
    recorded_by: the server that checked the sender, "" where none of ours did. checks: (method, result, domain), as
    ("spf", "pass", "shop.nl") (RFC 8601).
    """

    message_id: str = ""
    dated: datetime | None = None
    hops: tuple[Hop, ...] = ()
    recorded_by: str = ""
    checks: tuple[tuple[str, str, str], ...] = ()


class Classification(Record, frozen=True, kw_only=True):
    """What a mail is and why.

    proof: the decisive words or header. signs: everything that was weighed. confidence: 0 to 1. language: code or "".
    reply: the mail's own text, quotations cut. status: RFC 3463 code of a bounce; hard: it will never arrive.
    facts: 0, 1 or 2 (none, some, all of the facts asked for), None where not an answer; proposed, people decide.
    asked_again: data that was given and is asked again. by: machine, or the person who corrected it. trace: what its
    headers prove, None where nobody looked.
    """

    mail_class: MailClass
    proof: str = ""
    confidence: float = 0.0
    language: str = ""
    promise: Promise | None = None
    signs: tuple[Sign, ...] = ()
    reply: str = ""
    receipt: ReceiptFacts | None = None
    status: str = ""
    hard: bool | None = None
    facts: int | None = None
    asked_again: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    by: str = "machine"
    trace: Trace | None = None


class ReplyDelay(Record, frozen=True, kw_only=True):
    """How long an answer took, on three clocks; or, censored, how long nothing came.

    sent_at: server's 250; answered_at: our server's receipt, or (censored) the moment up to which we waited.
    elapsed_s: M1. working_s: M2, within the market's working hours. shop_s: within the shop's own stated hours, None
    where it states none. working_days: M3. due: latest moment (UTC) that meets the norm. met: None while open.
    """

    sent_at: datetime
    answered_at: datetime
    censored: bool = False
    elapsed_s: int
    working_s: int
    shop_s: int | None = None
    working_days: int
    received_day: date
    answer_day: date
    due: datetime | None = None
    met: bool | None = None
    channel: str = "email"
    norm: str = ""
    calendar: str = ""
