"""What elements and attributes mean to a reader of pages by their names alone: looked up once for each on a page."""

from enum import Enum, auto
from functools import lru_cache

import msgspec

HEADINGS = {
    "h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "caption": 7, "legend": 7, "summary": 7, "dt": 8, "th": 8,
}  # fmt: skip
"""Elements that head what follows, with their rank."""
INLINE_RANK = 9
NO_HEADER_IN = frozenset(("section", "article", "main", "dialog", "aside", "nav", "li", "form", "figure"))
NO_FOOTER_IN = frozenset(("article", "dialog", "aside", "blockquote", "figure", "li", "form"))
_BLOCKS = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section
summary table tbody td textarea tfoot th thead tr ul br button select iframe
"""
TOLD = frozenset(
    (
        "title",
        "aria-label",
        "onclick",
        "data-phone",
        "data-tel",
        "data-telephone",
        "data-number",
        "data-text",
        "data-clipboard-text",
    )
)
"""Attributes in which a number or address may be written out."""
COLUMN = "data-sc-column"
"""The attribute in which a cell of a table is told of its column."""
_PART_NAMES = ("domain", "host", "token", "mail", "enc", "tld", "contact", "user")
APPLICATION_ROOTS = ("root", "app", "__next", "__nuxt", "___gatsby")
"""Ids of the element that a program in the browser fills begin so."""
_REGIONS = "header footer nav aside main"
_STRUCK = "del s strike"
_SPECIAL = """
script style noscript template meta link base title html img iframe frame input textarea select svg form math canvas
datalist video audio
"""


class Traits(msgspec.Struct, frozen=True, gc=False):
    """What the walk must know of a kind of element.

    block: it parts text. rank: of the heading that it is, 0 for none. simple: without telling attributes, block and
    rank are all there is to it. placed: even without attributes something else
    may hold inside. struck: a line is drawn through what is inside. enclosing: it may have a header or footer of its
    own. folds: it opens with a click. special: the walk has a function for it. link, button, form: as they say.
    """

    block: bool = False
    rank: int = 0
    simple: bool = True
    placed: bool = False
    struck: bool = False
    enclosing: bool = False
    folds: bool = False
    special: bool = False
    link: bool = False
    button: bool = False
    form: bool = False


PLAIN = Traits()


def _traits(tag: str) -> Traits:
    enclosing = tag in NO_HEADER_IN | NO_FOOTER_IN
    folds = tag in ("details", "summary")
    special, link, button = tag in _SPECIAL.split(), tag in ("a", "area"), tag in ("button", "summary")
    struck = tag in _STRUCK.split()
    placed = enclosing or folds or struck or tag in _REGIONS.split()
    return Traits(
        block=tag in _BLOCKS.split(),
        rank=INLINE_RANK if tag in ("strong", "b") else HEADINGS.get(tag, 0),
        simple=not (special or placed or link or button or tag == "br"),
        placed=placed,
        struck=struck,
        enclosing=enclosing,
        folds=folds,
        special=special,
        link=link,
        button=button,
        form=tag == "form",
    )


TRAITS = {tag: _traits(tag) for tag in f"{_BLOCKS} {_SPECIAL} {_REGIONS} {_STRUCK} strong b a area".split()}
"""By the name of the element; all others are ``PLAIN``."""


_QUIET_NAMES = """
class id href src style alt width height rel target type role d name value content for loading decoding lang srcset
sizes tabindex action method placeholder colspan rowspan viewbox fill xmlns aria-hidden aria-expanded aria-controls
aria-labelledby aria-haspopup itemscope itemtype
"""
SHAPING_ALONE = frozenset(("id", "role", "data-role", "style", "hidden", "dir"))
"""Attributes beside ``class`` by which another part of the page may begin, or what is inside may be hidden or turned
round."""
QUIET = frozenset(_QUIET_NAMES.split())
"""Attributes that tell nothing by themselves; of others it is found out by their names."""


class Sort(Enum):
    """What an attribute may tell: nothing, a coded address, a part of one, a text, anything with an @, a property, what
    its column of a table is of."""

    QUIET = auto()
    CFEMAIL = auto()
    IN_PARTS = auto()
    TELLS = auto()
    DATA = auto()
    PROPERTY = auto()
    COLUMN = auto()


class Names(msgspec.Struct, frozen=True, gc=False):
    """What the names of an element's attributes tell without their values.

    shaping: another part of the page may begin with it. classed: it has classes. sends: pressing it may lead elsewhere.
    telling: those of the attributes whose values may tell something, and what.
    """

    shaping: bool
    classed: bool
    sends: bool
    telling: tuple[tuple[str, Sort], ...]


@lru_cache(maxsize=4_096)
def sort_of(name: str) -> Sort:
    """What an attribute of this name may tell."""
    if name == "data-cfemail":
        return Sort.CFEMAIL
    if name == COLUMN:
        return Sort.COLUMN
    if name.startswith("data-") and name.endswith(_PART_NAMES):
        return Sort.IN_PARTS
    if name in TOLD:
        return Sort.TELLS
    if name == "itemprop":
        return Sort.PROPERTY
    return Sort.DATA if name.startswith("data-") else Sort.QUIET


@lru_cache(maxsize=4_096)
def told_by_names(names: tuple[str, ...]) -> Names:
    """What an element's attributes tell by their names: a page has few sets of them, each on many elements."""
    sorts = ((name, sort_of(name)) for name in names if name not in QUIET)
    return Names(
        shaping=not SHAPING_ALONE.isdisjoint(names),
        classed="class" in names,
        sends="onclick" in names or "data-href" in names,
        telling=tuple((name, sort) for name, sort in sorts if sort is not Sort.QUIET),
    )
