"""The report as a whole: it builds, says what it must, and is the same each time."""

import csv
import re
from pathlib import Path

import jinja2
import msgspec
import pytest

from audit.model import AuditInfo, ShopResult
from audit.outcomes import Outcome
from reports.ours import NotAReport
from reports.rendering import prepare
from reports.site import build
from reports.wording import words_for
from shopcheck.reporting import load_report
from tests.reports.pages import Parsed, pages_of, parse
from tests.reports.sample import SampleAudit, sample, store_in
from tests.reports.test_wording import BANNED, entries


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    store = store_in(folder / "ev")
    return build(sample(store), store, folder / "report", lang="nl").parent


@pytest.fixture(scope="module")
def pages(report: Path) -> dict[str, Parsed]:
    return pages_of(report)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_same_audit_same_bytes(tmp_path: Path, lang: str) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    first = build(audit, store, tmp_path / "a", lang=lang)
    second = build(audit, store, tmp_path / "b", lang=lang)
    assert first == tmp_path / "a" / "index.html"
    assert tree(first.parent) == tree(second.parent)


def test_what_was_loaded_before_is_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare("nl")
    monkeypatch.setattr(jinja2.Environment, "compile", None)
    store = store_in(tmp_path / "ev")
    assert build(sample(store), store, tmp_path / "r", lang="en").is_file()  # in another language as well


def test_what_cannot_be_loaded_before_is_not_told_then() -> None:
    with pytest.raises(ValueError, match="choose one of"):
        prepare("xx")
    load_report("xx")


def test_a_new_report_replaces_the_old_one_whole(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    build(audit, store, tmp_path / "r", lang="nl")
    audit.shops = audit.shops[:2]
    build(audit, store, tmp_path / "r", lang="nl")
    assert len(list((tmp_path / "r" / "shop").iterdir())) == 2
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["ev", "r"]


def test_a_build_that_breaks_leaves_the_old_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path / "ev")
    audit = sample(store)
    build(audit, store, tmp_path / "r", lang="nl")
    before = tree(tmp_path / "r")

    def broken() -> object:
        yield audit.shops[0]
        raise RuntimeError("disk full")

    monkeypatch.setattr(audit, "results", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        build(audit, store, tmp_path / "r", lang="en")
    assert tree(tmp_path / "r") == before
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["ev", "r"]


def test_a_report_that_lost_its_first_page_is_written_again(tmp_path: Path) -> None:
    index = build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang="nl")
    whole = index.read_bytes()
    index.unlink()
    assert build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang="nl").read_bytes() == whole


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "thesis.txt").write_text("mine")
    with pytest.raises(NotAReport, match="holds no report"):
        build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang="nl")
    assert (tmp_path / "r" / "thesis.txt").read_text() == "mine"


def test_an_unknown_language_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="choose one of"):
        build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang="xx")


def test_every_link_inside_the_report_leads_somewhere(report: Path, pages: dict[str, Parsed]) -> None:
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        assert page.open_at_end == [] and page.handlers == [], name
        for link in [*page.links, *page.sources]:
            target, _, anchor = link.partition("#")
            if link.startswith(("http://", "https://")):
                continue
            path = (report / name).parent / target if target else report / name
            assert path.resolve().is_file(), (name, link)
            if anchor:
                assert anchor in pages[str(path.resolve().relative_to(report.resolve()))].ids, (name, link)


def test_every_page_is_reached_from_the_front(report: Path, pages: dict[str, Parsed]) -> None:
    seen, todo = set(), ["index.html"]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for link in pages[name].links:
            if not link.startswith(("http", "#")) and link.partition("#")[0].endswith(".html"):
                path = ((report / name).parent / link.partition("#")[0]).resolve()
                todo.append(str(path.relative_to(report.resolve())))
    assert set(pages) - seen == set()


def test_the_front_page_has_every_shop_with_its_host_and_port(pages: dict[str, Parsed]) -> None:
    shown = pages["index.html"].quoted
    for result in sample().shops:
        if not result.left:
            assert (result.shop.name or "127.0.0.1:8017") in shown
    assert "magasin.example.be:8443" in shown and "127.0.0.1:8017" in shown and "www.defietsenmaker.nl" in shown


