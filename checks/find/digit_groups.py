"""A row of digits parted into groups by its signs: which groups may be one number, and where the next one begins."""

import re
from itertools import pairwise

import phonenumbers

from checks.find import numbers
from checks.find.dialling import trunk

_CHUNK = re.compile(r"(?:\(?\+ ?\(?|[(\[])?\d(?:[)\].\-‐‑‒–—−·•∙'’]{0,2}+\d)*+[)\]]?")
_SENTENCE_ENDS = re.compile(r"\d{4}\.\s+0\d\d")
_NEXT_AREA = re.compile(r"\s/\s0\d{2}")
SHORTEST_NATIONAL = 8
"""Digits, trunk zero included, below which a group that begins with 0 is no second number."""

Chunks = list[tuple[int, int]]
"""Where each group of digits begins and ends, with its brackets and plus sign."""


def groups(text: str, start: int, end: int) -> Chunks:
    """The groups of digits of the row from ``start`` to ``end``."""
    return [(start + c.start(), start + c.end()) for c in _CHUNK.finditer(text[start:end])]


def runs_on(text: str, chunks: Chunks, at: int, upto: int) -> bool:
    """Whether only a space parts groups of digits from more digits of the same row."""
    before = at > 0 and text[chunks[at - 1][1] : chunks[at][0]].isspace()
    if upto == len(chunks) or text[chunks[upto][0]] in "([":  # 807 482 719 (1,21 €/min)
        return before
    return before or text[chunks[upto - 1][1] : chunks[upto][0]].isspace()


def goes_on(text: str, chunks: Chunks, upto: int) -> bool:
    """Whether after only a space the row goes on in one or two more groups of two or three digits: 0475 38 27 41 99."""
    if not 0 < len(chunks) - upto <= 2 or not text[chunks[upto - 1][1] : chunks[upto][0]].isspace():
        return False
    end = chunks[-1][1]
    an_hour = text[end : end + 2].strip().startswith(("h", "u", ":", "-", "–"))
    return not an_hour and re.fullmatch(r"[1-9]\d{1,2}(?: \d{2,3})?", text[chunks[upto][0] : end]) is not None


def no_beginning(text: str, chunks: Chunks, at: int, market: str | None) -> bool:
    """Whether no number begins at a later group of a row whose first groups were none: it is the rest of them."""
    sign = text[chunks[at][0]]
    if sign not in "+(0" and _rest_of_one(text, chunks, at, market):
        return True
    return sign != "+" and _behind_other_code(text, chunks, at, market)


def _rest_of_one(text: str, chunks: Chunks, at: int, market: str | None) -> bool:
    """Whether digits are the rest of a row that begins with a trunk zero and was no number itself: 0138 7324618."""
    gap = text[chunks[at - 1][1] : chunks[at][0]]
    return trunk(market) == "0" and text[chunks[0][0]] == "0" and len(gap) == 1


def _behind_other_code(text: str, chunks: Chunks, at: int, market: str | None) -> bool:
    """Whether digits stand, only spaces between, behind the code of another country or of none, so that by themselves
    they are no number of the market: +391 (0)35 2568 4593."""
    first = numbers.digits_of(text[chunks[0][0] : chunks[0][1]])
    if text[chunks[0][0]] != "+" or len(first) > 3 or market is None:
        return False
    gaps = (text[end:start] for (_, end), (start, _) in pairwise(chunks[: at + 1]))
    return first != str(phonenumbers.country_code_for_region(market)) and not any(gap.strip() for gap in gaps)


def _ends_there(text: str, begin: int, end: int, last: int) -> bool:
    """Whether a number with its country code ends before a slash: another area code comes, or no number would be that
    long. +32 9 238 47 16 / 030 638 27 16, +32 9 238 47 16 / 17."""
    if _NEXT_AREA.match(text, end):
        return True
    whole = numbers.judge(text[begin:last], None)
    return not (whole and whole.valid) and numbers.in_plan("+" + numbers.digits_of(text[begin:end]))


def one_number(text: str, chunks: Chunks) -> bool:
    """Whether the gaps between groups of digits can stand inside one number: no sentence ends there, no new trunk zero
    begins after a slash or dash, a slash with spaces follows an area code only, and brackets hold no more than that."""
    begin = chunks[0][0]
    if len(chunks) > 1 and text[begin : chunks[0][1]].strip("()[]") == "0" and text[chunks[1][0]] == "0":
        return False  # Warenkorb (0) 04921 691474
    abroad = 4 if text[begin] == "+" or text[begin : begin + 2] == "00" else 0
    slashes = all("/" in text[end:start] for (_, end), (start, _) in pairwise(chunks))
    slashes = slashes and all(end - start < 5 for start, end in chunks[1:])
    for (_, end), (start, _) in pairwise(chunks):
        said = len(numbers.digits_of(text[begin:end]))
        if (text[start] in "([" and said > 5) or ("/" in text[end:start] and not slashes and said > 6 + abroad):
            return False
        gap = text[end:start]
        if "." in gap and text[end - 1] in ")]":
            return False
        if text[start] == "0" and text[begin] not in "+0([" and re.fullmatch(r"\s[-–—·•]\s", gap):
            return False  # via Carducci 38 - 040 382917
        if _SENTENCE_ENDS.fullmatch(text, end - 4, start + 3) and said > 6:
            return False  # 0228 4333112. 04921 641174
        if text[begin] == "+" and "/" in gap and said > 8 and _ends_there(text, begin, end, chunks[-1][1]):
            return False
        rest = numbers.digits_of(text[start : chunks[-1][1]])
        if gap.strip() and text[start] == "0" and start - chunks[0][0] > 6 and len(rest) >= SHORTEST_NATIONAL:
            return False
        if "/" in gap and text[chunks[0][0]] not in "0+([" and (text[start] == "0" or end - chunks[0][0] > 4):
            return False
    return not re.search(r"[)\]]\s?\.\s", text[chunks[0][0] : chunks[-1][1]])
