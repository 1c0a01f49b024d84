"""Many words looked for in one pass over a text (Aho-Corasick), however many they are."""

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from checks.find.phrases import any_of, roots


class Needles:
    """Plain words to look for in a text, in any part of a word."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(words))
        self._search = AhoCorasick(self.words, implementation=Implementation.DFA)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Start and end of every place where one of the words stands, in order; they may overlap."""
        return sorted((start, end) for _, start, end in self._hits(text))

    def found(self, text: str) -> set[str]:
        """The words that stand in the text."""
        return {self.words[number] for number in {number for number, _, _ in self._hits(text)}}

    def any_in(self, text: str) -> bool:
        """Whether one of the words stands in the text."""
        return bool(self._hits(text))

    def _hits(self, text: str) -> list[tuple[int, int, int]]:
        try:
            return self._search.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # halves of surrogate pairs, which are no text; places stay the same
            plain = text.encode("utf-8", "replace").decode("utf-8")
            return self._search.find_matches_as_indexes(plain, overlapping=True)


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
