"""A shop's own web form: a person fills it in with an address that only this question has; then the mail clock runs."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from audit.model import ShopResult
from checks.market import decide
from mystery_shop.asking import ask, language_for, questions
from mystery_shop.desk import Desk
from mystery_shop.model import MailEvent, Probe, ProbeState
from mystery_shop.plan import reply_address, token_for


def form_page(result: ShopResult) -> str:
    """The page with the shop's form, as far as the audit saw one; else its home page."""
    forms = [channel.page for channel in result.snapshot.channels if channel.kind == "form"] if result.snapshot else []
    return next((page for page in forms if page), result.shop.url)


def prepare(desk: Desk, result: ShopResult) -> Probe:
    """What the person fills in: address, subject and text. Nothing is kept before :func:`submitted`."""
    shop, settings, now = result.shop, desk.settings, desk.now()
    code = shop.market or (decide(result.snapshot).code if result.snapshot else None) or ""
    spoken = result.snapshot.languages if result.snapshot else ()
    bank = questions(settings.language or language_for(code, spoken))
    number = 1 + sum(slot.probe.channel == "form" for slot in desk.campaign.slots(shop=shop.key))
    rng = random.Random(f"{settings.seed}/form/{shop.key}/{number}")
    asked = ask(
        bank, rng.choice(bank.question), shop=shop.name or shop.key, signed=settings.sender.name, reference="", rng=rng
    )
    token = token_for(desk.secret(), "form", shop.key, number)
    address = reply_address(settings, token)
    site = shop.key.split("://")[-1].split("/")[0].split(":")[0].removeprefix("www.")
    info = desk.campaign.info()
    return Probe(
        id=f"form-{token[:6]}-{number}", campaign=info.id if info else "form", shop=shop.key, shop_name=shop.name,
        market=code.upper(), to="", sender=settings.sender.address, sender_name=settings.sender.name,
        reply_address=address, token=token, message_id=f"<{token}.form@{address.rpartition('@')[2]}>",
        subject=asked.subject, text=asked.text, language=bank.language, question=asked.question, facts=asked.facts,
        domains=(site,), planned_at=now, wave=-number, channel="form",
    )  # fmt: skip


def submitted(desk: Desk, probe: Probe, *, by: str, at: datetime, note: str = "") -> Probe:
    """Keep that a person sent the form at ``at``: from there its clock runs. Returns the probe as kept."""
    fields: dict[str, Any] = {name: getattr(probe, name) for name in probe.__struct_fields__}
    sent = Probe(**{**fields, "state": ProbeState.ACCEPTED, "sent_at": at, "planned_at": at, "server_reply": "form"})
    event = MailEvent(
        at=at, kind="accepted", probe=probe.id, shop=probe.shop, by=by, text=note, detail={"phase": "form"}
    )
    desk.campaign.add_probe(sent, event)
    return sent
