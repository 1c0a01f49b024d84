"""Charts: classes instead of colours, words for those who do not see them, nothing of a stranger's that runs."""

from xml.etree import ElementTree

import pytest
from babel import Locale

from reports import charts
from reports.charts import Chart, Interval, Part, Promised, Slope, Step
from tests.reports.hostile import PAYLOADS

NL = Locale.parse("nl")
SVG = "{http://www.w3.org/2000/svg}"


def tree(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart.svg))


def texts(chart: Chart) -> list[str]:
    return ["".join(e.itertext()) for e in tree(chart).iter(f"{SVG}text")]


def bar(**counts: int) -> Chart:
    parts = [Part(outcome=o, label=f"words of {o}", count=n) for o, n in counts.items()]
    return charts.outcome_bar("b", parts, title="Phone", locale=NL)


def intervals(number: int, name: str = "Winkel") -> Chart:
    rows = [
        Interval(name=f"{name} {n}", place=n + 1, low=max(1, n - 2), high=n + 3, standing="middle", group="midden")
        for n in range(number)
    ]
    return charts.rank_intervals(
        "r", rows, title="Plaatsen", text="uitleg", places="plaats", columns=("a", "b", "c", "d", "e"), locale=NL
    )


def curve(*steps: Step) -> Chart:
    return charts.answer_curve(
        "c", steps, title="t", text="d", hours="uren", share="deel", norm=(16, "norm"), aim=None, never="nooit",
        columns=("a", "b", "c", "d"), until=40, locale=NL,
    )  # fmt: skip


def test_a_bar_gives_each_outcome_its_share_and_hatches_what_was_not_measured() -> None:
    chart = bar(met=50, partly=0, not_found=30, not_measured=20)
    looks = {e.get("class", "").split()[0]: e for e in tree(chart).iter(f"{SVG}path") if e.get("class")}
    assert set(looks) == {"f-met", "f-not_found", "f-not_measured"}
    assert looks["f-not_measured"].get("fill") == "url(#h-b)" and looks["f-met"].get("fill") is None
    widths = {name: float(e.get("d", "").split("h")[1].split("v")[0]) for name, e in looks.items()}
    assert widths["f-met"] == pytest.approx(240) and widths["f-not_measured"] == pytest.approx(96)
    assert texts(chart) == ["50", "30", "20"]
    assert "not_measured 20" in chart.text


def test_numbers_have_the_languages_own_form() -> None:
    assert texts(bar(met=12_000, not_found=8_000)) == ["12.000", "8.000"]


def test_the_picture_has_a_title_and_a_description_and_no_style_of_its_own() -> None:
    for chart in (
        bar(met=3, partly=2),
        intervals(5),
        intervals(100),
        curve(Step(hours=3, share=0.5, low=0.3, high=0.7)),
    ):
        root = tree(chart)
        named = {e.get("id"): e.text for e in root if e.tag in (f"{SVG}title", f"{SVG}desc")}
        assert root.get("aria-labelledby", "").split() == list(named)
        assert list(named.values()) == [chart.title, chart.text]
        assert root.get("width") is None and root.get("viewBox")
        for element in root.iter():
            assert not {"style", "onload", "href"} & set(element.attrib), element.attrib
            assert not {v for v in (element.get("fill"), element.get("stroke")) if v and v.startswith("#")}


def test_up_to_sixty_shops_are_named_and_more_stand_side_by_side() -> None:
    assert "Winkel 7" in texts(intervals(60)) and len(intervals(60).rows) == 60
    assert not [t for t in texts(intervals(61)) if t.startswith("Winkel")]
    assert intervals(61).rows == ()


def test_the_curve_leaves_the_never_answered_as_a_gap_and_none_when_all_were() -> None:
    assert "nooit" in texts(curve(Step(hours=3, share=0.6, low=0.4, high=0.8)))
    assert "nooit" not in texts(curve(Step(hours=3, share=1.0, low=1.0, high=1.0)))
    assert "nooit" in texts(curve())


def test_words_that_are_long_take_a_second_line_instead_of_leaving_the_picture() -> None:
    said = "norm: by the end of the next working day, at the latest"
    chart = charts.answer_curve(
        "c", [], title="t", text="d", hours="h", share="s", norm=(16, said), aim=None, never="never",
        columns=("a", "b", "c", "d"), until=40, locale=NL,
    )  # fmt: skip
    lines = ["".join(e.itertext()) for e in tree(chart).iter() if e.tag in (f"{SVG}tspan", f"{SVG}text")]
    assert said not in lines and any(line.startswith("norm: by the end") and len(line) <= 30 for line in lines)
    level = "seen, but not in a place that counts for this rule"
    flows = [Slope(before=0, after=0, count=1)]
    drawn = charts.slopes("s", flows, [level, "not"], title="t", text="d", rounds=("a", "b"),
                          columns=("a", "b", "c"), locale=NL)  # fmt: skip
    assert not [t for t in texts(drawn) if "…" in t] and "rule" in " ".join(texts(drawn))


def test_open_promises_are_triangles() -> None:
    def dots(open_: bool) -> Chart:
        mail = Promised(shop="x", promised=8, measured=9, open=open_, kept=False)
        return charts.promises(
            "p", [mail], title="t", text="d", promised="x", measured="y", columns=("a", "b", "c"), locale=NL
        )

    def shape(chart: Chart) -> str:
        return next(
            e.get("d", "")
            for e in tree(chart).iter(f"{SVG}path")
            if "s-" in e.get("class", "") and "Z" in e.get("d", "")
        )

    assert shape(dots(True)) != shape(dots(False))


def test_flows_are_counted_and_nobody_means_no_line() -> None:
    flows = [Slope(before=0, after=0, count=40), Slope(before=1, after=0, count=3), Slope(before=0, after=1, count=0)]
    chart = charts.slopes(
        "s",
        flows,
        ["goed", "niet"],
        title="t",
        text="d",
        rounds=("mei", "november"),
        columns=("a", "b", "c"),
        locale=NL,
    )
    assert {"40 + 3", "goed", "niet", "mei", "november"} <= set(texts(chart)) and "0" not in texts(chart)
    assert chart.rows == (("goed", "goed", 40), ("niet", "goed", 3))


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_shops_name_stays_words(number: int) -> None:
    from reports.safe import clean

    chart = intervals(3, name=clean(PAYLOADS[number], 100))
    tags = {e.tag.removeprefix(SVG) for e in tree(chart).iter()}
    assert tags <= {"svg", "g", "path", "text", "line", "rect", "title", "desc", "defs", "pattern"}


def test_the_same_data_gives_the_same_bytes() -> None:
    assert intervals(10) == intervals(10) and bar(met=4, partly=2) == bar(met=4, partly=2)
