"""Figure 1 of the paper: the distribution of the main network's activations, scheme by layer.

Chang, Flokas & Lipson (2020), Figure 1, shows it before training; here any recorded step can be asked for.
"""

from __future__ import annotations

import math

from fanscope.figures.canvas import Canvas, Figure, axis, meta
from fanscope.figures.density_axis import DensityAxis
from fanscope.figures.density_panel import Panel, caption, density_traces, panel_remark, read_panel
from fanscope.figures.empty import draw_empty
from fanscope.figures.faults import divergence_notes, wrap
from fanscope.figures.grid import GAP, GAP_NARROW, Cell, Grid
from fanscope.figures.headings import scheme_heading
from fanscope.figures.layer_words import panel_names
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.panel_axes import PanelAxes
from fanscope.figures.panel_words import SECOND_LINE_PX, need_two_lines
from fanscope.figures.quantity_words import QUANTITY_WORDS, find_quantity
from fanscope.figures.selection import Selection, select
from fanscope.figures.shown_layers import layers_note, layers_shown
from fanscope.figures.words import cut
from fanscope.frames import QUANTITIES, Quantity
from fanscope.result import Measured
from fanscope.wording import plain, say, say_list, say_percent, say_percents

INFO = FigureInfo(
    name="activations",
    title="Activations of the main network",
    question="What flows through every layer: does it vanish, saturate, explode?",
    options=("step", "scale", "quantity"),
    quantities=("activation", *(q for q in QUANTITIES if q != "activation")),
)
COLUMNS = ["scheme", "layer", "mean", "standard deviation", "1 %", "median", "99 %"]
COLUMNS += ["saturated", "zero", "non-finite values"]
MOST_NAMED = 3
FOOT_PX = 26
BOTTOM_PX = 30


def activations(result: Measured, options: FigureOptions) -> Figure:
    """Return the figure; panels of a scheme share their axis where they hold the same kind of layer."""
    selection = select(result, options)
    quantity = find_quantity(options.quantity or "activation")
    step = selection.step_shown(options.step)
    layers = layers_shown(selection, options)
    panels = {
        scheme: [read_panel(selection, scheme, layer, quantity, step) for layer in layers]
        for scheme in selection.schemes
    }
    if not any(panel.histogram for row in panels.values() for panel in row):
        return draw_empty(selection, options, INFO, COLUMNS)
    return _draw(selection, panels, layers, quantity, step, options)


def _draw(
    selection: Selection,
    panels: dict[str, list[Panel]],
    layers: tuple[str, ...],
    quantity: Quantity,
    step: int,
    options: FigureOptions,
) -> Figure:
    canvas = Canvas(options)
    names = panel_names(layers)
    flat = [panel for row in panels.values() for panel in row]
    columns = min(len(layers), 2 if options.narrow else 8)
    two_lines = need_two_lines(
        ((names[panel.layer], panel_remark(panel)[0]) for panel in flat), columns=columns
    )
    grid = Grid(
        blocks=len(selection.schemes),
        panels=len(layers),
        columns=columns,
        heading_px=30,
        caption_px=22 + SECOND_LINE_PX * two_lines,
        panel_px=72 if options.narrow else 84,
        foot_px=FOOT_PX,
        gap=GAP_NARROW if options.narrow else GAP,
    )
    axes = PanelAxes(flat, options)
    for cell in grid.cells():
        scheme = selection.schemes[cell.block]
        row = panels[scheme]
        if cell.index == 0:
            y = grid.heading_y(cell.block)
            apart = len(axes.companies) > 1
            canvas.annotations.append(_heading(scheme, row, y, options, apart=apart))
        panel = row[cell.index]
        _draw_panel(canvas, cell, panel, axes.of(panel))
        name = names[panel.layer]
        canvas.annotations += caption(panel, name, cell, options, two_lines=two_lines)
    characters = options.line_characters
    top = canvas.write_above(
        wrap(_key(quantity, step, axes), characters)
        + wrap(layers_note(selection, layers), characters)
        + divergence_notes(selection, canvas.ink, characters=characters)
    )
    margin = {"l": 12, "r": 14, "t": top, "b": BOTTOM_PX}
    return canvas.finish(
        height=grid.height + top + BOTTOM_PX,
        margin=margin,
        meta=meta(INFO.title, _summary(panels, quantity, step), COLUMNS, [_row(p) for p in flat]),
    )


