"""The axis on which the layers stand, input side first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fanscope.figures.canvas import Figure, axis, title
from fanscope.figures.layer_words import say_shortened, short_name
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS
from fanscope.figures.words import escape
from fanscope.result import Measured

MOST_NAMED = 10
ROOM = 105
ROOM_NARROW = 28
"""How many characters stand side by side below the axis."""
BETWEEN = 2


def layer_axis(result: Measured, layers: Sequence[str], options: FigureOptions) -> Figure:
    """Return the x axis: layer i stands at x = i; few layers show their fans, many are thinned."""
    ink = INKS[options.theme]
    room = ROOM_NARROW if options.narrow else ROOM
    texts = [] if options.narrow or len(layers) > MOST_NAMED else _with_fans(result.fans, layers)
    if texts and _room_for([text.split("<br>")[0] for text in texts]) <= room:
        shown, name = list(range(len(layers))), f"layer of {result.whole}, inputs → outputs"
    else:
        shown = _thinned(layers, room)
        texts = [escape(short_name(layers[index])) for index in shown]
        name = _say_names(result, layers, options)
    last = len(layers) - 1
    return axis(
        ink,
        type="linear",
        range=[-0.25, last + 0.2] if last else [-0.6, 0.6],
        tickvals=shown,
        ticktext=texts,
        tickangle=0,
        showgrid=False,
        title=title(name, ink, standoff=6),
    )


def _with_fans(fans: Mapping[str, str], layers: Sequence[str]) -> list[str]:
    return [f"{escape(name)}<br>{fans.get(name, '')}" for name in layers]


def _thinned(layers: Sequence[str], room: int) -> list[int]:
    """Return the layers to name: every one, or every n-th with the least n whose names fit side by side."""
    for stride in range(1, len(layers)):
        shown = list(range(0, len(layers), stride))
        if _room_for([short_name(layers[index]) for index in shown]) <= room:
            return shown
    return [0]


def _room_for(texts: Sequence[str]) -> int:
    """Return the characters that evenly spaced texts need, all as wide as the widest."""
    return len(texts) * (max(map(len, texts)) + BETWEEN)


def _say_names(result: Measured, layers: Sequence[str], options: FigureOptions) -> str:
    example = say_shortened(layers).removesuffix(".")
    if not example or not any(".body." in name for name in layers):
        if not layers[0].startswith("main."):
            return f"layer of {result.whole}, input side first"
        example = "i is main.i"
    return f"layer; {example}" if options.narrow else f"layer, input side first; {example}"
