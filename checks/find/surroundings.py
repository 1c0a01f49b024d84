"""What the words before a value say of whose it is: a board, a maker, a carrier, an outside officer, or the shop."""

import re
from functools import cache

from audit.words import words
from checks.find.layout import data
from checks.find.lexicon import every, quick, small
from checks.find.ourselves import CLOSE, CONTEXT, ours, own_place, says_ours, to_us
from checks.find.phrases import loose
from checks.find.titles import agents, contact_titles, lower, unaccented

PARAGRAPH = 70
CALLED, NEXT_TO = 30, 14
"""So far before a mark "we are" speaks of it; "your" only with no more than a word between."""
NAMED = 80
"""A name further before a value says nothing about it."""
LEAST_NAME = 6
"""Shorter names are words as well."""
MEMBER = 40
"""A word for being a member further before a board says nothing about it."""
_SCORE = re.compile(r"[^\w\n]{1,4}\d[\d.,]{0,6}(?: ?/ ?\d{1,2})?(?:[^\w:]{1,4})")
"""A score or a member's number right behind the name of a seal, and nothing more up to the value."""
_A_NUMBER = re.compile(r"\d(?:[ ()/.–-]{0,3}\d){7}")
_SENTENCES_END = re.compile(r"[^\W\d_]{3,}[.!?] ?$")
_MAILBOX = re.compile(r"[^\W_]@[^\W_]")
_ROW = re.compile(r"[|·•;\n]|^\s?,")
_PARTED = re.compile(r" [|·•] ")
_SENTENCE_ENDS = re.compile(r"[^\W\d_]{2}\. (?=[^\W\d_a-zß-ÿ])")
POSTAL = re.compile(r"(?<![\d.,])(?:[A-Z]{1,2}[ -])?\d{4,5} [A-ZÄÖÜ]")
_RIGHT_BELOW = re.compile(r"(?:\s*\([^()]*\))*\s*(?:[^\W\d_]{3,8}\.?:?\s*)?")
"""Nothing between a line and a value but brackets and a label."""
_BARE = re.compile(r"[\W_]+")
_NEXT_SENTENCE = re.compile(r"\)?[.!] (?=[^\W\d_a-zß-ÿ])|[.!]\n")
_STATEMENT_ENDS = re.compile(r"[^\W_]{2}\. (?=[^\W\d_a-zß-ÿ])")
_BUILDING = re.compile(r",[^,]*\d[^,]{0,6}\.\s*$")
"""The end of an address in one line: something after a comma that has a number, as a postcode."""
_OTHERS = ("authority", "manufacturer", "provider")


def by_context(before: str, names: tuple[str, ...] = (), *, goods: bool = False, mailbox: bool = False) -> str:
    """The word before a value that makes it another party's, unless a later word says "we"; else an empty string.

    ``before``: the text from the last heading (included) to the value. ``names``: what the site may be called, bare of
    all but letters and digits. ``goods``: on the page of a product "sold by" names a seller on a platform.
    ``mailbox``: the value is one.
    """
    text = before[-CONTEXT - 200 :]
    low = lower(text)
    if len(low) != len(text):
        text = low
    found, at = "", -1
    for mark in quick(*_OTHERS, *(("seller",) if goods else ())).finditer(low):
        if not _names_another(text, low, mark) or (goods and _names_us(low, mark, names)):
            continue
        ours = _we_are_it(low, mark.start())
        found, at = "" if ours else text[mark.start() : mark.end()], mark.end()
    found, at = _officer(text, low, found, at)
    if not found or quick("own").search(low, at) or says_ours(text, low, at) or to_us(low, at):
        return ""
    if _begins_anew(low, at, names):
        return ""
    if _told_whole(low, at, mailbox) or _makes_it_itself(found, low, at, names):
        return ""
    return "" if _has_ended(text[text.rfind("\n", 0, at) + 1 :]) else found


def _told_whole(low: str, at: int, mailbox: bool) -> bool:
    """Whether the line of a mark has a value of its own ("Courier: DPD, 090 6420500") and the one below is another's.

    A fax or mobile number below a number, and an address of mail below either, may be the same party's.
    """
    entry, broken, later = low[at:].partition("\n")
    if not broken or (_MAILBOX if mailbox else _A_NUMBER).search(entry) is None:
        return False
    return mailbox or any(_more_of_it().search(line) is None for line in later.split("\n"))


