"""Figure 2 of the paper: the distribution of the generated weights during training, scheme by layer.

Chang, Flokas & Lipson (2020), Figure 2. A plain network shows its own weights.
"""

from __future__ import annotations

import math

import numpy as np

from fanscope.figures.band_panel import BandPanel, read_bands
from fanscope.figures.band_traces import band_traces, theory_traces
from fanscope.figures.canvas import Canvas, Figure, meta
from fanscope.figures.density_axis import DensityAxis
from fanscope.figures.empty import draw_empty
from fanscope.figures.faults import divergence_notes, wrap
from fanscope.figures.grid import Cell, Grid
from fanscope.figures.headings import scheme_heading
from fanscope.figures.layer_words import panel_names
from fanscope.figures.only_step import recorded_axis
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.panel_words import SECOND_LINE_PX, words_above
from fanscope.figures.quantity_words import QUANTITY_WORDS, find_quantity
from fanscope.figures.selection import Selection, select
from fanscope.figures.shown_layers import layers_note, layers_shown
from fanscope.figures.spacing import spread_steps
from fanscope.figures.step_axis import StepAxis
from fanscope.figures.weight_axes import weight_axes
from fanscope.frames import Quantity
from fanscope.result import ExperimentResult
from fanscope.spec import HypernetworkSpec
from fanscope.wording import plain, say

INFO = FigureInfo(
    name="generated-weights",
    title="Generated weights during training",
    question="Do the weights, generated or trained, have the right size, and do they keep it?",
    options=("scale", "quantity"),
    quantities=("generated_weight", "generated_bias", "weight"),
)
COLUMNS = ["scheme", "layer", "step", "1 %", "5 %", "25 %", "median", "75 %", "95 %", "99 %"]
COLUMNS += ["standard deviation", "predicted standard deviation", "std / target std"]
STEPS_IN_TABLE = 8
FOOT_PX = 28
BOTTOM_PX = 52


def generated_weights(result: ExperimentResult, options: FigureOptions) -> Figure:
    """Return the figure."""
    selection = select(result, options)
    quantity = _quantity(result, options)
    layers = layers_shown(selection, options)
    panels = {
        scheme: read_bands(selection, scheme, layers, quantity) for scheme in selection.schemes
    }
    flat = [panel for row in panels.values() for panel in row]
    if not any(panel.steps.size for panel in flat):
        return draw_empty(selection, options, INFO, COLUMNS)
    return _draw(selection, panels, layers, quantity, options)


def _quantity(result: ExperimentResult, options: FigureOptions) -> Quantity:
    own = "generated_weight" if isinstance(result.spec.network, HypernetworkSpec) else "weight"
    return find_quantity(options.quantity or own)


def _draw(
    selection: Selection,
    panels: dict[str, list[BandPanel]],
    layers: tuple[str, ...],
    quantity: Quantity,
    options: FigureOptions,
) -> Figure:
    canvas = Canvas(options)
    flat = [panel for row in panels.values() for panel in row]
    steps = recorded_axis(selection, (int(step) for panel in flat for step in panel.steps))
    columns = min(len(layers), 2 if options.narrow else 8)
    grid = Grid(
        blocks=len(selection.schemes),
        panels=len(layers),
        columns=columns,
        heading_px=32,
        caption_px=26 + SECOND_LINE_PX,
        panel_px=96 if options.narrow else 112,
        foot_px=FOOT_PX,
        gap=0.17 if options.narrow else 0.036,
    )
    names = panel_names(layers)
    axes = {scheme: weight_axes(row, options) for scheme, row in panels.items()}
    for cell in grid.cells():
        scheme = selection.schemes[cell.block]
        if cell.index == 0:
            heading_y = grid.heading_y(cell.block)
            remark = _remark(panels[scheme])
            canvas.annotations.append(scheme_heading(scheme, remark, heading_y, options))
        scale = axes[scheme][cell.index]
        repeated = cell.column > 0 and axes[scheme][cell.index - 1] == scale
        panel = panels[scheme][cell.index]
        _draw_panel(canvas, cell, panel, scale, steps, repeated=repeated)
        canvas.annotations += _caption(panel, names[panel.layer], cell, canvas)
    characters = options.line_characters
    top = canvas.write_above(
        wrap(_key(quantity), characters)
        + wrap(layers_note(selection, layers), characters)
        + divergence_notes(selection, canvas.ink, characters=characters)
    )
    canvas.write_below(steps.words)
    margin = {"l": 52, "r": 14, "t": top, "b": BOTTOM_PX}
    rows = [row for panel in flat for row in _rows(panel)]
    return canvas.finish(
        height=grid.height + top + BOTTOM_PX,
        margin=margin,
        meta=meta(_title(quantity), _summary(panels, quantity), COLUMNS, rows),
        hovermode="x",
    )


