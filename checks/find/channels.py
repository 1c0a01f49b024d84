"""Other ways to reach the shop: forms, chat products, WhatsApp, Messenger, social accounts, call-back, address."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import unquote

from audit.model import Channel
from audit.words import words
from checks.find.dom import Document, Form
from checks.find.layout import data
from checks.find.lexicon import pattern
from checks.find.needles import Needles
from checks.find.numbers import digits_of
from checks.find.phrases import any_of, prepared
from checks.find.reading import Link

WHATSAPP = re.compile(
    r"(?:https?:)?(?://)?(?:api\.|web\.)?(?:wa\.me/(?:message/)?|whatsapp\.com/send/?\?(?:[^\"'\s]{0,200}?&)?phone=|"
    r"whatsapp://send/?\?(?:[^\"'\s]{0,200}?&)?phone=)(%2B|\+)?(\d[\d%\s().-]{6,24})",
    re.IGNORECASE,
)
MESSENGER = re.compile(
    r"(?:https?:)?//(?:www\.)?(?:m\.me|messenger\.com/t|facebook\.com/messages/t)/([\w.-]{2,80})", re.IGNORECASE
)
_SOCIAL = re.compile(r"https?://(?:[\w-]+\.)?([a-z]+\.[a-z]{2,4})/([^?#]{1,120})", re.IGNORECASE)
_SEPARATOR = " · "
_SENTENCE = re.compile(r"[^.!?;:\n]+")
MAX_LABEL = 60
"""A button with more characters says more than what it does."""

MAX_LINE = 2_000
NEAR = 400
"""A heading so many characters above a form heads something else."""


def whatsapp_number(target: str) -> str:
    """The number in a WhatsApp link, with a plus; an empty string for a share link."""
    found = WHATSAPP.search(unquote(target[:600]))
    digits = digits_of(found[2]).removeprefix("00") if found else ""
    return f"+{digits}" if 8 <= len(digits) <= 15 else ""


def channels(document: Document, links: list[Link], text: str, page: str, facts: dict[str, str]) -> tuple[Channel, ...]:
    """All other channels of the page, each once."""
    found: dict[tuple[str, str], Channel] = {}
    for channel in (
        *_forms(document, text, page),
        *_chats(document, text, page),
        *_linked(links, page),
        *_callback(document, text, page),
        *_signed_in(text, page),
        *_address(facts, page),
    ):
        found.setdefault((channel.kind, channel.value), channel)
    return tuple(found.values())


def _forms(document: Document, text: str, page: str) -> Iterator[Channel]:
    for form in document.forms:
        if _is_contact(form):
            names = [name for kind, name, _ in form.fields if kind not in ("submit", "button")]
            needed = [name for _, name, required in form.fields if required]
            detail = {
                "fields": ", ".join(names)[:400],
                "required": ", ".join(needed)[:400],
                "region": form.context.region.value,
            }
            if _captcha(document):
                detail["captcha"] = "yes"
            action = (form.attributes.get("action") or "")[:300]
            yield Channel(kind="form", value=action, page=page, quote=_words_of(form, document, text), detail=detail)


def _words_of(form: Form, document: Document, text: str) -> str:
    """What a visitor reads of a form: the heading above it, the words beside and in its fields, its button."""
    stream = document.unseen if form.context.hidden else document.seen
    shown = text if stream is document.seen else stream.text()
    lines = [line.strip(" *:") for line in re.split(r"\n|\*", shown[form.start : form.end])]
    at = bisect_right(stream.headings, form.start) - 1
    above = shown[stream.headings[at] : form.start].strip().split("\n") if at >= 0 else [""]
    heading = above[0].strip() if sum(map(len, above)) <= NEAR else ""
    told = [" ".join(label.split()).strip(" *:") for label in form.labels]
    found = dict.fromkeys(part for part in (heading, *lines, *told) if 1 < len(part) <= 80)
    return _SEPARATOR.join(found)[:160]


def _is_contact(form: Form) -> bool:
    """A form with a field for a message and no password: neither search nor newsletter, order, checkout nor review."""
    kinds = [kind for kind, _, _ in form.fields]
    if "password" in kinds or "textarea" not in kinds:
        return False
    names = " ".join(name.lower() for _, name, _ in form.fields)
    marks = " ".join(form.attributes.get(name) or "" for name in ("id", "class", "action")).lower()
    if any(mark in marks for mark in ("review", "comment", "checkout", "cart", "rating")) or "rating" in names:
        return False
    if any(mark in names for mark in data("channels")["order_form"]["fields"]):
        return False
    return len(kinds) <= 30


def _captcha(document: Document) -> bool:
    marks = data("channels")["captcha"]["marks"]
    return any(mark in source for source in (*document.sources, *document.frames) for mark in marks)


@cache
def _chat_marks() -> Needles:
    return Needles(mark for marks in data("channels")["chat"].values() for mark in marks)


def _chats(document: Document, text: str, page: str) -> Iterator[Channel]:
    places = " ".join((*document.sources, *document.frames)).lower()
    inline = " ".join(text[:3000] for text, _, _ in document.scripts[:200]).lower()
    everything = f"{places} {inline}"
    seen = _chat_marks().found(everything)
    for product, marks in data("channels")["chat"].items():
        if not seen.isdisjoint(marks):
            yield Channel(kind="chat", value=product, page=page)
            return
    opens, begins = set(words("buttons", "chat")), tuple(f"{start} " for start in words("buttons", "chat_with"))
    for button in document.buttons:
        shown = button.label or text[button.start : button.end]
        for label in (shown, button.attributes.get("aria-label") or ""):
            said = " ".join(label.lower().split())
            if said in opens or (len(said) <= MAX_LABEL and f"{said} ".startswith(begins)):
                yield Channel(kind="chat", page=page, quote=label.strip()[:160])
                return


@cache
def _other_sites() -> Needles:
    return Needles(("wa.me", "whatsapp", "m.me/", "messenger.com/", "facebook.com/", *data("channels")["social"]))


def _linked(links: list[Link], page: str) -> Iterator[Channel]:
    social = data("channels")["social"]
    skip = data("channels")["social_skip"]["paths"]
    elsewhere = {url for url in dict.fromkeys(link.url for link in links) if _other_sites().any_in(url.lower())}
    for link in links:
        url = link.url
        if url not in elsewhere:  # most links
            continue
        if "wa.me" in url or "whatsapp" in url:
            number = whatsapp_number(url)
            if number:
                yield Channel(kind="whatsapp", value=number, page=page, quote=link.label[:160] or f"WhatsApp {number}")
            continue
        messenger = MESSENGER.search(url)
        if messenger:
            yield Channel(kind="messenger", value=messenger[1], page=page, quote=link.label[:160])
            continue
        found = _SOCIAL.match(url)
        if found and found[1].lower() in social:
            parts = [part for part in found[2].split("/") if part]
            if parts and parts[0].lower() not in skip:
                name = social[found[1].lower()]
                quote = link.label.strip()[:100] or f"{name}: {unquote(parts[-1])[:60]}"
                yield Channel(kind="social", value=url[:200], page=page, quote=quote, detail={"name": name})


def accounts(links: list[Link]) -> list[str]:
    """The names under which the page's own social accounts run."""
    own = [channel.value.rstrip("/").rsplit("/", 1)[-1] for channel in _linked(links, "") if channel.kind == "social"]
    return [name.lstrip("@") for name in own[:10] if re.fullmatch(r"@?[\w.-]{4,40}", name)]


