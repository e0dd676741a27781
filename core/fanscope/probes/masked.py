"""The same numbers in torch operations alone, on any device and without waiting for it.

For accelerators, float64 tensors and batches with non-finite values. Nothing asks the device for a
number (whether there are non-finite values, which bin is the largest), so a frame is copied at once.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from fanscope.histogram.bins import NUM_BINS


def sum_masked(flat: Tensor, *, saturation: float, centre: float = 0.0) -> Tensor:
    """Return the :class:`~fanscope.probes.moments.Moments` of a flat tensor, float64 [7]."""
    finite = flat.isfinite()
    wide = flat.to(torch.float64)
    num = finite.sum(dtype=torch.float64)
    mean = torch.where(finite, wide, 0.0).sum() / num.clamp(min=1)
    deviations = torch.where(finite, wide - mean, 0.0)
    infinity = wide.new_full((1,), math.inf)
    low = torch.cat([infinity, torch.where(finite, wide, math.inf)]).amin()
    high = torch.cat([-infinity, torch.where(finite, wide, -math.inf)]).amax()
    squares = torch.dot(deviations, deviations)
    zeros = (flat == 0).sum()
    saturated = (finite & ((flat - centre).abs() > saturation)).sum()
    fields = (num, mean, squares, low, high, zeros, saturated)
    return torch.stack([field.to(torch.float64) for field in fields])


def compare_masked(x_BD: Tensor) -> Tensor:
    """Return the :class:`~fanscope.probes.between_inputs.BetweenInputs` of a batch, float64 [2]."""
    finite_BD = x_BD.isfinite()
    wide_BD = torch.where(finite_BD, x_BD, 0.0).to(torch.float64)
    num_D = finite_BD.sum(0)
    mean_D = wide_BD.sum(0) / num_D.clamp(min=1)
    deviations_BD = torch.where(finite_BD, wide_BD - mean_D, 0.0)
    var_D = deviations_BD.square().sum(0) / num_D.clamp(min=1)
    var = var_D.sum() / (num_D > 0).sum()

    norm_B = torch.linalg.vector_norm(wide_BD, dim=1)
    used_B = finite_BD.all(1) & (norm_B > 0) & norm_B.isfinite()
    total_D = torch.where(used_B, 1 / norm_B, 0.0) @ wide_BD
    num = used_B.sum()
    pairs = num * (num - 1)
    cosine = torch.where(pairs > 0, (torch.dot(total_D, total_D) - num) / pairs, torch.nan)
    return torch.stack([var, cosine])


def find_dead(x_BD: Tensor) -> Tensor:
    """Return the fraction of the units that are zero for every input, float64 [1]."""
    return (~(x_BD != 0).any(0)).to(torch.float64).mean().reshape(1)


def count_bins(flat: Tensor) -> Tensor:
    """Return the counts of all bins of a flat float32 tensor, int64 [4096]."""
    patterns = flat.contiguous().view(torch.int32)
    bins = patterns.bitwise_right_shift(20).bitwise_and(NUM_BINS - 1).to(torch.int64)
    ones = torch.ones((), dtype=torch.int64, device=flat.device).expand(bins.shape)
    return torch.zeros(NUM_BINS, dtype=torch.int64, device=flat.device).scatter_add_(0, bins, ones)


def narrow(flat: Tensor) -> Tensor:
    """Return float32; a finite float64 beyond its range goes to the last finite bin."""
    if flat.dtype == torch.float32:
        return flat
    limit = torch.finfo(torch.float32).max
    return torch.where(flat.isfinite(), flat.clamp(-limit, limit), flat).to(torch.float32)
