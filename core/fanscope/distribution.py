"""How one tensor is drawn: the number-only result of a scheme, sampled into torch elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Shape = Literal[
    "uniform",
    "normal",
    "constant",
    "sparse",
    "orthogonal",
    "delta-orthogonal",
    "identity",
    "hadamard",
]
"""Independent entries: ``uniform``, ``normal``, ``constant``. The others are matrices [out, in], one for each group:

``sparse``            ``nonzero`` normal entries at random places of each row, the rest zero
``orthogonal``        a random semi-orthogonal matrix [out, in * kernel area] times a gain
``delta-orthogonal``  a random semi-orthogonal matrix [out, in] in the kernel's centre, zero around it
``identity``          ones on the diagonal of the kernel's centre, zero elsewhere; nothing is drawn
``hadamard``          the corner of a Hadamard matrix in the kernel's centre, zero around it; nothing is drawn
"""

_INDEPENDENT: frozenset[Shape] = frozenset({"uniform", "normal", "constant"})
_ISOTROPIC: frozenset[Shape] = _INDEPENDENT | {"orthogonal"}


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the entries of one tensor are drawn.

    Attributes:
        shape: Family. ``uniform`` spans ``mean`` plus or minus ``sqrt(3 variance)``; ``constant`` has variance 0.
        variance: Variance of an entry; for the matrices the mean square of all entries, zeros counted.
        mean: Mean of an entry; 0 for the matrices.
        groups: For the matrices: blocks of output channels that see inputs of their own.
        nonzero: For ``sparse``: entries of a row that are drawn, at most as many as there are.
        draw_shape: The tensor holds whole draws of this shape, laid out flat: one in an offset, one a column
            in a kernel. None where the tensor is one draw of its own shape.
        is_calibrated: What is drawn is only where a scheme begins that then learns scales from data
            (``SchemeInfo.calibration``), so that ``variance`` is not what a run starts with.
    """

    shape: Shape
    variance: float
    mean: float = 0.0
    groups: int = 1
    nonzero: int = 0
    draw_shape: tuple[int, ...] | None = None
    is_calibrated: bool = False

    @property
    def second_moment(self) -> float:
        """Expected mean square of the entries."""
        return self.variance + self.mean**2

    @property
    def is_independent(self) -> bool:
        """Whether the entries are independent of each other."""
        return self.shape in _INDEPENDENT and not self.is_calibrated

    @property
    def is_random(self) -> bool:
        """Whether a run starts with what mean-field theory assumes: mean 0, and independent entries or a random rotation."""
        is_whole = self.draw_shape is None and self.groups == 1
        return self.mean == 0 and self.shape in _ISOTROPIC and is_whole and not self.is_calibrated

    def scaled(self, factor: float) -> Distribution:
        """Return the distribution of ``factor`` times a draw."""
        return replace(self, variance=self.variance * factor**2, mean=self.mean * factor)

    def laid_out_flat(self, draw_shape: tuple[int, ...]) -> Distribution:
        """Return the distribution of a flat tensor that holds whole draws of a shape; the same for independent entries."""
        return self if self.shape in _INDEPENDENT else replace(self, draw_shape=draw_shape)

    def before_calibration(self) -> Distribution:
        """Return the same draw, marked as where a scheme begins that learns scales from data."""
        return replace(self, is_calibrated=True)


@lru_cache(maxsize=1024)
def uniform(variance: float) -> Distribution:
    """Return the zero-mean uniform distribution on plus or minus ``sqrt(3 variance)``."""
    return Distribution("uniform", variance)


@lru_cache(maxsize=1024)
def normal(variance: float) -> Distribution:
    """Return the zero-mean normal distribution."""
    return Distribution("normal", variance)


def orthogonal(variance: float, *, groups: int = 1) -> Distribution:
    """Return a semi-orthogonal matrix for each group, whose entries have mean square ``variance``."""
    return Distribution("orthogonal", variance, groups=groups)


@lru_cache(maxsize=1024)
def constant(value: float) -> Distribution:
    """Return the distribution that always gives ``value``."""
    return Distribution("constant", 0.0, value)


Assignment = Mapping[str, Distribution]
"""Tensor name (see :mod:`fanscope.layout`) to distribution, one entry for every trainable tensor."""
