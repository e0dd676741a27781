"""How likely a difference of two means is by chance, where their spreads are only known from few values.

Notation:
    t, nu   difference over its estimated standard deviation; degrees of freedom, any positive number
"""

from __future__ import annotations

from math import exp, isfinite, lgamma, log, log1p

_TINY = 1e-300
_TERMS = 500
_ACCURACY = 1e-14


def two_sided(t: float, nu: float) -> float:
    """Return the probability that a Student variable is farther from 0 than ``t``: I_x(nu / 2, 1 / 2), x = nu / (nu + t^2).

    Reference: press2007numerical, section 6.4.
    """
    if not isfinite(t):
        return 0.0
    return incomplete_beta(nu / 2, 0.5, nu / (nu + t * t))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularized incomplete beta function I_x(a, b) by its continued fraction (Lentz's method).

    Reference: press2007numerical, section 6.4.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """Return 1 + d_1 / (1 + d_2 / (1 + ...)), d_1 = -(a + b) x / (a + 1), ..."""
    value, upper, lower = 1.0, 1.0, 0.0
    for term in range(1, _TERMS):
        m = term // 2
        if term % 2:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        lower = 1.0 / _away_from_zero(1.0 + d * lower)
        upper = _away_from_zero(1.0 + d / upper)
        step = upper * lower
        value *= step
        if abs(step - 1.0) < _ACCURACY:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
