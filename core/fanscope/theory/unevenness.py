"""How far units that see the same distribution differ, and what of it a change of scale explains.

Notation:
    v, m        part of a unit's pre-activation that differs between inputs, and that they share
    a, b        relative fluctuations of v and m, averaged over the layer's d units
    S, M, D     one unit's between-input variance, mean and mean squared slope after the activation
    r           fluctuations of (log V', log M', log E[phi'^2]) that a and b do not explain

    log V' = vv a + vm b + r1,   log M' = mv a + mm b + r2,   log E[phi'^2] = dv a + dm b + r3

The means over d units of S, M^2 and D have covariances E[S M^2] / (V' M') - 1 and so on, over d. By Price's
theorem their covariance with a and b is what the log-slopes say, so that the residuals' covariance is what is left.
Backward and forward noise meet here: a layer that happens to have many active ReLUs passes on more of both.

Reference: price1958useful; hanin2018start, theorem 5.
"""

from __future__ import annotations

from typing import Generic, NamedTuple

import numpy as np

from fanscope.theory.correlation import Response
from fanscope.theory.noise import Floats
from fanscope.theory.signal import Real


class Slopes(NamedTuple, Generic[Real]):
    """Log-slopes of V', M' and E[phi'^2] over v and m; floats or arrays of one shape."""

    vv: Real
    vm: Real
    mv: Real
    mm: Real
    dv: Real
    dm: Real


class Residuals(NamedTuple):
    """The residuals r as sums of independent sources e1, e2 (for one unit; over d for a layer).

    r1 = e1, r2 = tilt e1 + e2, r3 = slope_first e1 + slope_second e2 + what the backward pass adds.

    Attributes:
        first: Variance of e1.
        second: Variance of e2.
        tilt: Part of e1 in r2.
        slope_first: Part of e1 in r3.
        slope_second: Part of e2 in r3.
        explained: Variance of log E[phi'^2] that a, b, e1 and e2 explain.
    """

    first: Floats
    second: Floats
    tilt: Floats
    slope_first: Floats
    slope_second: Floats
    explained: Floats


def log_slopes(response: Response[Real], between_part: Real) -> Slopes[Real]:
    """Return the log-slopes at v / q = ``between_part``; q = v + m and t = log(q / v) carry the chain rule."""
    v_part, m_part = between_part, 1.0 - between_part
    return Slopes(
        vv=1.0 + response.between_slope * v_part - response.between_tilt * m_part,
        vm=(response.between_slope + response.between_tilt) * m_part,
        mv=response.shared_slope * v_part - response.shared_tilt,
        mm=response.shared_slope * m_part + response.shared_tilt,
        dv=response.slope_slope * v_part,
        dm=response.slope_slope * m_part,
    )


def residuals(
    response: Response[Floats],
    slopes: Slopes[Floats],
    *,
    rank: Floats,
    overlap: Floats,
    n: int,
    shared_rank: Floats | float = 1.0,
) -> Residuals:
    """Return what scale does not explain, for one unit.

    Args:
        response: The activation's response.
        slopes: Its log-slopes.
        rank: Squared-length noise of one unit's v over the batch, 1/n and overlap together; a has
            variance 2 rank / d.
        overlap: Mean squared cosine of two different inputs.
        n: Inputs of the batch.
        shared_rank: The same of m; 1 where there is one place: b has variance 2 shared_rank / d.
    """
    a, b = 2.0 * rank, 2.0 * shared_rank
    vv, vm, mv, mm, dv, dm = slopes
    answer = np.minimum(np.maximum(vv, 0.0), 1.0)
    between = (
        (1.0 - 1.0 / n) * response.between_unevenness * (1.0 + 2.0 * answer**2 * overlap)
        + response.between_fourth / n
        - 1.0
    )
    first = np.maximum(between - vv**2 * a - vm**2 * b, 0.0)
    shared = np.maximum(response.shared_unevenness - 1.0 - mv**2 * a - mm**2 * b, 0.0)
    tilt = _regress(response.cross_unevenness - 1.0 - vv * mv * a - vm * mm * b, first, shared)
    second = np.maximum(shared - tilt**2 * first, 0.0)
    with_between = response.slope_between - 1.0 - dv * vv * a - dm * vm * b
    with_shared = response.slope_shared - 1.0 - dv * mv * a - dm * mm * b
    slope = np.maximum(np.exp(response.slope_unevenness) - 1.0 - dv**2 * a - dm**2 * b, 0.0)
    slope_first = _regress(with_between, first, slope)
    left = np.maximum(slope - slope_first**2 * first, 0.0)
    slope_second = _regress(with_shared - tilt * slope_first * first, second, left)
    explained = dv**2 * a + dm**2 * b + slope_first**2 * first + slope_second**2 * second
    return Residuals(first, second, tilt, slope_first, slope_second, explained)


def _regress(covariance: Floats, variance: Floats, other_variance: Floats) -> Floats:
    """Return covariance / variance, kept within what two such variances allow; 0 where nothing varies."""
    bound = np.sqrt(variance * other_variance)
    known = np.where(variance > 1e-12, variance, 1.0)
    return np.where(
        variance > 1e-12, np.minimum(np.maximum(covariance, -bound), bound) / known, 0.0
    )
