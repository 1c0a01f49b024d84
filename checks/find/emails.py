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
from checks.find.spelled import spelled

LOCAL = r"A-Za-zÀ-ÖØ-öø-ɏ0-9!#$%&'*+/=?^_`{|}~.\-"
_LEFT = re.compile(rf"[{LOCAL}]{{1,64}}$")
_RIGHT = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?){1,8}")
_IMAGE = re.compile(
    r"^\d(?:\.\d)?x\.|\.(?:png|jpe?g|gif|svg|webp|avif|css|js|mjs|json|ico|woff2?|mp4|pdf|php|html?|min)$",
    re.IGNORECASE,
)
_CROSSED = re.compile(r"x{3,}(?:[._-]?x+)*")
"""Letters left out: xxxx@gmail.com, info@xxx.nl."""
_HEX = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
_LOGIN = re.compile(r"\b(?:ssh|git|svn|s?ftp|rsync)://$", re.IGNORECASE)
_VERSION = re.compile(r"^v?\d+(?:\.\d+)+")
_LEFT_BACKWARDS = re.compile(r"(?<![\w.-])([A-Za-z]{2,10})(?:\.[\w-]{1,63}){1,3}$")
_RIGHT_BACKWARDS = re.compile(r"[\w.+-]{2,40}(?![\w@])")
_DIGITS = re.compile(r"\d{2,4}(?=[^\W\d_]{2})")
_NUMBER_BEFORE = re.compile(r"\d[ ./-]\d{2,3}[ ./-]$")
_HYPHENS = {0x2010: "-", 0x2011: "-"}
"""Hyphens that a typesetter puts, as they stand in no address."""
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
    """The registered domain of a host: ``shop.example.co.uk`` gives ``example.co.uk``; else the host itself."""
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
    if _theirs(local) or _theirs(domain.partition(".")[0]) or _sample_firm(domain.partition(".")[0]):
        return True
    if _CROSSED.fullmatch(local) or _CROSSED.fullmatch(domain.partition(".")[0]):
        return True
    if local in uses["sample"]["locals"] or (local in uses["sample"]["names"] and host in uses["domains"]["free"]):
        return True
    if _nobodys(local, host):
        return True
    return bool(_HEX.fullmatch(local)) and len(local) >= 24


def _nobodys(local: str, host: str) -> bool:
    """Whether a mailbox at a provider of mail for everybody has the name of a design's maker, or no name at all:
    info.colorlib@gmail.com, support@gmail.com."""
    uses = data("uses")
    if host in uses["domains"]["of_samples"] and local in uses["sample"]["nameless"]:
        return True
    return host in uses["domains"]["free"] and not _makers().isdisjoint(re.split(r"[._+-]", local))


@cache
def _makers() -> frozenset[str]:
    return frozenset(data("uses")["sample"]["makers"])


def _sample_firm(name: str) -> bool:
    """Whether the name of a domain is that of a sample firm: praxis-mustermann, muster-gmbh, musterhotel."""
    parts = name.split("-")
    if name in data("uses")["sample"]["sample_whole"] or parts[0] in _sample_kinds():
        return True
    return parts[0] in data("uses")["sample"]["sample_first"] or not _firm_names().isdisjoint(parts)


@cache
def _sample_kinds() -> frozenset[str]:
    """A word for a sample and one for a kind of firm in one: musterhotel, voorbeeldwinkel."""
    said = data("uses")["sample"]
    kinds = (*said["firms"], *said["kinds"])
    return frozenset(f"{first}{kind}" for first in said["sample_first"] for kind in kinds)


@cache
def _firm_names() -> frozenset[str]:
    return frozenset(data("uses")["sample"]["sample_names"])


def _theirs(name: str) -> bool:
    """Whether a mailbox or the name of a domain says no more than "your mail", "my site"."""
    return _whose().fullmatch(name.replace("-", "").replace(".", "").replace("_", "")) is not None


_PAIRS = (("whose", "things"), ("readers", "firms"), ("called", "things"), ("called", "firms"))


@cache
def _whose() -> re.Pattern[str]:
    sample_names = data("uses")["sample"]
    pairs = ((sample_names[whose], sample_names[what]) for whose, what in _PAIRS)
    return re.compile("|".join(f"(?:{'|'.join(whose)})(?:{'|'.join(what)})" for whose, what in pairs))


def accept(written: str) -> str:
    """The value of a written address when it is valid and no sample, else an empty string."""
    value = valid(written)
    return "" if not value or sample(value) else value


