"""Promises to answer, and the sentences that only look like them."""

import json

import pytest

from mystery_shop.promises import find_promise
from tests.conftest import shared_folder

CASES = shared_folder() / "corpora" / "mail" / "templates" / "promise_cases.jsonl"

PROMISES = [
    ("nl", "Wij reageren binnen 2 werkdagen op uw bericht.", 2, "days", True),
    ("nl", "Je kunt binnen vierentwintig... nee, binnen 24 uur antwoord verwachten.", 24, "hours", False),
    ("nl", "Wij beantwoorden uw vraag op werkdagen binnen 24 uur.", 24, "hours", True),
    ("nl", "U hoort uiterlijk binnen 1 à 2 werkdagen van ons.", 2, "days", True),
    ("nl", "We streven ernaar je binnen een half uur te antwoorden.", 30, "minutes", False),
    ("nl", "Onze gemiddelde reactietijd is 3 tot 5 werkdagen.", 5, "days", True),
    ("nl", "Je krijgt vandaag nog een reactie.", 0, "days", True),
    ("nl", "We sturen je morgen een antwoord.", 1, "days", False),
    ("nl", "Binnen twee weken ontvangt u een inhoudelijke reactie.", 2, "weeks", False),
    ("nl", "Wij nemen zo spoedig mogelijk contact met u op.", None, None, False),
    ("nl", "We hebben je vraag ontvangen en reageren binnen 24-48 uur.", 48, "hours", False),
    ("de", "Wir antworten in der Regel innerhalb von 24 Stunden.", 24, "hours", False),
    ("de", "Sie erhalten binnen 1-2 Werktagen eine Antwort.", 2, "days", True),
    ("de", "Unser Team meldet sich spaetestens nach zwei Arbeitstagen bei Ihnen.", 2, "days", True),
    ("de", "Wir bearbeiten Ihre Anfrage werktags innerhalb von 8 Stunden.", 8, "hours", True),
    ("de", "Die Rückmeldung kann bis zu einer Woche dauern.", 1, "weeks", False),
    ("de", "Wir melden uns noch heute bei Ihnen.", 0, "days", True),
    ("de", "Wir melden uns schnellstmöglich bei Ihnen.", None, None, False),
    ("fr", "Nous vous répondons sous 24h ouvrées.", 24, "hours", True),
    ("fr", "Une réponse vous parviendra sous 2 à 3 jours ouvrés.", 3, "days", True),
    ("fr", "Notre équipe reviendra vers vous dans un délai de 48 heures.", 48, "hours", False),
    ("fr", "Vous recevrez une reponse le jour meme.", 0, "days", True),
    ("fr", "Notre délai moyen de réponse est de deux jours.", 2, "days", False),
    ("fr", "Nous reviendrons vers vous au plus vite.", None, None, False),
    ("en", "We'll get back to you within 24-48 hours.", 48, "hours", False),
    ("en", "Expect to hear from us in one to two business days.", 2, "days", True),
    ("en", "We will answer by the end of the day.", 0, "days", True),
    ("en", "Please allow up to 72 hours for a response.", 72, "hours", False),
    ("en", "Our average response time is 3 working days.", 3, "days", True),
    ("en", "You will receive a reply within half an hour.", 30, "minutes", False),
    ("en", "We aim to respond to all queries within 5 business hours.", 5, "hours", True),
    ("en", "An agent will respond shortly.", None, None, False),
]
TRAPS = [
    ("nl", "Wij verzenden uw bestelling binnen 2 werkdagen."),
    ("nl", "U kunt het artikel binnen 30 dagen retourneren."),
    ("nl", "Reageer binnen 7 dagen, anders sluiten wij uw ticket."),
    ("nl", "Onze klantenservice is elke werkdag van 9 tot 17 uur bereikbaar."),
    ("nl", "Het bedrag wordt binnen 5 werkdagen teruggestort."),
    ("nl", "Binnen 24 uur ontvang je een verzendbevestiging."),
    ("nl", "U heeft 14 dagen bedenktijd."),
    ("nl", "Ik ben tot en met 14 augustus afwezig."),
    ("de", "Ihre Bestellung wird innerhalb von 2 Werktagen versendet."),
    ("de", "Die Rückerstattung erfolgt innerhalb von 5 Werktagen."),
    ("de", "Bitte antworten Sie innerhalb von 3 Tagen."),
    ("de", "Sie haben 14 Tage Widerrufsrecht."),
    ("fr", "Votre colis sera livré sous 48h."),
    ("fr", "Veuillez nous répondre sous 7 jours."),
    ("fr", "Le remboursement intervient sous 5 jours ouvrés."),
    ("en", "Orders are dispatched within 2 working days."),
    ("en", "Please reply within 7 days or this ticket will be closed."),
    ("en", "You can return the item within 30 days."),
    ("en", "Refunds take 3-5 business days."),
    ("en", "I will be out of the office for 2 weeks."),
    ("en", "We replied to your message 2 days ago."),
]


@pytest.mark.parametrize(("code", "text", "amount", "unit", "working"), PROMISES)
def test_promises(code, text, amount, unit, working):
    found = find_promise(text)
    assert found is not None
    assert (found.amount, found.unit, found.working) == (amount, unit, working)
    assert found.text == text
    assert find_promise(text, code) == found


@pytest.mark.parametrize(("code", "text"), TRAPS)
def test_traps(code, text):
    assert find_promise(text, code) is None


@pytest.mark.skipif(not CASES.exists(), reason="the corpus of real mail is not on this machine")
def test_cases_parsed_by_hand():
    units = {"hour": "hours", "working_day": "days", "day": "days", "week": "weeks", "business_hour": "hours"}
    wrong = []
    cases = [json.loads(line) for line in CASES.read_text().splitlines()]
    for case in cases:
        found = find_promise(case["text"], case["lang"])
        if not case["is_reply_promise"]:
            right = found is None
        elif case["max"] is None:
            right = found is not None and found.amount is None
        else:
            working = case["unit"] in ("working_day", "business_hour") or case.get("days") == "working_days"
            right = found is not None and (found.amount, found.unit) == (case["max"], units[case["unit"]])
            right = right and found.working == working and found.low in (None, case["min"])
        if not right:
            wrong.append((case["text"], found))
    assert len(cases) > 50
    assert wrong == []


def test_a_firm_bound_goes_before_the_usual_case():
    text = "Usually we reply within 24 hours. At the latest you will hear from us within 3 working days."
    found = find_promise(text)
    assert (found.amount, found.hedge) == (3, "max")


def test_a_sentence_may_refer_to_the_one_before():
    assert find_promise("Wij beantwoorden je vraag graag. Dat duurt meestal 2 werkdagen.").amount == 2
    assert find_promise("Wij maken de lamp op bestelling. Dat duurt meestal 2 werkdagen.") is None


def test_long_and_odd_texts_are_read_quickly():
    assert find_promise("binnen " * 5000) is None
    assert find_promise("1 2 3 4 5 6 7 8 9 " * 2000) is None
    assert find_promise("") is None
