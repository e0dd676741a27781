"""Moving labels apart so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions near the wanted ones, at least ``gap`` apart and within bounds.

    Least squares under the order of the wanted positions: after taking ``i * gap`` off the i-th position
    the problem is isotonic regression, solved by pooling adjacent violators. Where
    the bounds leave too little room the gap shrinks.

    Args:
        wanted: Positions in any order, in pixels.
        gap: Least distance between two labels.
        low: Lowest position allowed.
        high: Highest position allowed.

    Returns:
        One position per wanted position, in the same order.
    """
    if not wanted:
        return []
    if len(wanted) > 1:
        gap = min(gap, (high - low) / (len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    pools: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        mean, size = wanted[index] - rank * gap, 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    levels = [mean for mean, size in pools for _ in range(size)]
    top = high - (len(wanted) - 1) * gap
    placed = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        placed[index] = min(max(levels[rank], low), top) + rank * gap
    return placed
