"""The value axis: linear or logarithmic, its range, ticks, and where a value stands on it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fanscope.figures.canvas import Figure, axis, title
from fanscope.figures.options import Scale
from fanscope.figures.palette import Ink
from fanscope.figures.ticks import linear_ticks, log_ticks


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Range of a value axis in Plotly's axis units: log10 of the value on a log axis.

    Attributes:
        kind: ``linear`` or ``log``.
        low: Lower end, in axis units.
        high: Upper end, in axis units.
    """

    kind: Literal["linear", "log"]
    low: float
    high: float

    @property
    def top(self) -> float:
        """The value at the upper end."""
        return self.invert(self.high)

    @property
    def bottom(self) -> float:
        """The value at the lower end."""
        return self.invert(self.low)

    def place(self, value: float) -> float:
        """Return where a value stands, in axis units, held within the range."""
        if math.isnan(value):
            return self.high
        if self.kind == "linear":
            return min(max(value, self.low), self.high)
        return min(max(math.log10(value), self.low), self.high) if value > 0 else self.low

    def invert(self, position: float) -> float:
        """Return the value at a position in axis units."""
        return float(10.0 ** min(position, 308.0)) if self.kind == "log" else position

    def axis(self, ink: Ink, name: str | None, *, ticks: int = 7) -> Figure:
        """Return the Plotly axis."""
        make_ticks = log_ticks if self.kind == "log" else linear_ticks
        values, texts = make_ticks(self.low, self.high, ticks)
        return axis(
            ink,
            type=self.kind,
            range=[self.low, self.high],
            tickvals=values,
            ticktext=texts,
            title=title(name, ink) if name else {"text": ""},
        )


def log_scale(values: Iterable[float], *, room: float = 0.06) -> ValueScale:
    """Return a log scale around the positive finite values; a decade around 1 where there are none."""
    logs = [math.log10(value) for value in values if value > 0 and math.isfinite(value)]
    if not logs:
        return ValueScale("log", -0.5, 0.5)
    low, high = min(logs), max(logs)
    pad = max(room * (high - low), 0.12)
    return ValueScale("log", low - pad, high + pad)


def linear_scale(values: Iterable[float], *, room: float = 0.06) -> ValueScale:
    """Return a linear scale from zero or below to the greatest finite value."""
    finite = [value for value in values if math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    low = min(low, 0.0)
    high = high if high > low else low + 1.0
    return ValueScale(
        "linear", low - (room if low < 0 else 0) * (high - low), high + room * (high - low)
    )


def value_scale(
    values: Iterable[float], wish: Scale, default: Literal["linear", "log"]
) -> ValueScale:
    """Return the scale that the reader wishes, or the figure's default."""
    kind = default if wish == "auto" else wish
    return log_scale(values) if kind == "log" else linear_scale(values)
