"""Enough was looked at to call something absent: only where the pages of an open shop were really seen."""

import pytest

from audit.model import Channel, Kind, Page, Role, Searched, Snapshot, Step
from audit.outcomes import Reason
from checks.looked import missing_look
from tests.judging.build import ROLES, SITE, gap, page, sighting, snapshot

NOBODY = (Role.CONTACT, Role.SERVICE, Role.IMPRINT)


def site(*pages: Page, absent: tuple[Role, ...] = (), **changes: object) -> Snapshot:
    return snapshot(pages=pages, **{"searched": Searched(absent=absent), **changes})  # type: ignore[arg-type]


def why_not(snap: Snapshot) -> Reason | None:
    return missing_look(snap, ROLES)


def test_a_shop_with_its_pages_is_enough() -> None:
    assert why_not(snapshot()) is None


def test_a_small_shop_is_enough() -> None:
    home = page(Role.HOME, words=35, links=3)
    contact = page(Role.CONTACT, words=12, links=2)
    form = (Channel(kind="form", page=f"{SITE}/contact"),)
    assert why_not(site(home, contact, absent=NOBODY[1:], channels=form)) is None


def test_a_shop_on_one_page_is_enough_when_it_shows_prices() -> None:
    home = page(Role.HOME, words=120, links=0)
    assert why_not(site(home, absent=NOBODY)) is Reason.TOO_LITTLE_SEEN
    assert why_not(site(home, absent=NOBODY, market_signals=(("currency", "EUR"),))) is None


@pytest.mark.parametrize("links", [0, 2, 12])
def test_a_notice_in_unknown_words_is_not_enough(links: int) -> None:
    notice = page(Role.HOME, title="Wij zijn zo terug", words=25, links=links)
    assert why_not(site(notice, absent=NOBODY)) is Reason.TOO_LITTLE_SEEN


def test_a_shut_door_with_its_legal_pages_is_not_enough() -> None:
    door = page(Role.HOME, words=300, links=9)
    legal = (page(Role.IMPRINT, words=90), page(Role.PRIVACY, words=900), page(Role.TERMS, words=600))
    assert why_not(site(door, *legal, absent=NOBODY[:2])) is Reason.TOO_LITTLE_SEEN


def test_the_same_notice_at_every_address_is_not_enough() -> None:
    same = {"title": "Even geduld", "words": 40, "links": 5}
    pages = tuple(page(role, **same) for role in (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT, Role.PRODUCT))
    assert why_not(site(*pages)) is Reason.SOFT_404


def test_what_every_other_address_answers_is_no_contact_page() -> None:
    wall = {"title": "Controle", "words": 60, "links": 4}
    pages = (page(Role.HOME), page(Role.PRODUCT), page(Role.CONTACT, **wall), page(Role.TERMS, **wall))
    assert why_not(site(*pages, absent=NOBODY[1:])) is Reason.SOFT_404


@pytest.mark.parametrize(("others", "reason"), [(1, None), (2, Reason.SOFT_404)])
def test_several_other_addresses_do_not_answer_alike_by_chance(others: int, reason: Reason | None) -> None:
    moved = {"title": "Verhuisd", "words": 60}
    pages = [page(Role.OTHER, final_url=f"{SITE}/{n}", **moved) for n in range(others)]
    assert (
        why_not(site(page(Role.HOME), page(Role.PRODUCT), page(Role.CONTACT, **moved), *pages, absent=NOBODY[1:]))
        is reason
    )


def test_one_page_may_be_contact_and_service_at_once() -> None:
    both = {"title": "Contact", "words": 60}
    pages = (page(Role.HOME), page(Role.CONTACT, **both), page(Role.SERVICE, **both))
    assert why_not(site(*pages, absent=(Role.IMPRINT,))) is None


def test_a_stub_is_no_contact_page() -> None:
    stub = page(Role.CONTACT, words=14, links=0)
    pages = (page(Role.HOME), page(Role.PRODUCT), stub)
    assert why_not(site(*pages, absent=NOBODY[1:])) is Reason.TOO_LITTLE_SEEN
    form = (Channel(kind="form", page=f"{SITE}/contact"),)
    assert why_not(site(*pages, absent=NOBODY[1:], channels=form)) is None


def test_a_page_of_few_words_that_leads_on_to_contact_details_is_no_stub() -> None:
    way = tuple(Step(label=name, url=f"{SITE}/{name}") for name in ("service", "contact"))
    hub = page(Role.SERVICE, words=30, links=12)
    deep = page(Role.CONTACT, clicks=2, path=way)
    shown = sighting(Kind.PHONE)
    assert why_not(site(page(Role.HOME), hub, absent=NOBODY[::2])) is Reason.TOO_LITTLE_SEEN
    assert why_not(site(page(Role.HOME), hub, deep, absent=NOBODY[2:], sightings=(shown,))) is None
    nothing = page(Role.CONTACT, clicks=2, path=way, words=30)
    assert why_not(site(page(Role.HOME), hub, nothing, absent=NOBODY[2:])) is Reason.TOO_LITTLE_SEEN


@pytest.mark.parametrize(
    ("words", "links", "reason"), [(40, 12, True), (60, 12, False), (400, 2, True), (400, 6, False)]
)
def test_a_page_that_shows_nothing_stands_in_the_shops_frame_and_has_content(
    words: int, links: int, reason: bool
) -> None:
    pages = (page(Role.HOME, links=20), page(Role.PRODUCT), page(Role.CONTACT, words=words, links=links))
    found = why_not(site(*pages, absent=NOBODY[1:]))
    assert found is (Reason.TOO_LITTLE_SEEN if reason else None)


@pytest.mark.parametrize(
    ("words", "links", "static", "enough"),
    [(24, 7, True, True), (24, 7, False, False), (24, 7, None, False), (13, 7, True, False), (24, 1, True, False)],
)
def test_a_page_that_nothing_could_fill_later_is_what_it_is(
    words: int, links: int, static: bool | None, enough: bool
) -> None:
    contact = page(Role.CONTACT, words=words, links=links, static=static)
    found = why_not(site(page(Role.HOME, links=9), page(Role.PRODUCT), contact, absent=NOBODY[1:]))
    assert found is (None if enough else Reason.TOO_LITTLE_SEEN)


def test_one_answer_to_every_address_is_told_with_another_saying_in_it() -> None:
    def same(role: Role, words: int) -> Page:
        return page(role, title="Wachtruimte", links=9, words=words)

    pages = (same(Role.HOME, 44), same(Role.CONTACT, 46), same(Role.PRODUCT, 43), same(Role.TERMS, 45))
    assert why_not(site(*pages, absent=NOBODY[1:])) is Reason.SOFT_404


def test_a_document_has_no_links_and_is_read_all_the_same() -> None:
    pdf = page(Role.IMPRINT, words=17, links=0, media_type="application/pdf", rendered=False)
    assert why_not(site(page(Role.HOME), page(Role.CONTACT), pdf, absent=(Role.SERVICE,))) is None


def test_a_gap_says_more_than_too_little() -> None:
    notice = page(Role.HOME, words=12, links=0)
    snap = site(notice, absent=NOBODY[1:], gaps=(gap(Role.CONTACT, Reason.BLOCKED),))
    assert why_not(snap) is Reason.BLOCKED