def find_emails(text: str) -> Iterator[Address]:
    """All addresses in ``text`` that are valid and no samples."""
    if "\u2011" in text or "\u2010" in text:
        text = text.translate(_HYPHENS)
    at = text.find("@")
    floor = 0
    count = 0
    while at >= 0 and count < MAX_HITS:
        count += 1
        left = _LEFT.search(text[max(floor, at - 64) : at])
        right = _RIGHT.match(text, at + 1) if left else None
        hit = _best(text, at - len(left[0]), at, right.end()) if left and right else None
        hit = hit or (_turned_round(text, at, floor) if left else None)
        if hit is not None:
            yield hit
            floor = hit.end
        at = text.find("@", at + 1)
    yield from _spelled(text)


def _turned_round(text: str, at: int, floor: int) -> Address | None:
    """An address written backwards for a style sheet to turn round: ``ln.pohs@ofni``."""
    left = _LEFT_BACKWARDS.search(text[max(floor, at - 80) : at])
    right = _RIGHT_BACKWARDS.match(text, at + 1)
    if not left or not right or cut_host(right[0]) or not suffixes()(f"x.{left[1][::-1].lower()}").suffix:
        return None
    start = at - len(left[0])
    value = accept(text[start : right.end()][::-1])
    if not value or use_of(value) is Use.OTHER:
        return None
    return Address(start=start, end=right.end(), raw=text[start : right.end()], value=value, how=How.REVERSED)


def _best(text: str, start: int, at: int, end: int) -> Address | None:
    while start < at and text[start] in "!#$%&'*+/=?^_`{|}~.-":
        start += 1
    local, host = text[start:at], text[at + 1 : end]
    for separator in ("=", "?", "&", "|", "'", "/", "`", "{", "}", "*", "$", "!", "#", "^"):
        if separator == "'" and re.match(r"o'[a-z]", local, re.IGNORECASE):  # O'Neill
            continue
        if separator in local:
            start = at - len(local.rsplit(separator, 1)[-1])
            local = text[start:at]
    if _IMAGE.search(host):
        return None
    if local.lower().startswith(f"www.{host.lower()}"):  # an address of the web runs into one of mail
        local = local[4 + len(host) :]
        start = at - len(local)
    digits = _DIGITS.match(local)
    if digits and _NUMBER_BEFORE.search(text[max(0, start - 24) : start]):  # a telephone number runs into it
        start += digits.end()
        local = text[start:at]
    host = cut_host(host.split("www.")[0] or host)
    value = accept(f"{local}@{host}") if local and host else ""
    if not value:
        return None
    if _example().search(text[max(0, start - 24) : start]) or _LOGIN.search(text[max(0, start - 12) : start]):
        return None
    end = at + 1 + len(host)
    return Address(start=start, end=end, raw=text[start:end], value=value)


def _spelled(text: str) -> Iterator[Address]:
    """Addresses spelled out for readers: what could be one is valid or nothing."""
    for found in spelled(text):
        host = cut_host(found.host)
        value = accept(f"{found.local}@{host}") if host else ""
        if value and not (found.loose and use_of(value) is Use.OTHER):
            how = How.AT_NOTATION if found.notation else How.TEXT
            yield Address(
                start=found.start, end=found.end, raw=text[found.start : found.end].strip(), value=value, how=how
            )


@lru_cache(maxsize=4_096)
def cut_host(host: str) -> str:
    """The host without what runs into it: ``shop.nlTelefoon`` and ``shop.nl.Wij`` end at the suffix; else empty."""
    labels = host.split(".")
    while len(labels) > 1:
        top = labels[-1]
        sentence = len(labels) > 2 and top[:1].isupper() and labels[-2].islower()
        if not sentence and (top.lower() == "test" or _ends(labels[-2], top)):
            return ".".join(labels)
        run_on = re.match(r"[a-z]{2,6}(?=[A-Z\d-])", top)
        if run_on and _ends(labels[-2], run_on[0]):
            return ".".join([*labels[:-1], run_on[0]])
        labels.pop()
    return ""


def _ends(last: str, top: str) -> bool:
    """Whether the last two labels of a host end in a public suffix; a few countries have none of one label (co.za)."""
    return bool(suffixes()(f"x.{last}.{top}".lower()).suffix)


@cache
def _example() -> re.Pattern[str]:
    """A word right before an address that makes it an example: ``bijv. jan@gmail.com``."""
    phrases = sorted({re.escape(word) for word in words("find", "example")}, key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(phrases)})[.:,]?[ ]?[\"'„“(]?$", re.IGNORECASE)


def mailto(target: str) -> list[str]:
    """The addresses of a ``mailto:`` link (RFC 6068): percent-coded, several, with ``?to=``, or in angle brackets."""
    target = target.split(":", 1)[1] if target.lower().startswith("mailto:") else target
    path, _, query = target.removeprefix("//").partition("?")
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
