"""One panel of a distribution: its numbers, its filled outline, its caption."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.canvas import Figure
from fanscope.figures.density_axis import DensityAxis
from fanscope.figures.grid import Cell
from fanscope.figures.merging import merged_at
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS, style_of
from fanscope.figures.panel_words import words_above
from fanscope.figures.selection import Selection
from fanscope.figures.typed_arrays import typed
from fanscope.figures.words import escape
from fanscope.frames import Quantity, Statistic
from fanscope.histogram import Histogram, mass, quantiles
from fanscope.histogram.bins import NUM_MAGNITUDES
from fanscope.wording import say, say_percent

LEAST_SHARE = 0.02
Numbers = NDArray[np.float64]
Range = Literal["bounded", "positive", "signed"]
"""Within -1 and 1, from 0 up, or anywhere."""
PROBABILITIES = (0.001, 0.01, 0.05, 0.5, 0.95, 0.99, 0.999)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The distribution of one quantity in one layer under one scheme, all seeds together.

    Attributes:
        scheme: Label of the scheme.
        layer: Name of the layer.
        histogram: Counts; None before the first frame.
        quantiles: At :data:`PROBABILITIES`; NaN where there is nothing finite.
        range: Where the values lie by construction; only panels of one range share an axis.
        mean: Median over seeds of the mean.
        std: Median over seeds of the standard deviation.
        saturated: Median over seeds of the saturated fraction; NaN where it does not apply.
        zero: Median over seeds of the fraction of zeros.
    """

    scheme: str
    layer: str
    histogram: Histogram | None
    quantiles: NDArray[np.float64]
    range: Range
    mean: float
    std: float
    saturated: float
    zero: float

    @property
    def num_nonfinite(self) -> int:
        """Number of infinite values and NaN."""
        return self.histogram.num_nonfinite if self.histogram else 0


def read_panel(
    selection: Selection, scheme: str, layer: str, quantity: Quantity, step: int
) -> Panel:
    """Return what a panel shows."""
    tracks = selection.tracks(scheme)
    histogram = merged_at(tracks, layer, quantity, step)
    found = quantiles([histogram], PROBABILITIES)[0] if histogram else np.full(7, np.nan)

    frames = [(t, index) for t in tracks if (index := t.index_at(step)) is not None]

    def read(statistic: Statistic) -> Numbers:
        return np.array([t.finite_part(layer, quantity, statistic)[i] for t, i in frames])

    return Panel(
        scheme=scheme,
        layer=layer,
        histogram=histogram,
        quantiles=found,
        range=_range(selection, layer, quantity),
        mean=_middle(read("mean")),
        std=_middle(np.sqrt(read("var"))),
        saturated=_middle(read("saturated_fraction")),
        zero=_middle(read("zero_fraction")),
    )


def _middle(values: Numbers) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else math.nan


_RANGES: dict[str, Range] = {
    "tanh": "bounded",
    "sine": "bounded",
    "sigmoid": "positive",
    "softplus": "positive",
    "relu": "positive",
}


def _range(selection: Selection, layer: str, quantity: Quantity) -> Range:
    if quantity != "activation":
        return "signed"
    return _RANGES.get(selection.result.activation_of(layer) or "linear", "signed")


def density_traces(
    panel: Panel, scale: DensityAxis, axes: tuple[str, str], options: FigureOptions
) -> list[Figure]:
    """Return the outline, filled; its height is the density over the panel's greatest. Zeros are a stem."""
    style = style_of(panel.scheme, options.theme)
    place = {"xaxis": axes[0], "yaxis": axes[1]}
    if panel.histogram is None or not panel.histogram.num_finite:
        return [{"type": "scatter", "x": [], "y": [], "hoverinfo": "skip", **place}]
    edges, heights, shares = _outline(panel.histogram, scale)
    outline: Figure = {
        "type": "scatter",
        "mode": "lines",
        "name": escape(panel.scheme),
        "x": typed(
            np.concatenate([scale.place(edges[:1]), scale.place(edges), scale.place(edges[-1:])])
        ),
        "y": typed(np.concatenate([[0.0], heights, heights[-1:], [0.0]])),
        "line": {"color": style.line, "width": 1.4, "shape": "hv"},
        "fill": "tozeroy",
        "fillcolor": style.fill(0.32),
        "customdata": ["", *_told(edges, shares), "", ""],
        "hovertemplate": f"<b>{escape(panel.scheme)}</b> {escape(panel.layer)}<br>%{{customdata}}<extra></extra>",
        **place,
    }
    stem = _zero_stem(panel, style.line, place)
    return [outline, *stem]


