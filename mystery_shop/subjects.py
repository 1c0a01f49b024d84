"""What the beginning of a subject says: that the mail answers or forwards another one."""

from __future__ import annotations

import re
from functools import cache

from mystery_shop.wording import any_of


def is_reply(subject: str) -> bool:
    """Whether a subject begins as those of replies do ("Re:", "[list] AW:", "Antw[2]:")."""
    return _reply().match(subject) is not None


def is_forward(subject: str) -> bool:
    """Whether a subject begins as those of forwarded mail do ("Fwd:", "WG:")."""
    return _forward().match(subject) is not None


def without_prefixes(subject: str) -> str:
    """A subject without its Re:, Fwd: and the like, and without what lists and helpdesks put before it in brackets."""
    return _prefixes().sub("", subject)


def without_reply(subject: str) -> str:
    """A subject without its Re:, Fwd: and the like; brackets stay."""
    return _marks().sub("", subject)


@cache
def _reply() -> re.Pattern[str]:
    return re.compile(rf"^\s*(?:\[[^\]]{{1,40}}\]\s*)?(?:{any_of('reply_prefixes')})\s*(?:\[\d+\])?\s*:", re.I)


@cache
def _forward() -> re.Pattern[str]:
    return re.compile(rf"^\s*(?:{any_of('forward_prefixes')})\s*:", re.I)


@cache
def _prefixes() -> re.Pattern[str]:
    return re.compile(rf"^(?:\s*(?:{_any()})\s*(?:\[\d+\])?\s*:|\s*\[[^\]]{{0,60}}\])+", re.I)


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{_any()})\s*:\s*)+", re.I)


def _any() -> str:
    return f"{any_of('reply_prefixes')}|{any_of('forward_prefixes')}"
