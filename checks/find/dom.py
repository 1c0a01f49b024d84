"""One walk over a parsed page: text with its places, links, buttons, images, forms, scripts, comments.

The parser is Lexbor (selectolax), which builds the tree that browsers build. The tree is walked once; everything
after works on the flat :class:`Document`.
"""

import re

import msgspec
from selectolax.lexbor import LexborHTMLParser

from audit.model import How, Region
from checks.find import layout
from checks.find.elements import INLINE_RANK, NO_FOOTER_IN, NO_HEADER_IN, Traits

Attributes = dict[str, str | None]

MAX_CHARS = 4_000_000
MAX_DEPTH = 200
UNCLOSED = 3_000
MAX_OPTIONS = 2_000
LONG = 5_000
LARGE = 100_000
MAX_ATTRIBUTES = 500
NUMBER, LEAST = 20, 8
"""So many of the last characters hold so many digits where a telephone number ends."""
_DIGITS_OR_SPACE = "0123456789 "
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\u2061-\u2064\ufeff\u202a-\u202e\u2066-\u2069\ufe0e\ufe0f\x00]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>?")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{5000,}+")
_OPTION = re.compile(r"</?opt(?:ion|group)\b[^<>]*+>", re.IGNORECASE)
_NEVER_NEST = frozenset(
    [
        "p",
        "li",
        "option",
        "tr",
        "td",
        "th",
        "dt",
        "dd",
        "br",
        "img",
        "input",
        "meta",
        "link",
        "hr",
        "area",
        "base",
        "col",
        "embed",
        "source",
        "track",
        "wbr",
        "param",
    ]
)


class Context(msgspec.Struct, eq=False, gc=False):
    """What holds for a stretch of text: where it stands, whether it is seen, which link it is part of.

    clicks: 1 inside something that opens with a click. struck: a line is drawn through it. inside: the enclosing
    elements that have headers of their own.
    """

    region: Region = Region.MAIN
    hidden: bool = False
    clicks: int = 0
    desktop: bool | None = None
    phone: bool | None = None
    anchor: int | None = None
    link: int = -1
    how: How = How.TEXT
    zone: str = ""
    struck: bool = False
    inside: frozenset[str] = frozenset()

    def copied(self) -> "Context":
        """Another like it, to be changed."""
        made: Context = self.__copy__()  # type: ignore[attr-defined]
        return made

    def as_shown(self, attributes: Attributes) -> None:
        """Take over visibility and number of an element as the browser wrote them down."""
        seen = (attributes["data-sc-v"] or "") if "data-sc-v" in attributes else "dp"
        self.desktop = "d" in seen
        self.phone = "p" in seen
        self.hidden = not seen
        if seen:
            self.clicks = 0  # whatever the class names say: it stands open
        number = attributes.get("data-sc-n")
        if number and number.isdecimal():
            self.anchor = int(number)

    def mark(self, tag: str, marks: layout.Marks, rendered: bool) -> None:
        """Take over what the names of an element mark; ``rendered``: a browser has told already what is seen."""
        if marks.region is not None and marks.region is not self.region and self._begins(tag, marks.region):
            self.region = marks.region
        self.zone = marks.zone or self.zone
        self.struck = self.struck or marks.struck
        hidden = marks.shown == layout.HIDDEN and not rendered
        folded = marks.shown == layout.COLLAPSED and (self.hidden or not rendered)
        if tag not in ("html", "body") and (folded or hidden):
            self.clicks = 1
            self.hidden = self.hidden or hidden

    def _begins(self, tag: str, region: Region) -> bool:
        """Whether a mark of a region begins that region here: a header inside an article is the article's."""
        if tag in ("html", "body"):
            return False
        if tag == "header" and region is Region.HEADER and not NO_HEADER_IN.isdisjoint(self.inside):
            return False
        if tag == "footer" and region is Region.FOOTER and not NO_FOOTER_IN.isdisjoint(self.inside):
            return False
        if self.region in (Region.HEADER, Region.NAV):
            return region in (Region.FOOTER, Region.MAIN)
        return self.region is not Region.FOOTER


