"""What was changed, taken away or added is named, a line each."""

from pathlib import Path

import pytest

from shopcheck.proof import MANIFEST, ManifestError, verify, write_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in ("evidence/ab/abc.png", "evidence/cd/cde.html.gz", "revisions/1/report/index.html"):
        file = tmp_path / path
        file.parent.mkdir(parents=True)
        file.write_text(path)
    (tmp_path / "audit.sqlite3").write_text("not covered")
    return tmp_path


def lines(folder: Path) -> list[str]:
    return [str(change) for change in verify(folder)]


def test_all_is_as_it_was(folder: Path) -> None:
    first = write_manifest(folder, tool="shopcheck 1", configuration="c")
    assert lines(folder) == []
    assert write_manifest(folder, tool="shopcheck 1", configuration="c") == first
    (folder / "audit.sqlite3").write_text("changed")
    assert lines(folder) == []


def test_every_kind_of_change_is_named(folder: Path) -> None:
    write_manifest(folder, tool="shopcheck 1", configuration="c")
    (folder / "evidence/ab/abc.png").write_text("evidence/ab/abX.png")
    (folder / "revisions/1/report/index.html").unlink()
    (folder / "evidence/new\nfile").write_text("x")
    assert lines(folder) == [
        "changed evidence/ab/abc.png",
        "added evidence/new\\nfile",
        "missing revisions/1/report/index.html",
    ]


def test_one_changed_byte_is_enough_at_the_same_size_and_time(folder: Path) -> None:
    file = folder / "evidence/ab/abc.png"
    write_manifest(folder, tool="t", configuration="c")
    before = file.stat()
    file.write_text("Evidence/ab/abc.png")
    import os

    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert lines(folder) == ["changed evidence/ab/abc.png"]


@pytest.mark.parametrize("content", [None, "", "[]", '{"files": 3}', "{"])
def test_without_a_manifest_nothing_is_claimed(folder: Path, content: str | None) -> None:
    if content is not None:
        (folder / MANIFEST).write_text(content)
    with pytest.raises(ManifestError, match="manifest"):
        list(verify(folder))
