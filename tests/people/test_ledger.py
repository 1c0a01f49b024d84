"""The ledger in a real database: kept in order, back with the shop it is about, and old audits take it on."""

from pathlib import Path

import sqlalchemy as sa

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