@cache
def _more_of_it() -> re.Pattern[str]:
    """Labels of more numbers of whoever the line above names."""
    return loose((*words("find", "fax"), *data("parties")["around"]["mobile"]))


def _makes_it_itself(found: str, low: str, at: int, names: tuple[str, ...]) -> bool:
    """Whether a word for a maker or importer is followed by the site's own name on its line."""
    said = _BARE.sub("", low[at:].partition("\n")[0])
    own = (name for name in names if len(name) >= LEAST_NAME and not page_title(name))
    return re.sub(r"[ -]+", " ", found.lower()) in _listed("manufacturer") and any(name in said for name in own)


def _we_are_it(low: str, at: int) -> bool:
    """Whether the words before a mark say that it is us: "we are the importer", "your maker of"; not "report your
    complaint to"."""
    said = quick("we_are").finditer(low, max(0, at - CALLED), at)
    return any(at - one.end() <= NEXT_TO or one[0] not in _listed("yours") for one in said)


def _has_ended(said: str) -> bool:
    """Whether a paragraph has ended since the line of a mark. An address after a line that announces it is none."""
    first, *lines = said.split("\n")
    announced = first.rstrip().endswith(":")
    told = [first, *lines[:-1]] if lines else []
    if announced:
        told = [line for line in told if not _BUILDING.search(line)]
    return any(len(line) > PARAGRAPH and line.rstrip().endswith((".", "!", "?")) for line in told)


@cache
def _label() -> re.Pattern[str]:
    """A label or "by": what follows it is a name. "Konzept & Design: Studio …"."""
    joined, name = rf" ?(?:{small('and')})", r"[^\W\d_]{2,20}"
    return re.compile(rf"(?:(?:{joined})? ?{name}){{0,3}} ?:|(?:{joined} {name})? (?:{small('by')}) ")


@cache
def _ends_line() -> re.Pattern[str]:
    """Words that may follow a trade before its line ends: "Design und Umsetzung", "réalisation du site"."""
    joined = rf"(?:,| ?(?:{small('and')})| {'| '.join(map(re.escape, data('parties')['around']['of_the']))})"
    return re.compile(rf"(?:{joined}? (?:{small('site')}))* ?\n")


@cache
def _begins_line() -> re.Pattern[str]:
    """What may stand before a trade that is a title: its number or sign ("2. Hosting"), and words for other work
    on a site ("Konzept, Realisierung"), the ``work``."""
    joined = rf"(?:,| ?(?:{small('and')}))"
    number = r"(?:(?:\d{1,2}(?:\.\d{1,2})?[.):]?|(?:[a-h]|[ivx]{1,4})[.)])[^\w\n]+)?"
    return re.compile(rf"(?:^|\n)[^\w\n]*{number}(?P<work>(?:(?:{small('site')}){joined} )*)$")


def _is_title(low: str, mark: re.Match[str]) -> bool:
    """Whether a trade is a line of its own. Where it stands beside others, the lines up to the value name somebody, and
    are no sentence about the trades."""
    begins = _begins_line().search(low, max(0, mark.start() - PARAGRAPH), mark.start())
    ends = _ends_line().match(low, mark.end())
    if begins is None or ends is None:
        return False
    alone = not begins["work"] and "," not in ends[0]
    line, anew, _ = low[ends.end() :].partition("\n")
    return alone or (anew != "" and _SENTENCES_END.search(line) is None)


@cache
def _the() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?:{small('the')})\s$")


@cache
def _sentence() -> re.Pattern[str]:
    """Where a sentence ends; an abbreviation's full stop ends none."""
    behind = "".join(rf"(?<!{re.escape(word)})" for word in data("parties")["around"]["before_full_stop"])
    return re.compile(rf"{behind}[.!?]\s")


