"""A network in a few words, for the line above a report."""

from __future__ import annotations

from itertools import groupby

from fanscope.layout import lay_out
from fanscope.spec import MainSpec, MlpSpec


def say_network(main: MainSpec) -> str:
    """Return a main network in words: ``784, 500 × 5, 10, tanh``, or ``12 layers from [3, 32, 32]``."""
    if isinstance(main, MlpSpec):
        runs = [(width, len(list(same))) for width, same in groupby(main.widths)]
        widths = ", ".join(
            f"{width} × {count}" if count > 1 else f"{width}" for width, count in runs
        )
        return f"{widths}, {main.activation}"
    return f"{len(lay_out(main).layers)} weighted layers from {list(main.input)}"
