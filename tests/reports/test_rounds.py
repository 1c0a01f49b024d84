"""A report of two rounds: the column about changes, its filter, the page of changes, and every figure in the data."""

import csv
import re
from pathlib import Path
from random import Random

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from audit.outcomes import Outcome
from reports.changes import LEVELS, CheckLines, Course
from reports.history import History
from reports.ranking_views import COURSES, change_cells, gone_cell
from reports.site import build
from reports.wording import report_languages, words_for
from tests.reports.foreign import generated, leaks
from tests.reports.rounds import BETTER, GONE, MIXED, NEW, OTHER_RULES, WORSE, compared, two_rounds, with_mails
from tests.reports.sample import store_in
from tests.reports.test_site import tree
from tests.reports.test_wording import BANNED


def made(folder: Path, lang: str = "nl") -> Path:
    store = store_in(folder / "ev")
    first, second = two_rounds(store)
    history = History()
    changes, mails = with_mails(compared(first, second, history), first, second)
    return build(second, store, folder / "r", lang=lang, mails=mails, changes=changes, history=history).parent


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("rounds"))


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "lxml")


def rows_of(page: Path, name: str) -> dict[str, Tag]:
    """The rows of a table by the shop's name."""
    found = soup(page).select(f"table.{name} tbody tr:not(.group)")
    return {row.th.bdi.get_text(): row for row in found if row.th and row.th.bdi}


@pytest.mark.parametrize("page", ["index.html", "ranking.html"])
def test_every_row_says_how_it_stands_against_the_last_round(report: Path, page: str) -> None:
    rows = rows_of(report / page, "shops")
    told = {name: row.select("td[class^=c-]")[0]["class"] for name, row in rows.items()}
    assert told[BETTER] == ["c-better"] and told[WORSE] == ["c-worse"] and told[MIXED] == ["c-mixed"]
    assert told[NEW] == ["c-new"] and told[OTHER_RULES] == ["c-method"] and told["Sokken.nl"] == ["c-same"]
    assert told["Tuinland"] == ["c-unmeasured"]
    assert (GONE in rows) is (page == "ranking.html")
    text = soup(report / page).get_text(" ")
    assert "Verandering" in text and "minder goed" in text
    assert ("de methode is veranderd" in text) is (page == "ranking.html"), "the front page is brief"


def test_only_changed_rows_are_marked_for_the_filter(report: Path) -> None:
    rows = rows_of(report / "ranking.html", "ranks")
    marked = {name for name, row in rows.items() if row.has_attr("data-changed")}
    assert {BETTER, WORSE, MIXED, NEW, GONE} <= marked
    assert {"Sokken.nl", "Tuinland", OTHER_RULES} & marked <= {n for n in marked if "e-mail" in rows[n].get_text()}


