"""Words for makers, importers, carriers and who built a site, where it stays open whether they speak of the shop."""

import re
from functools import cache

from audit.words import words
from checks.find.layout import data
from checks.find.lexicon import every, kind_named
from checks.find.phrases import any_of, loose

ROOM = 260
LEAST_NAME = 6
_LABEL = re.compile(r"[ ]?(?P<more>[^\n:|.;]{2,60}?) ?:(?P<rest>[^\n]*)$")
_NEXT = re.compile(r"(?:[.;] |\s[|·•–—]\s)(?=[^\W\d_])")
_LAST_WORD = re.compile(r"[^\W\d_][^\n:]{0,40}?(?=\s?:|\s*$)")
_NUMBER = re.compile(r"\d(?:[ ()/.–-]{0,3}\d){7}")
_PART = re.compile(r"\n|\s[|·•–—]\s|[^\W\d_]{4}\. (?=[^\W\d_])")
_BARE = re.compile(r"[\W_]+")
_OPENED = re.compile(r"[\"“„«»”](?P<said>[^\"“”„«»\n]*)$")
LEAST_QUOTED = 8
"""Letters of a quotation before an address: fewer are a name for it."""


def open_question(low: str, mark: str, names: tuple[str, ...] = ()) -> bool:
    """Whether a value that seems another party's, by a word before it, may as well be the shop's own.

    So it is where the word for a trade goes on to sellers or customers ("manufacturer and seller: Kelp Ltd"), or to
    kinds of goods before the bare value ("importer of fine wines: 0318…"; not "of this product"), and where the other
    party's number has been told and a new sentence or part begins with a label ("Hosting: X, 030…. Phone: 04921…") or
    with one of the site's own ``names``.

    ``low``: the text before the value, in lower case. ``mark``: the word, as found there.
    """
    at = low.rfind(mark.lower()) + len(mark)
    if at < len(mark) or "\n" in low[at:].rstrip("\n"):
        return False
    label = _LABEL.match(low, at) if re.sub(r"[ -]+", " ", mark.lower()) in _trades() else None
    if label is not None:
        if _sellers().search(label["more"]):
            return True
        bare = not any(map(str.isalpha, label["rest"])) or kind_named(label["rest"]) == "phone"
        return bare and _product().search(label["more"]) is None
    parts = [part for part in _NEXT.finditer(low, at) if _NUMBER.search(low, at, part.start())]
    if not parts:
        return False
    said = low[parts[-1].end() :]
    called = _BARE.sub("", said)
    return _own_label(said) or any(len(name) >= LEAST_NAME and called.startswith(name) for name in names)


def _own_label(said: str) -> bool:
    """Whether words before a number begin with a label for a telephone or for contact."""
    found = _LAST_WORD.match(said)
    if found is None:
        return False
    label = found[0].strip(" .")
    first = label.split(" ")[0].strip(" .,")
    return kind_named(label) == "phone" or any(one in _contact() for one in (label, first))


@cache
def _contact() -> frozenset[str]:
    return frozenset(words("roles", "contact"))


def firm_by_trade(low: str, names: tuple[str, ...]) -> bool:
    """Whether the part of a line that ends in a value begins with a trade and names a firm, by its legal form, that is
    not the site's own: "Hosting TransIP B.V., 071…". ``low``: the text before the value, in lower case."""
    said = _PART.split(low[-ROOM:])[-1]
    trade = _makers().match(said)
    if trade is None or _forms().search(said, trade.end()) is None:
        return False
    bare = _BARE.sub("", said)
    return not any(len(name) >= LEAST_NAME and name in bare for name in names)


def sent_with(low: str) -> bool:
    """Whether a part of a line says no more than who carries the parcels: "Envíos con Correos, 915…"."""
    return _carried().fullmatch(_PART.split(low[-ROOM:])[-1]) is not None


def quoted(before: str) -> bool:
    """Whether somebody else's words are quoted up to here."""
    found = _OPENED.search(before[-ROOM:])
    return found is not None and sum(map(str.isalpha, found["said"])) >= LEAST_QUOTED


@cache
def _trades() -> frozenset[str]:
    return frozenset(re.sub(r"[ -]+", " ", word.lower()) for word in every("trades"))


@cache
def _makers() -> re.Pattern[str]:
    makers = {*every("manufacturer"), *every("credits"), *data("parties")["around"]["hosts"]}
    return loose(word for word in every("trades") if word in makers)


@cache
def _forms() -> re.Pattern[str]:
    return loose(data("parties")["around"]["legal_forms"])


@cache
def _sellers() -> re.Pattern[str]:
    return loose((*every("ours"), *data("parties")["around"]["private"]))


@cache
def _product() -> re.Pattern[str]:
    return loose(data("parties")["around"]["this_product"])


@cache
def _carried() -> re.Pattern[str]:
    names = loose(data("parties")["named"]["names"]).pattern
    return re.compile(
        rf"\W*{any_of(data('parties')['around']['sent_with']).pattern} ?:? ?{names},? ?(?:[^\W\d_]{{3,8}}\.?:? ?)?"
    )
