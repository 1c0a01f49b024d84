"""Incoming mail told apart: on real mail, on made-up mail of four languages, on whole letters, and in context."""

import json
import tomllib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from audit.words import language, languages
from mystery_shop.classify import Context, classify, masked_text
from mystery_shop.evidence import rules, signs_data
from mystery_shop.model import Classification, MailClass, Message, Probe
from mystery_shop.parse import parse
from mystery_shop.quoted import cut_quoted
from mystery_shop.wording import compiled, flatten, language_of, mail_languages, needed, sentences
from shopcheck import mail_cli, saved_mail
from tests.mail.scores import ANSWERS, CORPUS, EXPECTED, PEOPLE, corpus_rows, made_rows, same_promise, share
from tests.mail.synthetic import LANGUAGES, letters

needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real mail is not on this machine")
WHOLE = tomllib.loads((Path(__file__).parent / "letters" / "whole.toml").read_text("utf-8"))["mail"]


def read(text: str, subject: str = "Re: vraag", sender: str = "Shop <info@shop.test>", **headers: str) -> Message:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "probe+k7f3q2m9xa@probe.test", subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return parse(mail.as_bytes())


def told(text: str, **more: Any) -> Classification:
    return classify(read(text, **more))


@needs_corpus
def test_real_mail():
    rows = corpus_rows()
    assert len(rows) > 900
    assert share(rows, "bounce", ANSWERS) <= 0.005
    assert share(rows, "auto_ack", ANSWERS) == share(rows, "out_of_office", ANSWERS) == 0
    assert share(rows, "human", PEOPLE) >= 0.97
    for label in EXPECTED:
        assert share(rows, label, {MailClass.UNSURE}) <= 0.1, label
        assert label == "human" or share(rows, label, ANSWERS) <= 0.08, label


@pytest.mark.parametrize("code", LANGUAGES)
def test_made_up_mail(code):
    made = made_rows(code)
    rows = [row for row, _ in made]
    assert len(rows) == 200
    right = sum(row.got == row.label for row in rows)
    assert right >= 0.97 * len(rows), [(row.name, row.got) for row in rows if row.got != row.label]
    for label in ("receipt", "out_of_office", "refusal", "deflection", "marketing"):
        assert share(rows, label, ANSWERS) == 0, label
    assert share(rows, "answer", PEOPLE) >= 0.97
    for label in {row.label for row in rows}:
        assert share(rows, label, {MailClass.UNSURE}) <= 0.1, label
    wrong = [
        row.name for row, promise in made if row.label == "receipt" and not same_promise(promise, row.found.promise)
    ]
    assert len(wrong) <= 1, wrong
    assert sum(row.found.language == code for row in rows) >= 0.98 * len(rows)


MACHINES = {"receipt", "out_of_office", "refusal", "deflection", "challenge", "marketing"}


def judge_letter(letter: dict[str, Any]) -> Classification:
    headers = {name.replace("-", "_"): value for name, value in letter.get("headers", {}).items()}
    return told(letter["text"].strip(), subject=letter["subject"], **headers)


def promise_as_expected(letter: dict[str, Any], found: Classification) -> bool:
    promise = letter.get("promise")
    if promise is None or found.promise is None:
        return promise is None and found.promise is None
    if promise[0] == "vague":
        return found.promise.amount is None
    return [found.promise.amount, found.promise.unit, found.promise.working] == promise


def test_whole_letters():
    judged = [(letter, judge_letter(letter)) for letter in WHOLE]
    assert len(judged) >= 90
    wrong = [(one["subject"], found.mail_class) for one, found in judged if found.mail_class != one["class"]]
    assert len(wrong) <= 0.03 * len(judged), wrong
    assert not [x for x in judged if x[0]["class"] in MACHINES and x[1].mail_class in ANSWERS]
    assert not [x for x in judged if x[0]["class"] in ("answer", "holding_reply") and x[1].mail_class not in PEOPLE]
    promises = [(one["subject"], found.promise) for one, found in judged if not promise_as_expected(one, found)]
    assert len(promises) <= 1, promises
    assert sum(found.language != one["language"] for one, found in judged) <= 2


