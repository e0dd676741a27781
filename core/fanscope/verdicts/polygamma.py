"""Derivatives of log gamma, for positive arguments: what the logarithm of a chi-squared variable has for mean and variance.

Reference: abramowitz1964handbook, 6.3.5, 6.3.18, 6.4.6 and 6.4.12.
"""

from __future__ import annotations

from math import log, sqrt

_LARGE = 12.0
"""From here on the asymptotic series are exact to 1e-13."""
_STEPS = 60
_ACCURACY = 1e-12


def digamma(x: float) -> float:
    """Return d/dx log gamma(x)."""
    below = 0.0
    while x < _LARGE:
        below += 1 / x
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y / 132))))
    return log(x) - 0.5 / x - series - below


def trigamma(x: float) -> float:
    """Return the second derivative of log gamma(x)."""
    below = 0.0
    while x < _LARGE:
        below += 1 / (x * x)
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 6 - y * (1 / 30 - y * (1 / 42 - y * (1 / 30 - y * 5 / 66))))
    return (1 + 0.5 / x + series) / x + below


def inverse_trigamma(value: float) -> float:
    """Return the positive x whose trigamma is ``value``, which lies between 1/x and 1/x + 1/x^2; by bisection of log x."""
    low, high = 1 / (2 * value), 2 / value + 2 / sqrt(value)
    for _ in range(_STEPS):
        middle = sqrt(low * high)
        if trigamma(middle) > value:
            low = middle
        else:
            high = middle
        if high - low < _ACCURACY * high:
            break
    return sqrt(low * high)
