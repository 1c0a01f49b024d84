"""Staff names, signatures, direct numbers and personal addresses taken out of what may be published.

The raw mail is kept apart; everything that is made from it for people goes through here. Better a word too many
masked than a name in a newspaper: what is judged is the shop, never the person who answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from msgspec.structs import replace

from mystery_shop.model import Classification, Message, Probe
from mystery_shop.parse import clean
from mystery_shop.wording import any_of, find, listed, lower

MAX_LINES = 500
NAME, ADDRESS, NUMBER, ACCOUNT, SIGNATURE = "[name]", "[address]", "[number]", "[account]", "[signature]"

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w/.,€$£-])(?:\+|\(?0)[\d(][\d\s()./-]{5,18}\d(?![\w/])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_LINK = re.compile(r"(https?://[^\s/<>\"']+)/[^\s<>\"']+")
_DATE = re.compile(r"^\(?0?\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$")


def masked(found: Classification, message: Message, probe: Probe | None = None) -> Classification:
    """A classification whose words may be published: reply, proof, promise and quotes masked."""
    names = staff_names(message, probe)
    keep = _kept(probe)

    def mask(text: str) -> str:
        return mask_text(text, names=names, keep=keep)

    signs = tuple(replace(sign, quote=mask(sign.quote)) if sign.quote else sign for sign in found.signs)
    promise = replace(found.promise, text=mask(found.promise.text)) if found.promise else None
    reply = mask_text(cut_signature(found.reply), names=names, keep=keep)
    return replace(found, reply=reply, proof=mask(found.proof), promise=promise, signs=signs)


def mask_text(text: str, *, names: Iterable[str] = (), keep: Iterable[str] = ()) -> str:
    """A text without personal addresses, numbers, accounts, tokens in links, and the given and introduced names.

    keep: names, addresses and numbers that may stay, such as the shop's published ones.
    """
    kept = {_plain(word) for word in keep}
    text = _LINK.sub(r"\1/…", text)
    if "@" in text:
        text = _EMAIL.sub(lambda found: found[0] if _may_stay(found[0], kept) else ADDRESS, text)
    text = _IBAN.sub(lambda found: ACCOUNT if sum(c.isdigit() for c in found[0]) >= 8 else found[0], text)
    text = _PHONE.sub(lambda found: found[0] if _is_no_phone(found) or _plain(found[0]) in kept else NUMBER, text)
    low = lower(text)
    for word, pattern in _introductions():
        if word in low:
            text = pattern.sub(lambda found: _introduced(found, kept), text)
    text = _agent().sub(lambda found: found[0].replace(found["name"], NAME, 1), text)
    for name in sorted({n for n in names if n and _plain(n) not in kept}, key=lambda name: (-len(name), name)):
        if name in text:
            text = re.sub(rf"(?<![\w@]){re.escape(name)}(?!\w)", NAME, text)
    return text


def cut_signature(text: str) -> str:
    """A reply with everything under its closing replaced by ``[signature]``; the closing itself stays."""
    lines = text.split("\n")
    at = _closing_line(lines)
    if at is None:
        return _cut_bare_name(lines)
    if found := re.match(rf"(\s*[^,]+,)\s*{_name()}\s*$", lines[at]):
        return "\n".join([*lines[:at], f"{found[1]} {SIGNATURE}"])
    if not any(line.strip() for line in lines[at + 1 :]):
        return text
    return "\n".join([*lines[: at + 1], SIGNATURE])


def staff_names(message: Message, probe: Probe | None = None) -> tuple[str, ...]:
    """Names of people at the shop: in the sender's name and under the closing, whole and by their parts."""
    ours = {_plain(part) for part in (probe.sender_name.split() if probe else ())}
    shop = set(_shop_words(message, probe))
    found: dict[str, None] = {}
    for name in (*_sender_names(message.from_name), *_signed_names(message.text)):
        parts = [part for part in re.split(r"[\s,]+", name) if len(part) > 2 and part[0].isupper()]
        people = [p for p in parts if _plain(p) not in shop | ours | listed("no_names")]
        if people and len(people) >= len(parts) - 1:
            found.update(dict.fromkeys([name, *people]))
    return tuple(found)


def _sender_names(display: str) -> list[str]:
    pieces = _between_name_and_firm().split(display)
    return [piece for piece in pieces[:1] if piece and re.fullmatch(_name(), piece)]


def _signed_names(text: str) -> list[str]:
    lines = clean(text).split("\n")
    at = _closing_line(lines)
    if at is None:
        last = [line.strip() for line in lines[1:] if line.strip()][-1:]
        return [line for line in last if _alone().match(line) and len(line.split()) <= 4]
    below = [line.strip(" ,.-*_|") for line in lines[at + 1 :] if line.strip()]
    below += [part.strip() for part in lines[at].split(",")[1:]]
    heads = [re.split(r"\s*(?:[|(,•]| - | – )\s*", line)[0] for line in below[:2]]
    return [head for head in heads if re.fullmatch(_name(), head) and len(head.split()) <= 4]


