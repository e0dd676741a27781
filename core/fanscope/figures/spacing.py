"""Choosing a few out of many, spread evenly, first and last included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item")


def spread_out(items: Sequence[Item], most: int) -> tuple[Item, ...]:
    """Return at most ``most`` of the items, evenly spread."""
    if len(items) <= most:
        return tuple(items)
    if most <= 1:
        return tuple(items[:most])
    places = np.linspace(0, len(items) - 1, most).round().astype(int)
    return tuple(items[place] for place in dict.fromkeys(places.tolist()))


def spread_steps(steps: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return at most ``most`` of ascending steps, evenly spread in log(1 + step)."""
    if steps.size <= most:
        return steps
    logs = np.log1p(steps)
    wanted = np.linspace(logs[0], logs[-1], most)
    nearest = np.searchsorted((logs[1:] + logs[:-1]) / 2, wanted)
    return steps[np.unique(nearest)]
