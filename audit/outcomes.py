"""The closed lists: what a check may say, why, and where a contact detail stood.

Nothing else in the project invents an outcome or a reason. A reader of a report meets only these words,
so each value has its sentence in the catalogues of ``reports/locales``.
"""

from enum import StrEnum


class Outcome(StrEnum):
    """What a finding says. Every one but ``MET`` and ``NOT_APPLICABLE`` carries a :class:`Reason`."""

    MET = "met"
    PARTLY = "partly"
    BREACHED = "breached"  # seen, but not where it counts
    NOT_FOUND = "not_found"  # looked everywhere the rule names, saw nothing
    UNSURE = "unsure"  # a person must look; published as "being checked"
    NOT_MEASURED = "not_measured"  # could not look
    NOT_APPLICABLE = "not_applicable"


SHORTFALL = {Outcome.MET: 0, Outcome.PARTLY: 1, Outcome.BREACHED: 2, Outcome.NOT_FOUND: 2}
"""How far from being met a measured outcome is; what is not in here was not measured."""


class Duty(StrEnum):
    """How much a rule weighs: obligatory, expected, or for information only."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"


class Axis(StrEnum):
    """Law and service are never mixed: a rule is the law, a norm is what customers expect."""

    RULE = "rule"
    NORM = "norm"


class Confidence(StrEnum):
    """How sure we are. A ``not_found`` is ``LIKELY`` until a second look makes it ``CERTAIN``."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


class Place(StrEnum):
    """Where a visitor meets a contact detail, best first."""

    CLEAR = "clear"
    HARD = "hard"
    IMAGE_ONLY = "image_only"
    PDF_ONLY = "pdf_only"
    TERMS_ONLY = "terms_only"
    PRIVACY_ONLY = "privacy_only"
    LOGIN_ONLY = "login_only"
    AFTER_CHAT = "after_chat"
    MARKUP_ONLY = "markup_only"

    @property
    def rank(self) -> int:
        """0 for the best place, rising."""
        return list(Place).index(self)


class Side(StrEnum):
    """Whose doing a reason is: what the shop shows, how the shop's site answered, or our own limits."""

    SHOWN = "shown"
    SITE = "site"
    OURS = "ours"


