"""A small campaign of test mails with every outcome that a report must be able to show."""

from datetime import UTC, datetime, timedelta
from random import Random

from msgspec.structs import replace

from mystery_shop.model import Probe, Promise, PromiseState, ReplyDelay
from mystery_shop.results import NOT_DELIVERED, Thread
from reports.mail import Mails, mails

START = datetime(2026, 11, 3, 9, 20, tzinfo=UTC)
OUTCOMES = (
    *sorted(NOT_DELIVERED), "answered", "instant_answer", "refusal", "deflection", "waiting", "silent",
)  # fmt: skip
PROMISES = tuple(PromiseState)
ANSWERED_H = 3


def campaign(shop: str = "https://sokken.nl", other: str = "https://www.defietsenmaker.nl") -> Mails:
    """One mail of each outcome to ``shop``, each state of a promise in turn, and one answered mail to ``other``."""
    found = [_thread(shop, n, outcome) for n, outcome in enumerate(OUTCOMES)]
    return mails([*found, _thread(other, len(found), "answered")], START + timedelta(days=30), seed=7)


def many(shops: list[str], each: int = 6, *, seed: int = 7) -> Mails:
    """``each`` mails to every shop, answered at times between at once and never."""
    found, chance = [], Random(seed)
    for place, shop in enumerate(shops):
        pace = chance.uniform(0.5, 20)
        for number in range(each):
            hours = pace * chance.lognormvariate(0, 0.9)
            answered = hours < 40
            made = _thread(shop, place * each + number, "answered" if answered else "silent")
            sent = START + timedelta(days=3 * number)
            assert made.delay is not None
            working = int(min(hours, 40) * 3600)
            days = working // (8 * 3600)
            delay = replace(
                made.delay, sent_at=sent, answered_at=sent + timedelta(hours=3 * min(hours, 40)), working_s=working,
                elapsed_s=3 * working, working_days=days if answered else 8, met=answered and days <= 1,
            )  # fmt: skip
            found.append(replace(made, delay=delay, probe=replace(made.probe, planned_at=sent, sent_at=sent)))
    return mails(found, START + timedelta(days=60), seed=seed)


def _thread(shop: str, number: int, outcome: str) -> Thread:
    sent = START + timedelta(days=number)
    state = PROMISES[number % len(PROMISES)]
    probe = Probe(
        id=f"m{number}", campaign="c", shop=shop, shop_name=shop.rpartition("/")[2], to=f"info@{shop[8:]}",
        reply_address=f"r{number}@meting.example", token=f"t{number}", message_id=f"<{number}@meting.example>",
        subject="Vraag", text="Mag ik iets vragen?", language="nl", planned_at=sent, sent_at=sent,
    )  # fmt: skip
    return Thread(
        probe=probe, outcome=outcome, code=250 if outcome not in NOT_DELIVERED else None,
        delay=None if outcome in NOT_DELIVERED else _delay(sent, answered=outcome == "answered"),
        promise=None if state is PromiseState.NONE else Promise(text="Antwoord binnen 2 werkdagen"),
        promise_state=state,
    )  # fmt: skip


def _delay(sent: datetime, *, answered: bool) -> ReplyDelay:
    until = sent + timedelta(hours=ANSWERED_H if answered else 240)
    return ReplyDelay(
        sent_at=sent, answered_at=until, censored=not answered, elapsed_s=int((until - sent).total_seconds()),
        working_s=(ANSWERED_H if answered else 64) * 3600, shop_s=3 * 3600, working_days=0 if answered else 8,
        received_day=sent.date(), answer_day=until.date(), due=sent + timedelta(days=1), met=answered,
        norm="samr-2018",
    )  # fmt: skip
