"""What the commands of ``shopcheck mail`` share: opening a campaign, its mail server and mailbox, and leaving."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from shopcheck.console import CONSOLE
from shopcheck.errors import Exit, PlainError, WrongInputError

if TYPE_CHECKING:  # the commands import what they need when they run
    from mystery_shop.desk import Desk
    from mystery_shop.mailbox import Mailbox
    from mystery_shop.settings import Control, MailSettings
    from mystery_shop.transport import SmtpTransport

console = CONSOLE

By = Annotated[str, typer.Option("--by", "--name", metavar="NAME", help="Who does this.")]
Live = Annotated[bool, typer.Option("--live", help="Really send. Without it mails are written into a folder.")]
Now = Annotated[
    str | None,
    typer.Option("--now", metavar="TIME", help="Take this for the present, as 2026-06-05T16:55+02:00 (loopback only)."),
]
Style = Annotated[str, typer.Option("--format", metavar="text|json", help="What standard output shows.")]


@contextmanager
def desk_of(
    folder: Path, now: str | None = None, *, create: bool = False, reading: bool = False, **changes: Any
) -> Iterator[Desk]:
    """The desk of the campaign in ``folder``; whatever goes wrong is told as one sentence with an exit code.

    create: the folder may be new. reading: nothing will be written, so a folder where nothing can be (an archive) will
    do. changes: settings that the command line overrides.
    """
    import msgspec
    from sqlalchemy.exc import OperationalError

    from mystery_shop.asking import QuestionError
    from mystery_shop.credentials import CredentialError
    from mystery_shop.desk import Desk
    from mystery_shop.lock import BusyError
    from mystery_shop.mailbox import MailboxError
    from mystery_shop.settings import SettingsError, mail_settings
    from mystery_shop.tables import StoreError
    from mystery_shop.transport import TransportError
    from shopcheck.config import load_mail
    from shopcheck.mailing import readable

    wrong = (SettingsError, QuestionError, CredentialError)
    ours = (StoreError, BusyError, MailboxError, TransportError)
    if not create and not folder.is_dir():
        raise WrongInputError(f"there is no folder {folder}; a campaign begins with: shopcheck mail plan DIR")
    try:
        known = msgspec.to_builtins(load_mail(folder))
        settings = mail_settings({**known, **{key: value for key, value in changes.items() if value is not None}})
        if now is not None:
            _loopback_only(settings)
        with ExitStack() as stack:
            place = stack.enter_context(readable(folder)) if reading else folder
            yield stack.enter_context(closing(Desk(place, settings, now=_clock(now))))
    except wrong as error:
        raise WrongInputError(str(error)) from error
    except ours as error:
        raise PlainError(str(error)) from error
    except OperationalError as error:
        raise PlainError(
            f"the campaign's database in {folder / 'mail'} failed ({error.orig}); is the disk full?"
        ) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PlainError(
            f"{error.filename or folder}: {error.strerror or error}; is the disk full, or not ours?"
        ) from error


def transport_of(desk: Desk) -> SmtpTransport:
    """The way out, with its password."""
    from mystery_shop.transport import SmtpTransport

    s = desk.settings.smtp
    return SmtpTransport(s, _password(desk, "smtp", s.user, s.host) if s.user else None)


def mailbox_of(desk: Desk, control: Control | None = None) -> Mailbox:
    """Our mailbox, or a control mailbox, not connected yet."""
    from mystery_shop.mailbox import Mailbox

    s = control.imap if control else desk.settings.imap
    name = f"control.{control.name}" if control else "imap"
    if not s.host:
        raise WrongInputError("no mailbox to read: write host, port and user under [mail.imap] in audit.toml")
    return Mailbox(s, _password(desk, name, s.user, s.host))


def _password(desk: Desk, name: str, user: str, host: str) -> Any:
    from mystery_shop.credentials import credential

    file = desk.campaign.audit_folder / (desk.settings.secrets or "mail-secrets.toml")
    return credential(name, user, host, file)


def _loopback_only(settings: MailSettings) -> None:
    from mystery_shop.transport import is_loopback

    hosts = [settings.smtp.host, settings.imap.host]
    if any(host and not is_loopback(host) for host in hosts):
        raise WrongInputError("--now is for trying things out: it works with mail servers on this machine only")


def _clock(now: str | None) -> Callable[[], datetime]:
    if now is None:
        return lambda: datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise WrongInputError(f"--now {now}: write it like 2026-06-05T16:55+02:00") from None
    started = time.monotonic()
    base = moment.astimezone(UTC)
    return lambda: base + timedelta(seconds=time.monotonic() - started)


def refuse(reasons: list[str]) -> NoReturn:
    """Send nothing, say everything that stands in the way, and leave."""
    leave(Exit.REFUSED, "\n".join(["refused for safety, nothing was sent:", *(f"  - {reason}" for reason in reasons)]))


def leave(code: Exit, message: str) -> NoReturn:
    """Say on stderr why, and leave with ``code``."""
    console.warn(f"shopcheck: {message}")
    raise typer.Exit(code)
