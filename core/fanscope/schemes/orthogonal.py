"""Orthogonal initialization (Saxe et al. 2014)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Distribution, orthogonal
from fanscope.layout import TensorLayout
from fanscope.schemes.blocks import block_of
from fanscope.schemes.matrix import MatrixScheme
from fanscope.schemes.scheme import SchemeInfo


@dataclass(frozen=True, slots=True)
class Orthogonal(MatrixScheme):
    """A random semi-orthogonal matrix times the activation's gain."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="orthogonal",
        title="Orthogonal",
        formula=r"W^\top W = c\,I \;\text{ or }\; W W^\top = c\,I",
        reference="saxe2014exact",
        summary="Keeps the length of every input that it does not project away, c = 2 in ReLU "
        "networks. A tall head kernel becomes tiny, so that a generated main network vanishes.",
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:
        """Return the semi-orthogonal matrix whose singular values are sqrt(c), one for each group of a convolution.

        A convolution's matrix is [out, in * kernel area], as in ``torch.nn.init.orthogonal_``; the entries'
        mean square is c min(n, m) / (n m) = c / max(n, m).
        """
        block = block_of(matrix)
        return orthogonal(c / max(block.outputs, matrix.fan_in), groups=block.groups)
