"""What the test mails showed, as tables and a curve: counts first, silence kept in, three clocks side by side. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from markupsafe import Markup

from mystery_shop.aftermath import After, Aftermath
from mystery_shop.channels import judge_many, norm, norms
from mystery_shop.figures import Batch, Say, ShopMails, batch
from mystery_shop.inbox import Mail
from mystery_shop.model import MailClass, PromiseState
from mystery_shop.results import NOT_DELIVERED, Thread, delays
from reports import by_hand, exports, mail_proof
from reports.by_hand import Attempt
from reports.safe import clean
from reports.slugs import shop_id
from reports.typography import typeset
from reports.wording import Words

COLUMNS = [
    "mail", "shop_id", "shop", "wave", "channel", "language", "planned_at", "sent_at", "server_code", "outcome",
    "receipt_at", "answer_at", "open_until", "elapsed_s", "working_s", "shop_hours_s", "working_days", "due", "met",
    "norm", "promise", "promise_state", "advertising", "receipt_held_back",
]  # fmt: skip
CURVE_DAYS = 5
NOT_SENT = ("to_come", "stopped")
NO_PERSON = ("instant_answer", "refusal", "deflection")
"""Outcomes of delivered mails to which something came, but no answer by a person."""
NOTHING: dict[str, Any] = {"mail_lines": [], "hand_lines": []}
"""What a shop's page shows where there is no campaign."""


