"""Opening hours in text, in the ways that shops write them, one class of case a line."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from audit.model import Hours, How
from checks.find import hours_tokens, read_page
from checks.find.hours import opening_hours
from checks.find.timetable import DAYS, osm_of, week_of


def read(text: str, *languages: str, **more: object) -> list[Hours]:
    return list(opening_hours(text, languages=languages, page="https://winkel.test/contact", **more))


def only(text: str, *languages: str) -> str:
    found = read(text, *languages)
    assert len(found) == 1, found
    return found[0].osm


@pytest.mark.parametrize(
    ("language", "text", "osm"),
    [
        ("nl", "Bereikbaar maandag t/m vrijdag van 9.00 tot 17.30 uur", "Mo-Fr 09:00-17:30"),
        ("nl", "ma t/m vr 9-17, za 10-16, zondag gesloten", "Mo-Fr 09:00-17:00; Sa 10:00-16:00"),
        ("nl", "Ma. - Vr.: 09.00u - 17.00u", "Mo-Fr 09:00-17:00"),
        ("nl", "op werkdagen tussen 9 en 17 uur telefonisch bereikbaar", "Mo-Fr 09:00-17:00"),
        ("nl", "Wij zijn 7 dagen per week bereikbaar van 8.00 tot 22.00 uur", "Mo-Su 08:00-22:00"),
        ("nl", "Telefoon: dinsdag en donderdag 13:00 – 16:30", "Tu,Th 13:00-16:30"),
        (
            "nl",
            "Onze winkel is open: ma 13.00-18.00, di t/m vr 9.30-18.00, za 9.30-17.00, koopavond do tot 21.00 uur",
            "Mo 13:00-18:00; Tu,We,Fr 09:30-18:00; Th 09:30-21:00; Sa 09:30-17:00",
        ),
        ("de", "Mo–Fr 9–18 Uhr, Sa 10–14 Uhr", "Mo-Fr 09:00-18:00; Sa 10:00-14:00"),
        ("de", "Montag bis Freitag von 8 bis 12 Uhr und 13 bis 17 Uhr", "Mo-Fr 08:00-12:00,13:00-17:00"),
        ("de", "Mo. - Do.: 8 - 17 Uhr, Fr.: 8 - 15 Uhr", "Mo-Th 08:00-17:00; Fr 08:00-15:00"),
        ("de", "Hotline werktags (Mo-Fr) 8-18 Uhr", "Mo-Fr 08:00-18:00"),
        ("de", "täglich 8-20 Uhr für Sie da", "Mo-Su 08:00-20:00"),
        ("nl", "Winkel: ma-vr 9.00-12.30/13.30-17.00", "Mo-Fr 09:00-12:30,13:30-17:00"),
        ("de", "Laden: Mo-Fr 9-12/14-18", "Mo-Fr 09:00-12:00,14:00-18:00"),
        ("fr", "Boutique : lun-ven 9h-12h30 - 14h-18h", "Mo-Fr 09:00-12:30,14:00-18:00"),
        ("fr", "du lundi au vendredi de 9h à 18h", "Mo-Fr 09:00-18:00"),
        (
            "fr",
            "Du lundi au jeudi : 9h-12h / 14h-18h, le vendredi : 9h-12h",
            "Mo-Th 09:00-12:00,14:00-18:00; Fr 09:00-12:00",
        ),
        ("fr", "Nos conseillers sont joignables de 9h30 à 18h du lundi au samedi", "Mo-Sa 09:30-18:00"),
        ("fr", "Service client 7j/7 de 8h à 22h", "Mo-Su 08:00-22:00"),
        ("en", "Mon-Fri 9am-5:30pm", "Mo-Fr 09:00-17:30"),
        ("en", "Lines are open 8am to 8pm, 7 days a week", "Mo-Su 08:00-20:00"),
        ("en", "Monday to Friday 9 - 5", "Mo-Fr 09:00-17:00"),
        ("en", "Store hours: Mon & Fri 10am-9pm Tues. Wed. Thurs. 10am-6pm", "Mo,Fr 10:00-21:00; Tu-Th 10:00-18:00"),
        ("en", "Saturday: 9am - noon, Sunday 1-5pm, customer service", "Sa 09:00-12:00; Su 13:00-17:00"),
        ("en", "Opening hours\nMonday to Friday 5am to 12am", "Mo-Fr 05:00-24:00"),
        ("en", "Customer service 24/7", "24/7"),
        ("nl", "Bereikbaar ma-vr 9.00-17.00, op feestdagen gesloten", "Mo-Fr 09:00-17:00; PH off"),
        ("en", "Opening hours Mon-Fri 9-5, closed bank holidays", "Mo-Fr 09:00-17:00"),
        (
            "de",
            "Unser Kundenservice ist Montag-Freitag (außer an Feiertagen) von 8:00 Uhr bis 16:30 Uhr erreichbar",
            "Mo-Fr 08:00-16:30",
        ),
        ("fr", "Support 24h/24 et 7j/7", "24/7"),
        ("de", "Hotline: rund um die Uhr erreichbar", "24/7"),
    ],
)
def test_written_hours(language: str, text: str, osm: str) -> None:
    assert only(text, language).replace("24:00", "00:00") == osm.replace("24:00", "00:00")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Besteld voor 23:00 ma t/m vr, morgen in huis tussen 17:00 en 22:00"),
        ("nl", "Levering: maandag t/m vrijdag tussen 18.00 en 22.00 uur"),
        ("fr", "Livraison de 18:30 à 22:00h, vendredi et samedi jusqu'à 23:00h"),
        ("nl", "Levertijd: 2-3 werkdagen"),
        ("en", "All orders are processed within 1-2 business days"),
        ("nl", "Shop online, 24/7 bestellen"),
        ("nl", "Workshop op zaterdag van 14:00 tot 16:00"),
        ("nl", "Zaterdag 20:00 - 22:00 finale op televisie"),
        ("nl", "Maandag 04/04 11:00 - 18:00\nDinsdag 05/04 11:00 - 18:00\nWoensdag 06/04 11:00 - 18:00"),
        (
            "nl",
            "Steeds meer aanbieders bieden 24/7 ondersteuning aan hun klanten, zo blijkt uit onderzoek van vorig jaar",
        ),
        ("en", "The Seahawks beat Monday 24-17 the Rams"),
    ],
)
def test_what_are_no_hours_to_reach_a_shop(language: str, text: str) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "werktags von 9 bis 17 Uhr erreichbar"),  # Saturday or not
        ("nl", "Openingstijden zomervakantie\nma t/m vr 9.00-12.00 uur"),  # part of the year
        ("nl", "Bereikbaar: Xa–zo · 9–21 u"),  # the first day is not understood
    ],
)
def test_what_is_not_understood_whole_is_stated_but_unknown(language: str, text: str) -> None:
    found = read(text, language)
    assert [h.osm for h in found] == [""]
    assert found[0].raw


def test_a_day_that_means_different_days_in_different_languages_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    meanings = {"aa": {"Mo": ["di"]}, "bb": {"Tu": ["di"]}, "cc": {}}
    monkeypatch.setattr(hours_tokens, "tables", lambda section, key, codes: meanings[codes[0]])
    monkeypatch.setattr(hours_tokens, "words", lambda section, key, codes: ())
    day_words = hours_tokens.day_words.__wrapped__
    assert day_words(("aa", "bb", "cc"))["di"] == ()
    assert day_words(("bb", "aa"))["di"] == ("Tu",), "the page's own language comes first"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Chat\nma-vr 8.00-22.00\nza-zo 9.00-18.00\nTelefoon\nma-vr 9.00-17.00",
            [("chat", "Mo-Fr 08:00-22:00; Sa,Su 09:00-18:00"), ("phone", "Mo-Fr 09:00-17:00")],
        ),
        (
            "Telefoon & WhatsApp\n+31 6 12 34 56 78\nMa-Vr 08:00-17:00 · WhatsApp 24/7",
            [("phone", "Mo-Fr 08:00-17:00"), ("whatsapp", "24/7")],
        ),
        ("Onze showroom: za 10.00 - 17.00 uur", [("shop", "Sa 10:00-17:00")]),
        ("Openingstijden\nma-vr 9.00-17.00", [("", "Mo-Fr 09:00-17:00")]),
        ("Bel ons op 020 123 45 67, ma-vr 9.00-17.00", [("phone", "Mo-Fr 09:00-17:00")]),
        (
            "Heeft u een vraag over uw bestelling?\nBel 020 123 45 67, ma-vr 9.00-20.00",
            [("phone", "Mo-Fr 09:00-20:00")],
        ),
        ("Over uw bestelling: 020 123 45 67 (ma t/m za 9.00-18.00)", [("phone", "Mo-Sa 09:00-18:00")]),
        ("Bel 020 123 45 67. Bezorging ma t/m za van 8.00 tot 22.00", []),
    ],
)
def test_whose_hours_they_are(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(h.channel, h.osm) for h in read(text, "nl")] == expected


def test_a_table_of_days_is_one_statement() -> None:
    rows = "Openingstijden\nMaandag\nGesloten\nDinsdag\n09:00 - 18:00\nWoensdag\n09:00 - 18:00\nZondag\nGesloten"
    assert only(rows, "nl") == "Tu,We 09:00-18:00"
    lines = "Mon-Fri: 09.30 - 17.30\nThu: 09.30 - 18.30\nSaturday - Closed\nSunday: 10.00 - 14.00"
    assert only(lines, "en") == "Mo-We,Fr 09:30-17:30; Th 09:30-18:30; Su 10:00-14:00"


@pytest.mark.parametrize(
    ("language", "html"),
    [
        ("nl", "<h3>PostNL</h3><p>De klantenservice van PostNL is bereikbaar ma-vr 8.00-20.00 uur en za 9-16 uur</p>"),
        ("nl", "<p>Bel de klantenservice van DHL: maandag t/m vrijdag 8:00-18:00.</p>"),
        ("nl", "<h3>Afhaalpunt Dorpsstraat</h3><p>Openingstijden: ma-vr 9.00-18.00, za 9-17</p>"),
        ("nl", "<h2>Geschillencommissie</h2><p>Bereikbaar: ma-vr 9.00-17.00 uur</p>"),
        ("nl", "<h2>Fabrikant</h2><p>Lampenfabriek. Telefonisch bereikbaar ma-vr 8-18 uur</p>"),
        ("nl", "<h1>Onze dealers</h1><p>Fietshuis</p><p>Openingstijden: ma-vr 9.00-18.00</p>"),
        ("nl", "<div class='review'><p>Bereikbaar ma-vr 9.00-17.00 staat er, maar niemand neemt op</p></div>"),
        ("de", "<p>Die Hotline von PayPal erreichen Sie Mo-Fr 8-20 Uhr.</p>"),
        ("de", "<h3>Universalschlichtungsstelle</h3><p>Telefonisch erreichbar Mo-Fr 9-12 Uhr</p>"),
        ("fr", "<h3>Mondial Relay</h3><p>Service client ouvert du lundi au vendredi de 9h à 18h</p>"),
        ("en", "<p>Royal Mail customer service is open Mon-Fri 8am-6pm</p>"),
    ],
)
def test_hours_of_another_party_are_not_the_shops(language: str, html: str) -> None:
    assert read_page(f"<html lang={language}>{html}", url="https://www.winkel.test/", market="NL").hours == ()


@pytest.mark.parametrize(
    "html",
    [
        "<h2>PostNL</h2><p>Levering door PostNL.</p><h2>Contact</h2><p>Bereikbaar ma-vr 9.00-17.00</p>",
        "<p>Wij verzenden met PostNL. Onze klantenservice is bereikbaar van ma t/m vr 9.00-17.00 uur.</p>",
        (
            "<h2>Geschillencommissie</h2><p>Lang verhaal over klachten en wat de commissie doet, en hoe dat gaat.</p>"
            "<h2>Onze klantenservice</h2><p>Ma t/m vr 9.00-17.00 uur bereikbaar.</p>"
        ),
    ],
)
def test_hours_of_the_shop_beside_the_name_of_another_party(html: str) -> None:
    page = read_page(f"<html lang=nl>{html}", url="https://www.winkel.test/", market="NL")
    assert [h.osm for h in page.hours] == ["Mo-Fr 09:00-17:00"]


def test_times_in_cells_of_their_own() -> None:
    rows = "Openingstijden\nMa:\n8:00u\n17:00u\nDi:\n8:00u\n17:00u\nWo:\n9.00\n12.00\nZa/zo:\nGesloten"
    assert only(rows, "nl") == "Mo,Tu 08:00-17:00; We 09:00-12:00"


def test_two_places_are_two_statements() -> None:
    text = "Office Hours: Mon. - Fri. 9am-5pm\nDistribution Centre: Tue. - Sat. 10am-4pm"
    assert [h.osm for h in read(text, "en")] == ["Mo-Fr 09:00-17:00", "Tu-Sa 10:00-16:00"]


@pytest.mark.parametrize(
    ("osm", "week", "outside"),
    [
        ("Mo-Fr 09:00-17:00", 40, 0),
        ("Mo-Fr 08:00-18:00", 50, 10),
        ("Mo-Fr 10:00-14:00; Sa 10:00-12:30", 22.5, 2.5),
        ("24/7", 168, 128),
        ("Fr 22:00-02:00", 4, 4),
        ("Mo-Fr 09:00-12:00,13:00-17:30", 37.5, 2.5),
    ],
)
def test_hours_of_the_week_and_those_outside_office_hours(osm: str, week: float, outside: float) -> None:
    found = week_of(osm)
    assert found is not None
    assert (found.week, found.outside) == (week, outside)


@pytest.mark.parametrize("osm", ["", "Mo-Fr 9u", "Mo-Fr off", "PH off", "nonsense", "Mo-Fr 25:00-26:00"])
def test_what_the_library_does_not_take_is_no_week(osm: str) -> None:
    assert week_of(osm) is None


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"@type": "Store", "openingHours": "Mo-Fr 9:00-17:00"}, ("shop", "Mo-Fr 09:00-17:00")),
        ({"@type": "OnlineStore", "openingHours": ["Mo-Fr 09:00-17:00", "Sa 10:00-14:00"]},
         ("", "Mo-Fr 09:00-17:00; Sa 10:00-14:00")),
        ({"@type": "Organization", "contactPoint": {"@type": "ContactPoint", "telephone": "+31201234567",
          "hoursAvailable": {"dayOfWeek": ["https://schema.org/Monday", "Tuesday"], "opens": "09:00",
                             "closes": "17:00:00"}}}, ("phone", "Mo,Tu 09:00-17:00")),
        ({"@graph": [{"@type": "LocalBusiness", "openingHoursSpecification": [
            {"dayOfWeek": "Saturday", "opens": "00:00", "closes": "23:59"},
            {"dayOfWeek": "Sunday", "opens": "00:00", "closes": "00:00"}]}]}, ("shop", "Sa 00:00-00:00")),
    ],
)  # fmt: skip
def test_structured_data(node: dict, expected: tuple[str, str]) -> None:
    found = read("", "nl", jsonld=[node])
    assert [(h.channel, h.osm.replace("24:00", "00:00"), h.how) for h in found] == [(*expected, How.JSON_LD)]


@pytest.mark.parametrize(
    "node",
    [
        None, 7, "x", [], {}, {"openingHours": 5}, {"openingHours": [None, {}]}, {"openingHours": "whenever"},
        {"openingHoursSpecification": "x"}, {"openingHoursSpecification": [{"opens": 9, "closes": None}]},
        {"openingHoursSpecification": [{"dayOfWeek": "Monday", "opens": "09:00", "closes": "17:00",
                                        "validFrom": "2026-12-24"}]},
        {"openingHoursSpecification": [{"dayOfWeek": {"a": {"b": []}}, "opens": "99:99", "closes": "17:00"}]},
    ],
)  # fmt: skip
def test_broken_or_seasonal_structured_data_says_nothing(node: object) -> None:
    assert read("", "en", jsonld=[node]) == []


SPANS = st.integers(0, 40).flatmap(lambda a: st.integers(a + 2, 48).map(lambda b: (a * 30, min(b * 30, 1440))))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(DAYS), SPANS.map(lambda s: (s,)), min_size=1))
def test_a_table_written_down_means_the_same_to_the_library(table: dict) -> None:
    osm = osm_of(table)
    week = week_of(osm)
    assert week is not None
    assert week.week == pytest.approx(sum(b - a for spans in table.values() for a, b in spans) / 60)
    assert 0 <= week.outside <= week.week
    hours, monday = OpeningHours(osm), datetime(2029, 1, 1)  # noqa: DTZ001
    for index, day in enumerate(DAYS):
        for start, end in table.get(day, ()):
            assert hours.is_open(monday + timedelta(days=index, minutes=(start + end) // 2))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["nl", "en", "de", "fr"]),
    st.integers(0, 6),
    st.integers(0, 6),
    st.integers(6, 12),
    st.integers(13, 23),
    st.sampled_from([0, 15, 30, 45]),
)
def test_hours_written_in_any_language_come_back(
    language: str, a: int, b: int, opens: int, closes: int, m: int
) -> None:
    names = {
        "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
        "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    }[language]
    form = {
        "nl": "Klantenservice: {0} t/m {1} van {2}.{4:02} tot {3}.{4:02} uur",
        "en": "Customer service: {0} to {1}, {2}:{4:02} - {3}:{4:02}",
        "de": "Kundenservice: {0} bis {1} von {2}.{4:02} bis {3}.{4:02} Uhr",
        "fr": "Service client : du {0} au {1} de {2}h{4:02} à {3}h{4:02}",
    }[language]
    found = read(form.format(names[a], names[b], opens, closes, m), language)
    days = DAYS[a : b + 1] if a <= b else (*DAYS[a:], *DAYS[: b + 1])
    table = dict.fromkeys(days, ((opens * 60 + m, closes * 60 + m),))
    assert [h.osm for h in found] == [osm_of(table)]


HOSTILE = [
    "9-" * 60_000, "ma " * 60_000, "ma-" * 60_000, "9:00 - 17:00 " * 15_000, "maandag 9.00 tot " * 10_000,
    "24/7 " * 40_000, "1" * 200_000, "ma\n" * 60_000, "9:00\n" * 40_000, "-–—" * 60_000, "van " * 50_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[t[:14] for t in HOSTILE])
@pytest.mark.timeout(20)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert len(opening_hours(text, languages=(), page="")) <= 24


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400), st.sampled_from([(), ("nl",), ("de", "en"), ("xx",)]))
def test_any_text_is_read_without_a_crash(text: str, languages: tuple[str, ...]) -> None:
    for hours in opening_hours(text, languages=languages, page="p"):
        assert hours.osm == "" or week_of(hours.osm) is not None
