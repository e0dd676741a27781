"""LeCun initialization (LeCun et al. 1998)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Distribution, normal
from fanscope.fans import fan_in_variance
from fanscope.layout import TensorLayout
from fanscope.schemes.matrix import MatrixScheme
from fanscope.schemes.scheme import SchemeInfo


@dataclass(frozen=True, slots=True)
class LeCun(MatrixScheme):
    """Normal weights with the variance of fan-in Xavier, ten years earlier."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="lecun",
        title="LeCun",
        formula=r"W \sim \mathcal{N}\left(0, \frac{1}{d_\mathrm{in}}\right)",
        reference="lecun1998efficient",
        summary="Keeps the second moment of the activations, with normal weights. On a "
        "hypernetwork's heads it fails like fan-in Xavier.",
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of variance 1 / fan_in.

        Reference: lecun1998efficient, eq. 16.
        """
        return normal(fan_in_variance(matrix.fan_in))
