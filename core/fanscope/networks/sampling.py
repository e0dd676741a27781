"""Draw a scheme's distributions into tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import prod, sqrt

import numpy as np
import torch
from torch import Tensor

from fanscope.compiled import loops_are_wanted
from fanscope.distribution import Assignment, Distribution, Shape
from fanscope.layout import NetworkLayout
from fanscope.networks.drawing import GROUP, fill_normal, fill_uniform
from fanscope.networks.matrices import (
    fill_centre,
    fill_hadamard,
    fill_identity,
    fill_semi_orthogonal,
    fill_sparse,
)

_LOOPS: dict[Shape, Callable[..., None]] = {"uniform": fill_uniform, "normal": fill_normal}
_PIECE = 1 << 18
"""Values of a piece, a megabyte: they stay in the second-level cache."""


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
    if distribution.draw_shape is not None:
        return _sample_flat(
            distribution, distribution.draw_shape, shape, generator=generator, dtype=dtype
        )
    if distribution.shape == "constant":
        return torch.full(shape, distribution.mean, dtype=torch.float64).to(dtype)
    values = _empty(shape, dtype)
    mean, std = distribution.mean, sqrt(distribution.variance)
    fill = _loop_of(distribution)
    if fill is not None and dtype == torch.float32 and values.numel() >= GROUP:
        fill(values, mean=mean, std=std, generator=generator)
        return values
    match distribution.shape:
        case "uniform":
            values.uniform_(-sqrt(3), sqrt(3), generator=generator)
        case "normal":
            values.normal_(generator=generator)
        case _:
            _fill_matrices(distribution, values, generator=generator)
    return values.mul_(std).add_(mean)


def sample_pieces(
    distribution: Distribution, shape: tuple[int, ...], *, generator: torch.Generator
) -> Iterator[Tensor]:
    """Yield the rows of a matrix, float32 [some, columns], top first: those that :func:`sample_tensor` draws.

    A piece of independent numbers has about a megabyte and is overwritten by the next; the entries of other
    distributions hang together, and their matrix is one piece.
    """
    rows, columns = shape
    step = GROUP * max(1, _PIECE // (GROUP * columns))
    fill = _loop_of(distribution)
    if fill is None or rows < 2 * step:
        yield sample_tensor(distribution, shape, generator=generator)
        return
    mean, std = distribution.mean, sqrt(distribution.variance)
    buffer = _empty((2 * step, columns), torch.float32)
    # The last piece takes what is left over: a piece of few values would not end as the whole does.
    last = rows - rows % step - step
    for start in range(0, last + 1, step):
        piece = buffer[: rows - start if start == last else step]
        fill(piece, mean=mean, std=std, generator=generator)
        yield piece


def _loop_of(distribution: Distribution) -> Callable[..., None] | None:
    """Return what fills large tensors faster than torch; None where there is nothing, or it would not pay."""
    return _LOOPS.get(distribution.shape) if loops_are_wanted() else None


def _empty(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    """Return a tensor in memory that numpy asked for: in huge pages, whose first use costs half of the others'."""
    if dtype != torch.float32:
        return torch.empty(shape, dtype=dtype)
    return torch.from_numpy(np.empty(shape, np.float32))


def _sample_flat(
    distribution: Distribution,
    draw_shape: tuple[int, ...],
    shape: tuple[int, ...],
    *,
    generator: torch.Generator,
    dtype: torch.dtype,
) -> Tensor:
    """Draw a tensor that holds whole draws, each laid out flat: a vector [size], or columns of [size, draws]."""
    single = replace(distribution, draw_shape=None)
    draws = [
        sample_tensor(single, draw_shape, generator=generator, dtype=dtype).flatten()
        for _ in range(prod(shape) // prod(draw_shape))
    ]
    return torch.stack(draws, 1).reshape(shape)


def _fill_matrices(
    distribution: Distribution, values: Tensor, *, generator: torch.Generator
) -> None:
    """Fill a tensor [out, in, *kernel] with one matrix for each group of outputs, mean square 1 over all entries."""
    for block in values.chunk(distribution.groups):
        match distribution.shape:
            case "sparse":
                fill_sparse(block, distribution.nonzero, generator=generator)
            case "orthogonal":
                fill_semi_orthogonal(block, generator=generator)
            case "delta-orthogonal":
                centre = torch.empty(block.shape[:2], dtype=block.dtype)
                fill_semi_orthogonal(centre, generator=generator)
                fill_centre(block, centre)
            case "identity":
                fill_identity(block)
            case _:
                fill_hadamard(block)