class Reason(StrEnum):
    """Why an outcome is not simply ``met``. Closed list; :data:`SIDES` says whose doing each is."""

    # what the shop shows
    TOO_MANY_CLICKS = "too_many_clicks"
    HIDDEN_ON_PHONE = "hidden_on_phone"
    HIDDEN_ON_DESKTOP = "hidden_on_desktop"
    BEHIND_LINK = "behind_link"  # a tel: link behind other words: callable, not readable
    ONLY_IN_IMAGE = "only_in_image"
    ONLY_IN_PDF = "only_in_pdf"
    ONLY_IN_TERMS = "only_in_terms"
    ONLY_IN_PRIVACY = "only_in_privacy"
    ONLY_AFTER_LOGIN = "only_after_login"
    ONLY_AFTER_CHAT = "only_after_chat"
    ONLY_IN_MARKUP = "only_in_markup"
    PREMIUM_ONLY = "premium_only"
    ORDERS_ONLY = "orders_only"  # the page keeps the number for new orders
    PREMIUM_TOO = "premium_too"  # a costly number beside a normal one
    TARIFF_UNKNOWN = "tariff_unknown"
    NOREPLY_ONLY = "noreply_only"
    FOREIGN_ONLY = "foreign_only"
    FORM_ONLY = "form_only"
    CHAT_ONLY = "chat_only"
    OTHER_CHANNEL_ONLY = "other_channel_only"
    OTHER_PARTY_ONLY = "other_party_only"
    OWNER_UNKNOWN = "owner_unknown"  # readable, but whose it is could not be told
    NOT_FOR_CUSTOMERS = "not_for_customers"  # privacy@, jobs@, press@… and no other
    NOTHING_SEEN = "nothing_seen"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"
    UNDELIVERABLE = "undeliverable"
    OFFICE_HOURS_ONLY = "office_hours_only"
    NOT_STATED = "not_stated"
    CONFLICTING = "conflicting"
    UNCLEAR = "unclear"  # stated, but it can be read in more than one way
    AS_DECIDED = "as_decided"  # a person decided otherwise than the program, and wrote why
    # how the site answered
    BLOCKED = "blocked"  # 403, 406, 451 or a page that turns robots away
    CAPTCHA = "captcha"
    RATE_LIMITED = "rate_limited"  # 429
    UNAVAILABLE = "unavailable"  # 503
    SERVER_ERROR = "server_error"  # any other 5xx
    LOGIN_REQUIRED = "login_required"  # 401, 407 or a login wall
    HTTP_ERROR = "http_error"  # any other 4xx but 404 and 410
    NOT_THERE = "not_there"  # the home page itself answers 404 or 410
    DNS_FAILED = "dns_failed"
    TLS_FAILED = "tls_failed"
    CONNECTION_FAILED = "connection_failed"
    TIMEOUT = "timeout"
    REDIRECT_LOOP = "redirect_loop"
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    PARKED = "parked"
    MAINTENANCE = "maintenance"
    SOFT_404 = "soft_404"
    EMPTY_SHELL = "empty_shell"
    TOO_LITTLE_SEEN = "too_little_seen"  # pages, but not those of an open shop
    CONSENT_WALL = "consent_wall"
    AGE_GATE = "age_gate"
    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    # ours
    NO_WORDS_FOR_LANGUAGE = "no_words_for_language"
    NO_BROWSER = "no_browser"
    NOT_RENDERED = "not_rendered"
    PAGE_BUDGET = "page_budget"
    TIME_BUDGET = "time_budget"
    PRIVATE_ADDRESS = "private_address"
    NO_PACK = "no_pack"
    NO_MARKET = "no_market"  # nothing tells for which country the shop is
    NOT_IN_FORCE = "not_in_force"
    NO_NETWORK = "no_network"
    NOT_VISITED = "not_visited"
    CHECK_CRASHED = "check_crashed"
    VISIT_CRASHED = "visit_crashed"

    @property
    def side(self) -> Side:
        """Whose doing it is."""
        if self in _OURS:
            return Side.OURS
        return Side.SITE if self in _SITE else Side.SHOWN


_OURS = frozenset(
    {
        Reason.NO_BROWSER, Reason.NOT_RENDERED, Reason.PAGE_BUDGET, Reason.TIME_BUDGET, Reason.PRIVATE_ADDRESS,
        Reason.NO_PACK, Reason.NO_MARKET, Reason.NOT_IN_FORCE, Reason.NO_NETWORK, Reason.NOT_VISITED,
        Reason.CHECK_CRASHED, Reason.VISIT_CRASHED, Reason.NO_WORDS_FOR_LANGUAGE,
    }
)  # fmt: skip
_SITE = frozenset(
    {
        Reason.BLOCKED, Reason.CAPTCHA, Reason.RATE_LIMITED, Reason.UNAVAILABLE, Reason.SERVER_ERROR,
        Reason.LOGIN_REQUIRED, Reason.HTTP_ERROR, Reason.NOT_THERE, Reason.DNS_FAILED, Reason.TLS_FAILED,
        Reason.CONNECTION_FAILED, Reason.TIMEOUT, Reason.REDIRECT_LOOP, Reason.ROBOTS_DISALLOWED,
        Reason.ROBOTS_UNREACHABLE, Reason.PARKED, Reason.MAINTENANCE, Reason.SOFT_404, Reason.EMPTY_SHELL,
        Reason.TOO_LITTLE_SEEN, Reason.CONSENT_WALL, Reason.AGE_GATE, Reason.NOT_HTML,
        Reason.TOO_LARGE, Reason.UNREADABLE,
    }
)  # fmt: skip
