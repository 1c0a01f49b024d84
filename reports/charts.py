"""Charts as plain numbers that a template draws: pure, no fonts, no scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

BAR_WIDTH = 1000
_NARROW = 34


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a bar: the outcome that gives it its look, its words and its count."""

    outcome: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A part with its place on the bar, in the bar's own units."""

    part: Part
    x: float
    width: float
    wide: bool


def bar(parts: Sequence[Part]) -> list[Segment]:
    """The parts side by side on a bar of :data:`BAR_WIDTH` units; parts without a count take no room."""
    total = sum(p.count for p in parts)
    segments, x = [], 0.0
    for part in parts:
        if part.count:
            width = BAR_WIDTH * part.count / total
            segments.append(Segment(part=part, x=round(x, 2), width=round(width, 2), wide=width >= _NARROW))
            x += width
    return segments
