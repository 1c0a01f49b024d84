"""What speaks for which class in one mail: signs from its headers, subject, text, sender, delay and sameness.

Nothing is decided here. Every sign keeps the words that were seen, so that a person can follow the verdict.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any, NamedTuple

from mystery_shop.model import Message, Promise, Sign
from mystery_shop.promises import find_promise
from mystery_shop.quoted import Cut, cut_quoted
from mystery_shop.sifting import sift
from mystery_shop.subjects import is_forward, is_reply, without_reply
from mystery_shop.wording import (
    Hit,
    compiled,
    find,
    flatten,
    language_of,
    lower,
    mail_languages,
    mail_words,
    may_match,
    needed,
    sentences,
    words,
)  # fmt: skip

HEAD, TAIL = 4000, 1000
"""Characters of a text that are read for phrases, from its beginning and its end."""

_BOILERPLATE = frozenset(
    {
        "receipt", "thanks", "automatic", "noreply", "selfhelp", "busy", "hours", "greeting", "closing", "disclaimer",
        "unsubscribe", "review", "next_step", "absence", "refusal", "deflection", "holding", "assistant",
        "your_message",
    }
)  # fmt: skip
_MAY_ANSWER = frozenset({"thanks", "greeting", "selfhelp", "closing", "busy", "hours", "next_step", "your_message"})
_OWN_CATEGORIES = (
    "receipt", "thanks", "automatic", "noreply", "refusal", "deflection", "selfhelp", "busy", "hours", "absence",
    "holding", "answer", "assistant", "next_step", "greeting", "closing", "disclaimer", "review", "challenge",
    "unsubscribe", "advertising", "your_message", "unreceived",
)  # fmt: skip
_URL = re.compile(r"https?://|www\.", re.I)


@cache
def signs_data() -> dict[str, Any]:
    """The signs and weights of ``signs.toml``, patterns compiled."""
    data = tomllib.loads(resources.files("mystery_shop").joinpath("signs.toml").read_text("utf-8"))
    for header in data["header"]:
        header["regex"] = re.compile(header["pattern"])
    for group in data.values():
        for key in ("pattern", "senders", "names", "permanent", "temporary", "blunt", "warns"):
            if isinstance(group, dict) and key in group:
                group[key] = re.compile(group[key])
    return data


@dataclass
class Evidence:
    """Everything that was seen in one mail. totals: weights added up by what they speak for."""

    message: Message
    cut: Cut
    flat: str
    low: str
    language: str
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    signs: list[Sign] = field(default_factory=list)
    totals: dict[str, float] = field(default_factory=dict)
    promise: Promise | None = None

    def add(self, name: str, source: str, quote: str, speaks_for: str, weight: float) -> None:
        """Keep one sign."""
        self.signs.append(
            Sign(name=name, source=source, quote=quote[:160], for_class=speaks_for, weight=round(weight, 2))
        )
        self.totals[speaks_for] = self.totals.get(speaks_for, 0.0) + weight

    def total(self, speaks_for: str) -> float:
        """Weight of all signs for something."""
        return self.totals.get(speaks_for, 0.0)

    def best(self, *speak_for: str) -> str:
        """The words of the heaviest sign for a class: what the verdict rests on."""
        found = [sign for sign in self.signs if sign.for_class in speak_for and sign.weight > 0]
        top = max(found, key=lambda sign: (sign.source in ("text", "structure"), sign.weight), default=None)
        return "" if top is None else (top.quote or top.name)

    def has(self, category: str) -> int:
        """How many phrases of a category the text holds."""
        return len(self.hits.get(category, ()))

    @cached_property
    def content(self) -> list[str]:
        """The sentences that are no greeting, thanks, receipt, promise or other set phrase: what is being said."""
        return _content(self)

    @property
    def content_words(self) -> int:
        """Number of words in :attr:`content`."""
        return sum(len(words(sentence)) for sentence in self.content)

    @property
    def promised_in_body(self) -> bool:
        """Whether the promise stands in the letter itself, not in the shop's lines under the closing."""
        closing = [hit.start for hit in self.hits.get("closing", []) if hit.start > 60]
        place = self.low.find(lower(flatten(self.promise.text))[:60]) if self.promise else -1
        return place >= 0 and not (closing and place > closing[0])

    @property
    def is_letter(self) -> bool:
        """Whether it is built like a letter to somebody: a greeting, something said, a closing."""
        closing = self.hits.get("closing", [])
        greeting = self.hits.get("greeting", [])
        return bool(greeting and closing and greeting[0].start < 600 and closing[-1].start > greeting[0].start)

    @property
    def is_reply(self) -> bool:
        """Whether anything says that the mail answers another one."""
        subject = self.message.subject
        if is_forward(subject):
            return False
        return bool(is_reply(subject) or self.message.parents or self.cut.quotes_us or len(self.cut.quoted) > 60)


