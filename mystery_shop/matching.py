"""To which probe an incoming mail belongs, with the proof (mail.md 2.5).

In this order: the unique reply address, our own Message-ID, that id inside the mail (bounces), the visible reference,
and last sender, subject and quoted text where only one open probe fits. It never guesses between two probes: what
cannot be told waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from functools import lru_cache

import tldextract

from mystery_shop.model import Match, MatchKey, Message, Probe, ProbeState
from mystery_shop.subjects import without_prefixes
from mystery_shop.wording import fold

OPEN_DAYS = 90
"""For how long after sending a mail from the shop's domain may belong to a probe."""
ALIKE = 0.75
"""Similarity of two subjects without their Re: from which they count as one."""
QUOTED = 0.5
"""Share of our text that must stand in a mail before it counts as quoting us."""

_LEAST = 12
MAX_RAW = 2_000_000
"""Bytes of a raw message that are searched for our ids."""

_TOKEN = re.compile(r"[\w-]{4,}")
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+\Z")
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
_OUT = frozenset({ProbeState.ACCEPTED, ProbeState.UNCERTAIN, ProbeState.SENDING, ProbeState.REFUSED})


class Matcher:
    """Finds the probe of a mail among many, by tables that are made once."""

    def __init__(self, probes: Sequence[Probe]) -> None:
        self.probes = tuple(probes)
        self.by_address = {probe.reply_address.lower(): probe for probe in self.probes}
        self.by_token = {probe.token.lower(): probe for probe in self.probes if len(probe.token) >= 6}
        self.by_id = {_bare(probe.message_id): probe for probe in self.probes}
        self.by_reference = {probe.reference.lower(): probe for probe in self.probes if len(probe.reference) >= 4}
        self.by_domain: dict[str, list[Probe]] = {}
        for probe in self.probes:
            for domain in {registered_domain(probe.to), *map(registered_domain, probe.domains)} - {""}:
                self.by_domain.setdefault(domain, []).append(probe)
        ours = {probe.reply_address.rpartition("@")[2] for probe in self.probes}
        ours |= {_bare(probe.message_id).rpartition("@")[2] for probe in self.probes}
        names = "|".join(re.escape(domain) for domain in sorted(ours) if domain)
        self._ours = re.compile(rf"@(?:{names})\b", re.I) if names else None

    def match(self, message: Message, *, received_at: datetime | None = None, raw: bytes = b"") -> Match:
        """The probe that a mail belongs to, with the key that told and the proof. raw: the whole bytes, if at hand."""
        for find in (self._by_alias, self._by_parents, self._by_inner_ids):
            if found := find(message):
                return found
        return (
            self._by_address_inside(message, raw)
            or self._by_reference(message)
            or self._by_sender(message, received_at)
            or Match(probe=None, candidates=tuple(probe.id for probe in self._candidates(message, received_at))[:20])
        )

    def _by_alias(self, message: Message) -> Match | None:
        told = {}
        for address in message.recipients:
            if probe := self._of_address(address):
                told[probe.id] = address
        if len(told) > 1:  # written to two of our addresses: only what it answers can tell
            parents = [self.by_id[_bare(parent)].id for parent in message.parents if _bare(parent) in self.by_id]
            told = {probe: told[probe] for probe in told if probe in parents}
        return _one(told, MatchKey.ALIAS, 0.99)

    def _of_address(self, address: str) -> Probe | None:
        """The probe whose reply address this is, whatever delimiter a forwarder made of its plus sign."""
        if probe := self.by_address.get(address.lower()):
            return probe
        local = address.lower().rpartition("@")[0]
        return next((self.by_token[part] for part in re.split(r"[^a-z0-9]+", local) if part in self.by_token), None)

    def _by_parents(self, message: Message) -> Match | None:
        told = {self.by_id[_bare(p)].id: p for p in message.parents if _bare(p) in self.by_id}
        if len(told) > 1:  # a thread over several probes: the mail answers the one named first
            first = next(iter(told))
            return Match(probe=first, key=MatchKey.MESSAGE_ID, confidence=0.9, proof=told[first])
        return _one(told, MatchKey.MESSAGE_ID, 0.99)

    def _by_inner_ids(self, message: Message) -> Match | None:
        told = {self.by_id[_bare(p)].id: p for p in message.inner_ids if _bare(p) in self.by_id}
        return _one(told, MatchKey.MESSAGE_ID_IN_BODY, 0.97)

    def _by_address_inside(self, message: Message, raw: bytes) -> Match | None:
        """Our Message-ID or reply address anywhere else: other headers, text, quotation, the raw bytes."""
        if self._ours is None:
            return None
        headers = "\n".join(value for _, value in message.headers)
        for text in (headers, message.text, message.quoted_html, raw[:MAX_RAW].decode("latin-1")):
            told = {}
            for word in self._addresses(text):
                probe = self.by_id.get(_bare(word)) or self._of_address(word)
                if probe:
                    told[probe.id] = word
            if told:
                return _one(told, MatchKey.MESSAGE_ID_IN_BODY, 0.95)
        return None

    def _addresses(self, text: str) -> Iterator[str]:
        """Addresses and ids of our own domains in a text. From the "@" backwards: long lines of base64 cost nothing."""
        for found in self._ours.finditer(text) if self._ours else ():
            local = _LOCAL.search(text, max(0, found.start() - 128), found.start())
            if local:
                yield local[0] + found[0]

    def _by_reference(self, message: Message) -> Match | None:
        for text in (message.subject, message.text[:20_000]):
            told = {}
            for word in dict.fromkeys(_TOKEN.findall(text.lower())):
                if probe := self.by_reference.get(word):
                    told[probe.id] = word
            if told:
                return _one(told, MatchKey.REFERENCE, 0.9)
        return None

    def _by_sender(self, message: Message, received_at: datetime | None) -> Match | None:
        """The shop's domain, and our subject or our text, where only one open probe fits."""
        candidates = self._candidates(message, received_at)
        if not candidates:
            return None
        whole = fold(f"{message.text}\n{message.quoted_html}")
        quoting = [probe for probe in candidates if share_quoted(probe.text, whole) >= QUOTED]
        if len(quoting) == 1:
            proof = f"{message.from_} quotes the question"
            return Match(probe=quoting[0].id, key=MatchKey.SENDER, confidence=0.85, proof=proof)
        if len(candidates) == 1 and same_subject(candidates[0].subject, message.subject):
            proof = f"{message.from_}, subject {message.subject!r}, the only open mail to this shop"
            return Match(probe=candidates[0].id, key=MatchKey.SENDER, confidence=0.75, proof=proof)
        return None

    def _candidates(self, message: Message, received_at: datetime | None) -> list[Probe]:
        domains = {registered_domain(address) for address in (message.from_, message.reply_to)} - {""}
        found = {probe.id: probe for domain in domains for probe in self.by_domain.get(domain, ())}
        return [probe for probe in found.values() if _may_be_answered(probe, received_at)]


