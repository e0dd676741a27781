"""A statistic by depth: what was measured over seeds, and what theory says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.selection import Selection
from fanscope.frames import Quantity, Statistic
from fanscope.over_seeds import over_seeds
from fanscope.theory.prediction import Estimate

Predicted = Literal["second_moment", "between_input_var", "gradient_second_moment"]


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One scheme's statistic in every shown layer, at one step.

    Attributes:
        scheme: Its label.
        layers: Names of the shown layers, L of them.
        median: Over seeds with a finite value, [L]; NaN where there is none.
        low: Least over those seeds, [L].
        high: Greatest over those seeds, [L].
        broken: How many seeds had non-finite data, [L].
        seeds: How many seeds were measured.
        theory: Prediction for each layer; None where theory is silent.
    """

    scheme: str
    layers: tuple[str, ...]
    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    broken: NDArray[np.int64]
    seeds: int
    theory: tuple[Estimate | None, ...]

    @property
    def measured(self) -> bool:
        """Whether any seed has a value or a fault to show."""
        return self.seeds > 0


def profile(
    selection: Selection,
    scheme: str,
    *,
    step: int,
    quantity: Quantity,
    statistic: Statistic,
    predicted: Predicted,
) -> Profile:
    """Return a scheme's profile; runs without a frame at or before ``step`` are left out."""
    rows = [
        [track.column(name, quantity, statistic)[index] for name in selection.layers]
        for track in selection.tracks(scheme)
        if (index := track.index_at(step)) is not None
    ]
    values = np.array(rows, dtype=np.float64).reshape(len(rows), len(selection.layers))
    seeds = over_seeds(values)
    return Profile(
        scheme=scheme,
        layers=selection.layers,
        median=seeds.median,
        low=seeds.low,
        high=seeds.high,
        broken=seeds.broken,
        seeds=len(rows),
        theory=_theory(selection, scheme, predicted),
    )


def _theory(selection: Selection, scheme: str, predicted: Predicted) -> tuple[Estimate | None, ...]:
    prediction = selection.result.predictions.get(scheme)
    known = {layer.layer: layer for layer in prediction.layers} if prediction else {}
    return tuple(
        getattr(known[name], predicted) if name in known else None for name in selection.layers
    )
