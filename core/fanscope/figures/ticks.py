"""Tick marks that say what kind of axis they stand on."""

from __future__ import annotations

import math

from fanscope.figures.words import TEXT_PX
from fanscope.wording import say

Ticks = tuple[list[float], list[str]]


def power_of_ten(exponent: int) -> str:
    """Return ``10`` with its exponent raised, in Plotly's markup.

    Plotly draws ``<sup>`` at 70 %, too small to read; the span gives the exponent its size back.
    """
    sign = "−" if exponent < 0 else ""
    return f'10<sup><span style="font-size:{TEXT_PX}px">{sign}{abs(exponent)}</span></sup>'


def log_ticks(low: float, high: float, most: int = 7) -> Ticks:
    """Return values and texts of ticks for a log axis that spans ``10**low`` to ``10**high``.

    Powers of ten, thinned to at most ``most``; where there would be one at most, plain figures
    1, 2 and 5, or where even of these there would be one at most, round numbers at equal distances.
    """
    exponents = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    if len(exponents) < 2:
        return _within_a_decade(low, high, most)
    stride = math.ceil(len(exponents) / most)
    kept = [exponent for exponent in exponents if exponent % stride == 0]
    return [10.0**exponent for exponent in kept], [power_of_ten(exponent) for exponent in kept]


def _within_a_decade(low: float, high: float, most: int) -> Ticks:
    values = [
        digit * 10.0**exponent
        for exponent in range(math.floor(low), math.ceil(high) + 1)
        for digit in (1, 2, 5)
        if low - 1e-9 <= math.log10(digit) + exponent <= high + 1e-9
    ]
    if len(values) < 2:
        return linear_ticks(10.0**low, 10.0**high, most)
    return values, [say(value) for value in values]


def symmetric_ticks(high: float) -> Ticks:
    """Return three ticks, zero and both signs of the greatest 1, 2 or 5 that fits well inside ``high``."""
    room = 0.9 * high
    power = 10.0 ** math.floor(math.log10(room))
    tick = max(digit * power for digit in (1, 2, 5) if digit * power <= room)
    return [-tick, 0.0, tick], [f"−{say(tick)}", "0", say(tick)]


def linear_ticks(low: float, high: float, most: int = 5) -> Ticks:
    """Return ticks at multiples of 1, 2 or 5 times a power of ten, at most ``most`` but two at least."""
    span = high - low
    if not span > 0:
        return [low], [say(low)]
    raw = span / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    steps = [factor * power for factor in (10, 5, 2, 1, 0.5, 0.2, 0.1)]
    fits = [step for step in steps if step >= raw * (1 - 1e-9)]
    finer = [step for step in steps if step < raw * (1 - 1e-9)]
    values = next(
        ticks for step in (fits[-1], *finer) if len(ticks := _multiples(low, high, step)) > 1
    )
    return values, [say(value).replace("-", "−", 1) for value in values]


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]
