"""How likely seeds alone make two groups of runs differ in a layer, where few seeds but many layers are at hand.

If nothing has changed, both groups are draws of one distribution, so their deviations pool: d = n + m - 2 degrees of
freedom, and t is Student's. With three seeds a side its tails are so heavy that, among fifty layers, only a fourfold change
stands out. But layers deviate much alike, so each one's variance is drawn towards what all have in common:

    log s^2 scatters over the layers by trigamma(d / 2) for want of seeds, and by trigamma(d0 / 2) because layers differ;
    the variance is (d0 s0^2 + d s^2) / (d0 + d), and t has d0 + d degrees of freedom.

Reference: smyth2004linear, sections 4 and 6.

That takes layers for independent and their variances for draws of one distribution. Neither holds: what one layer has too
much of, the next inherits, and an output of ten units scatters more than hundreds. So d0 is at most d (r - 1) / r, where
r = tr(C)^2 / tr(C^2), C the layers' covariance, is how many independent layers they amount to. Layers that move as one
are left with Student's own test, and a layer's own variance counts for half at least.

Reference: bai1996effect, section 3, for both traces without bias.

Notation:
    n, m, L   seeds now and then; layers
    d, d0     degrees of freedom of a layer's own variance, and of what the layers have in common
"""

from __future__ import annotations

from math import exp, inf, log

import numpy as np
from numpy.typing import NDArray

from fanscope.verdicts.polygamma import digamma, inverse_trigamma, trigamma
from fanscope.verdicts.student import two_sided

Numbers = NDArray[np.float64]


def chances(now: Numbers, then: Numbers) -> Numbers:
    """Return the probability, layer by layer, that seeds alone make the means differ as much; [L].

    Args:
        now: Finite numbers, normal in good approximation, [n, L].
        then: The same of the other group, [m, L]; n + m is at least 3.
    """
    residuals = np.concatenate([now - now.mean(axis=0), then - then.mean(axis=0)])
    freedom = len(now) + len(then) - 2
    own = (residuals**2).sum(axis=0) / freedom
    common, prior = _common_variance(own, freedom)
    prior = min(prior, freedom * (1 - 1 / independent_layers(residuals, freedom)))
    variance = (prior * common + freedom * own) / (prior + freedom)
    error = np.sqrt(variance * (1 / len(now) + 1 / len(then)))
    difference = np.abs(now.mean(axis=0) - then.mean(axis=0))
    return np.array(
        [_chance(d, e, prior + freedom) for d, e in zip(difference, error, strict=True)]
    )


def _chance(difference: float, error: float, freedom: float) -> float:
    if difference == 0:
        return 1.0
    return 0.0 if error == 0 else two_sided(difference / error, freedom)


def _common_variance(own: Numbers, freedom: int) -> tuple[float, float]:
    """Return s0^2 and d0 by the moments of log s^2 over the layers; layers that do not vary at all say nothing."""
    logs = np.log(own[own > 0])
    if logs.size < 2:
        return 0.0, 0.0
    excess = float(logs.var(ddof=1)) - trigamma(freedom / 2)
    middle = float(logs.mean()) - digamma(freedom / 2) + log(freedom / 2)
    if excess <= 0:
        return exp(middle), inf
    prior = 2 * inverse_trigamma(excess)
    return exp(middle + digamma(prior / 2) - log(prior / 2)), prior


def independent_layers(residuals: Numbers, freedom: int) -> float:
    """Return r, how many independent layers the layers amount to; from 1 to L.

    Args:
        residuals: Deviations from the mean of their group, [n + m, L].
        freedom: d, at least 1.
    """
    trace = float((residuals**2).sum()) / freedom
    if freedom < 2 or trace == 0:
        return 1.0
    gram = residuals @ residuals.T / freedom
    raw = float((gram**2).sum())
    squares = freedom**2 / ((freedom + 2) * (freedom - 1)) * (raw - trace**2 / freedom)
    number = residuals.shape[1]
    if squares <= trace**2 / (number * (1 + number)):
        return float(number)
    return float(np.clip((trace**2 - 2 * squares / freedom) / squares, 1, number))
