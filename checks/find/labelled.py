"""What the words, icons and elements around digits say that they are: a telephone number, a fax, or another number."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from checks.find.dialling import full_length
from checks.find.elements import COLUMN
from checks.find.layout import data
from checks.find.lexicon import dialled, filler, labels, one_each, pattern, weak
from checks.find.notphones import company_number

_HAD = re.compile(r"\d[\w.]*\)?(?: ?[,;|·•∙]| [-–—/]) ?$")
"""A whole number, and a sign that begins another part of its line."""
_GAP = r"[\s/&+.,:()|·-]*"
_PART_BEGINS = re.compile(r"(?:\n|[|·•;,–-] ?)$")
_PART_ENDS = re.compile(r"\n|$| ?[|·•;,–-](?!\d)")
_ABBREVIATED = ("nr", "no", "ref", "reg", "num")
_UNDIVIDED = re.compile(r"\d{9,12}(?: ?[/–-] ?\d{9,12})*")
_NEXT_TITLE = re.compile(r" [^\W\d_]{1,15}\.? ?:")
_TITLE = re.compile(r"(?:^|[\n|·•;,/–-] ?|\d )([^\W\d_][^\n|·•;,:/°º#\d]{1,40}?)( ?: ?| )$")
LONG_NAME = 8
"""Shorter words than "customer service" and the like stand before too many other digits."""
_SHORT_ENDS = re.compile(r"[ \xa0]?(?:$|\n|[,;(|·–-])|\.(?!\d)")
_BARE = re.compile(r"[\W_]+")
_GOES_ON = re.compile(r" [a-zß-ÿ]{2,}")
NO_PHONE = "a word before it may be of another number"
ROOM = 30
WINDOW = 80
TOLD = 40
"""So many characters may stand between an icon or the start of a field named for telephones and the number."""


def label_before(text: str, start: int, floor: int) -> tuple[str, str]:
    """What the nearest word before the number says it is (fax, id, whatsapp, phone or nothing), and that word."""
    low = max(start - WINDOW, floor, 0)
    while 0 < low < start and text[low - 1].isalpha() and text[low].isalpha():
        low += 1  # the "f" that is left of "if" names no fax
    window = text[low:start]
    found = list(labels().finditer(window))
    if not found:
        return "", ""
    last = found[-1]
    kind = str(last.lastgroup)
    gap = window[last.end() :]
    earlier = found[-2] if len(found) > 1 else None
    if (
        kind == "id"
        and earlier
        and earlier.lastgroup in ("phone", "fax")
        and window[earlier.end() : last.start()] == " "
    ):
        last, kind = earlier, str(earlier.lastgroup)  # Fax pedidos, Telefono ordini
    letters = sum(map(str.isalpha, filler().sub("", gap) if kind == "id" else gap))
    if kind == "phone" and earlier and earlier.lastgroup == "fax" and _sent_there(window, earlier, last):
        kind = "fax"
    if kind == "fax" and earlier and earlier.lastgroup == "phone" and _both(window, earlier, last):
        kind = "phone"  # Tel./Fax
    if kind == "fax" and _none().search(window, 0, last.start()):
        return ("phone", earlier[0]) if earlier and earlier.lastgroup == "phone" else ("", "")
    if kind == "other":
        kind = "phone" if dialled().search(last[0]) else "id"
    if len(last[0]) <= 2 and (
        letters or window[last.start() - 1 : last.start()].isdigit() or not re.match(r"\s?[.:)/|]|\s*$", gap)
    ):
        return "", ""
    if kind == "id" and last[0].lower() in data("numbers")["labels"]["short"] and any(map(str.isdigit, gap)):
        return "", ""
    if kind == "id" and _HAD.search(gap) and one_each(last[0]):
        return "", ""
    if kind == "id":
        rest = gap.lstrip(".") if last[0].lower().endswith(_ABBREVIATED) else gap
        near = letters <= 14 and gap.count("\n") <= 1 and not re.search(r"[!?]|\.\s+[A-Z]", rest)
        return ("id", last[0]) if near else ("", "")
    if letters > 34 or gap.count("\n") > 2:
        return "", ""
    return kind, last[0]


def _both(window: str, phone: re.Match[str], fax: re.Match[str]) -> bool:
    """Whether a word for telephone and one for fax stand for the same number: "Tel./Fax", "Telefon und Fax".

    A title such as "Contact" or the name of an empty field ("Telefon:") before a line of a fax says nothing of it.
    Titles of a row or column above their numbers go together, so that the first number is the telephone's.
    """
    between = window[phone.end() : fax.start()]
    joined = _joined().fullmatch(between)
    if joined is None:
        return False
    if joined["and"] or any(mark in between for mark in "/&+"):
        return True
    if phone[0].lower() in weak():
        return False
    if "\n" in between:
        return "\n" in window[fax.end() :]
    return ":" not in between


def _sent_there(window: str, fax: re.Match[str], last: re.Match[str]) -> bool:
    """Whether a sentence about a fax goes on to the number by words for any: "faxes us on number", "par fax au numéro".
    After a verb for calling ("bellen of faxen op nummer") it is a telephone as well."""
    between = window[fax.end() : last.start()]
    if last[0].lower() not in weak() or re.search(r"[\n!?;:]|\.\s", between):
        return False
    calls = list(pattern("call_verbs").finditer(window, 0, fax.start()))
    return not calls or _joined().fullmatch(window[calls[-1].end() : fax.start()]) is None


@cache
def _none() -> re.Pattern[str]:
    """A word right before that denies it: "no fax"."""
    words = "|".join(map(re.escape, data("numbers")["labels"]["none"]))
    return re.compile(rf"(?<!\w)(?:{words})[ -]$", re.IGNORECASE)


@cache
def _joined() -> re.Pattern[str]:
    """What joins two labels of one number: Tel./Fax, Tel. u. Fax, Telefon und Fax."""
    words = "|".join(re.escape(word.rstrip(".")) for word in data("numbers")["joined"]["words"])
    return re.compile(rf"{_GAP}(?P<and>{words})?{_GAP}")


def marked(text: str, start: int, places: list[int], marks: Sequence[tuple[int, str]]) -> tuple[str, str, bool]:
    """What the icon, element, link or column right before the number says it is, the words from there to it, and
    whether it is a column's title.

    Icons side by side go together: one of a telephone and one of a fax are for a number that is both. A link to call
    says less than an icon before it.
    """
    kinds: set[str] = set()
    said = ""
    for at in range(bisect_right(places, start) - 1, -1, -1):
        between = text[places[at] : start]
        if len(between) > TOLD or any(map(str.isdigit, between)) or between.count("\n") > 1:
            break
        if kinds - {"call"} and between.strip() != said.strip():
            break
        kinds.add(marks[at][1])
        said = between
    column = next((kind.rpartition(" ")[2] for kind in kinds if kind.startswith(COLUMN)), "")
    kind = column or ("fax" if "fax" in kinds and "phone" not in kinds else "phone" if kinds else "")
    return kind, said, bool(column)


def by_shape(text: str, start: int, end: int, market: str | None) -> bool:
    """Whether undivided digits stand as a telephone number does, though no word says so."""
    if _titled(text, start, end):
        return True
    stands = _alone(text, start, end) or _below_address(text, start, end, market)
    return stands and not company_number(text[start:end], text[start:end], bare=True)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether undivided digits fill a line, or a part of one, of their own in an address block: an e-mail address
    stands beside them or a line off."""
    if not _fills_a_part(text, start, end):
        return False
    above, below = text[max(0, start - 120) : start].split("\n")[-3:], text[end : end + 120].split("\n")[:3]
    return any("@" in line for line in (*above, *below))


