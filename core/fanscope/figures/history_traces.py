"""Traces and marks of the history of a project's checks; check i stands at x = i."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite, nan

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.canvas import CLEAR, Canvas, Figure, words
from fanscope.figures.endings import Ending
from fanscope.figures.faults import nonfinite_marks
from fanscope.figures.history_numbers import CheckNumbers, numbers_of
from fanscope.figures.palette import Style
from fanscope.figures.scales import ValueScale
from fanscope.figures.typed_arrays import gapped, typed
from fanscope.figures.words import TEXT_PX, escape
from fanscope.wording import say

Numbers = NDArray[np.float64]
ALONE = 0.08
"""Half the width of the band of a check without neighbors, in checks."""


def draw_layer(
    canvas: Canvas, checks: Sequence[CheckNumbers], layer: str, name: str, style: Style
) -> list[Ending]:
    """Draw band and line of one layer; return where its ``name`` goes, nothing where it was never positive."""
    numbers = numbers_of(checks, layer)
    median = np.array([_drawable(each.median) for each in numbers])
    low, high = (np.array([_drawable(getattr(e, end)) for e in numbers]) for end in ("low", "high"))
    shown = np.flatnonzero(np.isfinite(median))
    if not shown.size:
        return []
    if np.any(low[shown] < high[shown]):
        canvas.data.append(_band(low, high, style))
    told = [
        [escape(check.label), check.status, say(each.median), say(each.low), say(each.high)]
        for check, each in zip(checks, numbers, strict=True)
    ]
    large = 8 if canvas.options.narrow else 11
    drifted = [each.has_drifted for each in numbers]
    canvas.data.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": escape(layer),
            "x": list(range(len(checks))),
            "y": typed(median),
            "line": {"color": style.line, "width": 2, "dash": style.dash},
            "marker": {
                "size": [large if each else 6 for each in drifted],
                "symbol": ["diamond-open" if each else "circle" for each in drifted],
                "color": [canvas.ink.fault if each else style.line for each in drifted],
                "line": {"width": [2.5 if each else 0 for each in drifted]},
            },
            "customdata": told,
            "hovertemplate": f"<b>{escape(layer)}</b> at %{{customdata[0]}} (%{{customdata[1]}})<br>"
            "%{customdata[2]}, seeds %{customdata[3]} to %{customdata[4]}<extra></extra>",
        }
    )
    last = int(shown[-1])
    return [Ending(name, style, last, float(np.log10(median[last])))]


def _drawable(value: float) -> float:
    return value if isfinite(value) and value > 0 else nan


def _band(low: Numbers, high: Numbers, style: Style) -> Figure:
    """Return the area between the least and the greatest seed, with a gap where a check measured nothing."""
    rows = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    pieces = [
        (row + 0.0, row) if row.size > 1 else (row + np.array([-ALONE, ALONE]), row.repeat(2))
        for row in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": typed(gapped(np.concatenate([x, x[::-1]]) for x, _ in pieces)),
        "y": typed(gapped(np.concatenate([high[row], low[row][::-1]]) for _, row in pieces)),
        "fill": "toself",
        "fillcolor": style.fill(0.16),
        "line": {"width": 0, "color": CLEAR},
        "hoverinfo": "skip",
    }


def draw_faults(
    canvas: Canvas, checks: Sequence[CheckNumbers], layers: Sequence[str], scale: ValueScale
) -> None:
    """Mark at the top of the axis where a layer was not finite, at its foot where it was zero."""
    for name, edge, is_meant in (
        ("non-finite", scale.top, lambda value: value in (inf, -inf)),
        ("zero", scale.bottom, lambda value: value == 0),
    ):
        found = [
            (x, f"<b>{escape(layer)}</b> {name} at {escape(check.label)}")
            for layer in layers
            for x, (check, each) in enumerate(zip(checks, numbers_of(checks, layer), strict=True))
            if is_meant(each.median)
        ]
        if found:
            x, hover = zip(*found, strict=True)
            canvas.data.append(nonfinite_marks(x, [edge] * len(x), hover, canvas.ink))


def mark_checks(canvas: Canvas, checks: Sequence[CheckNumbers]) -> None:
    """Draw what became of each check as a vertical line: red where it failed, dashed for the baseline."""
    ink = canvas.ink
    for x, check in enumerate(checks):
        if check.status in ("failed", "error"):
            canvas.shapes.append(_vertical(x, ink.fault, "solid", 1.0))
            canvas.annotations.append(_above(x, "✕", ink.fault, check.status))
        if check.is_baseline:
            canvas.shapes.append(_vertical(x, ink.theory, "5px,4px", 1.4))
            canvas.annotations.append(_below(x, "baseline", ink.text))


def _vertical(x: int, color: str, dash: str, width: float) -> Figure:
    line = {"color": color, "width": width, "dash": dash}
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "layer": "below",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "line": line,
    }


def _above(x: int, text: str, color: str, hover: str) -> Figure:
    font = {"size": TEXT_PX, "color": color}
    where = {"x": x, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom"}
    return words(f"<b>{text}</b>", font=font, hovertext=escape(hover), **where)


def _below(x: int, text: str, color: str) -> Figure:
    font = {"size": TEXT_PX, "color": color}
    where = {"x": x, "xref": "x", "y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "left"}
    return words(text, font=font, xshift=4, **where)
