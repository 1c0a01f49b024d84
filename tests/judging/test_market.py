"""Which market a shop is judged under, and what told it."""

import msgspec
import pytest

from audit.model import Identifier, Kind, Owner, Role, Snapshot
from audit.outcomes import Outcome, Reason
from checks.judge import judge
from checks.market import decide, delivered_to
from checks.packs import load_pack
from tests.judging.build import sighting, snapshot


def with_signals(*signals: tuple[str, str], home: str = "https://winkel.test/", **changes: object) -> Snapshot:
    snap = snapshot(home_url=home, **changes)
    shop = msgspec.structs.replace(snap.shop, market=None)
    return msgspec.structs.replace(snap, shop=shop, market_signals=signals)


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ((("tld", "nl"),), "NL"),
        ((("tld", "co.uk"), ("currency", "GBP")), "GB"),
        ((("tld", "com"), ("language", "de"), ("currency", "EUR")), None),
        ((("tld", "com"), ("region", "BE"), ("language", "nl")), "BE"),
        ((("tld", "be"), ("language", "fr")), "BE"),
        ((("tld", "be"), ("language", "nl"), ("html_lang", "nl-NL")), "BE"),
        ((("tld", "at"), ("language", "de"), ("html_lang", "de-DE")), "AT"),
        ((("tld", "ch"), ("language", "de"), ("currency", "CHF")), "CH"),
        ((("tld", "com"), ("language", "de"), ("currency", "CHF")), "CH"),
        ((("tld", "com"), ("language", "de"), ("html_lang", "de-AT")), "AT"),
        ((("tld", "eu"), ("language", "nl"), ("phone", "NL")), "NL"),
        ((("tld", "com"), ("language", "fr"), ("delivery", "FR")), "FR"),
        ((("tld", "com"), ("language", "fr"), ("delivery", "BE")), "BE"),
        ((("language", "nl"), *(("delivery", code) for code in ("NL", "BE", "DE", "FR"))), None),
        ((("tld", "com"), ("language", "en")), None),
        ((("tld", "com"), ("language", "en"), ("currency", "GBP")), "GB"),
        ((("tld", "com"), ("language", "nl"), ("currency", "EUR"), ("currency", "GBP"), ("html_lang", "nl-NL")), "NL"),
        ((("tld", "com"), ("html_lang", "en-US"), ("language", "nl"), ("country", "NL")), "NL"),
        ((("language", "nl"), ("language", "de"), ("html_lang", "nl-NL")), "NL"),
        ((("tld", "DE"), ("language", "de"), ("country", "NL")), "DE"),
        ((("region", "BE"), ("region", "NL")), None),
        ((), None),
        ((("tld", "nl"), ("language", "nl"), ("language", "nl")), "NL"),
    ],
)
def test_signals_decide(signals: tuple, code: str | None) -> None:
    market = decide(with_signals(*signals))
    assert market.code == code
    assert bool(market.signs) == (code is not None)


def test_the_list_leads() -> None:
    market = decide(msgspec.structs.replace(snapshot(), market_signals=(("tld", "de"),)))
    assert (market.code, market.signs) == ("NL", (("list", ""),))


@pytest.mark.parametrize(
    ("home", "code"),
    [
        ("https://shop.example.com/nl-be/", "BE"),
        ("https://shop.example.com/be-nl", "BE"),
        ("https://shop.example.com/de-at/start", "AT"),
        ("https://shop.example.com/en-uk/", "GB"),
        ("https://shop.example.com/fr_CH/", "CH"),
        ("https://shop.example.com/it-en/", "IT"),
        ("https://shop.example.com/nl-nope/", None),
        ("https://shop.example.com/to-go/", None),
        ("https://fiets.amsterdam/", "NL"),
        ("https://shop.wien/", "AT"),
    ],
)
def test_the_address_tells(home: str, code: str | None) -> None:
    assert decide(with_signals(home=home)).code == code


def firm(vat: str, scheme: str) -> tuple[Identifier, ...]:
    return (
        Identifier(kind="vat", value=vat, owner=Owner.SHOP, role=Role.IMPRINT),
        Identifier(kind="register", scheme=scheme, value="1", owner=Owner.SHOP),
    )


