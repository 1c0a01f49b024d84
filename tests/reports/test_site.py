"""The report as a whole: it builds, says what it must, and is the same each time."""

from pathlib import Path

import pytest

from reports.site import NotAReport, build
from tests.reports.sample import sample, store_in


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_same_audit_same_bytes(tmp_path: Path, lang: str) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    first = build(audit, store, tmp_path / "a", lang=lang)
    second = build(audit, store, tmp_path / "b", lang=lang)
    assert first == tmp_path / "a" / "index.html"
    assert tree(first.parent) == tree(second.parent)


def test_a_new_report_replaces_the_old_one_whole(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    build(audit, store, tmp_path / "r", lang="nl")
    audit.shops = audit.shops[:2]
    build(audit, store, tmp_path / "r", lang="nl")
    assert len(list((tmp_path / "r" / "shop").iterdir())) == 2
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["ev", "r"]


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "thesis.txt").write_text("mine")
    with pytest.raises(NotAReport, match="holds no report"):
        build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang="nl")
    assert (tmp_path / "r" / "thesis.txt").read_text() == "mine"


def test_an_unknown_language_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="choose one of"):
        build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang="xx")
