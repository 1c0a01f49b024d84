"""How a campaign is run: the ``[mail]`` table of ``audit.toml``, checked, without any password in it."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from audit.model import Record

HARD_MAX_PER_DAY = 1000
HARD_MAX_PER_WEEK = 4
HARD_MIN_GAP_DAYS = 1
HARD_MAX_WAVES = 24
"""Bounds that no configuration moves (mail.md 7, E1)."""

SECRET_WORDS = ("password", "passwd", "secret", "token")


class SettingsError(ValueError):
    """The ``[mail]`` table cannot be used. The message says which key and what to write."""


class Settings(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the tables: a key that nobody knows is an error."""


class Sender(Settings, frozen=True, kw_only=True):
    """Who asks. name: the person whose name stands under the mails, real or agreed upon, never somebody else's.

    address: mailbox of ours to which the answers come. organisation, contact: who is behind it, told to whoever asks.
    purpose: the public interest or the assignment for which this is measured.
    """

    name: str = ""
    address: str = ""
    organisation: str = ""
    contact: str = ""
    purpose: str = ""


class Smtp(Settings, frozen=True, kw_only=True):
    """Our own submission server. tls: starttls, tls or none (none on loopback only). Times in seconds.

    final_timeout_s: how long to wait for the answer to the final dot (RFC 5321 4.5.3.2.6 asks for ten minutes).
    """

    host: str = ""
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    auth: str = "password"  # or xoauth2
    ca_file: str = ""
    timeout_s: float = 60.0
    final_timeout_s: float = 600.0
    hello: str = ""


class Imap(Settings, frozen=True, kw_only=True):
    """A mailbox of ours. folders: empty means INBOX and every junk folder that the server has.

    received_by: name that our own mail server writes after "by" in its Received lines; with it the arrival is read
    there, without it INTERNALDATE counts. sent: folder in which the provider keeps what was sent, for evidence.
    """

    host: str = ""
    port: int = 993
    tls: str = "tls"
    user: str = ""
    auth: str = "password"
    ca_file: str = ""
    folders: tuple[str, ...] = ()
    junk: tuple[str, ...] = ()
    sent: str = ""
    received_by: str = ""
    timeout_s: float = 60.0
    poll_s: float = 120.0
    max_message_mb: int = 150


class Control(Settings, frozen=True, kw_only=True):
    """A mailbox of ours at another provider: shows that our mails arrive, and in the inbox."""

    name: str
    address: str
    imap: Imap


class Caps(Settings, frozen=True, kw_only=True):
    """Most mails that leave. pause_s: shortest and longest wait between two mails, in seconds."""

    per_day: int = 200
    per_hour: int = 60
    per_domain_day: int = 25
    total: int = 5000
    pause_s: tuple[float, float] = (30.0, 60.0)


class MailSettings(Settings, frozen=True, kw_only=True):
    """The ``[mail]`` table.

    waves: mails a shop; weeks: over how many weeks; max_per_week: in any seven days; min_gap_days: between two.
    outside_hours: share of the mails written after closing time. days: weekdays on which mails are written, 0 = Monday.
    alias: ``plus`` (local+token@) or ``catch_all`` (token@). late_minutes: a slot missed by more is moved to a later
    one. wait_working_days: how long an answer is waited for. rest_days: after how many days of silence a thread no
    longer holds back the next mail. watch_days: how long the alias is watched afterwards. retention_days: how long raw
    mail is kept. same_service: keys or names of shops that share one customer service, a group each. calendar: working
    days where a shop's market has no calendar of its own. control_hours: how long a control mail's arrival counts;
    control_wait_s: how long it is waited for. questions, secrets: files beside audit.toml. stop_list: another file than
    the usual one.
    """

    waves: int = 6
    weeks: int = 3
    max_per_week: int = 2
    min_gap_days: int = 3
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    outside_hours: float = 1 / 3
    seed: int = 0
    language: str = ""
    questions: str = ""
    same_service: tuple[tuple[str, ...], ...] = ()
    staff_minutes_per_mail: float = 5.0
    max_staff_hours: float = 100.0
    approvals: int = 2
    approval_days: int = 45
    alias: str = "plus"
    delimiter: str = "+"
    alias_domain: str = ""
    reference: bool = False
    late_minutes: int = 180
    wait_working_days: int = 10
    rest_days: float = 3.0
    calendar: str = "nl-shop"
    watch_days: int = 90
    retention_days: int = 180
    retry_hours: float = 24.0
    control_hours: float = 24.0
    control_wait_s: float = 120.0
    stop_list: str = ""
    secrets: str = ""
    sender: Sender = Sender()
    smtp: Smtp = Smtp()
    imap: Imap = Imap()
    controls: tuple[Control, ...] = ()
    caps: Caps = Caps()