def test_headers_do_not_decide():
    stamped = {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All", "X_Mailer": "Zendesk Mailer"}
    text = "Hoi Marleen,\n\nDe jas is er nog in maat M. Terugsturen kost 4,95 euro.\n\nGroetjes,\nLisa"
    assert told(text, **stamped).mail_class is MailClass.ANSWER
    receipt = "Beste klant,\n\nWij hebben uw bericht ontvangen en reageren binnen 2 werkdagen.\n\nShop"
    assert told(receipt).mail_class is MailClass.RECEIPT


ANSWER = "Hoi Marleen,\n\nDe Trekker 3 valt normaal, dus je eigen maat is goed. Terugsturen is gratis.\n\nGroet,\nLisa"


def test_delay_tells_a_machine():
    assert classify(read(ANSWER), Context(matched=True, delay_s=4 * 3600)).mail_class is MailClass.ANSWER
    assert classify(read(ANSWER), Context(matched=True, delay_s=12)).mail_class is MailClass.INSTANT_ANSWER


def test_sameness_tells_a_machine():
    text = (
        "Beste klant,\n\nUw vraag {} heeft onze aandacht, u vindt ons ook op shop.test. Tot ziens in de winkel.\n\nShop"
    )
    earlier = masked_text(read(text.format("4711")))
    found = classify(read(text.format("4712")), Context(matched=True, earlier=(earlier,)))
    assert "same text as to another probe" in {sign.name for sign in found.signs}
    other = classify(read(ANSWER), Context(matched=True, earlier=(earlier,)))
    assert other.mail_class is MailClass.ANSWER
    assert "other text than to other probes" in {sign.name for sign in other.signs}


def probe(**more: Any) -> Probe:
    given: dict[str, Any] = {
        "id": "p", "campaign": "c", "shop": "s", "to": "info@shop.test", "reply_address": "marleen+k7@probe.test",
        "token": "k7", "message_id": "<1.k7@probe.test>", "subject": "Maat wandelschoen",
        "sender_name": "Marleen de Wit", "planned_at": datetime(2026, 6, 1, tzinfo=UTC),
        "text": "Valt de Trekker 3 normaal?\nEn wat kost terugsturen naar 3511 AB Utrecht?",
    }  # fmt: skip
    return Probe(**given | more)


@pytest.mark.parametrize(
    ("facts", "expected"), [(("normaal", "gratis|kosteloos"), 2), (("normaal", "30 dagen"), 1), (("leer",), 0)]
)
def test_facts_in_the_first_answer(facts, expected):
    assert classify(read(ANSWER), Context(probe=probe(facts=facts), matched=True)).facts == expected
    assert classify(read(ANSWER), Context(probe=probe(), matched=True)).facts is None


def test_data_asked_for_again():
    asks = "Hoi Marleen,\n\nKun je ons je postcode doorgeven? Dan zoek ik het voor je op.\n\nGroet,\nLisa"
    given = probe(given=(("postcode", "3511 AB"), ("maat", "38")))
    assert classify(read(asks), Context(probe=given, matched=True)).asked_again == ("postcode",)
    assert classify(read(ANSWER), Context(probe=given, matched=True)).asked_again == ()


def test_what_a_receipt_is_worth():
    bare = told(
        "Beste klant,\n\nWij hebben uw bericht ontvangen.\n\nMet vriendelijke groet,\nShop",
        sender="x <noreply@shop.test>",
    )
    assert bare.receipt.bland and bare.receipt.noreply
    full = told(
        "Beste klant,\n\nWij hebben uw vraag [#12345] ontvangen en reageren binnen 2 werkdagen. "
        "U kunt op deze mail antwoorden om iets toe te voegen. Wij zijn bereikbaar van 9.00 tot 17.00 uur.\n\nShop"
    )
    assert not full.receipt.bland and full.receipt.term and full.receipt.next_step and full.receipt.hours
    assert "12345" in full.receipt.ticket


def test_our_own_words_are_not_read_as_theirs():
    ours = "Wij hebben uw bericht ontvangen, schreef u vorige keer. Wanneer krijg ik binnen 2 werkdagen antwoord van u?"
    text = f"Hoi,\n\nDe jas is er nog, ook in maat M.\n\nGroet,\nLisa\n\n{ours}"
    found = classify(read(text), Context(probe=probe(text=ours), matched=True))
    assert (found.mail_class, found.promise) == (MailClass.ANSWER, None)
    assert "vorige keer" not in found.reply


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Ja.\n\nOp ma 1 jun 2026 om 10:12 schreef Marleen <a@b>:\n\n> Kan dat?", "Ja."),
        ("Ja.\n\nOp ma 1 jun 2026 om 10:12\nschreef Marleen <a@b>:\n> Kan dat?", "Ja."),
        ("Ja.\n\nVan: Marleen\nVerzonden: maandag\nAan: info\nOnderwerp: vraag\n\nKan dat?", "Ja."),
        ("Oui.\n\n" + "_" * 32 + "\nDe : Marie\nEnvoyé : lundi\nÀ : info\nObjet : question\n\nPossible ?", "Oui."),
        ("Ja.\n\nAm 01.06.2026 um 10:12 schrieb Marlene:\n> Geht das?", "Ja."),
        ("> Kan dat?\n\nJa.\n\n> En dit?\n\nNee.", "Ja.\n\nNee."),
        ("##- Please type your reply above this line -##\n\nLisa, 2 Jun 2026, 11:05 CEST\n\nYes.\n\n" + "-" * 46
         + "\n\nMary, 1 Jun 2026\n\nIs it?", "Lisa, 2 Jun 2026, 11:05 CEST\n\nYes."),
    ],
)  # fmt: skip
def test_quotations_are_cut(text, own):
    assert cut_quoted(text).own == own


