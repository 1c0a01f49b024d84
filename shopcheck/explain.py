"""A check in words: what it looks at, where which law asks for it, and how it is mended, in the report's languages."""

import textwrap
from collections.abc import Iterator

from checks.packs import Pack, Rule, load_pack, markets
from checks.rules import checks, description, options
from reports.platforms import fixes
from reports.views import in_language
from reports.wording import Words, words_for
from shopcheck.errors import WrongInputError, meant

WIDTH = 100
LIMITS = ("machine", "calls", "login", "walls", "robots", "country", "day", "law")
"""What holds for every check, as the method page says it."""


def explain(name: str, *, market: str | None = None, lang: str = "en") -> str:
    """The check (or rule) called ``name``, and the rules of one market or all that use it. Raises WrongInputError.

    lang: a language with a catalogue.
    """
    wanted = name.strip().casefold()
    check = wanted if wanted in checks() else _check_of_rule(wanted)
    if check is None:
        raise WrongInputError(f"there is no check {name!r}{meant(wanted, checks())}")
    packs = [pack for code in ([market] if market else markets()) if (pack := load_pack(code))]
    if market and not packs:
        raise WrongInputError(f"there are no rules for market {market!r}; there are: {', '.join(sorted(markets()))}")
    words = words_for(lang)
    rules = [(pack, rule) for pack in packs for rule in pack.rules if rule.check == check]
    lines = [check, _plain(words, f"check.{check}.title")]
    lines += ["", _plain(words, "check.how"), *_method(check, words)]
    lines += ["", _plain(words, "explain.options"), *_wrapped(", ".join(options(check)) or "–")]
    for pack, rule in rules:
        lines += ["", *_rule(pack, rule, words)]
    if not rules:
        lines += ["", _plain(words, "explain.none")]
    if programs := list(fixes(check)):
        lines += ["", _plain(words, "explain.programs")]
        lines += [line for texts in programs for line in ("", *_wrapped(in_language(texts, lang)[0]))]
    lines += ["", _plain(words, "method.limits")]
    lines += [line for limit in LIMITS for line in _wrapped(_plain(words, f"method.limit.{limit}"), "- ")]
    return "\n".join(lines)


def _check_of_rule(name: str) -> str | None:
    for code in markets():
        for rule in (load_pack(code) or Pack(id="", market="", version="", title={})).rules:
            if name in {rule.id, f"{code.lower()}/{rule.id}"}:
                return rule.check
    return None


def _method(check: str, words: Words) -> Iterator[str]:
    """What is looked at; in English as the check itself says it, which is longer."""
    if words.lang != "en":
        yield from _wrapped(_plain(words, f"check.{check}.how"))
        return
    for number, part in enumerate(description(check).split("\n\n")):
        yield from [*([""] if number else []), *_wrapped(" ".join(part.split()))]


def _rule(pack: Pack, rule: Rule, words: Words) -> Iterator[str]:
    """One rule: its name and duty as settings write them, then in words."""
    told = [f"duty.{rule.duty}", f"axis.{rule.axis}"]
    about = [_plain(words, key) for key in told] + [str(words("check.since", day=rule.since).unescape())]
    if rule.until:
        about.append(str(words("check.until", day=rule.until).unescape()))
    yield f"{pack.id}/{rule.id} [{rule.duty}]: {', '.join(about)}"
    yield f"  {in_language(rule.title, words.lang)[0]}"
    yield from _wrapped(rule.cited(words.lang))
    yield f"  {rule.address}"
    for text in (in_language(rule.note, words.lang)[0], _unread(rule, words)):
        yield from _wrapped(text)
    yield from _under(_plain(words, "shop.why"), in_language(rule.why, words.lang)[0])
    for platform, texts in rule.fix.items():
        where = "" if platform == "any" else f" ({platform})"
        yield from _under(_plain(words, "shop.fix") + where, in_language(texts, words.lang)[0])


def _unread(rule: Rule, words: Words) -> str:
    return "" if rule.status == "confirmed" else _plain(words, "shop.unconfirmed")


def _plain(words: Words, key: str) -> str:
    return str(words(key).unescape())


def _under(label: str, text: str) -> Iterator[str]:
    if text:
        yield from (f"  {label}", *_wrapped(text, "  "))


def _wrapped(text: str, mark: str = "") -> list[str]:
    indent = "  " + mark
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))
