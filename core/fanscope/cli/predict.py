"""``fanscope predict``: what theory says about step 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from fanscope.cli.output import format_option, number, print_json, stdout
from fanscope.cli.spec_source import read_spec, spec_argument

if TYPE_CHECKING:
    from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction

EPILOG = """\b
Examples:
  fanscope predict preset:mnist-hypernetwork
  fanscope predict spec.yaml --format json | jq '.schemes[].layers[0]'
"""
COLUMNS = (
    "layer",
    "fans",
    "Var(W)",
    "Var(H)",
    "E[y²]",
    "interval",
    "Var between inputs",
    "E[gradient²]",
)


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
    console = stdout()
    for prediction in theory.predict(spec).values():
        console.print(_tabulate(prediction))
    console.print(
        "W weight, H kernel of the head that generates it, y pre-activation; "
        "interval: where 95 of 100 draws of E[y²] fall.",
        markup=False,
    )


def _tabulate(prediction: Prediction) -> Table:
    table = Table(title=Text(prediction.scheme, "bold"), title_justify="left")
    for column in COLUMNS:
        table.add_column(Text(column), justify="left" if column == "layer" else "right")
    for layer in prediction.layers:
        table.add_row(*map(Text, _row(layer)))
    if prediction.loss is not None:
        loss = f"loss {number(prediction.loss.value)} {_interval(prediction.loss)}"
        table.caption = Text(loss)
        table.caption_justify = "left"
    return table


def _row(layer: LayerPrediction) -> tuple[str, ...]:
    return (
        layer.layer,
        f"{layer.fan_in} → {layer.fan_out}",
        _value(layer.weight_variance),
        number(layer.head_variance),
        _value(layer.second_moment),
        _interval(layer.second_moment),
        _value(layer.between_input_var),
        _value(layer.gradient_second_moment),
    )


def _value(estimate: Estimate | None) -> str:
    return number(estimate.value if estimate else None)


def _interval(estimate: Estimate | None) -> str:
    return f"[{number(estimate.low)}, {number(estimate.high)}]" if estimate else ""
