"""Audits where nothing can be written, damaged ones, newer ones: read, or refused in plain words."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shopcheck import opening
from shopcheck.arguments import write_pieces
from shopcheck.errors import PlainError
from tests.commands import shopcheck
from tests.front.fakes import FakeVisits


@pytest.fixture
def audit(elsewhere: Path, visits: FakeVisits) -> Path:
    """An audit of one shop."""
    Path("list.csv").write_text("website,market\nwinkel-een.nl,NL\n")
    assert shopcheck("run", "list.csv", "--out", "audit") == 0
    return Path("audit")


@pytest.fixture
def archived(audit: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The audit on a medium that cannot be written; whoever opens its database there would leave files beside it."""
    may = os.access
    monkeypatch.setattr(
        opening.os, "access", lambda path, mode: False if Path(path) == audit and mode & os.W_OK else may(path, mode)
    )
    monkeypatch.setattr(opening, "locked", None)
    return audit


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in sorted(folder.rglob("*"))}


def test_an_archived_audit_is_exported_and_reported_from_a_copy(archived: Path, capsys) -> None:
    before = state(archived)
    assert shopcheck("export", archived, "--out", "out.csv") == 0
    assert "winkel-een.nl" in Path("out.csv").read_text()
    assert shopcheck("report", archived, "--out", "elsewhere") == 0
    assert "winkel-een.nl" in Path("elsewhere/index.html").read_text()
    assert state(archived) == before


def test_a_newer_audit_and_a_damaged_one_are_wrong_input_for_every_command(audit: Path, capsys) -> None:
    with sqlite3.connect(audit / "audit.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    for command in (["report", audit], ["judge", audit], ["run", "list.csv", "--out", audit]):
        assert shopcheck(*command) == 3
        assert "update shopcheck" in capsys.readouterr().err
    (audit / "audit.sqlite3").write_bytes(b"no database" * 1000)
    for command in (["report", audit], ["run", "list.csv", "--out", audit]):
        assert shopcheck(*command) == 3
        told = capsys.readouterr().err
        assert "audit/audit.sqlite3" in told and "put a copy back" in told and "sqlite:///" not in told


def test_a_full_disk_says_what_to_do_and_where(audit: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp/.hidden.x")

    monkeypatch.setattr("reports.site.build", full)
    assert shopcheck("report", audit) == 1
    told = capsys.readouterr().err
    assert "audit/report" in told and "No space left on device" in told
    assert "Errno" not in told and ".hidden" not in told


def test_a_file_is_no_folder_for_an_audit(elsewhere: Path, visits: FakeVisits, capsys) -> None:
    Path("list.csv").write_text("website\nwinkel-een.nl\n")
    assert shopcheck("run", "list.csv", "--out", "list.csv") == 3
    assert "is a file" in capsys.readouterr().err


def test_a_campaign_on_a_full_disk_is_never_called_damaged(audit: Path, monkeypatch, capsys) -> None:
    assert shopcheck("mail", "status", audit) == 0
    full = sqlite3.OperationalError("disk I/O error")

    def no_room(*_: object) -> None:
        raise sa.exc.OperationalError("PRAGMA", {}, full)

    monkeypatch.setattr("mystery_shop.tables._upgrade", no_room)
    capsys.readouterr()
    for command in (["mail", "status", audit], ["report", audit]):
        assert shopcheck(*command) == 1
        told = capsys.readouterr().err
        assert "is the disk full" in told
        assert "move it away" not in told and "fault of shopcheck" not in told


def test_a_campaign_file_that_is_no_database_is_said_to_be_none(audit: Path, capsys) -> None:
    assert shopcheck("mail", "status", audit) == 0
    for path in (audit / "mail").glob("campaign.sqlite*"):
        path.write_bytes(b"no database" * 1000)
    assert shopcheck("mail", "status", audit) == 1
    assert "put a copy back" in capsys.readouterr().err


def test_a_sheet_is_written_whole_or_not_at_all(audit: Path, monkeypatch, capsys) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("reports.sheets.write_page", no_room)
        assert shopcheck("validate", "sample", "3", audit) == 1
        assert "is the disk full" in capsys.readouterr().err
    assert shopcheck("validate", "sample", "3", audit) == 0


def test_a_campaign_in_an_archive_is_shown_from_a_copy(audit: Path, monkeypatch, capsys) -> None:
    from mystery_shop.campaign import Campaign
    from shopcheck import mailing

    Campaign(audit).close()
    before = set(audit.rglob("*"))
    may = os.access
    monkeypatch.setattr(
        mailing.os,
        "access",
        lambda path, mode: False if Path(path) == audit / "mail" and mode & os.W_OK else may(path, mode),
    )
    monkeypatch.setattr("mystery_shop.campaign.Campaign.__init__", _only_elsewhere(audit, Campaign.__init__))
    assert shopcheck("report", audit, "--out", "elsewhere") == 0
    for command in ("status", "after"):
        assert shopcheck("mail", command, audit) == 0
    assert shopcheck("mail", "preview", audit) == 3  # there is no plan
    assert shopcheck("call", "list", audit) == 0
    assert set(audit.rglob("*")) == before


def _only_elsewhere(audit: Path, real):  # type: ignore[no-untyped-def]
    def init(self: object, folder: Path) -> None:
        assert folder != audit, "opened where nothing can be written"
        real(self, folder)

    return init


def test_half_an_export_leaves_nothing_behind(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "half"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(PlainError, match="No space left"):
        write_pieces(pieces(), tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []
