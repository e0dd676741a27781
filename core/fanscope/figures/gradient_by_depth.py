"""Second moment of the gradients by depth, measured beside theory."""

from __future__ import annotations

from fanscope.figures.canvas import Figure
from fanscope.figures.depth import Subject, draw_by_depth, view_by_depth
from fanscope.figures.growth import ends_sentence
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.result import Measured

INFO = FigureInfo(
    name="gradient-by-depth",
    title="Gradient by depth",
    question="Does the error signal reach the first layer with a size like the last one's?",
    options=("step", "scale", "mark"),
)
SUBJECT = Subject(
    heading=INFO.title,
    axis="second moment of ∂loss/∂y (dimensionless)",
    noun="gradient second moment",
    quantity="activation_gradient",
    statistic="second_moment",
    predicted="gradient_second_moment",
)


def gradient_by_depth(result: Measured, options: FigureOptions) -> Figure:
    """Return the figure; without runs it shows theory alone.

    The gradient is that of one example's loss with respect to a pre-activation y, so it does not depend on the batch size.
    """
    view = view_by_depth(result, options, SUBJECT)
    kind = f"at step {view.step}" if view.measured else "predicted at step 0"
    noun = f"Second moment of the gradients with respect to the pre-activations {kind},"
    return draw_by_depth(view, options, SUBJECT, ends_sentence(view.profiles, noun))
