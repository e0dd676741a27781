"""The table that ends a run: second moment at step 0, layer by layer, measured against theory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from fanscope.cli.output import GAP, number, start_table
from fanscope.result import ExperimentResult
from fanscope.theory.prediction import Estimate

CAPTION = "measured / predicted E[y²] of the pre-activations at step 0{seeds}; ! outside the 95 % interval"


def tabulate(result: ExperimentResult, *, width: int) -> list[Table]:
    """Return one row a layer, one column a scheme; as many tables as it takes for none to be wider than ``width``."""
    columns = {scheme: _column(result, scheme) for scheme in result.schemes}
    room = width - max(cell_len(layer) for layer in result.layers) - GAP
    groups = _packed({name: _width(name, cells) for name, cells in columns.items()}, room)
    return [_tabulate(result.layers, {name: columns[name] for name in group}) for group in groups]


def caption(result: ExperimentResult) -> str:
    """Return what the cells of the tables mean."""
    num_seeds = len(result.spec.seed_list)
    return CAPTION.format(seeds=f", mean of {num_seeds} seeds" if num_seeds > 1 else "")


def _tabulate(layers: Sequence[str], columns: Mapping[str, Sequence[Text]]) -> Table:
    table = start_table()
    table.add_column("layer", overflow="fold")
    for scheme in columns:
        table.add_column(Text(scheme), justify="right")
    for index, layer in enumerate(layers):
        table.add_row(Text(layer), *(cells[index] for cells in columns.values()))
    return table


def _packed(widths: Mapping[str, int], room: int) -> list[list[str]]:
    """Return the columns in groups that fit into the room, at least one in each."""
    groups: list[list[str]] = []
    left = 0
    for name, width in widths.items():
        if not groups or width > left:
            groups.append([])
            left = room
        groups[-1].append(name)
        left -= width
    return groups


def _width(name: str, cells: Sequence[Text]) -> int:
    return max(cell_len(name), *(cell.cell_len for cell in cells)) + GAP


def _column(result: ExperimentResult, scheme: str) -> list[Text]:
    return [_cell(result, scheme, index) for index in range(len(result.layers))]


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
