"""Variance between inputs by depth: can the network still tell its inputs apart?

Generated biases with hyperfan-in keep the pooled second moment flat while the inputs collapse together;
only this figure and the gradients show it.
"""

from __future__ import annotations

from fanscope.figures.canvas import Figure
from fanscope.figures.depth import Subject, draw_by_depth, view_by_depth
from fanscope.figures.growth import ends_sentence
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.result import Measured

INFO = FigureInfo(
    name="between-input-variance",
    title="Variance between inputs",
    question="Can the network still tell its inputs apart in the last layer?",
    options=("step", "scale", "mark"),
)
SUBJECT = Subject(
    heading=INFO.title,
    axis="variance between inputs (dimensionless)",
    noun="variance between inputs",
    quantity="preactivation",
    statistic="between_input_var",
    predicted="between_input_var",
)


def between_input_variance(result: Measured, options: FigureOptions) -> Figure:
    """Return the figure; without runs it shows theory alone."""
    view = view_by_depth(result, options, SUBJECT)
    kind = f"at step {view.step}" if view.measured else "predicted at step 0"
    noun = f"Variance of a unit's pre-activation over the inputs {kind},"
    return draw_by_depth(view, options, SUBJECT, ends_sentence(view.profiles, noun))
