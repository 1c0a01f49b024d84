"""A report says no more than was done: who was let in, in what order a list stands, what was left out of it."""

import re
from dataclasses import replace as with_fields
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from audit.model import Finding, Shop, ShopResult
from audit.outcomes import Duty, Outcome, Reason, Side
from checks.packs import Packs
from mystery_shop.by_hand import Measured
from mystery_shop.by_hand import Result as Ended
from reports.by_hand import Attempt
from reports.heads import shop_head
from reports.letters import Terms, write_letter
from reports.mail import mails, summary
from reports.ranking_views import standing_counts
from reports.site import build
from reports.slugs import host_of
from reports.standings import Result, standings
from reports.tally import Tally
from reports.typography import typeset
from reports.wording import report_languages, words_for
from tests.reports.campaign import START, campaign
from tests.reports.sample import sample, store_in

MET, PARTLY, BREACHED, BLIND = Outcome.MET, Outcome.PARTLY, Outcome.BREACHED, Outcome.NOT_MEASURED


def shop(name: str, *must: Outcome) -> ShopResult:
    found = [Finding(rule=f"nl/m{n}", check=f"m{n}", duty=Duty.MUST, outcome=o) for n, o in enumerate(must)]
    return ShopResult(shop=Shop(key=name, url=f"https://{name}"), findings=tuple(found))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("said")
    store = store_in(folder / "ev")
    return build(sample(store), store, folder / "report", lang="en", mails=campaign()).parent


def text_of(page: Path) -> str:
    main = BeautifulSoup(page.read_text("utf-8"), "lxml").main
    assert main is not None
    return re.sub(r"\s+", " ", main.get_text(" "))


def test_a_shop_whose_door_stayed_shut_was_not_visited() -> None:
    words, audit = words_for("en"), sample()
    tally = Tally(words=words)
    for result in audit.shops:
        tally.add(result, shop_head(result, words))
    on_list = [r for r in audit.shops if not r.left]
    shut = [r for r in on_list if r.snapshot and not r.snapshot.pages]
    assert shut and tally.visited == sum(bool(r.snapshot and r.snapshot.pages) for r in on_list)
    assert tally.first_visit is not None and tally.visited < len(on_list)


@pytest.mark.parametrize("lang", report_languages())
def test_a_shop_whose_door_stayed_shut_is_not_said_to_be_visited(lang: str, tmp_path: Path) -> None:
    words, audit = words_for(lang), sample()
    shop = next(r for r in audit.shops if r.snapshot and not r.snapshot.pages and not r.left)
    assert shop.snapshot is not None
    report = build(audit, store_in(tmp_path / "ev"), tmp_path / "report", lang=lang).parent
    slug = shop_head(shop, words).slug
    when = words.moment(shop.snapshot.started_at)
    visited, tried = (str(words(key, moment=when)) for key in ("shop.visited", "shop.tried"))
    for page in (report / "shop" / f"{slug}.html", report / "embed" / "shop" / f"{slug}.html"):
        html = page.read_text("utf-8")
        assert tried in html and visited not in html
    facts = {"day": shop.snapshot.started_at, "shop": shop_head(shop, words).name, "findings": "§"}
    began, other = (str(words(key, **facts)).partition("§")[0] for key in ("shop.sentence.shut", "shop.sentence"))
    said = text_of(report / "shop" / f"{slug}.html").replace("\u202f", " ")
    assert began.strip() in said and other.strip() not in said
    terms = Terms(sent_on=START.date(), deadline=START.date(), days=1, preview="page.html")
    for info in (audit.info, replace(audit.info, publisher="")):
        letter = " ".join(write_letter(shop, info, terms, words, Packs()).text.split())
        key = "letter.intro" if info.publisher else "letter.intro.plain"
        told = {"day": shop.snapshot.started_at, "host": host_of(shop.shop.url), "publisher": info.publisher}
        assert " ".join(words(f"{key}.shut", **told).unescape().split()) in letter
        assert " ".join(words(key, **told).unescape().split()) not in letter


