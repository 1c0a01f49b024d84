"""What stands beside a finding is true of that finding, not of findings in general."""

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from audit.model import Finding, Proof
from audit.outcomes import Confidence, Duty, Outcome, Place, Reason
from reports.details import shown_value
from reports.heads import shop_head
from reports.history import History, Round
from reports.history_view import of_shop
from reports.pictures import Picture
from reports.site import build
from reports.views import finding_view
from reports.wording import report_languages, words_for
from tests.reports.sample import SampleAudit, sample, store_in

EN = words_for("en")
SHOP = next(r for r in sample().shops if r.snapshot and r.snapshot.pages)
PERSON = {"by": "person", "detail": {"machine": "not_found", "reviewer": "An", "decided_on": "2026-11-20"}}


def said(outcome: Outcome, confidence: Confidence = Confidence.CERTAIN, **more: object) -> str:
    """How sure the page says that a finding is."""
    assert SHOP.snapshot is not None
    found = Finding(rule="nl/contact-phone", check="phone-findable", duty=Duty.MUST, outcome=outcome,
                    confidence=confidence, **more)  # type: ignore[arg-type]  # fmt: skip
    return finding_view(found, SHOP.snapshot, packs={}, pictures={}, words=EN).confidence


@pytest.mark.parametrize("outcome", [Outcome.NOT_MEASURED, Outcome.NOT_APPLICABLE])
def test_nothing_is_sure_where_nothing_was_measured(outcome: Outcome) -> None:
    assert [said(outcome, confidence) for confidence in Confidence] == [""] * len(Confidence)


@pytest.mark.parametrize(
    ("outcome", "confidence", "words"),
    [
        (Outcome.NOT_FOUND, Confidence.CERTAIN, "certain (not found on two visits)"),
        (Outcome.NOT_FOUND, Confidence.LIKELY, "likely (not found on one visit; a second look may change it)"),
        (Outcome.MET, Confidence.CERTAIN, "certain (seen directly)"),
        (Outcome.BREACHED, Confidence.CERTAIN, "certain (seen directly)"),
        (Outcome.UNSURE, Confidence.UNSURE, "unsure (a person still has to look at this)"),
    ],
)
def test_how_sure_says_what_makes_it_so(outcome: Outcome, confidence: Confidence, words: str) -> None:
    assert said(outcome, confidence) == words


@pytest.mark.parametrize("outcome", [Outcome.MET, Outcome.NOT_FOUND])
def test_what_a_person_decided_is_sure_for_that(outcome: Outcome) -> None:
    assert said(outcome, **PERSON) == "certain (looked at by a person)"


@pytest.mark.parametrize(("lang", "outcome"), list(product(report_languages(), Outcome)))
def test_every_degree_has_its_words(lang: str, outcome: Outcome, caplog: pytest.LogCaptureFixture) -> None:
    assert SHOP.snapshot is not None
    for confidence in Confidence:
        found = Finding(rule="nl/x", check="phone-findable", duty=Duty.MUST, outcome=outcome, confidence=confidence)
        finding_view(found, SHOP.snapshot, packs={}, pictures={}, words=words_for(lang))
    assert not caplog.records


def test_the_day_of_a_decision_is_written_out() -> None:
    assert SHOP.snapshot is not None
    found = Finding(rule="nl/x", check="phone-findable", duty=Duty.MUST, outcome=Outcome.MET, **PERSON)  # type: ignore[arg-type]
    told = finding_view(found, SHOP.snapshot, packs={}, pictures={}, words=EN).review
    assert "20 November 2026" in told and "2026-11-20" not in told


@pytest.mark.parametrize("lang", report_languages())
def test_what_a_person_decided_is_not_said_to_be_still_looked_at(lang: str) -> None:
    assert SHOP.snapshot is not None
    words = words_for(lang)
    detail = {**PERSON["detail"], "machine": "unsure"}  # type: ignore[dict-item]
    made = Finding(rule="nl/x", check="phone-findable", duty=Duty.MUST, outcome=Outcome.MET, by="person", detail=detail)
    told = finding_view(made, SHOP.snapshot, packs={}, pictures={}, words=words).review
    assert words("outcome.unsure.machine") in told and words("outcome.unsure") not in told


