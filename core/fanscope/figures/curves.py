"""A number over steps, one curve a scheme: the seeds' median and band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.canvas import CLEAR, Figure
from fanscope.figures.faults import nonfinite_marks
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS, style_of
from fanscope.figures.scales import ValueScale
from fanscope.figures.step_axis import StepAxis
from fanscope.figures.typed_arrays import gapped, significant, typed
from fanscope.figures.words import escape
from fanscope.over_seeds import OverSeeds
from fanscope.wording import say_seeds

MARKERS_SHOWN = 7


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One scheme's number over steps.

    Attributes:
        scheme: Its label.
        steps: Ascending, [T].
        seeds: Reductions over seeds, each [T].
        number: How many seeds there are.
    """

    scheme: str
    steps: NDArray[np.int64]
    seeds: OverSeeds
    number: int

    @property
    def last(self) -> int | None:
        """Index of the last step with a finite value."""
        finite = np.flatnonzero(np.isfinite(self.seeds.median))
        return int(finite[-1]) if finite.size else None


def curve_traces(
    curve: Curve,
    scale: ValueScale,
    steps: StepAxis,
    options: FigureOptions,
    *,
    noun: str,
    place: dict[str, str],
) -> list[Figure]:
    """Return the band from the least to the greatest seed, the median, and marks where a seed broke."""
    style, ink = style_of(curve.scheme, options.theme), INKS[options.theme]
    x = steps.place(curve.steps)
    shown = np.isfinite(curve.seeds.median)
    low, high, median = (
        _drawable(side, scale) for side in (curve.seeds.low, curve.seeds.high, curve.seeds.median)
    )
    traces: list[Figure] = []
    if curve.number > 1 and shown.any():
        traces.append(_band(x, low, high, shown, style.fill(0.2)) | place)
    if shown.any():
        told = np.column_stack([curve.steps, curve.seeds.median, curve.seeds.low, curve.seeds.high])
        spread = (
            f"<br>{say_seeds(curve.number)}: %{{customdata[2]:.3~g}} to %{{customdata[3]:.3~g}}"
        )
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": escape(curve.scheme),
                "x": typed(x),
                "y": typed(np.where(shown, median, np.nan)),
                "line": {"color": style.line, "width": 2, "dash": style.dash},
                "marker": {
                    "symbol": style.marker,
                    "size": 7 if curve.steps.size > 1 else 11,
                    "maxdisplayed": MARKERS_SHOWN,
                    "color": style.line,
                    "line": {"width": 1, "color": ink.paper},
                },
                "customdata": significant(told),
                "hovertemplate": f"<b>{escape(curve.scheme)}</b> step %{{customdata[0]}}<br>{noun} "
                f"%{{customdata[1]:.3~g}}{spread if curve.number > 1 else ''}<extra></extra>",
                **place,
            }
        )
    return traces + _faults(curve, x, scale, options, place)


def theory_mark(
    low: float,
    value: float,
    high: float,
    scale: ValueScale,
    steps: StepAxis,
    options: FigureOptions,
    place: dict[str, str],
) -> list[Figure]:
    """Return theory's value at step 0 as a short dash in its interval."""
    ink = INKS[options.theme]
    x = list(steps.theory)
    ends = _drawable(np.array([low, value, high]), scale).tolist()
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x[0], x[1], x[1], x[0], x[0]],
            "y": [ends[0], ends[0], ends[2], ends[2], ends[0]],
            "fill": "toself",
            "fillcolor": "rgba(128,134,145,0.28)",
            "line": {"width": 0, "color": CLEAR},
            "hoverinfo": "skip",
            **place,
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": [ends[1], ends[1]],
            "line": {"color": ink.theory, "width": 1.8, "dash": "3px,2px"},
            "hoverinfo": "skip",
            **place,
        },
    ]


def values_of(curves: Sequence[Curve]) -> list[float]:
    """Return every value that the curves show."""
    sides = [side for curve in curves for side in curve.seeds[:3]]
    return np.concatenate(sides).tolist() if sides else []


def _band(
    x: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    shown: NDArray[np.bool_],
    color: str,
) -> Figure:
    """Return the band; that of a single step is a line, since it has no area."""
    rows = np.flatnonzero(shown)
    pieces = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": typed(gapped(np.concatenate([x[row], x[row][::-1]]) for row in pieces)),
        "y": typed(gapped(np.concatenate([high[row], low[row][::-1]]) for row in pieces)),
        "fill": "toself",
        "fillcolor": color,
        "line": {"width": 3, "color": color} if x.size == 1 else {"width": 0, "color": CLEAR},
        "hoverinfo": "skip",
    }


def _drawable(values: NDArray[np.float64], scale: ValueScale) -> NDArray[np.float64]:
    bottom = scale.bottom if scale.kind == "log" else -np.inf
    return np.maximum(values, bottom)


def _faults(
    curve: Curve,
    x: NDArray[np.float64],
    scale: ValueScale,
    options: FigureOptions,
    place: dict[str, str],
) -> list[Figure]:
    rows = np.flatnonzero(curve.seeds.broken)
    if not rows.size:
        return []
    hover = [
        f"<b>{escape(curve.scheme)}</b> step {curve.steps[row]}<br>"
        f"non-finite in {curve.seeds.broken[row]} of {say_seeds(curve.number)}"
        for row in rows.tolist()
    ]
    marks = nonfinite_marks(
        x[rows].tolist(), [scale.top] * rows.size, hover, INKS[options.theme], **place
    )
    return [marks]