def mail_settings(table: dict[str, Any]) -> MailSettings:
    """The settings in a ``[mail]`` table. Raises SettingsError."""
    _no_secrets(table, "mail")
    try:
        settings = msgspec.convert(table, MailSettings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"[mail] in audit.toml: {error}{_suggestion(str(error))}") from error
    _check(settings)
    return settings


def load(folder: Path) -> MailSettings:
    """The settings of the audit in ``folder``; defaults where it has no ``audit.toml``. Raises SettingsError."""
    path = folder / "audit.toml"
    if not path.exists():
        return MailSettings()
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not readable TOML: {error}") from error
    return mail_settings(table.get("mail", {}))


def _check(settings: MailSettings) -> None:
    bounds: tuple[tuple[bool, str], ...] = (
        (1 <= settings.waves <= HARD_MAX_WAVES, f"waves must be 1 to {HARD_MAX_WAVES}"),
        (1 <= settings.weeks <= 52, "weeks must be 1 to 52"),
        (1 <= settings.max_per_week <= HARD_MAX_PER_WEEK, f"max_per_week must be 1 to {HARD_MAX_PER_WEEK}"),
        (settings.min_gap_days >= HARD_MIN_GAP_DAYS, f"min_gap_days must be at least {HARD_MIN_GAP_DAYS}"),
        (settings.caps.per_day <= HARD_MAX_PER_DAY, f"caps.per_day must be at most {HARD_MAX_PER_DAY}"),
        (settings.approvals >= 2, "approvals must be at least 2: live mail is approved by two people"),
        (settings.alias in ("plus", "catch_all"), 'alias must be "plus" or "catch_all"'),
        (settings.delimiter in ("+", "-", ".", "="), "delimiter must be one of + - . ="),
        (0 <= settings.outside_hours <= 1, "outside_hours must be between 0 and 1"),
        (
            bool(settings.days) and set(settings.days) <= set(range(7)),
            "days must name weekdays, 0 (Monday) to 6 (Sunday)",
        ),
        (settings.smtp.tls in ("starttls", "tls", "none"), 'smtp.tls must be "starttls", "tls" or "none"'),
        (settings.imap.tls in ("starttls", "tls", "none"), 'imap.tls must be "starttls", "tls" or "none"'),
    )
    for holds, message in bounds:
        if not holds:
            raise SettingsError(f"[mail] in audit.toml: {message}")


def _no_secrets(table: dict[str, Any], where: str) -> None:
    for key, value in table.items():
        if any(word in key.lower() for word in SECRET_WORDS) and key != "secrets":
            raise SettingsError(
                f"audit.toml, {where}.{key}: passwords do not belong in audit.toml. Take it out, and give it in the "
                "environment, a keyring or a file of mode 0600 (shopcheck mail --help says how)"
            )
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                _no_secrets(part, f"{where}.{key}")


def _suggestion(error: str) -> str:
    if "unknown field `" not in error:
        return ""
    unknown = error.split("unknown field `", 1)[1].split("`", 1)[0]
    known = [name for kind in (MailSettings, Sender, Smtp, Imap, Control, Caps) for name in kind.__struct_fields__]
    near = difflib.get_close_matches(unknown, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
