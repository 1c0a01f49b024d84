"""A check in words: what it looks at, and where which law asks for it."""

import textwrap
from collections.abc import Iterator

from checks.packs import Pack, Rule, load_pack, markets
from checks.rules import checks, description, options
from reports.platforms import fixes
from shopcheck.errors import WrongInputError

WIDTH = 100


def explain(name: str, *, market: str | None = None, lang: str = "en") -> str:
    """The check (or rule) called ``name``, and the rules of one market or all that use it. Raises WrongInputError."""
    check = name if name in checks() else _check_of_rule(name)
    if check is None:
        raise WrongInputError(f"there is no check {name!r}; there are: {', '.join(checks())}")
    packs = [pack for code in ([market] if market else markets()) if (pack := load_pack(code))]
    if market and not packs:
        raise WrongInputError(f"there are no rules for market {market!r}; there are: {', '.join(sorted(markets()))}")
    lines = [check, "", description(check), "", f"options: {', '.join(options(check))}"]
    for pack in packs:
        for rule in pack.rules:
            if rule.check == check:
                lines += ["", *_rule(pack, rule, lang)]
    for texts in fixes(check):
        lines += ["", *_wrapped(_text(texts, lang))]
    return "\n".join(lines)


def _check_of_rule(name: str) -> str | None:
    for code in markets():
        for rule in (load_pack(code) or Pack(id="", market="", version="", title={})).rules:
            if name in {rule.id, f"{code.lower()}/{rule.id}"}:
                return rule.check
    return None


def _rule(pack: Pack, rule: Rule, lang: str) -> Iterator[str]:
    until = f" until {rule.until}" if rule.until else ""
    yield f"{pack.id}/{rule.id}  ({rule.duty}, {rule.axis}, since {rule.since}{until})"
    unread = "" if rule.status == "confirmed" else "  (not read in its source by us)"
    yield f"  {_text(rule.title, lang)}"
    yield f"  {rule.citation}{unread}"
    yield f"  {rule.address}"
    yield from _wrapped(_text(rule.why, lang))
    for platform, texts in rule.fix.items():
        label = "how" if platform == "any" else f"how in {platform}"
        yield from _wrapped(f"{label}: {_text(texts, lang)}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _text(texts: dict[str, str], lang: str) -> str:
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")
