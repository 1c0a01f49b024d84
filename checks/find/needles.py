"""Many words looked for in one pass over a text (Aho-Corasick), however many they are."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from ahocorasick_rs import BytesAhoCorasick, Implementation

from checks.find.phrases import any_of, roots


class Needles:
    """Plain words to look for in a text, in any part of a word."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(words))

    @cached_property
    def _in_bytes(self) -> BytesAhoCorasick:
        """Places in bytes: those in characters cost more than the search, and are asked for few hits only."""
        return BytesAhoCorasick((word.encode() for word in self.words), implementation=Implementation.DFA)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Start and end of every place where one of the words stands, in order; they may overlap."""
        data = text.encode("utf-8", "replace")  # halves of surrogate pairs are no text; places stay the same
        hits = self._in_bytes.find_matches_as_indexes(data, overlapping=True)
        places: list[tuple[int, int]] = []
        behind = place = 0  # bytes and characters before the last hit
        for start, number in sorted((start, number) for number, start, _ in hits):
            place += len(data[behind:start].decode())
            behind = start
            places.append((place, place + len(self.words[number])))
        return sorted(places)

    def lines(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of every line that holds one of the words, in order, each once."""
        for start in sorted({text.rfind("\n", 0, place) + 1 for place, _ in self.places(text)}):
            end = text.find("\n", start)
            yield start, len(text) if end < 0 else end

    def found(self, text: str | bytes) -> set[str]:
        """The words that stand in the text (or its UTF-8)."""
        data = text.encode("utf-8", "replace") if isinstance(text, str) else text
        hits = self._in_bytes.find_matches_as_indexes(data, overlapping=True)
        return {self.words[number] for number in {number for number, _, _ in hits}}

    def any_in(self, text: str) -> bool:
        """Whether one of the words stands in the text."""
        return bool(self._in_bytes.find_matches_as_indexes(text.encode("utf-8", "replace")))


class Finder:
    """Finds what an expression finds, tried only where the plain beginning of a hit stands."""

    def __init__(self, pattern: re.Pattern[str], beginnings: Iterable[str]) -> None:
        self._pattern = pattern
        self._beginnings = Needles(beginnings)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every hit in order, none overlapping another."""
        done = 0
        for start, _ in self._beginnings.places(text):
            if start >= done:
                hit = self._pattern.match(text, start)
                if hit is not None:
                    done = hit.end()
                    yield hit


def finder_of(phrases: Iterable[str]) -> Finder:
    """Finds in lower-case text what ``any_of(phrases)`` finds."""
    listed = tuple(phrases)
    return Finder(any_of(listed), roots(listed))
