"""Draw a scheme's distributions into tensors."""

from __future__ import annotations

from math import prod, sqrt

import torch
from torch import Tensor

from fanscope.distribution import Assignment, Distribution
from fanscope.layout import NetworkLayout


def sample_network(
    layout: NetworkLayout,
    assignment: Assignment,
    *,
    generator: torch.Generator,
    dtype: torch.dtype = torch.float32,
) -> dict[str, Tensor]:
    """Draw every trainable tensor of a network, on the CPU, in the order of ``layout.trainable``.

    Always the CPU, whatever device trains: one seed gives the same numbers everywhere.

    Args:
        layout: The network.
        assignment: Distribution of each trainable tensor, by name.
        generator: CPU generator; advanced by what is drawn (``constant`` draws nothing).
        dtype: Floating-point type of the tensors.

    Returns:
        Tensors by name; none of them requires a gradient yet.
    """
    return {
        tensor.name: sample_tensor(
            assignment[tensor.name], tensor.shape, generator=generator, dtype=dtype
        )
        for tensor in layout.trainable
    }


def sample_tensor(
    distribution: Distribution,
    shape: tuple[int, ...],
    *,
    generator: torch.Generator,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Draw one tensor; values beyond the range of ``dtype`` become infinite."""
    if distribution.shape == "constant":
        return torch.full(shape, distribution.mean, dtype=torch.float64).to(dtype)
    values = torch.empty(shape, dtype=dtype)
    match distribution.shape:
        case "uniform":
            values.uniform_(-sqrt(3), sqrt(3), generator=generator)
        case "normal":
            values.normal_(generator=generator)
        case "orthogonal":
            _fill_semi_orthogonal(values, generator=generator)
    return values.mul_(sqrt(distribution.variance)).add_(distribution.mean)


def _fill_semi_orthogonal(values: Tensor, *, generator: torch.Generator) -> None:
    """Fill a tensor with a semi-orthogonal matrix, scaled to a mean square of 1.

    Uniform over such matrices: QR of a normal matrix, with the signs of R's diagonal moved to Q.
    A vector counts as a matrix of one column.

    Reference: saxe2014exact, section 3; mezzadri2007generate, section 5.
    """
    rows = values.shape[0]
    columns = prod(values.shape[1:])
    long, short = max(rows, columns), min(rows, columns)
    q, r = torch.linalg.qr(
        torch.empty(long, short, dtype=values.dtype).normal_(generator=generator)
    )
    q *= r.diagonal().sign() * sqrt(long)
    values.copy_((q if rows >= columns else q.T).reshape(values.shape))
