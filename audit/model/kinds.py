"""Closed lists that sort what was seen: what a page is for, where and how a contact detail stands, whose it is."""

from enum import StrEnum


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
    ORDERS = "orders"  # a number for placing orders, where questions are answered in writing only
    GIVEN_UP = "given_up"  # struck out, or said to be in use no more
    OTHER = "other"
