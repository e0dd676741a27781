"""What flows between two nodes of any network: second moments and correlations, between inputs and between places.

Notation:
    S, H, W     schemes predicted together; sides of the image, or tokens and 1
    n           inputs of the batch
    q           second moment over units, places and inputs
    K_ab(p, r)  mean over units of x_a(p) x_b(r), of inputs a, b at places p, r; over q
    same        K_aa(p, p + D) by displacement D = (rows, columns), mean over p: a signal that is alike all over the image
    other       K_ab(p, p + D) of two different inputs
    tau         mean squared deviation of single pairs of inputs from ``other``
    v, m        part of q that differs between the inputs of a batch, and the part they share at a place

Weights of different taps are independent, so that a convolution sums K over pairs of the same tap: displacements pass
through it unchanged. Edges, where zero padding cuts windows, are kept in ``profile`` alone.

Reference: novak2019bayesian, eqs. 7 and 8 (the covariance of two places and its way through a convolution).
"""

from __future__ import annotations

from functools import lru_cache
from math import nan
from typing import NamedTuple

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.image_geometry import ImageGeometry
from fanscope.layout import Shape
from fanscope.theory.noise import Floats
from fanscope.theory.places import REACH, mean_over_pairs

_CENTERED = 1e-6
"""Offset below which units have random signs."""


class Stream(NamedTuple):
    """A signal on its way through a network.

    Attributes:
        channels: Units at a place; features where there are no places.
        log_second: log q, [S].
        pairs: ``same``, 1 at D = 0, and ``other``, [S, 2, rows, columns] of displacements.
        inherited: Part of tau that came from the layers below, [S].
        fresh: Part of tau from the finite number of channels of the last layer, [S].
        raw: Part of q that is Gaussian given the layer before, so that ``fresh`` misses its own channels, [S].
        excess: Relative variance of v over channels beyond that of Gaussian weights; uniform ones have less, [S].
        likeness: Correlation of pairs' deviations along a side, by displacement, [S, REACH].
        wander: Variance from draw to draw of ``same`` at D other than 0, over ``likeness``, [S].
        profile: q at each place over q, [S, H, W].
        common_taps: Covariance of two places, mean over pairs, over what their own second moments let expect, [S].
        offset: Squared mean over units, over q, [S]; 0 where units have random signs.
        length_spread: Relative variance of an input's squared length over inputs, [S].
        unevenness: Relative variance of m over units, [S]; for groups of channels, that see few of them.
        crossed: Relative covariance of a unit's part of v and of m over units, [S].
        tails: E[x^4] / q^2 over units and inputs, [S]; NaN where nobody knows.
        is_masked: Whether dropout has set values to zero and no weights have mixed them since: units are not Gaussian.
        kept: Part of the values that dropout has kept since then.
        is_leveled: Whether a batch norm scaled the channels one by one, and no weights have mixed them since.
        is_centered: Whether a norm took a mean away and made the second moment 1, and nothing has moved them since.
        is_between_sharp: Whether an interval of v holds; without, v is good enough for what depends on it.
        is_second_known: Whether q is known.
        is_between_known: Whether v and m are known.
    """

    channels: int
    log_second: Floats
    pairs: Floats
    inherited: Floats
    fresh: Floats
    raw: Floats
    excess: Floats
    likeness: Floats
    wander: Floats
    profile: Floats
    common_taps: Floats
    offset: Floats
    length_spread: Floats
    unevenness: Floats
    crossed: Floats
    tails: Floats
    is_masked: bool = False
    kept: float = 1.0
    is_leveled: bool = False
    is_centered: bool = False
    is_between_sharp: bool = True
    is_second_known: bool = True
    is_between_known: bool = True

    @property
    def places(self) -> tuple[int, int]:
        """H and W."""
        return self.profile.shape[1], self.profile.shape[2]

    @property
    def same(self) -> Floats:
        """K_aa(p, p + D), [S, rows, columns]."""
        return self.pairs[:, 0]

    @property
    def other(self) -> Floats:
        """K_ab(p, p + D), [S, rows, columns]."""
        return self.pairs[:, 1]

    @property
    def alike(self) -> Floats:
        """Correlation of two inputs at one place, [S]."""
        return self.pairs[:, 1, 0, 0]

    @property
    def has_random_signs(self) -> bool:
        """Whether units are as often below zero as above, in every scheme."""
        return all(offset < _CENTERED for offset in self.offset.tolist())

    @property
    def tau(self) -> Floats:
        """Mean squared deviation of pairs, [S]."""
        return self.inherited + self.fresh

    def over_pairs(self, values: Floats) -> Floats:
        """Return the mean over pairs of places of values by displacement, [S]."""
        return mean_over_pairs(values, self.places)

    def between_part(self, n: int) -> Floats:
        """Return v / q of n inputs, [S]."""
        part = (1.0 - 1.0 / n) * (1.0 - self.alike)
        return np.minimum(np.maximum(part, 0.0), 1.0)

    def shared(self, n: int) -> Floats:
        """Return the covariance of n inputs' mean by displacement, over q, [S, H, W]."""
        return self.other + (self.same - self.other) / n

    def own(self) -> Floats:
        """Return the correlation of what an input has for itself, by displacement, [S, H, W]."""
        difference = self.same - self.other
        return difference / np.maximum(difference[:, :1, :1], 1e-12)


