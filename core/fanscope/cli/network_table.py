"""The network that a prediction is about: its size, and the shape of every layer's output."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from fanscope.cli.output import start_table
from fanscope.figures.layer_words import say_fans
from fanscope.layout import NetworkLayout

KINDS = {"linear": "linear", "conv2d": "conv", "embedding": "embedding", "positions": "positions"}


def say_size(layout: NetworkLayout) -> str:
    """Return the size in words: ``Main network: 1,399,510 parameters, 1,397,000 of them generated ...``."""
    main = sum(tensor.size for tensor in layout.main)
    shapes = f"{_say_shape(layout.input)} → {_say_shape(layout.output)}"
    text = f"Main network: {main:,} parameters in {len(layout.layers)} weighted layers, {shapes}."
    if layout.hypernet is None:
        return text
    trained = sum(tensor.size for tensor in layout.hypernet_trainable)
    return (
        f"{text}\nHypernetwork: {trained:,} trained parameters; "
        f"it generates {layout.num_generated:,} of the main network's."
    )


def tabulate_network(layout: NetworkLayout) -> Table:
    """Return one row a layer: kind, what it takes and gives, the shape of its output, its parameters."""
    table = start_table()
    table.add_column("layer", overflow="fold")
    table.add_column("kind", no_wrap=True)
    for name in ("in → out", "output", "parameters"):
        table.add_column(name, justify="right", no_wrap=True)
    for layer in layout.layers:
        size = layer.weight.size + (layer.bias.size if layer.bias else 0)
        cells = (KINDS[layer.kind], say_fans(layer), _say_shape(layer.output), f"{size:,}")
        table.add_row(Text(layer.name), *map(Text, cells))
    return table


def _say_shape(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