def _draw_panel(canvas: Canvas, cell: Cell, panel: Panel, scale: DensityAxis) -> None:
    canvas.data += density_traces(panel, scale, cell.axes, canvas.options)
    x_axis = scale.axis(
        canvas.ink, most=3 if canvas.options.narrow or cell.x[1] - cell.x[0] < 0.25 else 5
    )
    y_axis = axis(
        canvas.ink, range=[0, 1.06], showticklabels=False, showgrid=False, ticks="", showline=False
    )
    y_axis["fixedrange"] = True
    canvas.axes |= cell.place(x_axis, y_axis)


def _key(quantity: Quantity, step: int, axes: PanelAxes) -> str:
    noun = QUANTITY_WORDS[quantity]
    scale = ", symmetric-log axis where it spans decades" if axes.logarithmic else ""
    apart = "" if len(axes.companies) < 2 else f" {_say_companies(axes.companies)}"
    return (
        f"Step {step}. {noun[0].upper()}{noun[1:]} (dimensionless){scale}; "
        f"height: density, each panel to its own peak, seeds together.{apart}"
    )


def _say_companies(companies: tuple[tuple[str, ...], ...]) -> str:
    """Return the sentence that says which rows do not share their axis with the others."""
    *_, greatest = companies
    names = say_list(cut(name, 30) for name in greatest[:MOST_NAMED])
    more = len(greatest) - MOST_NAMED
    who = f"{names} and {more} more" if more > 0 else names
    return f"Axes differ between rows: the values of {who} are over a million times larger than others."


def _heading(
    scheme: str, row: list[Panel], y: float, options: FigureOptions, *, apart: bool
) -> Figure:
    saturated = [p.saturated for p in row if math.isfinite(p.saturated)]
    broken = [p for p in row if p.num_nonfinite]
    remarks = []
    if broken:
        remarks.append(f"non-finite from {broken[0].layer}")
    elif saturated:
        remarks.append(f"{say_percents(min(saturated), max(saturated))} saturated")
    if apart:
        ends = [abs(float(end)) for p in row for end in p.quantiles[[0, -1]]]
        remarks.append(
            f"99.8 % within {say(max((end for end in ends if math.isfinite(end)), default=0))}"
        )
    faulty = bool(broken) or (bool(saturated) and max(saturated) > 0.5)
    return scheme_heading(scheme, " · ".join(remarks), y, options, faulty=faulty)


def _summary(panels: dict[str, list[Panel]], quantity: Quantity, step: int) -> str:
    parts = []
    for scheme, row in panels.items():
        known = [p for p in row if math.isfinite(p.std)]
        if not known:
            continue
        widths = [p.std for p in known]
        text = f"{scheme} {say(min(widths))} to {say(max(widths))}"
        saturated = [p.saturated for p in known if math.isfinite(p.saturated)]
        if saturated and max(saturated) >= 0.005:
            text += f" ({say_percent(max(saturated))} saturated at most)"
        parts.append(text)
    noun = QUANTITY_WORDS[quantity]
    return f"Standard deviation of the {noun} over the layers at step {step}: {'; '.join(parts)}."


def _row(panel: Panel) -> list[object]:
    q = panel.quantiles
    return [
        panel.scheme,
        panel.layer,
        *(plain(value) for value in (panel.mean, panel.std, float(q[1]), float(q[3]), float(q[5]))),
        plain(panel.saturated),
        plain(panel.zero),
        panel.num_nonfinite,
    ]