def test_an_absence_comes_with_what_was_done(pages: dict[str, Parsed]) -> None:
    page = pages["shop/speelgoedreus.nl.html"]
    for words in (
        "Door ons niet gevonden op 3 november 2026; 2 pagina’s bekeken.",
        "Dit was één bezoek; een tweede blik is er niet geweest.",
        "cookies geweigerd",
        "contact, klantenservice, bel ons, e-mail",
        "2 van 2 pagina’s",
        "pagina bestaat niet",
        "contactformulier",
    ):
        assert words in page.text, words
    assert "https://speelgoedreus.nl/klantenservice/contact" in page.links
    assert any(s.startswith("../evidence/") for s in page.sources)
    assert "Een tweede bezoek, enige tijd later, gaf hetzelfde beeld." in pages["shop/matrasdirect.nl.html"].text


def test_a_place_comes_with_its_proof(pages: dict[str, Parsed]) -> None:
    page = pages["shop/sokken.nl.html"]
    assert "+31 20 123 4567" in page.quoted and "Vragen? Bel of mail ons" in page.quoted
    assert "klik op ‘Klantenservice & contact’" in page.text
    assert "als leesbare tekst; onderaan de pagina" in page.text
    assert "6:230m" in page.quoted and "https://sokken.nl/klantenservice/contact" in page.links


def test_a_block_is_no_absence(pages: dict[str, Parsed]) -> None:
    page = pages["shop/www.grote-elektronicazaak.nl.html"]
    assert "de site liet onze bezoeker niet toe" in page.text and "HTTP-status 403" in page.text
    assert "niet gevonden op" not in page.text
    assert "Grote Elektronicazaak" in pages["not-measured.html"].quoted


def test_a_point_that_is_not_obligatory_there_says_so(tmp_path: Path) -> None:
    audit = sample()
    gone = next(r for r in audit.shops if r.shop.name == "Matras Direct")
    phone = msgspec.structs.replace(gone.findings[0], duty="info", axis="norm")
    audit.shops = [msgspec.structs.replace(gone, findings=(msgspec.convert(msgspec.to_builtins(phone), type(phone)),
                                                           gone.findings[1]))]  # fmt: skip
    index = build(audit, store_in(tmp_path / "ev"), tmp_path / "r", lang="nl")
    page = parse(index.read_text("utf-8"))
    assert "Alles wat verplicht is gevonden" in page.text and "hier niet verplicht" in page.text


def test_nothing_in_a_dutch_page_is_english(pages: dict[str, Parsed]) -> None:
    dutch, english = entries("nl"), entries("en")
    foreign = {
        re.sub(r"\s+", " ", text)
        for key, texts in english.items()
        for text in texts
        if "{" not in text and text not in dutch[key] and len(text) > 6
    }
    foreign -= {text for texts in dutch.values() for text in texts}
    for name, page in pages.items():
        text = re.sub(r"\s+", " ", page.text)
        assert not [f for f in foreign if re.search(rf"\b{re.escape(f)}(?!\w)", text)], name


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_page_uses_a_word_that_judges(tmp_path: Path, lang: str) -> None:
    index = build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang=lang)
    banned = re.compile(BANNED[lang], re.I)
    for name, page in pages_of(index.parent).items():
        assert not banned.search(page.text), (name, banned.search(page.text))


def test_figures_on_the_page_are_in_the_data(report: Path, pages: dict[str, Parsed]) -> None:
    with (report / "data" / "results.csv").open(encoding="utf-8", newline="") as file:
        results = list(csv.DictReader(file))
    with (report / "data" / "shops.csv").open(encoding="utf-8", newline="") as file:
        shops = list(csv.DictReader(file))
    left = {s["shop_id"] for s in shops if s["left"] == "true"}
    gone = [r for r in results if r["check"] == "phone-findable" and r["outcome"] == "not_found"]
    text = re.sub(r"\s+", " ", pages["index.html"].text)
    assert f"door ons niet gevonden {len([r for r in gone if r['shop_id'] not in left])} " in text
    for s in shops:
        assert (report / s["page"]).is_file()
        assert s["shop_id"] in pages[s["page"]].quoted
    met = [s for s in shops if s["group"] == "met"]
    assert f"Alles wat verplicht is gevonden {len(met)} winkels" in text


