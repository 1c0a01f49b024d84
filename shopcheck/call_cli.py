"""``shopcheck call …``: what only people can measure. A call sheet, a stopwatch in the terminal, records in and out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopcheck.arguments import Folder, first_day, today
from shopcheck.console import CONSOLE as console
from shopcheck.errors import WrongInputError

if TYPE_CHECKING:
    from audit.model import Shop, ShopResult
    from mystery_shop.by_hand import Measured, Stopwatch
    from mystery_shop.calendars import Calendar
    from mystery_shop.campaign import Campaign

call = typer.Typer(
    name="call",
    help="Calls, chats and messages that a person makes, timed and written down.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who measures.")]
Market = Annotated[str | None, typer.Option("--market", metavar="XX", help="Country of shops without one, as NL.")]


@call.command("sheet")
def sheet(
    folder: Folder,
    calls: Annotated[int, typer.Option(metavar="N", min=1, max=50, help="Calls a shop, on different days.")] = 5,
    weeks: Annotated[int, typer.Option(metavar="N", min=1, max=26, help="Over how many weeks.")] = 2,
    start: Annotated[str | None, typer.Option(metavar="DATE", help="First day, as 2026-06-05; else tomorrow.")] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed gives the same sheet.")] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write CSV here; else to standard output.")
    ] = None,
    market: Market = None,
) -> None:
    """Make a call sheet as CSV: number, tariff, and a random moment within the opening hours for each call."""
    from mystery_shop.by_hand import call_sheet
    from mystery_shop.hand_files import sheet_csv

    first = first_day(start) if start else today() + timedelta(days=1)
    results = [_in_market(result, market) for result in _results(folder)]
    days = _calendars(_markets(results))
    slots = call_sheet(results, days, start=first, weeks=weeks, calls=calls, seed=seed)
    text = sheet_csv(slots, {code: calendar.zone for code, calendar in days.items()})
    if out is None:
        console.result(text, end="")
    else:
        out.write_text(text, "utf-8")
    shops = len({slot.shop for slot in slots})
    without = sum(not result.left for result in results) - shops
    console.say(f"{len(slots)} calls to {shops} shops; {without} shops have no number or no known market")


@call.command("time")
def time_one(
    folder: Folder,
    shop: Annotated[str, typer.Option("--shop", metavar="KEY", help="Key, host or name of the shop.")],
    by: By,
    channel: Annotated[
        str, typer.Option("--channel", metavar="CHANNEL", help="phone, chat, whatsapp, messenger, social…")
    ] = "phone",
    number: Annotated[str, typer.Option("--number", metavar="TEXT", help="Number, handle or address used.")] = "",
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="Anything worth keeping. Never a staff member's name.")
    ] = "",
    market: Market = None,
) -> None:
    """Time one attempt with the keyboard.

    s start (it rings, or the message is sent), m a menu or bot, p a person, h hung up, v voicemail, b busy, c closed;
    u takes the last one back, q gives up without a record.
    """
    from mystery_shop.by_hand import CHANNELS, Stopwatch, add, measured

    if channel not in CHANNELS:
        raise WrongInputError(f"--channel {channel}: choose {', '.join(CHANNELS)}")
    if not by.strip():
        raise WrongInputError("--by is empty: a measurement says who made it")
    result = _in_market(_find(folder, shop), market)
    watch = Stopwatch()
    with _keys() as keys:
        if not _measure(watch, keys):
            console.warn("given up; nothing was written down")
            raise typer.Exit(0)
    with _campaign(folder) as campaign:
        item = measured(
            watch, number_of=len(_all(campaign)) + 1, by=by.strip(), shop=result.shop.key, channel=channel,
            shop_name=result.shop.name, market=(result.shop.market or "").upper(), number=number, note=note,
        )  # fmt: skip
        add(campaign, [item])
    console.result(_line(item, _calendars(_markets([result]))))


@call.command("form")
def form(
    folder: Folder,
    shop: Annotated[str, typer.Option("--shop", metavar="KEY", help="Key, host or name of the shop.")],
    by: By,
    market: Market = None,
) -> None:
    """Send a question by the shop's own web form, by hand: the mail clock runs from the moment you press Enter."""
    from mystery_shop.forms import form_page, prepare, submitted
    from shopcheck.campaigns import desk_of

    result = _in_market(_find(folder, shop), market)
    with desk_of(folder) as desk:
        if not (desk.settings.sender.name and desk.settings.sender.address):
            raise WrongInputError("nobody is named as sender: write name and address under [mail.sender] in audit.toml")
        probe = prepare(desk, result)
        console.result(f"form     {form_page(result)}\nname     {probe.sender_name}\ne-mail   {probe.reply_address}")
        console.result(f"subject  {probe.subject}\n\n{probe.text}")
        console.say("press Enter at the moment at which you send the form, q and Enter to give up")
        if sys.stdin.readline().strip().lower() != "":
            console.warn("given up; nothing was written down")
            return
        sent = submitted(desk, probe, by=by.strip(), at=desk.now())
        console.result(f"sent at {sent.sent_at:%Y-%m-%d %H:%M:%S} UTC; answers are collected by: shopcheck mail fetch")


