"""What is made from a mail for people holds no name, number or address of a person."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from mystery_shop.classify import Context, classify
from mystery_shop.masking import cut_signature, mask_text, staff_names
from mystery_shop.model import Message, Probe
from mystery_shop.parse import parse

PROBE = Probe(
    id="p", campaign="c", shop="s", shop_name="Schoenenhuis Verhoef", to="klantenservice@verhoef.test",
    reply_address="marleen+k7@probe.test", token="k7", message_id="<1.k7@probe.test>", subject="vraag", text="Kan dat?",
    sender_name="Marleen de Wit", planned_at=datetime(2026, 6, 1, tzinfo=UTC),
)  # fmt: skip


def read(text: str, sender: str) -> Message:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "marleen+k7@probe.test", "Re: vraag"
    mail.set_content(text)
    return parse(mail.as_bytes())


LETTERS = [
    (
        (
            "Beste Marleen,\n\nIk ben Saskia van de klantenservice. De schoen is er nog, mijn collega Petra Jansen "
            "weet meer: bel 06-12345678 of mail petra.jansen@verhoef.test.\n\nMet vriendelijke groet,\n\n"
            "Saskia de Boer\nSchoenenhuis Verhoef\nT 030 - 234 56 78"
        ),
        "Saskia de Boer <saskia@verhoef.test>",
    ),
    (
        "Hi Marleen,\n\nYes it is in stock. Ask for Tom Baker or me in the shop.\n\nKind regards,\nSaskia de Boer",
        "Saskia (Verhoef) <info@verhoef.test>",
    ),
    ("Hallo Frau Wit,\n\nFrau Jansen hat es geprüft, es ist da.\n\nViele Grüße, Saskia", "Verhoef <info@verhoef.test>"),
    ("Bonjour Marleen,\n\nJe m'appelle Saskia, il est en stock.\n\nSaskia", "Saskia Boer <s.boer@verhoef.test>"),
]


@pytest.mark.parametrize(("text", "sender"), LETTERS)
def test_nothing_personal_is_left(text, sender):
    found = classify(read(text, sender), Context(probe=PROBE, matched=True))
    made = " ".join([found.reply, found.proof, *(sign.quote for sign in found.signs)])
    for secret in ("Saskia", "Boer", "Petra", "Jansen", "Baker", "12345678", "234 56 78", "petra.jansen", "s.boer"):
        assert secret not in made
    assert "[name]" in made or "[signature]" in made
    assert len(found.reply) > 30


def test_the_shops_own_name_and_our_persona_stay():
    text = (
        "Beste Marleen,\n\nBij Schoenenhuis Verhoef kunt u ook terecht via klantenservice@verhoef.test.\n\nGroet,\nIris"
    )
    found = classify(read(text, "Schoenenhuis Verhoef <info@verhoef.test>"), Context(probe=PROBE, matched=True))
    assert "Beste Marleen" in found.reply
    assert "Schoenenhuis Verhoef" in found.reply
    assert "klantenservice@verhoef.test" in found.reply
    assert "Iris" not in found.reply


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("bel 0900-1234567 of +31 6 12 34 56 78", "bel [number] of [number]"),
        ("op 01-06-2026 om 10:30 voor € 1.299,00", "op 01-06-2026 om 10:30 voor € 1.299,00"),
        ("ticket 0012345678 en zaak 0045 678 901", "ticket 0012345678 en zaak 0045 678 901"),
        ("NL91 ABNA 0417 1643 00", "[account]"),
        ("volg https://shop.test/t/abc?token=geheim", "volg https://shop.test/…"),
        ("mail info@shop.test of j.jansen@shop.test", "mail info@shop.test of [address]"),
        ("de heer Van den Berg en mevrouw Smit", "de heer [name] en mevrouw [name]"),
        ("Maat 38 is 24 cm", "Maat 38 is 24 cm"),
    ],
)
def test_patterns(text, masked):
    assert mask_text(text) == masked


def test_published_numbers_may_stay():
    assert mask_text("bel 030 - 234 56 78", keep=["030 2345678"]) == "bel 030 - 234 56 78"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Ja.\n\nMet vriendelijke groet,\nAnna\nTel 1", "Ja.\n\nMet vriendelijke groet,\n[signature]"),
        ("Ja.\n\nGroet, Anna", "Ja.\n\nGroet, [signature]"),
        ("Ja.\n\nBeste Grüße\nAnna", "Ja.\n\nBeste Grüße\n[signature]"),
        ("Ja.\n--\nAnna", "Ja.\n--\n[signature]"),
        ("Ja, dat kan.\n\nAnna de Vries", "Ja, dat kan.\n\n[signature]"),
        ("Ja, dat kan.", "Ja, dat kan."),
        ("Bedankt voor je vraag.\nJa, dat kan.", "Bedankt voor je vraag.\nJa, dat kan."),
    ],
)
def test_signatures(text, cut):
    assert cut_signature(text) == cut


def test_a_shops_name_is_no_persons():
    assert staff_names(read("Ja.", "Schoenenhuis Verhoef <info@verhoef.test>"), PROBE) == ()
    assert "Anna" in staff_names(read("Ja.", "Anna Bakker <anna@verhoef.test>"), PROBE)
