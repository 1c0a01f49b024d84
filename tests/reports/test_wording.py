"""The catalogues: complete in every language, fair, and really in that language."""

import logging
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from audit.model import How, NumberKind, Owner, Region, Role, Use
from audit.outcomes import Axis, Confidence, Duty, Outcome, Place, Reason, Side
from checks.packs import LANGUAGES, Packs
from checks.rules import checks
from mystery_shop.compared import Difference
from reports import exports
from reports.heads import cell
from reports.letters import Terms, write_letter
from reports.mail_changes import difference
from reports.sheets import write_sheet
from reports.site import build
from reports.typography import typeset
from reports.wording import catalogue, report_languages, words_for
from shopcheck.people import Item, sheet
from shopcheck.screen import screen
from tests.reports.campaign import campaign
from tests.reports.foreign import all_texts, generated, half_translated, leaks, pages_in, strange, written
from tests.reports.sample import found, sample, store_in
from tests.reports.test_fair_play import published

ENUMS: dict[str, type[StrEnum]] = {
    "outcome": Outcome, "place": Place, "reason": Reason, "role": Role, "how": How, "region": Region, "duty": Duty,
    "axis": Axis, "confidence": Confidence, "number_kind": NumberKind, "use": Use, "owner": Owner,
}  # fmt: skip
OTHER_VALUES = {
    "channel": ("form", "chat", "whatsapp", "messenger", "social", "callback", "app", "address"),
    "link": ("read", "not_there", "gap", "skipped", "over_budget"),
    "consent": ("none_seen", "rejected", "accepted", "closed", "not_passed"),
    "sitemap": ("not_needed", "read", "none", "gap"),
    "by": ("machine", "person", "two_persons"),
}
BANNED = {
    "nl": r"illega|overtred|overtreed|fraud|slechtst|ontbre[ek]|afwezig|misleid",
    "en": r"illegal|offend|fraud|\bworst\b|\babsent\b|\bmissing\b|\bfails?\b|\bfailed to\b|scam|mislead",
    "de": r"illegal|rechtswidrig|verst[oö]ß|betrug|betrüg|schlechtest|\bfehl(t|te|en|end\w*)\b|irreführ",
    "fr": r"illéga|contreven|infraction|fraud|\bpires?\b|\babsente?s?\b|\bmanqu|trompeu",
}  # product.md 5.6, and their kin
SAME_IN_ALL = re.compile(
    r"(channel\.(whatsapp|app|chat|email)|check\.email-findable\.short|clicks\.|axis\.norm|"
    r"role\.home|shop\.(looked\.sitemap|col\.link)|mail\.col\.interval|time\.|"
    r"shop\.sentence\.one|changes\.mail\.(difference|from_to)|method\.errors\.interval|data\.codes|data\.code|method\.contact|points\.|mail\.col\.interval|mail\.proof\.(message_id|bytes)|time\.(d|h|min)$|.*\.counts|status)"
)
SAME_WORDS = {  # that are English too
    "de": {"Shop", "Shops"},
    "nl": {"norm: {share}", "Norm", "voicemail"},
    "fr": {"{n} page", "{n} pages"},
}
TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"


def entries(lang: str) -> dict[str, tuple[str, ...]]:
    return {
        str(m.id[0] if isinstance(m.id, tuple | list) else m.id): tuple(
            map(str, m.string if isinstance(m.string, tuple | list) else (m.string,))
        )
        for m in catalogue(lang)
        if m.id
    }


