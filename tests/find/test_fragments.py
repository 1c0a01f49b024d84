"""Fragments as shops of ten countries write them: phones and e-mails in every notation, and what is neither."""

import json
from pathlib import Path

import pytest

from audit.model import How, Kind
from checks.find import read_page

FRAGMENTS = [json.loads(line) for line in Path(__file__).with_name("fragments.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", FRAGMENTS, ids=lambda case: case["market"])
def test_a_fragment_of_a_page(case: dict[str, object]) -> None:
    page = read_page(str(case["html"]), url="https://www.winkel.test/", market=str(case["market"]))
    sightings = [s for s in page.sightings if s.how is not How.CHANNEL_LINK]
    phones = {s.value: s.number_kind.value for s in sightings if s.kind is Kind.PHONE}
    emails = sorted({s.value for s in sightings if s.kind is Kind.EMAIL})
    assert (phones, emails) == (case["phones"], case["emails"])


@pytest.mark.parametrize(
    "html",
    [
        "<a href='tel:0206248193'>0206248193</a>",
        "<header><i class='fa fa-phone'></i> 0206248193</header>",
        "<p>Lampenhuis<br>Dorpsstraat 1<br>1012 AB Amsterdam<br>0206248193<br>info@lampenhuis.nl</p>",
        "<span itemprop='telephone'>0206248193</span>",
    ],
)
def test_undivided_digits_are_read_where_something_says_that_they_are_a_number(html: str) -> None:
    phones = [s for s in read_page(html, url="", market="NL").sightings if s.kind is Kind.PHONE]
    assert [(s.value, s.how) for s in phones] == [("+31206248193", How.TEXT)]
