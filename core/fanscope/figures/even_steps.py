"""The axis of steps for tasks in sequence: linear, with a tick where a task begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.figures.spacing import spread_out
from fanscope.figures.step_axis import StepAxis


@dataclass(frozen=True, slots=True)
class EvenStepAxis(StepAxis):
    """Places of steps on a linear Plotly axis: the steps themselves.

    Attributes:
        every: Steps from one tick to the next; 0 for one at each end.
    """

    every: int = 0

    @property
    def zero(self) -> float:
        """Place of step 0."""
        return 0.0

    def place(self, steps: ArrayLike) -> NDArray[np.float64]:
        """Return the place of each step."""
        return np.asarray(steps, np.float64)

    @property
    def range(self) -> list[float]:
        """Ends of the axis: a little room around the data."""
        return [-0.02 * self.last, 1.02 * self.last]

    def _ticks(self, most: int) -> list[int]:
        every = self.every or self.last
        return list(spread_out(range(0, self.last + 1, every), most))