def test_the_printed_place_lies_within_its_own_range() -> None:
    made = standings([
        *(shop(f"all{n}", MET, MET) for n in range(14)),
        *(shop(f"one{n}", PARTLY, MET) for n in range(2)), shop("a", MET, BREACHED), shop("b", BREACHED, MET),
        *(shop(f"half{n}", PARTLY, PARTLY) for n in range(4)), *(shop(f"no{n}", BREACHED, BREACHED) for n in range(6)),
    ])  # fmt: skip
    places = made.places[Result.DUTY]
    assert places["a"].place == places["half0"].place == 17
    for key, place in places.items():
        assert place.low <= place.place <= place.last <= place.high, key


def test_the_groups_of_a_result_add_up_to_all_shops() -> None:
    made = standings([shop("a", MET, MET), shop("b", MET, PARTLY), shop("c", BREACHED, MET), shop("d", MET, BLIND)])
    counts = standing_counts(made, 4)
    assert sum(counts[Result.DUTY].values()) == 4
    assert counts[Result.DUTY]["none"] == 1


def test_the_ranking_says_how_many_are_not_compared(report: Path) -> None:
    lines = [li.get_text() for li in BeautifulSoup((report / "ranking.html").read_text("utf-8"), "lxml").main.li.parent]  # type: ignore[union-attr]
    counts = [[int(n) for n in re.findall(r": (\d+)", line)] for line in lines if "not compared" in line]
    heads = len(BeautifulSoup((report / "ranking.html").read_text("utf-8"), "lxml").select("tbody tr[data-duty]"))
    assert len(counts) == 3
    assert [sum(line) for line in counts] == [heads] * 3


def test_points_met_in_part_stand_beside_the_count(report: Path) -> None:
    rows = BeautifulSoup((report / "ranking.html").read_text("utf-8"), "lxml").select("tbody tr[data-duty]")
    assert any(re.search(r"\d of \d\s+1 partly,", row.get_text(" ")) for row in rows)


