"""E-mail addresses in text: as written, and as spelled out for readers ([at], apenstaartje, arobase). Linear."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from urllib.parse import unquote

import tldextract
from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from audit.model import How, Record, Use
from audit.words import words
from checks.find.layout import data

LOCAL = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-"
_LEFT = re.compile(rf"[{LOCAL}]{{1,64}}$")
_RIGHT = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?){1,8}")
_SPACED = re.compile(
    rf"(?<![{LOCAL}@])([A-Za-z0-9][A-Za-z0-9._+-]{{0,63}}) ?@ ?([A-Za-z0-9-]{{1,63}}(?: ?\. ?[A-Za-z0-9-]{{1,63}}){{1,4}})(?![\w@-])"
)
_IMAGE = re.compile(
    r"@\dx?\b|\.(?:png|jpe?g|gif|svg|webp|avif|css|js|mjs|json|ico|woff2?|mp4|pdf|php|html?|min)$", re.IGNORECASE
)
_HEX = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
_VERSION = re.compile(r"^v?\d+(?:\.\d+)+")
_LOOSE = re.compile(r"[\[({]a[\])}]|[-_~|*](?:at|a)[-_~|*]", re.IGNORECASE)
_MAIL_WORD = re.compile(r"mail[ \w-]{0,12}[: ]{1,3}$", re.IGNORECASE)
_BACKWARDS = re.compile(r"(?<![\w@.-])([a-z]{2,10}(?:\.[\w-]{1,63}){1,3})@([\w.+-]{2,40})(?![\w@])", re.IGNORECASE)
MAX_HITS = 2_000


class Address(Record, frozen=True, kw_only=True):
    """An address found in a text: where, as printed, its value, and in which form."""

    start: int
    end: int
    raw: str
    value: str
    how: How = How.TEXT


@cache
def suffixes() -> tldextract.TLDExtract:
    """The public suffix list as bundled with the library: never fetched."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)


@lru_cache(maxsize=4_096)
def domain_of(host: str) -> str:
    """The registered domain of a host (``shop.example.co.uk`` gives ``example.co.uk``); the host itself when there is none."""
    found = suffixes()(host)
    return found.top_domain_under_public_suffix or host


@lru_cache(maxsize=4_096)
def valid(address: str) -> str:
    """The address in lower case when it is one that mail can go to, else an empty string (RFC 5321, RFC 5322)."""
    address = address.strip().strip(".").rstrip("-")
    local, at, host = address.rpartition("@")
    host = host.lower().rstrip(".")
    if not at or not local or "." not in host or len(address) > 254:
        return ""
    if _IMAGE.search(host) or _VERSION.match(host) or local.startswith((".", "/", "=", "'", "-")) or ".." in local:
        return ""
    top = host.rsplit(".", 1)[-1]
    if top in data("uses")["domains"]["sample_tlds"] or not (top == "test" or suffixes()(host).suffix):
        return ""
    try:
        validate_email(f"{local}@{host}", check_deliverability=False, test_environment=True, allow_smtputf8=True)
    except (EmailSyntaxError, EmailNotValidError, UnicodeError, ValueError):
        return ""
    return f"{local}@{host}".lower()


@lru_cache(maxsize=4_096)
def sample(address: str) -> bool:
    """Whether an address is a sample for the reader to replace, a key of an error collector, or a package."""
    uses = data("uses")
    local, _, host = address.rpartition("@")
    domain = domain_of(host)
    if domain in uses["domains"]["sample"] or host in uses["domains"]["sample"]:
        return True
    if host in uses["domains"]["machine"] or domain in uses["domains"]["machine"] or host.endswith(".sentry.io"):
        return True
    if local in uses["sample"]["locals"]:
        return True
    return bool(_HEX.fullmatch(local)) and len(local) >= 24


def accept(written: str) -> str:
    """The value of a written address when it is valid and no sample, else an empty string."""
    value = valid(written)
    return "" if not value or sample(value) else value