def gather(message: Message, sent_text: str = "") -> Evidence:
    """Read one mail for signs. sent_text: what we wrote, by which quotations are told."""
    cut = cut_quoted(message.text, quoted_html=message.quoted_html, sent_text=sent_text)
    text = cut.own if len(cut.own) <= HEAD + TAIL else cut.own[:HEAD] + "\n\n" + cut.own[-TAIL:]
    flat = flatten(text)
    code = language_of(flat) or language_of(message.subject)
    found = Evidence(message=message, cut=cut, flat=flat, low=lower(flat), language=code)
    _headers(found)
    _sender(found)
    _addressed(found)
    found.promise = find_promise(text, code)
    _text(found)
    _subject(found)
    _shape(found)
    return found


def _headers(found: Evidence) -> None:
    values: dict[str, str] = {}
    for name, value in found.message.headers:
        values.setdefault(name, value)
    for sign in signs_data()["header"]:
        seen = values.get(sign["header"])
        if seen is not None and (not sign["pattern"] or sign["regex"].search(seen)):
            found.add(sign["name"], "header", f"{sign['header']}: {seen}", sign["for"], sign["weight"])
    if found.message.return_path == "":
        found.add("empty envelope sender", "header", "return-path: <>", "machine", 1.5)


def _sender(found: Evidence) -> None:
    data, message = signs_data(), found.message
    if data["daemon"]["senders"].match(message.from_) or data["daemon"]["names"].search(message.from_name):
        found.add(
            "mail server", "header", f"from: {message.from_name} {message.from_}", "daemon", data["daemon"]["weight"]
        )
    if data["newsletter"]["pattern"].match(message.from_):
        found.add("newsletter sender", "header", f"from: {message.from_}", "marketing", data["newsletter"]["weight"])
    if answers_to_nobody(message):
        found.add("no-reply address", "header", f"from: {message.reply_to or message.from_}", "machine", 1.0)


def answers_to_nobody(message: Message) -> bool:
    """Whether an answer would go to a no-reply address: Reply-To, else From; the envelope does not matter."""
    return is_noreply(message.reply_to or message.from_)


def is_noreply(address: str) -> bool:
    """Whether an address says by its name that nobody reads what is sent to it."""
    return bool(signs_data()["noreply"]["pattern"].match(address))


def _addressed(found: Evidence) -> None:
    """A first line such as "Anna," greets in any language."""
    line = found.flat.split("\n", 1)[0]
    if line.endswith((",", "!")) and 1 <= len(line.split()) <= 6 and line[0].isupper():
        found.hits.setdefault("greeting", []).append(Hit("greeting", "", 0, len(line), line))


def _text(found: Evidence) -> None:
    codes = frozenset({found.language, "en"}) if found.language else frozenset()
    data = signs_data()["text"]
    for hit in find(_OWN_CATEGORIES, found.low, codes):
        found.hits.setdefault(hit.category, []).append(hit)
    _together(found, codes)
    sift(found, codes)
    for category, weights in data.items():
        hits = found.hits.get(category, [])
        different = list({hit.words: hit for hit in hits}.values())
        left = weights["most"]
        for number, hit in enumerate(different):
            weight = min(left, weights["first"] if number == 0 else weights["more"])
            if weight <= 0:
                break
            left -= weight
            found.add(category, "text", _around(found.flat, hit), weights["for"], weight)


def _together(found: Evidence, codes: frozenset[str]) -> None:
    """Sentences in which the words of a rule stand together, whatever their order."""
    possible = [rule for rule in rules(codes) if all(may_match(needs, found.low) for _, needs in rule.parts)]
    if not possible:
        return
    for start, end in sentences(found.flat)[:40]:
        if end - start >= 400 or any(start <= hit.start < end for hit in found.hits.get("disclaimer", ())):
            continue
        sentence = found.low[start:end]
        for rule in possible:
            if all(may_match(needs, sentence) and part.search(sentence) for part, needs in rule.parts):
                hits = found.hits.setdefault(rule.category, [])
                if not any(start <= hit.start < end for hit in hits):
                    hits.append(Hit(rule.category, rule.language, start, end, found.flat[start:end].strip()))


