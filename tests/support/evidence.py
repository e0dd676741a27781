"""Evidence made of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fanscope.verdicts import Evidence, Healthy, LayerFacts, Seeds


def make_evidence(scheme: str = "xavier", **numbers: ArrayLike) -> Evidence:
    """Return evidence with these numbers, [S, L] each, and a healthy network of ones."""
    shape = np.asarray(next(iter(numbers.values()))).shape
    ones = np.ones(shape[1])
    return Evidence(
        scheme=scheme,
        source="plain",
        layers=tuple(LayerFacts(f"main.{i}", 100, 100, "tanh", "tanh") for i in range(shape[1])),
        healthy=Healthy(ones, ones, ones / 100, ones / 2),
        seeds=Seeds.of((shape[0], shape[1]), **numbers),
    )