def test_of_two_reasons_as_long_as_each_other_a_bounce_always_shows_the_same() -> None:
    found = told(
        "<shop@shop.test>: user unknown\n<info@shop.test>: mailbox full\n550 5.1.1",
        subject="Delivery Status Notification (Failure)",
        sender="Mail Delivery System <MAILER-DAEMON@mx.test>",
    )
    assert (found.mail_class, found.proof) == (MailClass.BOUNCE, "mailbox full")


def test_a_bounce_is_never_an_answer_and_a_person_writing_about_one_is():
    server = read(
        "I'm sorry to have to inform you that your message could not be delivered.\n550 5.1.1 User unknown",
        subject="Undelivered Mail Returned to Sender",
        sender="Mail Delivery System <MAILER-DAEMON@mx.test>",
    )
    assert classify(server).mail_class is MailClass.BOUNCE
    person = (
        "Dear Mary,\n\nYour last message came back to us as undeliverable, did you mistype the address? "
        "The shoes are in stock.\n\nKind regards,\nTom"
    )
    assert told(person, subject="Re: shoes").mail_class in PEOPLE


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Please confirm", "Your e-mail is being held. Click below to verify that you are a real person.", "challenge"),
        ("Re: vraag", "", "unsure"),
        ("", "", "unsure"),
    ],
)  # fmt: skip
def test_other_classes(subject, text, kind):
    assert told(text, subject=subject).mail_class == kind


def test_every_verdict_says_why():
    for letter in WHOLE:
        found = told(letter["text"], subject=letter["subject"])
        assert found.proof and found.signs
        assert all(sign.name and sign.source and sign.for_class for sign in found.signs)
        assert 0.5 <= found.confidence <= 1


# --- the data


def test_phrases_of_all_languages_are_sound():
    keys = {code: set(language(code)["mail"]) for code in languages() if "mail" in language(code)}
    assert {"nl", "en", "de", "fr"} <= set(keys)
    assert len({frozenset(found) for found in keys.values()}) == 1, keys
    for code in keys:
        for key, listed in language(code)["mail"].items():
            if isinstance(listed, list) and key not in ("frequent", "quote_labels", "ticket_words"):
                assert all(compiled(text) for text in listed)
    assert len(rules()) > 15
    assert set(languages()) <= set(
        mail_languages()
    )  # a language of the audit may leave its mail to mystery_shop/languages
    assert {sign["for"] for sign in signs_data()["header"]} == {"machine", "person", "bulk", "daemon"}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("we hebben (je|uw) vraag (goed )?ontvangen", ("we hebben",)),
        ("(a|b)c?d", ("a", "b")),
        ("antwoorden?\\b", ("antwoorde",)),
        ("ax{2}b", ("ax",)),
        ("über uns", ("ber uns",)),
        ("(ab|cde)?", ()),
        ("foo.{0,20}barbaz", ("barbaz",)),
        ("(bezorg|bezorgd|lever)t", ("lever", "bezorg")),
    ],
)
def test_what_a_phrase_needs(pattern, words):
    assert needed(pattern) == words


def test_phrases_match_what_people_type():
    assert (
        compiled("für").search("fuer") and compiled("grüße").search("grusse") and compiled("réponse").search("reponse")
    )


def test_sentences_and_lines():
    flat = flatten("Bedankt voor je bericht, wij\nreageren binnen 2 dagen. Fijne dag!\nGroet\nLisa")
    assert [flat[a:b].strip() for a, b in sentences(flat)] == [
        "Bedankt voor je bericht, wij reageren binnen 2 dagen.", "Fijne dag!", "Groet", "Lisa",
    ]  # fmt: skip
    dates = "Ich bin bis 16. August weg. Danach bin ich z. B. dienstags da. Am 1.1.2026. Ende."
    assert len(sentences(dates)) == 4


@pytest.mark.parametrize("code", LANGUAGES)
def test_languages(code):
    assert language_of(letters(code)["question"]) == code
    assert language_of("") == ""
    assert language_of("你在尋找機會嗎") == ""


# --- the command


