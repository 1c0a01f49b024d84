"""The charts of a report: what each shows, as a grammar of marks for :mod:`reports.drawing`. Pure.

Each comes with a title, a description and its numbers, for a picture alone tells nobody who cannot see it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from babel import Locale
from markupsafe import Markup

from reports.drawing import colour, draw, room_for
from reports.typography import mark


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a bar: the outcome that gives it its look, its words and its count."""

    outcome: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawn chart with the numbers behind it. wide: may scroll sideways on a phone rather than shrink.

    shares: places of the columns that hold shares of 1, shown as percentages.
    """

    id: str
    title: str
    text: str
    svg: Markup
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    wide: bool = False
    shares: tuple[int, ...] = ()


def _data(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"values": list(rows)}


def _axis(title: str | None = None, **more: Any) -> dict[str, Any]:
    return {"title": title, **more}


def outcome_bar(chart_id: str, parts: Sequence[Part], *, title: str, locale: Locale) -> Chart:
    """All shops as one bar, its parts by outcome with their counts; what was not measured is hatched."""
    total, x, rows = sum(p.count for p in parts), 0, []
    for part in parts:
        if part.count:
            on = {"met": "on-met", "not_found": "on-met", "partly": "on-partly", "breached": "on-partly"}
            rows.append(
                {
                    "from": x,
                    "to": x + part.count,
                    "middle": x + part.count / 2,
                    "count": part.count,
                    "fill": colour(part.outcome),
                    "ink": colour(on.get(part.outcome, "on-other")),
                    "wide": part.count >= 0.05 * total,
                }
            )
            x += part.count
    place = {"type": "quantitative", "axis": None, "scale": {"domain": [0, max(total, 1)], "nice": False}}
    spec = {
        "width": 480,
        "height": 34,
        "padding": 0,
        "data": _data(rows),
        "layer": [
            {
                "mark": {"type": "bar", "height": 34, "stroke": colour("paper"), "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "from", **place},
                    "x2": {"field": "to"},
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                },
            },
            {
                "transform": [{"filter": "datum.wide"}],
                "mark": {"type": "text", "fontSize": 15, "fontWeight": 600, "baseline": "middle"},
                "encoding": {
                    "x": {"field": "middle", **place},
                    "text": {"field": "count", "type": "quantitative", "format": ",d"},
                    "fill": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
        ],
    }
    text = f"{mark(';', locale.language)} ".join(f"{p.label} {p.count}" for p in parts)
    return Chart(id=chart_id, title=title, text=text, svg=draw(chart_id, spec, title=title, text=text, locale=locale))


@dataclass(frozen=True, kw_only=True)
class Interval:
    """One shop's place: name, place, the range of nine in ten recalculations, and its group."""

    name: str
    place: int
    low: int
    high: int
    standing: str
    group: str


NAMED_ROWS = 60
"""Up to so many shops a chart says their names; above, the table beside it does."""