def _names_another(text: str, low: str, mark: re.Match[str]) -> bool:
    """Whether a word for another party names one here.

    A trade ("importer of wines", "Müller Design GmbH") may be the shop's own: it names another only before a colon or
    "by", as a line of its own, after "the", or named for the press. A seal says nothing of the next part of a row, who
    made the site, took its pictures or carries the parcels nothing of the next sentence or of a part with a title, what
    it runs on nothing of the next line.
    """
    said = re.sub(r"[ -]+", " ", mark[0])
    if said in _listed("credits") and _part_title().search(low, mark.end()) is not None:
        return False
    if said in _listed("same_sentence") and _SENTENCE_ENDS.search(text, mark.end()) is not None:
        return False
    if said in _listed("trades"):
        before = low[max(0, mark.start() - 40) : mark.start()]
        if _label().match(low, mark.end()) or _the().search(before) or _for_press().search(before):
            return True
        return _is_title(low, mark)
    if said in _listed("seals") and _PARTED.search(low, mark.end()) is not None:
        return False
    if said in _listed("line_only"):
        return "\n" not in text[mark.end() :].replace(" \n", "")  # a link's words follow a space and a new line
    if said in _listed("credits"):
        return _SENTENCE_ENDS.search(text, mark.end()) is None
    if said in _listed("bodies") and not _holds(text, low, mark.end()):
        return False
    if said in _listed("them"):
        line = low.rfind("\n", 0, mark.start()) + 1
        return quick("possessive").search(low, low.rfind("\n", 0, max(0, line - 1)) + 1, mark.start()) is None
    if said in _listed("seals") and _SCORE.fullmatch(low, mark.end()):
        return False
    if said in _listed("seals") and _SENTENCE_ENDS.search(text, mark.end() - 2) and _membership(low, mark):
        return False
    if said in _listed("authority") and _membership(low, mark):
        if low[mark.end() :].partition("\n")[0].rstrip().endswith(":"):
            return True
        return "\n" not in low[mark.end() :].rstrip("\n") and _PARTED.search(low, mark.end()) is None
    return True


def _membership(low: str, mark: re.Match[str]) -> bool:
    """Whether a word for being a member stands before a board or seal."""
    return _member().search(low, max(0, mark.start() - MEMBER), mark.start()) is not None


def _holds(text: str, low: str, at: int) -> bool:
    """Whether what ends the text can be of the body named before ``at``: on its line, right below it where it ends with
    a colon, or after a postal address."""
    line, broken, below = text[at:].replace(" \n", " ").partition("\n")  # a link's words follow on its line
    if line.rstrip().endswith(":") and _RIGHT_BELOW.fullmatch(below) is not None:
        return True
    if line[:1] == "-" or _PARTED.search(line) or _STATEMENT_ENDS.search(text, at, at + len(line)):
        return False
    return POSTAL.search(text, at) is not None if broken else ours().search(low, at) is None


@cache
def _member() -> re.Pattern[str]:
    """ "Member of" on the line of what follows: the shop belongs to it."""
    return re.compile(rf"(?<![^\W\d_])(?:{small('member')})(?![^\W\d_])[^\n.:]*$")


@cache
def _part_title() -> re.Pattern[str]:
    """A line that is nothing but the title of a part with contact details, or begins with a copyright, the shop's."""
    marks = "|".join(map(re.escape, data("identity")["copyright"]["marks"]))
    return re.compile(rf"\n(?:(?:{'|'.join(map(re.escape, every('part_titles')))}) ?:?\n| ?(?:{marks}))")


@cache
def _for_press() -> re.Pattern[str]:
    """A label for the press right before: what follows is named for it alone."""
    words_for = "|".join(map(re.escape, data("uses")["words"]["press"]))
    return re.compile(rf"(?<![^\W\d_])(?:{words_for})[^\W\d_]{{0,12}} ?: ?$")


def is_seller(said: str) -> bool:
    """Whether it is a word for the one who sells a product on a platform."""
    return re.sub(r"[ -]+", " ", said.lower()) in _listed("seller")


def _names_us(low: str, mark: re.Match[str], names: tuple[str, ...]) -> bool:
    """Whether a word for a seller names the site itself: "sold by" and its own name."""
    if not is_seller(mark[0]):
        return False
    said = _BARE.sub("", low[mark.end() : mark.end() + NAMED])
    return ours().match(low, mark.end() + 1) is not None or any(len(n) > 3 and said.startswith(n) for n in names)


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(re.sub(r"[ -]+", " ", word.lower()) for word in every(key))


def _officer(text: str, low: str, found: str, at: int) -> tuple[str, int]:
    """An officer for data protection after the last mark: another party where "external" or the name of a firm says so,
    the shop's own else."""
    officers = [o for o in quick("officer").finditer(low, max(0, at)) if low[o.end() : o.end() + 1] != "@"]
    if not officers:
        return found, at
    last = officers[-1]
    if found and _firms().search(low, low.rfind("\n", 0, last.start()) + 1, last.start()):
        return found, at  # the officer of a firm named before, on the same line
    told = quick("external").search(low, max(0, last.start() - 40))
    firm = _firms().search(low, last.end())
    of_ours = firm is not None and _genitive().match(low, last.end()) is not None
    if told or (firm is not None and not of_ours):
        return text[last.start() : last.end()], last.end()
    return (found, at) if found and of_ours else ("", last.end())