def test_the_history_says_where_a_person_decided() -> None:
    """What the program saw then and a person decides now is not told as if the shop had changed."""
    assert SHOP.snapshot is not None
    then = replace(SHOP.findings[0], outcome=Outcome.NOT_FOUND, place=None, reason=None)
    now = replace(then, outcome=Outcome.MET, **PERSON)
    earlier = replace(SHOP, snapshot=replace(SHOP.snapshot, started_at=SHOP.snapshot.started_at - timedelta(days=90)))
    history = History()
    history.note(1)(earlier, [then], [then])
    result = replace(SHOP, findings=(now,))
    view = finding_view(now, SHOP.snapshot, packs={}, pictures={}, words=EN)
    (point,) = of_shop(history, result, [view], "x.html", EN)["history"]
    assert "judged by a person" in point.since and "judged by a person" not in point.before[0].days


def test_the_history_does_not_call_it_a_visit_where_the_door_stayed_shut() -> None:
    assert SHOP.snapshot is not None
    day = timedelta(days=1)
    history = History()
    history.repeats(SHOP.shop.key, [replace(SHOP.snapshot, started_at=SHOP.snapshot.started_at - day, pages=())])
    earlier = replace(SHOP, snapshot=replace(SHOP.snapshot, started_at=SHOP.snapshot.started_at - 90 * day, pages=()))
    history.note(1)(earlier, [], [])
    history.rounds.append(Round(info=sample().info))
    views = [finding_view(f, SHOP.snapshot, packs={}, pictures={}, words=EN) for f in SHOP.findings]
    told = [event.text for event in of_shop(history, SHOP, views, "x.html", EN)["events"]]
    assert told[:2] == [EN("history.visit.visit"), EN("history.unseen")]
    assert told[2].startswith("we tried to look, in the round of")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Mo-Fr 09:00-17:00", "ma-vr 09:00-17:00"),
        ("Mo,We 09:00-17:00; Sa 10:00-14:00", "ma,wo 09:00-17:00; za 10:00-14:00"),
        ("phone: Mo-Fr 09:00-17:00", "telefoon: ma-vr 09:00-17:00"),
        ("Mo Jansen B.V.", "Mo Jansen B.V."),
        ("Sa Sa Schuhe 24", "Sa Sa Schuhe 24"),
    ],
)
def test_days_of_opening_hours_are_in_the_reports_language(value: str, shown: str) -> None:
    assert shown_value(value, words_for("nl")).text == shown


def unranked(*findings: Finding) -> str:
    """Why a shop with these findings is in no group."""
    return shop_head(replace(SHOP, findings=findings), EN).reason


def test_why_a_shop_is_not_ranked_is_told_by_its_obligatory_points_only() -> None:
    """What kept another point from being measured has nothing to do with it."""
    phone = Finding(rule="nl/p", check="phone-findable", duty=Duty.MUST, outcome=Outcome.MET)
    email = Finding(rule="nl/e", check="email-findable", duty=Duty.MUST, outcome=Outcome.UNSURE)
    other = Finding(rule="nl/o", check="email-usable", duty=Duty.SHOULD, outcome=Outcome.NOT_MEASURED,
                    reason=Reason.NO_NETWORK)  # fmt: skip
    shut = replace(email, outcome=Outcome.NOT_MEASURED, reason=Reason.BLOCKED)
    assert unranked(phone, email, other) == "being checked by a person"
    assert unranked(phone, shut, other) == "the site did not let our visitor in"
    both = "the site did not let our visitor in and being checked by a person"
    assert unranked(replace(email, rule="nl/p"), shut) == both
    assert unranked(phone, replace(phone, rule="nl/e"), other) == ""


