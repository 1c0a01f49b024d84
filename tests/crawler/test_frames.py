"""Frames that a page cannot look into are read as a visitor reads them, and whose a value in them is stays open."""

from collections.abc import Iterator

import pytest

from audit.model import Kind, Owner
from audit.outcomes import Place, Reason
from tests.crawler.farm import Farm, farm, page, visit
from tests.crawler.test_browser import MAIL, PHONE, best, sighting

pytestmark = pytest.mark.browser

LONG = "<p>Thee uit eigen tuin, met de hand geplukt en langzaam gedroogd. Vragen beantwoorden we graag.</p>" * 12
DETAILS = f"<!doctype html><body><p>Bel 085 732 46 18 of mail {MAIL}</p></body>"
SIZE = "width=500 height=200"


@pytest.fixture
def other() -> Iterator[Farm]:
    """Another site, which the shop's pages show in a frame."""
    with farm({"/gegevens": DETAILS, "/maps/embed": DETAILS}) as site:
        yield site


def shop_with(part: str) -> dict[str, str]:
    return {"/": page(LONG, nav={"Contact": "/contact"}), "/contact": page(LONG, part), "/gegevens": DETAILS}


@pytest.mark.parametrize(
    "part", [f"<iframe sandbox src=/gegevens {SIZE}></iframe>", f"<embed type=text/html src=/gegevens {SIZE}>"]
)
def test_a_frame_of_the_site_that_is_kept_apart_is_read_without_a_click(part: str) -> None:
    with farm(shop_with(part)) as shop:
        snapshot = visit(shop.url, render=True)
    assert best(snapshot, Kind.PHONE) == (Place.CLEAR, 1, PHONE)
    assert best(snapshot, Kind.EMAIL) == (Place.CLEAR, 1, MAIL)


def test_what_a_frame_of_another_site_shows_is_of_nobody_we_can_tell(other: Farm) -> None:
    with farm(shop_with(f"<iframe src={other.url}/gegevens {SIZE}></iframe>")) as shop:
        snapshot = visit(shop.url, render=True)
    seen = sighting(snapshot, PHONE, "/contact")
    assert (seen.value, seen.owner, seen.visible_desktop) == (PHONE, Owner.UNKNOWN, True)
    shot = next(e for e in snapshot.evidence if e.id == seen.screenshot)
    assert "a frame from 127.0.0.1" in shot.note


def test_a_map_is_not_read_and_a_frame_that_is_not_seen_neither(other: Farm) -> None:
    unseen = f"<iframe src={other.url}/gegevens {SIZE} style='display: none'></iframe>"
    with farm(shop_with(f"<iframe src={other.url}/maps/embed {SIZE}></iframe>{unseen}")) as shop:
        snapshot = visit(shop.url, render=True)
    assert not snapshot.sightings and not snapshot.gaps


def test_a_frame_that_was_not_loaded_is_a_gap() -> None:
    with farm({}) as gone:
        address = gone.url
    with farm(shop_with(f"<iframe src={address}/gegevens {SIZE}></iframe>")) as shop:
        snapshot = visit(shop.url, render=True)
    assert Reason.CONNECTION_FAILED in [gap.reason for gap in snapshot.gaps]
