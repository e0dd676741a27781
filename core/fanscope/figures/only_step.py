"""The axis of one step: where nothing is trained, there is only step 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.figures.step_axis import StepAxis

LEFT = 1.0
RIGHT = 0.02
"""Room left of step 0, where theory and a guess are drawn, and right of it, for a mark: then names stand."""


@dataclass(frozen=True, slots=True)
class OnlyStepAxis(StepAxis):
    """Step 0 at the right end of a linear Plotly axis."""

    first: int = 1
    last: int = 1

    @property
    def zero(self) -> float:
        """Place of step 0."""
        return 0.0

    @property
    def theory(self) -> tuple[float, float]:
        """Ends of theory's dash: up to step 0, so that it crosses no name."""
        return -0.12 * LEFT, 0.0

    def place(self, steps: ArrayLike) -> NDArray[np.float64]:
        """Return the place of each step: that of step 0."""
        return np.zeros(np.shape(steps))

    @property
    def range(self) -> list[float]:
        """Ends of the axis."""
        return [-LEFT, RIGHT]

    def _ticks(self, most: int) -> list[int]:
        del most
        return [0]