def _below_address(text: str, start: int, end: int, market: str | None) -> bool:
    """Whether undivided digits as many as a line of the market has fill a line, or a part of one, right below a
    postcode of it and a place: how a short address block ends. A company number is shorter, or has its checksum."""
    if market is None or not _fills_a_part(text, start, end) or not full_length(text[start:end], market):
        return False
    above = [line for line in text[max(0, start - 160) : start].split("\n") if line.strip()]
    return any(_ends_in_place(market).search(line) is not None for line in above[-2:])


def _fills_a_part(text: str, start: int, end: int) -> bool:
    if not text[start:end].isdigit() or not _PART_ENDS.match(text[end : end + 3]):
        return False
    return not start or _PART_BEGINS.search(text[max(0, start - 3) : start]) is not None


@cache
def _ends_in_place(market: str) -> re.Pattern[str]:
    """A postcode of the market with a place behind it, or before it where the code ends the address."""
    codes = "|".join(form["postcode"] for form in data("identity")["address"] if form["country"] == market)
    place = r"[^\W\d_][^\W\d_]{2}"
    return re.compile(rf"(?<![\w.,])(?:{codes})(?!\w)(?:[ ,]{{1,3}}{place}|(?<=[A-Z])$)" if codes else "(?!)")


def label_after(text: str, start: int, end: int) -> tuple[str, str, int]:
    """What the word after the number says it is, in a line of nothing but the two: ``0421 169474 Fax``."""
    if text[start - 1 : start] not in ("", "\n"):
        return "", "", end
    line = text[end : end + 40].split("\n")[0]
    found = labels().fullmatch(line.strip(" ()-–:"))
    kind = str(found.lastgroup) if found else ""
    return (kind, line.strip(" ()-–:"), end + len(line)) if kind in ("fax", "phone") else ("", "", end)


