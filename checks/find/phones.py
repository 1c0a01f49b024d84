"""Telephone numbers in text: candidate stretches by one linear pattern, words and shapes around, then the library."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
import phonenumbers

from audit.model import NumberKind, Record
from audit.words import words
from checks.find import numbers
from checks.find.abroad import country_hinted, country_said
from checks.find.alternates import with_second
from checks.find.dialling import american, full_length, looks_dialled, number_at, trunk
from checks.find.digit_groups import SHORTEST_NATIONAL, goes_on, groups, no_beginning, one_number, runs_on
from checks.find.labelled import WINDOW, by_shape, label_after, label_before, marked, named_alone
from checks.find.layout import data
from checks.find.lexicon import labels, one_each, pattern, weak
from checks.find.notphones import Account, company_number, counted_up, shaped_otherwise, surrounded_otherwise, two_times
from checks.find.prices import dear

_SEPARATORS = r" ()\[\]./\-‐‑‒–—−·•∙'’"
_DIGITS = r"0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59\uff10-\uff19"
"""Latin, Arabic, Persian, Hindi, Thai and full-width digits: a search skips to listed ones twice as fast as to any."""
RUN = re.compile(rf"[{_DIGITS}](?:[{_SEPARATORS}]{{0,5}}+\d){{5,}}+")
_AREA_IN_BRACKETS = re.compile(r"\(\d{3,4}\) ?\d{3,4}[ .-]\d{3,4}(?!\d)")
"""An area in brackets and two groups, as only telephone numbers are written: "Reference: (562) 938-3029"."""
_OPENING = re.compile(r"(?:\(?\+ ?\(?|[(\[])$")
VANITY = re.compile(
    r"(?<![\w-])(?:\+?1[ .-]?)?\(?(?:0?[89]0\d|8\d\d)\)?[ .-](?=[A-Z0-9.-]*[A-Z]{3})"
    r"[A-Z0-9]{1,12}(?:[.-][A-Z0-9]{1,12}){0,3}(?![\w-])"
    r"|(?<![\w-])(?:\+?1[ .-]?)?\(?[2-9]\d\d\)?[ .-](?:[A-Z0-9]{3}[ .-][A-Z]{4}|[A-Z]{3}[ .-][A-Z0-9]{4})(?![\w-])"
)
_SPELLED = re.compile(r"[0-9]\d\d\)?[ .-](?=[A-Z0-9.-]{0,9}[A-Z]{2})")
_SHORT = re.compile(
    rf"[{_DIGITS}](?<=[\s:.)].)(?:\d[ .]?\d\d|\d\d|\d{{4,5}}|\d\d[ .]\d{{3}})"
    r"(?![\w.,/:-]?\d|[ \xa0]\d{3}|\s?[€%$£]|\w)"
)
_SPARE_PART = re.compile(r"0 \d{3} \d{3} \d{3}")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width forms of the signs of ASCII, as input methods for Chinese and Japanese write them."""
_WIDE_DIGITS = "０１２３４５６７８９"
_SAMPLE = re.compile("123456|234567|345678|456789|(.)\\1{4}")
"""Digits in a number without a range that a design's maker has typed."""
_NEXT_NUMBER = re.compile(r"\d[ )/.\-–—|·•∙]*[ /](?=\(?0\d)")
_NEXT_PART = re.compile(r"\d\)? ?(?:[·•∙]| [-–—/]) ?(?=\(?0\d)")
"""Where behind a number a sign begins another part of its line."""
LEAST_LINKED = 7
"""Fewer digits in a link may be a short number, which no country's plan holds."""
MAX_RUN = 200
MAX_HITS = 2_000
AHEAD = 48
NEAR = 12
"""So many letters may stand between a word that asks to call and the number: "bel ons op", "appelez-nous au"."""


class Hit(Record, frozen=True, kw_only=True):
    """A number found in a text: where, as printed, what it is, the word before it (``label``) and what that says."""

    start: int
    end: int
    raw: str
    value: str
    kind: NumberKind
    valid: bool
    label: str = ""
    said: str = ""


def find_phones(
    text: str, market: str | None, *, told: bool = False, marks: Sequence[tuple[int, str]] = ()
) -> Iterator[Hit]:
    """All telephone numbers in ``text``.

    told: something else says already that it is one (the name of a field). marks: places in the text, in order, where
    an icon stands or an element begins that is named for telephones (``phone``) or ``fax``.
    """
    wide = any(digit in text for digit in _WIDE_DIGITS)
    for hit in _found(text.translate(_WIDE) if wide else text, market, told, marks):
        if wide:
            hit = msgspec.structs.replace(hit, raw=text[hit.start : hit.end])
        if hit.kind is NumberKind.UNKNOWN and dear(text, hit.end):
            hit = msgspec.structs.replace(hit, kind=NumberKind.PREMIUM)
        yield hit


