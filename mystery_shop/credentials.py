"""Passwords, from the environment, a keyring or a file that only its owner can read; never kept or shown anywhere."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class CredentialError(ValueError):
    """A password is missing, or lies where others can read it. The message never holds the secret."""


class Secret(str):
    """A password that does not print itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(…)"


def variable(name: str) -> str:
    """The environment variable in which the password for ``name`` (smtp, imap, control.gmail) is looked for."""
    return "SHOPCHECK_MAIL__" + re.sub(r"[^A-Z0-9]+", "__", name.upper()) + "__PASSWORD"


def credential(name: str, user: str, host: str, file: Path | None = None) -> Secret:
    """The password for ``name``: environment, then the file (mode 0600), then the keyring. Raises CredentialError.

    The file is TOML with the names as keys: ``smtp = "…"``, ``"control.gmail" = "…"``. In the keyring it stands under
    the service ``shopcheck`` and the account ``user@host``.
    """
    if found := os.environ.get(variable(name)):
        return Secret(found)
    if file is not None and file.exists() and (found := _from_file(file).get(name)):
        return Secret(found)
    if found := _from_keyring(f"{user}@{host}"):
        return Secret(found)
    key = f'"{name}"' if "." in name else name
    raise CredentialError(
        f'no password for {name} ({user} at {host}): set {variable(name)}, or put `{key} = "…"` in '
        f"{file or 'the secrets file'} (chmod 600), or store it in the keyring under shopcheck, {user}@{host}"
    )


def _from_file(path: Path) -> dict[str, str]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise CredentialError(f"{path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
    try:
        return dict(_flat(tomllib.loads(path.read_text("utf-8"))))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The parser's own message may quote the line, and with it the password.
        raise CredentialError(f'{path} is not readable TOML; write lines such as smtp = "…"') from None


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Names with their passwords; ``control.other`` counts with quotes round it and without."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, str(value)


def _from_keyring(account: str) -> str | None:
    try:
        import keyring
    except ImportError:
        return None
    try:
        return keyring.get_password("shopcheck", account)
    except Exception:  # a keyring without a desktop raises whatever its backend likes
        return None