_WHOLE_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[a-z]{2,}(?![\w@])", re.IGNORECASE)
_ADDRESS_BEFORE = re.compile(r"(?<![\w@])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[a-z]{2,}$", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"0(?:[ ./()-]{0,2}\d){8,11}(?!\d)")
_NUMBER_BEFORE = re.compile(r"(?<!\d)0(?:[ ./()-]{0,2}\d){8,11}$")
_NOTHING_ELSE = re.compile(r"\d(?:[ ./()-]{0,2}\d){8,13} ?")
_WORD_BEFORE = re.compile(r"[^\W\d_]{2}[a-zß-ÿ]$|[^\W\d_]{4}$")
_COUNTRY_CODE = re.compile(r"(?:\+|\b00)[ ]?\d{1,3}$")


def parted(before: str, text: str, *, closed: bool, opens: bool) -> bool:
    """Whether two pieces of text that touch at an element's border are two words, which some style parts for the eye:
    one of them is a whole address or number by itself.

    closed: ``before`` ends its element. opens: ``text`` begins its element.
    """
    if opens and "@" in text and _WHOLE_ADDRESS.match(text):
        return True
    if closed and "@" in before and _ADDRESS_BEFORE.search(before[-200:]):
        return True
    if opens and before[-1:].isdigit() and _WHOLE_NUMBER.match(text):
        return not _COUNTRY_CODE.search(before)
    if opens and before[-1:].isalpha() and text[0].isdigit() and _WORD_BEFORE.search(before[-4:]):
        return _WHOLE_NUMBER.match(text) is not None or _NOTHING_ELSE.fullmatch(text) is not None
    return closed and text[:1].isalpha() and _NUMBER_BEFORE.search(before[-40:]) is not None


class Stream:
    """Text in reading order with the context of each piece. Blocks are separated by newlines.

    bold_titles, tops: what was found out about headings once the text stood (checks.find.places): about bold lines, by
    index of headings; how many headings there were, and where the first ones of the first rank begin.
    """

    __slots__ = (
        "bold_titles",
        "contexts",
        "dialled",
        "end",
        "headings",
        "joint",
        "length",
        "pieces",
        "ranks",
        "starts",
        "told",
        "tops",
    )

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.contexts: list[Context] = []
        self.headings: list[int] = []
        self.ranks: list[int] = []
        self.told: list[tuple[int, str]] = []
        self.bold_titles: dict[int, str] = {}
        self.tops: tuple[int, tuple[int, ...]] = (0, ())
        self.length = 0
        self.end = "\n"
        self.joint = False
        self.dialled = -2

    def add(self, text: str, context: Context) -> None:
        """Append text whose white space is already folded."""
        if text[0] == " " and self.end in " \n":
            text = text[1:]
            if not text:
                return
        if self.joint:
            self.joint = False
            if text[0].isalnum() and self.end.isalnum():  # a link and its neighbour are two words
                text = f" {text}"
        self.pieces.append(text)
        self.starts.append(self.length)
        self.contexts.append(context)
        self.length += len(text)
        self.end = text[-1]

    def cut(self, context: Context) -> None:
        """End a block."""
        if self.end != "\n":
            self.pieces.append("\n")
            self.starts.append(self.length)
            self.contexts.append(context)
            self.length += 1
            self.end = "\n"
            self.joint = False

    def part(self, traits: Traits, context: Context) -> None:
        """What an element does to the text by its kind alone: it ends a block, or heads what follows."""
        if traits.block and self.end != "\n":
            self.cut(context)
        if traits.rank and (traits.rank != INLINE_RANK or self.end == "\n"):
            self.head(traits.rank)

    def head(self, rank: int) -> None:
        """Something that heads what follows begins here."""
        self.headings.append(self.length)
        self.ranks.append(rank)

    def link(self, context: Context, *, calls: bool) -> None:
        """A link begins. Two links to call side by side are two numbers, which a style sets apart."""
        self.joint = True
        if calls:
            if self.length - self.dialled <= 1:
                self.cut(context)
            self.tell("call")

    def tell(self, kind: str) -> None:
        """What comes here is a number of the kind ``phone`` or ``fax``, as an icon or the element's name says, or
        stands in a link to ``call``. Behind a number another one begins here."""
        if self.end in _DIGITS_OR_SPACE and sum(map(str.isdigit, self.pieces[-1][-NUMBER:])) >= LEAST:
            self.cut(self.contexts[-1])
        self.told.append((self.length, kind))

    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)