@cache
def _callback_words() -> Needles:
    return Needles(words("find", "callback"))


def _callback(document: Document, text: str, page: str) -> Iterator[Channel]:
    found = pattern("callback").search(text) if _callback_words().any_in(prepared(text)[1]) else None
    if found:
        yield Channel(
            kind="callback", page=page, quote=text[max(0, found.start() - 60) : found.end() + 80].replace("\n", " ")
        )


@cache
def _signing_in() -> tuple[Needles, re.Pattern[str], re.Pattern[str]]:
    """What is looked for first, for speed, and both kinds of words that the sentence has."""
    signs, ours = words("find", "signed_in"), words("find", "details_of_ours")
    return Needles(ours), any_of(signs), any_of(ours)


def _signed_in(text: str, page: str) -> Iterator[Channel]:
    """That the page itself says that its contact details are shown to those who have signed in."""
    needles, signs, ours = _signing_in()
    low = prepared(text)[1]
    for start, end in needles.lines(low):
        for said in _SENTENCE.finditer(low, start, min(end, start + MAX_LINE)):
            if signs.search(said[0]) and ours.search(said[0]):
                yield Channel(kind="login", page=page, quote=text[said.start() : said.end()].strip()[:160])
                return


def _address(facts: dict[str, str], page: str) -> Iterator[Channel]:
    if facts.get("street"):
        parts = [facts.get(key, "") for key in ("street", "postal_code", "locality", "country")]
        yield Channel(kind="address", value=", ".join(part for part in parts if part)[:300], page=page)


SIGNS_WITHIN = 60_000
"""So many characters of a page are searched for the signs of its shop program: they stand in its head."""


@cache
def _platforms() -> list[tuple[str, tuple[str, ...], list[str]]]:
    """Name, beginnings of the generator and marks of each, those that carry others last."""
    known = sorted(data("platforms").values(), key=lambda p: p.get("foundation", False))
    return [(p["name"], tuple(p.get("meta", ())), p.get("marks", [])) for p in known]


@cache
def _marks() -> Needles:
    return Needles(mark for _, _, marks in _platforms() for mark in marks)


def platform(document: Document, html: str) -> str:
    """The shop program, by what the page says of itself and by its marks (platforms.toml)."""
    said = [content.lower().strip() for name, content in document.metas if name == "generator"]
    head = " ".join((*document.sources, html[:SIGNS_WITHIN])).encode("utf-8", "replace")
    seen = _marks().found(head.lower())  # the marks are ASCII, and bytes are lowered ten times faster
    for name, metas, marks in _platforms():
        if any(content.startswith(metas) for content in said) or not seen.isdisjoint(marks):
            return name
    own = next((content for name, content in document.metas if name == "generator"), "")
    return own.split(" ")[0][:60] if own else ""


def site_platform(names: Iterable[str]) -> str:
    """The shop program of a site, from what its pages show: one of ours first, what carries others last."""
    order = {name: place for place, (name, _, _) in enumerate(_platforms())}
    found = [name for name in dict.fromkeys(names) if name]
    return min(found, key=lambda name: order.get(name, len(order)), default="")
