"""``shopcheck mail …``: where a campaign stands, and what people decide about it."""

from __future__ import annotations

import json
from typing import Annotated

import msgspec
import typer

from shopcheck.arguments import Folder
from shopcheck.campaigns import By, Now, Style, console, desk_of
from shopcheck.errors import WrongInputError, meant


def mount(mail: typer.Typer) -> None:
    """Add the commands to ``shopcheck mail``."""
    for name, command in (
        ("status", status), ("assign", assign), ("resolve", resolve), ("stop", stop), ("after", after),
        ("purge", purge),
    ):  # fmt: skip
        mail.command(name)(command)


def status(folder: Folder, style: Style = "text", now: Now = None) -> None:
    """Say where the campaign stands."""
    from mystery_shop.status import lines
    from mystery_shop.status import status as state_of

    with desk_of(folder, now, reading=True) as desk:
        state = state_of(desk)
        if style == "json":
            console.result(json.dumps(state, ensure_ascii=False, indent=1))
        else:
            console.result("\n".join(lines(state)))


def assign(
    folder: Folder,
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="Id of a message, or how it begins (see mail status).")
    ],
    probe: Annotated[str | None, typer.Argument(metavar="MAIL", help="The mail of ours that it belongs to.")] = None,
    kind: Annotated[str | None, typer.Option("--as", metavar="CLASS", help="What it is, as answer or receipt.")] = None,
    *,
    by: By,
    now: Now = None,
) -> None:
    """Say by hand to which mail of ours a message belongs, or what it is."""
    from mystery_shop.model import MailClass

    if kind is not None and kind not in list(MailClass):
        raise WrongInputError(f"--as {kind}: choose {', '.join(MailClass)}")
    if probe is None and kind is None:
        raise WrongInputError("say to which mail it belongs (PROBE), or what it is (--as CLASS)")
    with desk_of(folder, now) as desk:
        try:
            mail = desk.assign(message, probe, MailClass(kind) if kind else None, by)
        except KeyError as error:
            raise WrongInputError(
                f"{error.args[0]!r} is no message or mail of this campaign, or several begin so; "
                f"see: shopcheck mail status {folder}"
            ) from error
        found = mail.classification.mail_class if mail.classification else "unread"
        console.result(f"{mail.id[:12]} belongs to {mail.probe or 'no mail of ours'}: {found}")


def resolve(
    folder: Folder,
    probe: Annotated[str, typer.Argument(metavar="MAIL", help="Id of an uncertain mail.")],
    sent: Annotated[bool, typer.Option("--sent/--not-sent", help="Whether it left. Not sent: it may be sent again.")],
    by: By,
    proof: Annotated[
        str, typer.Option("--proof", metavar="TEXT", help="How you know, as: provider's log of 3 June.")
    ] = "",
    now: Now = None,
) -> None:
    """Settle a mail of which nobody knows whether it left."""
    with desk_of(folder, now) as desk:
        try:
            done = desk.resolve(probe, sent=sent, by=by, proof=proof or "a person's word")
        except KeyError as error:
            raise WrongInputError(f"{probe!r} is no mail of this campaign") from error
        if not done:
            raise WrongInputError(f"{probe} is not uncertain; its state is {desk.campaign.slot(probe).state}")
        console.result(f"{probe}: {'sent' if sent else 'not sent, may be sent again'}")


def stop(
    folder: Folder,
    by: By,
    shop: Annotated[str | None, typer.Option("--shop", metavar="KEY", help="One shop; without it: everything.")] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    for_good: Annotated[bool, typer.Option("--for-good", help="It objects: never again, in any campaign.")] = False,
    lift: Annotated[bool, typer.Option("--lift", help="Take back the stop of everything.")] = False,
    now: Now = None,
) -> None:
    """Send nothing more, to one shop or to anyone. Works at once, also while mails are being sent."""
    with desk_of(folder, now) as desk:
        if lift:
            if shop is not None:
                raise WrongInputError("a shop that was stopped stays stopped; --lift is for the stop of everything")
            console.result("going on" if desk.campaign.lift_stop(by=by, now=desk.now()) else "nothing was stopped")
            return
        if shop is not None and not shop.strip():
            raise WrongInputError("--shop is empty; without it everything is stopped")
        key = _shop_key(desk, shop, elsewhere=for_good) if shop else None
        if for_good and key is None:
            raise WrongInputError("--for-good is for one shop: add --shop")
        stopped = desk.stop(key, by=by, reason=reason, for_good=for_good)
        if key is None:
            console.result("stopped: nothing will be sent to anyone")
        else:
            console.result(f"stopped: {len(stopped)} mails to {key} will not be sent")
            if for_good:
                console.say(f"it is on the stop list for good: {desk.listed.path}")


def after(folder: Folder, style: Style = "text", now: Now = None) -> None:
    """Say what came to the addresses besides answers: advertising, requests for a review, mail from others."""
    with desk_of(folder, now, reading=True) as desk:
        found = desk.aftermath()
        if style == "json":
            console.result(json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=1))
            return
        for item in found:
            console.result(f"{item.kind:<15} {item.at:%Y-%m-%d}  {item.shop}  from {item.domain}: {item.quote}")
        if not found:
            console.say("nothing but answers came to the addresses so far")


def purge(
    folder: Folder,
    everything: Annotated[bool, typer.Option("--all", help="All raw mail, not only what has passed its date.")] = False,
    by: By = "machine",
    now: Now = None,
) -> None:
    """Throw raw mail away whose date has passed. Hashes, times, classes and figures stay."""
    with desk_of(folder, now) as desk:
        console.result(f"{desk.purge(everything=everything, by=by)} raw messages thrown away")


def _shop_key(desk: object, name: str, *, elsewhere: bool = False) -> str:
    """The key of a shop that is given by key, name, host or address.

    elsewhere: also one that this campaign does not write to. Raises WrongInputError for any other.
    """
    from mystery_shop.desk import Desk

    assert isinstance(desk, Desk)
    wanted = name.strip().casefold().rstrip("/")
    keys = {}
    for slot in desk.campaign.slots():
        p = slot.probe
        if wanted in (p.shop.casefold(), p.shop.split("://")[-1].casefold(), p.shop_name.casefold(), p.to.casefold()):
            keys[p.shop] = True
        for also in p.also:
            if wanted in (also.casefold(), also.split("://")[-1].casefold()):
                keys[also] = True
    if len(keys) > 1:
        raise WrongInputError(f"{name} is the name of several shops: {', '.join(keys)}; give the key")
    if not keys and not elsewhere:
        known = {slot.probe.shop.split("://")[-1]: True for slot in desk.campaign.slots()}
        raise WrongInputError(
            f"no mail of this campaign goes to {name!r}{meant(name, known) if known else ''}. "
            "To keep a shop from ever getting one, add --for-good"
        )
    return next(iter(keys), name)
