"""What a check measured, as its stored :class:`~fanscope.verdicts.Baseline` says, ready to be drawn.

Notation:
    S, L   seeds; weighted layers
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanscope.over_seeds import OverSeeds, over_seeds
from fanscope.verdicts import Baseline
from fanscope.verdicts.baseline import COMPARED, Compared


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One scheme at step 0.

    Attributes:
        scheme: Its label.
        layers: Names, input side first, L of them.
        numbers: [S, L] by quantity, NaN where there is no finite number.
    """

    scheme: str
    layers: tuple[str, ...]
    numbers: Mapping[Compared, NDArray[np.float64]]

    def over_seeds(self, quantity: Compared) -> OverSeeds:
        """Return least, median and greatest over the seeds, [L] each."""
        return over_seeds(self.numbers[quantity])


def read_measured(document: Mapping[str, Any] | None) -> tuple[Measured, ...]:
    """Return a stored baseline scheme by scheme; nothing where nothing was measured."""
    return () if document is None else tuple(_schemes(Baseline.model_validate(document)))


def _schemes(baseline: Baseline) -> Iterator[Measured]:
    for scheme, layers in baseline.schemes.items():
        numbers = {
            name: np.array([getattr(each, name) for each in layers.values()], np.float64).T
            for name in COMPARED
        }
        yield Measured(scheme, tuple(layers), numbers)