def rank_intervals(
    chart_id: str, rows: Sequence[Interval], *, title: str, text: str, places: str, columns: tuple[str, ...],
    locale: Locale,
) -> Chart:  # fmt: skip
    """Dots with lines: each shop's place and how far it moves; lines between the groups. rows: in list order."""
    values = [
        {"n": n, "name": r.name, "place": r.place, "low": r.low, "high": r.high, "look": colour(r.standing)}
        for n, r in enumerate(rows)
    ]
    borders = [{"n": n - 0.5} for n in range(1, len(rows)) if rows[n].standing != rows[n - 1].standing]
    named = len(rows) <= NAMED_ROWS
    along, across = ("y", "x") if named else ("x", "y")
    shops: dict[str, Any] = {
        "field": "n",
        "type": "quantitative",
        "scale": {"domain": [-0.6, len(rows) - 0.4], "nice": False, "reverse": named, "zero": False},
        "axis": None,
    }
    shown = [r.name[:32] for r in rows] if named else []
    names = json.dumps(shown)
    labels = _axis(values=list(range(len(rows))), labelExpr=f"{names}[datum.value]", grid=False, ticks=False)
    shops["axis"] = labels | {"domain": False} if named else None
    scale = {"domain": [0.5, max(len(rows), 2) + 0.5], "nice": False, "zero": False, "reverse": not named}
    place = {"type": "quantitative", "scale": scale, "axis": _axis(places, tickMinStep=1, format=",d")}
    look = {"field": "look", "type": "nominal", "scale": None}
    spec = {
        "width": 320 if named else 440,
        "height": 22 * max(len(rows), 2) if named else 320,
        "padding": room_for(shown),
        "data": _data(values),
        "layer": [
            {
                "data": _data(borders),
                "mark": {"type": "rule", "stroke": colour("soft"), "strokeDash": [4, 3]},
                "encoding": {along: shops},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 5 if named else max(1, min(4, 500 // max(len(rows), 1)))},
                "encoding": {
                    along: shops,
                    across: place | {"field": "low"},
                    f"{across}2": {"field": "high"},
                    "stroke": look,
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60 if named else 9, "opacity": 1},
                "encoding": {along: shops, across: place | {"field": "place"}, "fill": {"value": colour("ink")}},
            },
        ],
    }
    table = tuple((r.name, r.group, r.place, r.low, r.high) for r in rows) if named else ()
    svg = draw(chart_id, spec, title=title, text=text, locale=locale)
    return Chart(id=chart_id, title=title, text=text, svg=svg, columns=columns, rows=table, wide=True)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A point of the answer curve: working hours, the share answered by then, and its band."""

    hours: float
    share: float
    low: float
    high: float


CURVE_WIDTH = 410
LINE = 30  # so many letters of a remark stand on one line of the curve
HIGH = 0.7  # above such a share there is no room left for words in the gap to the top


def answer_curve(
    chart_id: str, steps: Sequence[Step], *, title: str, text: str, hours: str, share: str,
    norm: tuple[float, str] | None, aim: tuple[float, str] | None, never: str, columns: tuple[str, ...],
    until: float, locale: Locale,
) -> Chart:  # fmt: skip
    """The share of all mails answered within so many working hours. What was never answered is the gap to the top.

    norm: working hours within which an answer is expected, and its words; aim: the share that is asked for, and its
    words. never: words for the gap. until: hours.
    """
    shown = [s for s in steps if s.hours <= until]
    last = shown[-1] if shown else Step(hours=0, share=0, low=0, high=0)
    points = [Step(hours=0, share=0, low=0, high=0), *shown]
    points.append(Step(hours=until, share=last.share, low=last.low, high=last.high))
    values = [{"hours": s.hours, "share": s.share, "low": s.low, "high": s.high} for s in points]
    x = {
        "field": "hours",
        "type": "quantitative",
        "scale": {"domain": [0, until], "nice": False},
        "axis": _axis(hours, values=list(range(0, int(until) + 1, 8)), format=",d"),
    }
    y_axis = _axis(share, format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": y_axis}
    spec = {
        "width": CURVE_WIDTH,
        "height": 260,
        "data": _data(values),
        "layer": [
            {
                "mark": {"type": "area", "interpolate": "step-after", "fill": colour("band")},
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "interpolate": "step-after", "stroke": colour("met"), "strokeWidth": 3},
                "encoding": {"x": x, "y": y | {"field": "share"}},
            },
            *_expected(norm, aim, x, y),
            *_never_answered(last, until, never, x, y),
        ],
    }
    svg = draw(chart_id, spec, title=title, text=text, locale=locale)
    table = tuple((round(s.hours, 1), s.share, s.low, s.high) for s in shown)
    return Chart(id=chart_id, title=title, text=text, svg=svg, columns=columns, rows=table, wide=True, shares=(1, 2, 3))


def _expected(
    norm: tuple[float, str] | None, aim: tuple[float, str] | None, x: dict[str, Any], y: dict[str, Any]
) -> list[dict[str, Any]]:
    """The lines of what is expected, with their words: until when, and for which share."""
    line = _data([{"hours": norm[0], "words": wrap(norm[1], LINE)}] if norm else [])
    wanted = _data([{"share": aim[0], "words": aim[1]}] if aim else [])
    dashed = {"type": "rule", "stroke": colour("ink"), "strokeDash": [6, 4]}
    return [
        {"data": line, "mark": dashed, "encoding": {"x": x}},
        {
            "data": line,
            "mark": {"type": "text", "align": "left", "dx": 5, "dy": 8, "baseline": "top"},
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "words"}},
        },
        {"data": wanted, "mark": dashed, "encoding": {"y": y | {"field": "share"}}},
        {
            "data": wanted,
            "mark": {"type": "text", "align": "right", "dx": -8, "dy": 12},
            "encoding": {"x": {"value": CURVE_WIDTH}, "y": y | {"field": "share"}, "text": {"field": "words"}},
        },
    ]


def _never_answered(last: Step, until: float, never: str, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The gap from the end of the curve to the top, with its words; nothing where every mail was answered."""
    middle = (1 + last.share) / 2 if last.share < HIGH else last.share - 0.08
    gap = {"hours": until, "low": last.share, "high": 1, "middle": middle, "words": never}
    rows = _data([gap] if last.share < 1 else [])
    return [
        {
            "data": rows,
            "mark": {"type": "rule", "stroke": colour("not_found"), "strokeWidth": 6},
            "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
        },
        {
            "data": rows,
            "mark": {"type": "text", "align": "right", "dx": -8, "baseline": "middle"},
            "encoding": {"x": x, "y": y | {"field": "middle"}, "text": {"field": "words"}},
        },
    ]


@dataclass(frozen=True, kw_only=True)
class Promised:
    """One mail whose answer was promised: hours promised and measured; open: still waiting, so at least so long."""

    shop: str
    promised: float
    measured: float
    open: bool
    kept: bool


def promises(
    chart_id: str, mails: Sequence[Promised], *, title: str, text: str, promised: str, measured: str,
    columns: tuple[str, ...], locale: Locale,
) -> Chart:  # fmt: skip
    """Promised against measured; on and under the diagonal the promise was kept. Open mails are hollow triangles."""
    top = max([m.measured for m in mails] + [m.promised for m in mails] + [1.0]) * 1.05
    axis = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}}
    values = [
        {
            "promised": m.promised,
            "measured": m.measured,
            "look": colour("met" if m.kept else "soft" if m.open else "not_found"),
        }
        | {"shape": "triangle-up" if m.open else "circle" if m.kept else "square"}
        for m in mails
    ]
    x, y = axis | {"axis": _axis(promised, format=",d")}, axis | {"axis": _axis(measured, format=",d")}
    spec = {
        "width": 380,
        "height": 280,
        "data": _data(values),
        "layer": [
            {
                "data": _data([{"a": 0, "b": 0}, {"a": top, "b": top}]),
                "mark": {"type": "line", "stroke": colour("soft"), "strokeDash": [6, 4]},
                "encoding": {"x": x | {"field": "a"}, "y": y | {"field": "b"}},
            },
            {
                "mark": {"type": "point", "size": 90, "strokeWidth": 2, "fillOpacity": 0.35},
                "encoding": {
                    "x": x | {"field": "promised"},
                    "y": y | {"field": "measured"},
                    "stroke": {"field": "look", "type": "nominal", "scale": None},
                    "shape": {"field": "shape", "type": "nominal", "scale": None},
                },
            },
        ],
    }
    svg = draw(chart_id, spec, title=title, text=text, locale=locale)
    table = tuple((m.shop, round(m.promised, 1), round(m.measured, 1)) for m in mails)
    return Chart(id=chart_id, title=title, text=text, svg=svg, columns=columns, rows=table, wide=True)


