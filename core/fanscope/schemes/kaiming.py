"""Kaiming initialization (He et al. 2015): Xavier for ReLU, which keeps half of the second moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Distribution, normal
from fanscope.fans import fan_in_variance, fan_out_variance
from fanscope.layout import TensorLayout
from fanscope.schemes.matrix import MatrixScheme
from fanscope.schemes.scheme import SchemeInfo


@dataclass(frozen=True, slots=True)
class Kaiming(MatrixScheme):
    """Fan-in Kaiming; the factor is 2 whatever the activation, as in the paper."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="kaiming",
        title="Kaiming, fan-in",
        formula=r"\mathrm{Var}(W) = \frac{2}{d_\mathrm{in}}",
        reference="he2015delving",
        summary="Keeps the second moment of the activations under ReLU. On a hypernetwork's heads "
        "it makes every generated weight of variance 2: a ReLU main network overflows.",
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of variance 2 / fan_in."""
        return normal(fan_in_variance(matrix.fan_in, c=2.0))


@dataclass(frozen=True, slots=True)
class KaimingOut(MatrixScheme):
    """Fan-out Kaiming."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="kaiming-out",
        title="Kaiming, fan-out",
        formula=r"\mathrm{Var}(W) = \frac{2}{d_\mathrm{out}}",
        reference="he2015delving",
        summary="Keeps the second moment of the gradients under ReLU. On a hypernetwork's heads "
        "the fan-out is the size of the generated tensor, so that the main network vanishes.",
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of variance 2 / fan_out."""
        return normal(fan_out_variance(matrix.fan_out, c=2.0))