@pytest.fixture(params=report_languages())
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What the program says on each page of a whole report (replies, corrections and mails too), in each language."""
    made = {}
    for code in report_languages():
        folder = tmp_path_factory.mktemp(code)
        store = store_in(folder / "ev")
        report = build(published(), store, folder / "report", lang=code, mails=campaign()).parent
        made[code] = {str(p.relative_to(report)): generated(p.read_text("utf-8")) for p in pages_in(report)}
    return made


def test_the_languages_of_the_rules_are_there() -> None:
    assert set(LANGUAGES) <= set(report_languages())
    assert set(report_languages()) <= set(BANNED)


def test_every_language_has_every_key_and_no_empty_one(lang: str) -> None:
    assert set(entries(lang)) == set(entries("en"))
    assert not [key for key, texts in entries(lang).items() if not all(t.strip() for t in texts)]


def test_a_language_sets_in_the_same_values(lang: str) -> None:
    def fields(texts: tuple[str, ...]) -> set[str]:
        return set(re.findall(r"{(\w+)}", " ".join(texts)))

    english = entries("en")
    assert {k: fields(t) for k, t in entries(lang).items()} == {k: fields(t) for k, t in english.items()}


MARKS = {"nl": "“”„«»", "de": "‘«»", "fr": "“”„‘", "en": "„«»‘"}
"""Quotation marks of other languages than this one."""


def test_a_language_quotes_with_its_own_marks_and_curves_its_apostrophes(lang: str) -> None:
    strange_marks = re.compile(f"[\"'{MARKS[lang]}]")
    assert not [(key, text) for key, texts in entries(lang).items() for text in texts if strange_marks.search(text)]


def test_every_value_of_every_closed_list_has_its_words(lang: str) -> None:
    words = words_for(lang)
    wanted = [f"{name}.{value}" for name, kind in ENUMS.items() for value in kind]
    wanted += [f"{name}.{value}" for name, values in OTHER_VALUES.items() for value in values]
    wanted += [f"method.outcome.{o}" for o in Outcome] + [f"side.{s}.title" for s in Side]
    assert not [key for key in wanted if not words.has(key)]


def test_every_check_and_every_column_is_described(lang: str) -> None:
    words = words_for(lang)
    wanted = [f"check.{check}.{part}" for check in checks() for part in ("noun", "title", "how")]
    wanted += [f"data.results.{c}" for c in exports.RESULT_COLUMNS] + [f"data.shops.{c}" for c in exports.SHOP_COLUMNS]
    assert not [key for key in wanted if not words.has(key)]


def test_every_key_that_a_template_names_exists(lang: str) -> None:
    named = {
        key
        for template in TEMPLATES.glob("*.html")
        for key in re.findall(r"\bw(?:\.n)?\(\"([a-z0-9_.-]+)\"[,) ]", template.read_text("utf-8"))
        if not key.endswith(".")  # the rest of the name comes from a value
    }
    assert len(named) > 100
    assert not [key for key in sorted(named) if not words_for(lang).has(key)]


def test_the_words_are_fair(lang: str) -> None:
    banned = re.compile(BANNED[lang], re.I)
    assert not [(key, text) for key, texts in entries(lang).items() for text in texts if banned.search(text)]


def test_nothing_was_left_in_english(lang: str) -> None:
    english, own = entries("en"), SAME_WORDS.get(lang, set())
    same = [k for k, t in entries(lang).items() if lang != "en" and t == english[k] and not SAME_IN_ALL.match(k)]
    assert not [k for k in same if not own >= set(english[k])]


def test_no_page_says_anything_in_another_language(lang: str, said: dict[str, dict[str, str]]) -> None:
    assert {"index.html", "mail.html", "replies.html", "shop/sokken.nl.html"} <= set(said[lang])
    assert {page: found for page, text in said[lang].items() if (found := leaks(text, lang))} == {}


def test_nothing_foreign_is_written_into_a_template(lang: str, said: dict[str, dict[str, str]]) -> None:
    audit = published()
    given = (audit.info.title, *(r.shop.name for r in audit.shops if r.shop.name))
    assert {page: found for page, text in said[lang].items() if (found := strange(text, lang, given))} == {}
    foreign = "See on which pages we looked" if lang != "en" else "Bekijk hier welke pagina's wij bezochten"
    assert strange(f"{words_for(lang)('foot.saw')}\n{foreign}", lang) == [foreign]


def test_no_count_stands_before_a_label_that_does_not_bend_with_it(lang: str, said: dict[str, dict[str, str]]) -> None:
    """ "11 critère rempli": what a finding is called is a label, so its count comes behind it."""
    labels = "|".join(re.escape(str(words_for(lang)(f"outcome.{o}"))) for o in Outcome)
    before = re.compile(rf"\b\d+\s+(?:{labels})")
    assert before.search(f"11 {words_for(lang)('outcome.met')}")
    assert {page: found[0] for page, text in said[lang].items() if (found := before.findall(text))} == {}


@pytest.mark.parametrize(("lang", "one", "many"), [
    ("de", "+1 Prozentpunkt (", "−2 Prozentpunkte ("),
    ("en", "+1 percentage point (", "−2 percentage points ("),
    ("fr", "+1 point de pourcentage (", "−2 points de pourcentage ("),
    ("nl", "+1 procentpunt (", "−2 procentpunt ("),
])  # fmt: skip
def test_one_point_is_one_point(lang: str, one: str, many: str) -> None:
    said = [difference(Difference(value=v, low=-0.1, high=0.1), words_for(lang)) for v in (0.011, -0.02)]
    plain = [" ".join(text.split()) for text in said]
    assert plain[0].startswith(one) and plain[1].startswith(many)


def test_the_screen_speaks_one_language(lang: str) -> None:
    shown = "\n".join(screen(result, lang=lang, full=True) for result in sample().shops)
    assert len(shown) > 5_000
    assert not leaks(shown, lang)


@pytest.mark.parametrize("blind", [False, True])
def test_a_sheet_speaks_one_language(lang: str, blind: bool, tmp_path: Path) -> None:
    audit, store = published(), store_in(tmp_path / "ev")
    items = [Item(r, f) for r in audit.shops if r.snapshot for f in r.findings]
    rows = sheet(items, blind=blind)
    page = write_sheet(items, rows, tmp_path / "sheet", evidence=store, info=audit.info, lang=lang, blind=blind)
    text = generated(page.read_text("utf-8"))
    assert len(text) > 10_000
    assert not leaks(text, lang)


def test_a_letter_speaks_one_language_and_accuses_nobody(lang: str) -> None:
    audit, banned = published(), re.compile("|".join(BANNED.values()), re.I)
    terms = Terms(sent_on=date(2026, 11, 5), deadline=date(2026, 11, 19), days=10, preview="page.html", foreign=True)
    for result in audit.shops:
        if result.snapshot is not None:
            letter = write_letter(result, audit.info, terms, words_for(lang), Packs())
            for text in (letter.subject, letter.text, generated(letter.html)):
                assert len(text) > 20
                assert not leaks(text, lang)
                assert not banned.search(text)


def test_whatever_readers_see_is_written_in_every_language() -> None:
    assert not [place for name, data in written().items() for place in half_translated(data, name)]
    half = {"rule": [{"id": "x", "title": {"en": "A", "nl": "Een"}}, {"id": "y", "title": {"xx": "B", "en": "B"}}]}
    assert "f: rule: y: title: nl" in list(half_translated(half, "f"))


def test_a_sentence_of_another_language_would_be_seen(lang: str) -> None:
    other = next(code for code in report_languages() if code != lang)
    words, foreign = words_for(lang), words_for(other)
    for key in ("foot.saw", "method.limit.walls", "reason.noreply_only", "index.ranking"):
        assert leaks(f"{words(key)}\n{foreign(key)}\n{words(key)}", lang), key
        assert not leaks(str(words(key)), lang), key
    quoted = f'<p lang="{other}">{foreign("foot.saw")}</p><p>{foreign("group.met")}: <q>{foreign("foot.saw")}</q></p>'
    page = generated(f'<html lang="{lang}"><body>{quoted}</body></html>')
    assert str(foreign("group.met")) in page and str(foreign("foot.saw"))[:20] not in page


def test_no_page_accuses_in_any_language(lang: str, said: dict[str, dict[str, str]]) -> None:
    banned = re.compile("|".join(BANNED.values()), re.I)
    assert {page: hits for page, text in said[lang].items() if (hits := banned.findall(text))} == {}


def test_no_rule_study_or_way_to_mend_accuses(lang: str) -> None:
    banned = re.compile(BANNED[lang], re.I)
    assert not [text for text in all_texts(lang) if banned.search(text)]


def test_no_verdict_accuses_whatever_was_found(lang: str) -> None:
    words, banned = words_for(lang), re.compile("|".join(BANNED.values()), re.I)
    verdicts = {
        f"{made.label} {made.note}"
        for outcome in Outcome
        for place in (None, *Place)
        for reason in (None, *Reason)
        for made in (cell(found("phone", outcome, place, reason), words),)
    }
    assert len(verdicts) > 200
    assert not [verdict for verdict in sorted(verdicts) if banned.search(verdict)]


def test_values_are_escaped_and_never_read_as_a_format() -> None:
    words = words_for("en")
    made = words("foot.publisher", publisher="<b>{0.__class__} & co</b>")
    assert made == "Published by &lt;b&gt;{0.__class__} &amp; co&lt;/b&gt;."


@pytest.mark.parametrize(
    ("code", "number", "day", "one", "many"),
    [
        ("nl", "1.234", "3 november 2026", "1 klik", "2 klikken"),
        ("en", "1,234", "3 November 2026", "1 click", "2 clicks"),
        ("de", "1.234", "3. November 2026", "1 Klick", "2 Klicks"),
        ("fr", "1\u202f234", "3 novembre 2026", "1 clic", "2 clics"),
    ],
)
def test_numbers_days_and_plurals_are_the_languages_own(code: str, number: str, day: str, one: str, many: str) -> None:
    words = words_for(code)
    assert words.number(1234) == number
    assert words.day(datetime(2026, 11, 3, 23, 59, tzinfo=UTC)) == day
    assert (words.n("clicks", 1), words.n("clicks", 2)) == (one, many)


LOOSE = re.compile(r"'|\"|(?<!\u202f)[;?!»]|[ \u00a0]:|«(?!\u202f)| %")


def test_french_is_set_as_the_french_set_it() -> None:
    """Narrow no-break space before a high mark and inside guillemets, one apostrophe; none is plural."""
    words = words_for("fr")
    assert not [
        (key, text) for key, texts in entries("fr").items() for text in map(partial(typeset, lang="fr"), texts)
        if LOOSE.search(text)
    ]  # fmt: skip
    assert (words.n("clicks", 0), words.percent(0.5)) == ("0 clic", "50\u00a0%")
    assert words.value(date(2026, 11, 1)) == words.day(datetime(2026, 11, 1, tzinfo=UTC)) == "1er novembre 2026"
    assert (words.value(date(2026, 11, 11)), words.pair("a", "b")) == ("11 novembre 2026", "a\u202f: b")
    assert words.parts(("a", "<b>")) == "a\u202f; &lt;b&gt;"


@pytest.mark.parametrize("lang", ["nl", "en", "de"])
def test_what_only_one_language_asks_for_the_others_do_not_get(lang: str) -> None:
    words = words_for(lang)
    assert words.pair("a", "b") == "a: b" and words.parts(("a", "b")) == "a; b"
    assert words.value(date(2026, 11, 1)).startswith("1") and "1er" not in words.value(date(2026, 11, 1))
    assert typeset("a : b ; « c »", lang) == "a : b ; « c »"


def test_no_french_page_has_a_loose_mark(tmp_path: Path) -> None:
    """Code that joins a label and a value would show here: no mark stands behind a word without its narrow space."""
    store = store_in(tmp_path / "ev")
    report = build(published(), store, tmp_path / "r", lang="fr", mails=campaign()).parent
    loose = re.compile(r"[ \u00a0][:;!?»]|«[ \u00a0]|(?<=[\w)])[:;!?](?=\s|$)")
    found = {}
    for page in pages_in(report):
        soup = BeautifulSoup(page.read_text("utf-8"), "lxml")
        for part in soup.select("bdi, q, code, cite, script, style, [lang]:not(html)"):
            part.decompose()
        text = soup.get_text().replace("tel: (RFC 3966)", "")
        if hits := [text[max(m.start() - 30, 0) : m.end() + 10] for m in loose.finditer(text)]:
            found[page.name] = hits
    assert found == {}


def test_an_unknown_key_is_shown_as_words_and_said(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):  # whatever a command before has made of the log
        assert words_for("nl")("reason.brand_new") == "brand new"
    assert "reason.brand_new" in caplog.text
