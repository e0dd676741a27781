"""From cumulants of a logarithm to a value and the interval that holds it 95 times in 100.

Notation:
    kappa1, kappa2, kappa3   cumulants of log X
    gamma                    skewness, kappa3 / kappa2^1.5
    alpha                    shape of a gamma number G

log X gets the quantiles of the log-gamma number of the same three cumulants, mu + sigma log G (mirrored where the
skewness is positive). That is exact for a mean of squared normal numbers, however few, and normal where the
skewness vanishes.

Reference: abramowitz1964handbook, 6.5 and 26.2 (gamma and normal distributions).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fanscope.theory.noise import Cumulants, Floats, log_gamma_cumulants

_PROBABILITIES = (0.5, 0.025, 0.975)
_NORMAL_QUANTILES = (0.0, -1.959964, 1.959964)
_SHAPES = np.geomspace(0.25, 400.0, 40)
_NUM_CELLS = 2_000
_ROUNDING = 2e-6


def interval(log_scale: Floats, cumulants: Cumulants) -> tuple[Floats, Floats, Floats]:
    """Return median, 2.5 % and 97.5 % quantile of exp(log_scale + noise), elementwise.

    The interval is widened by two parts in a million, so that what is certain in theory is not
    missed by a measurement in float32. Values too large for a float64 are infinite.
    """
    center = log_scale + cumulants.mean
    std = np.sqrt(np.maximum(cumulants.variance, 0.0))
    skewness = cumulants.third / np.maximum(std, 1e-100) ** 3
    nodes, negative, positive = _standard_quantiles()
    with np.errstate(over="ignore"):
        median, low, high = (
            np.exp(
                center
                + std
                * np.where(
                    skewness > 0,
                    np.interp(skewness, nodes, positive[:, k]),
                    np.interp(-skewness, nodes, negative[:, k]),
                )
            )
            for k in range(len(_PROBABILITIES))
        )
    return median, low * (1.0 - _ROUNDING), high * (1.0 + _ROUNDING)


@lru_cache(maxsize=1)
def _standard_quantiles() -> tuple[Floats, Floats, Floats]:
    """Return |gamma| ascending from 0, and the standardized quantiles for gamma < 0 and for gamma > 0."""
    rows = [_log_gamma_quantiles(shape) for shape in _SHAPES]
    cumulants = log_gamma_cumulants(1.0 / _SHAPES)
    std = np.sqrt(cumulants.variance)
    skewness = np.append(cumulants.third / std**3, 0.0)
    center = cumulants.mean + np.log(_SHAPES)
    standard = (np.array(rows) - center[:, None]) / std[:, None]
    standard = np.vstack([standard, _NORMAL_QUANTILES])
    mirrored = -standard[:, [0, 2, 1]]
    return -skewness[::-1], standard[::-1], mirrored[::-1]


def _log_gamma_quantiles(shape: float) -> list[float]:
    """Return the quantiles of log G, by summing its density exp(shape x - e^x) over a grid."""
    center = np.log(shape)
    reach = 12.0 / np.sqrt(shape)
    x = np.linspace(center - reach - 12.0 / shape, center + reach, _NUM_CELLS)
    exponent = shape * (x - center) - np.exp(x) + shape
    density = np.exp(exponent)
    below = np.cumsum(density) - 0.5 * density
    return [float(value) for value in np.interp(_PROBABILITIES, below / density.sum(), x)]