@pytest.mark.parametrize(
    ("language", "phone", "identifiers", "code"),
    [
        ("nl", "+31206241111", (), "NL"),
        ("nl", "+3292654618", (), "BE"),
        ("fr", "+3225114618", firm("BE0403019261", "kbo"), "BE"),
        ("de", "+4315732461", firm("ATU36801500", "firmenbuch"), "AT"),
        ("de", "+41446681800", (), "CH"),
        ("nl", "", firm("NL126515852B02", "kvk"), "NL"),
        ("nl", "", firm("BE0403019261", "kbo"), "BE"),
        ("de", "", firm("NL126515852B02", "kvk"), None),
    ],
)
def test_what_a_com_shop_shows_of_itself(language: str, phone: str, identifiers: tuple, code: str | None) -> None:
    seen = (sighting(Kind.PHONE, value=phone),) if phone else ()
    snap = with_signals(("tld", "com"), ("language", language), identifiers=identifiers, sightings=seen)
    assert decide(snap).code == code


@pytest.mark.parametrize(
    ("language", "mailbox", "owner", "code"),
    [
        ("de", "laden@beispiel.de", Owner.SHOP, "DE"),
        ("it", "negozio@esempio.it", Owner.SHOP, "IT"),
        ("de", "laden@beispiel.de", Owner.OTHER, None),
        ("de", "laden@beispiel.com", Owner.SHOP, None),
        ("de", "winkel@voorbeeld.nl", Owner.SHOP, None),
        ("en", "shop@example.ie", Owner.SHOP, None),
    ],
)
def test_the_ending_of_an_own_mailbox_speaks_as_softly_as_a_register(
    language: str, mailbox: str, owner: Owner, code: str | None
) -> None:
    seen = (sighting(Kind.EMAIL, value=mailbox, owner=owner),)
    assert decide(with_signals(("language", language), sightings=seen)).code == code
    dutch = firm("NL126515852B02", "kvk")
    if code == "DE":
        assert decide(with_signals(("language", language), sightings=seen, identifiers=dutch)).code == "DE"
    if mailbox.endswith(".nl"):
        assert decide(with_signals(("language", language), sightings=seen, identifiers=dutch)).code is None


def test_where_the_firm_is_registered_does_not_outweigh_whom_it_sells_to() -> None:
    dutch = firm("NL126515852B02", "kvk")
    seen = (sighting(Kind.PHONE, value="+31206241111"),)
    snap = with_signals(("tld", "de"), ("language", "de"), identifiers=dutch, sightings=seen)
    assert decide(snap).code == "DE"


def test_another_partys_number_says_nothing() -> None:
    seen = (sighting(Kind.PHONE, value="+31206241111", owner=Owner.OTHER),)
    assert decide(with_signals(("language", "de"), sightings=seen)).code is None


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("Wij bezorgen in heel Nederland en België.", "nl", ("NL", "BE")),
        ("Gratis verzending naar Nederland vanaf € 50", "nl", ("NL",)),
        ("Versandkosten nach Österreich: 5,90 €", "de", ("AT",)),
        ("We deliver to Ireland and the United Kingdom", "en", ("IE", "GB")),
        ("Livraison offerte en France", "fr", ("FR",)),
        ("LIEFERUNG NACH ÖSTERREICH, DEUTSCHLAND", "de", ("AT", "DE")),
        ("Versandkosten: siehe unten. Österreich liegt nah.", "de", ()),
        ("Onze winkel in Duitsland is gesloten. Wij bezorgen morgen.", "nl", ()),
        ("Gemaakt in Nederland", "nl", ()),
        ("Bezorging in het Nederlandse landschap", "nl", ()),
        ("Wysyłka do Polski", "pl", ()),
    ],
)
def test_delivery_is_read_from_the_words(text: str, language: str, codes: tuple[str, ...]) -> None:
    assert delivered_to(text, (language,)) == codes


def test_a_market_without_a_pack_is_read_and_shown_and_not_judged() -> None:
    snap = with_signals(("tld", "ch"), ("currency", "CHF"), sightings=(sighting(Kind.PHONE, value="+41446681800"),))
    market = decide(snap)
    assert market.code == "CH"
    findings = {f.check: f for f in judge(snap, load_pack(market.code))}
    assert {(f.outcome, f.reason) for f in findings.values()} == {(Outcome.NOT_MEASURED, Reason.NO_PACK)}
    assert findings["phone-findable"].values == ("+41446681800",)
    assert findings["phone-findable"].evidence
