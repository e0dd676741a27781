"""The axis on which the layers stand, input side first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fanscope.figures.canvas import Figure, axis, title
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS
from fanscope.layout import lay_out
from fanscope.spec import ExperimentSpec

MOST_NAMED = 10
MOST_TICKS = 14
MOST_TICKS_NARROW = 6


def layer_axis(spec: ExperimentSpec, layers: Sequence[str], options: FigureOptions) -> Figure:
    """Return the x axis: layer i stands at x = i; few layers show their fans, many are thinned."""
    ink = INKS[options.theme]
    most = MOST_TICKS_NARROW if options.narrow else MOST_TICKS
    stride = math.ceil(len(layers) / most)
    shown = range(0, len(layers), stride)
    if options.narrow or len(layers) > MOST_NAMED:
        texts = [layers[index].removeprefix("main.") for index in shown]
        name = "layer main.i, input side first"
    else:
        texts = [f"{layers[index]}<br>{fans(spec, layers[index])}" for index in shown]
        name = "layer of the main network, inputs → outputs"
    last = len(layers) - 1
    return axis(
        ink,
        type="linear",
        range=[-0.25, last + 0.2] if last else [-0.6, 0.6],
        tickvals=list(shown),
        ticktext=texts,
        showgrid=False,
        title=title(name, ink, standoff=6),
    )


def fans(spec: ExperimentSpec, layer: str) -> str:
    """Return a layer's fans, e.g. ``784→500``."""
    found = next(each for each in lay_out(spec.network).layers if each.name == layer)
    return f"{found.fan_in}→{found.fan_out}"