def _draw_panel(
    canvas: Canvas,
    cell: Cell,
    panel: BandPanel,
    scale: DensityAxis,
    steps: StepAxis,
    *,
    repeated: bool,
) -> None:
    canvas.data += theory_traces(panel, scale, steps, cell.axes, canvas.options)
    canvas.data += band_traces(panel, scale, steps, cell.axes, canvas.options)
    x_axis = steps.axis(canvas.ink, most=2 if canvas.options.narrow else 3, name=None)
    y_axis = scale.axis(canvas.ink, most=4) | {"showticklabels": not repeated}
    canvas.axes |= cell.place(x_axis, y_axis)


def _caption(panel: BandPanel, name: str, cell: Cell, canvas: Canvas) -> list[Figure]:
    ink = canvas.ink
    text = f"σ {say(panel.std[0])}" if panel.steps.size else "no frame yet"
    if panel.steps.size > 1 and not canvas.options.narrow and math.isfinite(panel.std[-1]):
        text += f" → {say(panel.std[-1])}"
    broken = bool(panel.broken.any())
    if broken:
        text = f"non-finite at step {panel.steps[int(panel.broken.argmax())]}"
    return [
        words_above(name, cell, ink.text, lines_below=1),
        words_above(text, cell, ink.fault if broken else ink.muted),
    ]


def _key(quantity: Quantity) -> str:
    noun = QUANTITY_WORDS[quantity]
    return (
        f"{noun[0].upper()}{noun[1:]} (dimensionless), seeds together. Line: median; bands: 25–75, 5–95 and "
        "1–99 % of the values. Dashed: ± the σ of theory at step 0; dotted: ± the target, where it differs."
    )


def _title(quantity: Quantity) -> str:
    """Return the title: a plain network generates nothing."""
    return "Weights during training" if quantity == "weight" else INFO.title


def _remark(row: list[BandPanel]) -> str:
    ratios = [p.target_ratio[0] for p in row if p.steps.size and math.isfinite(p.target_ratio[0])]
    if not ratios:
        return ""
    low, high = say(min(ratios)), say(max(ratios))
    span = low if low == high else f"{low} to {high}"
    return f"σ {span} × target"


def _summary(panels: dict[str, list[BandPanel]], quantity: Quantity) -> str:
    parts = []
    for scheme, row in panels.items():
        known = [p for p in row if p.steps.size and math.isfinite(p.std[0])]
        if known:
            stds = [p.std[0] for p in known]
            text = f"{scheme} {say(min(stds))} to {say(max(stds))}"
            if known[0].steps.size > 1:
                changes = [abs(p.std[-1] / p.std[0] - 1) for p in known if p.std[0] > 0]
                finite = [change for change in changes if math.isfinite(change)]
                if finite:
                    text += f", changing by at most {say(100 * max(finite))} % so far"
            parts.append(text)
    noun = QUANTITY_WORDS[quantity]
    return f"Standard deviation of the {noun} over the layers at step 0: {'; '.join(parts)}."


def _rows(panel: BandPanel) -> list[list[object]]:
    told = np.searchsorted(panel.steps, spread_steps(panel.steps, STEPS_IN_TABLE)).tolist()
    predicted = plain(panel.predicted_std.value) if panel.predicted_std else None
    return [
        [
            panel.scheme,
            panel.layer,
            int(panel.steps[index]),
            *(plain(value) for value in panel.quantiles[index].tolist()),
            plain(float(panel.std[index])),
            predicted,
            plain(float(panel.target_ratio[index])),
        ]
        for index in told
    ]
