"""The table that ends a run: second moment at step 0, layer by layer, measured against theory."""

from __future__ import annotations

import numpy as np
from rich.table import Table
from rich.text import Text

from fanscope.cli.output import number
from fanscope.result import ExperimentResult
from fanscope.theory.prediction import Estimate

CAPTION = "measured / predicted E[y²] of the pre-activations at step 0{seeds}; ! outside the 95 % interval"


def tabulate(result: ExperimentResult) -> Table:
    """Return the table, one row a layer, one column a scheme."""
    num_seeds = len(result.spec.seed_list)
    seeds = f", mean of {num_seeds} seeds" if num_seeds > 1 else ""
    table = Table(caption=Text(CAPTION.format(seeds=seeds)), caption_justify="left")
    table.add_column("layer")
    for scheme in result.schemes:
        table.add_column(Text(scheme), justify="right")
    for index, layer in enumerate(result.layers):
        table.add_row(layer, *(_cell(result, scheme, index) for scheme in result.schemes))
    return table


def _cell(result: ExperimentResult, scheme: str, index: int) -> Text:
    measured = measure_step0(result, scheme, result.layers[index])
    predicted = result.predictions[scheme].layers[index].second_moment
    outside = predicted is not None and not is_inside(measured, predicted)
    text = f"{number(measured)} / {number(predicted.value if predicted else None)}"
    return Text(f"{text} !" if outside else f"{text}  ", style="bold red" if outside else "")


def measure_step0(result: ExperimentResult, scheme: str, layer: str) -> float | None:
    """Return E[y²] at step 0, mean over the scheme's seeds; None where nothing was measured."""
    tracks = (run.track for run in result.runs_of(scheme))
    values = [
        track.statistic(layer, "preactivation", "second_moment")[0]
        for track in tracks
        if track is not None
    ]
    return float(np.mean(values)) if values else None


def is_inside(measured: float | None, predicted: Estimate) -> bool:
    """Return whether a measurement lies in the interval; nothing measured lies inside."""
    return measured is None or predicted.low <= measured <= predicted.high