def test_classify_prints_one_object_a_file(tmp_path):
    app = typer.Typer()
    app.add_typer(mail_cli.mail, name="mail")
    answer, receipt = tmp_path / "a.eml", tmp_path / "b.eml"
    answer.write_bytes(b"From: Lisa <lisa@shop.test>\nSubject: Re: vraag\n\n" + ANSWER.encode())
    receipt.write_bytes(
        b"From: shop@shop.test\nSubject: Ontvangen\n\nUw bericht is ontvangen, wij reageren binnen 2-3 werkdagen.\n"
    )
    result = CliRunner().invoke(app, ["mail", "classify", str(answer), str(receipt), "--format", "ndjson"])
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["file"], first["class"], first["language"], first["promise"]) == (str(answer), "answer", "nl", None)
    assert second["class"] == "receipt" and second["proof"]
    promise = second["promise"]
    assert {key: promise[key] for key in ("amount", "unit", "working")} == {
        "amount": 3,
        "unit": "days",
        "working": True,
    }
    assert "binnen 2-3 werkdagen" in promise["text"]
    missing = CliRunner().invoke(app, ["mail", "classify", str(tmp_path / "none.eml"), str(answer)])
    assert missing.exit_code == 3 and "cannot read" in missing.stderr and "answer" in missing.stdout


MAILBOX = (
    b"From lisa@shop.test Tue Nov 03 09:20:00 2026\nFrom: Lisa <lisa@shop.test>\nSubject: Re: vraag\n\n"
    + ANSWER.encode()
    + b"\nFrom now on we answer sooner.\n\nFrom there it goes on.\n\n"
    b"From MAILER-DAEMON Tue Nov  3 10:00:00 2026\nFrom: shop@shop.test\nSubject: Ontvangen\n\n"
    b"Uw bericht is ontvangen, wij reageren binnen 2-3 werkdagen.\n"
)


def test_classify_gives_a_result_for_each_message_of_a_mailbox(tmp_path):
    box, one = tmp_path / "all.mbox", tmp_path / "one.mbox"
    box.write_bytes(MAILBOX)
    one.write_bytes(MAILBOX.partition(b"\nFrom MAILER")[0])
    app = typer.Typer()
    app.add_typer(mail_cli.mail, name="mail")
    result = CliRunner().invoke(app, ["mail", "classify", str(box), str(one), "--format", "ndjson"])
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(t["file"], t.get("message"), t["class"]) for t in told] == [
        (str(box), 1, "answer"), (str(box), 2, "receipt"), (str(one), None, "answer"),
    ]  # fmt: skip
    text = CliRunner().invoke(app, ["mail", "classify", str(box)]).stdout
    assert f"{box}#1" in text and f"{box}#2" in text
    assert box.read_bytes() == MAILBOX
    whole = list(saved_mail.messages(box))
    assert b"From now on" in whole[0] and b"From there" in whole[0] and whole[1].startswith(b"From: shop@shop.test")


@needs_corpus
@pytest.mark.parametrize(("name", "count"), [("simple.mbox", 3), ("issue1189.mbox", 4)])
def test_a_real_mailbox_comes_out_message_by_message(name: str, count: int) -> None:
    box = CORPUS / "robustness" / f"mimekit__UnitTests_TestData_mbox_{name}.txt.eml"
    found = list(saved_mail.messages(box))
    assert len(found) == count
    assert all(parse(raw).headers for raw in found)


@needs_corpus
def test_single_messages_of_the_corpus_stay_one() -> None:
    files = [path for path in CORPUS.rglob("*.eml") if path.read_bytes()[:5] != b"From "]
    assert len(files) > 100
    assert all([number for number, _ in saved_mail.numbered(path)] == [None] for path in files[:300])


@pytest.mark.parametrize("mailbox", ["post", "info", "postmaster"])
def test_a_refusal_is_a_refusal_whatever_the_mailbox_is_called(mailbox):
    raw = (
        f"From: Lampenmakerij <{mailbox}@lampen.example>\r\nSubject: Automatisch antwoord: Kopen zonder account\r\n"
        "Auto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBeste klant,\r\n\r\n"
        "Dit e-mailadres wordt niet meer gelezen. Uw bericht wordt niet beantwoord. Stel uw vraag via het"
        " contactformulier op onze website.\r\n"
    )
    assert classify(parse(raw.encode())).mail_class is MailClass.REFUSAL


def test_a_person_at_a_mailbox_called_post_is_a_person():
    raw = (
        "From: Anke Meier <post@lampen.example>\r\nSubject: Re: Rückgabe\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "\r\nHallo,\r\n\r\nSie haben 30 Tage Zeit, die Lampe zurückzugeben. Das Etikett liegt im Paket, und ich helfe"
        " Ihnen gern weiter, wenn etwas fehlt.\r\n\r\nViele Grüße\r\nAnke Meier\r\n"
    )
    assert classify(parse(raw.encode())).mail_class is MailClass.ANSWER
