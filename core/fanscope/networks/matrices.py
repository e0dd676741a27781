"""Matrices whose entries hang together, filled into tensors [out, in, *kernel] with a mean square of 1."""

from __future__ import annotations

from math import ceil, log2, prod, sqrt

import torch
from torch import Tensor


def fill_semi_orthogonal(values: Tensor, *, generator: torch.Generator) -> None:
    """Fill a tensor with a semi-orthogonal matrix [out, in * kernel area].

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


def fill_centre(values: Tensor, matrix: Tensor) -> None:
    """Fill the centre of a kernel with a matrix [out, in] and the rest with zero, the mean square as it was.

    An even kernel's centre is the place above and left of its middle.

    Reference: xiao2018dynamical, algorithm 1.
    """
    area = prod(values.shape[2:])
    centre = 0
    for side in values.shape[2:]:
        centre = centre * side + (side - 1) // 2
    values.zero_()
    values.view(*values.shape[:2], area)[:, :, centre] = matrix * sqrt(area)


def fill_identity(values: Tensor) -> None:
    """Fill the kernel's centre with ones on the diagonal, as many as there are rows and columns.

    Reference: zhao2022zero, definition 1.
    """
    long = max(values.shape[:2])
    fill_centre(values, torch.eye(*values.shape[:2], dtype=values.dtype) * sqrt(long))


def fill_hadamard(values: Tensor) -> None:
    """Fill the kernel's centre with the upper left corner of the smallest Hadamard matrix that has all rows.

    Reference: zhao2022zero, definition 2 and algorithm 1.
    """
    rows, columns = values.shape[:2]
    doubling = torch.tensor([[1.0, 1.0], [1.0, -1.0]], dtype=values.dtype)
    matrix = torch.ones(1, 1, dtype=values.dtype)
    for _ in range(ceil(log2(rows))):
        matrix = torch.kron(doubling, matrix)
    fill_centre(values, matrix[:rows, :columns])


def fill_sparse(values: Tensor, nonzero: int, *, generator: torch.Generator) -> None:
    """Fill ``nonzero`` random places of each row with normal numbers and the rest with zero.

    Reference: martens2010deep, section 5.
    """
    rows, columns = values.shape[0], prod(values.shape[1:])
    count = min(nonzero, columns)
    places = torch.rand(rows, columns, generator=generator).topk(count, dim=1).indices
    drawn = torch.empty(rows, count, dtype=values.dtype).normal_(generator=generator)
    matrix = torch.zeros(rows, columns, dtype=values.dtype)
    matrix.scatter_(1, places, drawn * sqrt(columns / count))
    values.copy_(matrix.reshape(values.shape))
