"""The axis of one step: where nothing more was recorded, there is only step 0."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.figures.selection import Selection
from fanscope.figures.step_axis import StepAxis, step_axis

HALF = 0.25
"""Half the axis; step 0 is in its middle."""
THEORY = 0.5 * HALF
"""Half of theory's dash: what was measured is seen within it, and names stand beside it."""
STILL_GOING = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True)
class OnlyStepAxis(StepAxis):
    """Step 0 in the middle of a linear Plotly axis."""

    first: int = 1
    last: int = 1

    @property
    def gap(self) -> float:
        """Room that step 0 has: the whole axis."""
        return 2 * HALF

    @property
    def zero(self) -> float:
        """Place of step 0."""
        return 0.0

    @property
    def theory(self) -> tuple[float, float]:
        """Ends of theory's dash at step 0."""
        return -THEORY, THEORY

    def place(self, steps: ArrayLike) -> NDArray[np.float64]:
        """Return the place of each step: that of step 0."""
        return np.zeros(np.shape(steps))

    def end_of(self, step: int) -> float:
        """Where a curve's name is tied to: beside theory."""
        del step
        return THEORY

    @property
    def range(self) -> list[float]:
        """Ends of the axis."""
        return [-HALF, HALF]

    @property
    def words(self) -> str:
        """What the axis shows."""
        return "training step (only step 0 was recorded)"

    def _ticks(self, most: int) -> list[int]:
        del most
        return [0]


def recorded_axis(selection: Selection, steps: Iterable[int]) -> StepAxis:
    """Return the axis of what was recorded: of step 0 alone where no other step will come."""
    steps = list(steps)
    runs = [run for scheme in selection.schemes for run in selection.runs(scheme)]
    is_over = not any(run.status in STILL_GOING for run in runs)
    return OnlyStepAxis() if is_over and not any(steps) else step_axis(steps)
