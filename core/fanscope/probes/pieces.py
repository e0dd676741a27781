"""Measure a tensor that is never whole: a piece at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import Tensor

from fanscope.histogram import Histogram, merge
from fanscope.probes.moments import Moments, scan
from fanscope.probes.pending import FIELDS, Pending, Reading


class Pieces:
    """The measurement of a float32 tensor on the CPU that is shown piece by piece."""

    def __init__(self) -> None:
        """Start with no piece."""
        self._moments: list[Moments] = []
        self._histograms: list[Histogram] = []
        self._size = 0

    def add(self, piece: Tensor) -> None:
        """Measure one contiguous piece; it is not kept."""
        moments, histogram = scan(piece.detach().view(-1).numpy(), saturation=math.inf)
        self._moments.append(moments)
        self._histograms.append(histogram)
        self._size += piece.numel()

    def pending(self) -> Pending:
        """Return the measurement of all pieces together, at least one."""
        moments = join_moments(self._moments)
        missing = (math.nan,) * (len(FIELDS) - len(moments))
        return Pending(Reading((*moments, *missing), merge(self._histograms)), self._size, None)


def join_moments(parts: Sequence[Moments]) -> Moments:
    """Return the moments of all parts' values together; equal means leave no rounding behind.

    Reference: chan1983algorithms, eq. 2.1.
    """
    finite = [part for part in parts if part.num_finite] or parts[:1]
    num = sum(part.num_finite for part in finite)
    origin = finite[0].mean
    shift = sum(part.num_finite * (part.mean - origin) for part in finite) / max(num, 1)
    return Moments(
        num_finite=num,
        mean=origin + shift,
        squared_deviations=sum(
            part.squared_deviations + part.num_finite * (part.mean - origin - shift) ** 2
            for part in finite
        ),
        min=min(part.min for part in finite),
        max=max(part.max for part in finite),
        num_zeros=sum(part.num_zeros for part in finite),
        num_saturated=sum(part.num_saturated for part in finite),
    )
