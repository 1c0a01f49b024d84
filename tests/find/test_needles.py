"""Many words in one pass: the same hits as the expression of all of them, on any text, in linear time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.find.needles import Needles, finder_of
from checks.find.phrases import any_of

PHRASES = ("kvk", "kvk-nummer", "btw", "btw nr", "k.v.k.", "antwoord*", "bel … terug", "e", "é", "ust-idnr")


PIECES = [*"kvbtwrnue é.-\n1A€", "kvk", "btw", " nr ", "antwoord", "bel ", " terug"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_a_finder_finds_what_the_expression_finds(text: str) -> None:
    assert [hit.span() for hit in finder_of(PHRASES).finditer(text)] == [
        h.span() for h in any_of(PHRASES).finditer(text)
    ]


def test_no_phrases_find_nothing() -> None:
    assert not list(finder_of([]).finditer("kvk"))
    assert not Needles([]).found("kvk")


@pytest.mark.parametrize("text", ["", "é€ kvk 1", "\ud800kvk\udfff btw", "\U0001f4de kvk"])
def test_places_are_those_of_the_text(text: str) -> None:
    needles = Needles(["kvk", "btw", "kv"])
    assert needles.places(text) == sorted(
        (at, at + len(word)) for word in needles.words for at in range(len(text)) if text.startswith(word, at)
    )
    assert needles.found(text) == {word for word in needles.words if word in text}


def test_hostile_text_costs_linear_time() -> None:
    finder = finder_of(["a", "aa", "aaa*", "aaaa … b"])

    def cost(text: str) -> float:
        began = time.process_time()
        assert sum(1 for _ in finder.finditer(text)) >= 0
        return time.process_time() - began

    cost("a" * 1000)
    assert cost("aaaa " * 80_000) < 12 * cost("aaaa " * 10_000) + 0.2
