"""How one tensor is drawn: the number-only result of a scheme, sampled into torch elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Shape = Literal["uniform", "normal", "orthogonal", "constant"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Independent entries of one mean and variance (``orthogonal``: a scaled semi-orthogonal matrix).

    Attributes:
        shape: Family. ``uniform`` spans ``mean`` plus or minus ``sqrt(3 variance)``; ``constant`` has variance 0.
        variance: Variance of an entry; for ``orthogonal`` the mean square of the entries,
            gain^2 / max(fan_in, fan_out).
        mean: Mean of an entry.
    """

    shape: Shape
    variance: float
    mean: float = 0.0

    @property
    def second_moment(self) -> float:
        """Expected square of an entry."""
        return self.variance + self.mean**2

    def scaled(self, factor: float) -> Distribution:
        """Return the distribution of ``factor`` times a draw."""
        return replace(self, variance=self.variance * factor**2, mean=self.mean * factor)


def uniform(variance: float) -> Distribution:
    """Return the zero-mean uniform distribution on plus or minus ``sqrt(3 variance)``."""
    return Distribution("uniform", variance)


def normal(variance: float) -> Distribution:
    """Return the zero-mean normal distribution."""
    return Distribution("normal", variance)


def orthogonal(variance: float) -> Distribution:
    """Return a semi-orthogonal matrix whose entries have mean square ``variance``."""
    return Distribution("orthogonal", variance)


def constant(value: float) -> Distribution:
    """Return the distribution that always gives ``value``."""
    return Distribution("constant", 0.0, value)


Assignment = Mapping[str, Distribution]
"""Tensor name (see :mod:`fanscope.layout`) to distribution, one entry for every trainable tensor."""