def of_officer(low: str) -> bool:
    """Whether the words before a value, in lower case, speak of an officer for data protection, and no longer of us or
    of contact behind that. Who is the officer beside another office ("managing director and ...") is one of ours."""
    officers = [o for o in quick("officer").finditer(low) if low[o.end() : o.end() + 1] != "@"]
    if not officers or _office_besides().search(low, max(0, officers[-1].start() - CLOSE), officers[-1].start()):
        return False
    behind = officers[-1].end()
    return not (quick("own").search(low, behind) or _begins_anew(low, behind, ()))


@cache
def _office_besides() -> re.Pattern[str]:
    """Another office and "and", right before an officer's title."""
    return re.compile(rf"[^\W\d_]{{3,}}(?: (?:{small('and')}) |/)$")


@cache
def _firms() -> re.Pattern[str]:
    """What a firm is called that takes on offices of others: its legal form, or a word such as law firm."""
    return loose(data("parties")["officer"]["firm"])


@cache
def _genitive() -> re.Pattern[str]:
    """ "… of the" right after an officer's title: what follows names whose officer it is."""
    return re.compile(rf"\s(?:{'|'.join(data('parties')['officer']['of'])})\s")


def _begins_anew(low: str, at: int, names: tuple[str, ...]) -> bool:
    """Whether a line since the mark at ``at`` begins with the site's own name, or is a title such as "contact"."""
    lines = low[at:].split("\n")[1:]
    if any(line.strip() in contact_titles() for line in lines[:-1]):
        return True
    called = {name: page_title(name) for name in names}
    if not any(called.values()):
        return False  # the page of a maker or brand may be called by its name
    own = tuple(name for name in names if len(name) >= LEAST_NAME and not called[name])
    return bool(own) and any(_BARE.sub("", line[:NAMED]).startswith(own) for line in lines)


@cache
def _page_titles() -> frozenset[str]:
    """What pages are called: no name of a shop."""
    of_roles = (word for key in data("parties")["around"]["titles"] for word in words("roles", key))
    return frozenset(_BARE.sub("", word) for word in (*of_roles, *data("uses")["pages"]["press"]["plain"]))


def page_title(name: str) -> bool:
    """Whether a name that a page's title gave is what pages are called: "Privacy"."""
    return unaccented(name) in _page_titles()


def turns(between: str, names: tuple[str, ...] = ()) -> bool:
    """Whether the words between two values begin to speak of somebody else, or of ourselves."""
    low = lower(between)
    if own_place().match(low, low.rfind("\n") + 1):
        return True
    return _begins_anew(low, 0, names) or any(
        p.search(low) is not None for p in (quick(*_OTHERS, "own", "officer"), ours())
    )


def new_sentence(between: str) -> bool:
    """Whether a new sentence begins between a value and the next."""
    return _NEXT_SENTENCE.match(between) is not None or _SENTENCE_ENDS.search(between) is not None


def sentence_of(text: str, start: int, *, line: bool = False) -> str:
    """The words of the sentence, or of the whole ``line``, that a value ends."""
    said = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    return said if line else _SENTENCE_ENDS.split(said)[-1]


def named_party(before: str) -> str:
    """The carrier, payment firm or pick-up point named right before a value or opening hours, else an empty string.

    The name stands in the same sentence, or begins the short line above. In a row of names (Klarna, PayPal, contact) it
    says nothing, and "we" or "our" after it means the shop.
    """
    near = before[-NAMED - 40 :].lower()
    found = list(_named().finditer(near))
    if not found:
        return ""
    rest = near[found[-1].end() :]
    line, _, after = rest.partition("\n")
    heading = near.rfind("\n", 0, found[-1].start()) + 1 == found[-1].start() and len(line) <= 30
    said = after if heading and after else rest
    if _ROW.search(said) or _sentence().search(rest) or len(said) > NAMED or agents().search(rest):
        return ""
    return found[-1][0]


@cache
def _named() -> re.Pattern[str]:
    return loose(data("parties")["named"]["names"])