def _shop_words(message: Message, probe: Probe | None) -> list[str]:
    """Words of the shop's own name: they may stay."""
    domain = message.from_.rpartition("@")[2].split(".")[:-1]
    name = probe.shop_name if probe else ""
    return [_plain(word) for word in (*re.split(r"\W+", name), *domain) if len(word) > 2]


def _closing_line(lines: list[str]) -> int | None:
    """The first line that closes the letter ("Kind regards,"), not the greeting and not a thank-you in the text."""
    stripped = [lower(line.strip()) for line in lines[:MAX_LINES]]
    first_filled = next((at for at, line in enumerate(stripped) if line), 0)
    text = "\n".join(stripped)
    dashes = next((at for at, line in enumerate(stripped) if line == "--" and at > first_filled), None)
    for hit in find(("closing",), text):
        at = text.count("\n", 0, hit.start)
        if dashes is not None and at > dashes:
            break
        if at > first_filled and len(stripped[at].split()) <= 8 and len(hit.words) > _opening(stripped[at]):
            return at
    return dashes


def _opening(line: str) -> int:
    """Length of the greeting or thanks in a line: "Beste Grüße" closes although "Beste" greets in Dutch."""
    return max((len(hit.words) for hit in find(("greeting", "thanks"), line)), default=0)


def _cut_bare_name(lines: list[str]) -> str:
    """A last line that is nothing but a name is a signature without a closing."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if len(filled) < 2 or not _alone().match(lines[filled[-1]].strip()) or len(lines[filled[-1]].split()) > 4:
        return "\n".join(lines)
    return "\n".join([*lines[: filled[-1]], SIGNATURE])


@cache
def _name() -> str:
    """A pattern for a person's name: words with capitals, small words such as "van de" between them."""
    small = rf"(?:{any_of('name_particles')})"
    word = r"[A-ZÀ-ÖØ-Þ][\w'’%s-]*"
    return rf"(?:{small}\s+){{0,2}}{word % ''}(?:[ \t]+(?:{small}\s+){{0,2}}{word % '.'}){{0,2}}"


@cache
def _alone() -> re.Pattern[str]:
    """A line that is nothing but a name."""
    return re.compile(rf"^\W{{0,3}}(?:[A-Z]\. ?)*{_name()}\W{{0,3}}(?:\([^)]*\))?$")


@cache
def _agent() -> re.Pattern[str]:
    """A helpdesk's line above what somebody wrote: "Anna de Vries (Support), 3 June 2026 10:12"."""
    return re.compile(rf"^(?P<name>{_name()})(?: \([^)]*\))?, .{{4,40}}\d{{1,2}}[:.]\d{{2}}.{{0,8}}$", re.M)


@cache
def _between_name_and_firm() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[|/(),@•–—]| - | (?:{any_of('before_firm')}) )\s*")


@cache
def _introductions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Words that stand before a name, each with its pattern; longest first."""
    words = sorted(listed("introduces"), key=lambda word: (-len(word), word))
    return tuple(
        (word, re.compile(rf"\b(?i:(?P<words>{re.escape(word)}))(?P<gap>[ \t]+)(?P<name>{_name()})")) for word in words
    )


def _introduced(found: re.Match[str], kept: set[str]) -> str:
    parts = {_plain(part) for part in found["name"].split()}
    if parts & kept or parts <= listed("no_names"):
        return found[0]
    return f"{found['words']}{found['gap']}{NAME}"


def _may_stay(address: str, kept: set[str]) -> bool:
    local = address.rpartition("@")[0].lower()
    return _plain(address) in kept or local in listed("role_mailboxes")


def _is_no_phone(found: re.Match[str]) -> bool:
    """Dates, short numbers and a helpdesk's own numbers look like telephone numbers."""
    if sum(c.isdigit() for c in found[0]) < 9 or _DATE.match(found[0].strip()):
        return True
    before = re.findall(r"[^\W\d_]+", found.string[max(0, found.start() - 30) : found.start()].lower())
    return any(word in listed("ticket_words") for word in before[-3:])


def _kept(probe: Probe | None) -> tuple[str, ...]:
    return () if probe is None else (*probe.sender_name.split(), probe.to)


def _plain(word: str) -> str:
    """A word to compare by: lower case, digits of a number without its spacing."""
    if re.fullmatch(r"[\d\s()+./-]{6,}", word):
        return re.sub(r"\D", "", word)
    return word.strip(" .,'’").lower()
