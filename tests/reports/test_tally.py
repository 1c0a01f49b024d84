"""Results of one check are counted by what the reader is told of them."""

from audit.model import Finding, Shop, ShopResult
from audit.outcomes import Duty, Outcome, Place, Reason
from reports.heads import shop_head
from reports.tally import Tally
from reports.wording import words_for


def phone(outcome: Outcome, reason: Reason, place: Place | None) -> Finding:
    return Finding(
        rule="nl/contact-phone", check="phone-findable", duty=Duty.MUST, outcome=outcome, reason=reason, place=place
    )


def test_what_is_told_in_the_same_words_is_one_line_of_the_legend() -> None:
    words = words_for("en")
    tally = Tally(words=words)
    found = [
        phone(Outcome.UNSURE, Reason.TARIFF_UNKNOWN, Place.CLEAR),
        phone(Outcome.UNSURE, Reason.OWNER_UNKNOWN, None),
        phone(Outcome.BREACHED, Reason.PREMIUM_ONLY, Place.HARD),
        phone(Outcome.BREACHED, Reason.PREMIUM_ONLY, Place.CLEAR),
        phone(Outcome.PARTLY, Reason.PREMIUM_ONLY, Place.CLEAR),
    ]
    for number, finding in enumerate(found):
        shop = ShopResult(shop=Shop(key=f"s{number}.nl", url=f"https://s{number}.nl"), findings=(finding,))
        tally.add(shop, shop_head(shop, words))
    parts = tally.checks["phone-findable"].parts()
    assert [(part.outcome, part.count) for part in parts] == [("partly", 1), ("breached", 2), ("unsure", 2)]
