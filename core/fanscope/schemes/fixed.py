"""Schemes that look at no fan: a chosen standard deviation, a chosen value, zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Distribution, constant, normal
from fanscope.layout import TensorLayout
from fanscope.schemes.matrix import MatrixScheme
from fanscope.schemes.scheme import ParameterInfo, SchemeInfo


@dataclass(frozen=True, slots=True)
class Normal(MatrixScheme):
    """Normal weights of one standard deviation everywhere."""

    std: float

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="normal",
        title="Normal, fixed standard deviation",
        formula=r"W \sim \mathcal{N}(0, \mathrm{std}^2)",
        reference="krizhevsky2012imagenet",
        summary="The same standard deviation in every layer, whatever its fans; AlexNet used 0.01.",
        parameters=(
            ParameterInfo("std", "number", 0.02, "standard deviation of a weight", minimum=0.0),
        ),
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of standard deviation ``std``."""
        return normal(self.std**2)


@dataclass(frozen=True, slots=True)
class Constant(MatrixScheme):
    """The same number in every weight."""

    value: float

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="constant",
        title="Constant",
        formula=r"W = \mathrm{value}",
        reference="goodfellow2016deep",
        summary="The same number everywhere: all units of a layer compute the same and stay the "
        "same, a symmetry that training cannot break.",
        parameters=(ParameterInfo("value", "number", 0.01, "what every weight is set to"),),
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the distribution that is always ``value``."""
        return constant(self.value)


@dataclass(frozen=True, slots=True)
class Zeros(MatrixScheme):
    """Zero in every weight."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="zeros",
        title="Zeros",
        formula=r"W = 0",
        reference="goodfellow2016deep",
        summary="Nothing passes forward and no gradient comes back through a hidden layer: "
        "the reference point for a network that cannot start.",
    )

    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:  # noqa: ARG002
        """Return the distribution that is always zero."""
        return constant(0.0)
