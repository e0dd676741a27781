"""Traces of one scheme by depth: the seeds' band, the median, theory and its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from fanscope.figures.canvas import CLEAR, Figure
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS, style_of, translucent
from fanscope.figures.profiles import Profile
from fanscope.figures.scales import ValueScale
from fanscope.figures.words import escape
from fanscope.theory.prediction import Estimate
from fanscope.wording import say

DASH = 0.25
"""Half the width of theory's mark in a layer between two of which it says nothing."""


def theory_traces(
    one: Profile, options: FigureOptions, scale: ValueScale, *, crowd: int
) -> list[Figure]:
    """Return the interval as a light band and the prediction as a dashed line.

    The more schemes there are (``crowd``), the lighter each band, so that their sum stays light.
    Where nothing was measured, the band and open markers carry the scheme's color, so that the lines can be told apart.
    """
    ink, style = INKS[options.theme], style_of(one.scheme, options.theme)
    known = [(x, e) for x, e in enumerate(one.theory) if e and math.isfinite(e.value)]
    if not known:
        return []
    shade = (
        translucent(ink.theory, min(0.12, 0.48 / crowd))
        if one.measured
        else style.fill(min(0.2, 1.2 / crowd))
    )
    points = _theory_points(known)
    line: Figure = {
        "type": "scatter",
        "mode": "lines" if one.measured else "lines+markers",
        "name": escape(one.scheme),
        "x": [x for _, x, _ in points],
        "y": [_drawable(e.value, scale) if e else None for _, _, e in points],
        "line": {"color": ink.theory, "width": 1.4, "dash": "5px,4px"},
        "text": [
            f"theory {say(e.value)}<br>95 % interval {say(e.low)} to {say(e.high)}" if e else None
            for _, _, e in points
        ],
        "customdata": [escape(one.layers[layer]) for layer, _, _ in points],
        "hovertemplate": f"<b>{escape(one.scheme)}</b> %{{customdata}}<br>%{{text}}<extra></extra>",
    }
    if not one.measured:
        line["marker"] = _marker(style.marker, ink.paper, style.line, len(one.layers))
    return [_theory_band(points, scale, shade), line]


_Point = tuple[int, float, Estimate | None]
"""A layer's index, where it stands, what theory says; None breaks the line."""


def _theory_points(known: Sequence[tuple[int, Estimate]]) -> list[_Point]:
    """Return what a line goes through; it breaks where theory is silent, and a layer between gaps gets a dash of its own."""
    points: list[_Point] = []
    layers = {x for x, _ in known}
    for x, estimate in known:
        alone = x - 1 not in layers and x + 1 not in layers
        places = (x - DASH, x + DASH) if alone and len(known) > 1 else (x,)
        points += [(x, place, estimate) for place in places]
        if x + 1 not in layers and x != known[-1][0]:
            points.append((x, x, None))
    return points


def _theory_band(points: Sequence[_Point], scale: ValueScale, color: str) -> Figure:
    """Return the intervals as closed outlines, one a stretch of layers that theory speaks of."""
    x: list[float | None] = []
    y: list[float | None] = []
    for is_known, stretch in groupby(points, key=lambda point: point[2] is not None):
        if not is_known:
            x.append(None)
            y.append(None)
            continue
        told = [(place, estimate) for _, place, estimate in stretch if estimate]
        x += [place for place, _ in told] + [place for place, _ in reversed(told)]
        y += [_drawable(e.high, scale) for _, e in told]
        y += [_drawable(e.low, scale) for _, e in reversed(told)]
    return _outline(x, y, color)


def measured_traces(
    one: Profile, options: FigureOptions, noun: str, scale: ValueScale
) -> list[Figure]:
    """Return the band from the least to the greatest seed and the median with markers."""
    style = style_of(one.scheme, options.theme)
    shown = [x for x in range(len(one.layers)) if math.isfinite(one.median[x])]
    if not shown:
        return []
    line: Figure = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": escape(one.scheme),
        "x": _with_gaps(shown),
        "y": [None if x is None else _drawable(one.median[x], scale) for x in _with_gaps(shown)],
        "line": {"color": style.line, "width": 2.2, "dash": style.dash},
        "marker": _marker(style.marker, style.line, INKS[options.theme].paper, len(one.layers)),
        "cliponaxis": False,
        "text": [None if x is None else _told(one, x, noun) for x in _with_gaps(shown)],
        "hovertemplate": f"<b>{escape(one.scheme)}</b> %{{text}}<extra></extra>",
    }
    low, high = ([_drawable(side[x], scale) for x in shown] for side in (one.low, one.high))
    return [band_trace(shown, low, high, style.fill(0.22)), line]


def band_trace(
    x: Sequence[float], low: Sequence[float], high: Sequence[float], color: str
) -> Figure:
    """Return a filled band; several values at one x make a closed outline."""
    return _outline([*x, *reversed(x)], [*high, *reversed(low)], color)


def _outline(x: Sequence[float | None], y: Sequence[float | None], color: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": list(y),
        "fill": "toself",
        "fillcolor": color,
        "line": {"width": 0, "color": CLEAR},
        "hoverinfo": "skip",
    }


def _told(one: Profile, x: int, noun: str) -> str:
    estimate = one.theory[x]
    lines = [
        escape(one.layers[x]),
        f"{noun} {say(one.median[x])}" + (" (median)" if one.seeds > 1 else ""),
    ]
    if one.seeds > 1:
        lines.append(f"{one.seeds} seeds: {say(one.low[x])} to {say(one.high[x])}")
    if estimate:
        lines.append(f"theory {say(estimate.value)} ({say(estimate.low)} to {say(estimate.high)})")
    return "<br>".join(lines)


def _drawable(value: float, scale: ValueScale) -> float:
    """Return a value that the axis can show: what lies below a log axis stands on its lower end."""
    if not math.isfinite(value):
        return scale.top
    if scale.kind == "log" and value <= scale.bottom:
        return scale.bottom
    return float(value)


def _with_gaps(shown: Sequence[int]) -> list[int | None]:
    """Return the indices with None wherever the line must break."""
    result: list[int | None] = []
    for x in shown:
        if result and result[-1] is not None and x != result[-1] + 1:
            result.append(None)
        result.append(x)
    return result


def _marker(symbol: str, fill: str, outline: str, layers: int) -> Figure:
    """Return a marker on every layer, on about 12 of them where there are many."""
    marker = {"symbol": symbol, "size": 8, "color": fill, "line": {"width": 1.2, "color": outline}}
    return marker | ({"maxdisplayed": 12} if layers > 20 else {})
