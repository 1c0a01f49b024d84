"""What reading one page yields."""

from audit.model import AnswerTime, Channel, Hours, Identifier, Record, Region, Sighting


class Link(Record, frozen=True, kw_only=True, gc=False):
    """One link of a page.

    url: absolute, without fragment. label: its words (or the alt text of its picture). region: where it stands.
    index: its place among the page's links, from 0. scheme: http, mailto, tel, javascript…
    """

    url: str
    label: str = ""
    region: Region = Region.UNKNOWN
    index: int = 0
    scheme: str = "http"


class Button(Record, frozen=True, kw_only=True):
    """Something to press that is no ordinary link: button, summary, role=button, a link without address.

    anchor: the browser's number of the element (``data-sc-n``), None for a page read as served.
    """

    label: str
    region: Region = Region.UNKNOWN
    anchor: int | None = None


class PageReading(Record, frozen=True, kw_only=True):
    """One page as read.

    language: two letters, told from the text first and from the page's own word second; "" when unknown.
    text: the visible text, blocks separated by newlines, at most 200,000 characters. words: how many words it has.
    sightings: phones and e-mails with region, form and quote; their role and clicks are the visit's to fill in
    (role as given; ``extra_clicks`` counts an expander). leads: whether scripts or empty containers suggest that a
    browser would show more. inputs: types of form fields. frames: addresses of iframes.
    jsonld: names, addresses and identifiers from structured data, as flat pairs. currency, html_lang: market signals.
    """

    url: str
    title: str = ""
    language: str = ""
    html_lang: str = ""
    text: str = ""
    words: int = 0
    links: tuple[Link, ...] = ()
    buttons: tuple[Button, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    channels: tuple[Channel, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    hours: tuple[Hours, ...] = ()
    answer_times: tuple[AnswerTime, ...] = ()
    inputs: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    images: int = 0
    scripts: int = 0
    canonical: str = ""
    generator: str = ""
    leads: bool = False
    truncated: bool = False
    facts: dict[str, str] = {}
