"""Words about runs that stopped being finite, and marks where numbers are missing."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from fanscope.figures.canvas import Figure
from fanscope.figures.palette import Ink
from fanscope.figures.selection import Selection
from fanscope.figures.words import cut, escape

MOST_NOTES = 4


def divergence_notes(selection: Selection, ink: Ink, *, characters: int) -> list[str]:
    """Return one red line per scheme with diverged runs, e.g. "kaiming diverged at step 3 in main.2 (3 of 3 seeds)"."""
    sentences = [text for scheme in selection.schemes if (text := _divergence(selection, scheme))]
    shown = sentences[:MOST_NOTES]
    if len(sentences) > len(shown):
        shown.append(f"{len(sentences) - len(shown)} more schemes diverged")
    return [
        f'<span style="color:{ink.fault}">{"✕ " if first else ""}{escape(line)}</span>'
        for sentence in shown
        for first, line in _wrapped(sentence, characters)
    ]


def wrap(text: str, characters: int) -> list[str]:
    """Return plain text as escaped lines of at most so many characters."""
    return [escape(line) for line in textwrap.wrap(text, characters)]


def nonfinite_marks(
    x: Sequence[Any], y: Sequence[float], hover: Sequence[str], ink: Ink, **axes: str
) -> Figure:
    """Return the trace of red marks that stand at the top of the axis for non-finite values."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(x),
        "y": list(y),
        "marker": {
            "symbol": "triangle-up",
            "size": 11,
            "color": ink.fault,
            "line": {"width": 1, "color": ink.paper},
        },
        "cliponaxis": False,
        "text": list(hover),
        "hovertemplate": "%{text}<extra></extra>",
        "name": "non-finite",
        **axes,
    }


def _divergence(selection: Selection, scheme: str) -> str:
    runs = selection.runs(scheme)
    points = [run.diverged_at for run in runs if run.diverged_at is not None]
    if not points:
        return ""
    first = min(points, key=lambda point: point.step)
    where = f" in {first.layer}" if first.layer else ""
    share = f" ({len(points)} of {len(runs)} seeds)" if len(runs) > 1 else ""
    return f"{cut(scheme, 30)} diverged at step {first.step}{where}{share}"


def _wrapped(sentence: str, characters: int) -> list[tuple[bool, str]]:
    lines = textwrap.wrap(sentence, characters)
    return [(number == 0, line) for number, line in enumerate(lines)]
