"""What every figure promises, in every state an experiment can be in."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import orjson
import plotly.graph_objects as go
import pytest

from fanscope.errors import NotFoundError
from fanscope.figures import FigureOptions, build, catalogue
from fanscope.result import ExperimentResult
from support.synthetic import PAPER, make_result, spec_of

NAMES = [info.name for info in catalogue()]
OF_ONE_TASK = [info.name for info in catalogue() if not info.for_tasks]
PREDICTED = {"variance-by-depth", "gradient-by-depth", "between-input-variance"}
HOSTILE = '<img src=x onerror="alert(1)">%{x}&\n\u202e'
TWELVE = [*PAPER, "xavier-avg", "xavier-out", "lecun", "orthogonal", "torch-default", "a", "b", "c"]

SITUATIONS: dict[str, Callable[[], ExperimentResult]] = {
    "no runs": lambda: make_result(spec_of(), with_runs=False),
    "queued": lambda: make_result(spec_of(["xavier"], seeds=1), frames=0),
    "one frame": lambda: make_result(spec_of(seeds=1), frames=1, sample=50),
    "running": lambda: make_result(spec_of(seeds=2), frames=7, sample=50),
    "diverged": lambda: make_result(
        spec_of(activation="relu"), frames=9, diverge=["kaiming"], sample=50
    ),
    "one layer": lambda: make_result(spec_of(["xavier"], widths=[64, 10]), frames=4, sample=50),
    "plain": lambda: make_result(spec_of(["kaiming"], plain=True), frames=4, sample=50),
    "many": lambda: make_result(
        spec_of(TWELVE, widths=[64] + [32] * 49 + [10], seeds=1), frames=2, sample=30
    ),
    "hostile": lambda: make_result(spec_of([HOSTILE], seeds=1), frames=3, sample=50),
}
situation = cache(lambda name: SITUATIONS[name]())


def texts(value: Any) -> Iterator[str]:
    """Yield every string in a figure except the plain words and numbers of its meta."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "meta":
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def sizes(value: Any, key: str = "") -> Iterator[float]:
    """Yield every font size in a figure."""
    if isinstance(value, dict):
        if key in ("font", "tickfont") and "size" in value:
            yield value["size"]
        for name, inner in value.items():
            yield from sizes(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from sizes(inner, key)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("case", SITUATIONS)
@pytest.mark.parametrize("name", NAMES)
def test_is_json_with_words_and_a_table(name: str, case: str, narrow: bool) -> None:
    figure = build(name, situation(case), FigureOptions(narrow=narrow))
    raw = orjson.dumps(figure)
    assert orjson.loads(raw) == figure, (
        "plain values only: no arrays, no NaN that would become null"
    )
    layout = figure["layout"]
    assert "width" not in layout
    assert layout["height"] >= 150
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert min(sizes(figure)) >= 13
    assert layout["meta"]["summary"].endswith(".")
    table = layout["meta"]["table"]
    assert all(len(row) == len(table["columns"]) for row in table["rows"])


@pytest.mark.parametrize("case", ["no runs", "queued", "diverged", "plain", "hostile"])
@pytest.mark.parametrize("name", NAMES)
def test_is_a_valid_plotly_figure(name: str, case: str) -> None:
    go.Figure(build(name, situation(case), FigureOptions(theme="dark")))


@pytest.mark.parametrize("name", NAMES)
def test_without_runs_shows_theory_or_says_what_to_do(name: str) -> None:
    figure = build(name, situation("no runs"))
    drawn = [trace for trace in figure["data"] if trace["x"]]
    if name in PREDICTED:
        assert len(drawn) == 2 * len(PAPER), "an interval and a line for each scheme"
    else:
        assert not drawn
        assert "Run the experiment" in figure["layout"]["annotations"][0]["text"]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_label_is_shown_as_written(name: str) -> None:
    figure = build(name, situation("hostile"))
    for text in texts(figure):
        assert "<img" not in text
        assert "\n" not in text
        assert "%{x}" not in text


@pytest.mark.parametrize("name", OF_ONE_TASK)
def test_a_diverged_run_is_annotated_with_step_and_layer(name: str) -> None:
    figure = build(name, situation("diverged"))
    notes = [note["text"] for note in figure["layout"]["annotations"]]
    assert any("kaiming diverged at step 3 in main.2 (3 of 3 seeds)" in note for note in notes)


@pytest.mark.parametrize("name", ["variance-by-depth", "generated-weights", "variance-over-time"])
def test_nonfinite_values_have_a_red_mark_at_the_top(name: str) -> None:
    figure = build(name, situation("diverged"), FigureOptions(step=3))
    marks = [trace for trace in figure["data"] if trace.get("name") == "non-finite"]
    assert marks
    for mark in marks:
        axis = figure["layout"]["yaxis" + mark.get("yaxis", "y").removeprefix("y")]
        top = 10 ** axis["range"][1] if axis["type"] == "log" else axis["range"][1]
        assert all(top / 1.1 < y <= top * (1 + 1e-9) for y in mark["y"])
        assert all("non-finite" in text for text in mark["text"])
        assert mark["marker"]["color"] == "#c8102e"


@pytest.mark.parametrize("name", OF_ONE_TASK)
def test_only_what_was_asked_for_is_in_the_table(name: str) -> None:
    options = FigureOptions(schemes=("xavier",), layers=("main.1",), seeds=(1,))
    table = build(name, situation("running"), options)["layout"]["meta"]["table"]
    columns = table["columns"]
    assert {row[columns.index("scheme")] for row in table["rows"]} == {"xavier"}
    if "layer" in columns:
        assert {row[columns.index("layer")] for row in table["rows"]} == {"main.1"}


@pytest.mark.parametrize(
    "options",
    [
        FigureOptions(schemes=("nope",)),
        FigureOptions(layers=("main.99",)),
        FigureOptions(seeds=(7,)),
    ],
)
def test_asking_for_a_stranger_names_the_choices(options: FigureOptions) -> None:
    with pytest.raises(NotFoundError, match="choose from"):
        build("loss", situation("running"), options)


def test_an_unknown_figure_or_quantity_names_the_choices() -> None:
    with pytest.raises(NotFoundError, match="variance-by-depth"):
        build("nope", situation("running"))
    with pytest.raises(NotFoundError, match="preactivation"):
        build("activations", situation("running"), FigureOptions(quantity="nope"))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_question_gets_the_same_answer(name: str) -> None:
    result = situation("running")
    assert orjson.dumps(build(name, result)) == orjson.dumps(build(name, result))


def test_step_asks_for_the_last_frame_not_later() -> None:
    result = situation("running")
    steps = next(run.track.steps for run in result.runs if run.track)
    figure = build("variance-by-depth", result, FigureOptions(step=int(steps[3]) + 1))
    shown = [note["text"] for note in figure["layout"]["annotations"]]
    assert any(f"Step {steps[3]}." in text for text in shown)


@pytest.mark.parametrize("name", ["variance-over-time", "generated-weights", "loss"])
def test_runs_that_recorded_step_0_alone_say_so(name: str) -> None:
    result = make_result(spec_of(seeds=2), frames=1, sample=50)
    over = dataclasses.replace(
        result,
        runs=tuple(dataclasses.replace(run, status="finished") for run in result.runs),
    )
    figure = build(name, over, FigureOptions())
    axes = [axis for key, axis in figure["layout"].items() if key.startswith("xaxis")]
    assert {tuple(axis["ticktext"]) for axis in axes} == {("0",)}
    assert "only step 0 was recorded" in orjson.dumps(figure["layout"]).decode()
    assert "at step 0" in figure["layout"]["meta"]["summary"]
    assert "only step 0" not in orjson.dumps(build(name, result, FigureOptions())).decode(), (
        "while it runs, more steps will come"
    )


def test_result_draws_itself() -> None:
    result = situation("running")
    assert result.figure("loss", theme="dark") == build("loss", result, FigureOptions(theme="dark"))


def test_zero_second_moments_stand_at_the_bottom_of_the_log_axis() -> None:
    spec = spec_of(["zeros"], seeds=1)
    result = make_result(spec, frames=1, sample=20)
    for run in result.runs:
        assert run.track is not None
        run.track.statistics[:, :, 3] = 0.0
    figure = build("variance-by-depth", result)
    line = next(t for t in figure["data"] if t.get("marker") and t["mode"] == "lines+markers")
    low = figure["layout"]["yaxis"]["range"][0]
    assert all(math.isclose(math.log10(y), low) for y in line["y"])