def caption(
    panel: Panel, name: str, cell: Cell, options: FigureOptions, *, two_lines: bool
) -> list[Figure]:
    """Return the words above a panel: its layer's name, and what matters beside or below it."""
    ink = INKS[options.theme]
    text, faulty = panel_remark(panel)
    color = ink.fault if faulty else ink.muted
    return [
        words_above(escape(name), cell, ink.text, lines_below=int(two_lines)),
        words_above(text, cell, color, right=not two_lines),
    ]


def panel_remark(panel: Panel) -> tuple[str, bool]:
    """Return what matters most in a panel, in a few words, and whether it is a fault."""
    if panel.histogram is None:
        return "no frame yet", False
    if panel.num_nonfinite:
        return f"{say_percent(panel.num_nonfinite / panel.histogram.total)} non-finite", True
    if math.isfinite(panel.saturated):
        return f"{say_percent(panel.saturated)} sat.", panel.saturated > 0.5
    if panel.zero >= 0.005:
        return f"{say_percent(panel.zero)} zero", panel.zero > 0.9
    return f"σ {say(panel.std)}", False


def _outline(histogram: Histogram, scale: DensityAxis) -> tuple[Numbers, Numbers, Numbers]:
    """Return edges [E + 1], heights [E] and shares of the values [E]; zeros are an atom and have no height.

    The height is the density per unit of the value, over the greatest, on a symmetric-log axis too: density
    per decade would give one bell two peaks. There, narrow bins around zero hold few values, so
    neighbors are joined until each holds its share.
    """
    kept = histogram.bins % NUM_MAGNITUDES != 0
    rest = Histogram(histogram.bins[kept], histogram.counts[kept])
    edges = scale.edges
    counts = mass(rest, edges)
    if scale.threshold is not None:
        edges, counts = _joined(edges, counts, LEAST_SHARE * rest.num_finite)
    heights = counts / np.diff(edges)
    peak = heights.max(initial=0.0)
    shares = counts / histogram.num_finite
    return edges, heights / peak if peak > 0 else heights, shares


def _joined(edges: Numbers, counts: Numbers, least: float) -> tuple[Numbers, Numbers]:
    """Join neighboring bins, from the left, until each holds at least ``least``."""
    cuts, filled = [0], 0.0
    for index, count in enumerate(counts.tolist()):
        filled += count
        if filled >= least:
            cuts.append(index + 1)
            filled = 0.0
    if cuts[-1] != counts.size:
        cuts.append(counts.size)
    totals = np.add.reduceat(counts, cuts[:-1])
    return edges[cuts], totals


def _told(edges: Numbers, shares: Numbers) -> list[str]:
    ends = [say(edge) for edge in edges.tolist()]
    return [
        f"{low} to {high}<br>{100 * share:.3g} % of the values"
        for low, high, share in zip(ends, ends[1:], shares.tolist(), strict=False)
    ]


def _zero_stem(panel: Panel, color: str, place: dict[str, str]) -> list[Figure]:
    if not panel.zero >= 0.005:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, 0],
            "y": [0, 1],
            "line": {"color": color, "width": 2.5},
            "hovertemplate": f"{say_percent(panel.zero)} exactly 0<extra></extra>",
            **place,
        }
    ]
