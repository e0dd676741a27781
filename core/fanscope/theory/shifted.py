"""ReLU of a sum that has positive values in it already, as behind a block of He's first residual networks.

Notation:
    y = mu + u + w    pre-activation: its mean over units, what inputs share beyond it, and what they do not
    q, o              E[y^2]; o = mu^2 / q, the offset
    c                 correlation beyond the mean: (K - o) / (1 - o), K the covariance of two inputs over q

A sum of a rectified and a Gaussian signal is taken for Gaussian about its mean: good for second moments, not for how alike
inputs are (no interval of v up to the next batch norm) nor for gradients, whose errors add up. ReLU is homogeneous, so that the rows of
the table are offsets instead of second moments.

Reference: he2016deep, section 3.3; cho2009kernel.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

import numpy as np

from fanscope.activation_functions import LEAKY_SLOPE
from fanscope.theory.correlation import Grid, Response
from fanscope.theory.noise import Floats
from fanscope.theory.quadrature import average_shifted_relu_over_inputs
from fanscope.theory.tables import (
    ROOT_T_STEP,
    correlations_of_columns,
    differentiate,
    row,
    smoothed,
)

LEAST_GAUSSIAN = 0.045
"""Least part of q that a fresh Gaussian signal must have; a rectified one alone is never below zero. The last of 18 blocks
of a ResNet-110 has 0.07."""
SHIFTABLE = frozenset({"relu", "leaky-relu"})
_ROOT_STEP, _NUM_ROOTS = 0.07, 15


@lru_cache(maxsize=2)
def shifted_grid(activation: str) -> Grid:
    """Return the responses of a ReLU or leaky ReLU by root of the offset o, in the place of log q, and by t = -log(1 - c)."""
    leak = LEAKY_SLOPE if activation == "leaky-relu" else 0.0
    roots = np.arange(_NUM_ROOTS, dtype=np.float64) * _ROOT_STEP
    offsets = np.square(roots)
    t, c = correlations_of_columns()
    rows = [
        row(
            average_shifted_relu_over_inputs(c, mean=sqrt(o), spread=sqrt(1.0 - o), leak=leak),
            1.0 - o,
            is_odd=False,
        )
        for o in offsets.tolist()
    ]
    columns = {name: np.stack([one[name] for one in rows]) for name in rows[0]}
    # The table's formulas expect values that grow with q; here rows differ in o instead.
    for name in ("second", "between", "shared"):
        columns[name] = columns[name] * np.exp(roots)[:, None]
    columns["between"] = columns["between"] / (1.0 - offsets)[:, None]
    values = _homogeneous(differentiate(roots, t, c, columns), offsets[:, None], c)
    fine, halvings = smoothed(np.stack(values, axis=-1))
    return Grid(0.0, _ROOT_STEP / halvings, ROOT_T_STEP / halvings, fine, slope_below=0.0)


def _homogeneous(response: Response[Floats], offset: Floats, c: Floats) -> Response[Floats]:
    """Return the response with the slopes of a homogeneous function in place of those along offsets."""
    ones, zeros = np.ones_like(response.log_second), np.zeros_like(response.log_second)
    return response._replace(
        second_slope=ones,
        second_bend=zeros,
        between_slope=zeros,
        shared_slope=ones,
        shared_tilt=response.shared_tilt * (offset + (1.0 - offset) * c) / c,
        slope_slope=zeros,
        slope_bend=zeros,
    )
