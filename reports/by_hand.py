"""What people measured by hand, and what came to the addresses afterwards, as the report shows both. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mystery_shop.aftermath import Aftermath
from mystery_shop.by_hand import Measured
from mystery_shop.model import ReplyDelay
from reports.safe import clean
from reports.wording import Words


@dataclass(frozen=True)
class Attempt:
    """One attempt that a person clocked, and how it stands against the norm; delay is None where no norm speaks."""

    item: Measured
    delay: ReplyDelay | None


def lines(attempts: Sequence[Attempt], names: Mapping[str, tuple[str, str]], words: Words) -> list[dict[str, Any]]:
    """A line an attempt, by time. names: name and file name of each shop by its key."""
    made = []
    for attempt in sorted(attempts, key=lambda a: (a.item.started_at, a.item.id)):
        item, met = attempt.item, attempt.delay.met if attempt.delay else None
        name, slug = names.get(item.shop, (item.shop_name or item.shop, ""))
        made.append(
            {
                "name": clean(name, 100),
                "slug": slug,
                "channel": words(f"channel.{item.channel}"),
                "started": words.moment(item.started_at),
                "result": words(f"hand.result.{item.result}"),
                "menu": _seconds(item, "menu_at", words),
                "waited": _seconds(item, "person_at", words),
                "norm": words("hand.met" if met else "hand.missed") if met is not None else words("hand.open"),
                "mark": "not_measured" if met is None else "met" if met else "not_found",
                "by": clean(item.by, 60),
            }
        )
    return made


def channels(attempts: Sequence[Attempt], words: Words) -> list[dict[str, Any]]:
    """A row a channel: attempts, how many a person answered, how many within the norm."""
    by_channel: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_channel[attempt.item.channel].append(attempt)
    return [
        {
            "channel": words(f"channel.{channel}"),
            "attempts": len(found),
            "answered": words("mail.of", n=sum(a.item.person_at is not None for a in found), of=len(found)),
            "met": words("mail.of", n=sum(bool(a.delay and a.delay.met) for a in found), of=len(found)),
            "shops": len({a.item.shop for a in found}),
        }
        for channel, found in sorted(by_channel.items())
    ]


def share(attempts: Sequence[Attempt], mails: int, words: Words) -> str:
    """Which part of everything that was clocked people clocked by hand; "" where nothing was."""
    if not attempts:
        return ""
    part = words.percent(len(attempts) / (len(attempts) + mails))
    return str(words.n("hand.share", len(attempts), share=part, mails=mails))


def afterwards(found: Sequence[Aftermath], names: Mapping[str, tuple[str, str]], words: Words) -> list[dict[str, Any]]:
    """What came to the addresses besides answers, by shop and time."""
    made = []
    for item in sorted(found, key=lambda i: (names.get(i.shop, (i.shop, ""))[0].casefold(), i.at)):
        name, slug = names.get(item.shop, (item.shop, ""))
        made.append(
            {
                "name": clean(name, 100),
                "slug": slug,
                "kind": words(f"after.{item.kind}"),
                "at": words.moment(item.at),
                "domain": clean(item.domain, 100),
                "quote": clean(item.quote, 160),
            }
        )
    return made


def _seconds(item: Measured, key: str, words: Words) -> str:
    moment = getattr(item, key)
    if moment is None:
        return ""
    seconds = (moment - item.started_at).total_seconds()
    if seconds < 120:
        return str(words("time.s", n=round(seconds)))
    from reports.mail import duration

    return duration(seconds, words)


LIMITS = ("calls", "login", "walls", "robots", "day", "machine", "country", "law")


def limits(attempts: Sequence[Attempt], *, chatted: bool = False) -> tuple[str, ...]:
    """Keys of the limits of a report: nobody was called, and no chat talked to, only where nobody did so by hand.

    chatted: whether a person decided by what came out of a chat.
    """
    done = {attempt.item.channel for attempt in attempts} | ({"chat"} if chatted else set())
    kept = LIMITS[1:] if "phone" in done else LIMITS
    return tuple("login_only" if key == "login" and "chat" in done else key for key in kept)