class Anchor(msgspec.Struct, eq=False, gc=False):
    """A link or button as it stands in the tree: target, where its words begin and end in its stream."""

    href: str | None
    attributes: Attributes
    context: Context
    start: int
    end: int = 0
    label: str = ""


class Form(msgspec.Struct, eq=False, gc=False):
    """A form: its fields as (type, name, obligatory), what stands in fields and on buttons for people (``labels``), and
    where it begins and ends in the text. hidden: how many fields nobody sees."""

    attributes: Attributes
    context: Context
    start: int
    end: int = 0
    fields: list[tuple[str, str, bool]] = []
    labels: list[str] = []
    hidden: int = 0


class Document:
    """A page taken apart. ``seen`` is what a visitor reads at once, ``unseen`` what the markup hides.

    scripts: text, context, place in ``seen``. images: alt text, address, context. told: attribute name, value, context.
    properties: itemprop, content, context. coded: addresses that attributes hold in parts. rooted: an element has an id
    as applications in the browser give it to the element that they fill.
    """

    def __init__(self) -> None:
        self.seen = Stream()
        self.unseen = Stream()
        self.anchors: list[Anchor] = []
        self.buttons: list[Anchor] = []
        self.images: list[tuple[str, str, Context]] = []
        self.scripts: list[tuple[str, Context, int]] = []
        self.jsonld: list[str] = []
        self.sources: list[str] = []
        self.comments: list[str] = []
        self.noscript: list[tuple[str, Context]] = []
        self.metas: list[tuple[str, str]] = []
        self.properties: list[tuple[str, str, Context]] = []
        self.told: list[tuple[str, str, Context]] = []
        self.coded: list[tuple[str, Context, int]] = []
        self.forms: list[Form] = []
        self.frames: list[str] = []
        self.inputs: list[str] = []
        self.title = ""
        self.html_lang = ""
        self.base = ""
        self.canonical = ""
        self.rooted = False
        self.truncated = False

    def stream(self, context: Context) -> Stream:
        """The stream that text of a context belongs to."""
        return self.unseen if context.hidden else self.seen


def fold(text: str) -> str:
    """White space folded as a browser shows it; invisible characters dropped, no-break spaces made ordinary."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    folded = " ".join(text.split())
    if len(folded) == len(text):
        return folded
    if not folded:
        return " "
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() else ''}"


def parse(html: str) -> LexborHTMLParser:
    """The tree. Nesting and attribute counts that no real page has are cut first: they cost quadratic time."""
    return LexborHTMLParser(_tame(html))


def _tame(html: str) -> str:
    tags = html.count("<")
    if tags > UNCLOSED and tags - html.count("</") > UNCLOSED:
        html = _limit_depth(html)
    if tags > MAX_OPTIONS and html.count("<option") + html.count("<OPTION") > MAX_OPTIONS:
        html = _OPTION.sub(" ", html)
    if len(html) > LARGE and max(map(len, html.split("<"))) > LONG:
        html = _LONG_TAG.sub(_limit_attributes, html)
    return html


def _limit_depth(html: str) -> str:
    depth = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal depth
        name = found[2].lower()
        if name in _NEVER_NEST:
            return found[0]
        if found[1]:
            depth = max(0, depth - 1)
            return found[0]
        depth += 1
        return found[0] if depth <= MAX_DEPTH else " "

    return _TAG.sub(keep, html)


def _limit_attributes(found: re.Match[str]) -> str:
    text = found[0]
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    return text if len(bare.split()) <= MAX_ATTRIBUTES else " ".join(text.split()[:1])
