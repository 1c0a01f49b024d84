"""Frozen revisions and verify, by the commands: what was changed is named, a line a file, and code 2 says so."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from audit.model import Shop
from tests.commands import shopcheck
from tests.fair.conftest import Evident, first_round
from tests.front.fakes import good
from tests.proof.authority import serving, set_up


@pytest.fixture
def frozen(audit: Path) -> Path:
    """The audit with one frozen revision."""
    assert shopcheck("-q", "freeze", audit, "--note", "eerste") == 0
    return audit


@pytest.fixture(scope="package")
def once(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frozen") / "audit"
    shutil.copytree(made / "audit", folder)
    assert shopcheck("-q", "freeze", folder, "--note", "eerste") == 0
    return folder


@pytest.fixture
def copy(once: Path, tmp_path: Path) -> Path:
    shutil.copytree(once, tmp_path / "copy")
    return tmp_path / "copy"


def verified(folder: Path, capsys, code: int = 2) -> list[str]:
    capsys.readouterr()
    assert shopcheck("verify", folder) == code
    return capsys.readouterr().out.splitlines()


def some(folder: Path, pattern: str) -> str:
    return sorted(p.relative_to(folder).as_posix() for p in folder.glob(pattern))[0]


def test_all_is_as_it_was_and_a_revision_can_be_verified_by_itself(copy: Path, tmp_path: Path, capsys) -> None:
    assert verified(copy, capsys, 0) == []
    assert "1 frozen revision are as they were" in (shopcheck("verify", copy), capsys.readouterr().err)[1]
    shutil.copytree(copy / "revisions/1", tmp_path / "published")
    assert verified(tmp_path / "published", capsys, 0) == []
    (tmp_path / "published/report/index.html").chmod(0o644)
    (tmp_path / "published/report/index.html").write_text("other")
    assert verified(tmp_path / "published", capsys) == ["changed report/index.html"]


def test_a_revision_is_whole_and_read_only(copy: Path) -> None:
    revision = copy / "revisions/1"
    content = json.loads((revision / "manifest.json").read_bytes())
    assert content["revision"] == 1 and content["note"] == "eerste" and content["tool"].startswith("shopcheck ")
    assert {"report/index.html", "report/data/results.csv", "audit.sqlite3"} <= set(content["files"])
    assert set(content["audit"]) == {p for p in json.loads((copy / "manifest.json").read_bytes())["files"]
                                     if p.startswith("evidence/")}  # fmt: skip
    assert all(not p.stat().st_mode & 0o222 for p in revision.rglob("*") if p.is_file())
    assert "Revisie 1, vastgelegd op" in (revision / "report/index.html").read_text()
    assert "../revisions/1/report/index.html" in (copy / "report/corrections.html").read_text()


def test_only_the_frozen_report_calls_itself_the_revision(copy: Path) -> None:
    now = (copy / "report/index.html").read_text()
    assert "Laatst vastgelegde revisie: 1, op" in now and "Revisie 1, vastgelegd op" not in now


@pytest.mark.parametrize("pattern", ["evidence/*/*.png", "evidence/*/*.html.gz", "report/shop/*.html",
                                     "revisions/1/report/data/*.json", "revisions/1/audit.sqlite3"])  # fmt: skip
def test_one_flipped_bit_is_named(copy: Path, capsys, pattern: str) -> None:
    path = some(copy, pattern)
    data = bytearray((copy / path).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / path).chmod(0o644)
    (copy / path).write_bytes(data)
    assert verified(copy, capsys) == [f"changed {path}"]
    assert shopcheck("report", copy) == 0, "a new report blesses no evidence and no revision"
    assert verified(copy, capsys, 0 if path.startswith("report/") else 2) == (
        [] if path.startswith("report/") else [f"changed {path}"]
    )


def test_deleted_added_and_renamed(copy: Path, capsys) -> None:
    gone, page = some(copy, "evidence/*/*.png"), some(copy, "revisions/1/report/shop/*.html")
    (copy / gone).unlink()
    (copy / page).rename(copy / page.replace(".html", "-2.html"))
    (copy / "evidence/note.txt").write_text("x")
    long = "evidence/" + "x" * 200 + ".bin"
    (copy / long).write_text("x")
    expected = [f"missing {gone}", f"missing {page}", f"added {page.replace('.html', '-2.html')}",
                "added evidence/note.txt", f"added {long}"]  # fmt: skip
    assert sorted(verified(copy, capsys)) == sorted(expected)


def test_a_manifest_changed_with_the_files_is_itself_named(copy: Path, capsys) -> None:
    page = some(copy, "revisions/1/report/shop/*.html")
    (copy / page).chmod(0o644)
    (copy / page).write_text("other")
    _forget(copy / "manifest.json", page)
    _forget(copy / "revisions/1/manifest.json", page.removeprefix("revisions/1/"))
    (copy / page).unlink()
    assert set(verified(copy, capsys)) == {"changed manifest.json", "changed revisions/1/manifest.json"}


def test_a_revision_that_vanished_with_its_trace_in_the_manifest_is_named(copy: Path, capsys) -> None:
    shutil.rmtree(copy / "revisions")
    content = json.loads((copy / "manifest.json").read_bytes())
    content["files"] = {p: e for p, e in content["files"].items() if not p.startswith("revisions/")}
    (copy / "manifest.json").write_text(json.dumps(content))
    assert set(verified(copy, capsys)) == {"changed manifest.json", "missing revisions/1/manifest.json"}


def _forget(manifest: Path, path: str) -> None:
    content = json.loads(manifest.read_bytes())
    del content["files"][path]
    manifest.chmod(0o644)
    manifest.write_text(json.dumps(content))


def test_a_later_run_and_a_second_revision_leave_all_green(frozen: Path, visits: Evident, capsys) -> None:
    before = {p: p.read_bytes() for p in (frozen / "revisions/1").rglob("*") if p.is_file()}
    listed = frozen.parent / "list.csv"
    listed.write_text(listed.read_text() + "f.nl,Winkel F\n")
    visits.answer = lambda shop: good(shop) if "f.nl" in shop.key else first_round(shop)
    assert shopcheck("run", listed, "--out", frozen) == 0
    assert verified(frozen, capsys, 0) == []
    assert shopcheck("freeze", frozen) == 0
    assert capsys.readouterr().out.splitlines() == [str(frozen / "revisions/2")]
    assert verified(frozen, capsys, 0) == []
    assert {p: p.read_bytes() for p in before} == before
    shown = (frozen / "revisions/2/report/corrections.html").read_text()
    assert (
        "../../1/report/index.html" in shown
        and "Winkel F" not in (frozen / "revisions/1/report/index.html").read_text()
    )
    assert "revision,2" not in shown and "Revisie 2" in (frozen / "revisions/2/report/index.html").read_text()


def test_a_run_that_was_stopped_leaves_all_green(audit: Path, visits: Evident, capsys) -> None:
    listed = audit.parent / "list.csv"
    listed.write_text(listed.read_text() + "f.nl,F\ng.nl,G\n")

    def stops(shop: Shop):
        if "g.nl" in shop.key:
            raise KeyboardInterrupt
        return good(shop)

    visits.answer = stops
    assert shopcheck("run", listed, "--out", audit, "--concurrency", "1") == 130
    assert verified(audit, capsys, 0) == []


def test_an_audit_of_before_there_were_manifests_gets_one_with_the_next_run(
    audit: Path, visits: Evident, capsys
) -> None:
    (audit / "manifest.json").unlink()
    assert verified(audit, capsys, 3) == []
    assert shopcheck("run", audit.parent / "list.csv", "--out", audit) == 0
    assert visits.visited == [] and verified(audit, capsys, 0) == []


def test_a_report_elsewhere_changes_nothing_and_one_at_home_is_taken_in(audit: Path, tmp_path: Path, capsys) -> None:
    assert shopcheck("report", audit, "--out", tmp_path / "elsewhere", "--lang", "en") == 0
    assert verified(audit, capsys, 0) == []
    assert shopcheck("report", audit, "--out", audit / "report", "--lang", "en") == 0
    assert verified(audit, capsys, 0) == []


def test_where_there_is_nothing_to_verify_the_code_is_3(tmp_path: Path, capsys) -> None:
    assert verified(tmp_path, capsys, 3) == []
    assert verified(tmp_path / "nowhere", capsys, 3) == []
    (tmp_path / "manifest.json").write_text("{")
    assert shopcheck("verify", tmp_path) == 3
    assert "cannot be read as a manifest" in capsys.readouterr().err


def test_nothing_to_freeze_is_said(tmp_path: Path, capsys) -> None:
    assert shopcheck("freeze", tmp_path) == 3
    assert "no audit" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to be a timestamp authority with")
def test_a_timestamp_is_asked_for_only_when_told_and_checked_offline(audit: Path, tmp_path: Path, capsys) -> None:
    authority = set_up(tmp_path / "tsa", chain=False)
    with serving(authority) as address:
        assert shopcheck("freeze", audit, "--timestamp", address, "--timestamp", address) == 0
    assert (authority / "serial").read_text().strip() == "03", "asked twice"
    assert verified(audit, capsys, 0) == []
    assert shopcheck("verify", audit, "--trust", authority / "ca.pem") == 0
    assert capsys.readouterr().err.count("by CN=Test TSA\n") == 2
    manifest = audit / "revisions/1/manifest.json"
    whole = manifest.read_bytes()
    manifest.chmod(0o644)
    manifest.write_bytes(whole.replace(b'"revision": 1', b'"revision": 1 '))
    assert verified(audit, capsys) == ["changed revisions/1/manifest.json"]
    manifest.write_bytes(whole)
    token = audit / "revisions/1/manifest.json.1.tsr"
    other = audit / "revisions/1/manifest.json.2.tsr"
    for file in (token, other):
        file.chmod(0o644)
    token.write_bytes(other.read_bytes()[:-40])
    assert verified(audit, capsys) == ["changed revisions/1/manifest.json.1.tsr"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to be a timestamp authority with")
def test_without_its_timestamp_nothing_is_frozen(audit: Path, tmp_path: Path, capsys) -> None:
    authority = set_up(tmp_path / "tsa", chain=False)
    with serving(authority, broken=True) as address:
        assert shopcheck("freeze", audit, "--timestamp", address) == 1
    assert "no timestamp from" in capsys.readouterr().err
    assert not (audit / "revisions").exists() and not list(audit.glob(".freezing*"))
    assert verified(audit, capsys, 0) == []


def test_mails_that_were_purged_when_their_time_came_are_not_called_missing(audit: Path, capsys) -> None:
    import hashlib

    raw = audit / "mail/raw"
    raw.mkdir(parents=True)
    names = {text: f"{hashlib.sha256(text).hexdigest()}.eml" for text in (b"one", b"two", b"three")}
    for text in (b"one", b"two"):
        (raw / names[text]).write_bytes(text)
    with sqlite3.connect(audit / "mail/campaign.sqlite") as db:
        db.execute("CREATE TABLE messages (id TEXT, purged_at TEXT)")
        db.executemany("INSERT INTO messages VALUES (?, NULL)", [(name,) for name in names.values()])
    db.close()
    from shopcheck.freezing import seal
    from shopcheck.opening import open_store

    with open_store(audit) as store:
        seal(store, audit)
    (raw / names[b"one"]).unlink()
    (raw / names[b"two"]).write_bytes(b"forged")
    (raw / names[b"three"]).write_bytes(b"three")  # came in since
    assert sorted(verified(audit, capsys)) == sorted(
        [f"missing mail/raw/{names[b'one']}", f"changed mail/raw/{names[b'two']}"]
    )
    with sqlite3.connect(audit / "mail/campaign.sqlite") as db:
        db.execute("UPDATE messages SET purged_at = '2026-12-01' WHERE id = ?", (names[b"one"],))
    db.close()
    assert verified(audit, capsys) == [f"changed mail/raw/{names[b'two']}"]


def test_no_command_writes_into_a_frozen_revision_and_it_can_still_be_read(copy: Path, tmp_path: Path, capsys) -> None:
    shutil.copytree(copy / "revisions/1", tmp_path / "published")
    for revision in (copy / "revisions/1", tmp_path / "published"):
        for command in (["report", revision], ["judge", revision], ["freeze", revision], ["report", revision, "--pdf"]):
            assert shopcheck(*command) == 3
            assert "frozen revision" in capsys.readouterr().err
        assert shopcheck("-q", "export", revision) == 0
        assert "phone-findable" in capsys.readouterr().out
        assert shopcheck("-q", "report", revision, "--out", tmp_path / f"out-{revision.name}") == 0
    assert verified(copy, capsys, 0) == []


def test_a_correction_given_again_is_one_correction(copy: Path, capsys) -> None:
    for _ in range(2):
        assert shopcheck("-q", "correct", copy, "b.nl", "--text", "het stond er wel", "--no-report") == 0
    assert shopcheck("-q", "correct", copy, "b.nl", "--text", "iets anders", "--no-report") == 0
    capsys.readouterr()
    assert shopcheck("export", copy, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)["audit"]["corrections"]
    assert [c["why"] for c in told] == ["het stond er wel", "iets anders"]


def test_who_stops_a_freeze_while_the_report_is_written_has_been_told_of_the_revision(
    audit: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stop:
        stop.setattr("shopcheck.reporting.write_report", stopped)
        assert shopcheck("freeze", audit, "--note", "eerste") == 130
    told = capsys.readouterr()
    assert told.out.rstrip().endswith("revisions/1") and "revision 1 is frozen" in told.err
    frozen_once(audit, capsys)


def frozen_once(audit: Path, capsys) -> None:
    """Given again after a stop: there is one revision, it is named, and all is as it was."""
    assert shopcheck("freeze", audit, "--note", "eerste") == 0
    told = capsys.readouterr()
    assert told.out.rstrip() == str(audit / "revisions/1")
    assert [p.name for p in (audit / "revisions").iterdir()] == ["1"] and not list(audit.glob(".freezing*"))
    assert "Laatst vastgelegde revisie: 1, op" in (audit / "report/index.html").read_text()
    assert verified(audit, capsys, 0) == []


@pytest.mark.parametrize(
    "where",
    ["shopcheck.freezing.Path.rename", "shopcheck.freezing.AuditStore.record", "shopcheck.proof.make_read_only"],
)
def test_a_freeze_given_again_after_a_stop_gives_one_revision(
    audit: Path, monkeypatch: pytest.MonkeyPatch, capsys, where: str
) -> None:
    """Stopped before the revision was in its place, or when it was there and not noted yet."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stop:
        stop.setattr(where, stopped)
        assert shopcheck("freeze", audit, "--note", "eerste") == 130
    capsys.readouterr()
    frozen_once(audit, capsys)
    assert len(json.loads(_exported(audit, capsys))["audit"]["revisions"]) == 1


