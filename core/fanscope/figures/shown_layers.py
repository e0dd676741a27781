"""How many layers a figure of small multiples can show."""

from __future__ import annotations

from fanscope.figures.layer_words import say_shortened
from fanscope.figures.options import FigureOptions
from fanscope.figures.selection import Selection
from fanscope.figures.spacing import spread_out

MOST_PANELS = 48
MOST_LAYERS = 8
SPREAD_LAYERS = 6
"""Where not all layers fit, so many are shown, in panels wide enough for a tablet."""
MOST_CHOSEN = 24


def layers_shown(selection: Selection, options: FigureOptions) -> tuple[str, ...]:
    """Return the layers to draw: those asked for, or a spread of them that keeps the figure readable."""
    blocks = max(1, len(selection.schemes))
    fit = len(selection.layers) <= MOST_LAYERS
    most = MOST_CHOSEN if options.layers else MOST_LAYERS if fit else SPREAD_LAYERS
    return spread_out(selection.layers, max(2, min(most, MOST_PANELS // blocks)))


def layers_note(selection: Selection, shown: tuple[str, ...]) -> str:
    """Return which layers are left out and what short names stand for; empty where all are shown in full."""
    count = f"{len(shown)} of {len(selection.layers)} layers, evenly spread; choose layers to see others."
    sentences = ("" if len(shown) == len(selection.layers) else count, say_shortened(shown))
    return " ".join(sentence for sentence in sentences if sentence)
