"""``shopcheck mail …``: plan a campaign of test mails, approve it, send what is due, collect what comes.

Without ``--live`` nothing leaves: what is due is written into ``DIR/mail/outbox``. Codes: 5 refused for safety, 6
nothing is due or answers are still waited for.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopcheck.arguments import Folder, first_day, shops_in
from shopcheck.campaigns import (
    By,
    Live,
    Now,
    Style,
    console,
    desk_of,
    leave,
    mailbox_of,
    refuse,
    transport_of,
)  # fmt: skip
from shopcheck.errors import Exit, PlainError, WrongInputError
from shopcheck.signals import term_as_interrupt

if TYPE_CHECKING:  # the commands import what they need when they run
    from audit.model import ShopResult
    from mystery_shop.desk import Desk, FetchReport
    from mystery_shop.outbox import SendReport

TROUBLE_S = 60.0


def mount(mail: typer.Typer) -> None:
    """Add the commands of a campaign to ``shopcheck mail``."""
    from shopcheck import campaign_desk_cli

    for name, command in (
        ("plan", plan), ("preview", preview), ("approve", approve), ("controls", controls), ("send", send),
        ("fetch", fetch), ("run", run),
    ):  # fmt: skip
        mail.command(name)(command)
    campaign_desk_cli.mount(mail)


def plan(
    folder: Folder,
    shops: Annotated[
        Path | None, typer.Option("--list", metavar="FILE", help="Shops with addresses, instead of an audit's.")
    ] = None,
    waves: Annotated[int | None, typer.Option(metavar="N", help="Mails a shop; else as set, or 6.")] = None,
    weeks: Annotated[int | None, typer.Option(metavar="N", help="Over how many weeks; else as set, or 3.")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day, as 2026-06-05; else the next good one.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="The same seed gives the same calendar; else the audit's.")
    ] = None,
    style: Style = "text",
    now: Now = None,
) -> None:
    """Lay out the mails: which shop gets which question when, what it costs the shops, what it can tell."""
    from mystery_shop.plan import summary
    from mystery_shop.plan_words import tell
    from mystery_shop.slots import default_start

    with desk_of(folder, now, create=True, waves=waves, weeks=weeks, seed=seed) as desk:
        first = first_day(start) if start else default_start(desk.now().date(), desk.settings)
        made = desk.plan(_results(folder, shops), start=first, seed=desk.settings.seed)
        if style == "json":
            slots = [
                {
                    "id": p.id, "shop": p.shop, "also": list(p.also), "to": p.to, "wave": p.wave,
                    "question": p.question, "language": p.language, "planned_at": p.planned_at.isoformat(),
                }
                for p in made.probes
            ]  # fmt: skip
            skipped = [{"shop": n.shop, "name": n.name, "why": n.why} for n in made.not_mailed]
            out = {**summary(made, desk.settings), "slots": slots, "not_mailed_shops": skipped, "hints": made.hints}
            console.result(json.dumps(out, ensure_ascii=False, indent=1))
        else:
            console.result("\n".join(tell(made, desk.settings)))
        if not made.probes:
            raise PlainError("there is no shop to mail; see above why", Exit.WRONG_INPUT)
        console.say(f"nothing was sent; read the mails with: shopcheck mail preview {folder}")


def preview(
    folder: Folder,
    shop: Annotated[str | None, typer.Option("--shop", metavar="KEY", help="Only this shop's mails.")] = None,
    count: Annotated[int, typer.Option("--count", "-n", metavar="N", min=1, help="At most so many.")] = 10,
    now: Now = None,
) -> None:
    """Show the mails exactly as they will be sent."""
    from mystery_shop.plan import zone_of

    with desk_of(folder, now, reading=True) as desk:
        slots = [s for s in desk.campaign.slots() if shop in (None, s.probe.shop, s.probe.shop_name, s.probe.id)]
        if not slots:
            raise WrongInputError(f"no mails are planned{f' for {shop}' if shop else ''} in {folder}")
        for slot in slots[:count]:
            probe, local = slot.probe, slot.due_at.astimezone(zone_of(slot.probe.market))
            console.result(f"--- {probe.id}, {local:%a %d %b %Y %H:%M} {local.tzname()}, {slot.state}")
            console.result(f"From: {probe.sender_name} <{probe.reply_address}>\nTo: {probe.to}")
            console.result(f"Subject: {probe.subject}\nMessage-ID: {probe.message_id}\n\n{probe.text}")
        if len(slots) > count:
            console.say(f"and {len(slots) - count} more; -n {len(slots)} shows all")


def approve(folder: Folder, by: By, now: Now = None) -> None:
    """Consent to exactly the mails that are planned. Two people must; any change to the plan voids it."""
    from mystery_shop.campaign import name_key

    if len(name_key(by)) < 2:
        raise WrongInputError(f"--by {by!r} is no name; write your first and last name")
    with desk_of(folder, now) as desk:
        try:
            count = desk.approve(by)
        except LookupError as error:
            raise WrongInputError(f"{error}; make one with: shopcheck mail plan {folder}") from error
        needed = desk.settings.approvals
        console.result(f"approved by {count} of {needed} people")
        if count < needed:
            console.say("the same person's second approval does not count; another person must read and approve")


def controls(folder: Folder, live: Live = False, now: Now = None) -> None:
    """Send a mail to each control mailbox of ours and see whether, and where, it arrives."""
    with desk_of(folder, now) as desk:
        if not live:
            refuse(["a control mail is a real mail: add --live"])
        stop = [r for r in desk.refusals() if "sender" in r or "mail server" in r]
        if stop or not desk.settings.controls:
            refuse(stop or ["no control mailbox is configured: name one under [[mail.controls]]"])
        for line in _run_controls(desk):
            console.result(line)
        _refuse_controls(desk)


def send(folder: Folder, live: Live = False, now: Now = None) -> None:
    """Send what is due now. Without --live: write it into DIR/mail/outbox."""
    with desk_of(folder, now) as desk:
        if desk.campaign.info() is None:
            raise WrongInputError(f"there is no plan in {folder}; make one with: shopcheck mail plan {folder}")
        if not live:
            _rehearse(desk)
            return
        _settle(desk)
        _check_live(desk, now)
        if not _due(desk):
            leave(Exit.WAITING, "nothing is due" + _next_due(desk))
        report = _send(desk)
        if report.capped and not report.anything:
            leave(Exit.REFUSED, f"refused for safety: {report.capped}")
        if report.problems and not report.anything:
            raise PlainError("nothing could be sent; the mails wait for the next round", Exit.OUR_FAILURE)
        if not report.anything:
            leave(Exit.WAITING, "nothing is due" + _next_due(desk))


def fetch(
    folder: Folder,
    wait: Annotated[float, typer.Option("--wait", metavar="SECONDS", help="Wait so long for something new.")] = 0,
    now: Now = None,
) -> None:
    """Collect what came in, and tell what it is."""
    from mystery_shop.status import status, waiting

    with desk_of(folder, now) as desk:
        _settle(desk)
        report = _fetch(desk, wait)
        _tell_fetched(report)
        if not report.collected.fresh and waiting(status(desk)):
            leave(Exit.WAITING, "nothing new; answers are still waited for")


def run(folder: Folder, live: Live = False, now: Now = None) -> None:
    """Send what is due and collect what comes, until the campaign has ended. Stop it and start it again as you like."""
    from mystery_shop.mailbox import MailboxError
    from mystery_shop.status import status
    from mystery_shop.transport import TransportError

    with term_as_interrupt(), desk_of(folder, now) as desk:
        if not live:
            refuse(["run sends mails: add --live (shopcheck mail send without it writes them into a folder)"])
        _settle(desk)
        while True:
            try:
                _check_live(desk, now)
                _send(desk)
                _tell_fetched(_fetch(desk, 0))
                state = status(desk)
                if state["ended"]:
                    console.result("the campaign has ended; the addresses are watched on by: shopcheck mail fetch")
                    return
                _wait_in_mailbox(desk, state)
            except (MailboxError, TransportError) as error:
                console.warn(f"shopcheck: {error}; trying again in a minute")
                time.sleep(TROUBLE_S)


def _results(folder: Path, shops: Path | None) -> Iterator[ShopResult]:
    from audit.model import ShopResult
    from shopcheck.opening import open_store

    if shops is not None:
        yield from (ShopResult(shop=shop) for shop in shops_in(str(shops), None).shops)
        return
    try:
        with open_store(folder, lock=False) as store:
            yield from store.results()
    except PlainError as error:
        hint = f"\nor take the addresses of a list: shopcheck mail plan {folder} --list FILE"
        raise PlainError(f"{error}{hint if error.code is Exit.WRONG_INPUT else ''}", error.code) from error


def _settle(desk: Desk) -> None:
    """What a sender that was killed left half done, before anything else is said of these mails."""
    from mystery_shop.status import how_to_settle

    for probe in desk.settle():
        console.warn(
            f"{probe}: the process that sent it ended before the server's answer was kept; {how_to_settle(probe)}"
        )


def _check_live(desk: Desk, now: str | None) -> None:
    """Everything that must be in order before a mail leaves for real; control mails are sent where they are due."""
    from mystery_shop.safety import controls_in_order

    if found := desk.refusals():
        refuse(found)
    if controls_in_order(desk.campaign.control_mails(), desk.settings, desk.now()) and desk.settings.controls:
        for line in _run_controls(desk):
            console.say(line)
    _refuse_controls(desk)


def _refuse_controls(desk: Desk) -> None:
    from mystery_shop.safety import controls_in_order

    found = controls_in_order(desk.campaign.control_mails(), desk.settings, desk.now())
    if found:
        refuse([f"{item.what}: {item.do}" for item in found])


def _run_controls(desk: Desk) -> Iterator[str]:
    from mystery_shop.controls import look_for_controls, send_controls

    for control in desk.settings.controls:  # no mail leaves for a mailbox that we could not look into
        mailbox_of(desk, control)
    transport = transport_of(desk)
    try:
        mails = send_controls(desk.campaign, desk.settings, transport, desk.now)
    finally:
        transport.close()
    wait = desk.settings.control_wait_s
    seen = look_for_controls(
        desk.campaign, desk.settings, mails, lambda control: mailbox_of(desk, control), desk.now, wait_s=wait
    )
    for mail in mails:
        found = next((m for m in seen if m.message_id == mail.message_id), None)
        where = f"arrived in {found.folder}" if found else mail.folder or f"not there after {wait:g} s"
        yield f"control mailbox {mail.box}: {where}"


def _rehearse(desk: Desk) -> None:
    written = desk.rehearse()
    if not written:
        leave(Exit.WAITING, "nothing is due" + _next_due(desk))
    for path in written:
        console.result(str(path))
    console.say(f"{len(written)} mails written, none sent; --live sends (when two people have approved)")


def _send(desk: Desk) -> SendReport:
    report = desk.send(transport_of(desk))
    for kind in ("accepted", "deferred", "refused", "uncertain", "stopped", "moved"):
        for probe in getattr(report, kind):
            slot = desk.campaign.slot(probe)
            said = slot.probe.server_reply.replace("\n", " ") if kind in ("accepted", "deferred", "refused") else ""
            console.result(f"{kind:<9} {probe}  {slot.probe.to}  {said}".rstrip())
    for problem in report.problems:
        console.warn(f"shopcheck: {problem}")
    if report.moved:
        console.say(
            f"{len(report.moved)} mails were moved to a later slot; run `shopcheck mail send` every hour, or "
            "`shopcheck mail run`, so that none is missed"
        )
    if report.capped:
        console.say(f"the rest waits: {report.capped}")
    return report


def _fetch(desk: Desk, wait: float) -> FetchReport:
    from mystery_shop.mailbox import MailboxError

    end = time.monotonic() + wait
    while True:
        with mailbox_of(desk) as box:
            report = desk.fetch(box)
            left = end - time.monotonic()
            if report.collected.fresh or left <= 0:
                return report
            with contextlib.suppress(MailboxError):  # whatever broke off: connect again, and catch up
                box.wait(left)


def _tell_fetched(report: FetchReport) -> None:
    for read in report.read:
        probe = read.match.probe or "unmatched"
        console.result(f"{read.found.mail_class:<14} {probe:<24} {read.message.from_}  {read.found.proof[:80]!r}")
    if report.collected.quota >= 0.9:
        console.warn(f"our mailbox is {report.collected.quota:.0%} full: soon answers will be turned away; make room")
    for folder in report.collected.renumbered:
        console.say(f"the server has numbered {folder} anew; everything was looked at again, nothing counted twice")
    for probe in report.resolved:
        console.say(f"{probe} was uncertain; what came in shows that it arrived")
    for shop in report.objected:
        console.warn(f"{shop} objects and gets no more mails, now or in any later campaign")


def _wait_in_mailbox(desk: Desk, state: dict[str, Any]) -> None:
    """Until something comes in or the next mail is due, a quarter of an hour at most."""
    seconds = 900.0
    if state["next_due"]:
        due = datetime.fromisoformat(state["next_due"])
        seconds = min(seconds, max(1.0, (due - desk.now()).total_seconds()))
    with mailbox_of(desk) as box:
        box.wait(seconds)


def _due(desk: Desk) -> bool:
    return bool(desk.outbox(transport_of(desk)).due())


def _next_due(desk: Desk) -> str:
    from mystery_shop.status import TO_COME

    coming = [slot.next_try_at or slot.due_at for slot in desk.campaign.slots(*TO_COME)]
    return f"; the next is due at {min(coming):%Y-%m-%d %H:%M} UTC" if coming else "; no mail is left to send"