@dataclass(frozen=True, kw_only=True)
class Slope:
    """How many shops went from one level to another between two rounds; level 0 is the best."""

    before: int
    after: int
    count: int


def _ways(flows: Sequence[Slope]) -> list[dict[str, Any]]:
    """Both ends of each way that shops went, with look, width and, where it ends, the number of shops."""
    most = max((f.count for f in flows), default=1)
    values = []
    ends: dict[int, list[str]] = {}
    for flow in flows:
        if flow.count:
            ends.setdefault(flow.after, []).append(f"{flow.count}")
    for n, flow in enumerate(f for f in flows if f.count):
        look = "soft" if flow.before == flow.after else "met" if flow.after < flow.before else "not_found"
        width = 1.5 + 12 * flow.count / most
        for at, level in ((0, flow.before), (1, flow.after)):
            point = {"flow": n, "round": at, "level": level, "look": colour(look), "width": width}
            said = " + ".join(ends.pop(level, ())) if at else ""  # ways that end on one level share their words
            values.append(point | {"words": said})
    return values


LEVEL = 26  # so many letters of a level's name stand on one line


def slopes(
    chart_id: str, flows: Sequence[Slope], levels: Sequence[str], *, title: str, text: str, rounds: tuple[str, str],
    columns: tuple[str, ...], locale: Locale,
) -> Chart:  # fmt: skip
    """Last round to this round, the same shops only: a line for each way that shops went, as thick as their number."""
    values = _ways(flows)
    lines = [wrap(level, LEVEL) or [""] for level in levels]
    names = json.dumps(lines)
    y = {
        "field": "level",
        "type": "quantitative",
        "scale": {"domain": [-0.3, max(len(levels) - 0.7, 1)], "nice": False, "reverse": True, "zero": False},
        "axis": _axis(values=list(range(len(levels))), labelExpr=f"{names}[datum.value]", grid=False, domain=False),
    }
    dates = json.dumps(list(rounds))
    x = {
        "field": "round",
        "type": "quantitative",
        "scale": {"domain": [0, 1.15], "nice": False},
        "axis": _axis(values=[0, 1], labelExpr=f"{dates}[datum.value]", grid=False, labelFlush=True),
    }
    spec = {
        "width": 280,
        "height": 80 * max(len(levels), 2),
        "padding": room_for(line for level in lines for line in level),
        "data": _data(values),
        "layer": [
            {
                "mark": {"type": "line", "opacity": 0.75},
                "encoding": {
                    "x": x,
                    "y": y,
                    "detail": {"field": "flow"},
                    "stroke": {"field": "look", "type": "nominal", "scale": None},
                    "strokeWidth": {"field": "width", "type": "quantitative", "scale": None},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 8, "baseline": "middle"},
                "encoding": {"x": x, "y": y, "text": {"field": "words"}},
            },
        ],
    }
    svg = draw(chart_id, spec, title=title, text=text, locale=locale)
    table = tuple((levels[f.before], levels[f.after], f.count) for f in flows if f.count)
    return Chart(id=chart_id, title=title, text=text, svg=svg, columns=columns, rows=table, wide=True)
