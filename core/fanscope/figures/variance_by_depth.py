"""Second moment of the pre-activations by depth, measured beside theory."""

from __future__ import annotations

from fanscope.figures.canvas import Figure
from fanscope.figures.depth import Subject, draw_by_depth, view_by_depth
from fanscope.figures.growth import ends_sentence
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.result import Measured

INFO = FigureInfo(
    name="variance-by-depth",
    title="Signal by depth",
    question="Does the signal keep its size from layer to layer, as theory says?",
    options=("step", "scale", "mark"),
)
SUBJECT = Subject(
    heading=INFO.title,
    axis="second moment of pre-activations (dimensionless)",
    noun="second moment",
    quantity="preactivation",
    statistic="second_moment",
    predicted="second_moment",
)


def variance_by_depth(result: Measured, options: FigureOptions) -> Figure:
    """Return the figure; without runs it shows theory alone."""
    view = view_by_depth(result, options, SUBJECT)
    kind = f"at step {view.step}" if view.measured else "predicted at step 0"
    summary = ends_sentence(view.profiles, f"Second moment of the pre-activations {kind},")
    return draw_by_depth(view, options, SUBJECT, summary)