def _found(text: str, market: str | None, told: bool, marks: Sequence[tuple[int, str]]) -> Iterator[Hit]:
    places = [place for place, _ in marks]
    accounts: Account | None = None
    before_end = -1
    carried = named = formed = ""
    count = 0
    for run in RUN.finditer(text):
        if count >= MAX_HITS:
            return
        count += 1
        if accounts is None:
            accounts = Account(text)
        start, end = run.span()
        opening = _OPENING.search(text[max(0, start - 4) : start])
        if opening:
            start -= len(opening[0])
        if end - start > MAX_RUN:
            end = start + MAX_RUN
        after_account = accounts.ends_in(start, end)
        if after_account:
            following = _NEXT_PART.search(text, after_account - 1, end)
            before_end, carried = end, ""
            if following is None:
                continue
            start = before_end = following.end()
        said, label, stop = label_after(text, start, end)
        if not said:
            said, label = label_before(text, start, before_end)
        if not said and carried and start - before_end <= 12 and "\n" not in text[before_end:start]:
            another = shape(text[start:end]) != formed and not any(map(str.isalpha, text[before_end:start]))
            had = named.lower() in data("numbers")["labels"]["short"] or (another and one_each(named))
            said = "" if carried == "id" and had else carried
        named, formed = label or named, shape(text[start:end])
        carried, before_end = said, stop
        if told and said not in ("fax", "id"):
            said = said or "phone"
        shown, between, column = marked(text, start, places, marks)
        if not said:
            said = shown or ("phone" if by_shape(text, start, end, market) else "")
        elif (column or (shown, said) == ("fax", "phone")) and labels().search(between) is None:
            said, label = shown, ""
        if said == "id" and (text[start] == "+" or _AREA_IN_BRACKETS.match(text, start)):
            said, label = "", ""
        if said == "id":
            after = _NEXT_PART.search(text, start, end) if one_each(named) else None
            if after is None:
                after = _NEXT_NUMBER.search(text, start, end)
                least = 0 if named.lower() in data("numbers")["labels"]["short"] else 7
                if after is None or len(numbers.digits_of(text[start : after.end()])) < least:
                    continue
            start, said, label, carried = after.end(), "", "", ""
        yield from with_second(text, _in_run(text, start, end, market, said, label, told), market)
    if market:
        yield from _short(text, market)
    if any(map(str.isupper, text[:200_000])):
        yield from _vanity(text, market)


def shape(written: str) -> str:
    """How a number is written: its groups and what parts them."""
    return re.sub(r"\d", "0", written.strip())


def _in_run(
    text: str, start: int, end: int, market: str | None, said: str, label: str, told: bool = False
) -> Iterator[Hit]:
    if numbers.placeholder_digits(text[start:end]) or (not label and counted_up(text[start:end])):
        return
    chunks = groups(text, start, end)
    at = 0
    tries = 0
    found = False
    while at < len(chunks):
        step = 1
        for upto in range(min(len(chunks), at + 8), at, -1):
            low, high = chunks[at][0], chunks[upto - 1][1]
            tries += 1
            if upto - at > 1 and not one_number(text, chunks[at:upto]):
                continue
            whole = at == 0 and upto == len(chunks)  # only then may it be a neighbour country's number
            short = text[low] not in "+(0" or len(numbers.digits_of(text[low:high])) < SHORTEST_NATIONAL
            if not (said or found or whole) and short and runs_on(text, chunks, at, upto):
                continue
            if not said and goes_on(text, chunks, upto):
                continue
            if at and not found and no_beginning(text, chunks, at, market):
                continue
            hit = _judge(text, low, high, market, said, label, whole=whole, told=told) if tries < 200 else None
            if hit is not None:
                found = True
                if hit.value:  # a placeholder is passed over as a whole
                    yield hit
                step, label = upto - at, ""
                break
        at += step
    for upto in range(min(len(chunks), 8), 0, -1) if label and not found else ():
        if one_number(text, chunks[:upto]):
            hit = _judge(text, chunks[0][0], chunks[upto - 1][1], market, said, label, whole=True, printed=True)
            if hit is not None and hit.value:
                yield hit
            return


