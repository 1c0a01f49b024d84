"""Drawing a chart as inline SVG that fits our pages.

The charting library (vl-convert, which holds Vega-Lite) is given data and a grammar of marks, reaches no network and
gives the same bytes for the same data. Its colours are stand-ins for classes of the style sheet, so that charts follow
dark mode, forced colours and print; its attributes for screen readers give way to a title, a description and a table.
Pure, apart from the library's own engine.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol
from markupsafe import Markup

SVG = "http://www.w3.org/2000/svg"
HATCHED = frozenset({"not_measured", "unsure"})
"""What was not measured is hatched: never dropped, and never to be taken for a result, in black and white either."""
_CLASSES = (
    "met", "partly", "breached", "not_found", "unsure", "not_measured", "not_applicable",
    "ink", "soft", "line", "paper", "band", "better", "middle", "worse", "on-met", "on-partly", "on-other", "focus",
)  # fmt: skip
_STAND_IN = {name: f"#0c1e{n:02x}" for n, name in enumerate(_CLASSES, start=1)}
_NAMED = {colour: name for name, colour in _STAND_IN.items()}
_KEPT = re.compile(r"aria-|role$|class$|pointer-events$|font-family$")
_LONG = re.compile(r"-?\d+\.\d{3,}")
FONT = 13
PADDING = {"left": 12, "right": 12, "top": 6, "bottom": 4}
"""Room for readers whose letters are wider than those that the library measures with."""
WIDER = 0.9
"""So much wider, in pixels, a letter of ``FONT`` may be (DejaVu Sans and Verdana against Arial)."""


def colour(name: str) -> str:
    """The stand-in for a class of the style sheet: ``f-<name>`` where it fills, ``s-<name>`` where it draws a line."""
    return _STAND_IN[name]


def room_for(labels: Iterable[str]) -> dict[str, float]:
    """Padding that holds labels to the left of a chart, also in letters wider than those it was laid out with."""
    return PADDING | {"left": PADDING["left"] + WIDER * max(map(len, labels), default=0)}


def prepare() -> None:
    """Start the library's engine, which takes half a second the first time."""
    import vl_convert

    vl_convert.vegalite_to_svg({"mark": "bar", "data": {"values": []}}, allowed_base_urls=[])


def draw(chart_id: str, spec: Mapping[str, Any], *, title: str, text: str, locale: Locale) -> Markup:
    """The SVG of a Vega-Lite specification, made fit for our pages.

    chart_id: unique on its page. title, text: what it shows, for those who do not see it. Raises ValueError for a
    specification that Vega-Lite does not understand.
    """
    import vl_convert  # an engine of its own: loaded only when there is something to draw

    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": None,
        "padding": PADDING,
        **spec,
    }
    drawn = vl_convert.vegalite_to_svg(
        json.dumps(whole | {"config": _config()}), allowed_base_urls=[], format_locale=_numbers(str(locale))
    )
    return _fit(drawn, chart_id, title, text)


@cache
def _numbers(language: str) -> dict[str, Any]:
    """The language's number symbols as d3-format wants them."""
    return {
        "decimal": get_decimal_symbol(language),
        "thousands": get_group_symbol(language),
        "grouping": [3],
        "percent": Locale.parse(language).percent_formats[None].pattern.rpartition("0")[2],
        "currency": ["", ""],
    }


@cache
def _config() -> dict[str, Any]:
    words = {"labelFontSize": FONT, "titleFontSize": FONT, "labelColor": colour("ink"), "titleColor": colour("soft")}
    return {
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": words
        | {
            "gridColor": colour("line"),
            "domainColor": colour("soft"),
            "tickColor": colour("soft"),
            "titleFontWeight": "normal",
            "labelLimit": 220,
        },
        "text": {"fontSize": FONT, "fill": colour("ink")},
        "header": words,
    }


def _fit(drawn: str, chart_id: str, title: str, text: str) -> Markup:
    """Classes for colours, no size of its own, and words for those who do not see it."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)
    for element in root.iter():
        for name in [n for n in element.attrib if _KEPT.match(n)]:
            del element.attrib[name]
        for name, value in element.attrib.items():
            element.set(name, _LONG.sub(lambda n: f"{float(n.group()):.2f}".rstrip("0").rstrip("."), value))
        _classes(element, chart_id)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"t-{chart_id} d-{chart_id}")
    named = []
    for tag, prefix, words in (("title", "t", title), ("desc", "d", text)):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{prefix}-{chart_id}"})
        element.text = words
        named.append(element)
    if any(e.attrib.get("fill") == f"url(#h-{chart_id})" for e in root.iter()):
        named.append(_hatch(chart_id))
    root[:0] = named
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=True))


def _classes(element: ElementTree.Element, chart_id: str) -> None:
    classes = []
    for attribute, prefix in (("fill", "f"), ("stroke", "s")):
        name = _NAMED.get(element.attrib.get(attribute, "").lower())
        if name is None:
            continue
        if attribute == "fill" and name in HATCHED:
            element.set("fill", f"url(#h-{chart_id})")
        else:
            del element.attrib[attribute]
        classes.append(f"{prefix}-{name}")
    if classes:
        element.set("class", " ".join(classes))


def _hatch(chart_id: str) -> ElementTree.Element:
    defs = ElementTree.Element(f"{{{SVG}}}defs")
    turned = {"width": "8", "height": "8", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = ElementTree.SubElement(defs, f"{{{SVG}}}pattern", {"id": f"h-{chart_id}", **turned})
    for width, name in (("8", "hatch-0"), ("3", "hatch-1")):
        ElementTree.SubElement(pattern, f"{{{SVG}}}rect", {"width": width, "height": "8", "class": name})
    return defs
