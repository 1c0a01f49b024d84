"""Which market a shop is judged under."""

import msgspec
import pytest

from audit.model import Snapshot
from checks.market import decide
from tests.judging.build import snapshot


def with_signals(*signals: tuple[str, str]) -> Snapshot:
    snap = snapshot()
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
        ((("tld", "eu"), ("language", "nl"), ("phone", "NL")), "NL"),
        ((("tld", "com"), ("language", "fr"), ("delivery", "FR")), "FR"),
        ((("tld", "com"), ("language", "en")), None),
        ((), None),
        ((("tld", "nl"), ("language", "nl"), ("language", "nl")), "NL"),
    ],
)
def test_signals_decide(signals: tuple, code: str | None) -> None:
    market = decide(with_signals(*signals))
    assert market.code == code
    assert bool(market.why) == (code is not None)


def test_the_list_leads() -> None:
    market = decide(msgspec.structs.replace(snapshot(), market_signals=(("tld", "de"),)))
    assert (market.code, market.why) == ("NL", ("the list",))
