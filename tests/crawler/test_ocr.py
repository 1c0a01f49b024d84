"""Text in pictures: read where Tesseract is installed; never a reason to call something absent where it is not."""

from importlib import resources

import pytest

from audit.outcomes import Outcome, Reason
from checks.judge import judge
from checks.packs import load_pack
from crawler import ocr
from tests.judging.build import snapshot


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