def _exported(audit: Path, capsys) -> str:
    capsys.readouterr()
    assert shopcheck("export", audit, "--format", "json") == 0
    return capsys.readouterr().out


def test_what_is_said_after_a_freeze_was_stopped_does_not_stand_in_its_revision(
    audit: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stop:
        stop.setattr("shopcheck.freezing.AuditStore.record", stopped)
        assert shopcheck("freeze", audit) == 130
    before = {p: p.read_bytes() for p in (audit / "revisions/1").rglob("*") if p.is_file()}
    assert shopcheck("correct", audit, "b.nl", "--text", "het stond er wel") == 0
    assert "for revision 2" in capsys.readouterr().out
    assert shopcheck("freeze", audit) == 0
    assert capsys.readouterr().out.rstrip() == str(audit / "revisions/2")
    assert {p: p.read_bytes() for p in before} == before
    assert "het stond er wel" in (audit / "revisions/2/report/corrections.html").read_text()
    assert verified(audit, capsys, 0) == []


def test_where_nothing_changed_no_other_revision_is_made(copy: Path, capsys) -> None:
    before = {p: p.read_bytes() for p in (copy / "revisions/1").rglob("*") if p.is_file()}
    for more in ([], ["--note", "eerste"]):
        capsys.readouterr()
        assert shopcheck("freeze", copy, *more) == 0
        told = capsys.readouterr()
        assert told.out.rstrip() == str(copy / "revisions/1") and "nothing changed since revision 1" in told.err
    assert {p: p.read_bytes() for p in (copy / "revisions/1").rglob("*") if p.is_file()} == before
    assert shopcheck("-q", "report", copy) == 0 and shopcheck("-q", "judge", copy) == 0
    assert shopcheck("-q", "freeze", copy) == 0
    assert not (copy / "revisions/2").exists(), "a report written again and findings judged again are no change"


@pytest.mark.parametrize(
    ("between", "more"),
    [
        (["reply", "record", "b.nl", "--text", "Wij staan in de gids."], []),
        (["correct", "b.nl", "--text", "het stond er wel"], []),
        ([], ["--note", "tweede"]),
        ([], ["--lang", "en"]),
    ],
)
def test_whatever_is_other_asks_for_a_revision_of_its_own(
    copy: Path, capsys, between: list[str], more: list[str]
) -> None:
    if between:
        place = 2 if between[0] == "reply" else 1
        assert shopcheck("-q", *between[:place], copy, *between[place:]) == 0
    capsys.readouterr()
    assert shopcheck("freeze", copy, *more) == 0
    assert capsys.readouterr().out.rstrip() == str(copy / "revisions/2")
    assert verified(copy, capsys, 0) == []


def test_a_revision_that_somebody_changed_holds_nothing_any_more(copy: Path, capsys) -> None:
    manifest = copy / "revisions/1/manifest.json"
    manifest.chmod(0o644)
    manifest.write_bytes(manifest.read_bytes() + b" ")
    capsys.readouterr()
    assert shopcheck("freeze", copy) == 0
    assert capsys.readouterr().out.rstrip() == str(copy / "revisions/2")
