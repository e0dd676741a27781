"""All figures by name: one line a figure."""

from __future__ import annotations

from collections.abc import Callable

from fanscope.errors import NotFoundError, shorten
from fanscope.figures.activations import INFO as ACTIVATIONS
from fanscope.figures.activations import activations
from fanscope.figures.between_input_variance import INFO as BETWEEN_INPUT_VARIANCE
from fanscope.figures.between_input_variance import between_input_variance
from fanscope.figures.canvas import Figure
from fanscope.figures.forgetting import INFO as FORGETTING
from fanscope.figures.forgetting import forgetting
from fanscope.figures.generated_weights import INFO as GENERATED_WEIGHTS
from fanscope.figures.generated_weights import generated_weights
from fanscope.figures.gradient_by_depth import INFO as GRADIENT_BY_DEPTH
from fanscope.figures.gradient_by_depth import gradient_by_depth
from fanscope.figures.loss import INFO as LOSS
from fanscope.figures.loss import loss
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.variance_by_depth import INFO as VARIANCE_BY_DEPTH
from fanscope.figures.variance_by_depth import variance_by_depth
from fanscope.figures.variance_over_time import INFO as VARIANCE_OVER_TIME
from fanscope.figures.variance_over_time import variance_over_time
from fanscope.result import ExperimentResult, Measured

Draw = Callable[[ExperimentResult, FigureOptions], Figure]
_ALL: tuple[tuple[FigureInfo, Draw], ...] = (
    (ACTIVATIONS, activations),
    (GENERATED_WEIGHTS, generated_weights),
    (VARIANCE_BY_DEPTH, variance_by_depth),
    (VARIANCE_OVER_TIME, variance_over_time),
    (GRADIENT_BY_DEPTH, gradient_by_depth),
    (BETWEEN_INPUT_VARIANCE, between_input_variance),
    (LOSS, loss),
    (FORGETTING, forgetting),
)
FIGURES: dict[str, tuple[FigureInfo, Draw]] = {info.name: (info, draw) for info, draw in _ALL}
MEASURED: dict[str, Callable[[Measured, FigureOptions], Figure]] = {
    VARIANCE_BY_DEPTH.name: variance_by_depth,
    BETWEEN_INPUT_VARIANCE.name: between_input_variance,
    GRADIENT_BY_DEPTH.name: gradient_by_depth,
    ACTIVATIONS.name: activations,
}
"""Those that need neither a spec nor training, for modules that users bring."""


def catalogue() -> tuple[FigureInfo, ...]:
    """Return how every figure introduces itself, in the order of the dashboard."""
    return tuple(info for info, _ in FIGURES.values())


def build(name: str, result: ExperimentResult, options: FigureOptions | None = None) -> Figure:
    """Return a figure as a Plotly dictionary that orjson can write (``OPT_SERIALIZE_NUMPY``).

    Args:
        name: A name from :func:`catalogue`.
        result: What to show; may hold no runs.
        options: What the reader asked for.

    Returns:
        ``{"data": [...], "layout": {...}}``; ``layout.meta`` holds ``title``, ``summary`` (plain
        sentences) and ``table`` (``columns`` and ``rows`` of numbers, None for non-finite).

    Raises:
        NotFoundError: No such figure, or a scheme, layer, seed or quantity that it does not have.
    """
    if name not in FIGURES:
        raise NotFoundError(f"no figure {shorten(name)}; choose from: {', '.join(FIGURES)}")
    _, draw = FIGURES[name]
    return draw(result, options or FigureOptions())


def build_measured(name: str, result: Measured, options: FigureOptions | None = None) -> Figure:
    """Return a figure of what was measured in a user's own module, see :func:`build`.

    Raises:
        NotFoundError: No such figure, or it needs a spec or training.
    """
    if name not in MEASURED:
        raise NotFoundError(
            f"no figure {shorten(name)} of a module; choose from: {', '.join(MEASURED)}"
        )
    return MEASURED[name](result, options or FigureOptions())
