"""Direct labels at the right end of lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fanscope.figures.canvas import Figure
from fanscope.figures.collisions import spread
from fanscope.figures.palette import Style
from fanscope.figures.words import CHARACTER_PX, TEXT_PX, cut, escape

GAP_PX = 18
LEADER_PX = 20


@dataclass(frozen=True, slots=True)
class Ending:
    """The right end of a line that wants a name.

    Attributes:
        name: What to write, unescaped.
        style: How its scheme is drawn.
        x: Where the line ends, in axis units.
        y: Where the line ends, in axis units (log10 on a log axis).
    """

    name: str
    style: Style
    x: float
    y: float


def label_width(names: Sequence[str], most_characters: int) -> int:
    """Return the right margin in pixels that the longest label needs."""
    longest = max((len(cut(name, most_characters)) for name in names), default=0)
    return round(longest * CHARACTER_PX) + LEADER_PX + 6


def name_endings(
    endings: Sequence[Ending],
    *,
    span: tuple[float, float],
    height: float,
    most_characters: int,
    axes: tuple[str, str] = ("x", "y"),
) -> list[Figure]:
    """Return one annotation a line, moved apart, tied to the line's end by a leader.

    Args:
        endings: The lines' ends.
        span: Range of the y axis, in axis units.
        height: Height of the plot area in pixels.
        most_characters: Longer names are cut.
        axes: Plotly names of the axes.
    """
    low, high = span
    scale = height / (high - low)
    ends = [min(max((high - ending.y) * scale, 0.0), height) for ending in endings]
    places = spread(ends, GAP_PX, 0.0, height)
    return [
        {
            "text": f"<b>{escape(cut(ending.name, most_characters))}</b>",
            "x": ending.x,
            "y": ending.y if math.isfinite(ending.y) else high,
            "xref": axes[0],
            "yref": axes[1],
            "ax": LEADER_PX,
            "ay": place - end,
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": ending.style.line,
            "standoff": 6,
            "borderpad": 1,
            "font": {"size": TEXT_PX, "color": ending.style.text},
            "hovertext": escape(ending.name),
        }
        for ending, end, place in zip(endings, ends, places, strict=True)
    ]
