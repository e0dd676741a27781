"""Xavier initialization (Glorot & Bengio 2010), in its three readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Distribution, uniform
from fanscope.fans import fan_avg_variance, fan_in_variance, fan_out_variance
from fanscope.layout import TensorLayout
from fanscope.schemes.matrix import MatrixScheme
from fanscope.schemes.scheme import SchemeInfo


@dataclass(frozen=True, slots=True)
class Xavier(MatrixScheme):
    """Fan-in Xavier, as Chang et al. 2020 use the name."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="xavier",
        title="Xavier, fan-in",
        formula=r"\mathrm{Var}(W) = \frac{1}{d_\mathrm{in}}",
        reference="glorot2010understanding",
        summary="Keeps the second moment of the activations. On a hypernetwork's heads it makes "
        "every generated weight of variance 1, so that each main layer explodes by its fan-in.",
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the uniform distribution of variance 1 / fan_in."""
        return uniform(fan_in_variance(matrix.fan_in))


@dataclass(frozen=True, slots=True)
class XavierAvg(MatrixScheme):
    """Xavier as PyTorch's ``xavier_uniform_`` computes it, with the mean of both fans."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="xavier-avg",
        title="Xavier, average fan (PyTorch)",
        formula=r"\mathrm{Var}(W) = \frac{2}{d_\mathrm{in} + d_\mathrm{out}}",
        reference="glorot2010understanding",
        summary="A compromise between activations and gradients. On a hypernetwork's heads the "
        "fan-out is the size of the generated tensor, so that the main network vanishes.",
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the uniform distribution of variance 2 / (fan_in + fan_out)."""
        return uniform(fan_avg_variance(matrix.fan_in, matrix.fan_out))


@dataclass(frozen=True, slots=True)
class XavierOut(MatrixScheme):
    """Fan-out Xavier."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="xavier-out",
        title="Xavier, fan-out",
        formula=r"\mathrm{Var}(W) = \frac{1}{d_\mathrm{out}}",
        reference="glorot2010understanding",
        summary="Keeps the second moment of the gradients. On a hypernetwork's heads the fan-out "
        "is the size of the generated tensor, so that the main network all but disappears.",
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the uniform distribution of variance 1 / fan_out."""
        return uniform(fan_out_variance(matrix.fan_out))
