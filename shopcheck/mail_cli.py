"""``shopcheck clock`` and ``shopcheck mail classify``: the pure half of mystery shopping on the command line."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from shopcheck import campaign_cli
from shopcheck.errors import Exit

if TYPE_CHECKING:  # the commands import what they need when they run: help must answer at once
    from mystery_shop.model import Classification, Promise

mail = typer.Typer(help="Test mails: what they are, when they were answered.", no_args_is_help=True)


class Format(StrEnum):
    """How a single result is printed."""

    TEXT = "text"
    JSON = "json"


def refuse(message: str) -> NoReturn:
    """Say on stderr what is wrong with the arguments, and leave."""
    typer.echo(f"shopcheck: {message}", err=True)
    raise typer.Exit(Exit.WRONG_INPUT)


def clock(
    sent: Annotated[
        str, typer.Option(metavar="TIME", help="When the shop's server took the mail, as 2026-06-05T16:55+02:00.")
    ],
    answered: Annotated[
        str | None, typer.Option(metavar="TIME", help="When the answer reached our server; leave out if none.")
    ] = None,
    market: Annotated[str | None, typer.Option(metavar="XX", help="Country of the shop's customers, as NL.")] = None,
    channel: Annotated[
        str, typer.Option(metavar="CHANNEL", help="email, phone, chat, form, social, whatsapp, messenger…")
    ] = "email",
    norm: Annotated[str | None, typer.Option(metavar="NORM", help="samr-2018 (else this one) or bol-24h-90.")] = None,
    calendar_name: Annotated[
        str | None,
        typer.Option("--calendar", metavar="NAME", help="Else the market's: nl-shop, nl-atw, be, de, de-by…"),
    ] = None,
    hours: Annotated[str | None, typer.Option(metavar="HOURS", help='Working hours, as "Mo-Fr 09:00-17:00".')] = None,
    shop_hours: Annotated[
        str | None, typer.Option(metavar="HOURS", help="The shop's own stated hours, clocked beside.")
    ] = None,
    cutoff: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="From when a mail is the next day's; else closing time.")
    ] = None,
    closed: Annotated[
        list[str] | None, typer.Option(metavar="DAY", help="A further day off, as 2026-05-15; may be repeated.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(metavar="ZONE", help="Another time zone, as Europe/Brussels.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help="Without an answer: up to when we waited; else now.")
    ] = None,
    output: Annotated[Format, typer.Option("--format", metavar="text|json", help="What to print.")] = Format.TEXT,
) -> None:
    """Explain one case of the reply clock.

    Elapsed time, working time, working days, and whether the norm was met.
    A time without a zone is the market's local time.
    """
    from mystery_shop.calendars import CalendarError, calendar
    from mystery_shop.channels import NormError, reply_delay
    from mystery_shop.clock import ClockError, parse_moment
    from mystery_shop.explain import as_object, explain

    try:
        days_off = [date.fromisoformat(day) for day in closed or ()]
    except ValueError:
        refuse(f"cannot read the day off in {closed}; write it like 2026-05-15")
    if market is None and calendar_name is None:
        refuse("which market? Add --market NL, or --calendar nl-shop")
    try:
        days = calendar(calendar_name, market=market, hours=hours, closed=days_off, cutoff=cutoff, timezone=timezone)
        own = calendar(days.name, hours=shop_hours, closed=days_off, timezone=timezone) if shop_hours else None
        start, end = parse_moment(sent, days), parse_moment(until, days) if until else datetime.now(UTC)
        if answered is None and end < start:
            refuse(
                f"sent ({sent}) lies after {until or 'now'}, up to when an answer was waited for; give --until later"
            )
        delay = reply_delay(
            start,
            parse_moment(answered, days) if answered else None,
            days,
            channel=channel,
            norm_name=norm,
            now=end,
            shop_hours=own,
        )
    except (CalendarError, ClockError, NormError) as error:
        refuse(str(error))
    if output is Format.JSON:
        typer.echo(json.dumps(as_object(delay, days), ensure_ascii=False))
        return
    for label, words in explain(delay, days):
        typer.echo(f"{label:<13} {words}")


class ManyFormat(StrEnum):
    """How many results are printed."""

    TEXT = "text"
    NDJSON = "ndjson"


@mail.command()
def classify(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Raw messages (.eml), or mailboxes (mbox).")],
    output: Annotated[
        ManyFormat, typer.Option("--format", metavar="text|ndjson", help="What to print.")
    ] = ManyFormat.TEXT,
) -> None:
    """Tell what each mail is, as if it had come in reply to a test mail: answer, receipt, bounce…

    One line a message; those of a mailbox are numbered.
    """
    from mystery_shop.classify import classify as judge_message
    from mystery_shop.parse import parse
    from shopcheck.saved_mail import numbered

    unread = 0
    for path in files:
        try:
            for number, raw in numbered(path):
                typer.echo(_line(path, number, judge_message(parse(raw)), output))
        except OSError as error:
            typer.echo(f"shopcheck: cannot read {path}: {error.strerror or error}", err=True)
            if output is ManyFormat.NDJSON:  # at least one object a file, in order
                typer.echo(json.dumps({"file": str(path), "error": error.strerror or str(error)}, ensure_ascii=False))
            unread += 1
    if unread:
        raise typer.Exit(Exit.WRONG_INPUT)


def _line(path: Path, number: int | None, judged: Classification, output: ManyFormat) -> str:
    """What is printed of one message. number: its place in a mailbox of several."""
    if output is ManyFormat.NDJSON:
        place: dict[str, object] = {} if number is None else {"message": number}
        return json.dumps({"file": str(path), **place, **classification_object(judged)}, ensure_ascii=False)
    where = str(path) if number is None else f"{path}#{number}"
    return f"{judged.mail_class:<14} {judged.language or '-':<3} {where}  {judged.proof[:100]}"


def classification_object(judged: Classification) -> dict[str, object]:
    """A classification as the object that ``shopcheck mail classify --format ndjson`` prints."""
    return {
        "class": str(judged.mail_class),
        "proof": judged.proof,
        "language": judged.language or None,
        "promise": promise_object(judged.promise),
    }


def promise_object(promise: Promise | None) -> dict[str, object] | None:
    """A promise as an object; amount and unit are null for a vague one."""
    if promise is None:
        return None
    amount = promise.amount
    return {
        "text": promise.text,
        "amount": int(amount) if amount is not None and amount == int(amount) else amount,
        "unit": None if promise.unit is None else str(promise.unit),
        "working": promise.working,
    }


campaign_cli.mount(mail)


def mount(app: typer.Typer) -> None:
    """Hang the commands into the front door."""
    app.add_typer(mail, name="mail")
    app.command("clock")(clock)
