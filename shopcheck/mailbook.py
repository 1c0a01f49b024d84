"""What the mail campaign's own book says of the mails in ``mail/raw``: known, or thrown away when their time came."""

import sqlite3
from contextlib import closing
from functools import cached_property
from pathlib import Path


class Book:
    """The campaign's table of messages, read only. Without a campaign nothing is known."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "mail" / "campaign.sqlite"

    def known(self, path: str) -> bool:
        """Whether the campaign received the mail that lies at ``path`` (from the audit's folder)."""
        return self._name(path) in self._mails

    def purged(self, path: str) -> bool:
        """Whether the campaign threw the mail away, as the law on personal data asks (GDPR art. 5(1)(e))."""
        return self._mails.get(self._name(path), False)

    @staticmethod
    def _name(path: str) -> str:
        folder, _, name = path.rpartition("/")
        return name if folder == "mail/raw" else ""

    @cached_property
    def _mails(self) -> dict[str, bool]:
        if not self._file.is_file():
            return {}
        try:
            with closing(sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                return {name: at is not None for name, at in connection.execute("SELECT id, purged_at FROM messages")}
        except sqlite3.Error:
            return {}