def test_without_mails_nothing_is_said_of_them_in_the_ranking(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    page = text_of(build(sample(store), store, tmp_path / "report", lang="en").parent / "ranking.html")
    assert "three results" not in page and "usual delay" not in page.lower()


def test_words_that_we_do_not_have_are_our_limit() -> None:
    assert Reason.NO_WORDS_FOR_LANGUAGE.side is Side.OURS


def test_what_could_not_be_measured_names_the_points(report: Path) -> None:
    soup = BeautifulSoup((report / "not-measured.html").read_text("utf-8"), "lxml")
    parts = {d.summary.get_text(): d.p.get_text() if d.p else "" for d in soup.select("section details") if d.summary}
    few = [points for summary, points in parts.items() if "browser" in summary]
    assert few and all(few)


@pytest.mark.parametrize("lang", report_languages())
def test_only_what_proves_a_result_is_said_to_be_shown_in_a_browser(lang: str) -> None:
    said = words_for(lang)
    without = {"nl": "zonder", "en": "without one", "de": "ohne Browser", "fr": "sans navigateur"}[lang]
    assert all(without in said(key) for key in ("method.what.text", "method.paragraph.how"))


def test_a_single_moment_is_said_once(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    audit.shops = audit.shops[:1]
    page = build(audit, store, tmp_path / "report", lang="en").parent / "method.html"
    assert len(re.findall(r"\d\d:\d\d UTC", text_of(page))) == 1


def test_apostrophes_are_curved_and_quotes_of_code_are_not() -> None:
    assert typeset("pagina's, the shop's", "nl") == "pagina’s, the shop’s"
    assert typeset("class='a' 'b'", "en") == "class='a' 'b'"


def test_the_mails_add_up_and_shops_without_one_are_not_among_those_that_got_one() -> None:
    counts = summary(campaign("https://a.nl", "https://b.nl"))
    assert counts["planned"] == counts["delivered"] + counts["undelivered"]
    assert counts["delivered"] == sum(counts[key] for key in ("answered", "no_person", "silent", "waiting"))
    assert counts["planned"] > counts["sent"] > counts["delivered"], (
        "what was refused was sent, what is to come was not"
    )
    refused = replace(campaign().threads[0], outcome="refused", delay=None)
    assert summary(mails([refused], START))["shops"] == 0


def test_the_page_about_mails_shows_every_part_of_the_sum(report: Path) -> None:
    said, counts = text_of(report / "mail.html"), summary(campaign())
    for key in ("undelivered", "delivered", "answered", "no_person", "silent", "waiting"):
        assert f"{words_for('en')(f'mail.count.{key}')} {counts[key]} " in said, key


def test_the_method_counts_the_mails_that_were_sent(report: Path) -> None:
    assert f"We sent {summary(campaign())['sent']} e-mails" in text_of(report / "method.html")


def test_the_method_counts_what_people_decided(report: Path, tmp_path: Path) -> None:
    assert "Results that a person decided 0 " in text_of(report / "method.html")
    assert "decided by a person" not in text_of(report / "method.html")
    audit = sample()
    by_hand = [replace(f, by="person") for f in audit.shops[0].findings]
    audit.shops[0] = replace(audit.shops[0], findings=tuple(by_hand))
    said = text_of(build(audit, store_in(tmp_path / "ev"), tmp_path / "report", lang="en").parent / "method.html")
    assert f"Results that a person decided {len(by_hand)} " in said
    assert f"{len(by_hand)} results were decided by a person" in said


def test_the_first_sentence_tells_the_list_from_what_could_be_visited(report: Path, tmp_path: Path) -> None:
    on_list = [r for r in sample().shops if not r.left]
    seen = [r for r in on_list if r.snapshot and r.snapshot.pages]
    told = f"Of the {len(on_list)} webshops on the list we could visit {len(seen)},"
    assert len(seen) < len(on_list) and told in text_of(report / "index.html")
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    keys = {r.shop.key for r in seen}
    audit.shops = [r for r in audit.shops if r.shop.key in keys]
    page = build(audit, store, tmp_path / "report", lang="en")
    assert f"We visited {len(seen)} webshops to see" in text_of(page)


def test_one_shop_is_no_statistic(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    audit.shops = [r for r in audit.shops if r.snapshot and r.snapshot.pages and not r.left][:1]
    index = build(audit, store, tmp_path / "report", lang="en")
    said, soup = text_of(index), BeautifulSoup(index.read_text("utf-8"), "lxml")
    assert "1 of the 1" not in said and "place 1" not in said and "Everything obligatory found" in said
    assert not soup.select(".tools, dl.numbers") and soup.select("table.shops tbody th")


@pytest.mark.parametrize("shops", [0, 1])
def test_a_list_that_nobody_has_visited_yet_says_so_and_nothing_else(tmp_path: Path, shops: int) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    audit.shops = [r for r in audit.shops if r.snapshot is None and not r.left][:shops]
    said = text_of(build(audit, store, tmp_path / "report", lang="en"))
    assert "No shop has been visited yet. Consumentenblad" in said and "·" not in said


@pytest.mark.parametrize(("channel", "untrue"), [("phone", "Nobody was called"), ("chat", "talk to a chat")])
def test_what_people_did_by_hand_is_not_among_what_was_not_done(tmp_path: Path, channel: str, untrue: str) -> None:
    started = Measured(id="a", shop="https://sokken.nl", channel=channel, by="An", started_at=START, ended_at=START,
                       result=Ended.NO_ANSWER)  # fmt: skip
    done = with_fields(campaign(), attempts=(Attempt(item=started, delay=None),))
    store = store_in(tmp_path / "ev")
    folder = build(sample(store), store, tmp_path / "report", lang="en", mails=done).parent
    for page in ("method.html", "print.html"):
        said = text_of(folder / page)
        assert untrue not in said and "We did not log in" in said, page


def test_what_nobody_did_by_hand_is_said_not_to_be_done(report: Path) -> None:
    for page in ("method.html", "print.html"):
        assert "Nobody was called" in text_of(report / page) and "talk to a chat" in text_of(report / page)
