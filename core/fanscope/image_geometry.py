"""What theory needs to know of images beyond their moments: how alike two pixels are, by how far they are apart.

Notation:
    x_a(p)      pixel p of image a, standardized, mean over channels
    D           displacement of two pixels, (rows, columns), both numbers at least 0
    mu, C       mean image, and E_a[x_a(p) x_a(r)]

The numbers are measured by ``benchmarks/measure_image_geometry.py`` on the training sets as
:mod:`fanscope.training.data` standardizes them; a test compares them with the real data.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fanscope.spec import DataSpec, DigitsData, MnistData

Floats = NDArray[np.float64]

REACH = 9
"""Displacements along a side that are told apart; the last one stands for all that are farther."""


@dataclass(frozen=True, slots=True, eq=False)
class ImageGeometry:
    """Second-order statistics of images, all over the images' second moment.

    Attributes:
        same: Mean over p of C(p, p + D), [rows, columns] of displacements; 1 at D = 0.
        other: Mean over p of mu(p) mu(p + D): two different images.
        profile: Second moment of each pixel, [height, width], mean 1.
        pair_spread: Variance of x_a(p) x_b(p) over pairs of images, mean over p.
        likeness: Correlation of that between p and a pixel so far along a side, [displacements].
    """

    same: Floats
    other: Floats
    profile: Floats
    pair_spread: float
    likeness: Floats

    def enlarged(self, factor: int) -> ImageGeometry:
        """Return the geometry of images whose pixels have become blocks of ``factor`` by ``factor`` equal ones."""
        if factor == 1:
            return self
        rows, columns = (_spread_blocks(side, factor) for side in self.profile.shape)
        block = np.ones((factor, factor))
        return ImageGeometry(
            same=rows @ self.same @ columns.T,
            other=rows @ self.other @ columns.T,
            profile=np.asarray(np.kron(self.profile, block), np.float64),
            pair_spread=self.pair_spread,
            likeness=rows @ self.likeness,
        )


def image_geometry(data: DataSpec) -> ImageGeometry | None:
    """Return the geometry of a data set's images; None where it was not measured, or where there are no images."""
    match data:
        case DigitsData(shape=shape):
            small = _read("digits")
            factors = {
                side // own for side, own in zip(shape[1:], small.profile.shape, strict=True)
            }
            return small.enlarged(factors.pop()) if len(factors) == 1 else None
        case MnistData():
            return _read("mnist")
        case _:
            return None


def side_displacements(side: int) -> Floats:
    """Return how many ordered pairs of places along a side are 0, 1, ... apart, up to sign, [side]."""
    counts = 2.0 * (side - np.arange(side, dtype=np.float64))
    counts[0] = side
    return counts


def _spread_blocks(side: int, factor: int) -> Floats:
    """Return the weights of blocks' displacements in those of pixels, [at most REACH, side]; far ones together.

    Of the pairs of pixels that are factor k + r apart, those in blocks k apart number (side - k)(factor - r), those in
    blocks k + 1 apart (side - k - 1) r.
    """
    weights = np.zeros((min(side * factor, REACH), side))
    counts = side_displacements(side * factor)
    for far in range(side * factor):
        k, r = divmod(far, factor)
        near = np.zeros(side)
        near[k] = (side - k) * (factor - r)
        if k + 1 < side:
            near[k + 1] = (side - k - 1) * r
        weights[min(far, REACH - 1)] += counts[far] * near / near.sum()
    return np.asarray(weights / weights.sum(1, keepdims=True))


@cache
def _read(name: str) -> ImageGeometry:
    text = (files("fanscope") / "image_geometries" / f"{name}.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return ImageGeometry(
        same=np.array(stored["same"]),
        other=np.array(stored["other"]),
        profile=np.array(stored["profile"]),
        pair_spread=stored["pair_spread"],
        likeness=np.array(stored["likeness"]),
    )