def test_only_pictures_that_are_shown_are_copied(report: Path, pages: dict[str, Parsed]) -> None:
    shown = {s.rpartition("/")[2] for p in pages.values() for s in p.sources if "evidence/" in s}
    assert {p.name for p in (report / "evidence").iterdir()} == shown != set()


def test_a_picture_that_is_gone_is_said(tmp_path: Path) -> None:
    audit = sample(store_in(tmp_path / "ev"))
    index = build(audit, store_in(tmp_path / "other"), tmp_path / "r", lang="nl")
    page = parse((index.parent / "shop" / "sokken.nl.html").read_text("utf-8"))
    assert words_for("nl")("shop.picture.gone") in page.text and "img" not in page.tags


def test_an_audit_without_shops_and_one_with_a_single_shop(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    none = parse(build(SampleAudit([]), store, tmp_path / "a", lang="nl").read_text("utf-8"))
    assert "Er is nog geen winkel bezocht." in none.text
    one = parse(build(SampleAudit(sample().shops[:1]), store, tmp_path / "b", lang="en").read_text("utf-8"))
    said = re.sub(r"\s+", " ", one.text)
    assert "We visited 1 webshop" in said and "Everything obligatory found" in said and "place 1" not in said


def test_markets_without_bundled_rules_are_shown(tmp_path: Path) -> None:
    audit = sample()
    audit.shops = [
        msgspec.structs.replace(r, findings=tuple(msgspec.structs.replace(f, rule=f"zz/{f.check}") for f in r.findings))
        for r in audit.shops
    ]
    index = build(audit, store_in(tmp_path / "ev"), tmp_path / "r", lang="nl", packs={})
    page = parse((index.parent / "shop" / "sokken.nl.html").read_text("utf-8"))
    assert words_for("nl")("shop.rule.unknown") in page.text


def test_a_thousand_shops_stay_small(tmp_path: Path) -> None:
    base = sample().shops

    class Many(SampleAudit):
        def results(self):  # type: ignore[no-untyped-def]
            for n in range(1000):
                shop = base[n % len(base)].shop
                shop = msgspec.structs.replace(shop, key=f"https://winkel-{n:04}.nl", url=f"https://winkel-{n:04}.nl/",
                                               name=f"Winkel nummer {n:04}")  # fmt: skip
                yield ShopResult(
                    shop=shop, snapshot=base[n % len(base)].snapshot, findings=base[n % len(base)].findings
                )

    index = build(Many(base), store_in(tmp_path / "ev"), tmp_path / "r", lang="nl")
    assert index.stat().st_size < 500_000
    assert len(list((index.parent / "shop").iterdir())) == 1000
    assert index.read_text("utf-8").count('<th scope="row"><a') >= 1000


def test_every_outcome_has_its_mark_in_the_sheet(report: Path) -> None:
    sheet = (report / "static" / "report.css").read_text("utf-8")
    assert not [o for o in Outcome if f"td.{o}::before" not in sheet]
    assert "url(" not in sheet and "@import" not in sheet and "http" not in sheet


def test_every_page_names_the_leading_language(tmp_path: Path) -> None:
    store = store_in(tmp_path / "ev")
    audit = LedAudit(shops=sample(store).shops)
    for lang, said in (("nl", "Leidende taal: Nederlands"), ("en", "the text in this language leads: Dutch")):
        index = build(audit, store, tmp_path / lang, lang=lang)
        pages = [p for p in index.parent.rglob("*.html") if "embed" not in p.parts]
        assert len(pages) > 10 and all(said in p.read_text("utf-8") for p in pages)


class LedAudit(SampleAudit):
    """An audit that is published in Dutch first."""

    @property
    def info(self) -> AuditInfo:
        return msgspec.structs.replace(super().info, language="nl")
