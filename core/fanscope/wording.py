"""Numbers as people say them."""

from __future__ import annotations

import math
from collections.abc import Iterable


def say(value: float | None) -> str:
    """Return a number with 3 significant digits: ``470``, ``0.0353``, ``1.5e16``, ``non-finite``."""
    if value is None:
        return "unknown"
    if not math.isfinite(value):
        return "non-finite"
    if value == 0:
        return "0"
    text = f"{value:.3g}"
    if 1e-3 <= abs(float(text)) < 1e5:
        return f"{float(text):,.10g}".replace(",", " ") if abs(value) >= 1e4 else f"{float(text):g}"
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def say_percent(fraction: float) -> str:
    """Return a fraction as a whole percentage, keeping "almost" apart from "all" and "none"."""
    percent = 100 * fraction
    if 0 < percent < 1:
        return "< 1 %"
    if 99 < percent < 100:
        return "> 99 %"
    return f"{percent:.0f} %"


def say_percents(low: float, high: float) -> str:
    """Return a range of fractions: ``80 to 85 %``, or ``3 %`` where both ends read the same."""
    first, last = say_percent(low), say_percent(high)
    return last if first == last else f"{first.removesuffix(' %')} to {last}"


def say_list(names: Iterable[str]) -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    *firsts, last = names
    return f"{', '.join(firsts)} and {last}" if firsts else last


def say_seeds(number: int) -> str:
    """Return ``1 seed`` or ``3 seeds``."""
    return f"{number} seed" if number == 1 else f"{number} seeds"


def plain(value: float | None) -> float | None:
    """Return a number that JSON can hold: None stands for non-finite."""
    return value if value is not None and math.isfinite(value) else None
