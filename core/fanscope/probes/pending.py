"""Measurements in two halves: started where the tensor is, finished together on the CPU."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fanscope.compiled import loops_are_wanted
from fanscope.frames import STATISTICS, Statistic
from fanscope.histogram import Histogram
from fanscope.probes.between_inputs import BetweenInputs, compare_inputs
from fanscope.probes.masked import compare_masked, count_bins, find_dead, narrow, sum_masked
from fanscope.probes.moments import Moments, count_far, scan
from fanscope.spec import Activation

SATURATION: dict[Activation, tuple[float, float]] = {"tanh": (0.0, 0.97), "sigmoid": (0.5, 0.47)}
"""Centre of what an activation gives, and the distance from it beyond which a value counts as saturated."""

FIELDS = (*Moments._fields, *BetweenInputs._fields, "dead_fraction")
_NOT_COMPARED = (math.nan,) * len(BetweenInputs._fields)


class Reading(NamedTuple):
    """One number for each of :data:`FIELDS`, and the histogram."""

    numbers: tuple[float, ...]
    histogram: Histogram


class Deferred(NamedTuple):
    """A reading still on the device: float64 numbers and int64 [4096] counts."""

    numbers: Tensor
    counts: Tensor


class Pending(NamedTuple):
    """A measurement that may still be under way.

    Attributes:
        reading: Its numbers, here or on the device.
        size: Number of values.
        activation: The function that made the values, where one is known.
    """

    reading: Reading | Deferred
    size: int
    activation: Activation | None


def start(
    values: Tensor,
    *,
    minus: Tensor | None = None,
    per_input: bool = False,
    activation: Activation | None = None,
) -> Pending:
    """Begin to measure a tensor; on an accelerator nothing waits for the device.

    Raises:
        ValueError: ``minus`` has another shape.
    """
    whole, shift = _as_float(values), None if minus is None else _as_float(minus)
    if shift is not None and shift.shape != whole.shape:
        raise ValueError(f"values {tuple(whole.shape)} minus {tuple(shift.shape)}: shapes differ")
    if shift is not None and not (_is_readable_now(whole) and _is_plain(shift) and not per_input):
        whole, shift = whole - shift, None
    compared = per_input and whole.ndim > 0 and whole.numel() > 0
    batch = whole.reshape(whole.shape[0], -1) if compared else None
    reading = (
        _read_now(whole, shift, batch, activation)
        if _is_readable_now(whole)
        else read_later(whole, batch, activation)
    )
    return Pending(reading, whole.numel(), activation)


def finish(pendings: Sequence[Pending]) -> tuple[NDArray[np.float64], tuple[Histogram, ...]]:
    """Copy what is on a device at once; return statistics [P, S] and P histograms."""
    readings = _fetch([pending.reading for pending in pendings])
    table = np.array([reading.numbers for reading in readings]).reshape(-1, len(FIELDS))
    return _tabulate(pendings, table), tuple(reading.histogram for reading in readings)


def _read_now(
    whole: Tensor, shift: Tensor | None, batch: Tensor | None, activation: Activation | None
) -> Reading:
    """Read a float32 tensor on the CPU."""
    values = _flat_array(whole)
    centre, distance = SATURATION.get(activation or "linear", (0.0, math.inf))
    moments, histogram = scan(
        values,
        minus=None if shift is None else _flat_array(shift),
        saturation=distance if centre == 0 else math.inf,
    )
    if centre != 0:
        moments = moments._replace(num_saturated=count_far(values, centre, distance))
    between: Sequence[float] = _NOT_COMPARED
    dead = math.nan
    if batch is not None:
        all_finite = moments.num_finite == batch.numel()
        between = (
            compare_inputs(batch.contiguous().numpy())
            if all_finite
            else compare_masked(batch).tolist()
        )
        dead = float(find_dead(batch)) if activation == "relu" else math.nan
    return Reading((*moments, *between, dead), histogram)


def read_later(whole: Tensor, batch: Tensor | None, activation: Activation | None) -> Deferred:
    """Read a tensor on any device without waiting for it."""
    flat = whole.reshape(-1)
    centre, distance = SATURATION.get(activation or "linear", (0.0, math.inf))
    moments = sum_masked(flat, saturation=distance, centre=centre)
    missing = moments.new_full((len(FIELDS) - moments.numel(),), math.nan)
    if batch is not None:
        dead = find_dead(batch) if activation == "relu" else missing[:1]
        missing = torch.cat([compare_masked(batch), dead])
    return Deferred(torch.cat([moments, missing]), count_bins(narrow(flat)))


def _fetch(readings: Sequence[Reading | Deferred]) -> list[Reading]:
    """Return all readings, the deferred ones in one copy."""
    there = [reading for reading in readings if isinstance(reading, Deferred)]
    copied: Iterator[Reading] = iter(())
    if there:
        numbers = torch.stack([reading.numbers for reading in there]).tolist()
        counts = torch.stack([reading.counts for reading in there]).cpu().numpy()
        copied = map(Reading, map(tuple, numbers), map(Histogram.from_dense, counts))
    return [next(copied) if isinstance(r, Deferred) else r for r in readings]


def _as_float(values: Tensor) -> Tensor:
    """Return float32 or float64 values without a gradient."""
    values = values.detach()
    if not values.is_floating_point():
        return values.to(torch.float64)
    return values.to(torch.float32) if values.dtype.itemsize < 4 else values


def _is_plain(tensor: Tensor) -> bool:
    return tensor.device.type == "cpu" and tensor.dtype == torch.float32


def _is_readable_now(tensor: Tensor) -> bool:
    return loops_are_wanted() and _is_plain(tensor)


def _flat_array(tensor: Tensor) -> NDArray[np.float32]:
    flat: NDArray[np.float32] = tensor.contiguous().view(-1).numpy()
    return flat


def _tabulate(pendings: Sequence[Pending], numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    field = dict(zip(FIELDS, numbers.T, strict=True))
    count = np.array([pending.size for pending in pendings], np.float64)
    num = np.where(field["num_finite"] > 0, field["num_finite"], np.nan)
    mean = np.where(np.isnan(num), np.nan, field["mean"])
    with np.errstate(over="ignore", invalid="ignore"):
        # Sums of finite float64 values may overflow; their variance is infinite, not unknown.
        var = np.nan_to_num(field["squared_deviations"], nan=np.inf, posinf=np.inf) / num
        second_moment = var + mean**2
    columns: dict[Statistic, NDArray[np.float64]] = {
        "count": count,
        "mean": mean,
        "var": var,
        "second_moment": second_moment,
        "min": np.where(np.isnan(num), np.nan, field["min"]),
        "max": np.where(np.isnan(num), np.nan, field["max"]),
        "zero_fraction": field["num_zeros"] / num,
        "saturated_fraction": np.where(
            _made_by(pendings, *SATURATION), field["num_saturated"] / num, np.nan
        ),
        "dead_fraction": np.where(_made_by(pendings, "relu"), field["dead_fraction"], np.nan),
        "num_nonfinite": count - field["num_finite"],
        "between_input_var": field["between_input_var"],
        "mean_cosine": field["mean_cosine"],
    }
    statistics = np.full((len(pendings), len(STATISTICS)), np.nan)
    for name, column in columns.items():
        statistics[:, STATISTICS.index(name)] = column
    return statistics


def _made_by(pendings: Sequence[Pending], *activations: Activation) -> NDArray[np.bool_]:
    return np.array([pending.activation in activations for pending in pendings])