class Together(NamedTuple):
    """Words that mean something when they stand in one sentence; parts: each pattern with the words that it needs."""

    category: str
    language: str
    parts: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


@cache
def rules(codes: frozenset[str] = frozenset()) -> tuple[Together, ...]:
    """The rules of the given languages; of all for none."""
    return tuple(
        Together(category, code, tuple((compiled(part), needed(part)) for part in rule))
        for code in mail_languages()
        if not codes or code in codes
        for category, listed in mail_words(code).get("together", {}).items()
        for rule in listed
    )


def _around(flat: str, hit: Hit) -> str:
    """The sentence part in which a phrase stands."""
    start = max(
        flat.rfind("\n", 0, hit.start) + 1, flat.rfind(". ", 0, hit.start) + 2 if ". " in flat[: hit.start] else 0
    )
    end = min((at for at in (flat.find("\n", hit.end), flat.find(". ", hit.end) + 1) if at > 0), default=len(flat))
    return flat[max(start, hit.start - 80) : min(end, hit.end + 80)].strip()


def _subject(found: Evidence) -> None:
    subject = lower(found.message.subject.replace("’", "'"))
    data = signs_data()
    own = without_reply(subject)
    for category, sign in data["subject"].items():
        for hit in find((category,), own)[:1]:
            found.add(category, "subject", found.message.subject, sign["for"], sign["weight"])
            found.hits.setdefault(category, []).append(hit)
    if data["report_subject"]["pattern"].search(subject):
        found.add("report about mail", "subject", found.message.subject, "bulk", data["report_subject"]["weight"])
    for hit in find(("advertising",), own)[:3]:
        found.add("advertising subject", "subject", hit.words, "marketing", 0.8)
    ticket = data["ticket"]["pattern"].search(found.message.subject) or data["ticket"]["pattern"].search(found.flat)
    if ticket:
        found.add("ticket number", "text", ticket[0], "ticket", data["ticket"]["weight"])


def _shape(found: Evidence) -> None:
    """How the text looks: shouting, links, pictures."""
    message, text = found.message, found.flat
    letters = [letter for letter in text[:3000] if letter.isalpha()]
    if len(letters) > 80 and sum(letter.isupper() for letter in letters) > 0.3 * len(letters):
        found.add("capitals", "text", text[:60], "marketing", 1.0)
    marks = text.count("!")
    if marks >= 4 and marks * 180 > len(text):
        found.add("exclamation marks", "text", f"{marks} in {len(text)} characters", "marketing", 0.8)
    subject = message.subject
    if subject.count("!") > 1 or "$" in subject or (len(subject) > 12 and subject.isupper()):
        found.add("shouting subject", "subject", subject, "marketing", 1.0)
    links = len(_URL.findall(text))
    if links >= 4 and links * 60 > len(words(text)):
        found.add("many links", "text", f"{links} links", "marketing", 1.0)
    if "remote_content" in message.marks and not message.parents:
        found.add("pictures from elsewhere", "structure", "remote_content", "marketing", 0.6)


def _content(found: Evidence) -> list[str]:
    """Sentences before the closing that hold no set phrase; a promise is a set phrase too."""
    said: list[str] = []
    promise = lower(flatten(found.promise.text)) if found.promise else ""
    places = [(hit.start, hit.category) for category, hits in found.hits.items() for hit in hits]
    for start, end in sentences(found.flat):
        sentence = found.flat[start:end].strip()
        inside = {category for at, category in places if start <= at < end}
        if "closing" in inside and not inside & {"greeting", "thanks"} and len(words(sentence)) <= 8:
            break
        known = inside & _BOILERPLATE
        least = 1 if sentence[-1:] in ".!?" else 3  # "Yes." is said; a line of one word is a name
        if len(words(sentence)) < least or (promise and lower(sentence)[:200] in promise):
            continue
        if known == {"greeting"} and (said_on := _after_greeting(sentence)):
            said.append(said_on)  # "Hi, comes as standard."
            continue
        if known and not ("answer" in inside and known <= _MAY_ANSWER):
            continue
        said.append(sentence)
    return said


def _after_greeting(sentence: str) -> str:
    """What stands behind the comma of a greeting in the same sentence, "" for a name or nothing."""
    rest = sentence.partition(",")[2].strip()
    return rest if len(words(rest)) >= 3 else ""