def _judge(
    text: str,
    low: int,
    high: int,
    market: str | None,
    said: str,
    label: str,
    *,
    whole: bool,
    printed: bool = False,
    told: bool = False,
) -> Hit | None:
    """The number from ``low`` to ``high``. ``printed``: after a word for phone it counts though no range holds it."""
    raw = text[low:high].rstrip("([ ")
    if raw[0] in "([" and not re.search(r"[)\]]", raw):
        raw = raw[1:]
        low += 1
    if raw[-1] in ")]" and not re.search(r"[(\[]", raw):
        raw = raw[:-1]
    high = low + len(raw)
    digits = numbers.digits_of(raw)
    if not 7 <= len(digits) <= 16:
        return None
    labelled = said in ("phone", "fax", "whatsapp")
    soft = label.lower() in weak()
    if not labelled and numbers.PARTED_AREA.match(raw):
        return None
    if shaped_otherwise(raw, labelled) or ((soft or not label) and company_number(raw, digits, bare=soft)):
        return None
    line_start = text.rfind("\n", max(0, low - 60), low) + 1 or max(0, low - 60)
    before, after = text[line_start:low], text[high : high + AHEAD].split("\n")[0]
    if two_times(before, after, raw):
        return None
    if _extension().match(after):
        after = ""
    if surrounded_otherwise(before, after, raw, labelled and bool(label or told)):
        return None
    if before and before[-1].isalpha() and not labelled and not raw.startswith("+"):
        return None
    strong = labelled and bool(label or told) and not soft
    number = number_at(
        text, low, raw, market, strong=strong, named=strong and bool(label), whole=whole, labelled=labelled
    )
    short = strong and printed and _mistyped(label, before, raw)
    plain = not digits.startswith("00") and not raw.startswith("+") and not american(raw, market)
    if number is None and short and market and plain:
        number = numbers.as_printed(digits, market)
    if number is None:
        return None
    if not number.valid and numbers.masked_digits(digits):
        return None
    if not number.valid and not (label and raw.lstrip("(").startswith("+")):
        service = number.kind is not NumberKind.UNKNOWN and labelled  # a range for services that the library lacks
        named = strong or (soft and labelled and _right_behind(label, before, number.value, raw, market))
        meant = service or (named and digits.startswith("0")) or _asks_to_call(before, label, raw, market)
        if not printed or not _may_be_meant(digits, meant=meant, short=short):
            return None
        if sum(map(str.isalpha, text[max(0, low - 4) : low])) > 3:
            return None
    if not labelled and not looks_dialled(raw, digits, market):
        abroad = number.valid and number.region not in ("", market)
        if not (abroad and (country_said(text, low) or country_hinted(text, low))):
            return None
    if not labelled and number.kind is NumberKind.VOICE and _SPARE_PART.fullmatch(raw):
        return None
    fax = (said == "fax" and (bool(label) or number.kind is NumberKind.VOICE)) or bool(
        _fax_after().match(text[high : high + 14])
    )
    kind = NumberKind.FAX if fax else number.kind
    value = "" if number.placeholder else number.value
    return Hit(start=low, end=high, raw=raw, value=value, kind=kind, valid=number.valid, label=label, said=said)


def _right_behind(label: str, before: str, value: str, raw: str, market: str | None) -> bool:
    """Whether a whole number of the market, written as one dials, stands with nothing between behind the name of a
    service ("Klantenservice: 0892 35 12 47")."""
    digits = numbers.digits_of(raw)
    home = f"+{phonenumbers.country_code_for_region(market or '')}"
    near = label != "" and before.rstrip(" :").lower().endswith(label.lower())
    return near and len(digits) > 9 and value.startswith(home) and looks_dialled(raw, digits, market)


def _may_be_meant(digits: str, *, meant: bool, short: bool) -> bool:
    """Whether digits that no range holds are as many as a telephone number has, or one fewer after a word for it."""
    least = 8 if short else 9
    return (meant or short) and least <= len(digits) <= 12 and _SAMPLE.search(digits) is None


def _mistyped(label: str, before: str, raw: str) -> bool:
    """Whether groups of digits, at most one short, stand right behind a word for telephone: a number with a digit too
    few or too many, which a person must see."""
    groups = re.findall(r"\d+", raw)
    near = before.rstrip(" .:\xa0").lower().endswith(label.lower())
    return near and len(groups) > 1 and sum(len(group) < 2 for group in groups) < 2


def _asks_to_call(before: str, label: str, raw: str, market: str | None) -> bool:
    """Whether a word such as "call" or "phone" stands right before a row of digits as long as a telephone number."""
    told = label.lower()
    if told not in _callers() and (told in weak() or trunk(market)):
        return False
    gap = before[before.lower().rfind(told) + len(told) :] if told in before.lower() else before
    near = sum(map(str.isalpha, gap)) <= NEAR and not any(map(str.isdigit, gap))
    return near and full_length(raw, market)


@cache
def _fax_after() -> re.Pattern[str]:
    return re.compile(rf"\s{{0,2}}\((?:{'|'.join(map(re.escape, words('find', 'fax')))})\)", re.IGNORECASE)