def test_a_report_without_an_earlier_round_has_no_such_column(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    page = build(two_rounds(store)[1], store, tmp_path / "r", lang="nl").parent / "ranking.html"
    assert "Verandering" not in page.read_text("utf-8") and "data-changed" not in page.read_text("utf-8")


def test_every_figure_of_the_page_is_in_the_data_under_its_name(report: Path) -> None:
    with (report / "data/figures.csv").open(encoding="utf-8", newline="") as file:
        figures = {r["figure"]: r for r in csv.DictReader(file) if r["page"] == "changes.html"}
    shown = soup(report / "changes.html").select("[data-figure]")
    assert len(shown) > 30
    for element in shown:
        figure, text = figures[str(element["data-figure"])], element.get_text(" ", strip=True)
        if figure["unit"] == "seconds":
            assert re.search(r"\d+ (u|min)|niet binnen", text)
        elif figure["unit"] == "share":
            assert f"{abs(round(100 * float(figure['value'])))} procentpunt" in text
        else:
            number = figure["value"].replace("-", "−")
            assert re.search(rf"(?<!\d){re.escape(number)}(?!\d)", text), (figure, text)
        if element.name == "td":
            row = element.find_parent("tr").th.get_text(strip=True)  # type: ignore[union-attr]
            assert row.lower() in figure["name"].lower() and str(element["data-label"]) in figure["name"]
    cells = soup(report / "changes.html").select("section[aria-labelledby=h-points] td:not([data-figure])")
    assert not [c for c in cells if re.search(r"\d", c.get_text()) and not c.find_parent("figure")]


def test_the_tables_of_changes_tell_what_the_page_tells(report: Path) -> None:
    with (report / "data/changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {r["shop"]: r["course"] for r in rows if r["course"] in ("new", "gone")} == {NEW: "new", GONE: "gone"}
    worse = [r for r in rows if r["shop"] == WORSE]
    assert {r["before"] for r in worse} == {"met"} and {r["after"] for r in worse} == {"not_found"}
    with (report / "data/mail_rounds.csv").open(encoding="utf-8", newline="") as file:
        mails = list(csv.DictReader(file))
    assert {r["round"] for r in mails} == {"before", "after"} and len(mails) == 16
    assert all(float(r["on_time_low"]) <= int(r["on_time"]) / int(r["settled"]) for r in mails)


def test_the_same_two_rounds_give_the_same_bytes(tmp_path: Path) -> None:
    assert tree(made(tmp_path / "a")) == tree(made(tmp_path / "b"))


@pytest.mark.parametrize("lang", report_languages())
def test_pages_about_two_rounds_speak_one_language_and_accuse_nobody(lang: str, tmp_path: Path) -> None:
    folder = made(tmp_path, lang)
    for page in ("changes.html", "ranking.html", "shop/kaarsenwinkel.nl.html", "data.html"):
        text = generated((folder / page).read_text("utf-8"))
        assert not leaks(text, lang), page
        assert not re.search(BANNED[lang], text, re.I), page


def test_a_norm_stands_apart_from_the_law(report: Path) -> None:
    mail = soup(report / "changes.html").select_one("section[aria-labelledby=h-mail]")
    assert mail is not None and "Een norm is een verwachting, geen wet" in mail.get_text()
    points = soup(report / "changes.html").select_one("section[aria-labelledby=h-points]")
    assert points is not None and "e-mails" not in points.get_text()


def test_every_course_has_its_words_and_its_place_in_the_order() -> None:
    assert set(COURSES) == set(Course)
    for lang in report_languages():
        words = words_for(lang)
        assert all(words.has(f"course.{course}") for course in Course)
        assert gone_cell(words).changed and gone_cell(words).label
    assert change_cells(None, words_for("nl")) == {}


def test_a_point_of_a_newer_program_is_not_held_against_the_shop() -> None:
    """What an older version did not judge it may not have looked for either."""
    first, second = two_rounds()
    shop = next(r for r in first.shops if r.shop.name == "De Fietsenmaker")
    assert shop.snapshot is not None
    older = replace(shop, findings=shop.findings[:1], snapshot=replace(shop.snapshot, tool="shopcheck 0.0.1"))
    first.shops = [older if r is shop else r for r in first.shops]
    kept = {r.shop.key: r.findings for r in second.shops}
    from reports.changes import compare

    found = compare(first, second, lambda snapshot: kept[snapshot.shop.key])
    assert found.courses[shop.shop.key].duty is Course.SAME and found.courses[shop.shop.key].apart == 1


@given(st.dictionaries(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)), st.integers(1, 40), min_size=1))
def test_the_difference_is_in_its_interval_and_no_more_than_the_shops(
    flows: dict[tuple[Outcome, Outcome], int],
) -> None:
    lines = CheckLines()
    for (before, after), count in flows.items():
        lines.flows[before, after] = lines.after[after] = count
    lines.after.clear()
    for (_, after), count in flows.items():
        lines.after[after] += count
    value, low, high = lines.difference()
    shops = sum(flows.values())
    assert -shops <= low <= value <= high <= shops


def test_the_interval_worked_by_hand() -> None:
    """All of 40 shops won: 41/42 and 1/42 after adding, a difference of 40/42 with half a width of 0.092."""
    lines = CheckLines()
    lines.flows[Outcome.PARTLY, Outcome.MET] = lines.after[Outcome.MET] = 40
    assert lines.difference() == (40, 34, 40)


@pytest.mark.parametrize(("won", "lost"), [(0.05, 0.05), (0.2, 0.05), (0.02, 0.3)])
def test_the_interval_holds_the_truth(won: float, lost: float) -> None:
    chance, held, shops = Random(3), 0, 60
    for _ in range(500):
        lines = CheckLines()
        for _ in range(shops):
            drawn = chance.random()
            flow = (Outcome.PARTLY, Outcome.MET) if drawn < won else (Outcome.MET, Outcome.MET)
            flow = (Outcome.MET, Outcome.NOT_FOUND) if drawn > 1 - lost else flow
            lines.flows[flow] += 1
            lines.after[flow[1]] += 1
        _, low, high = lines.difference()
        held += low <= shops * (won - lost) <= high
    assert held / 500 >= 0.92