@pytest.mark.parametrize("lang", report_languages())
def test_where_to_look_names_a_part_of_the_page_only_where_it_is_known(lang: str, tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    index = build(sample(store), store, tmp_path / "report", lang=lang)
    words = words_for(lang)
    unknown = words("region.unknown")
    nowhere = [str(words(key, place=unknown).unescape()) for key in ("shop.see", "shop.see.home")]
    for page in sorted((index.parent / "shop").glob("*.html")):
        assert not [said for said in nowhere if said in page.read_text("utf-8")], page.name


@pytest.mark.parametrize("lang", report_languages())
def test_nobody_is_sent_along_a_way_of_no_clicks(lang: str, tmp_path: Path) -> None:
    """What stands on the home page needs no way: "open the home page and look", and no "follow this way"."""
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    looked = audit.shops[0].snapshot
    assert looked is not None
    at_home = replace(looked, pages=tuple(replace(page, path=(), clicks=0) for page in looked.pages))
    audit.shops[0] = replace(audit.shops[0], snapshot=at_home)
    index = build(audit, store, tmp_path / "report", lang=lang)
    words = words_for(lang)
    told = {key: str(words(key, place="§")).partition("§")[0] for key in ("shop.see", "shop.see.home")}
    for kind in tuple(told):
        told[f"{kind}.page"] = str(words(f"{kind}.page"))
    seen = set()
    for page in sorted((index.parent / "shop").glob("*.html")):
        for way in BeautifulSoup(page.read_text("utf-8"), "lxml").select("ol.path"):
            hint = way.find_next_sibling("small")
            assert hint is not None
            clicks = len(way.select("li")) - 1
            allowed = ("shop.see", "shop.see.page") if clicks else ("shop.see.home", "shop.see.home.page")
            assert hint.get_text().startswith(tuple(told[key] for key in allowed)), (page.name, hint.get_text())
            seen.add(clicks > 0)
    assert seen == {True, False}


@pytest.mark.parametrize(("place", "told"), [(Place.AFTER_CHAT, False), (Place.TERMS_ONLY, True)])
def test_who_decided_by_what_a_chat_gave_talked_to_one(tmp_path: Path, place: Place, told: bool) -> None:
    found = tuple(
        replace(f, outcome=Outcome.BREACHED, place=place, **PERSON) if f.check == "phone-findable" else f  # type: ignore[arg-type]
        for f in SHOP.findings
    )
    audit = SampleAudit([replace(SHOP, findings=found)])
    method = (build(audit, store_in(tmp_path / "ev"), tmp_path / "r", lang="en").parent / "method.html").read_text()
    assert ("or talk to a chat" in method) is told


@pytest.mark.parametrize("whole", [True, False])
def test_a_picture_of_a_value_is_none_of_the_way(whole: bool) -> None:
    """The picture round the address at the foot of the home page does not show the link followed at its top."""
    shop = next(r for r in sample().shops if r.snapshot and any(f.values for f in r.findings) and r.snapshot.pages[1:])
    assert shop.snapshot is not None
    home, contact, *_ = shop.snapshot.pages
    home = replace(home, screenshots=("value.jpg", "whole.jpg") if whole else ("value.jpg",))
    marked = replace(shop.snapshot.sightings[0], page=home.url, screenshot="value.jpg")
    snapshot = replace(shop.snapshot, pages=(home, contact), sightings=(marked,))
    found = Finding(
        rule="nl/contact-phone", check="phone-findable", duty=Duty.MUST, outcome=Outcome.NOT_FOUND,
        confidence=Confidence.LIKELY, evidence=(Proof(url=contact.url, quote="Contact"),),
    )  # fmt: skip
    pictures = {n: Picture(name=n, width=1280, height=900) for n in ("value.jpg", "whole.jpg")}
    view = finding_view(found, snapshot, packs={}, pictures=pictures, words=EN)
    assert [t.name for t in view.proofs[0].thumbs] == (["whole.jpg"] if whole else [])
