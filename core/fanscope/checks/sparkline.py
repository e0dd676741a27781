"""A row of bars in text: how a number changes from layer to layer, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10

BARS = "▁▂▃▄▅▆▇█"
UNKNOWN = "·"
LEAST_DECADES = 2.0
"""A scale spans at least this, so that small changes look small."""
WIDEST = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """From numbers to bars; rows that are compared share one.

    Attributes:
        low: Decimal logarithm at the lowest bar's foot.
        span: Decades up to the highest bar's top.
    """

    low: float
    span: float

    @classmethod
    def over(cls, values: Iterable[float | None]) -> Scale:
        """Return the scale that holds all positive numbers."""
        logs = [log10(value) for value in values if value is not None and value > 0] or [0.0]
        middle, span = (min(logs) + max(logs)) / 2, max(max(logs) - min(logs), LEAST_DECADES)
        return cls(middle - span / 2, span)

    def bar(self, value: float | None) -> str:
        """Return one bar; ``·`` for what is zero, negative or unknown."""
        if value is None or value <= 0:
            return UNKNOWN
        height = int((log10(value) - self.low) / self.span * len(BARS))
        return BARS[min(max(height, 0), len(BARS) - 1)]


def sparkline(values: Sequence[float | None], scale: Scale) -> str:
    """Return one bar a value; more than 12 are thinned evenly, and the first and the last are always shown."""
    return "".join(scale.bar(value) for value in _thin(values))


def _thin(values: Sequence[float | None]) -> list[float | None]:
    if len(values) <= WIDEST:
        return list(values)
    last = len(values) - 1
    return [values[round(place * last / (WIDEST - 1))] for place in range(WIDEST)]