def _titled(text: str, start: int, end: int) -> bool:
    """Whether undivided digits end a part of a line that is else only a title: ``Reservas: 957482163``. Before a colon
    one word of the title is known, and without it all are."""
    if not _UNDIVIDED.fullmatch(text, start, end):
        return False
    if not _PART_ENDS.match(text[end : end + 3]) and not _NEXT_TITLE.match(text, end):
        return False
    found = _TITLE.search(text[max(0, start - 60) : start])
    if found is None:
        return False
    known = data("numbers")["labels"]["titles"]
    said = filler().sub(" ", found[1]).lower().split()
    if ":" in found[2]:
        return any(word in known for word in said)
    return bool(said) and all(word in known for word in said)


@cache
def _short_joint() -> re.Pattern[str]:
    return re.compile(rf"[ \xa0]?(?::|{'|'.join(data('numbers')['labels']['short_joints'])})[ \xa0]")


def named_alone(name: re.Match[str], before: str, text: str, end: int) -> bool:
    """Whether a name such as "customer service", a colon or preposition and a short number fill a part of a line.

    ``before``: the text in which the name was found, up to the number, which ends at ``end`` in the whole text.
    """
    joined = len(name[0]) >= LONG_NAME and _short_joint().fullmatch(before, name.end()) is not None
    return joined and _SHORT_ENDS.match(text, end) is not None


def maybe_other(text: str, start: int, end: int, label: str, names: Sequence[str] = ()) -> str:
    """Why digits may be of another number than a telephone's, or an empty string: a word right before them is said of
    both ("Order 01865-382716", "Code 03 83 62 01 74").

    ``label``: a word that has told a telephone number. ``names``: what the site may be called ("Dress Code 0318-…").
    """
    if label and label.lower() not in weak():
        return ""
    found = _ambiguous().search(text[max(0, start - ROOM) : start].rpartition("\n")[2].lower())
    if found is None or any(_BARE.sub("", found.string).endswith(name) for name in names if name):
        return ""
    on = found["word"] not in data("numbers")["labels"]["goes_on"] or _GOES_ON.match(text, end)
    return NO_PHONE if on else ""


@cache
def _ambiguous() -> re.Pattern[str]:
    more = data("numbers")["labels"]
    first = "".join(rf"(?<!\b{re.escape(word)} )" for word in more["to_do"])
    return re.compile(rf"(?<!\w)(?<!\d ){first}(?P<word>{'|'.join(map(re.escape, more['ambiguous']))})\.?\s?:?\s$")