@cache
def _callers() -> frozenset[str]:
    """Words that ask the reader to call what follows."""
    return frozenset(data("numbers")["labels"]["callers"])


@cache
def _short_gap() -> re.Pattern[str]:
    return re.compile(rf"[ \xa0:.()–-]{{0,4}}(?:(?:{_listed('before_short')})\W{{1,2}}){{0,2}}")


@cache
def _extension() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{_listed('extension')})\s?\.?\d{{1,6}}(?!\w)", re.IGNORECASE)


def _listed(name: str) -> str:
    return "|".join(map(re.escape, data("numbers")["labels"][name]))


def _short(text: str, market: str) -> Iterator[Hit]:
    """Numbers of three to six digits that the country has for services, after a word for telephone: ``Tél. 3260``.

    Nothing tells their owner or price, so they are of unknown kind (law.md 6a: keep them, never drop them). Emergency
    numbers are nobody's.
    """
    for count, found in enumerate(_SHORT.finditer(text)):
        if count > MAX_HITS:
            return
        start, end = found.span()
        before = text[max(0, start - WINDOW // 2) : start]
        cues = [c for c in labels().finditer(before) if c.lastgroup == "phone" and len(c[0]) > 2]  # "MS 39305"
        cues = [c for c in cues if c[0].lower() not in weak() or named_alone(c, before, text, end)]
        cues = sorted([*cues, *pattern("call_verbs").finditer(before)], key=lambda cue: cue.end())
        if not cues or not _short_gap().fullmatch(before[cues[-1].end() :]):
            continue
        number = numbers.short_number(found[0], market)
        if number is not None:
            yield Hit(
                start=start, end=end, raw=found[0], value=number[0], kind=number[1], valid=False, label=cues[-1][0],
                said="phone",
            )  # fmt: skip


def _vanity(text: str, market: str | None) -> Iterator[Hit]:
    """Numbers spelled with letters: 0800-SHOPPEN, 1-800-FLOWERS; of ordinary lines only where the trunk prefix is 1."""
    special = (NumberKind.TOLL_FREE, NumberKind.PREMIUM, NumberKind.SHARED_COST)
    done = 0
    for count, place in enumerate(_SPELLED.finditer(text)):
        if count > MAX_HITS:
            return
        if place.start() < done:
            continue
        found = next(VANITY.finditer(text, max(0, place.start() - 5), place.end() + 40), None)
        if found is None or not found.start() <= place.start() < found.end():
            continue
        done = found.end()
        if trunk(market) == "0" and found[0].lstrip("(")[0] not in "0+1":
            continue  # 480 x 800 WVGA
        written = re.sub(r"\.(?=\w)", "-", found[0])
        number = numbers.judge(written, market)
        if number is None or (not number.valid and trunk(market) == "1"):  # the telephone takes no notice of the rest
            number = numbers.judge(_first_ten(written), market)
        if number is not None and number.valid and (number.kind in special or trunk(market) == "1"):
            yield Hit(
                start=found.start(), end=found.end(), raw=found[0], value=number.value, kind=number.kind, valid=True
            )


def _first_ten(written: str) -> str:
    """The first ten keys of a spelled number, the eleven of one that begins with 1."""
    keys = phonenumbers.convert_alpha_characters_in_number(written)
    digits = numbers.digits_of(keys)
    return digits[: 11 if digits.startswith("1") else 10]


def link_number(target: str, market: str | None, *, beside: bool = False) -> tuple[str, NumberKind] | None:
    """Value and kind of the target of a ``tel:`` link (without the scheme); the bare digits when it is no number.

    ``beside``: its words say a number. Then a number that its own country does not have is a slip of the hand.
    """
    digits = numbers.digits_of(target)
    if len(digits) < 4 or len(digits) > 20 or re.search(r"[A-Za-z]{4}", target):
        return None
    written = target.strip()
    abroad = american(written, market)
    number = numbers.judge(written, data("numbers")["groups"]["3-3-4"] if abroad else market)
    neighbours = () if beside or abroad else data("numbers")["neighbours"].get(market or "", ())
    for other in (f"+{digits}", *((written, country) for country in neighbours)):
        if number is not None and number.valid:
            break
        found = numbers.judge(other, None) if isinstance(other, str) else numbers.judge(*other)
        number = found if found is not None and found.valid else number
    if beside and len(digits) >= LEAST_LINKED and not (number is not None and number.valid):
        return None
    if (number is None or not number.valid) and numbers.masked_digits(digits):
        return None
    if number is None:
        return digits, NumberKind.UNKNOWN
    return None if number.placeholder else (number.value, number.kind)
