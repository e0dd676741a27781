"""Traces of one panel of a distribution over steps: nested bands, median, theory."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.band_panel import BandPanel
from fanscope.figures.canvas import CLEAR, Figure
from fanscope.figures.density_axis import DensityAxis
from fanscope.figures.faults import nonfinite_marks
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS, style_of, translucent
from fanscope.figures.step_axis import StepAxis
from fanscope.figures.typed_arrays import gapped, significant, typed
from fanscope.figures.words import escape

BANDS = ((0, 6, 0.16), (1, 5, 0.22), (2, 4, 0.36))
MEDIAN = 3
HOVER = "<br>".join(
    (
        "",
        "step %{customdata[0]}: median %{customdata[4]:.3~g}, σ %{customdata[8]:.3~g}",
        "25–75 %: %{customdata[3]:.3~g} to %{customdata[5]:.3~g}",
        "5–95 %: %{customdata[2]:.3~g} to %{customdata[6]:.3~g}",
        "1–99 %: %{customdata[1]:.3~g} to %{customdata[7]:.3~g}",
    )
)
BOX = 0.22
"""Half the width of step 0's box, in units of the gap between step 0 and the next."""

Numbers = NDArray[np.float64]


def band_traces(
    panel: BandPanel,
    scale: DensityAxis,
    steps: StepAxis,
    axes: tuple[str, str],
    options: FigureOptions,
) -> list[Figure]:
    """Return the bands from the widest to the narrowest, the median, and marks where data was non-finite."""
    style, ink = style_of(panel.scheme, options.theme), INKS[options.theme]
    place = {"xaxis": axes[0], "yaxis": axes[1]}
    values = scale.place(panel.quantiles)
    pieces = _pieces(panel, steps, np.isfinite(values[:, MEDIAN]))
    outline = typed(gapped(np.concatenate([x, x[::-1], x[:1]]) for x, _ in pieces))
    traces = [
        _filled(
            outline,
            [(values[rows, low], values[rows, high]) for _, rows in pieces],
            style.fill(alpha),
        )
        | place
        for low, high, alpha in BANDS
    ]
    rows = [rows for _, rows in pieces]
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": escape(panel.scheme),
            "x": typed(gapped(x for x, _ in pieces)),
            "y": typed(gapped(values[row, MEDIAN] for row in rows)),
            "line": {"color": style.line, "width": 1.8},
            "customdata": _told(panel, rows),
            "hovertemplate": f"<b>{escape(panel.scheme)}</b> {panel.layer}{HOVER}<extra></extra>",
            **place,
        }
    )
    faults = np.flatnonzero(panel.broken)
    if faults.size:
        hover = [f"step {panel.steps[i]}: non-finite values" for i in faults]
        top = float(scale.place(np.array([scale.high]))[0])
        where = steps.place(panel.steps[faults]).tolist()
        traces.append(nonfinite_marks(where, [top] * len(where), hover, ink, **place))
    return traces


def theory_traces(
    panel: BandPanel,
    scale: DensityAxis,
    steps: StepAxis,
    axes: tuple[str, str],
    options: FigureOptions,
) -> list[Figure]:
    """Return plus and minus the predicted standard deviation, its interval, and the size the layer asks for."""
    ink = INKS[options.theme]
    ends = np.array(steps.range)
    place = {"xaxis": axes[0], "yaxis": axes[1], "hoverinfo": "skip"}
    traces = []
    predicted = panel.predicted_std
    if predicted and math.isfinite(predicted.high):
        low, high = (scale.place(np.array([v, v])) for v in (predicted.low, predicted.high))
        shade = translucent(ink.theory, 0.1)
        outline = typed(gapped([[*ends, *ends[::-1], ends[0]]] * 2))
        traces.append(_filled(outline, [(low, high), (-low, -high)], shade) | place)
        traces.append(_levels(ends, scale, predicted.value, ink.theory, "5px,4px") | place)
    target = panel.target_std
    if math.isfinite(target) and not (predicted and 0.8 < target / predicted.value < 1.25):
        traces.append(_levels(ends, scale, target, ink.muted, "1.5px,3px") | place)
    return traces


def _levels(ends: Numbers, scale: DensityAxis, value: float, color: str, dash: str) -> Figure:
    level = scale.place(np.array([value, value]))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": typed(gapped([ends, ends])),
        "y": typed(gapped([level, -level])),
        "line": {"color": color, "width": 1.2, "dash": dash},
    }


def _pieces(
    panel: BandPanel, steps: StepAxis, finite: NDArray[np.bool_]
) -> list[tuple[Numbers, NDArray[np.int64]]]:
    """Return unbroken pieces as places and rows: step 0 alone as a box, then runs of finite steps."""
    places = steps.place(panel.steps)
    pieces: list[tuple[Numbers, NDArray[np.int64]]] = []
    half = BOX * steps.gap
    later = np.flatnonzero(finite & (panel.steps > 0))
    for row in np.flatnonzero(finite & (panel.steps == 0)):
        pieces.append((np.array([steps.zero - half, steps.zero + half]), np.array([row, row])))
    cuts = np.flatnonzero(np.diff(later) > 1) + 1
    for rows in np.split(later, cuts):
        if rows.size == 1:
            only = places[rows[0]]
            pieces.append((np.array([only - half / 2, only + half / 2]), np.repeat(rows, 2)))
        elif rows.size:
            pieces.append((places[rows], rows))
    return pieces


def _filled(x: dict[str, str], pieces: list[tuple[Numbers, Numbers]], color: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": typed(gapped(np.concatenate([high, low[::-1], high[:1]]) for low, high in pieces)),
        "fill": "toself",
        "fillcolor": color,
        "line": {"width": 0, "color": CLEAR},
        "hoverinfo": "skip",
    }


def _told(panel: BandPanel, pieces: list[NDArray[np.int64]]) -> list[list[float | None]]:
    """Return what the hover text needs at each point of the median: step, quantiles, standard deviation."""
    numbers = np.column_stack([panel.steps, panel.quantiles, panel.std])
    rows = significant(numbers)
    gap: list[list[float | None]] = [[None] * numbers.shape[1]]
    told: list[list[float | None]] = []
    for piece in pieces:
        told += gap if told else []
        told += [rows[row] for row in piece.tolist()]
    return told
