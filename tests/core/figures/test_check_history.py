"""The history of a project's checks: what is drawn is what was measured, and a stranger can read it."""

from __future__ import annotations

import base64
from math import inf, nan
from typing import Any

import numpy as np
import orjson
import plotly.graph_objects as go
import pytest
from numpy.typing import NDArray

from fanscope.errors import NotFoundError
from fanscope.figures import FigureOptions
from fanscope.figures.check_history import check_history
from fanscope.figures.history_numbers import CheckNumbers, LayerNumbers
from fanscope.figures.palette import contrast, style_by_depth

HOSTILE = "<b>%{x}\u202e"


def decode(array: dict[str, str]) -> NDArray[np.float64]:
    raw = np.frombuffer(base64.b64decode(array["bdata"]), "<" + array["dtype"])
    return raw.astype(np.float64)


def layer(name: str, median: float, **changes: bool) -> LayerNumbers:
    return LayerNumbers(name, median / 2, median, 2 * median, **changes)


def check(
    label: str, *layers: LayerNumbers, status: str = "passed", **changes: Any
) -> CheckNumbers:
    return CheckNumbers(label, status, **({"is_baseline": False} | changes), layers=layers)


HISTORY = (
    check("aaaaaaa", layer("main.0", 1.0), layer("main.1", 0.5), is_baseline=True),
    check("bbbbbbb", status="error"),
    check(
        "ccccccc",
        layer("main.0", 1.0),
        layer("main.1", 50.0, has_drifted=True),
        status="failed",
        is_compared=True,
        drifted=frozenset({"second_moment", "gradient"}),
    ),
)


def line(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(trace for trace in figure["data"] if trace.get("name") == name)


def test_each_layer_is_a_line_through_its_medians() -> None:
    figure = check_history(HISTORY, "xavier")
    drawn = line(figure, "main.1")
    assert drawn["x"] == [0, 1, 2]
    assert decode(drawn["y"]) == pytest.approx([0.5, nan, 50.0], nan_ok=True)
    assert [each[2:] for each in drawn["customdata"]][2] == ["50", "25", "100"]


def test_the_band_goes_from_the_least_to_the_greatest_seed() -> None:
    figure = check_history(HISTORY, "xavier")
    bands = [decode(trace["y"]) for trace in figure["data"] if trace.get("fill") == "toself"]
    box, other = [1.0, 1.0, 0.25, 0.25], [100.0, 100.0, 25.0, 25.0]
    assert bands[1] == pytest.approx([*box, nan, *other], nan_ok=True)


def test_a_check_without_neighbors_has_a_band_that_can_be_seen() -> None:
    figure = check_history(HISTORY, "xavier")
    x = next(decode(trace["x"]) for trace in figure["data"] if trace.get("fill") == "toself")
    assert x[0] < 0 < x[1], "around the first check, which stands at 0"
    assert "1 of 3 checks, which did not measure this scheme" in words_above(figure)


def test_no_band_where_there_is_one_seed() -> None:
    one = [CheckNumbers("a", "passed", False, (LayerNumbers("main.0", 2, 2, 2),))] * 2
    figure = check_history(one, "xavier")
    assert [trace["mode"] for trace in figure["data"]] == ["lines+markers"]


def test_drift_failures_and_the_baseline_are_marked() -> None:
    figure = check_history(HISTORY, "xavier")
    assert line(figure, "main.1")["marker"]["symbol"] == ["circle", "circle", "diamond-open"]
    assert line(figure, "main.0")["marker"]["symbol"] == ["circle"] * 3
    crosses = [each["x"] for each in figure["layout"]["annotations"] if "✕" in each["text"]]
    assert crosses == [1, 2]
    (baseline,) = [e["x"] for e in figure["layout"]["annotations"] if e["text"] == "baseline"]
    assert baseline == 0
    assert figure["layout"]["meta"]["summary"] == (
        "3 checks, 2 of them failed; the baseline is aaaaaaa; of 1 compared with a baseline, "
        "this quantity of a layer drifted in 1."
    )


def words_above(figure: dict[str, Any]) -> str:
    return " ".join(each["text"] for each in figure["layout"]["annotations"]).replace("<br>", " ")


def test_drift_of_another_quantity_is_told() -> None:
    shown = words_above(check_history(HISTORY, "xavier", "second_moment"))
    assert "Drifted elsewhere: second moment of one example's loss gradient" in shown
    assert "elsewhere" not in words_above(check_history(HISTORY[:2], "xavier"))


def test_nothing_is_said_to_stand_still_that_was_compared_with_nothing() -> None:
    figure = check_history(HISTORY[:2], "xavier")
    assert "none was compared with a baseline" in figure["layout"]["meta"]["summary"]


def test_non_finite_numbers_and_zeros_are_shown() -> None:
    broken = check("d", LayerNumbers("main.0", 1.0, inf, inf), LayerNumbers("main.1", 0, 0, 0))
    figure = check_history([HISTORY[0], broken], "xavier")
    marks = {trace["text"][0]: trace for trace in figure["data"] if trace["mode"] == "markers"}
    high, low = sorted(marks.values(), key=lambda trace: trace["y"][0], reverse=True)
    assert ("non-finite" in high["text"][0], "zero" in low["text"][0]) == (True, True)
    axis_low, axis_high = figure["layout"]["yaxis"]["range"]
    assert np.log10([low["y"][0], high["y"][0]]) == pytest.approx([axis_low, axis_high])
    assert figure["layout"]["meta"]["table"]["rows"][-2][3:6] == [None, 1.0, None]


def test_many_layers_are_spread_and_can_be_chosen() -> None:
    deep = [check("a", *(layer(f"main.{i}", 1.0) for i in range(50)))]
    figure = check_history(deep, "xavier")
    names = [trace["name"] for trace in figure["data"] if "name" in trace]
    assert (len(names), names[0], names[-1]) == (8, "main.0", "main.49")
    chosen = check_history(deep, "xavier", options=FigureOptions(layers=("main.7",)))
    assert [trace["name"] for trace in chosen["data"] if "name" in trace] == ["main.7"]
    with pytest.raises(NotFoundError, match=r"main\.99"):
        check_history(deep, "xavier", options=FigureOptions(layers=("main.99",)))


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(
    "checks", [(), (check("a", status="error"),), HISTORY, (check(HOSTILE, layer(HOSTILE, 1.0)),)]
)
def test_is_a_plotly_figure_whatever_happened(
    checks: tuple[CheckNumbers, ...], *, narrow: bool
) -> None:
    figure = check_history(checks, HOSTILE, "gradient", FigureOptions(narrow=narrow))
    assert orjson.loads(orjson.dumps(figure)) == figure
    go.Figure({"data": figure["data"], "layout": figure["layout"]})
    assert "<b>%{x}" not in orjson.dumps(figure["data"]).decode()
    if not any(each.layers for each in checks):
        assert "No check has measured" in figure["layout"]["annotations"][1]["text"]


@pytest.mark.parametrize(("theme", "paper"), [("light", "#ffffff"), ("dark", "#12161d")])
def test_layers_are_told_apart_on_either_page(theme: str, paper: str) -> None:
    styles = [style_by_depth("xavier", theme, depth) for depth in (0, 0.5, 1)]  # type: ignore[arg-type]
    assert len({style.line for style in styles}) == 3
    assert all(contrast(style.text, paper) >= 4.5 for style in styles)
