"""``fanscope predict``: what theory says about step 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fanscope.cli.output import format_option, number, print_json, start_table, stdout
from fanscope.cli.spec_source import read_spec, spec_argument

if TYPE_CHECKING:
    from fanscope.spec import ExperimentSpec
    from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction

EPILOG = """\b
Examples:
  fanscope predict preset:mnist-hypernetwork
  fanscope predict spec.yaml --format json | jq '.schemes[].layers[0]'
"""
Column = tuple[str, Callable[["LayerPrediction"], str]]
QUANTITIES: tuple[Column, ...] = (
    ("Var(W)", lambda layer: _value(layer.weight_variance)),
    ("Var(H)", lambda layer: number(layer.head_variance)),
    ("E[y²]", lambda layer: _value(layer.second_moment)),
    ("interval", lambda layer: _interval(layer.second_moment)),
    ("between", lambda layer: _value(layer.between_input_var)),
    ("E[∂²]", lambda layer: _value(layer.gradient_second_moment)),
)
LEGEND = {
    "Var(W)": "variance of the weights",
    "Var(H)": "variance of the kernel of the head that generates them",
    "E[y²]": "second moment of the pre-activations",
    "interval": "where 95 of 100 draws of E[y²] fall",
    "between": "variance of a pre-activation between inputs",
    "E[∂²]": "second moment of the loss's gradient by a pre-activation",
}
"""What each column holds; one of which theory knows nothing is left out."""


@click.command(epilog=EPILOG)
@spec_argument
@format_option
def predict(source: str, format_: str) -> None:
    """Say what theory expects of SPEC before the first step, layer by layer; trains nothing."""
    from fanscope import theory

    spec = read_spec(source)
    if format_ == "json":
        print_json(theory.prediction_json(spec))
        return
    print_text(stdout(), spec, theory.predict(spec))


def print_text(
    console: Console, spec: ExperimentSpec, predictions: Mapping[str, Prediction]
) -> None:
    """Print the network, a table a scheme, and what the columns mean."""
    from fanscope.cli.network_table import say_size, tabulate_network
    from fanscope.layout import lay_out

    layout = lay_out(spec.network)
    console.print(say_size(layout), markup=False)
    console.print(tabulate_network(layout))
    known = _known([layer for each in predictions.values() for layer in each.layers])
    for prediction in predictions.values():
        console.print()
        console.print(_tabulate(prediction, known))
    console.print()
    for name, _ in known:
        console.print(f"{name:10}{LEGEND[name]}", markup=False)
    console.print("–         theory says nothing", markup=False)


def _known(layers: Sequence[LayerPrediction]) -> list[Column]:
    """Return the columns that have something in any layer."""
    return [
        (name, read) for name, read in QUANTITIES if any(read(layer) != "–" for layer in layers)
    ]


def _tabulate(prediction: Prediction, columns: Sequence[Column]) -> Table:
    table = start_table(Text(prediction.scheme, "bold"))
    table.add_column("layer", overflow="fold")
    for name, _ in columns:
        table.add_column(Text(name), justify="right", no_wrap=True)
    for layer in prediction.layers:
        table.add_row(Text(layer.layer), *(Text(read(layer)) for _, read in columns))
    if prediction.loss is not None:
        loss = f"loss {number(prediction.loss.value)}, interval {_interval(prediction.loss)}"
        table.caption = Text(loss)
    return table


def _value(estimate: Estimate | None) -> str:
    return number(estimate.value if estimate else None)


def _interval(estimate: Estimate | None) -> str:
    return f"{number(estimate.low)} to {number(estimate.high)}" if estimate else "–"
