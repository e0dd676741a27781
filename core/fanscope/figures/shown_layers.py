"""How many layers a figure of small multiples can show."""

from __future__ import annotations

from fanscope.figures.options import FigureOptions
from fanscope.figures.selection import Selection
from fanscope.figures.spacing import spread_out

MOST_PANELS = 48
MOST_LAYERS = 8
MOST_CHOSEN = 24
LONG_NAME = 8


def layers_shown(selection: Selection, options: FigureOptions) -> tuple[str, ...]:
    """Return the layers to draw: those asked for, or a spread of them that keeps the figure readable."""
    blocks = max(1, len(selection.schemes))
    most = MOST_CHOSEN if options.layers else MOST_LAYERS
    return spread_out(selection.layers, max(2, min(most, MOST_PANELS // blocks)))


def layers_note(selection: Selection, shown: tuple[str, ...]) -> str:
    """Return the sentence that says which layers are left out; empty where none are."""
    if len(shown) == len(selection.layers):
        return ""
    return f"{len(shown)} of {len(selection.layers)} layers, evenly spread; choose layers to see others."


def panel_name(layer: str) -> str:
    """Return a layer's name as it stands above a narrow panel: long ones without the ``main.`` of all."""
    return layer.removeprefix("main.") if len(layer) > LONG_NAME else layer