def _one(told: dict[str, str], key: MatchKey, confidence: float) -> Match | None:
    """The match when exactly one probe was told; with several a person must say."""
    if not told:
        return None
    if len(told) > 1:
        return Match(probe=None, proof=", ".join(told.values())[:240], candidates=tuple(told))
    ((probe, proof),) = told.items()
    return Match(probe=probe, key=key, confidence=confidence, proof=proof[:240])


def _bare(message_id: str) -> str:
    return "".join(message_id.split()).strip("<>")


def _may_be_answered(probe: Probe, received_at: datetime | None) -> bool:
    if probe.state not in _OUT:
        return False
    if received_at is None or probe.sent_at is None:
        return True
    return probe.sent_at <= received_at <= probe.sent_at + timedelta(days=OPEN_DAYS)


@lru_cache(maxsize=4096)
def registered_domain(address: str) -> str:
    """The registered domain of an address or host ("info@mail.shop.co.uk": "shop.co.uk"), "" where there is none."""
    host = address.rpartition("@")[2].lower().strip(".")
    found = _suffixes(host)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    return ".".join(host.split(".")[-2:]) if "." in host else ""  # a name that is not public, as in tests


def same_subject(ours: str, theirs: str) -> bool:
    """Whether a subject is ours, apart from Re:, brackets and what helpdesks put around it."""
    mine, other = fold(without_prefixes(ours)), fold(without_prefixes(theirs))
    if len(mine) < 4 or not other:
        return False
    return mine in other or SequenceMatcher(None, mine, other).ratio() >= ALIKE


def share_quoted(ours: str, folded: str) -> float:
    """Which part of our text stands in a text that was folded already, by lines."""
    lines = [line for line in map(fold, _lines(ours)) if len(line) >= _LEAST]
    total = sum(map(len, lines))
    return sum(len(line) for line in lines if line in folded) / total if total else 0.0


def _lines(text: str) -> Iterable[str]:
    return re.split(r"(?<=[.!?])\s+|\n", text)
