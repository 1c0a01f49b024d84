"""The ledger in a real database: kept in order, back with the shop it is about, and old audits take it on."""

from pathlib import Path

import sqlalchemy as sa
from msgspec import structs

from audit.model import Correction, Kind, Letter, Reply, Review, Revision
from audit.outcomes import Outcome
from audit.reviews import published
from audit.store import FILE, AuditStore
from checks.judge import judge
from checks.packs import load_pack
from tests.judging.build import DAY, sighting, snapshot


def test_what_people_did_comes_back_with_the_shop(tmp_path: Path) -> None:
    store = AuditStore.in_folder(tmp_path, create=True)
    snap = snapshot(sighting(Kind.PHONE))
    key = snap.shop.key
    findings = judge(snap, load_pack("NL"))
    store.sync([snap.shop])
    store.add_visit(snap, findings)
    email = next(f for f in findings if f.check == "email-findable")
    review = Review(
        shop=key,
        rule=email.rule,
        visited_at=DAY,
        machine=email.outcome,
        outcome=Outcome.MET,
        reviewer="An",
        reason="seen in the footer",
    )
    letter = Letter(shop=key, sent_on="2026-11-13", deadline="2026-11-27")
    reply = Reply(shop=key, received_on="2026-11-20", kind="repaired", text="Het staat er nu.")
    correction = Correction(shop=key, corrected_on="2026-12-01", was="not_found", now="met", why="our mistake")
    assert store.record(review, letter, reply, correction, Revision(number=1, frozen_on="2026-12-01", tool="t")) == 5
    store.close()

    again = AuditStore.in_folder(tmp_path)
    (result,) = again.results()
    assert (result.reviews, result.letters, result.replies) == ((review,), (letter,), (reply,))
    assert again.info.corrections == (correction,)
    assert [r.number for r in again.info.revisions] == [1]
    assert again.recorded(Reply, "https://other.test") == ()
    decided = next(f for f in published(result) if f.check == "email-findable")
    assert (decided.outcome, decided.by) == (Outcome.MET, "person")
    again.close()


def test_an_audit_from_before_the_ledger_is_taken_along(tmp_path: Path) -> None:
    store = AuditStore.in_folder(tmp_path, create=True)
    store.sync([snapshot().shop])
    store.close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / FILE}")
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE ledger"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    old = AuditStore.in_folder(tmp_path)
    assert old.record(Letter(shop="s", sent_on="2026-11-13", deadline="2026-11-27")) == 1
    assert len(list(old.results())) == 1
    old.close()


def test_what_is_said_a_second_time_is_not_noted_a_second_time(tmp_path: Path) -> None:
    """A command that was stopped is given again: no reply twice on the page, no decision twice in the ledger."""
    store = AuditStore.in_folder(tmp_path, create=True)
    first = Review(
        shop="s", rule="r", visited_at=DAY, machine=Outcome.NOT_FOUND, outcome=Outcome.MET, reviewer="An",
        reason="in the footer", decided_on="2026-11-13",
    )  # fmt: skip
    other = structs.replace(first, outcome=Outcome.UNSURE)
    reply = Reply(shop="s", received_on="2026-11-20", kind="answer", text="Wij staan in de gids.")
    letter = Letter(shop="s", sent_on="2026-11-13", deadline="2026-11-27")
    assert store.record(first, reply, letter) == 3
    assert store.record(structs.replace(first, decided_on="2026-11-14"), reply, letter) == 0
    assert store.record(first, first) == 0
    assert store.record(other) == 1
    assert store.record(first) == 1, "decided back: the last word counts"
    assert store.record(structs.replace(first, rule="r2"), structs.replace(reply, received_on="2026-11-21")) == 2
    assert [r.outcome for r in store.recorded(Review)] == [Outcome.MET, Outcome.UNSURE, Outcome.MET, Outcome.MET]
    assert len(store.recorded(Reply)) == 2 and len(store.recorded(Letter)) == 1
    store.close()
