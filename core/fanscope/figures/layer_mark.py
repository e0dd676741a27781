"""Pointing at one layer of a figure that shows them all: where a finding begins."""

from __future__ import annotations

from collections.abc import Sequence

from fanscope.figures.canvas import Canvas, words
from fanscope.figures.palette import translucent
from fanscope.figures.words import TEXT_PX, escape

HALF_WIDTH = 0.3
LEAST_ROOM = 12
"""Layers from which on the band alone would be a hairline."""


def mark_layer(canvas: Canvas, layers: Sequence[str], layer: str | None) -> None:
    """Lay a light band behind a layer and name it above the panel; nothing where it is not shown.

    Args:
        canvas: The figure; its x axis has layer i at x = i.
        layers: The layers that it shows, input side first.
        layer: The one to point at.
    """
    if layer is None or layer not in layers:
        return
    place, last = layers.index(layer), len(layers) - 1
    half = HALF_WIDTH * max(1.0, last / LEAST_ROOM)
    fault = canvas.ink.fault
    canvas.shapes.append(
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": place - min(half, 0.25) if place == 0 else place - half,
            "x1": place + min(half, 0.2) if place == last else place + half,
            "y0": 0,
            "y1": 1,
            "layer": "below",
            "line": {"width": 0},
            "fillcolor": translucent(fault, 0.1),
        }
    )
    canvas.annotations.append(
        words(
            f"{escape(layer)}: here",
            x=place,
            y=1,
            xref="x",
            yref="paper",
            xanchor="left" if place == 0 else "right" if place == last else "center",
            yanchor="bottom",
            yshift=3,
            font={"size": TEXT_PX, "color": fault},
        )
    )
