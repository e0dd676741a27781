"""The axis on which the layers stand, input side first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fanscope.figures.canvas import Figure, axis, title
from fanscope.figures.layer_words import say_shortened, short_name
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS
from fanscope.figures.words import CHARACTER_PX, escape
from fanscope.result import Measured

MOST_NAMED = 10
MOST_SKIPPED = 2
"""Fans stand below at least every second layer, or below none."""
LEAST_PX = 600
LEAST_NARROW_PX = 350
BETWEEN = 1


def layer_axis(
    result: Measured, layers: Sequence[str], options: FigureOptions, *, margins: int
) -> Figure:
    """Return the x axis: layer i stands at x = i; few layers show their fans, many are thinned.

    Args:
        result: Whose layers they are.
        layers: Names, input side first.
        options: How the figure is laid out.
        margins: Pixels left and right of the axis; what is left of the least container is for names.
    """
    ink = INKS[options.theme]
    last = len(layers) - 1
    ends = [-0.25, last + 0.2] if last else [-0.6, 0.6]
    room = ((LEAST_NARROW_PX if options.narrow else LEAST_PX) - margins) / (ends[1] - ends[0])
    texts = [] if options.narrow or len(layers) > MOST_NAMED else _with_fans(result.fans, layers)
    shown = _thinned(texts, room, MOST_SKIPPED)
    name = f"layer of {result.whole}, inputs → outputs"
    if not shown:
        texts = [escape(short_name(layer)) for layer in layers]
        shown = _thinned(texts, room, len(layers)) or [0]
        name = _say_names(result, layers, options)
    return axis(
        ink,
        type="linear",
        range=ends,
        tickvals=shown,
        ticktext=[texts[index] for index in shown],
        tickangle=0,
        showgrid=False,
        title=title(name, ink, standoff=6),
    )


def _with_fans(fans: Mapping[str, str], layers: Sequence[str]) -> list[str]:
    return [f"{escape(name)}<br>{fans.get(name, '')}" for name in layers]


def _thinned(texts: Sequence[str], room: float, most: int) -> list[int]:
    """Return which texts to show: every one, or every n-th with the least n that lets them stand side by side.

    Args:
        texts: One a layer, lines apart by ``<br>``.
        room: Pixels from a layer to the next.
        most: The greatest n; where it is not enough, nothing is returned.
    """
    for stride in range(1, most + 1):
        shown = list(range(0, len(texts), stride))
        lines = [line for index in shown for line in texts[index].split("<br>")]
        if lines and (max(map(len, lines)) + BETWEEN) * CHARACTER_PX <= stride * room:
            return shown
    return []


def _say_names(result: Measured, layers: Sequence[str], options: FigureOptions) -> str:
    example = say_shortened(layers).removesuffix(".")
    if not example or not any(".body." in name for name in layers):
        if not layers[0].startswith("main."):
            return f"layer of {result.whole}, input side first"
        example = "i is main.i"
    return f"layer; {example}" if options.narrow else f"layer, input side first; {example}"