@dataclass(frozen=True)
class Mails:
    """A campaign as a report shows it.

    until: up to when was looked for answers. after: what came to the addresses besides answers, in the watch_days after
    each mail. attempts: what people measured by hand.
    """

    threads: tuple[Thread, ...]
    batch: Batch
    until: datetime
    after: tuple[Aftermath, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    watch_days: int = 90

    def of(self, shop: str) -> list[Thread]:
        """The mails of one shop, brands with the same customer service included."""
        return self._threads.get(shop, [])

    def figures(self, shop: str) -> ShopMails | None:
        """The figures of one shop, None where no mail was delivered."""
        return self._figures.get(shop)

    @cached_property
    def _threads(self) -> dict[str, list[Thread]]:
        found: dict[str, list[Thread]] = defaultdict(list)
        for thread in self.threads:
            for shop in dict.fromkeys((thread.probe.shop, *thread.probe.also)):
                found[shop].append(thread)
        return dict(found)

    @cached_property
    def _figures(self) -> dict[str, ShopMails]:
        return {figures.shop: figures for figures in self.batch.shops}


def mails(
    threads: Sequence[Thread], until: datetime, *, seed: int = 0, after: Iterable[Aftermath] = (),
    attempts: Iterable[Attempt] = (), watch_days: int = 90,
) -> Mails:  # fmt: skip
    """The campaign from its threads (see :class:`Mails`)."""
    return Mails(
        threads=tuple(threads), batch=batch(delays(threads), seed=seed), until=until, after=tuple(after),
        attempts=tuple(attempts), watch_days=watch_days,
    )  # fmt: skip


def of_shop(found: Mails, shop: str, words: Words) -> dict[str, Any]:
    """Everything that a shop's page shows of the campaign."""
    brands = {shop, *(t.probe.shop for t in found.of(shop))}
    return {
        "mail_lines": timeline(found, shop, words),
        "mail_sentence": sentence(found, shop, words),
        "mail_share": share_told(found, shop, words),
        "after_lines": by_hand.afterwards([a for a in found.after if a.shop in brands], {}, words),
        "hand_lines": by_hand.lines([a for a in found.attempts if a.item.shop == shop], {}, words),
        "after_shops": False,
        "hand_shops": False,
    }


def of_all(found: Mails, names: dict[str, tuple[str, str]], words: Words) -> dict[str, Any]:
    """Everything that the page about all mails shows in words and tables. names: see :func:`table`."""
    counts = summary(found)
    return {
        "counts": counts,
        "shops": table(found, names, words),
        "until": found.until,
        "norm": norm_text(found, words),
        "after_lines": by_hand.afterwards(found.after, names, words),
        "watch_days": found.watch_days,
        "hand_lines": by_hand.lines(found.attempts, names, words),
        "hand_channels": by_hand.channels(found.attempts, words),
        "hand_share": by_hand.share(found.attempts, counts["delivered"], words),
        "after_shops": True,
        "hand_shops": True,
    }


def rows(found: Mails) -> Iterator[list[Any]]:
    """Rows of ``mails.csv``, one a mail."""
    for t in found.threads:
        delay, receipt = t.delay, _first(t.mails, MailClass.RECEIPT)
        answered = None if delay is None or delay.censored else delay
        yield [
            t.probe.id, shop_id(t.probe.shop), t.probe.shop_name or t.probe.shop, t.probe.wave, t.probe.channel,
            t.probe.language, exports.iso(t.probe.planned_at), exports.iso(delay.sent_at if delay else None), t.code,
            t.outcome, exports.iso(receipt.arrival.received_at if receipt else None),
            exports.iso(answered.answered_at if answered else None),
            exports.iso(delay.answered_at if delay and delay.censored else None),
            delay and delay.elapsed_s, delay and delay.working_s, delay and delay.shop_s,
            delay and delay.working_days, exports.iso(delay.due if delay else None), delay and delay.met,
            delay and delay.norm, t.promise and t.promise.text, t.promise_state, len(_advertising(t)), _held_back(t),
        ]  # fmt: skip


def timeline(found: Mails, shop: str, words: Words) -> list[dict[str, Any]]:
    """The mails of one shop: sent, accepted, receipt, answer, three clocks, promise."""
    return [_line(t, words) for t in found.of(shop)]


def _line(t: Thread, words: Words) -> dict[str, Any]:
    delay, receipt = t.delay, _first(t.mails, MailClass.RECEIPT)
    return {
        "sent": words.moment(delay.sent_at) if delay else words.moment(t.probe.planned_at),
        "accepted": words("mail.accepted", code=str(t.code)) if t.code else words("mail.not_accepted"),
        "receipt": words.moment(receipt.arrival.received_at) if receipt else "",
        "held_back": _held_back(t),
        "outcome": words(f"mail.outcome.{_told(t)}"),
        "mark": _mark(t),
        "answered": words.moment(delay.answered_at) if delay and not delay.censored else "",
        "elapsed": duration(delay.elapsed_s, words) if delay else "",
        "working": duration(delay.working_s, words, working=True) if delay else "",
        "shop_hours": duration(delay.shop_s, words, working=True) if delay and delay.shop_s is not None else "",
        "at_least": delay is not None and delay.censored,
        "due": words.moment(delay.due) if delay and delay.due else "",
        "promise": clean(t.promise.text, 120) if t.promise else "",
        "promise_state": words(f"mail.promise.{t.promise_state}") if t.promise_state is not PromiseState.NONE else "",
        "advertising": len(_advertising(t)),
        "proof": mail_proof.proof(t, words),
    }


def _held_back(t: Thread) -> bool:
    """Whether a receipt that is not there does not count: mailboxes do not send one to each of two mails in a row."""
    return t.receipt_held_back and t.delay is not None and _first(t.mails, MailClass.RECEIPT) is None


def _told(t: Thread) -> str:
    """The outcome in one word; an answer after the norm's term is told as such, not by its mark only."""
    late = t.outcome == "answered" and t.delay is not None and t.delay.met is False
    return "answered_late" if late else t.outcome


def _mark(t: Thread) -> str:
    """How the mail is marked: met, not met, or nothing to say yet."""
    if t.outcome in NOT_DELIVERED or t.delay is None or t.delay.met is None:
        return "not_measured"
    return "met" if t.delay.met else "not_found"


def norm_text(found: Mails, words: Words) -> str:
    """What was expected."""
    return str(norms_shown(sorted({t.delay.norm for t in found.threads if t.delay is not None}), words))


def share_told(found: Mails, shop: str, words: Words) -> str:
    """How the shop stands against a norm that asks for a share of all questions; "" where the norm asks for none."""
    clocked = [t.delay for t in found.of(shop) if t.delay is not None and t.outcome not in NOT_DELIVERED]
    names = {delay.norm for delay in clocked}
    if len(names) != 1 or (name := names.pop()) not in norms() or (of := norm(name)).share is None:
        return ""
    met = judge_many(clocked, of)
    key = "few" if len(clocked) < of.minimum else {True: "met", False: "not_met", None: "open"}[met]
    yes = sum(delay.met is True for delay in clocked)
    share = words.percent(of.share)
    return words(f"mail.share.{key}", share=share, n=str(of.minimum), yes=str(yes), sent=str(len(clocked)))


def norms_shown(names: Iterable[str], words: Words) -> Markup:
    """Norms in the report's language; one by its name where nothing is written of it."""
    shown = (typeset(norm(n).shown.get(words.lang, n), words.lang) if n in norms() else n for n in names)
    return words.parts(shown)


def sentence(found: Mails, shop: str, words: Words) -> str:
    """What may be said about a shop in words: counts always."""
    figures = found.figures(shop)
    if figures is None:
        return words("mail.sentence.none")
    return words.n("mail.sentence", figures.mails, on_time=figures.on_time, answered=figures.answered)


def table(found: Mails, names: dict[str, tuple[str, str]], words: Words) -> list[dict[str, Any]]:
    """A row a shop, by name. names: name and file name of each shop by its key."""
    made = []
    for shop in {t.probe.shop for t in found.threads} | {s.shop for s in found.batch.shops}:
        figures = found.figures(shop)
        states = Counter(t.promise_state for t in found.of(shop))
        mine = next((t.probe.shop_name for t in found.of(shop) if t.probe.shop == shop and t.probe.shop_name), shop)
        name, slug = names.get(shop, (clean(mine, 100), ""))
        median = figures.median_working_s if figures else None
        made.append(
            {
                "name": name,
                "slug": slug,
                "on_time": words("mail.of", n=figures.on_time, of=figures.mails) if figures else "",
                "answered": words("mail.of", n=figures.answered, of=figures.mails) if figures else "",
                "usual": duration(median, words, working=True)
                if median is not None
                else words("mail.half_waits")
                if figures
                else "",
                "interval": (
                    f"{words.percent(figures.on_time_low)} – {words.percent(figures.on_time_high)}" if figures else ""
                ),
                "say": words(f"mail.say.{figures.say}") if figures else words("mail.sentence.none"),
                "thin": figures is None or figures.say is Say.COUNTS,
                "kept": states[PromiseState.KEPT],
                "broken": states[PromiseState.BROKEN],
                "undelivered": sum(t.outcome in NOT_DELIVERED for t in found.of(shop)),
                "order": f"{figures.on_time / figures.mails if figures and figures.mails else -1:.4f}",
            }
        )
    return sorted(made, key=lambda row: (row["name"].casefold(), row["slug"]))


def summary(found: Mails) -> dict[str, int]:
    """The campaign in counts, which add up: planned is delivered and not; delivered is answered by a person, by
    anything else, not at all, and not yet. shops: those to which any was delivered."""
    outcomes = Counter(t.outcome for t in found.threads)
    delivered = [t for t in found.threads if t.delay is not None]
    return {
        "planned": len(found.threads),
        "sent": len(found.threads) - sum(outcomes[o] for o in NOT_SENT),
        "delivered": len(delivered),
        "undelivered": len(found.threads) - len(delivered),
        "answered": outcomes["answered"],
        "on_time": sum(bool(t.delay and t.delay.met) for t in delivered),
        "no_person": sum(outcomes[o] for o in NO_PERSON),
        "silent": outcomes["silent"],
        "waiting": outcomes["waiting"],
        "shops": len({t.probe.shop for t in delivered}),
        "advertised": len(
            {t.probe.shop for t in found.threads if _advertising(t)}
            | {a.shop for a in found.after if a.kind is After.ADVERTISING}
        ),
        "broken": sum(t.promise_state is PromiseState.BROKEN for t in found.threads),
    }


def duration(seconds: float, words: Words, *, working: bool = False) -> str:
    """A length of time in days, hours and minutes, the two largest that are not nought.

    working: time within working hours, of which a day has no 24: hours and minutes only.
    """
    minutes = round(seconds / 60)
    days, rest = (0, minutes) if working else divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "time.d"), (hours, "time.h"), (minutes, "time.min")]
    shown = [str(words(key, n=n)) for n, key in parts if n][:2]
    return " ".join(shown) or str(words("time.min", n=0))


def _first(found: Sequence[Mail], kind: MailClass) -> Mail | None:
    return next((m for m in found if m.classification and m.classification.mail_class is kind), None)


def _advertising(t: Thread) -> list[Mail]:
    return [m for m in t.mails if m.classification and m.classification.mail_class is MailClass.MARKETING]
