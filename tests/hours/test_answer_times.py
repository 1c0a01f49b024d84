"""Stated times to answer, and the many other times that shops state."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.model import AnswerTime
from checks.find.answer_times import answer_times, terms


def read(text: str, *languages: str) -> list[AnswerTime]:
    return list(answer_times(text, languages=languages, page="https://winkel.test/contact"))


def said(text: str, *languages: str) -> list[tuple[float | None, str, bool]]:
    return [(a.amount, a.unit, a.working) for a in read(text, *languages)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Wij antwoorden binnen 2 werkdagen.", (2, "days", True)),
        ("nl", "Reactie binnen 1 werkdag, ook op offerteaanvragen.", (1, "days", True)),
        ("nl", "U krijgt binnen één werkdag antwoord, ook op vragen over levering of retouren.", (1, "days", True)),
        ("nl", "We streven ernaar je mail binnen 24 tot 48 uur te beantwoorden.", (48, "hours", False)),
        ("nl", "Je hoort binnen twee dagen van ons.", (2, "days", False)),
        ("nl", "Wij nemen binnen 24 uur contact met u op.", (24, "hours", False)),
        ("nl", "Uw bericht wordt dezelfde werkdag nog beantwoord.", (0, "days", True)),
        ("nl", "We reageren binnen 24 uur op werkdagen", (24, "hours", True)),
        ("nl", "Reactietijd: 24 uur", (24, "hours", False)),
        ("nl", "Wij reageren zo snel mogelijk.", (None, "", False)),
        ("nl", "Gemiddelde reactietijd binnen enkele minuten.", (None, "minutes", False)),
        ("en", "We aim to respond to all enquiries within 48 hours", (48, "hours", False)),
        ("en", "Please allow 3 to 4 business days for a response.", (4, "days", True)),
        ("en", "We'll get back to you by the next business day.", (1, "days", True)),
        ("en", "All e-mails are answered the same working day.", (0, "days", True)),
        ("en", "We will get back to you as soon as possible.", (None, "", False)),
        ("de", "Wir antworten in der Regel innerhalb von 24 Stunden an Werktagen.", (24, "hours", True)),
        ("de", "Schreib uns – wir melden uns innerhalb von 48 Stunden.", (48, "hours", False)),
        ("de", "Ein Termin nach eurem Kalender, Rückmeldung meist am selben Werktag.", (0, "days", True)),
        ("de", "Antwortzeit: max. 2 Werktage", (2, "days", True)),
        ("fr", "Réponse sous 3 jours ouvrés", (3, "days", True)),
        ("fr", "Nous vous répondons sous 24h ouvrées.", (24, "hours", True)),
        ("fr", "Notre équipe répond à toutes vos questions sur les retours sous 48 heures.", (48, "hours", False)),
        ("fr", "Nous vous répondrons dans les plus brefs délais.", (None, "", False)),
    ],
)
def test_stated_times(language: str, text: str, expected: tuple[float | None, str, bool]) -> None:
    assert said(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Bestellingen worden binnen 2 werkdagen verzonden."),
        ("nl", "Na ontvangst van de retour betalen wij het aankoopbedrag binnen 14 dagen terug."),
        ("nl", "Neem binnen 14 dagen contact met ons op als u wilt ruilen."),
        ("nl", "Meld schade binnen 48 uur via WhatsApp."),
        ("nl", "Heeft u binnen 2 werkdagen geen antwoord ontvangen, kijk dan in uw spam."),
        ("nl", "Onze klantenservice beantwoordt 7 dagen per week uw vragen."),
        ("nl", "Wij beantwoorden al 10 jaar vragen over wol."),
        ("nl", "Wij reageren op uw klacht en streven naar een oplossing binnen 14 dagen."),
        ("nl", "We nemen binnen 1 werkdag contact op voor de verzending."),
        ("nl", "Hoe snel krijg ik antwoord?"),
        ("en", "Please contact us within 72 hours if your parcel is damaged."),
        ("en", "Refunds are processed within 5-10 business days."),
        ("en", "If you have not received a reply within 2 days, check your spam folder."),
        ("en", "If your request is approved, we will contact you no later than 30 days prior to your event."),
        ("en", "You must respond within 7 days to claim your prize."),
        ("de", "Die Lieferung erfolgt innerhalb von 3 Werktagen."),
        ("de", "Wir erstatten Ihnen den Kaufpreis binnen 14 Tagen."),
        ("de", "Kontaktieren Sie uns innerhalb von 48 Stunden nach Erhalt."),
        ("fr", "Contactez-nous dans les 48h avec des photos."),
        ("fr", "Nous expédions votre commande sous 48h."),
        ("fr", "Vous disposez de 14 jours pour nous contacter."),
        ("fr", "Devis sous 48h."),
    ],
)
def test_other_times_are_no_times_to_answer(language: str, text: str) -> None:
    assert said(text, language) == []


def test_what_the_time_holds_for() -> None:
    complaint = "Klachten kun je mailen. Wij reageren binnen 5 werkdagen."
    assert [a.channel for a in read(complaint, "nl")] == ["complaints"]
    privacy = "Je hebt recht op inzage in je persoonsgegevens. Wij reageren binnen 30 dagen."
    assert [a.channel for a in read(privacy, "nl")] == ["privacy"]
    mail = "Mail ons, u krijgt binnen 1 werkdag antwoord."
    assert [a.channel for a in read(mail, "nl")] == ["email"]
    assert [a.channel for a in read("Wij antwoorden binnen 2 dagen.", "nl")] == [""]


def test_an_exact_time_hides_the_vague_one() -> None:
    text = "Wij antwoorden zo snel mogelijk.\nWij antwoorden binnen 2 dagen."
    assert said(text, "nl") == [(2, "days", False)]


def test_a_label_above_its_value() -> None:
    assert said("Reactietijd\nBinnen 24 uur", "nl") == [(24, "hours", False)]


def test_terms_for_mails() -> None:
    found = list(terms("U hoort binnen 1 à 2 werkdagen van ons, uiterlijk 14 dagen.", languages=("nl",)))
    assert [(t.amount, t.unit, t.working, t.bound) for t in found] == [
        (2, "days", True, True),
        (14, "days", False, True),
    ]
    assert [t.amount for t in terms("3 maanden, 90 weken, 0 dagen", languages=("nl",))] == [90]


HOSTILE = [
    "binnen 2 dagen antwoord " * 8_000, "antwoord " * 25_000, "2 dagen " * 25_000, "1" * 200_000,
    "wij antwoorden " * 13_000, "antwoord." * 22_000, "antwoord\n" * 22_000, "wij nemen " * 20_000 + "contact",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[t[:16] for t in HOSTILE])
@pytest.mark.timeout(20)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert len(answer_times(text, languages=(), page="")) <= 40


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400), st.sampled_from([(), ("nl",), ("de", "en"), ("xx",)]))
def test_any_text_is_read_without_a_crash(text: str, languages: tuple[str, ...]) -> None:
    assert all(a.text and a.page == "p" for a in answer_times(text, languages=languages, page="p"))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["nl", "en", "de", "fr"]),
    st.integers(1, 90),
    st.sampled_from(["hours", "days", "working_days"]),
)
def test_any_number_comes_back(language: str, number: int, unit: str) -> None:
    units = {
        "nl": {"hours": "uur", "days": "dagen", "working_days": "werkdagen"},
        "en": {"hours": "hours", "days": "days", "working_days": "working days"},
        "de": {"hours": "Stunden", "days": "Tagen", "working_days": "Werktagen"},
        "fr": {"hours": "heures", "days": "jours", "working_days": "jours ouvrés"},
    }[language][unit]
    form = {
        "nl": "Wij antwoorden binnen {} {}.",
        "en": "We reply within {} {}.",
        "de": "Wir antworten innerhalb von {} {}.",
        "fr": "Nous répondons sous {} {}.",
    }[language]
    assert said(form.format(number, units), language) == [
        (number, unit.removeprefix("working_"), unit.startswith("working_"))
    ]
