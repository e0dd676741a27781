"""Names of layers where there is little room, and their fans."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from fanscope.layout.layers import LayerLayout

LONG_NAME = 8


def short_name(layer: str) -> str:
    """Return a layer's place alone: ``3.1.query`` for ``main.3.body.1.query``.

    Unique, since what stands in a residual is either in its body or in its shortcut, which keeps its name.
    """
    return layer.removeprefix("main.").replace(".body.", ".")


def panel_names(layers: Iterable[str]) -> dict[str, str]:
    """Return each layer's name as it stands above a panel: ``main.0`` in full, longer ones short."""
    return {name: name if len(name) <= LONG_NAME else short_name(name) for name in layers}


def say_shortened(layers: Iterable[str]) -> str:
    """Return the sentence that explains short names by an example; empty where none is short."""
    renamed = [(short, name) for name, short in panel_names(layers).items() if short != name]
    if not renamed:
        return ""
    short, name = max(renamed, key=lambda pair: len(pair[1]) - len(pair[0]))
    return f"{short} is {name}."


def say_fans(layer: LayerLayout) -> str:
    """Return what a layer takes and gives: ``784→500``, ``96·3²→192`` for a kernel, ``50 rows→64`` for a table."""
    shape = layer.weight.shape
    if layer.is_table:
        return f"{shape[0]} rows→{shape[1]}"
    if layer.kind == "linear" or prod(shape[2:]) == 1:
        return f"{shape[1]}→{shape[0]}"
    high, wide = shape[2:]
    kernel = f"{high}²" if high == wide else f"{high}·{wide}"
    return f"{shape[1]}·{kernel}→{shape[0]}"
