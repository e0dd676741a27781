"""Variances that a matrix's fans ask for, so that a signal keeps its second moment.

Notation:
    fan_in, fan_out   inputs and outputs of the matrix y = W x
    c                 squared gain of the activation, see :func:`fanscope.activations.squared_gain`
"""

from __future__ import annotations


def fan_in_variance(fan_in: int, *, c: float = 1.0) -> float:
    """Return the variance that keeps the forward second moment: ``c / fan_in``.

    Reference: glorot2010understanding, eq. 10 (c = 1); he2015delving, eq. 10 (c = 2).
    """
    return c / fan_in


def fan_out_variance(fan_out: int, *, c: float = 1.0) -> float:
    """Return the variance that keeps the gradient's second moment: ``c / fan_out``.

    Reference: glorot2010understanding, eq. 11 (c = 1); he2015delving, eq. 14 (c = 2).
    """
    return c / fan_out


def fan_avg_variance(fan_in: int, fan_out: int) -> float:
    """Return the compromise between both directions: ``2 / (fan_in + fan_out)``.

    Reference: glorot2010understanding, eq. 12.
    """
    return 2.0 / (fan_in + fan_out)


def harmonic_mean(a: float, b: float) -> float:
    """Return ``2 / (1/a + 1/b)`` of two variances; zero as soon as one of them is zero.

    hypnettorch, where the idea comes from, computes ``2 (1/a + 1/b)`` instead, which is no mean.

    Reference: hypnettorch2021.
    """
    return 2.0 * a * b / (a + b) if a > 0 and b > 0 else 0.0
