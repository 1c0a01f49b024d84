"""Where a campaign stands, as data and as lines for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from mystery_shop.aftermath import watch_until
from mystery_shop.campaign import UNDER_WAY, Slot
from mystery_shop.desk import Desk
from mystery_shop.inbox import Mail
from mystery_shop.model import MailClass, ProbeState
from mystery_shop.results import Thread, threads
from mystery_shop.safety import controls_in_order, valid_approvals
from mystery_shop.threads import sent_time

S = ProbeState
TO_COME = (S.PLANNED, S.APPROVED, *UNDER_WAY)


def status(desk: Desk) -> dict[str, Any]:
    """The whole state of a campaign, storable as JSON; times in UTC."""
    now = desk.now()
    slots = desk.campaign.slots()
    mails = desk.inbox.mails()
    came_of = {thread.probe.id: thread for thread in threads(desk.campaign, desk.settings, now)}
    rows = [_row(slot, came_of[slot.probe.id]) for slot in slots]
    outcome = Counter(row["outcome"] for row in rows)
    info = desk.campaign.info()
    sent = [at for slot in slots if (at := sent_time(slot)) is not None]
    approvals = valid_approvals(desk.campaign.approvals(info.digest), desk.settings, now) if info else []
    due = [s for s in slots if s.state in (S.PLANNED, S.APPROVED, S.DEFERRED) and (s.next_try_at or s.due_at) <= now]
    coming = [slot.next_try_at or slot.due_at for slot in slots if slot.state in (S.PLANNED, S.APPROVED, S.DEFERRED)]
    return {
        "campaign": info.id if info else None,
        "ended": bool(slots) and not any(row["outcome"] in ("to_come", "waiting") for row in rows),
        "mails": len(slots),
        "states": dict(sorted(Counter(str(slot.state) for slot in slots).items())),
        "outcomes": dict(sorted(outcome.items())),
        "due": len(due),
        "next_due": _text(min(coming, default=None)),
        "received": len(mails),
        "classes": dict(sorted(Counter(str(m.classification.mail_class) for m in mails if m.classification).items())),
        "holding": [_held(mail) for mail in desk.inbox.holding()],
        "unsure": [_held(mail) for mail in mails if mail.probe and _is(mail, MailClass.UNSURE)],
        "uncertain": [slot.probe.id for slot in slots if slot.state is S.UNCERTAIN],
        "approvals": [{"name": a.name, "at": _text(a.at)} for a in approvals],
        "approvals_needed": desk.settings.approvals,
        "refused_for_safety": desk.refusals()
        if slots
        else ["there is no plan: make one with: shopcheck mail plan DIR"],
        "controls": [item.what for item in controls_in_order(desk.campaign.control_mails(), desk.settings, now)],
        "stops": [{"shop": s.shop, "at": _text(s.at), "by": s.by, "reason": s.reason} for s in desk.campaign.stops()],
        "watched_until": _text(watch_until(sent, desk.settings.watch_days)),
        "to_purge": len(desk.inbox.to_purge(now)),
        "shops": _by_shop(rows),
    }


def waiting(state: dict[str, Any]) -> bool:
    """Whether an answer may still come to a mail that left."""
    return bool(state["outcomes"].get("waiting"))


def how_to_settle(probe: str) -> str:
    """What a person does about a mail of which nobody knows whether it left."""
    return (
        f"what comes in may show it, or a person says: shopcheck mail resolve DIR {probe} --sent|--not-sent --by NAME"
    )


def lines(state: dict[str, Any]) -> Iterator[str]:
    """The state in words."""
    if not state["mails"]:
        yield "no plan yet; make one with: shopcheck mail plan DIR"
        return
    yield f"campaign {state['campaign']}: {'ended' if state['ended'] else 'running'}, {state['mails']} mails planned"
    yield "  " + ", ".join(f"{count} {name}" for name, count in state["outcomes"].items())
    if state["due"]:
        yield f"  {state['due']} are due now"
    elif state["next_due"]:
        yield f"  the next is due at {state['next_due']}"
    if state["received"]:
        classes = ", ".join(f"{count} {name}" for name, count in state["classes"].items())
        yield f"  {state['received']} messages came in: {classes}"
    names = ", ".join(a["name"] for a in state["approvals"]) or "nobody"
    yield f"  approved by {names} ({state['approvals_needed']} needed)"
    for probe in state["uncertain"]:
        yield f"  uncertain whether it left: {probe}; {how_to_settle(probe)}"
    for kind, what in (("holding", "belongs to no mail of ours"), ("unsure", "unsure what it is")):
        for item in state[kind]:
            yield f"  {what}: {item['id'][:12]} from {item['from']}: {item['subject']}"
    for stop in state["stops"]:
        yield f"  stopped: {stop['shop'] or 'everything'} by {stop['by']}" + (
            f": {stop['reason']}" if stop["reason"] else ""
        )
    if state["to_purge"]:
        yield f"  {state['to_purge']} raw messages have passed their date; throw them away: shopcheck mail purge DIR"
    if state["watched_until"]:
        yield f"  addresses are watched for advertising until {state['watched_until'][:10]}"


def _row(slot: Slot, came_of: Thread) -> dict[str, Any]:
    probe, delay, answer = slot.probe, came_of.delay, came_of.answer
    return {
        "id": probe.id,
        "shop": probe.shop,
        "name": probe.shop_name,
        "to": probe.to,
        "wave": probe.wave,
        "channel": probe.channel,
        "question": probe.question,
        "state": str(slot.state),
        "planned_at": _text(probe.planned_at),
        "due_at": _text(slot.due_at),
        "first_try_at": _text(slot.first_try_at),
        "sent_at": _text(sent_time(slot)),
        "server": probe.server_reply,
        "answered_at": _text(answer.arrival.received_at) if answer else None,
        "elapsed_s": delay.elapsed_s if delay and not delay.censored else None,
        "working_s": delay.working_s if delay and not delay.censored else None,
        "working_days": delay.working_days if delay and not delay.censored else None,
        "met": delay.met if delay else None,
        "promise": str(came_of.promise_state),
        "classes": [str(m.classification.mail_class) for m in came_of.mails if m.classification],
        "outcome": came_of.outcome,
    }


def _by_shop(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    shops: dict[str, dict[str, Any]] = {}
    for row in rows:
        shop = shops.setdefault(row["shop"], {"shop": row["shop"], "name": row["name"], "to": row["to"], "mails": []})
        shop["mails"].append({key: value for key, value in row.items() if key not in ("shop", "name", "to")})
    return list(shops.values())


def _held(mail: Mail) -> dict[str, Any]:
    found = mail.classification
    return {
        "id": mail.id,
        "at": _text(mail.arrival.received_at),
        "from": mail.sender,
        "subject": mail.subject,
        "class": str(found.mail_class) if found else None,
        "candidates": list(mail.match.candidates) if mail.match else [],
    }


def _is(mail: Mail, kind: MailClass) -> bool:
    return mail.classification is not None and mail.classification.mail_class is kind


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")