def find_emails(text: str) -> Iterator[Address]:
    """All addresses in ``text`` that are valid and no samples."""
    at = text.find("@")
    floor = 0
    count = 0
    while at >= 0 and count < MAX_HITS:
        count += 1
        left = _LEFT.search(text[max(floor, at - 64) : at])
        right = _RIGHT.match(text, at + 1) if left else None
        if left and right:
            start, end = at - len(left[0]), right.end()
            hit = _best(text, start, at, end)
            if hit is not None:
                yield hit
                floor = hit.end
        at = text.find("@", at + 1)
    yield from _spelled(text)
    if count:
        yield from _turned_round(text)


def _turned_round(text: str) -> Iterator[Address]:
    """Addresses written backwards for a style sheet to turn round: ``ln.pohs@ofni``."""
    for count, found in enumerate(_BACKWARDS.finditer(text)):
        if count > MAX_HITS:
            return
        plain = found[0][::-1]
        if not _cut_host(found[2]) and suffixes()(f"x.{found[1].split('.')[0][::-1].lower()}").suffix:
            value = accept(plain)
            if value and use_of(value) is not Use.OTHER:
                yield Address(start=found.start(), end=found.end(), raw=found[0], value=value, how=How.REVERSED)


def _best(text: str, start: int, at: int, end: int) -> Address | None:
    while start < at and text[start] in "!#$%&'*+/=?^_`{|}~.-":
        start += 1
    local, host = text[start:at], text[at + 1 : end]
    for separator in ("=", "?", "&", "|", "'", "/", "`", "{", "}", "*", "$", "!", "#", "^"):
        if separator in local:
            start = at - len(local.rsplit(separator, 1)[-1])
            local = text[start:at]
    host = _cut_host(host)
    value = accept(f"{local}@{host}") if local and host else ""
    if not value:
        return None
    end = at + 1 + len(host)
    return Address(start=start, end=end, raw=text[start:end], value=value)


@lru_cache(maxsize=4_096)
def _cut_host(host: str) -> str:
    """The host without what runs into it: ``shop.nlTelefoon`` and ``shop.nl.Wij`` end at the suffix."""
    labels = host.split(".")
    while len(labels) > 1:
        top = labels[-1]
        if top.lower() == "test" or suffixes()(f"x.{top.lower()}").suffix:
            if not (len(labels) > 2 and top[:1].isupper() and labels[-2].islower()):
                return ".".join(labels)
        run_on = re.match(r"[a-z]{2,6}(?=[A-Z\d])", top)
        if run_on and suffixes()(f"x.{run_on[0]}").suffix:
            return ".".join([*labels[:-1], run_on[0]])
        labels.pop()
    return ""


