"""One weighted operation of a pass, and what of it waits to be measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor
from torch.autograd.graph import GradientEdge, get_gradient_edge

from fanscope.diagnose.operations import Kind, Operation
from fanscope.spec import Activation


@dataclass(slots=True, eq=False)
class Site:
    """One weighted operation of a pass.

    Attributes:
        name: Where it stands, see :mod:`fanscope.diagnose.names`.
        kind: How the weight meets the input.
        fan_in: Terms in the sum that makes one output.
        fan_out: Outputs that one input reaches.
        shape: Shape of the weight.
        owner: The parameter that the weight is or is a part of; None where it is computed (generated, normed).
        fed_by: The activation in front, None after a norm, a sum, or something unknown.
        reads_data: Whether it reads the batch itself.
        after_norm: Whether a norm stands in front.
        activation: The activation behind, a norm in between or not; None where none or unknown.
        normed: Whether a norm follows at once; the pre-activation is then what it makes of it.
        summed: Whether it is added to another signal, as the end of a residual branch is.
        edge: Where autograd hands over the gradient by the pre-activation; None where none flows.
    """

    name: str
    kind: Kind
    fan_in: int
    fan_out: int
    shape: tuple[int, ...]
    owner: str | None
    fed_by: Activation | None
    reads_data: bool
    after_norm: bool
    activation: Activation | None = None
    normed: bool = False
    summed: bool = False
    edge: GradientEdge | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A pre-activation that is not measured yet: if a norm reads it next, what the norm makes of it is.

    A norm undoes the scale of the weights in front of it, so that their signal is healthy or not behind it.

    Attributes:
        site: The operation.
        made: The tensor whose gradient will be measured.
        values: The values to measure.
        time_first: Whether time stands before the batch.
        edge: Where its gradient is handed over, kept before anything works on it in place.
    """

    site: Site
    made: Tensor
    values: Tensor
    time_first: bool
    edge: GradientEdge | None


Substitute = Callable[[Operation, Site], tuple[Tensor, Tensor | None]]
"""Chooses the weight and bias that an operation runs with."""


def edge_of(tensor: Tensor) -> GradientEdge | None:
    """Return where autograd hands over a tensor's gradient, None where none flows."""
    return get_gradient_edge(tensor) if tensor.requires_grad else None
