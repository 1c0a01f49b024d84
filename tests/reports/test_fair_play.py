"""Right of reply, corrections, revisions and age: in the reader's sight, in the shop's own words, never forgotten."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import frictionless
import msgspec
import pytest

from audit.model import AuditInfo, Correction, Letter, Reply, Revision
from reports.site import build
from tests.reports.hostile import PAYLOADS
from tests.reports.pages import Parsed, pages_of
from tests.reports.sample import SampleAudit, sample, store_in


@dataclass
class Published(SampleAudit):
    """The sample after the letters went out and two things were put right."""

    @property
    def info(self) -> AuditInfo:
        return msgspec.structs.replace(
            super().info,
            corrections=(
                Correction(shop="https://sokken.nl", rule="nl/contact-email", corrected_on="2026-12-03", was="terms",
                           now="found on the contact page", why="the page was overlooked", revision=2),
                Correction(shop="https://gone.example", corrected_on="2026-12-01", was="a", now="b", why="c"),
            ),
            revisions=(Revision(number=1, frozen_on="2026-11-20", tool="x", manifest="ab" * 32),
                       Revision(number=2, frozen_on="2026-12-03", tool="x", note="one correction")),
        )  # fmt: skip


def published() -> SampleAudit:
    audit = Published(sample().shops)
    letter = Letter(shop="", sent_on="2026-11-05", deadline="2026-11-19")
    replies = {
        "Sokken.nl": (Reply(shop="", received_on="2026-11-10", kind="objection", language="nl",
                            text="Ons adres staat op de contactpagina.\nKijk nog eens."),),
        "Verfshop": (Reply(shop="", received_on="2026-11-11", kind="repaired", text="Gedaan."),
                     Reply(shop="", received_on="2026-11-12", kind="no_comment")),
        "Gadgethuis": (Reply(shop="", received_on="soon", kind="answer", text="\n\n".join(PAYLOADS)),),
    }  # fmt: skip
    audit.shops = [
        msgspec.structs.replace(r, letters=(letter,), replies=replies.get(r.shop.name, ()))
        if r.shop.name in {*replies, "Jurkenparadijs"}
        else r
        for r in audit.shops
    ]
    return audit


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parsed]:
    folder = tmp_path_factory.mktemp("fair")
    return pages_of(build(published(), store_in(folder / "ev"), folder / "report", lang="nl").parent)


def flat(page: Parsed) -> str:
    return re.sub(r"\s+", " ", page.text)


def test_a_reply_stands_on_the_shops_page_and_on_the_page_of_replies(pages: dict[str, Parsed]) -> None:
    for name in ("shop/sokken.nl.html", "replies.html"):
        page = pages[name]
        assert "Op 10 november 2026 maakte de winkel bezwaar:" in flat(page), name
        assert "Ons adres staat op de contactpagina." in page.quoted and "Kijk nog eens." in page.quoted, name
        assert "uiterlijk 19 november 2026 te reageren" in flat(page), name
    assert "Op 12 november 2026 liet de winkel weten geen commentaar" in flat(pages["shop/verfshop.nl.html"])


def test_silence_is_said_only_where_somebody_was_asked(pages: dict[str, Parsed]) -> None:
    silent = "Toen dit rapport werd gemaakt, was er geen reactie binnen."
    assert silent in flat(pages["shop/jurkenparadijs.nl.html"])
    assert silent not in flat(pages["shop/sokken.nl.html"])
    assert silent not in flat(pages["shop/speelgoedreus.nl.html"])
    replies = pages["replies.html"]
    assert "Aan 4 winkels is om een reactie gevraagd. 3 winkels reageerden." in flat(replies)
    assert flat(replies).count(silent) == 1, "once for all of them, not for each of five hundred"
    assert replies.links.count("shop/jurkenparadijs.nl.html") == 1
    assert flat(replies).index("Op 10 november 2026 maakte de winkel bezwaar:") < flat(replies).index(silent)


def test_a_reply_of_any_content_stays_words(pages: dict[str, Parsed]) -> None:
    page = pages["shop/gadgethuis.nl.html"]
    assert page.handlers == [] and page.tags.count("script") == 1 and "img" not in page.tags
    assert "Op soon antwoordde de winkel:" in flat(page)


def test_corrections_are_dated_latest_first_and_on_the_shops_page(pages: dict[str, Parsed]) -> None:
    page = pages["corrections.html"]
    assert flat(page).index("3 december 2026") < flat(page).index("1 december 2026")
    assert "found on the contact page" in page.quoted and "ab" * 32 in page.quoted
    assert "sinds revisie 2" in flat(page) and "Revisie 1, vastgelegd op 20 november 2026" in flat(page)
    assert "found on the contact page" in pages["shop/sokken.nl.html"].quoted
    assert "found on the contact page" in pages["print.html"].quoted
    assert "found on the contact page" not in pages["shop/verfshop.nl.html"].quoted


def test_every_page_names_the_revision(pages: dict[str, Parsed]) -> None:
    for name, page in pages.items():
        if not name.startswith("embed/"):
            assert "Revisie 2, vastgelegd op 3 december 2026." in flat(page), name


def test_without_any_of_it_the_pages_say_so(tmp_path: Path) -> None:
    plain = pages_of(build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang="nl").parent)
    assert "Er is geen winkel om een reactie gevraagd" in flat(plain["replies.html"])
    assert "Er is tot nu toe niets gecorrigeerd." in flat(plain["corrections.html"])
    assert "Reactie van de winkel" not in flat(plain["shop/sokken.nl.html"])


def test_the_data_carry_the_revision(tmp_path: Path) -> None:
    report = build(published(), store_in(tmp_path / "ev"), tmp_path / "r", lang="nl").parent
    header, first, *_ = (report / "data" / "results.csv").read_text("utf-8").splitlines()
    assert first.split(",")[header.split(",").index("revision")] == "2"


def rows(report: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((report / "data" / name).read_text("utf-8").splitlines(keepends=True)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_replies_and_corrections_are_tables_of_the_package(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    report = build(published(), store, tmp_path / "r", lang="nl").parent
    replies, corrections = rows(report, "replies.csv"), rows(report, "corrections.csv")
    assert [r["received_on"] for r in replies if r["shop"] == "Verfshop"] == ["2026-11-11", "2026-11-12"]
    assert "Ons adres staat op de contactpagina.\nKijk nog eens." in [r["text"] for r in replies]
    assert [(c["corrected_on"], c["was"], c["since_revision"], c["revision"]) for c in corrections] == [
        ("2026-12-01", "a", "0", "2"),
        ("2026-12-03", "terms", "2", "2"),
    ]
    assert corrections[0]["shop"] == "https://gone.example" and corrections[1]["shop"] == "Sokken.nl"
    ids = [r["reply"] for r in replies] + [c["correction"] for c in corrections]
    assert len(set(ids)) == len(ids)
    again = build(published(), store, tmp_path / "en", lang="en").parent
    assert [r["reply"] for r in rows(again, "replies.csv")] == [r["reply"] for r in replies]
    done = frictionless.validate(str(report / "data" / "datapackage.json"), limit_errors=5)
    wrong = [e for e in done.flatten(["message"]) if "soon" not in str(e)]  # the sample's reply of no day
    assert wrong == []
