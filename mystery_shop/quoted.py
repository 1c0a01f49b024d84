"""What the sender of a reply wrote, with everything that was quoted cut away.

General reply cutters are right in a third of the cases (mail.md 3). We know the text that was sent, so its lines can
be told wherever and however they are quoted; the usual marks of quotation do the rest.
"""

from __future__ import annotations

import re
from functools import cache

from audit.model import Record
from mystery_shop.wording import compiled, flatten, fold, lower, mail_languages, mail_words

MAX_LINES = 4000
_SHORTEST = 14
"""Letters that a line must have before it can be told as one of ours: "yes" may be anyone's."""

_QUOTED = re.compile(r"^\s*(?:[>|]|[A-Z]{1,4}>|[A-Z][\w.' ]{0,15}> )")
_PREFIX = re.compile(r"^(?:\s*(?:>|\|(?=\s)|[A-Z]{1,4}>))+\s?")
_RULE = re.compile(r"^\s*[_=*-]{5,}\s*$")
_REPLY_ABOVE = re.compile(r"^\s*(?:##-?|[-=–—*]{2,}).{0,120}(?:##|[-=–—*]{2,})?\s*$")


class Cut(Record, frozen=True, kw_only=True):
    """A reply in two: what the sender wrote, and what was quoted. own still holds greeting and signature."""

    own: str
    quoted: str
    quotes_us: bool = False


def cut_quoted(text: str, *, quoted_html: str = "", sent_text: str = "") -> Cut:
    """Cut quotations out of the visible text of a mail.

    quoted_html: what the HTML marks as quotation, already apart. sent_text: the text that was sent, "" if unknown.
    """
    lines = text.split("\n")[:MAX_LINES]
    ours = _ours(sent_text)
    keep, away = _helpdesk_blocks(lines)
    kept: list[str] = []
    quoted = [*away]
    at = 0
    while at < len(keep):
        answered_above = any(line.strip() for line in kept)
        if answered_above and _quote_block_starts(keep, at):
            quoted += keep[at:]
            break
        taken = _intro_lines(keep, at) or (0 if answered_above else _header_lines(keep, at))
        # With nothing above it the sentence introduces a quotation that the sender answers below.
        if taken and answered_above and _ends_the_reply(keep, at + taken):
            quoted += keep[at:]
            break
        if taken or _QUOTED.match(keep[at]) or _is_ours(keep[at], ours):
            quoted += keep[at : at + max(taken, 1)]
        else:
            kept.append(keep[at])
        at += max(taken, 1)
    own = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    everything = "\n".join([*quoted, quoted_html]).strip()
    return Cut(own=own, quoted=everything, quotes_us=bool(ours) and _share_of(ours, everything) > 0.5)


def _helpdesk_blocks(lines: list[str]) -> tuple[list[str], list[str]]:
    """Helpdesk mail: the newest comment stands first, older ones follow after a rule; the marker line is dropped."""
    marker = next((at for at, line in enumerate(lines[:12]) if _is_reply_marker(line)), None)
    if marker is None:
        return lines, []
    after = lines[marker + 1 :]
    rules = [at for at, line in enumerate(after) if re.match(r"^\s*-{20,}\s*$", line)]
    blocks = [rule for rule in rules if any(line.strip() for line in after[:rule])]
    if not blocks:
        return [*lines[:marker], *after], []
    # The first rule may stand above the newest comment, under the shop's own heading.
    heading = sum(len(line.split()) for line in after[: blocks[0]]) < 12 and len(blocks) > 1
    end = blocks[1] if heading else blocks[0]
    return [*lines[:marker], *after[:end]], after[end:]


def _is_reply_marker(line: str) -> bool:
    return bool(_REPLY_ABOVE.match(line)) and any(said.search(lower(line)) for said in _above())


def _quote_block_starts(lines: list[str], at: int) -> bool:
    """A block of header lines ("From: … Sent: … Subject: …") or a rule with such a block under it."""
    line = lines[at].strip()
    if _RULE.match(line):
        after = next((n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()), None)
        return after is not None and _quote_block_starts(lines, after)
    return _header_lines(lines, at) >= 3


def _header_lines(lines: list[str], at: int) -> int:
    """How many different mail header labels follow each other from line ``at`` on; 0 when it starts with none."""
    seen: set[str] = set()
    for line in lines[at : at + 8]:
        found = _labels().match(line) if ":" in line else None
        if found is None and not seen:
            return 0
        if found:
            seen.add(found[1].lower())
    return len(seen)


def _intro_lines(lines: list[str], at: int) -> int:
    """Over how many lines a sentence such as "On Monday … wrote:" runs from line ``at`` on; 0 for none."""
    first = lines[at].strip()
    if not first or len(first) > 300:
        return 0
    joined = ""
    for count in range(1, 4):
        if at + count > len(lines):
            return 0
        joined = f"{joined} {lines[at + count - 1].strip().strip('> ')}".strip()
        if not lines[at + count - 1].strip() or len(joined) > 400:
            return 0
        if joined.endswith((":", "-", "]", ":*")):
            flat = lower(flatten(joined).replace("\n", " "))
            if any(intro.search(flat) for intro in _intros()):
                return count
    return 0


def _ends_the_reply(lines: list[str], at: int) -> bool:
    """Whether everything after an introduction is quotation: nothing follows that carries quotation marks."""
    rest = [line for line in lines[at:] if line.strip()]
    return not any(_QUOTED.match(line) for line in rest[:6])


@cache
def _above() -> tuple[re.Pattern[str], ...]:
    return tuple(compiled(text) for code in mail_languages() for text in mail_words(code).get("reply_above", ()))


@cache
def _intros() -> tuple[re.Pattern[str], ...]:
    return tuple(compiled(text) for code in mail_languages() for text in mail_words(code).get("quote_intro", ()))


@cache
def _labels() -> re.Pattern[str]:
    found = {label for code in mail_languages() for label in mail_words(code).get("quote_labels", ())}
    names = "|".join(re.escape(label) for label in sorted(found, key=lambda label: -len(label)))
    return re.compile(rf"[\s*>]*({names})\s?\*?\s?:", re.I)


def _ours(sent_text: str) -> str:
    """The text that was sent, letters only, so that other wrapping and quoting does not matter."""
    return fold(sent_text)


def _is_ours(line: str, ours: str) -> bool:
    if not ours or len(line) < _SHORTEST:
        return False
    folded = fold(_PREFIX.sub("", line))
    return len(folded) >= _SHORTEST and folded in ours


def _share_of(ours: str, quoted: str) -> float:
    """Which part of our text stands in the quotation, by pieces of its length."""
    folded = fold(_unquoted(quoted))
    pieces = [ours[at : at + _SHORTEST] for at in range(0, len(ours), _SHORTEST)]
    whole = [piece for piece in pieces if len(piece) == _SHORTEST]
    return sum(piece in folded for piece in whole) / len(whole) if whole else 0.0


def _unquoted(text: str) -> str:
    return "\n".join(_PREFIX.sub("", line) for line in text.split("\n"))
