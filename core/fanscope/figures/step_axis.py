"""The axis of steps: logarithmic, with step 0 in a place of its own left of step 1."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.figures.canvas import Figure, axis, title
from fanscope.figures.palette import Ink
from fanscope.figures.ticks import power_of_ten


@dataclass(frozen=True, slots=True)
class StepAxis:
    """Places of steps on a linear Plotly axis, in decades.

    Attributes:
        first: The first step after 0 that has a place, at least 1.
        last: The last step.
    """

    first: int
    last: int

    @property
    def gap(self) -> float:
        """Distance from step 0 to the first step after it, in decades."""
        return max(0.12 * math.log10(self.last / self.first), 0.2)

    @property
    def zero(self) -> float:
        """Place of step 0."""
        return math.log10(self.first) - self.gap

    @property
    def theory(self) -> tuple[float, float]:
        """Ends of theory's dash at step 0."""
        return self.zero - 0.18 * self.gap, self.zero + 0.18 * self.gap

    def place(self, steps: ArrayLike) -> NDArray[np.float64]:
        """Return the place of each step."""
        wanted = np.asarray(steps, np.float64)
        return np.where(wanted > 0, np.log10(np.maximum(wanted, self.first)), self.zero)

    def end_of(self, step: int) -> float:
        """Where the name of a curve that ends at this step is tied to."""
        return float(self.place(step))

    @property
    def words(self) -> str:
        """What the axis shows."""
        return "training step (log; 0 in its own place)"

    @property
    def range(self) -> list[float]:
        """Ends of the axis: half a gap around the data."""
        return [self.zero - 0.5 * self.gap, math.log10(self.last) + 0.15 * self.gap]

    def axis(self, ink: Ink, *, most: int, name: str | None) -> Figure:
        """Return the Plotly axis with a tick at step 0 and at most ``most`` others."""
        steps = self._ticks(most)
        return axis(
            ink,
            type="linear",
            range=self.range,
            tickvals=self.place(steps).tolist(),
            ticktext=[_say_step(step) for step in steps],
            showgrid=False,
            title=title(name, ink, standoff=6) if name else {"text": ""},
        )

    def _ticks(self, most: int) -> list[int]:
        if self.last == self.first:
            return [0, self.first]
        low, high = math.log10(self.first), math.log10(self.last)
        powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
        stride = max(1, math.ceil(len(powers) / most))
        steps = [10**power for power in powers][::stride]
        if len(steps) < 2:
            steps = sorted({self.first, self.last})
        return [0, *steps]


def step_axis(steps: Iterable[int]) -> StepAxis:
    """Return the axis that holds these steps; where there is only step 0 yet, room for a first step."""
    later = [step for step in steps if step > 0]
    return StepAxis(first=min(later, default=1), last=max(later, default=10))


def _say_step(step: int) -> str:
    if step < 10_000:
        return str(step)
    power = round(math.log10(step))
    return power_of_ten(power) if 10**power == step else f"{step:,}".replace(",", " ")
