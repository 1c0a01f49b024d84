"""Letters that were written without looking at the classifier; docs/mail_classes.md has how it did at first sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from mystery_shop.model import MailClass
from tests.mail.fresh import FOLDER, UNSCORED, judged, promise_of, right
from tests.mail.scores import ANSWERS, PEOPLE

FILES = sorted(FOLDER.glob("fresh_*.txt"))
NEVER_ANSWERS = frozenset(
    {"receipt", "out_of_office", "refusal", "deflection", "bounce", "delay_notice", "challenge", "marketing"}
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_letters_in_other_words(path: Path) -> None:
    found = judged(path)
    assert len(found) > 30
    wrong = [(letter.subject, str(got.mail_class)) for letter, got in found if not right(letter, got)]
    assert len(wrong) <= 0.08 * len(found), wrong
    answered = [letter.subject for letter, got in found if letter.kind in NEVER_ANSWERS and got.mail_class in ANSWERS]
    assert not answered
    lost = [
        letter.subject
        for letter, got in found
        if letter.kind in ("answer", "holding_reply") and got.mail_class not in PEOPLE
    ]
    assert len(lost) <= 0.03 * len(found), lost
    unsure = [letter.subject for letter, got in found if got.mail_class is MailClass.UNSURE]
    assert len(unsure) <= 0.04 * len(found), unsure


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_promises_in_other_words(path: Path) -> None:
    wrong = [
        (letter.subject, letter.promise, promise_of(got.promise))
        for letter, got in judged(path)
        if letter.promise not in (UNSCORED, promise_of(got.promise))
    ]
    assert len(wrong) <= 1, wrong