@cache
def _notations() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns for ``info [at] shop.nl``, ``info at shop dot nl``, ``e-mail: info at shop.nl``, and where to look."""
    at = sorted({*words("find", "at"), "at", "@", "a", "æt"}, key=len, reverse=True)
    dot = sorted({*words("find", "dot"), "dot", "."}, key=len, reverse=True)
    at_words = "|".join(map(re.escape, at))
    dots = "|".join(map(re.escape, dot))
    plain_at = "|".join(re.escape(word) for word in at if len(word) > 4)
    open_, close = r"[ ]?[\[({<|*_~-]{1,2}[ ]?", r"[ ]?[\])}>|*_~-]{1,2}[ ]?"
    point = rf"(?: ?[\[({{<|*_~-]{{1,2}} ?(?:{dots}) ?[\])}}>|*_~-]{{1,2}} ?| (?:{'|'.join(re.escape(d) for d in dot if d != '.')}) |\.)"
    spelled_local = r"(?<![\w.@+-])([A-Za-z0-9][\w+.-]{0,40}(?: (?:dot|punt|punkt|point) [\w+-]{1,40}){0,3})"
    host = rf"([A-Za-z0-9][\w-]{{0,62}}(?:{point}[A-Za-z0-9][\w-]{{0,62}}){{1,4}})"
    bracket = re.compile(rf"{spelled_local}(?:{open_}(?:{at_words}){close}| (?:{plain_at}) ){host}", re.IGNORECASE)
    worded = re.compile(
        rf"{spelled_local} (?:{'|'.join(re.escape(word) for word in at if word not in ('@', 'a'))}) "
        rf"([A-Za-z0-9][\w-]{{0,62}}(?: (?:dot|punt|punkt|point) [A-Za-z0-9][\w-]{{0,62}}){{1,3}})(?![\w-])",
        re.IGNORECASE,
    )
    trigger = re.compile(
        rf"[\[({{<|*_~-] ?(?:{at_words}) ?[\])}}>|*_~-]| (?:{'|'.join(re.escape(word) for word in at if word not in ('@', 'a'))}) |@ | @|＠",
        re.IGNORECASE,
    )
    plain = re.compile(
        rf"(?<=mail: )([A-Za-z0-9](?:[A-Za-z0-9_+-]|\.(?=\w)){{0,40}}) (?:at|ät) ([A-Za-z0-9][\w-]{{0,62}}(?:\.[\w-]{{1,63}}){{1,3}})",
        re.IGNORECASE,
    )
    return bracket, worded, plain, trigger


def _spelled(text: str) -> Iterator[Address]:
    """Addresses spelled out. Only the surroundings of a word for @ are looked at."""
    bracket, worded, plain, trigger = _notations()
    done = -1
    for count, mark in enumerate(trigger.finditer(text)):
        if count > MAX_HITS:
            return
        if mark.start() < done:
            continue
        low, high = max(0, done, mark.start() - 90), min(len(text), mark.end() + 160)
        low = max(low, text.rfind("\n", low, mark.start()) + 1)
        stretch = text[low:high].split("\n")[0].replace("＠", "@")
        for form in (bracket, worded, plain, _SPACED):
            found = form.search(stretch)
            if found:
                hit = _unspelled(found, low)
                if hit is not None:
                    done = hit.end
                    yield hit
                    break


@cache
def _dots() -> re.Pattern[str]:
    dot = "|".join(map(re.escape, {*words("find", "dot"), "dot"}))
    return re.compile(
        rf" ?[\[({{<|*_~-]{{1,2}} ?(?:{dot}|\.) ?[\])}}>|*_~-]{{1,2}} ?| (?:{dot}) | ?\. ?", re.IGNORECASE
    )


def _unspelled(found: re.Match[str], low: int) -> Address | None:
    local = _dots().sub(".", found[1])
    host = _cut_host(_dots().sub(".", found[2]).replace(" ", ""))
    value = accept(f"{local}@{host}") if host else ""
    loose = found.re is _SPACED or _LOOSE.search(found[0])
    if not value or (loose and use_of(value) is Use.OTHER):
        return None
    how = How.TEXT if found.re is _SPACED else How.AT_NOTATION
    raw = found[0].strip()
    return Address(start=low + found.start(), end=low + found.end(), raw=raw, value=value, how=how)


def mailto(target: str) -> list[str]:
    """The addresses of a ``mailto:`` link (RFC 6068): percent-coded, several, with ``?to=``, or in angle brackets."""
    target = target.split(":", 1)[1] if target.lower().startswith("mailto:") else target
    path, _, query = target.partition("?")
    fields = [path] + [part[3:] for part in query.replace("&amp;", "&").split("&") if part.lower().startswith("to=")]
    found: list[str] = []
    for field in fields:
        text = unquote(field).replace("mailto:", "").replace("＠", "@")
        for part in re.split(r"[,;\s<>\"]+", text):
            value = accept(part.strip("'\"()[]")) if "@" in part else ""
            if value and value not in found:
                found.append(value)
        if not found:
            found += [hit.value for hit in _spelled(f" {text} ")]
    return found


@lru_cache(maxsize=4_096)
def use_of(address: str) -> Use:
    """What the mailbox is for, by its local part (law.md 6b)."""
    local = address.split("@")[0]
    pieces = [local, *re.split(r"[._+\-\d]+", local)]
    compact = re.sub(r"[._+\-]", "", local)
    for use, marks in data("uses")["parts"].items():
        if any(piece in marks for piece in pieces) or compact in marks:
            return Use(use)
    if "noreply" in compact or "donotreply" in compact:
        return Use.NOREPLY
    return Use.OTHER


def free_mail(address: str) -> bool:
    """Whether the address is at a provider of mail for everybody."""
    return address.rpartition("@")[2] in data("uses")["domains"]["free"]
