"""How different the inputs of a batch still look to a layer: the measure that pooled variance misses."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fanscope.compiled import compiled


class BetweenInputs(NamedTuple):
    """Differences between the inputs of a batch, B inputs of D units each.

    Attributes:
        between_input_var: Variance of a unit over the inputs, mean over the units. It is divided by
            the number of inputs B, as the pooled variance is by its count, so that the pooled one is
            this plus the variance of the units' means; times B / (B - 1) it is unbiased.
            Non-finite values are left out, and units without a finite value.
        mean_cosine: Mean over the pairs of different inputs. Inputs whose norm is zero or not finite
            are left out; NaN for less than two.
    """

    between_input_var: float
    mean_cosine: float


def compare_inputs(batch: NDArray[np.float32]) -> BetweenInputs:
    """Return the differences between the inputs of a finite batch.

    No pair is formed: the squared norm of the sum of B unit vectors is B plus the cosines of all
    ordered pairs. Variances are sums over differences from the first input, in float64, so equal
    inputs have exactly none (see :mod:`fanscope.probes.moments`).

    Args:
        batch: Shape [B, D], contiguous, B and D at least 1.
    """
    num_inputs, num_units = batch.shape
    squares, num_used, unit_sum_squared = _accumulate(batch)
    pairs = num_used * (num_used - 1)
    return BetweenInputs(
        between_input_var=max(squares, 0.0) / (num_inputs * num_units),
        mean_cosine=(unit_sum_squared - num_used) / pairs if pairs else math.nan,
    )


@compiled
def _accumulate(batch: NDArray[np.float32]) -> tuple[float, int, float]:
    """Return the squared deviations, the number of inputs with a direction, the squared sum of those."""
    num_inputs, num_units = batch.shape
    unit_sum, difference_sum = np.zeros(num_units), np.zeros(num_units)
    squares, num_used = 0.0, 0
    for b in range(num_inputs):
        row = batch[b]
        norm_squared = _sum_squares(row)
        weight = 0.0
        if norm_squared > 0.0:
            weight = 1.0 / np.sqrt(norm_squared)
            num_used += 1
        squares += _add_row(row, batch[0], weight, unit_sum, difference_sum)
    squares -= _sum_squares(difference_sum) / num_inputs
    return squares, num_used, _sum_squares(unit_sum)


@compiled
def _sum_squares(row: NDArray[np.floating]) -> float:
    total = 0.0
    for d in range(row.size):
        total += np.float64(row[d]) * np.float64(row[d])
    return total


@compiled
def _add_row(
    row: NDArray[np.float32],
    origin: NDArray[np.float32],
    weight: float,
    unit_sum: NDArray[np.float64],
    difference_sum: NDArray[np.float64],
) -> float:
    squares = 0.0
    for d in range(row.size):
        difference = np.float64(row[d]) - np.float64(origin[d])
        squares += difference * difference
        difference_sum[d] += difference
        unit_sum[d] += weight * np.float64(row[d])
    return squares
