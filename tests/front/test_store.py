"""What an audit remembers, and which visit counts."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit.database import StoreError
from audit.model import Finding, Shop, encode
from audit.outcomes import Duty, Outcome, Reason
from audit.schema import REVISION, metadata
from audit.shoplist import parse_list
from audit.store import FILE, AuditStore
from shopcheck.judging import judge_visit
from tests.front.fakes import good, shut


def shops(*names: str) -> tuple[Shop, ...]:
    return parse_list("\n".join(names).encode(), market="NL").shops


@pytest.fixture
def store(tmp_path: Path):
    kept = AuditStore.in_folder(tmp_path / "an audit; with #odd? %20 name", create=True)
    yield kept
    kept.close()


def test_the_list_is_taken_in_and_changes_are_told(store: AuditStore) -> None:
    a, b, c = shops("a.nl", "b.nl", "c.nl")
    assert store.sync([a, b]).added == (a.key, b.key)
    assert store.sync([a, b]) == ((), (), (), ())
    changes = store.sync([c, b])
    assert (changes.added, changes.left) == ((c.key,), (a.key,))
    assert [(r.shop.key, r.left) for r in store.results()] == [(b.key, False), (c.key, False), (a.key, True)]
    assert store.sync([a, b, c]).returned == (a.key,)
    assert [r.shop.key for r in store.results()] == [a.key, b.key, c.key]
    assert store.info.shops == 3


def test_a_visit_comes_back_as_it_was(store: AuditStore) -> None:
    (shop,) = shops("a.nl")
    store.sync([shop])
    snapshot = good(shop)
    findings = judge_visit(snapshot)
    store.add_visit(snapshot, findings)
    (result,) = store.results()
    assert encode(result.snapshot) == encode(snapshot)
    assert result.findings == findings
    assert store.unvisited() == []
    assert store.info.first_visit == snapshot.started_at
    assert store.info.last_visit == snapshot.finished_at


def test_a_visit_to_a_shop_that_is_not_listed_is_refused(store: AuditStore) -> None:
    (shop,) = shops("a.nl")
    with pytest.raises(KeyError):
        store.add_visit(good(shop), ())


@pytest.mark.parametrize("order", [(good, shut), (shut, good), (good, shut, shut)])
def test_a_look_that_met_a_closed_door_does_not_replace_one_that_got_in(store: AuditStore, order: tuple) -> None:
    (shop,) = shops("a.nl")
    store.sync([shop])
    for minute, look in enumerate(order):
        snapshot = look(shop, minute=minute)
        store.add_visit(snapshot, judge_visit(snapshot))
    (result,) = store.results()
    assert result.snapshot is not None
    assert result.snapshot.pages
    assert len(list(store.snapshots())) == len(order)


def test_of_two_looks_that_measured_the_same_the_later_counts(store: AuditStore) -> None:
    (shop,) = shops("a.nl")
    store.sync([shop])
    for minute in (0, 5, 3):
        store.add_visit(good(shop, minute=minute), judge_visit(good(shop, minute=minute)))
    (result,) = store.results()
    assert result.snapshot == good(shop, minute=5)


def test_a_visit_without_a_network_is_none(store: AuditStore) -> None:
    (shop,) = shops("a.nl")
    store.sync([shop])
    snapshot = shut(shop, Reason.NO_NETWORK)
    store.add_visit(snapshot, judge_visit(snapshot))
    assert store.unvisited() == [shop]
    closed = shut(shop, Reason.BLOCKED)
    store.add_visit(closed, judge_visit(closed))
    assert store.unvisited() == []
    (result,) = store.results()
    assert result.snapshot == closed


def test_judging_again_replaces_findings_and_is_all_or_nothing(store: AuditStore) -> None:
    listed = shops(*(f"s{n}.nl" for n in range(5)))
    store.sync(listed)
    for shop in listed:
        store.add_visit(good(shop), judge_visit(good(shop)))
    assert store.judge_again(judge_visit) == 0
    finding = Finding(rule="x/y", check="y", duty=Duty.MUST, outcome=Outcome.MET)
    told = iter(range(100))

    def breaks(_snapshot: object) -> list[Finding]:
        if next(told) == 3:
            raise ZeroDivisionError
        return [finding]

    store.set_facts(rules={"nl": "old"}, reported=["nl"])
    with pytest.raises(ZeroDivisionError):
        store.judge_again(breaks, rules={"nl": "new"})
    assert all(result.findings == judge_visit(good(result.shop)) for result in store.results())
    assert store.facts() == {"rules": {"nl": "old"}, "reported": ["nl"]}, "findings and their rules never part"
    assert store.judge_again(lambda _: [finding], rules={"nl": "new"}) == 5
    assert all(result.findings == (finding,) for result in store.results())
    assert store.facts() == {"rules": {"nl": "new"}}, "what changed is not reported yet"


def test_the_shop_s_row_is_the_list_s_newest_even_for_old_visits(store: AuditStore) -> None:
    (shop,) = shops("a.nl")
    store.sync([shop])
    store.add_visit(good(shop), ())
    (renamed,) = parse_list(b"website,name,land\na.nl,A,BE\n").shops
    assert store.sync([renamed]).changed == (shop.key,)
    assert next(store.snapshots()).shop == renamed


def test_results_may_be_walked_twice_and_while_visits_are_added(store: AuditStore) -> None:
    listed = shops(*(f"s{n}.nl" for n in range(120)))
    store.sync(listed)
    walk = store.results()
    first = next(walk)
    store.add_visit(good(listed[-1]), ())
    assert [first.shop.key, *(r.shop.key for r in walk)] == [s.key for s in listed]
    assert [r.shop.key for r in store.results()] == [s.key for s in listed]


def test_facts_are_kept_and_taken_away(store: AuditStore) -> None:
    store.set_facts(title="Étude", columns=["a", "b"], market="NL", settings={"delay": "2 s"})
    store.set_facts(title="Study")
    assert store.info.title == "Study"
    assert store.info.columns == ("a", "b")
    store.set_facts(title=None)
    assert store.info.title == ""


def test_a_folder_without_an_audit_is_said_to_be_one_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="shopcheck run LIST --out"):
        AuditStore.in_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is not a database, whatever it is called" * 50)
    with pytest.raises(StoreError, match="cannot be opened"):
        AuditStore.in_folder(tmp_path)


def test_an_audit_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    AuditStore.in_folder(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(StoreError, match="update shopcheck"):
        AuditStore.in_folder(tmp_path)


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(store: AuditStore) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    import audit.migrations

    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    folder = Path(audit.migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_current_head() == REVISION


def test_making_the_tables_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sa.Index, "create", lambda *_a, **_k: None)
        import alembic.operations.base as operations

        def fails(*_arguments: object, **_named: object) -> None:
            raise RuntimeError("the plug was pulled")

        broken.setattr(operations.Operations, "create_index", fails, raising=False)
        with pytest.raises(RuntimeError, match="the plug"):
            AuditStore.in_folder(tmp_path, create=True)
    store = AuditStore.in_folder(tmp_path, create=True)
    assert store.info.shops == 0
    store.close()


def test_a_database_that_was_never_begun_is_no_audit(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()  # what a full disk leaves
    with pytest.raises(StoreError, match="there is no audit"):
        AuditStore.in_folder(tmp_path)
    AuditStore.in_folder(tmp_path, create=True).close()
    AuditStore.in_folder(tmp_path).close()
