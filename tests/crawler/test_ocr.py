"""Text in pictures: read where Tesseract is installed; never a reason to call something absent where it is not."""

from importlib import resources
from typing import Any

import pytest

from audit.model import How, Kind
from audit.outcomes import Outcome, Place, Reason
from checks.judge import judge
from checks.packs import load_pack
from crawler import ocr
from crawler.world import TabError
from tests.crawler.farm import Reply, farm, page, visit
from tests.crawler.test_browser import PHONE, best
from tests.judging.build import snapshot

LONG = "<p>Thee uit eigen tuin, met de hand geplukt en langzaam gedroogd. Vragen beantwoorden we graag.</p>" * 12


@pytest.mark.skipif(ocr.tool() is None, reason="Tesseract is not installed")
async def test_a_number_in_a_picture_is_read() -> None:
    picture = resources.files("shopcheck.demo").joinpath("static", "contact-plain.png").read_bytes()
    text = await ocr.read(picture)
    assert text is not None and "053" in text and "@" in text


@pytest.mark.skipif(ocr.tool() is None, reason="Tesseract is not installed")
async def test_bytes_that_are_no_picture_read_as_nothing() -> None:
    assert await ocr.read(b"no picture") == ""


async def test_without_the_program_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "tool", lambda: None)
    assert await ocr.read(b"") is None


@pytest.mark.skipif(ocr.tool() is None, reason="Tesseract is not installed")
async def test_a_picture_that_takes_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "SECONDS", 0.001)
    picture = resources.files("shopcheck.demo").joinpath("static", "contact-plain.png").read_bytes()
    assert await ocr.read(picture) is None


def test_pictures_that_nobody_read_are_never_an_absence() -> None:
    findings = {f.check: f for f in judge(snapshot(facts={"unread_pictures": "1"}), load_pack("NL"))}
    for check in ("phone-findable", "email-findable"):
        assert (findings[check].outcome, findings[check].reason) == (Outcome.UNSURE, Reason.ONLY_IN_IMAGE)


def shop_with_a_picture() -> dict[str, Any]:
    drawn = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='500' height='100'><rect width='500' height='100' fill='white'/>"
        "<text x='10' y='40' font-family='sans-serif' font-size='20'>Bel 085 732 46 18</text></svg>"
    )
    box = "<style>.c { width: 500px; height: 100px; background: url(/c.svg) }</style><div class=c></div>"
    pages: dict[str, Any] = {"/": page(LONG, nav={"Contact": "/contact"}), "/contact": page(LONG, box)}
    return pages | {"/c.svg": Reply(drawn, headers={"Content-Type": "image/svg+xml"})}


@pytest.mark.browser
@pytest.mark.skipif(ocr.tool() is None, reason="Tesseract is not installed")
def test_a_picture_behind_a_box_is_read_too() -> None:
    with farm(shop_with_a_picture()) as shop:
        seen = visit(shop.url, render=True)
    assert best(seen, Kind.PHONE) == (Place.IMAGE_ONLY, 1, PHONE)
    assert "unread_pictures" not in seen.facts


@pytest.mark.browser
@pytest.mark.parametrize("otherwise", ["Bel 085 732 46 13", "Bel ons", None])
def test_a_picture_that_is_read_in_two_ways_was_not_read(
    otherwise: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = iter(["Bel 085 732 46 18", otherwise])

    async def read(picture: bytes) -> str | None:
        return next(said, "")

    monkeypatch.setattr(ocr, "tool", lambda: "a reader 1.0")
    monkeypatch.setattr(ocr, "read", read)
    with farm(shop_with_a_picture()) as shop:
        seen = visit(shop.url, render=True)
    assert [s for s in seen.sightings if s.how is How.IMAGE] == []
    found = {f.check: f for f in judge(seen, load_pack("NL"))}["phone-findable"]
    assert (found.outcome, found.reason) == (Outcome.UNSURE, Reason.ONLY_IN_IMAGE)


@pytest.mark.browser
@pytest.mark.parametrize("fails", ["enlarged", "parts_to_read"])
def test_a_picture_that_cannot_be_taken_was_not_read(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_picture(*_arguments: Any, **_options: Any) -> Any:
        raise TabError(Reason.UNREADABLE, "no picture could be taken")

    monkeypatch.setattr(ocr, "tool", lambda: "a reader 1.0")
    monkeypatch.setattr(f"crawler.closer.{fails}", no_picture)
    with farm(shop_with_a_picture()) as shop:
        seen = visit(shop.url, render=True)
    found = {f.check: f for f in judge(seen, load_pack("NL"))}["phone-findable"]
    assert (found.outcome, found.reason) == (Outcome.UNSURE, Reason.ONLY_IN_IMAGE)
