"""What was changed, taken away or slipped in is named, a line each; writing the manifest again blesses none of it."""

import gzip
import hashlib
import json
import os
from pathlib import Path

import pytest

from shopcheck import proof
from shopcheck.proof import MANIFEST, ManifestError
from shopcheck.verifying import verify


def put(folder: Path, content: bytes, extension: str = "png") -> str:
    """An evidence file under the hash of its content; its path."""
    name = hashlib.sha256(content).hexdigest()
    path = f"evidence/{name[:2]}/{name}.{extension}"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(gzip.compress(content, mtime=0) if extension == "html.gz" else content)
    return path


def seal(folder: Path) -> bytes:
    data = proof.manifest(folder, tool="shopcheck 1", configuration="c")
    proof.write(folder / MANIFEST, data)
    return data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, b"a picture")
    put(tmp_path, b"<p>a page</p>", "html.gz")
    (tmp_path / "report").mkdir()
    (tmp_path / "report/index.html").write_text("a report")
    (tmp_path / "audit.sqlite3").write_text("no database, and not covered")
    return tmp_path


def lines(folder: Path) -> list[str]:
    return [str(change) for change in verify(folder).changes]


def test_all_is_as_it_was(folder: Path) -> None:
    first = seal(folder)
    assert lines(folder) == []
    assert seal(folder) == first
    (folder / "audit.sqlite3").write_text("changed")
    assert lines(folder) == []


def test_every_kind_of_change_is_named(folder: Path) -> None:
    page = put(folder, b"<p>a page</p>", "html.gz")
    picture = put(folder, b"a picture")
    seal(folder)
    (folder / page).write_bytes(gzip.compress(b"<p>another</p>", mtime=0))
    (folder / picture).rename(folder / "evidence/other.png")
    (folder / "evidence/new\nfile").write_text("x")
    (folder / "report/index.html").unlink()
    (folder / "report/link.html").symlink_to("/etc/hostname")
    assert sorted(lines(folder)) == sorted(
        [
            f"changed {page}",
            f"missing {picture}",
            "added evidence/other.png",
            "added evidence/new\\nfile",
            "missing report/index.html",
            "added report/link.html",
        ]
    )
    assert [c.path for c in verify(folder).changes] == sorted(c.path for c in verify(folder).changes)


def test_one_changed_byte_is_enough_at_the_same_size_and_time(folder: Path) -> None:
    path = put(folder, b"a picture")
    seal(folder)
    file = folder / path
    before = file.stat()
    file.write_bytes(b"A picture")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert lines(folder) == [f"changed {path}"]


def test_writing_the_manifest_again_takes_in_what_is_new_and_blesses_nothing(folder: Path) -> None:
    gone, other = put(folder, b"to be deleted"), put(folder, b"a picture")
    seal(folder)
    new = put(folder, b"from a later run")
    (folder / gone).unlink()
    (folder / other).write_bytes(b"forged")
    (folder / "evidence/note.txt").write_text("slipped in")
    (folder / "report/index.html").write_text("a newer report")
    data = seal(folder)
    assert new in json.loads(data)["files"]
    assert sorted(lines(folder)) == sorted([f"missing {gone}", f"changed {other}", "added evidence/note.txt"])


def test_the_printed_report_is_covered_and_blessed_only_when_it_is_printed(folder: Path) -> None:
    pdf = folder / "report.pdf"
    seal(folder)
    pdf.write_bytes(b"%PDF slipped in")
    seal(folder)
    assert lines(folder) == ["added report.pdf"]
    proof.write(folder / MANIFEST, proof.manifest(folder, tool="t", configuration="c", printed=True))
    assert lines(folder) == []
    pdf.write_bytes(b"%PDF forged")
    seal(folder)
    assert lines(folder) == ["changed report.pdf"]
    pdf.unlink()
    assert lines(folder) == ["missing report.pdf"]
    seal(folder)
    assert lines(folder) == []


@pytest.mark.parametrize(("content", "extension"), [(b"a picture", "png"), (b"<p>a page</p>", "html.gz")])
def test_a_manifest_changed_with_its_evidence_deceives_nobody(folder: Path, content: bytes, extension: str) -> None:
    path = put(folder, content, extension)
    seal(folder)
    forged = b"forged" if extension == "png" else gzip.compress(b"forged", mtime=0)
    (folder / path).write_bytes(forged)
    told = json.loads((folder / MANIFEST).read_bytes())
    told["files"][path] = proof.entry(folder / path)
    (folder / MANIFEST).write_bytes(proof.text_of(told))
    assert lines(folder) == [f"changed {path}"]


def test_what_cannot_be_read_to_an_end_is_not_waited_for(folder: Path) -> None:
    path = put(folder, b"a picture")
    seal(folder)
    (folder / path).unlink()
    os.mkfifo(folder / path)
    os.mkfifo(folder / "evidence/pipe")
    assert sorted(lines(folder)) == sorted([f"changed {path}", "added evidence/pipe"])


def test_a_manifest_may_name_anything(folder: Path) -> None:
    seal(folder)
    told = json.loads((folder / MANIFEST).read_bytes())
    told["files"] |= {"../../etc/passwd": {}, "evidence/a\x00b": None, "evidence/\udcff": 3}
    (folder / MANIFEST).write_text(json.dumps(told))
    assert sorted(lines(folder)) == [
        "missing ../../etc/passwd", "missing evidence/\\udcff", "missing evidence/a\\x00b",
    ]  # fmt: skip


def test_what_a_killed_visit_left_half_written_is_swept_away(folder: Path) -> None:
    seal(folder)
    left = folder / put(folder, b"half").rpartition("/")[0] / "x.png.part"
    left.write_bytes(b"ha")
    proof.sweep(folder)
    seal(folder)
    assert not left.exists() and lines(folder) == []


@pytest.mark.parametrize("content", [None, "", "[]", '{"files": 3}', "{", "\x00", '{"files": null}', "[" * 100_000])
def test_without_a_manifest_nothing_is_claimed(folder: Path, content: str | None) -> None:
    if content is not None:
        (folder / MANIFEST).write_text(content)
    with pytest.raises(ManifestError, match="manifest"):
        verify(folder)
