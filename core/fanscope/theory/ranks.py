"""How alike inputs and places are in many signals at once: by how many independent numbers a mean over a layer varies.

Notation:
    N       signals
    rank    what the mean of squares over d channels varies by, times d / 2: mean over pairs (input, place) of the squared
            correlation of two windows
    S, n, tau, q, v, m    as in stream.py

Reference: hanin2018start, theorem 5; novak2019bayesian, section 2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fanscope.theory.noise import Floats
from fanscope.theory.places import pair_weights
from fanscope.theory.stream import Stream


class Ranks(NamedTuple):
    """Of N signals, [N, S] each.

    Attributes:
        part: v / q.
        between: Rank of what differs between inputs, in (0, 1].
        shared: Rank of what they share, in (0, 1].
        alone: Mean over pairs of places of the squared correlation of what an input has for itself.
        overlap: tau over the square of what differs, at most 1.
        mean: Covariance of the inputs' mean at a place, over q.
    """

    part: Floats
    between: Floats
    shared: Floats
    alone: Floats
    overlap: Floats
    mean: Floats

    def take(self, rows: Sequence[int]) -> Ranks:
        """Return some signals' ranks."""
        chosen = np.asarray(rows, dtype=np.intp)
        return Ranks(*(values[chosen] for values in self))


def stack_rows(values: Sequence[Floats | float], num_schemes: int) -> Floats:
    """Return numbers of every scheme, one signal a row, [N, S]; N may be 0."""
    return np.array(values, dtype=np.float64).reshape(len(values), num_schemes)


def rank_all(signals: Sequence[Stream], num_schemes: int, *, n: int) -> Ranks:
    """Return the ranks of signals over batches of n inputs."""
    alone, common, mean = _gather(signals, num_schemes, n=n)
    other = stack_rows([x.alike for x in signals], num_schemes)
    tau = stack_rows([x.tau for x in signals], num_schemes)
    differs = np.square(np.maximum(1.0 - other, 1e-12))
    chance = tau / np.square(n * np.maximum(mean, 1e-12))
    part = (1.0 - 1.0 / n) * (1.0 - other)
    return Ranks(
        part=np.minimum(np.maximum(part, 0.0), 1.0),
        between=np.minimum(tau / differs + alone / n, 1.0),
        shared=np.minimum(common + chance, 1.0),
        alone=alone,
        overlap=np.minimum(tau / differs, 1.0),
        mean=mean,
    )


def _gather(signals: Sequence[Stream], num_schemes: int, *, n: int) -> Floats:
    """Return ``alone``, the squared correlation of the inputs' mean, and ``mean``; signals of one size together, [3, N, S]."""
    found = np.empty((3, len(signals), num_schemes))
    for rows in by_size([x.pairs.shape[2:] + x.places for x in signals]):
        weights = pair_weights(*signals[rows[0]].places)
        pairs = np.array([signals[row].pairs for row in rows])
        own, shared, mean = correlations(pairs.reshape(*pairs.shape[:3], -1), n=n)
        found[0, rows] = np.square(own) @ weights
        found[1, rows] = np.square(shared) @ weights
        found[2, rows] = mean
    return found


def by_size(sizes: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """Return the rows of each size."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for row, size in enumerate(sizes):
        groups.setdefault(size, []).append(row)
    return list(groups.values())


def correlations(pairs: Floats, *, n: int) -> tuple[Floats, Floats, Floats]:
    """Return, by displacement, the correlation of what an input has for itself, and that of n inputs' mean.

    Args:
        pairs: ``same`` and ``other``, [N, S, 2, D].
        n: Inputs of the batch.

    Returns:
        Both correlations, [N, S, D], and the mean's covariance at a place over q, [N, S].
    """
    difference = pairs[:, :, 0] - pairs[:, :, 1]
    shared = pairs[:, :, 1] + difference / n
    mean = shared[..., 0].copy()
    difference /= np.maximum(difference[..., :1], 1e-12)
    shared /= np.maximum(shared[..., :1], 1e-12)
    return difference, shared, mean
