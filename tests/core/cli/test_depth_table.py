"""What is marked in the table that ends a run."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from fanscope.cli.depth_table import is_inside, tabulate
from fanscope.experiment import run_experiment
from fanscope.result import ExperimentResult
from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction
from support.training import plain_experiment


@pytest.mark.parametrize(
    ("measured", "inside"),
    [(1.0, True), (0.5, True), (2.0, True), (0.49, False), (float("nan"), False), (None, True)],
)
def test_where_the_interval_ends(measured: float | None, inside: bool) -> None:
    assert is_inside(measured, Estimate(1.0, 0.5, 2.0)) is inside


def _print(result: ExperimentResult, width: int = 200) -> str:
    output = StringIO()
    console = Console(width=width, file=output)
    for table in tabulate(result, width=width):
        console.print(table)
    return output.getvalue()


def test_many_schemes_take_several_tables_at_80_columns() -> None:
    names = ["xavier", "xavier-avg", "xavier-out", "lecun", "kaiming", "kaiming-out", "zeros"]
    result = run_experiment(
        plain_experiment(schemes=names, training={"steps": 0, "batch_size": 20})
    )
    lines = _print(result, width=80).splitlines()
    assert max(map(len, lines)) <= 80
    heads = [line.split() for line in lines if line.startswith("layer")]
    assert len(heads) > 1
    assert [name for head in heads for name in head[1:]] == names, "whole names, in order"
    rows = [line for line in lines if line.startswith("main.")]
    assert len(rows) == len(heads) * len(result.layers), "no row breaks"
    assert len([line for line in _print(result).splitlines() if line.startswith("layer")]) == 1


def test_only_what_is_outside_is_marked() -> None:
    result = run_experiment(plain_experiment(training={"steps": 0, "batch_size": 20}))
    wrong = Estimate(1e9, 0.9e9, 1.1e9)
    prediction = result.predictions["xavier"]
    layers = (_with(prediction.layers[0], wrong), *(_with(x, None) for x in prediction.layers[1:]))
    changed = {"xavier": Prediction("xavier", layers, prediction.loss)}
    text = _print(ExperimentResult(result.spec, result.runs, changed))
    marked = [line for line in text.splitlines() if "main." in line and " !" in line]
    assert len(marked) == 1
    assert "main.0" in marked[0]
    assert "1e9" in marked[0]


def test_a_scheme_that_looks_like_markup_is_shown_as_it_is() -> None:
    result = run_experiment(
        plain_experiment(
            schemes=[{"name": "scaled", "of": "xavier", "factor": 2}],
            training={"steps": 0, "batch_size": 20},
        )
    )
    assert "scaled(of=xavier, factor=2)" in _print(result)


def _with(layer: LayerPrediction, second_moment: Estimate | None) -> LayerPrediction:
    return layer._replace(second_moment=second_moment)