@call.command("import")
def import_file(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table, as a filled-in call sheet.")],
    market: Market = None,
) -> None:
    """Take over measurements from CSV, XLSX or ODS, all of them or none.

    Columns: shop, channel, started, menu, person, ended, result, by, note; a filled-in call sheet will do.
    """
    from msgspec.structs import replace

    from mystery_shop.by_hand import add
    from mystery_shop.hand_files import HandFileError, read_measured, shops_by_name

    results = [_in_market(result, market) for result in _results(folder)]
    days = _calendars(_markets(results))
    zone = next(iter(days.values())).zone if days else UTC
    known = shops_by_name([(result.shop.key, result.shop.name) for result in results])
    try:
        items = read_measured(file.read_bytes(), str(file), zone=zone, shops=known)  # type: ignore[arg-type]
    except HandFileError as error:
        raise WrongInputError(str(error)) from error
    except OSError as error:
        raise WrongInputError(f"{file} cannot be read: {error.strerror}") from error
    shops = {result.shop.key: result.shop for result in results}
    named = [
        replace(item, shop_name=shops[item.shop].name, market=(shops[item.shop].market or "").upper())
        if item.shop in shops
        else item
        for item in items
    ]
    with _campaign(folder) as campaign:
        new = add(campaign, named)
    console.result(f"{new} measurements taken over, {len(items) - new} were there already")


@call.command("list")
def show(
    folder: Folder,
    style: Annotated[str, typer.Option("--format", metavar="text|csv", help="What is printed.")] = "text",
    norm: Annotated[
        str | None,
        typer.Option("--norm", metavar="NORM", help="Norm to judge by: samr-2018 (else this one) or bol-24h-90."),
    ] = None,
) -> None:
    """Show what was measured, and whether it met the norm for its channel."""
    from mystery_shop.hand_files import measured_csv

    with _campaign(folder, reading=True) as campaign:
        items = _all(campaign)
    if style == "csv":
        console.result(measured_csv(items), end="")
        return
    days = _calendars({item.market for item in items})
    for item in items:
        console.result(_line(item, days, norm))
    if not items:
        console.say("nothing was measured by hand so far")


def _measure(watch: Stopwatch, keys: Iterator[str]) -> bool:
    """Follow the keys until the attempt has ended; False when it was given up."""
    from mystery_shop.by_hand import StopwatchError

    console.say(f"press {watch.hint()}, u to take back, q to give up")
    for key in keys:
        now = datetime.now(UTC)
        if key == "q":
            return False
        if key == "u":
            watch.undo()
            console.say(f"taken back; press {watch.hint()}")
            continue
        try:
            name = watch.press(key, now)
        except StopwatchError as error:
            console.say(str(error))
            continue
        since = (now - watch.marks[0][1]).total_seconds()
        console.say(f"{since:7.1f} s  {name}" + (f"; press {watch.hint()}" if not watch.ended else ""))
        if watch.ended:
            return True
    return watch.ended


@contextmanager
def _keys() -> Iterator[Iterator[str]]:
    """Keys as they are pressed; where there is no keyboard, the letters of the lines on standard input."""
    if not sys.stdin.isatty():
        yield (letter for line in sys.stdin for letter in line.strip().lower())
        return
    if sys.platform == "win32":
        import msvcrt

        yield iter(lambda: msvcrt.getwch().lower(), "\x03")
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield iter(lambda: sys.stdin.read(1).lower(), "")
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _line(item: Measured, days: dict[str, Calendar], norm: str | None = None) -> str:
    from mystery_shop.by_hand import against_norm
    from mystery_shop.channels import NormError
    from mystery_shop.clock import ClockError

    verdict = ""
    if item.market in days:
        try:
            judged = against_norm(item, days[item.market], norm)
            words = {True: "met", False: "not met", None: "undecided: given up too early"}[judged.met]
            verdict = f"  {judged.norm}: {words}"
        except (NormError, ClockError):
            pass
    waited = "nobody answered" if item.waited_s is None else f"person after {item.waited_s:.0f} s"
    when = f"{item.started_at:%Y-%m-%d %H:%M} UTC"
    name = item.shop_name or item.shop
    return f"{when}  {item.channel:<9} {name}  {item.result}, {waited}{verdict}  by {item.by}"


@contextmanager
def _campaign(folder: Path, *, reading: bool = False) -> Iterator[Campaign]:
    """The campaign in ``folder``. reading: nothing will be written, so a folder where nothing can be will do."""
    from mystery_shop.campaign import Campaign
    from mystery_shop.tables import StoreError
    from shopcheck.errors import PlainError
    from shopcheck.mailing import readable

    with ExitStack() as stack:
        try:
            campaign = Campaign(stack.enter_context(readable(folder)) if reading else folder)
        except StoreError as error:
            raise PlainError(str(error)) from error
        yield stack.enter_context(closing(campaign))


def _all(campaign: Campaign) -> list[Measured]:
    from mystery_shop.by_hand import all_measured

    return all_measured(campaign)


def _results(folder: Path) -> list[ShopResult]:
    from shopcheck.opening import open_store

    with open_store(folder, lock=False) as store:
        return list(store.results())


def _find(folder: Path, name: str) -> ShopResult:
    from mystery_shop.hand_files import shops_by_name

    results = _results(folder)
    key = shops_by_name([(result.shop.key, result.shop.name) for result in results]).get(name.strip().casefold())
    if key is None:
        raise WrongInputError(f"--shop {name}: no shop of this audit has that key, host or name alone")
    return next(result for result in results if result.shop.key == key)


def _in_market(result: ShopResult, market: str | None) -> ShopResult:
    """The result with the market that the list, the visit or the command gives its shop."""
    from msgspec.structs import replace

    from checks.market import decide

    shop: Shop = result.shop
    code = shop.market or (decide(result.snapshot).code if result.snapshot else None) or market
    return replace(result, shop=replace(shop, market=code.upper() if code else None))


def _markets(results: list[ShopResult]) -> set[str]:
    return {(result.shop.market or "").upper() for result in results}


def _calendars(markets: set[str]) -> dict[str, Calendar]:
    from mystery_shop.calendars import CalendarError, calendar

    found: dict[str, Calendar] = {}
    for code in markets - {""}:
        try:
            found[code] = calendar(market=code)
        except CalendarError:
            continue
    return dict(sorted(found.items()))
