"""A weight as matrices: a convolution has one [out, in] for each group at each place of its kernel."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from fanscope.layout import TensorLayout


@dataclass(frozen=True, slots=True)
class Block:
    """The matrix of one group.

    Attributes:
        groups: How many there are; 1 unless a convolution is grouped.
        outputs: Rows, output channels of a group.
        inputs: Columns, input channels of a group.
        area: Places of the kernel; 1 for a dense layer.
    """

    groups: int
    outputs: int
    inputs: int
    area: int


def block_of(matrix: TensorLayout) -> Block:
    """Return the blocks of a weight or of a head's kernel; fans count channels of a group times kernel area."""
    area = prod(matrix.shape[2:])
    outputs = max(1, matrix.fan_out // area)
    return Block(
        groups=max(1, matrix.shape[0] // outputs),
        outputs=outputs,
        inputs=max(1, matrix.fan_in // area),
        area=area,
    )
