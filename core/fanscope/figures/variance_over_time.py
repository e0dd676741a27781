"""A second moment over steps, one panel a layer, one curve a scheme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fanscope.figures.canvas import Canvas, Figure, meta
from fanscope.figures.curves import Curve, curve_traces, theory_mark, values_of
from fanscope.figures.empty import draw_empty
from fanscope.figures.faults import divergence_notes, wrap
from fanscope.figures.grid import Cell, Grid
from fanscope.figures.headings import scheme_key
from fanscope.figures.layer_words import panel_names
from fanscope.figures.merging import recorded_steps
from fanscope.figures.only_step import recorded_axis
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.panel_words import words_above
from fanscope.figures.quantity_words import QUANTITY_WORDS, find_quantity
from fanscope.figures.scales import ValueScale, value_scale
from fanscope.figures.selection import Selection, select
from fanscope.figures.shown_layers import layers_note
from fanscope.figures.spacing import spread_out, spread_steps
from fanscope.figures.step_axis import StepAxis
from fanscope.frames import QUANTITIES, Quantity
from fanscope.over_seeds import over_seeds
from fanscope.result import ExperimentResult
from fanscope.theory.prediction import Estimate
from fanscope.wording import plain, say

INFO = FigureInfo(
    name="variance-over-time",
    title="Signal over training",
    question="Does each layer keep its scale during training?",
    options=("scale", "quantity"),
    quantities=("preactivation", *(q for q in QUANTITIES if q != "preactivation")),
)
COLUMNS = ["scheme", "layer", "step", "median", "min", "max", "non-finite seeds"]
MOST_LAYERS = 9
MOST_STEPS = 80
STEPS_IN_TABLE = 8
FOOT_PX = 34
BOTTOM_PX = 52


def variance_over_time(result: ExperimentResult, options: FigureOptions) -> Figure:
    """Return the figure; panels share both axes."""
    selection = select(result, options)
    quantity = find_quantity(options.quantity or "preactivation")
    layers = spread_out(selection.layers, 24 if options.layers else MOST_LAYERS)
    curves = {
        layer: [
            curve
            for scheme in selection.schemes
            if (curve := _read(selection, scheme, layer, quantity)) is not None
        ]
        for layer in layers
    }
    if not any(curves.values()):
        return draw_empty(selection, options, INFO, COLUMNS)
    return _draw(selection, curves, quantity, options)


def _read(selection: Selection, scheme: str, layer: str, quantity: Quantity) -> Curve | None:
    tracks = [track for track in selection.tracks(scheme) if track.has(layer, quantity)]
    if not tracks:
        return None
    steps = spread_steps(recorded_steps(tracks), MOST_STEPS)
    values = np.full((len(tracks), steps.size), np.nan)
    for row, track in enumerate(tracks):
        indices = track.indices_of(steps)
        moments = track.column(layer, quantity, "second_moment")
        values[row] = np.where(indices >= 0, moments[indices], np.nan)
    return Curve(scheme, steps, over_seeds(values), len(tracks))


def _draw(
    selection: Selection,
    curves: dict[str, list[Curve]],
    quantity: Quantity,
    options: FigureOptions,
) -> Figure:
    canvas = Canvas(options)
    flat = [curve for panel in curves.values() for curve in panel]
    scale = value_scale(values_of(flat), options.scale, "log")
    ends = (int(step) for curve in flat for step in (*curve.steps[:2], *curve.steps[-1:]))
    steps = recorded_axis(selection, ends)
    layers = tuple(curves)
    grid = Grid(
        blocks=1,
        panels=len(layers),
        columns=min(len(layers), 2 if options.narrow else 3),
        heading_px=0,
        caption_px=24,
        panel_px=130 if options.narrow else 170,
        foot_px=FOOT_PX,
        gap=0.06 if options.narrow else 0.025,
    )
    names = panel_names(layers)
    for cell in grid.cells():
        layer = layers[cell.index]
        if quantity == "preactivation":
            _mark_theory(canvas, selection, cell, layer, scale, steps)
        _draw_panel(canvas, cell, layer, curves[layer], scale, steps)
        canvas.annotations.append(words_above(names[layer], cell, canvas.ink.text))
    characters = options.line_characters
    noun = QUANTITY_WORDS[quantity]
    top = canvas.write_above(
        scheme_key(selection.schemes, options)
        + wrap(
            f"Second moment of the {noun} (dimensionless). Line: median of the seeds; band: least to greatest."
            f"{_say_theory(selection, layers, quantity)}",
            characters,
        )
        + wrap(layers_note(selection, layers), characters)
        + divergence_notes(selection, canvas.ink, characters=characters)
    )
    canvas.write_below(steps.words)
    rows = [
        row for layer, panel in curves.items() for curve in panel for row in _rows(layer, curve)
    ]
    return canvas.finish(
        height=grid.height + top + BOTTOM_PX,
        margin={"l": 54, "r": 16, "t": top, "b": BOTTOM_PX},
        meta=meta(INFO.title, _summary(curves, noun), COLUMNS, rows),
    )


def _draw_panel(
    canvas: Canvas,
    cell: Cell,
    layer: str,
    curves: Sequence[Curve],
    scale: ValueScale,
    steps: StepAxis,
) -> None:
    place = {"xaxis": cell.axes[0], "yaxis": cell.axes[1]}
    for curve in curves:
        canvas.data += curve_traces(
            curve, scale, steps, canvas.options, noun=f"{layer}: second moment", place=place
        )
    x_axis = steps.axis(canvas.ink, most=2 if canvas.options.narrow else 4, name=None)
    y_axis = scale.axis(canvas.ink, None, ticks=5) | {"showticklabels": cell.column == 0}
    canvas.axes |= cell.place(x_axis, y_axis)


def _mark_theory(
    canvas: Canvas,
    selection: Selection,
    cell: Cell,
    layer: str,
    scale: ValueScale,
    steps: StepAxis,
) -> None:
    place = {"xaxis": cell.axes[0], "yaxis": cell.axes[1]}
    for scheme in selection.schemes:
        estimate = _predicted(selection, scheme, layer)
        if estimate:
            canvas.data += theory_mark(
                estimate.low, estimate.value, estimate.high, scale, steps, canvas.options, place
            )


def _predicted(selection: Selection, scheme: str, layer: str) -> Estimate | None:
    prediction = selection.result.predictions.get(scheme)
    layers = prediction.layers if prediction else ()
    return next((known.second_moment for known in layers if known.layer == layer), None)


def _say_theory(selection: Selection, layers: Sequence[str], quantity: Quantity) -> str:
    """Return what the dashes are, where there are any."""
    if quantity != "preactivation":
        return ""
    known = [
        layer
        for layer in layers
        if any(_predicted(selection, scheme, layer) for scheme in selection.schemes)
    ]
    if not known:
        return " Theory says nothing about these layers."
    where = "" if len(known) == len(layers) else f", in {len(known)} of these layers"
    return f" Dashed at step 0: theory with its 95 % interval{where}."


def _rows(layer: str, curve: Curve) -> list[list[object]]:
    told = np.searchsorted(curve.steps, spread_steps(curve.steps, STEPS_IN_TABLE)).tolist()
    return [
        [
            curve.scheme,
            layer,
            int(curve.steps[index]),
            *(plain(float(side[index])) for side in curve.seeds[:3]),
            int(curve.seeds.broken[index]),
        ]
        for index in told
    ]


def _summary(curves: dict[str, list[Curve]], noun: str) -> str:
    flat = [curve for panel in curves.values() for curve in panel]
    if not any(curve.steps[-1] for curve in flat):
        return _summary_of_step_zero(flat, noun)
    factors: dict[str, list[float]] = {}
    for panel in curves.values():
        for curve in panel:
            last = curve.last
            if last is not None and curve.seeds.median[0] > 0:
                ratio = float(curve.seeds.median[last] / curve.seeds.median[0])
                factors.setdefault(curve.scheme, []).append(ratio)
    parts = [f"{scheme} × {say(min(f))} to × {say(max(f))}" for scheme, f in factors.items()]
    return f"Second moment of the {noun}, last recorded step over first, over the layers: {'; '.join(parts)}."


def _summary_of_step_zero(curves: Sequence[Curve], noun: str) -> str:
    found: dict[str, list[float]] = {}
    for curve in curves:
        if curve.last is not None:
            found.setdefault(curve.scheme, []).append(float(curve.seeds.median[0]))
    parts = [f"{scheme} {say(min(v))} to {say(max(v))}" for scheme, v in found.items()]
    return f"Second moment of the {noun} at step 0, over the layers: {'; '.join(parts)}."