@lru_cache(maxsize=256)
def constants(value: float, num_schemes: int) -> Floats:
    """Return a number for every scheme, [S], not to be written to."""
    values = np.full(num_schemes, value)
    values.flags.writeable = False
    return values


def data_stream(
    shape: Shape,
    moments: DataMoments,
    geometry: ImageGeometry | None,
    num_schemes: int,
) -> Stream:
    """Return the data as the first node's input.

    Gaussian images and tokens are white; of real images only what was measured is known.
    """
    white = _white_stream(shape, moments, num_schemes)
    if geometry is None or len(shape) != 3 or geometry.profile.shape != shape[1:]:
        return white
    return _draw_in(white, geometry)


def _draw_in(white: Stream, geometry: ImageGeometry) -> Stream:
    """Return the stream with real images in the place of noise; their channels are one and the same."""

    def for_all(values: Floats) -> Floats:
        return np.repeat(values[None], len(white.log_second), 0)

    likeness = np.zeros_like(white.likeness)
    likeness[:, : len(geometry.likeness)] = geometry.likeness
    return white._replace(
        channels=1,
        pairs=for_all(np.stack([geometry.same, geometry.other])),
        inherited=np.full_like(white.inherited, geometry.pair_spread),
        fresh=np.zeros_like(white.fresh),
        likeness=likeness,
        profile=for_all(geometry.profile),
        tails=constants(nan, len(white.log_second)),
        is_second_known=True,
        is_between_known=True,
    )


def _white_stream(shape: Shape, moments: DataMoments, num_schemes: int) -> Stream:
    height, width, channels = _sides(shape)
    is_flat = height * width == 1
    q = moments.between + moments.shared
    pairs = np.zeros((num_schemes, 2, min(height, REACH), min(width, REACH)))
    pairs[:, 0, 0, 0] = 1.0
    pairs[:, 1] = moments.shared / q
    ones, zeros = constants(1.0, num_schemes), constants(0.0, num_schemes)
    overlap = moments.overlap * (moments.between / q) ** 2 if is_flat else 1.0 / channels
    likeness = np.zeros((num_schemes, REACH))
    likeness[:, 0] = 1.0
    is_known = is_flat or moments.is_distribution
    return Stream(
        channels=channels,
        log_second=np.full(num_schemes, np.log(q)),
        pairs=pairs,
        inherited=zeros,
        fresh=overlap * ones,
        raw=zeros,
        excess=zeros,
        likeness=likeness,
        wander=zeros,
        profile=np.ones((num_schemes, height, width)),
        common_taps=ones,
        offset=zeros,
        length_spread=moments.norm_spread * ones,
        unevenness=zeros,
        crossed=zeros,
        tails=constants(3.0 if moments.is_distribution else nan, num_schemes),
        is_second_known=is_known,
        is_between_known=is_known and moments.is_measured,
    )


def _sides(shape: Shape) -> tuple[int, int, int]:
    """Return height, width and units at a place."""
    if len(shape) == 1:
        return 1, 1, shape[0]
    if len(shape) == 2:
        return shape[0], 1, shape[1]
    return shape[1], shape[2], shape[0]
